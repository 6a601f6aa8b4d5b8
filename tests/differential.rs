//! Two engines, one answer: the crate's and the naive one of `tests/naive`, over random
//! blueprints and series of inputs. `CRM_BLUEPRINT_SERIES` says how many series.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]
#![allow(dead_code, reason = "modules that other tests share")]

#[path = "corpus_judge/lines.rs"]
mod lines;
mod naive;
mod random;

use crm_blueprint::{Blueprint, ContactState, Input};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestCaseResult};
use random::{inputs, sketch};

fn cases() -> ProptestConfig {
    let series = std::env::var("CRM_BLUEPRINT_SERIES").ok().and_then(|count| count.parse().ok()).unwrap_or(300);
    ProptestConfig { cases: series, failure_persistence: None, ..ProptestConfig::default() }
}

fn start(blueprint: &Blueprint) -> ContactState {
    let clock = "2026-03-02T09:00:00Z".parse().expect("an instant");
    blueprint.contact("c1").at(clock).build().expect("all fields have defaults")
}

/// Feeds a series to both engines and compares every decision and state.
fn agree(text: &str, series: &[Input]) -> TestCaseResult {
    let blueprint = Blueprint::parse(text)
        .map_err(|error| TestCaseError::fail(format!("a random blueprint does not check:\n{error}\n{text}")))?;
    let mut state = start(&blueprint);
    for (step, input) in series.iter().enumerate() {
        let plain = naive::decide(blueprint.ir(), &state.snapshot(), input);
        let decision = blueprint.decide(&state, input);
        let shown = || format!("step {step} of\n{text}\n{}", serde_json::to_string_pretty(series).unwrap_or_default());
        match (decision, plain) {
            (Err(_), None) => {}
            (Ok(decision), Some(answer)) => {
                let found = lines::decision_lines(&decision, &state.snapshot()).map_err(TestCaseError::fail)?;
                let (found, plain) = (found.join("\n"), answer.lines.join("\n"));
                prop_assert!(found == plain, "crate:\n{found}\n\nnaive:\n{plain}\n\n{}", shown());
                let next = serde_json::to_value(decision.next.snapshot()).expect("a state is JSON");
                prop_assert!(next == answer.next, "crate:\n{next}\n\nnaive:\n{}\n\n{}", answer.next, shown());
                state = decision.next.clone();
            }
            (Err(error), Some(_)) => prop_assert!(false, "the crate alone finds an error: {error}\n{}", shown()),
            (Ok(_), None) => prop_assert!(false, "the naive engine alone finds an error\n{}", shown()),
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn both_engines_agree(sketch in sketch(), series in inputs(12)) {
        agree(&sketch.text(), &series)?;
    }
}
