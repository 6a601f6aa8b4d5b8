//! What an expression reads: the contact at one point of a moment.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Outcome, Unknown};
use crate::calendar::Zone;
use crate::decide::Program;
use crate::ir::{FieldId, Id, ParameterId, StageId, Value};
use crate::state::{ContactState, Payload};

/// The contact at one point of a moment, with what has been derived from it so far.
#[derive(Clone, Copy)]
pub(crate) struct Picture<'e> {
    pub(crate) state: &'e ContactState,
    pub(crate) memo: &'e Memo,
}

impl<'e> Picture<'e> {
    pub(super) fn field(&self, field: FieldId) -> Outcome<'e> {
        match self.state.fields.get(field.index()) {
            Some(Some(value)) => Ok(Cow::Borrowed(value)),
            _ => Err(Unknown::FieldUnset(field)),
        }
    }

    pub(super) fn in_stage(&self, program: &Program, stages: &[StageId]) -> bool {
        stages.iter().any(|&stage| {
            let journey = program.ir.stages[stage].journey;
            self.state.stages.get(journey.index()).is_some_and(|occupancy| occupancy.stage == stage)
        })
    }
}

/// What has been derived from one picture. It must be emptied when the picture changes.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    pub(super) derived: Vec<OnceCell<Result<Value, Unknown>>>,
    pub(super) zone: OnceCell<Zone>,
}

impl Memo {
    pub(crate) fn new(program: &Program) -> Self {
        let mut derived = Vec::new();
        derived.resize_with(program.plan.derived_values(), OnceCell::new);
        Self { derived, zone: OnceCell::new() }
    }

    /// Forgets everything, for the picture has changed.
    pub(crate) fn empty(&mut self) {
        for slot in &mut self.derived {
            slot.take();
        }
        self.zone.take();
    }
}

/// The value of the one of `parameters` that is this event's.
pub(super) fn payload_value<'e>(payload: &'e Payload, parameters: &[ParameterId]) -> Outcome<'e> {
    let (id, value) = payload.values.iter().find(|(id, _)| parameters.contains(id)).ok_or(Unknown::NoEvent)?;
    value.as_ref().map(Cow::Borrowed).ok_or(Unknown::PayloadUnset(*id))
}
