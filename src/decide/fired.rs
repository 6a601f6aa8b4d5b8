//! The firings of a moment, by action.

use super::Firing;
use super::few::FewMap;
use crate::ir::ActionId;
use crate::state::Subject;

/// An action of someone.
type Key = (ActionId, Subject);

/// The firings of a moment by their places in the log, found by their actions.
#[derive(Debug, Default)]
pub(super) struct Fired {
    last: FewMap<Key, usize>,
    /// By firing: the one before it of the same action.
    before: Vec<Option<usize>>,
    /// The place in the log of the moment's first.
    first: usize,
}

impl Fired {
    /// Begins a moment; so many have fired before it.
    pub(super) fn begin(&mut self, first: usize) {
        self.last.clear();
        self.before.clear();
        self.first = first;
    }

    /// The places of the firings of an action, the last first.
    pub(super) fn of(&self, key: Key) -> impl Iterator<Item = usize> + '_ {
        let last = self.last.get(&key).copied();
        std::iter::successors(last, |place| *self.before.get(place.checked_sub(self.first)?)?)
    }

    /// The place of an action's firing with these values: there is one at most.
    pub(super) fn equal(&self, key: Key, log: &[Firing], firing: &Firing) -> Option<usize> {
        self.of(key).find(|place| log.get(*place).is_some_and(|other| other.payload == firing.payload))
    }

    /// The next firing is of this action.
    pub(super) fn add(&mut self, key: Key) {
        let place = self.first.saturating_add(self.before.len());
        let before = self.last.insert(key, place);
        self.before.push(before);
    }
}
