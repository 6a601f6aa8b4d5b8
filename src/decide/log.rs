//! What has happened so far in a decision.

use std::collections::BTreeSet;

use super::{
    BlockedMove, Cancellation, Decision, Deferral, FieldChange, FiredRule, Firing, InstanceRef, ModeChange, Move,
    Notice, Planned, Refusal, ScoreChange, SequenceChange, SlaChange, Suppression, WriteConflict,
};
use crate::calendar::Instant;
use crate::ir::{RuleId, SeriesId, StageId, TransitionId};
use crate::state::{ContactState, Subject};

/// What has happened so far in a decision.
#[derive(Default)]
pub(super) struct Log {
    pub(super) refused: Option<Refusal>,
    pub(super) fired: Vec<Firing>,
    pub(super) planned: Vec<Planned>,
    pub(super) deferred: Vec<Deferral>,
    pub(super) suppressed: Vec<Suppression>,
    pub(super) cancelled: Vec<Cancellation>,
    pub(super) sequences: Vec<SequenceChange>,
    pub(super) modes: Vec<ModeChange>,
    pub(super) slas: Vec<SlaChange>,
    pub(super) rules: Vec<FiredRule>,
    pub(super) opened: Vec<InstanceRef>,
    pub(super) moves: Vec<Move>,
    blocked: Vec<BlockedMove>,
    pub(super) changes: Vec<FieldChange>,
    pub(super) scores: Vec<ScoreChange>,
    pub(super) conflicts: Vec<WriteConflict>,
    notices: Vec<Notice>,
    saturated: BTreeSet<(SeriesId, Subject)>,
    entered_already: BTreeSet<(TransitionId, Subject)>,
    blocked_already: BTreeSet<(TransitionId, Subject)>,
    fired_already: BTreeSet<(RuleId, Subject)>,
}

impl Log {
    /// A moment begins: what is said once in a moment may be said again.
    pub(super) fn begin(&mut self) {
        self.entered_already.clear();
        self.blocked_already.clear();
        self.fired_already.clear();
    }

    /// Takes a notice.
    pub(super) fn notice(&mut self, notice: Notice) {
        self.notices.push(notice);
    }

    /// A series has forgotten one early; said once in a decision.
    pub(super) fn saturated(&mut self, series: SeriesId, subject: Subject, of: Option<InstanceRef>) {
        if self.saturated.insert((series, subject)) {
            self.notices.push(Notice::HistorySaturated { series, of });
        }
    }

    /// A transition's target has been entered already; said once in a moment, rounds try it again.
    pub(super) fn entered_already(
        &mut self,
        transition: TransitionId,
        stage: StageId,
        subject: Subject,
        of: Option<InstanceRef>,
    ) {
        if self.entered_already.insert((transition, subject)) {
            self.notices.push(Notice::StageEnteredAlready { transition, of, stage });
        }
    }

    /// A rule fires; said once in a moment, several of its occurrences may.
    pub(super) fn rule(&mut self, rule: RuleId, subject: Subject, of: Option<InstanceRef>) {
        if self.fired_already.insert((rule, subject)) {
            self.rules.push(FiredRule { rule, of });
        }
    }

    /// Takes a blocked move, once in a moment: rounds try it again.
    pub(super) fn blocked(&mut self, subject: Subject, blocked: BlockedMove) {
        if self.blocked_already.insert((blocked.transition, subject)) {
            self.blocked.push(blocked);
        }
    }

    /// The decision.
    pub(super) fn decision(self, next: ContactState, at: Instant) -> Decision {
        Decision {
            contact: next.core().contact.to_string(),
            at,
            late: false,
            duplicate: false,
            refused: self.refused,
            fired: self.fired,
            planned: self.planned,
            deferred: self.deferred,
            suppressed: self.suppressed,
            cancelled: self.cancelled,
            sequences: self.sequences,
            modes: self.modes,
            slas: self.slas,
            wake_at: None,
            more: false,
            rules: self.rules,
            opened: self.opened,
            moves: self.moves,
            blocked: self.blocked,
            changes: self.changes,
            scores: self.scores,
            conflicts: self.conflicts,
            notices: self.notices,
            next,
        }
    }
}
