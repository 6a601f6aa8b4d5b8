//! Sequences that run or have run, by names.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::super::convert::{normal_name, to_plain, to_value};
use super::super::draft::{Draft, owner};
use super::super::waiting::{Rest, Run};
use super::super::{ContactState, PlainValue, StateProblem, Subject};
use super::names::infos;
use super::{SnapshotOf, of_whom};
use crate::calendar::Instant;
use crate::ir::{self, StepKind, unique};
use crate::text::did_you_mean;
use crate::text::escape::shortened;

/// A run of a sequence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, expecting = "an object with `sequence`, `started`, `serial`, `step` and `rest`")]
#[non_exhaustive]
pub struct SnapshotRun {
    /// The sequence.
    pub sequence: String,
    /// The instance for which it runs; not there for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<SnapshotOf>,
    /// The values that it was started with; what is not there is unknown.
    #[serde(default, deserialize_with = "unique::map", skip_serializing_if = "IndexMap::is_empty")]
    pub arguments: IndexMap<String, PlainValue>,
    /// When it began.
    pub started: Instant,
    /// Its place in the order in which things of this contact began to wait.
    pub serial: u64,
    /// The key of the step at which it stands; not there behind the last one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// How it stands there.
    pub rest: SnapshotRest,
}

/// How a run stands at its step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    rename_all = "snake_case",
    deny_unknown_fields,
    expecting = "`ready`, `acting`, or an object with `waiting` or `over`"
)]
#[non_exhaustive]
pub enum SnapshotRest {
    /// About to take the step.
    Ready,
    /// At a `wait`.
    Waiting {
        /// When its time is over, if it has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Instant>,
    },
    /// At a `wait` that is over, while the run stands still.
    Over {
        /// Whether what it waited for came.
        came: bool,
    },
    /// At a `do` of which an action waits.
    Acting,
}

impl From<Rest> for SnapshotRest {
    fn from(rest: Rest) -> Self {
        match rest {
            Rest::Ready => Self::Ready,
            Rest::Waiting { until } => Self::Waiting { until },
            Rest::Over { came } => Self::Over { came },
            Rest::Acting => Self::Acting,
        }
    }
}

impl From<SnapshotRest> for Rest {
    fn from(rest: SnapshotRest) -> Self {
        match rest {
            SnapshotRest::Ready => Self::Ready,
            SnapshotRest::Waiting { until } => Self::Waiting { until },
            SnapshotRest::Over { came } => Self::Over { came },
            SnapshotRest::Acting => Self::Acting,
        }
    }
}

/// Whether a run can stand so at a step; `None` is behind the last one.
pub(in crate::state) const fn can_rest(rest: SnapshotRest, step: Option<&StepKind>) -> bool {
    match rest {
        SnapshotRest::Ready => true,
        // A loop that comes round in one moment waits a millisecond.
        SnapshotRest::Waiting { .. } => matches!(step, Some(StepKind::Wait { .. } | StepKind::Repeat { .. })),
        SnapshotRest::Over { .. } => matches!(step, Some(StepKind::Wait { .. })),
        SnapshotRest::Acting => matches!(step, Some(StepKind::Do(_))),
    }
}

pub(super) fn runs_of(state: &ContactState) -> Vec<SnapshotRun> {
    let ir = &*state.core().ir;
    let named = |run: &Run| {
        let sequence = ir.sequences.get(run.sequence)?;
        let values = sequence.parameters.iter().zip(&run.arguments);
        let arguments =
            values.filter_map(|(parameter, value)| Some((parameter.name.clone(), to_plain(ir, value.as_ref()?))));
        let step = usize::try_from(run.step).ok().and_then(|step| sequence.steps.get(step));
        Some(SnapshotRun {
            sequence: sequence.info.name.clone(),
            of: of_whom(state, run.subject),
            arguments: arguments.collect(),
            started: run.started,
            serial: run.serial,
            step: step.map(|step| step.key.clone()),
            rest: run.rest.into(),
        })
    };
    state.core().runs.iter().filter_map(named).collect()
}

