//! Scores that a decision changed.

use super::eval::{Memo, Scene};
use super::{InstanceRef, Program, ScoreChange};
use crate::ir::Id;
use crate::state::ContactState;

/// The scores whose total or event points differ between two states, each taken at its own
/// clock: a total may change by time alone.
pub(super) fn changes(program: &Program, before: &ContactState, after: &ContactState) -> Vec<ScoreChange> {
    if program.ir.scores.is_empty() {
        return Vec::new();
    }
    let (memo_before, memo_after) = (Memo::new(program), Memo::new(program));
    let was = Scene::still(program, before, &memo_before, before.clock, None);
    let now = Scene::still(program, after, &memo_after, after.clock, None);
    let mut changes = Vec::new();
    for (score, declared) in program.ir.scores.iter() {
        for subject in after.subjects_of(declared.object) {
            let (was, now) = (was.of(subject), now.of(subject));
            let points = |state: &ContactState| {
                state.life(subject).and_then(|life| life.points.get(score.index())).copied().unwrap_or(0)
            };
            let change = ScoreChange {
                score,
                of: InstanceRef::of(after, subject),
                before: was.total(score),
                after: now.total(score),
                points_before: points(before),
                points_after: points(after),
            };
            if change.before != change.after || change.points_before != change.points_after {
                changes.push(change);
            }
        }
    }
    changes
}
