//! One run of one scenario.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::given::Givens;
use super::{Coverage, Failure, assertion};
use crate::calendar::{Duration, Instant, Zone};
use crate::decide::eval::{Absence, evaluate};
use crate::decide::{Decision, Explanation, Program, Unknown, explain};
use crate::ir::{self, EventId, ExprId, FieldId, ParameterId, ScenarioLineKind, Value};
use crate::state::{ContactState, Input, PlainValue, to_plain};
use crate::text::Span;

/// A scenario under way.
pub(super) struct Runner<'p> {
    /// With the settings that were given.
    pub(super) program: Program,
    pub(super) scenario: &'p ir::Scenario,
    /// The row of `for each`.
    pub(super) columns: &'p [Value],
    pub(super) state: ContactState,
    /// What was given and is not yet in the state.
    givens: Givens,
    /// Whether there has been an `at`.
    begun: bool,
    /// Whether the input of the first `at` is yet to be fed.
    pending: bool,
    /// What came of what was fed since the last `when`, `at` or `after`.
    pub(super) explanations: Vec<Explanation>,
    coverage: &'p mut Coverage,
}

/// Why a line can't be carried out: what should have been, what was.
pub(super) struct Stuck {
    /// The line at fault, where it is not the one that was carried out.
    pub(super) at: Option<Span>,
    pub(super) expected: String,
    pub(super) happened: String,
}

/// Runs a scenario on one row; answers what failed.
pub(super) fn run<'p>(
    program: &Program,
    scenario: &'p ir::Scenario,
    row: &'p ir::ScenarioRow,
    coverage: &'p mut Coverage,
) -> Vec<Failure> {
    let mut runner = Runner {
        program: program.clone(),
        scenario,
        columns: &row.values,
        state: Givens::blank(program),
        givens: Givens::default(),
        begun: false,
        pending: false,
        explanations: Vec::new(),
        coverage,
    };
    let mut failures = Vec::new();
    for line in &scenario.lines {
        match runner.line(&line.kind, line.span) {
            Ok(None) => {}
            Ok(Some(failure)) => failures.push(failure.at(line.span)),
            Err(stuck) => {
                failures.push(stuck.failure(line.span));
                return failures;
            }
        }
    }
    // A scenario of nothing but `given` shows at least that it can be given.
    if let (Err(stuck), Some(line)) = (runner.settle(), scenario.lines.last()) {
        failures.push(stuck.failure(line.span));
    }
    failures
}

impl Stuck {
    fn failure(self, line: Span) -> Failure {
        let missed = assertion::Missed { expected: self.expected, happened: self.happened, why: Vec::new() };
        missed.at(self.at.unwrap_or(line))
    }
}

impl assertion::Missed {
    fn at(self, span: Span) -> Failure {
        Failure { span, place: None, expected: self.expected, happened: self.happened, why: self.why }
    }
}

