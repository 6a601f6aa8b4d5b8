//! Who does what fired.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::Assignment;
use super::eval::Scene;
use crate::ir::{Assign, AssignFrom, LetId, Responsibilities, Role, TeamId, Value};

/// Fills in the teams that are responsible, each once.
pub(super) fn owners(scene: &Scene<'_>, who: &Responsibilities, owners: &mut Vec<TeamId>) {
    owners.clear();
    owners.extend(&who.responsible);
    for role in who.derived.iter().filter(|role| role.role == Role::Responsible) {
        for team in teams(scene, role.teams) {
            if !owners.contains(&team) {
                owners.push(team);
            }
        }
    }
}

/// The request that an action makes.
pub(super) fn assignment(scene: &Scene<'_>, assign: &Assign) -> Assignment {
    let team = match assign.team {
        AssignFrom::Team(team) => Some(team),
        AssignFrom::Derived(id) => teams(scene, id).first().copied(),
    };
    Assignment { field: assign.field, team, rotation: assign.rotation }
}

/// The teams that a derived value names; none where it is unknown.
fn teams(scene: &Scene<'_>, id: LetId) -> Vec<TeamId> {
    let value = scene.value(scene.program.ir.lets[id].value);
    let team = |value: &Value| match value {
        Value::Team(team) => Some(*team),
        _ => None,
    };
    match value.as_deref() {
        Ok(Value::Set(all)) => all.iter().filter_map(team).collect(),
        Ok(value) => team(value).into_iter().collect(),
        Err(_) => Vec::new(),
    }
}
