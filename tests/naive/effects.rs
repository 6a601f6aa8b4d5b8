//! Writes of one application: which of them stand, and what they change.

use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::ir::{Blueprint, Effect, EffectKind, FieldId, Value};

use super::expression::{elements, evaluate};
use super::picture::Picture;
use super::record::{Change, Rank, Record};
use super::state::{Life, State, Subject};

pub struct Write {
    /// Its place: that of its cause, 1 behind the cause's own effects, then in order.
    pub place: (Rank, u8, usize, usize),
    pub cause: String,
    pub kind: EffectKind,
    pub field: FieldId,
    /// Whose field it is.
    pub subject: Subject,
    pub value: Option<Value>,
}

/// The writes of some effects, with values read from the picture.
pub fn writes(on: Picture, effects: &[Effect], cause: &str, rank: Rank, behind: u8, firing: usize) -> Vec<Write> {
    let write = |(index, effect): (usize, &Effect)| Write {
        place: (rank, behind, firing, index),
        cause: cause.to_owned(),
        kind: effect.kind,
        field: effect.field,
        subject: on.blueprint.fields[effect.field].object.and(on.subject),
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
    let mut fields: Vec<(FieldId, Subject)> = Vec::new();
    for write in &all {
        if !fields.contains(&(write.field, write.subject)) {
            fields.push((write.field, write.subject));
        }
    }
    for own in fields {
        let field = &blueprint.fields[own.0];
        let is_own = |write: &&Write| (write.field, write.subject) == own;
        let mut writes: Vec<&Write> = all.iter().filter(is_own).collect();
        let told = format!("{}{}", field.info.name, state.whose(blueprint, own.1));
        if field.ty.set || !field.ty.optional {
            writes.retain(|write| write.value.is_some());
            let unknown = all.iter().filter(is_own).filter(|write| write.value.is_none());
            record.notices.extend(unknown.map(|_| format!("unknown_write {told}")));
        }
        apply_to(state.of_mut(own.1), &field.info.name, &told, &writes, now, record);
    }
}

/// Applies the writes to one field, in their order.
fn apply_to(life: &mut Life, field: &str, told: &str, writes: &[&Write], now: Instant, record: &mut Record) {
    let before = life.fields[field].clone();
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
                    record.notices.push(format!("set_full {told}"));
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
                record.conflicts.push(format!("{told} kept {} dropped {}", other.cause, write.cause));
            }
            _ if changes && !causes.contains(&write.cause) => causes.push(write.cause.clone()),
            _ => {}
        }
    }
    if before != after {
        life.fields.insert(field.to_owned(), after.clone());
        life.changed = now;
        record.changes.push(Change { field: told.to_owned(), before, after, at: now, causes });
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
