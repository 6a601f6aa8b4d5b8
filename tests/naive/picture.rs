//! What expressions are judged on.

use std::collections::BTreeMap;

use crm_blueprint::Instant;
use crm_blueprint::calendar::Zone;
use crm_blueprint::ir::{Blueprint, ExprId, Value};

use super::expression::evaluate;
use super::state::State;

/// An event with its payload.
pub struct Event {
    pub name: String,
    pub payload: BTreeMap<String, Option<Value>>,
}

/// All that an expression may look at.
#[derive(Clone, Copy)]
pub struct Picture<'a> {
    pub blueprint: &'a Blueprint,
    pub state: &'a State,
    /// The state before the moment.
    pub before: &'a State,
    pub event: Option<&'a Event>,
    pub now: Instant,
}

impl<'a> Picture<'a> {
    /// The picture before the moment.
    pub fn earlier(self) -> Self {
        Self { state: self.before, ..self }
    }

    /// The contact's zone, and whether the database lacks the one that it names.
    pub fn zone(self) -> (Zone, bool) {
        let timezone = &self.blueprint.timezone;
        let literal = timezone.fallback.parse().expect("the checker has looked");
        match timezone.contact.and_then(|id| evaluate(self, id)) {
            Some(Value::Text(name)) => name.parse().map_or((literal, true), |zone| (zone, false)),
            _ => (literal, false),
        }
    }

    /// Whether a guard holds; no guard always does.
    pub fn holds(self, guard: Option<ExprId>) -> bool {
        guard.is_none_or(|guard| evaluate(self, guard) == Some(Value::Bool(true)))
    }
}
