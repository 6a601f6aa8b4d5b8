//! How often a rule may act.

use std::collections::BTreeSet;

use super::Held;
use super::tally::{Tally, kept, shorten};
use crate::calendar::{Instant, Window};
use crate::decide::eval::Scene;
use crate::decide::{Program, Reason};
use crate::ir::{Cause, RuleId};
use crate::state::{ContactState, Hold, LOG_LIMIT, Place, Subject, Waiting};

/// What a rule's limit makes of an occurrence. One that has its place already is not held.
pub(in crate::decide) fn limited(scene: &Scene<'_>, rule: RuleId, occurrence: u64) -> Option<Held> {
    let limit = scene.program.ir.rules[rule].limit.as_ref()?;
    if places(scene, rule).iter().any(|place| place.occurrence == occurrence) {
        return None;
    }
    let tally = tally(scene, rule)?;
    if !tally.is_full() {
        return None;
    }
    let reason = Reason::Limit { rule, amount: tally.amount };
    Some(Held::new(reason, limit.handling, Hold::Limit(rule), tally.free))
}

/// How much of a rule's limit is used up; `None` where it has none.
pub(super) fn tally(scene: &Scene<'_>, rule: RuleId) -> Option<Tally> {
    let limit = scene.program.ir.rules[rule].limit.as_ref()?;
    let log = places(scene, rule).iter().map(|place| place.at);
    Some(Tally::of(scene, limit.amount, limit.window, log))
}

/// The places that are taken, of the contact or the instance in scope.
fn places<'e>(scene: &Scene<'e>, rule: RuleId) -> &'e [Place] {
    let life = scene.life(scene.program.ir.rules[rule].object);
    life.and_then(|life| life.past().limits.get(&rule)).map_or(&[], Vec::as_slice)
}

/// An occurrence of a rule takes its place in the limit, once.
pub(in crate::decide) fn take_limit(
    state: &mut ContactState,
    program: &Program,
    rule: RuleId,
    subject: Subject,
    occurrence: u64,
    at: Instant,
) {
    let Some(limit) = &program.ir.rules[rule].limit else { return };
    let kept = kept(&program.ir, limit.amount);
    let Some(life) = state.life_mut(subject).filter(|_| kept > 0) else { return };
    let Some(places) = life.past_mut().limits.at_mut(rule) else { return };
    if places.iter().any(|place| place.occurrence == occurrence) {
        return;
    }
    let behind = places.partition_point(|place| place.at <= at);
    if places.is_empty() {
        // Most limits are of one.
        places.reserve_exact(1);
    }
    places.insert(behind, Place { at, occurrence });
    if places.len() > kept {
        let waits = waiting_of(state);
        let Some(places) = state.life_mut(subject).and_then(|life| life.past_mut().limits.get_mut(&rule)) else {
            return;
        };
        forget(places, |place| waits.contains(&(rule, place.occurrence)), kept, None, at);
    }
}

/// The occurrences of which something waits.
pub(super) fn waiting_of(state: &ContactState) -> BTreeSet<(RuleId, u64)> {
    let occurrence = |waiting: &Waiting| match waiting.cause {
        Cause::Rule(rule) => Some((rule, waiting.occurrence)),
        _ => None,
    };
    state.core().waiting().filter_map(occurrence).collect()
}

/// Forgets the places that the limit no longer counts, except those of occurrences of which
/// something waits: with a place it is not judged by the limit again, nor does it take another.
pub(super) fn forget(
    places: &mut Vec<Place>,
    waits: impl Fn(&Place) -> bool,
    kept: usize,
    window: Option<Window>,
    clock: Instant,
) {
    let mut held = places.clone();
    shorten(places, kept, window, clock, |place| place.at);
    // The oldest are gone; of them come back those that are held, as far as there is room.
    held.truncate(held.len().saturating_sub(places.len()));
    held.retain(waits);
    let over = places.len().saturating_add(held.len()).saturating_sub(LOG_LIMIT);
    places.splice(..0, held.into_iter().skip(over));
}

/// An occurrence of which nothing has come gives its place back.
pub(in crate::decide) fn give_back(state: &mut ContactState, rule: RuleId, subject: Subject, occurrence: u64) {
    let places = state.life(subject).and_then(|life| life.past().limits.get(&rule));
    if !places.is_some_and(|places| places.iter().any(|place| place.occurrence == occurrence)) {
        return;
    }
    let Some(life) = state.life_mut(subject) else { return };
    let Some(places) = life.past_mut().limits.get_mut(&rule) else { return };
    places.retain(|place| place.occurrence != occurrence);
    if places.is_empty() {
        life.past_mut().limits.remove(&rule);
    }
}
