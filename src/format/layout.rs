//! Lines, braces, comments: where things stand, whatever they say.

use crate::ast::{Body, Clause, Notes};

/// Some lines, without the indent of what is around them.
pub(super) type Block = Vec<String>;

/// The most characters of a line that holds several clauses, counted from its own indent.
const WIDTH: usize = 100;
const INDENT: &str = "  ";

/// What stands on one line.
pub(super) fn line(text: impl Into<String>) -> Block {
    vec![text.into()]
}

/// A block as one of several between braces.
pub(super) struct Row {
    lines: Block,
    /// One line, without comments: it may share a line.
    short: bool,
}

impl Row {
    pub(super) fn new(notes: &Notes, lines: Block) -> Self {
        let bare = notes.docs.is_empty() && notes.comments.is_empty() && notes.trailing.is_none();
        Self { short: bare && lines.len() == 1, lines: with_notes(notes, lines) }
    }

    pub(super) fn plain(lines: Block) -> Self {
        Self { short: lines.len() == 1, lines }
    }
}

/// How the rows between braces are laid out.
#[derive(Clone, Copy)]
pub(super) struct Layout {
    /// As many short rows as this may share the line of the header, where there is room.
    shared: usize,
    /// What parts rows on a shared line.
    separator: &'static str,
    /// Whether empty braces are written.
    empty: bool,
    /// Whether blank lines part rows of several lines.
    airy: bool,
    /// Whether a comment trails the whole.
    trailed: bool,
}

impl Layout {
    /// One row a line; a single short row may share the line of the header.
    pub(super) const CLAUSES: Self = Self { shared: 1, separator: "  ", empty: false, airy: false, trailed: false };
    /// Always one row a line.
    pub(super) const LINES: Self = Self { shared: 0, ..Self::CLAUSES };
    /// Short rows share the line of the header where there is room.
    pub(super) const SHORT: Self = Self { shared: usize::MAX, ..Self::CLAUSES };
    /// The same, with commas.
    pub(super) const LIST: Self = Self { separator: ", ", empty: true, ..Self::SHORT };
    /// Rows of several lines stand apart.
    pub(super) const AIRY: Self = Self { airy: true, ..Self::LINES };

    pub(super) const fn with_empty(self) -> Self {
        Self { empty: true, ..self }
    }

    /// Of a node with these notes.
    pub(super) const fn of(self, notes: &Notes) -> Self {
        Self { trailed: notes.trailing.is_some(), ..self }
    }
}

/// `header { rows }`, on one line or several.
pub(super) fn braces(header: &str, rows: Vec<Row>, comments: &[String], layout: Layout) -> Block {
    if rows.is_empty() && comments.is_empty() {
        return line(if layout.empty { format!("{header} {{}}") } else { header.to_owned() });
    }
    if comments.is_empty() && rows.len() <= layout.shared && rows.iter().all(|row| row.short) {
        let parts: Vec<&str> = rows.iter().flat_map(|row| &row.lines).map(String::as_str).collect();
        let shared = format!("{header} {{ {} }}", parts.join(layout.separator));
        if fits(&shared) {
            return line(shared);
        }
    }
    let mut block = line(format!("{header} {{"));
    let mut tall = None;
    for row in rows {
        let now = row.lines.len() > 1;
        if layout.airy && tall.is_some_and(|before| before || now) {
            block.push(String::new());
        }
        tall = Some(now);
        block.extend(row.lines.iter().map(|text| indented(text)));
    }
    block.extend(comments.iter().map(|text| indented(&slashes("//", text))));
    block.push("}".to_owned());
    block
}

/// A header and its clauses: the first ones that `lead` lets into the header, the others in braces.
pub(super) fn declaration<K>(
    header: String,
    body: &Body<K>,
    layout: Layout,
    lead: impl Fn(&K) -> bool,
    print: impl Fn(&K) -> Block,
) -> Block {
    declaration_of(header, body, layout, lead, |kind, _| print(kind))
}

/// The same where the notes of a clause matter to how it is printed.
pub(super) fn declaration_of<K>(
    mut header: String,
    body: &Body<K>,
    mut layout: Layout,
    lead: impl Fn(&K) -> bool,
    print: impl Fn(&K, &Notes) -> Block,
) -> Block {
    let mut leading = true;
    let mut rows = Vec::new();
    for Clause { kind, notes, .. } in &body.clauses {
        let row = Row::new(notes, print(kind, notes));
        if let [only] = row.lines.as_slice()
            && leading
            && row.short
            && lead(kind)
        {
            let longer = format!("{header} {only}");
            if fits(&longer) {
                header = longer;
                // Without braces between them a comment behind all would trail this clause alone.
                layout.empty |= layout.trailed;
                continue;
            }
        }
        leading = false;
        rows.push(row);
    }
    braces(&header, rows, &body.comments, layout)
}

/// Appends the lines of `next`, the first of them to the last line of `block`: `} else {`.
pub(super) fn join(mut block: Block, next: Block) -> Block {
    let mut next = next.into_iter();
    if let (Some(last), Some(first)) = (block.last_mut(), next.next()) {
        last.push(' ');
        last.push_str(&first);
    }
    block.extend(next);
    block
}

/// A block between its comments and documentation, and the comment that trails it.
pub(super) fn with_notes(notes: &Notes, lines: Block) -> Block {
    let comments = notes.comments.iter().map(|text| slashes("//", text));
    let docs = notes.docs.iter().map(|text| slashes("///", text));
    let mut block: Block = comments.chain(docs).chain(lines).collect();
    if let (Some(trailing), Some(last)) = (&notes.trailing, block.last_mut()) {
        last.push(' ');
        last.push_str(&slashes("//", trailing));
    }
    block
}

/// A comment of one line.
pub(super) fn slashes(slashes: &str, text: &str) -> String {
    if text.is_empty() { slashes.to_owned() } else { format!("{slashes} {text}") }
}

pub(super) fn fits(text: &str) -> bool {
    text.chars().count() <= WIDTH
}

fn indented(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!("{INDENT}{text}") }
}
