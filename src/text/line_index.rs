//! From a byte offset to a line and a column, in logarithmic time.

use serde::{Deserialize, Serialize};

/// A place as people count it, both from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LineColumn {
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

/// The starts of all lines of one text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        for (at, byte) in text.bytes().enumerate() {
            if byte == b'\n' {
                starts.push(u32::try_from(at.saturating_add(1)).unwrap_or(u32::MAX));
            }
        }
        Self { starts }
    }

    /// The place of byte `offset` in `text`, the text that the index was made of.
    /// An offset past the end, or inside a character, is moved to the next one before it.
    #[must_use]
    pub fn line_column(&self, text: &str, offset: u32) -> LineColumn {
        let mut end = (offset as usize).min(text.len());
        while !text.is_char_boundary(end) {
            end = end.saturating_sub(1);
        }
        let line = self.starts.partition_point(|&start| start as usize <= end).max(1);
        let start = self.starts.get(line.saturating_sub(1)).copied().unwrap_or(0) as usize;
        let column = text.get(start..end).map_or(0, |before| before.chars().count());
        LineColumn { line: count(line), column: count(column.saturating_add(1)) }
    }

    /// The bytes of line `line` (from 1) without its line end.
    #[must_use]
    pub fn line<'t>(&self, text: &'t str, line: u32) -> Option<&'t str> {
        let at = (line as usize).checked_sub(1)?;
        let start = *self.starts.get(at)? as usize;
        let end = self.starts.get(at.saturating_add(1)).map_or(text.len(), |&next| (next as usize).saturating_sub(1));
        text.get(start..end).map(|found| found.strip_suffix('\r').unwrap_or(found))
    }

    /// How many lines there are.
    #[must_use]
    pub fn lines(&self) -> u32 {
        count(self.starts.len())
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
