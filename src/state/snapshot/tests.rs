use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::calendar::{Duration, Instant};
use crate::ir::sample::sample;
use crate::ir::{Blueprint, ExprKind, FieldId, Id, ScoreId, Value};
use crate::state::rich::{full, rich, rich_arc};
use crate::state::{ContactState, PlainValue, StateProblem};

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn restored(json: &Json) -> Result<ContactState, String> {
    ContactState::from_json(Arc::new(sample()), &json.to_string()).map_err(|errors| errors.to_string())
}

fn minimal() -> Json {
    json!({"blueprint": "growth", "contact": "c-42", "fields": {"company": "Acme"}})
}

fn with(key: &str, value: Json) -> Json {
    let mut json = minimal();
    json[key] = value;
    json
}

/// What is restored of the full state of which a part, by its JSON pointer, is another.
fn changed(pointer: &str, value: Json) -> Result<ContactState, String> {
    let mut json = full();
    match json.pointer_mut(pointer) {
        Some(part) => *part = value,
        None => {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            json.pointer_mut(parent).unwrap()[key] = value;
        }
    }
    ContactState::from_json(rich_arc(), &json.to_string()).map_err(|errors| errors.to_string())
}

#[test]
fn a_full_state_comes_back() {
    let state = ContactState::from_json(rich_arc(), &full().to_string()).unwrap();
    assert_eq!(serde_json::to_value(&state).unwrap(), full());
    assert_eq!(serde_json::to_string(&state).unwrap(), serde_json::to_string(&state.snapshot()).unwrap());
    assert_eq!(ContactState::restore(state.blueprint().clone(), &state.snapshot()), Ok(state.clone()));
    assert_eq!(state.stage("lifecycle"), Some("lead"));
    assert_eq!(state.clock(), at("2026-03-02T09:00:00Z"));
    assert!(state.is_settled());
    assert!(state.core().life.past().once.contains(&(ScoreId::new(0), 0)));
    assert_eq!(state.core().inputs.iter().map(|(id, _)| &**id).collect::<Vec<_>>(), ["e-1", "e-2", "e-3"]);
}

#[test]
fn the_full_state_has_every_part() {
    let json = full();
    let kinds = json["waiting"].as_array().unwrap().iter().map(|waiting| waiting["deferred"].is_object());
    assert_eq!(kinds.collect::<Vec<_>>(), [true, false, true, true]);
    assert_eq!(json.as_object().unwrap().len(), 21);
}

