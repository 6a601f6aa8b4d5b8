//! `mode`, and what modes and sequences suspend.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::exprs::moment_of;
use super::super::nodes::Node;
use super::super::symbols::{Scope, Subject, Subjects};
use super::restraint::handling;
use crate::ast::{self, ModeClause, SuspensionKind};
use crate::ir::*;

/// Lowers all modes.
pub(super) fn all(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.modes.clone().into_iter().enumerate() {
        let subject = Subjects::of(&checker.symbols.subjects.modes, ModeId::new(index));
        let mode = mode(checker, node, subject);
        checker.ir.modes.push(mode);
    }
}

fn mode(checker: &mut Checker<'_>, node: Node<'_, ast::Mode>, subject: Subject) -> Mode {
    let ast = node.ast;
    let owner = Owner::new("mode", &ast.name, &ast.body);
    let (info, responsibilities) =
        checker.info_of(&Scope::of(subject), &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let mut when = Slot::new("when");
    let (mut from, mut until, mut suspends) = (Vec::new(), Vec::new(), Vec::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            ModeClause::When(guard) => when.put(checker, span, guard),
            ModeClause::From(filter) => from.push(checker.event_filter_in(filter, moment_of(subject)).0),
            ModeClause::Until(filter) => until.push(checker.event_filter_in(filter, moment_of(subject)).0),
            ModeClause::Suspend(all) => suspensions(checker, all, &mut suspends),
            ModeClause::Common(_) => {}
        }
    }
    if from.is_empty() && !until.is_empty() {
        checker.missing(&owner, "an `until` and no `from`", "say what begins it, `from invoice_unpaid`");
    } else if from.is_empty() && when.span().is_none() {
        checker.missing(&owner, "neither `from` nor `when`", "say what begins it, or as long as what it is on");
    }
    // It is asked at any time, so there is no moment whose changes it could see.
    let when = checker.optional_guard(when.value(), &Scope::of(subject));
    Mode { info, object: subject.object(), when, from, until, suspends, responsibilities }
}

/// `suspend purpose news defer, sequence nurture`
pub(super) fn suspensions(checker: &mut Checker<'_>, all: &[ast::Suspension], to: &mut Vec<Suspension>) {
    for ast::Suspension { kind, name, handling: held } in all {
        let what = match kind {
            SuspensionKind::Purpose => checker.purpose(name).map(Suspended::Purpose),
            SuspensionKind::Channel => checker.channel(name).map(Suspended::Channel),
            SuspensionKind::Action => checker.action(name).map(Suspended::Action),
            SuspensionKind::Rule => checker.rule(name).map(Suspended::Rule),
            SuspensionKind::Sequence => checker.sequence(name).map(Suspended::Sequence),
        };
        let handling = handling(checker, held.as_ref());
        to.extend(what.map(|what| Suspension { what, handling, span: name.place.0 }));
    }
}
