//! Writes of one application: which of them stand, and what they change.

use std::rc::Rc;

use crm_blueprint::Instant;
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
pub fn apply(blueprint: &Blueprint, state: &mut Rc<State>, mut all: Vec<Write>, now: Instant, record: &mut Record) {
    if all.is_empty() {
        return;
    }
    let state = Rc::make_mut(state);
    all.sort_by_key(|write| write.place);
    let mut fields: Vec<String> = Vec::new();
    for write in &all {
        if !fields.contains(&write.field) {
            fields.push(write.field.clone());
        }
    }
    for name in fields {
        let field = blueprint.fields.values().find(|field| field.info.name == name).expect("declared");
        let mut own: Vec<&Write> = all.iter().filter(|write| write.field == name).collect();
        if field.ty.set || !field.ty.optional {
            own.retain(|write| write.value.is_some());
            let unknown = all.iter().filter(|write| write.field == name && write.value.is_none());
            record.notices.extend(unknown.map(|_| format!("unknown_write {name}")));
        }
        apply_to(state, &name, &own, now, record);
    }
}

/// Applies the writes to one field, in their order.
fn apply_to(state: &mut State, field: &str, writes: &[&Write], now: Instant, record: &mut Record) {
    let before = state.fields[field].clone();
    let mut after = before.clone();
    let mut standing: Vec<&Write> = Vec::new();
    let mut judged: Vec<(&Write, Option<&Write>)> = Vec::new();
    for write in writes {
        let stronger = standing.iter().copied().find(|other| conflict(other, write));
        if stronger.is_none() {
            match write.kind {
                EffectKind::Set => after.clone_from(&write.value),
                EffectKind::Add
                    if !holds(&after, write) && elements(after.as_ref().expect("a set")).len() >= 10_000 =>
                {
                    record.notices.push(format!("set_full {field}"));
                    continue;
                }
                kind => after = Some(changed(&after, kind, write)),
            }
            standing.push(write);
        }
        judged.push((write, stronger));
    }
    let mut causes: Vec<String> = Vec::new();
    for (write, stronger) in judged {
        let (agrees, changes) = match write.kind {
            EffectKind::Set => (after == write.value, true),
            EffectKind::Add => (holds(&after, write), !holds(&before, write)),
            _ => (!holds(&after, write), holds(&before, write)),
        };
        match stronger {
            Some(other) if !agrees => {
                record.conflicts.push(format!("{field} kept {} dropped {}", other.cause, write.cause));
            }
            _ if changes && !causes.contains(&write.cause) => causes.push(write.cause.clone()),
            _ => {}
        }
    }
    if before != after {
        state.fields.insert(field.to_owned(), after.clone());
        state.changed = now;
        record.changes.push(Change { field: field.to_owned(), before, after, at: now, causes });
    }
}

fn conflict(one: &Write, other: &Write) -> bool {
    use EffectKind::Set;
    match (one.kind, other.kind) {
        (Set, Set) => one.value != other.value,
        (Set, _) | (_, Set) => true,
        (a, b) => a != b && one.value == other.value,
    }
}

/// Whether the set has the element of the write.
fn holds(set: &Option<Value>, write: &Write) -> bool {
    elements(set.as_ref().expect("a set")).contains(write.value.as_ref().expect("known"))
}

fn changed(set: &Option<Value>, kind: EffectKind, write: &Write) -> Value {
    let element = write.value.clone().expect("known");
    let mut now = elements(set.as_ref().expect("a set")).to_vec();
    now.retain(|other| *other != element);
    if kind == EffectKind::Add {
        now.push(element);
    }
    Value::set(now)
}
