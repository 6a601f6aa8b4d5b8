//! Values as hosts write them, and back.

use chrono::NaiveDate;
use crm_blueprint::PlainValue;
use crm_blueprint::calendar::is_writable;
use crm_blueprint::ir::{Blueprint, Id, Scalar, Type, Value};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use unicode_normalization::UnicodeNormalization;

/// A name in the form in which names are compared.
pub fn name(name: &str) -> String {
    name.nfc().collect()
}

/// Reads a value of a type; the outer `None` is a problem, the inner one unset.
pub fn read(blueprint: &Blueprint, ty: Type, plain: &PlainValue) -> Option<Option<Value>> {
    match plain {
        PlainValue::List(elements) if ty.set => {
            if elements.len() > 10_000 {
                return None;
            }
            let elements: Option<Vec<_>> = elements.iter().map(|element| one(blueprint, ty.scalar, element)).collect();
            Some(Some(Value::set(elements?)))
        }
        _ if ty.set => None,
        PlainValue::Null => ty.optional.then_some(None),
        plain => one(blueprint, ty.scalar, plain).map(Some),
    }
}

fn one(blueprint: &Blueprint, scalar: Scalar, plain: &PlainValue) -> Option<Value> {
    if let PlainValue::Text(text) = plain {
        return (text.len() <= 64 * 1024).then(|| from_text(blueprint, scalar, text)).flatten();
    }
    match (scalar, plain) {
        (Scalar::Bool, PlainValue::Bool(truth)) => Some(Value::Bool(*truth)),
        (Scalar::Int, PlainValue::Int(number)) => Some(Value::Int(*number)),
        (Scalar::Decimal, PlainValue::Int(number)) => Some(Value::decimal(Decimal::from(*number))),
        (Scalar::Decimal, PlainValue::Decimal(number)) => Some(Value::decimal(*number)),
        _ => None,
    }
}

fn from_text(blueprint: &Blueprint, scalar: Scalar, text: &str) -> Option<Value> {
    match scalar {
        Scalar::Text | Scalar::Object(_) => Some(Value::text(text)),
        Scalar::Decimal => Decimal::from_str_exact(text).ok().map(Value::decimal),
        Scalar::Date if text.len() == 10 => {
            NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| is_writable(*date)).map(Value::Date)
        }
        Scalar::Datetime => text.parse().ok().map(Value::Datetime),
        Scalar::Duration => text.parse().ok().map(Value::Duration),
        Scalar::Enum(id) => {
            let members = &blueprint.enums[id].members;
            let index = members.iter().position(|member| member.info.name == name(text))?;
            Some(Value::Member(id, u32::try_from(index).ok()?))
        }
        Scalar::Team => {
            let found = blueprint.teams.iter().find(|(_, team)| team.info.name == name(text));
            found.map(|(id, _)| Value::Team(id))
        }
        _ => None,
    }
}

/// A value in JSON.
pub fn write(blueprint: &Blueprint, value: Option<&Value>) -> Json {
    match value {
        None => Json::Null,
        Some(Value::Bool(truth)) => json!(truth),
        Some(Value::Int(number)) => json!(number),
        Some(Value::Decimal(number)) => json!(number.normalize().to_string()),
        Some(Value::Text(text)) => json!(text.as_ref()),
        Some(Value::Date(date)) => json!(date.to_string()),
        Some(Value::Datetime(instant)) => json!(instant.to_string()),
        Some(Value::Duration(duration)) => json!(duration.to_string()),
        Some(Value::Member(id, index)) => json!(blueprint.enums[*id].members[*index as usize].info.name),
        Some(Value::Team(id)) => json!(blueprint.teams[*id].info.name),
        Some(Value::Set(elements)) => elements.iter().map(|element| write(blueprint, Some(element))).collect(),
        Some(other) => panic!("a value that the reference does not have: {other:?}"),
    }
}

/// What stands where nothing is given: the default, unset, or the empty set. `None` where it
/// must be given.
pub fn absent(ty: Type, default: Option<&Value>) -> Option<Option<Value>> {
    match default {
        Some(default) => Some(Some(default.clone())),
        None if ty.set => Some(Some(Value::set(Vec::new()))),
        None => ty.optional.then_some(None),
    }
}

/// The thing that is declared under a name.
pub fn find<'b, I: Id, T>(
    things: &'b crm_blueprint::ir::Arena<I, T>,
    wanted: &str,
    name_of: impl Fn(&T) -> &str,
) -> Option<(I, &'b T)> {
    things.iter().find(|(_, thing)| name_of(thing) == name(wanted))
}
