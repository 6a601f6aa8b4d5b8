//! Words: the keywords of declarations, the first word of a piece of text, the nearest known word.

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

/// The known word that was probably meant: at most two edits away (one for a short word), the first of the
/// nearest. Swapping two neighbours is one edit.
pub(super) fn nearest<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    let length = word.chars().count();
    if !(2..=40).contains(&length) {
        return None;
    }
    let most = if length <= 3 { 1 } else { 2 };
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let distance = distance(word, candidate);
        if distance <= most && distance < candidate.chars().count() && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Insertions, deletions, replacements and swaps of neighbours between two short words.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i.saturating_add(1)];
        let mut last_b = None;
        for (j, &y) in b.iter().enumerate() {
            let at = |row: &[usize], j: usize| row.get(j).copied().unwrap_or(usize::MAX);
            let replaced = at(&above, j).saturating_add(usize::from(x != y));
            let removed = at(&above, j.saturating_add(1)).saturating_add(1);
            let added = at(&row, j).saturating_add(1);
            let mut least = replaced.min(removed).min(added);
            if last_a == Some(y) && last_b == Some(x) {
                least = least.min(at(&before, j.saturating_sub(1)).saturating_add(1));
            }
            row.push(least);
            last_b = Some(y);
        }
        last_a = Some(x);
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(usize::MAX)
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
