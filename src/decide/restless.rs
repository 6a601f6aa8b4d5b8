//! Who must be looked at: an instance that keeps its own time and rests need not be.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::sync::Arc;

use super::moment::Moment;
use super::observe::Observer;
use crate::ir::{ObjectId, RuleId};
use crate::state::{Instance, Subject};

impl<O: Observer> Moment<'_, '_, O> {
    /// The contact, or the instances of an object that do not rest, or are concerned by the event, where that is judged:
    /// to any other nothing can happen in its journeys, nor to its clocks. Whoever watches sees them all.
    pub(super) fn restless(&self, object: Option<ObjectId>, by_event: bool) -> impl Iterator<Item = Subject> + '_ {
        let (program, world) = (self.world.program, &self.world);
        let event = world.event.filter(|_| by_event);
        let concerned = event.map(|payload| payload.subject);
        let is_own = concerned.is_some_and(|subject| world.next.object_of(subject) == object);
        let moves_all =
            |object| !is_own && event.is_some_and(|payload| program.plan.is_moved_by(object, payload.event));
        let some = object.filter(|&one| !O::WATCHES && program.plan.keeps_own_time(one) && !moves_all(one));
        let zone = some.map(|_| world.scene().zone());
        let is_asked = move |instance: &&Arc<Instance>| {
            let is_calm = |zone| instance.calm(program.number, zone, world.at).is_some();
            Some(instance.object) == object
                && (concerned == Some(Subject::Instance(instance.number)) || !zone.is_some_and(is_calm))
        };
        let contact = object.is_none().then_some(Subject::Contact);
        // The contact's own are asked without a look at instances.
        let instances = if object.is_none() { &[][..] } else { &world.next.core().instances };
        let instances = instances.iter().filter(is_asked);
        contact.into_iter().chain(instances.map(|instance| Subject::Instance(instance.number)))
    }

    /// Rules that time or a change sets off, each for whom it is then judged.
    pub(super) fn of_each_restless(&self, rules: &[RuleId], found: &mut Vec<(RuleId, Subject)>) {
        for &rule in rules {
            let subjects = self.restless(self.world.program.ir.rules[rule].object, false);
            found.extend(subjects.map(|subject| (rule, subject)));
        }
    }
}
