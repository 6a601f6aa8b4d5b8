//! Clauses of fields that govern them; `kpi` standing alone, `system`, `flow`.

use std::collections::HashMap;

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::nodes::Node;
use super::measure;
use crate::ast::{self, Body, FieldClause, FlowClause, KpiClause, Name};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// What is said of a value for those who answer for its protection.
pub(super) fn governance(checker: &mut Checker<'_>, body: &Body<FieldClause>) -> Governance {
    let (mut personal, mut basis) = (Slot::new("personal"), Slot::new("basis"));
    let (mut retain, mut source) = (Slot::new("retain"), Slot::new("source"));
    for clause in &body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            FieldClause::Personal => personal.put(checker, span, ()),
            FieldClause::Basis(name) => basis.put(checker, span, name),
            FieldClause::Retain(time) => retain.put(checker, span, time),
            FieldClause::Source(name) => source.put(checker, span, name),
            FieldClause::Common(_) => {}
        }
    }
    Governance {
        personal: personal.value().is_some(),
        basis: basis.value().and_then(|name| known_basis(checker, name)),
        retain: retain.value().map(|time| checker.length(time)),
        source: source.value().and_then(|name| checker.system(name)),
    }
}

/// E0204: the grounds are a closed list.
fn known_basis(checker: &mut Checker<'_>, name: &Name) -> Option<Basis> {
    let found = Basis::ALL.iter().find(|(word, _)| *word == name.text).map(|(_, basis)| *basis);
    if found.is_none() {
        checker.poisoned();
        let words = Basis::ALL.map(|(word, _)| word);
        let message = format!("`{}` is no ground on which data is kept; there are `{}`", name.text, words.join("`, `"));
        let near = crate::text::did_you_mean(&name.text, words).map(str::to_owned);
        checker.unknown(Code::UnknownMember, name.place.0, message, near);
    }
    found
}

/// Lowers figures, systems and flows.
pub(super) fn all(checker: &mut Checker<'_>) {
    for node in checker.nodes.kpis.clone() {
        let kpi = kpi(checker, node);
        checker.ir.kpis.push(kpi);
    }
    for node in checker.nodes.systems.clone() {
        let ast = node.ast;
        let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
        checker.ir.systems.push(System { info, responsibilities });
    }
    let (mut carried, mut whole) = (HashMap::new(), true);
    for node in checker.nodes.flows.clone() {
        // Nothing refers to a flow, so one that goes nowhere need not be stood in for.
        match flow(checker, node, &mut carried) {
            Some(flow) => drop(checker.ir.flows.push(flow)),
            None => whole = false,
        }
    }
    if whole {
        one_source(checker);
    }
}

fn kpi(checker: &mut Checker<'_>, node: Node<'_, ast::Kpi>) -> Kpi {
    let ast = node.ast;
    let owner = Owner::new("kpi", &ast.name, &ast.body);
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let mut figure: Option<(Span, Option<Measure>)> = None;
    for clause in &ast.body.clauses {
        let KpiClause::Measure(written) = &clause.kind else { continue };
        let span = clause.place.0;
        let lowered = measure::lower(checker, written, measure::Of::Kpi(&owner), span);
        match &figure {
            None => figure = Some((span, lowered)),
            Some((first, _)) => {
                let message = format!("`{}` measures two things", ast.name.text);
                checker.report(
                    Diagnostic::new(Code::DuplicateClause, span, message)
                        .related(*first, "the first stands here")
                        .help("declare a `kpi` for each"),
                );
            }
        }
    }
    if figure.is_none() {
        checker.missing(&owner, "no figure", "say what is measured, `volume of lead`");
    }
    let measure = figure.and_then(|(_, measure)| measure).unwrap_or_else(|| {
        checker.poisoned();
        Measure { kind: MeasureKind::Volume(StageId::new(0)), target: None, per: None, span: node.span }
    });
    Kpi { info, measure, responsibilities }
}

/// Where each field stands that is carried from one system to another.
type CarriedAt = HashMap<(SystemId, SystemId, FieldId), Span>;

fn flow(checker: &mut Checker<'_>, node: Node<'_, ast::Flow>, carried: &mut CarriedAt) -> Option<Flow> {
    let ast = node.ast;
    let name = Name {
        text: format!("{}->{}", ast.from.text, ast.to.text),
        place: ast::Place(ast.from.place.0.to(ast.to.place.0)),
    };
    let (info, responsibilities) = checker.info(&name, ast.label.as_ref(), node.notes, &ast.body);
    let (from, to) = (checker.system(&ast.from), checker.system(&ast.to));
    if from.is_some() && from == to {
        let message = format!("data that goes from `{}` to `{}` goes nowhere", ast.from.text, ast.to.text);
        checker.report(
            Diagnostic::new(Code::BadFlow, name.place.0, message)
                .help("name the system that it comes from, and another"),
        );
    }
    let (mut carries, mut every) = (Vec::new(), Slot::new("every"));
    for clause in &ast.body.clauses {
        match &clause.kind {
            FlowClause::Carries(paths) => carries.extend(paths.iter().filter_map(|path| {
                let scope = checker.scope_of_path(path);
                let (field, _) = checker.field_target(path, "carried", &scope)?;
                Some((field, path))
            })),
            FlowClause::Every(time) => every.put(checker, clause.place.0, time),
            FlowClause::Common(_) => {}
        }
    }
    let every = every.value().map(|time| checker.length(time));
    let (from, to) = (from?, to?);
    let carries = carries.into_iter().filter_map(|(field, path)| {
        let span = path.place.0;
        if let Some(first) = carried.insert((from, to, field), span) {
            let message =
                format!("`{}` goes twice from `{}` to `{}`", super::effect::written(path), ast.from.text, ast.to.text);
            checker.report(
                Diagnostic::new(Code::DuplicateName, span, message)
                    .related(first, "it is carried here first")
                    .help("leave it out in one place"),
            );
            return None;
        }
        Some(Carried { field, span })
    });
    let carries = carries.collect();
    Some(Flow { info, from, to, carries, every, responsibilities, span: node.span })
}

/// E0420: one system gives a field, or nobody knows which is right.
fn one_source(checker: &mut Checker<'_>) {
    for Rivals { field, first, second, .. } in rivals(&checker.ir) {
        let name = |id: SystemId| checker.ir.systems.get(id).map_or("", |system| system.info.name.as_str());
        let field = checker.ir.fields.get(field).map_or("", |field| field.info.name.as_str());
        let message = format!("`{field}` comes from `{}` and from `{}`", name(first.0), name(second.0));
        let related = format!("it comes from `{}`", name(first.0));
        let help = format!(
            "let one system give the field, and carry it from there to `{}`; or leave it out here",
            name(second.0)
        );
        checker.report(Diagnostic::new(Code::BadFlow, second.1, message).related(first.1, related).help(help));
    }
}
