//! Scores that fade: their event points go down as time passes.

use super::Program;
use super::eval::Scene;
use crate::calendar::{Duration, Instant, Zone};
use crate::ir::{Fade, ScoreId};
use crate::state::{ContactState, Life};

/// The next instant after that of a scene at which a score of the contact, or of the instance in scope, fades.
pub(super) fn next_fade(scene: &Scene<'_>) -> Option<Instant> {
    let fading = scene.own_life().into_iter().flat_map(|life| fading(scene.program, life));
    fading.filter_map(|(_, fade, risen)| steps(scene.zone(), risen, fade.every, scene.at).1).min()
}

/// Takes the points off that fade at this very instant; answers whether there were any.
pub(super) fn fade(program: &Program, state: &mut ContactState, zone: Zone, at: Instant) -> bool {
    if !program.plan.has_fading() {
        return false;
    }
    let fades = |life: &Life| fading(program, life).next().is_some();
    let subjects = state.subjects_of_whom(|object| program.plan.forgets(object), fades);
    let mut any = false;
    state.change_lives(&subjects, |life| any |= fade_life(program, life, zone, at));
    any
}

fn fade_life(program: &Program, life: &mut Life, zone: Zone, at: Instant) -> bool {
    let Some(before) = at.checked_add_milliseconds(-1) else { return false };
    let mut any = false;
    for (score, declared) in program.ir.scores.iter() {
        let (Some(fade), Some(risen)) = (declared.fade, life.risen(score)) else { continue };
        let (done, next) = steps(zone, risen, fade.every, before);
        if next != Some(at) {
            continue;
        }
        // A day that the clocks skip falls on the next: two steps at one instant.
        let again = |k: &i64| step(zone, risen, fade.every, done.saturating_add(*k)) == next;
        let times = (2..).take_while(again).fold(1_i64, |times, _| times.saturating_add(1));
        let left = life.points(score).saturating_sub(fade.points.saturating_mul(times)).max(0);
        life.set_points(score, left, (left > 0).then_some(risen));
        any = true;
    }
    any
}

/// The scores that fade now, how, and since when they have had points.
fn fading<'s>(program: &'s Program, life: &'s Life) -> impl Iterator<Item = (ScoreId, Fade, Instant)> + 's {
    let scores = program.ir.scores.iter().zip(&life.risen);
    scores.filter_map(|((id, score), risen)| Some((id, score.fade?, (*risen)?)))
}

const DAY: i64 = 86_400_000;

/// How many steps `anchor + k * every`, k from 1 on, are not after `until`; and the instant of
/// the first that is. Each step is counted from the anchor: the ends of months clamp it alone.
fn steps(zone: Zone, anchor: Instant, every: Duration, until: Instant) -> (i64, Option<Instant>) {
    let step = |k: i64| step(zone, anchor, every, k);
    let passed = until.milliseconds().saturating_sub(anchor.milliseconds());
    // A month has 28 to 31 days, and the clocks of a zone move by less than two days.
    let length = |month: i64| {
        let days = every.months.saturating_mul(month).saturating_add(every.days);
        days.saturating_mul(DAY).saturating_add(every.milliseconds).max(1)
    };
    let slack = DAY.saturating_mul(2);
    let least = passed.saturating_sub(slack).checked_div(length(31)).unwrap_or(0).max(0);
    let most = passed.saturating_add(slack).checked_div(length(28)).unwrap_or(0).max(0).saturating_add(1);
    // `low` is not after `until`, as the anchor is not; `high` is.
    let (mut low, mut high) = (least, most);
    while high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        if step(middle).is_some_and(|at| at <= until) { low = middle } else { high = middle }
    }
    (low, step(high))
}

/// The instant of a step.
fn step(zone: Zone, anchor: Instant, every: Duration, k: i64) -> Option<Instant> {
    zone.add(anchor, every.checked_mul(k)?)
}

#[cfg(test)]
#[path = "fade_tests.rs"]
mod tests;
