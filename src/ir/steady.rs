//! How a value depends on the clock: on which of its parts, whose changes can be computed.
//!
//! What is asked without an event may read the clock only so that the instants of its changes
//! can be found. As long as nothing but the clock moves, a value *stands* (it changes only
//! where a part of it does that is known as an [`Atom`]) or it *runs* with the clock. Of two
//! values of which one runs, the order changes one way alone if one rises, or stays, where the
//! other falls, or stays.
//!
//! The ends of the calendar, a sum that overflows there, and the hours that clocks show twice
//! are left aside.

use std::collections::{BTreeSet, HashMap};

pub(crate) use super::atoms::{Atom, Binder};
use super::{
    Aggregate, Arithmetic, Blueprint, Case, Expr, ExprId, ExprKind, Function, Id, Instances, LetId, ModeId, Scalar,
    ScoreId, SegmentId, SlaQuestion, Value, for_each_part,
};
use crate::calendar::Duration;

/// Where a value goes as the clock moves on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// It stays.
    Stays,
    /// It rises, or stays.
    Rises,
    /// It falls, or stays.
    Falls,
    /// Nobody can say.
    Wanders,
}

impl Way {
    const fn opposite(self) -> Self {
        match self {
            Self::Rises => Self::Falls,
            Self::Falls => Self::Rises,
            same => same,
        }
    }

    /// That of a value that goes up and down with both.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Stays, one) | (one, Self::Stays) => one,
            (one, same) if one == same => one,
            _ => Self::Wanders,
        }
    }
}

/// What is known of an expression.
#[derive(Debug, Clone, Copy)]
struct Known {
    way: Way,
    /// Whether it runs with the clock, and does not only change with an atom.
    runs: bool,
    /// Whether it may come to be unknown as entries leave a window.
    vanishes: bool,
    /// A part whose changes can't be computed.
    wrong: Option<ExprId>,
}

impl Known {
    const STAYS: Self = Self { way: Way::Stays, runs: false, vanishes: false, wrong: None };
    const RUNS: Self = Self { way: Way::Rises, runs: true, ..Self::STAYS };

    const fn opposite(self) -> Self {
        Self { way: self.way.opposite(), ..self }
    }

    /// That of a value that goes up and down with both.
    fn and(self, other: Self) -> Self {
        Self { way: self.way.and(other.way), ..self.beside(other) }
    }

    /// That of a value of which nobody can say how it follows from the two.
    fn beside(self, other: Self) -> Self {
        let moves = self.way != Way::Stays || other.way != Way::Stays;
        Self {
            way: if moves { Way::Wanders } else { Way::Stays },
            runs: self.runs || other.runs,
            vanishes: self.vanishes || other.vanishes,
            wrong: self.wrong.or(other.wrong),
        }
    }

    /// That of a truth about a value, or about its being known.
    fn truth(self) -> Self {
        let way = if self.way == Way::Stays { Way::Stays } else { Way::Wanders };
        Self { way, runs: false, ..self }
    }
}

/// What is known of the expressions of one blueprint, found as it is asked for.
#[derive(Debug)]
pub(crate) struct Steady<'i> {
    pub(super) ir: &'i Blueprint,
    known: HashMap<ExprId, Known>,
}

/// The parts of a guard that the clock changes, also through derived values.
///
/// # Errors
///
/// A part whose changes can't be computed.
pub(crate) fn clock_parts(ir: &Blueprint, guard: ExprId) -> Result<Vec<Atom>, ExprId> {
    Steady::new(ir).clock_parts(guard)
}

impl<'i> Steady<'i> {
    /// Nothing is known yet.
    pub(crate) fn new(ir: &'i Blueprint) -> Self {
        Self { ir, known: HashMap::new() }
    }

    /// The parts of a guard that the clock changes, also through derived values.
    ///
    /// # Errors
    ///
    /// A part whose changes can't be computed.
    pub(crate) fn clock_parts(&mut self, guard: ExprId) -> Result<Vec<Atom>, ExprId> {
        let found = self.known(guard);
        if let Some(wrong) = found.wrong {
            return Err(wrong);
        }
        if found.runs {
            return Err(guard);
        }
        Ok(if found.way == Way::Stays { Vec::new() } else { self.atoms(guard) })
    }

