//! Expressions, by recursion; nothing is kept. `None` is unknown.

use std::cmp::Ordering;

use crm_blueprint::ir::{Comparison, ExprId, ExprKind, Function, Instances, Score, StageId, TextTest, Value};

use super::calendar::add;
use super::picture::Picture;
use super::{history, modes, number, text};

pub fn evaluate(on: Picture, id: ExprId) -> Option<Value> {
    let of = |id: &ExprId| evaluate(on, *id);
    let all = |ids: &[ExprId]| ids.iter().map(|id| evaluate(on, *id)).collect::<Option<Vec<Value>>>();
    match &on.blueprint.exprs[id].kind {
        ExprKind::Literal(value) => Some(value.clone()),
        ExprKind::List(elements) => Some(Value::set(all(elements)?)),
        ExprKind::Field(field) => {
            let field = &on.blueprint.fields[*field];
            on.life(field.object)?.fields[&field.info.name].clone()
        }
        ExprKind::InstanceId(object) => on.instance(*object).map(|instance| Value::text(&instance.id)),
        ExprKind::Through { reference, object, value } => {
            let id = of(reference)?;
            let there = on.state.named(*object, words(&id))?;
            evaluate(on.within(there.number), *value)
        }
        ExprKind::AtLeast { instances: all, number } => {
            let passed = instances(on, all);
            let number = *number as usize;
            let sure = passed.iter().filter(|(_, passes)| *passes == Some(true)).count();
            let perhaps = passed.iter().filter(|(_, passes)| *passes != Some(false)).count();
            if sure >= number {
                Some(Value::Bool(true))
            } else if perhaps < number {
                Some(Value::Bool(false))
            } else {
                None
            }
        }
        ExprKind::CountInstances(all) => {
            let count = instances(on, all).iter().filter(|(_, passes)| *passes == Some(true)).count();
            i64::try_from(count).ok().map(Value::Int)
        }
        ExprKind::AggregateInstances { function, instances: all, value } => {
            let passed = instances(on, all).into_iter().filter(|(_, passes)| *passes == Some(true));
            let values = passed.filter_map(|(number, _)| evaluate(on.within(number), *value)).collect();
            history::of_values(*function, values, on.blueprint.exprs[*value].ty.scalar)
        }
        ExprKind::Payload(parameters) => {
            let event = on.event.expect("`event` is read where there is one");
            event.payload[&on.blueprint.parameters[*parameters.first()?].info.name].clone()
        }
        ExprKind::Let(id) => of(&on.blueprint.lets[*id].value),
        ExprKind::Score(id) => total(on, &on.blueprint.scores[*id]).map(Value::Int),
        ExprKind::Segment(id) => of(&on.blueprint.segments[*id].when),
        ExprKind::Setting(id) => Some(on.blueprint.settings[*id].default.clone()),
        ExprKind::Argument(index) => on.arguments.get(*index as usize).cloned().flatten(),
        ExprKind::Count { series, window } => history::count(on, *series, *window),
        ExprKind::Aggregate { function, series, window } => history::aggregate(on, *function, *series, *window),
        ExprKind::Last(series) => history::last(on, *series).map(Value::Datetime),
        ExprKind::TimeInStage(stages) => {
            let since = stages.iter().filter_map(|stage| on.stay(*stage)).min()?;
            let length = on.now.milliseconds() - since.milliseconds();
            Some(Value::Duration(crm_blueprint::calendar::Duration::milliseconds(length)))
        }
        ExprKind::Mode(mode) if on.life(on.blueprint.modes[*mode].object).is_none() => None,
        ExprKind::Mode(mode) => match modes::is_on(on, *mode) {
            Some(true) => None,
            on => Some(Value::Bool(on.is_some())),
        },
        ExprKind::Sla { sla, question } => super::sla::read(on, *sla, *question),
        ExprKind::Now => Some(Value::Datetime(on.now)),
        ExprKind::Today => Some(Value::Date(super::calendar::shown(on.tz(), on.now).date())),
        ExprKind::Not(a) => truth(of(a)).map(|a| Value::Bool(!a)),
        ExprKind::And(parts) => not(any_of(parts.iter().map(|part| not(of(part))))),
        ExprKind::Or(parts) => any_of(parts.iter().map(of)),
        ExprKind::Negate(a) => number::negate(&of(a)?),
        ExprKind::Widen(a) => number::decimal(&of(a)?).map(Value::decimal),
        ExprKind::Arithmetic { op, left, right } => number::arithmetic(*op, &of(left)?, &of(right)?, on.zone().0),
        ExprKind::Coalesce { left, right } => of(left).or_else(|| of(right)),
        ExprKind::Compare { op, left, right } => compare(*op, &of(left)?, &of(right)?),
        ExprKind::Between { value, low, high } => {
            let (value, low, high) = (of(value)?, of(low)?, of(high)?);
            let above = compare(Comparison::LessOrEqual, &low, &value);
            let below = compare(Comparison::LessOrEqual, &value, &high);
            not(any_of([not(above), not(below)].into_iter()))
        }
        ExprKind::OneOf { value, elements } => {
            let value = of(value);
            any_of(elements.iter().map(|element| compare(Comparison::Equal, value.as_ref()?, &of(element)?)))
        }
        ExprKind::Has { set, value } => has(of(set), of(value)),
        ExprKind::HasAny { set, other } => match &on.blueprint.exprs[*other].kind {
            ExprKind::List(parts) => any_of(parts.iter().map(|part| has(of(set), of(part)))),
            _ => {
                let (set, other) = (of(set), of(other)?);
                any_of(elements(&other).iter().map(|element| has(set.clone(), Some(element.clone()))))
            }
        },
        ExprKind::TextTest { op, text, part } => test(*op, of(text), of(part)),
        ExprKind::ContainsAny { text, elements } => {
            any_of(elements.iter().map(|part| test(TextTest::Contains, of(text), of(part))))
        }
        ExprKind::Matches { text, pattern } => {
            let found = regex::Regex::new(pattern).expect("the checker has looked").is_match(words(&of(text)?));
            Some(Value::Bool(found))
        }
        ExprKind::IsSet(a) => Some(Value::Bool(of(a).is_some())),
        ExprKind::OrUnset { test, value } => match of(value) {
            None => Some(Value::Bool(true)),
            Some(_) => of(test),
        },
        ExprKind::Choose { given, cases, otherwise } => {
            if let Some(given) = given {
                of(given)?;
            }
            match cases.iter().find(|case| on.holds(Some(case.test))) {
                Some(case) => of(&case.value),
                None => of(otherwise.as_ref()?),
            }
        }
        ExprKind::Collect { cases, otherwise } => {
            let matching: Vec<ExprId> =
                cases.iter().filter(|case| on.holds(Some(case.test))).map(|case| case.value).collect();
            let chosen = if matching.is_empty() { otherwise.iter().copied().collect() } else { matching };
            Some(Value::set(all(&chosen)?))
        }
        // In scope of an instance that was not there.
        ExprKind::InStage(stages) if !stages.iter().all(|stage| is_there(on, *stage)) => None,
        ExprKind::InStage(stages) => Some(Value::Bool(stages.iter().any(|stage| on.stay(*stage).is_some()))),
        ExprKind::Was(a) => evaluate(on.earlier(), *a),
        ExprKind::Changed(a) => {
            let before = on.value_before(*a);
            Some(Value::Bool(before.is_some_and(|before| before != evaluate(on.set_off(), *a))))
        }
        ExprKind::Call { function, arguments } => call(*function, &all(arguments)?),
        other => panic!("an expression that the reference does not have: {other:?}"),
    }
}

