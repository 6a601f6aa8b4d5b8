//! `rule`: what sets it off, where, what follows.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::expr::Expected;
use super::super::exprs::moment;
use super::super::nodes::RuleNode;
use super::super::symbols::Scope;
use crate::ast::{self, Path, RuleClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lowers all rules.
pub(super) fn all(checker: &mut Checker<'_>) {
    for node in checker.nodes.rules.clone() {
        let rule = rule(checker, node);
        checker.ir.rules.push(rule);
    }
}

fn rule(checker: &mut Checker<'_>, rule: RuleNode<'_>) -> Rule {
    let ast = rule.node.ast;
    let owner = Owner::new("rule", &ast.name, &ast.body);
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), rule.node.notes, &ast.body);
    one_trigger(checker, ast, &owner);
    something_is_done(checker, ast, &owner);
    let (trigger, scope) = first_trigger(checker, ast);
    let (mut stages, mut when) = (Slot::new("in stage"), Slot::new("when"));
    let (mut group, mut priority) = (Slot::new("group"), Slot::new("priority"));
    let (mut calls, mut effects) = (Vec::new(), Vec::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            RuleClause::InStage(paths) => stages.put(checker, span, paths),
            RuleClause::When(guard) => when.put(checker, span, guard),
            RuleClause::Do(does) => checker.calls(does, &scope, &mut calls),
            RuleClause::Effect(effect) => checker.effect(effect, span, &scope, &mut effects),
            RuleClause::Group(name) => group.put(checker, span, name),
            RuleClause::Priority(number) => priority.put(checker, span, number.value),
            _ => {}
        }
    }
    let stages = stages.value().map(|paths| checker.stages(paths)).unwrap_or_default();
    let guard = checker.optional_guard(when.value(), &scope);
    let group = group.value().and_then(|name| checker.group(name));
    let priority = priority.value().unwrap_or(0);
    let (order, span) = (rule.order, rule.node.span);
    Rule {
        info,
        trigger,
        stages,
        guard,
        calls,
        effects,
        starts: Vec::new(),
        unless: Vec::new(),
        during: None,
        limit: None,
        group,
        holdout: 0,
        split: Vec::new(),
        active_from: None,
        active_until: None,
        inactive: false,
        each: false,
        priority,
        order,
        responsibilities,
        span,
    }
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
fn first_trigger(checker: &mut Checker<'_>, rule: &ast::Rule) -> (Trigger, Scope<'static>) {
    let none = || Trigger::Event(EventFilter { events: Vec::new(), filter: None });
    // With no trigger, or several, or one that is not supported, nobody knows what `event` is.
    let unknown = || Scope { unknown_event: true, ..moment() };
    let several = triggers(rule).count() > 1;
    let Some((_, trigger)) = triggers(rule).next() else { return (none(), unknown()) };
    let (lowered, scope) = match trigger {
        ast::Trigger::Event(filter) => {
            let (filter, scope) = checker.event_filter(filter);
            (Trigger::Event(filter), scope)
        }
        ast::Trigger::Enter(stages) => (Trigger::Enter(checker.stages(stages)), moment()),
        ast::Trigger::Exit(stages) => (Trigger::Exit(checker.stages(stages)), moment()),
        ast::Trigger::Change { of, from, to } => (change(checker, of, from.as_ref(), to.as_ref()), moment()),
        ast::Trigger::Becoming { guard, .. } => {
            // It is judged on two pictures, so it can't compare them itself.
            let guard = checker.guard(guard, &Scope::default());
            (Trigger::Becoming { guard, including_existing: false }, moment())
        }
        _ => (none(), unknown()),
    };
    (lowered, if several { unknown() } else { scope })
}

/// E0301: `from` and `to` fit every value that is listed.
fn change(checker: &mut Checker<'_>, of: &[Path], from: Option<&ast::Expr>, to: Option<&ast::Expr>) -> Trigger {
    let mut places = Vec::with_capacity(of.len());
    let mut ty: Option<Type> = None;
    let mut all = true;
    for path in of {
        let place = checker.typer().place(path, &moment());
        all &= place.is_some();
        let Some(place) = place else { continue };
        places.push(place);
        let found = checker.ir.exprs.get(place).map(|expr| expr.ty.with_optional(false));
        match (ty, found) {
            (Some(first), Some(found)) if first != found && (from.is_some() || to.is_some()) => {
                let message = format!("`{}` has another type than the value before it", super::effect::written(path));
                let help = "`from` and `to` can't fit both; write a rule for each";
                checker.wrong_type(Code::TypeMismatch, path.place.0, message, help);
                all = false;
            }
            (None, found) => ty = found,
            _ => {}
        }
    }
    checker.complete &= all;
    let constant = Scope { constant: true, ..Scope::default() };
    let mut end = |expr: &ast::Expr| {
        let typed = match ty.filter(|_| all) {
            Some(ty) => checker.typer().expr(expr, &constant, Expected::Type(ty)),
            None => None,
        };
        typed.unwrap_or_else(|| checker.hole(expr.place.0))
    };
    let (from, to) = (from.map(&mut end), to.map(&mut end));
    Trigger::Change { of: places, from, to }
}
