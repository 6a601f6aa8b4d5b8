//! The next instant at which anything can happen without an input: computed from the state
//! alone.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::{Memo, Scene};
use super::timing::{self, Ripens};
use super::{Cause, Program, fade, flip, history, restraint, sequence, sla};
use crate::calendar::Instant;
use crate::ir::{ExprId, ObjectId, RuleId, Trigger};
use crate::plan::Facts;
use crate::state::{Asker, Calm, ContactState, Instance, Mark, Subject, Wake, Why};

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

/// When anything can happen by time alone, in a scene that stands still. `known` is that of an earlier state, with what
/// has changed since: what rests on none of it, and is still to come, has stayed.
pub(super) fn wake(scene: &Scene<'_>, known: Option<(&Wake, Facts)>) -> Wake {
    let (program, state, after) = (scene.program, scene.now.state, scene.at);
    let rests = known.is_some_and(|(wake, _)| wake.rests);
    // In another zone the hours are others.
    let hours = known.is_some_and(|(wake, touched)| wake.hours && touched != Facts::ALL);
    if program.plan.is_timeless() && state.core().waits_for_nothing() {
        return Wake { rests, hours, ..Wake::default() };
    }
    let stays = |mark: fn(&Wake) -> Mark, on: Facts| {
        let (wake, touched) = known?;
        let stays = mark(wake).is_after(after) && !on.meets(touched.and(Facts::CLOCK).and(Facts::MOMENT));
        stays.then(|| mark(wake))
    };
    let is_fresh = rests && hours;
    let contact = || scene.of(Subject::Contact);
    let flip = |scene: &Scene<'_>, guard: ExprId| flip::next_flip(scene, guard, after);
    let earliest = |ask: &dyn Fn(&mut Earliest)| {
        let mut earliest = Earliest { after, found: None };
        ask(&mut earliest);
        Mark::from(earliest.found)
    };
    let fades = stays(|wake| wake.fades, Facts::RISEN);
    let rules = stays(|wake| wake.rules, program.plan.rules_rest_on());
    let ways = stays(|wake| wake.ways, ways_rest_on(scene));
    Wake {
        fades: fades.unwrap_or_else(|| earliest(&|earliest| next_fade(&contact(), earliest))),
        rules: rules.unwrap_or_else(|| earliest(&|earliest| self::rules(&contact(), None, earliest, &flip))),
        ways: ways.unwrap_or_else(|| {
            earliest(&|earliest| {
                transitions(&contact(), None, earliest, &flip);
            })
        }),
        others: earliest(&|earliest| others(scene, earliest, &flip, is_fresh)),
        rests,
        hours,
        ..Wake::default()
    }
}

/// What it rests on when time leads the contact on.
fn ways_rest_on(scene: &Scene<'_>) -> Facts {
    let plan = &scene.program.plan;
    let places = scene.now.state.core().life.occupied();
    let on = places.map(|place| plan.marks_rest_on(place.stage));
    on.fold(plan.segments_rest_on().by_clock().and(Facts::STAGES), Facts::and)
}

/// What time brings to what waits (`is_fresh`: of what hours hold back it is known until when), to runs, to the clocks of service levels and to instances.
fn others(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>, is_fresh: bool) {
    let (program, state, after) = (scene.program, scene.now.state, scene.at);
    waiting(scene, earliest, flip, is_fresh);
    earliest.offer(sequence::next_run_mark(scene, after, flip));
    if !program.ir.slas.is_empty() {
        slas(&scene.of(Subject::Contact), None, earliest, flip);
    }
    let instances = &state.core().instances;
    if instances.is_empty() {
        return;
    }
    let asker = Asker { program: program.number, zone: scene.zone(), at: after };
    for object in instances.objects() {
        earliest.offer(instances.wake_at(object, asker, |instance| wake_of(scene, instance, asker, flip)));
    }
}

/// What time brings to an instance; that it rests is kept.
fn wake_of(scene: &Scene<'_>, instance: &Instance, asker: Asker, flip: &Flip<'_>) -> Option<Instant> {
    let mut own = Earliest { after: asker.at, found: None };
    let is_quiet = of_instance(&scene.of(Subject::Instance(instance.number)), instance.object, &mut own, flip);
    if is_quiet && scene.program.plan.keeps_own_time(instance.object) {
        instance.keep_calm(Calm { asker, wake_at: own.found });
    }
    own.found
}

type Flip<'f> = dyn Fn(&Scene<'_>, ExprId) -> Option<Instant> + 'f;

/// `is_fresh`: of what hours hold back it is known until when.
fn waiting(scene: &Scene<'_>, earliest: &mut Earliest, flip: &Flip<'_>, is_fresh: bool) {
    let ir = &scene.program.ir;
    for waiting in &scene.now.state.core().waiting {
        let own = scene.of(waiting.subject);
        match &waiting.why {
            Why::Delayed { due } => earliest.offer(Some(*due)),
            Why::Deferred { expires, .. } => {
                earliest.offer(*expires);
                let after = earliest.after;
                let known = restraint::known_hours(waiting, after).filter(|_| is_fresh);
                let release = || restraint::next_release(&own, waiting, after, &|guard| flip(&own, guard));
                earliest.offer(known.or_else(release));
            }
        }
        if let Cause::Rule(id) = waiting.cause
            && let Some(during) = ir.rules[id].during
        {
            earliest.offer(flip(&scene.of_waiting(waiting), during));
        }
    }
}

/// What time brings to the instance in scope; answers whether no way is open to it that waits for no time, and no clock
/// has anything to tell.
fn of_instance(scene: &Scene<'_>, object: ObjectId, earliest: &mut Earliest, flip: &Flip<'_>) -> bool {
    let object = Some(object);
    next_fade(scene, earliest);
    rules(scene, object, earliest, flip);
    slas(scene, object, earliest, flip) & transitions(scene, object, earliest, flip)
}

fn next_fade(scene: &Scene<'_>, earliest: &mut Earliest) {
    if scene.program.plan.has_fading() {
        earliest.offer(fade::next_fade(scene));
    }
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
    let plan = &scene.program.plan;
    let mut ask = |id: RuleId| {
        let rule = &scene.program.ir.rules[id];
        if rule.object != object || rule.inactive {
            return;
        }
        let after = earliest.after;
        earliest.offer(match rule.trigger {
            Trigger::Becoming { guard, .. } => flip(scene, guard),
            _ => timing::next(scene, &rule.trigger, Some(id), after),
        });
    };
    match object {
        None => plan.timed().iter().chain(plan.becoming()).for_each(|rule| ask(rule.rule)),
        Some(_) => plan.timed_of_objects().iter().chain(plan.becoming_of_objects()).for_each(|rule| ask(*rule)),
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
    let plan = &program.plan;
    let has_timed = !plan.timed().is_empty() || !plan.timed_of_objects().is_empty();
    if !has_timed {
        return;
    }
    let subjects = state.subjects_of_whom(|object| plan.forgets(object), |life| !life.past().ran.is_empty());
    if subjects.is_empty() {
        return;
    }
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock(), None);
    let mut gone = Vec::new();
    for &subject in &subjects {
        let scene = scene.of(subject);
        for (&id, &since) in scene.own_life().into_iter().flat_map(|life| life.past().ran.iter()) {
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
    let clock = state.clock();
    prune_ran(program, state);
    history::prune(program, state, clock);
    restraint::prune(state, program, clock);
}
