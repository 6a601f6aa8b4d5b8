//! A contact's state.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::ir::{
    ActionId, Blueprint, CapId, Cause, ChannelId, Journey, ModeId, ObjectId, RuleId, SequenceId, SlaId, Value,
};

use super::moves::{around_of, inner};
use super::picture::Event;
use super::sla::Clock;

/// Whose something is: an instance by its number, or the contact.
pub type Subject = Option<u64>;

/// What the contact and each instance have of their own.
#[derive(Clone, PartialEq)]
pub struct Life {
    pub created: Instant,
    /// When a field last changed.
    pub changed: Instant,
    /// Every field; `None` is unset.
    pub fields: BTreeMap<String, Option<Value>>,
    /// The stage in each journey.
    pub stages: BTreeMap<String, String>,
    /// Since when it is there.
    pub since: BTreeMap<String, Instant>,
    /// Since when it is in the stage around it, where there is one.
    pub outer: BTreeMap<String, Instant>,
    /// Event points of each score.
    pub points: BTreeMap<String, i64>,
    /// When they rose from 0, of scores that fade.
    pub risen: BTreeMap<String, Instant>,
    /// Lines of scores that have added once.
    pub once: BTreeSet<(String, u32)>,
    /// What is remembered of events, by key.
    pub history: BTreeMap<String, Remembered>,
    /// Modes begun by events.
    pub modes: BTreeMap<ModeId, Instant>,
    /// Places in limits.
    pub limits: BTreeMap<RuleId, Vec<Place>>,
    pub dated: BTreeSet<Cause>,
    /// For which stay or silence each rule has come last.
    pub ran: BTreeMap<RuleId, Instant>,
    pub met: BTreeSet<RuleId>,
    /// When a sequence that has run was last over.
    pub ended: BTreeMap<SequenceId, Instant>,
    /// Clocks that were started.
    pub slas: BTreeMap<SlaId, Clock>,
}

/// An instance of an object.
#[derive(Clone, PartialEq)]
pub struct Instance {
    pub number: u64,
    pub object: ObjectId,
    pub id: String,
    pub life: Life,
}

/// A contact's state.
#[derive(Clone, PartialEq)]
pub struct State {
    pub contact: String,
    pub clock: Instant,
    pub settled: bool,
    pub life: Life,
    /// In order of creation.
    pub instances: Vec<Instance>,
    /// Firings that caps count.
    pub caps: BTreeMap<CapId, Vec<Instant>>,
    /// In order of serial.
    pub waiting: Vec<Waiting>,
    pub runs: Vec<Run>,
    pub serial: u64,
    /// Remembered inputs, oldest first.
    pub inputs: Vec<(String, Instant)>,
}

#[derive(Clone, PartialEq, Default)]
pub struct Remembered {
    pub last: Option<Instant>,
    pub count: u64,
    /// How many had a value, their sum while it fits, the smallest, the largest.
    pub total: Option<(u64, Option<Value>, Value, Value)>,
    pub entries: Vec<(Instant, Option<Value>)>,
}

#[derive(Clone, PartialEq)]
pub struct Place {
    pub at: Instant,
    pub occurrence: u64,
    /// Whether something of the occurrence fired.
    pub fired: bool,
}

/// An action that waits.
#[derive(Clone, PartialEq)]
pub struct Waiting {
    pub serial: u64,
    pub subject: Subject,
    pub cause: Cause,
    pub action: ActionId,
    /// List and place; `None` for a stand-in.
    pub call: Option<(u32, u32)>,
    pub occurrence: u64,
    /// Whether the effects of its rule have been applied for the occurrence.
    pub credited: bool,
    pub event: Option<Rc<Event>>,
    pub past: Past,
    pub since: Instant,
    pub why: Why,
}

#[derive(Clone, Copy, PartialEq)]
pub enum Why {
    Delayed { due: Instant },
    Deferred { hold: Hold, until: Option<Instant>, since: Instant, expires: Option<Instant> },
}

/// A restraint that defers.
#[derive(Clone, Copy, PartialEq)]
pub enum Hold {
    Mode(ModeId),
    Sequence(SequenceId),
    Limit(RuleId),
    Cap(CapId),
    Hours(ChannelId),
}

/// What `was` and `changed` look at when it was set off.
#[derive(Clone)]
pub struct Past(pub Rc<(Rc<State>, Rc<State>, Instant)>);

impl PartialEq for Past {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq)]
pub struct Run {
    pub subject: Subject,
    pub sequence: SequenceId,
    pub arguments: Rc<Vec<Option<Value>>>,
    pub started: Instant,
    pub serial: u64,
    pub step: usize,
    pub rest: Rest,
}

#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Rest {
    Ready,
    Waiting { until: Option<Instant> },
    Over { came: bool },
    Acting,
}

impl State {
    pub fn next_serial(&mut self) -> u64 {
        self.serial += 1;
        self.serial
    }

    pub fn has_waiting(&self, cause: Cause, occurrence: u64) -> bool {
        self.waiting.iter().any(|other| other.cause == cause && other.occurrence == occurrence)
    }

    /// What is of the subject, where that is there.
    pub fn of(&self, subject: Subject) -> Option<&Life> {
        let Some(number) = subject else { return Some(&self.life) };
        self.instances.iter().find(|instance| instance.number == number).map(|instance| &instance.life)
    }

    pub fn of_mut(&mut self, subject: Subject) -> &mut Life {
        let Some(number) = subject else { return &mut self.life };
        let found = self.instances.iter_mut().find(|instance| instance.number == number);
        &mut found.expect("it is there").life
    }

    /// The instance of an object with that id.
    pub fn named(&self, object: ObjectId, id: &str) -> Option<&Instance> {
        self.instances.iter().find(|instance| instance.object == object && instance.id == id)
    }

    /// The contact, or all instances of the object, in order of creation.
    pub fn subjects(&self, object: Option<ObjectId>) -> Vec<Subject> {
        let Some(object) = object else { return vec![None] };
        self.instances.iter().filter(|instance| instance.object == object).map(|own| Some(own.number)).collect()
    }

    /// All lives, the contact's first.
    pub fn lives(&self) -> impl Iterator<Item = &Life> {
        std::iter::once(&self.life).chain(self.instances.iter().map(|instance| &instance.life))
    }

    /// ` of ticket t1`; nothing of the contact.
    pub fn whose(&self, blueprint: &Blueprint, subject: Subject) -> String {
        let instance = self.instances.iter().find(|instance| Some(instance.number) == subject);
        let words = |own: &Instance| format!(" of {} {}", blueprint.objects[own.object].info.name, own.id);
        instance.map(words).unwrap_or_default()
    }
}

impl Life {
    /// The contact is in a stage of a journey; of one with stages inside it in the first of these.
    pub fn put(&mut self, blueprint: &Blueprint, journey: &Journey, stage: &str, since: Instant, around: Instant) {
        let name = &journey.info.name;
        let stage = inner(blueprint, journey, stage);
        match around_of(blueprint, journey, &stage) {
            Some(_) => self.outer.insert(name.clone(), around),
            None => self.outer.remove(name),
        };
        self.stages.insert(name.clone(), stage);
        self.since.insert(name.clone(), since);
    }
}
