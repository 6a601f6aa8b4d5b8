//! The one layout of a blueprint's text.
//!
//! [`print`] writes a tree; [`format`] reads a text, prints it, and proves that nothing is
//! lost: what it printed is read again and must be the same tree, comments and
//! documentation included, and must print the same again. Otherwise it refuses.
//!
//! The layout: two blanks of indent; one clause a line inside braces, where a single short
//! one may share the line; short rows of events and members of enums share a line; a
//! trigger and its guard stand in the header of a transition, `initial` in that of a stage;
//! declarations of one line and one kind stand together, all others apart.

mod declaration;
mod engagement;
mod expression;
mod journey;
mod layout;
mod scenario;
mod sequence;
mod small;
mod vocabulary;

#[cfg(test)]
mod tests;

use thiserror::Error;

use crate::ast::File;
use crate::parse::{Limits, Parsed, parse};
use crate::text::FileId;

/// A text that was not formatted.
#[derive(Debug, Clone, Error)]
#[non_exhaustive]
pub enum FormatError {
    /// It has errors: what was found in it, with places in `FileId(0)`.
    #[error("the text has errors, so it was not formatted")]
    Syntax(Box<Parsed>),
    /// The formatted text would not say the same. This is a fault of the formatter.
    #[error("the formatted text would not say the same; this is a fault of the formatter, please report it")]
    NotFaithful,
}

/// `text` in its one layout.
///
/// ```
/// use crm_blueprint::format::format;
/// let text = "team  ops   \"Operations\"\nrule r{on e when a==1 // note\ndo x}";
/// assert_eq!(
///     format(text).unwrap(),
///     "team ops \"Operations\"\n\nrule r {\n  on e\n  when a == 1 // note\n  do x\n}\n"
/// );
/// ```
///
/// # Errors
///
/// [`FormatError::Syntax`] for a text with syntax errors; warnings do not matter.
pub fn format(text: &str) -> Result<String, FormatError> {
    format_with(text, &Limits::default())
}

/// [`format`] with limits of one's own.
///
/// # Errors
///
/// As those of [`format`].
pub fn format_with(text: &str, limits: &Limits) -> Result<String, FormatError> {
    let parsed = parse(text, FileId(0), limits);
    if has_errors(&parsed) {
        return Err(FormatError::Syntax(Box::new(parsed)));
    }
    let printed = print(&parsed.file);
    let again = parse(&printed, FileId(0), limits);
    if has_errors(&again) || again.file != parsed.file || print(&again.file) != printed {
        return Err(FormatError::NotFaithful);
    }
    Ok(printed)
}

fn has_errors(parsed: &Parsed) -> bool {
    parsed.diagnostics.iter().any(|found| !found.code.id().starts_with('W'))
}

/// The text of a tree. What could not be read ([`crate::ast::Invalid`]) is left out.
#[must_use]
pub fn print(file: &File) -> String {
    declaration::file(file)
}
