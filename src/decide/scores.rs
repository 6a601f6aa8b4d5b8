//! Scores that a decision changed.

use super::difference::difference;
use super::eval::{Memo, Scene};
use super::{InstanceRef, Program, ScoreChange};
use crate::ir::ScoreId;
use crate::state::{ContactState, Row, Subject};

/// The total of a score of someone.
pub(super) type Total = (ScoreId, Subject, i64);

/// The totals of all scores of everyone, at the state's own clock: in order of declaration, then of
/// creation.
fn totals<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = Total> + 's {
    let state = scene.now.state;
    let of = move |(score, declared): (ScoreId, &crate::ir::Score)| {
        let total = move |subject| (score, subject, scene.of(subject).total(score));
        state.subjects_of(declared.object).map(total)
    };
    scene.program.ir.scores.iter().flat_map(of)
}

/// Fills in the scores whose total or event points differ between two states, each taken at its own clock: a
/// total may change by time alone. `scene` is that of the later one; answers its totals. `now` is a list that is used
/// again.
pub(super) fn changes(
    program: &Program,
    before: &ContactState,
    scene: &Scene<'_>,
    now: &mut Vec<Total>,
    changes: &mut Vec<ScoreChange>,
) -> Row<Total> {
    if program.ir.scores.is_empty() {
        return Row::new();
    }
    let after = scene.now.state;
    let known = before.reached(program.number).map(|reached| &reached.totals);
    let rests_on = program.plan.totals_rest_on();
    if !program.plan.scores_by_clock() && !rests_on.meets(difference(program, before, after)) {
        return known.cloned().unwrap_or_else(|| totals(scene).collect());
    }
    let computed;
    let was = match known {
        Some(known) => known,
        None => {
            let memo = Memo::new(program);
            computed = totals(&Scene::still(program, before, &memo, before.clock, None)).collect();
            &computed
        }
    };
    now.clear();
    now.extend(totals(scene));
    for &(score, subject, total) in now.iter() {
        let points = |state: &ContactState| state.life(subject).map_or(0, |life| life.points(score));
        let place = was.binary_search_by_key(&(score, subject), |&(score, subject, _)| (score, subject));
        // Of one who was not there it is nothing.
        let total_before = place.ok().and_then(|place| was.get(place)).map_or(0, |&(_, _, total)| total);
        let (points_before, points_after) = (points(before), points(after));
        if (total_before, points_before) != (total, points_after) {
            let of = InstanceRef::of(after, subject);
            changes.push(ScoreChange { score, of, before: total_before, after: total, points_before, points_after });
        }
    }
    if **now == **was { was.clone() } else { now.iter().copied().collect() }
}
