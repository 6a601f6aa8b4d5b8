//! A state by names, as it is stored.

mod life;
mod memory;
mod names;
pub(super) mod read;
mod runs;
mod sla;
mod waiting;
pub(super) mod write;

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Deserializer, Serialize};

use super::contact::INPUTS_LIMIT;
use super::convert::normal_name;
use super::draft::Draft;
use super::{ContactState, PlainValue, StateErrors, StateProblem, Subject};
use crate::calendar::Instant;
use crate::ir::{self, unique};
use crate::text::escape::{escape, shortened};

pub(super) use life::{LifeView, StoredLife};
pub use memory::{SnapshotEntry, SnapshotPlace, SnapshotSeries, SnapshotTotal};
pub use names::SnapshotCause;
pub(super) use names::{
    Frozen, call_lists, cap_keys, find_transition, infos, object_of, to_cause, transition_key, without_number,
};
pub(super) use runs::can_rest;
pub use runs::{SnapshotRest, SnapshotRun};
pub use sla::{SnapshotSla, SnapshotStop, SnapshotTarget};
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
    /// The instances of objects, in the order of their creation.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<SnapshotInstance>,
    /// Actions that wait, in order of serial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waiting: Vec<SnapshotWaiting>,
    /// Sequences that run, in order of serial.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<SnapshotRun>,
    /// When each sequence that has run was last over.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub ended: IndexMap<String, Instant>,
    /// The clocks of service levels that have been started.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub slas: IndexMap<String, SnapshotSla>,
    /// The next serial.
    #[serde(default, skip_serializing_if = "memory::is_zero")]
    pub serial: u64,
    /// The ids of inputs that are remembered, oldest first, with the instants at which
    /// they were judged.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub inputs: IndexMap<String, Instant>,
}

/// An instance of an object. What is stored of it is named like what is stored of the contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `object`, `id` and `number`")]
#[non_exhaustive]
pub struct SnapshotInstance {
    /// The object's name.
    pub object: String,
    /// Its id, unique among the contact's instances of this object; 1 byte to 64 KiB.
    pub id: String,
    /// Its place in the order of creation, among all instances of the contact; no serial of
    /// anything that waits or runs is the same.
    pub number: u64,
    /// When it was created; without it, at the state's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<Instant>,
    /// When a field of it last changed; without it, when it was created.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<Instant>,
    /// The values of its fields; a field that is not there has its default.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub fields: IndexMap<String, PlainValue>,
    /// Its stage in each journey of the object; without it, the initial one.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub stages: IndexMap<String, SnapshotStage>,
    /// Its scores.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub scores: IndexMap<String, SnapshotScore>,
    /// What is remembered of events of it, by the keys of series.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub history: IndexMap<String, SnapshotSeries>,
    /// Since when modes of the object are on for it by events.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub modes: IndexMap<String, Instant>,
    /// The places taken in the limits of rules of the object, oldest first.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub limits: IndexMap<String, Vec<SnapshotPlace>>,
    /// Rules and transitions on a date that have run for it, unless they run for each date.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dated: Vec<SnapshotCause>,
    /// Rules on a stay or a silence that it has set off: since when that stay or silence is.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub ran: IndexMap<String, Instant>,
    /// Rules with `including existing` with which it has been settled.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub met: Vec<String>,
    /// When each sequence that has run for it was last over.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub ended: IndexMap<String, Instant>,
    /// The clocks of service levels that have been started.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub slas: IndexMap<String, SnapshotSla>,
}

/// The instance of which something is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `object` and `id`")]
#[non_exhaustive]
pub struct SnapshotOf {
    /// The object's name.
    pub object: String,
    /// The instance's id.
    pub id: String,
}

/// As messages say it: `ticket t1`.
impl fmt::Display for SnapshotOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", shortened(&self.object), shortened(&self.id))
    }
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
            instances: Vec::new(),
            waiting: Vec::new(),
            runs: Vec::new(),
            ended: IndexMap::new(),
            slas: IndexMap::new(),
            serial: 0,
            inputs: IndexMap::new(),
        }
    }

    pub(super) fn of(state: &ContactState) -> Self {
        let ir = &*state.core().ir;
        let instances = state.core().instances.in_order().into_iter().filter_map(|instance| {
            let object = ir.objects.get(instance.object)?.info.name.clone();
            let life = StoredLife::of(ir, Some(instance.object), instance.life());
            Some(SnapshotInstance::new(object, instance.id.to_string(), instance.number, life))
        });
        let snapshot = Self {
            blueprint: ir.info.name.clone(),
            version: ir.version.clone(),
            contact: state.core().contact.to_string(),
            clock: state.clock(),
            settled: state.core().settled,
            caps: memory::caps_of(state),
            instances: instances.collect(),
            waiting: waiting::waiting_of(state),
            runs: runs::runs_of(state),
            serial: state.core().serial,
            inputs: state.core().inputs.iter().map(|(id, at)| (id.to_string(), at)).collect(),
            ..Self::empty()
        };
        snapshot.with_life(StoredLife::of(ir, None, &state.core().life))
    }
}

/// A subject by names; `None` for the contact.
pub(super) fn of_whom(state: &ContactState, subject: Subject) -> Option<SnapshotOf> {
    let Subject::Instance(number) = subject else { return None };
    let instance = state.instance(number)?;
    let object = state.core().ir.objects.get(instance.object)?.info.name.clone();
    Some(SnapshotOf { object, id: instance.id.to_string() })
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
    let mut draft = Draft::new(ir, &snapshot.contact, snapshot.clock, snapshot.serial);
    draft.state.core_mut().settled = snapshot.settled;
    draft.contact(|life| life.read(&snapshot.life()));
    draft.caps(&snapshot.caps);
    for stored in &snapshot.instances {
        draft.instance(&stored.object, &stored.id, stored.number, |life| life.read(&stored.life()));
    }
    draft.runs(&snapshot.runs);
    draft.waiting(&snapshot.waiting);
    draft.serials();
    draft.inputs(snapshot.inputs.iter().map(|(id, at)| (Arc::from(id.as_str()), *at)).collect());
    draft.finish()
}

impl Draft {
    fn inputs(&mut self, inputs: IndexMap<Arc<str>, Instant>) {
        if inputs.len() > INPUTS_LIMIT {
            self.problems.push(StateProblem::TooManyInputs { count: inputs.len(), limit: INPUTS_LIMIT });
            return;
        }
        let mut last = Instant::MIN;
        for (id, instant) in &inputs {
            self.problems.check_id("an input's id", id, 0);
            self.problems.not_after_clock(*instant, || format!("the input `{}`", shortened(id)));
            if *instant < last {
                self.problems.push(StateProblem::Unsorted { id: shortened(id) });
            }
            last = last.max(*instant);
        }
        self.state.core_mut().inputs = inputs.into_iter().collect();
    }
}

#[cfg(test)]
mod tests;
