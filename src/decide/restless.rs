//! Who must be looked at: an instance that keeps its own time and rests need not be.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::moment::Moment;
use super::observe::Observer;
use crate::ir::{ObjectId, RuleId};
use crate::state::{Asker, Subject};

impl<O: Observer> Moment<'_, '_, O> {
    /// The contact, or the instances of an object that do not rest, or are concerned by the event, where that is judged:
    /// to any other nothing can happen in its journeys, nor to its clocks. Whoever watches sees them all.
    pub(super) fn restless(&self, object: Option<ObjectId>, by_event: bool) -> impl Iterator<Item = Subject> + use<O> {
        let contact = object.is_none().then_some(Subject::Contact);
        let instances = object.map(|object| self.restless_instances(object, by_event)).unwrap_or_default();
        contact.into_iter().chain(instances)
    }

    fn restless_instances(&self, object: ObjectId, by_event: bool) -> Vec<Subject> {
        let (program, world) = (self.world.program, &self.world);
        let event = world.event.filter(|_| by_event);
        let own = event.map(|payload| payload.subject).filter(|subject| world.next.object_of(*subject) == Some(object));
        let moves_all =
            || own.is_none() && event.is_some_and(|payload| program.plan.is_moved_by(object, payload.event));
        if O::WATCHES || !program.plan.keeps_own_time(object) || moves_all() {
            return world.next.subjects_of(Some(object)).collect();
        }
        let instances = &world.next.core().instances;
        let asker = Asker { program: program.number, zone: world.scene().zone(), at: world.at };
        let restless = instances.restless(object, asker).map(|instance| Subject::Instance(instance.number));
        let mut found: Vec<Subject> = restless.collect();
        if let Some(own) = own
            && let Err(place) = found.binary_search(&own)
        {
            found.insert(place, own);
        }
        found
    }

    /// Rules that time or a change sets off, each for whom it is then judged.
    pub(super) fn of_each_restless(&self, rules: &[RuleId], found: &mut Vec<(RuleId, Subject)>) {
        for &rule in rules {
            let subjects = self.restless(self.world.program.ir.rules[rule].object, false);
            found.extend(subjects.map(|subject| (rule, subject)));
        }
    }
}
