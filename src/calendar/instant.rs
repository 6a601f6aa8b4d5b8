//! A point in time, to the millisecond.

use std::fmt;
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
        // The years are those from 1970 to 2199.
        let year = u32::try_from(at.year()).unwrap_or(0);
        let milliseconds = at.and_utc().timestamp_subsec_millis();
        let ([y1, y2], [y3, y4]) = (digits(year / 100), digits(year % 100));
        let ([m1, m2], [d1, d2]) = (digits(at.month()), digits(at.day()));
        let ([h1, h2], [n1, n2], [s1, s2]) = (digits(at.hour()), digits(at.minute()), digits(at.second()));
        let ([i1, i2], [_, i3]) = (digits(milliseconds / 10), digits(milliseconds % 10));
        let whole = milliseconds == 0;
        let end = if whole { b'Z' } else { b'.' };
        let text = [
            y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2, end, i1, i2, i3, b'Z',
        ];
        let [seconds @ .., _, _, _, _] = &text;
        with(std::str::from_utf8(if whole { seconds } else { &text }).unwrap_or_default())
    }

    /// The instant of a text in the form in which instants are written. `None` says nothing: the text
    /// may have another form.
    fn from_plain(text: &str) -> Option<Self> {
        let (text, milliseconds) = match text.as_bytes() {
            [text @ .., b'.', i1, i2, i3, b'Z'] => (text, number(&[*i1, *i2, *i3])?),
            [text @ .., b'Z'] => (text, 0),
            _ => return None,
        };
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', h1, h2, b':', n1, n2, b':', s1, s2] = text else {
            return None;
        };
        let year = i32::try_from(number(&[y1, y2, y3, y4])?).ok()?;
        let day = NaiveDate::from_ymd_opt(year, number(&[m1, m2])?, number(&[d1, d2])?)?;
        let (hour, minute, second) = (number(&[h1, h2])?, number(&[n1, n2])?, number(&[s1, s2])?);
        let at = day.and_hms_milli_opt(hour, minute, second, milliseconds)?;
        Self::from_milliseconds(at.and_utc().timestamp_millis())
    }

    /// The same instant for chrono.
    #[must_use]
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
}

/// The two digits of a number below 100.
fn digits(number: u32) -> [u8; 2] {
    [number / 10, number % 10].map(|digit| b'0'.saturating_add(u8::try_from(digit).unwrap_or(0)))
}

/// The number that digits say.
fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0_u32, |number, digit| {
        let digit = digit.is_ascii_digit().then(|| digit.saturating_sub(b'0'))?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}

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
