//! What a scenario starts from.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::runner::Stuck;
use super::why::shown;
use crate::calendar::Instant;
use crate::decide::Program;
use crate::decide::eval::{Absence, evaluate};
use crate::ir::{ExprId, Given, Id, ScoreId, Value};
use crate::state::{ContactState, Occupancy};
use crate::text::Span;

/// The totals of scores, which can only be set when all else is known.
#[derive(Default)]
pub(super) struct Givens {
    totals: Vec<(ScoreId, i64, Span)>,
}

impl Givens {
    /// The contact of a scenario: a new one, its required fields perhaps still missing.
    pub(super) fn blank(program: &Program) -> ContactState {
        ContactState::blank(program.ir.clone(), "scenario", Instant::MIN)
    }

    /// The first `at`: the contact is one of this instant.
    pub(super) fn begin(state: &mut ContactState, clock: Instant) {
        (state.clock, state.created, state.changed) = (clock, clock, clock);
        for occupancy in &mut state.stages {
            occupancy.since = clock;
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
                if let Some(place) = state.stages.get_mut(journey.index()) {
                    *place = Occupancy { stage: *stage, since: state.clock };
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
                if let Some(place) = state.fields.get_mut(field.index()) {
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
            Given::Past { .. } | Given::HeldOut(_) | Given::Variant(..) | Given::Running { .. } | Given::Mode(_) => {}
        }
        Ok(())
    }

    /// All is given: checks that nothing is missing, and sets the points of scores.
    pub(super) fn apply(self, program: &Program, state: &mut ContactState) -> Result<(), Stuck> {
        let ir = &program.ir;
        let missing = |(field, value): (&crate::ir::Field, &Option<Value>)| {
            (value.is_none() && !field.ty.optional).then(|| format!("`{}`", field.info.name))
        };
        let missing: Vec<String> = ir.fields.values().zip(&state.fields).filter_map(missing).collect();
        if !missing.is_empty() {
            return Err(Stuck {
                at: None,
                expected: format!("a value for {}, which has no default", missing.join(", ")),
                happened: "no line gives it".to_owned(),
            });
        }
        for (id, total, span) in self.totals {
            let score = &ir.scores[id];
            let profile = profile(program, state, id);
            let points = i128::from(total).saturating_sub(profile);
            let fits = (score.low..=score.high).contains(&total) && (0..=i128::from(score.high)).contains(&points);
            match (i64::try_from(points), state.points.get_mut(id.index())) {
                (Ok(points), Some(place)) if fits => *place = points,
                _ => {
                    return Err(Stuck {
                        at: Some(span),
                        expected: format!(
                            "a total of `{}` within {}..{}, of which its profile gives {profile}",
                            score.info.name, score.low, score.high
                        ),
                        happened: format!("{total} would need {points} event points, which are 0 to {}", score.high),
                    });
                }
            }
        }
        Ok(())
    }
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
