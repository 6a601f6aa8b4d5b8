//! The one place where a blueprint's text becomes HTML.

/// Text as HTML: in an element or in an attribute between quotes.
///
/// A page is a text of XML characters too: control characters are shown by their pictures.
pub(super) fn push(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push(c),
            '\t' | '\r' => out.push(' '),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{0}'..='\u{1f}' => out.extend(char::from_u32(0x2400_u32.saturating_add(u32::from(c)))),
            // What turns the direction of the text around it is shown, and not done.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => crate::text::escape::push(out, c),
            '\u{80}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}

/// Text as HTML in an element, with places to break words that are longer than any line should be.
pub(super) fn push_breakable(out: &mut String, text: &str) {
    const LONGEST: usize = 28;
    let (mut from, mut letters) = (0, 0_usize);
    for (at, c) in text.char_indices() {
        if letters >= LONGEST && c.is_alphanumeric() {
            push(out, text.get(from..at).unwrap_or_default());
            out.push_str("<wbr/>");
            (from, letters) = (at, 0);
        }
        letters = if c.is_whitespace() { 0 } else { letters.saturating_add(1) };
    }
    push(out, text.get(from..).unwrap_or_default());
}

pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push(&mut out, text);
    out
}
