//! What expressions are judged on.

use std::collections::BTreeMap;
use std::rc::Rc;

use chrono_tz::Tz;
use crm_blueprint::Instant;
use crm_blueprint::calendar::Zone;
use crm_blueprint::ir::{Blueprint, ExprId, Value};

use super::expression::evaluate;
use super::state::{Past, State};

/// An event with its payload.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub name: String,
    pub payload: BTreeMap<String, Option<Value>>,
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

    /// Whether one of the events happened, with a true filter.
    pub fn happened(self, filter: &crm_blueprint::ir::EventFilter) -> bool {
        self.event.is_some_and(|event| {
            filter.events.iter().any(|id| self.blueprint.events[*id].info.name == event.name)
                && self.holds(filter.filter)
        })
    }

    /// Since when the contact is in the stage.
    pub fn stay(self, stage: crm_blueprint::ir::StageId) -> Option<Instant> {
        let stage = &self.blueprint.stages[stage];
        let journey = &self.blueprint.journeys[stage.journey].info.name;
        let current = self.state.stages.get(journey)?;
        if *current == stage.info.name {
            return Some(self.state.since[journey]);
        }
        let inside = stage.children.iter().any(|child| self.blueprint.stages[*child].info.name == *current);
        inside.then(|| self.state.outer[journey])
    }
}
