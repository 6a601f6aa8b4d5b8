//! Runs of sequences: how they start, wait, take their steps and leave.
//!
//! A run is part of the state: a step, and how it rests there. In each round the runs are
//! taken in the order in which they began, each against the round's one picture: first
//! whether it leaves (`leave`), then whether its wait is over (`wait`), then its steps until
//! it rests again (`walk`). What it writes is applied with everything else of the round; that
//! it runs, or no longer does, holds at once. `mark` tells when time alone moves a run.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

mod leave;
mod mark;
mod start;
mod still;
mod wait;
mod walk;

use std::collections::BTreeSet;

use super::candidate::Candidate;
use super::eval::Scene;
use super::moment::Moment;
use super::observe::Observer;
use super::restraint;
use super::write::{self, Weight, Write};
use super::{ChangeCause, InstanceRef, SequenceStep};
use crate::ir::{Cause, Sequence, SequenceId, StepKind, Value};
use crate::state::{ContactState, Rest, Run, Subject};
pub(super) use mark::next_run_mark;
pub(super) use start::{Starting, read_starts};
use walk::Halt;

/// What the runs of a round want.
#[derive(Default)]
pub(super) struct RunSteps {
    /// What their steps write.
    pub(super) writes: Vec<Write>,
    /// What their steps start.
    pub(super) starts: Vec<(Weight, Starting)>,
    /// Whether any of them did anything: then there is another round.
    pub(super) moved: bool,
}

impl RunSteps {
    /// Whether nothing is to be applied.
    pub(super) const fn changes_nothing(&self) -> bool {
        self.writes.is_empty() && self.starts.is_empty()
    }
}

/// What a moment must remember of runs.
#[derive(Default)]
pub(super) struct RunMemory {
    /// Sequences that began in this moment.
    started: BTreeSet<(SequenceId, Subject)>,
    /// Tests of `repeat` that were reached in this moment, by step.
    tested: BTreeSet<(SequenceId, Subject, u32)>,
}

/// The values that the run behind a cause was started with: what the expressions of its calls
/// read.
pub(super) fn run_arguments(state: &ContactState, cause: Cause, subject: Subject) -> &[Option<Value>] {
    match cause {
        Cause::Sequence(id) => run(state, id, subject).map_or(&[], |run| &run.arguments),
        Cause::Rule(_) | Cause::Transition(_) | Cause::Sla(_) => &[],
    }
}

fn run(state: &ContactState, id: SequenceId, subject: Subject) -> Option<&Run> {
    state.core().runs.iter().find(|run| run.sequence == id && run.subject == subject)
}

impl RunMemory {
    pub(super) fn clear(&mut self) {
        if !self.started.is_empty() || !self.tested.is_empty() {
            *self = Self::default();
        }
    }
}

impl<'w, O: Observer> Moment<'w, '_, O> {
    /// Takes every run as far as it goes in this round, in the order in which they began.
    pub(super) fn advance_runs(&mut self, round: u32, steps: &mut RunSteps) {
        let runs: Vec<_> = self.world.next.core().runs.iter().map(|run| (run.sequence, run.subject)).collect();
        for (sequence, subject) in runs {
            self.advance(sequence, subject, round == 1, steps);
        }
    }

    /// One run. Events are those of the first round.
    fn advance(&mut self, id: SequenceId, subject: Subject, first: bool, steps: &mut RunSteps) {
        let program = self.world.program;
        let sequence = &program.ir.sequences[id];
        let Some(mut run) = run(self.world.next, id, subject).cloned() else { return };
        let arguments = std::mem::take(&mut run.arguments);
        let scene = Scene { arguments: &arguments, ..self.world.scene().of(subject) };
        if let Some(what) = leave::leaves(&scene, first, sequence) {
            self.end_run(id, subject, what);
            steps.moved = true;
            return;
        }
        let before = (run.step, run.rest);
        wait::look(&scene, first, sequence, &mut run);
        let scene = Scene { event: None, ..scene };
        let stays = match run.rest {
            Rest::Waiting { .. } | Rest::Acting => true,
            Rest::Ready | Rest::Over { .. } => restraint::stands_still(&scene, id),
        };
        let halt = match stays {
            true => Halt::Rests,
            false => {
                let of = InstanceRef::of(self.world.next, subject);
                let comes_to = |step| self.observer.step(id, of.clone(), step);
                walk::walk(&scene, &mut self.memory.runs.tested, sequence, &mut run, comes_to)
            }
        };
        let (list, cause) = (run.step, ChangeCause::Sequence(id));
        if let Halt::Writes { effects, starts } = halt {
            let weight = Weight::new(0, sequence.order, subject, 0);
            steps.writes.extend(write::read(&scene, effects, cause, weight));
            let starts = start::read_starts(&scene, starts, cause);
            steps.starts.extend(starts.into_iter().map(|start| (weight, start)));
            run.step = run.step.saturating_add(1);
        }
        steps.moved |= before != (run.step, run.rest) || matches!(halt, Halt::Over);
        let moved = |place: &&mut Run| place.sequence == id && place.subject == subject;
        if before != (run.step, run.rest)
            && let Some(place) = self.world.next.core_mut().runs.to_mut().iter_mut().find(moved)
        {
            (place.step, place.rest) = (run.step, run.rest);
        }
        match halt {
            Halt::Rests | Halt::Writes { .. } => {}
            Halt::Acts(calls) => {
                for candidate in Candidate::all(Cause::Sequence(id), subject, calls, list, None, 0, sequence.order) {
                    self.ask(candidate);
                }
            }
            Halt::Over => self.end_run(id, subject, SequenceStep::Completed),
        }
    }

    /// After the restraint step: runs of which no action is to be judged or waits any more go
    /// on. Answers whether any does.
    pub(super) fn settle_acting(&mut self) -> bool {
        let next = &mut *self.world.next;
        if next.core().runs.iter().all(|run| run.rest != Rest::Acting) {
            return false;
        }
        let core = next.core_mut();
        let (waiting, candidates) = (&core.waiting, &self.memory.candidates);
        let mut any = false;
        for run in core.runs.to_mut().iter_mut().filter(|run| run.rest == Rest::Acting) {
            let cause = Cause::Sequence(run.sequence);
            let open = waiting.iter().any(|waiting| waiting.cause == cause && waiting.subject == run.subject)
                || candidates.iter().any(|one| one.cause == cause && one.subject == run.subject);
            if !open {
                run.step = run.step.saturating_add(1);
                run.rest = Rest::Ready;
                any = true;
            }
        }
        any
    }
}

/// What the step of a run does; `None` behind the last one.
fn kind(sequence: &Sequence, step: u32) -> Option<&StepKind> {
    let step = usize::try_from(step).ok()?;
    sequence.steps.get(step).map(|step| &step.kind)
}

#[cfg(test)]
mod tests;
