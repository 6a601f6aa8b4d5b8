//! Someone who watches a decision being made.
//!
//! `decide` is watched by nobody: every call is empty then and costs nothing. `explain`
//! watches the same code.

use serde::Serialize;

use super::eval::Scene;
use super::{CancelReason, Cause, InstanceRef, Reason, Unknown};
use crate::calendar::Instant;
use crate::ir::{
    ActionId, CapId, ChannelId, EventId, ExprId, FieldId, GroupId, JourneyId, ModeId, PurposeId, RuleId, ScoreId,
    SegmentId, SequenceId, StageId, TransitionId,
};

/// Someone who watches a decision being made. What is told comes in order.
pub(super) trait Observer {
    /// Whether anyone looks: a watched round judges all transitions, though one has been taken.
    const WATCHES: bool;

    /// A moment begins.
    fn moment(&mut self, _kind: MomentKind, _at: Instant) {}
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
    /// A journey for a segment is entered on this scene.
    fn entry(&mut self, _scene: &Scene<'_>, _journey: JourneyId, _segment: SegmentId) {}
    /// A run of a sequence comes to a step.
    fn step(&mut self, _sequence: SequenceId, _of: Option<InstanceRef>, _step: u32) {}
    /// A rule without actions has passed its guard, and found no place in its group.
    fn held(&mut self, _rule: RuleId, _reason: &Reason) {}
    /// An action comes to the restraints.
    fn candidate(&mut self, _action: ActionId, _cause: Cause, _of: Option<InstanceRef>) {}
    /// It met one.
    fn restraint(&mut self, _scene: &Scene<'_>, _restraint: Restraint, _held: bool) {}
    /// It has passed all of them, or has been merged into one that had.
    fn fired(&mut self, _merged: bool) {}
    /// It has been held back, and is dropped.
    fn suppressed(&mut self, _reason: &Reason) {}
    /// It has been held back, and waits.
    fn deferred(&mut self, _reason: &Reason, _until: Option<Instant>) {}
    /// An action is to come up later; it is no candidate yet.
    fn planned(&mut self, _action: ActionId, _cause: Cause, _of: Option<InstanceRef>, _due: Instant) {}
    /// An action that waited, or the last candidate, is no longer wanted.
    fn cancelled(&mut self, _action: ActionId, _cause: Cause, _of: Option<InstanceRef>, _why: CancelReason) {}
    /// The decision is made.
    fn done(&mut self) {}
}

/// What brings a moment about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum MomentKind {
    /// The settling of a state that was built or loaded.
    Settling,
    /// Marks: something was due by time alone.
    Marks,
    /// An input.
    Input,
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
    EnteredAlready(StageId),
    /// It is taken.
    Taken,
    /// It would be, but a more important one of its journey is.
    Outranked(TransitionId),
}

/// What an action met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Restraint {
    /// Consent of its channel.
    Channel(ChannelId),
    /// Consent of its purpose.
    Purpose(PurposeId),
    /// A mode that could suspend it.
    Mode(ModeId),
    /// A running sequence that could suspend it.
    Sequence(SequenceId),
    /// The limit of its rule.
    Limit(RuleId),
    /// The holdout of its rule, or its split.
    Holdout(RuleId),
    /// The places of its rule's group.
    Group(GroupId),
    /// A cap that counts it.
    Cap(CapId),
    /// Hours of its channel, by place.
    Hours(ChannelId, usize),
}

/// Nobody.
pub(super) struct Nobody;

impl Observer for Nobody {
    const WATCHES: bool = false;
}
