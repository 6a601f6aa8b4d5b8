//! What need not be asked in a moment: it rests, and nothing that it rests on has changed.
//!
//! A state that a decision left is at rest: until its next mark nothing comes by time alone. Of each cause of marks it
//! is known when that is, so what is not due now comes only where a fact is another one than before the moment.

use super::moment::Moment;
use super::observe::{MomentKind as Kind, Observer};
use crate::calendar::Instant;
use crate::ir::{Journey, JourneyId};
use crate::plan::Facts;
use crate::state::{Occupancy, Wake};

/// What is known not to come by time at the instant of a moment, of the contact.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rest {
    /// No score fades.
    pub(super) fades: bool,
    /// No rule is set off.
    pub(super) rules: bool,
    /// No way opens.
    pub(super) ways: bool,
    /// Nor was one open before that needs no event.
    pub(super) levels: bool,
    /// Of what hours hold back it is known until when.
    pub(super) hours: bool,
}

impl Rest {
    /// At an instant, by what was known of the state before.
    pub(super) fn at(at: Instant, wake: Option<&Wake>) -> Self {
        wake.map_or_else(Self::default, |wake| {
            let ways = wake.ways.is_after(at);
            let (fades, rules) = (wake.fades.is_after(at), wake.rules.is_after(at));
            Self { fades, rules, ways, levels: ways && wake.rests, hours: wake.rests && wake.hours }
        })
    }
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Looks which facts are other ones than before the moment. Whoever watches sees all asked.
    pub(super) fn look(&mut self) {
        let touched = self.world.touched();
        self.zone_moved |= touched == Facts::ALL;
        self.touched = if O::WATCHES || self.kind == Kind::Settling { Facts::ALL } else { touched.and(Facts::MOMENT) };
    }

    /// Whether a rule's trigger of time, or its guard, must be asked whether it comes.
    pub(super) fn may_come(&self, on: Facts) -> bool {
        !self.rest.rules || on.meets(self.by_time())
    }

    /// Whether the same must be asked of ways: of those out of a stage that is new, nothing was known.
    pub(super) fn may_open(&self, on: Facts) -> bool {
        !self.rest.ways || self.by_time().meets(on.and(Facts::STAGES))
    }

    /// Whether it must be asked if a way is open that needs no event.
    pub(super) fn may_lead_on(&self, on: Facts) -> bool {
        let touched = self.touched.and(Facts::CLOCK);
        !self.rest.levels || touched.meets(on.and(Facts::STAGES))
    }

    /// Whether a second round may bring anything, where the first one has changed nothing.
    pub(super) fn may_go_on(&self) -> bool {
        let (program, core) = (self.world.program, self.world.next.core());
        let joins = |(id, journey): (JourneyId, &Journey)| {
            let is_out = journey.segment.is_some() && core.life.occupancy(id).is_none();
            is_out && self.may_lead_on(program.plan.segments_rest_on())
        };
        let leads_on = |place: Occupancy| {
            let levels = program.plan.levels(place.stage);
            !levels.is_empty() && self.may_lead_on(program.plan.levels_rest_on(place.stage))
        };
        O::WATCHES
            || !core.instances.is_empty()
            || program.ir.journeys.iter().any(joins)
            || core.life.occupied().any(leads_on)
    }

    /// In an input's moment the clock shows the same as in the state before it.
    fn by_time(&self) -> Facts {
        if self.kind == Kind::Marks { self.touched.and(Facts::CLOCK) } else { self.touched }
    }
}
