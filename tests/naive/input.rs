//! An input, held to what the blueprint declares.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::Input;
use crm_blueprint::ir::{Blueprint, Value};

use super::picture::Event;
use super::value;

/// What an input carries.
pub struct Carried {
    pub event: Option<Rc<Event>>,
    /// In the input's order.
    pub changes: Vec<(String, Option<Value>)>,
}

/// Reads an input; `None` is an input error.
pub fn read(blueprint: &Blueprint, input: &Input) -> Option<Carried> {
    if input.id.as_ref().is_some_and(|id| id.len() > 64 * 1024) {
        return None;
    }
    let mut changes = Vec::new();
    for (name, plain) in &input.changes {
        let (_, field) = value::find(&blueprint.fields, name, |field| &field.info.name)?;
        changes.push((field.info.name.clone(), value::read(blueprint, field.ty, plain)?));
    }
    distinct(input.changes.keys())?;
    let Some(given) = &input.event else { return Some(Carried { event: None, changes }) };
    distinct(given.payload.keys())?;
    let (_, event) = value::find(&blueprint.events, &given.name, |event| &event.info.name)?;
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
    Some(Carried { event: Some(Rc::new(Event { name: event.info.name.clone(), payload })), changes })
}

fn distinct<'n>(mut names: impl Iterator<Item = &'n String>) -> Option<()> {
    let mut seen = BTreeSet::new();
    names.all(|name| seen.insert(value::name(name))).then_some(())
}
