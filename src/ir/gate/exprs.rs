//! Expressions: every part before its whole, every type as the rules give it.

use super::values::{check_type, check_value, describe};
use super::{At, Check, all_within, ensure, longer_than_nothing, part, within};
use crate::calendar::Duration;
use crate::ir::nesting::{DEPTH_LIMIT, SIZE_LIMIT};
use crate::ir::pattern::Patterns;
use crate::ir::*;

/// Judges all expressions.
pub(super) fn all(ir: &Blueprint) -> Result<(), StoredError> {
    let mut bounds = Bounds { ir, sizes: Vec::with_capacity(ir.exprs.len()), patterns: Patterns::default() };
    for (id, expr) in ir.exprs.iter() {
        bounds.add(&expr.kind).and_then(|()| check(ir, expr)).at(|| part("exprs", id.index(), None))?;
    }
    Ok(())
}

/// Judges an expression by itself and the types of its parts.
fn check(ir: &Blueprint, expr: &Expr) -> Check {
    check_type(ir, expr.ty)?;
    let found = Typing { ir }.of(&expr.kind, expr.ty)?;
    ensure(found.scalar == expr.ty.scalar && found.set == expr.ty.set, || {
        format!("it is {}, not {}", describe(found), describe(expr.ty))
    })
}

const BOOL: Type = Type::required(Scalar::Bool);
const INT: Type = Type::required(Scalar::Int);
const TEXT: Type = Type::required(Scalar::Text);

/// The type rules. Whether a value may be unknown is left aside: evaluation never relies
/// on it.
struct Typing<'t> {
    ir: &'t Blueprint,
}

