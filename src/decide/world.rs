//! What a moment sees and changes: the contact before it, and now.

use super::Program;
use super::eval::{Absence, Bound, Memo, Payload, Picture, Scene};
use crate::calendar::Instant;
use crate::ir::{JourneyId, StageId, Value};
use crate::state::ContactState;

/// What a moment sees and changes.
pub(super) struct World<'w> {
    pub(super) program: &'w Program,
    pub(super) at: Instant,
    pub(super) event: Option<&'w Payload>,
    was: &'w ContactState,
    was_at: Instant,
    was_memo: Memo,
    pub(super) next: &'w mut ContactState,
    next_memo: Memo,
    /// The values that rules on change watch, as they were when last asked for; `None`
    /// as long as nothing has changed.
    watched: Option<Vec<Option<Value>>>,
}

impl<'w> World<'w> {
    pub(super) fn new(
        program: &'w Program,
        at: Instant,
        event: Option<&'w Payload>,
        was: &'w ContactState,
        was_at: Instant,
        next: &'w mut ContactState,
    ) -> Self {
        let (was_memo, next_memo) = (Memo::new(program), Memo::new(program));
        Self { program, at, event, was, was_at, was_memo, next, next_memo, watched: None }
    }

    /// The one picture against which everything of a round is judged.
    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            program: self.program,
            now: Picture { state: self.next, memo: &self.next_memo },
            was: Picture { state: self.was, memo: &self.was_memo },
            at: self.at,
            event: self.event,
            was_at: self.was_at,
            bound: Bound::default(),
            arguments: &[],
            frozen: &[],
            columns: &[],
            absence: Absence::Unknown,
        }
    }

    /// What was derived has to be derived anew.
    pub(super) fn forget_derived(&mut self) {
        self.next_memo.empty();
    }

    /// The contact has changed: what was derived from it has to be derived anew. Answers
    /// which of the watched values have changed.
    pub(super) fn changed(&mut self) -> Vec<usize> {
        self.next_memo.empty();
        let plan = &self.program.plan;
        if plan.watched().is_empty() {
            return Vec::new();
        }
        let scene = self.scene();
        let owned = |outcome: super::eval::Outcome<'_>| outcome.ok().map(std::borrow::Cow::into_owned);
        let now: Vec<_> = plan.watched().iter().map(|watch| owned(scene.value(watch.expr))).collect();
        let before = match self.watched.take() {
            Some(before) => before,
            None => {
                let scene = self.scene();
                plan.watched().iter().map(|watch| owned(scene.value_before(watch.expr))).collect()
            }
        };
        let differs =
            |(index, (before, now)): (usize, (&Option<Value>, &Option<Value>))| (before != now).then_some(index);
        let changed = before.iter().zip(&now).enumerate().filter_map(differs).collect();
        self.watched = Some(now);
        changed
    }

    /// The stage in which the contact was before the moment.
    pub(super) fn stage_before(&self, journey: JourneyId) -> Option<StageId> {
        self.was.occupancy(journey).map(|occupancy| occupancy.stage)
    }

    /// The stage in which the contact is now.
    pub(super) fn stage(&self, journey: JourneyId) -> Option<StageId> {
        self.next.occupancy(journey).map(|occupancy| occupancy.stage)
    }
}
