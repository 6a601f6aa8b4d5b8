//! Scores that a decision changed.

use super::difference::difference;
use super::eval::{Memo, Scene};
use super::{InstanceRef, Program, ScoreChange};
use crate::ir::{Id, ScoreId};
use crate::state::{ContactState, Row, Subject};

/// The total of a score of someone.
type Total = (ScoreId, Subject, i64);

/// The totals of all scores of everyone, at the state's own clock: in order of declaration, then of
/// creation.
fn totals(scene: &Scene<'_>) -> Row<Total> {
    let state = scene.now.state;
    let scores = scene.program.ir.scores.iter();
    let of = |(score, declared): (ScoreId, &crate::ir::Score)| {
        let total = move |subject| (score, subject, scene.of(subject).total(score));
        state.subjects_of(declared.object).map(total)
    };
    scores.flat_map(of).collect()
}

/// Fills in the scores whose total or event points differ between two states, each taken at its own clock: a
/// total may change by time alone. `scene` is that of the later one; answers its totals.
pub(super) fn changes(
    program: &Program,
    before: &ContactState,
    scene: &Scene<'_>,
    changes: &mut Vec<ScoreChange>,
) -> Row<Total> {
    if program.ir.scores.is_empty() {
        return Row::new();
    }
    let after = scene.now.state;
    let known = before.reached(program.number).map(|reached| &reached.totals);
    let rests_on = program.plan.totals_rest_on();
    if !program.plan.scores_by_clock() && !rests_on.meets(difference(program, before, after)) {
        return known.cloned().unwrap_or_else(|| totals(scene));
    }
    let computed;
    let was = match known {
        Some(known) => known,
        None => {
            let memo = Memo::new(program);
            computed = totals(&Scene::still(program, before, &memo, before.clock, None));
            &computed
        }
    };
    let now = totals(scene);
    for &(score, subject, total) in &now {
        let points = |state: &ContactState| {
            state.life(subject).and_then(|life| life.points.get(score.index())).copied().unwrap_or(0)
        };
        let place = was.binary_search_by_key(&(score, subject), |&(score, subject, _)| (score, subject));
        let change = ScoreChange {
            score,
            of: InstanceRef::of(after, subject),
            // Of one who was not there it is nothing.
            before: place.ok().and_then(|place| was.get(place)).map_or(0, |&(_, _, total)| total),
            after: total,
            points_before: points(before),
            points_after: points(after),
        };
        if change.before != change.after || change.points_before != change.points_after {
            changes.push(change);
        }
    }
    if *now == **was { was.clone() } else { now }
}
