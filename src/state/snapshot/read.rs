//! A state's JSON read straight into the slots of its blueprint, without a snapshot by names.
//!
//! It reads what [`write`](super::write) writes of most states, and answers nothing at all where anything is
//! out of the ordinary: the long way by way of [`Snapshot`](super::Snapshot) then says what is wrong, or that
//! nothing is. What must hold of a state is judged by the same [`Draft`] on both ways.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::super::ContactState;
use super::super::convert::{text_value, to_value};
use super::super::draft::Draft;
use super::names::is_cap_key;
use super::{
    SnapshotCause, SnapshotInstance, SnapshotPlace, SnapshotRun, SnapshotScore, SnapshotSeries, SnapshotSla,
    SnapshotWaiting,
};
use crate::calendar::Instant;
use crate::ir::unique::{Key, Name, Strict};
use crate::ir::{Blueprint, Id, JourneyId, LIST_LIMIT, ModeId, ScoreId, StageId, Type, Value};
use crate::state::PlainValue;

/// The state of a JSON; `None` where only the long way can tell.
pub(in crate::state) fn state(ir: &Arc<Blueprint>, json: &str) -> Option<ContactState> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let read = Of { ir }.deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    read.restored(ir)
}

/// The parts of a state, as they are named.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "snake_case")]
enum Part {
    Blueprint,
    Version,
    Contact,
    Clock,
    Settled,
    Created,
    Changed,
    Fields,
    Stages,
    Scores,
    History,
    Modes,
    Caps,
    Limits,
    Dated,
    Ran,
    Met,
    Instances,
    Waiting,
    Runs,
    Ended,
    Slas,
    Serial,
    Inputs,
}

/// What was read, each part at most once. Names are resolved where most states have some.
#[derive(Default)]
struct Read<'j> {
    blueprint: Option<Name<'j>>,
    version: Option<Name<'j>>,
    contact: Option<Name<'j>>,
    clock: Option<Instant>,
    settled: Option<bool>,
    created: Option<Option<Instant>>,
    changed: Option<Option<Instant>>,
    /// By slot, where it is said.
    fields: Option<Vec<Option<Option<Value>>>>,
    stages: Option<Vec<(JourneyId, Place)>>,
    scores: Option<Vec<(ScoreId, SnapshotScore)>>,
    modes: Option<Vec<(ModeId, Instant)>>,
    caps: Option<Vec<(usize, Vec<Instant>)>>,
    history: Option<Strict<SnapshotSeries>>,
    limits: Option<Strict<Vec<SnapshotPlace>>>,
    dated: Option<Vec<SnapshotCause>>,
    ran: Option<Strict<Instant>>,
    met: Option<Vec<String>>,
    instances: Option<Vec<SnapshotInstance>>,
    waiting: Option<Vec<SnapshotWaiting>>,
    runs: Option<Vec<SnapshotRun>>,
    ended: Option<Strict<Instant>>,
    slas: Option<Strict<SnapshotSla>>,
    serial: Option<u64>,
    inputs: Option<Strict<Instant, Arc<str>>>,
}