impl Draft {
    pub(super) fn runs(&mut self, runs: &[SnapshotRun]) {
        let ir = self.state.core().ir.clone();
        // At most one of each sequence for each of whom it can run.
        let subjects = self.state.core().instances.len().saturating_add(1);
        if self.problems.too_long("`runs`", runs.len(), ir.sequences.len().saturating_mul(subjects)) {
            return;
        }
        let (mut last, mut running) = (None, BTreeSet::new());
        for (place, stored) in runs.iter().enumerate() {
            let what = || format!("`runs[{place}]`");
            if last.is_some_and(|last| last >= stored.serial) {
                self.problems.push(StateProblem::OutOfOrder { what: "`runs`, by its serials,".to_owned() });
            }
            last = last.max(Some(stored.serial));
            self.problems.serial_is_taken(what, stored.serial);
            self.problems.not_after_clock(stored.started, || format!("{}: `started`", what()));
            let Some(id) = self.problems.known("sequence", &stored.sequence, || infos!(ir.sequences)) else { continue };
            let Some(sequence) = ir.sequences.get(id) else { continue };
            let Some(subject) = self.subject(&what, stored.of.as_ref()) else { continue };
            if self.state.object_of(subject) != sequence.object {
                let whose = owner(&ir, sequence.object);
                self.problems.unfit(what(), format!("the sequence `{}` is one of {whose}", sequence.info.name));
            }
            if !running.insert((id, subject)) {
                let of = stored.of.as_ref().map_or_else(String::new, |of| format!(" for {of}"));
                self.problems.unfit(what(), format!("the sequence `{}` runs twice{of}", sequence.info.name));
                continue;
            }
            let arguments = self.arguments(&what, sequence, &stored.arguments);
            let Some(step) = self.step(&what, sequence, stored) else { continue };
            let (started, serial, rest) = (stored.started, stored.serial, stored.rest.into());
            self.state.core_mut().runs.push(Run { subject, sequence: id, arguments, started, serial, step, rest });
        }
    }

    /// The subject of something; one that is not there is reported.
    pub(super) fn subject(&mut self, what: &dyn Fn() -> String, of: Option<&SnapshotOf>) -> Option<Subject> {
        let Some(SnapshotOf { object, id }) = of else { return Some(Subject::Contact) };
        let ir = self.state.core().ir.clone();
        let object = self.problems.known("object", object, || infos!(ir.objects))?;
        self.find_instance(what, object, id)
    }

    fn arguments(
        &mut self,
        what: &dyn Fn() -> String,
        sequence: &ir::Sequence,
        stored: &IndexMap<String, PlainValue>,
    ) -> Vec<Option<ir::Value>> {
        let ir = self.state.core().ir.clone();
        let mut values = vec![None; sequence.parameters.len()];
        for (name, plain) in stored {
            let wanted = normal_name(name);
            let found = sequence.parameters.iter().zip(&mut values).find(|(parameter, _)| parameter.name == wanted);
            let Some((parameter, place)) = found else {
                let proposal = did_you_mean(&wanted, sequence.parameters.iter().map(|parameter| &*parameter.name));
                let proposal = crate::text::proposed(proposal);
                let (sequence, name) = (&sequence.info.name, shortened(name));
                self.problems.unfit(what(), format!("the sequence `{sequence}` has no parameter `{name}`{proposal}"));
                continue;
            };
            if *plain == PlainValue::Null {
                continue;
            }
            match to_value(&ir, parameter.ty, plain) {
                Ok(value) => *place = value,
                Err(problem) => self.problems.unfit(what(), format!("`{}`: {problem}", shortened(name))),
            }
        }
        values
    }

    fn step(&mut self, what: &dyn Fn() -> String, sequence: &ir::Sequence, stored: &SnapshotRun) -> Option<u32> {
        let steps = &sequence.steps;
        let index = match &stored.step {
            None => steps.len(),
            Some(key) => {
                let wanted = normal_name(key);
                let Some(index) = steps.iter().position(|step| step.key == wanted) else {
                    let proposal = did_you_mean(&wanted, steps.iter().map(|step| &*step.key));
                    let proposal = crate::text::proposed(proposal);
                    let (sequence, key) = (&sequence.info.name, shortened(key));
                    self.problems.unfit(what(), format!("the sequence `{sequence}` has no step `{key}`{proposal}"));
                    return None;
                };
                index
            }
        };
        if !can_rest(stored.rest, steps.get(index).map(|step| &step.kind)) {
            let rest = match stored.rest {
                SnapshotRest::Acting => "`acting` is only at a `do`",
                _ => "`waiting` and `over` are only at a `wait`",
            };
            self.problems.unfit(what(), rest.to_owned());
        }
        if let SnapshotRest::Waiting { until: Some(until) } = stored.rest {
            self.problems.not_before_clock(until, || format!("{}: `until`", what()));
        }
        u32::try_from(index).ok()
    }
}
