//! Who must be looked at: an instance that keeps its own time and rests need not be.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::moment::Moment;
use super::observe::Observer;
use crate::ir::{ObjectId, RuleId};
use crate::state::{Asker, Subject};

impl<O: Observer> Moment<'_, '_, O> {
    /// Fills in the contact, or the instances of an object that do not rest, or are concerned by the event, where that
    /// is judged: to any other nothing can happen in its journeys, nor to its clocks. Whoever watches sees them all.
    pub(super) fn restless(&self, object: Option<ObjectId>, by_event: bool, found: &mut Vec<Subject>) {
        let (program, world) = (self.world.program, &self.world);
        let Some(object) = object else { return found.push(Subject::Contact) };
        let event = world.event.filter(|_| by_event);
        let own = event.map(|payload| payload.subject).filter(|subject| world.next.object_of(*subject) == Some(object));
        let moves_all =
            || own.is_none() && event.is_some_and(|payload| program.plan.is_moved_by(object, payload.event));
        if O::WATCHES || !program.plan.keeps_own_time(object) || moves_all() {
            found.extend(world.next.subjects_of(Some(object)));
            return;
        }
        let instances = &world.next.core().instances;
        let first = found.len();
        let asker = Asker { program: program.number, zone: world.scene().zone(), at: world.at };
        found.extend(instances.restless(object, asker).map(|instance| Subject::Instance(instance.number)));
        if let Some(own) = own {
            let before = found.iter().skip(first).take_while(|subject| **subject < own).count();
            let place = first.saturating_add(before);
            if found.get(place) != Some(&own) {
                found.insert(place, own);
            }
        }
    }

    /// Rules that time or a change sets off, each for whom it is then judged.
    pub(super) fn of_each_restless(&self, rules: &[RuleId], found: &mut Vec<(RuleId, Subject)>) {
        let mut subjects = Vec::new();
        for &rule in rules {
            match self.world.program.ir.rules[rule].object {
                None => found.push((rule, Subject::Contact)),
                object => {
                    self.restless(object, false, &mut subjects);
                    found.extend(subjects.drain(..).map(|subject| (rule, subject)));
                }
            }
        }
    }
}
