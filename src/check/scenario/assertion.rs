//! `then`: what must have followed.

use super::super::context::Checker;
use super::super::expr::one;
use super::super::symbols::{Subject, Subjects, Symbol};
use super::super::wording;
use super::cast::Around;
use crate::ast::{self, BecauseReason, Name};
use crate::diagnostic::Code;
use crate::ir::*;

/// One assertion, and the instance of which it is made.
pub(super) fn lower(
    checker: &mut Checker<'_>,
    assertion: &ast::Assertion,
    around: Around<'_>,
) -> Option<(Assertion, Option<u32>)> {
    let scope = around.scope;
    let (lowered, subject) = match assertion {
        ast::Assertion::Fires { names, subject, negated } => {
            let actors = actors(checker, names, subject.as_ref(), around);
            (if *negated { Assertion::NotFires(actors) } else { Assertion::Fires(actors) }, subject.as_ref())
        }
        ast::Assertion::Suppresses { names, subject, because } => {
            let actors = actors(checker, names, subject.as_ref(), around);
            let because = match because {
                Some(because) => Some(reason(checker, because)?),
                None => None,
            };
            (Assertion::Suppresses { actors, because }, subject.as_ref())
        }
        ast::Assertion::Defers { names, subject, until } => {
            let actors = actors(checker, names, subject.as_ref(), around);
            let until = until.as_ref().map(|until| checker.value(until, scope, Type::required(Scalar::Datetime)));
            (Assertion::Defers { actors, until }, subject.as_ref())
        }
        ast::Assertion::Cancels { names, subject } => {
            (Assertion::Cancels(actors(checker, names, subject.as_ref(), around)), subject.as_ref())
        }
        ast::Assertion::Starts { names, subject } => {
            let sequences = names.iter().filter_map(|name| checker.sequence(name)).collect();
            for name in names {
                of_its_object(checker, name, subject.as_ref(), around);
            }
            (Assertion::Starts(sequences), subject.as_ref())
        }
        ast::Assertion::Refuses(event) => (Assertion::Refuses(checker.event(event)?), None),
        ast::Assertion::Stage { stage: path, subject } => {
            let stage = checker.typer().stage(path);
            checker.complete &= stage.is_some();
            let instance = match subject {
                Some(name) => Some((checker.cast(name, around)?, name)),
                None => None,
            };
            let of = Subjects::of(&checker.symbols.subjects.stages, stage?);
            let what = format!("the stage `{}`", wording::path(path));
            if !checker.fits_instance(&what, of, instance, path.place.0, around) {
                return None;
            }
            (Assertion::Stage(stage?), subject.as_ref())
        }
        ast::Assertion::Holds(expr) => {
            let typed = checker.typer().assertion(expr, scope);
            (Assertion::Holds(typed.unwrap_or_else(|| checker.hole(expr.place.0))), None)
        }
    };
    let instance = match subject {
        Some(name) => Some(checker.cast(name, around)?),
        None => None,
    };
    Some((lowered, instance))
}

/// E0417: what is of one object never happens for an instance of another.
fn of_its_object(checker: &mut Checker<'_>, name: &Name, instance: Option<&Name>, around: Around<'_>) {
    let Some(instance) = instance else { return };
    let Some(declared) = checker.symbols.top.get(&name.text) else { return };
    let subject = checker.symbols.subjects.of_symbol(declared.what);
    let alias = around.scope.aliases.iter().find(|(alias, _)| *alias == instance.text);
    if let (Subject::Object(of), Some((_, Some(own)))) = (subject, alias)
        && of != *own
    {
        let (of, own) = (one(checker.object_called(of)), one(checker.object_called(*own)));
        let message = format!("`{}` is of {of}, and `{}` is {own}", name.text, instance.text);
        checker.error(Code::OtherObject, name.place.0, message);
    }
}

/// Actions and rules.
fn actors(checker: &mut Checker<'_>, names: &[Name], instance: Option<&Name>, around: Around<'_>) -> Vec<Actor> {
    for name in names {
        of_its_object(checker, name, instance, around);
    }
    let actor = |symbol| match symbol {
        Symbol::Action(id) => Some(Actor::Action(id)),
        Symbol::Rule(id) => Some(Actor::Rule(id)),
        _ => None,
    };
    names.iter().filter_map(|name| checker.resolve(name, "an action or rule", actor)).collect()
}

/// Why something was held back.
fn reason(checker: &mut Checker<'_>, because: &ast::Because) -> Option<Because> {
    let name = because.name.as_ref();
    match because.reason {
        BecauseReason::Consent => {
            named(checker, name, Because::Consent, "a channel or purpose", |symbol| match symbol {
                Symbol::Channel(id) => Some(Because::ChannelConsent(id)),
                Symbol::Purpose(id) => Some(Because::PurposeConsent(id)),
                _ => None,
            })
        }
        BecauseReason::Group => named(checker, name, Because::Group(None), "a group", |symbol| match symbol {
            Symbol::Group(id) => Some(Because::Group(Some(id))),
            _ => None,
        }),
        // A sequence suspends like a mode as long as it runs.
        BecauseReason::Mode => named(checker, name, Because::Mode(None), "a mode or sequence", |symbol| match symbol {
            Symbol::Mode(id) => Some(Because::Mode(Some(id))),
            Symbol::Sequence(id) => Some(Because::Sequence(id)),
            _ => None,
        }),
        BecauseReason::Cap => named(checker, name, Because::Cap(None), "a channel or purpose", |symbol| match symbol {
            Symbol::Channel(id) => Some(Because::Cap(Some(CapOwner::Channel(id)))),
            Symbol::Purpose(id) => Some(Because::Cap(Some(CapOwner::Purpose(id)))),
            _ => None,
        }),
        BecauseReason::Hours => named(checker, name, Because::Hours(None), "a channel", |symbol| match symbol {
            Symbol::Channel(id) => Some(Because::Hours(Some(id))),
            _ => None,
        }),
        BecauseReason::Limit => nameless(checker, name, "limit", Because::Limit),
        BecauseReason::Holdout => nameless(checker, name, "holdout", Because::Holdout),
    }
}

/// Of this one, or of `any`.
fn named(
    checker: &mut Checker<'_>,
    name: Option<&Name>,
    any: Because,
    wanted: &str,
    pick: impl Fn(Symbol) -> Option<Because>,
) -> Option<Because> {
    match name {
        None => Some(any),
        Some(name) => checker.resolve(name, wanted, pick),
    }
}

/// E0203: limits and holdouts have no names, they are the rule's.
fn nameless(checker: &mut Checker<'_>, name: Option<&Name>, word: &str, because: Because) -> Option<Because> {
    let Some(name) = name else { return Some(because) };
    let message = format!("a {word} has no name");
    let help = format!("it belongs to the rule that is held back: `because {word}`");
    checker.wrong_type(Code::WrongKind, name.place.0, message, &help);
    None
}
