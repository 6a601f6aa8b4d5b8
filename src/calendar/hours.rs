//! Several schedules that must be open together.

use super::stretch::search_end;
use super::{Instant, Schedule, Zone};

/// Schedules, each with the zone whose clocks count for it, that all must be open.
///
/// None at all allow every instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours<'a> {
    schedules: &'a [(&'a Schedule, Zone)],
}

impl<'a> Hours<'a> {
    /// The hours at which all of these are open.
    #[must_use]
    pub const fn new(schedules: &'a [(&'a Schedule, Zone)]) -> Self {
        Self { schedules }
    }

    /// Whether all are open at the instant.
    #[must_use]
    pub fn allows(self, at: Instant) -> bool {
        self.schedules.iter().all(|(schedule, zone)| schedule.is_open(*zone, at))
    }

    /// The first instant from `from` on at which all are open; `None` where there is none
    /// within ten years.
    #[must_use]
    pub fn next_allowed(self, from: Instant) -> Option<Instant> {
        let end = search_end(from);
        let mut found = from;
        loop {
            let before = found;
            for (schedule, zone) in self.schedules {
                found = schedule.next_open(*zone, found).filter(|found| found.milliseconds() < end)?;
            }
            // Nothing moved it: all are open there.
            if found == before {
                return Some(found);
            }
        }
    }

    /// The first instant from `from` on at which one is closed; `None` where there is none
    /// within ten years.
    #[must_use]
    pub fn next_held(self, from: Instant) -> Option<Instant> {
        self.schedules.iter().filter_map(|(schedule, zone)| schedule.next_closed(*zone, from)).min()
    }
}

#[cfg(test)]
#[path = "hours_tests.rs"]
mod tests;
