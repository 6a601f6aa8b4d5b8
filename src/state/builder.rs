//! Building a contact's state from names and values.

use std::sync::Arc;

use super::draft::{Draft, LifeDraft};
use super::{ContactState, PlainValue, StateErrors};
use crate::calendar::Instant;
use crate::ir;

/// Builds a [`ContactState`]; problems are reported together by [`ContactBuilder::build`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it builds"]
pub struct ContactBuilder {
    ir: Arc<ir::Blueprint>,
    contact: String,
    clock: Instant,
    given: Given,
    instances: Vec<(String, String, Given)>,
}

/// Builds an instance of an object, within [`ContactBuilder::instance`].
#[derive(Debug, Clone)]
#[must_use = "it is to be returned"]
pub struct InstanceBuilder(Given);

/// What is given of a contact or an instance.
#[derive(Debug, Clone, Default)]
struct Given {
    created: Option<Instant>,
    fields: Vec<(String, PlainValue)>,
    stages: Vec<String>,
    points: Vec<(String, i64)>,
}

impl Given {
    fn fill(&self, draft: &mut LifeDraft<'_>, clock: Instant) {
        draft.created(self.created);
        for (name, value) in &self.fields {
            draft.set(name, value);
        }
        for name in &self.stages {
            if let Some((journey, stage)) = draft.find_stage(name) {
                draft.enter(journey, stage, clock);
            }
        }
        for (name, points) in &self.points {
            draft.points(name, *points);
        }
    }
}

impl ContactState {
    /// Begins the state of a contact, from its id: every field at its default, every
    /// journey in its initial stage, no points, no instances, the clock at 1970.
    pub fn builder(ir: Arc<ir::Blueprint>, contact: impl Into<String>) -> ContactBuilder {
        let given = Given::default();
        ContactBuilder { ir, contact: contact.into(), clock: Instant::MIN, given, instances: Vec::new() }
    }
}

impl ContactBuilder {
    /// The state is that of this instant; stages count as entered at it, and points as risen.
    ///
    /// Without it the state has no clock yet (it shows 1970): it takes the instant of the first
    /// input that is decided upon.
    pub const fn at(mut self, clock: Instant) -> Self {
        self.clock = clock;
        self
    }

    /// The contact came to be known at this instant; without it, at the state's own
    /// ([`ContactBuilder::at`]), which it may not be after. `after D without …` counts from it.
    pub const fn created(mut self, created: Instant) -> Self {
        self.given.created = Some(created);
        self
    }

    /// A field has this value; the last of several stands.
    pub fn set(mut self, field: impl Into<String>, value: impl Into<PlainValue>) -> Self {
        self.given.fields.push((field.into(), value.into()));
        self
    }

    /// Several fields have these values, as [`ContactBuilder::set`] for each.
    pub fn set_all<N: Into<String>, V: Into<PlainValue>>(self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        fields.into_iter().fold(self, |builder, (field, value)| builder.set(field, value))
    }

    /// The contact is in this stage: `lead`, or `lifecycle.lead` where two journeys have
    /// one of the name. The last of several in one journey stands.
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.given.stages.push(stage.into());
        self
    }

    /// A score has these event points, from 0 to its upper bound; points by profile come
    /// on top. The last of several stands.
    pub fn points(mut self, score: impl Into<String>, points: i64) -> Self {
        self.given.points.push((score.into(), points));
        self
    }

    /// The contact has an instance of an object, by its id, which is as the function says: it gets
    /// an instance with every field at its default and every journey of the object in its initial
    /// stage. Instances count as created in this order.
    ///
    /// An id of 1 byte to 64 KiB is one instance's of this object; of one object there are at most 1,000.
    pub fn instance(
        mut self,
        object: impl Into<String>,
        id: impl Into<String>,
        be: impl FnOnce(InstanceBuilder) -> InstanceBuilder,
    ) -> Self {
        let InstanceBuilder(given) = be(InstanceBuilder(Given::default()));
        self.instances.push((object.into(), id.into(), given));
        self
    }

    /// The state.
    ///
    /// # Errors
    ///
    /// All that does not fit the blueprint: unknown names, values of another type, missing
    /// required fields, points out of range, an instance's id that stands twice. What is wrong with
    /// an instance says its object and id.
    pub fn build(self) -> Result<ContactState, StateErrors> {
        let Self { ir, contact, clock, given, instances } = self;
        let serial = u64::try_from(instances.len()).unwrap_or(u64::MAX);
        let mut draft = Draft::new(ir, &contact, clock, serial);
        draft.contact(|life| given.fill(life, clock));
        for (number, (object, id, given)) in (0..).zip(&instances) {
            draft.instance(object, id, number, |life| given.fill(life, clock));
        }
        draft.finish()
    }
}

impl InstanceBuilder {
    /// It was created at this instant; without it, at the state's own ([`ContactBuilder::at`]), which
    /// it may not be after.
    pub const fn created(mut self, created: Instant) -> Self {
        self.0.created = Some(created);
        self
    }

    /// A field of the instance has this value; the last of several stands.
    pub fn set(mut self, field: impl Into<String>, value: impl Into<PlainValue>) -> Self {
        self.0.fields.push((field.into(), value.into()));
        self
    }

    /// Several fields have these values, as [`InstanceBuilder::set`] for each.
    pub fn set_all<N: Into<String>, V: Into<PlainValue>>(self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        fields.into_iter().fold(self, |builder, (field, value)| builder.set(field, value))
    }

    /// The instance is in this stage of one of its object's journeys: `closed`, or `support.closed`
    /// where two of them have one of the name. The last of several in one journey stands.
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.0.stages.push(stage.into());
        self
    }

    /// A score of the instance has these event points, from 0 to its upper bound. The last of
    /// several stands.
    pub fn points(mut self, score: impl Into<String>, points: i64) -> Self {
        self.0.points.push((score.into(), points));
        self
    }
}

#[cfg(test)]
#[path = "builder_tests.rs"]
mod tests;
