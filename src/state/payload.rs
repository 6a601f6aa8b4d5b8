//! An event as it is judged.

use super::Subject;
use crate::ir::{EventId, ParameterId, Value};

/// The event under judgement and what it carries.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Payload {
    pub(crate) event: EventId,
    /// The instance that it concerns, of an event of an object.
    pub(crate) subject: Subject,
    /// One for each parameter of the event, in order.
    pub(crate) values: Vec<(ParameterId, Option<Value>)>,
}
