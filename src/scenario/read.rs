//! What the expressions of a scenario say: events, instants and durations, these in the zone of
//! its contact.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::runner::Stuck;
use crate::calendar::{Duration, Instant, Zone};
use crate::decide::eval::{Absence, evaluate};
use crate::decide::{Program, Unknown};
use crate::ir::{EventId, ExprId, ParameterId, Value};
use crate::state::{ContactState, Input, PlainValue, to_plain};

/// What a scenario's expressions are read on.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r> {
    pub(super) program: &'r Program,
    pub(super) state: &'r ContactState,
    /// The row of `for each`.
    pub(super) columns: &'r [Value],
}

impl Reader<'_> {
    /// The value of an expression on the state as it is; unset equals unset.
    pub(super) fn value(&self, expr: ExprId) -> Result<Value, Unknown> {
        evaluate(self.program, self.state, self.columns, expr, Absence::Comparable)
    }

    /// The value as a host would feed it.
    pub(super) fn plain(&self, expr: ExprId) -> PlainValue {
        self.value(expr).map_or(PlainValue::Null, |value| to_plain(&self.program.ir, &value))
    }

    /// The input with an event.
    pub(super) fn event(&self, input: Input, event: EventId, payload: &[(ParameterId, ExprId)]) -> Input {
        let ir = &self.program.ir;
        let input = input.event(ir.events[event].info.name.clone());
        let with = |input: Input, (parameter, value): &(ParameterId, ExprId)| {
            input.with(ir.parameters[*parameter].info.name.clone(), self.plain(*value))
        };
        payload.iter().fold(input, with)
    }

    pub(super) fn instant(&self, expr: ExprId) -> Result<Instant, Stuck> {
        match self.value(expr) {
            Ok(Value::Datetime(at)) => Ok(at),
            // A day begins at midnight in the contact's zone.
            Ok(Value::Date(day)) => day
                .and_hms_opt(0, 0, 0)
                .and_then(|midnight| self.zone().instant(midnight))
                .ok_or_else(|| no_instant("a day of the years 1970 to 2199")),
            _ => Err(no_instant("an instant of the years 1970 to 2199")),
        }
    }

    /// So long after the clock.
    pub(super) fn later(&self, delay: ExprId) -> Result<Instant, Stuck> {
        match self.value(delay) {
            Ok(Value::Duration(delay)) => self.moved(Some(delay)),
            _ => Err(no_instant("a duration")),
        }
    }

    /// So long before the clock.
    pub(super) fn ago(&self, duration: Duration) -> Result<Instant, Stuck> {
        self.moved(duration.checked_neg())
    }

    fn moved(&self, by: Option<Duration>) -> Result<Instant, Stuck> {
        by.and_then(|by| self.zone().add(self.state.clock(), by))
            .ok_or_else(|| no_instant("an instant of the years 1970 to 2199"))
    }

    /// The contact's zone.
    fn zone(&self) -> Zone {
        let own = self.program.ir.timezone.contact.and_then(|expr| match self.value(expr) {
            Ok(Value::Text(name)) => name.parse().ok(),
            _ => None,
        });
        own.unwrap_or(self.program.zone)
    }
}

fn no_instant(expected: &str) -> Stuck {
    Stuck { at: None, expected: expected.to_owned(), happened: "its value is unknown or out of range".to_owned() }
}
