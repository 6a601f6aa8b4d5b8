//! What `was` and `changed` were when something was set off that is judged later.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::{Evaluator, ExprId, ExprKind, Outcome, Scene, Unknown, Value};
use crate::ir::for_each_part;

impl<'e> Scene<'e> {
    /// The values of all `was` and `changed` in these expressions, in order of their ids.
    pub(crate) fn freeze(&self, roots: impl IntoIterator<Item = ExprId>) -> Vec<(ExprId, Option<Value>)> {
        let exprs = &self.program.ir.exprs;
        let mut open: Vec<ExprId> = roots.into_iter().collect();
        let mut seen = BTreeSet::new();
        let mut found = BTreeSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            match &exprs[id].kind {
                ExprKind::Was(_) | ExprKind::Changed(_) => {
                    found.insert(id);
                }
                kind => for_each_part(kind, |part| open.push(part)),
            }
        }
        found.into_iter().map(|id| (id, self.value(id).ok().map(Cow::into_owned))).collect()
    }
}

impl<'e> Evaluator<'e> {
    /// The value that has been frozen, where it has.
    pub(super) fn frozen(&self, id: ExprId) -> Option<Outcome<'e>> {
        let (_, value) = self.scene.frozen.iter().find(|(expr, _)| *expr == id)?;
        Some(value.as_ref().map(Cow::Borrowed).ok_or(Unknown::WasUnknown))
    }
}
