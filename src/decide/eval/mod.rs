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
mod instances;
mod logic;
mod number;
mod picture;
mod set;
mod sla;
mod text;
mod time;
mod value;

use std::borrow::Cow;
use std::cmp::Ordering;

use super::sequence::run_arguments;
use super::{Program, Unknown};
use crate::calendar::{Duration, Instant, Zone};
use crate::ir::{
    EventFilter, ExprId, ExprKind, FieldId, Id, ModeId, ObjectId, ParameterId, ScoreId, SegmentId, StageId, Value,
};
use crate::plan::Derived;
pub(crate) use crate::state::Payload;
use crate::state::{ContactState, Life, Subject, Waiting};
pub(in crate::decide) use derived::moved;
pub(crate) use history::together;
pub(crate) use instances::Bound;
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
    /// The instances in scope.
    pub(crate) bound: Bound,
    /// The values that a run of a sequence was started with.
    pub(crate) arguments: &'e [Option<Value>],
    /// What `was` and `changed` were when what is judged now was set off.
    pub(crate) frozen: &'e [(ExprId, Option<Value>)],
    /// The row of a scenario's `for each`.
    pub(crate) columns: &'e [Value],
    pub(crate) absence: Absence,
    /// The contact as the last decision left it, if it is known: what was computed then may still be so.
    pub(crate) left: Option<&'e ContactState>,
}

