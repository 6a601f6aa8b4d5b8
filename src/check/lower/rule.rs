//! `rule`: what sets it off, where, what follows.

use chrono::NaiveDate;

use super::super::clauses::{Owner, Slot, is_damaged};
use super::super::context::Checker;
use super::super::exprs::moment_of;
use super::super::nodes::RuleNode;
use super::super::symbols::{Scope, Subject, Subjects};
use super::effect::Changes;
use super::trigger::{self, Of};
use super::{restraint, share};
use crate::ast::{self, RuleClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lowers all rules.
pub(super) fn all(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.rules.clone().into_iter().enumerate() {
        let subject = Subjects::of(&checker.symbols.subjects.rules, RuleId::new(index));
        let rule = rule(checker, node, subject);
        checker.ir.rules.push(rule);
    }
}

fn rule(checker: &mut Checker<'_>, rule: RuleNode<'_>, subject: Subject) -> Rule {
    let ast = rule.node.ast;
    let owner = Owner::new("rule", &ast.name, &ast.body);
    let (info, responsibilities) =
        checker.info_of(&Scope::of(subject), &ast.name, ast.label.as_ref(), rule.node.notes, &ast.body);
    one_trigger(checker, ast, &owner);
    something_is_done(checker, ast, &owner);
    let each_date = each_date(checker, ast);
    let (trigger, scope) = first_trigger(checker, ast, each_date, subject);
    // It is asked long behind the moment, whose changes are over.
    let later = Scope { moment: false, ..scope.clone() };
    let (mut stages, mut when, mut during) = (Slot::new("in stage"), Slot::new("when"), Slot::new("while"));
    let (mut group, mut priority, mut limit) = (Slot::new("group"), Slot::new("priority"), Slot::new("limit"));
    let (mut holdout, mut split, mut active) = (Slot::new("holdout"), Slot::new("split"), Slot::new("active"));
    let (mut inactive, mut each, mut each_date) = (Slot::new("inactive"), Slot::new("each"), Slot::new("each date"));
    let (mut calls, mut changes, mut unless) = (Vec::new(), Changes::default(), Vec::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            RuleClause::Trigger(_) | RuleClause::Common(_) => {}
            RuleClause::InStage(paths) => stages.put(checker, span, paths),
            RuleClause::When(guard) => when.put(checker, span, guard),
            RuleClause::Do(does) => checker.calls(does, &scope, &mut calls),
            RuleClause::Effect(effect) => checker.effect(effect, span, &scope, &mut changes),
            RuleClause::Unless(filter) => unless.push(checker.event_filter_in(filter, moment_of(subject)).0),
            RuleClause::While(guard) => during.put(checker, span, guard),
            RuleClause::Limit { amount, window, handling } => {
                limit.put(checker, span, (span, (amount, window.as_ref(), handling.as_ref())));
            }
            RuleClause::Group(name) => group.put(checker, span, name),
            RuleClause::Priority(number) => priority.put(checker, span, number.value),
            RuleClause::Holdout(share) => holdout.put(checker, span, share),
            RuleClause::Split(variants) => split.put(checker, span, variants),
            RuleClause::Active { from, to } => active.put(checker, span, (from.as_ref(), to.as_ref())),
            RuleClause::Inactive => inactive.put(checker, span, ()),
            RuleClause::Each { date: false } => each.put(checker, span, ()),
            RuleClause::Each { date: true } => each_date.put(checker, span, ()),
        }
    }
    share::one_of_both(checker, &holdout, &split);
    let stages = stages.value().map(|paths| checker.stages_at(paths, &later)).unwrap_or_default();
    let guard = checker.optional_guard(when.value(), &scope);
    let during = checker.optional_guard(during.value(), &later);
    let limit = limit.value().map(|(span, parts)| restraint::limit(checker, span, parts, &moment_of(subject)));
    let group = group.value().and_then(|name| checker.group(name));
    let holdout = holdout.value().map_or(0, |share| share::one(checker, share));
    let split_at = split.span();
    let split = split.value().zip(split_at);
    let split = split.map_or_else(Vec::new, |(variants, span)| share::split(checker, variants, span, &scope));
    let active_at = active.span().unwrap_or(owner.span);
    let (active_from, active_until) = active.value().map_or((None, None), |ends| active_days(checker, ends, active_at));
    Rule {
        info,
        object: subject.object(),
        trigger,
        stages,
        guard,
        calls,
        effects: changes.effects,
        starts: changes.starts,
        unless,
        during,
        limit,
        group,
        holdout,
        split,
        active_from,
        active_until,
        inactive: inactive.value().is_some(),
        each: each.value().is_some(),
        priority: priority.value().unwrap_or(0),
        order: rule.order,
        responsibilities,
        span: rule.node.span,
    }
}

