//! Words: the keywords of declarations, the first word of a piece of text, words of messages.

use super::habits::is_hidden;

/// The keywords of declarations, as the reference lists them.
pub(super) const DECLARATIONS: &[&str] = &[
    "import",
    "blueprint",
    "team",
    "opening",
    "purpose",
    "channel",
    "enum",
    "contact",
    "object",
    "event",
    "let",
    "setting",
    "segment",
    "bands",
    "table",
    "score",
    "mode",
    "journey",
    "action",
    "sequence",
    "group",
    "rule",
    "sla",
    "kpi",
    "system",
    "flow",
    "term",
    "scenario",
];

/// Units of time.
pub(super) const UNITS: &[&str] = &[
    "second", "seconds", "minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months",
    "year", "years",
];

/// The word with which `text` begins; empty where it begins with something else.
pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_name_char(c)).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or_default();
    if word.starts_with(|c: char| c.is_ascii_digit()) { "" } else { word }
}

/// Near enough to the grammar's names for cutting text into pieces.
pub(super) fn is_name_char(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

/// At most 60 characters of source for a message, control and bidirectional characters escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from("`");
    for (count, c) in text.chars().enumerate() {
        if count == 60 {
            out.push('…');
            break;
        }
        if c.is_control() || is_hidden(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out.push('`');
    out
}

/// `a`, `a or b`, `a, b or c`.
pub(super) fn one_of(things: &[String]) -> String {
    match things.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}
