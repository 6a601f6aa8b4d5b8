//! A moment, round by round.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::ir::{ActionCall, Blueprint, Cause, JourneyId, Rule, RuleId, Trigger, Value};

use super::calendar::{add, delayed, shown};
use super::effects::{Write, apply, writes};
use super::expression::evaluate;
use super::input::Carried;
use super::moves::{Been, around_of, choose, enters, stage_name, step};
use super::picture::Picture;
use super::record::{Change, Rank, Record, Suppression};
use super::restraint::{Candidate, Places, chance, restrain};
use super::sequence::{self, Begin, begin, begins};
use super::state::{Past, Place, State, Waiting, Why};
use super::trigger::{self, triggered};
use super::{history, modes};

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Settling,
    Mark,
    Input,
}

/// What the last round brought about: the picture on which it was judged, and its moves.
pub struct Last {
    pub state: Rc<State>,
    pub entered: Vec<(String, String)>,
    pub left: Vec<(String, String)>,
    pub settling: bool,
}

/// What a moment remembers.
pub struct Memory {
    pub been: Been,
    pub places: Places,
    pub passed: BTreeSet<String>,
    /// Sequences started, and tests of loops reached.
    pub started: BTreeSet<crm_blueprint::ir::SequenceId>,
    pub tested: BTreeSet<(crm_blueprint::ir::SequenceId, usize)>,
}

