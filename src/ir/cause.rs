//! What asks for an action.

use serde::{Deserialize, Serialize};

use super::{RuleId, SequenceId, SlaId, TransitionId};

/// What asks for an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// A rule.
    Rule(RuleId),
    /// A transition that was taken.
    Transition(TransitionId),
    /// A run of a sequence.
    Sequence(SequenceId),
    /// A service level.
    Sla(SlaId),
}
