use serde_json::json;

use crate::state::ContactState;
use crate::state::rich::{full, rich_arc};

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
