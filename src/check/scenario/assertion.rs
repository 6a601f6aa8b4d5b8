//! `then`: what must have followed.

use super::super::context::Checker;
use super::super::symbols::{Scope, Symbol};
use crate::ast::{self, BecauseReason, Name};
use crate::ir::*;
use crate::text::Span;

/// One assertion, at a line's `span`.
pub(super) fn lower(
    checker: &mut Checker<'_>,
    assertion: &ast::Assertion,
    span: Span,
    scope: &Scope<'_>,
) -> Option<Assertion> {
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
        ast::Assertion::Defers { .. } => not_yet(checker, span, "then defers"),
        ast::Assertion::Cancels { .. } => not_yet(checker, span, "then cancels"),
        ast::Assertion::Starts { .. } => not_yet(checker, span, "then starts"),
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

fn not_yet(checker: &mut Checker<'_>, span: Span, what: &str) -> Option<Assertion> {
    checker.unsupported(span, what);
    None
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

/// Why something was held back; the restraints that are there.
fn reason(checker: &mut Checker<'_>, because: &ast::Because) -> Option<Because> {
    let word = match because.reason {
        BecauseReason::Consent => return consent(checker, because.name.as_ref()),
        BecauseReason::Group => {
            return match &because.name {
                None => Some(Because::Group(None)),
                Some(name) => checker.group(name).map(|group| Because::Group(Some(group))),
            };
        }
        BecauseReason::Mode => "because mode",
        BecauseReason::Cap => "because cap",
        BecauseReason::Hours => "because hours",
        BecauseReason::Limit => "because limit",
        BecauseReason::Holdout => "because holdout",
    };
    checker.unsupported(because.place.0, word);
    None
}

/// Of any channel or purpose, or of this one.
fn consent(checker: &mut Checker<'_>, name: Option<&Name>) -> Option<Because> {
    let Some(name) = name else { return Some(Because::Consent) };
    checker.resolve(name, "a channel or purpose", |symbol| match symbol {
        Symbol::Channel(id) => Some(Because::ChannelConsent(id)),
        Symbol::Purpose(id) => Some(Because::PurposeConsent(id)),
        _ => None,
    })
}
