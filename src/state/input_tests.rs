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

#[test]
fn instances_both_ways() {
    let input = Input::at(at())
        .instance("t1")
        .event("agent_replied")
        .with("text", "ok")
        .change_of("ticket", "t1", "owner", "B")
        .change_of("ticket", "t2", "owner", None::<String>)
        .change_of("ticket", "t1", "owner", "C")
        .change_of("account", "a", "seats", 3);
    let json = json!({
        "at": "2026-03-02T09:00:00Z",
        "event": {"name": "agent_replied", "instance": "t1", "payload": {"text": "ok"}},
        "objects": {"ticket": {"t1": {"owner": "C"}, "t2": {"owner": null}}, "account": {"a": {"seats": 3}}},
    });
    assert_eq!(serde_json::to_value(&input).unwrap(), json);
    assert_eq!(serde_json::from_value::<Input>(json).unwrap(), input);
    let bare = Input::at(at()).event("agent_replied").instance("t1");
    let text = r#"{"at":"2026-03-02T09:00:00Z","event":{"name":"agent_replied","instance":"t1"}}"#;
    assert_eq!(serde_json::to_string(&bare).unwrap(), text);
    assert_eq!(serde_json::from_str::<Input>(text).unwrap(), bare);
    // Any event may be written as an object.
    let json = r#"{"at":"2026-03-02T09:00:00Z","event":{"name":"form_sent","payload":{"form":1}}}"#;
    assert_eq!(serde_json::from_str::<Input>(json).unwrap(), Input::at(at()).event("form_sent").with("form", 1));
}

#[test]
fn doubtful_json_of_instances_is_refused() {
    let with = |rest: &str| refused(&format!(r#"{{"at":"2026-03-02T09:00:00Z",{rest}}}"#));
    assert!(with(r#""event":{"name":"x","instanc":"t"}"#).contains("unknown field `instanc`"));
    assert!(with(r#""event":{"instance":"t"}"#).contains("missing field `name`"));
    assert!(with(r#""event":{"name":"x","instance":"t","instance":"u"}"#).contains("duplicate field `instance`"));
    assert!(with(r#""event":{"name":"x","payload":{"a":1,"a":2}}"#).contains("the key `a` stands twice"));
    assert!(with(r#""event":{"name":"x"},"payload":{"a":1}"#).contains("stands within it"));
    assert!(with(r#""event":["x","t"]"#).contains("expected an event's name, or an object with `name`"));
    assert!(with(r#""event":{"name":"x","instance":3}"#).contains("expected a string"));
    assert!(with(r#""instance":"t""#).contains("unknown field `instance`"));
    assert!(with(r#""objects":{"ticket":{},"ticket":{}}"#).contains("the key `ticket` stands twice"));
    assert!(with(r#""objects":{"ticket":{"t":{},"t":{}}}"#).contains("the key `t` stands twice"));
    assert!(with(r#""objects":{"ticket":{"t":{"a":1,"a":2}}}"#).contains("the key `a` stands twice"));
    assert!(with(r#""objects":{"ticket":{"t":3}}"#).contains("expected an object"));
}
