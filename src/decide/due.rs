//! When triggers of time are due, on a picture of the contact.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::Scene;
use crate::calendar::{Duration, Instant, Recurrence, TimeOfDay, add_to_date};
use crate::ir::{EveryOn, ExprId, Id, SeriesId, StageId, Value};

/// When triggers of time are due, on one picture.
#[derive(Clone, Copy)]
pub(super) struct Due<'e> {
    scene: Scene<'e>,
}

impl<'e> Due<'e> {
    /// On the picture of now.
    pub(super) const fn now(scene: &Scene<'e>) -> Self {
        Self { scene: *scene }
    }

    /// On the picture before the moment.
    pub(super) fn before(scene: &Scene<'e>) -> Self {
        Self { scene: scene.earlier() }
    }

    /// When the stay in one of the stages has lasted so long.
    pub(super) fn stay(&self, delay: ExprId, stages: &[StageId]) -> Option<Instant> {
        self.after(self.entered(stages)?, delay)
    }

    /// When for so long none of the events has happened (of none listed: no field changed), and
    /// none of the stages was entered.
    pub(super) fn silence(&self, delay: ExprId, series: &[SeriesId], stages: &[StageId]) -> Option<Instant> {
        let state = self.scene.now.state;
        let last = |id: &SeriesId| state.history.get(id.index()).and_then(|remembered| remembered.last);
        let broken = match series {
            [] => Some(state.changed),
            all => all.iter().filter_map(last).max(),
        };
        let anchor = broken.max(self.entered(stages)).max(Some(state.created))?;
        self.after(anchor, delay)
    }

    /// When a date, moved by an offset, has come.
    pub(super) fn date(
        &self,
        of: ExprId,
        offset: Option<ExprId>,
        before: bool,
        time: Option<TimeOfDay>,
    ) -> Option<Instant> {
        let offset = match offset {
            None => Duration::ZERO,
            Some(offset) => {
                let offset = self.duration(offset)?;
                if before { offset.checked_neg()? } else { offset }
            }
        };
        let zone = self.scene.zone();
        match *self.scene.value(of).ok()? {
            Value::Date(date) => {
                let (steps, exact) = (Duration { milliseconds: 0, ..offset }, offset.milliseconds);
                let date = add_to_date(date, steps)?;
                zone.at(date, time.unwrap_or(TimeOfDay::START))?.checked_add_milliseconds(exact)
            }
            Value::Datetime(at) => {
                let moved = zone.add(at, offset)?;
                match time {
                    None => Some(moved),
                    Some(time) => zone.at(zone.date(moved), time),
                }
            }
            _ => None,
        }
    }

    /// The next occurrence behind `after`.
    pub(super) fn every(&self, on: &EveryOn, time: TimeOfDay, after: Instant) -> Option<Instant> {
        let zone = self.scene.zone();
        match on {
            EveryOn::Days(recurrence) => recurrence.next(zone, time, after),
            EveryOn::Date(of) => {
                use chrono::Datelike;
                let date = match *self.scene.value(*of).ok()? {
                    Value::Date(date) => date,
                    Value::Datetime(at) => zone.date(at),
                    _ => return None,
                };
                let (month, day) = (u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
                Recurrence::Yearly { month, day }.next(zone, time, after)
            }
        }
    }

    /// When the stage of these that the contact is in was entered.
    fn entered(&self, stages: &[StageId]) -> Option<Instant> {
        let ir = &self.scene.program.ir;
        let since = |&stage: &StageId| {
            let place = self.scene.now.state.occupancy(ir.stages[stage].journey)?;
            (place.stage == stage).then_some(place.since)
        };
        stages.iter().filter_map(since).max()
    }

    /// So long after an instant; at least a millisecond, so that time goes on.
    fn after(&self, anchor: Instant, delay: ExprId) -> Option<Instant> {
        let due = self.scene.zone().add(anchor, self.duration(delay)?)?;
        Some(due.max(anchor.checked_add_milliseconds(1)?))
    }

    fn duration(&self, expr: ExprId) -> Option<Duration> {
        match *self.scene.value(expr).ok()? {
            Value::Duration(duration) => Some(duration),
            _ => None,
        }
    }
}