impl Typing<'_> {
    /// The type of a part, always set. Parts are in range: they stand before their whole.
    fn ty(&self, id: ExprId) -> Type {
        self.ir.exprs.get(id).map_or(BOOL, |expr| expr.ty.with_optional(false))
    }

    fn is(&self, id: ExprId, wanted: Type) -> Check {
        let found = self.ty(id);
        ensure(found == wanted, || format!("its part {} is {}, not {}", id.index(), describe(found), describe(wanted)))
    }

    fn all(&self, ids: &[ExprId], wanted: Type) -> Check {
        ids.iter().try_for_each(|id| self.is(*id, wanted))
    }

    fn list(&self, ids: &[ExprId], wanted: Type) -> Check {
        ensure(ids.len() <= LIST_LIMIT, || format!("it lists more than {LIST_LIMIT} values"))?;
        self.all(ids, wanted)
    }

    /// The type of an expression whose stored type is `stored`.
    fn of(&self, kind: &ExprKind, stored: Type) -> Result<Type, String> {
        let ir = self.ir;
        Ok(match kind {
            ExprKind::Literal(value) => {
                check_value(ir, value, stored)?;
                stored
            }
            ExprKind::List(elements) => {
                self.list(elements, Type::required(stored.scalar))?;
                Type::set_of(stored.scalar)
            }
            ExprKind::Field(id) => ir.fields.get(*id).map(|field| field.ty).ok_or("there is no such field")?,
            ExprKind::InstanceId(object) => {
                within(&ir.objects, *object, "object")?;
                if stored.scalar == Scalar::Object(*object) { Type::required(stored.scalar) } else { TEXT }
            }
            ExprKind::Through { reference, object, value } => {
                within(&ir.objects, *object, "object")?;
                self.is(*reference, Type::required(Scalar::Object(*object)))?;
                self.ty(*value)
            }
            ExprKind::AtLeast { instances, .. } => {
                self.instances(instances)?;
                BOOL
            }
            ExprKind::CountInstances(instances) => {
                self.instances(instances)?;
                INT
            }
            ExprKind::AggregateInstances { function, instances, value } => {
                self.instances(instances)?;
                together(*function, self.ty(*value))?
            }
            ExprKind::Payload(parameters) => self.payload(parameters)?,
            ExprKind::Let(id) => self.derived(ir.lets.get(*id).map(|declared| declared.value), "value")?,
            ExprKind::Score(id) => {
                within(&ir.scores, *id, "score")?;
                INT
            }
            ExprKind::Segment(id) => {
                within(&ir.segments, *id, "segment")?;
                BOOL
            }
            ExprKind::Setting(id) => {
                ir.settings.get(*id).map(|setting| setting.ty).ok_or("there is no such setting")?
            }
            // Scenarios judge their columns' types, sequences those of their arguments.
            ExprKind::Column(_) | ExprKind::Argument(_) => stored,
            ExprKind::Count { series, window } => {
                self.remembered(*series, *window)?;
                INT
            }
            ExprKind::Aggregate { function, series, window } => {
                self.aggregate(*function, self.remembered(*series, *window)?)?
            }
            ExprKind::Last(series) => {
                let last = ir.series.get(*series).is_some_and(|series| series.last);
                ensure(last, || format!("the series {} does not remember the last one", series.index()))?;
                Type::required(Scalar::Datetime)
            }
            ExprKind::TimeInStage(stages) => {
                ensure(!stages.is_empty(), || "it names no stage".to_owned())?;
                all_within(&ir.stages, stages, "stage")?;
                Type::required(Scalar::Duration)
            }
            ExprKind::Mode(id) => {
                within(&ir.modes, *id, "mode")?;
                BOOL
            }
            ExprKind::Sla { sla, question } => {
                within(&ir.slas, *sla, "service level")?;
                match question {
                    SlaQuestion::Due => Type::required(Scalar::Datetime),
                    SlaQuestion::Used | SlaQuestion::Remaining => Type::required(Scalar::Duration),
                    SlaQuestion::Running | SlaQuestion::Paused | SlaQuestion::Met | SlaQuestion::Breached => BOOL,
                }
            }
            ExprKind::Now => Type::required(Scalar::Datetime),
            ExprKind::Today => Type::required(Scalar::Date),
            ExprKind::InStage(stages) => {
                ensure(!stages.is_empty(), || "it names no stage".to_owned())?;
                all_within(&ir.stages, stages, "stage")?;
                BOOL
            }
            ExprKind::Not(one) => {
                self.is(*one, BOOL)?;
                BOOL
            }
            ExprKind::And(all) | ExprKind::Or(all) => {
                ensure(all.len() >= 2, || "it connects fewer than two".to_owned())?;
                self.all(all, BOOL)?;
                BOOL
            }
            ExprKind::Negate(one) => self.one_of(*one, &[Scalar::Int, Scalar::Decimal, Scalar::Duration])?,
            ExprKind::Widen(one) => {
                self.is(*one, INT)?;
                Type::required(Scalar::Decimal)
            }
            ExprKind::Arithmetic { op, left, right } => self.arithmetic(*op, *left, *right)?,
            ExprKind::Coalesce { left, right } => {
                let ty = self.ty(*left);
                self.is(*right, ty)?;
                ty
            }
            ExprKind::Was(one) | ExprKind::Changed(one) => {
                let changeable = matches!(
                    ir.exprs.get(*one).map(|expr| &expr.kind),
                    Some(ExprKind::Field(_) | ExprKind::Let(_) | ExprKind::Score(_) | ExprKind::Segment(_))
                );
                ensure(changeable, || format!("its part {} is nothing that changes", one.index()))?;
                if matches!(kind, ExprKind::Was(_)) { self.ty(*one) } else { BOOL }
            }
            ExprKind::Choose { cases, otherwise, .. } => {
                self.cases(cases, *otherwise, stored.with_optional(false))?;
                stored
            }
            ExprKind::Collect { cases, otherwise } => {
                self.cases(cases, *otherwise, Type::required(stored.scalar))?;
                Type::set_of(stored.scalar)
            }
            ExprKind::Call { function, arguments } => self.call(*function, arguments)?,
            test => {
                self.test(test)?;
                BOOL
            }
        })
    }

    /// What a test is made of; all tests are bools.
    fn test(&self, kind: &ExprKind) -> Check {
        match kind {
            ExprKind::Compare { op, left, right } => {
                let ty = self.ty(*left);
                self.is(*right, ty)?;
                match op {
                    Comparison::Equal | Comparison::NotEqual => Ok(()),
                    _ => self.ordered(*left).map(drop),
                }
            }
            ExprKind::Between { value, low, high } => {
                let ty = self.ordered(*value)?;
                self.all(&[*low, *high], ty)
            }
            ExprKind::OneOf { value, elements } => {
                let ty = self.ty(*value);
                ensure(!ty.set, || "it looks for a set among single values".to_owned())?;
                self.list(elements, ty)
            }
            ExprKind::Has { set, value } => self.is(*set, Type::set_of(self.ty(*value).scalar)).and_then(|()| {
                let ty = self.ty(*value);
                ensure(!ty.set, || "it looks for a set in a set".to_owned())
            }),
            ExprKind::HasAny { set, other } => {
                let ty = self.ty(*set);
                ensure(ty.set, || format!("its part {} is no set", set.index()))?;
                self.is(*other, ty)
            }
            ExprKind::TextTest { text, part, .. } => self.all(&[*text, *part], TEXT),
            ExprKind::ContainsAny { text, elements } => {
                self.is(*text, TEXT)?;
                self.list(elements, TEXT)
            }
            // `Bounds` compiles the pattern.
            ExprKind::Matches { text, .. } => self.is(*text, TEXT),
            ExprKind::OrUnset { test, .. } => self.is(*test, BOOL),
            // Any value is set or not.
            _ => Ok(()),
        }
    }

    /// Tests are bools, and all values of one type.
    fn cases(&self, cases: &[Case], otherwise: Option<ExprId>, wanted: Type) -> Check {
        ensure(cases.len() <= LIST_LIMIT, || format!("it lists more than {LIST_LIMIT} cases"))?;
        for case in cases {
            self.is(case.test, BOOL)?;
            self.is(case.value, wanted)?;
        }
        otherwise.map_or(Ok(()), |value| self.is(value, wanted))
    }

    fn one_of(&self, id: ExprId, scalars: &[Scalar]) -> Result<Type, String> {
        let ty = self.ty(id);
        let fits = !ty.set && scalars.contains(&ty.scalar);
        ensure(fits, || format!("its part {} is {}, which does not fit", id.index(), describe(ty))).map(|()| ty)
    }

    fn ordered(&self, id: ExprId) -> Result<Type, String> {
        self.one_of(id, &[Scalar::Int, Scalar::Decimal, Scalar::Date, Scalar::Datetime, Scalar::Duration])
    }

    /// A series that remembers as far back as is asked.
    fn remembered(&self, id: SeriesId, window: Option<Duration>) -> Result<&Series, String> {
        let Some(series) = self.ir.series.get(id) else { return Err(format!("there is no series {}", id.index())) };
        let far = match window {
            None => series.total,
            Some(window) => {
                longer_than_nothing(window)?;
                series.window.is_some_and(|kept| covers(kept, window))
            }
        };
        ensure(far, || format!("the series {} does not remember so far back", id.index())).map(|()| series)
    }

    fn aggregate(&self, function: Aggregate, series: &Series) -> Result<Type, String> {
        let value = series.value.and_then(|id| self.ir.parameters.get(id)).map(|parameter| parameter.ty);
        let Some(ty) = value.filter(|ty| !ty.set) else { return Err("its series has no single value".to_owned()) };
        together(function, ty)
    }

    fn instances(&self, instances: &Instances) -> Check {
        within(&self.ir.objects, instances.object, "object")?;
        instances.filter.map_or(Ok(()), |filter| self.is(filter, BOOL))?;
        instances.window.map_or(Ok(()), longer_than_nothing)
    }

    fn derived(&self, value: Option<ExprId>, what: &str) -> Result<Type, String> {
        let expr = value.and_then(|id| self.ir.exprs.get(id));
        expr.map(|expr| expr.ty).ok_or_else(|| format!("there is no such derived {what}"))
    }

    /// Fields of payloads, one for each event, of one name and type.
    fn payload(&self, ids: &[ParameterId]) -> Result<Type, String> {
        let mut first: Option<&Parameter> = None;
        for id in ids {
            let Some(parameter) = self.ir.parameters.get(*id) else {
                return Err(format!("there is no payload field {}", id.index()));
            };
            let like = first.get_or_insert(parameter);
            let same = like.info.name == parameter.info.name
                && like.ty.scalar == parameter.ty.scalar
                && like.ty.set == parameter.ty.set;
            ensure(same, || "its payload fields differ in name or type".to_owned())?;
        }
        first.map(|parameter| parameter.ty).ok_or_else(|| "it names no payload field".to_owned())
    }

    fn arithmetic(&self, op: Arithmetic, left: ExprId, right: ExprId) -> Result<Type, String> {
        use Arithmetic::{Add, Divide, Multiply, Remainder, Subtract};
        use Scalar::{Date, Datetime, Decimal, Duration, Int};
        let (left, right) = (self.ty(left), self.ty(right));
        let scalar = match (op, left.scalar, right.scalar) {
            _ if left.set || right.set => None,
            (Add | Subtract | Multiply | Remainder, Int, Int) => Some(Int),
            (_, Decimal, Decimal) => Some(Decimal),
            (Add | Subtract, Duration, Duration) | (Multiply, Duration, Int) => Some(Duration),
            (Add | Subtract, Date, Duration) => Some(Date),
            (Add | Subtract, Datetime, Duration) => Some(Datetime),
            (Subtract, Date, Date) | (Subtract, Datetime, Datetime) => Some(Duration),
            (Divide, ..) => None,
            _ => None,
        };
        let wrong = || format!("{op:?} does not take {} and {}", describe(left), describe(right));
        scalar.map(Type::required).ok_or_else(wrong)
    }

    fn call(&self, function: Function, arguments: &[ExprId]) -> Result<Type, String> {
        let decimal = Type::required(Scalar::Decimal);
        Ok(match (function, arguments) {
            (Function::Round | Function::Floor, [one]) => {
                self.is(*one, decimal)?;
                INT
            }
            (Function::Round, [one, places]) => {
                self.is(*one, decimal)?;
                let places = self.ir.exprs.get(*places).map(|expr| &expr.kind);
                let fits = matches!(places, Some(ExprKind::Literal(Value::Int(0..=28))));
                ensure(fits, || "the places of a round are no literal from 0 to 28".to_owned())?;
                decimal
            }
            (Function::Min | Function::Max, [first, rest @ ..]) if !rest.is_empty() => {
                let ty = self.ordered(*first)?;
                self.all(rest, ty)?;
                ty
            }
            (Function::Abs, [one]) => self.one_of(*one, &[Scalar::Int, Scalar::Decimal])?,
            (Function::Lower, [one]) => {
                self.is(*one, TEXT)?;
                TEXT
            }
            (Function::Length, [one]) => {
                let ty = self.ty(*one);
                ensure(ty.set || ty.scalar == Scalar::Text, || "a length is one of a text or a set".to_owned())?;
                INT
            }
            _ => return Err(format!("{function:?} does not take {} arguments", arguments.len())),
        })
    }
}

