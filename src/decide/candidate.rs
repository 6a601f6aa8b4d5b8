//! Actions that are asked for.

use super::write::Weight;
use crate::ir::{
    ActionCall, ActionId, Blueprint, Cause, GroupId, PayloadEntry, Rule, RuleId, StepKind, Transition, TransitionId,
};
use crate::state::{CallPlace, Waiting};

/// An action that is asked for.
#[derive(Clone)]
pub(super) struct Candidate<'w> {
    pub(super) cause: Cause,
    pub(super) action: ActionId,
    /// The call that asks for it; `None` for a stand-in.
    pub(super) call: Option<CallPlace>,
    /// Values over the action's own.
    pub(super) with: &'w [PayloadEntry],
    /// The group of the rule that asks.
    pub(super) group: Option<GroupId>,
    pub(super) priority: i64,
    pub(super) order: u32,
    /// Its place in the order in which all are taken.
    pub(super) weight: Weight,
    /// The occurrence of its rule, or what set off its transition or step.
    pub(super) occurrence: u64,
    /// What it was while it waited; `None` for one that has just come up.
    pub(super) waited: Option<Waiting>,
}

impl<'w> Candidate<'w> {
    pub(super) fn of_rule(id: RuleId, rule: &'w Rule, occurrence: u64) -> impl Iterator<Item = Self> {
        Self::all(Cause::Rule(id), &rule.calls, 0, rule.group, rule.priority, rule.order, occurrence)
    }

    pub(super) fn of_transition(id: TransitionId, transition: &'w Transition) -> impl Iterator<Item = Self> {
        Self::all(Cause::Transition(id), &transition.calls, 0, None, transition.priority, transition.order, 0)
    }

    /// Those of one list of calls.
    pub(super) fn all(
        cause: Cause,
        calls: &'w [ActionCall],
        list: u32,
        group: Option<GroupId>,
        priority: i64,
        order: u32,
        occurrence: u64,
    ) -> impl Iterator<Item = Self> {
        (0u32..).zip(calls).map(move |(index, call)| Self {
            cause,
            action: call.action,
            call: Some(CallPlace { list, index }),
            with: &call.with,
            group,
            priority,
            order,
            weight: Weight::new(priority, order, index),
            occurrence,
            waited: None,
        })
    }

    /// What stands in for it when it is held back.
    pub(super) fn otherwise(self, action: ActionId) -> Self {
        Self { action, call: None, with: &[], ..self }
    }
}

/// The calls of one list: see [`CallPlace`].
pub(super) fn calls(ir: &Blueprint, cause: Cause, list: u32) -> &[ActionCall] {
    let at = usize::try_from(list).unwrap_or(usize::MAX);
    match cause {
        Cause::Rule(id) => ir.rules.get(id).and_then(|rule| match at.checked_sub(1) {
            None => Some(rule.calls.as_slice()),
            Some(variant) => rule.split.get(variant).map(|variant| variant.calls.as_slice()),
        }),
        Cause::Transition(id) => ir.transitions.get(id).map(|transition| transition.calls.as_slice()),
        Cause::Sequence(id) => ir.sequences.get(id).and_then(|sequence| match &sequence.steps.get(at)?.kind {
            StepKind::Do(calls) => Some(calls.as_slice()),
            _ => None,
        }),
    }
    .unwrap_or_default()
}
