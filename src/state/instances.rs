//! The instances of a contact's objects.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, OnceLock};

use super::calm::{Asker, Calm};
use super::tree::{self, Part, Placed, Rest, Upper, Walk};
use super::{Instance, List, Row};
use crate::calendar::Instant;
use crate::ir::{Id, ObjectId};

/// The instances of a contact's objects, shared between states: what changes one copies little of the others. Without
/// any it takes no memory of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Instances(List<OfObject>);

/// Those of one object.
#[derive(Debug, Clone, Default)]
struct OfObject {
    count: usize,
    /// In order of their numbers.
    parts: Row<Placed<Upper>>,
    /// The numbers by hashes of the ids, in order.
    by_id: List<(u64, u64)>,
    /// What is known of all of them.
    calm: OnceLock<Calm>,
    /// What was known of all when the first of `changed` was changed: it still is of the others.
    rest: Option<Calm>,
    /// Those that have been changed since, by their numbers in order.
    changed: Vec<u64>,
}

/// As many changed ones are remembered; beyond, it is as if nothing were known of all.
const CHANGED: usize = 16;

impl OfObject {
    fn find(&self, number: u64) -> Option<&Instance> {
        let behind = self.parts.partition_point(|(first, _)| *first <= number);
        self.parts.get(behind.checked_sub(1)?)?.1.find(number)
    }

    fn instances(&self) -> Walk<'_> {
        Walk::new(&self.parts, None)
    }

    /// Those of which it is not known that they rest.
    fn restless(&self, asker: Asker) -> impl Iterator<Item = &Instance> + use<'_> {
        let holds = |calm: &Calm| calm.holds(asker);
        let (parts, changed) = if self.calm.get().is_some_and(holds) {
            (&[][..], &[][..])
        } else if self.rest.as_ref().is_some_and(holds) {
            (&[][..], &self.changed[..])
        } else {
            (&self.parts[..], &[][..])
        };
        let changed = changed.iter().filter_map(|number| self.find(*number));
        Walk::new(parts, Some(asker)).chain(changed.filter(move |one| one.kept_calm().get(asker).is_none()))
    }

    /// One is to be changed, or is new.
    fn changes(&mut self, number: u64) {
        if let Some(calm) = self.calm.take() {
            self.rest = Some(calm);
            self.changed.clear();
        }
        if self.rest.is_none() {
            return;
        }
        if let Err(place) = self.changed.binary_search(&number) {
            self.changed.insert(place, number);
        }
        if self.changed.len() > CHANGED {
            self.rest = None;
            self.changed.clear();
        }
    }

    fn push(&mut self, instance: Arc<Instance>) {
        self.changes(instance.number);
        let key = (hash(&instance.id), instance.number);
        let ids = self.by_id.to_mut();
        ids.insert(ids.partition_point(|one| *one < key), key);
        self.count = self.count.saturating_add(1);
        let left = match self.parts.to_mut().last_mut() {
            Some((_, last)) => Part::push(last, instance),
            None => Some(instance),
        };
        if let Some(instance) = left {
            self.parts.insert(self.parts.len(), (instance.number, Part::of(instance)));
        }
    }

    fn remove(&mut self, number: u64) {
        self.by_id.to_mut().retain(|(_, one)| *one != number);
        self.changes(number);
        self.count = self.count.saturating_sub(1);
        let mut parts = self.parts.to_vec();
        tree::remove(&mut parts, number);
        self.parts = parts.into();
    }
}

