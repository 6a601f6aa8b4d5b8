//! `given`: the state that a scenario starts from.

use super::super::clauses::is_damaged;
use super::super::context::Checker;
use super::super::expr::one;
use super::super::symbols::{Scope, Subject, Subjects, Symbol};
use super::super::wording;
use super::cast::Around;
use super::values;
use crate::ast::{self, Expr, Name, Occurrence, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

/// One thing that is given.
pub(super) fn lower(checker: &mut Checker<'_>, given: &ast::Given, around: Around<'_>) -> Option<Given> {
    match given {
        ast::Given::Stage { stage: path, subject } => {
            let stage = checker.typer().stage(path);
            checker.complete &= stage.is_some();
            let instance = instance(checker, subject.as_ref(), around)?;
            let of = Subjects::of(&checker.symbols.subjects.stages, stage?);
            let what = format!("the stage `{}`", wording::path(path));
            let fits = checker.fits_instance(&what, of, instance, path.place.0, around);
            stage.filter(|_| fits).map(|stage| of_instance(Given::Stage(stage), instance))
        }
        ast::Given::Value { target, value } => assigned(checker, target, value, around),
        ast::Given::Instance { id, fields, stages, .. } => there(checker, id, fields, stages, around),
        ast::Given::Past { event, when } => past(checker, event, when, around),
        ast::Given::HeldOut(name) => held_out(checker, name),
        ast::Given::Variant { variant, rule } => variant_of(checker, variant, rule),
        ast::Given::Running { sequence, step, subject } => {
            let running = running(checker, sequence, step.as_ref());
            let instance = instance(checker, subject.as_ref(), around)?;
            let declared = checker.symbols.top.get(&sequence.text)?.what;
            let of = checker.symbols.subjects.of_symbol(declared);
            let what = format!("the sequence `{}`", sequence.text);
            // A run of a sequence of the contact may be of an instance that set it off.
            let fits = of == Subject::Contact || checker.fits_instance(&what, of, instance, sequence.place.0, around);
            running.filter(|_| fits).map(|given| of_instance(given, instance))
        }
        ast::Given::Mode(name) => {
            let mode = checker.mode(name)?;
            let of = Subjects::of(&checker.symbols.subjects.modes, mode);
            let what = format!("the mode `{}`", name.text);
            if of != Subject::Contact {
                checker.poisoned();
                let found = Diagnostic::new(Code::WhichInstance, name.place.0, format!("{what} is of an object"));
                checker.report(found.help("only a mode of the contact is given; let the event happen that begins it"));
                return None;
            }
            Some(Given::Mode(mode))
        }
    }
}

/// The instance of `for t1`. The outer `None`: it could not be read.
#[expect(clippy::option_option, reason = "said or not, right or wrong")]
fn instance<'n>(
    checker: &mut Checker<'_>,
    name: Option<&'n Name>,
    around: Around<'_>,
) -> Option<Option<(u32, &'n Name)>> {
    match name {
        None => Some(None),
        Some(name) => checker.cast(name, around).map(|id| Some((id, name))),
    }
}

fn of_instance(given: Given, instance: Option<(u32, &Name)>) -> Given {
    match instance {
        Some((instance, _)) => Given::Of { instance, given: Box::new(given) },
        None => given,
    }
}

/// `given ticket t1 { impact: blocking } in stage fresh`
fn there(
    checker: &mut Checker<'_>,
    id: &Name,
    fields: &[ast::NamedValue],
    stages: &[Path],
    around: Around<'_>,
) -> Option<Given> {
    let instance = checker.cast(id, around)?;
    let object = around.cast.object(instance)?;
    let owner = one(checker.object_called(object));
    let known = checker.symbols.object_fields.get(&object).cloned().unwrap_or_default();
    let scope = values(around.scope);
    let mut given: indexmap::IndexMap<&str, Span> = indexmap::IndexMap::new();
    let mut lowered = Vec::new();
    for entry in fields {
        let (name, span) = (entry.name.text.as_str(), entry.name.place.0);
        if let Some(&first) = given.get(name) {
            let found = Diagnostic::new(Code::DuplicateName, span, format!("`{name}` stands twice"));
            checker.report(found.related(first, "it stands here first"));
            continue;
        }
        given.insert(name, span);
        match known.get(name).map(|declared| declared.what) {
            Some(Some(field)) => {
                let ty = checker.types.fields.get(field.index()).copied();
                lowered.extend(ty.map(|ty| (field, checker.value(&entry.value, &scope, ty))));
            }
            Some(None) => checker.poisoned(),
            None => {
                checker.poisoned();
                if !checker.symbols.may_be_declared(name) {
                    let near = did_you_mean(name, known.keys().map(String::as_str)).map(str::to_owned);
                    checker.unknown(Code::UnknownMember, span, format!("{owner} has no field `{name}`"), near);
                }
            }
        }
    }
    let all = checker.ir.objects.get(object).map(|object| object.fields.clone()).unwrap_or_default();
    let missing: Vec<String> = all
        .into_iter()
        .filter_map(|id| checker.ir.fields.get(id))
        .filter(|field| !field.ty.optional && !field.ty.set && field.default.is_none())
        .filter(|field| !given.contains_key(field.info.name.as_str()))
        .map(|field| format!("`{}`", field.info.name))
        .collect();
    if !missing.is_empty() {
        let message = format!("`{}` lacks {}", id.text, missing.join(", "));
        checker.wrong_type(
            Code::BadPayload,
            id.place.0,
            message,
            "give each a value: it is required, without a default",
        );
    }
    let mut in_stages = Vec::new();
    for path in stages {
        let Some(stage) = checker.typer().stage(path) else {
            checker.poisoned();
            continue;
        };
        let of = Subjects::of(&checker.symbols.subjects.stages, stage);
        let what = format!("the stage `{}`", wording::path(path));
        if checker.fits_instance(&what, of, Some((instance, id)), path.place.0, around) {
            in_stages.push(stage);
        }
    }
    Some(Given::Instance { instance, fields: lowered, stages: in_stages })
}

