//! The one evaluator: an expression on a picture gives a value or unknown, and why.
//!
//! It recurses within one expression only, which the limits of the language bound. A
//! derived value is computed when it is first asked for, those that it reads before it,
//! in a loop; a picture remembers it from then on.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

mod choose;
mod compare;
mod derived;
mod frozen;
mod history;
mod logic;
mod number;
mod picture;
mod set;
mod text;
mod time;
mod value;

use std::borrow::Cow;
use std::cmp::Ordering;

use super::{Program, Unknown};
use crate::calendar::{Instant, Zone};
use crate::ir::{ExprId, ExprKind, Id, ModeId, ParameterId, ScoreId, StageId, Value};
use crate::plan::Derived;
use crate::state::ContactState;
pub(crate) use crate::state::Payload;
pub(crate) use history::together;
pub(crate) use picture::{Memo, Picture};
pub(crate) use value::same;

/// A value, borrowed where it stands already, or why there is none.
pub(crate) type Outcome<'e> = Result<Cow<'e, Value>, Unknown>;

/// How two unknown values compare by `==` and `!=`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Absence {
    /// The comparison is unknown.
    Unknown,
    /// Unset equals unset, and differs from every value: what a scenario's `then` asks.
    Comparable,
}

/// What an expression can see.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'e> {
    pub(crate) program: &'e Program,
    /// The contact now.
    pub(crate) now: Picture<'e>,
    /// The contact before the moment.
    pub(crate) was: Picture<'e>,
    /// The instant of the moment, on both pictures.
    pub(crate) at: Instant,
    pub(crate) event: Option<&'e Payload>,
    /// The instant of the state before the moment: where a guard without an event has to have
    /// become true, it is judged there.
    pub(crate) was_at: Instant,
    /// The values that a run of a sequence was started with.
    pub(crate) arguments: &'e [Option<Value>],
    /// What `was` and `changed` were when what is judged now was set off.
    pub(crate) frozen: &'e [(ExprId, Option<Value>)],
    /// The row of a scenario's `for each`.
    pub(crate) columns: &'e [Value],
    pub(crate) absence: Absence,
}

impl<'e> Scene<'e> {
    /// A scene in which nothing has changed.
    pub(crate) const fn still(
        program: &'e Program,
        state: &'e ContactState,
        memo: &'e Memo,
        at: Instant,
        event: Option<&'e Payload>,
    ) -> Self {
        let picture = Picture { state, memo };
        Self {
            program,
            now: picture,
            was: picture,
            at,
            event,
            was_at: at,
            arguments: &[],
            frozen: &[],
            columns: &[],
            absence: Absence::Unknown,
        }
    }

