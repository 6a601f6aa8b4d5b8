//! When triggers of time come next: what a reader is told of those that have not come.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::Program;
use super::eval::{Memo, Scene};
use super::timing::{self, Ripens};
use crate::calendar::Instant;
use crate::ir::{RuleId, Transition, TransitionId, Trigger};
use crate::state::{ContactState, Subject};

/// When a rule's trigger of time comes next, as the state stands: for one subject, or without it
/// for whichever it does first.
pub(crate) fn next_rule(
    program: &Program,
    state: &ContactState,
    id: RuleId,
    whose: Option<Subject>,
) -> Option<Instant> {
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock(), None);
    let rule = &program.ir.rules[id];
    if rule.inactive || !rule.trigger.is_timed() {
        return None;
    }
    let subjects = state.subjects_of(rule.object).filter(|subject| whose.is_none_or(|whose| whose == *subject));
    subjects.filter_map(|subject| timing::next(&scene.of(subject), &rule.trigger, Some(id), scene.at)).min()
}

/// When time sets a transition off, as the state stands: for one subject, or without it for
/// whichever it does first.
pub(crate) fn next_transition(
    program: &Program,
    state: &ContactState,
    id: TransitionId,
    whose: Option<Subject>,
) -> Option<Instant> {
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock(), None);
    let transition = &program.ir.transitions[id];
    let subjects = state.subjects_of(program.ir.journeys[transition.journey].object);
    let subjects = subjects.filter(|subject| whose.is_none_or(|whose| whose == *subject));
    subjects.filter_map(|subject| next_of(&scene.of(subject), id, transition)).min()
}

fn next_of(scene: &Scene<'_>, id: TransitionId, transition: &Transition) -> Option<Instant> {
    let plan = &scene.program.plan;
    let stage = scene.own_life()?.occupancy(transition.journey)?.stage;
    if !plan.levels(stage).contains(&id) && !plan.triggered(stage).contains(&id) {
        return None;
    }
    match &transition.trigger {
        Some(Trigger::After { .. } | Trigger::Without { .. }) => match timing::ripens(scene, transition) {
            Ripens::At(due) => Some(due),
            Ripens::Always | Ripens::Never => None,
        },
        Some(trigger) if trigger.is_timed() => timing::next(scene, trigger, None, scene.at),
        _ => None,
    }
}