impl Read<'_> {
    fn restored(self, ir: &Arc<Blueprint>) -> Option<ContactState> {
        let is_own = |own: &str, name: Option<Name<'_>>| name.is_none_or(|Name(name)| name.is_empty() || name == own);
        let (blueprint, contact) = (self.blueprint?, self.contact?);
        if !is_own(&ir.info.name, Some(blueprint)) || !is_own(&ir.version, self.version) {
            return None;
        }
        let mut draft =
            Draft::new(Arc::clone(ir), &contact.0, self.clock.unwrap_or_default(), self.serial.unwrap_or_default());
        draft.state.core_mut().settled = self.settled.unwrap_or_default();
        let (created, changed) = (self.created.flatten(), self.changed.flatten());
        draft.contact(|life| {
            life.known_since(created, changed);
            for (slot, value) in self.fields.into_iter().flatten().enumerate() {
                if let Some(value) = value {
                    life.life.fields.set(slot, value);
                }
            }
            for (journey, Place { stage, since, outer_since }) in self.stages.into_iter().flatten() {
                let name = life.ir.journeys.get(journey).map_or("", |journey| &journey.info.name);
                life.placed(journey, name, stage, (since, outer_since));
            }
            for (id, score) in self.scores.into_iter().flatten() {
                let name = life.ir.scores.get(id).map_or("", |score| &score.info.name);
                life.counted(id, name, &score);
            }
            life.history(&all(self.history));
            for (id, since) in self.modes.into_iter().flatten() {
                let name = life.ir.modes.get(id).map_or("", |mode| &mode.info.name);
                life.begun(id, name, since);
            }
            life.limits(&all(self.limits));
            life.dated(&self.dated.unwrap_or_default());
            life.ran(&all(self.ran));
            life.met(&self.met.unwrap_or_default());
            life.ended(&all(self.ended));
            life.slas(&all(self.slas));
        });
        for (index, log) in self.caps.into_iter().flatten() {
            draft.logged(index, "", log);
        }
        for stored in self.instances.into_iter().flatten() {
            draft.instance(&stored.object, &stored.id, stored.number, |life| life.read(&stored.life()));
        }
        draft.runs(&self.runs.unwrap_or_default());
        draft.waiting(&self.waiting.unwrap_or_default());
        draft.serials();
        draft.inputs(all(self.inputs));
        draft.finish().ok()
    }
}

fn all<K: Key, V>(map: Option<Strict<V, K>>) -> IndexMap<K, V> {
    map.map(|Strict(map)| map).unwrap_or_default()
}

/// A reader that knows the blueprint.
#[derive(Clone, Copy)]
struct Of<'i> {
    ir: &'i Blueprint,
}

impl<'j> DeserializeSeed<'j> for Of<'_> {
    type Value = Read<'j>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Read<'j>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

/// Reads a part, which must not have been read before.
fn once<'j, A: MapAccess<'j>, S: DeserializeSeed<'j>>(
    place: &mut Option<S::Value>,
    access: &mut A,
    seed: S,
) -> Result<(), A::Error> {
    let before = place.replace(access.next_value_seed(seed)?);
    if before.is_some() { Err(A::Error::custom("it stands twice")) } else { Ok(()) }
}

impl<'j> Visitor<'j> for Of<'_> {
    type Value = Read<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a state")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut access: A) -> Result<Read<'j>, A::Error> {
        use std::marker::PhantomData as As;
        let ir = self.ir;
        let mut read = Read::default();
        while let Some(part) = access.next_key()? {
            match part {
                Part::Blueprint => once(&mut read.blueprint, &mut access, As)?,
                Part::Version => once(&mut read.version, &mut access, As)?,
                Part::Contact => once(&mut read.contact, &mut access, As)?,
                Part::Clock => once(&mut read.clock, &mut access, As)?,
                Part::Settled => once(&mut read.settled, &mut access, As)?,
                Part::Created => once(&mut read.created, &mut access, As)?,
                Part::Changed => once(&mut read.changed, &mut access, As)?,
                Part::Fields => once(&mut read.fields, &mut access, Fields { ir })?,
                Part::Stages => once(&mut read.stages, &mut access, Named(Stages { ir }))?,
                Part::Scores => once(&mut read.scores, &mut access, Named(Scores { ir }))?,
                Part::Modes => once(&mut read.modes, &mut access, Named(Modes { ir }))?,
                Part::Caps => once(&mut read.caps, &mut access, Named(Caps { ir }))?,
                Part::History => once(&mut read.history, &mut access, As)?,
                Part::Limits => once(&mut read.limits, &mut access, As)?,
                Part::Dated => once(&mut read.dated, &mut access, As)?,
                Part::Ran => once(&mut read.ran, &mut access, As)?,
                Part::Met => once(&mut read.met, &mut access, As)?,
                Part::Instances => once(&mut read.instances, &mut access, As)?,
                Part::Waiting => once(&mut read.waiting, &mut access, As)?,
                Part::Runs => once(&mut read.runs, &mut access, As)?,
                Part::Ended => once(&mut read.ended, &mut access, As)?,
                Part::Slas => once(&mut read.slas, &mut access, As)?,
                Part::Serial => once(&mut read.serial, &mut access, As)?,
                Part::Inputs => once(&mut read.inputs, &mut access, As)?,
            }
        }
        Ok(read)
    }
}

