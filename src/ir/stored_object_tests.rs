//! Objects, stored: what the gate lets through, and what not.

use serde_json::{Value as Json, json};

use super::StoredError;
use crate::ir::sample_objects::{Ids, with_objects};
use crate::ir::{Blueprint, Id};

fn read(json: &Json) -> Result<Blueprint, StoredError> {
    Blueprint::from_json(&json.to_string())
}

#[test]
fn what_is_of_objects_round_trips() {
    let (ir, _) = with_objects();
    let json = ir.to_json().unwrap();
    let back = Blueprint::from_json(&json).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(back, ir);
    assert_eq!(back.to_json().unwrap(), json);
}
