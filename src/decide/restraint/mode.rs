//! Modes that are on and sequences that run suspend.

use super::{Held, stricter};
use crate::calendar::Instant;
use crate::decide::eval::Scene;
use crate::decide::{Cause, Reason, flip};
use crate::ir::{ActionId, Blueprint, Handling, Id, ModeId, RuleId, SequenceId, Suspended, Suspension};
use crate::state::{Hold, Run};

/// Since when a mode is on by its events.
pub(super) fn begun(scene: &Scene<'_>, mode: ModeId) -> Option<Instant> {
    scene.life(scene.program.ir.modes[mode].object)?.modes.get(mode.index()).copied().flatten()
}

/// What may be suspended, by itself or by what it belongs to. Of whom it is, is in scope.
#[derive(Clone, Copy)]
pub(super) enum Subject {
    Action(ActionId, Cause),
    Rule(RuleId),
    Sequence(SequenceId),
}

impl Subject {
    fn is_of(self, ir: &Blueprint, what: Suspended) -> bool {
        match (self, what) {
            (Self::Action(id, _), Suspended::Purpose(purpose)) => ir.actions[id].purpose == Some(purpose),
            (Self::Action(id, _), Suspended::Channel(channel)) => ir.actions[id].channel == channel,
            (Self::Action(id, _), Suspended::Action(action)) => id == action,
            (Self::Action(_, Cause::Rule(id)) | Self::Rule(id), Suspended::Rule(rule)) => id == rule,
            (Self::Action(_, Cause::Sequence(id)) | Self::Sequence(id), Suspended::Sequence(sequence)) => {
                id == sequence
            }
            _ => false,
        }
    }

    /// Whether it belongs to a run of the sequence, which does not suspend its own.
    fn is_own(self, sequence: SequenceId) -> bool {
        match self {
            Self::Action(_, Cause::Sequence(own)) | Self::Sequence(own) => own == sequence,
            Self::Action(..) | Self::Rule(_) => false,
        }
    }

    /// The strictest of the suspensions that are of it.
    fn handling(self, ir: &Blueprint, suspends: &[Suspension]) -> Option<Handling> {
        let own = suspends.iter().filter(|suspension| self.is_of(ir, suspension.what));
        own.map(|suspension| suspension.handling).reduce(stricter)
    }

    /// What a mode makes of it, on or not.
    pub(super) fn in_mode(self, scene: &Scene<'_>, mode: ModeId) -> Option<Handling> {
        let ir = &scene.program.ir;
        self.handling(ir, &ir.modes[mode].suspends)
    }

    /// What a run of a sequence makes of it.
    pub(super) fn in_run(self, scene: &Scene<'_>, sequence: SequenceId) -> Option<Handling> {
        let ir = &scene.program.ir;
        if self.is_own(sequence) { None } else { self.handling(ir, &ir.sequences[sequence].suspends) }
    }

    /// What a mode makes of it now.
    pub(super) fn held_in_mode(self, scene: &Scene<'_>, mode: ModeId) -> Option<Held> {
        let handling = self.in_mode(scene, mode)?;
        // One of an object has none to be of here.
        scene.subject_of(scene.program.ir.modes[mode].object)?;
        let unknown = match scene.mode(mode) {
            Ok(false) => return None,
            on => on.err(),
        };
        // Only events end what events began.
        let by_time = if begun(scene, mode).is_some() { None } else { scene.program.ir.modes[mode].when };
        let until = by_time.and_then(|when| flip::next_flip(scene, when, scene.at));
        Some(Held::new(Reason::Mode { mode, unknown }, handling, Hold::Mode(mode), until))
    }

    /// What a run of a sequence, if there is one, makes of it now.
    pub(super) fn held_in_run(self, scene: &Scene<'_>, sequence: SequenceId) -> Option<Held> {
        // A run for an instance suspends what is of this one alone.
        let subject = scene.subject_of(scene.program.ir.sequences[sequence].object)?;
        if !scene.now.state.core().runs.iter().any(|run| run.sequence == sequence && run.subject == subject) {
            return None;
        }
        let handling = self.in_run(scene, sequence)?;
        Some(Held::new(Reason::Sequence { sequence }, handling, Hold::Sequence(sequence), None))
    }

    /// All that suspend it now: modes in order of declaration, then runs in order of their start.
    fn all<'s>(self, scene: &'s Scene<'_>) -> impl Iterator<Item = Held> + 's {
        let modes = scene.program.ir.modes.ids();
        let ir = &scene.program.ir;
        let own = |run: &&Run| scene.subject_of(ir.sequences[run.sequence].object) == Some(run.subject);
        let runs = scene.now.state.core().runs.iter().filter(own);
        modes
            .filter_map(move |mode| self.held_in_mode(scene, mode))
            .chain(runs.filter_map(move |run| self.held_in_run(scene, run.sequence)))
    }
}

/// What suspends an action: the first mode that does, else the first run.
pub(in crate::decide) fn suspended(scene: &Scene<'_>, cause: Cause, action: ActionId) -> Option<Held> {
    Subject::Action(action, cause).all(scene).next()
}

/// What suspends a rule by its name, whatever it does.
pub(in crate::decide) fn rule_suspended(scene: &Scene<'_>, rule: RuleId) -> Option<Held> {
    Subject::Rule(rule).all(scene).next()
}

/// Whether a sequence takes no step: the first that suspends it defers.
pub(in crate::decide) fn stands_still(scene: &Scene<'_>, sequence: SequenceId) -> bool {
    let first = Subject::Sequence(sequence).all(scene).next();
    first.is_some_and(|held| held.handling != Handling::Drop)
}
