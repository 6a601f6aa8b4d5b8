//! Scores that a decision changed.

use super::eval::{Memo, Scene, moved};
use super::{InstanceRef, Program, ScoreChange};
use crate::ir::{Score, ScoreId};
use crate::plan::Facts;
use crate::state::{ContactState, Short, Subject};

/// The total of a score of someone.
pub(super) type Total = (ScoreId, Subject, i64);

/// The totals of all scores of everyone, at the state's own clock: in order of declaration, then of
/// creation.
fn totals<'s>(scene: &'s Scene<'_>) -> impl Iterator<Item = Total> + 's {
    let state = scene.now.state;
    let of = move |(score, declared): (ScoreId, &Score)| {
        let total = move |subject| (score, subject, scene.of(subject).total(score));
        state.subjects_of(declared.object).map(total)
    };
    scene.program.ir.scores.iter().flat_map(of)
}

/// Fills in the scores whose total or event points differ between two states, each taken at its own clock: a
/// total may change by time alone. `touched` are the facts that differ. `scene` is that of the later one; answers its totals. `now` is a list that is used
/// again.
pub(super) fn changes(
    program: &Program,
    (before, touched): (&ContactState, Facts),
    scene: &Scene<'_>,
    now: &mut Vec<Total>,
    changes: &mut Vec<ScoreChange>,
) -> Short<Total> {
    if program.ir.scores.is_empty() {
        return Short::default();
    }
    let after = scene.now.state;
    let known = before.reached(program.number).map(|reached| &reached.totals);
    let rests_on = program.plan.totals_rest_on();
    if !program.plan.scores_by_clock() && !rests_on.meets(touched) {
        return known.cloned().unwrap_or_else(|| totals(scene).collect());
    }
    let computed;
    let was = match known {
        Some(known) => known,
        None => {
            let memo = Memo::new(program);
            computed = totals(&Scene::still(program, before, &memo, before.clock(), None)).collect();
            &computed
        }
    };
    let profiles_rest_on = program.plan.profiles_rest_on();
    let keeps_profiles = known.is_some() && !profiles_rest_on.meets(touched.and(Facts::CLOCK).and(Facts::MOMENT));
    now.clear();
    for (score, declared) in program.ir.scores.iter() {
        for subject in after.subjects_of(declared.object) {
            // Of one who was not there it is nothing.
            let known = total_of(was, now.len(), (score, subject));
            let points_before = before.life(subject).map(|life| life.points(score));
            let points_after = after.life(subject).map_or(0, |life| life.points(score));
            let kept = known.filter(|_| keeps_profiles);
            let kept = kept.and_then(|total| moved(declared, total, points_before?, points_after));
            let total = kept.unwrap_or_else(|| scene.of(subject).total(score));
            now.push((score, subject, total));
            let (total_before, points_before) = (known.unwrap_or(0), points_before.unwrap_or(0));
            if (total_before, points_before) != (total, points_after) {
                let of = InstanceRef::of(after, subject);
                let change = ScoreChange { score, of, before: total_before, after: total, points_before, points_after };
                changes.push(change);
            }
        }
    }
    if **now == **was { was.clone() } else { now.iter().copied().collect() }
}

/// The total of a score of someone, among totals in order; most often it stands at the same place as before.
fn total_of(totals: &[Total], place: usize, key: (ScoreId, Subject)) -> Option<i64> {
    let of = |&(score, subject, _): &Total| (score, subject);
    let same = totals.get(place).filter(|total| of(total) == key);
    let found = same.or_else(|| totals.get(totals.binary_search_by_key(&key, of).ok()?));
    found.map(|&(.., total)| total)
}
