//! What changes on a contact, and what would have.

use super::InstanceRef;
use crate::calendar::Instant;
use crate::ir::{
    ActionId, Cause, FieldId, JourneyId, ModeId, RuleId, ScoreId, SequenceId, SlaId, StageId, TransitionId, Value,
};

/// A change of a run of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SequenceChange {
    /// The sequence.
    pub sequence: SequenceId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When.
    pub at: Instant,
    /// What happened.
    pub what: SequenceStep,
}

/// What happened to a run of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequenceStep {
    /// It began.
    Started,
    /// It has taken its last step.
    Completed,
    /// A `goal` was reached.
    Goal,
    /// An `exit` came.
    Exit,
}

/// A mode that began or ended by an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModeChange {
    /// The mode.
    pub mode: ModeId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When.
    pub at: Instant,
    /// Whether it is on now.
    pub on: bool,
}

/// A change of a service level's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlaChange {
    /// The service level.
    pub sla: SlaId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When.
    pub at: Instant,
    /// What happened.
    pub what: SlaStep,
    /// The instant at which its time is, or was, used up, where there is one.
    pub due: Option<Instant>,
}

/// What happened to a service level's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlaStep {
    /// It began to run.
    Started,
    /// It began to rest.
    Paused,
    /// It goes on.
    Resumed,
    /// It began anew.
    Reset,
    /// It was stopped in time.
    Met,
    /// Its time was used up.
    Breached,
}

impl SlaStep {
    /// As the language says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Reset => "reset",
            Self::Met => "met",
            Self::Breached => "breached",
        }
    }
}

/// A way that the contact went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Move {
    /// The journey.
    pub journey: JourneyId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// The stage that it left; `None` where it entered a journey that is for a segment.
    pub from: Option<StageId>,
    /// The stage that it entered; of a stage with stages inside it one of these.
    pub to: StageId,
    /// By which transition; `None` where it entered a journey that is for a segment.
    pub transition: Option<TransitionId>,
    /// When.
    pub at: Instant,
}

/// A way that was not gone, because fields that the target requires are unset.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockedMove {
    /// The transition.
    pub transition: TransitionId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// The fields.
    pub missing: Vec<FieldId>,
    /// When.
    pub at: Instant,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange {
    /// The field.
    pub field: FieldId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Its value before.
    pub before: Option<Value>,
    /// Its value after.
    pub after: Option<Value>,
    /// When.
    pub at: Instant,
    /// Whatever brought it about.
    pub causes: Vec<ChangeCause>,
}

/// A score that changed over the decision: by points, by its profile, or by time alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScoreChange {
    /// The score.
    pub score: ScoreId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Its total on the state that was given, at that state's clock.
    pub before: i64,
    /// Its total on the next state, at that one's clock.
    pub after: i64,
    /// Its event points before.
    pub points_before: i64,
    /// Its event points after.
    pub points_after: i64,
}

/// What changes a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChangeCause {
    /// The input says so.
    Input,
    /// An effect of a rule.
    Rule(RuleId),
    /// An effect of a transition.
    Transition(TransitionId),
    /// An effect of an action that fired.
    Action(ActionId),
    /// A step of a sequence.
    Sequence(SequenceId),
    /// A service level.
    Sla(SlaId),
}

impl From<Cause> for ChangeCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Rule(rule) => Self::Rule(rule),
            Cause::Transition(transition) => Self::Transition(transition),
            Cause::Sequence(sequence) => Self::Sequence(sequence),
            Cause::Sla(sla) => Self::Sla(sla),
        }
    }
}

/// Two writes to one field, of which one was outdone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteConflict {
    /// The field.
    pub field: FieldId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Who wrote what stands.
    pub stands: ChangeCause,
    /// Who was outdone.
    pub outdone: ChangeCause,
    /// What the outdone one would have written: the value, or the element of a set.
    pub value: Option<Value>,
}
