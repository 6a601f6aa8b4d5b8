//! A diagnostic, and the sorted list of them.

use serde::Serialize;

use super::Code;
use crate::text::Span;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// The blueprint can't run.
    Error,
    /// It runs, but probably not as meant.
    Warning,
}

/// A second place that matters: "first declared here".
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Label {
    /// Where.
    pub span: Span,
    /// What is to be seen there.
    pub message: String,
}

/// One thing that is wrong: what, where, why, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Diagnostic {
    /// The stable code.
    pub code: Code,
    /// How bad it is; given by the code.
    pub severity: Severity,
    /// What is wrong, in one sentence about things.
    pub message: String,
    /// The place; `None` for what has none (a file that is too large).
    pub span: Option<Span>,
    /// A few words at the place itself; empty where the message says all.
    pub label: String,
    /// Other places that matter.
    pub related: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A diagnostic at a place.
    #[must_use]
    pub fn new(code: Code, span: Span, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            span: Some(span),
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// A diagnostic about a whole input.
    #[must_use]
    pub fn without_place(code: Code, message: impl Into<String>) -> Self {
        Self { span: None, ..Self::new(code, Span::default(), message) }
    }

    /// Adds a few words at the place itself.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds a second place.
    #[must_use]
    pub fn related(mut self, span: Span, message: impl Into<String>) -> Self {
        self.related.push(Label { span, message: message.into() });
        self
    }

    /// Adds what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// All that was found, sorted by file, place and code; at most as many as the limit
/// allows, the rest counted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    diagnostics: Vec<Diagnostic>,
    omitted: usize,
    /// Whether there are errors, the omitted ones among them.
    #[serde(skip)]
    wrong: bool,
}

impl Report {
    /// Sorts `found`, drops what is said twice at one place, and keeps the first `limit`.
    #[must_use]
    pub fn new(mut found: Vec<Diagnostic>, limit: usize) -> Self {
        found.sort_by(|a, b| {
            let key = |d: &Diagnostic| (d.span.map(|s| (s.file, s.start, s.end)), d.code);
            key(a).cmp(&key(b)).then_with(|| a.message.cmp(&b.message))
        });
        found.dedup();
        let wrong = found.iter().any(|found| found.severity == Severity::Error);
        let omitted = found.len().saturating_sub(limit);
        found.truncate(limit);
        Self { diagnostics: found, omitted, wrong }
    }

    /// The diagnostics in order.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// How many more there were.
    #[must_use]
    pub const fn omitted(&self) -> usize {
        self.omitted
    }

    /// Whether nothing was found.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// Whether any of them is an error, the omitted ones included.
    #[must_use]
    pub const fn has_errors(&self) -> bool {
        self.wrong
    }
}

impl<'r> IntoIterator for &'r Report {
    type Item = &'r Diagnostic;
    type IntoIter = std::slice::Iter<'r, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.diagnostics.iter()
    }
}
