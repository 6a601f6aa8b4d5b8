//! How a guard depends on the clock: on which of its parts, whose changes can be computed.

use std::collections::BTreeSet;

use super::{Blueprint, ExprId, ExprKind, Scalar, SeriesId, for_each_part};
use crate::calendar::Duration;

/// A part of a guard that the clock alone changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Atom {
    /// A comparison whose sides' order changes steadily as the clock rises.
    Comparison(ExprId),
    /// What a window holds: it changes when an entry leaves.
    Window {
        /// The series.
        series: SeriesId,
        /// How far back.
        window: Duration,
    },
}

/// The parts of a guard that the clock changes, also through derived values.
///
/// # Errors
/// An expression whose changes cannot be computed.
pub(crate) fn clock_parts(ir: &Blueprint, guard: ExprId) -> Result<Vec<Atom>, ExprId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![(guard, false)];
    while let Some((id, mut compared)) = open.pop() {
        if !seen.insert((id, compared)) {
            continue;
        }
        let Some(kind) = ir.exprs.get(id).map(|expr| &expr.kind) else { continue };
        match kind {
            ExprKind::Now | ExprKind::Today | ExprKind::TimeInStage(_) if !compared => return Err(id),
            ExprKind::Count { series, window: Some(window) }
            | ExprKind::Aggregate { series, window: Some(window), .. } => {
                found.insert(Atom::Window { series: *series, window: *window });
            }
            ExprKind::Compare { left: side, .. }
            | ExprKind::Between { value: side, .. }
            | ExprKind::OneOf { value: side, .. }
                if is_ordered(ir, *side) && reads_clock(ir, id) =>
            {
                found.insert(Atom::Comparison(id));
                compared = true;
            }
            _ => {}
        }
        each_read(ir, kind, |part| open.push((part, compared)));
    }
    Ok(found.into_iter().collect())
}

fn is_ordered(ir: &Blueprint, id: ExprId) -> bool {
    let scalar = ir.exprs.get(id).map(|expr| expr.ty.scalar);
    matches!(scalar, Some(Scalar::Int | Scalar::Decimal | Scalar::Date | Scalar::Datetime | Scalar::Duration))
}

fn reads_clock(ir: &Blueprint, root: ExprId) -> bool {
    let mut seen = BTreeSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let Some(kind) = ir.exprs.get(id).map(|expr| &expr.kind) else { continue };
        if matches!(kind, ExprKind::Now | ExprKind::Today | ExprKind::TimeInStage(_)) {
            return true;
        }
        each_read(ir, kind, |part| open.push(part));
    }
    false
}

/// The parts of an expression, and those of the derived value that it reads.
fn each_read(ir: &Blueprint, kind: &ExprKind, mut visit: impl FnMut(ExprId)) {
    for_each_part(kind, &mut visit);
    match kind {
        ExprKind::Let(id) => ir.lets.get(*id).into_iter().for_each(|one| visit(one.value)),
        ExprKind::Segment(id) => ir.segments.get(*id).into_iter().for_each(|one| visit(one.when)),
        ExprKind::Mode(id) => ir.modes.get(*id).and_then(|one| one.when).into_iter().for_each(visit),
        ExprKind::Score(id) => {
            let lines = ir.scores.get(*id).into_iter().flat_map(|score| &score.profile);
            lines.flat_map(|line| &line.steps).flat_map(|step| [step.test, step.points]).for_each(visit);
        }
        _ => {}
    }
}
