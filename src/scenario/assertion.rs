//! What a `then` asks.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::happened::happened;
use super::report::CONDITION;
use super::runner::Runner;
use super::whose::Whose;
use super::{why, words};
use crate::calendar::Instant;
use crate::decide::{Cause, Reason, SequenceStep, Suppression};
use crate::ir::{ActionId, Actor, Assertion, Because, Blueprint, ExprId, ScenarioInstance, SequenceId, Value};
use crate::state::Why;

/// A `then` that failed.
pub(super) struct Missed {
    pub(super) expected: String,
    pub(super) happened: String,
    pub(super) why: Vec<String>,
}

/// `None` where it holds.
pub(super) fn check(runner: &Runner<'_>, assertion: &Assertion, instance: Option<&ScenarioInstance>) -> Option<Missed> {
    let mut missed = judge(runner, assertion, Whose(instance))?;
    // An action and its rule are held back for one reason.
    let mut said = std::collections::BTreeSet::new();
    missed.why.retain(|line| said.insert(line.clone()));
    Some(missed)
}

fn judge(runner: &Runner<'_>, assertion: &Assertion, whose: Whose<'_>) -> Option<Missed> {
    let ir = &*runner.program.ir;
    match assertion {
        Assertion::Fires(actors) => {
            let missing: Vec<Actor> = actors.iter().copied().filter(|actor| !fired(runner, *actor, whose)).collect();
            let why = missing.iter().flat_map(|actor| why::not_fired(runner, *actor, whose)).collect();
            (!missing.is_empty()).then(|| Missed {
                expected: format!("{} to fire{}", names(ir, &missing), whose.text()),
                happened: happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::NotFires(actors) => {
            let wrong: Vec<Actor> = actors.iter().copied().filter(|actor| fired(runner, *actor, whose)).collect();
            let why = wrong.iter().flat_map(|actor| why::fired(runner, *actor, whose)).collect();
            (!wrong.is_empty()).then(|| Missed {
                expected: format!("{} not to fire{}", names(ir, &wrong), whose.text()),
                happened: happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::Suppresses { actors, because } => {
            let held = |actor: &Actor| {
                let mut all = runner.decisions().flat_map(|decision| &decision.suppressed);
                all.any(|held| {
                    whose.meant(held.of.as_ref())
                        && concerns(held, *actor)
                        && because.is_none_or(|because| is(ir, &held.reason, because))
                })
            };
            let missing: Vec<Actor> = actors.iter().copied().filter(|actor| !held(actor)).collect();
            let why = missing.iter().flat_map(|actor| why::not_held(runner, *actor, whose)).collect();
            let because = because.map(|because| words::because(ir, because)).unwrap_or_default();
            (!missing.is_empty()).then(|| Missed {
                expected: format!("{} to be held back{}{because}", names(ir, &missing), whose.text()),
                happened: happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::Defers { actors, until } => defers(runner, actors, *until, whose),
        Assertion::Cancels(actors) => {
            let cancelled = |actor: &Actor| {
                let mut all = runner.decisions().flat_map(|decision| &decision.cancelled);
                all.any(|one| whose.meant(one.of.as_ref()) && asked_by(one.action, one.cause, *actor))
            };
            let missing: Vec<Actor> = actors.iter().copied().filter(|actor| !cancelled(actor)).collect();
            let why = missing.iter().flat_map(|actor| why::not_cancelled(runner, *actor, whose)).collect();
            (!missing.is_empty()).then(|| Missed {
                expected: format!("{} to be cancelled{}", names(ir, &missing), whose.text()),
                happened: happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::Starts(sequences) => {
            let started = |id: &SequenceId| {
                let mut all = runner.decisions().flat_map(|decision| &decision.sequences);
                all.any(|change| {
                    whose.meant(change.of.as_ref()) && change.sequence == *id && change.what == SequenceStep::Started
                })
            };
            let missing: Vec<SequenceId> = sequences.iter().copied().filter(|id| !started(id)).collect();
            let why = missing.iter().flat_map(|id| why::not_started(runner, *id, whose)).collect();
            let name = |id: &SequenceId| format!("`{}`", ir.sequences[*id].info.name);
            (!missing.is_empty()).then(|| Missed {
                expected: format!(
                    "{} to begin{}",
                    missing.iter().map(name).collect::<Vec<_>>().join(", "),
                    whose.text()
                ),
                happened: happened(ir, runner.decisions()),
                why,
            })
        }
        Assertion::Refuses(event) => {
            let refused =
                runner.decisions().any(|decision| decision.refused.is_some_and(|found| found.event == *event));
            (!refused).then(|| Missed {
                expected: format!("`{}` to be refused", ir.events[*event].info.name),
                happened: happened(ir, runner.decisions()),
                why: why::not_refused(runner, *event),
            })
        }
        Assertion::Stage(stage) => {
            let declared = &ir.stages[*stage];
            let journey = declared.journey;
            let now = match whose.0 {
                Some(one) => {
                    runner.state.instance_named(one.object, &one.name).and_then(|one| one.life().occupancy(journey))
                }
                None => runner.state.occupancy(journey),
            };
            let is_there = now.is_some_and(|place| place.since_in(ir, *stage).is_some());
            let now = now.map(|place| place.stage);
            (!is_there).then(|| Missed {
                expected: format!(
                    "`{}` to be in `{}`{}",
                    ir.journeys[journey].info.name,
                    declared.info.name,
                    whose.text()
                ),
                happened: match now {
                    Some(now) => format!("it is in `{}`", ir.stages[now].info.name),
                    None => "it is in no stage".to_owned(),
                },
                why: why::not_entered(runner, *stage, whose),
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

/// Whether each was deferred, or is: until then, where that is asked.
fn defers(runner: &Runner<'_>, actors: &[Actor], until: Option<ExprId>, whose: Whose<'_>) -> Option<Missed> {
    let ir = &*runner.program.ir;
    let until = match until.map(|until| runner.reader().instant(until)).transpose() {
        Ok(until) => until,
        Err(stuck) => return Some(Missed { expected: stuck.expected, happened: stuck.happened, why: Vec::new() }),
    };
    let fits = |found: Option<Instant>| until.is_none() || found == until;
    let deferred = |actor: &Actor| {
        let mut reported = runner.decisions().flat_map(|decision| &decision.deferred);
        let mut waiting = runner.state.core().waiting.iter();
        reported.any(|one| whose.meant(one.of.as_ref()) && asked_by(one.action, one.cause, *actor) && fits(one.until))
            || waiting.any(|one| match one.why {
                Why::Deferred { until, .. } => {
                    whose.is(&runner.state, one.subject) && asked_by(one.action, one.cause, *actor) && fits(until)
                }
                Why::Delayed { .. } => false,
            })
    };
    let missing: Vec<Actor> = actors.iter().copied().filter(|actor| !deferred(actor)).collect();
    let why = missing.iter().flat_map(|actor| why::not_held(runner, *actor, whose)).collect();
    let until = until.map(|until| format!(" until {until}")).unwrap_or_default();
    (!missing.is_empty()).then(|| Missed {
        expected: format!("{} to be deferred{}{until}", names(ir, &missing), whose.text()),
        happened: happened(ir, runner.decisions()),
        why,
    })
}

/// Whether an action or a rule fired.
fn fired(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> bool {
    runner.decisions().any(|decision| match actor {
        Actor::Action(action) => {
            decision.fired.iter().any(|firing| whose.meant(firing.of.as_ref()) && firing.action == action)
        }
        Actor::Rule(rule) => decision.rules.iter().any(|fired| whose.meant(fired.of.as_ref()) && fired.rule == rule),
    })
}

/// Whether what was held back is the action, or was asked for by the rule.
pub(super) fn concerns(held: &Suppression, actor: Actor) -> bool {
    held.what == actor || matches!(actor, Actor::Rule(rule) if held.causes.contains(&Cause::Rule(rule)))
}

/// Whether an action is meant, or the rule that asked for it is.
pub(super) fn asked_by(action: ActionId, cause: Cause, actor: Actor) -> bool {
    match actor {
        Actor::Action(meant) => action == meant,
        Actor::Rule(rule) => cause == Cause::Rule(rule),
    }
}

/// Whether a reason is the one that a scenario names.
fn is(ir: &Blueprint, reason: &Reason, because: Because) -> bool {
    match (reason, because) {
        (Reason::ChannelConsent { .. } | Reason::PurposeConsent { .. }, Because::Consent)
        | (Reason::Group { .. }, Because::Group(None))
        | (Reason::Mode { .. }, Because::Mode(None))
        | (Reason::Cap { .. }, Because::Cap(None))
        | (Reason::Hours { .. }, Because::Hours(None))
        | (Reason::Limit { .. }, Because::Limit)
        | (Reason::Holdout { .. }, Because::Holdout) => true,
        (Reason::ChannelConsent { channel, .. }, Because::ChannelConsent(wanted)) => *channel == wanted,
        (Reason::PurposeConsent { purpose, .. }, Because::PurposeConsent(wanted)) => *purpose == wanted,
        (Reason::Group { group, .. }, Because::Group(Some(wanted))) => *group == wanted,
        (Reason::Mode { mode, .. }, Because::Mode(Some(wanted))) => *mode == wanted,
        (Reason::Sequence { sequence }, Because::Sequence(wanted)) => *sequence == wanted,
        (Reason::Cap { cap, .. }, Because::Cap(Some(wanted))) => ir.caps[*cap].of == wanted,
        (Reason::Hours { channel, .. }, Because::Hours(Some(wanted))) => *channel == wanted,
        _ => false,
    }
}

fn names(ir: &Blueprint, actors: &[Actor]) -> String {
    actors.iter().map(|actor| format!("`{}`", words::name(ir, *actor))).collect::<Vec<_>>().join(", ")
}
