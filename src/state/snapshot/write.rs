//! A state written as its snapshot, without making one: the same bytes, straight from the slots.
//!
//! What a state seldom has (history, limits, what waits or runs, clocks of service levels) is written by way
//! of its stored form; what each state has goes by no copy.

use std::borrow::Cow;

use indexmap::IndexMap;
use serde::ser::{SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};

use super::super::{ContactState, Instance, Life, Occupancy, Row};
use super::names::cap_key;
use super::{
    SnapshotCause, SnapshotPlace, SnapshotRun, SnapshotSeries, SnapshotSla, SnapshotWaiting, memory, runs, sla, waiting,
};
use crate::calendar::Instant;
use crate::ir::{Blueprint, Id, Info, ObjectId, ScoreId, Value};

/// Writes a state as its snapshot.
pub(in crate::state) fn state<S: Serializer>(state: &ContactState, serializer: S) -> Result<S::Ok, S::Error> {
    let core = state.core();
    let ir = &*core.ir;
    let life = LifeParts::of(ir, None, &core.life);
    let instances = core.instances.in_order().into_iter();
    let instances: Vec<InstancePart<'_>> = instances.filter_map(|one| InstancePart::of(ir, one)).collect();
    let (waiting, runs): (Vec<SnapshotWaiting>, Vec<SnapshotRun>) = (waiting::waiting_of(state), runs::runs_of(state));
    let caps = Caps { ir, logs: &core.caps };
    let optional = [
        !ir.version.is_empty(),
        caps.logs.iter().any(|log| !log.is_empty()),
        !instances.is_empty(),
        !waiting.is_empty(),
        !runs.is_empty(),
        core.serial != 0,
        !core.inputs.is_empty(),
    ];
    // The name, the contact, the clock, whether it is settled, fields and stages are always there.
    let fields = optional.iter().filter(|there| **there).count().saturating_add(life.optional()).saturating_add(6);
    let [version, has_caps, has_instances, has_waiting, has_runs, serial, inputs] = optional;
    let mut out = serializer.serialize_struct("Snapshot", fields)?;
    out.serialize_field("blueprint", &ir.info.name)?;
    field(&mut out, "version", &ir.version, version)?;
    out.serialize_field("contact", &*core.contact)?;
    out.serialize_field("clock", &state.clock())?;
    out.serialize_field("settled", &core.settled)?;
    life.instants(&mut out)?;
    out.serialize_field("fields", &life.fields)?;
    out.serialize_field("stages", &life.stages)?;
    life.counts(&mut out)?;
    field(&mut out, "caps", &caps, has_caps)?;
    life.events(&mut out)?;
    field(&mut out, "instances", &instances, has_instances)?;
    field(&mut out, "waiting", &waiting, has_waiting)?;
    field(&mut out, "runs", &runs, has_runs)?;
    life.clocks(&mut out)?;
    field(&mut out, "serial", &core.serial, serial)?;
    field(&mut out, "inputs", &core.inputs, inputs)?;
    out.end()
}

/// A field, where it is there.
fn field<S: SerializeStruct>(
    out: &mut S,
    name: &'static str,
    value: &(impl Serialize + ?Sized),
    there: bool,
) -> Result<(), S::Error> {
    if there { out.serialize_field(name, value) } else { out.skip_field(name) }
}

/// What is written of a life.
struct LifeParts<'s> {
    created: Instant,
    changed: Option<Instant>,
    fields: Fields<'s>,
    stages: Stages<'s>,
    scores: Scores<'s>,
    has_scores: bool,
    history: IndexMap<String, SnapshotSeries>,
    modes: Modes<'s>,
    has_modes: bool,
    limits: IndexMap<String, Vec<SnapshotPlace>>,
    dated: Vec<SnapshotCause>,
    ran: IndexMap<String, Instant>,
    met: Vec<String>,
    ended: IndexMap<String, Instant>,
    slas: IndexMap<String, SnapshotSla>,
}

