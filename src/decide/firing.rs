//! What is to be done.

use std::sync::Arc;

use indexmap::IndexMap;

use super::InstanceRef;
use crate::calendar::{Duration, Instant};
use crate::ir::{ActionId, Cause, ChannelId, Execution, FieldId, Id, TeamId, Value};

/// Something to be done, by a system or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Firing {
    /// The action.
    pub action: ActionId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Its values; `None` where one is unknown.
    pub payload: IndexMap<Arc<str>, Option<Value>>,
    /// Whatever asked for it; the first one made it fire.
    pub causes: Vec<Cause>,
    /// When.
    pub at: Instant,
    /// From this instant on the channel's hours would hold it: one who comes to do it later
    /// should not. `None` where no hours ever will.
    pub good_until: Option<Instant>,
    /// How many of this key its moment has had with it.
    pub(super) nth: u32,
    /// Whether its moment is the input's own.
    pub(super) of_input: bool,
    /// Through what.
    pub channel: ChannelId,
    /// By a system or a person.
    pub execution: Execution,
    /// The teams that do it: those that are named, then those of derived values; one whose value
    /// is unknown is not among them.
    pub owners: Vec<TeamId>,
    /// In what time it is to be done.
    pub due: Option<Duration>,
    /// How long it takes.
    pub effort: Option<Duration>,
    /// A request to choose someone, which the host answers with a change of the field.
    pub assign: Option<Assignment>,
}

impl Firing {
    /// Forgets what is the contact's, and keeps the room for it.
    pub(super) fn forget(&mut self) {
        // Most have none.
        if !self.payload.is_empty() {
            self.payload.clear();
        }
        if self.of.is_some() {
            self.of = None;
        }
    }

    /// One that is to be filled.
    pub(super) fn blank() -> Self {
        Self {
            action: ActionId::new(0),
            of: None,
            payload: IndexMap::new(),
            causes: Vec::new(),
            at: Instant::MIN,
            good_until: None,
            nth: 1,
            of_input: false,
            channel: ChannelId::new(0),
            execution: Execution::Automated,
            owners: Vec::new(),
            due: None,
            effort: None,
            assign: None,
        }
    }
}

/// A request to choose someone of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assignment {
    /// The field that takes the choice.
    pub field: FieldId,
    /// The team to choose from; `None` where the value that names it is unknown.
    pub team: Option<TeamId>,
    /// In turn.
    pub rotation: bool,
}
