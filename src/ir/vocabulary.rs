//! Who acts, through what, and what is known of a contact.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Duration;
use crate::text::Span;

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Team {
    /// Name, label, documentation.
    pub info: Info,
    /// How much time it has, in each of what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capacity: Option<Capacity>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// `35 hours per week`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Capacity {
    /// How much time.
    pub time: Duration,
    /// In each of these.
    pub per: Duration,
}

/// Why a message is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Purpose {
    /// Name, label, documentation.
    pub info: Info,
    /// A bool that must be true; unknown is no consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ExprId>,
    /// Outside caps and quiet hours, never outside consent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub transactional: bool,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// Through what a contact is met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Channel {
    /// Name, label, documentation.
    pub info: Info,
    /// A bool that must be true; unknown is no consent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ExprId>,
    /// The hours in which it may be used, in order; all must be open.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<ChannelHours>,
    /// Seen by colleagues only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// `#rrggbb`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<String>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// A closed list of values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Enum {
    /// Name, label, documentation; one written in place is named `owner.field`.
    pub info: Info,
    /// Its members, in order; at least one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<Member>,
}

/// A member of an enum.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Member {
    /// Name, label, documentation.
    pub info: Info,
}

/// Something that belongs to a contact, in any number: each instance has an id, fields and its own
/// place in the object's journeys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Object {
    /// Name, label, documentation.
    pub info: Info,
    /// Its fields, in order: one stretch of the blueprint's fields.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldId>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// A field of the contact or of an object. The contact's come first, then those of each object
/// in turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Field {
    /// Name, label, documentation.
    pub info: Info,
    /// The object; `None` for a field of the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// Its type. A field that is not optional always has a value: the contact's own, the
    /// default, or (where there is no default) one that must be given.
    pub ty: Type,
    /// A constant of that type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// What is said of its protection.
    #[serde(default, skip_serializing_if = "Governance::is_empty")]
    pub governance: Governance,
}

/// Something that happens.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Event {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which it concerns one instance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<EventSubject>,
    /// Its payload, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ParameterId>,
    /// Bools: the event is refused where one is true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refuse_when: Vec<ExprId>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// How an event concerns an instance of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EventSubject {
    /// The object.
    pub object: ObjectId,
    /// What becomes of an instance that is there, or is not.
    pub addressing: Addressing,
    /// The field by which the instance is found: the payload has a required field of its name
    /// and type. `None`: by the instance's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<FieldId>,
}

/// What an event needs of the instance that it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Addressing {
    /// `opens`: there must be none of the id; it is created, and its fields take the values of
    /// the payload's fields of the same name.
    Opens,
    /// `of`: there must be one.
    Of,
    /// `of … or opens`: one that is there is addressed, otherwise it is created.
    OfOrOpens,
}

/// A field of an event's payload.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Parameter {
    /// Name, label, documentation.
    pub info: Info,
    /// The event.
    pub event: EventId,
    /// Its type; one that is not optional and has no default must be given.
    pub ty: Type,
    /// A constant of that type.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// What is said of its protection.
    #[serde(default, skip_serializing_if = "Governance::is_empty")]
    pub governance: Governance,
}

/// A derived value, read like a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Let {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// The value.
    pub value: ExprId,
}

/// A named constant that a host or a scenario may set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Setting {
    /// Name, label, documentation.
    pub info: Info,
    /// Its type.
    pub ty: Type,
    /// The value unless another is set.
    pub default: Value,
}

/// A named predicate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Segment {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// A bool; the contact is in the segment where it is true.
    pub when: ExprId,
    /// What its people expect.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expects: Vec<String>,
    /// What bothers them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub friction: Vec<String>,
    /// The channel they like best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefers: Option<ChannelId>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// Points by event and by profile. The total is event points plus profile points, held
/// within the bounds; event points themselves stay within 0 and the upper bound at each
/// addition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Score {
    /// Name, label, documentation.
    pub info: Info,
    /// The object of which each instance has its own; `None` for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// The lower bound.
    pub low: i64,
    /// The upper bound, at least the lower and at least 0.
    pub high: i64,
    /// Points by event, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventPoints>,
    /// Points by profile, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<ProfilePoints>,
    /// How event points fade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fade: Option<Fade>,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// `fade 5 every 7 days`: event points go down, not below 0, counted from the instant at
/// which they last rose from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Fade {
    /// How many points; at least 1.
    pub points: i64,
    /// Each of these; longer than nothing.
    pub every: Duration,
}

/// Points that an event adds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct EventPoints {
    /// The events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventId>,
    /// A bool that must be true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ExprId>,
    /// An int.
    pub points: ExprId,
    /// Only the first time for a contact.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub once: bool,
    /// The whole clause.
    pub span: Span,
}

/// Points that hold as long as the profile is so: the first step whose test is true counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ProfilePoints {
    /// The steps; one for `when … add`, several for a ladder.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ProfileStep>,
    /// The whole clause.
    pub span: Span,
}

/// A step of a ladder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ProfileStep {
    /// A bool.
    pub test: ExprId,
    /// An int.
    pub points: ExprId,
}

/// A word of the glossary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Term {
    /// Name, label, documentation.
    pub info: Info,
    /// What it means.
    pub means: String,
}
