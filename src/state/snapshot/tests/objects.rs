//! Instances of objects, as they are stored.

use super::*;
use crate::state::Subject;
use crate::state::rich_objects::{full_objects, rich_objects_arc};

/// The same of the full state with instances.
fn changed_objects(pointer: &str, value: Json) -> Result<ContactState, String> {
    let mut json = full_objects();
    match json.pointer_mut(pointer) {
        Some(part) => *part = value,
        None => {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            json.pointer_mut(parent).unwrap()[key] = value;
        }
    }
    ContactState::from_json(rich_objects_arc(), &json.to_string()).map_err(|errors| errors.to_string())
}

#[test]
fn a_full_state_with_instances_comes_back() {
    let state = ContactState::from_json(rich_objects_arc(), &full_objects().to_string()).unwrap();
    assert_eq!(serde_json::to_value(&state).unwrap(), full_objects());
    assert_eq!(serde_json::to_string(&state).unwrap(), serde_json::to_string(&state.snapshot()).unwrap());
    assert_eq!(ContactState::restore(state.blueprint().clone(), &state.snapshot()), Ok(state.clone()));
    assert_eq!(state.instances("ticket").collect::<Vec<_>>(), ["t1", "a 1"]);
    assert_eq!(state.stage_of("ticket", "t1", "support"), Some("in_progress"));
    // Each part of a life is there.
    assert_eq!(full_objects()["instances"][0].as_object().unwrap().len(), 15);
    // A contact without instances is stored as it was, whatever objects there are.
    let state = ContactState::from_json(rich_objects_arc(), &full().to_string()).unwrap();
    assert_eq!(serde_json::to_value(&state).unwrap(), full());
}

#[test]
fn lists_of_an_instance_are_equal_however_long_they_are() {
    let mut state = ContactState::from_json(rich_objects_arc(), &full_objects().to_string()).unwrap();
    let before = state.clone();
    let third = Subject::Instance(state.core().instances.in_order()[2].number);
    let life = state.life_mut(third).unwrap();
    assert_eq!((life.points.len(), life.modes.len(), life.history.len()), (0, 0, 0));
    life.points_mut(ScoreId::new(1)).unwrap();
    life.mode_mut(Id::new(1)).unwrap();
    life.remembered_mut(Id::new(2)).unwrap();
    assert_eq!(state, before);
    assert_eq!(ContactState::restore(state.blueprint().clone(), &state.snapshot()), Ok(before.clone()));
    *state.life_mut(third).unwrap().points_mut(ScoreId::new(1)).unwrap().0 = 1;
    assert_ne!(state, before);
}

