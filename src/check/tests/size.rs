//! Large trees, on a small stack, in a time that grows with the text.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;
use crate::parse::parse;
use crate::text::SourceMap;

/// On 2 MiB of stack; how long the check alone took.
fn timed(text: String) -> (Vec<String>, Duration) {
    let run = move || {
        let mut sources = SourceMap::default();
        let file = sources.add("test", text.as_str());
        let parsed = parse(&text, file, &Limits::default());
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics.first());
        let start = Instant::now();
        let checked = check(&parsed.file, &CheckLimits::default());
        let took = start.elapsed();
        (checked.diagnostics.iter().map(|one| one.code.to_string()).collect(), took)
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap()
}

const MANY: usize = 19_000;

/// Far more than it takes, far less than a quadratic walk would.
const PATIENCE: Duration = Duration::from_secs(30);

fn text(line: impl Fn(usize) -> String) -> String {
    let mut text = "blueprint b\nevent e\nchannel c\n".to_owned();
    for index in 0..MANY {
        let _ = writeln!(text, "{}", line(index));
    }
    text
}

#[test]
fn a_chain_of_values() {
    let (found, took) =
        timed(text(|n| if n + 1 < MANY { format!("let l{n} = l{} + 1", n + 1) } else { format!("let l{n} = 1") }));
    assert!(found.is_empty(), "{found:?}");
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn a_ring_of_values() {
    let (found, took) = timed(text(|n| format!("let l{n} = l{} + 1", (n + 1) % MANY)));
    assert_eq!(found, ["E0407"]);
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn many_unknown_names() {
    let (found, took) = timed(text(|n| format!("let l{n} = unknown_{n}")));
    assert_eq!(found.len(), MANY);
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn one_name_for_all() {
    let (found, took) = timed(text(|_| "team t".to_owned()));
    assert_eq!(found.len(), MANY - 1);
    assert!(took < PATIENCE, "{took:?}");
}

#[test]
fn rules_and_actions() {
    let (found, took) = timed(text(|n| {
        if n % 2 == 0 {
            format!("action a{n} {{ channel c automated }}")
        } else {
            format!("rule r{n} {{ on e do a{} }}", n - 1)
        }
    }));
    assert!(found.is_empty(), "{found:?}");
    assert!(took < PATIENCE, "{took:?}");
}
