//! A report as text, without a dependency.

use std::fmt::Write;

use super::excerpt::Excerpt;
use super::{Diagnostic, Report, Severity};
use crate::text::escape::escape;
use crate::text::{SourceMap, Span};

impl Report {
    /// One line for each diagnostic: `file:line:column: error[E0201]: message (help)`.
    ///
    /// ```
    /// use crm_blueprint::diagnostic::{Code, Diagnostic, Report};
    /// use crm_blueprint::text::{SourceMap, Span};
    /// let mut sources = SourceMap::default();
    /// let file = sources.add("a.blueprint", "rule r { in stage leed }");
    /// let found = Diagnostic::new(Code::UnknownName, Span::new(file, 18, 22), "there is no stage `leed`")
    ///     .help("did you mean `lead`?");
    /// let report = Report::new(vec![found], 100);
    /// assert_eq!(
    ///     report.concise(&sources),
    ///     "a.blueprint:1:19: error[E0201]: there is no stage `leed` (did you mean `lead`?)\n"
    /// );
    /// ```
    #[must_use]
    pub fn concise(&self, sources: &SourceMap) -> String {
        let mut text = String::new();
        for found in self {
            if let Some(place) = found.span.and_then(|span| place(sources, span)) {
                let _ = write!(text, "{place}: ");
            }
            let _ = write!(text, "{}", title(found));
            if let Some(help) = &found.help {
                let _ = write!(text, " ({})", escape(help));
            }
            text.push('\n');
        }
        self.rest(&mut text);
        text
    }

    /// Several lines for each diagnostic: title, place, the line with what is meant
    /// underlined, other places, help. At most 200 columns of a source line are shown;
    /// control and bidirectional characters are escaped.
    #[must_use]
    pub fn plain(&self, sources: &SourceMap) -> String {
        let mut text = String::new();
        for found in self {
            if !text.is_empty() {
                text.push('\n');
            }
            plain(&mut text, found, sources);
        }
        self.rest(&mut text);
        text
    }

    /// Says how many there were beyond the limit.
    pub(super) fn rest(&self, text: &mut String) {
        if self.omitted() > 0 {
            let _ = writeln!(text, "… and {} more", self.omitted());
        }
    }
}

/// One diagnostic with its snippets.
pub(super) fn plain(text: &mut String, found: &Diagnostic, sources: &SourceMap) {
    let _ = writeln!(text, "{}", title(found));
    let main = found.span.and_then(|span| Excerpt::new(sources, span));
    let related: Vec<_> = found
        .related
        .iter()
        .filter_map(|label| Some((Excerpt::new(sources, label.span)?, label.message.as_str())))
        .collect();
    let lines = main.iter().chain(related.iter().map(|(excerpt, _)| excerpt));
    let gutter = lines.map(|excerpt| excerpt.place.line.to_string().len()).max().unwrap_or(1);
    if let Some(main) = &main {
        snippet(text, gutter, "-->", main, '^', &found.label);
    }
    for (excerpt, message) in &related {
        snippet(text, gutter, ":::", excerpt, '-', message);
    }
    if let Some(help) = &found.help {
        if main.is_some() {
            let _ = writeln!(text, "{:gutter$} |", "");
        }
        let _ = writeln!(text, "{:gutter$} = help: {}", "", escape(help));
    }
}

/// `error[E0201]: message`
fn title(found: &Diagnostic) -> String {
    let severity = match found.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{severity}[{}]: {}", found.code, escape(&found.message))
}

/// `file:line:column`
fn place(sources: &SourceMap, span: Span) -> Option<String> {
    let place = sources.line_column(span)?;
    let name = sources.get(span.file)?.name();
    Some(format!("{}:{}:{}", escape(name), place.line, place.column))
}

fn snippet(text: &mut String, gutter: usize, arrow: &str, excerpt: &Excerpt<'_>, mark: char, label: &str) {
    let Excerpt { file, place, line, before, width, last_line } = excerpt;
    let _ = writeln!(text, "{:gutter$}{arrow} {}:{}:{}", "", escape(file), place.line, place.column);
    let _ = writeln!(text, "{:gutter$} |", "");
    let _ = writeln!(text, "{:>gutter$} | {line}", place.line);
    let marks: String = std::iter::repeat_n(mark, *width).collect();
    let _ = write!(text, "{:gutter$} | {:before$}{marks}", "", "");
    if let Some(last) = last_line {
        let _ = write!(text, "… to line {last}");
    }
    if !label.is_empty() {
        let _ = write!(text, " {}", escape(label));
    }
    text.push('\n');
}
