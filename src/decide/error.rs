//! What is wrong with an input.

use std::fmt;

use thiserror::Error;

use crate::state::ValueProblem;
use crate::text::proposed;

/// Everything that is wrong with an input; the state is untouched.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct InputErrors {
    pub(super) problems: Vec<InputProblem>,
}

impl InputErrors {
    /// What is wrong, at least one thing, in the order in which the input is read.
    #[must_use]
    pub fn problems(&self) -> &[InputProblem] {
        &self.problems
    }
}

/// One thing that is wrong with an input.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum InputProblem {
    /// The state belongs to another blueprint.
    #[error("the state belongs to blueprint `{found}`, or another version of it; this is `{expected}`")]
    OtherBlueprint {
        /// The blueprint that decides.
        expected: String,
        /// That of the state.
        found: String,
    },
    /// An id of more than 64 KiB.
    #[error("the id has {bytes} bytes; at most {} are allowed", crate::ir::TEXT_LIMIT)]
    IdTooLong {
        /// Its length.
        bytes: usize,
    },
    /// The blueprint has no such event.
    #[error("unknown event `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownEvent {
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// The event has no such payload.
    #[error("event `{event}` has no `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownPayload {
        /// The event.
        event: String,
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// A payload that the event needs.
    #[error("event `{event}` needs `{name}`: {expected}")]
    MissingPayload {
        /// The event.
        event: String,
        /// The name.
        name: String,
        /// What fits, "a text".
        expected: String,
    },
    /// A payload that does not fit its type.
    #[error("event `{event}`, `{name}`: {problem}")]
    Payload {
        /// The event.
        event: String,
        /// The name.
        name: String,
        /// What is wrong.
        problem: ValueProblem,
    },
    /// The contact has no such field.
    #[error("the contact has no field `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownField {
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// What has this name is computed; only fields change.
    #[error("`{name}` is a {what}; only the contact's fields can be changed")]
    NotAField {
        /// The name.
        name: String,
        /// `score`, `derived value`, `segment`, `setting`, `journey`.
        what: &'static str,
    },
    /// A value that does not fit its field.
    #[error("field `{name}`: {problem}")]
    Field {
        /// The name.
        name: String,
        /// What is wrong.
        problem: ValueProblem,
    },
}

impl fmt::Display for InputErrors {
    /// One problem a line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}
