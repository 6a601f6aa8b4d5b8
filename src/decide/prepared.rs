//! An input of which the names have been looked up.

use std::sync::Arc;

use super::check::Checked;
use super::{InputErrors, Program};
use crate::calendar::Instant;
use crate::ir::{self, EventId};
use crate::plan::EventRules;
use crate::state::Input;

/// An input checked against a blueprint, with its names looked up: to be decided upon again and again, for any
/// contact.
///
/// Made by [`Blueprint::prepare`](crate::Blueprint::prepare), decided upon by
/// [`Blueprint::decide_into`](crate::Blueprint::decide_into).
// What is read of most inputs comes first, and lies together.
#[derive(Debug, Clone)]
#[repr(C)]
pub struct PreparedInput {
    /// Its event and where the event's rules lie, if nothing but what stands there can follow from it, and nothing of it
    /// is remembered.
    brisk: Option<(EventId, EventRules)>,
    pub(super) ir: Arc<ir::Blueprint>,
    pub(super) at: Instant,
    pub(super) id: Option<Arc<str>>,
    pub(super) checked: Checked,
}

impl PreparedInput {
    pub(crate) fn new(program: &Program, input: &Input) -> Result<Self, InputErrors> {
        let checked = super::check::check(program, input)?;
        let plan = &program.plan;
        let refuses = |event: EventId| program.ir.events.get(event).is_some_and(|event| !event.refuse_when.is_empty());
        let only =
            checked.only_event().filter(|event| plan.leaves_no_trace() && input.id.is_none() && !refuses(event.event));
        let brisk =
            only.map(|event| (event.event, *plan.rules_of(event.event))).filter(|(_, rules)| rules.follows().is_plain);
        let id = input.id.as_deref().map(Arc::from);
        Ok(Self { ir: program.ir.clone(), at: input.at, id, checked, brisk })
    }

    /// Its event and where the event's rules lie, if nothing but what stands there can follow from it, and nothing of it
    /// is remembered.
    #[inline]
    pub(super) const fn brisk_event(&self) -> Option<&(EventId, EventRules)> {
        self.brisk.as_ref()
    }

    /// When it happened.
    #[must_use]
    pub const fn at(&self) -> Instant {
        self.at
    }

    /// The same at another instant.
    #[must_use]
    pub fn with_at(self, at: Instant) -> Self {
        Self { at, ..self }
    }
}
