//! What waits for a contact: until when, and why.

use std::fmt;

use serde::Serialize;

use super::snapshot::{SnapshotCause, SnapshotHold, SnapshotOf, hold_of, of_whom, to_cause};
use super::{ContactState, Rest, Run, Waiting, Why};
use crate::calendar::Instant;

/// Something that waits: an action that was planned or held back, or a run of a sequence.
///
/// It says what is known now. Until then inputs may bring it forward, move it or cancel it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Pending {
    /// The action; `None` for a run of a sequence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// What asked for the action; the sequence of a run.
    pub cause: SnapshotCause,
    /// The instance of which the cause is; `None` for the contact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<SnapshotOf>,
    /// Why it waits.
    pub why: PendingReason,
    /// When it was set off, or the run began.
    pub since: Instant,
    /// When it comes up again, as far as that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// When it is given up.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<Instant>,
}

/// Why something waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PendingReason {
    /// It is to be done later, by `do … after`.
    Delayed,
    /// A restraint holds it back.
    Deferred(SnapshotHold),
    /// The run stands at this step.
    At(String),
    /// The run has taken its last step, and is about to end.
    Ending,
}

impl ContactState {
    /// What waits, the first to come up first: what is planned, what is held back, and where
    /// sequences stand.
    ///
    /// ```
    /// # use crm_blueprint::Blueprint;
    /// let blueprint = Blueprint::parse("blueprint demo")?;
    /// assert!(blueprint.contact("c-1").build()?.planned().is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn planned(&self) -> Vec<Pending> {
        let actions = self.core().waiting.iter().filter_map(|waiting| Some((waiting.serial, self.waits(waiting)?)));
        let runs = self.core().runs.iter().filter_map(|run| Some((run.serial, self.runs(run)?)));
        let mut all: Vec<(u64, Pending)> = actions.chain(runs).collect();
        all.sort_by_key(|(serial, pending)| (pending.until.unwrap_or(Instant::MAX), *serial));
        all.into_iter().map(|(_, pending)| pending).collect()
    }

    fn waits(&self, waiting: &Waiting) -> Option<Pending> {
        let (why, until, expires) = match waiting.why {
            Why::Delayed { due } => (PendingReason::Delayed, Some(due), None),
            Why::Deferred { hold, until, expires, .. } => {
                (PendingReason::Deferred(hold_of(&self.core().ir, hold)?), until, expires)
            }
        };
        let action = Some(self.core().ir.actions.get(waiting.action)?.info.name.clone());
        let cause = to_cause(&self.core().ir, waiting.cause)?;
        let of = of_whom(self, waiting.subject);
        Some(Pending { action, cause, of, why, since: waiting.since, until, expires })
    }

    fn runs(&self, run: &Run) -> Option<Pending> {
        let sequence = self.core().ir.sequences.get(run.sequence)?;
        let step = usize::try_from(run.step).ok().and_then(|step| sequence.steps.get(step));
        let why = step.map_or(PendingReason::Ending, |step| PendingReason::At(step.key.clone()));
        let until = if let Rest::Waiting { until } = run.rest { until } else { None };
        let cause = SnapshotCause::Sequence(sequence.info.name.clone());
        let of = of_whom(self, run.subject);
        Some(Pending { action: None, cause, of, why, since: run.started, until, expires: None })
    }
}

/// One line: `send_welcome of the rule hello: delayed, until 2026-03-02T09:00:00Z`.
impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(action) = &self.action {
            write!(f, "{action} of ")?;
        }
        write!(f, "{}", self.cause)?;
        if let Some(of) = &self.of {
            write!(f, " of {of}")?;
        }
        f.write_str(": ")?;
        match &self.why {
            PendingReason::Delayed => f.write_str("delayed")?,
            PendingReason::Deferred(hold) => write!(f, "held back by {hold}")?,
            PendingReason::At(step) => write!(f, "at `{step}`")?,
            PendingReason::Ending => f.write_str("about to end")?,
        }
        if let Some(until) = self.until {
            write!(f, ", until {until}")?;
        }
        if let Some(expires) = self.expires {
            write!(f, ", given up at {expires}")?;
        }
        Ok(())
    }
}

/// As messages say it: the mode `holidays`.
impl fmt::Display for SnapshotHold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mode(name) => write!(f, "the mode `{name}`"),
            Self::Sequence(name) => write!(f, "the sequence `{name}`"),
            Self::Limit(name) => write!(f, "the limit of the rule `{name}`"),
            Self::Cap(key) => write!(f, "the cap `{key}`"),
            Self::Hours { channel, .. } => write!(f, "the hours of the channel `{channel}`"),
        }
    }
}

#[cfg(test)]
#[path = "pending_tests.rs"]
mod tests;
