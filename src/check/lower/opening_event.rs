//! Events of instances: `opens ticket`, `of ticket`, `of order by number or opens`.

use super::super::context::Checker;
use super::super::expr::one;
use super::super::symbols::Subjects;
use crate::ast::{self, EventSubjectKind, Name};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// How the event meets its object. `None`: it tells of the contact alone, or what it tells of
/// could not be read.
pub(super) fn subject(
    checker: &mut Checker<'_>,
    event: &ast::Event,
    id: EventId,
    parameters: &[ParameterId],
) -> Option<EventSubject> {
    let said = event.subject.as_ref()?;
    let object = Subjects::of(&checker.symbols.subjects.events, id).object();
    checker.complete &= object.is_some();
    let object = object?;
    let (addressing, by) = match &said.kind {
        EventSubjectKind::Opens => (Addressing::Opens, None),
        EventSubjectKind::Of { by, or_opens: true } => (Addressing::OfOrOpens, by.as_ref()),
        EventSubjectKind::Of { by, or_opens: false } => (Addressing::Of, by.as_ref()),
    };
    let key = by.filter(|by| by.text != "id").and_then(|by| key(checker, event, object, by, parameters));
    if addressing != Addressing::Of {
        fills_the_instance(checker, event, object, parameters);
    }
    Some(EventSubject { object, addressing, key })
}

/// E0204, E0311: the field that finds the instance, and a value for it in the payload.
fn key(
    checker: &mut Checker<'_>,
    event: &ast::Event,
    object: ObjectId,
    by: &Name,
    parameters: &[ParameterId],
) -> Option<FieldId> {
    let owner = one(checker.object_called(object));
    let fields = checker.symbols.object_fields.get(&object)?;
    let Some(field) = fields.get(&by.text).map(|declared| declared.what) else {
        let near = crate::text::did_you_mean(&by.text, fields.keys().map(String::as_str).chain(["id"]));
        let near = near.map(str::to_owned);
        checker.poisoned();
        if !checker.symbols.may_be_declared(&by.text) {
            let message = format!("{owner} has no field `{}`", by.text);
            checker.unknown(Code::UnknownMember, by.place.0, message, near);
        }
        return None;
    };
    checker.complete &= field.is_some();
    let field = field?;
    let ty = checker.types.fields.get(field.index()).copied()?;
    let named = parameters.iter().filter_map(|id| checker.ir.parameters.get(*id));
    let carried = named.into_iter().find(|parameter| parameter.info.name == by.text).map(|one| (one.ty, one.info.span));
    let poisoned = checker.symbols.parameters.values().any(|names| names.get(&by.text) == Some(&None));
    let wrong = match carried {
        None if poisoned => return None,
        None => Some((
            format!("the event `{}` carries no `{}`, by which it would find {owner}", event.name.text, by.text),
            None,
        )),
        Some((carried, span)) if carried.optional => {
            Some((format!("`{}` may be unset, and finds {owner}", by.text), Some(span)))
        }
        Some((carried, span)) if carried.scalar != ty.scalar || carried.set || ty.set => {
            Some((format!("`{}` has another type in the event than in {owner}", by.text), Some(span)))
        }
        Some(_) => None,
    };
    if let Some((message, span)) = wrong {
        let help = format!("give the payload a field `{}: {}.{0}` without `?`", by.text, checker.object_called(object));
        checker.poisoned();
        let found = Diagnostic::new(Code::BadOpening, by.place.0, message).help(help);
        checker.report(match span {
            Some(span) => found.related(span, "the payload's field"),
            None => found,
        });
        return None;
    }
    Some(field)
}

/// E0311: the fields of the new instance take the values of the payload's fields of their names,
/// so their types fit, and none that needs a value is left without.
fn fills_the_instance(checker: &mut Checker<'_>, event: &ast::Event, object: ObjectId, parameters: &[ParameterId]) {
    let fields = checker.ir.objects.get(object).map(|object| object.fields.clone()).unwrap_or_default();
    let owner = one(checker.object_called(object));
    let damaged = super::super::clauses::is_damaged(&event.body);
    let mut found = Vec::new();
    for field in fields.into_iter().filter_map(|id| checker.ir.fields.get(id)) {
        let name = &field.info.name;
        let needed = !field.ty.optional && field.default.is_none();
        let carried = parameters.iter().filter_map(|id| checker.ir.parameters.get(*id));
        let carried = carried.into_iter().find(|parameter| parameter.info.name == *name);
        let Some(carried) = carried else {
            if needed && !damaged && !field.ty.set {
                let message = format!("`{}` opens {owner} without its `{name}`, which has no default", event.name.text);
                let help = format!("add `{name}` to the payload, or give the field a default or a `?`");
                found.push(
                    Diagnostic::new(Code::BadOpening, event.name.place.0, message)
                        .related(field.info.span, "the field that needs a value")
                        .help(help),
                );
            }
            continue;
        };
        let (message, help) = if carried.ty.scalar != field.ty.scalar || carried.ty.set != field.ty.set {
            let message = format!("`{name}` has another type here than in {owner}, whose field takes its value");
            let help = format!("write `{name}: {}.{name}`, or choose another name", checker.object_called(object));
            (message, help)
        } else if needed && carried.ty.optional {
            let message = format!("`{name}` may be unset here, and {owner} needs it");
            (message, "leave out the `?`, or give one of the two a default".to_owned())
        } else {
            continue;
        };
        let place = carried.info.span;
        let found_here = Diagnostic::new(Code::BadOpening, place, message);
        found.push(found_here.related(field.info.span, "the field that takes its value").help(help));
    }
    if !found.is_empty() {
        checker.poisoned();
    }
    found.into_iter().for_each(|one| checker.report(one));
}
