//! Text of a blueprint, made fit for a picture.

use crate::ir::Info;
use crate::text::escape;

/// One line without control characters and without what turns the direction of the text around it: those are
/// shown as escapes. White space is one blank each; the joiners of emoji and of Persian stay.
pub(in crate::map) fn clean(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut blank = true;
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !blank {
                    shown.push(' ');
                }
                blank = true;
                continue;
            }
            '\u{200c}' | '\u{200d}' => shown.push(c),
            c => escape::push(&mut shown, c),
        }
        blank = false;
    }
    shown.truncate(shown.trim_end().len());
    shown
}

/// The label, fit for a picture; the name where nothing of the label is left.
pub(in crate::map) fn titled(info: &Info) -> String {
    let title = clean(info.title());
    if title.is_empty() { clean(&info.name) } else { title }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_one_line_that_turns_nothing() {
        assert_eq!(clean("  a \n\t b\u{a0}c "), "a b c");
        assert_eq!(clean("a\u{202e}b\u{0}"), "a\\u{202e}b\\u{0}");
        assert_eq!(clean("👩\u{200d}💻 مرحبا"), "👩\u{200d}💻 مرحبا");
    }
}
