//! What the text asks to be remembered of events: one series a key.

use std::collections::HashMap;

use super::context::Checker;
use super::symbols::{Scope, Subjects};
use crate::ir::{Arena, EventId, Id, Series, SeriesId, covering};

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
    pub(super) fn series_last(&mut self, event: EventId, scope: &Scope<'_>) -> SeriesId {
        let name = |index: usize| self.nodes.events.get(index).map_or("", |node| node.ast.name.text.as_str());
        let subject = Subjects::of(&self.symbols.subjects.events, event).object();
        let object = subject.filter(|object| scope.has_history(*object));
        let of = object.and_then(|object| self.nodes.objects.get(object.index()));
        let key = match of {
            Some(of) => format!("{} of {}", name(event.index()), of.ast.name.text),
            None => name(event.index()).to_owned(),
        };
        let series = Series { key, object, event, filter: None, value: None, last: true, total: false, window: None };
        self.series_store().series(series)
    }
}
