//! Plain values to typed ones, and back.

use std::borrow::Cow;

use chrono::NaiveDate;
use rust_decimal::Decimal;
use thiserror::Error;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::PlainValue;
use crate::calendar::{Duration, Instant};
use crate::ir::{self, Info, LIST_LIMIT, Scalar, TEXT_LIMIT, Type, Value};
use crate::text::escape::shortened;
use crate::text::{did_you_mean, proposed};

/// Why a value does not fit its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ValueProblem {
    /// Another type.
    #[error("expected {expected}, found {found}")]
    WrongType {
        /// What fits, "a text".
        expected: String,
        /// What was given, "the number 5".
        found: String,
    },
    /// A text that the type can't be read from.
    #[error("`{text}` is not {expected}")]
    BadText {
        /// The text, shortened.
        text: String,
        /// What fits, "a date such as 2026-03-02".
        expected: String,
    },
    /// The enum has no such member, or the blueprint no such team.
    #[error("{owner} has no `{name}`{}", proposed(.proposal.as_deref()))]
    UnknownMember {
        /// Where it was looked for, "the enum `tier`".
        owner: String,
        /// The name, shortened.
        name: String,
        /// The nearest name.
        proposal: Option<String>,
    },
    /// A text of more than 64 KiB.
    #[error("a text of {bytes} bytes is too long; at most {TEXT_LIMIT} are allowed")]
    TextTooLong {
        /// Its length.
        bytes: usize,
    },
    /// A list of more than 10,000 elements.
    #[error("a list of {elements} elements is too long; at most {LIST_LIMIT} are allowed")]
    ListTooLong {
        /// Its length.
        elements: usize,
    },
}

/// A name in the form in which the blueprint holds names, NFC.
pub(crate) fn normal_name(name: &str) -> Cow<'_, str> {
    if name.is_ascii() {
        return Cow::Borrowed(name);
    }
    match is_nfc_quick(name.chars()) {
        IsNormalized::Yes => Cow::Borrowed(name),
        _ => Cow::Owned(name.nfc().collect()),
    }
}

/// The typed value of a plain one; `None` for null where the type is optional.
pub(crate) fn to_value(ir: &ir::Blueprint, ty: Type, plain: &PlainValue) -> Result<Option<Value>, ValueProblem> {
    match plain {
        PlainValue::Null if ty.optional && !ty.set => Ok(None),
        PlainValue::List(elements) if ty.set => {
            if elements.len() > LIST_LIMIT {
                return Err(ValueProblem::ListTooLong { elements: elements.len() });
            }
            let elements: Result<_, _> = elements.iter().map(|element| scalar(ir, ty.scalar, element)).collect();
            Ok(Some(Value::set(elements?)))
        }
        plain if ty.set => Err(wrong_type(ir, ty, plain)),
        plain => scalar(ir, ty.scalar, plain).map(Some),
    }
}

fn scalar(ir: &ir::Blueprint, ty: Scalar, plain: &PlainValue) -> Result<Value, ValueProblem> {
    let value = match (ty, plain) {
        (_, PlainValue::Text(text)) => return text_value(ir, ty, text),
        (Scalar::Bool, PlainValue::Bool(value)) => Value::Bool(*value),
        (Scalar::Int, PlainValue::Int(value)) => Value::Int(*value),
        (Scalar::Decimal, PlainValue::Int(value)) => Value::decimal(Decimal::from(*value)),
        (Scalar::Decimal, PlainValue::Decimal(value)) => Value::decimal(*value),
        _ => return Err(wrong_type(ir, Type::required(ty), plain)),
    };
    Ok(value)
}

/// The typed value that a text says.
pub(crate) fn text_value(ir: &ir::Blueprint, ty: Scalar, text: &str) -> Result<Value, ValueProblem> {
    if text.len() > TEXT_LIMIT {
        return Err(ValueProblem::TextTooLong { bytes: text.len() });
    }
    let read = match ty {
        Scalar::Text | Scalar::Object(_) => return Ok(Value::text(text)),
        Scalar::Enum(id) => {
            let unknown = |owner, proposal| unknown_member(owner, text, proposal);
            // Behind the gate every id has its enum.
            let Some(declared) = ir.enums.get(id) else { return Err(unknown("the enum".to_owned(), None)) };
            let names = || declared.members.iter().map(|member| member.info.name.as_str());
            let wanted = normal_name(text);
            let Some(index) = names().position(|member| member == wanted).and_then(|index| u32::try_from(index).ok())
            else {
                let owner = format!("the enum `{}`", declared.info.name);
                return Err(unknown(owner, did_you_mean(&wanted, names())));
            };
            return Ok(Value::Member(id, index));
        }
        Scalar::Team => {
            let wanted = normal_name(text);
            let names = || ir.teams.values().map(|team| team.info.name.as_str());
            let Some((id, _)) = ir.teams.iter().find(|(_, team)| team.info.name == wanted) else {
                let owner = "the blueprint's list of teams".to_owned();
                return Err(unknown_member(owner, text, did_you_mean(&wanted, names())));
            };
            return Ok(Value::Team(id));
        }
        Scalar::Decimal => decimal(text).map(Value::Decimal),
        Scalar::Date => date(text).map(Value::Date),
        Scalar::Datetime => text.parse::<Instant>().ok().map(Value::Datetime),
        Scalar::Duration => text.parse::<Duration>().ok().map(Value::Duration),
        Scalar::Bool | Scalar::Int => {
            return Err(wrong_type(ir, Type::required(ty), &PlainValue::Text(text.to_owned())));
        }
    };
    let bad = || ValueProblem::BadText { text: shortened(text), expected: expected(ir, Type::required(ty)) };
    read.ok_or_else(bad)
}

