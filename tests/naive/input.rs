//! An input, held to what the blueprint declares.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::Input;
use crm_blueprint::ir::{Addressing, Blueprint, ObjectId, Value};
use serde_json::Value as Json;

use super::picture::Event;
use super::state::{Instance, State, Subject};
use super::value;

/// What an input carries.
#[derive(Clone)]
pub struct Carried {
    pub event: Option<Rc<Event>>,
    /// The instance that the event opens.
    pub opened: Option<Opened>,
    /// In the input's order.
    pub changes: Vec<(Subject, String, Option<Value>)>,
    /// The id that the event names.
    instance: Option<String>,
}

/// An instance that is to be created.
#[derive(Clone)]
pub struct Opened {
    pub object: ObjectId,
    pub id: String,
    /// What it takes from the payload.
    pub fields: Vec<(String, Option<Value>)>,
    /// The one that gives way to it.
    pub forgets: Option<u64>,
}

pub const NOTHING: Carried = Carried { event: None, opened: None, changes: Vec::new(), instance: None };

/// Reads an input, without a look at which instance its event is of; `None` is an input error.
pub fn read(blueprint: &Blueprint, state: &State, input: &Input) -> Option<Carried> {
    if input.id.as_ref().is_some_and(|id| id.len() > 64 * 1024) {
        return None;
    }
    let mut changes = Vec::new();
    let mut change = |subject, object, name: &String, plain| {
        let own =
            blueprint.fields.values().find(|field| field.object == object && field.info.name == value::name(name));
        let field = own?;
        changes.push((subject, field.info.name.clone(), value::read(blueprint, field.ty, plain)?));
        Some(())
    };
    for (name, plain) in &input.changes {
        change(None, None, name, plain)?;
    }
    for (object, instances) in &input.objects {
        let (object, _) = value::find(&blueprint.objects, object, |object| &object.info.name)?;
        for (id, fields) in instances {
            let subject = Some(state.named(object, id)?.number);
            for (name, plain) in fields {
                change(subject, Some(object), name, plain)?;
            }
            distinct(fields.keys())?;
        }
    }
    distinct(input.changes.keys())?;
    distinct(input.objects.keys())?;
    let Some(given) = &input.event else { return Some(Carried { changes, ..NOTHING }) };
    distinct(given.payload.keys())?;
    let (_, event) = value::find(&blueprint.events, &given.name, |event| &event.info.name)?;
    let by_key = event.subject.is_some_and(|subject| subject.key.is_some());
    match &given.instance {
        Some(id) if id.is_empty() || id.len() > 64 * 1024 || event.subject.is_none() => return None,
        None if event.subject.is_some() && !by_key => return None,
        _ => {}
    }
    let mut payload = BTreeMap::new();
    for id in &event.parameters {
        let parameter = &blueprint.parameters[*id];
        let plain = given.payload.iter().find(|(name, _)| value::name(name) == parameter.info.name);
        let read = match plain {
            Some((_, plain)) => value::read(blueprint, parameter.ty, plain)?,
            None => value::absent(parameter.ty, parameter.default.as_ref())?,
        };
        payload.insert(parameter.info.name.clone(), read);
    }
    if given.payload.keys().any(|name| !payload.contains_key(&value::name(name))) {
        return None;
    }
    let event = Rc::new(Event { name: event.info.name.clone(), payload, subject: None });
    Some(Carried { event: Some(event), opened: None, changes, instance: given.instance.clone() })
}

/// Finds the instance that the event is of, or what it opens; `None` is an input error.
pub fn resolve(blueprint: &Blueprint, state: &State, carried: Carried) -> Option<Carried> {
    let Some(event) = carried.event.clone() else { return Some(carried) };
    let declared = blueprint.events.values().find(|declared| declared.info.name == event.name)?;
    let Some(of) = declared.subject else { return Some(carried) };
    let key = of.key.map(|field| blueprint.fields[field].info.name.clone());
    let mut all = state.instances.iter().filter(|instance| instance.object == of.object);
    let found = match &key {
        Some(key) => all.find(|instance| instance.life.fields[key] == event.payload[key]),
        None => all.find(|instance| Some(&instance.id) == carried.instance.as_ref()),
    };
    match (of.addressing, found) {
        (Addressing::Opens, Some(_)) | (Addressing::Of, None) => None,
        (Addressing::Of | Addressing::OfOrOpens, Some(instance)) => {
            let event = Event { subject: Some(instance.number), ..Event::clone(&event) };
            Some(Carried { event: Some(Rc::new(event)), ..carried })
        }
        (Addressing::Opens | Addressing::OfOrOpens, None) => {
            let as_text = |key: &String| match value::write(blueprint, event.payload[key].as_ref()) {
                Json::String(text) => text,
                other => other.to_string(),
            };
            let id = carried.instance.clone().or_else(|| key.as_ref().map(as_text))?;
            if state.named(of.object, &id).is_some() || id.is_empty() {
                return None;
            }
            let own = blueprint.fields.values().filter(|field| field.object == Some(of.object));
            let given = own.filter_map(|field| {
                let name = &field.info.name;
                event.payload.get(name)?.clone().map(|value| (name.clone(), Some(value)))
            });
            let opened = Opened {
                object: of.object,
                id,
                fields: given.collect(),
                forgets: forgotten(blueprint, state, of.object)?,
            };
            // The number that it will have.
            let event = Event { subject: Some(state.serial + 1), ..Event::clone(&event) };
            Some(Carried { event: Some(Rc::new(event)), opened: Some(opened), ..carried })
        }
        other => panic!("an addressing that the reference does not have: {:?}", other.0),
    }
}

/// The instance that gives way to one more; the outer `None` where there must be one and is not.
fn forgotten(blueprint: &Blueprint, state: &State, object: ObjectId) -> Option<Option<u64>> {
    let all: Vec<&Instance> = state.instances.iter().filter(|instance| instance.object == object).collect();
    if all.len() < 1_000 {
        return Some(None);
    }
    let is_final = |instance: &Instance| {
        blueprint.journeys.values().filter(|journey| journey.object == Some(object)).all(|journey| {
            let stages = journey.stages.iter().map(|stage| &blueprint.stages[*stage]);
            let place = instance.life.stages.get(&journey.info.name);
            let mut own = stages.filter(|stage| Some(&stage.info.name) == place);
            own.all(|stage| stage.is_final)
        })
    };
    let is_done = |instance: &&&Instance| {
        let own = Some(instance.number);
        is_final(instance)
            && !state.waiting.iter().any(|waiting| {
                waiting.subject == own || waiting.event.as_ref().is_some_and(|event| event.subject == own)
            })
            && !state.runs.iter().any(|run| run.subject == own)
            && instance.life.slas.values().all(|clock| clock.stopped.is_some())
    };
    all.iter().find(is_done).map(|instance| Some(instance.number))
}

fn distinct<'n>(mut names: impl Iterator<Item = &'n String>) -> Option<()> {
    let mut seen = BTreeSet::new();
    names.all(|name| seen.insert(value::name(name))).then_some(())
}
