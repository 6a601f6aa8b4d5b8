//! What an expression reads: the contact at one point of a moment.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::cell::OnceCell;

use super::{Outcome, Unknown};
use crate::calendar::{Instant, Zone};
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

    /// Since when the contact has been in a stage, if it is.
    pub(crate) fn since(&self, program: &Program, stage: StageId) -> Option<Instant> {
        let journey = program.ir.stages[stage].journey;
        self.state.occupancy(journey).filter(|occupancy| occupancy.stage == stage).map(|occupancy| occupancy.since)
    }

    pub(super) fn in_stage(&self, program: &Program, stages: &[StageId]) -> bool {
        stages.iter().any(|&stage| self.since(program, stage).is_some())
    }
}

/// What has been derived from one picture. It must be emptied when the picture changes.
#[derive(Debug, Default)]
pub(crate) struct Memo {
    /// By slot of the plan; made when the first is asked for.
    derived: OnceCell<Vec<Slot>>,
    pub(super) zone: OnceCell<Zone>,
    /// The same contact at another instant: that of the state before the moment.
    pub(super) earlier: OnceCell<Box<Memo>>,
}

pub(super) type Slot = OnceCell<Result<Value, Unknown>>;

impl Memo {
    pub(crate) fn new(_program: &Program) -> Self {
        Self::default()
    }

    /// The slots of so many derived values.
    pub(super) fn derived(&self, slots: usize) -> &[Slot] {
        self.derived.get_or_init(|| {
            let mut derived = Vec::new();
            derived.resize_with(slots, OnceCell::new);
            derived
        })
    }

    /// Forgets everything, for the picture has changed.
    pub(crate) fn empty(&mut self) {
        for slot in self.derived.get_mut().into_iter().flatten() {
            slot.take();
        }
        self.zone.take();
        self.earlier.take();
    }
}

/// The value of the one of `parameters` that is this event's.
pub(super) fn payload_value<'e>(payload: &'e Payload, parameters: &[ParameterId]) -> Outcome<'e> {
    let (id, value) = payload.values.iter().find(|(id, _)| parameters.contains(id)).ok_or(Unknown::NoEvent)?;
    value.as_ref().map(Cow::Borrowed).ok_or(Unknown::PayloadUnset(*id))
}
