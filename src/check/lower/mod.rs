//! Fourth pass: declarations into the arenas, one kind a file. What is wrong is stood in
//! for, so that ids and arenas stay in step; a blueprint with stand-ins is never given out.

mod action;
mod common;
mod data;
mod effect;
mod header;
mod journey;
mod people;
mod rule;
mod score;

pub(super) use common::plain_info;
pub(super) use header::zone_of_literals;
pub(super) use score::score;

use super::context::Checker;

/// Runs the pass.
pub(super) fn declarations(checker: &mut Checker<'_>) {
    header::blueprint(checker);
    people::all(checker);
    data::all(checker);
    journey::all(checker);
    action::all(checker);
    rule::all(checker);
}
