//! How far a zone's clocks are ahead of UTC, remembered for the stretches of days last asked for.

use std::cell::RefCell;

use chrono::{Offset, TimeZone};

use super::Zone;
use super::duration::DAY;

/// How many sets of stretches are remembered, of which each holds the two that were last asked for.
const SETS: usize = 64;

/// How many days a stretch has.
const DAYS: i64 = 32;

/// Some days of a zone, one behind the other.
#[derive(Clone)]
struct Stretch {
    zone: Zone,
    /// The first day, in stretches since 1970-01-01.
    number: i64,
    /// Of each day the offset, in milliseconds, where it is one all day long.
    offsets: [Option<i32>; DAYS as usize],
    /// A bit for each day that has the one offset of the day before and the day after.
    calm: u32,
}

thread_local! {
    /// Which are remembered changes no answer.
    static KNOWN: RefCell<Vec<[Option<Stretch>; 2]>> = const { RefCell::new(Vec::new()) };
}

impl Zone {
    /// How far the clocks are ahead of UTC, in milliseconds.
    pub(super) fn offset(self, at: i64) -> i64 {
        self.offset_of_day(at.div_euclid(DAY)).unwrap_or_else(|| self.offset_at(at))
    }

    /// The same, where it is one for a day of UTC, by its number since 1970-01-01.
    fn offset_of_day(self, day: i64) -> Option<i64> {
        self.on(day, |stretch, within| stretch.offsets.get(within).copied().flatten())
    }

    /// The same, where it is one for a day of UTC, the one before and the one after.
    pub(super) fn offset_around(self, day: i64) -> Option<i64> {
        self.on(day, |stretch, within| {
            let is_calm = stretch.calm >> within & 1 == 1;
            stretch.offsets.get(within).copied().flatten().filter(|_| is_calm)
        })
    }

    /// What is known of a day of UTC.
    fn on(self, day: i64, ask: impl FnOnce(&Stretch, usize) -> Option<i32>) -> Option<i64> {
        if self == Self::UTC {
            return Some(0);
        }
        let (number, within) = (day.div_euclid(DAYS), usize::try_from(day.rem_euclid(DAYS)).unwrap_or(0));
        // Zones that are used together seldom lie a power of two apart.
        let mixed = number.unsigned_abs().wrapping_add((self.0 as u64).wrapping_mul(37));
        let place = usize::try_from(mixed % SETS as u64).unwrap_or(0);
        KNOWN.with_borrow_mut(|known| {
            if known.is_empty() {
                known.resize(SETS, [None, None]);
            }
            let is_meant = |known: &Option<Stretch>| {
                known.as_ref().is_some_and(|known| known.zone == self && known.number == number)
            };
            let [last, other] = known.get_mut(place)?;
            if !is_meant(last) {
                std::mem::swap(last, other);
                if !is_meant(last) {
                    *last = Some(self.stretch(number));
                }
            }
            ask(last.as_ref()?, within).map(i64::from)
        })
    }

    fn stretch(self, number: i64) -> Stretch {
        let first = number.saturating_mul(DAYS);
        let day = |within: i64| i32::try_from(self.one_offset(first.checked_add(within)?)?).ok();
        let offsets = std::array::from_fn(|within| i64::try_from(within).ok().and_then(day));
        let (mut calm, mut before) = (0, day(-1));
        for (within, offset) in offsets.iter().enumerate() {
            let behind = offsets.get(within.saturating_add(1)).copied().unwrap_or_else(|| day(DAYS));
            if offset.is_some() && before == *offset && *offset == behind {
                calm |= 1 << within;
            }
            before = *offset;
        }
        Stretch { zone: self, number, offsets, calm }
    }

    /// No zone changes its clocks and changes them back within a day.
    fn one_offset(self, day: i64) -> Option<i64> {
        let from = day.checked_mul(DAY)?;
        let offset = self.offset_at(from);
        (offset == self.offset_at(from.checked_add(DAY)?.checked_sub(1)?)).then_some(offset)
    }

    fn offset_at(self, at: i64) -> i64 {
        let utc = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default().naive_utc();
        i64::from(self.0.offset_from_utc_datetime(&utc).fix().local_minus_utc()).saturating_mul(1000)
    }
}
