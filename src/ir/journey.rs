//! Journeys, their stages and transitions.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Window;
use crate::text::Span;

/// A map of stages; a contact is always in exactly one stage of each journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Journey {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// Its stages, in order.
    pub stages: Vec<StageId>,
    /// The stage of a new contact.
    pub initial: StageId,
    /// Its transitions, in order.
    pub transitions: Vec<TransitionId>,
    /// Who answers for it.
    pub responsibilities: Responsibilities,
}

/// A place of a journey.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Stage {
    /// Name, label, documentation.
    pub info: Info,
    /// Its journey.
    pub journey: JourneyId,
    /// `final`: nothing leaves it.
    pub is_final: bool,
    /// The phase that it belongs to.
    pub phase: Option<String>,
    /// Who does what while a contact is in it.
    pub responsibilities: Responsibilities,
    /// Moments of truth.
    pub moments: Vec<String>,
    /// What the customer feels; `frustrated anxious neutral curious confident relieved
    /// satisfied delighted`, open to more.
    pub emotion: Option<String>,
    /// What the customer sees.
    pub customer_view: Option<String>,
    /// What is handed over when it is done.
    pub deliverables: Vec<String>,
    /// Contacts may pass it by; said for readers.
    pub skippable: bool,
    /// What bothers the customer.
    pub friction: Vec<String>,
    /// Optional fields that must be set for a contact to enter.
    pub requires: Vec<FieldId>,
    /// What is measured of it, for reports.
    pub measures: Vec<Measure>,
}

/// A way from some stages to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Transition {
    /// Named `source->target` (the first source), label, documentation.
    pub info: Info,
    /// Its journey.
    pub journey: JourneyId,
    /// The stages that it leaves.
    pub sources: Vec<StageId>,
    /// The stage that it enters.
    pub target: StageId,
    /// What sets it off; without one it is taken as soon as its guard is true. With
    /// [`Trigger::After`] or [`Trigger::Without`] it is taken as soon as so much time has passed
    /// and its guard is true.
    pub trigger: Option<Trigger>,
    /// A bool that must be true.
    pub guard: Option<ExprId>,
    /// Higher first.
    pub priority: i64,
    /// Its place among all rules and transitions of the blueprint.
    pub order: u32,
    /// What is done when it is taken.
    pub calls: Vec<ActionCall>,
    /// What it changes when it is taken.
    pub effects: Vec<Effect>,
    /// The sequences that it starts.
    pub starts: Vec<Start>,
    /// Who does what.
    pub responsibilities: Responsibilities,
    /// The whole declaration.
    pub span: Span,
}

/// A figure to be measured, and what it should be. Deciding does not read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Measure {
    /// Which figure.
    pub kind: MeasureKind,
    /// What it should be: a comparison with a constant.
    pub target: Option<(Comparison, Value)>,
    /// In what time it is measured.
    pub per: Option<Window>,
    /// The whole clause.
    pub span: Span,
}

/// Which figure is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum MeasureKind {
    /// The share of contacts that go from one stage to another.
    Conversion {
        /// The stage that they leave.
        from: StageId,
        /// The stage that they reach.
        to: StageId,
    },
    /// How long contacts are in the stage.
    Time(StageId),
    /// How many contacts are in the stage.
    Volume(StageId),
    /// A value of each contact.
    Value(ExprId),
    /// The share of a service level's clocks that are breached.
    Breach(SlaId),
    /// How many actions go through the channel.
    Pressure(ChannelId),
}
