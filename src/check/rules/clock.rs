//! E0411: of what is asked without an event it is known when it changes by time alone.

use super::super::context::Checker;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::asked::{Fixed, fixed, guards};
use crate::ir::steady::Steady;
use crate::ir::{Arithmetic, Blueprint, ExprId, ExprKind};
use crate::text::Span;

/// What is asked without an event; delays and dates of triggers by time.
pub(super) fn changes_by_time_are_known(checker: &mut Checker<'_>) {
    let ir = &checker.ir;
    let mut steady = Steady::new(ir);
    let mut found = Vec::new();
    for asked in guards(ir) {
        if let Err(part) = steady.clock_parts(asked.expr) {
            found.extend(unsteady(ir, asked.expr, part));
        }
    }
    for (asked, what) in fixed(ir) {
        if steady.reads_clock(asked.expr) {
            found.extend(moving(ir, asked.expr, what));
        }
    }
    found.into_iter().for_each(|found| checker.report(found));
}

fn span(ir: &Blueprint, id: ExprId) -> Option<Span> {
    ir.exprs.get(id).map(|expr| expr.span)
}

/// A part of a guard of which nobody can say when it changes.
fn unsteady(ir: &Blueprint, guard: ExprId, part: ExprId) -> Option<Diagnostic> {
    let (whole, place) = (span(ir, guard)?, span(ir, part)?);
    let message = "this is asked without an event, and it can't be computed when time changes it";
    let inside = whole.file == place.file && whole.start <= place.start && place.end <= whole.end;
    let found = if inside {
        Diagnostic::new(Code::TimeInGuard, place, message).label("it moves with the clock")
    } else {
        Diagnostic::new(Code::TimeInGuard, whole, message).related(place, "this moves with the clock")
    };
    let help = match ir.exprs.get(part).map(|expr| &expr.kind) {
        Some(ExprKind::Compare { .. } | ExprKind::Between { .. } | ExprKind::OneOf { .. }) => {
            "both sides move with the clock: bring it to one side, `now - seen > 30 days`; \
             or let an event set it off"
        }
        Some(ExprKind::Arithmetic { op: Arithmetic::Multiply | Arithmetic::Divide, .. }) => {
            "what moves with the clock can be multiplied by a number that is written out; \
             or let an event set it off"
        }
        _ => {
            "compare the clock with what stands still, `today >= renewal`, `now - seen > 30 days`; \
             or let an event set it off"
        }
    };
    Some(found.help(help))
}

/// A delay or a date that moves while it is waited for.
fn moving(ir: &Blueprint, value: ExprId, what: Fixed) -> Option<Diagnostic> {
    let (message, help) = match what {
        Fixed::Delay => (
            "this delay moves with the clock, so it never ends at one instant",
            "name a length of time that stands still: a literal, a setting, a field",
        ),
        Fixed::Date => (
            "this date moves with the clock, so it never comes",
            "wait for a date that the contact has; for what comes again, `every day at 09:00`",
        ),
    };
    Some(Diagnostic::new(Code::TimeInGuard, span(ir, value)?, message).label("it reads the clock").help(help))
}
