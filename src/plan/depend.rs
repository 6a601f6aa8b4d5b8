//! Which derived value reads which.

use std::collections::BTreeSet;

use crate::ir::{self, ExprId, ExprKind, Id, Instances, LetId, ModeId, ObjectId, ScoreId, SegmentId, for_each_part};

/// A value computed from others, read by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Derived {
    /// A derived value.
    Let(LetId),
    /// Whether the contact is in a segment.
    Segment(SegmentId),
    /// A score's total.
    Score(ScoreId),
    /// Whether a mode is on.
    Mode(ModeId),
}

impl Derived {
    /// What an expression reads, where that is a derived value.
    pub(crate) fn of(kind: &ExprKind) -> Option<Self> {
        match kind {
            ExprKind::Let(id) => Some(Self::Let(*id)),
            ExprKind::Segment(id) => Some(Self::Segment(*id)),
            ExprKind::Score(id) => Some(Self::Score(*id)),
            ExprKind::Mode(id) => Some(Self::Mode(*id)),
            _ => None,
        }
    }
}

/// By slot (lets, then segments, scores and modes): the derived values that it reads itself.
/// The gate has proved that following them ends.
#[derive(Debug)]
pub(super) struct Dependencies {
    lets: usize,
    segments: usize,
    scores: usize,
    reads: Vec<Vec<Derived>>,
    objects: Vec<Option<ObjectId>>,
}

impl Dependencies {
    pub(super) fn new(ir: &ir::Blueprint) -> Self {
        let reads = roots(ir).map(|roots| read_by(ir, roots)).collect();
        let lets = ir.lets.values().map(|one| one.object);
        let segments = ir.segments.values().map(|one| one.object);
        let scores = ir.scores.values().map(|one| one.object);
        let modes = ir.modes.values().map(|one| one.object);
        let objects = lets.chain(segments).chain(scores).chain(modes).collect();
        Self { lets: ir.lets.len(), segments: ir.segments.len(), scores: ir.scores.len(), reads, objects }
    }

    pub(super) fn object_of(&self, derived: Derived) -> Option<ObjectId> {
        self.objects.get(self.slot(derived)).copied().flatten()
    }

    pub(super) fn len(&self) -> usize {
        self.reads.len()
    }

    pub(super) fn slot(&self, derived: Derived) -> usize {
        match derived {
            Derived::Let(id) => id.index(),
            Derived::Segment(id) => self.lets.saturating_add(id.index()),
            Derived::Score(id) => self.lets.saturating_add(self.segments).saturating_add(id.index()),
            Derived::Mode(id) => {
                let before = self.lets.saturating_add(self.segments).saturating_add(self.scores);
                before.saturating_add(id.index())
            }
        }
    }

    /// By expression: whether it changes by time alone, also through derived values.
    pub(super) fn timed(&self, ir: &ir::Blueprint) -> Vec<bool> {
        let by_itself = timed_exprs(ir, |_| false);
        if self.len() == 0 {
            return by_itself;
        }
        let is_timed = |expr: ExprId| by_itself.get(expr.index()) == Some(&true);
        let own = roots(ir).map(|roots| roots.into_iter().any(is_timed)).collect();
        let timed = self.spread(own, |reader, read| reader | read);
        timed_exprs(ir, |derived| timed.get(self.slot(derived)) == Some(&true))
    }

    /// By slot: what is true of a derived value itself, joined with what is true of all that it reads, also through
    /// others.
    pub(super) fn spread<T: Copy + PartialEq>(&self, mut known: Vec<T>, join: impl Fn(T, T) -> T) -> Vec<T> {
        let mut readers: Vec<Vec<usize>> = vec![Vec::new(); self.reads.len()];
        for (reader, reads) in self.reads.iter().enumerate() {
            for &read in reads {
                if let Some(list) = readers.get_mut(self.slot(read)) {
                    list.push(reader);
                }
            }
        }
        let mut open: Vec<usize> = (0..known.len()).collect();
        while let Some(slot) = open.pop() {
            let Some(&read) = known.get(slot) else { continue };
            for &reader in readers.get(slot).into_iter().flatten() {
                let Some(place) = known.get_mut(reader) else { continue };
                let joined = join(*place, read);
                if joined != *place {
                    *place = joined;
                    open.push(reader);
                }
            }
        }
        known
    }