/// Finds what stands in the order of its declaration, as it does in what was written: each is sought behind the
/// one before it, then from the beginning.
fn find(count: usize, next: &mut usize, is: impl Fn(usize) -> bool) -> Option<usize> {
    let from = *next;
    let found = (from..count).find(|index| is(*index)).or_else(|| (0..from.min(count)).find(|index| is(*index)))?;
    *next = found.saturating_add(1);
    Some(found)
}

/// The contact's fields.
struct Fields<'i> {
    ir: &'i Blueprint,
}

impl<'j> DeserializeSeed<'j> for Fields<'_> {
    type Value = Vec<Option<Option<Value>>>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'j> Visitor<'j> for Fields<'_> {
    type Value = Vec<Option<Option<Value>>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("fields")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let ir = self.ir;
        let count = ir.fields_of(None).len();
        let mut values = vec![None; count];
        let mut next = 0;
        while let Some(Name(name)) = access.next_key()? {
            let field = |index| ir.fields.get(Id::new(index));
            let found = find(count, &mut next, |index| field(index).is_some_and(|field| field.info.name == name));
            let there = found.and_then(|slot| Some((field(slot)?, values.get_mut(slot)?)));
            let (field, place) = there.ok_or_else(|| A::Error::custom("no such field"))?;
            once(place, &mut access, Typed { ir, ty: field.ty })?;
        }
        Ok(values)
    }
}

/// A value of a type.
#[derive(Clone, Copy)]
struct Typed<'i> {
    ir: &'i Blueprint,
    ty: Type,
}

impl Typed<'_> {
    fn of<E: Error>(self, plain: &PlainValue) -> Result<Option<Value>, E> {
        to_value(self.ir, self.ty, plain).map_err(E::custom)
    }
}

