//! The next instant at which anything can happen without an input: computed from the state
//! alone.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::{Memo, Scene};
use super::timing::{self, Ripens};
use super::{Cause, Program, fade, flip, history, restraint, sequence, sla};
use crate::calendar::Instant;
use crate::ir::{ExprId, ObjectId, RuleId, Trigger};
use crate::state::{Asker, Calm, ContactState, Instance, Subject, Why};

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
    if program.plan.is_timeless() && state.core().waits_for_nothing() {
        return None;
    }
    let mut earliest = Earliest { after, found: None };
    let flip = |scene: &Scene<'_>, guard: ExprId| flip::next_flip(scene, guard, after);
    waiting(scene, &mut earliest, &flip);
    earliest.offer(sequence::next_run_mark(scene, after, &flip));
    of_subject(&scene.of(Subject::Contact), None, &mut earliest, &flip);
    if !state.core().instances.is_empty() {
        let asker = Asker { program: program.number, zone: scene.zone(), at: after };
        let of = |object| {
            let look = |instance: &Instance| of_instance(scene, instance, asker, &flip);
            state.core().instances.wake_at(object, asker, look)
        };
        program.ir.objects.ids().for_each(|object| earliest.offer(of(object)));
    }
    earliest.found
}

/// What time brings to an instance; that it rests is kept.
fn of_instance(scene: &Scene<'_>, instance: &Instance, asker: Asker, flip: &Flip<'_>) -> Option<Instant> {
    let mut own = Earliest { after: asker.at, found: None };
    let is_quiet = of_subject(&scene.of(Subject::Instance(instance.number)), Some(instance.object), &mut own, flip);
    if is_quiet && scene.program.plan.keeps_own_time(instance.object) {
        instance.keep_calm(Calm { asker, wake_at: own.found });
    }
    own.found
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

/// What time brings to the contact, or to the instance in scope; answers whether no way is open to it that waits for no
/// time, and no clock has anything to tell.
fn of_subject(scene: &Scene<'_>, object: Option<ObjectId>, earliest: &mut Earliest, flip: &Flip<'_>) -> bool {
    if scene.program.plan.has_fading() {
        earliest.offer(fade::next_fade(scene));
    }
    rules(scene, object, earliest, flip);
    slas(scene, object, earliest, flip) & transitions(scene, object, earliest, flip)
}

/// Answers whether no clock has anything to tell.
fn slas(scene: &Scene<'_>, object: Option<ObjectId>, earliest: &mut Earliest, flip: &Flip<'_>) -> bool {
    let program = scene.program;
    let mut is_quiet = true;
    for (id, sla) in program.ir.slas.iter().filter(|(_, sla)| sla.object == object) {
        let Some(clock) = scene.own_life().and_then(|life| life.sla(id)) else { continue };
        earliest.offer(sla::next_mark(scene, sla, clock, earliest.after));
        // Guards of the targets of a clock that runs may change by time alone.
        if clock.goes() {
            sla.targets.iter().filter_map(|target| target.when).for_each(|when| earliest.offer(flip(scene, when)));
        }
        is_quiet &= object.is_none() || sla::is_still(scene, sla, clock);
    }
    is_quiet
}

fn rules(scene: &Scene<'_>, object: Option<ObjectId>, earliest: &mut Earliest, flip: &Flip<'_>) {
    let program = scene.program;
    let own = |id: &&RuleId| program.ir.rules[**id].object == object && !program.ir.rules[**id].inactive;
    for &id in program.plan.timed().iter().filter(own) {
        let after = earliest.after;
        earliest.offer(timing::next(scene, &program.ir.rules[id].trigger, Some(id), after));
    }
    for &id in program.plan.becoming().iter().filter(own) {
        if let Trigger::Becoming { guard, .. } = program.ir.rules[id].trigger {
            earliest.offer(flip(scene, guard));
        }
    }
}

/// Answers whether no way is open that waits for no time.
fn transitions(scene: &Scene<'_>, object: Option<ObjectId>, earliest: &mut Earliest, flip: &Flip<'_>) -> bool {
    let program = scene.program;
    let Some(life) = scene.own_life() else { return true };
    let mut is_quiet = true;
    for (id, journey) in program.ir.journeys.iter().filter(|(_, journey)| journey.object == object) {
        let segment = journey.segment.filter(|_| life.occupancy(id).is_none());
        if let Some(segment) = segment.and_then(|segment| program.ir.segments.get(segment)) {
            // One of the contact is asked without an instance in scope.
            let whole = if segment.object.is_none() { scene.of(Subject::Contact) } else { *scene };
            earliest.offer(flip(&whole, segment.when));
        }
    }
    for place in life.occupied() {
        for &id in program.plan.levels(place.stage) {
            let transition = &program.ir.transitions[id];
            match timing::ripens(scene, transition) {
                Ripens::At(due) if due > earliest.after => earliest.offer(Some(due)),
                Ripens::Never => {}
                // It waits for its guard alone.
                Ripens::At(_) | Ripens::Always => {
                    is_quiet &= object.is_none() || !scene.holds(transition.guard);
                    earliest.offer(transition.guard.and_then(|guard| flip(scene, guard)));
                }
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
    is_quiet
}

/// Forgets of which stay or silence a rule was told, once it is another one.
fn prune_ran(program: &Program, state: &mut ContactState) {
    if program.plan.timed().is_empty() {
        return;
    }
    let subjects = state.subjects_of_whom(|object| program.plan.forgets(object), |life| !life.past().ran.is_empty());
    if subjects.is_empty() {
        return;
    }
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock, None);
    let mut gone = Vec::new();
    for subject in subjects {
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