impl<'s> LifeParts<'s> {
    fn of(ir: &'s Blueprint, object: Option<ObjectId>, life: &'s Life) -> Self {
        Self {
            created: life.created,
            changed: Some(life.changed).filter(|changed| *changed != life.created),
            fields: Fields { ir, object, life },
            stages: Stages { ir, life },
            scores: Scores { ir, life },
            has_scores: Scores { ir, life }.all().next().is_some(),
            history: memory::history_of(ir, life),
            modes: Modes { ir, life },
            has_modes: life.modes.iter().any(Option::is_some),
            limits: memory::limits_of(ir, life),
            dated: memory::dated_of(ir, life),
            ran: memory::ran_of(ir, life),
            met: memory::met_of(ir, life),
            ended: memory::ended_of(ir, life),
            slas: sla::slas_of(ir, life),
        }
    }

    /// How many fields are there beside those of the contact and stages.
    fn optional(&self) -> usize {
        let there = [
            self.changed.is_some(),
            self.has_scores,
            !self.history.is_empty(),
            self.has_modes,
            !self.limits.is_empty(),
            !self.dated.is_empty(),
            !self.ran.is_empty(),
            !self.met.is_empty(),
            !self.ended.is_empty(),
            !self.slas.is_empty(),
        ];
        // `created` is always there.
        there.into_iter().filter(|there| *there).count().saturating_add(1)
    }

    fn instants<S: SerializeStruct>(&self, out: &mut S) -> Result<(), S::Error> {
        out.serialize_field("created", &self.created)?;
        field(out, "changed", &self.changed, self.changed.is_some())
    }

    fn counts<S: SerializeStruct>(&self, out: &mut S) -> Result<(), S::Error> {
        field(out, "scores", &self.scores, self.has_scores)?;
        field(out, "history", &self.history, !self.history.is_empty())?;
        field(out, "modes", &self.modes, self.has_modes)
    }

    fn events<S: SerializeStruct>(&self, out: &mut S) -> Result<(), S::Error> {
        field(out, "limits", &self.limits, !self.limits.is_empty())?;
        field(out, "dated", &self.dated, !self.dated.is_empty())?;
        field(out, "ran", &self.ran, !self.ran.is_empty())?;
        field(out, "met", &self.met, !self.met.is_empty())
    }

    fn clocks<S: SerializeStruct>(&self, out: &mut S) -> Result<(), S::Error> {
        field(out, "ended", &self.ended, !self.ended.is_empty())?;
        field(out, "slas", &self.slas, !self.slas.is_empty())
    }
}

/// What is written of an instance.
struct InstancePart<'s> {
    object: &'s str,
    instance: &'s Instance,
    life: LifeParts<'s>,
}

impl<'s> InstancePart<'s> {
    fn of(ir: &'s Blueprint, instance: &'s Instance) -> Option<Self> {
        let object = &ir.objects.get(instance.object)?.info.name;
        Some(Self { object, instance, life: LifeParts::of(ir, Some(instance.object), instance.life()) })
    }
}

impl Serialize for InstancePart<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let life = &self.life;
        let (fields, stages) = (life.fields.all().next().is_some(), life.stages.all().next().is_some());
        let count = life.optional().saturating_add(3).saturating_add(usize::from(fields)).saturating_add(stages.into());
        let mut out = serializer.serialize_struct("SnapshotInstance", count)?;
        out.serialize_field("object", self.object)?;
        out.serialize_field("id", &*self.instance.id)?;
        out.serialize_field("number", &self.instance.number)?;
        life.instants(&mut out)?;
        field(&mut out, "fields", &life.fields, fields)?;
        field(&mut out, "stages", &life.stages, stages)?;
        life.counts(&mut out)?;
        life.events(&mut out)?;
        life.clocks(&mut out)?;
        out.end()
    }
}

/// The fields with their values; null for one that is unset and has a default, which it would come back as.
struct Fields<'s> {
    ir: &'s Blueprint,
    object: Option<ObjectId>,
    life: &'s Life,
}

impl<'s> Fields<'s> {
    fn all(&self) -> impl Iterator<Item = (&'s str, Held<'s>)> {
        let ir = self.ir;
        let declared = ir.fields_of(self.object).filter_map(|id| Some((ir.slot(id), ir.fields.get(id)?)));
        let there = declared.filter(|(slot, field)| self.life.fields.is_set(*slot) || field.default.is_some());
        there.map(|(slot, field)| (&*field.info.name, Held { ir, value: self.life.fields.get(slot) }))
    }
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(serializer, || self.all())
    }
}