fn is_there(on: Picture, stage: StageId) -> bool {
    on.life(on.blueprint.journeys[on.blueprint.stages[stage].journey].object).is_some()
}

/// All instances within the window, and whether each passes the filter.
fn instances(on: Picture, all: &Instances) -> Vec<(u64, Option<bool>)> {
    let own = on.state.instances.iter().filter(|instance| {
        let within = |window| add(on.tz(), instance.life.created, window).is_none_or(|leaves| on.now < leaves);
        instance.object == all.object && all.window.is_none_or(within)
    });
    let passes = |number| match all.filter {
        Some(filter) => truth(evaluate(on.within(number), filter)),
        None => Some(true),
    };
    own.map(|instance| (instance.number, passes(instance.number))).collect()
}

fn call(function: Function, arguments: &[Value]) -> Option<Value> {
    let extreme = |op| {
        let pick = |best, next| if compare(op, next, best) == Some(Value::Bool(true)) { next } else { best };
        arguments.iter().reduce(pick).cloned()
    };
    let first = arguments.first()?;
    match function {
        Function::Round => number::round(first, arguments.get(1)),
        Function::Floor => number::floor(first),
        Function::Min => extreme(Comparison::Less),
        Function::Max => extreme(Comparison::Greater),
        Function::Abs => number::abs(first),
        Function::Lower => limited(text::lower(words(first))),
        Function::Length => {
            let length = match first {
                Value::Set(elements) => elements.len(),
                other => words(other).chars().count(),
            };
            i64::try_from(length).ok().map(Value::Int)
        }
        _ => panic!("a function that the reference does not have"),
    }
}

