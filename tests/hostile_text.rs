//! Text from outside reaches no terminal as it is: every message that echoes an input, a state or a
//! stored blueprint has its control and bidirectional characters escaped.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::state::PlainValue;
use crm_blueprint::{Blueprint, Input, Instant};

/// Clears a terminal, turns the direction of text, hides.
const HOSTILE: &str = "a\u{1b}[2J\u{202e}b\u{200b}";

const TEXT: &str = r#"
    blueprint demo { timezone contact.tz ?? "Europe/Paris" }
    channel mail
    contact { tz: text?  day: date?  tier: enum { gold, base } = base }
    event go { note: text? }
    action send { channel mail  automated  with { note: note_of } }
    let note_of = contact.tz ?? "none"
    rule reply { on go  do send  set tz = event.note }
"#;

fn at() -> Instant {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

#[track_caller]
fn harmless(message: &str) {
    assert!(!message.is_empty());
    let harmful = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
    assert!(!message.contains(harmful), "{message:?}");
    assert!(message.contains("a\\u{1b}[2J\\u{202e}b\\u{200b}"), "{message}");
}

#[test]
fn states() {
    let blueprint = Blueprint::parse(TEXT).unwrap();
    let builder = || blueprint.contact("c");
    let list = || PlainValue::from(vec![HOSTILE]);
    for errors in [
        builder().set(HOSTILE, 1).build().unwrap_err(),
        builder().set("day", HOSTILE).build().unwrap_err(),
        builder().set("tier", HOSTILE).build().unwrap_err(),
        builder().stage(HOSTILE).build().unwrap_err(),
        builder().points(HOSTILE, 1).build().unwrap_err(),
    ] {
        harmless(&errors.to_string());
    }
    assert!(!builder().set("tier", list()).build().unwrap_err().to_string().contains('\u{1b}'));
    for json in [
        serde_json::json!({"blueprint": "demo", "contact": "c", HOSTILE: 1}),
        serde_json::json!({"blueprint": HOSTILE, "contact": "c"}),
        serde_json::json!({"blueprint": "demo", "contact": "c", "clock": HOSTILE}),
        serde_json::json!({"blueprint": "demo", "contact": "c", "fields": {HOSTILE: 1}}),
        serde_json::json!({"blueprint": "demo", "contact": "c", "inputs": {HOSTILE: at()}}),
    ] {
        harmless(&blueprint.contact_from_json(&json.to_string()).unwrap_err().to_string());
    }
}

#[test]
fn inputs() {
    let blueprint = Blueprint::parse(TEXT).unwrap();
    let contact = blueprint.contact("c").build().unwrap();
    for input in [
        Input::at(at()).event(HOSTILE),
        Input::at(at()).event("go").with(HOSTILE, 1),
        Input::at(at()).change(HOSTILE, 1),
        Input::at(at()).change("day", HOSTILE),
        Input::at(at()).change("tier", HOSTILE),
    ] {
        harmless(&blueprint.decide(&contact, &input).unwrap_err().to_string());
    }
    for json in [
        serde_json::json!({"at": HOSTILE}),
        serde_json::json!({"at": at(), HOSTILE: 1}),
        serde_json::json!({"at": at(), "event": {HOSTILE: 1}}),
    ] {
        let error = Input::from_json(&json.to_string()).unwrap_err().to_string();
        assert!(!error.contains('\u{1b}') && !error.contains('\u{202e}'), "{error:?}");
    }
    harmless(&blueprint.with_setting(HOSTILE, 1).unwrap_err().to_string());
    for error in
        [HOSTILE.parse::<Instant>().unwrap_err().to_string(), "x\u{7}".parse::<Instant>().unwrap_err().to_string()]
    {
        assert!(!error.contains(char::is_control), "{error:?}");
    }
}

#[test]
fn decisions() {
    let blueprint = Blueprint::parse(TEXT).unwrap();
    let contact = blueprint.contact(HOSTILE).set("tz", HOSTILE).build().unwrap();
    let input = Input::at(at()).event("go").with("note", HOSTILE);
    harmless(&blueprint.decide(&contact, &input).unwrap().to_string());
    harmless(&blueprint.explain(&contact, &input).unwrap().to_string());
}

#[test]
fn stored_blueprints() {
    let blueprint = Blueprint::parse(TEXT).unwrap();
    let stored = serde_json::to_string(&**blueprint.ir()).unwrap();
    let escaped = serde_json::to_string(HOSTILE).unwrap();
    for name in ["demo", "mail", "tz", "gold", "go", "note", "send", "note_of", "reply"] {
        let spoilt = stored.replace(&format!("\"name\":\"{name}\""), &format!("\"name\":{escaped}"));
        assert_ne!(spoilt, stored, "{name}");
        harmless(&Blueprint::from_ir_json(&spoilt).unwrap_err().to_string());
    }
    let unknown = stored.replacen('{', &format!("{{{escaped}:1,"), 1);
    harmless(&Blueprint::from_ir_json(&unknown).unwrap_err().to_string());
}
