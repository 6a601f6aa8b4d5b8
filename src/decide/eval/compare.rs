//! Comparisons.

use std::cmp::Ordering;

use super::{Absence, Evaluator, ExprId, Given, Outcome, Unknown, Value, owned, same, value};
use crate::ir::Comparison;

impl<'e> Evaluator<'e> {
    pub(super) fn compare(&self, op: Comparison, left: ExprId, right: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let (left, right) = (self.eval(left, given), self.eval(right, given));
        let truth = match op {
            Comparison::Equal => self.equal(&left, &right)?,
            Comparison::NotEqual => !self.equal(&left, &right)?,
            Comparison::Less => order(left, right)?.is_lt(),
            Comparison::LessOrEqual => order(left, right)?.is_le(),
            Comparison::Greater => order(left, right)?.is_gt(),
            Comparison::GreaterOrEqual => order(left, right)?.is_ge(),
        };
        owned(Value::Bool(truth))
    }

    fn equal(&self, left: &Outcome<'e>, right: &Outcome<'e>) -> Result<bool, Unknown> {
        match (left, right) {
            (Ok(left), Ok(right)) => Ok(same(left, right)),
            (Err(_), Err(_)) if self.scene.absence == Absence::Comparable => Ok(true),
            _ if self.scene.absence == Absence::Comparable => Ok(false),
            (Err(reason), _) | (_, Err(reason)) => Err(*reason),
        }
    }

    pub(super) fn between(&self, parts: [ExprId; 3], given: Given<'_, 'e>) -> Outcome<'e> {
        let [value, low, high] = parts.map(|part| self.eval(part, given));
        let value = value?;
        let (low, high) = (low?, high?);
        let inside = value::order(&low, &value)?.is_le() && value::order(&value, &high)?.is_le();
        owned(Value::Bool(inside))
    }

    /// Kleene's or of the comparisons; of none, false.
    pub(super) fn one_of(&self, wanted: ExprId, elements: &[ExprId], given: Given<'_, 'e>) -> Outcome<'e> {
        if elements.is_empty() {
            return owned(Value::Bool(false));
        }
        let wanted = self.eval(wanted, given)?;
        let mut unknown = None;
        for &element in elements {
            match self.eval(element, given) {
                Ok(element) if same(&wanted, &element) => return owned(Value::Bool(true)),
                Ok(_) => {}
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or_else(|| owned(Value::Bool(false)), Err)
    }
}

fn order(left: Outcome<'_>, right: Outcome<'_>) -> Result<Ordering, Unknown> {
    value::order(left?.as_ref(), right?.as_ref())
}
