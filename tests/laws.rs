//! Laws that hold for every blueprint, state and series of inputs, over random ones.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod random;

use crm_blueprint::{Blueprint, ContactState, Input};
use proptest::prelude::*;
use random::{Sketch, inputs, sketch};

fn parse(text: &str) -> Blueprint {
    Blueprint::parse(text).unwrap_or_else(|error| panic!("a random blueprint does not check:\n{error}\n{text}"))
}

fn start(blueprint: &Blueprint) -> ContactState {
    let clock = "2026-03-02T09:00:00Z".parse().expect("an instant");
    blueprint.contact("c1").at(clock).build().expect("all fields have defaults")
}

/// The decision and the next state, as bytes.
fn bytes(blueprint: &Blueprint, state: &ContactState, input: &Input) -> (String, ContactState) {
    match blueprint.decide(state, input) {
        Ok(decision) => (serde_json::to_string(&decision).expect("a decision is JSON"), decision.next.clone()),
        Err(errors) => (errors.to_string(), state.clone()),
    }
}

fn cases() -> ProptestConfig {
    ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases())]

    /// Deciding never panics, never changes what it was given, and the same input gives the
    /// same bytes, on another thread and from a stored state too.
    #[test]
    fn deciding_is_pure(sketch in sketch(), series in inputs(12)) {
        let blueprint = parse(&sketch.text());
        let mut state = start(&blueprint);
        for input in &series {
            let (before, given) = (state.clone(), input.clone());
            let (first, next) = bytes(&blueprint, &state, input);
            prop_assert_eq!(&state, &before);
            prop_assert_eq!(input, &given);
            let stored = serde_json::to_string(&state.snapshot()).expect("a state is JSON");
            let other = blueprint.clone();
            let second = std::thread::spawn(move || {
                let loaded = other.contact_from_json(&stored).expect("what was stored loads");
                bytes(&other, &loaded, &given).0
            })
            .join()
            .expect("no panic");
            prop_assert_eq!(first, second);
            state = next;
        }
    }

    /// An input fed twice is applied once.
    #[test]
    fn duplicates_are_idempotent(sketch in sketch(), series in inputs(8)) {
        let blueprint = parse(&sketch.text());
        let mut state = start(&blueprint);
        for (index, input) in series.iter().enumerate() {
            let input = input.clone().id(format!("input-{index}"));
            let Ok(decision) = blueprint.decide(&state, &input) else { continue };
            if input.event.is_none() && input.changes.is_empty() {
                // Time alone may come as often as it likes: its id is not remembered.
                state = decision.next.clone();
                continue;
            }
            let again = blueprint.decide(&decision.next, &input).expect("a duplicate is no error");
            prop_assert!(again.duplicate);
            prop_assert!(again.fired.is_empty() && again.moves.is_empty() && again.changes.is_empty());
            prop_assert_eq!(&again.next, &decision.next);
            state = decision.next.clone();
        }
    }

    /// Where no two rules or transitions share a priority, the order of declarations changes nothing.
    #[test]
    fn order_of_declarations_changes_nothing(sketch in sketch(), seed in any::<u64>(), series in inputs(8)) {
        let (one, two) = (parse(&sketch.text()), parse(&sketch.shuffled(seed).text()));
        let (mut first, mut second) = (start(&one), start(&two));
        for input in &series {
            let (a, next_a) = bytes(&one, &first, input);
            let (b, next_b) = bytes(&two, &second, input);
            prop_assert_eq!(sorted(&a), sorted(&b));
            (first, second) = (next_a, next_b);
        }
    }

    /// Time-only inputs between the others, or none, give the same firings and the same state.
    #[test]
    fn time_alone_changes_nothing(sketch in sketch(), series in inputs(8)) {
        let blueprint = parse(&sketch.text());
        let (mut dense, mut sparse) = (start(&blueprint), start(&blueprint));
        for input in &series {
            if blueprint.decide(&sparse, input).is_err() {
                continue;
            }
            let (a, next_a) = bytes(&blueprint, &sparse, input);
            sparse = next_a;
            let tick = Input::at(input.at);
            let before = blueprint.decide(&dense, &tick).expect("time alone is no error");
            // What settling brings about stands in the decision of the first input fed.
            let quiet = !state_settles(&before);
            let (b, next_b) = bytes(&blueprint, &before.next, input);
            dense = next_b;
            if quiet {
                prop_assert_eq!(a, b);
            }
            prop_assert_eq!(&dense, &sparse);
        }
    }

    /// The printed tree is the tree.
    #[test]
    fn printing_and_parsing_are_inverse(sketch in sketch()) {
        let printed = crm_blueprint::format::format(&sketch.text()).expect("it proves itself");
        prop_assert_eq!(crm_blueprint::format::format(&printed).expect("it proves itself"), printed);
    }

    /// A blueprint that was stored decides as the one that was parsed.
    #[test]
    fn a_stored_blueprint_is_the_same(sketch in sketch(), series in inputs(6)) {
        let parsed = parse(&sketch.text());
        let stored = serde_json::to_string(&**parsed.ir()).expect("it is JSON");
        let loaded = Blueprint::from_ir_json(&stored).expect("what was stored loads");
        prop_assert_eq!(parsed.ir(), loaded.ir());
        let (mut first, mut second) = (start(&parsed), start(&loaded));
        for input in &series {
            let (a, next_a) = bytes(&parsed, &first, input);
            let (b, next_b) = bytes(&loaded, &second, input);
            prop_assert_eq!(a, b);
            (first, second) = (next_a, next_b);
        }
    }
}

fn state_settles(decision: &crm_blueprint::Decision) -> bool {
    !(decision.fired.is_empty()
        && decision.suppressed.is_empty()
        && decision.moves.is_empty()
        && decision.blocked.is_empty()
        && decision.changes.is_empty()
        && decision.notices.is_empty())
}

/// The decision with its lists in an order of their own: the order of listing may follow declarations.
fn sorted(decision: &str) -> serde_json::Value {
    fn sort(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Array(items) => {
                items.iter_mut().for_each(sort);
                items.sort_by_key(ToString::to_string);
            }
            serde_json::Value::Object(members) => members.values_mut().for_each(sort),
            _ => {}
        }
    }
    let Ok(mut value) = serde_json::from_str(decision) else { return decision.into() };
    sort(&mut value);
    value
}

#[test]
fn the_generator_reaches_what_matters() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut runner = TestRunner::deterministic();
    let (mut fired, mut suppressed, mut moves, mut changes, mut conflicts, mut blocked) = (0, 0, 0, 0, 0, 0);
    for _ in 0..200 {
        let sketch: Sketch = sketch().new_tree(&mut runner).expect("a sketch").current();
        let series = inputs(10).new_tree(&mut runner).expect("a series").current();
        let blueprint = parse(&sketch.text());
        let mut state = start(&blueprint);
        for input in &series {
            if let Ok(decision) = blueprint.decide(&state, input) {
                fired += decision.fired.len();
                suppressed += decision.suppressed.len();
                moves += decision.moves.len();
                changes += decision.changes.len();
                conflicts += decision.conflicts.len();
                blocked += decision.blocked.len();
                state = decision.next.clone();
            }
        }
    }
    let counts = [fired, suppressed, moves, changes, conflicts, blocked];
    assert!(
        counts.iter().all(|&count| count >= 10),
        "fired, suppressed, moves, changes, conflicts, blocked: {counts:?}"
    );
}
