//! What a migration tells.

use std::fmt;

use serde::Serialize;

use crate::state::{SnapshotOf, StateProblem};
use crate::text::escape::{escape, shortened};

/// What became of the parts of a state that could not be carried over as they were, part by
/// part. Whatever is not told here is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct MigrationReport {
    /// What became of which part.
    pub entries: Vec<MigrationEntry>,
}

/// What became of a part of a state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct MigrationEntry {
    /// The part: a JSON pointer into the snapshot that was migrated, `/fields/plan`. Of what
    /// begins, into the new one.
    pub part: String,
    /// The instance of which it is, as it was named; `None` for the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SnapshotOf>,
    /// What became of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What became of a part. Values are told in JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "fate", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Fate {
    /// It is carried over under another name.
    Renamed {
        /// The new name.
        to: String,
    },
    /// It is carried over with another value.
    Converted {
        /// What it was.
        from: String,
        /// What it is.
        to: String,
        /// Why.
        why: String,
    },
    /// It is not carried over.
    Dropped {
        /// What it was.
        value: String,
        /// Why.
        why: String,
    },
    /// An action no longer waits: it will not be done.
    Cancelled {
        /// What waited.
        value: String,
        /// Why.
        why: String,
    },
    /// A run of a sequence is over.
    Ended {
        /// The run.
        value: String,
        /// Why.
        why: String,
    },
    /// It is new, and nothing is known of it yet.
    Begins {
        /// What it begins with.
        with: String,
    },
}

/// Everything that keeps a state from being migrated; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationErrors {
    pub(super) problems: Vec<MigrationProblem>,
}

/// One thing that keeps a state from being migrated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MigrationProblem {
    /// The contact or an instance is in a stage that has no namesake, and no stage says that it was
    /// renamed from it: only the host can say where it is now.
    #[error("{} is in the stage `{journey}.{stage}`, which is gone; say where such {} are now", who(.of.as_ref()), whom(.of.as_ref()))]
    UnmappedStage {
        /// The instance; `None` for the contact.
        of: Option<SnapshotOf>,
        /// The journey.
        journey: String,
        /// The stage.
        stage: String,
    },
    /// A stage that contacts or instances are to be in is not one of the journey's.
    #[error("what is in the stage `{from}` can't go to `{to}`: the journey `{journey}` has no such stage")]
    BadMapping {
        /// The old stage, with its journey.
        from: String,
        /// Where those in it were to be.
        to: String,
        /// The journey.
        journey: String,
    },
    /// The state is wrong in itself, or can't be completed: a new field must be set and has no
    /// default.
    #[error(transparent)]
    State(#[from] StateProblem),
}

fn who(of: Option<&SnapshotOf>) -> String {
    of.map_or_else(|| "the contact".to_owned(), ToString::to_string)
}

const fn whom(of: Option<&SnapshotOf>) -> &'static str {
    if of.is_some() { "instances" } else { "contacts" }
}

impl MigrationErrors {
    /// What is wrong, in order.
    #[must_use]
    pub fn problems(&self) -> &[MigrationProblem] {
        &self.problems
    }
}

impl fmt::Display for MigrationErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for problem in &self.problems {
            write!(f, "{between}{problem}")?;
            between = "\n";
        }
        Ok(())
    }
}

impl std::error::Error for MigrationErrors {}

/// One line for each entry, `/fields/plan: …`; of an instance `ticket t1: /fields/impact: …`.
impl fmt::Display for MigrationReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut between = "";
        for entry in &self.entries {
            write!(f, "{between}{entry}")?;
            between = "\n";
        }
        Ok(())
    }
}

impl fmt::Display for MigrationEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let long = |text: &str| {
            const SHOWN: usize = 200;
            let mut shown: String = text.chars().take(SHOWN).collect();
            if shown.len() < text.len() {
                shown.push('…');
            }
            escape(&shown)
        };
        let part = escape(&self.part);
        match (&self.of, part.strip_prefix("/instances/").and_then(|part| part.split_once('/'))) {
            (Some(of), Some((_, part))) => write!(f, "{of}: /{part}: ")?,
            (Some(of), None) => write!(f, "{of}: {part}: ")?,
            (None, _) => write!(f, "{part}: ")?,
        }
        match &self.fate {
            Fate::Renamed { to } => write!(f, "is now `{}`", shortened(to)),
            Fate::Converted { from, to, why } => write!(f, "{} is now {}: {why}", long(from), long(to)),
            Fate::Dropped { value, why } => write!(f, "{} is dropped: {why}", long(value)),
            Fate::Cancelled { value, why } => write!(f, "{} is cancelled: {why}", long(value)),
            Fate::Ended { value, why } => write!(f, "{} is over: {why}", long(value)),
            Fate::Begins { with } => write!(f, "begins {}", long(with)),
        }
    }
}
