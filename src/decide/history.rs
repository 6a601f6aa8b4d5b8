//! What a contact's state remembers of events.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::{Payload, Scene, together};
use super::{InstanceRef, Program};
use crate::calendar::{Duration, Instant, Window, Zone};
use crate::ir::{Series, SeriesId, Value};
use crate::state::{ContactState, Entry, LOG_LIMIT, Life, Remembered, Subject};

/// An event that is one of a series, who remembers it, and the value that the series asks for.
pub(super) type Happened = (SeriesId, Subject, Option<Value>);

/// The series of which the scene's event is one: those of it whose filter is true there.
pub(super) fn happened(scene: &Scene<'_>) -> Vec<Happened> {
    let Some(payload) = scene.event else { return Vec::new() };
    let program = scene.program;
    let mut found = Vec::new();
    for &id in program.plan.series_of(payload.event) {
        let series = &program.ir.series[id];
        let subject = if series.object.is_some() { payload.subject } else { Subject::Contact };
        if scene.passes(series.filter) {
            found.push((id, subject, series.value.and_then(|value| value_of(payload, value))));
        }
    }
    found
}

fn value_of(payload: &Payload, parameter: crate::ir::ParameterId) -> Option<Value> {
    payload.values.iter().find(|(id, _)| *id == parameter).and_then(|(_, value)| value.clone())
}

/// Remembers what happened at an instant, as far as the text can ask for it. The zone is the
/// contact's; `saturated` hears of what had to be forgotten too early.
pub(super) fn remember(
    program: &Program,
    state: &mut ContactState,
    zone: Zone,
    happened: Vec<Happened>,
    at: Instant,
    mut saturated: impl FnMut(SeriesId, Subject, Option<InstanceRef>),
) {
    for (id, subject, value) in happened {
        let series = &program.ir.series[id];
        let Some(remembered) = state.life_mut(subject).and_then(|life| life.remembered_mut(id)) else { continue };
        if series.last {
            remembered.last = remembered.last.max(Some(at));
        }
        if series.total {
            remembered.count = remembered.count.saturating_add(1);
            if let Some(value) = &value {
                let total = together(remembered.total.take().map(|total| *total), value);
                remembered.total = Some(Box::new(total));
            }
        }
        let Some(window) = series.window else { continue };
        // What a scenario gives may be older than what is known.
        let place = remembered.entries.partition_point(|entry| entry.at <= at);
        remembered.entries.insert(place, Entry { at, value: value.map(Box::new) });
        let surplus = remembered.entries.len().saturating_sub(LOG_LIMIT);
        let asked = Window::Rolling(window);
        let early = remembered.entries.iter().take(surplus).any(|old| asked.contains(zone, old.at, at));
        remembered.entries.forget(surplus);
        if early {
            saturated(id, subject, InstanceRef::of(state, subject));
        }
    }
}

/// Forgets what no window can hold at `clock` or later, whatever the contact's zone.
pub(super) fn prune(program: &Program, state: &mut ContactState, clock: Instant) {
    let is_old = |(series, remembered): (&Series, &Remembered)| {
        let limit = series.window.and_then(|window| kept_from(window, clock));
        limit.is_some_and(|limit| remembered.entries.first().is_some_and(|entry| entry.at <= limit))
    };
    let has_old = |life: &Life| program.ir.series.values().zip(&life.history).any(is_old);
    if program.ir.series.is_empty() {
        return;
    }
    let subjects = state.subjects_of_whom(|object| program.plan.forgets(object), has_old);
    state.change_lives(&subjects, |life| {
        for (series, remembered) in program.ir.series.values().zip(life.history.to_mut()) {
            if let Some(limit) = series.window.and_then(|window| kept_from(window, clock))
                && remembered.entries.first().is_some_and(|entry| entry.at <= limit)
            {
                let gone = remembered.entries.partition_point(|entry| entry.at <= limit);
                remembered.entries.forget(gone);
            }
        }
    });
}

/// The last instant whose entries need not be kept; `None` where that is before 1970.
fn kept_from(window: Duration, clock: Instant) -> Option<Instant> {
    clock.checked_add_milliseconds(Window::Rolling(window).keep().saturating_neg())
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
