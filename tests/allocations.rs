//! What deciding takes from the heap: nothing where nothing fires or where the buffer of an earlier decision is used
//! again, and no more than the decision itself owns where there is none.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use allocation_counter::measure;
use crm_blueprint::{Blueprint, ContactState, Decision, Input, Instant, PreparedInput};

const NORTH_STAR: &str = include_str!("north_star/saas_b2b.blueprint");

/// Rules as those of the benches' crm-N: stages, an enum, comparisons. Two events, of which one sets off up to ten.
fn crm() -> Blueprint {
    let mut text = String::from(
        "blueprint crm { version \"1\" }\nchannel email\nenum plan { free, basic, pro }\nenum country { de, fr, it, es }\n\
         contact { points: int = 0  plan: plan = free  opted_in: bool = false  country: country = de }\n\
         journey life { stage lead initial  stage customer  stage lost }\nevent bought\nevent other\n",
    );
    for rule in 0..10 {
        text += &format!(
            "action act_{rule} {{ channel email  automated }}\nrule rule_{rule} {{ on bought  in stage customer  \
             when points >= {rule} and opted_in and plan in [basic, pro]  do act_{rule} }}\n\
             action of_{rule} {{ channel email  automated }}\nrule rule_of_{rule} {{ on other  in stage lead  \
             when country == fr and points >= {rule}  do of_{rule} }}\n"
        );
    }
    Blueprint::parse(&text).unwrap()
}

fn at() -> Instant {
    "2026-03-02T09:00:00Z".parse().unwrap()
}

/// A customer with so many points, at rest.
fn customer(blueprint: &Blueprint, points: i64) -> ContactState {
    let state = blueprint.contact("c-1").at(at()).set("points", points).set("opted_in", true).set("plan", "pro");
    settled(blueprint, &state.stage("customer").build().unwrap())
}

fn settled(blueprint: &Blueprint, state: &ContactState) -> ContactState {
    blueprint.decide(state, &Input::at(state.clock())).unwrap().next
}

/// How often the heap is asked for memory while it is decided into what an earlier decision has left.
fn into_buffer(blueprint: &Blueprint, state: &ContactState, input: &PreparedInput, buffer: &mut Decision) -> u64 {
    measure(|| blueprint.decide_into(state, input, buffer).unwrap()).count_total
}

/// The counter counts.
#[test]
fn a_clone_is_seen() {
    let blueprint = crm();
    let fired = blueprint.decide(&customer(&blueprint, 9), &Input::at(at()).event("bought")).unwrap();
    assert!(measure(|| drop(std::hint::black_box(fired.clone()))).count_total > 10);
}

#[test]
fn nothing_fires_and_nothing_is_allocated() {
    let blueprint = crm();
    let state = customer(&blueprint, 50);
    // Rules are on the event, but for another stage; it is no event; no rule's guard holds.
    let cold = customer(&blueprint, -1);
    for (state, input) in
        [(&state, Input::at(at()).event("other")), (&state, Input::at(at())), (&cold, Input::at(at()).event("bought"))]
    {
        let mut buffer = blueprint.decide(state, &input).unwrap();
        assert!(buffer.fired.is_empty());
        let input = blueprint.prepare(&input).unwrap();
        for _ in 0..3 {
            assert_eq!(into_buffer(&blueprint, state, &input, &mut buffer), 0, "{input:?}");
        }
        assert_eq!(buffer.next, *state);
    }
}

/// Of the B2B north star too, where points fade, messages are capped and timers run.
#[test]
fn an_event_of_which_nothing_follows_is_free_in_the_north_star() {
    let blueprint = Blueprint::parse(NORTH_STAR).unwrap();
    let state = blueprint.contact("c-1").at(at()).set("email_opt_in", true).set("company_size", 80);
    let state = settled(&blueprint, &state.stage("lead").points("maturity", 12).build().unwrap());
    let input = Input::at(at()).event("call_logged");
    let mut buffer = blueprint.decide(&state, &input).unwrap();
    assert!(buffer.fired.is_empty() && buffer.scores.is_empty());
    let input = blueprint.prepare(&input).unwrap();
    into_buffer(&blueprint, &state, &input, &mut buffer);
    assert_eq!(into_buffer(&blueprint, &state, &input, &mut buffer), 0);
}

#[test]
fn with_a_buffer_what_fires_allocates_nothing() {
    let blueprint = crm();
    let input = Input::at(at()).event("bought");
    for fires in [1, 2, 10] {
        let state = customer(&blueprint, fires - 1);
        let expected = blueprint.decide(&state, &input).unwrap();
        assert_eq!(expected.fired.len() as i64, fires);
        // The buffer was that of another contact, of whom as much fired.
        let mut buffer = blueprint.decide(&customer(&blueprint, 9), &input).unwrap();
        let prepared = blueprint.prepare(&input).unwrap();
        into_buffer(&blueprint, &state, &prepared, &mut buffer);
        assert_eq!(into_buffer(&blueprint, &state, &prepared, &mut buffer), 0, "{fires} fire");
        assert_eq!(buffer, expected);
    }
}

/// As a host does that keeps states in memory: the next state takes the place of the state, input after input.
#[test]
fn with_a_buffer_a_series_allocates_nothing() {
    let blueprint = crm();
    let mut states = [customer(&blueprint, 9), customer(&blueprint, 4), customer(&blueprint, -1)];
    let inputs = ["bought", "other"].map(|event| blueprint.prepare(&Input::at(at()).event(event)).unwrap());
    let mut buffer = blueprint.decide(&states[0], &Input::at(at()).event("bought")).unwrap();
    let mut round = || {
        let mut fired = 0;
        for state in &mut states {
            for input in &inputs {
                blueprint.decide_into(state, input, &mut buffer).unwrap();
                std::mem::swap(state, &mut buffer.next);
                fired += buffer.fired.len();
            }
        }
        fired
    };
    // Each state has been in the buffer once, and has what it needs from then on.
    (0..3).for_each(|_| assert_eq!(round(), 15));
    assert_eq!(measure(|| assert_eq!(round(), 15)).count_total, 0);
}

/// Without a buffer: no more than what the decision owns, which a clone of it needs at least.
#[test]
fn without_a_buffer_a_decision_allocates_what_it_owns() {
    let blueprint = crm();
    let input = Input::at(at()).event("bought");
    for fires in [1, 2, 10] {
        let state = customer(&blueprint, fires - 1);
        // What a thread keeps to decide with it has from an earlier one.
        blueprint.decide(&state, &input).unwrap();
        let mut decision = None;
        let made = measure(|| decision = Some(blueprint.decide(&state, &input).unwrap()));
        let decision = decision.unwrap();
        assert_eq!(decision.fired.len() as i64, fires);
        let owned = measure(|| drop(std::hint::black_box(decision.clone())));
        assert!(made.count_total <= owned.count_total, "{fires} fire: {made:?}, of it owned {owned:?}");
    }
}
