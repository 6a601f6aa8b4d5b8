//! A state by names, as it is stored.

mod memory;
mod names;
mod runs;
mod waiting;

use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

use super::builder::Draft;
use super::contact::INPUTS_LIMIT;
use super::convert::{normal_name, to_plain};
use super::{ContactState, PlainValue, StateErrors, StateProblem};
use crate::calendar::Instant;
use crate::ir::{self, unique};
use crate::text::escape::{escape, shortened};

pub use memory::{SnapshotEntry, SnapshotPlace, SnapshotSeries, SnapshotTotal};
pub use names::SnapshotCause;
pub(super) use names::{
    Frozen, call_lists, cap_keys, find_transition, infos, to_cause, transition_key, without_number,
};
pub(super) use runs::can_rest;
pub use runs::{SnapshotRest, SnapshotRun};
pub(super) use waiting::hold_of;
pub use waiting::{SnapshotCall, SnapshotDeferral, SnapshotDelay, SnapshotEvent, SnapshotHold, SnapshotWaiting};

/// The state of one contact by names, as it is stored: unset fields without a default,
/// scores without points and an empty memory are left out, `changed` where it is `created`.
///
/// ```
/// use crm_blueprint::state::Snapshot;
/// let snapshot = Snapshot::from_json(r#"{
///     "blueprint": "growth", "contact": "c-42", "fields": {"company": "Acme"},
///     "stages": {"lifecycle": "lead"}
/// }"#)?;
/// assert_eq!(snapshot.stages["lifecycle"].stage, "lead");
/// # Ok::<(), crm_blueprint::state::StateErrors>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `blueprint` and `contact`")]
#[non_exhaustive]
pub struct Snapshot {
    /// The blueprint's name; empty for any.
    pub blueprint: String,
    /// The blueprint's version; empty for any.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// The contact's id.
    pub contact: String,
    /// The instant up to which all has been decided.
    #[serde(default)]
    pub clock: Instant,
    /// Whether eventless transitions have been judged.
    #[serde(default)]
    pub settled: bool,
    /// When the contact came to be known; without it, at the state's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Instant>,
    /// When a field last changed; without it, when the contact came to be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Instant>,
    /// The values of fields; a field that is not there has its default.
    #[serde(default, deserialize_with = "unique::map")]
    pub fields: IndexMap<String, PlainValue>,
    /// The stage in each journey; a journey that is not there is in its initial stage.
    #[serde(default, deserialize_with = "unique::map")]
    pub stages: IndexMap<String, SnapshotStage>,
    /// The scores.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub scores: IndexMap<String, SnapshotScore>,
    /// What is remembered of events, by the keys of series.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub history: IndexMap<String, SnapshotSeries>,
    /// Since when the modes that events have begun are on.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub modes: IndexMap<String, Instant>,
    /// When what each cap counts was done, oldest first. A cap is named by what declares it and its
    /// window, `channel email per 7 days`; of equal ones the second is `channel email per 7 days #2`.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub caps: IndexMap<String, Vec<Instant>>,
    /// The places taken in the limits of rules, oldest first.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub limits: IndexMap<String, Vec<SnapshotPlace>>,
    /// Rules and transitions on a date that have run, unless they run for each date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dated: Vec<SnapshotCause>,
    /// Rules on a stay or a silence that it has set off: since when that stay or silence is.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub ran: IndexMap<String, Instant>,
    /// Rules with `including existing` with which the contact has been settled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<String>,
    /// Actions that wait, in order of serial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<SnapshotWaiting>,
    /// Sequences that run, in order of serial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<SnapshotRun>,
    /// When each sequence that has run was last over.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub ended: IndexMap<String, Instant>,
    /// The next serial.
    #[serde(default, skip_serializing_if = "memory::is_zero")]
    pub serial: u64,
    /// The ids of inputs that are remembered, oldest first, with the instants at which
    /// they were judged.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<String, Instant>,
}

/// The place in a journey; reading takes the stage's name alone too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SnapshotStage {
    /// The stage's name.
    pub stage: String,
    /// When it was entered; without it, at the state's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Instant>,
    /// When the stage was entered inside which it is; without it, when the stage itself was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outer_since: Option<Instant>,
}

impl<'de> Deserialize<'de> for SnapshotStage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Long {
            stage: String,
            #[serde(default)]
            since: Option<Instant>,
            #[serde(default)]
            outer_since: Option<Instant>,
        }
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a stage's name or an object with `stage` and perhaps `since`")]
        enum Form {
            Short(String),
            Long(Long),
        }
        Ok(match Form::deserialize(deserializer)? {
            Form::Short(stage) => Self { stage, since: None, outer_since: None },
            Form::Long(Long { stage, since, outer_since }) => Self { stage, since, outer_since },
        })
    }
}

