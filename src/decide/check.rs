//! The input, checked against the blueprint.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::sync::Arc;

use super::eval::Payload;
use super::moment::{Arrival, Opening, fit};
use super::{InputErrors, InputProblem, InstanceRef, Names, Program};
use crate::ir::{Addressing, Blueprint, EventSubject, FieldId, Info, ObjectId, ParameterId, TEXT_LIMIT, Value, print};
use crate::state::{
    ContactState, INSTANCE_LIMIT, Input, InputEvent, Occupancy, PlainValue, SlaClock, Subject, Waiting, expected,
    normal_name, to_plain, to_value,
};
use crate::text::did_you_mean;
use crate::text::escape::shortened;

/// An input whose names and values are known, but not yet which instances they are of.
#[derive(Debug, Clone)]
pub(super) struct Checked {
    event: Option<Payload>,
    /// The instance that the event names.
    instance: Option<Arc<str>>,
    /// In the order of the input.
    changes: Vec<(Whose, FieldId, Option<Value>)>,
}

impl Checked {
    /// Its event, where it brings nothing else.
    pub(super) fn only_event(&self) -> Option<&Payload> {
        self.event.as_ref().filter(|_| self.changes.is_empty() && self.instance.is_none())
    }

    /// Whether it brings nothing but an instant.
    pub(super) const fn is_empty(&self) -> bool {
        self.event.is_none() && self.changes.is_empty()
    }
}

/// Of whom a field is.
#[derive(Debug, Clone)]
enum Whose {
    Contact,
    Instance(ObjectId, Arc<str>),
}

/// An input of which it is known what it is about.
pub(super) struct Resolved<'c> {
    pub(super) event: Option<Cow<'c, Payload>>,
    pub(super) arrival: Arrival,
}

/// Whether what is bound to a blueprint is bound to the program's: ids of another mean other things.
pub(super) fn same_blueprint(program: &Program, of: &Arc<Blueprint>) -> Result<(), InputErrors> {
    // Most often it is the very same one.
    if Arc::ptr_eq(&program.ir, of) || program.ir == *of {
        return Ok(());
    }
    let (expected, found) = (program.ir.info.name.clone(), of.info.name.clone());
    Err(InputErrors { problems: vec![InputProblem::OtherBlueprint { expected, found }] })
}

/// Reads an input; reports everything that is wrong with it.
pub(super) fn check(program: &Program, input: &Input) -> Result<Checked, InputErrors> {
    let mut problems = Vec::new();
    if let Some(id) = &input.id
        && id.len() > TEXT_LIMIT
    {
        problems.push(InputProblem::IdTooLong { bytes: id.len() });
    }
    let event = input.event.as_ref().and_then(|event| check_event(program, event, &mut problems));
    let instance = input.event.as_ref().and_then(|event| instance_id(event.instance.as_deref()?, &mut problems));
    let mut changes = check_changes(program, input, &mut problems);
    check_objects(program, input, &mut changes, &mut problems);
    if problems.is_empty() { Ok(Checked { event, instance, changes }) } else { Err(InputErrors { problems }) }
}

fn check_event(program: &Program, event: &InputEvent, problems: &mut Vec<InputProblem>) -> Option<Payload> {
    let ir = &program.ir;
    let wanted = normal_name(&event.name);
    let Some(id) = program.plan.event(&wanted) else {
        let names = ir.events.values().map(|declared| declared.info.name.as_str());
        let proposal = did_you_mean(&wanted, names).map(str::to_owned);
        problems.push(InputProblem::UnknownEvent { name: shortened(&event.name), proposal });
        return None;
    };
    let declared = &ir.events[id];
    let own = || declared.info.name.clone();
    let default = |parameter: ParameterId| match &ir.parameters[parameter].default {
        None if ir.parameters[parameter].ty.set => Some(Value::Set(Vec::new())),
        default => default.clone(),
    };
    let mut values: Vec<_> = declared.parameters.iter().map(|&id| (id, default(id))).collect();
    for (name, plain) in &event.payload {
        let wanted = normal_name(name);
        let position = declared.parameters.iter().position(|&p| ir.parameters[p].info.name == wanted);
        let Some((parameter, value)) = position.and_then(|index| values.get_mut(index)) else {
            let names = declared.parameters.iter().map(|&p| ir.parameters[p].info.name.as_str());
            let proposal = did_you_mean(&wanted, names).map(str::to_owned);
            problems.push(InputProblem::UnknownPayload { event: own(), name: shortened(name), proposal });
            continue;
        };
        match to_value(ir, ir.parameters[*parameter].ty, plain) {
            Ok(read) => *value = read,
            Err(problem) => problems.push(InputProblem::Payload { event: own(), name: wanted.into_owned(), problem }),
        }
    }
    for (parameter, _) in values.iter().filter(|(_, value)| value.is_none()) {
        let parameter = &ir.parameters[*parameter];
        let is_given = || event.payload.keys().any(|name| normal_name(name) == parameter.info.name);
        if !parameter.ty.optional && !is_given() {
            problems.push(InputProblem::MissingPayload {
                event: own(),
                name: parameter.info.name.clone(),
                expected: expected(ir, parameter.ty),
            });
        }
    }
    match declared.subject {
        None if event.instance.is_some() => problems.push(InputProblem::NotOfObject { event: own() }),
        Some(subject) if subject.key.is_none() && event.instance.is_none() => {
            problems.push(InputProblem::MissingInstance { event: own(), object: object_name(ir, subject.object) });
        }
        _ => {}
    }
    Some(Payload { subject: Subject::Contact, event: id, values })
}