/// Of an id: only whoever has it is asked for it, so it does not matter which.
fn hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Instances {
    /// None.
    pub(crate) const fn new() -> Self {
        Self(List::new())
    }

    /// Whether both are the very same: neither has been changed since one was made of the other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        self.0.is(&other.0)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(crate) fn len(&self) -> usize {
        self.0.iter().fold(0, |sum, of| sum.saturating_add(of.count))
    }

    /// How many there are of an object.
    pub(crate) fn count_of(&self, object: ObjectId) -> usize {
        self.0.get(object.index()).map_or(0, |of| of.count)
    }

    /// The objects of which there are any.
    pub(crate) fn objects(&self) -> impl Iterator<Item = ObjectId> + use<'_> {
        let any = self.0.iter().enumerate().filter(|(_, of)| of.count > 0);
        any.map(|(object, _)| ObjectId::new(object))
    }

    /// All, object by object, each in the order of their creation.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Instance> {
        self.0.iter().flat_map(OfObject::instances)
    }

    /// All in the order of their creation.
    pub(crate) fn in_order(&self) -> Vec<&Instance> {
        let mut all: Vec<&Instance> = self.iter().collect();
        all.sort_by_key(|instance| instance.number);
        all
    }

    /// Those of an object in the order of their creation.
    pub(crate) fn of(&self, object: ObjectId) -> impl Iterator<Item = &Instance> + use<'_> {
        Walk::new(self.0.get(object.index()).map_or(&[], |of| &of.parts), None)
    }

    /// Those of an object of which it is not known that they rest, in the order of their creation.
    pub(crate) fn restless(&self, object: ObjectId, asker: Asker) -> impl Iterator<Item = &Instance> + use<'_> {
        self.0.get(object.index()).into_iter().flat_map(move |of| of.restless(asker))
    }

    /// The next instant at which anything can happen by time alone to one of an object; `look` finds it out of each of
    /// which it is not known that it rests.
    pub(crate) fn wake_at(
        &self,
        object: ObjectId,
        asker: Asker,
        mut look: impl FnMut(&Instance) -> Option<Instant>,
    ) -> Option<Instant> {
        let of = self.0.get(object.index())?;
        if let Some(calm) = of.calm.get().filter(|calm| calm.holds(asker)) {
            return calm.wake_at;
        }
        let rest = Rest::of_all(of.parts.iter().map(|(_, part)| part.rest(asker, &mut look)));
        if rest.is_calm {
            // One that is known already is of another program, or of another time: the first stands.
            let _ = of.calm.set(Calm { asker, wake_at: rest.wake_at });
        }
        rest.wake_at
    }

    /// One by its number.
    pub(crate) fn get(&self, number: u64) -> Option<&Instance> {
        self.0.iter().find_map(|of| of.find(number))
    }

    /// One by its number, to be changed.
    pub(crate) fn get_mut(&mut self, number: u64) -> Option<&mut Arc<Instance>> {
        let object = self.0.iter().position(|of| of.find(number).is_some())?;
        let of = self.0.to_mut().get_mut(object)?;
        of.changes(number);
        let behind = of.parts.partition_point(|(first, _)| *first <= number);
        let (_, part) = of.parts.to_mut().get_mut(behind.checked_sub(1)?)?;
        Part::find_mut(part, number)
    }

    /// The instance of an object with this id.
    pub(crate) fn named(&self, object: ObjectId, id: &str) -> Option<&Instance> {
        let of = self.0.get(object.index())?;
        let hash = hash(id);
        let first = of.by_id.partition_point(|(one, _)| *one < hash);
        let alike = of.by_id.iter().skip(first).take_while(|(one, _)| *one == hash);
        alike.filter_map(|(_, number)| of.find(*number)).find(|instance| *instance.id == *id)
    }

    /// Puts one behind all others: its number is above theirs.
    pub(crate) fn push(&mut self, instance: Arc<Instance>) {
        let (object, of) = (instance.object.index(), self.0.to_mut());
        while of.len() <= object {
            of.push(OfObject::default());
        }
        if let Some(of) = of.get_mut(object) {
            of.push(instance);
        }
    }

    /// Forgets one.
    pub(crate) fn remove(&mut self, number: u64) {
        let object = self.0.iter().position(|of| of.find(number).is_some());
        if let Some(of) = object.and_then(|object| self.0.to_mut().get_mut(object)) {
            of.remove(number);
        }
    }
}

impl PartialEq for Instances {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.iter().eq(other.iter())
    }
}

#[cfg(test)]
#[path = "instances_tests.rs"]
mod tests;
