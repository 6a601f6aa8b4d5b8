//! The blueprint's own tests.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Duration;
use crate::text::Span;

/// A test: what is given, what happens, what must follow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Scenario {
    /// Its name is its label.
    pub info: Info,
    /// The columns of `for each`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<ScenarioColumn>,
    /// The rows; without `for each` there are no columns and one empty row.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<ScenarioRow>,
    /// The instances of objects that it names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<ScenarioInstance>,
    /// The lines, in order; the first that needs a clock comes behind an `at`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<ScenarioLine>,
}

/// An instance of an object that a scenario gives, or that one of its events opens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioInstance {
    /// Its name, which is its id too.
    pub name: String,
    /// The object.
    pub object: ObjectId,
}

/// A column of `for each`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A row of `for each`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioRow {
    /// A constant for each column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// Where it stands.
    pub span: Span,
}

/// A line of a scenario.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScenarioLine {
    /// What it says.
    pub kind: ScenarioLineKind,
    /// Where it stands.
    pub span: Span,
}

/// What a line of a scenario says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ScenarioLineKind {
    /// The clock is set to a datetime, not before the present one.
    At(ExprId),
    /// The clock moves by a duration.
    After(ExprId),
    /// The state is set, without edges.
    Given(Vec<Given>),
    /// An event, changes, or both.
    When {
        /// The event.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<EventId>,
        /// The instance that it opens or concerns, by its place among the scenario's.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        instance: Option<u32>,
        /// Its payload.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        payload: Vec<(ParameterId, ExprId)>,
        /// The changes of the contact's fields.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        changes: Vec<(FieldId, ExprId)>,
        /// The changes of fields of instances.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        instance_changes: Vec<(u32, FieldId, ExprId)>,
    },
    /// What must have followed.
    Then(Assertion),
    /// What must have followed for one instance.
    ThenFor {
        /// Its place among the scenario's.
        instance: u32,
        /// What.
        assertion: Assertion,
    },
}

/// What a scenario starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Given {
    /// The stage of its journey.
    Stage(StageId),
    /// A field.
    Field(FieldId, ExprId),
    /// A score's total.
    Score(ScoreId, ExprId),
    /// A setting.
    Setting(SettingId, ExprId),
    /// An event that happened before.
    Past {
        /// The event.
        event: EventId,
        /// Its payload.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        payload: Vec<(ParameterId, ExprId)>,
        /// When.
        when: PastTime,
    },
    /// The contact is left out by the rule's holdout or split.
    HeldOut(RuleId),
    /// The contact gets this variant of the rule's split, by its place from 0.
    Variant(RuleId, u32),
    /// The sequence runs, and stands before this step.
    Running {
        /// The sequence.
        sequence: SequenceId,
        /// The step.
        step: u32,
    },
    /// The mode has begun.
    Mode(ModeId),
    /// An instance that is there.
    Instance {
        /// Its place among the scenario's.
        instance: u32,
        /// Its fields.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        fields: Vec<(FieldId, ExprId)>,
        /// Its stages; in every other journey of its object it is in the initial one.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        stages: Vec<StageId>,
    },
    /// A stage, a field, a score's total, a run or an event that happened before, of one instance.
    Of {
        /// Its place among the scenario's.
        instance: u32,
        /// What.
        given: Box<Given>,
    },
}

/// When a past event was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PastTime {
    /// So long before the first `at`.
    Ago(Duration),
    /// A datetime.
    At(ExprId),
}

/// What must have followed since the last `when`, `at` or `after`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Assertion {
    /// Each of them fired.
    Fires(Vec<Actor>),
    /// None of them fired.
    NotFires(Vec<Actor>),
    /// Each of them was held back.
    Suppresses {
        /// What.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        actors: Vec<Actor>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        because: Option<Because>,
    },
    /// Each of them waits.
    Defers {
        /// What.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        actors: Vec<Actor>,
        /// Until when, a datetime.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<ExprId>,
    },
    /// Each of them waited, and no longer does.
    Cancels(Vec<Actor>),
    /// Each of them has begun to run.
    Starts(Vec<SequenceId>),
    /// The event was refused.
    Refuses(EventId),
    /// The contact is in the stage.
    Stage(StageId),
    /// A bool that must be true; here, unset equals unset.
    Holds(ExprId),
}

/// An action, or a rule: a rule fires when one of its actions does, or, without actions,
/// when its effects are applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum Actor {
    Action(ActionId),
    Rule(RuleId),
}

/// A restraint as a scenario names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Because {
    /// Consent of any channel or purpose.
    Consent,
    /// Consent of this channel.
    ChannelConsent(ChannelId),
    /// Consent of this purpose.
    PurposeConsent(PurposeId),
    /// A group, or this one.
    Group(Option<GroupId>),
    /// A mode, or this one.
    Mode(Option<ModeId>),
    /// The running sequence.
    Sequence(SequenceId),
    /// A cap, or one of this channel or purpose.
    Cap(Option<CapOwner>),
    /// Hours, or those of this channel.
    Hours(Option<ChannelId>),
    /// The rule's limit.
    Limit,
    /// The rule's holdout, or no variant of its split.
    Holdout,
}
