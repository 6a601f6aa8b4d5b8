//! Which transition of a journey is taken in a round.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crm_blueprint::ir::{Blueprint, EffectKind, Journey, Transition};

use super::expression::evaluate;
use super::picture::Picture;
use super::record::Record;

/// What a moment remembers of its moves.
#[derive(Default)]
pub struct Been {
    /// Journey and stage.
    pub stages: BTreeSet<(String, String)>,
    /// Transitions, by their place in the blueprint.
    blocked: BTreeSet<u32>,
    closed: BTreeSet<u32>,
}

pub fn stage_name(blueprint: &Blueprint, id: crm_blueprint::ir::StageId) -> &str {
    &blueprint.stages[id].info.name
}

/// The transition that the journey takes in this round.
pub fn choose<'b>(
    blueprint: &'b Blueprint,
    on: Picture,
    journey: &Journey,
    round: usize,
    been: &mut Been,
    record: &mut Record,
) -> Option<&'b Transition> {
    let stage = |id| stage_name(blueprint, id);
    let name = &journey.info.name;
    let current = &on.state.stages[name];
    let mut candidates: Vec<&Transition> = journey.transitions.iter().map(|id| &blueprint.transitions[*id]).collect();
    candidates.sort_by_key(|transition| (Reverse(transition.priority), transition.order));
    for transition in candidates {
        let leaves = transition.sources.iter().any(|source| stage(*source) == current);
        if !leaves || !triggered(on, transition, round) || !on.holds(transition.guard) {
            continue;
        }
        let target = stage(transition.target);
        let (first, _) = transition.info.name.split_once("->").expect("`source->target`");
        let to_itself = transition.trigger.is_some() && target == current;
        if !to_itself && been.stages.contains(&(name.clone(), target.to_owned())) {
            if been.closed.insert(transition.order) {
                record.notices.push(format!("stage_entered_already {name} {target}"));
            }
            continue;
        }
        let missing = missing(on, transition);
        if !missing.is_empty() {
            if been.blocked.insert(transition.order) {
                record.blocked.push(format!("{name} {first} -> {target} missing {}", missing.join(", ")));
            }
            continue;
        }
        return Some(transition);
    }
    None
}

fn triggered(on: Picture, transition: &Transition, round: usize) -> bool {
    match (&transition.trigger, on.event) {
        (None, _) => round > 1,
        (Some(_), None) => false,
        (Some(filter), Some(event)) => {
            round == 1
                && filter.events.iter().any(|id| on.blueprint.events[*id].info.name == event.name)
                && on.holds(filter.filter)
        }
    }
}

/// The required fields that would be unset.
fn missing(on: Picture, transition: &Transition) -> Vec<String> {
    let mut missing = Vec::new();
    for field in &on.blueprint.stages[transition.target].requires {
        let own = transition.effects.iter().find(|effect| effect.field == *field && effect.kind == EffectKind::Set);
        let name = &on.blueprint.fields[*field].info.name;
        let value = match own {
            Some(effect) => evaluate(on, effect.value),
            None => on.state.fields[name].clone(),
        };
        if value.is_none() {
            missing.push(name.clone());
        }
    }
    missing
}
