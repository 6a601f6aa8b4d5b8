//! A decision, moment by moment and round by round.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crm_blueprint::ir::{Blueprint, Comparison, Rule, Transition, Trigger, Value};
use crm_blueprint::{Input, Instant};

use super::effects::{Write, apply, writes};
use super::expression::{compare, evaluate};
use super::input::{self, Carried};
use super::moves::{Been, choose, stage_name};
use super::picture::{Event, Picture};
use super::record::{Change, Record, Suppression};
use super::restraint::{Candidate, Places, of_rule, of_transition, restrain};
use super::state::State;

const WEEK: i64 = 7 * 24 * 3_600_000;

/// Decides on an input; `None` is an input error.
pub fn decide(blueprint: &Blueprint, state: &mut State, input: &Input, record: &mut Record) -> Option<()> {
    let carried = input::read(blueprint, input)?;
    let at = input.at.max(state.clock);
    record.late = input.at < state.clock;
    state.inputs.retain(|(_, judged)| judged.milliseconds() + WEEK > at.milliseconds());
    record.duplicate = input.id.as_ref().is_some_and(|id| state.inputs.iter().any(|(known, _)| known == id));
    if !record.duplicate {
        if !state.settled {
            let nothing = Carried { event: None, changes: Vec::new() };
            moment(blueprint, state, &nothing, state.clock, record);
            state.settled = true;
        }
        if carried.event.is_some() || !carried.changes.is_empty() {
            if refused(blueprint, state, carried.event.as_ref(), at) {
                record.refused = carried.event.map(|event| event.name);
            } else {
                moment(blueprint, state, &carried, at, record);
            }
            remember(state, input, at, record);
        }
        let on = Picture { blueprint, state, before: state, event: None, now: at };
        if on.zone().1 {
            record.notices.push("unknown_zone".to_owned());
        }
    }
    state.clock = at;
    Some(())
}

fn remember(state: &mut State, input: &Input, at: Instant, record: &mut Record) {
    let Some(id) = &input.id else { return };
    state.inputs.push((id.clone(), at));
    if state.inputs.len() > 1_000 {
        state.inputs.remove(0);
        record.notices.push("input_forgotten".to_owned());
    }
}

fn refused(blueprint: &Blueprint, state: &State, event: Option<&Event>, now: Instant) -> bool {
    let Some(event) = event else { return false };
    let on = Picture { blueprint, state, before: state, event: Some(event), now };
    let declared = blueprint.events.values().find(|declared| declared.info.name == event.name);
    declared.is_some_and(|declared| declared.refuse_when.iter().any(|when| on.holds(Some(*when))))
}

/// What happens at one instant by one cause.
fn moment(blueprint: &Blueprint, state: &mut State, carried: &Carried, now: Instant, record: &mut Record) {
    let before = state.clone();
    let event = carried.event.as_ref();
    take_in(state, carried, record);
    add_points(blueprint, state, &before, event, now);

    let mut been = Been::default();
    been.stages.extend(state.stages.iter().map(|(journey, stage)| (journey.clone(), stage.clone())));
    let mut places = Places::new(record);
    let mut passed: BTreeSet<String> = BTreeSet::new();
    let mut last = Last { state: before.clone(), entered: Vec::new(), left: Vec::new() };
    let mut round = 0;
    loop {
        let mut candidates: Vec<Candidate> = Vec::new();
        loop {
            round += 1;
            let picture = state.clone();
            let on = Picture { blueprint, state: &picture, before: &before, event, now };
            let rules = judge(blueprint, on, &last, round, &mut passed);
            let taken: Vec<&Transition> = blueprint
                .journeys
                .values()
                .filter_map(|own| choose(blueprint, on, own, round, &mut been, record))
                .collect();
            if rules.is_empty() && taken.is_empty() && round > 1 {
                break;
            }
            let mut all: Vec<Write> = Vec::new();
            for rule in rules {
                candidates.extend(of_rule(rule));
                if rule.calls.is_empty() {
                    all.extend(effects_alone(on, rule, &mut places, record));
                }
            }
            last = Last { state: picture.clone(), entered: Vec::new(), left: Vec::new() };
            for transition in taken {
                let journey = &blueprint.journeys[transition.journey].info.name;
                let cause = format!("transition {journey} {}", transition.info.name);
                candidates.extend(of_transition(transition, &cause));
                let rank = (Reverse(transition.priority), transition.order);
                all.extend(writes(on, &transition.effects, &cause, rank, 0, 0));
                let to = stage_name(blueprint, transition.target).to_owned();
                let from = picture.stages[journey].clone();
                record.moves.push(format!("{journey} {from} -> {to}"));
                last.left.push((journey.clone(), from));
                last.entered.push((journey.clone(), to.clone()));
                been.stages.insert((journey.clone(), to.clone()));
                state.stages.insert(journey.clone(), to);
                state.since.insert(journey.clone(), now);
            }
            apply(blueprint, state, all, record);
        }
        if candidates.is_empty() {
            return;
        }
        let picture = state.clone();
        let on = Picture { blueprint, state: &picture, before: &before, event, now };
        let all = restrain(on, candidates, &mut places, record);
        apply(blueprint, state, all, record);
        last = Last { state: picture, entered: Vec::new(), left: Vec::new() };
    }
}

