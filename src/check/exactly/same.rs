//! Whether two expressions say the same, wherever they stand.

use crate::ir::{Blueprint, ExprId, ExprKind as K, Id, Trigger, for_each_part};

/// Whether both have the same value in every picture, as far as their words tell: sides that are
/// exchanged make two expressions different.
pub(super) fn same(ir: &Blueprint, one: ExprId, other: ExprId) -> bool {
    if one == other {
        return true;
    }
    let (Some(left), Some(right)) = (ir.exprs.get(one), ir.exprs.get(other)) else { return false };
    if left.ty != right.ty || !alike(&left.kind, &right.kind) {
        return false;
    }
    let (parts, others) = (parts(&left.kind), parts(&right.kind));
    parts.len() == others.len() && parts.into_iter().zip(others).all(|(one, other)| same(ir, one, other))
}

/// Likewise of what may be missing.
fn both(ir: &Blueprint, one: Option<ExprId>, other: Option<ExprId>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => same(ir, one, other),
        _ => false,
    }
}

fn parts(kind: &K) -> Vec<ExprId> {
    let mut parts = Vec::new();
    for_each_part(kind, |part| parts.push(part));
    parts
}

/// Whether both are the same but for their parts.
fn alike(one: &K, other: &K) -> bool {
    match (one, other) {
        (K::TextTest { op: one, .. }, K::TextTest { op: other, .. }) => one == other,
        (K::Matches { pattern: one, .. }, K::Matches { pattern: other, .. }) => one == other,
        (K::Compare { op: one, .. }, K::Compare { op: other, .. }) => one == other,
        (K::Arithmetic { op: one, .. }, K::Arithmetic { op: other, .. }) => one == other,
        (K::Call { function: one, .. }, K::Call { function: other, .. }) => one == other,
        (K::Through { object: one, .. }, K::Through { object: other, .. }) => one == other,
        (K::Not(_), K::Not(_))
        | (K::And(_), K::And(_))
        | (K::Or(_), K::Or(_))
        | (K::List(_), K::List(_))
        | (K::Negate(_), K::Negate(_))
        | (K::Widen(_), K::Widen(_))
        | (K::Coalesce { .. }, K::Coalesce { .. })
        | (K::Between { .. }, K::Between { .. })
        | (K::OneOf { .. }, K::OneOf { .. })
        | (K::Has { .. }, K::Has { .. })
        | (K::HasAny { .. }, K::HasAny { .. })
        | (K::ContainsAny { .. }, K::ContainsAny { .. })
        | (K::IsSet(_), K::IsSet(_))
        | (K::OrUnset { .. }, K::OrUnset { .. })
        | (K::Was(_), K::Was(_))
        | (K::Changed(_), K::Changed(_)) => true,
        // The same ids, or nothing but their own words.
        _ => one == other,
    }
}

/// Whether both come at the same instants; filters of events aside.
pub(super) fn same_trigger(ir: &Blueprint, one: &Trigger, other: &Trigger) -> bool {
    use Trigger as T;
    match (one, other) {
        (T::Event(one), T::Event(other)) => set(&one.events) == set(&other.events),
        (T::Enter(one), T::Enter(other)) | (T::Exit(one), T::Exit(other)) => set(one) == set(other),
        (T::Change { of, from, to }, T::Change { of: values, from: before, to: after }) => {
            let values = watched(ir, values);
            values.is_some() && watched(ir, of) == values && both(ir, *from, *before) && both(ir, *to, *after)
        }
        (
            T::Becoming { guard, including_existing },
            T::Becoming { guard: other, including_existing: including_others },
        ) => same(ir, *guard, *other) && including_existing == including_others,
        (T::After { delay, stages }, T::After { delay: other, stages: others }) => {
            same(ir, *delay, *other) && set(stages) == set(others)
        }
        (T::Without { delay, series }, T::Without { delay: other, series: others }) => {
            same(ir, *delay, *other) && set(series) == set(others)
        }
        (
            T::Date { of, offset, before, time, or_at_once, each_date },
            T::Date { of: date, offset: distance, before: back, time: hour, or_at_once: at_once, each_date: each },
        ) => {
            same(ir, *of, *date)
                && both(ir, *offset, *distance)
                && (before, time, or_at_once, each_date) == (back, hour, at_once, each)
        }
        (T::Every { on, time }, T::Every { on: days, time: hour }) => {
            let dates = match (on, days) {
                (crate::ir::EveryOn::Date(one), crate::ir::EveryOn::Date(other)) => same(ir, *one, *other),
                _ => on == days,
            };
            dates && time == hour
        }
        (T::Breach(one), T::Breach(other)) => one == other,
        _ => false,
    }
}

/// What can change is named: a field, a `let`, a score or a segment.
fn watched(ir: &Blueprint, of: &[ExprId]) -> Option<std::collections::BTreeSet<(u8, usize)>> {
    let key = |id: &ExprId| {
        Some(match &ir.exprs.get(*id)?.kind {
            K::Field(id) => (0, id.index()),
            K::Let(id) => (1, id.index()),
            K::Score(id) => (2, id.index()),
            K::Segment(id) => (3, id.index()),
            _ => return None,
        })
    };
    of.iter().map(key).collect()
}

fn set<T: Copy + Ord>(all: &[T]) -> std::collections::BTreeSet<T> {
    all.iter().copied().collect()
}
