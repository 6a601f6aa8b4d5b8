use super::{ValueProblem, shortened, to_plain, to_value};
use crate::ir::sample::sample;
use crate::ir::{EnumId, Id, LIST_LIMIT, Scalar, TEXT_LIMIT, TeamId, Type, Value};
use crate::state::PlainValue;

fn convert(scalar: Scalar, plain: impl Into<PlainValue>) -> Result<Option<Value>, ValueProblem> {
    to_value(&sample(), Type::required(scalar), &plain.into())
}

fn tier() -> Scalar {
    Scalar::Enum(EnumId::new(0))
}

fn text(text: &str) -> PlainValue {
    text.into()
}

#[test]
fn every_type_both_ways() {
    let sample = sample();
    for (scalar, plain) in [
        (Scalar::Bool, true.into()),
        (Scalar::Int, PlainValue::Int(i64::MIN)),
        (Scalar::Decimal, PlainValue::Decimal("-12.5".parse().unwrap())),
        (Scalar::Text, text("Ünïcode \u{0}")),
        (Scalar::Date, text("2024-02-29")),
        (Scalar::Datetime, text("2026-03-02T09:00:00.250Z")),
        (Scalar::Duration, text("1 month 2 days")),
        (tier(), text("premium")),
        (Scalar::Team, text("marketing")),
    ] {
        let value = to_value(&sample, Type::required(scalar), &plain).unwrap().unwrap();
        assert_eq!(to_plain(&sample, &value), plain);
        let list = PlainValue::List(vec![plain.clone(), plain]);
        let set = to_value(&sample, Type::set_of(scalar), &list).unwrap().unwrap();
        assert_eq!(set, Value::Set(vec![value]));
    }
}

#[test]
fn only_int_widens() {
    let one = Value::decimal(1.into());
    assert_eq!(convert(Scalar::Decimal, 1), Ok(Some(one.clone())));
    assert_eq!(convert(Scalar::Decimal, "1.00"), Ok(Some(one)));
    let decimal = PlainValue::Decimal(1.into());
    for (scalar, plain) in [
        (Scalar::Int, decimal),
        (Scalar::Int, text("1")),
        (Scalar::Bool, 1.into()),
        (Scalar::Bool, text("true")),
        (Scalar::Text, 1.into()),
        (Scalar::Team, 1.into()),
        (tier(), 1.into()),
        (Scalar::Date, 20_260_302.into()),
        (Scalar::Text, PlainValue::List(vec![text("a")])),
        (Scalar::Text, PlainValue::Null),
    ] {
        let problem = convert(scalar, plain.clone()).unwrap_err();
        assert!(matches!(problem, ValueProblem::WrongType { .. }), "{scalar:?} {plain:?}");
    }
}

#[test]
fn texts_must_be_what_they_stand_for() {
    for (scalar, bad) in [
        (Scalar::Date, "2026-02-30"),
        (Scalar::Date, "2026-3-2"),
        (Scalar::Date, "+2026-03-02"),
        (Scalar::Date, "2026-03-02-01"),
        (Scalar::Date, "2026-03-02T00:00:00Z"),
        (Scalar::Datetime, "2026-03-02"),
        (Scalar::Datetime, "2200-01-01T00:00:00Z"),
        (Scalar::Duration, "2"),
        (Scalar::Decimal, ""),
        (Scalar::Decimal, "-"),
        (Scalar::Decimal, "."),
        (Scalar::Decimal, "1."),
        (Scalar::Decimal, ".5"),
        (Scalar::Decimal, "1_000"),
        (Scalar::Decimal, "+1"),
        (Scalar::Decimal, "1e3"),
        (Scalar::Decimal, "0.12345678901234567890123456789"),
        (Scalar::Decimal, "99999999999999999999999999999999"),
    ] {
        let problem = convert(scalar, bad).unwrap_err();
        assert!(matches!(problem, ValueProblem::BadText { .. }), "{scalar:?} {bad}");
        assert!(problem.to_string().starts_with(&format!("`{bad}` is not a")), "{problem}");
    }
    assert_eq!(convert(Scalar::Decimal, "1.0000000000000000000000000000000000"), convert(Scalar::Decimal, 1));
    assert_eq!(convert(Scalar::Decimal, "100"), convert(Scalar::Decimal, 100));
}

#[test]
fn unknown_members_have_a_proposal() {
    let problem = convert(tier(), "premuim").unwrap_err();
    assert_eq!(problem.to_string(), "the enum `tier` has no `premuim`; did you mean `premium`?");
    let problem = convert(Scalar::Team, "zzz").unwrap_err();
    assert_eq!(problem.to_string(), "the blueprint's list of teams has no `zzz`");
}

#[test]
fn names_are_compared_in_one_form() {
    let mut sample = sample();
    sample.teams.get_mut(TeamId::new(0)).unwrap().info.name = "caf\u{e9}".to_owned();
    let value = to_value(&sample, Type::required(Scalar::Team), &text("cafe\u{301}"));
    assert_eq!(value, Ok(Some(Value::Team(TeamId::new(0)))));
}

#[test]
fn null_is_for_optional_values() {
    let sample = sample();
    let optional = Type::required(Scalar::Int).with_optional(true);
    assert_eq!(to_value(&sample, optional, &PlainValue::Null), Ok(None));
    // A set is never unset, and its elements neither.
    let set = Type::set_of(Scalar::Int).with_optional(true);
    assert!(to_value(&sample, set, &PlainValue::Null).is_err());
    assert!(to_value(&sample, set, &PlainValue::List(vec![PlainValue::Null])).is_err());
    let problem = to_value(&sample, set, &1.into()).unwrap_err();
    assert_eq!(problem.to_string(), "expected a list, each element a whole number of 64 bits, found the number 1");
}

#[test]
fn at_the_limits_it_works() {
    assert!(convert(Scalar::Text, "x".repeat(TEXT_LIMIT)).is_ok());
    let bytes = TEXT_LIMIT + 1;
    assert_eq!(convert(Scalar::Text, "x".repeat(bytes)), Err(ValueProblem::TextTooLong { bytes }));
    assert_eq!(convert(tier(), "x".repeat(bytes)), Err(ValueProblem::TextTooLong { bytes }));
    let list = |length: usize| to_value(&sample(), Type::set_of(Scalar::Int), &vec![1; length].into());
    assert!(list(LIST_LIMIT).is_ok());
    let elements = LIST_LIMIT + 1;
    assert_eq!(list(elements), Err(ValueProblem::ListTooLong { elements }));
}

#[test]
fn values_of_another_blueprint_are_null() {
    let sample = sample();
    for value in [Value::Member(EnumId::new(7), 0), Value::Member(EnumId::new(0), 9), Value::Team(TeamId::new(9))] {
        assert_eq!(to_plain(&sample, &value), PlainValue::Null);
    }
}

#[test]
fn messages_are_short_and_harmless() {
    assert_eq!(shortened(&"x".repeat(65)), format!("{}…", "x".repeat(64)));
    assert_eq!(shortened("a\u{1b}[2J\u{202e}"), "a\\u{1b}[2J\\u{202e}");
}