#[test]
fn what_a_state_remembers_must_fit() {
    for (pointer, value, message) in [
        ("/created", json!("2026-03-03T09:00:00Z"), "`created` is of 2026-03-03T09:00:00Z, after"),
        ("/changed", json!("2026-03-03T09:00:00Z"), "`changed` is of 2026-03-03T09:00:00Z, after"),
        ("/scores/maturity/risen", json!("2026-03-03T09:00:00Z"), "the score `maturity`: `risen` is of"),
        ("/scores/maturity/points", json!(0), "`risen` is there for points that fade, and there are none"),
        ("/history/unsubscribd", json!({}), "the blueprint asks for no history of `unsubscribd`"),
        ("/history/unsubscribed/entries/0", json!("2026-03-01T10:00:00Z"), "`unsubscribed` is not in order"),
        ("/history/unsubscribed/entries/2", json!("2027-03-01T10:00:00Z"), "`unsubscribed` is of 2027-03-01"),
        ("/history/unsubscribed/last", json!("2026-02-01T10:00:00Z"), "the last one is older than an entry"),
        ("/history/unsubscribed/entries/0", json!({"at": "2026-02-20T09:00:00Z", "value": 1}), "the series has none"),
        ("/history/form_submitted.amount/entries/0/value", json!("x"), "`x` is not a decimal"),
        ("/history/form_submitted.amount/total/min", json!(null), "expected a decimal"),
        ("/history/form_submitted.amount/total/count", json!(6), "6 of 5 can't have had a value"),
        ("/history/unsubscribed/entries", json!(vec!["2026-02-20T09:00:00Z"; 1_001]), "has 1001 entries; at most 1000"),
        ("/modes/complaint", json!("2027-03-01T09:00:00Z"), "the begin of the mode `complaint` is of 2027"),
        ("/modes/complait", json!("2026-03-01T09:00:00Z"), "no mode `complait`; did you mean `complaint`?"),
        ("/caps/channel email per 8 days", json!([]), "the blueprint has no cap `channel email per 8 days`"),
        (
            "/caps/channel email per 7 days/1",
            json!("2026-02-01T09:00:00Z"),
            "`channel email per 7 days` is not in order",
        ),
        ("/limits/on_event/0/occurrence", json!(10), "the serial 10 is not below the state's `serial`, 10"),
        ("/limits/on_enter", json!([]), "the rule `on_enter`: it has no limit"),
        ("/limits/no_rule", json!([]), "the blueprint has no rule `no_rule`"),
        ("/dated/0", json!({"rule": "on_enter"}), "the rule `on_enter`: it does not run once for a date"),
        ("/dated/0", json!({"transition": "lifecycle.lead->customer #2"}), "it is named twice in `dated`"),
        (
            "/dated/1",
            json!({"transition": "lifecycle.lead->customer #3"}),
            "no transition `lifecycle.lead->customer #3`",
        ),
        ("/dated/1", json!({"transition": "a #0"}), "no transition `a #0`"),
        ("/met/0", json!("on_enter"), "it does not say `including existing`"),
        ("/serial", json!(9), "`waiting[3]`: the serial 9 is not below"),
        ("/ended/winback", json!("2027-01-10T09:00:00Z"), "the end of the sequence `winback` is of 2027"),
    ] {
        let error = changed(pointer, value).unwrap_err();
        assert!(error.contains(message), "{pointer}: {error}");
    }
}

#[test]
fn what_waits_and_runs_must_fit() {
    for (pointer, value, message) in [
        ("/waiting/0/serial", json!(5), "`waiting`, by its serials, is not in order"),
        ("/waiting/3/serial", json!(8), "`waiting` and `runs`: the serial 8 stands twice"),
        ("/waiting/0/cause", json!({"rule": "nothing"}), "the blueprint has no rule `nothing`"),
        ("/waiting/0/cause", json!({"rule": "on_exit", "sequence": "x"}), "not the JSON of a state"),
        ("/waiting/0/action", json!("send_welcome"), "has no call 0 in list 0 of `send_welcome`"),
        ("/waiting/0/call/index", json!(1), "`waiting[0]`: the rule `on_event` has no call 1 in list 0"),
        ("/waiting/0/call/list", json!(2), "`waiting[0]`: the rule `on_event` has no call 0 in list 2"),
        ("/waiting/3/call/list", json!(1), "the sequence `onboarding` has no call 0 in list 1"),
        ("/waiting/0/event/name", json!("form_sent"), "the blueprint has no event `form_sent`"),
        ("/waiting/0/event/payload/form", json!(3), "`waiting[0]`: `event.form`: expected a text, found the number 3"),
        ("/waiting/0/event/payload", json!({}), "`event.form`: expected a text, found null"),
        ("/waiting/0/event/payload/from", json!("x"), "no payload field `from`; did you mean `form`?"),
        ("/waiting/0/frozen/changed plan", json!(3), "`changed plan`: expected"),
        ("/waiting/0/frozen/was plan", json!("basic"), "nothing in the blueprint reads `was plan`"),
        ("/waiting/0/since", json!("2027-03-01T09:00:00Z"), "`waiting[0]` is of 2027"),
        ("/waiting/0/delayed", json!({"due": "2027-03-01T09:00:00Z"}), "either `delayed` or `deferred`"),
        ("/waiting/0/deferred", json!(null), "either `delayed` or `deferred`"),
        ("/waiting/0/deferred/by", json!({"mode": "x"}), "the blueprint has no mode `x`"),
        ("/waiting/0/deferred/by", json!({"cap": "x"}), "the blueprint has no cap `x`"),
        ("/waiting/0/deferred/by", json!({"limit": "on_exit"}), "the rule `on_exit` has no limit"),
        ("/waiting/0/deferred/by/hours/place", json!(1), "the channel `email` has no hours 1"),
        ("/waiting/0/deferred/expires", json!("2026-03-01T00:00:00Z"), "`expires` is 2026-03-01T00:00:00Z, before"),
        ("/waiting/1/delayed/due", json!("2026-03-01T00:00:00Z"), "`due` is 2026-03-01T00:00:00Z, before"),
        ("/runs/0/sequence", json!("winback"), "the sequence `winback` runs twice"),
        ("/runs/0/sequence", json!("onbording"), "no sequence `onbording`; did you mean `onboarding`?"),
        ("/runs", json!([]), "`waiting[3]`: its sequence does not run"),
        ("/runs/0/step", json!("secund"), "the sequence `onboarding` has no step `secund`; did you mean `second`?"),
        ("/runs/0/step", json!("wait 1 day"), "`runs[0]`: `acting` is only at a `do`"),
        ("/runs/1/step", json!("second"), "`runs[1]`: `waiting` and `over` are only at a `wait`"),
        ("/runs/1/step", json!(null), "`runs[1]`: `waiting` and `over` are only at a `wait`"),
        ("/runs/1/rest", json!({"waiting": {"until": "2026-03-01T00:00:00Z"}}), "`runs[1]`: `until` is 2026"),
        ("/runs/1/rest", json!("resting"), "not the JSON of a state"),
        ("/runs/0/arguments/topik", json!("x"), "has no parameter `topik`; did you mean `topic`?"),
        ("/runs/0/arguments/topic", json!(5), "`topic`: expected a text, found the number 5"),
        ("/runs/0/serial", json!(u64::MAX), "the serial 18446744073709551615 is not below"),
    ] {
        let error = changed(pointer, value).unwrap_err();
        assert!(error.contains(message), "{pointer}: {error}");
    }
}

