//! What a contact's state must remember of events, as the text asks for it.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Duration;

/// What is remembered of an event. There is one for each event, filter and value that the
/// text asks about, and it keeps no more than the text can ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Series {
    /// How the text says it, `purchase.amount where amount > 50`: unique, the name in a state.
    pub key: String,
    /// The event.
    pub event: EventId,
    /// A bool that must be true when the event happens; it may read the event's payload.
    pub filter: Option<ExprId>,
    /// The payload field that is summed up; one that is unset is left out.
    pub value: Option<ParameterId>,
    /// Whether the instant of the last one is asked for.
    pub last: bool,
    /// Whether all of them together are asked for: their number, and with a value their sum,
    /// smallest and largest.
    pub total: bool,
    /// The longest window that is asked for: so far back each single one is kept.
    pub window: Option<Duration>,
}

/// What is made of the values of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Aggregate {
    Sum,
    Average,
    Min,
    Max,
}
