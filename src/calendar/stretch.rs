//! Time cut into stretches over which a zone's clocks run evenly within one day.

use chrono::NaiveDate;

use super::duration::DAY;
use super::{Instant, Zone};

/// The first millisecond behind the calendar.
pub(super) const END: i64 = Instant::MAX.milliseconds() + 1;
/// How far a search for an opening goes, ten years.
const SEARCH: i64 = 3_653 * DAY;

/// Where a search that begins at `from` stops; not itself searched.
pub(super) fn search_end(from: Instant) -> i64 {
    from.milliseconds().saturating_add(SEARCH).min(END)
}

/// Instants `from..to` in milliseconds, all of one local date and one offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    pub from: i64,
    pub to: i64,
    pub date: NaiveDate,
    /// The millisecond that would show 00:00 of the date if the clocks had always run so.
    pub midnight: i64,
}

/// The stretches of a zone from an instant on, one behind the other without a gap.
#[derive(Debug, Clone)]
pub(super) struct Stretches {
    zone: Zone,
    now: i64,
    until: i64,
}

impl Stretches {
    /// From `from` up to `until`, in milliseconds; only what lies in the calendar.
    pub fn new(zone: Zone, from: i64, until: i64) -> Self {
        Self { zone, now: from.max(Instant::MIN.milliseconds()), until: until.min(END) }
    }
}

impl Iterator for Stretches {
    type Item = Stretch;

    fn next(&mut self) -> Option<Stretch> {
        let from = self.now;
        if from >= self.until {
            return None;
        }
        let offset = self.zone.offset(from);
        let day = from.checked_add(offset)?.div_euclid(DAY);
        let midnight = day.checked_mul(DAY)?.checked_sub(offset)?;
        let to = midnight.checked_add(DAY)?.min(self.until);
        let to = self.zone.next_change(from, to.checked_sub(1)?).unwrap_or(to);
        self.now = to;
        Some(Stretch { from, to, date: date_of(day)?, midnight })
    }
}

/// The date so many days after 1970-01-01.
pub(super) fn date_of(day: i64) -> Option<NaiveDate> {
    const EPOCH: i32 = 719_163;
    NaiveDate::from_num_days_from_ce_opt(i32::try_from(day).ok()?.checked_add(EPOCH)?)
}

impl Zone {
    /// The first millisecond behind `from`, up to `last`, whose offset is another. The two
    /// are less than a day apart, in which no zone changes its clocks and changes them back.
    fn next_change(self, from: i64, last: i64) -> Option<i64> {
        let offset = self.offset(from);
        if self.offset(last) == offset {
            return None;
        }
        let (mut before, mut behind) = (from, last);
        while behind.checked_sub(before)? > 1 {
            let middle = before.midpoint(behind);
            if self.offset(middle) == offset { before = middle } else { behind = middle }
        }
        Some(behind)
    }
}
