//! Service levels: within what time something must have happened.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Duration;
use crate::text::Span;

/// A clock that runs from one thing to another, and what is done as it nears its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sla {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own clock; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// What starts the clock; at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<SlaWhen>,
    /// What stops it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<SlaWhen>,
    /// What lets it rest: from an event until what starts it, and as long as a stage is occupied.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pauses: Vec<SlaWhen>,
    /// What lets it begin anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub resets: Vec<SlaWhen>,
    /// In what time it must be stopped: the first whose condition holds; at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<SlaTarget>,
    /// What is done when a share of the time is used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<SlaWarning>,
    /// What is done again and again as long as it is not stopped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub updates: Vec<SlaUpdate>,
    /// What is done when the time is used up.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub breach: Vec<ActionCall>,
    /// Its place among all rules, transitions, sequences and service levels of the blueprint.
    pub order: u32,
    /// Who does what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
    /// The whole declaration.
    pub span: Span,
}

/// What moves the clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum SlaWhen {
    /// One of the events happened.
    On(EventFilter),
    /// One of the stages was entered; of a pause, is occupied.
    InStage(Vec<StageId>),
}

/// In what time it must be stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SlaTarget {
    /// How long: a duration. One that is unknown is passed over.
    pub time: ExprId,
    /// The opening in which the time runs; `None` for all time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<OpeningId>,
    /// A bool that must be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<ExprId>,
    /// Where it stands.
    pub span: Span,
}

/// What is done when a share of the time is used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SlaWarning {
    /// The share, in 1/10,000: above 0 and below the whole.
    pub share: u16,
    /// What is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ActionCall>,
}

/// What is done again and again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SlaUpdate {
    /// The time from one to the next.
    pub period: Duration,
    /// What is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ActionCall>,
}

/// What is read of a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum SlaQuestion {
    /// The instant at which the time is, or was, used up; unknown while it rests and where there
    /// is none. A datetime.
    Due,
    /// How much of the time is used; unknown where it has never started. A duration.
    Used,
    /// How much is left, at least nothing; unknown where there is no target. A duration.
    Remaining,
    /// Whether it runs; never unknown, as those that follow.
    Running,
    /// Whether it rests.
    Paused,
    /// Whether it was stopped in time.
    Met,
    /// Whether the time was used up before it was stopped.
    Breached,
}

impl Sla {
    /// The lists of what it does, by their numbers: for each warning, for each update, for the
    /// breach.
    pub(crate) fn calls(&self) -> impl Iterator<Item = &[ActionCall]> {
        let warnings = self.warnings.iter().map(|warning| warning.calls.as_slice());
        let updates = self.updates.iter().map(|update| update.calls.as_slice());
        warnings.chain(updates).chain([self.breach.as_slice()])
    }
}
