//! What a blueprint and a contact's state hold of the heap, as tables in Markdown.
//!
//! Measured by what their end gives back: of the plan what is not the blueprint as a program reads it.
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that can't run has nothing to measure")]

mod support;

use allocation_counter::measure;
use crm_blueprint::{Blueprint, ContactState};
use support::crm::Crm;
use support::engine::{Engine, load};
use support::{b2b, only_once};

fn main() {
    let once = only_once();
    println!("\n## Heap of a blueprint, bytes\n");
    println!("| | plan | a rule | with all, read from text | a rule | read from its stored form | a rule |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    // The largest whose stored form is read: it has 20,000 declarations.
    let rules: &[usize] = if once { &[10] } else { &[100, 1_000, 9_500] };
    for &rules in rules {
        blueprint(&format!("crm-{rules}"), &Crm::new(rules, 1).text());
    }
    blueprint("B2B north star", b2b::TEXT);
    println!("\n## A contact of the B2B north star, bytes with its heap\n");
    println!("| inputs so far | on average | the largest | of it in place |\n|--:|--:|--:|--:|");
    for inputs in [0, 1, 10, 100] {
        states(inputs, if once { 3 } else { 1_000 });
    }
}

fn blueprint(name: &str, text: &str) {
    let read = load(text);
    let rules = read.ir().rules.len();
    let stored = serde_json::to_string(&**read.ir()).expect("a blueprint is JSON");
    let all = freed(read);
    let read = Blueprint::from_ir_json(&stored).expect("it is what was stored");
    let ir = read.ir().clone();
    let plan = freed(read);
    let from_stored = plan + freed(ir);
    let each = |bytes: i64| bytes / rules.max(1) as i64;
    println!("| {name} | {plan} | {} | {all} | {} | {from_stored} | {} |", each(plan), each(all), each(from_stored));
}

/// States without ids of inputs: how long these are is the host's.
fn states(inputs: usize, contacts: usize) {
    let mut engine = Engine::of(b2b::TEXT);
    let states: Vec<ContactState> = (0..contacts)
        .map(|number| {
            let (mut state, mut life) = b2b::contact(engine.blueprint(), number);
            for _ in 0..inputs {
                let input = engine.prepare(&life.happens());
                engine.advance(&mut state, &input);
            }
            state
        })
        .collect();
    let place = size_of::<ContactState>() as i64;
    // The blueprint is not theirs, and what the last decision left is not looked at.
    let blueprint = engine.blueprint().clone();
    drop(engine);
    let sizes: Vec<i64> = states.into_iter().map(|state| freed(state) + place).collect();
    let largest = sizes.iter().max().copied().unwrap_or_default();
    drop(blueprint);
    println!("| {inputs} | {} | {largest} | {place} |", sizes.iter().sum::<i64>() / contacts as i64);
}

/// How many bytes of the heap its end gives back.
fn freed<T>(value: T) -> i64 {
    -measure(|| drop(value)).bytes_current
}
