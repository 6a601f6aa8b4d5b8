//! From an input to its decision.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::check::{Checked, check};
use super::eval::{Memo, Payload, Scene};
use super::log::Log;
use super::moment::Moment;
use super::observe::{MomentKind, Observer};
use super::remember::{forget, remember};
use super::world::World;
use super::{Decision, InputErrors, Notice, Program, Refusal};
use crate::calendar::{Instant, Zone};
use crate::ir::Value;
use crate::state::{ContactState, Input};
use crate::text::escape::shortened;

/// Decides, watched by `observer`.
pub(super) fn step<O: Observer>(
    program: &Program,
    state: &ContactState,
    input: &Input,
    observer: &mut O,
) -> Result<Decision, InputErrors> {
    let Checked { event, changes } = check(program, state, input)?;
    let late = input.at < state.clock;
    let at = input.at.max(state.clock);
    let mut next = state.clone();
    let mut log = Log::default();
    forget(&mut next.inputs, at);
    next.clock = at;
    let duplicate = input.id.as_ref().is_some_and(|id| next.inputs.contains_key(id));
    if !duplicate {
        if !next.settled {
            settle(program, state, &mut next, &mut log, observer);
        }
        // Without an event or a change, time has passed and that is all.
        if event.is_some() || !changes.is_empty() {
            log.refused = event.as_ref().and_then(|event| refusal(program, &next, at, event, observer));
            if log.refused.is_none() {
                observer.moment(MomentKind::Input, at);
                // What has been settled in this decision is what was before the moment.
                let settled = (!state.settled).then(|| next.clone());
                let before = settled.as_ref().unwrap_or(state);
                let world = World::new(program, at, event.as_ref(), before, &mut next);
                Moment::new(world, &mut log, observer).arrive(input.id.as_deref(), changes);
            }
            if let Some(id) = &input.id {
                remember(&mut next.inputs, id, at, &mut log);
            }
        }
        notice_zone(program, &next, at, &mut log);
    }
    log.scores = super::scores::changes(program, state, &next);
    let decision = Decision { late, duplicate, ..log.decision(next, at) };
    observer.done();
    Ok(decision)
}

/// A state that was built or loaded comes to rest, at its own clock.
fn settle<O: Observer>(
    program: &Program,
    state: &ContactState,
    next: &mut ContactState,
    log: &mut Log,
    observer: &mut O,
) {
    observer.moment(MomentKind::Settling, state.clock);
    let world = World::new(program, state.clock, None, state, next);
    Moment::new(world, log, observer).settle();
    next.settled = true;
}

/// The first `refuse when` that is true; an unknown one refuses nothing.
fn refusal<O: Observer>(
    program: &Program,
    state: &ContactState,
    at: Instant,
    payload: &Payload,
    observer: &mut O,
) -> Option<Refusal> {
    let conditions = &program.ir.events[payload.event].refuse_when;
    if conditions.is_empty() {
        return None;
    }
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, at, Some(payload));
    let mut refused = None;
    for (condition, &expr) in conditions.iter().enumerate() {
        observer.refusal(&scene, payload.event, expr);
        if refused.is_none() && scene.truth(expr) == Ok(true) {
            refused = Some(Refusal { event: payload.event, condition });
        }
    }
    refused
}

/// Says that the contact's zone is not in the database.
fn notice_zone(program: &Program, state: &ContactState, at: Instant, log: &mut Log) {
    let Some(expr) = program.ir.timezone.contact else { return };
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, at, None);
    if let Ok(Value::Text(name)) = scene.value(expr).as_deref()
        && name.parse::<Zone>().is_err()
    {
        log.notice(Notice::UnknownZone { zone: shortened(name) });
    }
}
