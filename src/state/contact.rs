//! The state of one contact.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::convert::{normal_name, to_plain};
use super::{Place, PlainValue, Remembered, Run, Snapshot, StateErrors, Waiting};
use crate::calendar::Instant;
use crate::ir::{self, Info, Value};

/// How many ids of inputs a state remembers.
pub(crate) const INPUTS_LIMIT: usize = 1_000;

/// Where a contact stands in one journey, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Occupancy {
    /// The stage.
    pub stage: ir::StageId,
    /// The instant at which it was entered.
    pub since: Instant,
}

/// The state of one contact, bound to the blueprint that it belongs to.
///
/// It is a value: deciding never changes it, but answers with the next one. It is built
/// with [`ContactState::builder`], stored as a [`Snapshot`] and read back with
/// [`ContactState::restore`]; it serialises as its snapshot.
#[derive(Clone, PartialEq)]
pub struct ContactState {
    pub(crate) ir: Arc<ir::Blueprint>,
    pub(crate) contact: Arc<str>,
    pub(crate) clock: Instant,
    /// One for each field of the blueprint; `None` is unset. A required field is never unset.
    pub(crate) fields: Vec<Option<Value>>,
    /// One for each journey.
    pub(crate) stages: Vec<Occupancy>,
    /// When the contact came to be known.
    pub(crate) created: Instant,
    /// When a field last changed.
    pub(crate) changed: Instant,
    /// The event points of each score.
    pub(crate) points: Vec<i64>,
    /// The instant at which the event points of each score last rose from 0; `None` while they
    /// are 0 or do not fade.
    pub(crate) risen: Vec<Option<Instant>>,
    /// What is remembered of each series of events.
    pub(crate) history: Vec<Remembered>,
    /// Since when each mode has been on by its events; `None` where it is not.
    pub(crate) modes: Vec<Option<Instant>>,
    /// For each cap, when what it counts was done, in order of time.
    pub(crate) caps: Vec<Vec<Instant>>,
    /// For each rule with a limit, the places taken, in order of time.
    pub(crate) limits: BTreeMap<ir::RuleId, Vec<Place>>,
    /// Rules and transitions on a date that have run, unless they run for each date.
    pub(crate) dated: BTreeSet<ir::Cause>,
    /// Rules on a stay or a silence that it has set off: since when that stay or silence is.
    pub(crate) ran: BTreeMap<ir::RuleId, Instant>,
    /// Rules with `including existing` that have been settled.
    pub(crate) met: BTreeSet<ir::RuleId>,
    /// Actions that wait, in order of serial.
    pub(crate) waiting: Vec<Waiting>,
    /// Sequences that run, in order of serial.
    pub(crate) runs: Vec<Run>,
    /// When each sequence that has run was last over.
    pub(crate) ended: BTreeMap<ir::SequenceId, Instant>,
    /// The next serial; also counts occurrences of rules.
    pub(crate) serial: u64,
    /// Lines of scores that count once and have counted: score, index in its events.
    pub(crate) once: BTreeSet<(ir::ScoreId, u32)>,
    /// The ids of inputs, oldest first, with the instants at which they were judged.
    pub(crate) inputs: IndexMap<String, Instant>,
    /// Whether levels have been judged since it was built.
    pub(crate) settled: bool,
}

impl ContactState {
    /// A contact of which nothing is known but what the blueprint says of all: required fields
    /// without a default are still unset.
    pub(crate) fn blank(ir: Arc<ir::Blueprint>, contact: &str, clock: Instant) -> Self {
        let fields = ir.fields.values().map(|field| match &field.default {
            None if field.ty.set => Some(Value::Set(Vec::new())),
            default => default.clone(),
        });
        let stages = ir.journeys.values().map(|journey| Occupancy { stage: journey.initial, since: clock });
        Self {
            contact: Arc::from(contact),
            clock,
            fields: fields.collect(),
            stages: stages.collect(),
            created: clock,
            changed: clock,
            points: vec![0; ir.scores.len()],
            risen: vec![None; ir.scores.len()],
            history: vec![Remembered::default(); ir.series.len()],
            modes: vec![None; ir.modes.len()],
            caps: vec![Vec::new(); ir.caps.len()],
            limits: BTreeMap::new(),
            dated: BTreeSet::new(),
            ran: BTreeMap::new(),
            met: BTreeSet::new(),
            waiting: Vec::new(),
            runs: Vec::new(),
            ended: BTreeMap::new(),
            serial: 0,
            once: BTreeSet::new(),
            inputs: IndexMap::new(),
            settled: false,
            ir,
        }
    }

