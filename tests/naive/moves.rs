//! Which transition of a journey is taken in a round.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crm_blueprint::Instant;
use crm_blueprint::ir::{Blueprint, Cause, EffectKind, Journey, Stage, Transition, TransitionId, Trigger};

use super::calendar::delayed;
use super::expression::evaluate;
use super::moment::Last;
use super::picture::Picture;
use super::record::Record;
use super::trigger::{Dates, silence, triggered};

/// What a moment remembers of its moves.
#[derive(Default)]
pub struct Been {
    /// Journey and stage.
    pub stages: BTreeSet<(String, String)>,
    /// Transitions, by their place in the blueprint.
    blocked: BTreeSet<u32>,
    closed: BTreeSet<u32>,
    /// Journeys that have made a triggered move.
    triggered: BTreeSet<String>,
    pub dates: Dates,
}

pub fn stage_name(blueprint: &Blueprint, id: crm_blueprint::ir::StageId) -> &str {
    &blueprint.stages[id].info.name
}

/// The stage of this name, or the one inside it in which it begins.
pub fn inner(blueprint: &Blueprint, journey: &Journey, stage: &str) -> String {
    let own = journey.stages.iter().map(|id| &blueprint.stages[*id]).find(|own| own.info.name == stage);
    own.expect("a stage").initial.map_or(stage.to_owned(), |id| blueprint.stages[id].info.name.clone())
}

/// The stage that has this one inside.
pub fn around_of(blueprint: &Blueprint, journey: &Journey, stage: &str) -> Option<String> {
    let mut all = journey.stages.iter().map(|id| &blueprint.stages[*id]);
    let holds = |outer: &&Stage| outer.children.iter().any(|id| blueprint.stages[*id].info.name == stage);
    all.find(holds).map(|outer| outer.info.name.clone())
}

/// What a move does to the stages.
pub struct Step {
    pub left: Vec<String>,
    pub entered: Vec<String>,
    /// Where it ends, and whether it stays inside the stage around that.
    pub to: String,
    pub stays: bool,
}

pub fn step(blueprint: &Blueprint, journey: &Journey, from: Option<&str>, target: &str) -> Step {
    let to = inner(blueprint, journey, target);
    let around = around_of(blueprint, journey, &to);
    let before = from.and_then(|from| around_of(blueprint, journey, from));
    // To name the stage around is to leave it and to enter it again.
    let stays = around.is_some() && before == around && around.as_deref() != Some(target);
    let mut left: Vec<String> = from.map(str::to_owned).into_iter().collect();
    let mut entered = vec![to.clone()];
    if !stays {
        left.extend(before);
        entered.extend(around);
    }
    Step { left, entered, to, stays }
}

/// Whether the contact enters a journey that is for a segment in this round.
pub fn enters(blueprint: &Blueprint, on: Picture, journey: &Journey, round: usize) -> bool {
    let Some(segment) = journey.segment else { return false };
    !on.state.stages.contains_key(&journey.info.name) && round > 1 && on.holds(Some(blueprint.segments[segment].when))
}

/// The transition that the journey takes in this round.
pub fn choose<'b>(
    blueprint: &'b Blueprint,
    on: Picture,
    journey: &Journey,
    last: &Last,
    round: usize,
    been: &mut Been,
    record: &mut Record,
) -> Option<(TransitionId, &'b Transition)> {
    let stage = |id| stage_name(blueprint, id);
    let name = &journey.info.name;
    let current = on.state.stages.get(name)?;
    let around = around_of(blueprint, journey, current);
    let ended = journey.stages.iter().any(|id| stage(*id) == current && blueprint.stages[*id].is_final);
    let own = |transition: &Transition| transition.sources.iter().any(|source| stage(*source) == current);
    let mut candidates: Vec<&Transition> = journey.transitions.iter().map(|id| &blueprint.transitions[*id]).collect();
    candidates.sort_by_key(|transition| (!own(transition), Reverse(transition.priority), transition.order));
    for transition in candidates {
        let of_around = || transition.sources.iter().any(|source| Some(stage(*source)) == around.as_deref());
        let target = stage(transition.target);
        let leaves = own(transition) || (of_around() && !ended && !(is_level(transition) && target == current));
        if !leaves || !may(on, transition, last, round, been) || !on.holds(transition.guard) {
            continue;
        }
        let (first, _) = transition.info.name.split_once("->").expect("`source->target`");
        let is_there = |stage: &String| stage == current || Some(stage) == around.as_ref();
        let closed = |stage: &String| {
            let to_itself = transition.trigger.is_some() && is_there(stage);
            !to_itself && been.stages.contains(&(name.clone(), stage.clone()))
        };
        let step = step(blueprint, journey, Some(current), target);
        if step.entered.iter().any(closed) {
            if been.closed.insert(transition.order) {
                record.notices.push(format!("stage_entered_already {name} {target}"));
            }
            continue;
        }
        let missing = missing(on, journey, transition, &step.entered);
        if !missing.is_empty() {
            if been.blocked.insert(transition.order) {
                let line = format!("{name} {first} -> {target} missing {}", missing.join(", "));
                record.blocked.push((line, on.now));
            }
            continue;
        }
        if !is_level(transition) {
            been.triggered.insert(name.clone());
        }
        return Some((id_of(blueprint, transition), transition));
    }
    None
}

fn is_level(transition: &Transition) -> bool {
    matches!(transition.trigger, None | Some(Trigger::After { .. } | Trigger::Without { .. }))
}

/// Whether it is triggered, or, of one that is a level, may be taken by now.
fn may(on: Picture, transition: &Transition, last: &Last, round: usize, been: &mut Been) -> bool {
    let cause = Cause::Transition(id_of(on.blueprint, transition));
    let own = || transition.sources.iter().filter_map(|stage| on.stay(*stage)).min();
    let due = |from: Option<Instant>, delay| delayed(on.tz(), from?, on.length(delay)?);
    match &transition.trigger {
        None => round > 1,
        Some(Trigger::After { delay, .. }) => round > 1 && due(own(), *delay).is_some_and(|due| due <= on.now),
        Some(Trigger::Without { delay, series }) => {
            round > 1 && due(silence(on, series, own()), *delay).is_some_and(|due| due <= on.now)
        }
        Some(trigger) => {
            let journey = &on.blueprint.journeys[transition.journey].info.name;
            !been.triggered.contains(journey) && triggered(on, last, round, trigger, cause, &[], &mut been.dates)
        }
    }
}

fn id_of(blueprint: &Blueprint, wanted: &Transition) -> TransitionId {
    blueprint.transitions.iter().find(|(_, other)| other.order == wanted.order).expect("declared").0
}

/// The required fields that would be unset.
fn missing(on: Picture, journey: &Journey, transition: &Transition, entered: &[String]) -> Vec<String> {
    let mut missing = Vec::new();
    // The stage around comes first.
    let stages = entered.iter().rev().map(|name| {
        let mut all = journey.stages.iter().map(|id| &on.blueprint.stages[*id]);
        all.find(|stage| stage.info.name == *name).expect("a stage")
    });
    for field in stages.flat_map(|stage| &stage.requires) {
        let own = transition.effects.iter().find(|effect| effect.field == *field && effect.kind == EffectKind::Set);
        let name = &on.blueprint.fields[*field].info.name;
        let value = match own {
            Some(effect) => evaluate(on, effect.value),
            None => on.state.fields[name].clone(),
        };
        if value.is_none() && !missing.contains(name) {
            missing.push(name.clone());
        }
    }
    missing
}
