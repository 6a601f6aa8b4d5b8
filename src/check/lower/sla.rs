//! `sla`: what moves its clock, in what time it must be stopped, what is done as that nears.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::exprs::moment_of;
use super::super::nodes::SlaNode;
use super::super::symbols::{Scope, Subject, Subjects};
use crate::ast::{self, Share, SlaClause, SlaWhen as Written};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// The whole time, in hundredths of a percent.
const WHOLE: u32 = 10_000;

/// Lowers all service levels.
pub(super) fn all(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.slas.clone().into_iter().enumerate() {
        let subject = Subjects::of(&checker.symbols.subjects.slas, SlaId::new(index));
        let sla = sla(checker, node, subject);
        checker.ir.slas.push(sla);
    }
}

fn sla(checker: &mut Checker<'_>, sla: SlaNode<'_>, subject: Subject) -> Sla {
    let SlaNode { node, order } = sla;
    let ast = node.ast;
    let owner = Owner::new("sla", &ast.name, &ast.body);
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let scope = moment_of(subject);
    let (mut starts, mut stops, mut pauses, mut resets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let (mut targets, mut warnings, mut updates) = (Vec::new(), Vec::new(), Vec::new());
    let mut breach = Slot::new("breach");
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            SlaClause::Starts(written) => starts.push(when(checker, written, &scope)),
            SlaClause::Stops(written) => stops.push(when(checker, written, &scope)),
            SlaClause::Pauses(written) => pauses.push(when(checker, written, &scope)),
            SlaClause::Resets(written) => resets.push(when(checker, written, &scope)),
            SlaClause::Within { target, opening, when } => {
                // They are chosen at any time, so there is no moment whose changes they could see.
                let still = Scope::of(subject);
                let time = checker.delay(target, &still);
                months_are_never_open(checker, time, opening.as_ref());
                let opening = opening.as_ref().and_then(|name| checker.opening(name));
                let when = checker.optional_guard(when.as_ref(), &still);
                targets.push(SlaTarget { time, opening, when, span });
            }
            SlaClause::At { share, does } => {
                let mut calls = Vec::new();
                checker.calls(does, &scope, &mut calls);
                warnings.push(SlaWarning { share: part(checker, share), calls });
            }
            SlaClause::Every { period, does } => {
                let mut calls = Vec::new();
                checker.calls(does, &scope, &mut calls);
                updates.push(SlaUpdate { period: checker.length(period), calls });
            }
            SlaClause::Breach(does) => {
                let mut calls = Vec::new();
                checker.calls(does, &scope, &mut calls);
                breach.put(checker, span, calls);
            }
            SlaClause::Common(_) => {}
        }
    }
    if starts.is_empty() {
        checker.missing(&owner, "no `starts`", "say what starts its clock, `starts on ticket_opened`");
    }
    if stops.is_empty() {
        checker.missing(&owner, "no `stops`", "say what must have happened, `stops on agent_replied`");
    }
    if targets.is_empty() {
        checker.missing(&owner, "no `within`", "say in what time, `within 4 hours of desk`");
    }
    Sla {
        info,
        object: subject.object(),
        starts,
        stops,
        pauses,
        resets,
        targets,
        warnings,
        updates,
        breach: breach.value().unwrap_or_default(),
        order,
        responsibilities,
        span: node.span,
    }
}

fn when(checker: &mut Checker<'_>, when: &Written, scope: &Scope<'static>) -> SlaWhen {
    match when {
        Written::On(filter) => SlaWhen::On(checker.event_filter_in(filter, scope.clone()).0),
        Written::InStage(stages) => SlaWhen::InStage(checker.stages_at(stages, scope)),
    }
}

/// E0410: a warning comes behind the start and before the end.
fn part(checker: &mut Checker<'_>, share: &Share) -> u16 {
    let points = share.basis_points;
    if points == 0 || points >= WHOLE {
        let found = Diagnostic::new(Code::BadBounds, share.place.0, "a warning comes before the time is used up");
        let help = "shares are above 0% and below 100%; what is done at the end stands behind `breach`";
        checker.report(found.help(help));
        return 1;
    }
    u16::try_from(points).unwrap_or(1)
}

/// E0410: a month has no open time of its own.
fn months_are_never_open(checker: &mut Checker<'_>, time: ExprId, opening: Option<&ast::Name>) {
    let Some(opening) = opening else { return };
    let Some(expr) = checker.ir.exprs.get(time) else { return };
    if let ExprKind::Literal(Value::Duration(length)) = &expr.kind
        && length.months != 0
    {
        let found = Diagnostic::new(Code::BadBounds, expr.span, "months and years are not counted in open time");
        let help = format!("write days or hours, `30 days of {}`, or leave out `of`", opening.text);
        checker.report(found.help(help));
    }
}
