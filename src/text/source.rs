//! The files that one blueprint is made of.

use super::{FileId, LineColumn, LineIndex, Span};

/// One file: its name as shown in messages, its text, its lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    name: String,
    text: String,
    lines: LineIndex,
}

impl SourceFile {
    /// The name as shown in messages.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The index of its lines.
    #[must_use]
    pub const fn lines(&self) -> &LineIndex {
        &self.lines
    }
}

/// All files of one blueprint; owns the ids that spans name.
///
/// ```
/// use crm_blueprint::text::{SourceMap, Span};
/// let mut sources = SourceMap::default();
/// let file = sources.add("a.blueprint", "team ops\nteam sales\n");
/// let place = sources.line_column(Span::new(file, 14, 19)).unwrap();
/// assert_eq!((place.line, place.column), (2, 6));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Takes a file in and gives it an id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let text = text.into();
        let lines = LineIndex::new(&text);
        self.files.push(SourceFile { name: name.into(), text, lines });
        FileId(u32::try_from(self.files.len().saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// The file of an id that this map gave.
    #[must_use]
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// All files with their ids, in the order of their loading.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }

    /// The text under a span; `None` for a span of another map.
    #[must_use]
    pub fn slice(&self, span: Span) -> Option<&str> {
        self.get(span.file)?.text.get(span.range())
    }

    /// Where a span begins.
    #[must_use]
    pub fn line_column(&self, span: Span) -> Option<LineColumn> {
        let file = self.get(span.file)?;
        Some(file.lines.line_column(&file.text, span.start))
    }
}
