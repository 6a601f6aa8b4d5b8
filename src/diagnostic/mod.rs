//! One shape for everything that can be wrong with a text, and the registry of its codes.
//!
//! A [`Diagnostic`] has a stable [`Code`], a place, a cause and, where one is known, a
//! proposal. A [`Report`] is a sorted list of them. Rendering is separate: [`Report::concise`]
//! and [`Report::plain`] need nothing, [`Report::json`] is for programs, and the `pretty`
//! feature draws snippets.

mod code;
mod excerpt;
mod json;
mod plain;
#[cfg(feature = "pretty")]
mod pretty;
#[cfg(test)]
mod rendering_tests;
mod report;

pub use code::{Code, CodeInfo, ParseCodeError};
pub use json::{DiagnosticJson, PlaceJson, RelatedJson, ReportJson};
pub use report::{Diagnostic, Label, Report, Severity};
