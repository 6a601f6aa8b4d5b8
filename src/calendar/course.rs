//! In what time something runs: in all of it, or in the open time of a schedule.

use super::{Duration, Instant, Schedule, Zone};

/// In what time something runs that may be interrupted.
///
/// A length of it is counted in milliseconds. What of it lies between two instants and the
/// instant at which so much of it has passed answer one another: the latter is the first at
/// which the former is so much.
#[derive(Debug, Clone, Copy)]
pub enum Course<'a> {
    /// In all time.
    All,
    /// While this is open, by the clocks of the zone.
    Open(&'a Schedule, Zone),
}

impl Course<'_> {
    /// How much of it a target gives that is counted from `start`.
    ///
    /// In all time, hours are exact and days those of the calendar of `zone`; in open time it is
    /// as much as is open until [`Schedule::add`]. Less than nothing is nothing. `None` where
    /// there is no such instant.
    #[must_use]
    pub fn length(self, zone: Zone, start: Instant, target: Duration) -> Option<i64> {
        if target.cmp_length(&Duration::ZERO).is_le() {
            return Some(0);
        }
        match self {
            Self::All => zone.add(start, target)?.milliseconds().checked_sub(start.milliseconds()),
            // Without days it need not be looked for.
            Self::Open(..) if target.months == 0 && target.days == 0 => Some(target.milliseconds),
            Self::Open(schedule, own) => Some(schedule.open_between(own, start, schedule.add(own, start, target)?)),
        }
        .map(|length| length.max(0))
    }

    /// How much of it lies between two instants; 0 where `to` is not after `from`.
    #[must_use]
    pub fn between(self, from: Instant, to: Instant) -> i64 {
        match self {
            Self::All => to.milliseconds().saturating_sub(from.milliseconds()).max(0),
            Self::Open(schedule, zone) => schedule.open_between(zone, from, to),
        }
    }

    /// The first instant until which so much of it has passed since `from`: `from` itself for
    /// nothing, and the closing where it is used up with a range. `None` behind the calendar.
    #[must_use]
    pub fn reached(self, from: Instant, length: i64) -> Option<Instant> {
        if length <= 0 {
            return Some(from);
        }
        match self {
            Self::All => from.checked_add_milliseconds(length),
            Self::Open(schedule, zone) => schedule.add(zone, from, Duration::milliseconds(length)),
        }
    }
}

/// The first instant after `after` at which a whole number of periods, at least one, has passed
/// since `start`, each `rested` milliseconds later. Days and more are those of the calendar.
///
/// `None` for a period that does not lead on, and behind the calendar.
#[must_use]
pub fn next_beat(zone: Zone, start: Instant, period: Duration, rested: i64, after: Instant) -> Option<Instant> {
    let Duration { months, days, milliseconds } = period;
    if months < 0 || days < 0 || milliseconds < 0 || period == Duration::ZERO {
        return None;
    }
    // No month is longer than 31 days, no day than 26 hours: so many periods at least have passed.
    let hours = months.checked_mul(31)?.checked_add(days)?.checked_mul(26)?;
    let longest = hours.checked_mul(3_600_000)?.checked_add(milliseconds)?;
    let passed = after.milliseconds().checked_sub(start.milliseconds())?.checked_sub(rested)?;
    let mut count = passed.max(0).checked_div(longest)?.max(1);
    loop {
        let beat = zone.add(start, period.checked_mul(count)?)?.checked_add_milliseconds(rested)?;
        if beat > after {
            return Some(beat);
        }
        count = count.checked_add(1)?;
    }
}

#[cfg(test)]
#[path = "course_tests.rs"]
mod tests;
