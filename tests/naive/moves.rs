//! Which transition of a journey is taken in a round.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crm_blueprint::Instant;
use crm_blueprint::ir::{Blueprint, Cause, EffectKind, Journey, Transition, TransitionId, Trigger};

use super::calendar::delayed;
use super::expression::evaluate;
use super::moment::Last;
use super::picture::Picture;
use super::record::Record;
use super::state::Subject;
use super::trigger::{Dates, silence, triggered};

/// What a moment remembers of its moves.
#[derive(Default)]
pub struct Been {
    /// Whose, journey and stage.
    pub stages: BTreeSet<(Subject, String, String)>,
    /// Transitions, by their place in the blueprint.
    blocked: BTreeSet<(Subject, u32)>,
    closed: BTreeSet<(Subject, u32)>,
    /// Journeys that have made a triggered move.
    triggered: BTreeSet<(Subject, String)>,
    pub dates: Dates,
}

pub fn stage_name(blueprint: &Blueprint, id: crm_blueprint::ir::StageId) -> &str {
    &blueprint.stages[id].info.name
}

/// The transition that the journey takes in this round for the subject of the picture.
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
    let whose = on.whose(on.subject);
    let current = &on.life(journey.object)?.stages[name];
    let mut candidates: Vec<&Transition> = journey.transitions.iter().map(|id| &blueprint.transitions[*id]).collect();
    candidates.sort_by_key(|transition| (Reverse(transition.priority), transition.order));
    for transition in candidates {
        let leaves = transition.sources.iter().any(|source| stage(*source) == current);
        if !leaves || !may(on, transition, last, round, been) || !on.holds(transition.guard) {
            continue;
        }
        let target = stage(transition.target);
        let (first, _) = transition.info.name.split_once("->").expect("`source->target`");
        let to_itself = transition.trigger.is_some() && target == current;
        if !to_itself && been.stages.contains(&(on.subject, name.clone(), target.to_owned())) {
            if been.closed.insert((on.subject, transition.order)) {
                record.notices.push(format!("stage_entered_already {name}{whose} {target}"));
            }
            continue;
        }
        let missing = missing(on, transition);
        if !missing.is_empty() {
            if been.blocked.insert((on.subject, transition.order)) {
                let line = format!("{name} {first} -> {target}{whose} missing {}", missing.join(", "));
                record.blocked.push((line, on.now));
            }
            continue;
        }
        let is_level = matches!(transition.trigger, None | Some(Trigger::After { .. } | Trigger::Without { .. }));
        if !is_level {
            been.triggered.insert((on.subject, name.clone()));
        }
        return Some((id_of(blueprint, transition), transition));
    }
    None
}

/// Whether it is triggered, or, of one that is a level, may be taken by now.
fn may(on: Picture, transition: &Transition, last: &Last, round: usize, been: &mut Been) -> bool {
    let cause = Cause::Transition(id_of(on.blueprint, transition));
    let own = || transition.sources.iter().find_map(|stage| on.stay(*stage));
    let due = |from: Option<Instant>, delay| delayed(on.tz(), from?, on.length(delay)?);
    match &transition.trigger {
        None => round > 1,
        Some(Trigger::After { delay, .. }) => round > 1 && due(own(), *delay).is_some_and(|due| due <= on.now),
        Some(Trigger::Without { delay, series }) => {
            round > 1 && due(silence(on, series, own()), *delay).is_some_and(|due| due <= on.now)
        }
        Some(trigger) => {
            let journey = on.blueprint.journeys[transition.journey].info.name.clone();
            !been.triggered.contains(&(on.subject, journey))
                && triggered(on, last, round, trigger, cause, &[], &mut been.dates)
        }
    }
}

fn id_of(blueprint: &Blueprint, wanted: &Transition) -> TransitionId {
    blueprint.transitions.iter().find(|(_, other)| other.order == wanted.order).expect("declared").0
}

/// The required fields that would be unset.
fn missing(on: Picture, transition: &Transition) -> Vec<String> {
    let mut missing = Vec::new();
    for field in &on.blueprint.stages[transition.target].requires {
        let own = transition.effects.iter().find(|effect| effect.field == *field && effect.kind == EffectKind::Set);
        let (object, name) = (on.blueprint.fields[*field].object, &on.blueprint.fields[*field].info.name);
        let value = match own {
            Some(effect) => evaluate(on, effect.value),
            None => on.life(object).expect("it is there").fields[name].clone(),
        };
        if value.is_none() {
            missing.push(name.clone());
        }
    }
    missing
}