/// A map, of which the number of entries is known before.
fn map<S: Serializer, K: Serialize, V: Serialize, I: Iterator<Item = (K, V)>>(
    serializer: S,
    entries: impl Fn() -> I,
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(Some(entries().count()))?;
    for (name, value) in entries() {
        out.serialize_entry(&name, &value)?;
    }
    out.end()
}

/// What a field holds.
struct Held<'s> {
    ir: &'s Blueprint,
    value: Option<Cow<'s, Value>>,
}

impl Serialize for Held<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.value {
            Some(value) => Plain { ir: self.ir, value }.serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}

/// A value by names, as [`to_plain`](super::super::convert::to_plain) gives it.
#[derive(Clone, Copy)]
struct Plain<'s> {
    ir: &'s Blueprint,
    value: &'s Value,
}

impl Serialize for Plain<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let name = |info: Option<&Info>, serializer: S| match info {
            Some(info) => serializer.serialize_str(&info.name),
            None => serializer.serialize_none(),
        };
        match self.value {
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Decimal(value) => serializer.collect_str(&value.normalize()),
            Value::Text(text) => serializer.serialize_str(text),
            Value::Date(value) => serializer.collect_str(value),
            Value::Datetime(value) => value.serialize(serializer),
            Value::Duration(value) => serializer.collect_str(value),
            Value::Member(id, index) => {
                let members = self.ir.enums.get(*id).map(|declared| &declared.members);
                name(members.and_then(|members| members.get(*index as usize)).map(|member| &member.info), serializer)
            }
            Value::Team(id) => name(self.ir.teams.get(*id).map(|team| &team.info), serializer),
            Value::Set(elements) => serializer.collect_seq(elements.iter().map(|value| Self { value, ..*self })),
        }
    }
}

/// The stages by journeys.
struct Stages<'s> {
    ir: &'s Blueprint,
    life: &'s Life,
}

impl<'s> Stages<'s> {
    fn all(&self) -> impl Iterator<Item = (&'s str, StagePart<'s>)> {
        let ir = self.ir;
        ir.journeys.values().zip(&self.life.stages).filter_map(|(journey, occupancy)| {
            let Occupancy { stage, since, outer_since } = (*occupancy)?;
            let stage = &*ir.stages.get(stage)?.info.name;
            Some((&*journey.info.name, StagePart { stage, since, outer_since }))
        })
    }
}

impl Serialize for Stages<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(serializer, || self.all())
    }
}

#[derive(Serialize)]
#[serde(rename = "SnapshotStage")]
struct StagePart<'s> {
    stage: &'s str,
    since: Instant,
    #[serde(skip_serializing_if = "Option::is_none")]
    outer_since: Option<Instant>,
}

/// The scores that have counted something.
struct Scores<'s> {
    ir: &'s Blueprint,
    life: &'s Life,
}

impl<'s> Scores<'s> {
    fn all(&self) -> impl Iterator<Item = (&'s str, ScorePart)> {
        let life = self.life;
        self.ir.scores.iter().filter_map(|(id, score)| {
            let points = life.points.get(id.index()).copied().unwrap_or(0);
            let once = once(life, id);
            let risen = life.risen.get(id.index()).copied().flatten();
            (points != 0 || !once.is_empty()).then_some((&*score.info.name, ScorePart { points, once, risen }))
        })
    }
}

fn once(life: &Life, score: ScoreId) -> Vec<u32> {
    life.lines_counted(score).collect()
}

impl Serialize for Scores<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        map(serializer, || self.all())
    }
}

#[derive(Serialize)]
#[serde(rename = "SnapshotScore")]
struct ScorePart {
    points: i64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    once: Vec<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    risen: Option<Instant>,
}

/// Since when the modes that events have begun are on.
struct Modes<'s> {
    ir: &'s Blueprint,
    life: &'s Life,
}

impl Serialize for Modes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let begun = || self.ir.modes.values().zip(&self.life.modes);
        map(serializer, || begun().filter_map(|(mode, since)| Some((&*mode.info.name, (*since)?))))
    }
}

/// What each cap counts.
struct Caps<'s> {
    ir: &'s Blueprint,
    logs: &'s [Row<Instant>],
}

impl Serialize for Caps<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let logs = || self.ir.caps.ids().zip(self.logs).filter(|(_, log)| !log.is_empty());
        map(serializer, || logs().filter_map(|(id, log)| Some((cap_key(self.ir, id)?, &**log))))
    }
}
