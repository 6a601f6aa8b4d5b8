//! The parts of an expression.

use crate::ir::{ExprId, ExprKind};

/// Calls `visit` with every part, in order.
pub(super) fn parts(kind: &ExprKind, mut visit: impl FnMut(ExprId)) {
    let mut several = |first: &[ExprId], rest: &[ExprId]| first.iter().chain(rest).for_each(|id| visit(*id));
    match kind {
        ExprKind::Literal(_)
        | ExprKind::Field(_)
        | ExprKind::Payload(_)
        | ExprKind::Let(_)
        | ExprKind::Score(_)
        | ExprKind::Segment(_)
        | ExprKind::Setting(_)
        | ExprKind::Column(_)
        | ExprKind::Now
        | ExprKind::Today
        | ExprKind::InStage(_) => {}
        ExprKind::Not(one)
        | ExprKind::Negate(one)
        | ExprKind::Widen(one)
        | ExprKind::IsSet(one)
        | ExprKind::Was(one)
        | ExprKind::Changed(one)
        | ExprKind::Matches { text: one, .. } => several(&[*one], &[]),
        ExprKind::Arithmetic { left, right, .. }
        | ExprKind::Coalesce { left, right }
        | ExprKind::Compare { left, right, .. } => several(&[*left, *right], &[]),
        ExprKind::Has { set, value } => several(&[*set, *value], &[]),
        ExprKind::HasAny { set, other } => several(&[*set, *other], &[]),
        ExprKind::TextTest { text, part, .. } => several(&[*text, *part], &[]),
        ExprKind::OrUnset { test, value } => several(&[*test, *value], &[]),
        ExprKind::Between { value, low, high } => several(&[*value, *low, *high], &[]),
        ExprKind::OneOf { value, elements } => several(&[*value], elements),
        ExprKind::ContainsAny { text, elements } => several(&[*text], elements),
        ExprKind::List(all) | ExprKind::And(all) | ExprKind::Or(all) | ExprKind::Call { arguments: all, .. } => {
            several(all, &[]);
        }
    }
}