/// An event of the history. It is not judged, so it may be one that is refused now.
fn past(checker: &mut Checker<'_>, event: &Occurrence, when: &ast::PastTime, around: Around<'_>) -> Option<Given> {
    let scope = around.scope;
    let instance = past_instance(checker, event, around);
    let subject = event.subject.as_ref();
    let (event, payload) = super::happening::happened(checker, event, scope);
    let when = match when {
        ast::PastTime::Ago(length) => PastTime::Ago(checker.length(length)),
        ast::PastTime::At(expr) => PastTime::At(checker.value(expr, &values(scope), Type::required(Scalar::Datetime))),
    };
    Some(of_instance(Given::Past { event: event?, payload, when }, instance?.zip(subject)))
}

/// E0504: the instance of which an event was.
#[expect(clippy::option_option, reason = "said or not, right or wrong")]
fn past_instance(checker: &mut Checker<'_>, event: &Occurrence, around: Around<'_>) -> Option<Option<u32>> {
    let of = match checker.symbols.top.get(&event.event.text).map(|declared| declared.what) {
        Some(symbol @ Symbol::Event(_)) => checker.symbols.subjects.of_symbol(symbol),
        _ => Subject::Unknown,
    };
    if event.opens {
        checker.poisoned();
        let message = "what was opened before is given";
        let help = "write `given ticket t1 { … }`, and of the event `of t1`";
        checker.report(Diagnostic::new(Code::WhichInstance, event.event.place.0, message).help(help));
        return None;
    }
    let instance = instance(checker, event.subject.as_ref(), around)?;
    if of == Subject::Unknown {
        return Some(None);
    }
    let what = format!("`{}`", event.event.text);
    checker.fits_instance(&what, of, instance, event.event.place.0, around).then(|| instance.map(|(id, _)| id))
}

/// E0203: a rule that leaves somebody out.
fn held_out(checker: &mut Checker<'_>, name: &Name) -> Option<Given> {
    let id = checker.rule(name)?;
    let rule = checker.ir.rules.get(id)?;
    if rule.holdout == 0 && rule.split.is_empty() && !unread(checker, id) {
        let (message, span) = (format!("`{}` leaves nobody out", name.text), rule.info.span);
        checker.poisoned();
        checker.report(
            Diagnostic::new(Code::WrongKind, name.place.0, message)
                .related(span, "it has neither `holdout` nor `split`")
                .help("leave the line out, or let the rule say `holdout 10%`"),
        );
        return None;
    }
    Some(Given::HeldOut(id))
}

/// E0204: a variant of the rule's split.
fn variant_of(checker: &mut Checker<'_>, variant: &Name, rule: &Name) -> Option<Given> {
    let id = checker.rule(rule)?;
    let split = &checker.ir.rules.get(id)?.split;
    if let Some(at) = split.iter().position(|one| one.name == variant.text) {
        return Some(Given::Variant(id, u32::try_from(at).unwrap_or(u32::MAX)));
    }
    let near = did_you_mean(&variant.text, split.iter().map(|one| one.name.as_str())).map(str::to_owned);
    checker.poisoned();
    if !unread(checker, id) {
        let message = format!("the rule `{}` has no variant `{}`", rule.text, variant.text);
        checker.unknown(Code::UnknownMember, variant.place.0, message, near);
    }
    None
}

/// Whether a part of the rule could not be read: a split may stand there.
fn unread(checker: &Checker<'_>, rule: RuleId) -> bool {
    checker.nodes.rules.get(rule.index()).is_none_or(|rule| is_damaged(&rule.node.ast.body))
}

