//! Fourth pass: declarations into the arenas, one kind a file. What is wrong is stood in
//! for, so that ids and arenas stay in step; a blueprint with stand-ins is never given out.

mod action;
mod common;
mod data;
mod effect;
mod extension;
mod governance;
mod header;
mod journey;
mod measure;
mod mode;
mod opening;
mod opening_event;
mod people;
mod restraint;
mod rule;
mod score;
mod sequence;
mod share;
mod sla;
mod step_key;
mod trigger;

pub(super) use common::plain_info;
pub(super) use header::zone_of_literals;
pub(super) use score::score;

use super::context::Checker;

/// Runs the pass.
pub(super) fn declarations(checker: &mut Checker<'_>) {
    header::blueprint(checker);
    opening::all(checker);
    people::all(checker);
    restraint::caps(checker);
    mode::all(checker);
    data::all(checker);
    journey::all(checker);
    action::all(checker);
    sequence::all(checker);
    rule::all(checker);
    sla::all(checker);
    governance::all(checker);
}
