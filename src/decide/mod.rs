//! Deciding: what follows from an input for one contact.
//!
//! [`Blueprint::decide`](crate::Blueprint::decide) is pure: the same blueprint, state and input give
//! the same [`Decision`], and none of them is changed. It never panics and reads no clock.
//! [`Blueprint::explain`](crate::Blueprint::explain) runs the same code with someone watching and
//! tells what was judged, on which values.
//!
//! - `decision`: what is answered, with `firing`, `firings`, `held` and `changes`.
//! - `check`: the input against the blueprint; `step`: settling, refusal, the moment.
//! - `brisk`: events that need no rounds; `moment`: rounds until quiet; `judge`: guards against one picture; `write`: effects
//!   and which of several writes stands; `restrain`: which actions fire; `restraint`: what
//!   holds them back.
//! - `sequence`: runs of sequences, a part of each round; `waiting`: what waits, comes up, is cancelled.
//! - `marks`: the next instant at which time alone brings something about; `timing`, `due`, `flip`: triggers and
//!   guards over time; `history`, `fade`: what is remembered and fades; `fade_alone`: fading of which nothing comes.
//! - `eval`: the one evaluator of expressions.
//! - `explain`: the watcher, and expressions as text.

// Ids of a valid blueprint always index its arenas; nothing else is indexed, and no number may wrap.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing
    )
)]

mod border;
mod brisk;
mod candidate;
pub(crate) mod chance;
mod changes;
mod check;
mod decision;
mod desk;
mod difference;
mod display;
mod due;
mod error;
pub(crate) mod eval;
pub mod explain;
mod fade;
mod fade_alone;
mod few;
mod fired;
mod firing;
mod firings;
mod flip;
mod held;
mod history;
mod judge;
mod log;
mod marks;
mod moment;
mod names;
mod notice;
mod observe;
mod outlook;
mod people;
mod points;
mod prepared;
mod program;
mod recall;
mod remember;
mod rest;
mod restless;
mod restrain;
mod restraint;
mod scores;
mod sequence;
mod serialize;
pub(crate) mod sla;
mod step;
mod timing;
mod unknown;
mod waiting;
mod world;
mod write;

pub use crate::ir::Cause;
pub use changes::{
    BlockedMove, ChangeCause, FieldChange, ModeChange, Move, ScoreChange, SequenceChange, SequenceStep, SlaChange,
    SlaStep, WriteConflict,
};
pub use decision::{Decision, FiredRule, InstanceRef, Refusal};
pub use error::{InputErrors, InputProblem};
pub use explain::Explanation;
pub(crate) use explain::explain;
pub use firing::{Assignment, Firing};
pub use firings::Firings;
pub use held::{CancelReason, Cancellation, Deferral, Planned, Reason, Suppression};
pub(crate) use names::Names;
pub use notice::{Notice, StartIgnored};
pub(crate) use outlook::{next_rule, next_transition};
pub use prepared::PreparedInput;
pub(crate) use program::Program;
pub use program::SettingError;
pub(crate) use recall::recall;
pub use sla::SlaReading;
pub use unknown::Unknown;

use crate::state::{ContactState, Input};

/// Decides what follows from an input.
///
/// # Errors
/// The input names what the blueprint does not have, or carries values that do not fit;
/// or the state belongs to another blueprint.
pub(crate) fn decide(program: &Program, state: &ContactState, input: &Input) -> Result<Decision, InputErrors> {
    check::same_blueprint(program, state.blueprint())?;
    let mut decision = Decision::blank(state.clone());
    step::step(program, &PreparedInput::new(program, input)?, &mut observe::Nobody, &mut decision)?;
    Ok(decision)
}

/// Decides what follows from an input of which the names have been looked up; the decision takes the place of another.
///
/// # Errors
/// The state or the input belongs to another blueprint, or the contact has no such instance.
#[inline]
pub(crate) fn decide_into(
    program: &Program,
    state: &ContactState,
    input: &PreparedInput,
    decision: &mut Decision,
) -> Result<(), InputErrors> {
    decision.next.become_like(state);
    step::step(program, input, &mut observe::Nobody, decision)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) use tests::build as test_build;
