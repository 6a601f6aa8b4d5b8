//! The clocks of service levels, by names.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::super::draft::LifeDraft;
use super::super::{Life, SlaClock, SlaStop, SlaTargetChosen};
use super::memory::unknown;
use super::names::infos;
use crate::calendar::Instant;
use crate::ir::{self, unique};
use crate::text::escape::shortened;

/// The clock of a service level.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `started`")]
#[non_exhaustive]
pub struct SnapshotSla {
    /// When it was last started, or began anew.
    pub started: Instant,
    /// Since when it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused: Option<Instant>,
    /// Whether an event lets it rest, until what starts it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub held: bool,
    /// How much it had rested before, in milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rested: i64,
    /// How much of that was open, in milliseconds, by the openings of its targets.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub rested_of: IndexMap<String, i64>,
    /// The target that was chosen, where one holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<SnapshotTarget>,
    /// The shares of its time of which was warned, in 1/10,000, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warned: Vec<u16>,
    /// The instant at which its time was used up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub breached: Option<Instant>,
    /// What it showed when it was stopped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<SnapshotStop>,
}

/// A target that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `place` and `milliseconds`")]
#[non_exhaustive]
pub struct SnapshotTarget {
    /// Which, from 0.
    pub place: u32,
    /// How much time it gives, in its opening.
    pub milliseconds: i64,
}

/// What a clock showed when it was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `at`, `used` and perhaps `due`, `remaining`")]
#[non_exhaustive]
pub struct SnapshotStop {
    /// When that was.
    pub at: Instant,
    /// When its time was used up, or would have been.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Instant>,
    /// How much of its time was used, in milliseconds.
    pub used: i64,
    /// How much was left, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<i64>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(n: &i64) -> bool {
    *n == 0
}

pub(super) fn slas_of(ir: &ir::Blueprint, life: &Life) -> IndexMap<String, SnapshotSla> {
    let clocks = ir.slas.iter().filter_map(|(id, sla)| Some((sla, life.sla(id)?)));
    clocks.map(|(sla, clock)| (sla.info.name.clone(), stored(ir, clock))).collect()
}

fn stored(ir: &ir::Blueprint, clock: &SlaClock) -> SnapshotSla {
    let rested = clock.rested_open.iter();
    let rested = rested.filter_map(|(opening, rested)| Some((ir.openings.get(*opening)?.info.name.clone(), *rested)));
    SnapshotSla {
        started: clock.started,
        paused: clock.rests,
        held: clock.held,
        rested: clock.rested,
        rested_of: rested.collect(),
        target: clock.target.map(|chosen| SnapshotTarget { place: chosen.place, milliseconds: chosen.length }),
        warned: clock.warned.iter().copied().collect(),
        breached: clock.breached,
        stopped: clock.stopped.map(|stop| SnapshotStop {
            at: stop.at,
            due: stop.due,
            used: stop.used,
            remaining: stop.remaining,
        }),
    }
}

impl LifeDraft<'_> {
    pub(super) fn slas(&mut self, slas: &IndexMap<String, SnapshotSla>) {
        for (name, stored) in slas {
            let Some(id) = self.sla(name) else { continue };
            let clock = self.clock(id, name, stored);
            if let Some(place) = self.life.sla_mut(id) {
                *place = Some(clock);
            }
        }
    }

    fn sla(&mut self, name: &str) -> Option<ir::SlaId> {
        let ir = self.ir;
        let slas = || ir.slas.iter().map(|(id, sla)| (id, &sla.info, sla.object));
        self.own("service level", name, slas, unknown("service level"))
    }

    fn clock(&mut self, id: ir::SlaId, name: &str, stored: &SnapshotSla) -> SlaClock {
        let ir = self.ir;
        let what = || format!("the clock of `{}`", shortened(name));
        let past = [Some(stored.started), stored.paused, stored.breached, stored.stopped.map(|stop| stop.at)];
        for instant in past.into_iter().flatten() {
            self.problems.not_after_clock(instant, what);
        }
        if past.into_iter().flatten().any(|instant| instant < stored.started) {
            self.problems.unfit(what(), "it was started behind what happened to it".to_owned());
        }
        let stopped = stored.stopped.map(|stop| [stop.used, stop.remaining.unwrap_or(0)]);
        let lengths = stored.rested_of.values().copied().chain([stored.rested]).chain(stopped.into_iter().flatten());
        if lengths.chain(stored.target.map(|target| target.milliseconds)).any(|length| length < 0) {
            self.problems.unfit(what(), "a length of time is below 0".to_owned());
        }
        if stored.held && stored.paused.is_none() || stored.stopped.is_some() && stored.paused.is_some() {
            self.problems.unfit(what(), "it rests and does not rest".to_owned());
        }
        let targets = ir.slas.get(id).map_or(0, |sla| sla.targets.len());
        if let Some(target) = stored.target
            && usize::try_from(target.place).is_ok_and(|place| place >= targets)
        {
            self.problems.unfit(what(), format!("the service level has no target {}", target.place));
        }
        let mut clock = SlaClock::new(stored.started);
        (clock.rests, clock.held, clock.rested) = (stored.paused, stored.held, stored.rested);
        for (opening, rested) in &stored.rested_of {
            let found = self.problems.known("opening", opening, || infos!(ir.openings));
            clock.rested_open.extend(found.map(|id| (id, *rested)));
        }
        clock.target = stored.target.map(|target| SlaTargetChosen { place: target.place, length: target.milliseconds });
        clock.warned.extend(&stored.warned);
        clock.breached = stored.breached;
        clock.stopped = stored.stopped.map(|stop| SlaStop {
            at: stop.at,
            due: stop.due,
            used: stop.used,
            remaining: stop.remaining,
        });
        clock
    }
}
