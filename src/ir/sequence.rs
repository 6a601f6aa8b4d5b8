//! Steps that follow one another in time.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::{Duration, TimeOfDay};
use crate::text::Span;

/// Steps that follow one another in time: a small program that a contact runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Sequence {
    /// Name, label, documentation.
    pub info: Info,
    /// The object for an instance of which alone it can be started; `None` for anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// Its parameters, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<SequenceParameter>,
    /// When it may run again.
    pub reentry: Reentry,
    /// What makes a run leave with success.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub goals: Vec<Leave>,
    /// What makes a run leave.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exits: Vec<Leave>,
    /// What it suspends as long as it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspends: Vec<Suspension>,
    /// The steps, flat: one that does not say where to go on goes on to the next; behind the
    /// last one is the end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// Where each named step begins.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub names: IndexMap<String, NamedStep>,
    /// Its place among all rules, transitions and sequences of the blueprint.
    pub order: u32,
    /// Who does what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
    /// The whole declaration.
    pub span: Span,
}

/// A parameter of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SequenceParameter {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
}

/// A named step: a stretch of the steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct NamedStep {
    /// The label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// Its first step.
    pub first: u32,
    /// The step behind its last one.
    pub end: u32,
}

/// When a sequence may run again for a contact. Two runs never overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reentry {
    /// Never.
    Never,
    /// When the run before is over.
    #[default]
    AfterExit,
    /// So long after the run before is over.
    After(Duration),
}

/// What makes a run leave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Leave {
    /// An event.
    On(EventFilter),
    /// A bool that becomes true, or is true at the start.
    When(ExprId),
}

/// A step of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Step {
    /// The step by name or by its canonical text (`wait 2 days`, a second one `wait 2 days #2`),
    /// unique in the sequence: by it a stored run finds its place again.
    pub key: String,
    /// What it does.
    pub kind: StepKind,
    /// Where it stands.
    pub span: Span,
}

/// What a step does. Targets of jumps are at most the number of steps, which is the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum StepKind {
    /// Actions; the run goes on when each has fired, or was dropped, or expired.
    Do(Vec<ActionCall>),
    /// Changes of fields, and starts of other sequences.
    Effects {
        /// The changes.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        effects: Vec<Effect>,
        /// The starts.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        starts: Vec<Start>,
    },
    /// Waits; goes on to the next step where what it waits for came, to `expired` where its
    /// time was over first. (A wait for nothing but time is over when its time is.)
    Wait {
        /// For what.
        wait: Wait,
        /// Where it goes on when the time was over.
        expired: u32,
    },
    /// Goes on to the next step where the guard is true, and else to `otherwise`.
    Branch {
        /// A bool.
        guard: ExprId,
        /// Where it goes on if the guard is not true.
        otherwise: u32,
    },
    /// Likewise; at most once in a moment, so that no time is spent on turns without end.
    Repeat {
        /// A bool.
        guard: ExprId,
        /// The step behind the loop.
        end: u32,
    },
    /// Goes on elsewhere.
    Jump(u32),
}

/// What a step waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Wait {
    /// A time, or an event if that comes first.
    For {
        /// How long: a duration.
        delay: ExprId,
        /// The opening in which the time runs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        opening: Option<OpeningId>,
        /// What it waits for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        or: Option<EventFilter>,
    },
    /// The next time that the clocks show this.
    Time(TimeOfDay),
    /// A bool that is true.
    Until {
        /// The guard.
        guard: ExprId,
        /// How long at most: a duration; for ever without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<ExprId>,
    },
}

/// `start onboarding("x", 3 days)`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Start {
    /// The sequence.
    pub sequence: SequenceId,
    /// A value for each parameter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<ExprId>,
    /// Where it stands.
    pub span: Span,
}
