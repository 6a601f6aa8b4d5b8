//! What needs what: derived values and stand-ins must not need themselves.

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

    /// Calls `visit` with each node that one needs.
    fn needs(&self, node: usize, mut visit: impl FnMut(usize)) {
        let ir = self.ir;
        let behind = |start: usize| node.checked_sub(start);
        if let Some(index) = behind(self.modes()) {
            let when = ir.modes.get(ModeId::new(index)).and_then(|mode| mode.when);
            when.into_iter().for_each(|when| visit(when.index()));
        } else if let Some(index) = behind(self.scores()) {
            let profile = ir.scores.get(ScoreId::new(index)).map_or(&[][..], |score| &score.profile);
            for step in profile.iter().flat_map(|points| &points.steps) {
                visit(step.test.index());
                visit(step.points.index());
            }
        } else if let Some(index) = behind(self.segments()) {
            ir.segments.get(SegmentId::new(index)).into_iter().for_each(|segment| visit(segment.when.index()));
        } else if let Some(index) = behind(ir.exprs.len()) {
            ir.lets.get(LetId::new(index)).into_iter().for_each(|declared| visit(declared.value.index()));
        } else if let Some(expr) = ir.exprs.get(ExprId::new(node)) {
            for_each_part(&expr.kind, |one| visit(one.index()));
            match &expr.kind {
                ExprKind::Let(id) => visit(ir.exprs.len().saturating_add(id.index())),
                ExprKind::Segment(id) => visit(self.segments().saturating_add(id.index())),
                ExprKind::Score(id) => visit(self.scores().saturating_add(id.index())),
                ExprKind::Mode(id) => visit(self.modes().saturating_add(id.index())),
                _ => {}
            }
        }
    }
}

/// How far a node has been followed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Followed {
    Not,
    /// What it needs is being followed: who needs it now needs itself.
    Begun,
    /// It does not need itself, nor does anything that it needs.
    Done,
}

/// Refuses derived values that need themselves.
pub(super) fn derived(ir: &Blueprint) -> Result<(), StoredError> {
    let nodes = Nodes { ir };
    let mut followed = vec![Followed::Not; nodes.len()];
    let mut open = Vec::new();
    // Parts stand before their whole, so a cycle holds a derived value.
    let stuck = (ir.exprs.len()..nodes.len()).position(|start| {
        open.push(start);
        let mut cycle = false;
        while let Some(&node) = open.last()
            && !cycle
        {
            match followed.get_mut(node) {
                Some(state @ Followed::Not) => {
                    *state = Followed::Begun;
                    nodes.needs(node, |needed| match followed.get(needed) {
                        Some(Followed::Not) => open.push(needed),
                        Some(Followed::Begun) => cycle = true,
                        _ => {}
                    });
                }
                state => {
                    state.into_iter().for_each(|state| *state = Followed::Done);
                    open.pop();
                }
            }
        }
        cycle
    });
    if let Some(first) = stuck {
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
    let transitions = ir.transitions.iter().map(|(id, one)| (one.order, "transitions", id.index()));
    let rules = ir.rules.iter().map(|(id, one)| (one.order, "rules", id.index()));
    let sequences = ir.sequences.iter().map(|(id, one)| (one.order, "sequences", id.index()));
    let slas = ir.slas.iter().map(|(id, one)| (one.order, "slas", id.index()));
    let mut all: Vec<_> = transitions.chain(rules).chain(sequences).chain(slas).collect();
    // Equals stay as they are: the second of two is named.
    all.sort_by_key(|(order, ..)| *order);
    let twice = all.windows(2).find_map(|pair| match pair {
        [(one, ..), (other, list, index)] if one == other => Some((*other, *list, *index)),
        _ => None,
    });
    match twice {
        Some((order, list, index)) => {
            Err(format!("the order {order} stands twice")).at(|| part(list, index, Some("order")))
        }
        None => Ok(()),
    }
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
