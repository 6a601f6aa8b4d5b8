//! A report for other programs: names, lines and columns in place of ids.

use serde::Serialize;

use super::{Code, Diagnostic, Report, Severity};
use crate::text::{LineColumn, SourceMap, Span};

/// A report in a form of its own, with every place resolved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ReportJson<'r> {
    /// The diagnostics, in order.
    pub diagnostics: Vec<DiagnosticJson<'r>>,
    /// How many more there were.
    pub omitted: usize,
}

/// A diagnostic of a [`ReportJson`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct DiagnosticJson<'r> {
    /// The stable code.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: &'r str,
    /// Where; `None` for what has no place.
    pub place: Option<PlaceJson<'r>>,
    /// A few words at the place; may be empty.
    pub label: &'r str,
    /// Other places that matter.
    pub related: Vec<RelatedJson<'r>>,
    /// What to do about it.
    pub help: Option<&'r str>,
}

/// A second place of a [`DiagnosticJson`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RelatedJson<'r> {
    /// What is to be seen there.
    pub message: &'r str,
    /// Where.
    pub place: Option<PlaceJson<'r>>,
}

/// A place: lines and columns from 1, columns in characters; bytes from 0, half open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlaceJson<'r> {
    /// The name of the file.
    pub file: &'r str,
    /// The first character.
    pub start: LineColumn,
    /// The character behind the last.
    pub end: LineColumn,
    /// The first byte, and the byte behind the last.
    pub bytes: [u32; 2],
}

impl Report {
    /// The report with file names, lines and columns, ready to be serialized.
    #[must_use]
    pub fn json<'r>(&'r self, sources: &'r SourceMap) -> ReportJson<'r> {
        let diagnostic = |found: &'r Diagnostic| DiagnosticJson {
            code: found.code,
            severity: found.severity,
            message: &found.message,
            place: found.span.and_then(|span| place(sources, span)),
            label: &found.label,
            related: found
                .related
                .iter()
                .map(|label| RelatedJson { message: &label.message, place: place(sources, label.span) })
                .collect(),
            help: found.help.as_deref(),
        };
        ReportJson { diagnostics: self.into_iter().map(diagnostic).collect(), omitted: self.omitted() }
    }
}

fn place(sources: &SourceMap, span: Span) -> Option<PlaceJson<'_>> {
    let file = sources.get(span.file)?;
    let at = |offset| file.lines().line_column(file.text(), offset);
    Some(PlaceJson {
        file: file.name(),
        start: at(span.start),
        end: at(span.end.max(span.start)),
        bytes: [span.start, span.end],
    })
}
