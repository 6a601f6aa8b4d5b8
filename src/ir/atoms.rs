//! The parts of a guard that the clock alone changes, each with the instances that it is about.

use std::collections::BTreeSet;

use super::steady::{Steady, each_read};
use super::{Blueprint, ExprId, ExprKind, Instances, ObjectId, SeriesId, for_each_part};
use crate::calendar::Duration;

/// A part of a guard that the clock alone changes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    /// A comparison of which a side runs with the clock; the order of its sides changes one way
    /// alone, as long as no window of its parts changes.
    Comparison(ExprId),
    /// What a window holds: it changes when an entry leaves.
    Window {
        /// The series.
        series: SeriesId,
        /// How far back.
        window: Duration,
    },
    /// Which instances were created in a window: it changes when one leaves.
    Created {
        /// Of which object.
        object: ObjectId,
        /// How far back.
        window: Duration,
    },
    /// A part that is asked with instances in scope that the guard itself brings there.
    Within {
        /// What brings each there, the outermost first; at least one.
        binders: Vec<Binder>,
        /// The part; not one within others.
        atom: Box<Atom>,
    },
}

/// What brings an instance in scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Binder {
    /// Each instance of an object in turn.
    Each(ObjectId),
    /// A reference, which stands still.
    Through {
        /// The reference.
        reference: ExprId,
        /// The object.
        object: ObjectId,
    },
}

impl Binder {
    const fn object(self) -> ObjectId {
        match self {
            Self::Each(object) | Self::Through { object, .. } => object,
        }
    }
}

/// So many parts are followed with just the instances that they are about; then derived values
/// are asked of each instance of their object. That finds too much, never too little.
const FOLLOWED: usize = 10_000;

impl Steady<'_> {
    /// The parts of a guard of which it is known what they depend on.
    pub(super) fn atoms(&self, guard: ExprId) -> Vec<Atom> {
        let mut found = BTreeSet::new();
        let mut seen = BTreeSet::from([(guard, Vec::new())]);
        let mut open = vec![(guard, Vec::new())];
        while let Some((id, binders)) = open.pop() {
            let Some(kind) = self.ir.exprs.get(id).map(|expr| &expr.kind) else { continue };
            self.atom(id, kind, &binders, &mut found);
            let exact = seen.len() < FOLLOWED;
            each_read(self.ir, kind, |part| {
                if !self.moves(part) {
                    return;
                }
                let mut read = |binders| {
                    let next = (part, binders);
                    if !seen.contains(&next) {
                        seen.insert(next.clone());
                        open.push(next);
                    }
                };
                read(self.around(kind, part, &binders, exact));
                // The same expression may be the reference and what is read behind it.
                if matches!(kind, ExprKind::Through { reference, .. } if *reference == part) {
                    read(binders.clone());
                }
            });
        }
        found.into_iter().collect()
    }

    /// What an expression itself is changed by.
    fn atom(&self, id: ExprId, kind: &ExprKind, binders: &[Binder], found: &mut BTreeSet<Atom>) {
        let ir = self.ir;
        match kind {
            ExprKind::Count { series, window: Some(window) }
            | ExprKind::Aggregate { series, window: Some(window), .. } => {
                let read: Vec<ObjectId> = ir.series.get(*series).and_then(|one| one.object).into_iter().collect();
                found.insert(within(ir, binders, read, Atom::Window { series: *series, window: *window }));
            }
            ExprKind::AtLeast { instances, .. }
            | ExprKind::CountInstances(instances)
            | ExprKind::AggregateInstances { instances, .. } => {
                let Instances { object, window, .. } = *instances;
                found.extend(window.map(|window| Atom::Created { object, window }));
            }
            ExprKind::Compare { .. } | ExprKind::Between { .. } | ExprKind::OneOf { .. } => {
                let mut runs = false;
                for_each_part(kind, |part| runs |= self.runs(part));
                if runs {
                    found.insert(within(ir, binders, objects_in(ir, id), Atom::Comparison(id)));
                }
            }
            _ => {}
        }
    }

    /// What brings instances in scope of a part of an expression, or of a derived value that it
    /// reads.
    fn around(&self, kind: &ExprKind, part: ExprId, binders: &[Binder], exact: bool) -> Vec<Binder> {
        let mut binders = binders.to_vec();
        match kind {
            ExprKind::Through { reference, object, value } if *value == part => {
                let (reference, object) = (*reference, *object);
                let still = exact && !self.moves(reference);
                binders.push(if still { Binder::Through { reference, object } } else { Binder::Each(object) });
            }
            ExprKind::AtLeast { instances, .. }
            | ExprKind::CountInstances(instances)
            | ExprKind::AggregateInstances { instances, .. } => binders.push(Binder::Each(instances.object)),
            kind => {
                if let Some(object) = derived_of(self.ir, kind) {
                    let own = object.and_then(|object| last_of(&binders, object));
                    binders.truncate(own.map_or(0, |own| own.saturating_add(1)));
                    if let (Some(object), Some(_), false) = (object, own, exact) {
                        binders = vec![Binder::Each(object)];
                    }
                }
            }
        }
        binders
    }
}

