//! Walks over expressions: what they read.

use std::collections::HashSet;

use crate::ast;
use crate::ast::visit::{Visitor, walk_expr};
use crate::ir::{Arena, Expr, ExprId, ExprKind, LetId, ModeId, ScoreId, SegmentId, for_each_part};

/// A value that the blueprint derives from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::check) enum Derived {
    /// A `let`.
    Let(LetId),
    /// A segment.
    Segment(SegmentId),
    /// A score.
    Score(ScoreId),
    /// A mode.
    Mode(ModeId),
}

/// Every path that `expr` reads a value by, in the order of the text: names of values, of
/// segments behind `is`, and those behind `was` and `changed`; not stages, events or SLAs.
/// A bare name among them may turn out to be a member of an enum, or a team.
pub(in crate::check) fn names_used(expr: &ast::Expr) -> Vec<&ast::Path> {
    struct Used<'a>(Vec<&'a ast::Path>);

    impl<'a> Visitor<'a> for Used<'a> {
        fn visit_expr(&mut self, expr: &'a ast::Expr) {
            use ast::ExprKind as K;
            match &*expr.kind {
                K::Path(path) | K::IsNamed(path) | K::Was(path) | K::Changed(path) => self.0.push(path),
                K::Quantified(quantified) => {
                    // `sum of deal.margin`: what is summed up of instances may be derived.
                    if quantified.over.parts.len() > 1 {
                        self.0.push(&quantified.over);
                    }
                    walk_expr(self, expr);
                }
                _ => walk_expr(self, expr),
            }
        }
    }

    let mut used = Used(Vec::new());
    used.visit_expr(expr);
    used.0
}

/// The derived values that `root` reads itself (not through another one), in order, each
/// once.
pub(in crate::check) fn derived_read(exprs: &Arena<ExprId, Expr>, root: ExprId) -> Vec<Derived> {
    let mut found = Vec::new();
    visit(exprs, root, &mut |kind| {
        if let Some(derived) = derived(kind)
            && !found.contains(&derived)
        {
            found.push(derived);
        }
        true
    });
    found
}

const fn derived(kind: &ExprKind) -> Option<Derived> {
    match kind {
        ExprKind::Let(id) => Some(Derived::Let(*id)),
        ExprKind::Segment(id) => Some(Derived::Segment(*id)),
        ExprKind::Score(id) => Some(Derived::Score(*id)),
        ExprKind::Mode(id) => Some(Derived::Mode(*id)),
        _ => None,
    }
}

/// Looks at `root` and all its parts, in order, as long as `look` says so; whether it said
/// so throughout.
fn visit(exprs: &Arena<ExprId, Expr>, root: ExprId, look: &mut dyn FnMut(&ExprKind) -> bool) -> bool {
    let mut open = vec![root];
    // A part may serve several wholes, so it would be met again and again.
    let mut seen = HashSet::new();
    while let Some(id) = open.pop() {
        let Some(expr) = exprs.get(id).filter(|_| seen.insert(id)) else { continue };
        if !look(&expr.kind) {
            return false;
        }
        let at = open.len();
        for_each_part(&expr.kind, |part| open.push(part));
        if let Some(parts) = open.get_mut(at..) {
            parts.reverse();
        }
    }
    true
}
