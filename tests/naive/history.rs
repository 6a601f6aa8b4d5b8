//! What is remembered of events, and what is asked of it.

use std::cmp::Ordering;

use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::{Aggregate, Arithmetic, Comparison, Scalar, SeriesId, Value};

use super::calendar::add;
use super::expression::compare;
use super::number;
use super::picture::Picture;
use super::state::{Remembered, State};

/// What is remembered by the one whose series it is; the outer `None` where that was not there.
fn remembered(on: Picture<'_>, series: SeriesId) -> Option<Remembered> {
    let series = &on.blueprint.series[series];
    Some(on.life(series.object)?.history.get(&series.key).cloned().unwrap_or_default())
}

/// The values of all entries within the window.
fn within(on: Picture, own: &Remembered, window: Duration) -> Vec<Option<Value>> {
    let zone = on.tz();
    let inside = own.entries.iter().filter(|(at, _)| add(zone, *at, window).is_none_or(|leaves| on.now < leaves));
    inside.map(|(_, value)| value.clone()).collect()
}

pub fn count(on: Picture, series: SeriesId, window: Option<Duration>) -> Option<Value> {
    let own = remembered(on, series)?;
    let count = match window {
        Some(window) => within(on, &own, window).len() as u64,
        None => own.count,
    };
    i64::try_from(count).ok().map(Value::Int)
}

pub fn last(on: Picture, series: SeriesId) -> Option<Instant> {
    remembered(on, series).and_then(|own| own.last)
}

pub fn aggregate(on: Picture, function: Aggregate, series: SeriesId, window: Option<Duration>) -> Option<Value> {
    let own = remembered(on, series)?;
    let total = match window {
        None => own.total.clone(),
        Some(window) => total_of(within(on, &own, window).into_iter().flatten().collect()),
    };
    let value = on.blueprint.series[series].value;
    made_of(function, total, value.map(|value| on.blueprint.parameters[value].ty.scalar))
}

/// What is made of some values of that type.
pub fn of_values(function: Aggregate, values: Vec<Value>, scalar: Scalar) -> Option<Value> {
    made_of(function, total_of(values), Some(scalar))
}

fn total_of(values: Vec<Value>) -> Option<Total> {
    let mut total = None;
    for value in values {
        total = Some(with(total, &value));
    }
    total
}

fn made_of(function: Aggregate, total: Option<Total>, scalar: Option<Scalar>) -> Option<Value> {
    let Some((count, sum, min, max)) = total else {
        return match (function, scalar) {
            (Aggregate::Sum, Some(Scalar::Int)) => Some(Value::Int(0)),
            (Aggregate::Sum, _) => Some(Value::decimal(0.into())),
            _ => None,
        };
    };
    match function {
        Aggregate::Sum => sum,
        Aggregate::Average => {
            let count = Value::Int(i64::try_from(count).ok()?);
            let zone = crm_blueprint::calendar::Zone::UTC;
            number::arithmetic(Arithmetic::Divide, &sum?, &count, zone)
        }
        Aggregate::Min => Some(min),
        Aggregate::Max => Some(max),
    }
}

type Total = (u64, Option<Value>, Value, Value);

fn with(total: Option<Total>, value: &Value) -> Total {
    let Some((count, sum, min, max)) = total else {
        let sums = matches!(value, Value::Int(_) | Value::Decimal(_));
        return (1, sums.then(|| value.clone()), value.clone(), value.clone());
    };
    let less = |one: &Value, other: &Value| match (one, other) {
        (Value::Duration(one), Value::Duration(other)) => one.cmp_length(other) == Ordering::Less,
        _ => compare(Comparison::Less, one, other) == Some(Value::Bool(true)),
    };
    let zone = crm_blueprint::calendar::Zone::UTC;
    let sum = sum.and_then(|sum| number::arithmetic(Arithmetic::Add, &sum, value, zone));
    let (min, max) =
        (if less(value, &min) { value.clone() } else { min }, if less(&max, value) { value.clone() } else { max });
    (count + 1, sum, min, max)
}

/// Takes the event of the picture into the state.
pub fn take_in(on: Picture, state: &mut State, notices: &mut Vec<String>) {
    let Some(event) = on.event else { return };
    let on = on.of_event();
    for series in on.blueprint.series.values() {
        if on.blueprint.events[series.event].info.name != event.name || !on.holds(series.filter) {
            continue;
        }
        let subject = series.object.and(event.subject);
        let told = format!("history_saturated {}{}", series.key, on.whose(subject));
        let own = state.of_mut(subject).history.entry(series.key.clone()).or_default();
        let value = series.value.and_then(|id| event.payload[&on.blueprint.parameters[id].info.name].clone());
        if series.last {
            own.last = Some(on.now);
        }
        if series.total {
            own.count += 1;
            if let Some(value) = &value {
                own.total = Some(with(own.total.take(), value));
            }
        }
        if let Some(window) = series.window {
            let zone = on.tz();
            own.entries.retain(|(at, _)| add(zone, *at, window).is_none_or(|leaves| on.now < leaves));
            own.entries.push((on.now, value));
            if own.entries.len() > 1_000 {
                own.entries.remove(0);
                notices.push(told.clone());
            }
        }
    }
}
