//! Arithmetic in the open time of a schedule.

use chrono::NaiveDate;

use super::stretch::END;
use super::{Duration, Instant, Schedule, TimeRange, Zone};

impl Schedule {
    /// The instant that much open time later.
    ///
    /// A start at which it is closed is moved to the next opening. Days are opening days,
    /// local days with any open time: the result has the same local time on the last of
    /// them, cut to that day's hours. The exact part runs in open time only; where it ends
    /// exactly with a range, the result is that closing.
    ///
    /// `None` for months, for a negative part, and where the calendar ends before.
    #[must_use]
    pub fn add(&self, zone: Zone, from: Instant, length: Duration) -> Option<Instant> {
        let Duration { months, days, milliseconds } = length;
        if months != 0 || days < 0 || milliseconds < 0 {
            return None;
        }
        let start = self.next_open(zone, from)?;
        let reached = if days == 0 { start } else { self.add_opening_days(zone, start, days)? };
        if milliseconds == 0 {
            return Some(reached);
        }
        let mut left = milliseconds;
        for (opens, closes) in self.spans(zone, reached.milliseconds(), END) {
            let open = closes.checked_sub(opens)?;
            if left <= open {
                return Instant::from_milliseconds(opens.checked_add(left)?);
            }
            left = left.checked_sub(open)?;
        }
        None
    }

    /// The same local time on the `days`-th opening day behind the start's, cut to its hours.
    fn add_opening_days(&self, zone: Zone, start: Instant, days: i64) -> Option<Instant> {
        // Refused before counting: the calendar has not so many days.
        if days > END / super::duration::DAY {
            return None;
        }
        let local = zone.local(start);
        let mut date = local.date();
        let mut left = days;
        while left > 0 {
            date = date.succ_opt()?;
            // The calendar's end: no later day has an instant.
            zone.at(date, super::TimeOfDay::START)?;
            if self.real_ranges(zone, date).next().is_some() {
                left = left.checked_sub(1)?;
            }
        }
        self.cut(zone, date, local.time())
    }

    /// The ranges of a date of which the clocks do not skip all.
    fn real_ranges(&self, zone: Zone, date: NaiveDate) -> impl Iterator<Item = TimeRange> + '_ {
        let exists = move |range: &TimeRange| zone.at(date, range.from) < zone.at(date, range.to);
        self.ranges_on(date).iter().copied().filter(exists)
    }

    /// A local time of an opening day; outside its hours the end of the range before, or
    /// the day's first opening.
    fn cut(&self, zone: Zone, date: NaiveDate, time: chrono::NaiveTime) -> Option<Instant> {
        let midnight = chrono::NaiveTime::MIN;
        let time_ms = time.signed_duration_since(midnight).num_milliseconds();
        let mut closing = None;
        for range in self.real_ranges(zone, date) {
            if time_ms < range.from.milliseconds() {
                return zone.at(date, closing.unwrap_or(range.from));
            }
            if time_ms < range.to.milliseconds() {
                return zone.instant(date.and_time(time));
            }
            closing = Some(range.to);
        }
        zone.at(date, closing?)
    }

    /// How much of `from..to` is open, in milliseconds; 0 where `to` is not after `from`.
    #[must_use]
    pub fn open_between(&self, zone: Zone, from: Instant, to: Instant) -> i64 {
        self.spans(zone, from.milliseconds(), to.milliseconds())
            .fold(0, |sum: i64, (opens, closes)| sum.saturating_add(closes.saturating_sub(opens)))
    }
}

#[cfg(test)]
#[path = "open_time_tests.rs"]
mod tests;
