//! A mark at which points fade and nothing comes of it, as most such marks are: a moment of its own is not needed.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::difference::of_points;
use super::eval::Scene;
use super::fade::fade_life;
use super::step::Step;
use super::timing::is_ripe;
use crate::calendar::{Instant, Zone};
use crate::ir::{Cause, Transition};
use crate::plan::Facts;
use crate::state::{Core, Occupancy, Waiting, Why};

impl Step<'_, '_> {
    /// Lets the contact's points fade, where nothing else is due at this mark and nothing follows from what is left;
    /// answers whether that is so. Otherwise nothing is done.
    pub(super) fn fade_alone(&mut self, at: Instant) -> bool {
        let Some(zone) = self.zone_of_fading(at) else { return false };
        let (program, clock) = (self.program, self.next.clock());
        let life = &mut self.next.core_mut().life;
        let before = (life.points.clone(), life.risen.clone());
        let faded = fade_life(program, life, zone, at);
        let touched = of_points((&before.0, &before.1), (&life.points, &life.risen));
        self.next.set_clock(at);
        self.derived_at = None;
        if self.follows_from(touched) {
            let life = &mut self.next.core_mut().life;
            (life.points, life.risen) = before;
            self.next.set_clock(clock);
            self.derived_at = None;
            return false;
        }
        self.moments = self.moments.saturating_add(1);
        self.touched = self.touched.and(touched);
        if let Some(known) = &mut self.wake {
            (known.wake.fades, known.touched) = (faded.next, Some(touched));
        }
        true
    }

    /// The contact's zone, where nothing but the fading of its points is due at the mark, and nothing else is under way.
    fn zone_of_fading(&self, at: Instant) -> Option<Zone> {
        let known = self.wake.as_ref().filter(|known| known.touched.is_none())?;
        let (wake, ir) = (&known.wake, &self.program.ir);
        let are_others_later = [wake.rules, wake.ways, wake.others].iter().all(|mark| mark.is_after(at));
        let is_alone = wake.rests && are_others_later && self.waits_for_time_alone(self.next.core());
        // What a clock of a service level, or a rule on a change, rests on is not known here.
        wake.zone.filter(|_| is_alone && ir.slas.is_empty() && self.program.plan.watched().is_empty())
    }

    /// Whether all that is under way goes on at an instant that is known, whatever becomes of points.
    fn waits_for_time_alone(&self, core: &Core) -> bool {
        let is_delayed = |waiting: &Waiting| {
            let has_while = matches!(waiting.cause, Cause::Rule(rule) if self.program.ir.rules[rule].during.is_some());
            matches!(waiting.why, Why::Delayed { .. }) && !has_while
        };
        core.runs.is_empty() && core.instances.is_empty() && core.waiting().all(is_delayed)
    }

    /// Whether anything may follow from facts that are other ones now, at the clock of the state.
    fn follows_from(&mut self, touched: Facts) -> bool {
        let (program, at) = (self.program, self.next.clock());
        let plan = &program.plan;
        let changed = touched.and(Facts::CLOCK).and(Facts::MOMENT);
        let by_change = plan.set_off_rests_on().and(plan.segments_rest_on());
        if by_change.meets(changed) || plan.zone_rests_on().meets(touched) {
            return true;
        }
        let life = &self.next.core().life;
        let is_beyond = |on: Facts, levels: Facts| on.meets(changed) || levels.meets(Facts::MOMENT);
        if life.occupied().any(|it| is_beyond(plan.others_rest_on(it.stage), plan.levels_rest_on(it.stage))) {
            return true;
        }
        let is_asked = |place: &Occupancy| plan.levels_rest_on(place.stage).meets(changed);
        if !life.occupied().any(|place| is_asked(&place)) {
            return false;
        }
        self.picture(at);
        let [_, memo] = &self.memos;
        let scene = Scene::still(program, &self.next, memo, at, None).of_one_left(self.left);
        let is_open = |way: &Transition| is_ripe(&scene, way) && scene.holds(way.guard);
        let mut stages = self.next.core().life.occupied().filter(is_asked);
        stages.any(|place| plan.levels(place.stage).iter().any(|way| is_open(&program.ir.transitions[*way])))
    }
}

#[cfg(test)]
#[path = "fade_alone_tests.rs"]
mod tests;
