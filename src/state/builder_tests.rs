use std::sync::Arc;

use crate::calendar::Instant;
use crate::ir::sample::sample;
use crate::ir::{FieldId, Id, JourneyId, ScoreId, Value};
use crate::state::{ContactBuilder, ContactState, PlainValue, StateProblem};

fn builder() -> ContactBuilder {
    ContactState::builder(Arc::new(sample()), "c-42")
}

fn problems(builder: ContactBuilder) -> Vec<String> {
    let errors = builder.build().unwrap_err();
    assert_eq!(errors.to_string().lines().count(), errors.problems().len());
    errors.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn a_new_contact_has_defaults() {
    let state = builder().set("company", "Acme").build().unwrap();
    assert_eq!(state.contact(), "c-42");
    assert_eq!(state.clock(), Instant::MIN);
    assert!(!state.is_settled());
    assert_eq!(state.get("company"), Some("Acme".into()));
    assert_eq!(state.get("plan"), Some("standard".into()));
    assert_eq!(state.get("interests"), Some(PlainValue::List(Vec::new())));
    assert_eq!(state.get("revenue"), None);
    assert_eq!(state.get("nothing"), None);
    assert_eq!(state.stage("lifecycle"), Some("visitor"));
    assert_eq!(state.stage("care"), Some("quiet"));
    assert_eq!(state.stage("nothing"), None);
    assert_eq!(state.points("maturity"), Some(0));
    assert_eq!(state.points("nothing"), None);
}

#[test]
fn what_is_given_stands() {
    let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
    let state = builder()
        .set("company", "Acme")
        .set("company", "Bmce")
        .set("revenue", 12)
        .set("plan", "premium")
        .set("interests", ["b", "a", "b"])
        .stage("customer")
        .stage("care.lead")
        .points("maturity", 28)
        .at(at)
        .build()
        .unwrap();
    assert_eq!(state.get("company"), Some("Bmce".into()));
    assert_eq!(state.value(FieldId::new(3)), Some(&Value::decimal(12.into())));
    assert_eq!(state.get("interests"), Some(["a", "b"].into()));
    assert_eq!(state.get("plan"), Some("premium".into()));
    assert_eq!(state.stage("lifecycle"), Some("customer"));
    assert_eq!(state.stage("care"), Some("lead"));
    assert_eq!(state.occupancy(JourneyId::new(1)).unwrap().since, at);
    assert_eq!(state.points("maturity"), Some(28));
    assert_eq!(state.life.points[ScoreId::new(0).index()], 28);
}

#[test]
fn everything_wrong_is_reported_at_once() {
    let wrong = builder()
        .set("pln", "premium")
        .set("plan", "premum")
        .set("visits", "many")
        .stage("lead")
        .stage("custmer")
        .stage("life.lead")
        .stage("lifecycle.leed")
        .points("maturity", 101)
        .points("maturty", 1);
    assert_eq!(
        problems(wrong),
        [
            "`plan`: the enum `tier` has no `premum`; did you mean `premium`?",
            "`visits`: expected a whole number of 64 bits, found the text \"many\"",
            "several journeys have a stage `lead`; write `lifecycle.lead` or `care.lead`",
            "the blueprint has no journey `life`",
            "the blueprint has no score `maturty`; did you mean `maturity`?",
            "the blueprint has no stage `custmer`; did you mean `customer`?",
            "the contact has no field `pln`; did you mean `plan`?",
            "the field `company` is required and has no default; give a text",
            "the journey `lifecycle` has no stage `leed`; did you mean `lead`?",
            "the score `maturity` holds event points from 0 to 100, not 101",
        ]
    );
}

#[test]
fn a_wrong_value_is_not_missing_too() {
    assert_eq!(problems(builder().set("company", 5)), ["`company`: expected a text, found the number 5"]);
    assert_eq!(problems(builder().set("company", PlainValue::Null)), ["`company`: expected a text, found null"]);
}

#[test]
fn null_unsets_an_optional_field() {
    let state = builder().set("company", "Acme").set("owner", "Ada").set("owner", None::<&str>).build().unwrap();
    assert_eq!(state.get("owner"), None);
}

#[test]
fn points_stay_within_their_bounds() {
    let points = |n| builder().set("company", "Acme").points("maturity", n).build();
    assert!(points(0).is_ok() && points(100).is_ok());
    // The total may be negative, event points never are.
    assert!(matches!(points(-1).unwrap_err().problems(), [StateProblem::PointsOutOfRange { .. }]));
}

#[test]
fn a_contact_needs_an_id() {
    let build = |id: String| ContactState::builder(Arc::new(sample()), id).set("company", "Acme").build();
    assert_eq!(
        build(String::new()).unwrap_err().to_string(),
        "the contact's id is 0 bytes long; it must have 1 to 65536"
    );
    assert!(build("x".repeat(65_536)).is_ok());
    assert!(build("x".repeat(65_537)).is_err());
}

#[test]
fn points_of_a_state_without_a_clock_fade_from_the_first_input() {
    let text = "blueprint b\nevent seen\nscore warm in 0..100 { on seen add 1  fade 5 every 7 days }\n";
    let blueprint = crate::Blueprint::parse(text).unwrap();
    let state = blueprint.contact("c").points("warm", 20).build().unwrap();
    let at = |text: &str| crate::Input::at(text.parse().unwrap());
    let first = blueprint.decide(&state, &at("2026-03-02T09:00:00Z")).unwrap().next;
    assert_eq!(first.points("warm"), Some(20));
    let later = blueprint.decide(&first, &at("2026-03-09T09:00:00Z")).unwrap().next;
    assert_eq!(later.points("warm"), Some(15));
}
