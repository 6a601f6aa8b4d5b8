//! Actions that are asked for.

use super::Cause;
use super::write::Weight;
use crate::ir::{ActionCall, ActionId, GroupId, PayloadEntry, Rule, RuleId, Transition, TransitionId};

/// An action that is asked for.
#[derive(Clone, Copy)]
pub(super) struct Candidate<'w> {
    pub(super) cause: Cause,
    pub(super) action: ActionId,
    /// Values over the action's own.
    pub(super) with: &'w [PayloadEntry],
    /// The group of the rule that asks.
    pub(super) group: Option<GroupId>,
    pub(super) priority: i64,
    pub(super) order: u32,
    /// Its place in the order in which all are taken.
    pub(super) weight: Weight,
}

impl<'w> Candidate<'w> {
    pub(super) fn of_rule(id: RuleId, rule: &'w Rule) -> impl Iterator<Item = Self> {
        Self::all(Cause::Rule(id), &rule.calls, rule.group, rule.priority, rule.order)
    }

    pub(super) fn of_transition(id: TransitionId, transition: &'w Transition) -> impl Iterator<Item = Self> {
        Self::all(Cause::Transition(id), &transition.calls, None, transition.priority, transition.order)
    }

    fn all(
        cause: Cause,
        calls: &'w [ActionCall],
        group: Option<GroupId>,
        priority: i64,
        order: u32,
    ) -> impl Iterator<Item = Self> {
        (0u32..).zip(calls).map(move |(place, call)| Self {
            cause,
            action: call.action,
            with: &call.with,
            group,
            priority,
            order,
            weight: Weight::new(priority, order, place),
        })
    }

    /// What stands in for it when it is held back.
    pub(super) const fn otherwise(self, action: ActionId) -> Self {
        Self { action, with: &[], ..self }
    }
}