fn object_name(ir: &Blueprint, object: ObjectId) -> String {
    Names(ir).object(object).to_owned()
}

fn instance_id(id: &str, problems: &mut Vec<InputProblem>) -> Option<Arc<str>> {
    if id.is_empty() || id.len() > TEXT_LIMIT {
        problems.push(InputProblem::InstanceId { bytes: id.len() });
        return None;
    }
    Some(Arc::from(id))
}

/// Changes of instances.
fn check_objects(
    program: &Program,
    input: &Input,
    changes: &mut Vec<(Whose, FieldId, Option<Value>)>,
    problems: &mut Vec<InputProblem>,
) {
    let ir = &program.ir;
    for (name, instances) in &input.objects {
        let wanted = normal_name(name);
        let Some((object, declared)) = ir.objects.iter().find(|(_, object)| object.info.name == wanted) else {
            let names = ir.objects.values().map(|object| object.info.name.as_str());
            let proposal = did_you_mean(&wanted, names).map(str::to_owned);
            problems.push(InputProblem::UnknownObject { name: shortened(name), proposal });
            continue;
        };
        for (id, fields) in instances {
            let Some(id) = instance_id(id, problems) else { continue };
            for (name, plain) in fields {
                let wanted = normal_name(name);
                let field = declared.fields.iter().copied().find(|field| ir.fields[*field].info.name == wanted);
                let Some(field) = field else {
                    let names = declared.fields.iter().map(|field| ir.fields[*field].info.name.as_str());
                    let proposal = did_you_mean(&wanted, names).map(str::to_owned);
                    let object = declared.info.name.clone();
                    problems.push(InputProblem::UnknownObjectField { object, name: shortened(name), proposal });
                    continue;
                };
                match to_value(ir, ir.fields[field].ty, plain) {
                    Ok(value) => changes.push((Whose::Instance(object, id.clone()), field, value)),
                    Err(problem) => problems.push(InputProblem::ObjectField {
                        object: declared.info.name.clone(),
                        id: shortened(&id),
                        name: wanted.into_owned(),
                        problem,
                    }),
                }
            }
        }
    }
}

/// Finds the instances that an input is about, on the state on which it is judged.
pub(super) fn resolve<'c>(
    program: &Program,
    state: &ContactState,
    checked: &'c Checked,
) -> Result<Resolved<'c>, InputErrors> {
    let ir = &program.ir;
    let mut event = checked.event.as_ref().map(Cow::Borrowed);
    let mut arrival = Arrival::default();
    let mut problems: Vec<InputProblem> = Vec::new();
    if let Some(payload) = &mut event
        && let Some(subject) = ir.events[payload.event].subject
    {
        match meant(ir, state, payload, subject, checked.instance.clone()) {
            Ok(Meant::There(number)) => payload.to_mut().subject = Subject::Instance(number),
            Ok(Meant::Opens(opening)) => {
                payload.to_mut().subject = Subject::Instance(state.core().serial);
                arrival.opening = Some(opening);
            }
            Err(problem) => problems.push(problem),
        }
    }
    for (whose, field, value) in &checked.changes {
        let subject = match whose {
            Whose::Contact => Subject::Contact,
            Whose::Instance(object, id) => match state.instance_named(*object, id) {
                Some(instance) => Subject::Instance(instance.number),
                None => {
                    let problem = InputProblem::NoInstance { object: object_name(ir, *object), id: shortened(id) };
                    // Of several changes of one instance it is said once.
                    if !problems.contains(&problem) {
                        problems.push(problem);
                    }
                    continue;
                }
            },
        };
        arrival.changes.push((subject, *field, value.clone()));
    }
    if problems.is_empty() { Ok(Resolved { event, arrival }) } else { Err(InputErrors { problems }) }
}

/// The instance that an event means.
enum Meant {
    There(u64),
    Opens(Opening),
}

