//! The clocks of service levels.

use std::collections::{BTreeMap, BTreeSet};

use crate::calendar::Instant;
use crate::ir::OpeningId;

/// One occurrence of a service level: from what started it to what starts the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SlaClock {
    pub(crate) started: Instant,
    /// Since when it rests.
    pub(crate) rests: Option<Instant>,
    /// Whether an event lets it rest, until what starts it.
    pub(crate) held: bool,
    /// How much it has rested before, in milliseconds of all time.
    pub(crate) rested: i64,
    /// How much of that was open, by the openings of its targets; what is not there is nothing.
    pub(crate) rested_open: BTreeMap<OpeningId, i64>,
    /// The target that was chosen; `None` where none holds.
    pub(crate) target: Option<SlaTargetChosen>,
    /// The shares of its time that were warned of, in 1/10,000.
    pub(crate) warned: BTreeSet<u16>,
    /// The instant at which its time was used up, once that was found.
    pub(crate) breached: Option<Instant>,
    /// What it showed when it was stopped.
    pub(crate) stopped: Option<SlaStop>,
}

/// A target that was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlaTargetChosen {
    /// Its place among the targets.
    pub(crate) place: u32,
    /// How much time it gives, in milliseconds of its opening.
    pub(crate) length: i64,
}

/// What a clock showed when it was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SlaStop {
    pub(crate) at: Instant,
    pub(crate) due: Option<Instant>,
    /// In milliseconds.
    pub(crate) used: i64,
    /// In milliseconds, where it had a target.
    pub(crate) remaining: Option<i64>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SlaState {
    /// It has never been started.
    Idle,
    /// It runs.
    Running,
    /// It rests.
    Paused,
    /// It was stopped in time.
    Met,
    /// Its time was used up before it was stopped.
    Breached,
}

impl SlaState {
    /// As the language says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Met => "met",
            Self::Breached => "breached",
        }
    }
}

impl SlaClock {
    /// One that begins to run.
    pub(crate) const fn new(started: Instant) -> Self {
        Self {
            started,
            rests: None,
            held: false,
            rested: 0,
            rested_open: BTreeMap::new(),
            target: None,
            warned: BTreeSet::new(),
            breached: None,
            stopped: None,
        }
    }

    /// Whether nothing has stopped it yet, in time or not.
    pub(crate) const fn is_open(&self) -> bool {
        self.stopped.is_none()
    }

    /// Whether it runs or rests: neither stopped nor breached.
    pub(crate) const fn goes(&self) -> bool {
        self.stopped.is_none() && self.breached.is_none()
    }

    /// How it stands.
    pub(crate) const fn state(&self) -> SlaState {
        if self.breached.is_some() {
            SlaState::Breached
        } else if self.stopped.is_some() {
            SlaState::Met
        } else if self.rests.is_some() {
            SlaState::Paused
        } else {
            SlaState::Running
        }
    }
}