fn unknown_member(owner: String, name: &str, proposal: Option<&str>) -> ValueProblem {
    ValueProblem::UnknownMember { owner, name: shortened(name), proposal: proposal.map(str::to_owned) }
}

fn wrong_type(ir: &ir::Blueprint, ty: Type, plain: &PlainValue) -> ValueProblem {
    ValueProblem::WrongType { expected: expected(ir, ty), found: found(plain) }
}

/// What fits a type, with its article.
pub(crate) fn expected(ir: &ir::Blueprint, ty: Type) -> String {
    let one = match ty.scalar {
        Scalar::Bool => "true or false",
        Scalar::Int => "a whole number of 64 bits",
        Scalar::Decimal => "a decimal number of at most 28 digits",
        Scalar::Text => "a text",
        Scalar::Date => "a date such as 2026-03-02",
        Scalar::Datetime => "an instant such as 2026-03-02T09:00:00Z, in the years 1970 to 2199",
        Scalar::Duration => "a duration such as 2 days",
        Scalar::Team => "the name of a team",
        Scalar::Object(id) => {
            let name = ir.objects.get(id).map_or("", |declared| &declared.info.name);
            let each = if ty.set { "a list, each element " } else { "" };
            return format!("{each}the id of an instance of `{name}`");
        }
        Scalar::Enum(id) => {
            let name = ir.enums.get(id).map_or("", |declared| &declared.info.name);
            return if ty.set {
                format!("a list, each element a member of the enum `{name}`")
            } else {
                format!("a member of the enum `{name}`")
            };
        }
    };
    if ty.set { format!("a list, each element {one}") } else { one.to_owned() }
}

fn found(plain: &PlainValue) -> String {
    match plain {
        PlainValue::Null => "null".to_owned(),
        PlainValue::Bool(value) => value.to_string(),
        PlainValue::Int(value) => format!("the number {value}"),
        PlainValue::Decimal(value) => format!("the number {value}"),
        PlainValue::Text(text) => format!("the text \"{}\"", shortened(text)),
        PlainValue::List(_) => "a list".to_owned(),
    }
}

/// Digits with at most one point between them, perhaps a minus sign: rust_decimal alone
/// would read underscores and bare points as well.
fn decimal(text: &str) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(whole) || !plain(fraction) {
        return None;
    }
    // Zeros at the end say nothing and must not count as digits.
    let shortest = if digits.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    Decimal::from_str_exact(shortest).ok().map(|number| number.normalize())
}

/// `2026-03-02` and nothing else: chrono alone would read `+2026-3-2`.
fn date(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        parts.next().filter(|part| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A typed value by names: what a host sees, and what is stored.
///
/// A member or team of another blueprint, which this one does not have, becomes null.
#[must_use]
pub fn to_plain(ir: &ir::Blueprint, value: &Value) -> PlainValue {
    let name = |info: Option<&Info>| info.map_or(PlainValue::Null, |info| info.name.as_str().into());
    match value {
        Value::Bool(value) => (*value).into(),
        Value::Int(value) => (*value).into(),
        Value::Decimal(value) => (*value).into(),
        Value::Text(text) => (&**text).into(),
        Value::Date(value) => (*value).into(),
        Value::Datetime(value) => (*value).into(),
        Value::Duration(value) => (*value).into(),
        Value::Member(id, index) => {
            let member = ir.enums.get(*id).and_then(|declared| declared.members.get(*index as usize));
            name(member.map(|member| &member.info))
        }
        Value::Team(id) => name(ir.teams.get(*id).map(|team| &team.info)),
        // No set holds a set: this goes one level deep.
        Value::Set(elements) => PlainValue::List(elements.iter().map(|element| to_plain(ir, element)).collect()),
    }
}

#[cfg(test)]
#[path = "convert_tests.rs"]
mod tests;
