//! The one layout of a blueprint's text.
//!
//! [`print()`] writes a tree; [`format()`] reads a text, prints it, and proves that nothing is
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
mod proof;
mod scenario;
mod sequence;
mod small;
mod vocabulary;

#[cfg(test)]
mod tests;

pub use proof::{FormatError, format, format_with};

use crate::ast::File;

/// The text of a tree. What could not be read ([`crate::ast::Invalid`]) is left out.
#[must_use]
pub fn print(file: &File) -> String {
    declaration::file(file)
}
