//! What has been found of an instance that stands still.

use std::sync::OnceLock;

use crate::calendar::{Instant, Zone};

/// What a program has found of an instance on which no time-bound part of anyone else bears: until it is changed, or
/// this instant comes, nothing happens to it by time alone, and no way out of its stages is open but by an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Calm {
    /// The program's number.
    pub(crate) program: u64,
    /// The contact's zone.
    pub(crate) zone: Zone,
    /// The state's clock.
    pub(crate) from: Instant,
    /// The next instant at which anything can happen to it by time alone.
    pub(crate) wake_at: Option<Instant>,
}

/// Keeps what was found. It is nothing of what an instance is: a copy, which is made to be changed, has none, and it is
/// not compared.
#[derive(Debug, Default)]
pub(super) struct KeptCalm(OnceLock<Calm>);

impl KeptCalm {
    pub(super) fn get(&self) -> Option<&Calm> {
        self.0.get()
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
