//! At most so many in a time.

use super::Held;
use super::tally::{Tally, kept, surplus};
use crate::calendar::Instant;
use crate::decide::eval::Scene;
use crate::decide::{Program, Reason};
use crate::ir::{ActionId, Blueprint, Cap, CapId, CapOwner, Id};
use crate::state::{ContactState, Hold};

/// The caps that count and hold an action: those of channels, then those of purposes.
pub(super) fn caps_of(ir: &Blueprint, action: ActionId) -> impl Iterator<Item = CapId> {
    ir.caps.iter().filter(move |(_, cap)| counts(ir, cap, action)).map(|(id, _)| id)
}

fn counts(ir: &Blueprint, cap: &Cap, action: ActionId) -> bool {
    let action = &ir.actions[action];
    if action.purpose.is_some_and(|purpose| ir.purposes[purpose].transactional || cap.exempt.contains(&purpose)) {
        return false;
    }
    match cap.of {
        CapOwner::Channel(_) => cap.channels.contains(&action.channel),
        CapOwner::Purpose(purpose) => {
            action.purpose == Some(purpose) && (cap.channels.is_empty() || cap.channels.contains(&action.channel))
        }
    }
}

/// The first cap that holds an action.
pub(in crate::decide) fn capped(scene: &Scene<'_>, action: ActionId) -> Option<Held> {
    caps_of(&scene.program.ir, action).find_map(|cap| held(scene, cap))
}

/// What a cap makes of an action that it counts.
pub(super) fn held(scene: &Scene<'_>, id: CapId) -> Option<Held> {
    let cap = &scene.program.ir.caps[id];
    // One of which it is unknown whether it holds, does.
    if cap.when.is_some_and(|when| scene.truth(when) == Ok(false)) {
        return None;
    }
    let tally = tally(scene, id);
    if !tally.is_full() {
        return None;
    }
    let reason = Reason::Cap { cap: id, amount: tally.amount, used: tally.used };
    Some(Held::new(reason, cap.handling, Hold::Cap(id), tally.free))
}

/// How much of a cap is used up.
pub(super) fn tally(scene: &Scene<'_>, id: CapId) -> Tally {
    let cap = &scene.program.ir.caps[id];
    let log = scene.now.state.core().caps.get(id.index()).map_or(&[][..], |log| log);
    Tally::of(scene, cap.amount, Some(cap.window), log.iter().copied())
}

/// An action has fired: all caps that count it do, whether they hold anything now or not.
pub(in crate::decide) fn count(state: &mut ContactState, program: &Program, action: ActionId, at: Instant) {
    let ir = &program.ir;
    for id in caps_of(ir, action) {
        let Some(log) = state.core_mut().caps.at_mut(id.index()) else { continue };
        log.insert(log.partition_point(|entry| *entry <= at), at);
        log.forget(surplus(log, kept(ir, ir.caps[id].amount), None, at, |entry| *entry));
    }
}
