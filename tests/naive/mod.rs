//! A second engine, as plain as possible, written from `grammar/reference.md` alone.
//!
//! It recomputes everything each time it is asked, keeps values in maps by name, and recurses.
//! Nothing of the crate's engine is used: only the blueprint, values and the calendar. Where the
//! two differ, one of them, or the reference, is wrong.

mod effects;
mod expression;
mod input;
mod lines;
mod moment;
mod moves;
mod number;
mod picture;
mod record;
mod restraint;
mod state;
mod text;
mod value;

use crm_blueprint::ir::Blueprint;
use crm_blueprint::{Input, Snapshot};
use serde_json::Value as Json;

/// What follows from an input.
pub struct Answer {
    /// The decision's lines, as the corpus's README lists them.
    pub lines: Vec<String>,
    /// The next state, as it is stored.
    pub next: Json,
}

/// Decides; `None` is an input error.
pub fn decide(blueprint: &Blueprint, state: &Snapshot, input: &Input) -> Option<Answer> {
    let before = state::State::read(blueprint, state);
    let mut after = before.clone();
    let mut record = record::Record::default();
    moment::decide(blueprint, &mut after, input, &mut record)?;
    let lines = lines::lines(blueprint, &record, &before, &after);
    Some(Answer { lines, next: after.write(blueprint) })
}
