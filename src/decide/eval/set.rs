//! Sets.

use super::{Evaluator, ExprId, Given, Outcome, Unknown, Value, owned, same};
use crate::ir::ExprKind;

impl<'e> Evaluator<'e> {
    pub(super) fn list(&self, parts: &[ExprId], given: Given<'_, 'e>) -> Outcome<'e> {
        let mut elements = Vec::with_capacity(parts.len());
        for &part in parts {
            elements.push(self.eval(part, given)?.into_owned());
        }
        owned(Value::set(elements))
    }

    pub(super) fn has(&self, set: ExprId, value: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let (set, value) = (self.eval(set, given)?, self.eval(value, given)?);
        owned(Value::Bool(contains(elements(&set)?, &value)))
    }

    pub(super) fn has_any(&self, set: ExprId, other: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        if let ExprKind::List(parts) = &self.scene.program.ir.exprs[other].kind {
            return self.has_one_of(set, parts, given);
        }
        let (set, other) = (self.eval(set, given)?, self.eval(other, given)?);
        let (set, other) = (elements(&set)?, elements(&other)?);
        owned(Value::Bool(other.iter().any(|element| contains(set, element))))
    }

    /// Kleene's or: one element that is there is enough, whatever is unknown.
    fn has_one_of(&self, set: ExprId, parts: &[ExprId], given: Given<'_, 'e>) -> Outcome<'e> {
        let set = self.eval(set, given)?;
        let set = elements(&set)?;
        let mut unknown = None;
        for &part in parts {
            match self.eval(part, given) {
                Ok(value) if contains(set, &value) => return owned(Value::Bool(true)),
                Ok(_) => {}
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or_else(|| owned(Value::Bool(false)), Err)
    }
}

fn elements(set: &Value) -> Result<&[Value], Unknown> {
    match set {
        Value::Set(elements) => Ok(elements),
        _ => Err(Unknown::Unfit),
    }
}

/// Sets are sorted by parts; durations alone can be the same with other parts.
fn contains(set: &[Value], value: &Value) -> bool {
    match value {
        Value::Duration(_) => set.iter().any(|element| same(element, value)),
        _ => set.binary_search(value).is_ok(),
    }
}
