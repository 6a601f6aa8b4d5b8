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
    /// An instance is named, but the event is of none.
    #[error("event `{event}` is of no object: it takes no instance")]
    NotOfObject {
        /// The event.
        event: String,
    },
    /// The event does not say which instance it is of.
    #[error("event `{event}` needs the id of its {object}")]
    MissingInstance {
        /// The event.
        event: String,
        /// The object.
        object: String,
    },
    /// The payload lacks the value by which the instance is found.
    #[error("the value by which the {object} is found is unset")]
    NoKey {
        /// The object.
        object: String,
    },
    /// An id of an instance that is empty or has more than 64 KiB.
    #[error("the id of an instance has {bytes} bytes; 1 to {} are allowed", crate::ir::TEXT_LIMIT)]
    InstanceId {
        /// Its length.
        bytes: usize,
    },
    /// An instance is to be created that is there already.
    #[error("{object} `{id}` is there already")]
    InstanceExists {
        /// The object.
        object: String,
        /// The id.
        id: String,
    },
    /// There is no such instance.
    #[error("there is no {object} `{id}`")]
    NoInstance {
        /// The object.
        object: String,
        /// The id, or the key by which it was looked for.
        id: String,
    },
    /// The key is that of another instance than the one that is named.
    #[error("the event means the {object} `{found}`, not `{id}`")]
    OtherInstance {
        /// The object.
        object: String,
        /// The id that is named.
        id: String,
        /// The id of the instance that has the key.
        found: String,
    },
    /// The contact holds as many instances as it can, and none that could be forgotten.
    #[error(
        "the contact has {} of {object} already, and each of them is open or waits for something",
        crate::state::INSTANCE_LIMIT
    )]
    TooManyInstances {
        /// The object.
        object: String,
    },
    /// The blueprint has no such object.
    #[error("unknown object `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownObject {
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// The object has no such field.
    #[error("{object} has no field `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownObjectField {
        /// The object.
        object: String,
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// A value that does not fit the field of an instance.
    #[error("{object} `{id}`, field `{name}`: {problem}")]
    ObjectField {
        /// The object.
        object: String,
        /// The instance's id.
        id: String,
        /// The field.
        name: String,
        /// What is wrong.
        problem: ValueProblem,
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
