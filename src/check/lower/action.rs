//! `action`.

use indexmap::IndexMap;

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::exprs::moment_of;
use super::super::nodes::Node;
use super::super::symbols::{Scope, Subjects, Symbol};
use super::effect::{Changes, written};
use crate::ast::{self, ActionClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// Lowers all actions.
pub(super) fn all(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.actions.clone().into_iter().enumerate() {
        let action = action(checker, node, ActionId::new(index));
        checker.ir.actions.push(action);
    }
}

fn action(checker: &mut Checker<'_>, node: Node<'_, ast::Action>, id: ActionId) -> Action {
    let ast = node.ast;
    let owner = Owner::new("action", &ast.name, &ast.body);
    let subjects = &checker.symbols.subjects;
    let subject = Subjects::of(&subjects.actions, id);
    let inferred = subjects.inferred_actions.get(id.index()).copied().unwrap_or(false);
    let scope = Scope { qualified: inferred, ..moment_of(subject) };
    let (info, responsibilities) = checker.info_of(&scope, &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut channel, mut purpose, mut personalization) =
        (Slot::new("channel"), Slot::new("purpose"), Slot::new("personalization"));
    let (mut automated, mut human) = (Slot::new("automated"), Slot::new("human"));
    let (mut effort, mut due) = (Slot::new("effort"), Slot::new("due"));
    let (mut otherwise, mut assign) = (Slot::new("otherwise"), Slot::new("assign"));
    let (mut with, mut changes, mut names) = (Vec::new(), Changes::default(), IndexMap::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            ActionClause::Channel(name) => channel.put(checker, span, name),
            ActionClause::Automated => automated.put(checker, span, ()),
            ActionClause::Human => human.put(checker, span, ()),
            ActionClause::Purpose(name) => purpose.put(checker, span, name),
            ActionClause::Personalization(name) => personalization.put(checker, span, name.text.clone()),
            ActionClause::Effort(expr) => effort.put(checker, span, expr),
            ActionClause::Due(expr) => due.put(checker, span, expr),
            ActionClause::With(entries) => checker.payload(entries, &scope, &mut names, &mut with),
            ActionClause::Effect(effect) => checker.effect(effect, span, &scope, &mut changes),
            ActionClause::Otherwise(name) => otherwise.put(checker, span, name),
            ActionClause::Assign { target, from, rotation } => assign.put(checker, span, (target, from, *rotation)),
            ActionClause::Common(_) => {}
        }
    }
    let channel = channel.required(checker, &owner, "say through what, `channel email`");
    let channel = channel.and_then(|name| checker.channel(name)).unwrap_or(ChannelId::new(0));
    let execution = execution(checker, &owner, &automated, &human);
    let purpose = purpose.value().and_then(|name| checker.purpose(name));
    let effort = effort.value().map(|expr| checker.maybe(expr, &scope, Scalar::Duration));
    let due = due.value().map(|expr| checker.maybe(expr, &scope, Scalar::Duration));
    let otherwise = otherwise.value().and_then(|name| {
        let action = checker.action(name)?;
        checker.called_in_scope(name, Symbol::Action(action), &scope);
        Some(action)
    });
    let assign =
        assign.value().and_then(|(target, from, rotation)| assignment(checker, target, from, rotation, &scope));
    let personalization = personalization.value();
    Action {
        info,
        object: subject.object(),
        channel,
        execution,
        purpose,
        personalization,
        effort,
        due,
        with,
        effects: changes.effects,
        starts: changes.starts,
        otherwise,
        assign,
        responsibilities,
    }
}

/// E0401, E0403: a system does it, or a person, not both.
fn execution(checker: &mut Checker<'_>, owner: &Owner<'_>, automated: &Slot<()>, human: &Slot<()>) -> Execution {
    match (automated.span(), human.span()) {
        (Some(_), None) => Execution::Automated,
        (None, Some(_)) => Execution::Human,
        (None, None) => {
            let help = "say who does it: `automated` (a system) or `human` (a person)";
            checker.missing(owner, "neither `automated` nor `human`", help);
            Execution::Automated
        }
        (Some(one), Some(other)) => {
            let message = format!("the action `{}` is both automated and human", owner.name);
            checker.report(
                Diagnostic::new(Code::ClashingClauses, one.max(other), message)
                    .related(one.min(other), "it contradicts this")
                    .help("keep one of them"),
            );
            Execution::Automated
        }
    }
}

/// E0301: the host's answer is the name of a person, so the field is a text.
fn assignment(
    checker: &mut Checker<'_>,
    target: &ast::Path,
    from: &ast::Path,
    rotation: bool,
    scope: &Scope<'_>,
) -> Option<Assign> {
    let field = checker.field_target(target, "assigned", scope);
    let team = checker.who(from, false, scope);
    let (field, ty) = field?;
    if ty.scalar != Scalar::Text || ty.set {
        let message = format!("`assign` names a person, and `{}` is no text", written(target));
        checker.wrong_type(Code::TypeMismatch, target.place.0, message, "assign to a field of type `text?`");
        return None;
    }
    Some(Assign { field, team: team?, rotation })
}
