//! What a `then` asks.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::report::CONDITION;
use super::runner::Runner;
use super::why;
use crate::decide::{Cause, Reason, Suppression};
use crate::ir::{Actor, Assertion, Because, Blueprint, Id, Value};

/// A `then` that failed.
pub(super) struct Missed {
    pub(super) expected: String,
    pub(super) happened: String,
    pub(super) why: Vec<String>,
}

/// `None` where it holds.
pub(super) fn check(runner: &Runner<'_>, assertion: &Assertion) -> Option<Missed> {
    let mut missed = judge(runner, assertion)?;
    // An action and its rule are held back for one reason.
    let mut said = std::collections::BTreeSet::new();
    missed.why.retain(|line| said.insert(line.clone()));
    Some(missed)
}

fn judge(runner: &Runner<'_>, assertion: &Assertion) -> Option<Missed> {
    let ir = &*runner.program.ir;
    match assertion {
        Assertion::Fires(actors) => {
            let missing: Vec<Actor> = actors.iter().copied().filter(|actor| !fired(runner, *actor)).collect();
            let why = missing.iter().flat_map(|actor| why::not_fired(runner, *actor)).collect();
            (!missing.is_empty()).then(|| Missed {
                expected: format!("{} to fire", names(ir, &missing)),
                happened: why::happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::NotFires(actors) => {
            let wrong: Vec<Actor> = actors.iter().copied().filter(|actor| fired(runner, *actor)).collect();
            let why = wrong.iter().flat_map(|actor| why::fired(ir, runner, *actor)).collect();
            (!wrong.is_empty()).then(|| Missed {
                expected: format!("{} not to fire", names(ir, &wrong)),
                happened: why::happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::Suppresses { actors, because } => {
            let held = |actor: &Actor| {
                let mut all = runner.decisions().flat_map(|decision| &decision.suppressed);
                all.any(|held| concerns(held, *actor) && because.is_none_or(|because| is(&held.reason, because)))
            };
            let missing: Vec<Actor> = actors.iter().copied().filter(|actor| !held(actor)).collect();
            let why = missing.iter().flat_map(|actor| why::not_held(runner, *actor)).collect();
            let because = because.map(|because| why::because(ir, because)).unwrap_or_default();
            (!missing.is_empty()).then(|| Missed {
                expected: format!("{} to be held back{because}", names(ir, &missing)),
                happened: why::happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::Defers { .. } | Assertion::Cancels(_) | Assertion::Starts(_) => None,
        Assertion::Refuses(event) => {
            let refused =
                runner.decisions().any(|decision| decision.refused.is_some_and(|found| found.event == *event));
            (!refused).then(|| Missed {
                expected: format!("`{}` to be refused", ir.events[*event].info.name),
                happened: why::happened(ir, runner.decisions()),
                why: why::not_refused(runner, *event),
            })
        }
        Assertion::Stage(stage) => {
            let declared = &ir.stages[*stage];
            let journey = declared.journey;
            let now = runner.state.stages.get(journey.index()).map(|occupancy| occupancy.stage);
            (now != Some(*stage)).then(|| Missed {
                expected: format!("`{}` to be in `{}`", ir.journeys[journey].info.name, declared.info.name),
                happened: match now {
                    Some(now) => format!("it is in `{}`", ir.stages[now].info.name),
                    None => "it is nowhere".to_owned(),
                },
                why: why::not_entered(runner, *stage),
            })
        }
        Assertion::Holds(expr) => {
            let outcome = runner.value(*expr);
            let happened = match &outcome {
                Ok(Value::Bool(true)) => return None,
                Ok(_) => "it is false".to_owned(),
                Err(_) => "it is unknown".to_owned(),
            };
            Some(Missed { expected: CONDITION.to_owned(), happened, why: why::values(runner, *expr) })
        }
    }
}

/// Whether an action or a rule fired.
fn fired(runner: &Runner<'_>, actor: Actor) -> bool {
    runner.decisions().any(|decision| match actor {
        Actor::Action(action) => decision.fired.iter().any(|firing| firing.action == action),
        Actor::Rule(rule) => decision.rules.contains(&rule),
    })
}

/// Whether what was held back is the action, or was asked for by the rule.
pub(super) fn concerns(held: &Suppression, actor: Actor) -> bool {
    held.what == actor || matches!(actor, Actor::Rule(rule) if held.causes.contains(&Cause::Rule(rule)))
}

fn is(reason: &Reason, because: Because) -> bool {
    match (reason, because) {
        (Reason::ChannelConsent { .. } | Reason::PurposeConsent { .. }, Because::Consent)
        | (Reason::Group { .. }, Because::Group(None)) => true,
        (Reason::ChannelConsent { channel, .. }, Because::ChannelConsent(wanted)) => *channel == wanted,
        (Reason::PurposeConsent { purpose, .. }, Because::PurposeConsent(wanted)) => *purpose == wanted,
        (Reason::Group { group, .. }, Because::Group(Some(wanted))) => *group == wanted,
        _ => false,
    }
}

fn names(ir: &Blueprint, actors: &[Actor]) -> String {
    actors.iter().map(|actor| format!("`{}`", why::name(ir, *actor))).collect::<Vec<_>>().join(", ")
}
