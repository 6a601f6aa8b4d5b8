//! Kleene's connectives, and `or unset`.

use super::{Evaluator, ExprId, Given, Outcome, Value, owned, value};

impl<'e> Evaluator<'e> {
    pub(super) fn not(&self, part: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let truth = value::truth(self.eval(part, given))?;
        owned(Value::Bool(!truth))
    }

    /// `or` where `decisive` is true, `and` where it is false: one decisive part decides,
    /// and otherwise the first unknown one makes it unknown.
    pub(super) fn connect(&self, parts: &[ExprId], given: Given<'_, 'e>, decisive: bool) -> Outcome<'e> {
        let mut unknown = None;
        for &part in parts {
            match value::truth(self.eval(part, given)) {
                Ok(truth) if truth == decisive => return owned(Value::Bool(decisive)),
                Ok(_) => {}
                Err(reason) => unknown = unknown.or(Some(reason)),
            }
        }
        unknown.map_or_else(|| owned(Value::Bool(!decisive)), Err)
    }

    /// The value is asked for once, and handed to the test: nested tests of tests would
    /// otherwise take time beyond all bounds.
    pub(super) fn or_unset(&self, test: ExprId, tested: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        let outcome = self.eval(tested, given);
        if outcome.is_err() {
            return owned(Value::Bool(true));
        }
        self.eval(test, Some((tested, &outcome)))
    }
}
