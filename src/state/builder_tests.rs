use std::sync::Arc;

use crate::calendar::Instant;
use crate::ir::sample::sample;
use crate::ir::{Id, JourneyId, ScoreId, Value};
use crate::state::rich_objects::rich_objects_arc;
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
    assert_eq!(state.core().life.fields.get(3).as_deref(), Some(&Value::decimal(12.into())));
    assert_eq!(state.get("interests"), Some(["a", "b"].into()));
    assert_eq!(state.get("plan"), Some("premium".into()));
    assert_eq!(state.stage("lifecycle"), Some("customer"));
    assert_eq!(state.stage("care"), Some("lead"));
    assert_eq!(state.occupancy(JourneyId::new(1)).unwrap().since, at);
    assert_eq!(state.points("maturity"), Some(28));
    assert_eq!(state.core().life.points[ScoreId::new(0).index()], 28);
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

fn with_tickets() -> ContactBuilder {
    ContactState::builder(rich_objects_arc(), "c-42").set("company", "Acme")
}

#[test]
fn instances_are_as_they_are_given() {
    let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
    let created: Instant = "2026-03-01T09:00:00Z".parse().unwrap();
    let state = with_tickets()
        .instance("ticket", "t2", |ticket| {
            ticket.set_all([("subject", "printer")]).set("account", "acme").stage("closed").points("heat", 7)
        })
        .instance("account", "t2", |account| account.created(created))
        .instance("ticket", "t1", |ticket| ticket.set("subject", "x").set("owner", None::<&str>).stage("alarm.lead"))
        .at(at)
        .build()
        .unwrap();
    assert_eq!(state.instances("ticket").collect::<Vec<_>>(), ["t2", "t1"]);
    assert_eq!(state.instances("account").collect::<Vec<_>>(), ["t2"]);
    assert_eq!(state.instances("nothing").count(), 0);
    assert_eq!(state.get_of("ticket", "t2", "subject"), Some("printer".into()));
    assert_eq!(state.get_of("ticket", "t2", "owner"), Some("nobody".into()));
    assert_eq!(state.get_of("ticket", "t1", "owner"), None);
    assert_eq!(state.get_of("account", "t2", "seats"), Some(5.into()));
    assert_eq!(state.get_of("account", "t2", "subject"), None);
    assert_eq!(state.get_of("ticket", "t3", "subject"), None);
    assert_eq!(state.stage_of("ticket", "t2", "support"), Some("closed"));
    assert_eq!(state.stage_of("ticket", "t1", "alarm"), Some("lead"));
    assert_eq!(state.stage_of("ticket", "t1", "lifecycle"), None);
    assert_eq!(state.stage_of("account", "t2", "support"), None);
    assert_eq!((state.points_of("ticket", "t2", "heat"), state.points_of("ticket", "t1", "heat")), (Some(7), Some(0)));
    assert_eq!((state.points_of("ticket", "t2", "maturity"), state.points("heat")), (None, None));
    // What is an instance's is not the contact's.
    assert_eq!(
        (state.get("subject"), state.stage("support"), state.get("plan")),
        (None, None, Some("standard".into()))
    );
    let [first, second, _] = state.core().instances.in_order()[..] else { panic!() };
    assert_eq!((first.number, second.number, state.core().serial), (0, 1, 3));
    assert_eq!((first.life().created, second.life().created), (at, created));
    assert_eq!(first.life().risen[1], Some(at));
    assert_eq!(ContactState::restore(state.blueprint().clone(), &state.snapshot()), Ok(state.clone()));
}

#[test]
fn everything_wrong_with_instances_is_reported_at_once() {
    let wrong = with_tickets()
        .instance("ticket", "t1", |ticket| ticket.set("subjct", "x").set("weight", "many"))
        .instance("ticket", "t2", |ticket| ticket.set("subject", "x").stage("clsed").stage("lifecycle.lead"))
        .instance("ticket", "t2", |ticket| ticket.set("subject", "x").points("heat", 51).points("maturity", 1))
        .instance("tikket", "t3", |ticket| ticket)
        .instance("account", "", |account| account)
        .stage("closed");
    assert_eq!(
        problems(wrong),
        [
            "account : the instance's id is 0 bytes long; it must have 1 to 65536",
            "the blueprint has no stage `closed`",
            "ticket t1: `weight`: expected a whole number of 64 bits, found the text \"many\"",
            "ticket t1: the field `subject` is required and has no default; give a text",
            "ticket t1: the object `ticket` has no field `subjct`; did you mean `subject`?",
            "ticket t2: `id`: it stands twice",
            "ticket t2: the journey `lifecycle`: it is one of the contact",
            "ticket t2: the object `ticket` has no stage `clsed`; did you mean `closed`?",
            "ticket t2: the score `heat` holds event points from 0 to 50, not 51",
            "ticket t2: the score `maturity`: it is one of the contact",
            "tikket t3: the blueprint has no object `tikket`; did you mean `ticket`?",
        ]
    );
}

#[test]
fn a_contact_has_at_most_1_000_instances_of_an_object() {
    let many = |count: usize| {
        let accounts =
            (0..count).fold(with_tickets(), |builder, n| builder.instance("account", n.to_string(), |it| it));
        accounts.instance("ticket", "t", |ticket| ticket.set("subject", "x")).build()
    };
    assert_eq!(many(1_000).unwrap().instances("account").count(), 1_000);
    assert_eq!(
        many(1_001).unwrap_err().to_string(),
        "the list of instances of `account` has 1001 entries; at most 1000 are kept"
    );
    let id = |id: String| with_tickets().instance("account", id, |it| it).build();
    assert!(id("x".repeat(65_536)).is_ok() && id("x".repeat(65_537)).is_err());
}