/// What happens at one instant by one cause.
pub fn moment(
    blueprint: &Blueprint,
    state: &mut Rc<State>,
    carried: &Carried,
    now: Instant,
    kind: Kind,
    record: &mut Record,
) {
    if kind == Kind::Settling {
        // Who is in the segment when it is built or loaded is in the journey: that is no event.
        let picture = Rc::clone(state);
        let on = Picture {
            blueprint,
            state: &picture,
            before: &picture,
            then: now,
            event: None,
            now,
            arguments: &[],
            past: None,
        };
        for (id, journey) in blueprint.journeys.iter() {
            if enters(blueprint, on, journey, 2) {
                let line = join(blueprint, state, id, now, &mut Been::default(), None);
                record.moves.push((line, now));
            }
        }
    }
    let before = Rc::clone(state);
    let event = carried.event.as_ref();
    let then = match kind {
        Kind::Mark => super::calendar::later(now, -1).expect("not the first instant"),
        Kind::Settling | Kind::Input => now,
    };
    let base = Picture {
        blueprint,
        state: &before,
        before: &before,
        then,
        event: event.map(Rc::as_ref),
        now,
        arguments: &[],
        past: None,
    };
    take_in(state, carried, now, record);
    if event.is_some() {
        let mut next = State::clone(state);
        let mut notices = Vec::new();
        let changed = Rc::clone(state);
        history::take_in(Picture { state: &changed, ..base }, &mut next, &mut notices);
        let with_history = Rc::new(next.clone());
        for notice in notices {
            if !record.notices.contains(&notice) {
                record.notices.push(notice);
            }
        }
        modes::take_in(Picture { state: &with_history, ..base }, &mut next, record);
        *state = Rc::new(next);
        let with_modes = Rc::clone(state);
        add_points(Picture { state: &with_modes, ..base }, state);
        let picture = Rc::clone(state);
        unless(Picture { state: &picture, ..base }, state, record);
    }
    if kind == Kind::Mark {
        fade(base, state);
    }

    let mut been = Been::default();
    for journey in blueprint.journeys.values() {
        let name = &journey.info.name;
        let Some(stage) = state.stages.get(name) else { continue };
        let around = around_of(blueprint, journey, stage);
        been.stages.extend([stage.clone()].into_iter().chain(around).map(|stage| (name.clone(), stage)));
    }
    let mut memory = Memory {
        been,
        places: Places::new(record),
        passed: BTreeSet::new(),
        started: BTreeSet::new(),
        tested: BTreeSet::new(),
    };
    let settling = kind == Kind::Settling;
    let mut last = Last { state: Rc::clone(&before), entered: Vec::new(), left: Vec::new(), settling };
    let mut round = 0;
    loop {
        let mut candidates: Vec<Candidate> = Vec::new();
        loop {
            round += 1;
            assert!(round < 900, "rounds without end");
            let picture = Rc::clone(state);
            let on = Picture { state: &picture, ..base };
            let rules = judge(on, &last, round, &mut memory);
            let taken: Vec<_> = blueprint
                .journeys
                .values()
                .filter_map(|own| choose(blueprint, on, own, &last, round, &mut memory.been, record))
                .collect();
            let mut all: Vec<Write> = Vec::new();
            let mut starts: Vec<Begin> = Vec::new();
            let past = Past(Rc::new((Rc::clone(&picture), Rc::clone(&before), now)));
            let joined: Vec<_> = blueprint
                .journeys
                .iter()
                .filter(|(_, own)| enters(blueprint, on, own, round))
                .map(|(id, _)| id)
                .collect();
            let nothing = rules.is_empty() && taken.is_empty() && joined.is_empty();
            last = Last { state: Rc::clone(&picture), entered: Vec::new(), left: Vec::new(), settling };
            let mut moves: Vec<(JourneyId, String)> = Vec::new();
            for id in joined {
                let line = join(blueprint, state, id, now, &mut memory.been, Some(&mut last));
                moves.push((id, line));
            }
            for (id, transition) in taken {
                let own = &blueprint.journeys[transition.journey];
                let journey = &own.info.name;
                let cause = words(blueprint, Cause::Transition(id));
                let rank = (Reverse(transition.priority), transition.order);
                let calls = numbered(0, &transition.calls);
                let asked = Asked { cause: Cause::Transition(id), calls, each: true };
                ask(on, state, rank, asked, &past, &mut candidates, record);
                all.extend(writes(on, &transition.effects, &cause, rank, 0, 0));
                starts.extend(begins(on, &transition.starts, &cause, rank, 0, 0));
                let from = picture.stages[journey].clone();
                let went = step(blueprint, own, Some(&from), stage_name(blueprint, transition.target));
                moves.push((transition.journey, format!("{journey} {from} -> {}", went.to)));
                last.left.extend(went.left.into_iter().map(|stage| (journey.clone(), stage)));
                let entered = went.entered.into_iter().map(|stage| (journey.clone(), stage));
                last.entered.extend(entered.clone());
                memory.been.stages.extend(entered);
                let around = picture.outer.get(journey).copied().filter(|_| went.stays).unwrap_or(now);
                Rc::make_mut(state).put(blueprint, own, &went.to, now, around);
            }
            moves.sort_by_key(|(journey, _)| *journey);
            record.moves.extend(moves.into_iter().map(|(_, line)| (line, now)));
            for (id, rule) in rules {
                let rank = (Reverse(rule.priority), rule.order);
                if rule.calls.is_empty() && rule.split.is_empty() {
                    effects_alone(on, state, (id, rule), &mut memory.places, record, &mut all, &mut starts);
                } else {
                    let asked = Asked { cause: Cause::Rule(id), calls: calls_of(on, rule), each: rule.each };
                    ask(on, state, rank, asked, &past, &mut candidates, record);
                }
            }
            let mut stepped = sequence::steps(on, state, round, &mut memory, &mut candidates, record);
            let mut moved = stepped.moved;
            for (sequence, step, calls) in stepped.asked {
                let rank = (Reverse(0), blueprint.sequences[sequence].order);
                let calls = numbered(step, calls);
                let asked = Asked { cause: Cause::Sequence(sequence), calls, each: true };
                ask(on, state, rank, asked, &past, &mut candidates, record);
                moved = true;
            }
            all.append(&mut stepped.writes);
            starts.append(&mut stepped.starts);
            if nothing && !moved && round > 1 {
                break;
            }
            apply(blueprint, state, all, now, record);
            begin(on, state, starts, &mut memory, record);
        }
        let picture = Rc::clone(state);
        let on = Picture { state: &picture, ..base };
        let had = candidates.len();
        let after = restrain(on, state, candidates, &mut memory, record);
        let quiet = had == 0 && Rc::ptr_eq(&picture, state) && after.writes.is_empty() && after.starts.is_empty();
        if quiet {
            break;
        }
        apply(blueprint, state, after.writes, now, record);
        begin(on, state, after.starts, &mut memory, record);
        last = Last { state: picture, entered: Vec::new(), left: Vec::new(), settling };
    }
    let dates = memory.been.dates;
    if !dates.run.is_subset(&state.dated) {
        Rc::make_mut(state).dated.extend(dates.run);
    }
    if !dates.ran.is_empty() {
        Rc::make_mut(state).ran.extend(dates.ran);
    }
    if !settling {
        let picture = Rc::clone(state);
        let passed = trigger::passed(Picture { state: &picture, ..base });
        record.notices.extend(passed.into_iter().map(|cause| format!("date_passed {}", words(blueprint, cause))));
    }
    if settling {
        let state = Rc::make_mut(state);
        for (id, rule) in blueprint.rules.iter() {
            if matches!(rule.trigger, Trigger::Becoming { including_existing: true, .. }) {
                state.met.insert(id);
            }
        }
    }
}

