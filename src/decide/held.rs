//! What comes later, or not at all, and why.

use super::{InstanceRef, Unknown};
use crate::calendar::Instant;
use crate::ir::{
    ActionId, Actor, CapId, Cause, ChannelId, EventId, GroupId, ModeId, PurposeId, RuleId, SequenceId, SlaId,
};

/// An action that comes up later, by `do … after`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Planned {
    /// The action.
    pub action: ActionId,
    /// What asked for it.
    pub cause: Cause,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When it was planned.
    pub at: Instant,
    /// When it comes up, to meet the restraints.
    pub due: Instant,
}

/// An action that is held back until its restraint ends, and then judged again.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Deferral {
    /// The action.
    pub action: ActionId,
    /// What asked for it.
    pub cause: Cause,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// What holds it back, the first of the restraints that it met.
    pub reason: Reason,
    /// When it was held back.
    pub at: Instant,
    /// The earliest instant at which the reason ends, where that is known.
    pub until: Option<Instant>,
    /// When it is given up.
    pub expires: Option<Instant>,
}

/// An action that waited and no longer does.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cancellation {
    /// The action.
    pub action: ActionId,
    /// What had asked for it.
    pub cause: Cause,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When it was cancelled.
    pub at: Instant,
    /// Why.
    pub why: CancelReason,
}

/// Why an action that waited is no longer wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CancelReason {
    /// An event of the rule's `unless` happened.
    Unless(EventId),
    /// The rule's `while` is not true.
    While,
    /// When it was about to leave, the contact was in none of the rule's stages, or its guard
    /// was not true, or the rule was not active.
    Guard,
    /// The run of the sequence left.
    Left(SequenceId),
    /// The service level was stopped, or begins anew.
    SlaOver(SlaId),
}

/// Something that was held back and dropped.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Suppression {
    /// An action, or a rule without actions.
    pub what: Actor,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Whatever asked for it.
    pub causes: Vec<Cause>,
    /// What held it back, the first of the restraints that it met.
    pub reason: Reason,
    /// When it was held back.
    pub at: Instant,
    /// The earliest instant at which the reason ends, where that is known.
    pub ends: Option<Instant>,
    /// The action that fired in its stead, by `otherwise`.
    pub replaced_by: Option<ActionId>,
}

/// What holds an action back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// The channel's consent is not given.
    ChannelConsent {
        /// The channel.
        channel: ChannelId,
        /// Why it is unknown whether it is; unknown is no consent.
        unknown: Option<Unknown>,
    },
    /// The purpose's consent is not given.
    PurposeConsent {
        /// The purpose.
        purpose: PurposeId,
        /// Why it is unknown whether it is; unknown is no consent.
        unknown: Option<Unknown>,
    },
    /// The rule's group has no place left in this moment.
    Group {
        /// The group.
        group: GroupId,
        /// Its places.
        at_most: u32,
        /// The rules that hold them.
        taken_by: Vec<RuleId>,
    },
    /// A mode suspends it.
    Mode {
        /// The mode.
        mode: ModeId,
        /// Why it is unknown whether the mode is on; unknown suspends.
        unknown: Option<Unknown>,
    },
    /// A running sequence suspends it.
    Sequence {
        /// The sequence.
        sequence: SequenceId,
    },
    /// The rule has acted as often as it may.
    Limit {
        /// The rule.
        rule: RuleId,
        /// How often; `None` where that is unknown.
        amount: Option<i64>,
    },
    /// The rule leaves this contact out, by `holdout`, or by a `split` of which it gets nothing.
    Holdout {
        /// The rule.
        rule: RuleId,
    },
    /// As much has been done as the cap allows.
    Cap {
        /// The cap.
        cap: CapId,
        /// How much; `None` where that is unknown.
        amount: Option<i64>,
        /// How much was done in its window.
        used: usize,
    },
    /// The channel's hours do not allow it now.
    Hours {
        /// The channel.
        channel: ChannelId,
        /// Which of its hours, by place.
        hours: usize,
    },
    /// The same action of the same rule waits already.
    Waits,
    /// It is unknown how long it should wait.
    Delay {
        /// Why.
        unknown: Unknown,
    },
    /// It waited as long as it may.
    Expired,
    /// So many actions of this contact wait that no more can.
    Full,
}