/// E0201: the first step, or one that has a name.
fn running(checker: &mut Checker<'_>, sequence: &Name, step: Option<&Name>) -> Option<Given> {
    let id = checker.sequence(sequence)?;
    let Some(name) = step else { return Some(Given::Running { sequence: id, step: 0 }) };
    let names = &checker.ir.sequences.get(id)?.names;
    if let Some(step) = names.get(&name.text) {
        return Some(Given::Running { sequence: id, step: step.first });
    }
    let near = did_you_mean(&name.text, names.keys().map(String::as_str)).map(str::to_owned);
    let nameless = names.is_empty();
    checker.poisoned();
    let damaged = checker.nodes.sequences.get(id.index()).is_none_or(|one| is_damaged(&one.node.ast.body));
    if damaged || checker.symbols.may_be_declared(&name.text) {
        return None;
    }
    let message = format!("the sequence `{}` has no step `{}`", sequence.text, name.text);
    if nameless {
        let found = Diagnostic::new(Code::UnknownName, name.place.0, message);
        checker.report(found.help(format!("name the step there: `step {} {{ … }}`", name.text)));
    } else {
        checker.unknown(Code::UnknownName, name.place.0, message, near);
    }
    None
}

/// A field of an instance, or the total of a score of its object.
fn assigned_to(
    checker: &mut Checker<'_>,
    object: ObjectId,
    target: &Path,
    name: &Name,
    value: &Expr,
    around: Around<'_>,
) -> Option<Given> {
    let scope = values(around.scope);
    let declared = checker.symbols.top.get(&name.text).map(|declared| declared.what);
    if let Some(Symbol::Score(score)) = declared
        && Subjects::of(&checker.symbols.subjects.scores, score) == Subject::Object(object)
    {
        return Some(Given::Score(score, checker.value(value, &scope, Type::required(Scalar::Int))));
    }
    let (field, ty) = checker.field_of_alias(object, target, name, "given")?;
    Some(Given::Field(field, checker.value(value, &scope, ty)))
}

/// A field, a score's total, or a setting.
fn assigned(checker: &mut Checker<'_>, target: &Path, value: &Expr, around: Around<'_>) -> Option<Given> {
    if let [alias, name] = target.parts.as_slice()
        && let Some((_, object)) = around.scope.aliases.iter().find(|(one, _)| *one == alias.text)
    {
        let instance = checker.cast(alias, around)?;
        let object = (*object)?;
        let given = assigned_to(checker, object, target, name, value, around)?;
        return Some(Given::Of { instance, given: Box::new(given) });
    }
    let scope = around.scope;
    let scope = values(scope);
    let name = match target.parts.as_slice() {
        [name] => name,
        [owner, name] if owner.text == "contact" => name,
        _ => {
            let _: Option<(FieldId, Type)> = checker.field_target(target, "given", &Scope::default());
            return None;
        }
    };
    if checker.symbols.fields.contains_key(&name.text) {
        let (field, ty) = checker.field_target(target, "given", &Scope::default())?;
        return Some(Given::Field(field, checker.value(value, &scope, ty)));
    }
    let declared = checker.symbols.top.get(&name.text).copied();
    match declared.map(|declared| (declared.what, declared.span)) {
        Some((Symbol::Score(score), span)) => {
            if let Subject::Object(of) = Subjects::of(&checker.symbols.subjects.scores, score) {
                let message = format!("`{}` is of {}", name.text, one(checker.object_called(of)));
                checker.poisoned();
                checker.report(
                    Diagnostic::new(Code::WhichInstance, target.place.0, message)
                        .related(span, "it is declared here")
                        .help(format!("say of which, `t1.{}`", name.text)),
                );
                return None;
            }
            Some(Given::Score(score, checker.value(value, &scope, Type::required(Scalar::Int))))
        }
        Some((Symbol::Setting(setting), _)) => {
            let ty = checker.types.settings.get(setting.index()).copied().flatten();
            checker.complete &= ty.is_some();
            Some(Given::Setting(setting, checker.value(value, &scope, ty?)))
        }
        // A field that could not be read may have the name of something else.
        Some(_) if checker.symbols.may_be_declared(&name.text) => {
            checker.poisoned();
            None
        }
        Some((Symbol::Poisoned, _)) => {
            checker.poisoned();
            None
        }
        Some((other, span)) => {
            let message = format!("`{}` is {}, it can't be given", name.text, other.kind());
            checker.poisoned();
            checker.report(
                Diagnostic::new(Code::WrongKind, target.place.0, message)
                    .related(span, "it is declared here")
                    .help("give a stage, a field, the total of a score, or a setting"),
            );
            None
        }
        None => {
            let _: Option<(FieldId, Type)> = checker.field_target(target, "given", &Scope::default());
            None
        }
    }
}