/// The contact enters a journey that is for a segment; the line that tells it.
fn join(
    blueprint: &Blueprint,
    state: &mut Rc<State>,
    journey: JourneyId,
    now: Instant,
    been: &mut Been,
    last: Option<&mut Last>,
) -> String {
    let own = &blueprint.journeys[journey];
    let name = &own.info.name;
    let went = step(blueprint, own, None, stage_name(blueprint, own.initial));
    let entered = went.entered.into_iter().map(|stage| (name.clone(), stage));
    been.stages.extend(entered.clone());
    if let Some(last) = last {
        last.entered.extend(entered);
    }
    Rc::make_mut(state).put(blueprint, own, &went.to, now, now);
    format!("{name} -> {}", went.to)
}

pub fn words(blueprint: &Blueprint, cause: Cause) -> String {
    match cause {
        Cause::Rule(id) => format!("rule {}", blueprint.rules[id].info.name),
        Cause::Transition(id) => {
            let transition = &blueprint.transitions[id];
            format!("transition {} {}", blueprint.journeys[transition.journey].info.name, transition.info.name)
        }
        Cause::Sequence(id) => format!("sequence {}", blueprint.sequences[id].info.name),
        other => panic!("a cause that the reference does not have: {other:?}"),
    }
}

/// Applies the changes of the input.
fn take_in(state: &mut Rc<State>, carried: &Carried, now: Instant, record: &mut Record) {
    for (field, after) in &carried.changes {
        let before = state.fields[field].clone();
        if before != *after {
            let state = Rc::make_mut(state);
            state.fields.insert(field.clone(), after.clone());
            state.changed = now;
            let causes = vec!["input".to_owned()];
            record.changes.push(Change { field: field.clone(), before, after: after.clone(), at: now, causes });
        }
    }
}

/// Adds the points of the event.
fn add_points(on: Picture, state: &mut Rc<State>) {
    let Some(event) = on.event else { return };
    for score in on.blueprint.scores.values() {
        let name = &score.info.name;
        for (index, line) in (0..).zip(&score.events) {
            let happened = line.events.iter().any(|id| on.blueprint.events[*id].info.name == event.name);
            let line_of = (name.clone(), index);
            if !happened || (line.once && state.once.contains(&line_of)) || !on.holds(line.filter) {
                continue;
            }
            let Some(Value::Int(points)) = evaluate(on, line.points) else { continue };
            let had = state.points[name];
            let sum = i128::from(had) + i128::from(points);
            let held = i64::try_from(sum.clamp(0, score.high.into())).expect("the bounds are ints");
            let state = Rc::make_mut(state);
            state.points.insert(name.clone(), held);
            if line.once {
                state.once.insert(line_of);
            }
            if score.fade.is_some() {
                if held == 0 {
                    state.risen.remove(name);
                } else if had == 0 {
                    state.risen.insert(name.clone(), on.now);
                }
            }
        }
    }
}

/// Takes off what fades now.
fn fade(on: Picture, state: &mut Rc<State>) {
    for score in on.blueprint.scores.values() {
        let name = &score.info.name;
        let (Some(fade), Some(anchor)) = (&score.fade, state.risen.get(name).copied()) else { continue };
        let mut times = 1;
        let due = loop {
            let Some(due) = fade.every.checked_mul(times).and_then(|all| add(on.tz(), anchor, all)) else {
                break false;
            };
            if due > on.then {
                break due <= on.now;
            }
            times += 1;
        };
        if due {
            let state = Rc::make_mut(state);
            let left = (state.points[name] - fade.points).max(0);
            state.points.insert(name.clone(), left);
            if left == 0 {
                state.risen.remove(name);
            }
        }
    }
}

