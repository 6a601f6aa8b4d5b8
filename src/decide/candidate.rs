//! Actions that are asked for.

use std::sync::Arc;

use super::write::Weight;
use crate::calendar::Instant;
use crate::ir::{
    ActionCall, ActionId, Blueprint, Cause, GroupId, PayloadEntry, Rule, RuleId, StepKind, Transition, TransitionId,
    Variant,
};
use crate::state::{CallPlace, Subject, Waiting, Why};

/// An action that is asked for.
#[derive(Clone)]
pub(super) struct Candidate {
    pub(super) cause: Cause,
    /// Whom its cause is about.
    pub(super) subject: Subject,
    pub(super) action: ActionId,
    /// The call that asks for it; `None` for a stand-in.
    pub(super) call: Option<CallPlace>,
    /// The group of the rule that asks.
    pub(super) group: Option<GroupId>,
    pub(super) priority: i64,
    pub(super) order: u32,
    /// Its place in the order in which all are taken.
    pub(super) weight: Weight,
    /// The occurrence of its rule, of one that has waited.
    pub(super) occurrence: Option<u64>,
    /// What it was while it waited; `None` for one that has just come up.
    pub(super) waited: Option<Arc<Waiting>>,
    /// It has waited as long as it may, and gives way to its stand-in.
    pub(super) expired: bool,
}

impl Candidate {
    /// Those of a rule, and of the variant of its split that the contact gets.
    pub(super) fn of_rule<'r>(
        id: RuleId,
        subject: Subject,
        rule: &'r Rule,
        variant: Option<(usize, &'r Variant)>,
    ) -> impl Iterator<Item = Self> + use<'r> {
        let (group, priority, order) = (rule.group, rule.priority, rule.order);
        let all = move |calls, list| Self::all(Cause::Rule(id), subject, calls, list, group, priority, order);
        let list = |place: usize| u32::try_from(place).unwrap_or(u32::MAX).saturating_add(1);
        let of_variant = variant.map(move |(place, variant)| all(variant.calls.as_slice(), list(place)));
        all(rule.calls.as_slice(), 0).chain(of_variant.into_iter().flatten())
    }

    pub(super) fn of_transition(
        id: TransitionId,
        subject: Subject,
        transition: &Transition,
    ) -> impl Iterator<Item = Self> {
        Self::all(Cause::Transition(id), subject, &transition.calls, 0, None, transition.priority, transition.order)
    }

    /// Those of one list of calls.
    pub(super) fn all(
        cause: Cause,
        subject: Subject,
        calls: &[ActionCall],
        list: u32,
        group: Option<GroupId>,
        priority: i64,
        order: u32,
    ) -> impl Iterator<Item = Self> {
        (0u32..).zip(calls).map(move |(index, call)| Self {
            cause,
            subject,
            action: call.action,
            call: Some(CallPlace { list, index }),
            group,
            priority,
            order,
            weight: Weight::new(priority, order, subject, list.saturating_mul(10_000).saturating_add(index)),
            occurrence: None,
            waited: None,
            expired: false,
        })
    }

    /// Values over the action's own: those of the call that asks for it.
    pub(super) fn with<'i>(&self, ir: &'i Blueprint) -> &'i [PayloadEntry] {
        let call = self.call.and_then(|place| {
            let index = usize::try_from(place.index).ok()?;
            calls(ir, self.cause, place.list).get(index)
        });
        call.map_or(&[], |call| &call.with)
    }

    /// What stands in for it when it is held back.
    pub(super) fn otherwise(mut self, action: ActionId, at: Instant) -> Self {
        // It has not been held back yet: a time of waiting is its own.
        if let Some(waited) = &mut self.waited {
            Arc::make_mut(waited).why = Why::Delayed { due: at };
        }
        Self { action, call: None, expired: false, ..self }
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
        Cause::Sla(id) => ir.slas.get(id).and_then(|sla| sla.calls().nth(at)),
    }
    .unwrap_or_default()
}
