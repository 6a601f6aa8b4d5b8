//! What is fed to a decision.

use indexmap::IndexMap;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::PlainValue;
use crate::calendar::Instant;
use crate::ir::unique;
use crate::text::escape::escape;

/// What happened to a contact at an instant: an event, changes of fields, both, or nothing
/// but that time has passed.
///
/// Names and values are judged against the blueprint when it is decided upon.
///
/// ```
/// use crm_blueprint::calendar::Instant;
/// use crm_blueprint::state::Input;
/// let at: Instant = "2026-03-02T09:00:00Z".parse()?;
/// let input = Input::at(at).id("e-1").event("form_submitted").with("form", "pricing").change("visits", 3);
/// let json = serde_json::to_string(&input)?;
/// assert_eq!(serde_json::from_str::<Input>(&json)?, input);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Input {
    /// When.
    pub at: Instant,
    /// The id under which a second delivery is known as a duplicate; at most 64 KiB.
    pub id: Option<String>,
    /// The event.
    pub event: Option<InputEvent>,
    /// New values of the contact's fields; null unsets.
    pub changes: IndexMap<String, PlainValue>,
}

/// An event with its payload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct InputEvent {
    /// Its name.
    pub name: String,
    /// Its payload.
    pub payload: IndexMap<String, PlainValue>,
}

/// A text that is not the JSON of an input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not the JSON of an input: {0}")]
pub struct ParseInputError(String);

impl Input {
    /// Reads an input; whether it fits a blueprint is judged when it is decided upon.
    ///
    /// ```
    /// use crm_blueprint::Input;
    /// let input = Input::from_json(r#"{ "at": "2026-03-02T09:00:00Z", "event": "form_sent", "payload": { "form": 3 } }"#)?;
    /// assert_eq!(input, Input::at("2026-03-02T09:00:00Z".parse()?).event("form_sent").with("form", 3));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is wrong with the text, and where.
    pub fn from_json(json: &str) -> Result<Self, ParseInputError> {
        serde_json::from_str(json).map_err(|error| ParseInputError(escape(&error.to_string())))
    }

    /// Time has passed until `at`.
    #[must_use]
    pub fn at(at: Instant) -> Self {
        Self { at, id: None, event: None, changes: IndexMap::new() }
    }

    /// With an id, under which a second delivery is known as a duplicate.
    #[must_use]
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// With an event.
    #[must_use]
    pub fn event(mut self, name: impl Into<String>) -> Self {
        self.event.get_or_insert_default().name = name.into();
        self
    }

    /// With a field of the event's payload. Without an event, before or after, the input
    /// will be refused.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<PlainValue>) -> Self {
        self.event.get_or_insert_default().payload.insert(name.into(), value.into());
        self
    }

    /// With several fields of the event's payload, as [`Input::with`] for each. What a program holds
    /// as a struct becomes names and values by way of serde:
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use crm_blueprint::Input;
    /// use crm_blueprint::state::PlainValue;
    ///
    /// #[derive(serde::Serialize)]
    /// struct FormSent { topic: String, seats: u32, referrer: Option<String> }
    ///
    /// let form = FormSent { topic: "prices".into(), seats: 12, referrer: None };
    /// let payload: BTreeMap<String, PlainValue> = serde_json::from_value(serde_json::to_value(form)?)?;
    /// let input = Input::at("2026-03-02T09:00:00Z".parse()?).event("form_sent").with_all(payload);
    /// # assert_eq!(input.event.unwrap().payload["seats"], PlainValue::Int(12));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_all<N: Into<String>, V: Into<PlainValue>>(self, payload: impl IntoIterator<Item = (N, V)>) -> Self {
        payload.into_iter().fold(self, |input, (name, value)| input.with(name, value))
    }

    /// With a new value of a contact's field; null unsets it.
    #[must_use]
    pub fn change(mut self, field: impl Into<String>, value: impl Into<PlainValue>) -> Self {
        self.changes.insert(field.into(), value.into());
        self
    }

    /// With new values of several fields, as [`Input::change`] for each.
    #[must_use]
    pub fn change_all<N: Into<String>, V: Into<PlainValue>>(self, changes: impl IntoIterator<Item = (N, V)>) -> Self {
        changes.into_iter().fold(self, |input, (name, value)| input.change(name, value))
    }
}

impl Serialize for Input {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let payload = self.event.as_ref().map(|event| &event.payload).filter(|payload| !payload.is_empty());
        let optional = [self.id.is_some(), self.event.is_some(), payload.is_some(), !self.changes.is_empty()];
        let fields = optional.into_iter().filter(|present| *present).count();
        let mut out = serializer.serialize_struct("Input", fields.saturating_add(1))?;
        out.serialize_field("at", &self.at)?;
        if let Some(id) = &self.id {
            out.serialize_field("id", id)?;
        }
        if let Some(event) = &self.event {
            out.serialize_field("event", &event.name)?;
        }
        if let Some(payload) = payload {
            out.serialize_field("payload", payload)?;
        }
        if !self.changes.is_empty() {
            out.serialize_field("changes", &self.changes)?;
        }
        out.end()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `at`")]
struct RawInput {
    at: Instant,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    event: Option<String>,
    #[serde(default, deserialize_with = "unique::map")]
    payload: IndexMap<String, PlainValue>,
    #[serde(default, deserialize_with = "unique::map")]
    changes: IndexMap<String, PlainValue>,
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawInput { at, id, event, payload, changes } = RawInput::deserialize(deserializer)?;
        if event.is_none() && !payload.is_empty() {
            return Err(serde::de::Error::custom("`payload` needs an `event`"));
        }
        let event = event.map(|name| InputEvent { name, payload });
        Ok(Self { at, id, event, changes })
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
