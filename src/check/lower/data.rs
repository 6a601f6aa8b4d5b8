//! Fields, payloads and settings: defaults; events.

use super::super::context::Checker;
use super::super::nodes::{FieldNode, Node};
use super::super::symbols::{Scope, Subjects};
use super::governance::governance;
use super::opening_event;
use crate::ast::{self, Common, EventRow, FieldRow};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// Completes fields and parameters, lowers events and settings.
pub(super) fn all(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.fields.clone().into_iter().enumerate() {
        field(checker, FieldId::new(index), &node);
    }
    for (index, node) in checker.nodes.parameters.clone().into_iter().enumerate() {
        parameter(checker, ParameterId::new(index), &node);
    }
    for (index, node) in checker.nodes.settings.clone().into_iter().enumerate() {
        setting(checker, index, node);
    }
    let mut payloads = vec![Vec::new(); checker.nodes.events.len()];
    for (id, parameter) in checker.ir.parameters.iter() {
        if let Some(payload) = payloads.get_mut(parameter.event.index()) {
            payload.push(id);
        }
    }
    for ((index, node), parameters) in checker.nodes.events.clone().into_iter().enumerate().zip(payloads) {
        let event = event(checker, EventId::new(index), node, parameters);
        checker.ir.events.push(event);
    }
    for (index, node) in checker.nodes.objects.clone().into_iter().enumerate() {
        let ast = node.ast;
        let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
        if let Some(object) = checker.ir.objects.get_mut(ObjectId::new(index)) {
            (object.info, object.responsibilities) = (info, responsibilities);
        }
    }
    for node in checker.nodes.contacts.clone() {
        contact(checker, node);
    }
}

/// What is said of the contact as a whole.
fn contact(checker: &mut Checker<'_>, node: Node<'_, ast::Contact>) {
    let name = ast::Name { text: "contact".to_owned(), place: ast::Place(node.span) };
    let info = checker.info_alone("the contact", &name, node.ast.label.as_ref(), node.notes, &node.ast.body);
    // The importing file has the last word.
    checker.ir.contact = Some(info);
    let mut field = None;
    for clause in &node.ast.body.clauses {
        match &clause.kind {
            FieldRow::Field(found) => field = Some(found.name.text.as_str()),
            FieldRow::Common(Common::RenamedFrom(old)) => {
                let message = "the contact has no name that could have been another one";
                let (field, old) = (field.unwrap_or("name"), &old.text);
                checker.report(
                    Diagnostic::new(Code::UnknownClause, clause.place.0, message)
                        .help(format!("a field says it in braces of its own, `{field}: … {{ renamed from {old} }}`")),
                );
            }
            FieldRow::Common(_) => {}
        }
    }
}

fn field(checker: &mut Checker<'_>, id: FieldId, node: &FieldNode<'_>) {
    let ast = node.node.ast;
    let info = checker.info_alone("a field", &ast.name, ast.label.as_ref(), node.node.notes, &ast.body);
    let Some((object, ty)) = checker.ir.fields.get(id).map(|field| (field.object, field.ty)) else { return };
    let default = default(checker, ast.default.as_ref(), ty);
    let governance = governance(checker, &ast.body);
    if let Some(field) = checker.ir.fields.get_mut(id) {
        *field = Field { info, object, ty, default, governance };
    }
}

fn parameter(checker: &mut Checker<'_>, id: ParameterId, node: &FieldNode<'_>) {
    let ast = node.node.ast;
    let info = checker.info_alone("a payload", &ast.name, ast.label.as_ref(), node.node.notes, &ast.body);
    let Some((event, ty)) = checker.ir.parameters.get(id).map(|parameter| (parameter.event, parameter.ty)) else {
        return;
    };
    let default = default(checker, ast.default.as_ref(), ty);
    let governance = governance(checker, &ast.body);
    if let Some(parameter) = checker.ir.parameters.get_mut(id) {
        *parameter = Parameter { info, event, ty, default, governance };
    }
}

/// A set is empty where nothing else is said.
fn default(checker: &mut Checker<'_>, written: Option<&ast::Expr>, ty: Type) -> Option<Value> {
    match written {
        Some(expr) => checker.constant(expr, ty),
        None => ty.set.then(|| Value::set(Vec::new())),
    }
}

fn setting(checker: &mut Checker<'_>, index: usize, node: Node<'_, ast::Setting>) {
    let ast = node.ast;
    let info = checker.info_alone("a setting", &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let ty = checker.types.settings.get(index).copied().flatten();
    let default = ty.and_then(|ty| checker.constant(&ast.default, ty));
    let setting = Setting {
        info,
        ty: ty.unwrap_or(Type::required(Scalar::Bool)),
        default: default.unwrap_or(Value::Bool(false)),
    };
    checker.ir.settings.push(setting);
}

fn event(checker: &mut Checker<'_>, id: EventId, node: Node<'_, ast::Event>, parameters: Vec<ParameterId>) -> Event {
    let ast = node.ast;
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    // It is judged before anything has happened: `was` and `changed` mean nothing yet.
    let subject = Subjects::of(&checker.symbols.subjects.events, id);
    let scope = Scope { events: vec![id], ..Scope::of(subject) };
    let mut refuse_when = Vec::new();
    for clause in &ast.body.clauses {
        if let EventRow::Refuse(guard) = &clause.kind {
            refuse_when.push(checker.guard(guard, &scope));
        }
    }
    let subject = opening_event::subject(checker, ast, id, &parameters);
    Event { info, subject, parameters, refuse_when, responsibilities }
}
