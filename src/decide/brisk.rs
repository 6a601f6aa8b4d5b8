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
use super::{Decision, FiredRule, Firing, Firings, PreparedInput, Program};
use crate::calendar::{Duration, Instant};
use crate::ir::{Blueprint, Cause, EventId, ExprId, ExprKind, Id, RuleId, Value};
use crate::plan::{Entry, EntryList, EventRules, FixedCall, Follows, OnEvent, Plan, RuleKind};
use crate::state::{ContactState, Core, Fields, Life, Subject};

/// What is needed where values are read, or where two actions may be one.
pub(super) struct Bench<'b> {
    pub(super) memo: &'b mut Memo,
    pub(super) fired: &'b mut Fired,
}

/// What is said of an event.
pub(super) struct Sheet<'d> {
    fired: &'d mut Firings,
    rules: &'d mut Vec<FiredRule>,
}

/// Decides upon an event that needs no rounds, on the decision's own state, if that rests and nothing of it is to be
/// forgotten; answers whether it is so: otherwise the decision is to be made anew.
// The whole of it is hardly more than some calls would be.
#[inline(always)]
pub(super) fn decide(program: &Program, input: &PreparedInput, decision: &mut Decision) -> bool {
    let Some(&(event, ref known)) = input.brisk_event() else { return false };
    if !Arc::ptr_eq(&program.ir, &input.ir) || input.at < decision.next.clock() {
        return false;
    }
    let is_known = decision.next.is_known_idle(program.number);
    if !is_known && !is_idle(program, decision.next.core()) {
        return false;
    }
    decision.clear();
    let Decision { next, fired, rules, .. } = decision;
    let mut sheet = Sheet { fired, rules };
    let Some(is_said) = judge_flat(program, next.core(), (event, known), input.at, &mut sheet) else {
        return false;
    };
    if !is_said {
        let Some(payload) = input.checked.only_event() else { return false };
        fire_at_desk(program, next, payload, input.at, &mut sheet);
    }
    (decision.at, decision.late, decision.duplicate, decision.more) = (input.at, false, false, false);
    (decision.wake_at, decision.input) = (None, None);
    if !is_known {
        decision.next.reach_idle(program.number);
    }
    decision.next.pass(input.at);
    true
}

#[inline(never)]
fn fire_at_desk(program: &Program, state: &ContactState, event: &Payload, at: Instant, sheet: &mut Sheet<'_>) {
    at_desk(program.number, |Desk { memory, memos: [_, memo], .. }| {
        let bench = Bench { memo, fired: &mut memory.fired };
        fire_plain(program, state, event, (0, at), bench, sheet);
    });
}

/// Whether a state is settled, waits for nothing, and nothing of it is to be forgotten.
#[cold]
fn is_idle(program: &Program, core: &Core) -> bool {
    program.ir.scores.is_empty() && Arc::ptr_eq(&program.ir, &core.ir) && core.is_idle()
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
    let core = state.core();
    if !core.waits_for_nothing() {
        return false;
    }
    let first = decision.rules.len();
    let mut sheet = Sheet { fired: &mut decision.fired, rules: &mut decision.rules };
    let rules = program.plan.rules_of(event.event);
    match judge_flat(program, core, (event.event, rules), at, &mut sheet) {
        None => {
            decision.rules.truncate(first);
            return false;
        }
        Some(true) => {}
        Some(false) => fire_plain(program, state, event, (first, at), bench, &mut sheet),
    }
    true
}

/// Says what follows from an event on a state that waits for nothing, where no values are to be read for it. Answers
/// whether that was all: otherwise the rules of which the plain tests pass have been added, the most important first.
/// `None` where something else could follow from the event, and then what was added is not worth anything.
#[inline(always)]
fn judge_flat(
    program: &Program,
    core: &Core,
    (event, rules): (EventId, &EventRules),
    at: Instant,
    sheet: &mut Sheet<'_>,
) -> Option<bool> {
    let plan = &*program.plan;
    let (on_event, follows) = (plan.entries_at(rules), rules.follows());
    if !follows.is_plain {
        return None;
    }
    let at_one_place = if let ([Some(place)], true) = (&*core.life.stages, follows.is_simple) {
        on_event.staged(place.stage)
    } else {
        // Most often all are for one stage of one journey.
        let mut places = Places { only: on_event.anywhere(), are_more: false };
        for place in core.life.occupied() {
            let parent = if follows.moves_nobody { None } else { plan.parent_of_still(place.stage, event)? };
            places.add(on_event.staged(place.stage));
            if let Some(parent) = parent {
                places.add(on_event.staged(parent));
            }
        }
        if !places.only.is_empty() && (places.are_more || !follows.is_fixed) {
            return fire_collected(program, core, (on_event, follows), at, sheet);
        }
        places.only
    };
    fire_at_once(program, at_one_place, &core.life.fields, at, sheet);
    Some(true)
}

