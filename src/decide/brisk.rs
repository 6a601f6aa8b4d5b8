//! Events of which nothing follows but unrestrained actions of the contact's own rules: they need no rounds.
//!
//! What the plan knows of an event, and what the state holds, say whether an event is such a one; then what
//! [`Moment`](super::moment::Moment) would do comes down to this. Everything else goes the long way.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::sync::Arc;

use super::desk::{Desk, at_desk};
use super::eval::{Memo, Payload, Scene};
use super::fired::Fired;
use super::restrain::{describe, fill};
use super::{Decision, FiredRule, Firing, PreparedInput, Program};
use crate::calendar::{Duration, Instant};
use crate::ir::{ActionId, Blueprint, Cause, EventId, ExprId, ExprKind, Id, RuleId, Value};
use crate::plan::{Entry, FixedAction, RuleKind};
use crate::state::{ContactState, Core, Subject};

/// What is needed where values are read, or where two actions may be one.
pub(super) struct Bench<'b> {
    pub(super) memo: &'b mut Memo,
    pub(super) fired: &'b mut Fired,
}

/// Decides upon an event that needs no rounds, on a state that rests and of which nothing is to be forgotten; answers
/// whether it is one: otherwise the decision is to be made anew.
pub(super) fn decide(program: &Program, state: &ContactState, input: &PreparedInput, decision: &mut Decision) -> bool {
    let core = state.core();
    let Some(event) = input.brisk_event() else { return false };
    let same = Arc::ptr_eq(&program.ir, &input.ir) && Arc::ptr_eq(&program.ir, &core.ir);
    if !same || input.at < state.clock || !core.remembers_nothing() {
        return false;
    }
    if !program.ir.scores.is_empty() && state.reached(program.number).is_none() {
        return false;
    }
    decision.clear();
    let Some(found) = collect(program, core, event.event, &mut decision.rules) else { return false };
    match found {
        Found::Nothing => {}
        Found::Fixed => fire_fixed(program, 0, input.at, decision),
        Found::Plain => at_desk(program.number, |Desk { memory, memos: [_, memo], .. }| {
            let bench = Bench { memo, fired: &mut memory.fired };
            fire_plain(program, state, event, (0, input.at), bench, decision);
        }),
    }
    (decision.at, decision.late, decision.duplicate, decision.more) = (input.at, false, false, false);
    (decision.wake_at, decision.input) = (None, None);
    decision.next.follow(state, input.at, program.number);
    true
}

/// Judges an event, and answers whether it could: otherwise nothing has been done. The state is as it was before the
/// event, and stays so.
pub(super) fn judge(
    program: &Program,
    state: &ContactState,
    at: Instant,
    event: &Payload,
    bench: Bench<'_>,
    decision: &mut Decision,
) -> bool {
    let first = decision.rules.len();
    match collect(program, state.core(), event.event, &mut decision.rules) {
        None => {
            decision.rules.truncate(first);
            return false;
        }
        Some(Found::Nothing) => {}
        Some(Found::Fixed) => fire_fixed(program, first, at, decision),
        Some(Found::Plain) => fire_plain(program, state, event, (first, at), bench, decision),
    }
    true
}

/// What an event sets off.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Nothing,
    /// Rules of which all stands in the text, no two of them with one action.
    Fixed,
    /// Rules of which values are read.
    Plain,
}

/// Adds the rules of which the plain tests pass, the most important first; `None` where something else could follow
/// from the event, and then what was added is not worth anything.
fn collect(program: &Program, core: &Core, event: EventId, rules: &mut Vec<FiredRule>) -> Option<Found> {
    let plan = &program.plan;
    let on_event = plan.entries_on(event);
    if !core.waits_for_nothing() || !on_event.is_plain {
        return None;
    }
    let first = rules.len();
    // Most events set off a few: then it is known how much room they need.
    let (mut few, mut count) = ([RuleId::new(0); 32], 0_usize);
    let mut found = if on_event.is_distinct { Found::Fixed } else { Found::Plain };
    let mut take = |entry: &Entry| {
        // Of an object there is no instance.
        if entry.kind != RuleKind::OfObject && plan.passes_tests(entry.tests, &core.life.fields) {
            match entry.kind {
                RuleKind::Involved => return None,
                RuleKind::Plain => found = Found::Plain,
                RuleKind::Fixed | RuleKind::OfObject => {}
            }
            match few.get_mut(count) {
                Some(place) => *place = entry.rule,
                None => {
                    add(rules, &few);
                    few[0] = entry.rule;
                    count = 0;
                }
            }
            count = count.saturating_add(1);
        }
        Some(())
    };
    on_event.anywhere.iter().try_for_each(&mut take)?;
    let mut places = usize::from(!on_event.anywhere.is_empty());
    for place in core.life.occupied() {
        let parent = plan.parent_of_still(place.stage, event)?;
        places = places.saturating_add(1);
        on_event.staged(place.stage).iter().try_for_each(&mut take)?;
        if let Some(parent) = parent {
            places = places.saturating_add(1);
            on_event.staged(parent).iter().try_for_each(&mut take)?;
        }
    }
    if count == 0 {
        return Some(Found::Nothing);
    }
    add(rules, few.get(..count).unwrap_or_default());
    if places > 1 && rules.len().saturating_sub(first) > 1 {
        let added = rules.get_mut(first..).unwrap_or_default();
        added.sort_unstable_by_key(|fired| plan.rank(fired.rule));
        // Those before may have fired in an earlier moment, and do so again.
        let mut place = 0_usize;
        rules.dedup_by(|rule, before| {
            place = place.saturating_add(1);
            place > first && rule == before
        });
    }
    Some(found)
}

