//! The state of one contact.

use std::collections::BTreeSet;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::calendar::Instant;
use crate::ir::{self, Value};

/// Where a contact stands in one journey, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Occupancy {
    /// The stage.
    pub stage: ir::StageId,
    /// The instant at which it was entered.
    pub since: Instant,
}

/// The state of one contact, bound to the blueprint that it belongs to.
///
/// It is a value: deciding never changes it, but answers with the next one.
#[derive(Debug, Clone, PartialEq)]
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
