//! When time alone brings something about next, by what brings it.

use crate::calendar::{Instant, Zone};

/// When time alone brings something about next: of each cause apart, so that one that is not touched by what happens
/// need not be computed again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Wake {
    /// A score of the contact fades.
    pub(crate) fades: Mark,
    /// A rule of the contact is set off.
    pub(crate) rules: Mark,
    /// A way of the contact opens, or may.
    pub(crate) ways: Mark,
    /// What waits, runs, or is of a service level or an instance.
    pub(crate) others: Mark,
    /// Whether it is known that no way that needs no event leads the contact on.
    pub(crate) rests: bool,
    /// Whether what waits for hours was last looked at in the zone that the contact is in.
    pub(crate) hours: bool,
    /// Whether the state is settled, waits for nothing, and nothing of it is forgotten as time passes.
    pub(crate) is_idle: bool,
    /// The contact's zone, where it is known that the database has it.
    pub(crate) zone: Option<Zone>,
}

impl Wake {
    /// That of a state to which nothing happens by time alone, of which no more is known.
    pub(super) const IDLE: Self = Self {
        fades: Mark::NEVER,
        rules: Mark::NEVER,
        ways: Mark::NEVER,
        others: Mark::NEVER,
        rests: false,
        hours: false,
        is_idle: true,
        zone: None,
    };

    /// The next instant at which anything can happen by time alone.
    pub(crate) fn at(&self) -> Option<Instant> {
        let Self { fades, rules, ways, others, rests: _, hours: _, is_idle: _, zone: _ } = *self;
        fades.min(rules).min(ways).min(others).get()
    }
}

/// An instant to come, or none: that is later than all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mark(i64);

impl Mark {
    const NEVER: Self = Self(i64::MAX);

    /// The instant.
    pub(crate) fn get(self) -> Option<Instant> {
        Instant::from_milliseconds(self.0)
    }

    /// Whether it is still to come.
    pub(crate) const fn is_after(self, at: Instant) -> bool {
        self.0 > at.milliseconds()
    }
}

impl Default for Mark {
    fn default() -> Self {
        Self::NEVER
    }
}

impl From<Option<Instant>> for Mark {
    fn from(instant: Option<Instant>) -> Self {
        instant.map_or(Self::NEVER, |instant| Self(instant.milliseconds()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_earliest_of_all_causes() {
        let at = |milliseconds| Instant::from_milliseconds(milliseconds).unwrap();
        assert_eq!(Wake::default().at(), None);
        let wake = Wake { rules: Some(at(7)).into(), others: Some(at(5)).into(), ..Wake::default() };
        assert_eq!(wake.at(), Some(at(5)));
        assert!(wake.fades.is_after(at(9)) && wake.rules.is_after(at(6)) && !wake.rules.is_after(at(7)));
    }
}
