//! A contact's state, by names.

use std::collections::{BTreeMap, BTreeSet};

use crm_blueprint::ir::{Blueprint, Value};
use crm_blueprint::{Instant, Snapshot};
use serde_json::{Map, Value as Json, json};

use super::value;

/// A contact's state.
#[derive(Clone)]
pub struct State {
    pub contact: String,
    pub clock: Instant,
    pub settled: bool,
    /// Every field; `None` is unset.
    pub fields: BTreeMap<String, Option<Value>>,
    /// The stage in each journey.
    pub stages: BTreeMap<String, String>,
    /// Since when it is there.
    pub since: BTreeMap<String, Instant>,
    /// Event points of each score.
    pub points: BTreeMap<String, i64>,
    /// Lines of scores that have added once.
    pub once: BTreeSet<(String, u32)>,
    /// Remembered inputs, oldest first.
    pub inputs: Vec<(String, Instant)>,
}

impl State {
    /// The state of a snapshot that fits the blueprint.
    pub fn read(blueprint: &Blueprint, stored: &Snapshot) -> Self {
        let mut state = Self {
            contact: stored.contact.clone(),
            clock: stored.clock,
            settled: stored.settled,
            fields: BTreeMap::new(),
            stages: BTreeMap::new(),
            since: BTreeMap::new(),
            points: BTreeMap::new(),
            once: BTreeSet::new(),
            inputs: stored.inputs.iter().map(|(id, at)| (id.clone(), *at)).collect(),
        };
        for field in blueprint.fields.values() {
            let given = stored.fields.iter().find(|(name, _)| value::name(name) == field.info.name);
            let found = match given {
                Some((_, plain)) => value::read(blueprint, field.ty, plain),
                None => value::absent(field.ty, field.default.as_ref()),
            };
            state.fields.insert(field.info.name.clone(), found.expect("the state fits"));
        }
        for journey in blueprint.journeys.values() {
            let name = &journey.info.name;
            let given = stored.stages.iter().find(|(stored, _)| value::name(stored) == *name).map(|(_, place)| place);
            let initial = blueprint.stages[journey.initial].info.name.clone();
            state.stages.insert(name.clone(), given.map_or(initial, |place| value::name(&place.stage)));
            state.since.insert(name.clone(), given.and_then(|place| place.since).unwrap_or(stored.clock));
        }
        for score in blueprint.scores.values() {
            let name = &score.info.name;
            let given = stored.scores.iter().find(|(stored, _)| value::name(stored) == *name).map(|(_, score)| score);
            state.points.insert(name.clone(), given.map_or(0, |score| score.points));
            let once = given.map_or(&[] as &[u32], |score| &score.once);
            state.once.extend(once.iter().map(|line| (name.clone(), *line)));
        }
        state
    }

    /// The state as it is stored.
    pub fn write(&self, blueprint: &Blueprint) -> Json {
        let mut fields = Map::new();
        for field in blueprint.fields.values() {
            let value = self.fields[&field.info.name].as_ref();
            if value.is_some() || field.default.is_some() {
                fields.insert(field.info.name.clone(), value::write(blueprint, value));
            }
        }
        let mut stages = Map::new();
        for (journey, stage) in &self.stages {
            stages.insert(journey.clone(), json!({ "stage": stage, "since": self.since[journey] }));
        }
        let mut scores = Map::new();
        for (score, points) in &self.points {
            let once: Vec<u32> = self.once.iter().filter(|(name, _)| name == score).map(|(_, line)| *line).collect();
            if !once.is_empty() {
                scores.insert(score.clone(), json!({ "points": points, "once": once }));
            } else if *points != 0 {
                scores.insert(score.clone(), json!({ "points": points }));
            }
        }
        let mut out = json!({
            "blueprint": blueprint.info.name, "contact": self.contact, "clock": self.clock,
            "settled": self.settled, "fields": fields, "stages": stages,
        });
        if !blueprint.version.is_empty() {
            out["version"] = json!(blueprint.version);
        }
        if !scores.is_empty() {
            out["scores"] = Json::Object(scores);
        }
        if !self.inputs.is_empty() {
            out["inputs"] = self.inputs.iter().map(|(id, at)| (id.clone(), json!(at))).collect::<Map<_, _>>().into();
        }
        out
    }
}
