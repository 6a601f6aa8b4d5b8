use serde_json::json;

use crate::state::ContactState;
use crate::state::rich::{full, rich_arc};
use crate::state::rich_objects::{full_objects, rich_objects_arc};

#[test]
fn what_waits_is_told_in_order_of_time() {
    let state = ContactState::from_json(rich_arc(), &full().to_string()).unwrap();
    let pending = state.planned();
    let lines: Vec<String> = pending.iter().map(ToString::to_string).collect();
    assert_eq!(
        lines,
        [
            "send_welcome of the rule `on_event`: delayed, until 2026-03-02T09:00:00.001Z",
            "the sequence `winback`: at `wait 1 day`, until 2026-03-03T09:00:00Z",
            "call_back of the rule `on_event`: held back by the hours of the channel `email`, \
             until 2026-03-09T00:00:00Z, given up at 2026-03-10T00:00:00Z",
            "call_back of the transition `lifecycle.lead->customer`: \
             held back by the cap `channel email per 7 days #2`",
            "the sequence `onboarding`: at `second`",
            "call_back of the sequence `onboarding`: held back by the mode `complaint`",
        ]
    );
    assert_eq!(
        serde_json::to_value(&pending[..3]).unwrap(),
        json!([
            {
                "action": "send_welcome", "cause": {"rule": "on_event"}, "why": "delayed",
                "since": "2026-03-01T09:00:00Z", "until": "2026-03-02T09:00:00.001Z",
            },
            {
                "cause": {"sequence": "winback"}, "why": {"at": "wait 1 day"},
                "since": "2026-03-01T09:00:00Z", "until": "2026-03-03T09:00:00Z",
            },
            {
                "action": "call_back", "cause": {"rule": "on_event"},
                "why": {"deferred": {"hours": {"channel": "email", "place": 0}}},
                "since": "2026-03-01T09:00:00Z", "until": "2026-03-09T00:00:00Z", "expires": "2026-03-10T00:00:00Z",
            },
        ])
    );
}

#[test]
fn a_run_behind_its_last_step_ends() {
    let mut json = full();
    json["runs"][1]["step"] = json!(null);
    json["runs"][1]["rest"] = json!("ready");
    let state = ContactState::from_json(rich_arc(), &json.to_string()).unwrap();
    assert_eq!(
        state.planned().last().unwrap().to_string(),
        "call_back of the sequence `onboarding`: held back by the mode `complaint`"
    );
    assert!(state.planned().iter().any(|pending| pending.to_string() == "the sequence `winback`: about to end"));
}

#[test]
fn what_waits_of_an_instance_says_so() {
    let state = ContactState::from_json(rich_objects_arc(), &full_objects().to_string()).unwrap();
    let pending = state.planned();
    let of: Vec<String> = pending.iter().filter(|pending| pending.of.is_some()).map(ToString::to_string).collect();
    assert_eq!(
        of,
        [
            "acknowledge of the transition `support.new->in_progress` of ticket t1: delayed, until 2026-03-02T09:00:00.001Z",
            "the sequence `followup` of ticket a 1: at `wait 1 day`, until 2026-03-03T09:00:00Z",
            "acknowledge of the rule `first_reply` of ticket t1: held back by the mode `paused`",
            "acknowledge of the sequence `followup` of ticket t1: held back by the limit of the rule `first_reply`",
            "the sequence `followup` of ticket t1: at `second`",
        ]
    );
    let last = pending.iter().rfind(|pending| pending.of.is_some()).unwrap();
    assert_eq!(serde_json::to_value(last).unwrap()["of"], json!({"object": "ticket", "id": "t1"}));
}
