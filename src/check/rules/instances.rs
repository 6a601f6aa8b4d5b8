//! E0008: so many instances can be in scope at once, also of values that are read.

use super::super::context::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ExprId, INSTANCE_DEPTH, Id, nesting};
use crate::text::Span;

/// Where instances are in scope within others, however they come there.
pub(super) fn few_are_in_scope(checker: &mut Checker<'_>) {
    if checker.ir.objects.is_empty() {
        return;
    }
    let inside = nesting::instances(&checker.ir);
    let deep = |id: ExprId, outside: usize| {
        let inside = inside.get(id.index()).copied().unwrap_or(0);
        outside.saturating_add(inside) > INSTANCE_DEPTH
    };
    let span = |id: ExprId| checker.ir.exprs.get(id).map(|expr| expr.span);
    let mut places: Vec<Span> =
        checker.depths.iter().filter(|(id, outside)| deep(*id, *outside)).filter_map(|(id, _)| span(*id)).collect();
    // Of those that stand inside one another the outermost is told.
    places.sort_unstable_by_key(|place| (place.file, place.start, std::cmp::Reverse(place.end)));
    let mut told: Option<Span> = None;
    for place in places {
        if told.is_some_and(|told| told.file == place.file && place.end <= told.end) {
            continue;
        }
        told = Some(place);
        let message = format!("more than {INSTANCE_DEPTH} instances are in scope at once here");
        checker.report(
            Diagnostic::new(Code::TooManyInstances, place, message)
                .help("ask about fewer objects within one another, also in the values that are read"),
        );
    }
    if told.is_none()
        && let Some(id) = nesting::too_deep_at_all(&checker.ir)
    {
        let found = checker.ir.exprs.get(id).map(|expr| expr.span).map(|place| {
            Diagnostic::new(Code::TooManyInstances, place, "this rests on too many values of other instances")
                .help("values that read one another through instances can't go on so long")
        });
        found.into_iter().for_each(|found| checker.report(found));
    }
}
