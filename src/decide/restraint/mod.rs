//! What holds actions back: modes and running sequences, limits, lots, caps, hours.
//!
//! Each function answers for one restraint, by a scene alone: the state in it, its instant,
//! its zone. What they answer when nothing changes but time is told by `hold`. In which
//! order an action meets them is said elsewhere.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

mod cap;
mod chance;
mod hold;
mod hours;
mod limit;
mod mode;
mod tally;
mod tell;

pub(super) use cap::{capped, count};
pub(super) use chance::{held_out, lot};
pub(super) use hold::{known_hours, next_release, prune, still_holds};
pub(super) use hours::{good_until, hours};
pub(super) use limit::{give_back, limited, take_limit};
pub(super) use mode::{rule_suspended, stands_still, suspended};
pub(super) use tell::{details, tell_caps, tell_hours, tell_limit, tell_lot, tell_suspensions};

use super::Reason;
use crate::calendar::Instant;
use crate::ir::Handling;
use crate::state::Hold;

/// A restraint holds an action back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Held {
    pub(super) reason: Reason,
    /// What becomes of the action.
    pub(super) handling: Handling,
    /// What it waits for where it is deferred; `None` where it is dropped.
    pub(super) hold: Option<Hold>,
    /// The earliest instant at which this ends by time alone, where that is known.
    pub(super) until: Option<Instant>,
}

impl Held {
    /// What is dropped, and for good.
    pub(super) const fn dropped(reason: Reason) -> Self {
        Self { reason, handling: Handling::Drop, hold: None, until: None }
    }

    fn new(reason: Reason, handling: Handling, hold: Hold, until: Option<Instant>) -> Self {
        let hold = matches!(handling, Handling::Defer { .. }).then_some(hold);
        Self { reason, handling, hold, until }
    }
}

/// The stricter of two handlings: dropping, else the shorter waiting.
fn stricter(one: Handling, other: Handling) -> Handling {
    match (one, other) {
        (Handling::Defer { at_most: one }, Handling::Defer { at_most: other }) => {
            let shorter = [one, other].into_iter().flatten().min_by(crate::calendar::Duration::cmp_length);
            Handling::Defer { at_most: shorter }
        }
        _ => Handling::Drop,
    }
}

#[cfg(test)]
mod tests;
