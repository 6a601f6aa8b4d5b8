//! What an expression reads: the contact at one point of a moment.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell};

use super::{Outcome, Unknown};
use crate::calendar::Zone;
use crate::decide::Program;
use crate::ir::{ParameterId, Value};
use crate::plan::Derived;
use crate::state::{ContactState, Payload, Subject};

/// The contact at one point of a moment, with what has been derived from it so far.
#[derive(Clone, Copy)]
pub(crate) struct Picture<'e> {
    pub(crate) state: &'e ContactState,
    pub(crate) memo: &'e Memo,
}

/// What has been derived from one picture. It must be emptied when the picture changes.
#[derive(Default)]
pub(crate) struct Memo {
    /// Of the contact, by slot of the plan; made when the first is asked for.
    derived: OnceCell<Vec<Slot>>,
    /// Of instances.
    instances: OfInstances,
    zone: OnceCell<Zone>,
    /// Derived values that wait for those that they read; a list that is used again.
    pub(super) open: Cell<Vec<Derived>>,
    /// The same contact at another instant: that of the state before the moment.
    earlier: OnceCell<Box<Memo>>,
    /// Whether anything but the zone has been kept since it was emptied.
    is_used: Cell<bool>,
}

pub(super) type Slot = OnceCell<Result<Value, Unknown>>;

impl Memo {
    pub(crate) fn new(_program: &Program) -> Self {
        Self::default()
    }

    /// The slots of so many values derived from the contact, or from one of its instances.
    pub(super) fn derived(&self, subject: Subject, slots: usize) -> &[Slot] {
        self.is_used.set(true);
        let empty = || std::iter::repeat_with(OnceCell::new).take(slots).collect();
        match subject {
            Subject::Contact => self.derived.get_or_init(empty),
            Subject::Instance(number) => self.instances.get_or_init(number, empty),
        }
    }

    /// The contact's zone, where it is known.
    pub(in crate::decide) fn zone(&self) -> Option<Zone> {
        self.zone.get().copied()
    }

    /// Keeps the contact's zone.
    pub(in crate::decide) fn keep_zone(&self, zone: Zone) {
        let _ = self.zone.set(zone);
    }

    /// That of the same contact at the instant of the state before the moment.
    pub(super) fn earlier(&self) -> &Self {
        self.is_used.set(true);
        self.earlier.get_or_init(Box::default)
    }

    /// Forgets everything, for the picture has changed.
    pub(crate) fn empty(&mut self) {
        self.zone.take();
        if !self.is_used.replace(false) {
            return;
        }
        for slot in self.derived.get_mut().into_iter().flatten() {
            slot.take();
        }
        self.instances = OfInstances::default();
        self.earlier.take();
    }
}

/// What has been derived from instances, few or all of them: a tree of which each level asks two more bits of a number.
#[derive(Default)]
struct OfInstances(OnceCell<Box<OfInstance>>);

struct OfInstance {
    number: u64,
    slots: Vec<Slot>,
    more: [OfInstances; 4],
}

impl OfInstances {
    fn get_or_init(&self, number: u64, empty: impl FnOnce() -> Vec<Slot>) -> &[Slot] {
        let (mut place, mut bits) = (self, number);
        while let Some(other) = place.0.get().filter(|one| one.number != number) {
            let [zero, one, two, three] = &other.more;
            place = match bits & 3 {
                0 => zero,
                1 => one,
                2 => two,
                _ => three,
            };
            bits >>= 2;
        }
        let new = || Box::new(OfInstance { number, slots: empty(), more: Default::default() });
        &place.0.get_or_init(new).slots
    }
}

/// The value of the one of `parameters` that is this event's.
pub(super) fn payload_value<'e>(payload: &'e Payload, parameters: &[ParameterId]) -> Outcome<'e> {
    let (id, value) = payload.values.iter().find(|(id, _)| parameters.contains(id)).ok_or(Unknown::NoEvent)?;
    value.as_ref().map(Cow::Borrowed).ok_or(Unknown::PayloadUnset(*id))
}
