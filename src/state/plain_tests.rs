use rust_decimal::Decimal;
use serde_json::json;

use super::PlainValue;
use crate::calendar::{Duration, Instant};

fn read(json: &str) -> Result<PlainValue, String> {
    serde_json::from_str(json).map_err(|error| error.to_string())
}

fn decimal(text: &str) -> PlainValue {
    PlainValue::Decimal(text.parse().unwrap())
}

#[test]
fn json_both_ways() {
    for (json, value) in [
        (json!(null), PlainValue::Null),
        (json!(true), PlainValue::Bool(true)),
        (json!(-7), PlainValue::Int(-7)),
        (json!(i64::MIN), PlainValue::Int(i64::MIN)),
        (json!("2 days"), Duration::days(2).into()),
        (json!("1970-01-01T00:00:00Z"), Instant::MIN.into()),
        (json!(["a", 1, null]), PlainValue::List(vec!["a".into(), 1.into(), PlainValue::Null])),
    ] {
        assert_eq!(serde_json::to_value(&value).unwrap(), json);
        assert_eq!(serde_json::from_value::<PlainValue>(json).unwrap(), value);
    }
}

#[test]
fn decimals_are_written_as_text() {
    let value = PlainValue::from("1.50".parse::<Decimal>().unwrap());
    assert_eq!(serde_json::to_string(&value).unwrap(), r#""1.5""#);
}

#[test]
fn short_numbers_are_exact() {
    for (json, exact) in [
        ("0.1", "0.1"),
        ("1.0", "1"),
        ("-0.0", "0"),
        ("12345678901.2345", "12345678901.2345"),
        ("1e3", "1000"),
        ("2.5e-3", "0.0025"),
        ("999999999999999.0", "999999999999999"),
    ] {
        assert_eq!(read(json).unwrap(), decimal(exact), "{json}");
    }
}

#[test]
fn numbers_that_may_have_lost_digits_are_refused() {
    for json in ["0.12345678901234567", "1e15", "1e300", "1e-29", "100000000000000000001", "1234567890123456.5"] {
        assert!(read(json).unwrap_err().contains("more than 15 significant digits"), "{json}");
    }
    assert!(read("18446744073709551615").unwrap_err().contains("outside the whole numbers of 64 bits"));
}

#[test]
fn what_is_no_value_is_refused() {
    assert!(read("[[1]]").unwrap_err().contains("a list within a list"));
    assert!(read(r#"{"a":1}"#).unwrap_err().contains("expected null, a bool, a number, a text or a list of these"));
    assert!(read(r#"[{"a":1}]"#).is_err());
    assert!(read(&"[".repeat(100_000)).is_err());
}
