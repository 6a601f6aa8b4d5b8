//! A point in time, to the millisecond.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike, Utc};
use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use super::shown;

/// A point in time, to the millisecond, from 1970-01-01 to the end of 2199 (UTC).
///
/// Written as RFC 3339 in UTC: `2026-03-02T09:00:00Z`, with three digits of milliseconds
/// where they are not zero. Reading takes any offset.
///
/// ```
/// use crm_blueprint::calendar::Instant;
/// let noon: Instant = "2026-03-02T12:00:00+01:00".parse()?;
/// assert_eq!(noon.to_string(), "2026-03-02T11:00:00Z");
/// # Ok::<(), crm_blueprint::calendar::ParseInstantError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

/// The text is no instant of the years 1970 to 2199.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not an instant such as 2026-03-02T09:00:00Z, in the years 1970 to 2199")]
pub struct ParseInstantError(String);

impl Instant {
    /// 1970-01-01T00:00:00Z.
    pub const MIN: Self = Self(0);
    /// 2199-12-31T23:59:59.999Z.
    pub const MAX: Self = Self(7_258_118_399_999);

    /// The instant so many milliseconds after 1970; `None` outside the range.
    #[must_use]
    pub const fn from_milliseconds(milliseconds: i64) -> Option<Self> {
        if milliseconds >= Self::MIN.0 && milliseconds <= Self::MAX.0 { Some(Self(milliseconds)) } else { None }
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn milliseconds(self) -> i64 {
        self.0
    }

    /// The instant so many milliseconds later (or earlier); `None` outside the range.
    #[must_use]
    pub const fn checked_add_milliseconds(self, milliseconds: i64) -> Option<Self> {
        match self.0.checked_add(milliseconds) {
            Some(sum) => Self::from_milliseconds(sum),
            None => None,
        }
    }

    /// What `with` makes of its text. States hold many instants, which are written again and again.
    fn with_text<R>(self, with: impl FnOnce(&str) -> R) -> R {
        let at = self.to_chrono().naive_utc();
        let mut text = *b"0000-00-00T00:00:00.000Z";
        let mut write = |place: Range<usize>, mut number: u32| {
            for digit in text.get_mut(place).into_iter().flatten().rev() {
                *digit = b'0'.saturating_add(u8::try_from(number % 10).unwrap_or(0));
                number /= 10;
            }
        };
        // The years are those from 1970 to 2199.
        write(YEAR, u32::try_from(at.year()).unwrap_or(0));
        write(MONTH, at.month());
        write(DAY, at.day());
        write(HOUR, at.hour());
        write(MINUTE, at.minute());
        write(SECOND, at.second());
        let milliseconds = at.and_utc().timestamp_subsec_millis();
        write(MILLISECOND, milliseconds);
        // Without milliseconds it ends where they would begin.
        let mut length = text.len();
        if milliseconds == 0 {
            length = MILLISECOND.start;
            text.get_mut(..length).into_iter().flatten().rev().take(1).for_each(|point| *point = b'Z');
        }
        let shown = text.get(..length).unwrap_or_default();
        with(std::str::from_utf8(shown).unwrap_or_default())
    }

    /// The instant of a text in the form in which instants are written. `None` says nothing: the text
    /// may have another form.
    fn from_plain(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        let number = |place: Range<usize>| {
            text.get(place)?.iter().try_fold(0_u32, |number, digit| {
                let digit = digit.is_ascii_digit().then(|| digit.saturating_sub(b'0'))?;
                number.checked_mul(10)?.checked_add(digit.into())
            })
        };
        let is = |place: usize, letter: u8| text.get(place) == Some(&letter);
        let milliseconds = match text.len() {
            20 if is(19, b'Z') => 0,
            24 if is(19, b'.') && is(23, b'Z') => number(MILLISECOND)?,
            _ => return None,
        };
        if !(is(4, b'-') && is(7, b'-') && is(10, b'T') && is(13, b':') && is(16, b':')) {
            return None;
        }
        let day = NaiveDate::from_ymd_opt(i32::try_from(number(YEAR)?).ok()?, number(MONTH)?, number(DAY)?)?;
        let at = day.and_hms_milli_opt(number(HOUR)?, number(MINUTE)?, number(SECOND)?, milliseconds)?;
        Self::from_milliseconds(at.and_utc().timestamp_millis())
    }

    /// The same instant for chrono.
    #[must_use]
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

// The parts of the text of an instant.
const YEAR: Range<usize> = 0..4;
const MONTH: Range<usize> = 5..7;
const DAY: Range<usize> = 8..10;
const HOUR: Range<usize> = 11..13;
const MINUTE: Range<usize> = 14..16;
const SECOND: Range<usize> = 17..19;
const MILLISECOND: Range<usize> = 20..23;

/// The instant lies outside the years 1970 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the instant lies outside the years 1970 to 2199")]
pub struct InstantOutOfRange;

/// Cut to the millisecond.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use crm_blueprint::Instant;
/// let told: DateTime<Utc> = "2026-03-02T09:00:00.123456Z".parse()?;
/// assert_eq!(Instant::try_from(told)?.to_string(), "2026-03-02T09:00:00.123Z");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<Tz: TimeZone> TryFrom<DateTime<Tz>> for Instant {
    type Error = InstantOutOfRange;

    fn try_from(instant: DateTime<Tz>) -> Result<Self, InstantOutOfRange> {
        Self::from_milliseconds(instant.timestamp_millis()).ok_or(InstantOutOfRange)
    }
}

/// Cut to the millisecond: `Instant::try_from(SystemTime::now())` is the host's clock.
impl TryFrom<SystemTime> for Instant {
    type Error = InstantOutOfRange;

    fn try_from(instant: SystemTime) -> Result<Self, InstantOutOfRange> {
        let since = instant.duration_since(SystemTime::UNIX_EPOCH).map_err(|_| InstantOutOfRange)?;
        i64::try_from(since.as_millis()).ok().and_then(Self::from_milliseconds).ok_or(InstantOutOfRange)
    }
}

impl From<Instant> for DateTime<Utc> {
    fn from(instant: Instant) -> Self {
        instant.to_chrono()
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.with_text(|text| f.write_str(text))
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Instant {
    type Err = ParseInstantError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if let Some(at) = Self::from_plain(text) {
            return Ok(at);
        }
        let error = || ParseInstantError(shown(text));
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| error())?;
        Self::try_from(parsed).map_err(|_| error())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.with_text(|text| serializer.serialize_str(text))
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(InstantReader)
    }
}

struct InstantReader;

impl Visitor<'_> for InstantReader {
    type Value = Instant;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Instant, E> {
        text.parse().map_err(E::custom)
    }
}

#[cfg(test)]
#[path = "instant_tests.rs"]
mod tests;
