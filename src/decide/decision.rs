//! What follows from an input.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;

use super::{Firings, Notice, Unknown};
use crate::calendar::{Duration, Instant};
use crate::ir::{
    ActionId, Actor, CapId, Cause, ChannelId, EventId, Execution, FieldId, GroupId, Id, JourneyId, ModeId, ObjectId,
    PurposeId, RuleId, ScoreId, SequenceId, SlaId, StageId, TeamId, TransitionId, Value,
};
use crate::state::{ContactState, PlainValue, Subject, to_plain};

/// What follows from an input. Written out (as JSON, as text) it speaks by names.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Decision {
    /// The instant at which the input was judged: its own, or the state's clock where that
    /// is later.
    pub at: Instant,
    /// The input was older than the state's clock.
    pub late: bool,
    /// The state remembered the input's id: nothing was judged.
    pub duplicate: bool,
    /// A `refuse when` of the event was true: nothing of the input was applied.
    pub refused: Option<Refusal>,
    /// What is to be done, in order.
    pub fired: Firings,
    /// What was planned for later by `do … after`, in order.
    pub planned: Vec<Planned>,
    /// What was held back until its restraint ends, in order.
    pub deferred: Vec<Deferral>,
    /// What was held back and dropped, in order.
    pub suppressed: Vec<Suppression>,
    /// What waited and no longer does, for what it waited for is no longer wanted, in order.
    pub cancelled: Vec<Cancellation>,
    /// The rules that fired, in order: one of their actions did, or, of a rule without
    /// actions, its effects were applied.
    pub rules: Vec<FiredRule>,
    /// The instances of objects that were created, in order.
    pub opened: Vec<InstanceRef>,
    /// The ways that the contact went, in order.
    pub moves: Vec<Move>,
    /// The ways that it would have gone, had the target's `requires` been set.
    pub blocked: Vec<BlockedMove>,
    /// The sequences that began or were over, in order.
    pub sequences: Vec<SequenceChange>,
    /// The modes that began or ended by their events, in order.
    pub modes: Vec<ModeChange>,
    /// What happened to the clocks of service levels, in order.
    pub slas: Vec<SlaChange>,
    /// The fields that changed, in the order in which they did.
    pub changes: Vec<FieldChange>,
    /// The scores of which the total or the event points changed, in order of declaration.
    pub scores: Vec<ScoreChange>,
    /// The writes that a more important one outdid.
    pub conflicts: Vec<WriteConflict>,
    /// What a reader of the blueprint should know besides.
    pub notices: Vec<Notice>,
    /// The next instant at which anything can happen without an input: feed one that carries
    /// nothing but that instant. `None` where nothing can.
    pub wake_at: Option<Instant>,
    /// So much was due that the decision stopped before the input: feed the same input again
    /// to the next state.
    pub more: bool,
    /// The contact's next state.
    pub next: ContactState,
    /// The id of the input.
    pub(super) input: Option<Arc<str>>,
}

impl Decision {
    /// One from which nothing follows.
    pub(super) fn blank(next: ContactState) -> Self {
        Self {
            at: next.clock,
            late: false,
            duplicate: false,
            refused: None,
            fired: Firings::default(),
            planned: Vec::new(),
            deferred: Vec::new(),
            suppressed: Vec::new(),
            cancelled: Vec::new(),
            rules: Vec::new(),
            opened: Vec::new(),
            moves: Vec::new(),
            blocked: Vec::new(),
            sequences: Vec::new(),
            modes: Vec::new(),
            slas: Vec::new(),
            changes: Vec::new(),
            scores: Vec::new(),
            conflicts: Vec::new(),
            notices: Vec::new(),
            wake_at: None,
            more: false,
            next,
            input: None,
        }
    }

    /// Forgets all that follows, and keeps the room for it.
    pub(super) fn clear(&mut self) {
        self.fired.clear();
        self.rules.clear();
        self.refused = None;
        // Most decisions hold nothing else.
        let others = [
            self.planned.len(),
            self.deferred.len(),
            self.suppressed.len(),
            self.cancelled.len(),
            self.opened.len(),
            self.moves.len(),
            self.blocked.len(),
            self.sequences.len(),
            self.modes.len(),
            self.slas.len(),
            self.changes.len(),
            self.scores.len(),
            self.conflicts.len(),
            self.notices.len(),
        ];
        if others.iter().fold(0, |any, length| any | length) > 0 {
            self.clear_others();
        }
    }

    fn clear_others(&mut self) {
        self.planned.clear();
        self.deferred.clear();
        self.suppressed.clear();
        self.cancelled.clear();
        self.opened.clear();
        self.moves.clear();
        self.blocked.clear();
        self.sequences.clear();
        self.modes.clear();
        self.slas.clear();
        self.changes.clear();
        self.scores.clear();
        self.conflicts.clear();
        self.notices.clear();
    }

