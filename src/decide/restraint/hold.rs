//! How long what waits is held, by what holds it alone.

use super::mode::{Subject, begun};
use super::tally::{kept, surplus};
use super::{cap, hours, limit};
use crate::calendar::Instant;
use crate::decide::Program;
use crate::decide::eval::Scene;
use crate::ir::{Cap, ExprId, RuleId};
use crate::state::{ContactState, Hold, Life, Place, Row, Waiting, Why};

/// Whether what holds a waiting action still does: `None` where it no longer does, otherwise
/// until when, as far as that is known. A delayed one is held until it is due.
pub(in crate::decide) fn still_holds(scene: &Scene<'_>, waiting: &Waiting) -> Option<Option<Instant>> {
    let scene = &scene.of(waiting.subject);
    let hold = match &waiting.why {
        Why::Delayed { due } => return (scene.at < *due).then_some(Some(*due)),
        Why::Deferred { hold, .. } => *hold,
    };
    let subject = Subject::Action(waiting.action, waiting.cause);
    let held = match hold {
        Hold::Mode(mode) => subject.held_in_mode(scene, mode),
        Hold::Sequence(sequence) => subject.held_in_run(scene, sequence),
        Hold::Limit(rule) => limit::limited(scene, rule, waiting.occurrence),
        Hold::Cap(id) if !cap::caps_of(&scene.program.ir, waiting.action).any(|own| own == id) => None,
        Hold::Cap(id) => cap::held(scene, id),
        // Hours that never open hold nothing any more: it is for them to drop it.
        Hold::Hours(..) => hours::hours(scene, waiting.action).filter(|held| held.until.is_some()),
    };
    held.map(|held| held.until)
}

/// Until when hours hold what waits for them, as was found when it was last looked at: as long as that has not come,
/// nothing but the zone changes it.
pub(in crate::decide) fn known_hours(waiting: &Waiting, at: Instant) -> Option<Instant> {
    match waiting.why {
        Why::Deferred { hold: Hold::Hours(..), until, .. } => until.filter(|until| *until > at),
        _ => None,
    }
}

/// The earliest instant after `after`, that of the scene, at which what holds a waiting action
/// may end by time alone; `flip` is the next one at which a value may change. One that could go
/// already goes at once.
pub(in crate::decide) fn next_release(
    scene: &Scene<'_>,
    waiting: &Waiting,
    after: Instant,
    flip: &dyn Fn(ExprId) -> Option<Instant>,
) -> Option<Instant> {
    let scene = &scene.of(waiting.subject);
    let Some(until) = still_holds(scene, waiting) else { return after.checked_add_milliseconds(1) };
    let ir = &scene.program.ir;
    let asked = match &waiting.why {
        // As soon as its `when` is false, it does not matter how much is used up.
        Why::Deferred { hold: Hold::Cap(id), .. } => [Some(ir.caps[*id].amount), ir.caps[*id].when],
        Why::Deferred { hold: Hold::Limit(rule), .. } => [ir.rules[*rule].limit.as_ref().map(|it| it.amount), None],
        // A mode that an event began ends by one.
        Why::Deferred { hold: Hold::Mode(mode), .. } if begun(scene, *mode).is_none() => [ir.modes[*mode].when, None],
        _ => [None, None],
    };
    let by_clock = asked.into_iter().flatten().filter_map(flip);
    until.into_iter().chain(by_clock).filter(|end| *end > after).min()
}

/// Forgets what caps and limits will never count again at `clock`, whatever is asked.
pub(in crate::decide) fn prune(state: &mut ContactState, program: &Program, clock: Instant) {
    let ir = &program.ir;
    let over = |(cap, log): (&Cap, &Row<Instant>)| match log.is_empty() {
        true => 0,
        false => surplus(log, kept(ir, cap.amount), Some(cap.window), clock, |entry| *entry),
    };
    if ir.caps.values().zip(&state.core().caps).any(|cap| over(cap) > 0) {
        for (cap, log) in ir.caps.values().zip(state.core_mut().caps.to_mut()) {
            log.forget(over((cap, log)));
        }
    }
    let is_kept = |(rule, places): (&RuleId, &Vec<Place>)| {
        let Some(limit) = ir.rules.get(*rule).and_then(|rule| rule.limit.as_ref()) else { return false };
        !places.is_empty() && surplus(places, kept(ir, limit.amount), limit.window, clock, |place| place.at) == 0
    };
    let has_old = |life: &Life| !life.past().limits.iter().all(is_kept);
    if !program.plan.has_limits() {
        return;
    }
    let subjects = state.subjects_of_whom(|object| program.plan.forgets(object), has_old);
    if subjects.is_empty() {
        return;
    }
    let waits = limit::waiting_of(state);
    state.change_lives(&subjects, |life| {
        life.past_mut().limits.retain(|rule, places| {
            let Some(limit) = ir.rules.get(*rule).and_then(|rule| rule.limit.as_ref()) else { return false };
            let waits = |place: &Place| waits.contains(&(*rule, place.occurrence));
            limit::forget(places, waits, kept(ir, limit.amount), limit.window, clock);
            !places.is_empty()
        });
    });
}
