//! Writes to fields: which of several to one field stands.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::cmp::Reverse;

use indexmap::IndexMap;

use super::eval::Scene;
use super::log::Log;
use super::{ChangeCause, FieldChange, InstanceRef, Notice, Unknown, WriteConflict};
use crate::calendar::Instant;
use crate::ir::{Effect, EffectKind, FieldId, LIST_LIMIT, Value};
use crate::state::{ContactState, Subject};

/// Which of two writes is more important: the lesser one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    priority: Reverse<i64>,
    order: u32,
    subject: Subject,
    /// Of one declaration: its own effects before those of its actions, each in order.
    place: u32,
}

impl Weight {
    pub(super) const fn new(priority: i64, order: u32, subject: Subject, place: u32) -> Self {
        Self { priority: Reverse(priority), order, subject, place }
    }
}

/// A write that has been read but not applied.
pub(super) struct Write {
    pub(super) weight: Weight,
    pub(super) cause: ChangeCause,
    /// Of whom the field is.
    pub(super) subject: Subject,
    pub(super) field: FieldId,
    pub(super) kind: EffectKind,
    pub(super) value: Result<Value, Unknown>,
}

/// Reads effects on a scene.
pub(super) fn read<'e>(
    scene: &'e Scene<'e>,
    effects: &'e [Effect],
    cause: ChangeCause,
    weight: Weight,
) -> impl Iterator<Item = Write> + 'e {
    effects.iter().filter_map(move |effect| {
        Some(Write {
            weight,
            cause,
            subject: scene.subject_of(scene.program.ir.fields[effect.field].object)?,
            field: effect.field,
            kind: effect.kind,
            value: scene.value(effect.value).map(Cow::into_owned),
        })
    })
}

/// Applies writes together; answers the fields that changed, in order of first writing, with whom
/// they are of.
pub(super) fn apply(
    state: &mut ContactState,
    at: Instant,
    log: &mut Log<'_>,
    mut writes: Vec<Write>,
) -> Vec<(Subject, FieldId)> {
    if writes.is_empty() {
        return Vec::new();
    }
    // A stable order: of one weight, the first stands.
    writes.sort_by_key(|write| write.weight);
    let mut fields: IndexMap<(Subject, FieldId), Vec<Write>> = IndexMap::new();
    for write in writes {
        fields.entry((write.subject, write.field)).or_default().push(write);
    }
    let mut changed = Vec::new();
    for ((subject, field), writes) in fields {
        let (ty, slot) = (state.core().ir.fields[field].ty, state.core().ir.slot(field));
        let target = Target { field, of: InstanceRef::of(state, subject) };
        let Some(life) = state.life(subject) else { continue };
        let before = life.fields.get(slot).map(Cow::into_owned);
        let (after, causes) = if ty.set {
            let before = match &before {
                Some(Value::Set(elements)) => elements.clone(),
                _ => Vec::new(),
            };
            let (after, causes) = set(&target, before, writes, log);
            (Some(Value::Set(after)), causes)
        } else {
            match single(&target, ty.optional, writes, log) {
                Some(stands) => stands,
                None => continue,
            }
        };
        if before == after {
            continue;
        }
        let Some(life) = state.life_mut(subject) else { continue };
        if life.fields.set(slot, after.clone()) {
            life.changed = at;
            log.changes.push(FieldChange { field, of: target.of, before, after, at, causes });
            changed.push((subject, field));
        }
    }
    changed
}

/// What is written to.
struct Target {
    field: FieldId,
    of: Option<InstanceRef>,
}

/// The write to a single value that stands, with all causes that wish the same.
fn single(
    target: &Target,
    optional: bool,
    writes: Vec<Write>,
    log: &mut Log<'_>,
) -> Option<(Option<Value>, Vec<ChangeCause>)> {
    let field = target.field;
    let of = || target.of.clone();
    let mut stands: Option<(Option<Value>, Vec<ChangeCause>)> = None;
    for write in writes {
        let value = match write.value {
            Ok(value) => Some(value),
            Err(_) if optional => None,
            Err(reason) => {
                log.notice(Notice::UnknownWrite { field, of: of(), cause: write.cause, reason });
                continue;
            }
        };
        match &mut stands {
            None => stands = Some((value, vec![write.cause])),
            Some((standing, causes)) if *standing == value => add(causes, write.cause),
            Some((_, causes)) => {
                if let Some(&stands) = causes.first() {
                    log.conflicts.push(WriteConflict { field, of: of(), stands, outdone: write.cause, value });
                }
            }
        }
    }
    stands
}

/// What stands of the writes to a set, on top of its elements.
fn set(target: &Target, before: Vec<Value>, writes: Vec<Write>, log: &mut Log<'_>) -> (Vec<Value>, Vec<ChangeCause>) {
    let field = target.field;
    let of = || target.of.clone();
    let mut elements = before.clone();
    let mut whole: Option<ChangeCause> = None;
    let mut single: IndexMap<Value, ChangeCause> = IndexMap::new();
    // All writes that are known, each with the stronger one that it met.
    let mut met = Vec::new();
    for write in writes {
        let value = match write.value {
            Ok(value) => value,
            Err(reason) => {
                log.notice(Notice::UnknownWrite { field, of: of(), cause: write.cause, reason });
                continue;
            }
        };
        let stronger = match write.kind {
            EffectKind::Set => whole.or_else(|| single.first().map(|(_, cause)| *cause)),
            EffectKind::Add | EffectKind::Remove => whole.or_else(|| single.get(&value).copied()),
        };
        if stronger.is_none() {
            match (write.kind, &value) {
                (EffectKind::Set, Value::Set(all)) => {
                    elements.clone_from(all);
                    whole = Some(write.cause);
                }
                (EffectKind::Set, _) => continue,
                (EffectKind::Add, _) => {
                    match elements.binary_search(&value) {
                        Ok(_) => {}
                        Err(_) if elements.len() >= LIST_LIMIT => {
                            log.notice(Notice::SetFull { field, of: of(), cause: write.cause });
                            continue;
                        }
                        Err(place) => elements.insert(place, value.clone()),
                    }
                    single.insert(value.clone(), write.cause);
                }
                (EffectKind::Remove, _) => {
                    if let Ok(place) = elements.binary_search(&value) {
                        elements.remove(place);
                    }
                    single.insert(value.clone(), write.cause);
                }
            }
        }
        met.push((write.kind, value, write.cause, stronger));
    }
    let mut causes = Vec::new();
    for (kind, value, cause, stronger) in met {
        let has = |elements: &[Value]| elements.binary_search(&value).is_ok();
        // Whether it is so after all, and whether it was not so before.
        let (agrees, changes) = match (kind, &value) {
            (EffectKind::Add, _) => (has(&elements), !has(&before)),
            (EffectKind::Remove, _) => (!has(&elements), has(&before)),
            (EffectKind::Set, Value::Set(all)) => (*all == elements, true),
            (EffectKind::Set, _) => (true, false),
        };
        match stronger {
            Some(stands) if !agrees => {
                log.conflicts.push(WriteConflict { field, of: of(), stands, outdone: cause, value: Some(value) });
            }
            _ if changes => add(&mut causes, cause),
            _ => {}
        }
    }
    (elements, causes)
}

/// One action may fire twice, with other causes between.
fn add(causes: &mut Vec<ChangeCause>, cause: ChangeCause) {
    if !causes.contains(&cause) {
        causes.push(cause);
    }
}