/// E0413: only a date can come again.
fn each_date(checker: &mut Checker<'_>, rule: &ast::Rule) -> bool {
    let said = |clause: &&ast::Clause<RuleClause>| matches!(clause.kind, RuleClause::Each { date: true });
    let Some(clause) = rule.body.clauses.iter().find(said) else { return false };
    let mut triggers = triggers(rule).peekable();
    let may_be_it = is_damaged(&rule.body) || triggers.peek().is_none();
    if !may_be_it && !triggers.any(|(_, trigger)| matches!(trigger, ast::Trigger::Date { .. })) {
        let message = "`each date` stands in a rule that waits for no date";
        let help =
            "it belongs to `at 3 days before some_date`; an action that waits already is planned again by `each`";
        checker.report(Diagnostic::new(Code::BadTrigger, clause.place.0, message).help(help));
    }
    true
}

/// E0410: the first day is not behind the last.
fn active_days(
    checker: &mut Checker<'_>,
    (from, to): (Option<&ast::Expr>, Option<&ast::Expr>),
    span: Span,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let mut date = |expr: &ast::Expr| match checker.constant(expr, Type::required(Scalar::Date)) {
        Some(Value::Date(date)) => Some(date),
        _ => None,
    };
    let (from, to) = (from.and_then(&mut date), to.and_then(&mut date));
    if let (Some(from), Some(to)) = (from, to)
        && from > to
    {
        let message = format!("the days {from}..{to} are the wrong way round");
        checker.report(Diagnostic::new(Code::BadBounds, span, message).help("write the first day first; both count"));
    }
    (from, to)
}

fn triggers(rule: &ast::Rule) -> impl Iterator<Item = (Span, &ast::Trigger)> {
    rule.body.clauses.iter().filter_map(|clause| match &clause.kind {
        RuleClause::Trigger(trigger) => Some((clause.place.0, trigger)),
        _ => None,
    })
}

/// E0413: one trigger.
fn one_trigger(checker: &mut Checker<'_>, rule: &ast::Rule, owner: &Owner<'_>) {
    let mut all = triggers(rule);
    let Some((first, _)) = all.next() else {
        checker.poisoned();
        if !owner.damaged {
            let message = format!("rule `{}` has no trigger", owner.name);
            checker.report(
                Diagnostic::new(Code::BadTrigger, owner.span, message)
                    .help("say what sets it off, `on form_submitted`, `on enter mql`, `on becoming is vip`"),
            );
        }
        return;
    };
    for (span, _) in all {
        let message = format!("rule `{}` has a second trigger", owner.name);
        checker.report(
            Diagnostic::new(Code::BadTrigger, span, message)
                .related(first, "the first stands here")
                .help("several events may share one, `on a, b`; otherwise write a second rule"),
        );
    }
}

/// E0401: a rule does something, or changes something.
fn something_is_done(checker: &mut Checker<'_>, rule: &ast::Rule, owner: &Owner<'_>) {
    let acts = |clause: &ast::Clause<RuleClause>| {
        matches!(clause.kind, RuleClause::Do(_) | RuleClause::Effect(_) | RuleClause::Split(_))
    };
    if !rule.body.clauses.iter().any(acts) {
        checker.missing(owner, "no action and no effect", "add `do some_action`, or `set some_field = …`");
    }
}

/// The trigger, and what the rest of the rule may read.
fn first_trigger(
    checker: &mut Checker<'_>,
    rule: &ast::Rule,
    each_date: bool,
    subject: Subject,
) -> (Trigger, Scope<'static>) {
    let none = || Trigger::Event(EventFilter { events: Vec::new(), filter: None });
    // With no trigger, or several, nobody knows what `event` is.
    let unknown = || Scope { unknown_event: true, ..moment_of(subject) };
    let several = triggers(rule).count() > 1;
    let Some((span, trigger)) = triggers(rule).next() else { return (none(), unknown()) };
    let (lowered, scope) = trigger::lower(checker, trigger, span, &Of::Rule { each_date }, &moment_of(subject));
    (lowered.unwrap_or_else(none), if several { unknown() } else { scope })
}
