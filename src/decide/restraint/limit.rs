//! How often a rule may act.

use super::Held;
use super::tally::{Tally, kept, shorten};
use crate::calendar::Instant;
use crate::decide::eval::Scene;
use crate::decide::{Program, Reason};
use crate::ir::RuleId;
use crate::state::{ContactState, Hold, Place};

/// What a rule's limit makes of an occurrence. One that has its place already is not held.
pub(in crate::decide) fn limited(scene: &Scene<'_>, rule: RuleId, occurrence: u64) -> Option<Held> {
    let limit = scene.program.ir.rules[rule].limit.as_ref()?;
    if places(scene.now.state, rule).iter().any(|place| place.occurrence == occurrence) {
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
    let log = places(scene.now.state, rule).iter().map(|place| place.at);
    Some(Tally::of(scene, limit.amount, limit.window, log))
}

fn places(state: &ContactState, rule: RuleId) -> &[Place] {
    state.life.limits.get(&rule).map_or(&[], Vec::as_slice)
}

/// An occurrence of a rule takes its place in the limit, once.
pub(in crate::decide) fn take_limit(
    state: &mut ContactState,
    program: &Program,
    rule: RuleId,
    occurrence: u64,
    at: Instant,
) {
    let Some(limit) = &program.ir.rules[rule].limit else { return };
    let kept = kept(&program.ir, limit.amount);
    if kept == 0 || places(state, rule).iter().any(|place| place.occurrence == occurrence) {
        return;
    }
    let places = state.life.limits.entry(rule).or_default();
    let behind = places.partition_point(|place| place.at <= at);
    places.insert(behind, Place { at, occurrence });
    shorten(places, kept, None, at, |place| place.at);
}

/// An occurrence of which nothing has come gives its place back.
pub(in crate::decide) fn give_back(state: &mut ContactState, rule: RuleId, occurrence: u64) {
    let Some(places) = state.life.limits.get_mut(&rule) else { return };
    places.retain(|place| place.occurrence != occurrence);
    if places.is_empty() {
        state.life.limits.remove(&rule);
    }
}
