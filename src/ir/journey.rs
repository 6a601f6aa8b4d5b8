//! Journeys, their stages and transitions.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Window;
use crate::text::Span;

/// A map of stages; a contact that is in it is in exactly one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Journey {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// The segment that it is for: a contact (or an instance) is in no stage before it is in the
    /// segment, and then in the initial one. A segment of the contact, or of the journey's object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub segment: Option<SegmentId>,
    /// Its stages, in order; those inside another stage follow it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageId>,
    /// The stage in which it begins: none that is inside another.
    pub initial: StageId,
    /// Its transitions, in order; those of the journeys that extend it come first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<TransitionId>,
    /// The journeys that extend it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub extensions: Vec<Extension>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// A journey that extends another for a segment. Its stages and transitions are among those of the
/// journey that it extends; the guards of its transitions ask for the segment where they leave
/// stages that are not its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Extension {
    /// Name, label, documentation.
    pub info: Info,
    /// The segment that it is for.
    pub segment: SegmentId,
    /// The stages that it adds, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageId>,
    /// The transitions that it adds, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<TransitionId>,
    /// What it says, for readers, of stages that it does not add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refined: Vec<Refinement>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// What an extension says of a stage of the journey that it extends: what it says stands over what
/// that says, for contacts in the segment. It decides nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Refinement {
    /// The stage.
    pub of: StageId,
    /// What is said of it. Nothing is inside it or required, and it is not final.
    pub stage: Stage,
}

/// A place of a journey. A contact is never in a stage that has stages of its own without being
/// in one of these.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Stage {
    /// Name, label, documentation.
    pub info: Info,
    /// Its journey.
    pub journey: JourneyId,
    /// The stage inside which it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<StageId>,
    /// The stages inside it, in order, of which none has any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<StageId>,
    /// Of the stages inside it the one that is entered with it; `None` where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<StageId>,
    /// `final`: nothing leaves it, nor a stage inside it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_final: bool,
    /// The phase that it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
    /// Who does what while a contact is in it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
    /// Moments of truth.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moments: Vec<String>,
    /// What the customer feels; `frustrated anxious neutral curious confident relieved
    /// satisfied delighted`, open to more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emotion: Option<String>,
    /// What the customer sees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_view: Option<String>,
    /// What is handed over when it is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deliverables: Vec<String>,
    /// Contacts may pass it by; said for readers.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skippable: bool,
    /// What bothers the customer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub friction: Vec<String>,
    /// Optional fields that must be set for a contact to enter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<FieldId>,
    /// What is measured of it, for reports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
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
    /// The stages that it leaves; one that has stages inside from any of these.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<StageId>,
    /// The stage that it enters.
    pub target: StageId,
    /// What sets it off; without one it is taken as soon as its guard is true. With
    /// [`Trigger::After`] or [`Trigger::Without`] it is taken as soon as so much time has passed
    /// and its guard is true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// A bool that must be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ExprId>,
    /// Higher first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority: i64,
    /// Its place among all rules and transitions of the blueprint.
    pub order: u32,
    /// What is done when it is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ActionCall>,
    /// What it changes when it is taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// The sequences that it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<Start>,
    /// Who does what.
    #[serde(default, skip_serializing_if = "is_default")]
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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<(Comparison, Value)>,
    /// In what time it is measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
