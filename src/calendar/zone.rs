//! Time zones: local time of an instant, the instant of a local time, calendar steps.

use std::str::FromStr;

use chrono::{LocalResult, NaiveDate, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;
use thiserror::Error;

use super::duration::DAY;
use super::shown;
use super::step::{add_days, add_months};
use super::{Duration, Instant};

/// A zone of the IANA database.
///
/// ```
/// use crm_blueprint::calendar::{Duration, Instant, Zone};
/// let paris: Zone = "Europe/Paris".parse()?;
/// let noon: Instant = "2026-03-28T12:00:00+01:00".parse()?;
/// // The clocks go forward in the night between: a calendar day has 23 hours.
/// let next = paris.add(noon, Duration::days(1));
/// assert_eq!(next, "2026-03-29T12:00:00+02:00".parse().ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(pub(super) Tz);

/// The database has no zone of this name.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the time zone database has no `{0}`; names look like Europe/Paris")]
pub struct UnknownZone(String);

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The name in the database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// What the clocks show at the instant.
    #[must_use]
    pub fn local(self, instant: Instant) -> NaiveDateTime {
        // Instants end in 2199, far from chrono's last year.
        chrono::DateTime::from_timestamp_millis(self.shown(instant)).unwrap_or_default().naive_utc()
    }

    /// The same, as if it were a time of UTC.
    fn shown(self, instant: Instant) -> i64 {
        instant.milliseconds().saturating_add(self.offset(instant.milliseconds()))
    }

    /// The calendar day at the instant, in days since 1970-01-01, and the milliseconds since its midnight that the
    /// clocks show.
    pub(super) fn day_and_time(self, instant: Instant) -> (i64, i64) {
        let shown = self.shown(instant);
        (shown.div_euclid(DAY), shown.rem_euclid(DAY))
    }

    /// The midnight at which a calendar day begins, in milliseconds, where the clocks run evenly on it.
    pub(super) fn even_midnight(self, day: i64) -> Option<i64> {
        day.checked_mul(DAY)?.checked_sub(self.offset_around(day)?)
    }

    /// The calendar day at the instant.
    #[must_use]
    pub fn date(self, instant: Instant) -> NaiveDate {
        self.local(instant).date()
    }

    /// The instant at which the clocks show `local`, cut to the millisecond.
    ///
    /// A time that the clocks skip moves to the first that exists, one that they show
    /// twice is the first. `None` outside the years 1970 to 2199.
    #[must_use]
    pub fn instant(self, local: NaiveDateTime) -> Option<Instant> {
        self.showing(local.and_utc().timestamp_millis())
    }

    /// The same, of a local time as if it were one of UTC.
    fn showing(self, shown: i64) -> Option<Instant> {
        // An offset is below a day: nothing farther out has an instant, and chrono is
        // never asked about its own ends.
        if !(Instant::MIN.milliseconds() - ZONES..=Instant::MAX.milliseconds() + ZONES).contains(&shown) {
            return None;
        }
        // An offset is below a day: where it is the same the day before and the day after, it is the one.
        if let Some(offset) = self.offset_around(shown.div_euclid(DAY)) {
            return Instant::from_milliseconds(shown.checked_sub(offset)?);
        }
        let with = |offset: &chrono_tz::TzOffset| {
            let ahead = i64::from(offset.fix().local_minus_utc()).checked_mul(1000)?;
            shown.checked_sub(ahead)
        };
        let local = chrono::DateTime::from_timestamp_millis(shown)?.naive_utc();
        let instant = match self.0.offset_from_local_datetime(&local) {
            LocalResult::Single(offset) => with(&offset)?,
            LocalResult::Ambiguous(one, other) => with(&one)?.min(with(&other)?),
            LocalResult::None => return self.after_gap(shown),
        };
        Instant::from_milliseconds(instant)
    }

    /// The first instant behind the gap that swallows the local time `shown`.
    fn after_gap(self, shown: i64) -> Option<Instant> {
        let is_behind = |instant: Instant| self.local(instant).and_utc().timestamp_millis() > shown;
        let clamp = |ms: i64| ms.clamp(Instant::MIN.milliseconds(), Instant::MAX.milliseconds());
        // No instant shows `shown`, so the one place where clocks step over it is the gap.
        let mut before = clamp(shown.checked_sub(ZONES)?);
        let mut behind = clamp(shown.checked_add(ZONES)?);
        if is_behind(Instant::from_milliseconds(before)?) || !is_behind(Instant::from_milliseconds(behind)?) {
            return None;
        }
        while behind.checked_sub(before)? > 1 {
            let middle = before.midpoint(behind);
            if is_behind(Instant::from_milliseconds(middle)?) { behind = middle } else { before = middle }
        }
        Instant::from_milliseconds(behind)
    }

    /// The instant a duration later: months first (the day clamped to the month's end),
    /// then days, both on the local calendar at the same local time; then exact
    /// milliseconds. `None` outside the years 1970 to 2199.
    #[must_use]
    pub fn add(self, instant: Instant, duration: Duration) -> Option<Instant> {
        let Duration { months, days, milliseconds } = duration;
        let stepped = if months == 0 && days == 0 {
            // Without a step the second of two equal local times stays the second.
            instant
        } else if months == 0 {
            self.showing(self.shown(instant).checked_add(days.checked_mul(DAY)?)?)?
        } else {
            let local = self.local(instant);
            let date = add_days(add_months(local.date(), months)?, days)?;
            self.instant(date.and_time(local.time()))?
        };
        stepped.checked_add_milliseconds(milliseconds)
    }
}

/// Wider than any difference between a zone's clocks and UTC, in milliseconds.
const ZONES: i64 = 26 * 3_600_000;

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        name.parse().map(Self).map_err(|_| UnknownZone(shown(name)))
    }
}

#[cfg(test)]
#[path = "zone_tests.rs"]
mod tests;