    /// Whether the clock alone may change the value, also through derived values.
    pub(crate) fn reads_clock(&mut self, expr: ExprId) -> bool {
        let found = self.known(expr);
        found.way != Way::Stays || found.wrong.is_some()
    }

    /// Whether the clock may change a value of which all is known.
    pub(super) fn moves(&self, id: ExprId) -> bool {
        self.read(id).way != Way::Stays
    }

    /// Whether a value of which all is known runs with the clock.
    pub(super) fn runs(&self, id: ExprId) -> bool {
        self.read(id).runs
    }

    /// What is known already; of what needs itself, as if it stayed.
    fn read(&self, id: ExprId) -> Known {
        self.known.get(&id).copied().unwrap_or(Known::STAYS)
    }

    /// What is known of an expression: first of all that it reads, without recursion.
    fn known(&mut self, root: ExprId) -> Known {
        let ir = self.ir;
        let mut begun = BTreeSet::new();
        let mut open = vec![root];
        while let Some(&id) = open.last() {
            let expr = ir.exprs.get(id).filter(|_| !self.known.contains_key(&id));
            let Some(expr) = expr else {
                open.pop();
                continue;
            };
            if begun.insert(id) {
                each_read(ir, &expr.kind, |part| {
                    if !self.known.contains_key(&part) && !begun.contains(&part) {
                        open.push(part);
                    }
                });
            } else {
                open.pop();
                let found = self.judge(id, expr);
                self.known.insert(id, found);
            }
        }
        self.read(root)
    }

    /// What follows from what is known of its parts.
    fn judge(&self, id: ExprId, expr: &Expr) -> Known {
        let ir = self.ir;
        match &expr.kind {
            ExprKind::Now | ExprKind::Today | ExprKind::TimeInStage(_) => Known::RUNS,
            // It runs, and stands still where it is closed or rests: nobody computes when.
            ExprKind::Sla { question: SlaQuestion::Used | SlaQuestion::Remaining, .. } => {
                Known { way: Way::Wanders, ..Known::RUNS }
            }
            // As time goes on, entries leave, and none come.
            ExprKind::Count { window: Some(_), .. } => Known { way: Way::Falls, ..Known::STAYS },
            ExprKind::Aggregate { function, window: Some(_), .. } => left_by(*function),
            ExprKind::Through { reference, value, .. } => {
                let (reference, value) = (self.read(*reference), self.read(*value));
                if reference.way == Way::Stays { value } else { value.beside(reference) }
            }
            ExprKind::AtLeast { instances, .. } => {
                let found = self.chosen(*instances);
                let leave = if instances.window.is_some() { Way::Wanders } else { Way::Stays };
                Known { way: found.way.and(leave), ..found }
            }
            // No instance comes without an input.
            ExprKind::CountInstances(instances) => {
                let found = self.chosen(*instances);
                let leave = if instances.window.is_some() { Way::Falls } else { Way::Stays };
                Known { way: found.way.and(leave), vanishes: false, ..found }
            }
            ExprKind::AggregateInstances { function, instances, value } => {
                self.of_instances(*function, *instances, *value)
            }
            ExprKind::Let(let_id) => self.of_let(*let_id),
            ExprKind::Segment(segment) => self.of_segment(*segment),
            ExprKind::Mode(mode) => self.of_mode(*mode),
            ExprKind::Score(score) => self.of_score(*score),
            ExprKind::Was(part) | ExprKind::Widen(part) => self.read(*part),
            ExprKind::Negate(part) => self.read(*part).opposite(),
            ExprKind::Arithmetic { op, left, right } => self.arithmetic(*op, *left, *right),
            ExprKind::Coalesce { left, right } => {
                let (one, other) = (self.read(*left), self.read(*right));
                if one.vanishes { one.beside(other) } else { one.and(other) }
            }
            ExprKind::Call { function, arguments } => {
                let parts = arguments.iter().map(|part| self.read(*part));
                match function {
                    Function::Round | Function::Floor | Function::Min | Function::Max => {
                        parts.fold(Known::STAYS, Known::and)
                    }
                    Function::Abs | Function::Lower | Function::Length => parts.fold(Known::STAYS, Known::beside),
                }
            }
            ExprKind::Compare { left, right, .. } => self.compared(id, *left, &[*right]),
            ExprKind::Between { value, low, high } => self.compared(id, *value, &[*low, *high]),
            ExprKind::OneOf { value, elements } => self.compared(id, *value, elements),
            // They change with their tests, and with the values that those choose; of what is given
            // it counts alone whether it is known.
            ExprKind::Choose { given, cases, otherwise } => {
                let given = given.map_or(Known::STAYS, |given| self.read(given).truth());
                given.beside(self.of_cases(cases, *otherwise))
            }
            ExprKind::Collect { cases, otherwise } => self.of_cases(cases, *otherwise),
            ExprKind::List(parts) => parts.iter().fold(Known::STAYS, |known, part| known.beside(self.read(*part))),
            // Whether a value is known does not change with the clock, nor whether a moment
            // without an input changes it.
            ExprKind::IsSet(part) | ExprKind::Changed(part) => self.read(*part).truth(),
            ExprKind::OrUnset { test, value } => self.read(*test).beside(self.read(*value).truth()),
            kind => {
                // Connectives, and tests that take no value that runs.
                let mut found = Known::STAYS;
                let mut running = None;
                for_each_part(kind, |part| {
                    let read = self.read(part);
                    found = found.beside(read);
                    if read.runs && running.is_none() {
                        running = Some(part);
                    }
                });
                let wrong = found.wrong.or(running);
                Known { wrong, ..found.truth() }
            }
        }
        .filled(ir, id)
    }

