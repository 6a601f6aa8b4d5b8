//! Numbers and functions. Whatever does not fit is unknown.

use std::borrow::Cow;
use std::cmp::Ordering;

use rust_decimal::prelude::ToPrimitive;
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Evaluator, ExprId, Given, Outcome, Unknown, Value, owned, text, time, value};
use crate::ir::{Arithmetic, Function};

impl<'e> Evaluator<'e> {
    pub(super) fn negate(&self, part: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let negated = match self.eval(part, given)?.as_ref() {
            Value::Int(number) => number.checked_neg().map(Value::Int),
            Value::Decimal(number) => Decimal::ZERO.checked_sub(*number).map(Value::decimal),
            Value::Duration(duration) => duration.checked_neg().map(Value::Duration),
            _ => return Err(Unknown::Unfit),
        };
        negated.map(Cow::Owned).ok_or(Unknown::Overflow)
    }

    pub(super) fn widen(&self, part: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let number = value::int(self.eval(part, given))?;
        owned(Value::decimal(Decimal::from(number)))
    }

    pub(super) fn arithmetic(&self, op: Arithmetic, left: ExprId, right: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let left = self.eval(left, given)?;
        let right = self.eval(right, given)?;
        let result = match (left.as_ref(), right.as_ref()) {
            (Value::Int(left), Value::Int(right)) => ints(op, *left, *right).map(Value::Int),
            (Value::Decimal(left), Value::Decimal(right)) => decimals(op, *left, *right).map(Value::decimal),
            (left, right) => time::arithmetic(op, left, right, || self.zone()),
        };
        result.map(Cow::Owned)
    }

    pub(super) fn call(&self, function: Function, arguments: &[ExprId], given: Given<'_, 'e>) -> Outcome<'e> {
        let argument = |index: usize| arguments.get(index).map_or(Err(Unknown::Unfit), |&id| self.eval(id, given));
        match function {
            Function::Round => {
                let number = value::decimal(argument(0))?;
                if arguments.len() < 2 {
                    return whole(round(number, 0));
                }
                let places = u32::try_from(value::int(argument(1))?).map_err(|_| Unknown::Unfit)?;
                owned(Value::decimal(round(number, places)))
            }
            Function::Floor => whole(value::decimal(argument(0))?.floor()),
            Function::Min => self.extreme(arguments, given, Ordering::Less),
            Function::Max => self.extreme(arguments, given, Ordering::Greater),
            Function::Abs => match argument(0)?.as_ref() {
                Value::Int(number) => number.checked_abs().map(|n| Cow::Owned(Value::Int(n))).ok_or(Unknown::Overflow),
                Value::Decimal(number) => owned(Value::decimal(number.abs())),
                Value::Duration(duration) => time::abs(*duration).map(|d| Cow::Owned(Value::Duration(d))),
                _ => Err(Unknown::Unfit),
            },
            Function::Lower => text::lowered(&value::text(argument(0))?).map(Cow::Owned),
            Function::Length => {
                let length = match argument(0)?.as_ref() {
                    Value::Text(text) => text.chars().count(),
                    Value::Set(elements) => elements.len(),
                    _ => return Err(Unknown::Unfit),
                };
                i64::try_from(length).map(|n| Cow::Owned(Value::Int(n))).map_err(|_| Unknown::Overflow)
            }
        }
    }

    /// The first of the values that lie furthest to one side.
    fn extreme(&self, arguments: &[ExprId], given: Given<'_, 'e>, side: Ordering) -> Outcome<'e> {
        let mut best: Option<Cow<'e, Value>> = None;
        for &argument in arguments {
            let candidate = self.eval(argument, given)?;
            let better = match &best {
                None => true,
                Some(best) => value::order(&candidate, best)? == side,
            };
            if better {
                best = Some(candidate);
            }
        }
        best.ok_or(Unknown::Unfit)
    }
}

fn ints(op: Arithmetic, left: i64, right: i64) -> Result<i64, Unknown> {
    match op {
        Arithmetic::Add => left.checked_add(right).ok_or(Unknown::Overflow),
        Arithmetic::Subtract => left.checked_sub(right).ok_or(Unknown::Overflow),
        Arithmetic::Multiply => left.checked_mul(right).ok_or(Unknown::Overflow),
        Arithmetic::Remainder if right == 0 => Err(Unknown::DivisionByZero),
        // The smallest int modulo -1 is 0, though the division in between does not fit.
        Arithmetic::Remainder => Ok(left.checked_rem(right).unwrap_or(0)),
        Arithmetic::Divide => Err(Unknown::Unfit),
    }
}

fn decimals(op: Arithmetic, left: Decimal, right: Decimal) -> Result<Decimal, Unknown> {
    let result = match op {
        Arithmetic::Add => left.checked_add(right),
        Arithmetic::Subtract => left.checked_sub(right),
        Arithmetic::Multiply => left.checked_mul(right),
        Arithmetic::Divide | Arithmetic::Remainder if right.is_zero() => return Err(Unknown::DivisionByZero),
        Arithmetic::Divide => left.checked_div(right),
        Arithmetic::Remainder => left.checked_rem(right),
    };
    result.ok_or(Unknown::Overflow)
}

fn round(number: Decimal, places: u32) -> Decimal {
    number.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn whole<'e>(number: Decimal) -> Outcome<'e> {
    number.to_i64().map(|number| Cow::Owned(Value::Int(number))).ok_or(Unknown::Overflow)
}
