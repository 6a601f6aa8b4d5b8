//! A million inputs over 100,000 contacts of the B2B north star, each contact's state kept in memory.

use std::time::{Duration, Instant};

use crate::support::b2b::{self, Tally};
use crate::support::clock::Effort;
use crate::support::engine::Engine;

/// Past so long no further round begins: what is shown is scaled.
const BUDGET: Duration = Duration::from_secs(15);

pub fn table(_: Effort, once: bool) {
    let (contacts, rounds) = if once { (50, 4) } else { (100_000, 10) };
    b2b::verify();
    let mut engine = Engine::of(b2b::TEXT);
    let (mut states, mut lives): (Vec<_>, Vec<_>) =
        (0..contacts).map(|number| b2b::contact(engine.blueprint(), number)).unzip();
    let mut tally = Tally::default();
    let mut bare = Vec::with_capacity(contacts);
    let (mut whole, mut deciding) = (Duration::ZERO, Duration::ZERO);
    for _ in 0..rounds {
        if whole > BUDGET {
            break;
        }
        let inputs: Vec<_> = lives.iter_mut().map(|life| life.happens()).collect();
        let begin = Instant::now();
        bare.clear();
        bare.extend(inputs.iter().map(|input| engine.prepare(input)));
        let prepared = begin.elapsed();
        for ((state, input), given) in states.iter_mut().zip(&bare).zip(&inputs) {
            tally.count(given.at, engine.advance(state, input));
        }
        whole += begin.elapsed();
        deciding += begin.elapsed() - prepared;
    }
    let million = |spent: Duration| spent.as_secs_f64() * 1e6 / tally.inputs as f64;
    println!("\n## A million inputs over {contacts} contacts, seconds (B2B north star)\n");
    println!("| inputs run | a million | of it deciding | fired | held back | deferred | moves | by time alone |");
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
    println!(
        "| {} | {:.2} | {:.2} | {} | {} | {} | {} | {} |",
        tally.inputs,
        million(whole),
        million(deciding),
        tally.fired,
        tally.held_back,
        tally.deferred,
        tally.moves,
        tally.woken,
    );
}
