//! crm-N: one decision beside the code written by hand.

use std::hint::black_box;

use crate::support::clock::{Effort, Way, short};
use crate::support::crm::{Crm, fired};
use crate::support::engine::Engine;
use crate::support::hand::{Packed, Plain, verify};

pub fn table(effort: Effort, once: bool) {
    let pairs = if once { 40 } else { 10_000 };
    let rules: &[usize] = if once { &[10, 100] } else { &[10, 100, 1_000, 10_000, 100_000] };
    let fixed = if once { 100 } else { 1_000 };
    println!("\n## One decision, state and input prepared, nanoseconds\n");
    println!("| | ours | 7a | 7c | x 7a | x 7c |\n|---|--:|--:|--:|--:|--:|");
    for &rules in rules {
        row(&format!("crm-{rules}"), &Crm::new(rules, pairs), effort);
    }
    let name = |what: &str| format!("crm-{fixed}, {what}");
    row(&name("nothing fires"), &Crm::new(fixed, pairs).firing(0), effort);
    row(&name("one fires"), &Crm::new(fixed, pairs).firing(1), effort);
    row(&name("ten fire"), &Crm::ten_at_once(fixed, pairs), effort);
}

fn row(name: &str, crm: &Crm, effort: Effort) {
    let mut engine = Engine::of(&crm.text());
    verify(crm, &mut engine);
    let prepared = crm.prepared(&mut engine);
    let packed: Vec<_> = crm.pairs.iter().map(Packed::pack).collect();
    let (plain, by_place) = (Plain::new(crm), Packed::new(crm));
    // A decision is read as a host would: which actions fire.
    let (mut all, mut all_plain, mut all_packed) = (Vec::new(), Vec::new(), Vec::new());
    let [ours, by_plain, by_packed] = effort.compare([
        Way::new(|| {
            for (state, input) in &prepared {
                fired(engine.decide(black_box(state), input), &mut all);
                black_box(&all);
            }
            prepared.len()
        }),
        Way::new(|| {
            for pair in &crm.pairs {
                plain.decide(black_box(pair), &mut all_plain);
                black_box(&all_plain);
            }
            crm.pairs.len()
        }),
        Way::new(|| {
            for pair in &packed {
                by_place.decide(black_box(pair), &mut all_packed);
                black_box(&all_packed);
            }
            packed.len()
        }),
    ]);
    println!(
        "| {name} | {} | {} | {} | {} | {} |",
        short(ours),
        short(by_plain),
        short(by_packed),
        short(ours / by_plain),
        short(ours / by_packed),
    );
}
