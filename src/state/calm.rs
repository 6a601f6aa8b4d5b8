//! What has been found of instances that stand still.

use std::sync::OnceLock;

use crate::calendar::{Instant, Zone};

/// Who asks about instances, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Asker {
    /// The program's number.
    pub(crate) program: u64,
    /// The contact's zone.
    pub(crate) zone: Zone,
    /// The clock.
    pub(crate) at: Instant,
}

/// What a program has found of instances on which no time-bound part of anyone else bears: until they are changed, or
/// this instant comes, nothing happens to them by time alone, and no way out of their stages is open but by an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calm {
    /// Who found it, and when.
    pub(crate) asker: Asker,
    /// The next instant at which anything can happen to them by time alone.
    pub(crate) wake_at: Option<Instant>,
}

impl Calm {
    /// Whether it holds for someone.
    pub(super) fn holds(&self, asker: Asker) -> bool {
        let Asker { program, zone, at } = self.asker;
        (program, zone) == (asker.program, asker.zone)
            && at <= asker.at
            && self.wake_at.is_none_or(|wake_at| wake_at > asker.at)
    }
}

/// Keeps what was found. It is nothing of what an instance is: a copy, which is made to be changed, has none, and it is
/// not compared.
#[derive(Debug, Default)]
pub(super) struct KeptCalm(OnceLock<Calm>);

impl KeptCalm {
    /// What holds for someone.
    pub(super) fn get(&self, asker: Asker) -> Option<&Calm> {
        self.0.get().filter(|calm| calm.holds(asker))
    }

    pub(super) fn keep(&self, calm: Calm) {
        // One that is kept already is of another program, or of another time: the first stands.
        let _ = self.0.set(calm);
    }
}

impl Clone for KeptCalm {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl PartialEq for KeptCalm {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}
