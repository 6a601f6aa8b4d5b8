//! Source text: files, spans and the line index.
//!
//! A span is a range of bytes in one file. File ids belong to the [`SourceMap`] that
//! gave them; there is nothing global.

pub(crate) mod escape;
mod line_index;
mod source;
mod span;
mod suggest;

pub use line_index::{LineColumn, LineIndex};
pub use source::{SourceFile, SourceMap};
pub use span::{FileId, Span};
pub(crate) use suggest::{did_you_mean, proposed};