#[test]
fn what_is_of_an_instance_must_fit() {
    for (pointer, value, message) in [
        (
            "/instances/0/object",
            json!("tiket"),
            "tiket t1: the blueprint has no object `tiket`; did you mean `ticket`?",
        ),
        ("/instances/0/id", json!(""), "ticket : the instance's id is 0 bytes long"),
        ("/instances/2/id", json!("t1"), "ticket t1: `id`: it stands twice"),
        ("/instances/0/number", json!(21), "ticket t1: `number`: the serial 21 is not below the state's `serial`, 21"),
        ("/instances/1/number", json!(10), "account a 1: `number`: the number 10 is not above that of the instance"),
        ("/instances/0/number", json!(12), "account a 1: `number`: the number 11 is not above that of the instance"),
        ("/instances/2/number", json!(14), "`waiting` and `runs`: the serial 14 is the number of an instance"),
        ("/instances/0/created", json!("2027-01-01T00:00:00Z"), "ticket t1: `created` is of 2027"),
        ("/instances/0/fields/impact", json!(1), "ticket t1: the object `ticket` has no field `impact`"),
        ("/instances/0/fields/company", json!("x"), "ticket t1: the object `ticket` has no field `company`"),
        ("/instances/0/fields/subject", json!(null), "ticket t1: `subject`: expected a text, found null"),
        ("/instances/0/fields/account", json!(3), "`account`: expected the id of an instance of `account`"),
        ("/instances/2/fields", json!({}), "ticket a 1: the field `subject` is required"),
        ("/fields/weight", json!(3), "the contact has no field `weight`"),
        (
            "/instances/0/stages/lifecycle",
            json!("lead"),
            "ticket t1: the journey `lifecycle`: it is one of the contact",
        ),
        ("/stages/support", json!("new"), "the journey `support`: it is one of the object `ticket`"),
        (
            "/instances/1/stages",
            json!({"support": "new"}),
            "account a 1: the journey `support`: it is one of the object",
        ),
        ("/instances/0/stages/support/stage", json!("calm"), "ticket t1: the journey `support` has no stage `calm`"),
        ("/instances/0/stages/support/since", json!("2027-01-01T00:00:00Z"), "ticket t1: the stage of `support` is of"),
        ("/instances/0/scores/maturity", json!({}), "ticket t1: the score `maturity`: it is one of the contact"),
        ("/instances/0/scores/heat/points", json!(51), "ticket t1: the score `heat` holds event points from 0 to 50"),
        ("/instances/0/history/unsubscribed", json!({}), "ticket t1: the blueprint asks for no history of `unsub"),
        ("/history/agent_replied.minutes", json!({}), "the blueprint asks for no history of `agent_replied.minutes`"),
        (
            "/instances/0/modes/complaint",
            json!("2026-03-01T09:00:00Z"),
            "the mode `complaint`: it is one of the contact",
        ),
        ("/instances/0/limits/on_event", json!([]), "ticket t1: the rule `on_event`: it is one of the contact"),
        ("/instances/0/limits/first_reply/0/occurrence", json!(21), "the serial 21 is not below the state's `serial`"),
        ("/instances/0/dated/0", json!({"rule": "on_birthday"}), "ticket t1: the rule `on_birthday`: it is one of the"),
        ("/dated/0", json!({"rule": "ticket_due"}), "the rule `ticket_due`: it is one of the object `ticket`"),
        ("/instances/0/ran", json!({"first_reply": "2026-01-01T00:00:00Z"}), "it waits for no stay and no silence"),
        ("/instances/0/met/0", json!("on_becoming"), "ticket t1: the rule `on_becoming`: it is one of the contact"),
        (
            "/instances/0/ended/winback",
            json!("2026-01-01T00:00:00Z"),
            "the sequence `winback`: it is one of the contact",
        ),
        (
            "/runs/0/of",
            json!({"object": "ticket", "id": "t1"}),
            "`runs[0]`: the sequence `onboarding` is one of the contact",
        ),
        ("/ended/followup", json!("2026-01-01T00:00:00Z"), "the sequence `followup`: it is one of the object `ticket`"),
        ("/instances/0/ended/nothing", json!("2026-01-01T00:00:00Z"), "ticket t1: the blueprint has no sequence"),
        ("/instances/0/inputs", json!({}), "unknown field `inputs`"),
        ("/instances/0/number", json!(-1), "not the JSON of a state"),
        ("/waiting/4/of/id", json!("t9"), "`waiting[4]`: there is no ticket `t9`"),
        ("/waiting/4/of/object", json!("tiket"), "the blueprint has no object `tiket`"),
        ("/waiting/4/of", json!(null), "`waiting[4]`: the rule `first_reply` is one of the object `ticket`"),
        ("/waiting/0/of", json!({"object": "ticket", "id": "t1"}), "the rule `on_event` is one of the contact"),
        ("/waiting/4/of", json!({"object": "account", "id": "a 1"}), "`first_reply` is one of the object `ticket`"),
        ("/waiting/6/of", json!(null), "`waiting[6]`: its sequence does not run"),
        ("/waiting/6/of/id", json!("a 1"), ""),
        ("/waiting/4/event/instance", json!("t9"), "`waiting[4]`: there is no ticket `t9`"),
        ("/waiting/0/event/instance", json!("t1"), "`waiting[0]`: the event `form_submitted` concerns no instance"),
        ("/runs/2/of/id", json!("t9"), "`runs[2]`: there is no ticket `t9`"),
        ("/runs/2/of/id", json!("a 1"), "`runs[3]`: the sequence `followup` runs twice for ticket a 1"),
        ("/runs/2/of", json!(null), "`runs[2]`: the sequence `followup` is one of the object `ticket`"),
    ] {
        let answer = changed_objects(pointer, value);
        if message.is_empty() {
            // Its sequence runs for that one too.
            assert!(answer.is_ok(), "{pointer}: {answer:?}");
        } else {
            let error = answer.unwrap_err();
            assert!(error.contains(message), "{pointer}: {error}");
        }
    }
}

#[test]
fn little_is_needed_of_an_instance() {
    let mut json = full();
    json["instances"] = json!([{"object": "account", "id": "a", "number": 9}]);
    json["serial"] = json!(10);
    json["waiting"].as_array_mut().unwrap().retain(|waiting| waiting["serial"] != 9);
    let state = ContactState::from_json(rich_objects_arc(), &json.to_string()).unwrap();
    assert_eq!(state.get_of("account", "a", "seats"), Some(5.into()));
    assert_eq!(state.core().instances.in_order()[0].life().created, state.clock());
    // An event of an instance that is forgotten concerns none.
    let state =
        changed_objects("/waiting/4/event", json!({"name": "agent_replied", "payload": {"minutes": 1}})).unwrap();
    assert_eq!(ContactState::restore(state.blueprint().clone(), &state.snapshot()), Ok(state));
}

prop_compose! {
    fn any_ticket()(
        subject in ".*",
        owner in proptest::option::of(".{0,5}"),
        weight: i64,
        plan in 0usize..3,
        account in proptest::option::of(".{0,5}"),
        stage in 0usize..5,
        points in 0i64..=50,
    ) -> (String, Option<String>, i64, usize, Option<String>, usize, i64) {
        (subject, owner, weight, plan, account, stage, points)
    }
}

proptest! {
    #[test]
    fn states_with_instances_round_trip(
        tickets in proptest::collection::hash_map(".{1,5}", any_ticket(), 0..8),
        accounts in proptest::collection::hash_map(".{1,5}", 0i64..9, 0..4),
        clock in 0..=Instant::MAX.milliseconds(),
    ) {
        let mut builder = ContactState::builder(rich_objects_arc(), "c-1").set("company", "A");
        builder = builder.at(Instant::from_milliseconds(clock).unwrap());
        for (id, seats) in accounts {
            builder = builder.instance("account", id, |account| account.set("seats", seats));
        }
        for (id, (subject, owner, weight, plan, account, stage, points)) in tickets {
            builder = builder.instance("ticket", id, |ticket| {
                ticket
                    .set("subject", subject)
                    .set("owner", owner)
                    .set("weight", weight)
                    .set("plan", ["basic", "standard", "premium"][plan])
                    .set("account", account)
                    .stage(["new", "in_progress", "closed", "loud", "alarm.lead"][stage])
                    .points("heat", points)
            });
        }
        let state = builder.build().unwrap();
        let json = serde_json::to_string(&state).unwrap();
        prop_assert_eq!(ContactState::from_json(state.blueprint().clone(), &json).unwrap(), state);
    }
}
