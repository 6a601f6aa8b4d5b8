//! The state of one contact.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Serialize, Serializer};

use super::convert::{normal_name, to_plain};
use super::{PlainValue, Snapshot, StateErrors};
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
    /// The event points of each score.
    pub(crate) points: Vec<i64>,
    /// Lines of scores that count once and have counted: score, index in its events.
    pub(crate) once: BTreeSet<(ir::ScoreId, u32)>,
    /// The ids of inputs, oldest first, with the instants at which they were judged.
    pub(crate) inputs: IndexMap<String, Instant>,
    /// Whether levels have been judged since it was built.
    pub(crate) settled: bool,
}

impl ContactState {
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