    fn of_cases(&self, cases: &[Case], otherwise: Option<ExprId>) -> Known {
        let parts = cases.iter().flat_map(|case| [case.test, case.value]).chain(otherwise);
        parts.fold(Known::STAYS, |known, part| known.beside(self.read(part)))
    }

    /// Whether instances pass a filter.
    fn chosen(&self, instances: Instances) -> Known {
        let Some(filter) = instances.filter else { return Known::STAYS };
        let found = self.read(filter);
        let wrong = found.wrong.or_else(|| found.runs.then_some(filter));
        Known { wrong, ..found.truth() }
    }

    /// What the values of instances make, of which some leave.
    fn of_instances(&self, function: Aggregate, instances: Instances, value: ExprId) -> Known {
        let (chosen, value) = (self.chosen(instances), self.read(value));
        let leaving = if instances.window.is_some() { left_by(function) } else { Known::STAYS };
        // One that comes to be unknown leaves, too.
        if chosen.way == Way::Stays && !value.vanishes {
            return Known { wrong: chosen.wrong.or(value.wrong), ..value.and(leaving) };
        }
        let wanders = Known { way: Way::Wanders, vanishes: true, ..Known::STAYS };
        chosen.beside(value).beside(leaving).beside(wanders)
    }

    fn of_let(&self, id: LetId) -> Known {
        self.ir.lets.get(id).map_or(Known::STAYS, |one| self.read(one.value))
    }

    fn of_segment(&self, id: SegmentId) -> Known {
        self.ir.segments.get(id).map_or(Known::STAYS, |one| self.read(one.when))
    }

    fn of_mode(&self, id: ModeId) -> Known {
        self.ir.modes.get(id).and_then(|one| one.when).map_or(Known::STAYS, |when| self.read(when))
    }

    fn of_score(&self, id: ScoreId) -> Known {
        let lines = self.ir.scores.get(id).into_iter().flat_map(|score| &score.profile);
        let parts = lines.flat_map(|line| &line.steps).flat_map(|step| [step.test, step.points]);
        parts.fold(Known::STAYS, |known, part| known.beside(self.read(part)))
    }

    fn arithmetic(&self, op: Arithmetic, left: ExprId, right: ExprId) -> Known {
        let (one, other) = (self.read(left), self.read(right));
        match op {
            Arithmetic::Add => one.and(other),
            Arithmetic::Subtract => one.and(other.opposite()),
            Arithmetic::Multiply => match (sign(self.ir, left), sign(self.ir, right)) {
                (_, Some(sign)) => one.times(sign),
                (Some(sign), None) => other.times(sign),
                (None, None) => one.beside(other),
            },
            Arithmetic::Divide => match sign(self.ir, right) {
                Some(sign) => one.times(sign),
                None => one.beside(other),
            },
            Arithmetic::Remainder => one.beside(other),
        }
    }

