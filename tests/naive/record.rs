//! What a decision tells. Names and causes are the words of its lines.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::ir::{ActionId, Value};

use super::hours::Hours;
use super::modes::Asking;
use super::state::Subject;

/// All that a decision tells, in the order in which it came about.
#[derive(Default)]
pub struct Record {
    /// Not all minutes have been walked.
    pub too_far: bool,
    pub late: bool,
    pub duplicate: bool,
    pub refused: Option<String>,
    pub fired: Vec<Firing>,
    /// Lines, with their instants.
    pub planned: Vec<(String, Instant)>,
    pub deferred: Vec<(String, Instant)>,
    pub suppressed: Vec<Suppression>,
    pub cancelled: Vec<(String, Instant)>,
    /// `ticket t1`
    pub opened: Vec<String>,
    pub moves: Vec<(String, Instant)>,
    pub blocked: Vec<(String, Instant)>,
    pub sequences: Vec<(String, Instant)>,
    pub modes: Vec<(String, Instant)>,
    pub slas: Vec<(String, Instant)>,
    pub changes: Vec<Change>,
    pub conflicts: Vec<String>,
    pub notices: Vec<String>,
    /// The instants of moments in which something happened.
    pub moments: Vec<Instant>,
    /// Not told: what modes were asked.
    pub asked: Rc<RefCell<Vec<Asking>>>,
    /// Nor what was looked at of openings.
    pub hours: Rc<Hours>,
}

impl Record {
    /// How much has been told.
    pub fn length(&self) -> usize {
        self.fired.len()
            + self.planned.len()
            + self.deferred.len()
            + self.suppressed.len()
            + self.cancelled.len()
            + self.opened.len()
            + self.moves.len()
            + self.sequences.len()
            + self.modes.len()
            + self.slas.len()
            + self.changes.len()
            + self.conflicts.len()
            + self.notices.len()
    }
}

pub type Payload = BTreeMap<String, Option<Value>>;

/// Where a write or a candidate stands among others: higher priority first, then the earlier
/// declaration, then the contact before instances in order of creation.
pub type Rank = (std::cmp::Reverse<i64>, u32, Subject);

pub struct Firing {
    pub subject: Subject,
    /// ` of ticket t1`
    pub whose: String,
    pub action: ActionId,
    pub payload: Payload,
    pub causes: Vec<String>,
    pub at: Instant,
    /// Where it is within 72 hours.
    pub good_until: Option<Instant>,
    /// Teams that derived values name: of roles, and of `assign`.
    pub owners: Vec<Value>,
    pub chosen: Option<Value>,
    pub due: Option<Value>,
    pub effort: Option<Value>,
    /// Of its first cause.
    pub rank: Rank,
}

pub struct Suppression {
    /// `ACTION by CAUSE`, or `rule RULE`.
    pub what: String,
    pub reason: String,
    pub at: Instant,
    pub ends: Option<Instant>,
    pub replaced_by: Option<String>,
}

pub struct Change {
    /// The field, and whose it is.
    pub field: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub at: Instant,
    pub causes: Vec<String>,
}