    /// The blueprint that it belongs to.
    #[must_use]
    pub const fn blueprint(&self) -> &Arc<ir::Blueprint> {
        &self.ir
    }

    /// The contact's id.
    #[must_use]
    pub fn contact(&self) -> &str {
        &self.contact
    }

    /// The instant up to which all has been decided.
    #[must_use]
    pub const fn clock(&self) -> Instant {
        self.clock
    }

    /// Whether eventless transitions have been judged since it was built; the first
    /// decision settles it.
    #[must_use]
    pub const fn is_settled(&self) -> bool {
        self.settled
    }

    /// A field's value by name; `None` where it is unset, or no field has this name.
    #[must_use]
    pub fn get(&self, field: &str) -> Option<PlainValue> {
        let id = named(self.ir.fields.iter().map(|(id, field)| (id, &field.info)), field)?;
        self.value(id).map(|value| to_plain(&self.ir, value))
    }

    /// The name of the stage in a journey, by the journey's name; `None` where no journey
    /// has this name.
    #[must_use]
    pub fn stage(&self, journey: &str) -> Option<&str> {
        let id = named(self.ir.journeys.iter().map(|(id, journey)| (id, &journey.info)), journey)?;
        let stage = self.occupancy(id)?.stage;
        self.ir.stages.get(stage).map(|stage| stage.info.name.as_str())
    }

    /// The event points of a score by name, without those by profile; `None` where no
    /// score has this name.
    #[must_use]
    pub fn points(&self, score: &str) -> Option<i64> {
        let id = named(self.ir.scores.iter().map(|(id, score)| (id, &score.info)), score)?;
        self.points.get(ir::Id::index(id)).copied()
    }

    /// The state by names, to be stored.
    #[must_use]
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::of(self)
    }

    /// The state of a snapshot.
    ///
    /// # Errors
    ///
    /// All that does not fit the blueprint.
    pub fn restore(ir: Arc<ir::Blueprint>, snapshot: &Snapshot) -> Result<Self, StateErrors> {
        super::snapshot::restore(ir, snapshot)
    }

    /// The state of a snapshot in JSON.
    ///
    /// # Errors
    ///
    /// Text that is not a snapshot's JSON, or all that does not fit the blueprint.
    pub fn from_json(ir: Arc<ir::Blueprint>, json: &str) -> Result<Self, StateErrors> {
        Self::restore(ir, &Snapshot::from_json(json)?)
    }

    /// A field's value.
    pub(crate) fn value(&self, field: ir::FieldId) -> Option<&Value> {
        self.fields.get(ir::Id::index(field))?.as_ref()
    }

    /// The place in a journey.
    pub(crate) fn occupancy(&self, journey: ir::JourneyId) -> Option<Occupancy> {
        self.stages.get(ir::Id::index(journey)).copied()
    }
}

/// By names, and without the blueprint.
impl fmt::Debug for ContactState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ContactState").field(&self.snapshot()).finish()
    }
}

impl Serialize for ContactState {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.snapshot().serialize(serializer)
    }
}

/// The thing of a name.
pub(super) fn named<'i, I>(mut things: impl Iterator<Item = (I, &'i Info)>, name: &str) -> Option<I> {
    let name = normal_name(name);
    things.find(|(_, info)| info.name == name).map(|(id, _)| id)
}
