//! When delays are over and time triggers come due.
//!
//! Each is a function of one picture and its instant: asked on a moment's scene, what is due
//! now; asked on [`Scene::earlier`], what was due before it.

use chrono::{Datelike, NaiveDate};

use super::Unknown;
use super::eval::Scene;
use crate::calendar::{Duration, Instant, Recurrence, TimeOfDay, Zone, add_to_date};
use crate::ir::{EveryOn, ExprId, Id, SeriesId, StageId, Value};

/// The very next instant; `None` behind the calendar.
pub(super) fn soon(at: Instant) -> Option<Instant> {
    at.checked_add_milliseconds(1)
}

/// So long after an instant, at least one millisecond, so that time goes on; `None` behind the
/// calendar.
pub(super) fn later(zone: Zone, since: Instant, delay: Duration) -> Option<Instant> {
    let least = soon(since)?;
    match zone.add(since, delay) {
        Some(due) => Some(due.max(least)),
        // Less than nothing may lead before 1970.
        None => is_negative(delay).then_some(least),
    }
}

/// The instant that lies a delay after `since`.
pub(super) fn delayed(scene: &Scene<'_>, delay: ExprId, since: Instant) -> Result<Instant, Unknown> {
    later(scene.zone(), since, scene.duration(delay)?).ok_or(Unknown::OutOfCalendar)
}

/// Whether a delay is over that began at `since`.
pub(super) fn is_over(scene: &Scene<'_>, delay: ExprId, since: Instant) -> bool {
    let Ok(delay) = scene.duration(delay) else { return false };
    // Most often it is too early whatever the calendar says.
    let passed = scene.at.milliseconds().saturating_sub(since.milliseconds());
    let may_be = !delay.is_forward() || delay.least() <= passed;
    may_be && later(scene.zone(), since, delay).is_some_and(|due| due <= scene.at)
}

/// When the stay in one of the stages, of one journey, has lasted so long.
pub(super) fn stay_due(scene: &Scene<'_>, delay: ExprId, stages: &[StageId]) -> Option<Instant> {
    delayed(scene, delay, entered(scene, stages)?).ok()
}

/// Since when the contact has been in one of the stages.
pub(super) fn entered(scene: &Scene<'_>, stages: &[StageId]) -> Option<Instant> {
    // Of a stage and the one inside which it is, both listed, the wider counts.
    stages.iter().filter_map(|&stage| scene.since(stage)).min()
}

/// Since when none of the events has happened, nor a change of a field where there are none,
/// nor a stage of these was entered: of the contact, or of the instance in scope.
pub(super) fn silent(scene: &Scene<'_>, series: &[SeriesId], stages: &[StageId]) -> Option<Instant> {
    let life = scene.own_life()?;
    let mut anchor = life.created;
    if series.is_empty() {
        anchor = anchor.max(life.changed);
    }
    let remembered = |&series: &SeriesId| {
        let life = scene.life(scene.program.ir.series.get(series)?.object)?;
        life.history.get(series.index())?.last
    };
    let last = series.iter().filter_map(remembered);
    Some(last.chain(entered(scene, stages)).fold(anchor, Instant::max))
}

/// When none of the events has happened for so long, nor a change of a field where there are
/// none, since the contact was created and entered the one of the stages in which it is.
pub(super) fn silence_due(
    scene: &Scene<'_>,
    delay: ExprId,
    series: &[SeriesId],
    stages: &[StageId],
) -> Option<Instant> {
    delayed(scene, delay, silent(scene, series, stages)?).ok()
}

/// When a date, or what lies so long before or behind it, comes. What lies before the calendar
/// comes when that begins.
pub(super) fn date_due(
    scene: &Scene<'_>,
    of: ExprId,
    offset: Option<ExprId>,
    before: bool,
    time: Option<TimeOfDay>,
) -> Option<Instant> {
    let offset = match offset {
        Some(offset) => scene.duration(offset).ok()?,
        None => Duration::ZERO,
    };
    let offset = if before { offset.checked_neg()? } else { offset };
    let zone = scene.zone();
    match scene.value(of).ok()?.as_ref() {
        Value::Date(date) => {
            let steps = Duration { milliseconds: 0, ..offset };
            let Some(day) = add_to_date(*date, steps) else {
                return is_negative(steps).then_some(Instant::MIN);
            };
            let start = local(zone, day, time.unwrap_or(TimeOfDay::START))?;
            match start.checked_add_milliseconds(offset.milliseconds) {
                None if offset.milliseconds < 0 => Some(Instant::MIN),
                due => due,
            }
        }
        Value::Datetime(at) => {
            let Some(moved) = zone.add(*at, offset) else {
                return is_negative(offset).then_some(Instant::MIN);
            };
            time.map_or(Some(moved), |time| local(zone, zone.date(moved), time))
        }
        _ => None,
    }
}

/// The next time of a recurring trigger.
pub(super) fn every_next(scene: &Scene<'_>, on: &EveryOn, time: TimeOfDay, after: Instant) -> Option<Instant> {
    let zone = scene.zone();
    match on {
        EveryOn::Days(recurrence) => recurrence.next(zone, time, after),
        EveryOn::Date(date) => {
            let date = match scene.value(*date).ok()?.as_ref() {
                Value::Date(date) => *date,
                Value::Datetime(at) => zone.date(*at),
                _ => return None,
            };
            let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
            Recurrence::Yearly { month, day }.next(zone, time, after)
        }
    }
}

/// A local time of a day; of a day before the calendar, its first instant.
fn local(zone: Zone, day: NaiveDate, time: TimeOfDay) -> Option<Instant> {
    zone.at(day, time).or_else(|| (day.year() <= 1970).then_some(Instant::MIN))
}

fn is_negative(duration: Duration) -> bool {
    duration.cmp_length(&Duration::ZERO).is_lt()
}

#[cfg(test)]
#[path = "due_tests.rs"]
mod tests;
