//! What a scenario starts from.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use crate::state::Subject;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::Reader;
use super::runner::{Stuck, unfit};
use super::words::shown;
use crate::calendar::Instant;
use crate::decide::chance::{Chance, Lot};
use crate::decide::eval::{Absence, evaluate};
use crate::decide::{Cause, Program, recall};
use crate::ir::{EventId, ExprId, Given, Id, ModeId, ParameterId, PastTime, RuleId, ScoreId, SequenceId, Value};
use crate::state::{ContactState, Input, Occupancy, Rest, Run};
use crate::text::Span;

/// What can only be set when the clock and all else is known.
#[derive(Default)]
pub(super) struct Givens {
    totals: Vec<(ScoreId, i64, Span)>,
    past: Vec<(Past, Span)>,
    lots: Vec<(RuleId, Lot)>,
    runs: Vec<(SequenceId, u32)>,
    modes: Vec<ModeId>,
}

/// An event that happened before.
struct Past {
    event: EventId,
    payload: Vec<(ParameterId, ExprId)>,
    when: PastTime,
}

impl Givens {
    /// The program of a scenario: nobody is left out, and everybody gets the first variant.
    pub(super) fn program(program: &Program) -> Program {
        Program { chance: Chance::Given(Arc::default()), ..program.clone() }
    }

    /// The contact of a scenario: a new one, its required fields perhaps still missing.
    pub(super) fn blank(program: &Program) -> ContactState {
        ContactState::blank(program.ir.clone(), "scenario", Instant::MIN)
    }

    /// The first `at`: the contact is one of this instant.
    pub(super) fn begin(state: &mut ContactState, clock: Instant) {
        (state.clock, state.life.created, state.life.changed) = (clock, clock, clock);
        for occupancy in state.life.stages.iter_mut().flatten() {
            occupancy.since = clock;
            occupancy.outer_since = occupancy.outer_since.map(|_| clock);
        }
    }

    /// Takes one `given` in.
    pub(super) fn take(
        &mut self,
        item: &Given,
        span: Span,
        program: &mut Program,
        state: &mut ContactState,
        columns: &[Value],
    ) -> Result<(), Stuck> {
        let value = |expr: ExprId| evaluate(program, state, columns, expr, Absence::Comparable).ok();
        match item {
            Given::Stage(stage) => {
                let journey = program.ir.stages[*stage].journey;
                if let Some(place) = state.life.stages.get_mut(journey.index()) {
                    *place = Some(Occupancy::entering(&program.ir, *stage, state.clock));
                }
            }
            Given::Field(field, expr) => {
                let given = value(*expr);
                let declared = &program.ir.fields[*field];
                if given.is_none() && !declared.ty.optional {
                    return Err(Stuck {
                        at: None,
                        expected: format!("a value for `{}`, which is required", declared.info.name),
                        happened: "its value is unknown".to_owned(),
                    });
                }
                if let Some(place) = state.life.fields.get_mut(field.index()) {
                    *place = given;
                }
            }
            Given::Score(score, expr) => match value(*expr) {
                Some(Value::Int(total)) => self.totals.push((*score, total, span)),
                other => {
                    return Err(Stuck {
                        at: None,
                        expected: format!("a whole number for `{}`", program.ir.scores[*score].info.name),
                        happened: format!("it is {}", shown(&program.ir, other.as_ref())),
                    });
                }
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
                self.past.push((Past { event: *event, payload: payload.clone(), when: *when }, span));
            }
            Given::HeldOut(rule) => self.lots.push((*rule, Lot::Out)),
            Given::Variant(rule, place) => {
                // A place is far below the largest number.
                self.lots.push((*rule, Lot::In(usize::try_from(*place).unwrap_or(usize::MAX))));
            }
            Given::Running { sequence, step } => self.runs.push((*sequence, *step)),
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
        }
        Ok(())
    }

    /// All is given: checks that nothing is missing, and sets what rests on the rest.
    pub(super) fn apply(self, program: &mut Program, state: &mut ContactState, columns: &[Value]) -> Result<(), Stuck> {
        check_fields(program, state)?;
        self.draw(program);
        for mode in &self.modes {
            if let Some(place) = state.life.modes.get_mut(mode.index()) {
                *place = Some(state.clock);
            }
        }
        for (sequence, step) in &self.runs {
            begin_run(program, state, *sequence, *step);
        }
        let events = self.events(program, state, columns)?;
        let before = state.life.history.clone();
        recall_all(program, state, &events)?;
        self.set_totals(program, state)?;
        // What is remembered of events may rest on the scores, and these on what is remembered.
        if !self.totals.is_empty() && program.ir.series.values().any(|series| series.filter.is_some()) {
            state.life.history = before;
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
        program.chance = Chance::Given(Arc::new(lots));
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
            if at > state.clock {
                let name = &program.ir.events[past.event].info.name;
                return Err(Stuck {
                    at: Some(*span),
                    expected: format!("an instant not after {}", state.clock),
                    happened: format!("`{name}` would have happened at {at}"),
                });
            }
            events.push((reader.event(Input::at(at), past.event, &past.payload), *span));
        }
        Ok(events)
    }

    /// Sets the event points that make the totals.
    fn set_totals(&self, program: &Program, state: &mut ContactState) -> Result<(), Stuck> {
        for (id, total, span) in &self.totals {
            let score = &program.ir.scores[*id];
            let profile = profile(program, state, *id);
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
            let risen = (score.fade.is_some() && points > 0).then_some(state.clock);
            if let (Some(place), Some(since)) =
                (state.life.points.get_mut(id.index()), state.life.risen.get_mut(id.index()))
            {
                (*place, *since) = (points, risen);
            }
        }
        Ok(())
    }
}

fn check_fields(program: &Program, state: &ContactState) -> Result<(), Stuck> {
    let missing = |(field, value): (&crate::ir::Field, &Option<Value>)| {
        (value.is_none() && !field.ty.optional).then(|| format!("`{}`", field.info.name))
    };
    let missing: Vec<String> = program.ir.fields.values().zip(&state.life.fields).filter_map(missing).collect();
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
fn begin_run(program: &Program, state: &mut ContactState, sequence: SequenceId, step: u32) {
    state.runs.retain(|run| run.sequence != sequence);
    state.waiting.retain(|waiting| waiting.cause != Cause::Sequence(sequence));
    let arguments = vec![None; program.ir.sequences[sequence].parameters.len()];
    let (serial, started) = (state.serial, state.clock);
    state.serial = serial.saturating_add(1);
    state.runs.push(Run { subject: Subject::Contact, sequence, arguments, started, serial, step, rest: Rest::Ready });
}

fn recall_all(program: &Program, state: &mut ContactState, events: &[(Input, Span)]) -> Result<(), Stuck> {
    for (input, span) in events {
        recall(program, state, input).map_err(|errors| Stuck { at: Some(*span), ..unfit(errors) })?;
    }
    Ok(())
}

/// The points that a score's profile lines give.
fn profile(program: &Program, state: &ContactState, score: ScoreId) -> i128 {
    let value = |expr| evaluate(program, state, &[], expr, Absence::Unknown);
    let lines = program.ir.scores[score].profile.iter();
    lines.fold(0, |sum, line| {
        let step = line.steps.iter().find(|step| value(step.test) == Ok(Value::Bool(true)));
        match step.map(|step| value(step.points)) {
            Some(Ok(Value::Int(points))) => sum.saturating_add(i128::from(points)),
            _ => sum,
        }
    })
}
