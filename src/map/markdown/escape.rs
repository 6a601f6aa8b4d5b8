//! The one place where a blueprint's text becomes Markdown.

use crate::text::escape::push as push_shown;

/// Text within a line: nothing in it is markup, and it stays one line.
pub(super) fn push(out: &mut String, text: &str) {
    let mut letters = text.chars().peekable();
    let mut www = 0_u8;
    while let Some(c) = letters.next() {
        // An address is a link by itself where nothing keeps it from being one.
        let address = match c {
            ':' => letters.peek() == Some(&'/'),
            '.' => www >= 3,
            _ => false,
        };
        www = if matches!(c, 'w' | 'W') { www.saturating_add(1) } else { 0 };
        match c {
            _ if address => {
                out.push('\\');
                out.push(c);
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '#' | '!' | '^' | '@' => {
                out.push('\\');
                out.push(c);
            }
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\n' | '\r' | '\t' => out.push(' '),
            '\u{7f}' => out.push('\u{2421}'),
            '\u{0}'..='\u{1f}' => out.extend(char::from_u32(0x2400_u32.saturating_add(u32::from(c)))),
            '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            // What turns the direction of the text around it is shown, and not done.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                out.push('\\');
                push_shown(out, c);
            }
            _ => out.push(c),
        }
    }
}

/// A line of text by itself: what begins a list, a heading or a rule is text too.
pub(super) fn line(out: &mut String, text: &str) {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = text.split_at(digits);
    if digits > 0 && rest.starts_with(['.', ')']) {
        push(out, number);
        out.push('\\');
        return push(out, rest);
    }
    if text.starts_with(['-', '+', '=', ':']) {
        out.push('\\');
    }
    push(out, text);
}

/// A name or an expression as code; in the cell of a table a bar would end the cell.
pub(super) fn code(out: &mut String, code: &str) {
    let mut plain = String::new();
    for c in code.chars() {
        match c {
            '`' => plain.push('\u{2bc}'),
            '|' => plain.push('\u{2223}'),
            c if c.is_control() => plain.push(' '),
            '\u{2028}' | '\u{2029}' => plain.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => push_shown(&mut plain, c),
            c => plain.push(c),
        }
    }
    out.push('`');
    out.push_str(&plain);
    out.push('`');
}
