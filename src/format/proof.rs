//! Formatting that proves itself: the only file of the room that knows the parser.

use thiserror::Error;

use super::print;
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

/// [`format()`] with limits of one's own.
///
/// # Errors
///
/// As those of [`format()`].
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
