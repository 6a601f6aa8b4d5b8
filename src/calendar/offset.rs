//! How far a zone's clocks are ahead of UTC, remembered for the days last asked for.

use std::cell::Cell;

use chrono::{Offset, TimeZone};

use super::Zone;
use super::duration::DAY;

/// How many days are remembered.
const KEPT: usize = 16;

/// A day of a zone: the offset, in milliseconds, where it is one all day long.
#[derive(Clone, Copy)]
struct Known {
    zone: Zone,
    day: i64,
    offset: Option<i64>,
}

thread_local! {
    /// By day, one behind the other. Which are remembered changes no answer.
    static KNOWN: [Cell<Known>; KEPT] =
        const { [const { Cell::new(Known { zone: Zone::UTC, day: i64::MIN, offset: None }) }; KEPT] };
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
        let place = usize::try_from(day.rem_euclid(16)).unwrap_or(0);
        KNOWN.with(|known| {
            let Some(cell) = known.get(place) else { return self.one_offset(day) };
            let found = cell.get();
            if (found.zone, found.day) == (self, day) {
                return found.offset;
            }
            let offset = self.one_offset(day);
            cell.set(Known { zone: self, day, offset });
            offset
        })
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
