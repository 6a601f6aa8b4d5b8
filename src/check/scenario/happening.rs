//! `when`: one input, with an event, changes, or both.

use indexmap::IndexMap;

use super::super::context::Checker;
use super::super::expr::one;
use super::super::symbols::{Scope, Subject};
use super::cast::{Around, subject};
use super::values;
use crate::ast::{Expr, Happening, NamedValue, Occurrence};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

/// One `when`.
pub(super) fn lower(checker: &mut Checker<'_>, all: &[Happening], around: Around<'_>) -> ScenarioLineKind {
    let scope = around.scope;
    let mut first: Option<&Occurrence> = None;
    let (mut event, mut instance, mut payload) = (None, None, Vec::new());
    let (mut changes, mut instance_changes) = (Vec::new(), Vec::new());
    let mut changed: IndexMap<(Option<u32>, FieldId), Span> = IndexMap::new();
    for one in all {
        match one {
            Happening::Event(occurrence) => match first {
                None => {
                    first = Some(occurrence);
                    instance = concerned(checker, occurrence, around);
                    (event, payload) = happened(checker, occurrence, scope);
                }
                Some(before) => one_event(checker, before, occurrence),
            },
            Happening::Change { target, value } => {
                let span = target.place.0;
                if let [alias, name] = target.parts.as_slice()
                    && let Some((_, object)) = scope.aliases.iter().find(|(one, _)| *one == alias.text)
                {
                    let Some(of) = checker.cast(alias, around) else { continue };
                    let Some(object) = object else { continue };
                    let Some((field, ty)) = checker.field_of_alias(*object, target, name, "changed") else { continue };
                    changed_once(checker, &mut changed, (Some(of), field), span);
                    instance_changes.push((of, field, fitting(checker, value, scope, ty)));
                    continue;
                }
                let Some((field, ty)) = checker.field_target(target, "changed", &Scope::default()) else { continue };
                changed_once(checker, &mut changed, (None, field), span);
                changes.push((field, fitting(checker, value, scope, ty)));
            }
        }
    }
    ScenarioLineKind::When { event, instance, payload, changes, instance_changes }
}

impl Checker<'_> {
    /// `t1.owner`: a field of an instance that a scenario names.
    pub(super) fn field_of_alias(
        &mut self,
        object: ObjectId,
        target: &crate::ast::Path,
        name: &crate::ast::Name,
        done: &str,
    ) -> Option<(FieldId, Type)> {
        // As the object's own declarations say it.
        let owner = crate::ast::Name {
            text: self.object_called(object).to_owned(),
            place: target.parts.first().map_or(name.place, |alias| alias.place),
        };
        let path = crate::ast::Path { parts: vec![owner, name.clone()], place: target.place };
        self.field_target(&path, done, &Scope::of(Subject::Object(object)))
    }
}

/// E0504: the instance that an event opens or concerns.
fn concerned(checker: &mut Checker<'_>, occurrence: &Occurrence, around: Around<'_>) -> Option<u32> {
    let (event, span) = (occurrence.event.text.as_str(), occurrence.event.place.0);
    let wrong = |checker: &mut Checker<'_>, message: String, help: String| {
        checker.poisoned();
        checker.report(Diagnostic::new(Code::WhichInstance, span, message).help(help));
        None
    };
    let named = occurrence.subject.as_ref();
    let Some((object, opens, key)) = subject(checker, occurrence) else {
        let declared = checker.symbols.top.get(event).map(|declared| declared.what);
        return match (named, declared) {
            (Some(name), Some(symbol @ crate::check::symbols::Symbol::Event(_)))
                if checker.symbols.subjects.of_symbol(symbol) == Subject::Contact =>
            {
                let message = format!("`{event}` tells of no instance");
                let help = format!("leave `{}` out, or declare the event `of` its object", name.text);
                wrong(checker, message, help)
            }
            _ => None,
        };
    };
    let owner = one(checker.object_called(object));
    let always = matches!(kind_of(checker, occurrence), Some(crate::ast::EventSubjectKind::Opens));
    match (named, occurrence.opens) {
        (Some(_), true) if !opens => {
            let message = format!("`{event}` opens no instance");
            wrong(checker, message, format!("say of which one it tells: `{event} of t1`"))
        }
        (Some(_), true) => around.cast.opened(occurrence),
        (Some(_), false) if always => {
            let message = format!("`{event}` opens {owner}, and tells of none that is there");
            wrong(checker, message, format!("name the new one: `{event} as t1`"))
        }
        (Some(name), false) if key => {
            let message = format!("`{event}` finds {owner} by its payload");
            wrong(checker, message, format!("leave out `of {}`", name.text))
        }
        (Some(name), false) => {
            let instance = checker.cast(name, around)?;
            let what = format!("`{event}`");
            let fits = checker.fits_instance(&what, Subject::Object(object), Some((instance, name)), span, around);
            fits.then_some(instance)
        }
        (None, _) if key => None,
        (None, _) if opens => around.cast.opened(occurrence),
        (None, _) => {
            let message = format!("`{event}` tells of {owner}, and the scenario does not say of which");
            wrong(checker, message, format!("name it: `{event} of t1`"))
        }
    }
}

fn kind_of<'c>(checker: &'c Checker<'_>, occurrence: &Occurrence) -> Option<&'c crate::ast::EventSubjectKind> {
    let event = match checker.symbols.top.get(&occurrence.event.text)?.what {
        crate::check::symbols::Symbol::Event(event) => event,
        _ => return None,
    };
    Some(&checker.nodes.events.get(event.index())?.ast.subject.as_ref()?.kind)
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
fn changed_once(
    checker: &mut Checker<'_>,
    seen: &mut IndexMap<(Option<u32>, FieldId), Span>,
    field: (Option<u32>, FieldId),
    span: Span,
) {
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
