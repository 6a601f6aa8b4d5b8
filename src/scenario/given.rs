//! What a scenario starts from.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use crate::state::Subject;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::Reader;
use super::runner::{Stuck, named, unfit};
use super::words::shown;
use crate::calendar::Instant;
use crate::decide::chance::{Chance, Lot};
use crate::decide::eval::{Absence, Memo, Scene, evaluate};
use crate::decide::{Cause, Program, recall};
use crate::ir::{
    EventId, ExprId, FieldId, Given, Id, ModeId, ParameterId, PastTime, RuleId, Scenario, ScenarioInstance, ScoreId,
    SequenceId, StageId, Value,
};
use crate::state::{ContactState, Input, Instance, Life, Occupancy, Rest, Run};
use crate::text::Span;

/// What can only be set when the clock and all else is known.
#[derive(Default)]
pub(super) struct Givens {
    totals: Vec<(ScoreId, Subject, i64, Span)>,
    past: Vec<(Past, Span)>,
    lots: Vec<(RuleId, Lot)>,
    runs: Vec<(SequenceId, u32, Subject)>,
    modes: Vec<ModeId>,
}

/// An event that happened before.
struct Past {
    event: EventId,
    /// The id of the instance of which it was.
    instance: Option<String>,
    payload: Vec<(ParameterId, ExprId)>,
    when: PastTime,
}

impl Givens {
    /// The program of a scenario: nobody is left out, and everybody gets the first variant.
    pub(super) fn program(program: &Program) -> Program {
        program.with_chance(Chance::Given(Arc::default()))
    }

    /// The contact of a scenario: a new one, its required fields perhaps still missing.
    pub(super) fn blank(program: &Program) -> ContactState {
        ContactState::blank(program.ir.clone(), "scenario", Instant::MIN)
    }

    /// The first `at`: the contact is one of this instant.
    pub(super) fn begin(state: &mut ContactState, clock: Instant) {
        state.set_clock(clock);
        let begin = |life: &mut Life| {
            (life.created, life.changed) = (clock, clock);
            for occupancy in life.stages.to_mut().iter_mut().flatten() {
                occupancy.since = clock;
                occupancy.outer_since = occupancy.outer_since.map(|_| clock);
            }
        };
        let all: Vec<Subject> = state.subjects().collect();
        state.change_lives(&all, begin);
    }