impl<'j> DeserializeSeed<'j> for Typed<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Option<Value>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'j> Visitor<'j> for Typed<'_> {
    type Value = Option<Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Option<Value>, E> {
        self.of(&PlainValue::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Option<Value>, E> {
        self.of(&PlainValue::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Option<Value>, E> {
        self.of(&PlainValue::Int(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Option<Value>, E> {
        self.of(&PlainValue::Int(i64::try_from(value).map_err(E::custom)?))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Option<Value>, E> {
        if self.ty.set {
            return Err(E::custom("a set is a list"));
        }
        text_value(self.ir, self.ty.scalar, text).map(Some).map_err(E::custom)
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut access: A) -> Result<Option<Value>, A::Error> {
        if !self.ty.set {
            return Err(A::Error::custom("a list is a set"));
        }
        let one = Self { ty: Type::required(self.ty.scalar), ..self };
        let mut elements = Vec::new();
        while let Some(element) = access.next_element_seed(one)? {
            elements.extend(element);
        }
        if elements.len() > LIST_LIMIT { Err(A::Error::custom("too long")) } else { Ok(Some(Value::set(elements))) }
    }
}

/// What is named by something of the blueprint.
trait Things<'j> {
    /// What the thing is called by.
    type Id: Copy + PartialEq;
    /// What is said of it.
    type Said;

    /// The thing of a name, at or behind a place.
    fn find(&self, name: &str, next: &mut usize) -> Option<Self::Id>;

    /// What is said of a thing.
    fn said<A: MapAccess<'j>>(&self, id: Self::Id, access: &mut A) -> Result<Self::Said, A::Error>;
}

/// Reads all that is said of some things, of each once.
struct Named<T>(T);

impl<'j, T: Things<'j>> DeserializeSeed<'j> for Named<T> {
    type Value = Vec<(T::Id, T::Said)>;

    fn deserialize<D: Deserializer<'j>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'j, T: Things<'j>> Visitor<'j> for Named<T> {
    type Value = Vec<(T::Id, T::Said)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("names")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut read: Self::Value = Vec::new();
        let (mut next, mut behind) = (0, 0);
        while let Some(Name(name)) = access.next_key()? {
            let id = self.0.find(&name, &mut next).ok_or_else(|| A::Error::custom("no such thing"))?;
            // What is declared behind all that was read can't have been read.
            if next <= behind && read.iter().any(|(other, _)| *other == id) {
                return Err(A::Error::custom("it stands twice"));
            }
            behind = behind.max(next);
            read.push((id, self.0.said(id, &mut access)?));
        }
        Ok(read)
    }
}

struct Stages<'i> {
    ir: &'i Blueprint,
}

/// The place in a journey.
struct Place {
    stage: StageId,
    since: Option<Instant>,
    outer_since: Option<Instant>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NamedPlace<'j> {
    #[serde(borrow)]
    stage: Name<'j>,
    #[serde(default)]
    since: Option<Instant>,
    #[serde(default)]
    outer_since: Option<Instant>,
}

impl<'j> Things<'j> for Stages<'_> {
    type Id = JourneyId;
    type Said = Place;

    fn find(&self, name: &str, next: &mut usize) -> Option<JourneyId> {
        let own = |index| {
            let journey = self.ir.journeys.get(Id::new(index));
            journey.is_some_and(|journey| journey.object.is_none() && journey.info.name == name)
        };
        find(self.ir.journeys.len(), next, own).map(Id::new)
    }

    fn said<A: MapAccess<'j>>(&self, id: JourneyId, access: &mut A) -> Result<Place, A::Error> {
        let NamedPlace { stage: Name(name), since, outer_since } = access.next_value()?;
        let ir = self.ir;
        let stages = ir.journeys.get(id).map_or(&[][..], |journey| &journey.stages);
        let is = |id: &&StageId| ir.stages.get(**id).is_some_and(|stage| stage.info.name == name);
        let stage = *stages.iter().find(is).ok_or_else(|| A::Error::custom("no such stage"))?;
        Ok(Place { stage, since, outer_since })
    }
}

struct Scores<'i> {
    ir: &'i Blueprint,
}

impl<'j> Things<'j> for Scores<'_> {
    type Id = ScoreId;
    type Said = SnapshotScore;

    fn find(&self, name: &str, next: &mut usize) -> Option<ScoreId> {
        let own = |index| {
            let score = self.ir.scores.get(Id::new(index));
            score.is_some_and(|score| score.object.is_none() && score.info.name == name)
        };
        find(self.ir.scores.len(), next, own).map(Id::new)
    }

    fn said<A: MapAccess<'j>>(&self, _: ScoreId, access: &mut A) -> Result<SnapshotScore, A::Error> {
        access.next_value()
    }
}

struct Modes<'i> {
    ir: &'i Blueprint,
}

impl<'j> Things<'j> for Modes<'_> {
    type Id = ModeId;
    type Said = Instant;

    fn find(&self, name: &str, next: &mut usize) -> Option<ModeId> {
        let own = |index| {
            let mode = self.ir.modes.get(Id::new(index));
            mode.is_some_and(|mode| mode.object.is_none() && mode.info.name == name)
        };
        find(self.ir.modes.len(), next, own).map(Id::new)
    }

    fn said<A: MapAccess<'j>>(&self, _: ModeId, access: &mut A) -> Result<Instant, A::Error> {
        access.next_value()
    }
}

struct Caps<'i> {
    ir: &'i Blueprint,
}

impl<'j> Things<'j> for Caps<'_> {
    type Id = usize;
    type Said = Vec<Instant>;

    fn find(&self, name: &str, next: &mut usize) -> Option<usize> {
        find(self.ir.caps.len(), next, |index| is_cap_key(self.ir, Id::new(index), name))
    }

    fn said<A: MapAccess<'j>>(&self, _: usize, access: &mut A) -> Result<Vec<Instant>, A::Error> {
        access.next_value()
    }
}
