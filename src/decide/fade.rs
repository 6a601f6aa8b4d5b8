//! Scores that fade: their event points go down as time passes.

use super::Program;
use super::eval::Scene;
use crate::calendar::{Duration, Instant, Zone};
use crate::ir::{Fade, ScoreId};
use crate::state::{ContactState, Life, Mark, Subject};

/// The next instant after that of a scene at which a score of the contact, or of the instance in scope, fades.
pub(super) fn next_fade(scene: &Scene<'_>) -> Option<Instant> {
    let fading = scene.own_life().into_iter().flat_map(|life| fading(scene.program, life));
    fading.filter_map(|(_, fade, risen)| steps(scene.zone(), risen, fade.every, scene.at).1).min()
}

/// What a mark has made fade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Faded {
    /// Whether anything has.
    pub(super) any: bool,
    /// When a score of the contact fades next.
    pub(super) next: Mark,
}

/// Takes the points off that fade at this very instant.
pub(super) fn fade(program: &Program, state: &mut ContactState, zone: Zone, at: Instant) -> Faded {
    let mut faded = Faded::default();
    if !program.plan.has_fading() {
        return faded;
    }
    let fades = |life: &Life| fading(program, life).next().is_some();
    for &subject in &state.subjects_of_whom(|object| program.plan.forgets(object), fades) {
        let Some(life) = state.life_mut(subject) else { continue };
        let own = fade_life(program, life, zone, at);
        faded.any |= own.any;
        if subject == Subject::Contact {
            faded.next = own.next;
        }
    }
    faded
}

/// The same, of one life.
pub(super) fn fade_life(program: &Program, life: &mut Life, zone: Zone, at: Instant) -> Faded {
    let mut faded = Faded::default();
    let Some(before) = at.checked_add_milliseconds(-1) else { return faded };
    for (score, declared) in program.ir.scores.iter() {
        let (Some(fade), Some(risen)) = (declared.fade, life.risen(score)) else { continue };
        let (done, mut next) = steps(zone, risen, fade.every, before);
        if next == Some(at) {
            faded.any = true;
            // A day that the clocks skip falls on the next: two steps at one instant.
            let mut times = 0_i64;
            while next == Some(at) {
                times = times.saturating_add(1);
                next = step(zone, risen, fade.every, done.saturating_add(times).saturating_add(1));
            }
            let left = life.points(score).saturating_sub(fade.points.saturating_mul(times)).max(0);
            life.set_points(score, left, (left > 0).then_some(risen));
            next = next.filter(|_| left > 0);
        }
        faded.next = faded.next.min(next.into());
    }
    faded
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
    // `low` is not after `until`, as the anchor is not; `high` is: its instant, once it has been computed.
    let (mut low, mut high, mut next) = (least, most, None);
    while high.saturating_sub(low) > 1 {
        let middle = low.midpoint(high);
        let at = step(middle);
        if at.is_some_and(|at| at <= until) { low = middle } else { (high, next) = (middle, Some(at)) }
    }
    (low, next.unwrap_or_else(|| step(high)))
}

/// The instant of a step.
fn step(zone: Zone, anchor: Instant, every: Duration, k: i64) -> Option<Instant> {
    zone.add(anchor, every.checked_mul(k)?)
}

#[cfg(test)]
#[path = "fade_tests.rs"]
mod tests;
