//! A report as rustc draws it (feature `pretty`).
//!
//! The drawing library panics on a span that passes the text or cuts a character, and reads
//! the whole text for each diagnostic. It is given the one line of each place, and a range
//! held to that line.

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Report, Severity, plain};
use crate::text::escape::escape;
use crate::text::{FileId, LineIndex, SourceMap, Span};

/// Lines with more bytes than this are drawn by [`Report::plain`], which cuts them.
const LONGEST: usize = 4_000;

impl Report {
    /// Snippets with the places underlined; `styled` adds colours as ANSI escapes.
    #[must_use]
    pub fn pretty(&self, sources: &SourceMap, styled: bool) -> String {
        let renderer = if styled { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for found in self {
            if !text.is_empty() {
                text.push('\n');
            }
            match draw(found, sources) {
                Some(group) => {
                    text.push_str(&renderer.render(&[group]));
                    text.push('\n');
                }
                None => plain::plain(&mut text, found, sources),
            }
        }
        self.rest(&mut text);
        text
    }
}

/// `None` where a line is too long to be given to the library.
fn draw<'s>(found: &Diagnostic, sources: &'s SourceMap) -> Option<Group<'s>> {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(escape(&found.message)).id(found.code.id()));
    let main = found.span.map(|span| (span, AnnotationKind::Primary, found.label.as_str()));
    let related = found.related.iter().map(|label| (label.span, AnnotationKind::Context, label.message.as_str()));
    // Places on one line share a snippet.
    let mut snippets: Vec<((FileId, u32), Snippet<'s, Annotation<'s>>)> = Vec::new();
    for (span, kind, label) in main.into_iter().chain(related) {
        let Some(file) = sources.get(span.file) else { continue };
        let place = Line::new(file.text(), file.lines(), span);
        if place.text.len() > LONGEST {
            return None;
        }
        let label = match place.last {
            Some(last) => format!("{label} (to line {last})"),
            None => label.to_owned(),
        };
        let label = escape(label.trim_start());
        let annotation: Annotation<'s> = kind.span(place.range).label((!label.is_empty()).then_some(label));
        let key = (span.file, place.number);
        let (snippet, at) = match snippets.iter().position(|(other, _)| *other == key) {
            Some(at) => (snippets.remove(at).1, at),
            None => {
                let name = escape(file.name());
                (Snippet::source(place.text).path(name).line_start(place.number as usize), snippets.len())
            }
        };
        snippets.insert(at, (key, snippet.annotation(annotation)));
    }
    group = group.elements(snippets.into_iter().map(|(_, snippet)| snippet));
    if let Some(help) = &found.help {
        group = group.element(Level::HELP.message(escape(help)));
    }
    Some(group)
}

/// The first line of a span.
struct Line<'s> {
    number: u32,
    text: &'s str,
    /// The part of `text` under the span, on the borders of characters.
    range: std::ops::Range<usize>,
    /// The last line, where there are several.
    last: Option<u32>,
}

impl<'s> Line<'s> {
    fn new(text: &'s str, lines: &LineIndex, span: Span) -> Self {
        let start = lines.line_column(text, span.start);
        let end = lines.line_column(text, span.end.max(span.start));
        let line = lines.line(text, start.line).unwrap_or_default();
        let byte = |column: u32| {
            let before = (column as usize).saturating_sub(1);
            line.char_indices().nth(before).map_or(line.len(), |(at, _)| at)
        };
        let several = end.line > start.line;
        let last = if several { line.len() } else { byte(end.column) };
        let range = byte(start.column)..last.max(byte(start.column));
        Self { number: start.line, text: line, range, last: several.then_some(end.line) }
    }
}
