//! The contact's own life and those of its instances, when they are migrated: one after the other,
//! by the same code.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::names::Kind;
use super::{Migrator, at};
use crate::ir::ObjectId;
use crate::state::contact::named;
use crate::state::draft::owner;
use crate::state::snapshot::{LifeView, SnapshotInstance, SnapshotOf, SnapshotPlace, StoredLife, infos};

/// A life on its way.
pub(super) struct Life<'m> {
    pub(super) from: LifeView<'m>,
    pub(super) to: StoredLife,
    /// The object as it was named; `None` for the contact.
    pub(super) was: Option<&'m str>,
    /// The object now.
    pub(super) object: Option<ObjectId>,
    /// The pointer to it in the old snapshot.
    part: String,
    /// The pointer to it in the new one.
    now: String,
}

impl<'m> Life<'m> {
    /// That of a contact.
    pub(super) fn new(from: LifeView<'m>) -> Self {
        let to = StoredLife { created: from.created, changed: from.changed, ..StoredLife::default() };
        Self { from, to, was: None, object: None, part: String::new(), now: String::new() }
    }

    /// The pointer to a part of it, in the old snapshot.
    pub(super) fn part(&self, part: &str) -> String {
        format!("{}/{part}", self.part)
    }

    /// The pointer to a part of it, in the new snapshot.
    pub(super) fn begin(&self, part: &str) -> String {
        format!("{}/{part}", self.now)
    }
}

impl<'m> Migrator<'m> {
    pub(super) fn lives(&mut self, mapping: &BTreeMap<String, String>) {
        let from = self.from;
        self.life(mapping);
        let life = std::mem::take(&mut self.life.to);
        self.to = std::mem::replace(&mut self.to, super::Snapshot::empty()).with_life(life);
        for (index, instance) in from.instances.iter().enumerate() {
            let SnapshotInstance { object, id, .. } = instance;
            self.of = Some(SnapshotOf { object: object.clone(), id: id.clone() });
            let part = at("/instances", &index.to_string());
            let names = self.names.now(Kind::Object, object);
            let Some((now, found)) = names.and_then(|now| Some((now, named(infos!(self.new.objects), now)?))) else {
                self.lost(&part, instance);
                continue;
            };
            self.renamed(&at(&part, "object"), object, now);
            let to = at("/instances", &self.to.instances.len().to_string());
            self.life = Life { was: Some(object), object: Some(found), part, now: to, ..Life::new(instance.life()) };
            self.life(mapping);
            let life = std::mem::take(&mut self.life.to);
            self.to.instances.push(SnapshotInstance::new(now.to_owned(), id.clone(), instance.number, life));
            self.kept.push(index);
        }
        self.of = None;
    }

    /// All of a life but what runs: that must be known before it is told what is over.
    fn life(&mut self, mapping: &BTreeMap<String, String>) {
        self.fields();
        self.stages(mapping);
        self.scores();
        self.history();
        self.modes();
        if self.life.was.is_none() {
            self.caps();
        }
        self.limits();
        self.dated();
        self.ran();
        self.met();
        self.slas();
    }

    /// When sequences were last over, of each life.
    pub(super) fn ended(&mut self) {
        let from = self.from;
        self.life = Life::new(from.life());
        self.ends(None);
        self.to.ended = std::mem::take(&mut self.life.to.ended);
        for (place, index) in std::mem::take(&mut self.kept).into_iter().enumerate() {
            let (Some(before), Some(after)) = (from.instances.get(index), self.to.instances.get(place)) else {
                continue;
            };
            self.of = Some(SnapshotOf { object: before.object.clone(), id: before.id.clone() });
            let of = SnapshotOf { object: after.object.clone(), id: after.id.clone() };
            let (part, now) = (at("/instances", &index.to_string()), at("/instances", &place.to_string()));
            let object = named(infos!(self.new.objects), &after.object);
            self.life = Life { was: Some(&before.object), object, part, now, ..Life::new(before.life()) };
            self.ends(Some(&of));
            if let Some(after) = self.to.instances.get_mut(place) {
                after.ended = std::mem::take(&mut self.life.to.ended);
            }
        }
        self.of = None;
    }

    /// An instance of an object that is gone: all that it had is told.
    fn lost(&mut self, part: &str, instance: &SnapshotInstance) {
        let of = SnapshotOf { object: instance.object.clone(), id: instance.id.clone() };
        self.dropped(part, &of, "the blueprint has no such object now");
        let Ok(Json::Object(parts)) = serde_json::to_value(instance) else { return };
        const WHY: &str = "its object is gone";
        for (key, value) in parts.iter().filter(|(key, _)| !matches!(key.as_str(), "object" | "id" | "number")) {
            let part = at(part, key);
            match value {
                Json::Object(parts) => parts.iter().for_each(|(key, value)| self.dropped(&at(&part, key), value, WHY)),
                value => self.dropped(&part, value, WHY),
            }
        }
    }

    /// Why what is of an object, or of the contact, is not in the life on its way.
    pub(super) fn elsewhere(&self, object: Option<ObjectId>) -> Option<String> {
        (object != self.life.object).then(|| format!("it is one of {} now", owner(self.new, object)))
    }

    /// Of whom something is now; or why it is of nobody.
    pub(super) fn of_now(&self, of: Option<&SnapshotOf>) -> Result<Option<SnapshotOf>, String> {
        let Some(of) = of else { return Ok(None) };
        match self.names.now(Kind::Object, &of.object) {
            Some(now) => Ok(Some(SnapshotOf { object: now.to_owned(), id: of.id.clone() })),
            None => Err(format!("{of} is gone")),
        }
    }

    /// The object of which something is, of the new blueprint.
    pub(super) fn object_now(&self, of: Option<&SnapshotOf>) -> Option<ObjectId> {
        named(infos!(self.new.objects), &of?.object)
    }

    /// The places in the limits of rules of the contact or of an instance, as they are now.
    pub(super) fn limits_of(
        &mut self,
        of: Option<&SnapshotOf>,
    ) -> Option<&mut indexmap::IndexMap<String, Vec<SnapshotPlace>>> {
        let Some(of) = of else { return Some(&mut self.to.limits) };
        let found = self.to.instances.iter_mut().find(|instance| instance.object == of.object && instance.id == of.id);
        found.map(|instance| &mut instance.limits)
    }

    /// The life of which something was, and the pointer to it.
    pub(super) fn life_before(&self, of: Option<&SnapshotOf>) -> Option<(LifeView<'m>, String)> {
        let from = self.from;
        let Some(of) = of else { return Some((from.life(), String::new())) };
        let mut instances = from.instances.iter().enumerate();
        let (index, found) = instances.find(|(_, it)| it.object == of.object && it.id == of.id)?;
        Some((found.life(), at("/instances", &index.to_string())))
    }
}
