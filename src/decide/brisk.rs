//! Events of which nothing follows but unrestrained actions of the contact's own rules: they need no rounds.
//!
//! What the plan knows of an event, and what the state holds, say whether an event is such a one; then what
//! [`Moment`](super::moment::Moment) would do comes down to this. Everything else goes the long way.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::sync::Arc;

use super::desk::Desk;
use super::eval::{Memo, Payload, Scene};
use super::fired::Fired;
use super::log::Log;
use super::moment::Memory;
use super::restrain::{describe, fill};
use super::{Decision, Firing, PreparedInput, Program};
use crate::calendar::Instant;
use crate::ir::{Cause, RuleId};
use crate::state::{ContactState, List, Reached, Subject};

/// Decides upon an event that needs no rounds, on a state that rests and of which nothing is to be forgotten; answers
/// whether it is one: otherwise nothing has been done.
pub(super) fn decide(
    program: &Program,
    state: &ContactState,
    input: &PreparedInput,
    decision: &mut Decision,
    desk: &mut Desk,
) -> bool {
    let (core, plan) = (state.core(), &program.plan);
    let same = Arc::ptr_eq(&program.ir, &input.ir) && Arc::ptr_eq(&program.ir, &core.ir);
    if !same || !plan.leaves_no_trace() || input.id.is_some() || input.at < state.clock {
        return false;
    }
    let Some(event) = input.checked.only_event() else { return false };
    let known = core.settled && core.inputs.is_empty() && core.life.past().limits.is_empty();
    let refuses = !program.ir.events[event.event].refuse_when.is_empty();
    let totals = match state.reached(program.number) {
        Some(reached) => reached.totals.clone(),
        None if program.ir.scores.is_empty() => List::new(),
        None => return false,
    };
    if !known || refuses || program.ir.events[event.event].subject.is_some() {
        return false;
    }
    let Desk { memory, told, memos: [_, memo], spare, .. } = desk;
    let mut log = Log::new(decision, told, spare);
    if !judge(program, state, input.at, event, memo, memory, &mut log) {
        return false;
    }
    (log.at, log.late, log.duplicate, log.more, log.wake_at, log.input) = (input.at, false, false, false, None, None);
    log.next.clone_from(state);
    log.next.clock = input.at;
    log.next.reach(Reached { program: program.number, clock: input.at, wake_at: None, totals });
    true
}

/// Judges an event, and answers whether it could: otherwise nothing has been done. The state is as it was before the
/// event, and stays so.
pub(super) fn judge(
    program: &Program,
    state: &ContactState,
    at: Instant,
    event: &Payload,
    memo: &mut Memo,
    memory: &mut Memory,
    log: &mut Log<'_>,
) -> bool {
    let rules = &mut memory.set_off;
    if !collect(program, state, event, rules) {
        return false;
    }
    if rules.is_empty() {
        return true;
    }
    memo.empty();
    let scene = Scene::still(program, state, memo, at, Some(event));
    let plan = &program.plan;
    rules.retain(|&(rule, _)| plan.rest_of_guard(rule).iter().all(|&part| scene.truth(part) == Ok(true)));
    rules.sort_unstable_by_key(|&(rule, _)| plan.rank(rule));
    rules.dedup();
    memory.fired.begin(log.fired.len());
    let calls = memory.set_off.iter().map(|&(rule, _)| program.ir.rules[rule].calls.len()).sum();
    log.out.fired.reserve(calls);
    log.out.rules.reserve(memory.set_off.len());
    for &(rule, _) in &memory.set_off {
        fire(&scene, rule, &mut memory.fired, log);
    }
    true
}

/// Collects the rules of which the plain tests pass; answers whether nothing else could follow from the event.
fn collect(program: &Program, state: &ContactState, event: &Payload, rules: &mut Vec<(RuleId, Subject)>) -> bool {
    let (ir, plan, core) = (&program.ir, &program.plan, state.core());
    rules.clear();
    let rests = core.waiting.is_empty() && core.runs.is_empty() && core.instances.is_empty();
    if !rests || event.subject != Subject::Contact || !plan.is_plain(event.event) {
        return false;
    }
    let own = |rule| (rule, Subject::Contact);
    rules.extend(plan.anywhere_on(event.event).iter().copied().map(own));
    for place in core.life.occupied() {
        let moves = plan.transitions_on(place.stage, event.event).next().is_some();
        if moves || !plan.triggered(place.stage).is_empty() || !plan.levels(place.stage).is_empty() {
            return false;
        }
        for stage in [Some(place.stage), ir.parent(place.stage)].into_iter().flatten() {
            rules.extend(plan.staged_on(event.event, stage).map(own));
        }
    }
    rules.retain(|&(rule, _)| ir.rules[rule].object.is_none() && plan.passes(rule, &core.life.fields));
    rules.iter().all(|&(rule, _)| plan.is_plain_rule(rule))
}

/// Fires all actions of a rule, in order.
fn fire(scene: &Scene<'_>, rule: RuleId, fired: &mut Fired, log: &mut Log<'_>) {
    let cause = Cause::Rule(rule);
    for call in &scene.program.ir.rules[rule].calls {
        let key = (call.action, Subject::Contact);
        let firing = log.spare.pop().unwrap_or_else(Firing::blank);
        log.out.fired.push(firing);
        let Some((firing, before)) = log.out.fired.split_last_mut() else { continue };
        fill(&mut firing.payload, scene, call.action, &call.with);
        let Some(place) = fired.equal(key, before, firing) else {
            describe(firing, scene, (call.action, cause), fired.of(key), before);
            (firing.of, firing.of_input) = (None, true);
            fired.add(key);
            continue;
        };
        if let Some(firing) = before.get_mut(place)
            && !firing.causes.contains(&cause)
        {
            firing.causes.push(cause);
        }
        if let Some(same) = log.out.fired.pop() {
            log.keep(same);
        }
    }
    log.rules.push(super::FiredRule { rule, of: None });
}
