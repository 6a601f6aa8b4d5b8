//! Events of which little can follow: known from the blueprint's text, so that deciding need not look for it.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::guard::Guards;
use crate::ir::{
    self, ActionCall, ActionId, CapOwner, ChannelId, Execution, ExprId, ExprKind, Id, Rule, RuleId, Trigger, Value,
};

/// Whether nothing of a blueprint but its own rules and transitions follows from any event: no clock runs, no mode can
/// hold anything, and no journey is entered by itself.
pub(super) fn is_plain(ir: &ir::Blueprint) -> bool {
    let has_timed = ir.rules.values().any(|rule| rule.trigger.is_timed());
    ir.slas.is_empty()
        && ir.modes.is_empty()
        && !has_timed
        && ir.journeys.values().all(|journey| journey.segment.is_none())
}

/// Whether nothing of what happens is remembered, nor told of the contact's zone.
pub(super) fn leaves_no_trace(ir: &ir::Blueprint) -> bool {
    ir.series.is_empty() && ir.caps.is_empty() && ir.timezone.contact.is_none()
}

/// How much must be known of a contact to say what follows from a rule that an event has set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleKind {
    /// It is of an object: nothing, where there are no instances.
    OfObject,
    /// Much: something may hold it back, or something else follows.
    Involved,
    /// The values that it reads: nothing holds back what it asks for, and nothing but that follows.
    Plain,
    /// Nothing but that its guard is true, which tests of fields alone say: all else stands in the text.
    Fixed,
}

/// A call of an action that nothing holds back, and of which all stands in the text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FixedCall {
    pub(crate) action: ActionId,
    pub(crate) channel: ChannelId,
    pub(crate) execution: Execution,
    /// Nobody answers for the action, and it has neither due time nor effort.
    pub(crate) is_bare: bool,
}

impl FixedCall {
    fn of(ir: &ir::Blueprint, id: ActionId) -> Self {
        let action = &ir.actions[id];
        let is_bare = action.responsibilities.responsible.is_empty() && action.due.is_none() && action.effort.is_none();
        Self { action: id, channel: action.channel, execution: action.execution, is_bare }
    }
}

/// Of each rule, how much must be known to say what follows from it, and its calls where it is fixed.
#[derive(Debug, Default)]
pub(super) struct Plain(Vec<(RuleKind, Vec<FixedCall>)>);

impl Plain {
    /// `guards` says what of a guard is left beside tests.
    pub(super) fn new(ir: &ir::Blueprint, guards: &Guards) -> Self {
        let plain: Vec<bool> = ir.actions.ids().map(|action| is_plain_action(ir, action)).collect();
        let is_plain = |action: ActionId| plain.get(action.index()) == Some(&true);
        let is_fixed = |call: &ActionCall| call.with.is_empty() && reads_nothing(ir, call.action);
        let of = |(id, rule): (RuleId, &Rule)| {
            if rule.object.is_some() {
                (RuleKind::OfObject, Vec::new())
            } else if !is_plain_rule(rule, is_plain) {
                (RuleKind::Involved, Vec::new())
            } else if guards.rest.of(id).is_empty() && rule.calls.iter().all(is_fixed) {
                (RuleKind::Fixed, rule.calls.iter().map(|call| FixedCall::of(ir, call.action)).collect())
            } else {
                (RuleKind::Plain, Vec::new())
            }
        };
        Self(ir.rules.iter().map(of).collect())
    }

    pub(super) fn kind(&self, rule: RuleId) -> RuleKind {
        self.0.get(rule.index()).map_or(RuleKind::Involved, |(kind, _)| *kind)
    }

    /// The calls of a rule: none of one that is not fixed.
    pub(super) fn calls(&self, rule: RuleId) -> &[FixedCall] {
        self.0.get(rule.index()).map_or(&[], |(_, calls)| calls)
    }
}

/// Whether all that is said of an action stands in the text.
fn reads_nothing(ir: &ir::Blueprint, id: ActionId) -> bool {
    let action = &ir.actions[id];
    let stands_there = |time: ExprId| matches!(ir.exprs[time].kind, ExprKind::Literal(Value::Duration(_)));
    action.with.is_empty()
        && action.assign.is_none()
        && action.responsibilities.derived.is_empty()
        && [action.due, action.effort].into_iter().flatten().all(stands_there)
}

fn is_plain_rule(rule: &Rule, is_plain: impl Fn(ActionId) -> bool) -> bool {
    let is_plain_event = matches!(&rule.trigger, Trigger::Event(filter) if filter.filter.is_none());
    let always = rule.active_from.is_none() && rule.active_until.is_none() && !rule.inactive;
    let free = rule.limit.is_none() && rule.group.is_none() && rule.holdout == 0 && rule.split.is_empty();
    let alone = rule.effects.is_empty() && rule.starts.is_empty() && rule.during.is_none();
    let calls = rule.calls.iter().all(|call| call.after.is_none() && is_plain(call.action));
    rule.object.is_none() && is_plain_event && always && free && alone && calls && !rule.calls.is_empty()
}

/// Whether nothing holds an action back, and nothing follows from it.
fn is_plain_action(ir: &ir::Blueprint, id: ActionId) -> bool {
    let action = &ir.actions[id];
    let channel = &ir.channels[action.channel];
    let counts = |cap: &ir::Cap| match cap.of {
        CapOwner::Channel(_) => cap.channels.contains(&action.channel),
        CapOwner::Purpose(purpose) => action.purpose == Some(purpose),
    };
    action.purpose.is_none_or(|purpose| ir.purposes[purpose].consent.is_none())
        && channel.consent.is_none()
        && channel.hours.is_empty()
        && !ir.caps.values().any(counts)
        && action.effects.is_empty()
        && action.starts.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Duration;
    use crate::decide::test_build::*;
    use crate::ir::{ExprKind, Value};

    #[test]
    fn what_can_follow_is_seen() {
        let mut build = Build::new();
        let event = build.event("e");
        let field = build.field("x", INT, Some(Value::Int(0)));
        let wide = build.at_least(field, 3);
        let yes = build.bool(true);
        let two = build.int(2);
        let delay = build.e(ExprKind::Literal(Value::Duration(Duration::days(2))));
        let asked = build.channel("asked", Some(yes));
        let act = build.action("act", |_| {});
        let ask = build.action("ask", |action| action.channel = asked);
        let does = |rule: &mut Rule| rule.calls = vec![call(act)];
        let plain = [
            build.rule("plain", on(event), |rule| (does(rule), rule.guard = Some(wide)).0),
            build.rule("asks", on(event), |rule| rule.calls = vec![call(ask)]),
            build.rule("filters", on_where(event, yes), does),
            build.rule("waits", on(event), |rule| (does(rule), rule.calls[0].after = Some(delay)).0),
            build.rule("writes", on(event), |rule| (does(rule), rule.effects = vec![set(field, two)]).0),
            build.rule("nothing", on(event), |_| {}),
        ]
        .map(|rule| Plain::new(&build.ir, &Guards::new(&build.ir)).kind(rule));
        let [fixed, involved @ ..] = plain;
        assert_eq!((fixed, involved), (RuleKind::Fixed, [RuleKind::Involved; 5]));
        assert!(is_plain(&build.ir) && leaves_no_trace(&build.ir));
        build.rule("later", Trigger::Without { delay, series: Vec::new() }, does);
        assert!(!is_plain(&build.ir), "time sets something off");
    }
}
