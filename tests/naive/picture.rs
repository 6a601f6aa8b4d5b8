//! What expressions are judged on.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use chrono_tz::Tz;
use crm_blueprint::Instant;
use crm_blueprint::calendar::Zone;
use crm_blueprint::ir::{Blueprint, ExprId, ObjectId, Value};

use super::expression::evaluate;
use super::hours::Hours;
use super::modes::Asking;
use super::state::{Instance, Life, Past, State, Subject};

/// An event with its payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub name: String,
    pub payload: BTreeMap<String, Option<Value>>,
    /// The instance that it is of.
    pub subject: Subject,
}

/// The instances in scope, innermost last.
#[derive(Clone, Copy, Default)]
pub struct Scope([Option<(ObjectId, u64)>; 4]);

impl Scope {
    fn with(mut self, object: ObjectId, number: u64) -> Self {
        let free = self.0.iter_mut().find(|place| place.is_none()).expect("at most 3 are in scope");
        *free = Some((object, number));
        self
    }

    fn innermost(self, object: ObjectId) -> u64 {
        let own = self.0.into_iter().flatten().rfind(|(of, _)| *of == object);
        own.expect("one is in scope").1
    }
}

/// All that an expression may look at.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    pub blueprint: &'a Blueprint,
    pub state: &'a Rc<State>,
    /// The state before the moment, and its time.
    pub before: &'a Rc<State>,
    pub then: Instant,
    pub event: Option<&'a Event>,
    pub now: Instant,
    /// Of the run of a sequence.
    pub arguments: &'a [Option<Value>],
    /// What `was` and `changed` are, where they are not those of the moment.
    pub past: Option<&'a Past>,
    /// Whose the declaration is.
    pub subject: Subject,
    pub scope: Scope,
    /// Is told where an instance in scope was not there.
    pub missed: Option<&'a Cell<bool>>,
    pub asked: Option<&'a RefCell<Vec<Asking>>>,
    pub hours: Option<&'a Hours>,
}

impl<'a> Picture<'a> {
    /// The picture before the moment, at the same time.
    pub fn earlier(self) -> Self {
        match self.past {
            Some(past) => Self { state: &past.0.1, before: &past.0.1, now: past.0.2, past: None, ..self },
            None => Self { state: self.before, ..self },
        }
    }

    /// What `changed` compares that with.
    pub fn set_off(self) -> Self {
        match self.past {
            Some(past) => Self { state: &past.0.0, before: &past.0.1, now: past.0.2, past: None, ..self },
            None => self,
        }
    }

    /// For a declaration of the subject.
    pub fn of(self, subject: Subject) -> Self {
        let alone = Self { subject, scope: Scope::default(), ..self };
        match subject {
            Some(number) => alone.within(number),
            None => alone,
        }
    }

    /// With one more instance in scope.
    pub fn within(self, number: u64) -> Self {
        let all = || self.state.instances.iter().chain(&self.before.instances);
        let object = all().find(|instance| instance.number == number).expect("it is there").object;
        Self { scope: self.scope.with(object, number), ..self }
    }

    /// With the instance in scope that the event is of, where none is.
    pub fn of_event(self) -> Self {
        let number = self.event.and_then(|event| event.subject).filter(|_| self.subject.is_none());
        number.map_or(self, |number| self.within(number))
    }

    /// What is of the contact, or of the instance in scope, where that is there.
    pub fn life(self, object: Option<ObjectId>) -> Option<&'a Life> {
        let found = self.state.of(object.map(|object| self.scope.innermost(object)));
        if let (None, Some(missed)) = (found, self.missed) {
            missed.set(true);
        }
        found
    }

    /// The instance in scope.
    pub fn instance(self, object: ObjectId) -> Option<&'a Instance> {
        self.life(Some(object))?;
        let number = self.scope.innermost(object);
        self.state.instances.iter().find(|instance| instance.number == number)
    }

    /// Whether its instance was not there before the moment.
    pub fn is_new(self) -> bool {
        self.before.of(self.subject).is_none()
    }

    /// The value before the moment; the outer `None` where it is about something that was not
    /// there.
    pub fn value_before(self, id: ExprId) -> Option<Option<Value>> {
        let missed = Cell::new(false);
        let value = evaluate(Picture { missed: Some(&missed), ..self.earlier() }, id);
        (!missed.get()).then_some(value)
    }

    /// ` of ticket t1`
    pub fn whose(self, subject: Subject) -> String {
        self.state.whose(self.blueprint, subject)
    }

    /// The picture before the moment, at its own time.
    pub fn start(self) -> Self {
        Self { state: self.before, now: self.then, ..self }
    }

    /// The contact's zone, and whether the database lacks the one that it names.
    pub fn zone(self) -> (Zone, bool) {
        let (zone, lacks) = self.zone_of();
        (zone.name().parse().expect("a zone"), lacks)
    }

    pub fn tz(self) -> Tz {
        self.zone_of().0
    }

    fn zone_of(self) -> (Tz, bool) {
        let timezone = &self.blueprint.timezone;
        let literal = || timezone.fallback.parse().expect("the checker has looked");
        match timezone.contact.and_then(|id| evaluate(self, id)) {
            Some(Value::Text(name)) => name.parse().map_or_else(|_| (literal(), true), |zone| (zone, false)),
            _ => (literal(), false),
        }
    }

    /// Whether a guard holds; no guard always does.
    pub fn holds(self, guard: Option<ExprId>) -> bool {
        guard.is_none_or(|guard| evaluate(self, guard) == Some(Value::Bool(true)))
    }

    /// A duration, where it is known.
    pub fn length(self, of: ExprId) -> Option<crm_blueprint::calendar::Duration> {
        match evaluate(self, of)? {
            Value::Duration(length) => Some(length),
            other => panic!("no duration: {other:?}"),
        }
    }

    /// Whether one of the events happened, to the instance that the declaration is of, with a true
    /// filter.
    pub fn happened(self, filter: &crm_blueprint::ir::EventFilter) -> bool {
        self.event.is_some_and(|event| {
            filter.events.iter().any(|id| self.blueprint.events[*id].info.name == event.name)
                && (self.subject.is_none() || event.subject.is_none() || self.subject == event.subject)
                && self.of_event().holds(filter.filter)
        })
    }

    /// Since when the contact, or the instance in scope, is in the stage.
    pub fn stay(self, stage: crm_blueprint::ir::StageId) -> Option<Instant> {
        let stage = &self.blueprint.stages[stage];
        let journey = &self.blueprint.journeys[stage.journey];
        let (life, name) = (self.life(journey.object)?, &journey.info.name);
        let current = life.stages.get(name)?;
        if *current == stage.info.name {
            return Some(life.since[name]);
        }
        let inside = stage.children.iter().any(|child| self.blueprint.stages[*child].info.name == *current);
        inside.then(|| life.outer[name])
    }
}
