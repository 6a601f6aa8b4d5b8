//! What needs what: derived values and stand-ins must not need themselves.

use std::collections::HashSet;

use super::{At, ensure, part};
use crate::ir::nesting::DEPTH_LIMIT;
use crate::ir::steady::Steady;
use crate::ir::*;

/// Expressions and derived values as the nodes of one graph: expressions first, then lets,
/// segments, scores and modes.
struct Nodes<'g> {
    ir: &'g Blueprint,
}

impl Nodes<'_> {
    fn segments(&self) -> usize {
        self.ir.exprs.len().saturating_add(self.ir.lets.len())
    }

    fn scores(&self) -> usize {
        self.segments().saturating_add(self.ir.segments.len())
    }

    fn modes(&self) -> usize {
        self.scores().saturating_add(self.ir.scores.len())
    }

    fn len(&self) -> usize {
        self.modes().saturating_add(self.ir.modes.len())
    }

    /// Calls `visit` with each pair of a node and one that it needs.
    fn edges(&self, mut visit: impl FnMut(usize, usize)) {
        let ir = self.ir;
        for (id, expr) in ir.exprs.iter() {
            let node = id.index();
            for_each_part(&expr.kind, |one| visit(node, one.index()));
            match &expr.kind {
                ExprKind::Let(id) => visit(node, ir.exprs.len().saturating_add(id.index())),
                ExprKind::Segment(id) => visit(node, self.segments().saturating_add(id.index())),
                ExprKind::Score(id) => visit(node, self.scores().saturating_add(id.index())),
                ExprKind::Mode(id) => visit(node, self.modes().saturating_add(id.index())),
                _ => {}
            }
        }
        for (id, declared) in ir.lets.iter() {
            visit(ir.exprs.len().saturating_add(id.index()), declared.value.index());
        }
        for (id, segment) in ir.segments.iter() {
            visit(self.segments().saturating_add(id.index()), segment.when.index());
        }
        for (id, score) in ir.scores.iter() {
            for step in score.profile.iter().flat_map(|points| &points.steps) {
                visit(self.scores().saturating_add(id.index()), step.test.index());
                visit(self.scores().saturating_add(id.index()), step.points.index());
            }
        }
        for (id, mode) in ir.modes.iter() {
            if let Some(when) = mode.when {
                visit(self.modes().saturating_add(id.index()), when.index());
            }
        }
    }
}

/// Refuses derived values that need themselves.
pub(super) fn derived(ir: &Blueprint) -> Result<(), StoredError> {
    let nodes = Nodes { ir };
    // Kahn's order: a node is done when all that it needs is.
    let mut needs = vec![0usize; nodes.len()];
    let mut users: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    nodes.edges(|node, needed| {
        if let (Some(count), Some(of)) = (needs.get_mut(node), users.get_mut(needed)) {
            *count = count.saturating_add(1);
            of.push(node);
        }
    });
    let mut ready: Vec<usize> = (0..).zip(&needs).filter(|(_, count)| **count == 0).map(|(node, _)| node).collect();
    while let Some(node) = ready.pop() {
        for user in users.get(node).into_iter().flatten() {
            if let Some(count) = needs.get_mut(*user) {
                *count = count.saturating_sub(1);
                if *count == 0 {
                    ready.push(*user);
                }
            }
        }
    }
    // Parts stand before their whole, so a cycle holds a derived value.
    let stuck = |from: usize| needs.get(from..).into_iter().flatten().position(|count| *count > 0);
    if let Some(first) = stuck(ir.exprs.len()) {
        let lists = [("lets", ir.lets.len()), ("segments", ir.segments.len()), ("scores", ir.scores.len())];
        let (mut list, mut index) = ("modes", first);
        for (name, len) in lists {
            match index.checked_sub(len) {
                Some(behind) => index = behind,
                None => {
                    list = name;
                    break;
                }
            }
        }
        return Err("it needs itself, or one that does".to_owned()).at(|| part(list, index, None));
    }
    Ok(())
}

/// Refuses derived values that need too large a stack, for others are computed meanwhile.
pub(super) fn meanwhile(ir: &Blueprint) -> Result<(), StoredError> {
    let deep = nesting::too_deep_at_all(ir);
    ensure(deep.is_none(), || {
        format!("with the values derived meanwhile it is more than {DEPTH_LIMIT} levels deep, or has too many parts")
    })
    .at(|| part("exprs", deep.map_or(0, Id::index), None))
}

/// Refuses what nobody can compute: guards that are asked without an event, of which nobody can
/// say when time changes them, and triggers by time that move with it. Derived values don't need
/// themselves: that has been proven.
pub(super) fn clock(ir: &Blueprint) -> Result<(), StoredError> {
    let mut steady = Steady::new(ir);
    let place = |asked: asked::Asked| move || part(asked.list, asked.index, Some(asked.of));
    for guard in asked::guards(ir) {
        let unknown = |wrong: ExprId| {
            format!("nobody can compute when time changes expression {}, in {}", wrong.index(), guard.expr.index())
        };
        steady.clock_parts(guard.expr).map(drop).map_err(unknown).at(place(guard))?;
    }
    for (value, _) in asked::fixed(ir) {
        let reads = steady.reads_clock(value.expr);
        ensure(!reads, || format!("expression {} moves with the clock", value.expr.index())).at(place(value))?;
    }
    Ok(())
}

/// Refuses two rules, transitions, sequences or service levels at one place in the order of the text.
pub(super) fn orders(ir: &Blueprint) -> Result<(), StoredError> {
    let transitions = ir.transitions.iter().map(|(id, one)| ("transitions", id.index(), one.order));
    let rules = ir.rules.iter().map(|(id, one)| ("rules", id.index(), one.order));
    let sequences = ir.sequences.iter().map(|(id, one)| ("sequences", id.index(), one.order));
    let mut seen = HashSet::new();
    let slas = ir.slas.iter().map(|(id, one)| ("slas", id.index(), one.order));
    transitions.chain(rules).chain(sequences).chain(slas).try_for_each(|(list, index, order)| {
        ensure(seen.insert(order), || format!("the order {order} stands twice")).at(|| part(list, index, Some("order")))
    })
}

/// Refuses an action that stands in for itself, however far one follows.
pub(super) fn stand_ins(ir: &Blueprint) -> Result<(), StoredError> {
    // The walk that met an action first.
    let mut met: Vec<Option<ActionId>> = vec![None; ir.actions.len()];
    for start in ir.actions.ids() {
        let mut next = Some(start);
        while let Some(id) = next
            && let Some(by) = met.get_mut(id.index())
        {
            ensure(*by != Some(start), || "it stands in for itself, or leads to one that does".to_owned())
                .at(|| part("actions", start.index(), Some("otherwise")))?;
            if by.is_some() {
                break;
            }
            *by = Some(start);
            next = ir.actions.get(id).and_then(|action| action.otherwise);
        }
    }
    Ok(())
}

#[cfg(test)]
#[path = "flow_tests.rs"]
mod tests;
