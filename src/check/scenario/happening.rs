//! `when`: one input, with an event, changes, or both.

use indexmap::IndexMap;

use super::super::context::Checker;
use super::super::symbols::Scope;
use super::values;
use crate::ast::{Expr, Happening, NamedValue, Occurrence};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

/// One `when`.
pub(super) fn lower(checker: &mut Checker<'_>, all: &[Happening], scope: &Scope<'_>) -> ScenarioLineKind {
    let mut first: Option<&Occurrence> = None;
    let (mut event, mut payload, mut changes) = (None, Vec::new(), Vec::new());
    let mut changed: IndexMap<FieldId, Span> = IndexMap::new();
    for one in all {
        match one {
            Happening::Event(occurrence) => match first {
                None => {
                    first = Some(occurrence);
                    (event, payload) = happened(checker, occurrence, scope);
                }
                Some(before) => one_event(checker, before, occurrence),
            },
            Happening::Change { target, value } => {
                let head = target.parts.first().map_or("", |name| name.text.as_str());
                if target.parts.len() > 1 && scope.columns.iter().any(|(name, ty)| ty.is_none() && name == head) {
                    checker.unsupported(target.place.0, "when a field of an object changes");
                    continue;
                }
                let Some((field, ty)) = checker.field_target(target, "changed", &Scope::default()) else { continue };
                changed_once(checker, &mut changed, field, target.place.0);
                changes.push((field, fitting(checker, value, scope, ty)));
            }
        }
    }
    ScenarioLineKind::When { event, payload, changes }
}

/// E0502: an input carries one event.
fn one_event(checker: &mut Checker<'_>, first: &Occurrence, second: &Occurrence) {
    checker.report(
        Diagnostic::new(Code::ScenarioOrder, second.event.place.0, "one `when` takes one event")
            .related(first.event.place.0, "the first stands here")
            .help("write a second `when`"),
    );
}

/// E0202: an input changes a field once.
fn changed_once(checker: &mut Checker<'_>, seen: &mut IndexMap<FieldId, Span>, field: FieldId, span: Span) {
    match seen.get(&field) {
        Some(&first) => checker.report(
            Diagnostic::new(Code::DuplicateName, span, "this field is changed twice at once")
                .related(first, "it is changed here first"),
        ),
        None => drop(seen.insert(field, span)),
    }
}

/// An event with its payload.
pub(super) fn happened(
    checker: &mut Checker<'_>,
    occurrence: &Occurrence,
    scope: &Scope<'_>,
) -> (Option<EventId>, Vec<(ParameterId, ExprId)>) {
    if !checker.no_instance(if occurrence.opens { "when … as" } else { "when … of" }, occurrence.subject.as_ref()) {
        return (None, Vec::new());
    }
    let Some(event) = checker.event(&occurrence.event) else { return (None, Vec::new()) };
    let names = checker.symbols.parameters.get(&event).cloned().unwrap_or_default();
    let mut given: IndexMap<&str, Span> = IndexMap::new();
    let mut payload = Vec::new();
    let mut mistyped = false;
    for entry in &occurrence.payload {
        let span = entry.name.place.0;
        if let Some(&first) = given.get(entry.name.text.as_str()) {
            let message = format!("`{}` stands twice", entry.name.text);
            let found = Diagnostic::new(Code::DuplicateName, span, message);
            checker.report(found.related(first, "it stands here first"));
            continue;
        }
        given.insert(&entry.name.text, span);
        match names.get(&entry.name.text).copied() {
            None => {
                mistyped = true;
                not_in_payload(checker, occurrence, entry, &names);
            }
            Some(None) => checker.poisoned(),
            Some(Some(id)) => {
                let ty = checker.types.parameters.get(id.index()).copied();
                let value = ty.map(|ty| fitting(checker, &entry.value, scope, ty));
                payload.extend(value.map(|value| (id, value)));
            }
        }
    }
    // What seems to be missing may be what has another name here.
    if !mistyped {
        all_is_given(checker, occurrence, event, &given);
    }
    (Some(event), payload)
}

/// E0308: the event has no such field.
fn not_in_payload(
    checker: &mut Checker<'_>,
    occurrence: &Occurrence,
    entry: &NamedValue,
    names: &IndexMap<String, Option<ParameterId>>,
) {
    checker.poisoned();
    if checker.symbols.may_be_declared(&entry.name.text) {
        return;
    }
    let message = format!("the event `{}` carries no `{}`", occurrence.event.text, entry.name.text);
    let near = did_you_mean(&entry.name.text, names.keys().map(String::as_str)).map(str::to_owned);
    checker.unknown(Code::BadPayload, entry.name.place.0, message, near);
}

/// E0308: what is required and has no default is given.
fn all_is_given(checker: &mut Checker<'_>, occurrence: &Occurrence, event: EventId, given: &IndexMap<&str, Span>) {
    let Some(parameters) = checker.ir.events.get(event).map(|event| event.parameters.clone()) else { return };
    let missing: Vec<String> = parameters
        .into_iter()
        .filter_map(|id| checker.ir.parameters.get(id))
        .filter(|one| !one.ty.optional && one.default.is_none() && !given.contains_key(one.info.name.as_str()))
        .map(|one| format!("`{}`", one.info.name))
        .collect();
    if !missing.is_empty() {
        let message = format!("the event `{}` lacks {}", occurrence.event.text, missing.join(", "));
        let help = "give each a value, or declare it with `?` or a default";
        checker.wrong_type(Code::BadPayload, occurrence.event.place.0, message, help);
    }
}

/// E0308: a value that fits its declaration.
fn fitting(checker: &mut Checker<'_>, value: &Expr, scope: &Scope<'_>, ty: Type) -> ExprId {
    let before = checker.diagnostics.len();
    let lowered = checker.value(value, &values(scope), ty);
    for found in checker.diagnostics.iter_mut().skip(before) {
        if matches!(found.code, Code::TypeMismatch | Code::BadOptional) && found.span == Some(value.place.0) {
            found.code = Code::BadPayload;
        }
    }
    lowered
}
