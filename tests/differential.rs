//! Two engines, one answer: the crate's and the naive one of `tests/naive`, over random
//! blueprints and series of inputs. `CRM_BLUEPRINT_SERIES` says how many series are judged, and
//! `CRM_BLUEPRINT_FIRST` with which number they begin.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "random/dice.rs"]
mod dice;
#[path = "corpus_judge/lines.rs"]
mod lines;
mod naive;
#[path = "random/phrase.rs"]
mod phrase;
#[expect(dead_code, reason = "shared with the laws")]
mod random;
#[path = "random/timed.rs"]
mod timed;
#[path = "random/wide.rs"]
mod wide;

use crm_blueprint::{Blueprint, ContactState, Input, Instant};
use proptest::prelude::*;
use random::{inputs, sketch};
use timed::Timed;
use wide::Wide;

fn number(variable: &str, default: u32) -> u32 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

fn cases() -> ProptestConfig {
    let cases = number("CRM_BLUEPRINT_SERIES", 60);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// How far a mark is looked for behind the last input: 72 hours.
const HORIZON: i64 = 72 * 3_600_000;

/// Feeds a series to both engines and compares every decision, every state and the next mark;
/// answers the lines.
fn agree(blueprint: &Blueprint, first: ContactState, series: &[Input], timed: bool) -> Result<Vec<String>, String> {
    let mut state = first;
    let mut contact = naive::Contact::read(blueprint.ir(), &state.snapshot());
    if !timed {
        contact = contact.timeless();
    }
    let mut wake_at: Option<Option<Instant>> = None;
    let mut all = Vec::new();
    for (step, input) in series.iter().enumerate() {
        let plain = naive::decide(blueprint.ir(), &contact, input);
        match (blueprint.decide(&state, input), plain) {
            (Err(_), None) => all.push("input error".to_owned()),
            // A circle of ways, or more time than the naive engine walks.
            (Ok(_), Some(answer)) if answer.too_far => {
                all.push("too_far".to_owned());
                return Ok(all);
            }
            (Ok(decision), Some(answer)) => {
                let found = lines::decision_lines(&decision, state.clock())?;
                // Each moment tells which levels are blocked, also one in which nothing else happens.
                let told = |line: &String| !(line.starts_with("wake") || timed && line.starts_with("blocked"));
                let found: Vec<String> = found.into_iter().filter(told).collect();
                let plain: Vec<String> = answer.lines.into_iter().filter(told).collect();
                if std::env::var("CRM_BLUEPRINT_SHOW").is_ok() {
                    println!("{step}: {}", found.join("\n   "));
                }
                if found != plain {
                    return Err(difference(step, &found, &plain));
                }
                let next = naive::Contact::read(blueprint.ir(), &decision.next.snapshot()).write(blueprint.ir());
                let own = answer.next.write(blueprint.ir());
                if next != own {
                    return Err(format!("{}\n{}", states(step, &next, &own), found.join("\n")));
                }
                if let Some(wake_at) = wake_at {
                    let line = mark(step, wake_at, answer.mark, decision.at)?;
                    all.extend(line);
                }
                all.extend(found);
                wake_at = Some(decision.wake_at);
                (state, contact) = (decision.next.clone(), answer.next);
            }
            (Err(error), Some(_)) => return Err(format!("step {step}: the crate alone finds an error: {error}")),
            (Ok(_), None) => return Err(format!("step {step}: the naive engine alone finds an error")),
        }
    }
    if let (Some(wake_at), Some(end)) = (wake_at, state.clock().checked_add_milliseconds(HORIZON)) {
        all.extend(mark(series.len(), wake_at, contact.next_mark(blueprint.ir(), end), end)?);
    }
    Ok(all)
}

/// The first line in which the two differ, and all of them.
fn difference(step: usize, found: &[String], plain: &[String]) -> String {
    let at = found.iter().zip(plain).take_while(|(one, other)| one == other).count();
    let line = |of: &[String]| of.get(at).cloned().unwrap_or_else(|| "(no more)".to_owned());
    let (first, other) = (line(found), line(plain));
    let (found, plain) = (found.join("\n"), plain.join("\n"));
    format!("step {step}: `{first}`, naive `{other}`\n--- crate:\n{found}\n--- naive:\n{plain}\n---\n")
}

/// The members in which two states differ.
fn states(step: usize, next: &serde_json::Value, own: &serde_json::Value) -> String {
    let empty = serde_json::Map::new();
    let (next, own) = (next.as_object().unwrap_or(&empty), own.as_object().unwrap_or(&empty));
    let differ = next.iter().filter(|(key, value)| own.get(*key) != Some(value));
    let lines: Vec<String> = differ.map(|(key, value)| format!("{key}: {value}, naive {}", own[key])).collect();
    format!("step {step}, states: {}", lines.join("\n"))
}

/// Whether `wake_at` was right, as far as time went: nothing may happen before it, and where
/// something does, it is there; a mark at which nothing happens is counted.
fn mark(
    step: usize,
    wake_at: Option<Instant>,
    happened: Option<Instant>,
    end: Instant,
) -> Result<Option<String>, String> {
    match (wake_at.filter(|at| *at <= end), happened) {
        (None, None) => Ok(None),
        (Some(wake_at), Some(happened)) if wake_at == happened => Ok(Some("exact".to_owned())),
        (Some(wake_at), happened) if happened.is_none_or(|happened| wake_at < happened) => {
            Ok(Some("conservative".to_owned()))
        }
        (wake_at, happened) => Err(format!("before step {step}: wake_at {wake_at:?}, but it happens {happened:?}")),
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn both_engines_agree(sketch in sketch(), series in inputs(12)) {
        let text = sketch.text();
        let blueprint = Blueprint::parse(&text).expect("it checks");
        let clock = "2026-03-02T09:00:00Z".parse().expect("an instant");
        let state = blueprint.contact("c1").at(clock).build().expect("all fields have defaults");
        if let Err(difference) = agree(&blueprint, state, &series, false) {
            let series = serde_json::to_string_pretty(&series).expect("inputs are JSON");
            prop_assert!(false, "{difference}\n{text}\n{series}");
        }
    }
}

/// Judges a wide one; the outer `None` is one that does not check.
fn judge(wide: &Wide) -> Option<Result<Vec<String>, String>> {
    let blueprint = Blueprint::parse(&wide.text()).ok()?;
    let state = blueprint.contact_from_json(&wide.state.to_string()).ok()?;
    Some(agree(&blueprint, state, &wide.inputs, false))
}

/// Leaves out whatever the difference does not need.
fn smaller(mut wide: Wide) -> Wide {
    loop {
        let inputs = (0..wide.inputs.len()).map(|at| {
            let mut less = wide.clone();
            less.inputs.remove(at);
            less
        });
        let parts = (0..wide.parts.len()).map(|at| {
            let mut less = wide.clone();
            less.parts.remove(at);
            less
        });
        let transitions = (0..wide.transitions.len()).map(|at| {
            let mut less = wide.clone();
            less.transitions.remove(at);
            less
        });
        let found = inputs.chain(parts).chain(transitions).find(|less| matches!(judge(less), Some(Err(_))));
        match found {
            Some(less) => wide = less,
            None => return wide,
        }
    }
}

#[test]
fn both_engines_agree_widely() {
    let (first, count) = (number("CRM_BLUEPRINT_FIRST", 0), number("CRM_BLUEPRINT_SERIES", 60));
    let mut unchecked = 0;
    let mut reached = std::collections::BTreeMap::<String, u32>::new();
    for seed in first..first + count {
        let wide = Wide::new(seed.into());
        match judge(&wide) {
            None => unchecked += 1,
            Some(Ok(lines)) => {
                for line in lines {
                    let kind = line.split(' ').next().unwrap_or_default();
                    let kind = if kind == "notice" { line.split(' ').nth(1).unwrap_or_default() } else { kind };
                    *reached.entry(kind.to_owned()).or_default() += 1;
                }
            }
            Some(Err(_)) => {
                let wide = smaller(wide);
                let difference = judge(&wide).and_then(Result::err).unwrap_or_default();
                let series = serde_json::to_string_pretty(&wide.inputs).expect("inputs are JSON");
                panic!("number {seed}: {difference}\n{}\n{}\n{series}", wide.text(), wide.state);
            }
        }
    }
    assert!(unchecked * 20 <= count, "{unchecked} of {count} do not check, or their states do not fit");
    let missing: Vec<&str> = ["fires", "suppresses", "moves", "blocked", "sets", "conflict", "points", "late"]
        .into_iter()
        .chain(["duplicate", "refused", "unknown_zone", "unknown_write", "stage_entered_already", "input error"])
        .filter(|kind| reached.get(kind.split(' ').next().unwrap_or_default()).is_none_or(|count| *count < 5))
        .collect();
    println!("{unchecked} unchecked, reached {reached:?}");
    assert!(missing.is_empty() || count < 300, "the series hardly reach {missing:?}: {reached:?}");
}

/// Judges a series of a timed one; the outer `None` is one that does not check.
fn judge_timed(timed: &Timed, state: &serde_json::Value, inputs: &[Input]) -> Option<Result<Vec<String>, String>> {
    let blueprint = Blueprint::parse(&timed.text()).ok()?;
    let state = blueprint.contact_from_json(&state.to_string()).ok()?;
    Some(agree(&blueprint, state, inputs, true))
}

/// Leaves out whatever the difference does not need.
fn smaller_timed(mut timed: Timed, state: &serde_json::Value, mut inputs: Vec<Input>) -> (Timed, Vec<Input>) {
    let differs = |timed: &Timed, inputs: &[Input]| matches!(judge_timed(timed, state, inputs), Some(Err(_)));
    loop {
        let fewer = (0..inputs.len()).find_map(|at| {
            let mut less = inputs.clone();
            less.remove(at);
            differs(&timed, &less).then_some(less)
        });
        if let Some(less) = fewer {
            inputs = less;
            continue;
        }
        let lists = [timed.parts.len(), timed.transitions.len(), timed.clauses.len()];
        let less = (0..3).flat_map(|list| (0..lists[list]).map(move |at| (list, at))).find_map(|(list, at)| {
            let mut less = timed.clone();
            match list {
                0 => drop(less.parts.remove(at)),
                1 => drop(less.transitions.remove(at)),
                _ => drop(less.clauses.remove(at)),
            }
            differs(&less, &inputs).then_some(less)
        });
        match less {
            Some(less) => timed = less,
            None => return (timed, inputs),
        }
    }
}

/// How many series each checked blueprint is judged with.
const EACH: u64 = 10;

#[test]
fn both_engines_agree_over_time() {
    let (first, count) = (number("CRM_BLUEPRINT_FIRST", 0), number("CRM_BLUEPRINT_SERIES", 60));
    let (first, count) = (u64::from(first), u64::from(count));
    let (mut judged, mut blueprints, mut unchecked) = (0, 0, 0);
    let mut differences: Vec<(u64, String)> = Vec::new();
    let mut reached = std::collections::BTreeMap::<String, u32>::new();
    // Those that do not check do not count.
    for seed in first / EACH.. {
        if judged >= count {
            break;
        }
        blueprints += 1;
        let timed = Timed::new(seed);
        let blueprint = match Blueprint::parse(&timed.text()) {
            Ok(blueprint) => blueprint,
            Err(error) => {
                if std::env::var("CRM_BLUEPRINT_SHOW").is_ok() {
                    println!("{error}\n{}", timed.text());
                }
                unchecked += 1;
                continue;
            }
        };
        for series in (seed * EACH..(seed + 1) * EACH).filter(|series| *series >= first) {
            if judged >= count {
                break;
            }
            judged += 1;
            let (start, inputs) = (timed::state(series), timed::inputs(series));
            let state = blueprint.contact_from_json(&start.to_string()).expect("it fits");
            match agree(&blueprint, state, &inputs, true) {
                Ok(lines) => {
                    for line in lines {
                        let words: Vec<&str> = line.split(' ').collect();
                        let because = words.iter().position(|word| *word == "because").map(|at| words[at + 1]);
                        let kind = match words[0] {
                            "notice" => words[1].to_owned(),
                            "sequence" => format!("sequence {}", words[2]),
                            "sla" => format!("sla {}", words[2 + 3 * usize::from(words[2] == "of")]),
                            kind => because.map_or_else(|| kind.to_owned(), |because| format!("{kind} {because}")),
                        };
                        *reached.entry(kind).or_default() += 1;
                    }
                }
                Err(difference) => differences.push((series, difference)),
            }
        }
    }
    println!("{judged} series, {unchecked} of {blueprints} unchecked, reached {reached:?}");
    // All of them by their first lines, and the first as small as it can be made.
    for (series, difference) in differences.iter().take(40) {
        println!("number {series}: {}", difference.lines().next().unwrap_or_default());
    }
    if let Some((series, _)) = differences.first() {
        let (timed, start) = (Timed::new(series / EACH), timed::state(*series));
        let (timed, inputs) = smaller_timed(timed, &start, timed::inputs(*series));
        let difference = judge_timed(&timed, &start, &inputs).and_then(Result::err).unwrap_or_default();
        let inputs = serde_json::to_string_pretty(&inputs).expect("inputs are JSON");
        panic!(
            "{} series differ; number {series}: {difference}\n{}\n{start}\n{inputs}",
            differences.len(),
            timed.text()
        );
    }
    assert!(count < 100 || unchecked * 6 <= blueprints, "{unchecked} of {blueprints} do not check");
}
