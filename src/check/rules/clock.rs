//! E0411: what is judged without an event may not change by time alone.

use super::super::context::Checker;
use super::super::expr::{Derived, reads_clock};
use super::cycles::{Graph, profile};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// Guards of eventless transitions, and of `on becoming`.
pub(super) fn levels_read_no_clock(checker: &mut Checker<'_>) {
    let graph = Graph::new(&checker.ir);
    let timed = timed(&checker.ir, &graph);
    let through = |derived: Derived| timed.get(graph.number(derived)) == Some(&true);
    let mut found = Vec::new();
    for transition in checker.ir.transitions.values().filter(|transition| transition.trigger.is_none()) {
        found.extend(transition.guard.filter(|guard| reads_clock(&checker.ir.exprs, *guard, &through)));
    }
    for rule in checker.ir.rules.values() {
        if let Trigger::Becoming { guard, .. } = &rule.trigger {
            found.extend(Some(*guard).filter(|guard| reads_clock(&checker.ir.exprs, *guard, &through)));
        }
    }
    for guard in found {
        let Some(span) = checker.ir.exprs.get(guard).map(|expr| expr.span) else { continue };
        checker.report(
            Diagnostic::new(Code::TimeInGuard, span, "this guard is judged without an event, but reads the clock")
                .label("`now` or `today` is read here, perhaps through another value")
                .help("let an event set it off, and keep the test of time as its guard"),
        );
    }
}

/// Which derived values read the clock, themselves or through others.
fn timed(ir: &Blueprint, graph: &Graph) -> Vec<bool> {
    let itself = |root: ExprId| reads_clock(&ir.exprs, root, &|_| false);
    let lets = ir.lets.values().map(|one| itself(one.value));
    let segments = ir.segments.values().map(|one| itself(one.when));
    let scores = ir.scores.values().map(|one| profile(one).into_iter().any(itself));
    let modes = ir.modes.values().map(|mode| mode.when.is_some_and(itself));
    let mut timed: Vec<bool> = lets.chain(segments).chain(scores).chain(modes).collect();
    let mut readers = vec![Vec::new(); timed.len()];
    for index in 0..graph.len() {
        for read in graph.reads(index) {
            if let Some(list) = readers.get_mut(read) {
                list.push(index);
            }
        }
    }
    let mut open: Vec<usize> = (0..timed.len()).filter(|&index| timed.get(index) == Some(&true)).collect();
    while let Some(index) = open.pop() {
        for &reader in readers.get(index).into_iter().flatten() {
            if let Some(known) = timed.get_mut(reader).filter(|known| !**known) {
                *known = true;
                open.push(reader);
            }
        }
    }
    timed
}