fn add(rules: &mut Vec<FiredRule>, more: &[RuleId]) {
    rules.extend(more.iter().map(|&rule| FiredRule { rule, of: None }));
}

/// Fires all actions of the rules from a place on, in order; everything that they say stands in the text.
fn fire_fixed(program: &Program, first: usize, at: Instant, decision: &mut Decision) {
    let Decision { fired, rules, .. } = decision;
    let rules = rules.get(first..).unwrap_or_default();
    fired.reserve(rules.iter().map(|fired| program.plan.fixed_calls(fired.rule).len()).sum());
    for &FiredRule { rule, .. } in rules {
        for &action in program.plan.fixed_calls(rule) {
            if let Some(known) = program.plan.fixed_action(action) {
                tell(&program.ir, known, action, Cause::Rule(rule), at, fired.open());
            }
        }
    }
}

/// Says of a firing what it is, of an action of which all stands in the text.
fn tell(ir: &Blueprint, known: &FixedAction, action: ActionId, cause: Cause, at: Instant, firing: &mut Firing) {
    firing.action = action;
    (firing.at, firing.good_until) = (at, None);
    (firing.nth, firing.of_input) = (1, true);
    (firing.channel, firing.execution) = (known.channel, known.execution);
    firing.causes.clear();
    firing.causes.push(cause);
    firing.owners.clear();
    if !known.owners.is_empty() {
        firing.owners.extend_from_slice(&known.owners);
    }
    (firing.due, firing.effort) = (written(ir, known.due), written(ir, known.effort));
    firing.assign = None;
}

/// A duration that is written out.
fn written(ir: &Blueprint, expr: Option<ExprId>) -> Option<Duration> {
    match ir.exprs[expr?].kind {
        ExprKind::Literal(Value::Duration(duration)) => Some(duration),
        _ => None,
    }
}

/// Fires all actions of those rules from a place on of which the guard is true, in order.
fn fire_plain(
    program: &Program,
    state: &ContactState,
    event: &Payload,
    (first, at): (usize, Instant),
    Bench { memo, fired: known }: Bench<'_>,
    decision: &mut Decision,
) {
    memo.empty();
    let scene = Scene::still(program, state, memo, at, Some(event));
    let Decision { fired, rules, .. } = decision;
    let mut place = 0_usize;
    rules.retain(|fired| {
        let is_new = place >= first;
        place = place.saturating_add(1);
        let guard = program.plan.rest_of_guard(fired.rule);
        !is_new || guard.iter().all(|&part| scene.truth(part) == Ok(true))
    });
    let rules = rules.get(first..).unwrap_or_default();
    let calls = |rule: RuleId| &program.ir.rules[rule].calls;
    fired.reserve(rules.iter().map(|fired| calls(fired.rule).len()).sum());
    known.begin(fired.len());
    for &FiredRule { rule, .. } in rules {
        let cause = Cause::Rule(rule);
        for call in calls(rule) {
            let key = (call.action, Subject::Contact);
            fill(&mut fired.open().payload, &scene, call.action, &call.with);
            let Some((firing, before)) = fired.split_last_mut() else { continue };
            let Some(place) = known.equal(key, before, firing) else {
                describe(firing, &scene, (call.action, cause), known.of(key), before);
                (firing.of, firing.of_input) = (None, true);
                known.add(key);
                continue;
            };
            if let Some(firing) = before.get_mut(place)
                && !firing.causes.contains(&cause)
            {
                firing.causes.push(cause);
            }
            fired.withdraw();
        }
    }
}