/// Cancels what an event of `unless` forbids.
fn unless(on: Picture, state: &mut Rc<State>, record: &mut Record) {
    for (id, rule) in on.blueprint.rules.iter() {
        let cause = Cause::Rule(id);
        let Some(event) = on.event.filter(|_| rule.unless.iter().any(|filter| on.happened(filter))) else { continue };
        for waiting in on.state.waiting.iter().filter(|waiting| waiting.cause == cause) {
            cancel(on, state, waiting, &format!("unless {}", event.name), record);
        }
    }
}

/// Takes what waits away, and tells why.
pub fn cancel(on: Picture, state: &mut Rc<State>, waiting: &Waiting, why: &str, record: &mut Record) {
    let action = &on.blueprint.actions[waiting.action].info.name;
    let cause = words(on.blueprint, waiting.cause);
    record.cancelled.push((format!("{action} by {cause} because {why}"), on.now));
    let state = Rc::make_mut(state);
    state.waiting.retain(|other| other.serial != waiting.serial);
    give_back(state, waiting.cause, waiting.occurrence);
}

/// Gives the place of an occurrence back of which nothing fired or waits.
pub fn give_back(state: &mut State, cause: Cause, occurrence: u64) {
    let Cause::Rule(rule) = cause else { return };
    if !state.has_waiting(cause, occurrence)
        && let Some(places) = state.limits.get_mut(&rule)
    {
        places.retain(|place| place.occurrence != occurrence || place.fired);
    }
}

/// The rules that pass in this round, by priority and declaration.
fn judge<'b>(on: Picture<'b>, last: &Last, round: usize, memory: &mut Memory) -> Vec<(RuleId, &'b Rule)> {
    let mut rules: Vec<(RuleId, &Rule)> = on.blueprint.rules.iter().collect();
    rules.sort_by_key(|(_, rule)| (Reverse(rule.priority), rule.order));
    rules.retain(|(id, rule)| {
        !memory.passed.contains(&rule.info.name)
            && is_active(on, rule)
            && triggered(on, last, round, &rule.trigger, Cause::Rule(*id), &rule.stages, &mut memory.been.dates)
            && in_stages(on, rule)
            && on.holds(rule.guard)
    });
    memory.passed.extend(rules.iter().map(|(_, rule)| rule.info.name.clone()));
    rules
}

pub fn in_stages(on: Picture, rule: &Rule) -> bool {
    rule.stages.is_empty() || rule.stages.iter().any(|stage| on.stay(*stage).is_some())
}

pub fn is_active(on: Picture, rule: &Rule) -> bool {
    if rule.inactive {
        return false;
    }
    if rule.active_from.is_none() && rule.active_until.is_none() {
        return true;
    }
    let today = shown(on.tz(), on.now).date();
    rule.active_from.is_none_or(|from| from <= today) && rule.active_until.is_none_or(|until| today <= until)
}

type Calls<'b> = Vec<((u32, u32), &'b ActionCall)>;

fn numbered(list: u32, calls: &[ActionCall]) -> Calls<'_> {
    (0..).zip(calls).map(|(index, call)| ((list, index), call)).collect()
}

/// The calls of the rule for this contact.
fn calls_of<'b>(on: Picture<'b>, rule: &'b Rule) -> Calls<'b> {
    let mut calls = numbered(0, &rule.calls);
    if rule.split.is_empty() {
        return calls;
    }
    let value = chance(on, rule);
    let mut end = 0;
    for (list, variant) in (1..).zip(&rule.split) {
        let from = end;
        end += u64::from(variant.share);
        if (from..end).contains(&value) {
            calls.extend(numbered(list, &variant.calls));
            return calls;
        }
    }
    calls
}

struct Asked<'b> {
    cause: Cause,
    calls: Calls<'b>,
    /// Also what waits already.
    each: bool,
}

