//! Where something stands in the text.

use std::fmt;

use serde::de::{Error, SeqAccess, Visitor};
use serde::ser::SerializeSeq;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A file of a [`SourceMap`](super::SourceMap), numbered in the order of its loading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// In the stored form a span is a list: its first byte and the byte after its last, and behind them the file,
/// unless it is the first.
impl Serialize for Span {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        self.write(&mut list)?;
        list.end()
    }
}

impl<'de> Deserialize<'de> for Span {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(SpanReader)
    }
}

struct SpanReader;

impl<'de> Visitor<'de> for SpanReader {
    type Value = Span;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of the first byte, the byte after the last, and perhaps the file")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Span, A::Error> {
        Span::read(&mut access)
    }
}

impl Span {
    /// Writes it as the last elements of a list.
    pub(crate) fn write<S: SerializeSeq>(self, list: &mut S) -> Result<(), S::Error> {
        let Self { file, start, end } = self;
        list.serialize_element(&start)?;
        list.serialize_element(&end)?;
        if file == FileId::default() { Ok(()) } else { list.serialize_element(&file) }
    }

    /// Reads it from the last elements of a list.
    pub(crate) fn read<'de, A: SeqAccess<'de>>(access: &mut A) -> Result<Self, A::Error> {
        let start = access.next_element()?.ok_or_else(|| A::Error::invalid_length(0, &SpanReader))?;
        let end = access.next_element()?.ok_or_else(|| A::Error::invalid_length(1, &SpanReader))?;
        let file = access.next_element()?.unwrap_or_default();
        if start <= end { Ok(Self { file, start, end }) } else { Err(A::Error::custom("a span ends before it starts")) }
    }

    /// The bytes `start..end` of `file`.
    #[must_use]
    pub const fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that holds both; `other` must be of the same file.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The bytes as a range that can index the file's text.
    #[must_use]
    pub const fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }
}
