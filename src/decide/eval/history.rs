//! What happened: counts, sums, the last one; and how long a stage has lasted.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::Decimal;

use super::{Evaluator, Outcome, Unknown, Value, owned, value};
use crate::calendar::{Duration, Instant, Window};
use crate::ir::{Aggregate, Id, Scalar, SeriesId, StageId};
use crate::state::{Entry, Remembered, Row, Total};

impl<'e> Evaluator<'e> {
    /// How many there were; with a window those that have not left it.
    pub(super) fn count(&self, series: SeriesId, window: Option<Duration>) -> Outcome<'e> {
        let remembered = self.remembered(series)?;
        let count = match window {
            None => i64::try_from(remembered.count),
            Some(window) => i64::try_from(self.within(remembered, window).count()),
        };
        count.map_err(|_| Unknown::Overflow).and_then(|count| owned(Value::Int(count)))
    }

    /// What the values make together; those that were unset are left out.
    pub(super) fn aggregate(&self, function: Aggregate, series: SeriesId, window: Option<Duration>) -> Outcome<'e> {
        let remembered = self.remembered(series)?;
        let total: Option<Cow<'e, Total>> = match window {
            Some(window) => {
                let values = self.within(remembered, window).filter_map(|entry| entry.value.as_deref());
                values.fold(None, |total, value| Some(together(total, value))).map(Cow::Owned)
            }
            None => remembered.total.as_deref().map(Cow::Borrowed),
        };
        let Some(total) = total else {
            return match function {
                Aggregate::Sum => owned(sum_of_none(self.summed(series))),
                Aggregate::Average | Aggregate::Min | Aggregate::Max => Err(Unknown::NoneHappened(series)),
            };
        };
        match function {
            Aggregate::Sum => total.sum.clone().ok_or(Unknown::Overflow).and_then(owned),
            Aggregate::Average => owned(average(&total)?),
            Aggregate::Min => owned(total.min.clone()),
            Aggregate::Max => owned(total.max.clone()),
        }
    }

    /// The instant of the last one.
    pub(super) fn last(&self, series: SeriesId) -> Outcome<'e> {
        let last = self.remembered(series)?.last.ok_or(Unknown::NoneHappened(series))?;
        owned(Value::Datetime(last))
    }

    /// How long the contact has been in the one of the stages in which it is.
    pub(super) fn time_in_stage(&self, stages: &[StageId]) -> Outcome<'e> {
        let since = stages.iter().filter_map(|&stage| self.since(stage)).min();
        let since = since.ok_or(Unknown::OutsideStages)?;
        let milliseconds = self.scene.at.milliseconds().saturating_sub(since.milliseconds());
        owned(Value::Duration(Duration::milliseconds(milliseconds)))
    }

    fn remembered(&self, series: SeriesId) -> Result<&'e Remembered, Unknown> {
        static NOTHING: Remembered = Remembered { last: None, count: 0, total: None, entries: Row::new() };
        let life = self.life(self.scene.program.ir.series[series].object)?;
        Ok(life.history.get(series.index()).unwrap_or(&NOTHING))
    }

    /// The entries that have not left the window, nor are still to come.
    fn within(&self, remembered: &'e Remembered, length: Duration) -> impl Iterator<Item = &'e Entry> {
        let (window, zone, at) = (Window::Rolling(length), self.zone(), self.scene.at);
        // What has surely left needs no calendar.
        let kept = at.checked_add_milliseconds(window.keep().saturating_neg());
        let from = kept.map_or(0, |kept| remembered.entries.partition_point(|entry| entry.at <= kept));
        // Nor does what is surely in it: a month has 28 days at least, and zones are not two days apart.
        let surely = at.checked_add_milliseconds(length.least().saturating_neg()).unwrap_or(Instant::MIN);
        let entries = remembered.entries.get(from..).unwrap_or_default().iter();
        entries.filter(move |entry| entry.at <= at && (entry.at > surely || window.contains(zone, entry.at, at)))
    }

    /// The type of what a series sums up.
    fn summed(&self, series: SeriesId) -> Scalar {
        let ir = &self.scene.program.ir;
        ir.series[series].value.map_or(Scalar::Int, |value| ir.parameters[value].ty.scalar)
    }
}

/// The sum of nothing.
pub(super) fn sum_of_none(scalar: Scalar) -> Value {
    if scalar == Scalar::Decimal { Value::decimal(Decimal::ZERO) } else { Value::Int(0) }
}

/// What values make together with one more.
pub(crate) fn together(total: Option<Total>, value: &Value) -> Total {
    let Some(Total { count, sum, min, max }) = total else {
        let sum = matches!(value, Value::Int(_) | Value::Decimal(_)).then(|| value.clone());
        return Total { count: 1, sum, min: value.clone(), max: value.clone() };
    };
    Total {
        count: count.saturating_add(1),
        sum: sum.and_then(|sum| add(&sum, value)),
        min: further(min, value, Ordering::Less),
        max: further(max, value, Ordering::Greater),
    }
}

pub(super) fn average(total: &Total) -> Result<Value, Unknown> {
    let sum = match &total.sum {
        Some(Value::Int(sum)) => Decimal::from(*sum),
        Some(Value::Decimal(sum)) => *sum,
        Some(_) => return Err(Unknown::Unfit),
        None => return Err(Unknown::Overflow),
    };
    sum.checked_div(Decimal::from(total.count)).map(Value::decimal).ok_or(Unknown::Overflow)
}

/// The sum of two numbers; `None` where it does not fit.
fn add(left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Int(left), Value::Int(right)) => left.checked_add(*right).map(Value::Int),
        (Value::Decimal(left), Value::Decimal(right)) => left.checked_add(*right).map(Value::decimal),
        _ => None,
    }
}

/// The one of two values that lies further to one side; the first of equal ones.
fn further(first: Value, second: &Value, side: Ordering) -> Value {
    if value::order(second, &first) == Ok(side) { second.clone() } else { first }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