/// What values of a type make.
fn together(function: Aggregate, ty: Type) -> Result<Type, String> {
    ensure(!ty.set, || "its values are sets".to_owned())?;
    let number = matches!(ty.scalar, Scalar::Int | Scalar::Decimal);
    let ordered = number || matches!(ty.scalar, Scalar::Date | Scalar::Datetime | Scalar::Duration);
    let (fits, scalar) = match function {
        Aggregate::Sum => (number, ty.scalar),
        Aggregate::Average => (number, Scalar::Decimal),
        Aggregate::Min | Aggregate::Max => (ordered, ty.scalar),
    };
    ensure(fits, || format!("{function:?} does not take {}", describe(ty))).map(|()| Type::required(scalar))
}

/// Depth and size of expressions, and patterns: what bounds the time of a walk.
struct Bounds<'b> {
    ir: &'b Blueprint,
    /// Of those before.
    sizes: Vec<(u32, u64)>,
    patterns: Patterns,
}

impl Bounds<'_> {
    /// Judges the expression behind those before.
    fn add(&mut self, kind: &ExprKind) -> Check {
        let (mut depth, mut size, mut late) = (1u32, 1u64, None);
        // `or unset` evaluates the value that it shares with its test once.
        let shared = match kind {
            ExprKind::OrUnset { test, value } if tests(self.ir, *test, *value) => Some(*value),
            _ => None,
        };
        for_each_part(kind, |one| match self.sizes.get(one.index()) {
            Some((below, parts)) => {
                depth = depth.max(below.saturating_add(1));
                if shared != Some(one) {
                    size = size.saturating_add(*parts);
                }
            }
            None => late = Some(one.index()),
        });
        if let Some(late) = late {
            return Err(format!("its part {late} does not stand before it"));
        }
        ensure(depth <= DEPTH_LIMIT, || format!("it is more than {DEPTH_LIMIT} levels deep"))?;
        ensure(size <= SIZE_LIMIT, || format!("it has more than {SIZE_LIMIT} parts"))?;
        self.sizes.push((depth, size));
        if let ExprKind::Matches { pattern, .. } = kind {
            let compiled = self.patterns.compile(pattern).map(drop);
            compiled.map_err(|error| format!("its pattern can't be used: {error}"))?;
        }
        Ok(())
    }
}

/// Whether `value` is what `test` tests.
fn tests(ir: &Blueprint, test: ExprId, value: ExprId) -> bool {
    match ir.exprs.get(test).map(|expr| &expr.kind) {
        Some(ExprKind::Not(inner)) => match ir.exprs.get(*inner).map(|expr| &expr.kind) {
            Some(kind) => is_tested(kind, value),
            None => false,
        },
        Some(kind) => is_tested(kind, value),
        None => false,
    }
}

fn is_tested(kind: &ExprKind, value: ExprId) -> bool {
    match kind {
        ExprKind::Compare { left: one, .. }
        | ExprKind::Between { value: one, .. }
        | ExprKind::OneOf { value: one, .. }
        | ExprKind::HasAny { set: one, .. }
        | ExprKind::TextTest { text: one, .. }
        | ExprKind::ContainsAny { text: one, .. }
        | ExprKind::Matches { text: one, .. } => *one == value,
        // `x in set` tests the value, `set has x` the set.
        ExprKind::Has { set, value: one } => *one == value || *set == value,
        _ => false,
    }
}
