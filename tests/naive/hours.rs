//! Open time, minute by minute. What has been looked at is remembered: clocks ask at every minute.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::OpeningId;

use super::calendar::{MINUTE, add_open, is_open};
use super::picture::Picture;
use super::sequence::opening_zone;

/// So many minutes are looked at behind those that are known.
const FAR: i64 = 60 * 24 * 60;

/// What has been looked at of the openings of one blueprint: they have zones of their own.
#[derive(Default)]
pub struct Hours {
    minutes: RefCell<BTreeMap<OpeningId, Minutes>>,
    lengths: RefCell<BTreeMap<Wait, Option<i64>>>,
}

/// A wait: its opening, its start, its months, days and milliseconds.
type Wait = (OpeningId, Instant, i64, i64, i64);

/// The first minute looked at, and how many were open before each that follows.
struct Minutes {
    first: i64,
    open: Vec<i64>,
}

impl Hours {
    /// How long it is open between two instants.
    pub fn between(&self, on: Picture, opening: OpeningId, from: Instant, to: Instant) -> i64 {
        self.until(on, opening, to.max(from), from) - self.until(on, opening, from, from)
    }

    /// The first instant until which it was open so long since another.
    pub fn used_up(&self, on: Picture, opening: OpeningId, from: Instant, length: i64) -> Option<Instant> {
        if length <= 0 {
            return Some(from);
        }
        let wanted = self.until(on, opening, from, from) + length;
        let mut asked = 0;
        loop {
            let mut all = self.minutes.borrow_mut();
            let minutes = all.get_mut(&opening)?;
            if minutes.open.last()? * MINUTE >= wanted {
                let at = minutes.open.partition_point(|open| open * MINUTE < wanted) - 1;
                let into = wanted - minutes.open[at] * MINUTE;
                return Instant::from_milliseconds((minutes.first + at as i64) * MINUTE + into);
            }
            if asked > FAR {
                return None;
            }
            minutes.look(on, opening);
            asked += 1;
        }
    }

    /// How much open time lies between an instant and the end of a wait begun there.
    pub fn of_wait(&self, on: Picture, opening: OpeningId, from: Instant, length: Duration) -> Option<i64> {
        let wait = (opening, from, length.months, length.days, length.milliseconds);
        if let Some(known) = self.lengths.borrow().get(&wait) {
            return *known;
        }
        let declared = &on.blueprint.openings[opening];
        let end = add_open(&declared.schedule, opening_zone(on, declared), from, length);
        let found = end.map(|end| self.between(on, opening, from, end));
        self.lengths.borrow_mut().insert(wait, found);
        found
    }

    /// How long it was open until then, since some instant not behind `from`.
    fn until(&self, on: Picture, opening: OpeningId, at: Instant, from: Instant) -> i64 {
        let mut all = self.minutes.borrow_mut();
        let start = from.milliseconds().div_euclid(MINUTE);
        let minutes = all.entry(opening).or_insert_with(|| Minutes { first: start, open: vec![0] });
        if start < minutes.first {
            *minutes = Minutes { first: start, open: vec![0] };
        }
        let minute = at.milliseconds().div_euclid(MINUTE);
        let index = usize::try_from(minute - minutes.first).expect("not before the first");
        while minutes.open.len() < index + 2 {
            minutes.look(on, opening);
        }
        let open = minutes.open[index + 1] > minutes.open[index];
        minutes.open[index] * MINUTE + if open { at.milliseconds().rem_euclid(MINUTE) } else { 0 }
    }
}

impl Minutes {
    /// Looks at one minute more.
    fn look(&mut self, on: Picture, opening: OpeningId) {
        let declared = &on.blueprint.openings[opening];
        let minute = self.first + self.open.len() as i64 - 1;
        let at = Instant::from_milliseconds(minute * MINUTE).expect("within the years");
        let open = is_open(&declared.schedule, opening_zone(on, declared), at);
        self.open.push(self.open.last().copied().unwrap_or(0) + i64::from(open));
    }
}