impl<'e> Scene<'e> {
    /// A scene in which nothing has changed.
    pub(crate) fn still(
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
            bound: Bound::default(),
            arguments: &[],
            frozen: &[],
            columns: &[],
            absence: Absence::Unknown,
            left: None,
        }
    }

    /// The same scene, of one whom the last decision left so.
    pub(crate) const fn of_one_left(self, left: &'e ContactState) -> Self {
        Self { left: Some(left), ..self }
    }

    /// The value of an expression.
    pub(crate) fn value(&self, expr: ExprId) -> Outcome<'e> {
        // What is written out is read from no picture.
        if let ExprKind::Literal(value) = &self.program.ir.exprs[expr].kind {
            return Ok(Cow::Borrowed(value));
        }
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
            let memo: &'e Memo = self.was.memo.earlier();
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
        memo.keep_zone(self.zone());
        let now = Picture { state: self.now.state, memo };
        Scene { now, was: now, at, was_at: at, ..*self }
    }

    /// The scene on which the expressions of what waits are read: the event and what `was`
    /// then, with the arguments of the run that asked for it.
    pub(crate) fn of_waiting(self, waiting: &'e Waiting) -> Self {
        let arguments = run_arguments(self.now.state, waiting.cause, waiting.subject);
        Self { event: waiting.event.as_ref(), frozen: &waiting.frozen, arguments, ..self.of(waiting.subject) }
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

    /// Whether the event under judgement is one of the filter's: of the instance in scope, where
    /// it is one of its object.
    pub(crate) fn happened(&self, filter: &EventFilter) -> bool {
        let Some(payload) = self.event.filter(|payload| filter.events.contains(&payload.event)) else { return false };
        self.concerns(payload.subject) && self.passes(filter.filter)
    }

    /// Whether the filter of an event holds: the instance that it concerns is in scope there.
    pub(crate) fn passes(&self, filter: Option<ExprId>) -> bool {
        filter.is_none() || self.in_event().holds(filter)
    }

    /// Whether what is of a subject is seen from here: that of another instance of the object in
    /// scope is not.
    pub(crate) fn concerns(&self, subject: Subject) -> bool {
        let Subject::Instance(number) = subject else { return true };
        let object = self.now.state.object_of(subject);
        object.and_then(|object| self.bound.instance(object)).is_none_or(|bound| bound == number)
    }

    /// The same scene, with the instance that the event concerns in scope too.
    pub(crate) fn in_event(&self) -> Self {
        let Some(Subject::Instance(number)) = self.event.map(|payload| payload.subject) else { return *self };
        match self.now.state.object_of(Subject::Instance(number)) {
            Some(object) if self.bound.instance(object).is_none() => self.with(object, number),
            _ => *self,
        }
    }

    /// The contact, or the instance in scope.
    pub(crate) fn subject(&self) -> Subject {
        self.bound.innermost().map_or(Subject::Contact, Subject::Instance)
    }

    /// The life of the contact, or of the instance in scope.
    pub(crate) fn own_life(&self) -> Option<&'e Life> {
        self.now.state.life(self.subject())
    }

    /// The contact, or the instance of the object in scope; `None` where none is.
    pub(crate) fn subject_of(&self, object: Option<ObjectId>) -> Option<Subject> {
        Evaluator { scene: *self, picture: self.now }.subject_of(object).ok()
    }

    /// Whether the instance in scope was not there before the moment.
    pub(crate) fn is_new(&self) -> bool {
        self.bound.innermost().is_some_and(|number| self.was.state.instance(number).is_none())
    }

    /// Whether a value is of the instance in scope, and that was not there before the moment: it
    /// has not changed.
    pub(crate) fn is_of_new(&self, expr: ExprId) -> bool {
        self.is_new() && Evaluator { scene: *self, picture: self.now }.is_of_instance(expr)
    }

    /// How long, or why that is unknown.
    pub(crate) fn duration(&self, expr: ExprId) -> Result<Duration, Unknown> {
        value::duration(self.value(expr))
    }

    /// The total of a score.
    pub(crate) fn total(&self, score: ScoreId) -> i64 {
        let total = Evaluator { scene: *self, picture: self.now }.derived(Derived::Score(score));
        value::int(total).unwrap_or(0)
    }

    /// Whether the contact, or the instance in scope, is in a segment now.
    pub(crate) fn in_segment(&self, segment: SegmentId) -> bool {
        let segment = Evaluator { scene: *self, picture: self.now }.derived(Derived::Segment(segment));
        matches!(segment.as_deref(), Ok(Value::Bool(true)))
    }

    /// Whether the contact is in one of the stages, now.
    pub(crate) fn in_stage(&self, stages: &[StageId]) -> bool {
        Evaluator { scene: *self, picture: self.now }.in_stage(stages)
    }

    /// Since when the contact, or the instance in scope, has been in a stage, if it is.
    pub(crate) fn since(&self, stage: StageId) -> Option<Instant> {
        Evaluator { scene: *self, picture: self.now }.since(stage)
    }

    /// The contact's own life now, or that of the instance of the object in scope.
    pub(crate) fn life(&self, object: Option<ObjectId>) -> Option<&'e Life> {
        Evaluator { scene: *self, picture: self.now }.life(object).ok()
    }

    /// The same scene with one more instance in scope.
    pub(crate) fn with(&self, object: ObjectId, number: u64) -> Self {
        Self { bound: self.bound.with(object, number), ..*self }
    }

    /// The same scene with an instance in scope, and no other.
    pub(crate) fn of(&self, subject: Subject) -> Self {
        let bound = match subject {
            Subject::Contact => Bound::default(),
            Subject::Instance(number) => {
                let found = self.now.state.instance(number).or_else(|| self.was.state.instance(number));
                found.map_or_else(Bound::default, |instance| Bound::default().with(instance.object, number))
            }
        };
        Self { bound, ..*self }
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
    let scene = Scene { columns, absence, ..Scene::still(program, state, &memo, state.clock(), None) };
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
            ExprKind::Field(field) => self.field(*field),
            ExprKind::InstanceId(object) => self.instance_id(*object),
            ExprKind::Through { reference, object, value } => self.through(*reference, *object, *value),
            ExprKind::AtLeast { instances, number } => self.at_least(*instances, *number),
            ExprKind::CountInstances(instances) => self.count_instances(*instances),
            ExprKind::AggregateInstances { function, instances, value } => {
                self.aggregate_instances(*function, *instances, *value)
            }
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
            ExprKind::Sla { sla, question } => self.sla(*sla, *question),
            ExprKind::Now => owned(Value::Datetime(self.scene.at)),
            ExprKind::Today => owned(Value::Date(self.zone().date(self.scene.at))),
            ExprKind::InStage(stages) => owned(Value::Bool(self.in_stage(stages))),
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

    fn field(&self, field: FieldId) -> Outcome<'e> {
        let ir = &self.scene.program.ir;
        let life = self.life(ir.fields[field].object)?;
        life.fields.get(ir.slot(field)).ok_or(Unknown::FieldUnset(field))
    }

    /// Since when the contact, or the instance in scope, has been in a stage, if it is.
    fn since(&self, stage: StageId) -> Option<Instant> {
        let ir = &self.scene.program.ir;
        let journey = ir.stages[stage].journey;
        let occupancy = self.life(ir.journeys[journey].object).ok()?.occupancy(journey);
        occupancy?.since_in(ir, stage)
    }

    fn in_stage(&self, stages: &[StageId]) -> bool {
        stages.iter().any(|&stage| self.since(stage).is_some())
    }

    /// The same scene, on the picture before the moment.
    const fn before(&self) -> Self {
        Self { scene: self.scene, picture: self.scene.was }
    }

    fn changed(&self, part: ExprId) -> Outcome<'e> {
        if self.scene.is_of_new(part) {
            return owned(Value::Bool(false));
        }
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
        if let Some(zone) = memo.zone() {
            return zone;
        }
        let zone = self.contact_zone().unwrap_or(self.scene.program.zone);
        memo.keep_zone(zone);
        zone
    }

    /// The zone that the contact's own expression names, where it names one of the database.
    fn contact_zone(&self) -> Option<Zone> {
        let expr = self.scene.program.ir.timezone.contact?;
        match self.eval(expr, None).ok()?.as_ref() {
            // Most contacts are where the blueprint is.
            Value::Text(name) if **name == *self.scene.program.zone.name() => Some(self.scene.program.zone),
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
