//! The short way into a state and the long one agree on everything.

use super::*;
use crate::ir::damage::pointers;
use crate::state::StateErrors;
use crate::state::rich_objects::{full_objects, rich_objects_arc};
use crate::state::snapshot::names::{cap_key, cap_keys, is_cap_key};
use crate::state::snapshot::{Snapshot, read};

fn by_names(ir: &Arc<Blueprint>, json: &str) -> Result<ContactState, StateErrors> {
    ContactState::restore(ir.clone(), &Snapshot::from_json(json)?)
}

/// What both say.
#[track_caller]
fn agreed(ir: &Arc<Blueprint>, json: &str) -> Result<ContactState, StateErrors> {
    let slowly = by_names(ir, json);
    if let Some(state) = read::state(ir, json) {
        assert_eq!(Ok(&state), slowly.as_ref(), "{json}");
    }
    assert_eq!(ContactState::from_json(ir.clone(), json), slowly, "{json}");
    slowly
}

/// The text of a JSON in which the entry of a number, counted over all objects, stands twice, the second time
/// behind all others.
fn doubled(json: &Json, number: &mut usize, text: &mut String) {
    match json {
        Json::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            for entry in map {
                if *number == 0 {
                    entries.push(entry);
                }
                *number = number.wrapping_sub(1);
            }
            text.push('{');
            for (index, (key, value)) in entries.into_iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                text.push_str(&format!("{}:", json!(key)));
                doubled(value, number, text);
            }
            text.push('}');
        }
        Json::Array(items) => {
            text.push('[');
            for (index, value) in items.iter().enumerate() {
                text.push_str(if index == 0 { "" } else { "," });
                doubled(value, number, text);
            }
            text.push(']');
        }
        other => text.push_str(&other.to_string()),
    }
}

fn samples() -> [(Arc<Blueprint>, Json); 3] {
    [(rich_arc(), full()), (rich_objects_arc(), full_objects()), (rich_objects_arc(), minimal())]
}

#[test]
fn what_is_written_is_read_the_short_way() {
    for (ir, json) in samples() {
        let state = agreed(&ir, &json.to_string()).unwrap();
        let written = serde_json::to_string(&state).unwrap();
        assert_eq!(read::state(&ir, &written), Some(state.clone()), "{written}");
        // Whatever order its keys have.
        let sorted = serde_json::from_str::<Json>(&written).unwrap().to_string();
        assert_eq!(read::state(&ir, &sorted), Some(state), "{sorted}");
    }
}

#[test]
fn whatever_is_damaged_both_ways_agree() {
    let damages = [
        json!(null),
        json!(0),
        json!(-1),
        json!(3),
        json!(1.5),
        json!(1e30),
        json!(u64::MAX),
        json!(true),
        json!([]),
        json!({}),
        json!(""),
        json!("sales"),
        json!("lead"),
        json!("12.50"),
        json!("2026-03-01"),
        json!("2026-03-01T09:00:00Z"),
        json!("2026-03-01T10:00:00+01:00"),
        json!("2027-03-01T09:00:00Z"),
        json!("1 month"),
        json!(["crm", "b", "crm"]),
        json!([null]),
        json!([["crm"]]),
        json!("x".repeat(65 * 1024)),
        json!("cafe\u{301}"),
    ];
    let (mut accepted, mut refused) = (0, 0);
    for (ir, json) in samples() {
        let all = pointers(&json, "");
        for (index, pointer) in all.iter().enumerate() {
            // What is stored of the contact's own life is changed in every way, the rest in some.
            let own =
                pointer.split('/').nth(1).is_some_and(|part| ["fields", "stages", "scores", "modes"].contains(&part));
            let from = if own { 0 } else { index % 5 };
            for damage in damages.iter().skip(from).step_by(if own { 1 } else { 5 }) {
                let mut json = json.clone();
                *json.pointer_mut(pointer).unwrap() = damage.clone();
                *(if agreed(&ir, &json.to_string()).is_ok() { &mut accepted } else { &mut refused }) += 1;
            }
        }
    }
    assert!(accepted > 100 && refused > 100, "{accepted} {refused}");
}

#[test]
fn what_is_left_out_or_stands_twice_is_seen_both_ways() {
    for (ir, json) in samples() {
        let all = pointers(&json, "");
        for pointer in all.iter().skip(1) {
            let (parent, key) = pointer.rsplit_once('/').unwrap();
            let mut json = json.clone();
            if let Some(Json::Object(map)) = json.pointer_mut(parent) {
                map.remove(&key.replace("~1", "/").replace("~0", "~"));
                let _ = agreed(&ir, &json.to_string());
            }
        }
        for number in 0.. {
            let (mut left, mut text) = (number, String::new());
            doubled(&json, &mut left, &mut text);
            // It was never reached.
            if left <= number {
                break;
            }
            agreed(&ir, &text).unwrap_err();
        }
    }
}

#[test]
fn a_cap_has_one_key() {
    let mut ir = rich();
    // Of equal ones, each of those behind the first is numbered.
    let caps: Vec<_> = ir.caps.values().cloned().collect();
    let mut doubled = crate::ir::Arena::default();
    for cap in caps.iter().flat_map(|cap| vec![cap.clone(); 3]) {
        doubled.push(cap);
    }
    ir.caps = doubled;
    let keys = cap_keys(&ir);
    assert!(keys[2].ends_with(" #3"), "{keys:?}");
    for (id, key) in ir.caps.ids().zip(&keys) {
        assert_eq!(cap_key(&ir, id).as_ref(), Some(key));
        let known: Vec<_> = keys.iter().filter(|key| is_cap_key(&ir, id, key)).collect();
        assert_eq!(known, [key]);
        assert!(!is_cap_key(&ir, id, &format!("{key} #1")) && !is_cap_key(&ir, id, &key[..key.len() - 1]));
    }
}

#[test]
fn what_is_no_state_is_refused_both_ways() {
    let full = full().to_string();
    for json in ["", "[]", "null", "{}", "{\"blueprint\"", "{\"blueprint\":\"growth\",\"contact\":\"c\",\"x\":1}"] {
        agreed(&rich_arc(), json).unwrap_err();
    }
    agreed(&rich_arc(), &format!("{full} x")).unwrap_err();
    agreed(&rich_arc(), &format!(" {full}\n")).unwrap();
    for other in ["", "growth", "shop", "gro\\u0077th"] {
        let _ = agreed(&rich_arc(), &full.replacen("\"growth\"", &format!("\"{other}\""), 1));
    }
    for length in (0..full.len()).step_by(7) {
        agreed(&rich_arc(), &full[..length]).unwrap_err();
    }
}
