//! Derived values: lets, segments, totals of scores, modes.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;

use super::{Absence, Evaluator, Outcome, Scene, Unknown, owned, value};
use crate::ir::{Id, ModeId, Score, ScoreId, Value};
use crate::plan::Derived;
use crate::state::Subject;

impl<'e> Evaluator<'e> {
    /// The value of a derived one. Those that it reads are computed before it, in a loop:
    /// however long their chain is, the stack holds one expression of one of them.
    pub(super) fn derived(&self, wanted: Derived) -> Outcome<'e> {
        let plan = &self.scene.program.plan;
        let subject = self.subject_of(plan.object_of(wanted))?;
        let memo = self.picture.memo.derived(subject, plan.derived_values());
        // What is derived from somebody else is computed when it is asked for.
        let own = |read: &&Derived| plan.object_of(**read) == plan.object_of(wanted);
        let slot = memo.get(plan.slot(wanted)).ok_or(Unknown::Unfit)?;
        // Most read none that is not known.
        if slot.get().is_none() && plan.reads(wanted).is_empty() {
            let _ = slot.set(self.compute(wanted, subject).map(Cow::into_owned));
        }
        if let Some(known) = slot.get() {
            return known.as_ref().map(Cow::Borrowed).map_err(|unknown| *unknown);
        }
        let mut open = self.picture.memo.open.take();
        open.clear();
        let mut next = Some(wanted);
        while let Some(derived) = next {
            let slot = memo.get(plan.slot(derived)).ok_or(Unknown::Unfit)?;
            if slot.get().is_none() {
                let before = open.len();
                open.push(derived);
                let missing = |read: &&Derived| memo.get(plan.slot(**read)).is_some_and(|slot| slot.get().is_none());
                open.extend(plan.reads(derived).iter().filter(own).filter(missing));
                if open.len() == before.saturating_add(1) {
                    open.pop();
                    let _ = slot.set(self.compute(derived, subject).map(Cow::into_owned));
                }
            }
            next = open.pop();
        }
        self.picture.memo.open.set(open);
        match slot.get() {
            Some(Ok(value)) => Ok(Cow::Borrowed(value)),
            Some(Err(unknown)) => Err(*unknown),
            None => Err(Unknown::Unfit),
        }
    }

    fn compute(&self, derived: Derived, subject: Subject) -> Outcome<'e> {
        if let Derived::Score(id) = derived
            && let Some(total) = self.known_total(id)
        {
            return owned(Value::Int(total));
        }
        // It reads the contact, or its instance, alone.
        let mut scene =
            Scene { event: None, arguments: &[], frozen: &[], columns: &[], absence: Absence::Unknown, ..self.scene };
        scene.bound = self.bound_of(subject);
        let evaluator = Self { scene, picture: self.picture };
        let ir = &self.scene.program.ir;
        match derived {
            Derived::Let(id) => evaluator.eval(ir.lets[id].value, None),
            Derived::Segment(id) => evaluator.eval(ir.segments[id].when, None),
            Derived::Score(id) => owned(Value::Int(evaluator.total(id)?)),
            Derived::Mode(id) => evaluator.mode(id),
        }
    }

    /// Begun by an event and not ended, or by its guard.
    fn mode(&self, id: ModeId) -> Outcome<'e> {
        let mode = &self.scene.program.ir.modes[id];
        if self.life(mode.object)?.modes.get(id.index()).is_some_and(Option::is_some) {
            return owned(Value::Bool(true));
        }
        mode.when.map_or_else(|| owned(Value::Bool(false)), |when| self.eval(when, None))
    }

    /// Event points and profile points, held within the bounds.
    fn total(&self, id: ScoreId) -> Result<i64, Unknown> {
        let score = &self.scene.program.ir.scores[id];
        let points = self.life(score.object)?.points.get(id.index()).copied().unwrap_or(0);
        // Points of 64 bits, a line each: 128 bits hold every sum.
        let sum = score.profile.iter().fold(i128::from(points), |sum, line| {
            let step = line.steps.iter().find(|step| value::truth(self.eval(step.test, None)) == Ok(true));
            let points = step.and_then(|step| value::int(self.eval(step.points, None)).ok()).unwrap_or(0);
            sum.saturating_add(i128::from(points))
        });
        let held = sum.min(i128::from(score.high)).max(i128::from(score.low));
        Ok(i64::try_from(held).unwrap_or(score.high))
    }

    /// The total, where it follows from the one that the last decision left.
    fn known_total(&self, id: ScoreId) -> Option<i64> {
        let (program, left) = (self.scene.program, self.scene.left?);
        let (was, now) = (&left.core().life, &self.picture.state.core().life);
        // As long as no field is another one, the profile gives the same.
        if !program.plan.profiles_rest_on().are_fields() || !was.fields.are(&now.fields) {
            return None;
        }
        let totals = &left.reached(program.number)?.totals;
        let &(.., total) = totals.iter().find(|(score, subject, _)| (*score, *subject) == (id, Subject::Contact))?;
        moved(&program.ir.scores[id], total, was.points(id), now.points(id))
    }
}

/// A total with other event points, where the profile gives the same as before; unknown where a bound may have held it.
pub(in crate::decide) fn moved(score: &Score, total: i64, before: i64, after: i64) -> Option<i64> {
    let is_within = score.low < total && total < score.high;
    let moved = total.checked_sub(before)?.checked_add(after)?;
    is_within.then_some(moved.min(score.high).max(score.low))
}
