use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use crate::calendar::{Duration, Instant};
use crate::ir::sample::sample;
use crate::ir::{Blueprint, FieldId, Id, ScoreId, Value};
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

fn full() -> Json {
    json!({
        "blueprint": "growth", "version": "1.0", "contact": "c-42",
        "clock": "2026-03-02T09:00:00Z", "settled": true,
        "fields": {
            "email_opt_in": true, "plan": "premium", "visits": 3, "revenue": "12.5", "company": "Acme",
            "owner": "Ada", "interests": ["crm"], "birthday": "1980-02-29", "signed": "2026-03-01T00:00:00Z",
            "notice": "1 month", "served_by": "sales", "tz": "Europe/Paris",
        },
        "stages": {
            "lifecycle": {"stage": "lead", "since": "2026-03-01T09:00:00Z"},
            "care": {"stage": "quiet", "since": "2026-02-01T09:00:00Z"},
        },
        "scores": {"maturity": {"points": 28, "once": [0]}},
        "inputs": {"e-1": "2026-03-01T09:00:00Z", "e-2": "2026-03-01T09:00:00Z", "e-3": "2026-03-02T09:00:00Z"},
    })
}

#[test]
fn a_full_state_comes_back() {
    let state = restored(&full()).unwrap();
    assert_eq!(serde_json::to_value(&state).unwrap(), full());
    assert_eq!(ContactState::restore(state.blueprint().clone(), &state.snapshot()), Ok(state.clone()));
    assert_eq!(state.stage("lifecycle"), Some("lead"));
    assert_eq!(state.clock(), at("2026-03-02T09:00:00Z"));
    assert!(state.is_settled());
    assert!(state.once.contains(&(ScoreId::new(0), 0)));
    assert_eq!(state.inputs.keys().collect::<Vec<_>>(), ["e-1", "e-2", "e-3"]);
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
    assert!(restored(&json).unwrap_err().contains("`e-4` is out of place"));
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
