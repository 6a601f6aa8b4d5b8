//! How long what waits is held, by what holds it alone.

use super::mode::Subject;
use super::tally::{kept, shorten};
use super::{cap, hours, limit};
use crate::calendar::Instant;
use crate::decide::Program;
use crate::decide::eval::Scene;
use crate::ir::{ExprId, Id};
use crate::state::{ContactState, Hold, Waiting, Why};

/// The next instant at which a guard may change by time alone.
pub(in crate::decide) type Flip<'f> = &'f dyn Fn(ExprId) -> Option<Instant>;

/// Whether what holds a waiting action still does: `None` where it no longer does, otherwise
/// until when, as far as that is known. A delayed one is held until it is due.
pub(in crate::decide) fn still_holds(scene: &Scene<'_>, flip: Flip<'_>, waiting: &Waiting) -> Option<Option<Instant>> {
    let hold = match &waiting.why {
        Why::Delayed { due } => return (scene.at < *due).then_some(Some(*due)),
        Why::Deferred { hold, .. } => *hold,
    };
    let subject = Subject::Action(waiting.action, waiting.cause);
    let held = match hold {
        Hold::Mode(mode) => subject.held_in_mode(scene, flip, mode),
        Hold::Sequence(sequence) => subject.held_in_run(scene, sequence),
        Hold::Limit(rule) => limit::limited(scene, rule, waiting.occurrence),
        Hold::Cap(id) if !cap::caps_of(&scene.program.ir, waiting.action).any(|own| own == id) => None,
        Hold::Cap(id) => cap::held(scene, id),
        // Hours that never open hold nothing any more: it is for them to drop it.
        Hold::Hours(..) => hours::hours(scene, waiting.action).filter(|held| held.until.is_some()),
    };
    held.map(|held| held.until)
}

/// The earliest instant after `after` at which what holds a waiting action may end by time
/// alone. One that could go already goes at once.
pub(in crate::decide) fn next_release(
    scene: &Scene<'_>,
    flip: Flip<'_>,
    waiting: &Waiting,
    after: Instant,
) -> Option<Instant> {
    let Some(until) = still_holds(scene, flip, waiting) else { return after.checked_add_milliseconds(1) };
    let guard = match &waiting.why {
        // Its amount may not be used up any longer, or it may not count any longer.
        Why::Deferred { hold: Hold::Cap(id), .. } => scene.program.ir.caps[*id].when.and_then(flip),
        _ => None,
    };
    let at_once = || after.checked_add_milliseconds(1);
    until.into_iter().chain(guard).filter_map(|end| if end > after { Some(end) } else { at_once() }).min()
}

/// Forgets what caps and limits will never count again at `clock`, whatever is asked.
pub(in crate::decide) fn prune(state: &mut ContactState, program: &Program, clock: Instant) {
    let ir = &program.ir;
    for (id, cap) in ir.caps.iter() {
        if let Some(log) = state.caps.get_mut(id.index()) {
            shorten(log, kept(ir, cap.amount), Some(cap.window), clock, |entry| *entry);
        }
    }
    state.limits.retain(|rule, places| {
        let Some(limit) = ir.rules.get(*rule).and_then(|rule| rule.limit.as_ref()) else { return false };
        shorten(places, kept(ir, limit.amount), limit.window, clock, |place| place.at);
        !places.is_empty()
    });
}
