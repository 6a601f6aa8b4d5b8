//! What has happened so far in a decision.

use std::ops::{Deref, DerefMut};

use super::few::FewSet;
use super::{BlockedMove, Decision, FiredRule, InstanceRef, Notice};
use crate::ir::{RuleId, SeriesId, StageId, TransitionId};
use crate::state::Subject;

/// A decision under way: what has happened so far.
pub(super) struct Log<'d> {
    pub(super) out: &'d mut Decision,
    told: &'d mut Told,
}

/// What has been told, and is told once.
#[derive(Default)]
pub(super) struct Told {
    saturated: FewSet<(SeriesId, Subject)>,
    entered_already: FewSet<(TransitionId, Subject)>,
    blocked: FewSet<(TransitionId, Subject)>,
    fired: FewSet<(RuleId, Subject)>,
}

impl Deref for Log<'_> {
    type Target = Decision;

    fn deref(&self) -> &Decision {
        self.out
    }
}

impl DerefMut for Log<'_> {
    fn deref_mut(&mut self) -> &mut Decision {
        self.out
    }
}

impl<'d> Log<'d> {
    /// Begins a decision in one that is no longer wanted.
    pub(super) fn new(out: &'d mut Decision, told: &'d mut Told) -> Self {
        out.clear();
        told.saturated.clear();
        Self { out, told }
    }

    /// The same, lent for a while.
    pub(super) fn lent(&mut self) -> Log<'_> {
        Log { out: self.out, told: self.told }
    }

    /// A moment begins: what is said once in a moment may be said again.
    pub(super) fn begin(&mut self) {
        self.told.entered_already.clear();
        self.told.blocked.clear();
        self.told.fired.clear();
    }

    /// Takes a notice.
    pub(super) fn notice(&mut self, notice: Notice) {
        self.out.notices.push(notice);
    }

    /// A series has forgotten one early; said once in a decision.
    pub(super) fn saturated(&mut self, series: SeriesId, subject: Subject, of: Option<InstanceRef>) {
        if self.told.saturated.insert((series, subject)) {
            self.out.notices.push(Notice::HistorySaturated { series, of });
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
        if self.told.entered_already.insert((transition, subject)) {
            self.out.notices.push(Notice::StageEnteredAlready { transition, of, stage });
        }
    }

    /// A rule fires; said once in a moment, several of its occurrences may.
    pub(super) fn rule(&mut self, rule: RuleId, subject: Subject, of: Option<InstanceRef>) {
        if self.told.fired.insert((rule, subject)) {
            self.out.rules.push(FiredRule { rule, of });
        }
    }

    /// Takes a blocked move, once in a moment: rounds try it again.
    pub(super) fn blocked(&mut self, subject: Subject, blocked: BlockedMove) {
        if self.told.blocked.insert((blocked.transition, subject)) {
            self.out.blocked.push(blocked);
        }
    }
}