#[expect(clippy::result_large_err, reason = "asked once an input, and its problem is kept as it is")]
fn meant(
    ir: &Blueprint,
    state: &ContactState,
    payload: &Payload,
    subject: EventSubject,
    named: Option<Arc<str>>,
) -> Result<Meant, InputProblem> {
    let object = subject.object;
    let name = || object_name(ir, object);
    let key = match subject.key {
        Some(field) => Some((field, key_of(ir, payload, field).ok_or(InputProblem::NoKey { object: name() })?)),
        None => None,
    };
    let found = match (&key, &named) {
        (Some((field, value)), _) => {
            let slot = ir.slot(*field);
            let mut all = state.instances_of(object);
            all.find(|instance| instance.life().fields.holds(slot, Some(value)))
        }
        (None, Some(id)) => state.instance_named(object, id),
        (None, None) => None,
    };
    if let Some(instance) = found {
        if subject.addressing == Addressing::Opens {
            return Err(InputProblem::InstanceExists { object: name(), id: shortened(&instance.id) });
        }
        return match named {
            Some(id) if id != instance.id => {
                Err(InputProblem::OtherInstance { object: name(), id: shortened(&id), found: shortened(&instance.id) })
            }
            _ => Ok(Meant::There(instance.number)),
        };
    }
    // Without an id of its own an instance is called by its key.
    let by_key = || key.as_ref().map(|(_, value)| Arc::from(key_text(ir, value)));
    let id: Arc<str> = named.or_else(by_key).unwrap_or_else(|| Arc::from(""));
    if subject.addressing == Addressing::Of {
        return Err(InputProblem::NoInstance { object: name(), id: shortened(&id) });
    }
    if id.is_empty() || id.len() > TEXT_LIMIT {
        return Err(InputProblem::InstanceId { bytes: id.len() });
    }
    if state.instance_named(object, &id).is_some() {
        return Err(InputProblem::InstanceExists { object: name(), id: shortened(&id) });
    }
    let mut forgets = None;
    if state.core().instances.count_of(object) >= INSTANCE_LIMIT {
        forgets = Some(forgettable(ir, state, object).ok_or(InputProblem::TooManyInstances { object: name() })?);
    }
    Ok(Meant::Opens(Opening { instance: InstanceRef { object, id }, forgets }))
}

/// The value of a key in a payload.
fn key_of(ir: &Blueprint, payload: &Payload, field: FieldId) -> Option<Value> {
    let field = &ir.fields[field];
    let named = |id: ParameterId| ir.parameters[id].info.name == field.info.name;
    let value = payload.values.iter().find(|(id, _)| named(*id)).and_then(|(_, value)| value.as_ref())?;
    Some(fit(field.ty.scalar, value))
}

fn key_text(ir: &Blueprint, value: &Value) -> String {
    match to_plain(ir, value) {
        PlainValue::Text(text) => text,
        _ => print::value(ir, value),
    }
}

/// The oldest instance of an object that is closed and of which nothing waits or runs. What an
/// event of it set off may be the contact's, but reads the instance.
fn forgettable(ir: &Blueprint, state: &ContactState, object: ObjectId) -> Option<u64> {
    let is_final = |place: Occupancy| ir.stages[place.stage].is_final;
    let is_busy = |number: u64| {
        let subject = Subject::Instance(number);
        let waits_for = |waiting: &Waiting| {
            waiting.subject == subject || waiting.event.as_ref().is_some_and(|event| event.subject == subject)
        };
        state.core().waiting().any(waits_for)
            || state.core().runs.iter().any(|run| run.subject == subject)
            || state.life(subject).is_some_and(|life| life.slas.iter().flatten().any(SlaClock::is_open))
    };
    let mut all = state.instances_of(object);
    let free = all.find(|instance| instance.life().occupied().all(is_final) && !is_busy(instance.number));
    free.map(|instance| instance.number)
}

fn check_changes(
    program: &Program,
    input: &Input,
    problems: &mut Vec<InputProblem>,
) -> Vec<(Whose, FieldId, Option<Value>)> {
    let ir = &program.ir;
    let mut changes = Vec::with_capacity(input.changes.len());
    for (name, plain) in &input.changes {
        let wanted = normal_name(name);
        let Some(id) = program.plan.field(&wanted) else {
            problems.push(no_field(program, name, &wanted));
            continue;
        };
        match to_value(ir, ir.fields[id].ty, plain) {
            Ok(value) => changes.push((Whose::Contact, id, value)),
            Err(problem) => problems.push(InputProblem::Field { name: wanted.into_owned(), problem }),
        }
    }
    changes
}

fn no_field(program: &Program, name: &str, wanted: &str) -> InputProblem {
    let ir = &program.ir;
    let named = |info: &Info| info.name == wanted;
    let what = if ir.scores.values().any(|score| named(&score.info)) {
        Some("score")
    } else if ir.lets.values().any(|declared| named(&declared.info)) {
        Some("derived value")
    } else if ir.segments.values().any(|segment| named(&segment.info)) {
        Some("segment")
    } else if ir.settings.values().any(|setting| named(&setting.info)) {
        Some("setting")
    } else if ir.journeys.values().any(|journey| named(&journey.info)) {
        Some("journey")
    } else {
        None
    };
    match what {
        Some(what) => InputProblem::NotAField { name: wanted.to_owned(), what },
        None => {
            let names = ir.fields_of(None).map(|field| ir.fields[field].info.name.as_str());
            let proposal = did_you_mean(wanted, names).map(str::to_owned);
            InputProblem::UnknownField { name: shortened(name), proposal }
        }
    }
}