/// What a score has counted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `points` and perhaps `once`")]
#[non_exhaustive]
pub struct SnapshotScore {
    /// Points by event.
    #[serde(default)]
    pub points: i64,
    /// The lines by event that count once and have counted, by index from 0.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub once: Vec<u32>,
    /// When the points last rose from 0, where they fade; without it, at the state's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risen: Option<Instant>,
}

impl Snapshot {
    /// Reads a snapshot; whether it fits a blueprint is judged by [`ContactState::restore`].
    ///
    /// # Errors
    ///
    /// [`StateProblem::BadJson`], with the place.
    pub fn from_json(json: &str) -> Result<Self, StateErrors> {
        // A derived reader would take a list of the values too.
        if json.trim_start().starts_with('[') {
            return Err(StateProblem::BadJson("a list; it is an object in braces".to_owned()).into());
        }
        serde_json::from_str(json).map_err(|error| StateProblem::BadJson(escape(&error.to_string())).into())
    }

    /// A snapshot of nobody, to be filled.
    pub(super) fn empty() -> Self {
        Self {
            blueprint: String::new(),
            version: String::new(),
            contact: String::new(),
            clock: Instant::MIN,
            settled: false,
            created: None,
            changed: None,
            fields: IndexMap::new(),
            stages: IndexMap::new(),
            scores: IndexMap::new(),
            history: IndexMap::new(),
            modes: IndexMap::new(),
            caps: IndexMap::new(),
            limits: IndexMap::new(),
            dated: Vec::new(),
            ran: IndexMap::new(),
            met: Vec::new(),
            waiting: Vec::new(),
            runs: Vec::new(),
            ended: IndexMap::new(),
            serial: 0,
            inputs: IndexMap::new(),
        }
    }

    pub(super) fn of(state: &ContactState) -> Self {
        let ir = &*state.ir;
        let fields = ir.fields.values().zip(&state.life.fields).filter_map(|(field, value)| {
            let value = match value {
                Some(value) => to_plain(ir, value),
                // Left out, it would come back as its default.
                None if field.default.is_some() => PlainValue::Null,
                None => return None,
            };
            Some((field.info.name.clone(), value))
        });
        let stages = ir.journeys.values().zip(&state.life.stages).filter_map(|(journey, occupancy)| {
            let occupancy = (*occupancy)?;
            let stage = ir.stages.get(occupancy.stage)?.info.name.clone();
            let outer_since = occupancy.outer_since;
            Some((journey.info.name.clone(), SnapshotStage { stage, since: Some(occupancy.since), outer_since }))
        });
        let points = state.life.points.iter().zip(&state.life.risen);
        let scores = ir.scores.iter().zip(points).filter_map(|((id, score), (points, risen))| {
            let once: Vec<u32> = state.life.once.range((id, 0)..=(id, u32::MAX)).map(|(_, line)| *line).collect();
            let counted = *points != 0 || !once.is_empty();
            counted.then(|| (score.info.name.clone(), SnapshotScore { points: *points, once, risen: *risen }))
        });
        Self {
            blueprint: ir.info.name.clone(),
            version: ir.version.clone(),
            contact: state.contact.to_string(),
            clock: state.clock,
            settled: state.settled,
            created: Some(state.life.created),
            changed: Some(state.life.changed).filter(|changed| *changed != state.life.created),
            fields: fields.collect(),
            stages: stages.collect(),
            scores: scores.collect(),
            history: memory::history_of(state),
            modes: memory::modes_of(state),
            caps: memory::caps_of(state),
            limits: memory::limits_of(state),
            dated: memory::dated_of(state),
            ran: memory::ran_of(state),
            met: memory::met_of(state),
            waiting: waiting::waiting_of(state),
            runs: runs::runs_of(state),
            ended: runs::ended_of(state),
            serial: state.serial,
            inputs: state.inputs.clone(),
        }
    }
}