    /// The blueprint whose ids the decision holds.
    #[must_use]
    pub fn blueprint(&self) -> &crate::ir::Blueprint {
        &self.next.core().ir
    }

    /// The name of a firing's action.
    #[must_use]
    pub fn action(&self, firing: &Firing) -> &str {
        super::names::Names(self.blueprint()).action(firing.action)
    }

    /// A firing's payload by names; null where a value is unknown.
    pub fn payload<'d>(&'d self, firing: &'d Firing) -> impl Iterator<Item = (&'d str, PlainValue)> {
        let plain = |value: &Option<Value>| value.as_ref().map(|value| to_plain(self.blueprint(), value));
        firing.payload.iter().map(move |(name, value)| (&**name, plain(value).into()))
    }

    /// The contact.
    #[must_use]
    pub fn contact(&self) -> &str {
        self.next.contact()
    }

    /// A firing's key, the same whenever the same inputs are fed again:
    /// `contact|cause|-|action|milliseconds`, with `object:id` in place of `-` where it is about an
    /// instance; behind it `#2`, `#3` and so on where a moment has had this key already, then `|` and
    /// the input's id where it has one and this is its own moment. What a settling brings
    /// about has no id in its key: it is the same whichever input comes first. Inputs
    /// without ids at one instant may give one key.
    ///
    /// ```
    /// # use crm_blueprint::{Blueprint, Input};
    /// let blueprint = Blueprint::parse("blueprint demo\nchannel mail\nevent asked\naction reply { channel mail  automated }\nrule answer { on asked  do reply }")?;
    /// let state = blueprint.contact("c-1").build()?;
    /// let input = Input::at("2026-03-02T09:00:00Z".parse()?).id("e-7").event("asked");
    /// let decision = blueprint.decide(&state, &input)?;
    /// assert_eq!(decision.key(&decision.fired[0]), "c-1|answer|-|reply|1772442000000|e-7");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn key(&self, firing: &Firing) -> String {
        let names = super::names::Names(self.blueprint());
        let cause = firing.causes.first().map_or(Cow::Borrowed(""), |cause| names.key_of_cause(*cause));
        let of = firing.of.as_ref().map_or_else(|| "-".to_owned(), |of| names.key_of(of));
        let (contact, action) = (self.contact(), names.action(firing.action));
        let mut key = format!("{contact}|{cause}|{of}|{action}|{}", firing.at.milliseconds());
        if firing.nth > 1 {
            key.push_str(&format!("#{}", firing.nth));
        }
        if let Some(id) = self.input.as_deref().filter(|_| firing.of_input) {
            key.push('|');
            key.push_str(id);
        }
        key
    }

    /// Whether an action of this name fired.
    #[must_use]
    pub fn fires(&self, action: &str) -> bool {
        self.fired.iter().any(|firing| self.action(firing) == action)
    }
}

/// An event that the blueprint refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refusal {
    /// The event.
    pub event: EventId,
    /// Which of its `refuse when`, from 0.
    pub condition: usize,
}

/// An instance of an object, by the id that inputs call it by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct InstanceRef {
    /// The object.
    pub object: ObjectId,
    /// The instance's id.
    pub id: Arc<str>,
}

impl InstanceRef {
    /// The instance that a subject is; `None` of the contact, and of one that is not there.
    pub(super) fn of(state: &ContactState, subject: Subject) -> Option<Self> {
        match subject {
            Subject::Contact => None,
            Subject::Instance(number) => {
                state.instance(number).map(|instance| Self { object: instance.object, id: instance.id.clone() })
            }
        }
    }
}

/// A rule that fired.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FiredRule {
    /// The rule.
    pub rule: RuleId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
}

/// Something to be done, by a system or a person.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Firing {
    /// The action.
    pub action: ActionId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Its values; `None` where one is unknown.
    pub payload: IndexMap<Arc<str>, Option<Value>>,
    /// Whatever asked for it; the first one made it fire.
    pub causes: Vec<Cause>,
    /// When.
    pub at: Instant,
    /// From this instant on the channel's hours would hold it: one who comes to do it later
    /// should not. `None` where no hours ever will.
    pub good_until: Option<Instant>,
    /// How many of this key its moment has had with it.
    pub(super) nth: u32,
    /// Whether its moment is the input's own.
    pub(super) of_input: bool,
    /// Through what.
    pub channel: ChannelId,
    /// By a system or a person.
    pub execution: Execution,
    /// The teams that do it: those that are named, then those of derived values; one whose value
    /// is unknown is not among them.
    pub owners: Vec<TeamId>,
    /// In what time it is to be done.
    pub due: Option<Duration>,
    /// How long it takes.
    pub effort: Option<Duration>,
    /// A request to choose someone, which the host answers with a change of the field.
    pub assign: Option<Assignment>,
}

