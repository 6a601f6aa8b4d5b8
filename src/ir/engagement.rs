//! What is done, and what sets it off.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::{Recurrence, TimeOfDay};
use crate::text::Span;

/// Some events, and what must be true of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EventFilter {
    /// The events; at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventId>,
    /// A bool that must be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ExprId>,
}

/// What sets a rule off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Trigger {
    /// One of the events happened.
    Event(EventFilter),
    /// One of the stages was entered.
    Enter(Vec<StageId>),
    /// One of the stages was left.
    Exit(Vec<StageId>),
    /// One of the values changed in the round before.
    Change {
        /// Fields or derived values.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        of: Vec<ExprId>,
        /// The value that it had before the moment, a constant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<ExprId>,
        /// The value that it has now, a constant.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<ExprId>,
    },
    /// The guard is true and was not before the moment.
    Becoming {
        /// A bool.
        guard: ExprId,
        /// Also where it is true when a contact is first settled.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        including_existing: bool,
    },
    /// The stay in one of the stages has lasted so long.
    After {
        /// How long: a duration.
        delay: ExprId,
        /// The stages; of a transition its sources.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        stages: Vec<StageId>,
    },
    /// For so long none of the events has happened (and a rule's `in stage`, or a transition's
    /// source, has not been entered).
    Without {
        /// How long: a duration.
        delay: ExprId,
        /// What is remembered of each event; empty for `without change`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        series: Vec<SeriesId>,
    },
    /// A date has come, or is so near or so long ago.
    Date {
        /// A date or a datetime.
        of: ExprId,
        /// The distance from it: a duration.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        offset: Option<ExprId>,
        /// Whether the distance goes back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        before: bool,
        /// The local time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<TimeOfDay>,
        /// Also if it is past when the date appears.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        or_at_once: bool,
        /// Also for a date that comes after one for which it has run.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        each_date: bool,
    },
    /// Again and again.
    Every {
        /// On which days.
        on: EveryOn,
        /// The local time.
        time: TimeOfDay,
    },
    /// The time of a service level was used up.
    Breach(SlaId),
}

impl Trigger {
    /// Whether it also takes contacts for which its guard is true when they are first settled.
    pub(crate) const fn includes_existing(&self) -> bool {
        matches!(self, Self::Becoming { including_existing: true, .. })
    }

    /// Whether it comes once in each stay or silence.
    pub(crate) const fn is_once_in_a_while(&self) -> bool {
        matches!(self, Self::After { .. } | Self::Without { .. })
    }

    /// Whether time alone sets it off, beside a guard that becomes true.
    pub(crate) const fn is_timed(&self) -> bool {
        matches!(self, Self::After { .. } | Self::Without { .. } | Self::Date { .. } | Self::Every { .. })
    }

    /// What must be true of the event, where it is one.
    pub(crate) const fn filter(&self) -> Option<ExprId> {
        match self {
            Self::Event(filter) => filter.filter,
            _ => None,
        }
    }
}

/// On which days a recurring trigger runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EveryOn {
    /// On fixed days.
    Days(Recurrence),
    /// Every year on the day and month of a date, the 29th of February on the 28th in common
    /// years.
    Date(ExprId),
}

/// A conflict set: of its rules, at most so many act in one moment.
///
/// Of a group that is `exactly`, the checker has proven that whenever the trigger of its rules comes,
/// the guards of just `at_most` of them are true. Reading a stored blueprint does not prove it again: there it
/// is what the checker of its writer claimed, and nothing rests on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Group {
    /// Name, label, documentation.
    pub info: Info,
    /// How many; at least 1.
    pub at_most: u32,
    /// Whether that many guards of its rules are true whenever their trigger comes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exactly: bool,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// A trigger, a guard, and what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Rule {
    /// Name, label, documentation.
    pub info: Info,
    /// The object for each instance of which it is judged; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// What sets it off.
    pub trigger: Trigger,
    /// The contact must be in one of them; empty for anywhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageId>,
    /// A bool that must be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<ExprId>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ActionCall>,
    /// What is changed: at once where nothing is done, otherwise when an action has fired.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// The sequences that it starts, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<Start>,
    /// Events that cancel what waits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unless: Vec<EventFilter>,
    /// A bool that must hold as long as an action waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub during: Option<ExprId>,
    /// How often it may act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// The conflict set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<GroupId>,
    /// The share of contacts that it leaves out, in 1/10,000; 0 for none.
    #[serde(default, skip_serializing_if = "is_default")]
    pub holdout: u16,
    /// What is done beside, for one share of the contacts this, for another that.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub split: Vec<Variant>,
    /// The first local day on which it acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_from: Option<NaiveDate>,
    /// The last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_until: Option<NaiveDate>,
    /// It never acts.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub inactive: bool,
    /// An action that waits already is planned again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub each: bool,
    /// Higher first.
    #[serde(default, skip_serializing_if = "is_default")]
    pub priority: i64,
    /// Its place among all rules and transitions of the blueprint.
    pub order: u32,
    /// Who does what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
    /// The whole declaration.
    pub span: Span,
}

/// What a rule with `split` does for a share of the contacts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Variant {
    /// Its name.
    pub name: String,
    /// The share of contacts, in 1/10,000.
    pub share: u16,
    /// What is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ActionCall>,
}

/// An action with what it is given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ActionCall {
    /// The action.
    pub action: ActionId,
    /// Values over the action's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PayloadEntry>,
    /// How long it waits: a duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<ExprId>,
    /// Where it stands.
    pub span: Span,
}

/// A named value of an action's payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PayloadEntry {
    /// The name.
    pub name: Arc<str>,
    /// The value.
    pub value: ExprId,
}

/// A change of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Effect {
    /// How.
    pub kind: EffectKind,
    /// The field.
    pub field: FieldId,
    /// The value, or the element of the set.
    pub value: ExprId,
    /// Where it stands.
    pub span: Span,
}

/// How a field is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EffectKind {
    /// The field takes the value.
    Set,
    /// The set takes the element in.
    Add,
    /// The set loses the element.
    Remove,
}

/// Something that a system sends or a person does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Action {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which an instance must be in scope where it is called; `None` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// Through what.
    pub channel: ChannelId,
    /// By a system or a person.
    pub execution: Execution,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub purpose: Option<PurposeId>,
    /// `standard`, `template`, `segmented`, `individual`, open to more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub personalization: Option<String>,
    /// How long a person needs; a duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effort: Option<ExprId>,
    /// In what time it is to be done; a duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<ExprId>,
    /// Its payload, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub with: Vec<PayloadEntry>,
    /// What it changes when it fires.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
    /// The sequences that it starts when it fires.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub starts: Vec<Start>,
    /// What is tried when it is held back; never itself, however far one follows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub otherwise: Option<ActionId>,
    /// A request that the host answers with a change of the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assign: Option<Assign>,
    /// Who does what.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// By a system or a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Execution {
    /// A system does it.
    Automated,
    /// A person does it.
    Human,
}

/// `assign owner from sales in rotation`: the host chooses and answers with a field change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Assign {
    /// The field that takes the choice.
    pub field: FieldId,
    /// The team to choose from.
    pub team: AssignFrom,
    /// In turn.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rotation: bool,
}

/// The team of which someone is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AssignFrom {
    /// This one.
    Team(TeamId),
    /// The one that a derived value names: a table's output.
    Derived(LetId),
}
