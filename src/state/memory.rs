//! What a state remembers of what happened and of what was done.

use super::Row;
use crate::calendar::Instant;
use crate::ir::Value;

/// How many entries a log of a contact holds; it saturates, openly.
pub(crate) const LOG_LIMIT: usize = 1_000;

/// What is remembered of a [`Series`](crate::ir::Series).
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Remembered {
    /// The instant of the last one, if the series asks for it.
    pub(crate) last: Option<Instant>,
    /// How many there were in all, if the series asks for it.
    pub(crate) count: u64,
    /// Of all that had a value, if the series asks for it.
    pub(crate) total: Option<Box<Total>>,
    /// Each one as far back as the longest window of the series goes, in order of time, at
    /// most [`LOG_LIMIT`].
    pub(crate) entries: Row<Entry>,
}

/// What many values made together.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Total {
    /// How many had a value.
    pub(crate) count: u64,
    /// Their sum; `None` once it did not fit.
    pub(crate) sum: Option<Value>,
    /// The smallest.
    pub(crate) min: Value,
    /// The largest.
    pub(crate) max: Value,
}

/// One of a series.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Entry {
    pub(crate) at: Instant,
    /// The value that is summed up; `None` where the series has none or it was unset.
    pub(crate) value: Option<Box<Value>>,
}

/// A place that an occurrence of a rule has taken in its limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    /// When it was taken.
    pub(crate) at: Instant,
    /// Which occurrence holds it.
    pub(crate) occurrence: u64,
}
