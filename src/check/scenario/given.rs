//! `given`: the state that a scenario starts from.

use super::super::context::Checker;
use super::super::symbols::{Scope, Symbol};
use super::values;
use crate::ast::{self, Expr, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// One thing that is given, at a line's `span`.
pub(super) fn lower(checker: &mut Checker<'_>, given: &ast::Given, span: Span, scope: &Scope<'_>) -> Option<Given> {
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
        ast::Given::Past { event, .. } => not_yet(checker, event.place.0, "given a past event"),
        ast::Given::HeldOut(rule) => not_yet(checker, rule.place.0, "given held out of"),
        ast::Given::Variant { variant, rule } => not_yet(checker, variant.place.0.to(rule.place.0), "given variant"),
        ast::Given::Running { sequence, .. } => not_yet(checker, sequence.place.0, "given running"),
        ast::Given::Mode(name) => not_yet(checker, name.place.0.to(span), "given mode"),
    }
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
            let _: Option<(FieldId, Type)> = checker.field_target(target, "given");
            return None;
        }
    };
    if checker.symbols.fields.contains_key(&name.text) {
        let (field, ty) = checker.field_target(target, "given")?;
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
            let _: Option<(FieldId, Type)> = checker.field_target(target, "given");
            None
        }
    }
}