    /// Takes one `given` in.
    pub(super) fn take(
        &mut self,
        item: &Given,
        span: Span,
        program: &mut Program,
        state: &mut ContactState,
        (scenario, columns): (&Scenario, &[Value]),
    ) -> Result<(), Stuck> {
        let value = |expr: ExprId| evaluate(program, state, columns, expr, Absence::Comparable).ok();
        match item {
            Given::Stage(stage) => {
                enter(program, state, Subject::Contact, *stage);
            }
            Given::Field(field, expr) => {
                let given = value(*expr);
                set_field(program, state, Subject::Contact, *field, given)?;
            }
            Given::Score(score, expr) => match value(*expr) {
                Some(Value::Int(total)) => self.totals.push((*score, Subject::Contact, total, span)),
                other => return Err(no_number(program, *score, other.as_ref())),
            },
            Given::Setting(setting, expr) => match value(*expr) {
                Some(given) => *program = program.with_setting_value(*setting, given),
                None => {
                    return Err(Stuck {
                        at: None,
                        expected: format!("a value for `{}`", program.ir.settings[*setting].info.name),
                        happened: "its value is unknown".to_owned(),
                    });
                }
            },
            Given::Past { event, payload, when } => {
                let past = Past { event: *event, instance: None, payload: payload.clone(), when: *when };
                self.past.push((past, span));
            }
            Given::HeldOut(rule) => self.lots.push((*rule, Lot::Out)),
            Given::Variant(rule, place) => {
                // A place is far below the largest number.
                self.lots.push((*rule, Lot::In(usize::try_from(*place).unwrap_or(usize::MAX))));
            }
            Given::Running { sequence, step } => self.runs.push((*sequence, *step, Subject::Contact)),
            Given::Mode(mode) => {
                let declared = &program.ir.modes[*mode];
                if declared.from.is_empty() {
                    return Err(Stuck {
                        at: None,
                        expected: format!("a mode that events begin, for `{}` to be on", declared.info.name),
                        happened: "it has only a `when`: give what makes that true".to_owned(),
                    });
                }
                self.modes.push(*mode);
            }
            Given::Instance { instance, fields, stages } => {
                let Some(named) = named(scenario, *instance) else { return Ok(()) };
                let fields: Vec<(FieldId, Option<Value>)> =
                    fields.iter().map(|(field, expr)| (*field, value(*expr))).collect();
                let number = open(program, state, named);
                for (field, given) in fields {
                    set_field(program, state, Subject::Instance(number), field, given)?;
                }
                for stage in stages {
                    enter(program, state, Subject::Instance(number), *stage);
                }
            }
            Given::Of { instance, given } => {
                let Some(named) = named(scenario, *instance) else { return Ok(()) };
                let subject = subject_of(state, named)?;
                match &**given {
                    Given::Stage(stage) => enter(program, state, subject, *stage),
                    Given::Field(field, expr) => {
                        let given = value(*expr);
                        set_field(program, state, subject, *field, given)?;
                    }
                    Given::Score(score, expr) => match value(*expr) {
                        Some(Value::Int(total)) => self.totals.push((*score, subject, total, span)),
                        other => return Err(no_number(program, *score, other.as_ref())),
                    },
                    Given::Running { sequence, step } => self.runs.push((*sequence, *step, subject)),
                    Given::Past { event, payload, when } => {
                        let instance = Some(named.name.clone());
                        let past = Past { event: *event, instance, payload: payload.clone(), when: *when };
                        self.past.push((past, span));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// All is given: checks that nothing is missing, and sets what rests on the rest.
    pub(super) fn apply(self, program: &mut Program, state: &mut ContactState, columns: &[Value]) -> Result<(), Stuck> {
        check_fields(program, state)?;
        self.draw(program);
        let clock = state.clock();
        for mode in &self.modes {
            if let Some(place) = state.core_mut().life.mode_mut(*mode) {
                *place = Some(clock);
            }
        }
        for (sequence, step, subject) in &self.runs {
            begin_run(program, state, *sequence, *step, *subject);
        }
        let events = self.events(program, state, columns)?;
        let before = state.core().life.history.clone();
        recall_all(program, state, &events)?;
        self.set_totals(program, state)?;
        // What is remembered of events may rest on the scores, and these on what is remembered.
        if !self.totals.is_empty() && program.ir.series.values().any(|series| series.filter.is_some()) {
            state.core_mut().life.history = before;
            recall_all(program, state, &events)?;
            self.set_totals(program, state)?;
        }
        Ok(())
    }

    fn draw(&self, program: &mut Program) {
        if self.lots.is_empty() {
            return;
        }
        let mut lots = match &program.chance {
            Chance::Given(lots) => BTreeMap::clone(lots),
            Chance::Hash => BTreeMap::new(),
        };
        lots.extend(self.lots.iter().copied());
        *program = program.with_chance(Chance::Given(Arc::new(lots)));
    }

    /// The events that happened before, as inputs.
    fn events(&self, program: &Program, state: &ContactState, columns: &[Value]) -> Result<Vec<(Input, Span)>, Stuck> {
        let reader = Reader { program, state, columns };
        let mut events = Vec::new();
        for (past, span) in &self.past {
            let here = |stuck: Stuck| Stuck { at: Some(*span), ..stuck };
            let at = match past.when {
                PastTime::Ago(duration) => reader.ago(duration),
                PastTime::At(at) => reader.instant(at),
            };
            let at = at.map_err(here)?;
            if at > state.clock() {
                let name = &program.ir.events[past.event].info.name;
                return Err(Stuck {
                    at: Some(*span),
                    expected: format!("an instant not after {}", state.clock()),
                    happened: format!("`{name}` would have happened at {at}"),
                });
            }
            let input = reader.event(Input::at(at), past.event, &past.payload);
            let input = match &past.instance {
                Some(instance) => input.instance(instance.clone()),
                None => input,
            };
            events.push((input, *span));
        }
        Ok(events)
    }

    /// Sets the event points that make the totals.
    fn set_totals(&self, program: &Program, state: &mut ContactState) -> Result<(), Stuck> {
        for (id, subject, total, span) in &self.totals {
            let score = &program.ir.scores[*id];
            let profile = profile(program, state, *id, *subject);
            let points = i128::from(*total).saturating_sub(profile);
            let fits = (score.low..=score.high).contains(total) && (0..=i128::from(score.high)).contains(&points);
            let Some(points) = i64::try_from(points).ok().filter(|_| fits) else {
                return Err(Stuck {
                    at: Some(*span),
                    expected: format!(
                        "a total of `{}` within {}..{}, of which its profile gives {profile}",
                        score.info.name, score.low, score.high
                    ),
                    happened: format!("{total} would need {points} event points, which are 0 to {}", score.high),
                });
            };
            let risen = (score.fade.is_some() && points > 0).then_some(state.clock());
            if let Some((place, since)) = state.life_mut(*subject).and_then(|life| life.points_mut(*id)) {
                (*place, *since) = (points, risen);
            }
        }
        Ok(())
    }
}

/// The number of a new instance.
fn open(program: &Program, state: &mut ContactState, named: &ScenarioInstance) -> u64 {
    let number = state.core().serial;
    state.core_mut().serial = number.saturating_add(1);
    let life = Life::blank(&program.ir, Some(named.object), state.clock());
    let instance = Instance::new(number, named.object, named.name.as_str().into(), life);
    state.core_mut().instances.push(Arc::new(instance));
    number
}

fn subject_of(state: &ContactState, named: &ScenarioInstance) -> Result<Subject, Stuck> {
    let found = state.instance_named(named.object, &named.name);
    found.map(|instance| Subject::Instance(instance.number)).ok_or_else(|| Stuck {
        at: None,
        expected: format!("an instance `{}`", named.name),
        happened: "it is not given before".to_owned(),
    })
}

fn set_field(
    program: &Program,
    state: &mut ContactState,
    subject: Subject,
    field: FieldId,
    given: Option<Value>,
) -> Result<(), Stuck> {
    let declared = &program.ir.fields[field];
    if given.is_none() && !declared.ty.optional {
        return Err(Stuck {
            at: None,
            expected: format!("a value for `{}`, which is required", declared.info.name),
            happened: "its value is unknown".to_owned(),
        });
    }
    let slot = program.ir.slot(field);
    if let Some(life) = state.life_mut(subject) {
        life.fields.set(slot, given);
    }
    Ok(())
}

fn enter(program: &Program, state: &mut ContactState, subject: Subject, stage: StageId) {
    let (journey, since) = (program.ir.stages[stage].journey, state.clock());
    if let Some(place) = state.life_mut(subject).and_then(|life| life.stages.to_mut().get_mut(journey.index())) {
        *place = Some(Occupancy::entering(&program.ir, stage, since));
    }
}

fn no_number(program: &Program, score: ScoreId, found: Option<&Value>) -> Stuck {
    Stuck {
        at: None,
        expected: format!("a whole number for `{}`", program.ir.scores[score].info.name),
        happened: format!("it is {}", shown(&program.ir, found)),
    }
}

fn check_fields(program: &Program, state: &ContactState) -> Result<(), Stuck> {
    let (ir, fields) = (&program.ir, &state.core().life.fields);
    let missing = |id: FieldId| {
        let field = &ir.fields[id];
        (!fields.is_set(ir.slot(id)) && !field.ty.optional).then(|| format!("`{}`", field.info.name))
    };
    let missing: Vec<String> = ir.fields_of(None).filter_map(missing).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Stuck {
        at: None,
        expected: format!("a value for {}, which has no default", missing.join(", ")),
        happened: "no line gives it".to_owned(),
    })
}

/// A run stands before a step; of its parameters nothing is known.
fn begin_run(program: &Program, state: &mut ContactState, sequence: SequenceId, step: u32, subject: Subject) {
    state.core_mut().runs.to_mut().retain(|run| run.sequence != sequence || run.subject != subject);
    state
        .core_mut()
        .waiting
        .to_mut()
        .retain(|waiting| waiting.cause != Cause::Sequence(sequence) || waiting.subject != subject);
    let arguments = vec![None; program.ir.sequences[sequence].parameters.len()];
    let (serial, started) = (state.core().serial, state.clock());
    state.core_mut().serial = serial.saturating_add(1);
    state.core_mut().runs.push(Run { subject, sequence, arguments, started, serial, step, rest: Rest::Ready });
}

fn recall_all(program: &Program, state: &mut ContactState, events: &[(Input, Span)]) -> Result<(), Stuck> {
    for (input, span) in events {
        recall(program, state, input).map_err(|errors| Stuck { at: Some(*span), ..unfit(errors) })?;
    }
    Ok(())
}

/// The points that a score's profile lines give.
fn profile(program: &Program, state: &ContactState, score: ScoreId, subject: Subject) -> i128 {
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, state.clock(), None).of(subject);
    let value = |expr| scene.value(expr).map(std::borrow::Cow::into_owned);
    let lines = program.ir.scores[score].profile.iter();
    lines.fold(0, |sum, line| {
        let step = line.steps.iter().find(|step| value(step.test) == Ok(Value::Bool(true)));
        match step.map(|step| value(step.points)) {
            Some(Ok(Value::Int(points))) => sum.saturating_add(i128::from(points)),
            _ => sum,
        }
    })
}
