//! What can be wrong with a state that is built or read back.

use std::fmt;

use thiserror::Error;

use super::ValueProblem;
use crate::calendar::Instant;
use crate::text::proposed;

/// Everything that is wrong with a state, sorted; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateErrors {
    problems: Vec<StateProblem>,
}

impl StateErrors {
    /// Fails where there is a problem.
    pub(crate) fn check(mut problems: Vec<StateProblem>) -> Result<(), Self> {
        if problems.is_empty() {
            return Ok(());
        }
        problems.sort_by_cached_key(ToString::to_string);
        Err(Self { problems })
    }

    /// What is wrong, sorted by message.
    #[must_use]
    pub fn problems(&self) -> &[StateProblem] {
        &self.problems
    }
}

impl From<StateProblem> for StateErrors {
    fn from(problem: StateProblem) -> Self {
        Self { problems: vec![problem] }
    }
}

impl fmt::Display for StateErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for problem in &self.problems {
            write!(f, "{between}{problem}")?;
            between = "\n";
        }
        Ok(())
    }
}

impl std::error::Error for StateErrors {}

/// One thing that is wrong with a state. Names are shortened.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum StateProblem {
    /// Something is wrong with an instance.
    #[error("{object} {id}: {problem}")]
    OfInstance {
        /// Its object.
        object: String,
        /// Its id.
        id: String,
        /// What is wrong.
        problem: Box<StateProblem>,
    },
    /// The contact, or the object, has no such field.
    #[error("{owner} has no field `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownField {
        /// Whose it would be, "the contact".
        owner: String,
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// A value does not fit its field.
    #[error("`{name}`: {problem}")]
    BadValue {
        /// The field.
        name: String,
        /// Why.
        problem: ValueProblem,
    },
    /// A required field without a default was not given.
    #[error("the field `{name}` is required and has no default; give {expected}")]
    Missing {
        /// The field.
        name: String,
        /// What fits.
        expected: String,
    },
    /// The blueprint has no such journey.
    #[error("the blueprint has no journey `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownJourney {
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// The journey, or no journey at all, has such a stage.
    #[error("{owner} has no stage `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownStage {
        /// Where it was looked for, "the journey `lifecycle`".
        owner: String,
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// Several journeys have a stage of this name.
    #[error("several journeys have a stage `{name}`; write {}", choices(.qualified))]
    AmbiguousStage {
        /// The name.
        name: String,
        /// The names that say which.
        qualified: Vec<String>,
    },
    /// The blueprint has no such score.
    #[error("the blueprint has no score `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownScore {
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// Event points outside 0 and the score's upper bound.
    #[error("the score `{name}` holds event points from 0 to {high}, not {points}")]
    PointsOutOfRange {
        /// The score.
        name: String,
        /// What was given.
        points: i64,
        /// The upper bound.
        high: i64,
    },
    /// A score has no such line that counts once, or it is named twice.
    #[error("the score `{name}` has no line {line} that counts once, or it is named twice")]
    BadOnce {
        /// The score.
        name: String,
        /// The index of the line among those by event.
        line: u32,
    },
    /// The blueprint has no such thing.
    #[error("the blueprint has no {kind} `{name}`{}", proposed(.proposal.as_deref()))]
    Unknown {
        /// What was looked for, "rule".
        kind: &'static str,
        /// The name.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// The blueprint asks for no such history.
    #[error("the blueprint asks for no history of `{key}`")]
    UnknownSeries {
        /// The key of the series.
        key: String,
    },
    /// The blueprint has no such cap.
    #[error("the blueprint has no cap `{key}`")]
    UnknownCap {
        /// What declares it and its window.
        key: String,
    },
    /// A part does not fit the blueprint, or the rest of the state.
    #[error("{part}: {problem}")]
    Unfit {
        /// Which part.
        part: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A log or list has more entries than a state keeps.
    #[error("{what} has {count} entries; at most {limit} are kept")]
    TooMany {
        /// Which.
        what: String,
        /// How many were given.
        count: usize,
        /// How many are kept.
        limit: usize,
    },
    /// A log or list is not sorted.
    #[error("{what} is not in order, oldest first")]
    OutOfOrder {
        /// Which.
        what: String,
    },
    /// Something that is still to come would have come before the state's clock.
    #[error("{what} is {instant}, before the state's clock {clock}")]
    BeforeClock {
        /// What.
        what: String,
        /// Its instant.
        instant: Instant,
        /// The clock.
        clock: Instant,
    },
    /// A stage was entered, or an input judged, after the state's clock.
    #[error("{what} is of {instant}, after the state's clock {clock}")]
    AfterClock {
        /// What.
        what: String,
        /// Its instant.
        instant: Instant,
        /// The clock.
        clock: Instant,
    },
    /// The remembered inputs are not sorted, oldest first.
    #[error("the remembered inputs are not sorted by instant, oldest first: `{id}` is out of place")]
    Unsorted {
        /// The first that is out of place.
        id: String,
    },
    /// More remembered inputs than a state keeps.
    #[error("{count} remembered inputs are too many; at most {limit} are kept")]
    TooManyInputs {
        /// How many were given.
        count: usize,
        /// How many are kept.
        limit: usize,
    },
    /// An empty id of a contact or an instance, or an id of more than 64 KiB.
    #[error("{what} is {bytes} bytes long; it must have {least} to {limit}")]
    BadId {
        /// Whose id.
        what: &'static str,
        /// Its length.
        bytes: usize,
        /// The smallest length.
        least: usize,
        /// The greatest length.
        limit: usize,
    },
    /// The state belongs to another blueprint.
    #[error("the state belongs to the blueprint `{found}`, not to `{expected}`")]
    WrongBlueprint {
        /// The blueprint's name.
        expected: String,
        /// The state's.
        found: String,
    },
    /// The state belongs to another version of the blueprint.
    #[error("the state belongs to version `{found}` of the blueprint, not to version `{expected}`")]
    WrongVersion {
        /// The blueprint's version.
        expected: String,
        /// The state's.
        found: String,
    },
    /// The text is not the JSON of a state.
    #[error("this is not the JSON of a state: {0}")]
    BadJson(String),
}

fn choices(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = String::new();
    for (index, name) in names.iter().take(SHOWN).enumerate() {
        let between = if index == 0 { "" } else { " or " };
        text.push_str(between);
        text.push('`');
        text.push_str(name);
        text.push('`');
    }
    if names.len() > SHOWN {
        text.push_str(" …");
    }
    text
}
