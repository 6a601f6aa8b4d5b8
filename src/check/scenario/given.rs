//! `given`: the state that a scenario starts from.

use super::super::clauses::is_damaged;
use super::super::context::Checker;
use super::super::symbols::{Scope, Symbol};
use super::values;
use crate::ast::{self, Expr, Name, Occurrence, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

/// One thing that is given.
pub(super) fn lower(checker: &mut Checker<'_>, given: &ast::Given, scope: &Scope<'_>) -> Option<Given> {
    match given {
        ast::Given::Stage { stage, subject } => {
            if !checker.no_instance("given stage … for", subject.as_ref()) {
                return None;
            }
            let stage = checker.typer().stage(stage);
            checker.complete &= stage.is_some();
            stage.map(Given::Stage)
        }
        ast::Given::Value { target, value } => assigned(checker, target, value, scope),
        ast::Given::Instance { object, id, .. } => not_yet(checker, object.place.0.to(id.place.0), "given an object"),
        ast::Given::Past { event, when } => past(checker, event, when, scope),
        ast::Given::HeldOut(name) => held_out(checker, name),
        ast::Given::Variant { variant, rule } => variant_of(checker, variant, rule),
        ast::Given::Running { sequence, step, subject } => {
            let alone = checker.no_instance("given running … for", subject.as_ref());
            let running = running(checker, sequence, step.as_ref());
            running.filter(|_| alone)
        }
        ast::Given::Mode(name) => checker.mode(name).map(Given::Mode),
    }
}

/// An event of the history. It is not judged, so it may be one that is refused now.
fn past(checker: &mut Checker<'_>, event: &Occurrence, when: &ast::PastTime, scope: &Scope<'_>) -> Option<Given> {
    let (event, payload) = super::happening::happened(checker, event, scope);
    let when = match when {
        ast::PastTime::Ago(length) => PastTime::Ago(checker.length(length)),
        ast::PastTime::At(expr) => PastTime::At(checker.value(expr, &values(scope), Type::required(Scalar::Datetime))),
    };
    Some(Given::Past { event: event?, payload, when })
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

fn not_yet(checker: &mut Checker<'_>, span: Span, what: &str) -> Option<Given> {
    checker.unsupported(span, what);
    None
}

/// A field, a score's total, or a setting.
fn assigned(checker: &mut Checker<'_>, target: &Path, value: &Expr, scope: &Scope<'_>) -> Option<Given> {
    let first = target.parts.first()?;
    if scope.columns.iter().any(|(name, ty)| ty.is_none() && *name == first.text) && target.parts.len() > 1 {
        checker.unsupported(target.place.0, "given a field of an object");
        return None;
    }
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
        Some((Symbol::Score(score), _)) => {
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
