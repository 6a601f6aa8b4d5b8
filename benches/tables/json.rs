//! From JSON by names to JSON by names, beside serde_json with the same bytes.

use std::hint::black_box;

use crate::support::clock::{Effort, Way, short};
use crate::support::engine::load;
use crate::support::{b2b, json};

pub fn table(effort: Effort, once: bool) {
    let blueprint = load(b2b::TEXT);
    let cases = json::cases(&blueprint, if once { 5 } else { 500 });
    json::verify(&blueprint, &cases);
    let bytes: usize = cases.iter().map(json::Case::bytes).sum();
    let [ours, bare] = effort.compare([
        Way::new(|| {
            black_box(cases.iter().map(|case| case.round(&blueprint)).sum::<usize>());
            cases.len()
        }),
        Way::new(|| {
            black_box(cases.iter().map(json::Case::bare).sum::<usize>());
            cases.len()
        }),
    ]);
    println!("\n## State and input read, decided, next state written, nanoseconds (B2B north star)\n");
    println!("| bytes | ours | serde_json | x |\n|--:|--:|--:|--:|");
    println!("| {} | {} | {} | {} |", bytes / cases.len(), short(ours), short(bare), short(ours / bare));
}