#[test]
fn a_run_can_stand_still_or_behind_its_last_step() {
    for (rest, step) in [(json!({"over": {"came": true}}), json!("wait 1 day")), (json!("ready"), json!(null))] {
        let mut json = full();
        json["runs"][1]["rest"] = rest;
        json["runs"][1]["step"] = step;
        let state = ContactState::from_json(rich_arc(), &json.to_string()).unwrap();
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(ContactState::from_json(rich_arc(), &text), Ok(state));
    }
}

#[test]
fn equal_frozen_texts_are_told_apart() {
    let mut ir = rich();
    let (id, changed) = ir.exprs.iter().find(|(_, expr)| matches!(expr.kind, ExprKind::Changed(_))).unwrap();
    let again = changed.clone();
    let second = ir.exprs.push(again);
    let ir = Arc::new(ir);
    let mut state = ContactState::from_json(ir.clone(), &full().to_string()).unwrap();
    Arc::make_mut(&mut state.core_mut().waiting.to_mut()[0]).frozen =
        vec![(id, Some(Value::Bool(false))), (second, None)];
    let json = serde_json::to_value(&state).unwrap();
    // What the rule itself asks comes first.
    assert_eq!(json["waiting"][0]["frozen"], json!({"changed plan #2": null, "changed plan": false}));
    // Whatever a store makes of the order of keys.
    let moved = r#"{"changed plan #2":null,"changed plan":false}"#;
    let text =
        serde_json::to_string(&state).unwrap().replace(r#"{"changed plan":false,"changed plan #2":null}"#, moved);
    assert!(text.contains(moved));
    assert_eq!(ContactState::from_json(ir, &text), Ok(state));
}

#[test]
fn points_without_an_instant_fade_from_the_clock() {
    let mut json = full();
    json["scores"]["maturity"].as_object_mut().unwrap().remove("risen");
    let state = ContactState::from_json(rich_arc(), &json.to_string()).unwrap();
    assert_eq!(*state.core().life.risen, [Some(state.clock())]);
}

#[test]
fn the_creation_is_at_the_clock_unless_it_is_told() {
    let mut json = full();
    json.as_object_mut().unwrap().remove("changed");
    let state = ContactState::from_json(rich_arc(), &json.to_string()).unwrap();
    assert_eq!(
        (state.core().life.created, state.core().life.changed),
        (at("2026-01-01T09:00:00Z"), at("2026-01-01T09:00:00Z"))
    );
    json.as_object_mut().unwrap().remove("created");
    let state = ContactState::from_json(rich_arc(), &json.to_string()).unwrap();
    assert_eq!((state.core().life.created, state.core().life.changed), (state.clock(), state.clock()));
    let build = |created| {
        let clock = at("2026-03-01T00:00:00Z");
        ContactState::builder(rich_arc(), "c").set("company", "A").at(clock).created(at(created)).build()
    };
    assert_eq!(build("2026-02-01T00:00:00Z").unwrap().core().life.created, at("2026-02-01T00:00:00Z"));
    assert!(build("2026-03-02T00:00:00Z").unwrap_err().to_string().contains("`created` is of 2026-03-02"));
}

#[test]
fn little_is_needed() {
    let state = restored(&minimal()).unwrap();
    let built = ContactState::builder(Arc::new(sample()), "c-42").set("company", "Acme").build().unwrap();
    assert_eq!(state, built);
    let short = restored(&with("stages", json!({"lifecycle": "lead"}))).unwrap();
    assert_eq!(short.stage("lifecycle"), Some("lead"));
    let any = restored(&with("blueprint", json!(""))).unwrap();
    assert_eq!(any, built);
}

#[test]
fn an_unset_field_with_a_default_stays_unset() {
    let mut ir = sample();
    ir.fields.get_mut(FieldId::new(5)).unwrap().default = Some(Value::text("Ada"));
    let ir = Arc::new(ir);
    let state =
        ContactState::builder(ir.clone(), "c").set("company", "A").set("owner", PlainValue::Null).build().unwrap();
    assert_eq!(state.get("owner"), None);
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(ContactState::from_json(ir, &json).unwrap(), state);
}

#[test]
fn what_does_not_fit_is_refused() {
    for (json, message) in [
        (with("blueprint", json!("other")), "the state belongs to the blueprint `other`, not to `growth`"),
        (with("version", json!("2.0")), "belongs to version `2.0` of the blueprint, not to version `1.0`"),
        (with("contact", json!("")), "the contact's id is 0 bytes long"),
        (with("fields", json!({})), "the field `company` is required"),
        (with("stages", json!({"lifecycl": "lead"})), "no journey `lifecycl`; did you mean `lifecycle`?"),
        (with("stages", json!({"lifecycle": "quiet"})), "the journey `lifecycle` has no stage `quiet`"),
        (
            with("stages", json!({"care": {"stage": "quiet", "since": "2026-03-02T09:00:00Z"}})),
            "the stage of `care` is of 2026-03-02T09:00:00Z, after the state's clock 1970-01-01T00:00:00Z",
        ),
        (with("scores", json!({"maturity": {"points": -1}})), "event points from 0 to 100, not -1"),
        (with("scores", json!({"maturity": {"once": [1]}})), "no line 1 that counts once"),
        (with("scores", json!({"maturity": {"once": [7]}})), "no line 7 that counts once"),
        (with("scores", json!({"maturity": {"once": [0, 0]}})), "or it is named twice"),
        (with("scores", json!({"nothing": {}})), "no score `nothing`"),
        (with("inputs", json!({"a": "2026-03-02T09:00:00Z"})), "the input `a` is of 2026-03-02T09:00:00Z, after"),
        (with("inputs", json!({"x".repeat(65_537): "1970-01-01T00:00:00Z"})), "an input's id is 65537 bytes long"),
        (with("unknown", json!(1)), "unknown field `unknown`"),
        (with("clock", json!("2026-03-02")), "is not an instant"),
        (with("stages", json!({"care": {"stage": "quiet", "sinse": 1}})), "expected a stage's name"),
        (with("stages", json!({"care": 5})), "expected a stage's name"),
        (with("scores", json!({"maturity": {"pionts": 1}})), "unknown field `pionts`"),
        (json!({"contact": "c"}), "missing field `blueprint`"),
        (json!([]), "not the JSON of a state: a list; it is an object in braces"),
        (json!(["growth", "", "c", 0, true, {}, {}, {}, {}]), "a list; it is an object"),
        (json!(3), "expected an object with `blueprint` and `contact`"),
        (with("scores", json!({"maturity": 30})), "expected an object with `points`"),
    ] {
        let error = restored(&json).unwrap_err();
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn doubled_keys_are_refused() {
    let ir = Arc::new(sample());
    for json in [
        r#"{"blueprint":"growth","contact":"c","contact":"d"}"#,
        r#"{"blueprint":"growth","contact":"c","fields":{"company":"a","company":"b"}}"#,
        r#"{"blueprint":"growth","contact":"c","stages":{"care":"lead","care":"lead"}}"#,
        r#"{"blueprint":"growth","contact":"c","scores":{"maturity":{"points":1,"points":2}}}"#,
        r#"{"blueprint":"growth","contact":"c","inputs":{"a":"1970-01-01T00:00:00Z","a":"1970-01-01T00:00:00Z"}}"#,
    ] {
        let errors = ContactState::from_json(ir.clone(), json).unwrap_err();
        let [StateProblem::BadJson(message)] = errors.problems() else { panic!("{errors}") };
        assert!(message.contains("twice") || message.contains("duplicate field"), "{message}");
    }
    let twice = r#"{"blueprint":"growth","contact":"c","stages":{"care":{"stage":"lead","stage":"quiet"}}}"#;
    assert!(ContactState::from_json(ir, twice).is_err());
}

#[test]
fn remembered_inputs_are_sorted_and_bounded() {
    let mut json = full();
    json["inputs"]["e-4"] = json!("2026-03-01T10:00:00Z");
    let error = ContactState::from_json(rich_arc(), &json.to_string()).unwrap_err();
    assert!(error.to_string().contains("`e-4` is out of place"));
    let many = |count: u32| {
        let inputs: Json = (0..count)
            .map(|n| (n.to_string(), json!("1970-01-01T00:00:00Z")))
            .collect::<serde_json::Map<_, _>>()
            .into();
        restored(&with("inputs", inputs))
    };
    assert!(many(1_000).is_ok());
    assert!(many(1_001).unwrap_err().contains("1001 remembered inputs are too many; at most 1000 are kept"));
}

prop_compose! {
    fn any_state(ir: Arc<Blueprint>)(
        company in ".*",
        visits: i64,
        revenue in proptest::option::of((any::<i64>(), 0u32..28)),
        interests in proptest::collection::vec(".{0,5}", 0..5),
        signed in proptest::option::of(0..=Instant::MAX.milliseconds()),
        notice in proptest::option::of((any::<i64>(), any::<i64>(), any::<i64>())),
        plan in 0usize..3,
        stage in 0usize..3,
        points in 0i64..=100,
        clock in 0..=Instant::MAX.milliseconds(),
    ) -> ContactState {
        let instant = |ms| Instant::from_milliseconds(ms).unwrap();
        ContactState::builder(ir.clone(), "c-1")
            .set("company", company)
            .set("visits", visits)
            .set("revenue", revenue.map(|(digits, scale)| rust_decimal::Decimal::new(digits, scale)))
            .set("interests", interests)
            .set("signed", signed.map(instant))
            .set("notice", notice.map(|(months, days, milliseconds)| Duration { months, days, milliseconds }))
            .set("plan", ["basic", "standard", "premium"][plan])
            .stage(["visitor", "lifecycle.lead", "customer"][stage])
            .points("maturity", points)
            .at(instant(clock))
            .build()
            .unwrap()
    }
}

proptest! {
    #[test]
    fn states_round_trip(state in any_state(Arc::new(sample()))) {
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(ContactState::from_json(state.blueprint().clone(), &json).unwrap(), state);
    }
}

mod objects;
mod read;