/// A text above 64 KiB is too large for its type.
fn limited(text: String) -> Option<Value> {
    (text.len() <= 64 * 1024).then(|| Value::text(&text))
}

/// Event points plus profile points, within the bounds.
pub fn total(on: Picture, score: &Score) -> Option<i64> {
    let points = on.life(score.object)?.points[&score.info.name];
    let profile: i128 = score
        .profile
        .iter()
        .map(|line| {
            let step = line.steps.iter().find(|step| on.holds(Some(step.test)));
            match step.and_then(|step| evaluate(on, step.points)) {
                Some(Value::Int(points)) => i128::from(points),
                _ => 0,
            }
        })
        .sum();
    let sum = i128::from(points) + profile;
    Some(i64::try_from(sum.clamp(score.low.into(), score.high.into())).expect("the bounds are ints"))
}

pub fn compare(op: Comparison, left: &Value, right: &Value) -> Option<Value> {
    let order = match (left, right) {
        (Value::Duration(a), Value::Duration(b)) => a.cmp_length(b),
        (Value::Int(_) | Value::Decimal(_), Value::Int(_) | Value::Decimal(_)) => {
            number::decimal(left)?.cmp(&number::decimal(right)?)
        }
        _ => left.cmp(right),
    };
    Some(Value::Bool(match op {
        Comparison::Equal => order == Ordering::Equal,
        Comparison::NotEqual => order != Ordering::Equal,
        Comparison::Less => order == Ordering::Less,
        Comparison::LessOrEqual => order != Ordering::Greater,
        Comparison::Greater => order == Ordering::Greater,
        Comparison::GreaterOrEqual => order != Ordering::Less,
    }))
}

fn test(op: TextTest, text: Option<Value>, part: Option<Value>) -> Option<Value> {
    Some(Value::Bool(text::test(op, words(&text?), words(&part?))))
}

fn has(set: Option<Value>, value: Option<Value>) -> Option<Value> {
    let (set, value) = (set?, value?);
    any_of(elements(&set).iter().map(|element| compare(Comparison::Equal, element, &value)))
}

fn any_of(parts: impl Iterator<Item = Option<Value>>) -> Option<Value> {
    let parts: Vec<Option<bool>> = parts.map(truth).collect();
    if parts.contains(&Some(true)) {
        Some(Value::Bool(true))
    } else if parts.contains(&None) {
        None
    } else {
        Some(Value::Bool(false))
    }
}

fn not(value: Option<Value>) -> Option<Value> {
    truth(value).map(|truth| Value::Bool(!truth))
}

fn truth(value: Option<Value>) -> Option<bool> {
    match value? {
        Value::Bool(truth) => Some(truth),
        other => panic!("no bool: {other:?}"),
    }
}

fn words(value: &Value) -> &str {
    match value {
        Value::Text(text) => text,
        other => panic!("no text: {other:?}"),
    }
}

pub fn elements(value: &Value) -> &[Value] {
    match value {
        Value::Set(elements) => elements,
        other => panic!("no set: {other:?}"),
    }
}
