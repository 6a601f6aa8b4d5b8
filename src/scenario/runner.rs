//! One run of one scenario.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::given::Givens;
use super::read::Reader;
use super::{Coverage, Failure, assertion};
use crate::calendar::Instant;
use crate::decide::{Decision, Explanation, InputErrors, Program, Unknown, explain};
use crate::ir::{self, EventId, ExprId, FieldId, ParameterId, ScenarioLineKind, Value};
use crate::state::{ContactState, Input};
use crate::text::Span;

/// How often an input is fed again of which a decision says that more was due before it.
const FEEDS: usize = 100;

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
        program: Givens::program(program),
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
                    self.givens.take(item, span, &mut self.program, &mut self.state, (self.scenario, self.columns))?;
                }
                // What is given behind the first `at`, even behind a `then`, is settled anew.
                self.pending = self.begun;
                self.state.core_mut().settled = false;
                return Ok(None);
            }
            ScenarioLineKind::At(at) if !self.begun => {
                let clock = self.reader().instant(*at)?;
                Givens::begin(&mut self.state, clock);
                (self.begun, self.pending) = (true, true);
                return Ok(None);
            }
            _ => self.settle()?,
        }
        match line {
            ScenarioLineKind::At(at) => {
                let to = self.reader().instant(*at)?;
                self.forward(to)?;
            }
            ScenarioLineKind::After(delay) => {
                let to = self.reader().later(*delay)?;
                self.forward(to)?;
            }
            ScenarioLineKind::When { event, instance, payload, changes, instance_changes } => {
                let input = self.when(*event, *instance, payload, changes);
                let input = instance_changes.iter().fold(input, |input, change| self.change_of(input, change));
                self.feed(input)?;
            }
            ScenarioLineKind::Then(assertion) => return Ok(assertion::check(self, assertion, None)),
            ScenarioLineKind::ThenFor { instance, assertion } => {
                return Ok(assertion::check(self, assertion, named(self.scenario, *instance)));
            }
            ScenarioLineKind::Given(_) => {}
        }
        Ok(None)
    }

    /// Feeds the input of the first `at`, which settles what was given.
    fn settle(&mut self) -> Result<(), Stuck> {
        if !std::mem::take(&mut self.pending) {
            return Ok(());
        }
        std::mem::take(&mut self.givens).apply(&mut self.program, &mut self.state, self.columns)?;
        self.feed(Input::at(self.state.clock()))
    }

    fn forward(&mut self, to: Instant) -> Result<(), Stuck> {
        if to < self.state.clock() {
            return Err(Stuck {
                at: None,
                expected: format!("an instant not before {}", self.state.clock()),
                happened: format!("the clock can't go back to {to}"),
            });
        }
        self.feed(Input::at(to))
    }

    fn when(
        &self,
        event: Option<EventId>,
        instance: Option<u32>,
        payload: &[(ParameterId, ExprId)],
        changes: &[(FieldId, ExprId)],
    ) -> Input {
        let mut input = Input::at(self.state.clock());
        if let Some(event) = event {
            input = self.reader().event(input, event, payload);
            if let Some(instance) = instance.and_then(|instance| named(self.scenario, instance)) {
                input = input.instance(instance.name.clone());
            }
        }
        for (field, value) in changes {
            input = input.change(self.program.ir.fields[*field].info.name.clone(), self.reader().plain(*value));
        }
        input
    }

    /// An input that changes a field of an instance too.
    fn change_of(&self, input: Input, (instance, field, value): &(u32, FieldId, ExprId)) -> Input {
        let Some(instance) = named(self.scenario, *instance) else { return input };
        let ir = &self.program.ir;
        let (object, field) = (&ir.objects[instance.object].info.name, &ir.fields[*field].info.name);
        input.change_of(object.clone(), instance.name.clone(), field.clone(), self.reader().plain(*value))
    }

    /// Feeds an input, again and again where much is due before it; what `then` looks at begins
    /// with it.
    fn feed(&mut self, input: Input) -> Result<(), Stuck> {
        self.explanations.clear();
        for _ in 0..FEEDS {
            let explanation = explain(&self.program, &self.state, &input).map_err(unfit)?;
            self.coverage.see(&explanation);
            self.state = explanation.decision.next.clone();
            let more = explanation.decision.more;
            // Of a long time, what was judged last tells why.
            for before in &mut self.explanations {
                before.moments = Vec::new();
            }
            self.explanations.push(explanation);
            if !more {
                return Ok(());
            }
        }
        Err(Stuck {
            at: None,
            expected: format!("time to pass until {}", input.at),
            happened: format!(
                "so much is due before it that {FEEDS} decisions did not get there; they came to {}",
                self.state.clock()
            ),
        })
    }

    /// What was decided since the last `when`, `at` or `after`.
    pub(super) fn decisions(&self) -> impl Iterator<Item = &Decision> {
        self.explanations.iter().map(|explanation| &explanation.decision)
    }

    /// What expressions are read on: the state as it is.
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader { program: &self.program, state: &self.state, columns: self.columns }
    }

    /// The value of an expression on the state as it is.
    pub(super) fn value(&self, expr: ExprId) -> Result<Value, Unknown> {
        self.reader().value(expr)
    }
}

/// An instance that the scenario names.
pub(super) fn named(scenario: &ir::Scenario, instance: u32) -> Option<&ir::ScenarioInstance> {
    scenario.instances.get(usize::try_from(instance).ok()?)
}

/// An input that does not fit.
pub(super) fn unfit(errors: InputErrors) -> Stuck {
    Stuck {
        at: None,
        expected: "an input that fits the blueprint".to_owned(),
        happened: errors.to_string().replace('\n', "; "),
    }
}
