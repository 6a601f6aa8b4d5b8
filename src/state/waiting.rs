//! What waits: actions that were planned or held back, and runs of sequences.

use super::{Payload, Subject};
use crate::calendar::Instant;
use crate::ir::{ActionId, CapId, Cause, ChannelId, ExprId, ModeId, RuleId, SequenceId, Value};

/// How many actions of a contact may wait.
pub(crate) const WAITING_LIMIT: usize = 1_000;

/// An action that waits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Waiting {
    /// Its place in the order in which things of this contact began to wait.
    pub(crate) serial: u64,
    pub(crate) cause: Cause,
    /// Whom the cause is about.
    pub(crate) subject: Subject,
    pub(crate) action: ActionId,
    /// Which call asks for it; `None` for a stand-in, which has its own values alone.
    pub(crate) call: Option<CallPlace>,
    /// The occurrence of the rule that it belongs to: what one trigger brought about.
    pub(crate) occurrence: u64,
    /// The event that set it off.
    pub(crate) event: Option<Payload>,
    /// What `was` and `changed` were when it was set off, by their expressions.
    pub(crate) frozen: Vec<(ExprId, Option<Value>)>,
    /// Whether the effects of its rule have been applied for this occurrence.
    pub(crate) credited: bool,
    /// When it was set off.
    pub(crate) since: Instant,
    pub(crate) why: Why,
}

/// Why an action waits.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Why {
    /// `do … after`: it comes up at this instant.
    Delayed {
        /// When.
        due: Instant,
    },
    /// A restraint that defers holds it.
    Deferred {
        hold: Hold,
        /// When the restraint ends, as far as that is known.
        until: Option<Instant>,
        /// When it was first held back.
        since: Instant,
        /// When it is given up.
        expires: Option<Instant>,
    },
}

/// The call that asks for an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CallPlace {
    /// Of a sequence: the step. Of a rule with `split`: 0 for its own calls, else the place of
    /// the variant from 1. Otherwise 0.
    pub(crate) list: u32,
    /// The place in the list.
    pub(crate) index: u32,
}

/// A restraint that can defer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Hold {
    /// A mode that is on.
    Mode(ModeId),
    /// A sequence that runs.
    Sequence(SequenceId),
    /// The rule's limit.
    Limit(RuleId),
    /// A cap.
    Cap(CapId),
    /// A channel's hours, by their place.
    Hours(ChannelId, u32),
}

/// A run of a sequence. A sequence has at most one for each subject.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Run {
    pub(crate) sequence: SequenceId,
    /// Whom it is about.
    pub(crate) subject: Subject,
    /// One for each parameter; `None` is unknown.
    pub(crate) arguments: Vec<Option<Value>>,
    pub(crate) started: Instant,
    /// Its place in the order in which things of this contact began to wait.
    pub(crate) serial: u64,
    /// The step at which it stands.
    pub(crate) step: u32,
    pub(crate) rest: Rest,
}

/// How a run stands at its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    /// About to take the step.
    Ready,
    /// At a `wait`: its time is over at this instant, if it has one.
    Waiting { until: Option<Instant> },
    /// At a `wait` that is over, but the run stands still: whether what it waited for came.
    Over { came: bool },
    /// At a `do` of which an action waits.
    Acting,
}
