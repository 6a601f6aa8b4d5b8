//! The time over which something is counted.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::duration::DAY;
use super::{Duration, Instant, Period, Zone};

/// How far back a count reaches. Half open: an entry leaves it at one instant and is then out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Window {
    /// Since the current day, week, month or year of the calendar began.
    Calendar(Period),
    /// Each entry for this long.
    Rolling(Duration),
}

impl Window {
    /// Whether an entry still counts at `now`, which is not before it.
    #[must_use]
    pub fn contains(&self, zone: Zone, entry: Instant, now: Instant) -> bool {
        self.leaves(zone, entry).is_none_or(|leaves| now < leaves)
    }

    /// The first instant at which an entry no longer counts; `None` behind the end of the
    /// calendar.
    #[must_use]
    pub fn leaves(&self, zone: Zone, entry: Instant) -> Option<Instant> {
        match self {
            Self::Calendar(period) => zone.period_end(entry, *period),
            Self::Rolling(length) => zone.add(entry, *length),
        }
    }

    /// Milliseconds after which an entry can be forgotten, whatever zone is asked about.
    #[must_use]
    pub fn keep(&self) -> i64 {
        let days: i64 = match self {
            Self::Calendar(Period::Day) => 3,
            Self::Calendar(Period::Week) => 9,
            Self::Calendar(Period::Month) => 33,
            Self::Calendar(Period::Year) => 368,
            Self::Rolling(length) => length.months.saturating_mul(31).saturating_add(length.days).saturating_add(2),
        };
        let exact = if let Self::Rolling(length) = self { length.milliseconds } else { 0 };
        days.saturating_mul(DAY).saturating_add(exact)
    }

    /// What is wrong with it, for values that were read and not checked.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        match self {
            Self::Rolling(Duration { months: 0.., days: 0.., milliseconds: 0.. })
                if *self != Self::Rolling(Duration::ZERO) =>
            {
                None
            }
            Self::Rolling(length) => Some(format!("a window of {length} holds nothing")),
            Self::Calendar(_) => None,
        }
    }
}

/// As the language writes it behind `per`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Calendar(Period::Day) => f.write_str("day"),
            Self::Calendar(Period::Week) => f.write_str("calendar week"),
            Self::Calendar(Period::Month) => f.write_str("calendar month"),
            Self::Calendar(Period::Year) => f.write_str("calendar year"),
            Self::Rolling(length) => write!(f, "{length}"),
        }
    }
}

#[cfg(test)]
#[path = "window_tests.rs"]
mod tests;
