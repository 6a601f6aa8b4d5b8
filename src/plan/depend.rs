//! Which derived value reads which.

use std::collections::BTreeSet;

use crate::ir::{self, ExprId, ExprKind, Id, LetId, ModeId, ScoreId, SegmentId, for_each_part};

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
}

impl Dependencies {
    pub(super) fn new(ir: &ir::Blueprint) -> Self {
        let mut reads = Vec::new();
        reads.extend(ir.lets.values().map(|declared| read_by(ir, [declared.value])));
        reads.extend(ir.segments.values().map(|segment| read_by(ir, [segment.when])));
        reads.extend(ir.scores.values().map(|score| {
            let steps = score.profile.iter().flat_map(|line| &line.steps);
            read_by(ir, steps.flat_map(|step| [step.test, step.points]))
        }));
        reads.extend(ir.modes.values().map(|mode| read_by(ir, mode.when)));
        Self { lets: ir.lets.len(), segments: ir.segments.len(), scores: ir.scores.len(), reads }
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

    pub(super) fn reads(&self, derived: Derived) -> &[Derived] {
        self.reads.get(self.slot(derived)).map_or(&[], Vec::as_slice)
    }
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