impl Runner<'_> {
    fn line(&mut self, line: &ScenarioLineKind, span: Span) -> Result<Option<assertion::Missed>, Stuck> {
        match line {
            ScenarioLineKind::Given(items) => {
                for item in items {
                    self.givens.take(item, span, &mut self.program, &mut self.state, self.columns)?;
                }
                // What is given behind the first `at`, even behind a `then`, is settled anew.
                self.pending = self.begun;
                self.state.settled = false;
                return Ok(None);
            }
            ScenarioLineKind::At(at) if !self.begun => {
                let clock = self.instant(*at)?;
                Givens::begin(&mut self.state, clock);
                (self.begun, self.pending) = (true, true);
                return Ok(None);
            }
            _ => self.settle()?,
        }
        match line {
            ScenarioLineKind::At(at) => {
                let to = self.instant(*at)?;
                self.forward(to)?;
            }
            ScenarioLineKind::After(delay) => {
                let to = self.later(*delay)?;
                self.forward(to)?;
            }
            ScenarioLineKind::When { event, payload, changes } => self.when(*event, payload, changes)?,
            ScenarioLineKind::Then(assertion) => return Ok(assertion::check(self, assertion)),
            ScenarioLineKind::Given(_) => {}
        }
        Ok(None)
    }

    /// Feeds the input of the first `at`, which settles what was given.
    fn settle(&mut self) -> Result<(), Stuck> {
        if !std::mem::take(&mut self.pending) {
            return Ok(());
        }
        std::mem::take(&mut self.givens).apply(&self.program, &mut self.state)?;
        self.feed(Input::at(self.state.clock))
    }

    fn forward(&mut self, to: Instant) -> Result<(), Stuck> {
        if to < self.state.clock {
            return Err(Stuck {
                at: None,
                expected: format!("an instant not before {}", self.state.clock),
                happened: format!("the clock can't go back to {to}"),
            });
        }
        self.feed(Input::at(to))
    }

    fn when(
        &mut self,
        event: Option<EventId>,
        payload: &[(ParameterId, ExprId)],
        changes: &[(FieldId, ExprId)],
    ) -> Result<(), Stuck> {
        let ir = self.program.ir.clone();
        let mut input = Input::at(self.state.clock);
        if let Some(event) = event {
            input = input.event(ir.events[event].info.name.clone());
        }
        for (parameter, value) in payload {
            input = input.with(ir.parameters[*parameter].info.name.clone(), self.plain(*value));
        }
        for (field, value) in changes {
            input = input.change(ir.fields[*field].info.name.clone(), self.plain(*value));
        }
        self.feed(input)
    }

    /// Feeds an input; what `then` looks at begins with it.
    fn feed(&mut self, input: Input) -> Result<(), Stuck> {
        self.explanations.clear();
        let explanation = explain(&self.program, &self.state, &input).map_err(|errors| Stuck {
            at: None,
            expected: "an input that fits the blueprint".to_owned(),
            happened: errors.to_string().replace('\n', "; "),
        })?;
        self.coverage.see(&explanation);
        self.state = explanation.decision.next.clone();
        self.explanations.push(explanation);
        Ok(())
    }

    /// What was decided since the last `when`, `at` or `after`.
    pub(super) fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.explanations.iter().map(|explanation| &explanation.decision)
    }

    /// The value of an expression on the state as it is.
    pub(super) fn value(&self, expr: ExprId) -> Result<Value, Unknown> {
        evaluate(&self.program, &self.state, self.columns, expr, Absence::Comparable)
    }

    fn plain(&self, expr: ExprId) -> PlainValue {
        self.value(expr).map_or(PlainValue::Null, |value| to_plain(&self.program.ir, &value))
    }

    fn instant(&self, expr: ExprId) -> Result<Instant, Stuck> {
        match self.value(expr) {
            Ok(Value::Datetime(at)) => Ok(at),
            // A day begins at midnight in the contact's zone.
            Ok(Value::Date(day)) => day
                .and_hms_opt(0, 0, 0)
                .and_then(|midnight| self.zone().instant(midnight))
                .ok_or_else(|| no_instant("a day of the years 1970 to 2199")),
            _ => Err(no_instant("an instant of the years 1970 to 2199")),
        }
    }

    fn later(&self, delay: ExprId) -> Result<Instant, Stuck> {
        let delay: Duration = match self.value(delay) {
            Ok(Value::Duration(delay)) => delay,
            _ => return Err(no_instant("a duration")),
        };
        self.zone().add(self.state.clock, delay).ok_or_else(|| no_instant("an instant of the years 1970 to 2199"))
    }

    /// The contact's zone.
    fn zone(&self) -> Zone {
        let own = self.program.ir.timezone.contact.and_then(|expr| match self.value(expr) {
            Ok(Value::Text(name)) => name.parse().ok(),
            _ => None,
        });
        own.unwrap_or(self.program.zone)
    }
}

fn no_instant(expected: &str) -> Stuck {
    Stuck { at: None, expected: expected.to_owned(), happened: "its value is unknown or out of range".to_owned() }
}