/// What the last round brought about: the picture on which it was judged, and its moves.
struct Last {
    state: State,
    entered: Vec<(String, String)>,
    left: Vec<(String, String)>,
}

/// Applies the changes of the input.
fn take_in(state: &mut State, carried: &Carried, record: &mut Record) {
    for (field, after) in &carried.changes {
        let before = state.fields.insert(field.clone(), after.clone()).expect("every field has its place");
        if before != *after {
            let causes = vec!["input".to_owned()];
            record.changes.push(Change { field: field.clone(), before, after: after.clone(), causes });
        }
    }
}

/// Adds the points of the event.
fn add_points(blueprint: &Blueprint, state: &mut State, before: &State, event: Option<&Event>, now: Instant) {
    let Some(event) = event else { return };
    let picture = state.clone();
    let on = Picture { blueprint, state: &picture, before, event: Some(event), now };
    for score in blueprint.scores.values() {
        let name = &score.info.name;
        for (index, line) in (0..).zip(&score.events) {
            let happened = line.events.iter().any(|id| blueprint.events[*id].info.name == event.name);
            let line_of = (name.clone(), index);
            if !happened || (line.once && state.once.contains(&line_of)) || !on.holds(line.filter) {
                continue;
            }
            let Some(Value::Int(points)) = evaluate(on, line.points) else { continue };
            let sum = i128::from(state.points[name]) + i128::from(points);
            let held = i64::try_from(sum.clamp(0, score.high.into())).expect("the bounds are ints");
            state.points.insert(name.clone(), held);
            if line.once {
                state.once.insert(line_of);
            }
        }
    }
}

/// The rules that pass in this round, by priority and declaration.
fn judge<'b>(
    blueprint: &'b Blueprint,
    on: Picture,
    last: &Last,
    round: usize,
    passed: &mut BTreeSet<String>,
) -> Vec<&'b Rule> {
    let mut rules: Vec<&Rule> = blueprint.rules.values().collect();
    rules.sort_by_key(|rule| (Reverse(rule.priority), rule.order));
    rules.retain(|rule| {
        let stages = |id: &_| {
            let stage = &on.blueprint.stages[*id];
            on.state.stages[&on.blueprint.journeys[stage.journey].info.name] == stage.info.name
        };
        !passed.contains(&rule.info.name)
            && triggered(on, last, round, &rule.trigger)
            && (rule.stages.is_empty() || rule.stages.iter().any(stages))
            && on.holds(rule.guard)
    });
    passed.extend(rules.iter().map(|rule| rule.info.name.clone()));
    rules
}

fn triggered(on: Picture, last: &Last, round: usize, trigger: &Trigger) -> bool {
    let among = |moves: &[(String, String)], stages: &[crm_blueprint::ir::StageId]| {
        stages.iter().any(|id| {
            let stage = &on.blueprint.stages[*id];
            moves.contains(&(on.blueprint.journeys[stage.journey].info.name.clone(), stage.info.name.clone()))
        })
    };
    match trigger {
        Trigger::Event(filter) => {
            let happened = |event: &Event| {
                filter.events.iter().any(|id| on.blueprint.events[*id].info.name == event.name)
                    && on.holds(filter.filter)
            };
            round == 1 && on.event.is_some_and(happened)
        }
        Trigger::Enter(stages) => among(&last.entered, stages),
        Trigger::Exit(stages) => among(&last.left, stages),
        Trigger::Change { of, from, to } => of.iter().any(|id| {
            let (now, first) = (evaluate(on, *id), evaluate(on.earlier(), *id));
            let recent = evaluate(Picture { state: &last.state, ..on }, *id);
            let is = |wanted: &Option<_>, value: &Option<Value>| {
                let same = |wanted| compare(Comparison::Equal, &evaluate(on, wanted)?, value.as_ref()?);
                wanted.is_none_or(|wanted| same(wanted) == Some(Value::Bool(true)))
            };
            now != recent && now != first && is(from, &first) && is(to, &now)
        }),
        Trigger::Becoming(guard) => on.holds(Some(*guard)) && !on.earlier().holds(Some(*guard)),
        other => panic!("a trigger that the reference does not have: {other:?}"),
    }
}

/// The writes of a rule without actions, where its group has a place for it.
fn effects_alone(on: Picture, rule: &Rule, places: &mut Places, record: &mut Record) -> Vec<Write> {
    let cause = format!("rule {}", rule.info.name);
    if places.take(on, rule) {
        return writes(on, &rule.effects, &cause, (Reverse(rule.priority), rule.order), 0, 0);
    }
    let group = rule.group.map(|id| on.blueprint.groups[id].info.name.clone()).unwrap_or_default();
    record.suppressed.push(Suppression { what: cause, reason: format!("group {group}"), replaced_by: None });
    Vec::new()
}
