//! `then`: what must have followed.

use super::super::context::Checker;
use super::super::symbols::{Scope, Symbol};
use crate::ast::{self, BecauseReason, Name};
use crate::diagnostic::Code;
use crate::ir::*;

/// One assertion.
pub(super) fn lower(checker: &mut Checker<'_>, assertion: &ast::Assertion, scope: &Scope<'_>) -> Option<Assertion> {
    match assertion {
        ast::Assertion::Fires { names, subject, negated } => {
            let alone = checker.no_instance("then fires … for", subject.as_ref());
            let actors = actors(checker, names);
            alone.then_some(if *negated { Assertion::NotFires(actors) } else { Assertion::Fires(actors) })
        }
        ast::Assertion::Suppresses { names, subject, because } => {
            let alone = checker.no_instance("then suppresses … for", subject.as_ref());
            let actors = actors(checker, names);
            let reason = because.as_ref().map(|because| reason(checker, because));
            match reason {
                Some(None) => None,
                Some(because) => alone.then_some(Assertion::Suppresses { actors, because }),
                None => alone.then_some(Assertion::Suppresses { actors, because: None }),
            }
        }
        ast::Assertion::Defers { names, subject, until } => {
            let alone = checker.no_instance("then defers … for", subject.as_ref());
            let actors = actors(checker, names);
            let until = until.as_ref().map(|until| checker.value(until, scope, Type::required(Scalar::Datetime)));
            alone.then_some(Assertion::Defers { actors, until })
        }
        ast::Assertion::Cancels { names, subject } => {
            let alone = checker.no_instance("then cancels … for", subject.as_ref());
            let actors = actors(checker, names);
            alone.then_some(Assertion::Cancels(actors))
        }
        ast::Assertion::Starts { names, subject } => {
            let alone = checker.no_instance("then starts … for", subject.as_ref());
            let sequences = names.iter().filter_map(|name| checker.sequence(name)).collect();
            alone.then_some(Assertion::Starts(sequences))
        }
        ast::Assertion::Refuses(event) => checker.event(event).map(Assertion::Refuses),
        ast::Assertion::Stage { stage, subject } => {
            if !checker.no_instance("then stage … for", subject.as_ref()) {
                return None;
            }
            let stage = checker.typer().stage(stage);
            checker.complete &= stage.is_some();
            stage.map(Assertion::Stage)
        }
        ast::Assertion::Holds(expr) => {
            let typed = checker.typer().assertion(expr, scope);
            Some(Assertion::Holds(typed.unwrap_or_else(|| checker.hole(expr.place.0))))
        }
    }
}

/// Actions and rules.
fn actors(checker: &mut Checker<'_>, names: &[Name]) -> Vec<Actor> {
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
