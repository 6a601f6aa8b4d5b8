//! The line of a place, made fit to be shown: escaped, tabs as blanks, cut to a width.

use crate::text::escape;
use crate::text::{LineColumn, SourceMap, Span};

/// The most columns of one source line that are shown.
const WIDTH: usize = 200;
/// Columns that stay before a place where a line is cut.
const BEFORE: usize = 60;
/// A tab is shown as so many blanks.
const TAB: &str = "    ";

/// The first line of a span.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Excerpt<'s> {
    /// The name of the file.
    pub(super) file: &'s str,
    /// Where the span begins.
    pub(super) place: LineColumn,
    /// The line as shown; at most [`WIDTH`] characters and two marks of a cut.
    pub(super) line: String,
    /// The characters of `line` that lie before the span.
    pub(super) before: usize,
    /// The characters of `line` under the span; at least 1, so it may pass the end by one.
    pub(super) width: usize,
    /// The last line of the span, where it has several.
    pub(super) last_line: Option<u32>,
}

impl<'s> Excerpt<'s> {
    /// `None` for a span of another source map. A span that ends before it begins, passes
    /// the text or cuts a character is moved to what there is.
    pub(super) fn new(sources: &'s SourceMap, span: Span) -> Option<Self> {
        let file = sources.get(span.file)?;
        let (text, lines) = (file.text(), file.lines());
        let place = lines.line_column(text, span.start);
        let end = lines.line_column(text, span.end.max(span.start));
        let source = lines.line(text, place.line).unwrap_or_default();
        let length = source.chars().count();
        let first = index(place.column).min(length);
        let last = if end.line > place.line { length } else { index(end.column).clamp(first, length) };

        let from = if length > WIDTH { first.saturating_sub(BEFORE) } else { 0 };
        let mut shown = Shown::default();
        if from > 0 {
            shown.push("…");
        }
        let (mut before, mut after) = (None, None);
        for (at, c) in source.chars().enumerate().skip(from) {
            if at == first {
                before = Some(shown.width);
            }
            if at == last {
                after = Some(shown.width);
            }
            if shown.width >= WIDTH {
                shown.push("…");
                break;
            }
            shown.push_char(c);
        }
        let before = before.unwrap_or(shown.width);
        let width = after.unwrap_or(shown.width).saturating_sub(before).max(1);
        let last_line = (end.line > place.line).then_some(end.line);
        Some(Self { file: file.name(), place, line: shown.text, before, width, last_line })
    }
}

fn index(column: u32) -> usize {
    (column as usize).saturating_sub(1)
}

/// A line under construction, and how many characters it has.
#[derive(Default)]
struct Shown {
    text: String,
    width: usize,
}

impl Shown {
    fn push(&mut self, part: &str) {
        self.text.push_str(part);
        self.width = self.width.saturating_add(part.chars().count());
    }

    fn push_char(&mut self, c: char) {
        if c == '\t' {
            return self.push(TAB);
        }
        let start = self.text.len();
        escape::push(&mut self.text, c);
        let added = self.text.get(start..).map_or(0, |part| part.chars().count());
        self.width = self.width.saturating_add(added);
    }
}
