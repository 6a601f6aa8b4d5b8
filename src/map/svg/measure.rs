//! How wide a text is: by a table of our own, so that the same text takes the same room everywhere.

/// Widths of the letters from the blank to the tilde, in 1/1000 of the size: as wide as common sans-serif faces are.
const WIDTHS: [i32; 95] = [
    277, 277, 408, 646, 572, 889, 732, 225, 333, 333, 551, 583, 277, 333, 277, 372, 572, 572, 572, 572, 572, 572, 572,
    572, 572, 572, 277, 277, 583, 583, 583, 556, 1015, 666, 666, 722, 730, 666, 610, 777, 741, 339, 500, 666, 556, 907,
    760, 781, 666, 781, 722, 666, 610, 731, 666, 943, 666, 666, 610, 329, 372, 329, 572, 556, 333, 561, 615, 500, 615,
    564, 344, 615, 618, 258, 258, 534, 258, 935, 618, 605, 615, 615, 413, 500, 361, 618, 508, 786, 529, 510, 500, 380,
    551, 380, 583,
];

/// A size of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) pixels: i32,
    pub(super) bold: bool,
    /// From one line to the next.
    pub(super) line: i32,
    /// The class that the style sheet knows.
    pub(super) class: &'static str,
}

pub(super) const TITLE: Size = Size { pixels: 14, bold: true, line: 18, class: "m-t" };
pub(super) const TEXT: Size = Size { pixels: 12, bold: false, line: 15, class: "m-x" };
pub(super) const SMALL: Size = Size { pixels: 11, bold: false, line: 14, class: "m-s" };
pub(super) const BAND: Size = Size { pixels: 12, bold: true, line: 16, class: "m-b" };
pub(super) const HEADING: Size = Size { pixels: 18, bold: true, line: 24, class: "m-h" };

/// The width of one character, in 1/1000 of the size.
fn letter(c: char) -> i32 {
    if let Some(width) = (c as usize).checked_sub(32).and_then(|at| WIDTHS.get(at)) {
        return *width;
    }
    match c {
        '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => 0,
        'Æ' | 'Œ' | 'æ' | 'œ' | '—' | '…' | '™' => 1000,
        '\u{a0}'..='\u{24f}' | '\u{370}'..='\u{3ff}' => 680,
        '\u{400}'..='\u{52f}' => 740,
        '\u{590}'..='\u{5ff}' => 600,
        '\u{600}'..='\u{8ff}' => 700,
        '\u{2010}'..='\u{2013}' | '\u{2018}'..='\u{201f}' | '\u{2039}'..='\u{203a}' => 520,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' => 1000,
        '\u{ff00}'..='\u{ff60}' => 1000,
        '\u{1f000}'..='\u{1ffff}' => 1350,
        '\u{20000}'..='\u{3ffff}' => 1000,
        _ => 850,
    }
}

/// The width of a text in whole pixels, rounded up.
pub(super) fn width(text: &str, size: Size) -> i32 {
    let sum: i64 = text.chars().map(|c| i64::from(letter(c))).sum();
    // A little more than the table says: faces differ.
    let per_cent = if size.bold { 112 } else { 104 };
    let pixels = sum.saturating_mul(i64::from(size.pixels)).saturating_mul(per_cent) / 100_000;
    i32::try_from(pixels.saturating_add(1)).unwrap_or(i32::MAX)
}

/// A text in lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) lines: Vec<String>,
    pub(super) size: Size,
    /// The whole text, where the lines do not have it.
    pub(super) whole: Option<String>,
}

impl Lines {
    /// Breaks a text at blanks, and long words anywhere; at most so many lines.
    pub(super) fn wrap(text: &str, size: Size, room: i32, most: usize) -> Self {
        let mut lines: Vec<String> = Vec::new();
        let mut line = String::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
            if width(&longer, size) <= room {
                line = longer;
                continue;
            }
            if !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            for piece in pieces(word, size, room) {
                if !line.is_empty() {
                    lines.push(std::mem::take(&mut line));
                }
                line = piece;
            }
            if lines.len() > most {
                break;
            }
        }
        if !line.is_empty() || lines.is_empty() {
            lines.push(line);
        }
        let cut = lines.len() > most;
        if cut {
            lines.truncate(most.max(1));
            if let Some(last) = lines.last_mut() {
                while !last.is_empty() && width(&format!("{last}…"), size) > room {
                    last.pop();
                }
                last.truncate(last.trim_end().len());
                last.push('…');
            }
        }
        Self { lines, size, whole: cut.then(|| text.to_owned()) }
    }

    pub(super) fn height(&self) -> i32 {
        i32::try_from(self.lines.len()).unwrap_or(i32::MAX).saturating_mul(self.size.line)
    }

    pub(super) fn width(&self) -> i32 {
        self.lines.iter().map(|line| width(line, self.size)).max().unwrap_or(0)
    }
}

/// A word in pieces that each fit; what belongs to the character before it stays with it.
fn pieces(word: &str, size: Size, room: i32) -> Vec<String> {
    if width(word, size) <= room {
        return vec![word.to_owned()];
    }
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut joined = false;
    for c in word.chars() {
        let stays = joined || letter(c) == 0;
        joined = c == '\u{200d}';
        piece.push(c);
        if !stays && piece.chars().count() > 1 && width(&piece, size) > room {
            piece.pop();
            pieces.push(std::mem::replace(&mut piece, c.to_string()));
        }
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_broken_where_it_is_full() {
        let lines = Lines::wrap("Demonstration with five machines", TEXT, 110, 9);
        assert_eq!(lines.lines, ["Demonstration", "with five machines"]);
        assert_eq!(lines.whole, None);
        assert!(lines.width() <= 110 && lines.height() == 30);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis_and_is_kept() {
        let lines = Lines::wrap(&"word ".repeat(40), TEXT, 100, 2);
        assert_eq!(lines.lines.len(), 2);
        assert!(lines.lines[1].ends_with('…') && lines.whole.is_some());
        assert!(lines.width() <= 100);
    }

    #[test]
    fn a_long_word_is_broken_but_no_emoji_is() {
        let lines = Lines::wrap(&"👩\u{200d}💻".repeat(20), TEXT, 60, 99);
        assert!(lines.lines.len() > 1);
        assert!(lines.lines.iter().all(|line| !line.starts_with('\u{200d}') && !line.ends_with('\u{200d}')));
        assert_eq!(Lines::wrap("", TEXT, 60, 9).lines, [""]);
    }
}
