//! What follows from an input.

use std::borrow::Cow;
use std::sync::Arc;

use super::{
    BlockedMove, Cancellation, Deferral, FieldChange, Firing, Firings, ModeChange, Move, Notice, Planned, ScoreChange,
    SequenceChange, SlaChange, Suppression, WriteConflict,
};
use crate::calendar::Instant;
use crate::ir::{EventId, ObjectId, RuleId, Value};
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
            at: next.clock(),
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
    #[inline(always)]
    pub(super) fn clear(&mut self) {
        self.fired.clear();
        self.rules.clear();
        self.refused = None;
        // Most decisions hold nothing else.
        let others = self.planned.len()
            | self.deferred.len()
            | self.suppressed.len()
            | self.cancelled.len()
            | self.opened.len()
            | self.moves.len()
            | self.blocked.len()
            | self.sequences.len()
            | self.modes.len()
            | self.slas.len()
            | self.changes.len()
            | self.scores.len()
            | self.conflicts.len()
            | self.notices.len();
        if others > 0 {
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
