//! What a reader of the blueprint should know about a decision besides.

use super::{Cause, ChangeCause, Unknown};
use crate::calendar::Instant;
use crate::ir::{FieldId, StageId, TransitionId};

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
        /// Who would have written.
        cause: ChangeCause,
        /// Why it is unknown.
        reason: Unknown,
    },
    /// A set is full: the element was not added.
    SetFull {
        /// The field.
        field: FieldId,
        /// Who would have added.
        cause: ChangeCause,
    },
    /// A transition was not taken, for the contact has been in its target during this
    /// moment already.
    StageEnteredAlready {
        /// The transition.
        transition: TransitionId,
        /// Its target.
        stage: StageId,
    },
    /// A date appeared, or moved, so late that what it sets off is past and does not run.
    DatePassed {
        /// The rule or transition.
        cause: Cause,
        /// When it would have run.
        due: Instant,
    },
    /// The moment did not come to rest within its rounds; what was left to be judged has
    /// not been.
    RoundsExceeded {
        /// How many rounds there were.
        rounds: u32,
    },
    /// The state remembers no more ids of inputs: the oldest has been forgotten early.
    InputForgotten {
        /// The id.
        id: String,
    },
}
