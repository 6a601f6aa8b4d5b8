//! What a decision tells. Names and causes are the words of its lines.

use std::collections::BTreeMap;

use crm_blueprint::ir::{ActionId, Value};

/// All that a decision tells, in the order in which it came about.
#[derive(Default)]
pub struct Record {
    pub late: bool,
    pub duplicate: bool,
    pub refused: Option<String>,
    pub fired: Vec<Firing>,
    pub suppressed: Vec<Suppression>,
    pub moves: Vec<String>,
    pub blocked: Vec<String>,
    pub changes: Vec<Change>,
    pub conflicts: Vec<String>,
    pub notices: Vec<String>,
}

pub type Payload = BTreeMap<String, Option<Value>>;

/// Where a write or a candidate stands among others: higher priority first, then the earlier
/// declaration.
pub type Rank = (std::cmp::Reverse<i64>, u32);

pub struct Firing {
    pub action: ActionId,
    pub payload: Payload,
    pub causes: Vec<String>,
    pub due: Option<Value>,
    pub effort: Option<Value>,
    /// Of its first cause.
    pub rank: Rank,
}

pub struct Suppression {
    /// `ACTION by CAUSE`, or `rule RULE`.
    pub what: String,
    pub reason: String,
    pub replaced_by: Option<String>,
}

pub struct Change {
    pub field: String,
    pub before: Option<Value>,
    pub after: Option<Value>,
    pub causes: Vec<String>,
}