    /// The value of an expression.
    pub(crate) fn value(&self, expr: ExprId) -> Outcome<'e> {
        Evaluator { scene: *self, picture: self.now }.eval(expr, None)
    }

    /// The value of an expression before the moment.
    pub(crate) fn value_before(&self, expr: ExprId) -> Outcome<'e> {
        Evaluator { scene: *self, picture: self.was }.eval(expr, None)
    }

    /// The truth of an expression, or why there is none.
    pub(crate) fn truth(&self, expr: ExprId) -> Result<bool, Unknown> {
        value::truth(self.value(expr))
    }

    /// The truth of an expression before the moment.
    pub(crate) fn truth_before(&self, expr: ExprId) -> Result<bool, Unknown> {
        value::truth(self.value_before(expr))
    }

    /// The truth of an expression before the moment, at the instant of the state before it.
    pub(crate) fn truth_before_at(&self, expr: ExprId) -> Result<bool, Unknown> {
        self.earlier().truth(expr)
    }

    /// The scene before the moment, at the instant of the state before it: nothing has changed.
    pub(crate) fn earlier(&self) -> Self {
        let was = if self.was_at == self.at {
            self.was
        } else {
            let memo: &'e Memo = self.was.memo.earlier.get_or_init(Box::default);
            Picture { memo, ..self.was }
        };
        Self { now: was, was, at: self.was_at, ..*self }
    }

    /// The same contact, still, at another instant, with nothing derived from it so far.
    pub(crate) fn moved<'n>(&self, memo: &'n Memo, at: Instant) -> Scene<'n>
    where
        'e: 'n,
    {
        // Which zone is the contact's does not depend on the clock.
        let _ = memo.zone.set(self.zone());
        let now = Picture { state: self.now.state, memo };
        Scene { now, was: now, at, was_at: at, ..*self }
    }

    /// The order of two values, where both are known and have one.
    pub(crate) fn order(&self, left: ExprId, right: ExprId) -> Option<Ordering> {
        value::order(self.value(left).ok()?.as_ref(), self.value(right).ok()?.as_ref()).ok()
    }

    /// Whether a mode is on.
    pub(crate) fn mode(&self, mode: ModeId) -> Result<bool, Unknown> {
        value::truth(Evaluator { scene: *self, picture: self.now }.derived(Derived::Mode(mode)))
    }

    /// The contact's zone.
    pub(crate) fn zone(&self) -> Zone {
        Evaluator { scene: *self, picture: self.now }.zone()
    }

    /// Whether an expression is true; no expression is.
    pub(crate) fn holds(&self, expr: Option<ExprId>) -> bool {
        expr.is_none_or(|expr| self.truth(expr) == Ok(true))
    }

    /// The total of a score.
    pub(crate) fn total(&self, score: ScoreId) -> i64 {
        let total = Evaluator { scene: *self, picture: self.now }.derived(Derived::Score(score));
        value::int(total).unwrap_or(0)
    }

    /// Whether the contact is in one of the stages, now.
    pub(crate) fn in_stage(&self, stages: &[StageId]) -> bool {
        self.now.in_stage(self.program, stages)
    }
}

/// The value of an expression on a state that stands still: no event, nothing before.
pub(crate) fn evaluate(
    program: &Program,
    state: &ContactState,
    columns: &[Value],
    expr: ExprId,
    absence: Absence,
) -> Result<Value, Unknown> {
    let memo = Memo::new(program);
    let scene = Scene { columns, absence, ..Scene::still(program, state, &memo, state.clock, None) };
    scene.value(expr).map(Cow::into_owned)
}

/// A part whose value is known already: `or unset` asks for it before its test does.
type Given<'g, 'e> = Option<(ExprId, &'g Outcome<'e>)>;

/// An expression is evaluated on one picture of its scene.
#[derive(Clone, Copy)]
struct Evaluator<'e> {
    scene: Scene<'e>,
    picture: Picture<'e>,
}

