//! What a reader of the blueprint should know about a decision besides.

use super::{ChangeCause, InstanceRef, Unknown};
use crate::calendar::Instant;
use crate::ir::{Cause, FieldId, SequenceId, SeriesId, StageId, TransitionId};

/// What a reader of the blueprint should know about a decision besides.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The contact's zone is not in the database; the blueprint's own is taken.
    UnknownZone {
        /// The name, shortened.
        zone: String,
    },
    /// A required field or a set was to be set to unknown, or an unknown element to be
    /// added or removed: it stays as it is.
    UnknownWrite {
        /// The field.
        field: FieldId,
        /// The instance that it is about, if any.
        of: Option<InstanceRef>,
        /// Who would have written.
        cause: ChangeCause,
        /// Why it is unknown.
        reason: Unknown,
    },
    /// A set is full: the element was not added.
    SetFull {
        /// The field.
        field: FieldId,
        /// The instance that it is about, if any.
        of: Option<InstanceRef>,
        /// Who would have added.
        cause: ChangeCause,
    },
    /// A transition was not taken, for the contact has been in its target during this
    /// moment already.
    StageEnteredAlready {
        /// The transition.
        transition: TransitionId,
        /// The instance that it is about, if any.
        of: Option<InstanceRef>,
        /// Its target.
        stage: StageId,
    },
    /// A sequence was to start, and did not.
    StartIgnored {
        /// The sequence.
        sequence: SequenceId,
        /// The instance that it is about, if any.
        of: Option<InstanceRef>,
        /// Who would have started it.
        cause: ChangeCause,
        /// Why not.
        why: StartIgnored,
    },
    /// The moment did not come to rest within its rounds; what was left to be judged has
    /// not been.
    RoundsExceeded {
        /// How many rounds there were.
        rounds: u32,
    },
    /// So much happened within a window that the state cannot remember each single one: the
    /// oldest of the series have been forgotten early.
    HistorySaturated {
        /// The series.
        series: SeriesId,
        /// The instance that it is about, if any.
        of: Option<InstanceRef>,
    },
    /// A date appeared whose instant is past, and on another day: what it would have set off
    /// never comes.
    DatePassed {
        /// The rule or transition.
        cause: Cause,
        /// The instance that it is about, if any.
        of: Option<InstanceRef>,
        /// The instant.
        due: Instant,
    },
    /// The contact holds no more instances of an object: the oldest that was closed, and of which
    /// nothing waited or ran, has been forgotten.
    InstancesForgotten {
        /// The instance.
        instance: InstanceRef,
    },
    /// The state remembers no more ids of inputs: the oldest has been forgotten early.
    InputForgotten {
        /// The id.
        id: String,
    },
}

/// Why a sequence that was to start did not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum StartIgnored {
    /// It runs already.
    Running,
    /// Its `reentry` does not let it run again, or not yet.
    Reentry,
    /// It was started in this moment already.
    Twice,
}
