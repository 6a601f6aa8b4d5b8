//! What a clock shows, and when it reaches what.

use crate::calendar::{Course, Duration, Instant, Zone, next_beat};
use crate::decide::Program;
use crate::decide::eval::Scene;
use crate::ir::{OpeningId, Sla};
use crate::state::{SlaClock, SlaState, SlaStop, SlaTargetChosen};

/// The whole time, in 1/10,000.
const WHOLE: i64 = 10_000;

/// A clock, with what it is a clock of.
#[derive(Clone, Copy)]
pub(crate) struct Reading<'r> {
    pub(crate) program: &'r Program,
    pub(crate) sla: &'r Sla,
    pub(crate) clock: &'r SlaClock,
}

impl<'r> Reading<'r> {
    /// The opening of the chosen target; where none holds, that of the last.
    fn opening(&self) -> Option<OpeningId> {
        let chosen = self.clock.target.and_then(|chosen| self.sla.targets.get(usize::try_from(chosen.place).ok()?));
        chosen.or_else(|| self.sla.targets.last()).and_then(|target| target.opening)
    }

    fn course(&self) -> Course<'r> {
        course(self.program, self.opening())
    }

    /// How much of its course it has rested, up to its present rest.
    fn rested(&self) -> i64 {
        match self.opening() {
            Some(opening) => self.clock.rested_open.get(&opening).copied().unwrap_or(0),
            None => self.clock.rested,
        }
    }

    /// How much of its time is used, in milliseconds.
    pub(crate) fn used(&self, at: Instant) -> i64 {
        if let Some(stop) = self.clock.stopped {
            return stop.used;
        }
        let until = self.clock.rests.unwrap_or(at);
        self.course().between(self.clock.started, until).saturating_sub(self.rested()).max(0)
    }

    /// How much is left, in milliseconds; `None` without a target.
    pub(crate) fn remaining(&self, at: Instant) -> Option<i64> {
        match self.clock.stopped {
            Some(stop) => stop.remaining,
            None => Some(self.clock.target?.length.saturating_sub(self.used(at)).max(0)),
        }
    }

    /// When its time is, or was, used up; `None` without a target and while it rests.
    pub(crate) fn due(&self) -> Option<Instant> {
        match (self.clock.stopped, self.clock.state()) {
            (Some(stop), _) => stop.due,
            (None, SlaState::Breached) => self.clock.breached,
            (None, SlaState::Paused) => None,
            _ => self.reached(self.clock.target?.length),
        }
    }

    /// The instant at which so much of its time is used, if nothing lets it rest.
    fn reached(&self, length: i64) -> Option<Instant> {
        // Nothing is used up at the start, whatever rested later.
        if length <= 0 {
            return Some(self.clock.started);
        }
        self.course().reached(self.clock.started, length.checked_add(self.rested())?)
    }

    /// What it shows when it is stopped.
    pub(crate) fn stop(&self, at: Instant) -> SlaStop {
        SlaStop { at, due: self.due(), used: self.used(at), remaining: self.remaining(at) }
    }

    /// The warnings of which the share is used, by place, and whether all is.
    pub(crate) fn passed(&self, at: Instant) -> (Vec<usize>, bool) {
        let Some(chosen) = self.clock.target.filter(|_| self.runs()) else { return (Vec::new(), false) };
        let used = self.used(at);
        let warnings = self.sla.warnings.iter().enumerate();
        let passed = warnings.filter(|(_, warning)| {
            !self.clock.warned.contains(&warning.share) && used >= share_of(chosen.length, warning.share)
        });
        (passed.map(|(place, _)| place).collect(), used >= chosen.length)
    }

    /// Whether time is used, and may be used up.
    fn runs(&self) -> bool {
        self.clock.state() == SlaState::Running
    }

    /// The updates that come at an instant, by place.
    pub(crate) fn updates(&self, zone: Zone, at: Instant) -> Vec<usize> {
        let Some(before) = at.checked_add_milliseconds(-1) else { return Vec::new() };
        let updates = self.sla.updates.iter().enumerate();
        updates.filter(|(_, one)| self.beat(zone, one.period, before) == Some(at)).map(|(place, _)| place).collect()
    }

    /// The next update after an instant.
    fn beat(&self, zone: Zone, period: Duration, after: Instant) -> Option<Instant> {
        let goes_on = self.clock.is_open() && self.clock.rests.is_none();
        next_beat(zone, self.clock.started, period, self.clock.rested, after).filter(|_| goes_on)
    }

    /// The next instant after `after` at which it warns, is breached, or is told of again.
    pub(crate) fn next(&self, zone: Zone, after: Instant) -> Option<Instant> {
        let beats = self.sla.updates.iter().filter_map(|update| self.beat(zone, update.period, after));
        let chosen = self.clock.target.filter(|_| self.runs());
        let shares = chosen.into_iter().flat_map(|chosen| {
            let warned = &self.clock.warned;
            let open = self.sla.warnings.iter().filter(|warning| !warned.contains(&warning.share));
            open.map(move |warning| share_of(chosen.length, warning.share)).chain([chosen.length])
        });
        beats.chain(shares.filter_map(|length| self.reached(length))).filter(|at| *at > after).min()
    }
}

fn course(program: &Program, opening: Option<OpeningId>) -> Course<'_> {
    match opening.and_then(|id| program.opening(id)) {
        Some((schedule, zone)) => Course::Open(schedule, zone),
        None => Course::All,
    }
}

/// A share of a length, rounded up.
fn share_of(length: i64, share: u16) -> i64 {
    let whole = i128::from(length).saturating_mul(share.into());
    let rounded = whole.saturating_add(i128::from(WHOLE).saturating_sub(1)).checked_div(WHOLE.into());
    rounded.and_then(|share| i64::try_from(share).ok()).unwrap_or(length)
}

/// The first target that holds, from the same start. One of unknown length, or that ends behind
/// the calendar, is passed over.
pub(crate) fn choose(scene: &Scene<'_>, sla: &Sla, started: Instant) -> Option<SlaTargetChosen> {
    (0..).zip(&sla.targets).find_map(|(place, target)| {
        if !scene.holds(target.when) {
            return None;
        }
        let time = scene.duration(target.time).ok()?;
        let length = course(scene.program, target.opening).length(scene.zone(), started, time)?;
        Some(SlaTargetChosen { place, length })
    })
}

/// A rest is over: what of it counts is kept for each target.
pub(crate) fn go_on(program: &Program, sla: &Sla, clock: &mut SlaClock, at: Instant) {
    let Some(since) = clock.rests.take() else { return };
    clock.rested = clock.rested.saturating_add(Course::All.between(since, at));
    let mut openings: Vec<OpeningId> = sla.targets.iter().filter_map(|target| target.opening).collect();
    openings.sort_unstable();
    openings.dedup();
    for opening in openings {
        let rested = clock.rested_open.entry(opening).or_insert(0);
        *rested = rested.saturating_add(course(program, Some(opening)).between(since, at));
    }
    clock.rested_open.retain(|_, rested| *rested > 0);
}

#[cfg(test)]
#[path = "clock_tests.rs"]
mod tests;
