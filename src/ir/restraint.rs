//! What holds actions back: hours, caps, limits, modes.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::{Duration, Schedule, Window};
use crate::text::Span;

/// Hours by weekday, and the days without any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Opening {
    /// Name, label, documentation.
    pub info: Info,
    /// When it is open.
    pub schedule: Schedule,
    /// The zone of its hours, one of the database; without it the blueprint's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// What becomes of what is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Handling {
    /// It is dropped.
    #[default]
    Drop,
    /// It waits until it may go.
    Defer {
        /// The longest that it waits, from when it began to.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<Duration>,
    },
}

/// Hours in which a channel may be used, or not: a schedule that must be open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ChannelHours {
    /// Which clause says so.
    pub kind: HoursKind,
    /// What becomes of what comes outside.
    pub handling: Handling,
    /// The whole clause.
    pub span: Span,
}

/// Which clause of a channel keeps hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum HoursKind {
    /// `quiet 20:00..08:00`: the schedule of the hours that are not quiet, in the contact's zone.
    Quiet(Schedule),
    /// `days mon, tue`: the schedule of these days, in the contact's zone.
    Days(Schedule),
    /// `open office`, in the opening's zone.
    Open(OpeningId),
}

/// At most so many in a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Cap {
    /// What declares it.
    pub of: CapOwner,
    /// How many: an int; unknown holds all.
    pub amount: ExprId,
    /// In what time.
    pub window: Window,
    /// A bool: it holds where this is not false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<ExprId>,
    /// The channels whose actions it counts and holds: of a channel's cap its own and those of
    /// `across`; of a purpose's cap those of `across`, empty for all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<ChannelId>,
    /// Purposes that neither count nor are held.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<PurposeId>,
    /// What becomes of what is held back.
    pub handling: Handling,
    /// The whole clause.
    pub span: Span,
}

/// What declares a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CapOwner {
    Channel(ChannelId),
    Purpose(PurposeId),
}

/// How often a rule may act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Limit {
    /// How often: an int; unknown holds all.
    pub amount: ExprId,
    /// In what time; for ever without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Window>,
    /// What becomes of what is held back.
    pub handling: Handling,
}

/// A named suspension.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mode {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// A bool: the mode is on where it is not false.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<ExprId>,
    /// What begins it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<EventFilter>,
    /// What ends it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub until: Vec<EventFilter>,
    /// What it suspends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspends: Vec<Suspension>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// One thing that a mode, or a running sequence, suspends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Suspension {
    /// What.
    pub what: Suspended,
    /// What becomes of what is held back.
    pub handling: Handling,
    /// Where it stands.
    pub span: Span,
}

/// What can be suspended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
#[non_exhaustive]
pub enum Suspended {
    Purpose(PurposeId),
    Channel(ChannelId),
    Action(ActionId),
    Rule(RuleId),
    Sequence(SequenceId),
}