impl<'e> Evaluator<'e> {
    fn eval(&self, id: ExprId, given: Given<'_, 'e>) -> Outcome<'e> {
        if let Some((known, outcome)) = given
            && known == id
        {
            return outcome.clone();
        }
        let program = self.scene.program;
        match &program.ir.exprs[id].kind {
            ExprKind::Literal(value) => Ok(Cow::Borrowed(value)),
            ExprKind::Field(field) => self.picture.field(*field),
            ExprKind::Payload(parameters) => self.payload(parameters),
            ExprKind::Let(id) => self.derived(Derived::Let(*id)),
            ExprKind::Segment(id) => self.derived(Derived::Segment(*id)),
            ExprKind::Score(id) => self.derived(Derived::Score(*id)),
            ExprKind::Setting(id) => known(program.settings.get(id.index())),
            ExprKind::Column(index) => known(usize::try_from(*index).ok().and_then(|i| self.scene.columns.get(i))),
            ExprKind::Argument(index) => match usize::try_from(*index).ok().and_then(|i| self.scene.arguments.get(i)) {
                Some(Some(value)) => Ok(Cow::Borrowed(value)),
                _ => Err(Unknown::Unfit),
            },
            ExprKind::Mode(id) => self.derived(Derived::Mode(*id)),
            ExprKind::Count { series, window } => self.count(*series, *window),
            ExprKind::Aggregate { function, series, window } => self.aggregate(*function, *series, *window),
            ExprKind::Last(series) => self.last(*series),
            ExprKind::TimeInStage(stages) => self.time_in_stage(stages),
            ExprKind::Now => owned(Value::Datetime(self.scene.at)),
            ExprKind::Today => owned(Value::Date(self.zone().date(self.scene.at))),
            ExprKind::InStage(stages) => owned(Value::Bool(self.picture.in_stage(program, stages))),
            ExprKind::List(parts) => self.list(parts, given),
            ExprKind::Not(part) => self.not(*part, given),
            ExprKind::And(parts) => self.connect(parts, given, false),
            ExprKind::Or(parts) => self.connect(parts, given, true),
            ExprKind::Negate(part) => self.negate(*part, given),
            ExprKind::Widen(part) => self.widen(*part, given),
            ExprKind::Arithmetic { op, left, right } => self.arithmetic(*op, *left, *right, given),
            ExprKind::Coalesce { left, right } => match self.eval(*left, given) {
                Err(_) => self.eval(*right, given),
                known => known,
            },
            ExprKind::Compare { op, left, right } => self.compare(*op, *left, *right, given),
            ExprKind::Between { value, low, high } => self.between([*value, *low, *high], given),
            ExprKind::OneOf { value, elements } => self.one_of(*value, elements, given),
            ExprKind::Has { set, value } => self.has(*set, *value, given),
            ExprKind::HasAny { set, other } => self.has_any(*set, *other, given),
            ExprKind::TextTest { op, text, part } => self.text_test(*op, *text, *part, given),
            ExprKind::ContainsAny { text, elements } => self.contains_any(*text, elements, given),
            ExprKind::Matches { text, .. } => self.matches(id, *text, given),
            ExprKind::IsSet(part) => owned(Value::Bool(self.eval(*part, given).is_ok())),
            ExprKind::OrUnset { test, value } => self.or_unset(*test, *value, given),
            ExprKind::Was(part) => self.frozen(id).unwrap_or_else(|| self.before().eval(*part, None)),
            ExprKind::Changed(part) => self.frozen(id).unwrap_or_else(|| self.changed(*part)),
            ExprKind::Choose { given: of, cases, otherwise } => self.choose(id, *of, cases, *otherwise, given),
            ExprKind::Collect { cases, otherwise } => self.collect(cases, *otherwise, given),
            ExprKind::Call { function, arguments } => self.call(*function, arguments, given),
        }
    }

    /// The same scene, on the picture before the moment.
    const fn before(&self) -> Self {
        Self { scene: self.scene, picture: self.scene.was }
    }

    fn changed(&self, part: ExprId) -> Outcome<'e> {
        let differs = match (self.eval(part, None), self.before().eval(part, None)) {
            (Ok(now), Ok(was)) => now != was,
            (Err(_), Err(_)) => false,
            _ => true,
        };
        owned(Value::Bool(differs))
    }

    fn payload(&self, parameters: &[ParameterId]) -> Outcome<'e> {
        let event = self.scene.event.ok_or(Unknown::NoEvent)?;
        picture::payload_value(event, parameters)
    }

    fn zone(&self) -> Zone {
        let memo = self.picture.memo;
        if let Some(zone) = memo.zone.get() {
            return *zone;
        }
        let zone = self.contact_zone().unwrap_or(self.scene.program.zone);
        let _ = memo.zone.set(zone);
        zone
    }

    /// The zone that the contact's own expression names, where it names one of the database.
    fn contact_zone(&self) -> Option<Zone> {
        let expr = self.scene.program.ir.timezone.contact?;
        match self.eval(expr, None).ok()?.as_ref() {
            Value::Text(name) => name.parse().ok(),
            _ => None,
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an outcome, as every operator gives it")]
const fn owned<'e>(value: Value) -> Outcome<'e> {
    Ok(Cow::Owned(value))
}

fn known(value: Option<&Value>) -> Outcome<'_> {
    value.map(Cow::Borrowed).ok_or(Unknown::Unfit)
}