/// A part with those binders alone that bring there what it reads.
fn within(ir: &Blueprint, binders: &[Binder], read: Vec<ObjectId>, atom: Atom) -> Atom {
    let mut wanted = BTreeSet::from_iter(read);
    let mut kept = Vec::new();
    for binder in binders.iter().rev() {
        if wanted.remove(&binder.object()) {
            kept.push(*binder);
            if let Binder::Through { reference, .. } = binder {
                wanted.extend(objects_in(ir, *reference));
            }
        }
    }
    kept.reverse();
    if kept.is_empty() { atom } else { Atom::Within { binders: kept, atom: Box::new(atom) } }
}

fn last_of(binders: &[Binder], object: ObjectId) -> Option<usize> {
    binders.iter().rposition(|binder| binder.object() == object)
}

/// The object of a derived value, where an expression reads one.
pub(super) fn derived_of(ir: &Blueprint, kind: &ExprKind) -> Option<Option<ObjectId>> {
    match kind {
        ExprKind::Let(id) => ir.lets.get(*id).map(|one| one.object),
        ExprKind::Segment(id) => ir.segments.get(*id).map(|one| one.object),
        ExprKind::Score(id) => ir.scores.get(*id).map(|one| one.object),
        ExprKind::Mode(id) => ir.modes.get(*id).map(|one| one.object),
        _ => None,
    }
}

/// The objects of whose instances in scope an expression itself reads something, its parts aside:
/// one for each of what it names.
pub(crate) fn objects_read(ir: &Blueprint, kind: &ExprKind, mut visit: impl FnMut(ObjectId)) {
    let object = match kind {
        ExprKind::Field(id) => ir.fields.get(*id).and_then(|field| field.object),
        ExprKind::InstanceId(object) => Some(*object),
        ExprKind::Count { series, .. } | ExprKind::Aggregate { series, .. } | ExprKind::Last(series) => {
            ir.series.get(*series).and_then(|series| series.object)
        }
        ExprKind::Sla { sla, .. } => ir.slas.get(*sla).and_then(|sla| sla.object),
        ExprKind::TimeInStage(stages) | ExprKind::InStage(stages) => {
            let journeys = stages.iter().filter_map(|stage| ir.journeys.get(ir.stages.get(*stage)?.journey));
            journeys.filter_map(|journey| journey.object).for_each(visit);
            return;
        }
        kind => derived_of(ir, kind).flatten(),
    };
    object.into_iter().for_each(&mut visit);
}

/// The objects of whose instances an expression reads something, also of those that it brings in
/// scope itself.
fn objects_in(ir: &Blueprint, root: ExprId) -> Vec<ObjectId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([root]);
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        let Some(kind) = ir.exprs.get(id).map(|expr| &expr.kind) else { continue };
        objects_read(ir, kind, |object| {
            found.insert(object);
        });
        for_each_part(kind, |part| {
            if seen.insert(part) {
                open.push(part);
            }
        });
    }
    found.into_iter().collect()
}
