//! What the text asks to be remembered of events: one series a key.

use std::collections::HashMap;

use super::context::Checker;
use crate::calendar::Duration;
use crate::ir::{Arena, EventId, Id, Series, SeriesId};

/// The series by key.
pub(super) type SeriesKeys = HashMap<String, SeriesId>;

/// Where series are found, and added.
pub(super) struct SeriesStore<'s> {
    pub(super) arena: &'s mut Arena<SeriesId, Series>,
    pub(super) keys: &'s mut SeriesKeys,
}

impl SeriesStore<'_> {
    /// The series of this key, which from now on remembers what this one needs too.
    pub(super) fn series(&mut self, series: Series) -> SeriesId {
        let known = self.keys.get(&series.key).copied();
        if let Some((id, known)) = known.and_then(|id| Some((id, self.arena.get_mut(id)?))) {
            known.last |= series.last;
            known.total |= series.total;
            known.window = match (known.window, series.window) {
                (Some(one), Some(other)) => Some(covering(one, other)),
                (one, other) => one.or(other),
            };
            return id;
        }
        let key = series.key.clone();
        let id = self.arena.push(series);
        self.keys.insert(key, id);
        id
    }
}

impl Checker<'_> {
    /// The store, where there is no typer around.
    pub(super) fn series_store(&mut self) -> SeriesStore<'_> {
        SeriesStore { arena: &mut self.ir.series, keys: &mut self.series_keys }
    }

    /// The instants of the last events of this kind.
    pub(super) fn series_last(&mut self, event: EventId) -> SeriesId {
        let key = self.nodes.events.get(event.index()).map_or_else(String::new, |node| node.ast.name.text.clone());
        let series = Series { key, event, filter: None, value: None, last: true, total: false, window: None };
        self.series_store().series(series)
    }
}

/// A window that is at least as long as each of the two, wherever it begins: the longer one,
/// or, where neither is so always (a month and 30 days), the longer of each part.
fn covering(one: Duration, other: Duration) -> Duration {
    let parts = Duration {
        months: one.months.max(other.months),
        days: one.days.max(other.days),
        milliseconds: one.milliseconds.max(other.milliseconds),
    };
    if longest(other) <= shortest(one) {
        one
    } else if longest(one) <= shortest(other) {
        other
    } else {
        parts
    }
}

const DAY: i64 = 86_400_000;

/// As long as it can be, in milliseconds, with a day for the clocks.
const fn longest(window: Duration) -> i64 {
    let days = window.months.saturating_mul(31).saturating_add(window.days).saturating_add(1);
    days.saturating_mul(DAY).saturating_add(window.milliseconds)
}

/// As short as it can be.
const fn shortest(window: Duration) -> i64 {
    let days = window.months.saturating_mul(28).saturating_add(window.days).saturating_sub(1);
    days.saturating_mul(DAY).saturating_add(window.milliseconds)
}