    fn is_truth(&self, id: ExprId) -> bool {
        self.ir.exprs.get(id).is_some_and(|expr| expr.ty.scalar == Scalar::Bool)
    }

    /// A comparison of a value with others.
    fn compared(&self, id: ExprId, value: ExprId, others: &[ExprId]) -> Known {
        let one = self.read(value);
        let mut found = one;
        let mut wrong = one.wrong;
        for &other_id in others {
            let other = self.read(other_id);
            found = found.beside(other);
            wrong = wrong.or(other.wrong);
            if self.is_truth(value) && (one.way != Way::Stays || other.way != Way::Stays) {
                // A truth is asked by itself, not whether it equals another.
                wrong = wrong.or(Some(id));
            }
            if (one.runs || other.runs) && one.and(other.opposite()).way == Way::Wanders {
                // The side that can't be computed; or both can, and not one against the other.
                let side = match (one.way, other.way) {
                    (Way::Wanders, _) => value,
                    (_, Way::Wanders) => other_id,
                    _ => id,
                };
                wrong = wrong.or(Some(side));
            }
        }
        Known { wrong, ..found.truth() }
    }
}

impl Known {
    /// That of a value that is so many times as large.
    fn times(self, sign: std::cmp::Ordering) -> Self {
        match sign {
            std::cmp::Ordering::Greater => self,
            std::cmp::Ordering::Less => self.opposite(),
            std::cmp::Ordering::Equal => Self { wrong: self.wrong, vanishes: self.vanishes, ..Self::STAYS },
        }
    }

    /// Values that have no order do not rise or fall.
    fn filled(self, ir: &Blueprint, id: ExprId) -> Self {
        let set = ir.exprs.get(id).is_some_and(|expr| expr.ty.set);
        if set && self.way != Way::Stays { Self { way: Way::Wanders, ..self } } else { self }
    }
}

/// What the values make of which the oldest leave.
const fn left_by(function: Aggregate) -> Known {
    let way = match function {
        Aggregate::Min => Way::Rises,
        Aggregate::Max => Way::Falls,
        Aggregate::Sum | Aggregate::Average => Way::Wanders,
    };
    Known { way, vanishes: true, ..Known::STAYS }
}

/// Whether a number that is written is above 0, 0 or below.
fn sign(ir: &Blueprint, id: ExprId) -> Option<std::cmp::Ordering> {
    let mut id = id;
    let mut negated = false;
    // Each turn goes on to a part, and parts stand before their whole.
    loop {
        let sign = match &ir.exprs.get(id)?.kind {
            ExprKind::Negate(part) if part.index() < id.index() => {
                negated = !negated;
                id = *part;
                continue;
            }
            ExprKind::Widen(part) if part.index() < id.index() => {
                id = *part;
                continue;
            }
            ExprKind::Literal(Value::Int(number)) => number.cmp(&0),
            ExprKind::Literal(Value::Decimal(number)) => number.cmp(&rust_decimal::Decimal::ZERO),
            ExprKind::Literal(Value::Duration(length)) => length.cmp_length(&Duration::ZERO),
            _ => return None,
        };
        return Some(if negated { sign.reverse() } else { sign });
    }
}

/// The parts of an expression, and those of the derived value that it reads.
pub(super) fn each_read(ir: &Blueprint, kind: &ExprKind, mut visit: impl FnMut(ExprId)) {
    for_each_part(kind, &mut visit);
    match kind {
        ExprKind::Let(id) => ir.lets.get(*id).into_iter().for_each(|one| visit(one.value)),
        ExprKind::Segment(id) => ir.segments.get(*id).into_iter().for_each(|one| visit(one.when)),
        ExprKind::Mode(id) => ir.modes.get(*id).and_then(|one| one.when).into_iter().for_each(visit),
        ExprKind::Score(id) => {
            let lines = ir.scores.get(*id).into_iter().flat_map(|score| &score.profile);
            lines.flat_map(|line| &line.steps).flat_map(|step| [step.test, step.points]).for_each(visit);
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "steady_tests.rs"]
mod tests;
