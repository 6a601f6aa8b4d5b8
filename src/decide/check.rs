//! The input, checked against the blueprint.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use crate::state::Subject;
use std::sync::Arc;

use super::eval::Payload;
use super::{InputErrors, InputProblem, Program};
use crate::ir::{FieldId, Info, TEXT_LIMIT, Value};
use crate::state::{ContactState, Input, InputEvent, expected, normal_name, to_value};
use crate::text::did_you_mean;
use crate::text::escape::shortened;

/// An input whose names and values are known.
pub(super) struct Checked {
    pub(super) event: Option<Payload>,
    /// In the order of the input.
    pub(super) changes: Vec<(FieldId, Option<Value>)>,
}

/// Reads an input; reports everything that is wrong with it.
pub(super) fn check(program: &Program, state: &ContactState, input: &Input) -> Result<Checked, InputErrors> {
    let mut problems = Vec::new();
    // The same blueprint, most often the very same one; ids of another would mean other things.
    if !Arc::ptr_eq(&program.ir, &state.ir) && program.ir != state.ir {
        let name = |ir: &crate::ir::Blueprint| ir.info.name.clone();
        problems.push(InputProblem::OtherBlueprint { expected: name(&program.ir), found: name(&state.ir) });
        return Err(InputErrors { problems });
    }
    if let Some(id) = &input.id
        && id.len() > TEXT_LIMIT
    {
        problems.push(InputProblem::IdTooLong { bytes: id.len() });
    }
    let event = input.event.as_ref().and_then(|event| check_event(program, event, &mut problems));
    let changes = check_changes(program, input, &mut problems);
    if problems.is_empty() { Ok(Checked { event, changes }) } else { Err(InputErrors { problems }) }
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
    let mut values: Vec<_> = declared.parameters.iter().map(|&parameter| (parameter, None)).collect();
    let mut given = vec![false; values.len()];
    for (name, plain) in &event.payload {
        let wanted = normal_name(name);
        let position = declared.parameters.iter().position(|&p| ir.parameters[p].info.name == wanted);
        let place = position.and_then(|index| Some((values.get_mut(index)?, given.get_mut(index)?)));
        let Some(((parameter, value), given)) = place else {
            let names = declared.parameters.iter().map(|&p| ir.parameters[p].info.name.as_str());
            let proposal = did_you_mean(&wanted, names).map(str::to_owned);
            problems.push(InputProblem::UnknownPayload { event: own(), name: shortened(name), proposal });
            continue;
        };
        *given = true;
        match to_value(ir, ir.parameters[*parameter].ty, plain) {
            Ok(read) => *value = read,
            Err(problem) => problems.push(InputProblem::Payload { event: own(), name: wanted.into_owned(), problem }),
        }
    }
    for ((parameter, value), given) in values.iter_mut().zip(given) {
        let parameter = &ir.parameters[*parameter];
        if given {
            continue;
        }
        match &parameter.default {
            Some(default) => *value = Some(default.clone()),
            None if parameter.ty.set => *value = Some(Value::Set(Vec::new())),
            None if parameter.ty.optional => {}
            None => problems.push(InputProblem::MissingPayload {
                event: own(),
                name: parameter.info.name.clone(),
                expected: expected(ir, parameter.ty),
            }),
        }
    }
    Some(Payload { subject: Subject::Contact, event: id, values })
}

fn check_changes(program: &Program, input: &Input, problems: &mut Vec<InputProblem>) -> Vec<(FieldId, Option<Value>)> {
    let ir = &program.ir;
    let mut changes = Vec::with_capacity(input.changes.len());
    for (name, plain) in &input.changes {
        let wanted = normal_name(name);
        let Some(id) = program.plan.field(&wanted) else {
            problems.push(no_field(program, name, &wanted));
            continue;
        };
        match to_value(ir, ir.fields[id].ty, plain) {
            Ok(value) => changes.push((id, value)),
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
            let names = ir.fields.values().map(|field| field.info.name.as_str());
            let proposal = did_you_mean(wanted, names).map(str::to_owned);
            InputProblem::UnknownField { name: shortened(name), proposal }
        }
    }
}
