//! Arithmetic: numbers, durations, dates. `None` is unknown.

use crm_blueprint::calendar::{Duration, Zone, add_to_date};
use crm_blueprint::ir::{Arithmetic, Value};
use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use Value::{Date, Datetime, Int};

pub fn arithmetic(op: Arithmetic, left: &Value, right: &Value, zone: Zone) -> Option<Value> {
    match op {
        Arithmetic::Add => add(left, right, zone),
        Arithmetic::Subtract => match (left, right) {
            (Int(a), Int(b)) => a.checked_sub(*b).map(Int),
            (Date(a), Date(b)) => Some(Value::Duration(Duration::days(a.signed_duration_since(*b).num_days()))),
            (Datetime(a), Datetime(b)) => {
                a.milliseconds().checked_sub(b.milliseconds()).map(|ms| Value::Duration(Duration::milliseconds(ms)))
            }
            (Value::Duration(a), Value::Duration(b)) => a.checked_sub(*b).map(Value::Duration),
            (_, Value::Duration(_)) => add(left, &negate(right)?, zone),
            _ => decimal(left)?.checked_sub(decimal(right)?).map(Value::decimal),
        },
        Arithmetic::Multiply => match (left, right) {
            (Int(a), Int(b)) => a.checked_mul(*b).map(Int),
            (Value::Duration(length), Int(times)) | (Int(times), Value::Duration(length)) => {
                length.checked_mul(*times).map(Value::Duration)
            }
            _ => decimal(left)?.checked_mul(decimal(right)?).map(Value::decimal),
        },
        Arithmetic::Divide => decimal(left)?.checked_div(decimal(right)?).map(Value::decimal),
        Arithmetic::Remainder => match (left, right) {
            (Int(_), Int(0)) => None,
            // The quotient of the smallest int by -1 does not fit; the remainder, 0, does.
            (Int(a), Int(b)) => Some(Int(a.wrapping_rem(*b))),
            _ => decimal(left)?.checked_rem(decimal(right)?).map(Value::decimal),
        },
        _ => panic!("an operator that the reference does not have"),
    }
}

fn add(left: &Value, right: &Value, zone: Zone) -> Option<Value> {
    match (left, right) {
        (Int(a), Int(b)) => a.checked_add(*b).map(Int),
        (Value::Duration(a), Value::Duration(b)) => a.checked_add(*b).map(Value::Duration),
        (Date(date), Value::Duration(length)) | (Value::Duration(length), Date(date)) => {
            add_to_date(*date, *length).map(Date)
        }
        (Datetime(at), Value::Duration(length)) | (Value::Duration(length), Datetime(at)) => {
            zone.add(*at, *length).map(Datetime)
        }
        _ => decimal(left)?.checked_add(decimal(right)?).map(Value::decimal),
    }
}

pub fn negate(value: &Value) -> Option<Value> {
    match value {
        Int(number) => number.checked_neg().map(Int),
        Value::Duration(length) => length.checked_mul(-1).map(Value::Duration),
        _ => decimal(value).map(|number| Value::decimal(-number)),
    }
}

/// A number as a decimal.
pub fn decimal(value: &Value) -> Option<Decimal> {
    match value {
        Int(number) => Some(Decimal::from(*number)),
        Value::Decimal(number) => Some(*number),
        other => panic!("no number: {other:?}"),
    }
}

pub fn round(value: &Value, places: Option<&Value>) -> Option<Value> {
    let away = RoundingStrategy::MidpointAwayFromZero;
    match places {
        None => decimal(value)?.round_dp_with_strategy(0, away).to_i64().map(Int),
        Some(Int(places)) => {
            Some(Value::decimal(decimal(value)?.round_dp_with_strategy(u32::try_from(*places).ok()?, away)))
        }
        Some(other) => panic!("no number of places: {other:?}"),
    }
}

pub fn floor(value: &Value) -> Option<Value> {
    decimal(value)?.floor().to_i64().map(Int)
}

pub fn abs(value: &Value) -> Option<Value> {
    match value {
        Int(number) => number.checked_abs().map(Int),
        _ => decimal(value).map(|number| Value::decimal(number.abs())),
    }
}
