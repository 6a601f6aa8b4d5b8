//! The way of a host that keeps states as text: state and input are read, decided upon, the next state is written.

use crm_blueprint::{Blueprint, Input};
use serde_json::Value;

use super::b2b;
use super::engine::Engine;

/// One input for one contact, as text.
pub struct Case {
    state: String,
    input: String,
    next: Value,
    bytes: usize,
}

/// Contacts of the B2B north star, some months on.
pub fn cases(blueprint: &Blueprint, contacts: usize) -> Vec<Case> {
    let mut engine = Engine::new(blueprint.clone());
    let case = |number| {
        let (mut state, mut life) = b2b::contact(blueprint, number);
        for _ in 0..10 {
            let input = engine.prepare(&life.happens());
            engine.advance(&mut state, &input);
        }
        let input = serde_json::to_string(&life.happens()).expect("an input is JSON");
        let state = serde_json::to_string(&state).expect("a state is JSON");
        let next = round(blueprint, &state, &input);
        let bytes = state.len() + input.len() + next.len();
        Case { next: serde_json::from_str(&next).expect("it is JSON"), state, input, bytes }
    };
    (0..contacts).map(case).collect()
}

fn round(blueprint: &Blueprint, state: &str, input: &str) -> String {
    let state = blueprint.contact_from_json(state).expect("the state fits");
    let input = Input::from_json(input).expect("it is an input");
    let decision = blueprint.decide(&state, &input).expect("the input fits");
    serde_json::to_string(&decision.next).expect("a state is JSON")
}

impl Case {
    /// Bytes that are read and written.
    pub const fn bytes(&self) -> usize {
        self.bytes
    }

    /// Ours: how many bytes the next state has.
    pub fn round(&self, blueprint: &Blueprint) -> usize {
        round(blueprint, &self.state, &self.input).len()
    }

    /// What serde_json needs to read and write the same bytes, whatever they mean.
    pub fn bare(&self) -> usize {
        let state: Value = serde_json::from_str(&self.state).expect("it is JSON");
        let input: Value = serde_json::from_str(&self.input).expect("it is JSON");
        std::hint::black_box((state, input));
        serde_json::to_string(&self.next).expect("it is JSON").len()
    }
}

/// Whether both write the same number of bytes.
pub fn verify(blueprint: &Blueprint, cases: &[Case]) {
    for case in cases {
        let (ours, bare) = (case.round(blueprint), case.bare());
        assert_eq!(ours, bare, "the same state is written");
    }
}
