use serde_json::json;

use super::Input;
use crate::calendar::Instant;
use crate::state::PlainValue;

fn at() -> Instant {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

fn refused(json: &str) -> String {
    serde_json::from_str::<Input>(json).unwrap_err().to_string()
}

#[test]
fn json_both_ways() {
    let full = Input::at(at())
        .with("form", "pricing")
        .id("e-1")
        .event("form_submitted")
        .with("page", None::<String>)
        .change("visits", 3);
    let json = json!({
        "at": "2026-03-02T09:00:00Z", "id": "e-1", "event": "form_submitted",
        "payload": {"form": "pricing", "page": null}, "changes": {"visits": 3},
    });
    assert_eq!(serde_json::to_value(&full).unwrap(), json);
    assert_eq!(serde_json::from_value::<Input>(json).unwrap(), full);
    let bare = Input::at(at());
    assert_eq!(serde_json::to_string(&bare).unwrap(), r#"{"at":"2026-03-02T09:00:00Z"}"#);
    assert_eq!(serde_json::from_str::<Input>(r#"{"at":"2026-03-02T10:00:00+01:00"}"#).unwrap(), bare);
}

#[test]
fn the_last_of_two_changes_stands() {
    let input = Input::at(at()).change("visits", 1).change("visits", 2);
    assert_eq!(input.changes.get("visits"), Some(&PlainValue::Int(2)));
}

#[test]
fn doubtful_json_is_refused() {
    assert!(refused("{}").contains("missing field `at`"));
    let with = |rest: &str| refused(&format!(r#"{{"at":"2026-03-02T09:00:00Z",{rest}}}"#));
    assert!(with(r#""evnt":"x""#).contains("unknown field `evnt`"));
    assert!(with(r#""changes":{"a":1,"b":2,"a":3}"#).contains("the key `a` stands twice"));
    assert!(with(r#""event":"x","payload":{"a":1,"a":1}"#).contains("the key `a` stands twice"));
    assert!(with(r#""event":"x","event":"y""#).contains("duplicate field `event`"));
    assert!(with(r#""payload":{"a":1}"#).contains("`payload` needs an `event`"));
}
