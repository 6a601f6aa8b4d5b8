//! Triggers of time: when they are due, and whether they have just come.
//!
//! Each is asked in the scope of whom it is of: the contact, or one instance.
//!
//! Nothing is armed. What is due is computed from the state; a trigger comes where it is due
//! now and was not in the state before the moment.

use super::due::{date_due, entered, every_next, is_over, silence_due, silent, stay_due};
use super::eval::Scene;
use super::observe::MomentKind;
use crate::calendar::Instant;
use crate::ir::{Rule, RuleId, Transition, Trigger};

/// Whether a transition that is taken as soon as it can be has nothing to wait for but its guard.
pub(super) fn is_ripe(scene: &Scene<'_>, transition: &Transition) -> bool {
    let sources = &transition.sources;
    match &transition.trigger {
        None => true,
        Some(Trigger::After { delay, .. }) => {
            entered(scene, sources).is_some_and(|since| is_over(scene, *delay, since))
        }
        Some(Trigger::Without { delay, series }) => {
            silent(scene, series, sources).is_some_and(|since| is_over(scene, *delay, since))
        }
        Some(_) => false,
    }
}

/// When a transition that is taken as soon as it can be has waited long enough.
pub(super) enum Ripens {
    /// It waits for no time.
    Always,
    /// Then.
    At(Instant),
    /// It has no such instant.
    Never,
}

pub(super) fn ripens(scene: &Scene<'_>, transition: &Transition) -> Ripens {
    let at = match &transition.trigger {
        None => return Ripens::Always,
        Some(Trigger::After { delay, .. }) => stay_due(scene, *delay, &transition.sources),
        Some(Trigger::Without { delay, series }) => silence_due(scene, *delay, series, &transition.sources),
        Some(_) => None,
    };
    at.map_or(Ripens::Never, Ripens::At)
}

/// When a trigger of time is due on a picture; one that recurs has no such instant.
fn due(scene: &Scene<'_>, trigger: &Trigger, stages: &[crate::ir::StageId]) -> Option<Instant> {
    match trigger {
        Trigger::After { delay, stages } => stay_due(scene, *delay, stages),
        Trigger::Without { delay, series } => silence_due(scene, *delay, series, stages),
        Trigger::Date { of, offset, before, time, .. } => date_due(scene, *of, *offset, *before, *time),
        _ => None,
    }
}

/// Since when the stay or the silence is of which a rule is told once.
pub(super) fn anchor(scene: &Scene<'_>, trigger: &Trigger, rule: Option<RuleId>) -> Option<Instant> {
    match trigger {
        Trigger::After { stages, .. } => entered(scene, stages),
        Trigger::Without { series, .. } => silent(scene, series, stages_of(scene, rule)),
        _ => None,
    }
}

/// Whether a rule has had all that its trigger can bring, for now or for good.
fn has_run(scene: &Scene<'_>, trigger: &Trigger, rule: Option<RuleId>) -> bool {
    let Some(id) = rule else { return false };
    let Some(life) = scene.own_life() else { return false };
    life.past().dated.contains(&crate::ir::Cause::Rule(id))
        || life.past().ran.get(&id).is_some_and(|ran| anchor(scene, trigger, rule) == Some(*ran))
}

/// Whether a trigger of time has just come: by time, or by a change.
pub(super) fn comes(scene: &Scene<'_>, kind: MomentKind, trigger: &Trigger, rule: Option<RuleId>) -> bool {
    if let Trigger::Every { on, time } = trigger {
        let before = scene.at.checked_add_milliseconds(-1);
        return kind == MomentKind::Marks
            && before.is_some_and(|before| every_next(scene, on, *time, before) == Some(scene.at));
    }
    if has_run(scene, trigger, rule) {
        return false;
    }
    let stages = stages_of(scene, rule);
    let Some(now) = due(scene, trigger, stages).filter(|due| *due <= scene.at) else { return false };
    let before = due(&scene.earlier(), trigger, stages);
    match trigger {
        Trigger::Date { or_at_once, .. } => {
            // The same date was past before; another one counts if it is not too old.
            if before == Some(now) && now <= scene.was_at {
                return false;
            }
            let zone = scene.zone();
            now > scene.was_at || *or_at_once || zone.date(now) == zone.date(scene.at)
        }
        _ => before.is_none_or(|before| before > scene.was_at),
    }
}

/// Whether a date that is too old for its rule to run has just appeared; the instant.
pub(super) fn is_past(scene: &Scene<'_>, trigger: &Trigger) -> Option<Instant> {
    let Trigger::Date { or_at_once: false, .. } = trigger else { return None };
    let now = due(scene, trigger, &[]).filter(|due| *due <= scene.was_at)?;
    let zone = scene.zone();
    let appeared = due(&scene.earlier(), trigger, &[]) != Some(now);
    (appeared && zone.date(now) != zone.date(scene.at)).then_some(now)
}

/// The next instant after `after` at which a trigger of time can come.
pub(super) fn next(scene: &Scene<'_>, trigger: &Trigger, rule: Option<RuleId>, after: Instant) -> Option<Instant> {
    if let Trigger::Every { on, time } = trigger {
        return every_next(scene, on, *time, after);
    }
    if has_run(scene, trigger, rule) {
        return None;
    }
    due(scene, trigger, stages_of(scene, rule)).filter(|due| *due > after)
}

/// The stages of a rule: to enter one of them breaks a silence too.
fn stages_of<'e>(scene: &Scene<'e>, rule: Option<RuleId>) -> &'e [crate::ir::StageId] {
    rule.and_then(|rule| scene.program.ir.rules.get(rule)).map_or(&[], |rule| &rule.stages)
}

/// Whether a rule acts on this local day.
pub(super) fn is_active(scene: &Scene<'_>, rule: &Rule) -> bool {
    if rule.active_from.is_none() && rule.active_until.is_none() {
        return true;
    }
    let today = scene.zone().date(scene.at);
    rule.active_from.is_none_or(|from| from <= today) && rule.active_until.is_none_or(|until| today <= until)
}
