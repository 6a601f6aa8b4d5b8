//! What is fed to a decision.

use std::fmt;

use indexmap::IndexMap;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, MapAccess, Visitor};
use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::PlainValue;
use crate::calendar::Instant;
use crate::ir::unique::{self, Strict};
use crate::text::escape::escape;

/// What happened to a contact at an instant: an event, changes of its fields or of those of its
/// instances, all of these, or nothing but that time has passed.
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
    /// New values of the fields of instances: by object, by the instance's id, by field; null
    /// unsets. The instances must be there.
    pub objects: IndexMap<String, IndexMap<String, IndexMap<String, PlainValue>>>,
}

/// An event with its payload.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct InputEvent {
    /// Its name.
    pub name: String,
    /// The id of the instance that it opens or concerns, of an event of an object: 1 byte to 64 KiB.
    pub instance: Option<String>,
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
        Self { at, id: None, event: None, changes: IndexMap::new(), objects: IndexMap::new() }
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

    /// With the instance that the event opens or concerns, by its id. Without an event, before or
    /// after, the input will be refused.
    ///
    /// ```
    /// use crm_blueprint::Input;
    /// let at = "2026-03-02T09:00:00Z".parse()?;
    /// let input = Input::at(at).event("ticket_opened").instance("t1").with("subject", "printer");
    /// let json = r#"{"at":"2026-03-02T09:00:00Z",
    ///     "event":{"name":"ticket_opened","instance":"t1","payload":{"subject":"printer"}}}"#;
    /// assert_eq!(input, Input::from_json(json)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn instance(mut self, id: impl Into<String>) -> Self {
        self.event.get_or_insert_default().instance = Some(id.into());
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

    /// With a new value of a field of an instance, by its object and id; null unsets it.
    ///
    /// ```
    /// use crm_blueprint::Input;
    /// let at = "2026-03-02T09:00:00Z".parse()?;
    /// let input = Input::at(at).change_of("ticket", "t1", "owner", "Ada");
    /// let json = r#"{"at":"2026-03-02T09:00:00Z","objects":{"ticket":{"t1":{"owner":"Ada"}}}}"#;
    /// assert_eq!(serde_json::to_string(&input)?, json);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn change_of(
        mut self,
        object: impl Into<String>,
        id: impl Into<String>,
        field: impl Into<String>,
        value: impl Into<PlainValue>,
    ) -> Self {
        let instances = self.objects.entry(object.into()).or_default();
        instances.entry(id.into()).or_default().insert(field.into(), value.into());
        self
    }
}

impl Serialize for Input {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The event of an instance is written with all that belongs to it, any other by its name.
        let of_instance = self.event.as_ref().filter(|event| event.instance.is_some());
        let bare = self.event.as_ref().filter(|event| event.instance.is_none());
        let payload = bare.map(|event| &event.payload).filter(|payload| !payload.is_empty());
        let optional = [
            self.id.is_some(),
            self.event.is_some(),
            payload.is_some(),
            !self.changes.is_empty(),
            !self.objects.is_empty(),
        ];
        let fields = optional.into_iter().filter(|present| *present).count();
        let mut out = serializer.serialize_struct("Input", fields.saturating_add(1))?;
        out.serialize_field("at", &self.at)?;
        if let Some(id) = &self.id {
            out.serialize_field("id", id)?;
        }
        if let Some(event) = of_instance {
            out.serialize_field("event", event)?;
        }
        if let Some(event) = bare {
            out.serialize_field("event", &event.name)?;
        }
        if let Some(payload) = payload {
            out.serialize_field("payload", payload)?;
        }
        if !self.changes.is_empty() {
            out.serialize_field("changes", &self.changes)?;
        }
        if !self.objects.is_empty() {
            out.serialize_field("objects", &self.objects)?;
        }
        out.end()
    }
}

/// As an object with `name`; within an [`Input`] an event without an instance is its name alone.
impl Serialize for InputEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let optional = [self.instance.is_some(), !self.payload.is_empty()];
        let fields = optional.into_iter().filter(|present| *present).count();
        let mut out = serializer.serialize_struct("InputEvent", fields.saturating_add(1))?;
        out.serialize_field("name", &self.name)?;
        if let Some(instance) = &self.instance {
            out.serialize_field("instance", instance)?;
        }
        if !self.payload.is_empty() {
            out.serialize_field("payload", &self.payload)?;
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
    event: Option<RawEvent>,
    #[serde(default, deserialize_with = "unique::map")]
    payload: IndexMap<String, PlainValue>,
    #[serde(default, deserialize_with = "unique::map")]
    changes: IndexMap<String, PlainValue>,
    #[serde(default, deserialize_with = "unique::map")]
    objects: IndexMap<String, Strict<Strict<PlainValue>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LongEvent {
    name: String,
    #[serde(default)]
    instance: Option<String>,
    #[serde(default, deserialize_with = "unique::map")]
    payload: IndexMap<String, PlainValue>,
}

/// An event by its name alone, or with all that belongs to it.
enum RawEvent {
    Name(String),
    Long(LongEvent),
}

impl<'de> Deserialize<'de> for RawEvent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(RawEventReader)
    }
}

struct RawEventReader;

impl<'de> Visitor<'de> for RawEventReader {
    type Value = RawEvent;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an event's name, or an object with `name` and perhaps `instance`, `payload`")
    }

    fn visit_str<E: de::Error>(self, name: &str) -> Result<RawEvent, E> {
        Ok(RawEvent::Name(name.to_owned()))
    }

    fn visit_string<E: de::Error>(self, name: String) -> Result<RawEvent, E> {
        Ok(RawEvent::Name(name))
    }

    fn visit_map<A: MapAccess<'de>>(self, access: A) -> Result<RawEvent, A::Error> {
        LongEvent::deserialize(MapAccessDeserializer::new(access)).map(RawEvent::Long)
    }
}

impl<'de> Deserialize<'de> for Input {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let RawInput { at, id, event, payload, changes, objects } = RawInput::deserialize(deserializer)?;
        let event = match event {
            None if payload.is_empty() => None,
            None => return Err(de::Error::custom("`payload` needs an `event`")),
            Some(RawEvent::Name(name)) => Some(InputEvent { name, instance: None, payload }),
            Some(RawEvent::Long(LongEvent { name, instance, payload: own })) => {
                if !payload.is_empty() {
                    return Err(de::Error::custom("the `payload` of an `event` that is an object stands within it"));
                }
                Some(InputEvent { name, instance, payload: own })
            }
        };
        let objects = objects.into_iter().map(|(object, Strict(instances))| {
            (object, instances.into_iter().map(|(id, Strict(fields))| (id, fields)).collect())
        });
        Ok(Self { at, id, event, changes, objects: objects.collect() })
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
