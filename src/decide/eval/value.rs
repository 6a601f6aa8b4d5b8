//! Values taken out of outcomes, and when two of them are the same.

use std::cmp::Ordering;
use std::sync::Arc;

use rust_decimal::Decimal;

use super::{Outcome, Unknown};
use crate::calendar::Duration;
use crate::ir::Value;

pub(super) fn truth(outcome: Outcome<'_>) -> Result<bool, Unknown> {
    match outcome?.as_ref() {
        Value::Bool(truth) => Ok(*truth),
        _ => Err(Unknown::Unfit),
    }
}

pub(super) fn int(outcome: Outcome<'_>) -> Result<i64, Unknown> {
    match outcome?.as_ref() {
        Value::Int(number) => Ok(*number),
        _ => Err(Unknown::Unfit),
    }
}

pub(super) fn decimal(outcome: Outcome<'_>) -> Result<Decimal, Unknown> {
    match outcome?.as_ref() {
        Value::Decimal(number) => Ok(*number),
        _ => Err(Unknown::Unfit),
    }
}

pub(super) fn duration(outcome: Outcome<'_>) -> Result<Duration, Unknown> {
    match outcome?.as_ref() {
        Value::Duration(duration) => Ok(*duration),
        _ => Err(Unknown::Unfit),
    }
}

/// A text; shared, not copied.
pub(super) fn text(outcome: Outcome<'_>) -> Result<Arc<str>, Unknown> {
    match outcome?.as_ref() {
        Value::Text(text) => Ok(Arc::clone(text)),
        _ => Err(Unknown::Unfit),
    }
}

/// Whether two values of one type are the same: durations by their length, all others by
/// their parts.
pub(crate) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Duration(left), Value::Duration(right)) => left.cmp_length(right).is_eq(),
        _ => left == right,
    }
}

/// The order of two values of one ordered type.
pub(super) fn order(left: &Value, right: &Value) -> Result<Ordering, Unknown> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => Ok(left.cmp(right)),
        (Value::Decimal(left), Value::Decimal(right)) => Ok(left.cmp(right)),
        (Value::Date(left), Value::Date(right)) => Ok(left.cmp(right)),
        (Value::Datetime(left), Value::Datetime(right)) => Ok(left.cmp(right)),
        (Value::Duration(left), Value::Duration(right)) => Ok(left.cmp_length(right)),
        _ => Err(Unknown::Unfit),
    }
}
