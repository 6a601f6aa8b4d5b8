//! From text to tree: a partial tree and every syntax error, never a failure.
//!
//! The text is scanned once (`scan`) for what would hurt or confuse the generated parser: its size,
//! the depth of its brackets, brackets and texts that are not closed. Then the grammar reads the whole file;
//! where it can't, `recover` reads it piece by piece. `build` makes the tree of either.

mod build;
mod comments;
mod declare;
mod engagement;
mod explain;
mod expression;
mod grammar;
mod habits;
mod journey;
mod limits;
mod literal;
mod node;
mod operators;
mod pieces;
mod recover;
mod scan;
mod scenario;
mod sequence;
mod small;
mod vocabulary;
mod words;

#[cfg(test)]
mod tests;

pub use limits::Limits;

use crate::ast;
use crate::diagnostic::{Code, Diagnostic};
use crate::text::FileId;

/// What came of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parsed {
    /// The tree; what could not be read stands in it as [`ast::Invalid`].
    pub file: ast::File,
    /// What is wrong with the text, in its order. Empty: the tree is the whole text.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads `text`, the text of `file`.
///
/// Never fails and never panics: what is wrong is among the diagnostics, and the tree holds all that
/// could be read. A text beyond [`Limits::source_bytes`] or [`Limits::nesting`] gives an empty tree.
///
/// ```
/// use crm_blueprint::parse::{Limits, parse};
/// use crm_blueprint::text::FileId;
/// let parsed = parse("team ops \"Operations\"", FileId(0), &Limits::default());
/// assert!(parsed.diagnostics.is_empty());
/// assert_eq!(parsed.file.declarations.len(), 1);
/// ```
#[must_use]
pub fn parse(text: &str, file: FileId, limits: &Limits) -> Parsed {
    if text.len() > limits.source_bytes {
        let message = format!("the file has {} bytes, more than the {} that are read", text.len(), limits.source_bytes);
        let found = Diagnostic::without_place(Code::SourceTooLarge, message)
            .help("cut it into one blueprint for each brand or market; imports count too");
        return Parsed { file: ast::File::default(), diagnostics: vec![found] };
    }
    let scanned = match scan::scan(text, file, limits) {
        Ok(scanned) => scanned,
        Err(found) => return Parsed { file: ast::File::default(), diagnostics: vec![*found] },
    };
    build::Builder::new(text, &scanned, file, limits).file()
}
