//! What the benches share: workloads, the code written by hand that they are held against, and a clock.
#![allow(dead_code, reason = "each bench takes what it needs")]

pub mod b2b;
pub mod clock;
pub mod crm;
pub mod deep;
pub mod dice;
pub mod engine;
pub mod hand;
pub mod json;
pub mod tickets;

/// Whether each bench is to run once, to see that it runs: `cargo test` says it by not saying `--bench`, as for
/// criterion.
pub fn only_once() -> bool {
    let mut benches = false;
    for argument in std::env::args() {
        match argument.as_str() {
            "--test" => return true,
            "--bench" => benches = true,
            _ => {}
        }
    }
    !benches
}

/// The words of the command line: which parts are asked for. None: all.
pub fn asked_for(part: &str) -> bool {
    let mut words = std::env::args().skip(1).filter(|word| !word.starts_with('-')).peekable();
    words.peek().is_none() || words.any(|word| word == part)
}
