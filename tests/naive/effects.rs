//! Writes of one application: which of them stand, and what they change.

use crm_blueprint::ir::{Blueprint, Effect, EffectKind, Value};

use super::expression::{elements, evaluate};
use super::picture::Picture;
use super::record::{Change, Rank, Record};
use super::state::State;

pub struct Write {
    /// Its place: that of its cause, 1 behind the cause's own effects, then in order.
    pub place: (Rank, u8, usize, usize),
    pub cause: String,
    pub kind: EffectKind,
    pub field: String,
    pub value: Option<Value>,
}

/// The writes of some effects, with values read from the picture.
pub fn writes(on: Picture, effects: &[Effect], cause: &str, rank: Rank, behind: u8, firing: usize) -> Vec<Write> {
    let write = |(index, effect): (usize, &Effect)| Write {
        place: (rank, behind, firing, index),
        cause: cause.to_owned(),
        kind: effect.kind,
        field: on.blueprint.fields[effect.field].info.name.clone(),
        value: evaluate(on, effect.value),
    };
    effects.iter().enumerate().map(write).collect()
}

/// Applies writes, all at once.
pub fn apply(blueprint: &Blueprint, state: &mut State, mut all: Vec<Write>, record: &mut Record) {
    all.sort_by_key(|write| write.place);
    let mut standing: Vec<Write> = Vec::new();
    for write in all {
        let field = blueprint.fields.values().find(|field| field.info.name == write.field).expect("declared");
        let unsets = write.kind == EffectKind::Set && field.ty.optional && !field.ty.set;
        if write.value.is_none() && !unsets {
            record.notices.push(format!("unknown_write {}", write.field));
            continue;
        }
        match standing.iter().find(|other| conflict(other, &write)) {
            Some(other) => {
                record.conflicts.push(format!("{} kept {} dropped {}", write.field, other.cause, write.cause));
            }
            None => standing.push(write),
        }
    }
    let mut fields: Vec<String> = Vec::new();
    for write in &standing {
        if !fields.contains(&write.field) {
            fields.push(write.field.clone());
        }
    }
    for field in fields {
        change(state, &field, standing.iter().filter(|write| write.field == field), record);
    }
}

fn conflict(one: &Write, other: &Write) -> bool {
    use EffectKind::Set;
    one.field == other.field
        && match (one.kind, other.kind) {
            (Set, Set) => one.value != other.value,
            (Set, _) | (_, Set) => true,
            (a, b) => a != b && one.value == other.value,
        }
}

fn change<'w>(state: &mut State, field: &str, writes: impl Iterator<Item = &'w Write>, record: &mut Record) {
    let before = state.fields[field].clone();
    let mut after = before.clone();
    let mut causes: Vec<String> = Vec::new();
    for write in writes {
        let changes = match write.kind {
            EffectKind::Set => {
                after.clone_from(&write.value);
                before != after
            }
            kind => {
                let element = write.value.clone().expect("known");
                let had = elements(before.as_ref().expect("a set")).contains(&element);
                let mut now = elements(after.as_ref().expect("a set")).to_vec();
                now.retain(|other| *other != element);
                if kind == EffectKind::Add {
                    if !had && now.len() >= 10_000 {
                        record.notices.push(format!("set_full {field}"));
                        continue;
                    }
                    now.push(element);
                }
                after = Some(Value::set(now));
                had == (kind == EffectKind::Remove)
            }
        };
        if changes && !causes.contains(&write.cause) {
            causes.push(write.cause.clone());
        }
    }
    if before != after {
        state.fields.insert(field.to_owned(), after.clone());
        record.changes.push(Change { field: field.to_owned(), before, after, causes });
    }
}
