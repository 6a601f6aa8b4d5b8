//! How a run ends.

use crate::decide::eval::Scene;
use crate::decide::moment::Moment;
use crate::decide::observe::Observer;
use crate::decide::{CancelReason, SequenceChange, SequenceStep};
use crate::ir::{Cause, Leave, Sequence, SequenceId};
use crate::state::Subject;

/// Whether a run leaves, and how: goals come before exits.
pub(super) fn leaves(scene: &Scene<'_>, first: bool, sequence: &Sequence) -> Option<SequenceStep> {
    let quiet = Scene { event: None, ..*scene };
    let comes = |leave: &Leave| match leave {
        Leave::On(filter) => first && scene.happened(filter),
        Leave::When(guard) => quiet.holds(Some(*guard)),
    };
    if sequence.goals.iter().any(comes) {
        Some(SequenceStep::Goal)
    } else if sequence.exits.iter().any(comes) {
        Some(SequenceStep::Exit)
    } else {
        None
    }
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Ends a run: what it asked for and has not been done yet is no longer wanted.
    pub(super) fn end_run(&mut self, id: SequenceId, subject: Subject, what: SequenceStep) {
        let at = self.world.at;
        let cause = Cause::Sequence(id);
        self.world.next.core_mut().runs.to_mut().retain(|run| run.sequence != id || run.subject != subject);
        if let Some(life) = self.world.next.life_mut(subject) {
            life.past_mut().ended.insert(id, at);
        }
        self.cancel(CancelReason::Left(id), |waiting| waiting.cause == cause && waiting.subject == subject);
        self.cancel_asked(CancelReason::Left(id), |asked| asked.cause == cause && asked.subject == subject);
        let of = self.world.instance(subject);
        self.log.sequences.push(SequenceChange { sequence: id, of, at, what });
    }
}
