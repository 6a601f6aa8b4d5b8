//! Instances: those in scope, those that a reference leads to, and questions about all of them.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;

use super::history::{average, sum_of_none, together};
use super::{Evaluator, Outcome, Unknown, Value, owned, value};
use crate::calendar::Window;
use crate::ir::{Aggregate, ExprId, ExprKind, INSTANCE_DEPTH, Instances, ObjectId, StageId, for_each_part};
use crate::plan::Derived;
use crate::state::{Instance, Life, Subject, Total};

/// The instances in scope, the innermost last. Of two of one object the inner one is meant. The gate
/// has counted how many there can be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Bound {
    places: [Option<(ObjectId, u64)>; INSTANCE_DEPTH],
    len: usize,
}

impl Bound {
    /// One more in scope.
    #[must_use]
    pub(crate) fn with(mut self, object: ObjectId, number: u64) -> Self {
        if let Some(place) = self.places.get_mut(self.len) {
            *place = Some((object, number));
            self.len = self.len.saturating_add(1);
        }
        self
    }

    /// The number of the innermost one.
    pub(crate) fn innermost(&self) -> Option<u64> {
        let last = self.len.checked_sub(1)?;
        self.places.get(last).copied().flatten().map(|(_, number)| number)
    }

    /// The number of the instance in scope.
    pub(crate) fn instance(&self, object: ObjectId) -> Option<u64> {
        let bound = self.places.iter().take(self.len).rev().flatten();
        bound.copied().find(|(of, _)| *of == object).map(|(_, number)| number)
    }
}