    pub(super) fn reads(&self, derived: Derived) -> &[Derived] {
        self.reads.get(self.slot(derived)).map_or(&[], Vec::as_slice)
    }
}

/// By slot: the expressions of a derived value.
fn roots(ir: &ir::Blueprint) -> impl Iterator<Item = Vec<ExprId>> + '_ {
    all(ir).map(|derived| roots_of(ir, derived))
}

/// By slot: the derived values.
pub(super) fn all(ir: &ir::Blueprint) -> impl Iterator<Item = Derived> + '_ {
    let lets = ir.lets.ids().map(Derived::Let);
    let segments = ir.segments.ids().map(Derived::Segment);
    let scores = ir.scores.ids().map(Derived::Score);
    let modes = ir.modes.ids().map(Derived::Mode);
    lets.chain(segments).chain(scores).chain(modes)
}

/// The expressions of a derived value.
pub(super) fn roots_of(ir: &ir::Blueprint, derived: Derived) -> Vec<ExprId> {
    match derived {
        Derived::Let(id) => ir.lets.get(id).map(|declared| declared.value).into_iter().collect(),
        Derived::Segment(id) => ir.segments.get(id).map(|segment| segment.when).into_iter().collect(),
        Derived::Score(id) => {
            let lines = ir.scores.get(id).map_or(&[][..], |score| &score.profile);
            lines.iter().flat_map(|line| &line.steps).flat_map(|step| [step.test, step.points]).collect()
        }
        Derived::Mode(id) => ir.modes.get(id).and_then(|mode| mode.when).into_iter().collect(),
    }
}

/// By expression: whether it changes by time alone, itself, in a part, or through a derived
/// value for which `through` answers. Parts stand before their whole.
fn timed_exprs(ir: &ir::Blueprint, through: impl Fn(Derived) -> bool) -> Vec<bool> {
    let mut timed: Vec<bool> = Vec::with_capacity(ir.exprs.len());
    for expr in ir.exprs.values() {
        let mut found = is_clock(&expr.kind) || Derived::of(&expr.kind).is_some_and(&through);
        for_each_part(&expr.kind, |part| found |= timed.get(part.index()) == Some(&true));
        timed.push(found);
    }
    timed
}

/// Whether an expression changes by time alone, by what it says itself.
const fn is_clock(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Now
            | ExprKind::Today
            | ExprKind::TimeInStage(_)
            | ExprKind::Count { window: Some(_), .. }
            | ExprKind::Aggregate { window: Some(_), .. }
            | ExprKind::AtLeast { instances: Instances { window: Some(_), .. }, .. }
            | ExprKind::CountInstances(Instances { window: Some(_), .. })
            | ExprKind::AggregateInstances { instances: Instances { window: Some(_), .. }, .. }
    )
}

/// All derived values that some expressions read, in order of first reading.
fn read_by(ir: &ir::Blueprint, roots: impl IntoIterator<Item = ExprId>) -> Vec<Derived> {
    let mut open: Vec<ExprId> = roots.into_iter().collect();
    open.reverse();
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    let mut known = BTreeSet::new();
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(expr) = ir.exprs.get(id) else { continue };
        if let Some(derived) = Derived::of(&expr.kind)
            && known.insert(derived)
        {
            found.push(derived);
        }
        let from = open.len();
        for_each_part(&expr.kind, |part| open.push(part));
        if let Some(parts) = open.get_mut(from..) {
            parts.reverse();
        }
    }
    found
}
