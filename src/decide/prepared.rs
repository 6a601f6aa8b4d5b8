//! An input of which the names have been looked up.

use std::sync::Arc;

use super::check::Checked;
use super::{InputErrors, Program};
use crate::calendar::Instant;
use crate::ir;
use crate::state::Input;

/// An input checked against a blueprint, with its names looked up: to be decided upon again and again, for any
/// contact.
///
/// Made by [`Blueprint::prepare`](crate::Blueprint::prepare), decided upon by
/// [`Blueprint::decide_into`](crate::Blueprint::decide_into).
#[derive(Debug, Clone)]
pub struct PreparedInput {
    pub(super) ir: Arc<ir::Blueprint>,
    pub(super) at: Instant,
    pub(super) id: Option<Arc<str>>,
    pub(super) checked: Checked,
}

impl PreparedInput {
    pub(crate) fn new(program: &Program, input: &Input) -> Result<Self, InputErrors> {
        let checked = super::check::check(program, input)?;
        Ok(Self { ir: program.ir.clone(), at: input.at, id: input.id.as_deref().map(Arc::from), checked })
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
