//! Scores that a decision changed.

use super::eval::{Memo, Scene};
use super::{Program, ScoreChange};
use crate::ir::{Id, ScoreId};
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
    let points = |state: &ContactState, id: ScoreId| state.life.points.get(id.index()).copied().unwrap_or(0);
    let change = |score: ScoreId| ScoreChange {
        score,
        before: was.total(score),
        after: now.total(score),
        points_before: points(before, score),
        points_after: points(after, score),
    };
    let changed = |change: &ScoreChange| change.before != change.after || change.points_before != change.points_after;
    program.ir.scores.ids().map(change).filter(changed).collect()
}
