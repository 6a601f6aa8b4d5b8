//! A point in time, to the millisecond.

use std::fmt;
use std::str::FromStr;
use std::time::SystemTime;

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
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

    /// The same instant for chrono.
    #[must_use]
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or(DateTime::UNIX_EPOCH)
    }
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
        let format = if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        f.write_str(&self.to_chrono().to_rfc3339_opts(format, true))
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
        let error = || ParseInstantError(shown(text));
        let parsed = DateTime::parse_from_rfc3339(text).map_err(|_| error())?;
        Self::try_from(parsed).map_err(|_| error())
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
