//! The next instant at which anything can happen without an input: computed from the state
//! alone.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::{Memo, Scene};
use super::timing::{self, Ripens};
use super::{Cause, Program, fade, flip, history, restraint, sequence, sla};
use crate::calendar::Instant;
use crate::ir::{ExprId, Trigger};
use crate::state::{ContactState, Life, Subject, Why};

/// The earliest instant of several.
struct Earliest {
    after: Instant,
    found: Option<Instant>,
}

impl Earliest {
    fn offer(&mut self, instant: Option<Instant>) {
        if let Some(instant) = instant.filter(|instant| *instant > self.after) {
            self.found = Some(self.found.map_or(instant, |found| found.min(instant)));
        }
    }
}

/// The next instant at which anything can happen by time alone, in a scene that stands still.
pub(super) fn next_mark(scene: &Scene<'_>) -> Option<Instant> {
    let (program, state, after) = (scene.program, scene.now.state, scene.at);
    if program.plan.is_timeless() && state.core().waiting.is_empty() && state.core().runs.is_empty() {
        return None;
    }
    let mut earliest = Earliest { after, found: None };
    let flip = |scene: &Scene<'_>, guard: ExprId| flip::next_flip(scene, guard, after);
    waiting(scene, &mut earliest, &flip);
    earliest.offer(sequence::next_run_mark(scene, after, &flip));
    earliest.offer(fade::next_fade(scene));
    slas(scene, &mut earliest, &flip);
    rules(scene, &mut earliest, &flip);
    transitions(scene, &mut earliest, &flip);
    earliest.found
}

type Flip<'f> = dyn Fn(&Scene<'_>, ExprId) -> Option<Instant> + 'f;

fn waiting(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>) {
    let ir = &scene.program.ir;
    for waiting in &scene.now.state.core().waiting {
        let own = scene.of(waiting.subject);
        match &waiting.why {
            Why::Delayed { due } => earliest.offer(Some(*due)),
            Why::Deferred { expires, .. } => {
                earliest.offer(*expires);
                let after = earliest.after;
                earliest.offer(restraint::next_release(&own, waiting, after, &|guard| flip(&own, guard)));
            }
        }
        if let Cause::Rule(id) = waiting.cause
            && let Some(during) = ir.rules[id].during
        {
            earliest.offer(flip(&scene.of_waiting(waiting), during));
        }
    }
}

fn slas(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>) {
    let after = earliest.after;
    sla::next_mark(scene, after, &mut |at| earliest.offer(Some(at)));
    for (subject, guard) in sla::guards(scene) {
        earliest.offer(flip(&scene.of(subject), guard));
    }
}

fn rules(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>) {
    let program = scene.program;
    for &id in program.plan.timed() {
        let rule = &program.ir.rules[id];
        if rule.inactive {
            continue;
        }
        for subject in scene.now.state.subjects_of(rule.object) {
            let after = earliest.after;
            earliest.offer(timing::next(&scene.of(subject), &rule.trigger, Some(id), after));
        }
    }
    for &id in program.plan.becoming() {
        let rule = &program.ir.rules[id];
        if let Trigger::Becoming { guard, .. } = rule.trigger
            && !rule.inactive
        {
            for subject in scene.now.state.subjects_of(rule.object) {
                earliest.offer(flip(&scene.of(subject), guard));
            }
        }
    }
}

fn transitions(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>) {
    for subject in scene.now.state.subjects() {
        transitions_of(&scene.of(subject), earliest, flip);
    }
}

fn transitions_of(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>) {
    let program = scene.program;
    let Some(life) = scene.own_life() else { return };
    let object = scene.now.state.object_of(scene.subject());
    for (id, journey) in program.ir.journeys.iter().filter(|(_, journey)| journey.object == object) {
        let segment = journey.segment.filter(|_| life.occupancy(id).is_none());
        if let Some(segment) = segment.and_then(|segment| program.ir.segments.get(segment)) {
            // One of the contact is asked without an instance in scope.
            let whole = if segment.object.is_none() { scene.of(Subject::Contact) } else { *scene };
            earliest.offer(flip(&whole, segment.when));
        }
    }
    for place in scene.own_life().into_iter().flat_map(Life::occupied) {
        for &id in program.plan.levels(place.stage) {
            let transition = &program.ir.transitions[id];
            match timing::ripens(scene, transition) {
                Ripens::At(due) if due > earliest.after => earliest.offer(Some(due)),
                Ripens::Never => {}
                // It waits for its guard alone.
                Ripens::At(_) | Ripens::Always => earliest.offer(transition.guard.and_then(|guard| flip(scene, guard))),
            }
        }
        for &id in program.plan.triggered(place.stage) {
            let transition = &program.ir.transitions[id];
            match &transition.trigger {
                Some(Trigger::Becoming { guard, .. }) => earliest.offer(flip(scene, *guard)),
                Some(trigger) if trigger.is_timed() => {
                    let after = earliest.after;
                    earliest.offer(timing::next(scene, trigger, None, after));
                }
                _ => {}
            }
        }
    }
}

/// Forgets of which stay or silence a rule was told, once it is another one.
fn prune_ran(program: &Program, state: &mut ContactState) {
    if state.lives().all(|life| life.past().ran.is_empty()) {
        return;
    }
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock, None);
    let mut gone = Vec::new();
    for subject in state.subjects() {
        let scene = scene.of(subject);
        for (&id, &since) in scene.own_life().into_iter().flat_map(|life| &life.past().ran) {
            let rule = program.ir.rules.get(id);
            if rule.and_then(|rule| timing::anchor(&scene, &rule.trigger, Some(id))) != Some(since) {
                gone.push((subject, id));
            }
        }
    }
    for (subject, id) in gone {
        if let Some(life) = state.life_mut(subject) {
            life.past_mut().ran.remove(&id);
        }
    }
}

/// Forgets what nothing can ask for any longer: a function of what is remembered and of the
/// clock, so that it does not matter when it is done.
pub(super) fn prune(program: &Program, state: &mut ContactState) {
    let clock = state.clock;
    prune_ran(program, state);
    history::prune(program, state, clock);
    restraint::prune(state, program, clock);
}
