//! Text from elsewhere, made safe to show in a terminal.

use std::fmt::Write;

/// `text` without control, bidirectional and invisible format characters: each is written
/// as an escape, `\u{202e}`. Tabs and line ends too: the result is one line.
pub(crate) fn escape(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        push(&mut shown, c);
    }
    shown
}

/// The start of `text`, made safe: what a message echoes of a name or a value.
pub(crate) fn shortened(text: &str) -> String {
    const SHOWN: usize = 64;
    let mut letters = text.chars();
    let mut shown = String::new();
    for c in letters.by_ref().take(SHOWN) {
        push(&mut shown, c);
    }
    if letters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Appends one character, escaped where [`escape`] does.
pub(crate) fn push(shown: &mut String, c: char) {
    match c {
        '\n' => shown.push_str("\\n"),
        '\r' => shown.push_str("\\r"),
        '\t' => shown.push_str("\\t"),
        _ if is_unsafe(c) => {
            let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
        }
        _ => shown.push(c),
    }
}

/// Control characters, those that turn the direction of text, line separators, and those
/// that take no room.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_a_terminal_is_escaped() {
        assert_eq!(escape("a\u{1b}[31m\n\u{202e}é\u{200b}"), "a\\u{1b}[31m\\n\\u{202e}é\\u{200b}");
    }

    #[test]
    fn long_texts_are_cut_and_say_so() {
        assert_eq!(shortened(&"é".repeat(64)), "é".repeat(64));
        assert_eq!(shortened(&"é".repeat(65)), format!("{}…", "é".repeat(64)));
        assert_eq!(shortened("a\tb"), "a\\tb");
    }
}
