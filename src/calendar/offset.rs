//! How far a zone's clocks are ahead of UTC, remembered for the stretches of days last asked for.

use std::cell::RefCell;

use chrono::{Offset, TimeZone};

use super::Zone;
use super::duration::DAY;

/// How many stretches are remembered.
const KEPT: usize = 128;

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
}

thread_local! {
    /// Which are remembered changes no answer.
    static KNOWN: RefCell<Vec<Option<Stretch>>> = const { RefCell::new(Vec::new()) };
}

impl Zone {
    /// How far the clocks are ahead of UTC, in milliseconds.
    pub(super) fn offset(self, at: i64) -> i64 {
        self.offset_of_day(at.div_euclid(DAY)).unwrap_or_else(|| self.offset_at(at))
    }

    /// The same, where it is one for a day of UTC, by its number since 1970-01-01.
    pub(super) fn offset_of_day(self, day: i64) -> Option<i64> {
        if self == Self::UTC {
            return Some(0);
        }
        let (number, within) = (day.div_euclid(DAYS), usize::try_from(day.rem_euclid(DAYS)).unwrap_or(0));
        KNOWN.with_borrow_mut(|known| {
            if known.is_empty() {
                known.resize(KEPT, None);
            }
            // Zones that are used together seldom lie a power of two apart.
            let mixed = number.unsigned_abs().wrapping_add((self.0 as u64).wrapping_mul(37));
            let place = usize::try_from(mixed % KEPT as u64).unwrap_or(0);
            let offset = |stretch: &Stretch| stretch.offsets.get(within).copied().flatten().map(i64::from);
            match known.get_mut(place) {
                Some(Some(stretch)) if stretch.zone == self && stretch.number == number => offset(stretch),
                Some(stretch) => offset(stretch.insert(self.stretch(number))),
                None => self.one_offset(day),
            }
        })
    }

    fn stretch(self, number: i64) -> Stretch {
        let first = number.saturating_mul(DAYS);
        let one = |within: usize| {
            let day = i64::try_from(within).ok().and_then(|within| first.checked_add(within));
            i32::try_from(self.one_offset(day?)?).ok()
        };
        Stretch { zone: self, number, offsets: std::array::from_fn(one) }
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