pub(super) fn restore(ir: Arc<ir::Blueprint>, snapshot: &Snapshot) -> Result<ContactState, StateErrors> {
    let belongs = |own: &str, stored: &str| stored.is_empty() || normal_name(stored) == own;
    // Names of another blueprint would only make noise.
    if !belongs(&ir.info.name, &snapshot.blueprint) {
        let (expected, found) = (ir.info.name.clone(), shortened(&snapshot.blueprint));
        return Err(StateProblem::WrongBlueprint { expected, found }.into());
    }
    if !belongs(&ir.version, &snapshot.version) {
        let (expected, found) = (ir.version.clone(), shortened(&snapshot.version));
        return Err(StateProblem::WrongVersion { expected, found }.into());
    }
    let mut draft = Draft::new(ir, &snapshot.contact, snapshot.clock);
    draft.state.settled = snapshot.settled;
    draft.state.serial = snapshot.serial;
    draft.created(snapshot.created.unwrap_or(snapshot.clock));
    draft.state.life.changed = snapshot.changed.unwrap_or(draft.state.life.created);
    draft.not_after_clock(draft.state.life.changed, || "`changed`".to_owned());
    for (name, value) in &snapshot.fields {
        draft.set(name, value);
    }
    for (name, place) in &snapshot.stages {
        let Some(journey) = draft.find_journey(name) else { continue };
        let Some(stage) = draft.find_stage_of(journey, &place.stage) else { continue };
        let since = place.since.unwrap_or(snapshot.clock);
        draft.not_after_clock(since, || format!("the stage of `{}`", shortened(name)));
        draft.enter(journey, stage, since);
        if let Some(outer_since) = place.outer_since {
            draft.outer_since(journey, name, outer_since);
        }
    }
    for (name, score) in &snapshot.scores {
        if let Some(id) = draft.points(name, score.points) {
            draft.once(id, name, &score.once);
            draft.risen(id, score);
        }
    }
    draft.history(&snapshot.history);
    draft.modes(&snapshot.modes);
    draft.caps(&snapshot.caps);
    draft.limits(&snapshot.limits);
    draft.dated(&snapshot.dated);
    draft.ran(&snapshot.ran);
    draft.met(&snapshot.met);
    draft.runs(&snapshot.runs);
    draft.waiting(&snapshot.waiting);
    draft.serials();
    draft.ended(&snapshot.ended);
    draft.inputs(&snapshot.inputs);
    draft.finish()
}

impl Draft {
    /// When the stage was entered inside which the contact is.
    fn outer_since(&mut self, journey: ir::JourneyId, name: &str, outer_since: Instant) {
        let what = format!("the stage of `{}`", shortened(name));
        let Some(Some(place)) = self.state.life.stages.get_mut(ir::Id::index(journey)) else { return };
        let problem = match place.outer_since {
            None => Some("`outer_since` is there for a stage inside another, and it is inside none"),
            Some(_) if outer_since > place.since => Some("`outer_since` is after `since`"),
            Some(_) => None,
        };
        match problem {
            Some(problem) => self.unfit(what, problem.to_owned()),
            None => place.outer_since = Some(outer_since),
        }
    }

    fn risen(&mut self, id: ir::ScoreId, stored: &SnapshotScore) {
        let (Some(at), Some(score)) = (stored.risen, self.state.ir.scores.get(id)) else { return };
        let what = format!("the score `{}`", score.info.name);
        if score.fade.is_none() || stored.points == 0 {
            self.unfit(what, "`risen` is there for points that fade, and there are none".to_owned());
            return;
        }
        self.not_after_clock(at, || format!("{what}: `risen`"));
        if let Some(place) = self.state.life.risen.get_mut(ir::Id::index(id)) {
            *place = Some(at);
        }
    }

    fn once(&mut self, id: ir::ScoreId, name: &str, lines: &[u32]) {
        let Some(score) = self.state.ir.scores.get(id) else { return };
        for line in lines {
            let counts_once = score.events.get(*line as usize).is_some_and(|points| points.once);
            if !counts_once || !self.state.life.once.insert((id, *line)) {
                self.problems.push(StateProblem::BadOnce { name: shortened(name), line: *line });
            }
        }
    }

    fn inputs(&mut self, inputs: &IndexMap<String, Instant>) {
        if inputs.len() > INPUTS_LIMIT {
            self.problems.push(StateProblem::TooManyInputs { count: inputs.len(), limit: INPUTS_LIMIT });
            return;
        }
        let mut last = Instant::MIN;
        for (id, instant) in inputs {
            self.check_id("an input's id", id, 0);
            self.not_after_clock(*instant, || format!("the input `{}`", shortened(id)));
            if *instant < last {
                self.problems.push(StateProblem::Unsorted { id: shortened(id) });
            }
            last = last.max(*instant);
        }
        self.state.inputs.clone_from(inputs);
    }
}

#[cfg(test)]
mod tests;