impl<'e> Evaluator<'e> {
    /// The contact's own life, or that of the instance of the object in scope.
    pub(super) fn life(&self, object: Option<ObjectId>) -> Result<&'e Life, Unknown> {
        let Some(object) = object else { return Ok(&self.picture.state.core().life) };
        self.bound(object).map(|instance| instance.life())
    }

    fn bound(&self, object: ObjectId) -> Result<&'e Instance, Unknown> {
        let number = self.scene.bound.instance(object).ok_or(Unknown::NoInstance(object))?;
        self.picture.state.instance(number).ok_or(Unknown::NoInstance(object))
    }

    pub(super) fn instance_id(&self, object: ObjectId) -> Outcome<'e> {
        owned(Value::Text(self.bound(object)?.id.clone()))
    }

    /// Whether a value is read of an instance in scope, itself or in one of its parts.
    pub(super) fn is_of_instance(&self, expr: ExprId) -> bool {
        let ir = &self.scene.program.ir;
        let of_journey = |stage: StageId| ir.journeys[ir.stages[stage].journey].object.is_some();
        let mut open = vec![expr];
        while let Some(id) = open.pop() {
            let kind = &ir.exprs[id].kind;
            let found = match kind {
                ExprKind::Field(field) => ir.fields[*field].object.is_some(),
                ExprKind::InstanceId(_) => true,
                ExprKind::InStage(stages) | ExprKind::TimeInStage(stages) => stages.iter().copied().any(of_journey),
                ExprKind::Count { series, .. } | ExprKind::Aggregate { series, .. } | ExprKind::Last(series) => {
                    ir.series[*series].object.is_some()
                }
                // What is read there is of another instance.
                ExprKind::Through { reference, .. } => {
                    open.push(*reference);
                    false
                }
                // Of all instances.
                ExprKind::AtLeast { .. } | ExprKind::CountInstances(_) | ExprKind::AggregateInstances { .. } => false,
                kind => match Derived::of(kind) {
                    Some(derived) => self.scene.program.plan.object_of(derived).is_some(),
                    None => {
                        for_each_part(kind, |part| open.push(part));
                        false
                    }
                },
            };
            if found {
                return true;
            }
        }
        false
    }

    /// A subject in scope, and nothing else.
    pub(super) fn bound_of(&self, subject: Subject) -> Bound {
        match subject {
            Subject::Contact => Bound::default(),
            Subject::Instance(number) => {
                let instance = self.picture.state.instance(number);
                instance.map_or_else(Bound::default, |instance| Bound::default().with(instance.object, number))
            }
        }
    }

    /// The same evaluator with one more instance in scope.
    fn within_instance<'n>(&'n self, object: ObjectId, number: u64) -> Evaluator<'n> {
        let mut scene = self.scene;
        scene.bound = scene.bound.with(object, number);
        Evaluator { scene, picture: self.picture }
    }

    /// What is read of the instance to which a reference leads.
    pub(super) fn through(&self, reference: ExprId, object: ObjectId, read: ExprId) -> Outcome<'e> {
        let reference = self.eval(reference, None)?;
        let Value::Text(id) = reference.as_ref() else { return Err(Unknown::Unfit) };
        let found = self.picture.state.instance_named(object, id).ok_or(Unknown::NoInstance(object))?;
        self.within_instance(object, found.number).eval(read, None).map(|value| Cow::Owned(value.into_owned()))
    }

    /// The instances of an object that were created in the window.
    fn candidates(&self, instances: Instances) -> impl Iterator<Item = &'e Instance> {
        let (zone, at) = (self.zone(), self.scene.at);
        self.picture.state.instances_of(instances.object).filter(move |instance| {
            let created = instance.life().created;
            instances.window.is_none_or(|window| created <= at && Window::Rolling(window).contains(zone, created, at))
        })
    }

    /// Whether an instance passes the filter.
    fn passes(&self, instances: Instances, instance: &Instance) -> Result<bool, Unknown> {
        let Some(filter) = instances.filter else { return Ok(true) };
        value::truth(self.within_instance(instances.object, instance.number).eval(filter, None))
    }

    /// Kleene's or over all choices of so many instances.
    pub(super) fn at_least(&self, instances: Instances, number: u32) -> Outcome<'e> {
        let (mut passed, mut open, mut why) = (0_u64, 0_u64, None);
        for instance in self.candidates(instances) {
            match self.passes(instances, instance) {
                Ok(true) => passed = passed.saturating_add(1),
                Ok(false) => {}
                Err(unknown) => {
                    open = open.saturating_add(1);
                    why.get_or_insert(unknown);
                }
            }
        }
        let number = u64::from(number);
        match why {
            _ if passed >= number => owned(Value::Bool(true)),
            Some(unknown) if passed.saturating_add(open) >= number => Err(unknown),
            _ => owned(Value::Bool(false)),
        }
    }

    pub(super) fn count_instances(&self, instances: Instances) -> Outcome<'e> {
        let count = self.candidates(instances).filter(|one| self.passes(instances, one) == Ok(true)).count();
        i64::try_from(count).map_err(|_| Unknown::Overflow).and_then(|count| owned(Value::Int(count)))
    }

    pub(super) fn aggregate_instances(&self, function: Aggregate, instances: Instances, read: ExprId) -> Outcome<'e> {
        let mut total: Option<Total> = None;
        for instance in self.candidates(instances) {
            if self.passes(instances, instance) != Ok(true) {
                continue;
            }
            if let Ok(value) = self.within_instance(instances.object, instance.number).eval(read, None) {
                total = Some(together(total, value.as_ref()));
            }
        }
        let Some(total) = total else {
            let scalar = self.scene.program.ir.exprs[read].ty.scalar;
            return match function {
                Aggregate::Sum => owned(sum_of_none(scalar)),
                Aggregate::Average | Aggregate::Min | Aggregate::Max => Err(Unknown::NoInstance(instances.object)),
            };
        };
        match function {
            Aggregate::Sum => total.sum.ok_or(Unknown::Overflow).and_then(owned),
            Aggregate::Average => owned(average(&total)?),
            Aggregate::Min => owned(total.min),
            Aggregate::Max => owned(total.max),
        }
    }

    /// The instance in scope of which a derived value is.
    pub(super) fn subject_of(&self, object: Option<ObjectId>) -> Result<Subject, Unknown> {
        let Some(object) = object else { return Ok(Subject::Contact) };
        self.scene.bound.instance(object).map(Subject::Instance).ok_or(Unknown::NoInstance(object))
    }
}
