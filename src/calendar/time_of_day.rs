//! What a clock shows, without a date.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::shown;

/// A local time to the minute, from 00:00 to 24:00, the end of the day.
///
/// Written as `09:00`, both in text and in serde.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TimeOfDay(u16);

/// The text is no time of day.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a time of day such as 09:00, up to 24:00")]
pub struct ParseTimeOfDayError(String);

impl TimeOfDay {
    /// 00:00.
    pub const START: Self = Self(0);
    /// 24:00.
    pub const END: Self = Self(1440);

    /// So many minutes after midnight; `None` above 1440.
    #[must_use]
    pub const fn new(minutes: u16) -> Option<Self> {
        if minutes <= Self::END.0 { Some(Self(minutes)) } else { None }
    }

    /// Minutes since midnight.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// Milliseconds since midnight, on a day whose clocks run evenly.
    pub(super) fn milliseconds(self) -> i64 {
        i64::from(self.0).saturating_mul(60_000)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = ParseTimeOfDayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseTimeOfDayError(shown(text)))
    }
}

fn parse(text: &str) -> Option<TimeOfDay> {
    let (hours, minutes) = text.split_once(':')?;
    let number = |digits: &str| {
        let two_digits = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|_| two_digits)
    };
    let minutes = number(minutes).filter(|minutes| *minutes < 60)?;
    TimeOfDay::new(number(hours)?.checked_mul(60)?.checked_add(minutes)?)
}

impl Serialize for TimeOfDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TimeOfDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A part of a day, half open: its end is no longer in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimeRange {
    /// The first time in it.
    pub from: TimeOfDay,
    /// The first time behind it, later than `from`.
    pub to: TimeOfDay,
}

impl TimeRange {
    /// From midnight to midnight.
    pub const WHOLE_DAY: Self = Self { from: TimeOfDay::START, to: TimeOfDay::END };

    /// The range; `None` unless `from` is before `to`.
    #[must_use]
    pub fn new(from: TimeOfDay, to: TimeOfDay) -> Option<Self> {
        Some(Self { from, to }).filter(Self::is_valid)
    }

    /// Whether a time is in it, in milliseconds since midnight on a day whose clocks run evenly.
    pub(super) fn contains(&self, within: i64) -> bool {
        (self.from.milliseconds()..self.to.milliseconds()).contains(&within)
    }

    /// Whether it begins before it ends.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.from < self.to
    }
}

impl fmt::Display for TimeRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

#[cfg(test)]
#[path = "time_of_day_tests.rs"]
mod tests;
