//! How often a rule may act.

use super::Held;
use super::tally::{Tally, kept, shorten};
use crate::calendar::Instant;
use crate::decide::eval::Scene;
use crate::decide::{Program, Reason};
use crate::ir::RuleId;
use crate::state::{ContactState, Hold, Place, Subject};

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
    life.and_then(|life| life.limits.get(&rule)).map_or(&[], Vec::as_slice)
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
    let places = life.limits.entry(rule).or_default();
    if places.iter().any(|place| place.occurrence == occurrence) {
        return;
    }
    let behind = places.partition_point(|place| place.at <= at);
    places.insert(behind, Place { at, occurrence });
    shorten(places, kept, None, at, |place| place.at);
}

/// An occurrence of which nothing has come gives its place back.
pub(in crate::decide) fn give_back(state: &mut ContactState, rule: RuleId, subject: Subject, occurrence: u64) {
    let Some(life) = state.life_mut(subject) else { return };
    let Some(places) = life.limits.get_mut(&rule) else { return };
    places.retain(|place| place.occurrence != occurrence);
    if places.is_empty() {
        life.limits.remove(&rule);
    }
}
