//! Dates, instants and durations.

use super::{Unknown, Value};
use crate::calendar::{Duration, Zone, add_to_date};
use crate::ir::Arithmetic;

/// `zone` is asked for where a step of the calendar needs it.
pub(super) fn arithmetic(
    op: Arithmetic,
    left: &Value,
    right: &Value,
    zone: impl FnOnce() -> Zone,
) -> Result<Value, Unknown> {
    match (op, left, right) {
        (Arithmetic::Add, Value::Duration(left), Value::Duration(right)) => {
            left.checked_add(*right).map(Value::Duration).ok_or(Unknown::Overflow)
        }
        (Arithmetic::Subtract, Value::Duration(left), Value::Duration(right)) => {
            left.checked_sub(*right).map(Value::Duration).ok_or(Unknown::Overflow)
        }
        (Arithmetic::Multiply, Value::Duration(duration), Value::Int(times)) => {
            duration.checked_mul(*times).map(Value::Duration).ok_or(Unknown::Overflow)
        }
        (Arithmetic::Add, Value::Date(date), Value::Duration(step)) => {
            add_to_date(*date, *step).map(Value::Date).ok_or(Unknown::OutOfCalendar)
        }
        (Arithmetic::Subtract, Value::Date(date), Value::Duration(step)) => {
            let step = step.checked_neg().ok_or(Unknown::Overflow)?;
            add_to_date(*date, step).map(Value::Date).ok_or(Unknown::OutOfCalendar)
        }
        (Arithmetic::Add, Value::Datetime(instant), Value::Duration(step)) => {
            zone().add(*instant, *step).map(Value::Datetime).ok_or(Unknown::OutOfCalendar)
        }
        (Arithmetic::Subtract, Value::Datetime(instant), Value::Duration(step)) => {
            let step = step.checked_neg().ok_or(Unknown::Overflow)?;
            zone().add(*instant, step).map(Value::Datetime).ok_or(Unknown::OutOfCalendar)
        }
        (Arithmetic::Subtract, Value::Date(left), Value::Date(right)) => {
            let days = left.signed_duration_since(*right).num_days();
            Ok(Value::Duration(Duration { days, ..Duration::default() }))
        }
        (Arithmetic::Subtract, Value::Datetime(left), Value::Datetime(right)) => {
            let milliseconds = left.milliseconds().checked_sub(right.milliseconds()).ok_or(Unknown::Overflow)?;
            Ok(Value::Duration(Duration { milliseconds, ..Duration::default() }))
        }
        _ => Err(Unknown::Unfit),
    }
}

/// A duration without its sign: that of its length.
pub(super) fn abs(duration: Duration) -> Result<Duration, Unknown> {
    if duration.cmp_length(&Duration::default()).is_lt() {
        duration.checked_neg().ok_or(Unknown::Overflow)
    } else {
        Ok(duration)
    }
}