impl Firing {
    /// Forgets what is the contact's, and keeps the room for it.
    pub(super) fn forget(&mut self) {
        self.payload.clear();
        self.of = None;
    }

    /// One that is to be filled.
    pub(super) fn blank() -> Self {
        Self {
            action: ActionId::new(0),
            of: None,
            payload: IndexMap::new(),
            causes: Vec::new(),
            at: Instant::MIN,
            good_until: None,
            nth: 1,
            of_input: false,
            channel: ChannelId::new(0),
            execution: Execution::Automated,
            owners: Vec::new(),
            due: None,
            effort: None,
            assign: None,
        }
    }
}

/// A request to choose someone of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Assignment {
    /// The field that takes the choice.
    pub field: FieldId,
    /// The team to choose from; `None` where the value that names it is unknown.
    pub team: Option<TeamId>,
    /// In turn.
    pub rotation: bool,
}

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

/// A change of a run of a sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SequenceChange {
    /// The sequence.
    pub sequence: SequenceId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When.
    pub at: Instant,
    /// What happened.
    pub what: SequenceStep,
}

/// What happened to a run of a sequence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SequenceStep {
    /// It began.
    Started,
    /// It has taken its last step.
    Completed,
    /// A `goal` was reached.
    Goal,
    /// An `exit` came.
    Exit,
}

/// A mode that began or ended by an event.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ModeChange {
    /// The mode.
    pub mode: ModeId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When.
    pub at: Instant,
    /// Whether it is on now.
    pub on: bool,
}

/// A change of a service level's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SlaChange {
    /// The service level.
    pub sla: SlaId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// When.
    pub at: Instant,
    /// What happened.
    pub what: SlaStep,
    /// The instant at which its time is, or was, used up, where there is one.
    pub due: Option<Instant>,
}

/// What happened to a service level's clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SlaStep {
    /// It began to run.
    Started,
    /// It began to rest.
    Paused,
    /// It goes on.
    Resumed,
    /// It began anew.
    Reset,
    /// It was stopped in time.
    Met,
    /// Its time was used up.
    Breached,
}

impl SlaStep {
    /// As the language says it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Started => "started",
            Self::Paused => "paused",
            Self::Resumed => "resumed",
            Self::Reset => "reset",
            Self::Met => "met",
            Self::Breached => "breached",
        }
    }
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

/// A way that the contact went.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Move {
    /// The journey.
    pub journey: JourneyId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// The stage that it left; `None` where it entered a journey that is for a segment.
    pub from: Option<StageId>,
    /// The stage that it entered; of a stage with stages inside it one of these.
    pub to: StageId,
    /// By which transition; `None` where it entered a journey that is for a segment.
    pub transition: Option<TransitionId>,
    /// When.
    pub at: Instant,
}

/// A way that was not gone, because fields that the target requires are unset.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockedMove {
    /// The transition.
    pub transition: TransitionId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// The fields.
    pub missing: Vec<FieldId>,
    /// When.
    pub at: Instant,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldChange {
    /// The field.
    pub field: FieldId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Its value before.
    pub before: Option<Value>,
    /// Its value after.
    pub after: Option<Value>,
    /// When.
    pub at: Instant,
    /// Whatever brought it about.
    pub causes: Vec<ChangeCause>,
}

/// A score that changed over the decision: by points, by its profile, or by time alone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ScoreChange {
    /// The score.
    pub score: ScoreId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Its total on the state that was given, at that state's clock.
    pub before: i64,
    /// Its total on the next state, at that one's clock.
    pub after: i64,
    /// Its event points before.
    pub points_before: i64,
    /// Its event points after.
    pub points_after: i64,
}

/// What changes a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ChangeCause {
    /// The input says so.
    Input,
    /// An effect of a rule.
    Rule(RuleId),
    /// An effect of a transition.
    Transition(TransitionId),
    /// An effect of an action that fired.
    Action(ActionId),
    /// A step of a sequence.
    Sequence(SequenceId),
    /// A service level.
    Sla(SlaId),
}

impl From<Cause> for ChangeCause {
    fn from(cause: Cause) -> Self {
        match cause {
            Cause::Rule(rule) => Self::Rule(rule),
            Cause::Transition(transition) => Self::Transition(transition),
            Cause::Sequence(sequence) => Self::Sequence(sequence),
            Cause::Sla(sla) => Self::Sla(sla),
        }
    }
}

/// Two writes to one field, of which one was outdone.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteConflict {
    /// The field.
    pub field: FieldId,
    /// The instance that it is about; `None` where it is about the contact itself.
    pub of: Option<InstanceRef>,
    /// Who wrote what stands.
    pub stands: ChangeCause,
    /// Who was outdone.
    pub outdone: ChangeCause,
    /// What the outdone one would have written: the value, or the element of a set.
    pub value: Option<Value>,
}
