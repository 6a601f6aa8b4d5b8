//! What tables and bands give.

use std::borrow::Cow;

use super::{Evaluator, ExprId, Given, Outcome, Unknown, Value, owned, value};
use crate::ir::Case;

impl<'e> Evaluator<'e> {
    /// The value of the first case whose test is true; one that is unknown is not.
    pub(super) fn choose(
        &self,
        id: ExprId,
        of: Option<ExprId>,
        cases: &[Case],
        otherwise: Option<ExprId>,
        given: Given<'_, 'e>,
    ) -> Outcome<'e> {
        if let Some(of) = of {
            self.eval(of, given)?;
        }
        let chosen = cases.iter().find(|case| self.matches_case(case, given)).map(|case| case.value);
        match chosen.or(otherwise) {
            Some(value) => self.eval(value, given),
            None => Err(Unknown::NoCase(id)),
        }
    }

    /// The values of all cases whose tests are true.
    pub(super) fn collect(&self, cases: &[Case], otherwise: Option<ExprId>, given: Given<'_, 'e>) -> Outcome<'e> {
        let mut values = Vec::new();
        for case in cases.iter().filter(|case| self.matches_case(case, given)) {
            values.push(self.eval(case.value, given).map(Cow::into_owned)?);
        }
        if values.is_empty()
            && let Some(otherwise) = otherwise
        {
            values.push(self.eval(otherwise, given).map(Cow::into_owned)?);
        }
        owned(Value::set(values))
    }

    fn matches_case(&self, case: &Case, given: Given<'_, 'e>) -> bool {
        value::truth(self.eval(case.test, given)) == Ok(true)
    }
}
