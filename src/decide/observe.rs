//! Someone who watches a decision being made.
//!
//! `decide` is watched by nobody: every call is empty then and costs nothing. `explain`
//! watches the same code.

use super::eval::Scene;
use super::{Cause, Reason, Unknown};
use crate::calendar::Instant;
use crate::ir::{ActionId, EventId, ExprId, FieldId, RuleId, ScoreId, TransitionId};

/// Someone who watches a decision being made. What is told comes in order.
pub(super) trait Observer {
    /// Whether anyone looks: a watched round judges all transitions, though one has been taken.
    const WATCHES: bool;

    /// A moment begins.
    fn moment(&mut self, _settling: bool, _at: Instant) {}
    /// A `refuse when` was judged on this scene.
    fn refusal(&mut self, _scene: &Scene<'_>, _event: EventId, _condition: ExprId) {}
    /// A line of a score was read on this scene; so many points are added.
    fn points(&mut self, _scene: &Scene<'_>, _score: ScoreId, _line: u32, _points: LinePoints) {}
    /// A round begins.
    fn round(&mut self, _round: u32) {}
    /// A rule was judged on this scene.
    fn rule(&mut self, _scene: &Scene<'_>, _rule: RuleId, _passed: bool) {}
    /// A transition was judged on this scene.
    fn transition(&mut self, _scene: &Scene<'_>, _transition: TransitionId, _verdict: &Verdict) {}
    /// A rule without actions has passed its guard, and found no place in its group.
    fn held(&mut self, _rule: RuleId, _reason: &Reason) {}
    /// An action comes to the restraints.
    fn candidate(&mut self, _action: ActionId, _cause: Cause) {}
    /// It met one.
    fn restraint(&mut self, _scene: &Scene<'_>, _restraint: Restraint, _held: bool) {}
    /// It has passed all of them, or has been merged into one that had.
    fn fired(&mut self, _merged: bool) {}
    /// It has been held back.
    fn suppressed(&mut self, _reason: &Reason) {}
    /// The decision is made.
    fn done(&mut self) {}
}

/// What became of a line of a score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinePoints {
    /// Its filter is not true.
    Filtered,
    /// It counts once, and has.
    Counted,
    /// Its points are unknown.
    Unknown(Unknown),
    /// So many are added, before the score's bounds.
    Added(i64),
}

/// What became of a transition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its filter or guard is not true.
    NotTrue,
    /// Fields that its target requires are unset.
    Blocked(Vec<FieldId>),
    /// Its target has been entered during this moment already.
    EnteredAlready,
    /// It is taken.
    Taken,
    /// It would be, but a more important one of its journey is.
    Outranked(TransitionId),
}

/// What an action met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restraint {
    /// Consent of its channel.
    Channel(crate::ir::ChannelId),
    /// Consent of its purpose.
    Purpose(crate::ir::PurposeId),
    /// The places of its rule's group.
    Group(crate::ir::GroupId),
}

/// Nobody.
pub(super) struct Nobody;

impl Observer for Nobody {
    const WATCHES: bool = false;
}