/// Makes candidates, and plans what is delayed.
#[expect(clippy::too_many_arguments, reason = "all of a moment")]
fn ask<'b>(
    on: Picture<'b>,
    state: &mut Rc<State>,
    rank: Rank,
    asked: Asked<'b>,
    past: &Past,
    candidates: &mut Vec<Candidate>,
    record: &mut Record,
) {
    let Asked { cause, calls, each } = asked;
    if calls.is_empty() {
        if let Cause::Rule(_) = cause {
            let (what, reason) = (words(on.blueprint, cause), "holdout".to_owned());
            record.suppressed.push(Suppression { what, reason, at: on.now, ends: None, replaced_by: None });
        }
        return;
    }
    let occurrence = Rc::make_mut(state).next_serial();
    let arguments = run_arguments(state, cause);
    let on = Picture { arguments: arguments.as_slice(), ..on };
    let held = |action: &str, reason: &str, ends| Suppression {
        what: format!("{action} by {}", words(on.blueprint, cause)),
        reason: reason.to_owned(),
        at: on.now,
        ends,
        replaced_by: None,
    };
    // What waits from an earlier moment.
    let earlier: Vec<u64> = on.before.waiting.iter().map(|own| own.serial).collect();
    let waits: Vec<Waiting> = state.waiting.iter().filter(|own| own.cause == cause).cloned().collect();
    for (place, call) in calls {
        let action = &on.blueprint.actions[call.action].info.name;
        let same = |own: &&Waiting| own.action == call.action && earlier.contains(&own.serial);
        if let Some(other) = waits.iter().find(same).filter(|_| !each) {
            let ends = match other.why {
                Why::Delayed { due } => Some(due),
                Why::Deferred { until, .. } => until,
            };
            record.suppressed.push(held(action, "waits", ends));
            continue;
        }
        let Some(delay) = call.after else {
            let mut candidate = Candidate::new(cause, rank, Some(place), call.action, occurrence, past.clone());
            candidate.event = on.event.map(|event| Rc::new(event.clone()));
            candidate.arguments = Rc::clone(&arguments);
            candidates.push(candidate);
            continue;
        };
        let Some(due) = on.length(delay).and_then(|length| delayed(on.tz(), on.now, length)) else {
            record.suppressed.push(held(action, "delay", None));
            continue;
        };
        if state.waiting.len() >= 1_000 {
            record.suppressed.push(held(action, "full", None));
            continue;
        }
        record.planned.push((format!("{action} by {} due {due}", words(on.blueprint, cause)), on.now));
        let state = Rc::make_mut(state);
        let serial = state.next_serial();
        state.waiting.push(Waiting {
            serial,
            cause,
            action: call.action,
            call: Some(place),
            occurrence,
            credited: false,
            event: on.event.map(|event| Rc::new(event.clone())),
            past: past.clone(),
            since: on.now,
            why: Why::Delayed { due },
        });
    }
}

pub fn run_arguments(state: &State, cause: Cause) -> Rc<Vec<Option<Value>>> {
    let run = state.runs.iter().find(|run| Cause::Sequence(run.sequence) == cause);
    run.map(|run| Rc::clone(&run.arguments)).unwrap_or_default()
}

/// A rule without actions: mode, limit, holdout, group, then its writes and starts.
fn effects_alone(
    on: Picture,
    state: &mut Rc<State>,
    (id, rule): (RuleId, &Rule),
    places: &mut Places,
    record: &mut Record,
    all: &mut Vec<Write>,
    starts: &mut Vec<Begin>,
) {
    let cause = words(on.blueprint, Cause::Rule(id));
    let occurrence = Rc::make_mut(state).next_serial();
    if let Some((reason, ends)) = super::restraint::rule_alone(on, state, id, places) {
        record.suppressed.push(Suppression { what: cause, reason, at: on.now, ends, replaced_by: None });
        return;
    }
    places.take(on, rule);
    if rule.limit.is_some() {
        let place = Place { at: on.now, occurrence, fired: true };
        Rc::make_mut(state).limits.entry(id).or_default().push(place);
    }
    let rank = (Reverse(rule.priority), rule.order);
    all.extend(writes(on, &rule.effects, &cause, rank, 0, 0));
    starts.extend(begins(on, &rule.starts, &cause, rank, 0, 0));
}