/// Likewise, of rules that lie at several places, or of which not all is said in the text.
#[inline(never)]
fn fire_collected(
    program: &Program,
    core: &Core,
    (on_event, follows): (OnEvent<'_>, Follows),
    at: Instant,
    sheet: &mut Sheet<'_>,
) -> Option<bool> {
    let first = sheet.rules.len();
    let is_fixed = collect(&program.plan, on_event, &core.life, sheet.rules)? && follows.is_distinct;
    if is_fixed {
        fire_fixed(program, first, at, sheet);
    }
    Some(is_fixed)
}

/// Where the rules of an event lie.
struct Places<'p> {
    only: EntryList<'p>,
    are_more: bool,
}

impl<'p> Places<'p> {
    #[inline]
    fn add(&mut self, entries: EntryList<'p>) {
        if self.only.is_empty() {
            self.only = entries;
        } else {
            self.are_more |= !entries.is_empty();
        }
    }
}

/// Fires all actions of rules that are fixed, and lie in order, of which the tests pass.
#[inline(always)]
fn fire_at_once(program: &Program, mut entries: EntryList<'_>, fields: &Fields, at: Instant, sheet: &mut Sheet<'_>) {
    loop {
        let left = entries;
        let Some(entry) = entries.next() else { break };
        if entry.passes(|slot| fields.form(slot)) {
            if sheet.rules.len() == sheet.rules.capacity() || !sheet.fired.has_room(entry.call_count()) {
                make_room(left, fields, sheet);
            }
            sheet.rules.push(FiredRule { rule: entry.rule, of: None });
            for call in entry.calls() {
                tell(program, call, Cause::Rule(entry.rule), at, sheet.fired.open());
            }
        }
    }
}

/// Makes room for all of which the tests pass, in one piece.
#[cold]
fn make_room(entries: EntryList<'_>, fields: &Fields, sheet: &mut Sheet<'_>) {
    let passing = || entries.filter(|entry| entry.passes(|slot| fields.form(slot)));
    sheet.rules.reserve(passing().count());
    sheet.fired.reserve(passing().map(|entry| entry.call_count()).sum());
}

/// Adds the rules of which the plain tests pass, the most important first, and answers whether all are fixed; `None`
/// where something else could follow, and then what was added is not worth anything.
#[inline(never)]
fn collect(plan: &Plan, on_event: OnEvent<'_>, life: &Life, rules: &mut Vec<FiredRule>) -> Option<bool> {
    let first = rules.len();
    // Most events set off a few: then it is known how much room they need.
    let (mut few, mut count) = ([RuleId::new(0); 32], 0_usize);
    let mut are_fixed = true;
    let mut take = |entry: Entry<'_>| {
        // Of an object there is no instance.
        if entry.kind != RuleKind::OfObject && entry.passes(|slot| life.fields.form(slot)) {
            if entry.kind == RuleKind::Involved {
                return None;
            }
            are_fixed &= entry.kind == RuleKind::Fixed;
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
    let mut places = 0_usize;
    let mut visit = |mut entries: EntryList<'_>| {
        places = places.saturating_add(usize::from(!entries.is_empty()));
        entries.try_for_each(&mut take)
    };
    visit(on_event.anywhere())?;
    for place in life.occupied() {
        visit(on_event.staged(place.stage))?;
        if let Some(parent) = plan.parent(place.stage) {
            visit(on_event.staged(parent))?;
        }
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
    Some(are_fixed)
}

fn add(rules: &mut Vec<FiredRule>, more: &[RuleId]) {
    rules.extend(more.iter().map(|&rule| FiredRule { rule, of: None }));
}

/// Fires all actions of the rules from a place on, in order; everything that they say stands in the text.
fn fire_fixed(program: &Program, first: usize, at: Instant, Sheet { fired, rules }: &mut Sheet<'_>) {
    let plan = &program.plan;
    let rules = rules.get(first..).unwrap_or_default();
    let entries = || rules.iter().filter_map(|fired| plan.entry(fired.rule));
    fired.reserve(entries().map(|entry| entry.call_count()).sum());
    for entry in entries() {
        for call in entry.calls() {
            tell(program, call, Cause::Rule(entry.rule), at, fired.open());
        }
    }
}

/// Says of a firing what it is, of an action of which all stands in the text.
#[inline(always)]
fn tell(program: &Program, call: &FixedCall, cause: Cause, at: Instant, firing: &mut Firing) {
    firing.action = call.action;
    (firing.at, firing.good_until) = (at, None);
    (firing.nth, firing.of_input) = (1, true);
    (firing.channel, firing.execution) = (call.channel, call.execution);
    firing.causes.clear();
    firing.causes.push(cause);
    firing.owners.clear();
    (firing.due, firing.effort, firing.assign) = (None, None, None);
    if !call.is_bare {
        let action = &program.ir.actions[call.action];
        firing.owners.extend_from_slice(&action.responsibilities.responsible);
        (firing.due, firing.effort) = (written(&program.ir, action.due), written(&program.ir, action.effort));
    }
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
    Sheet { fired, rules }: &mut Sheet<'_>,
) {
    memo.empty();
    let scene = Scene::still(program, state, memo, at, Some(event));
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
