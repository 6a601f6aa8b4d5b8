//! A law, over random blueprints and series of inputs: a decision is the same, whatever is known of the state that it is
//! made upon. A state that a decision has left remembers what was found of it; one that was stored does not, and
//! whoever watches a decision sees the long way. `CRM_BLUEPRINT_SERIES` says how many series of each generator are judged,
//! `CRM_BLUEPRINT_FIRST` with which they begin.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "random/dice.rs"]
mod dice;
#[path = "random/moves.rs"]
mod moves;
#[path = "random/phrase.rs"]
mod phrase;
#[path = "random/timed.rs"]
mod timed;
#[path = "random/wide.rs"]
mod wide;

use std::collections::{BTreeMap, BTreeSet};

use crm_blueprint::{Blueprint, ContactState, Decision, Input};
use dice::Dice;
use serde_json::Value as Json;
use timed::Timed;
use wide::Wide;

/// Where blueprints come from, and states and inputs for any of them, by number.
struct Generator {
    text: fn(u64) -> String,
    state: fn(u64) -> Json,
    inputs: fn(u64) -> Vec<Input>,
    /// How many series each checked blueprint is judged with: checking is what costs.
    each: u64,
    /// How many series are judged.
    count: u64,
    /// One in so many blueprints may not check; 0 for none.
    unchecked: u64,
    /// What series must reach.
    reaches: &'static [&'static str],
}

/// How often something came in all series.
type Tally = BTreeMap<&'static str, u64>;

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// One way to the same decision, with its name.
type Way = (&'static str, Result<Decision, String>);

/// All ways to decide upon one input. The first knows nothing, and sees all; the last goes on from what is known.
fn all_ways(
    blueprint: &Blueprint,
    state: &ContactState,
    input: &Input,
    used: &mut Decision,
    dice: &mut Dice,
) -> Result<Vec<Way>, String> {
    let snapshot = state.snapshot();
    let stored = if dice.once_in(2) {
        blueprint.restore(&snapshot)
    } else {
        blueprint.contact_from_json(&serde_json::to_string(&snapshot).map_err(|error| error.to_string())?)
    };
    let stored = stored.map_err(|problems| format!("what was stored is not read: {problems}"))?;
    if stored != *state {
        return Err("what was stored is another state".to_owned());
    }
    let decide = |state: &ContactState| blueprint.decide(state, input).map_err(|errors| errors.to_string());
    let explain = |state: &ContactState| {
        blueprint.explain(state, input).map(|explained| explained.decision).map_err(|errors| errors.to_string())
    };
    let prepared = blueprint.prepare(input).map_err(|errors| errors.to_string());
    let into = |used: &mut Decision, state: &ContactState| {
        let prepared = prepared.as_ref().map_err(String::clone)?;
        blueprint.decide_into(state, prepared, used).map(|()| used.clone()).map_err(|errors| errors.to_string())
    };
    let mut all = vec![("stored, explained", explain(&stored)), ("stored", decide(&stored))];
    // To explain is what takes longest.
    if dice.once_in(3) {
        all.push(("explained", explain(state)));
    }
    let mut other = used.clone();
    all.push(("stored, into a used one", into(&mut other, &stored)));
    all.push(("into a used one", into(used, state)));
    all.push(("decided", decide(state)));
    Ok(all)
}

/// All that a decision tells, with the keys of what fires and the next state.
fn text(decision: &Decision) -> String {
    serde_json::to_string(decision).expect("a decision is JSON")
}

/// Where two ways of one decision differ.
fn difference(one: &Decision, told: &str, other: &Decision) -> Option<String> {
    if one == other && told == text(other) {
        return None;
    }
    let json = |decision: &Decision| serde_json::to_value(decision).expect("a decision is JSON");
    let (left, right) = (json(one), json(other));
    let mut lines = Vec::new();
    members("", &left, &right, &mut lines);
    // What JSON does not tell: how ids and values are held.
    if lines.is_empty() {
        lines.push(format!("{one:?}\n    {other:?}"));
    }
    Some(lines.join("\n"))
}

fn members(path: &str, one: &Json, other: &Json, lines: &mut Vec<String>) {
    match (one, other) {
        (Json::Object(left), Json::Object(right)) => {
            for key in left.keys().chain(right.keys()).collect::<BTreeSet<_>>() {
                members(&format!("{path}.{key}"), &one[key], &other[key], lines);
            }
        }
        _ if one == other => {}
        _ => lines.push(format!("  {path}: {one}\n    {other}")),
    }
}

/// Judges a series; the name of the first way that differs, and where.
fn agree(
    blueprint: &Blueprint,
    first: &ContactState,
    series: &[Input],
    dice: &mut Dice,
    tally: &mut Tally,
) -> Result<(), String> {
    let mut state = first.clone();
    // One that has been used, upon another state.
    let begun = Input::at(first.clock());
    let mut used = blueprint.decide(first, &begun).map_err(|errors| errors.to_string())?;
    let mut wake_at = None;
    for (step, input) in series.iter().enumerate() {
        let mut ways =
            all_ways(blueprint, &state, input, &mut used, dice).map_err(|why| format!("step {step}: {why}"))?;
        let [(name, reference), others @ ..] = ways.as_slice() else { continue };
        let told = reference.as_ref().map(text).unwrap_or_default();
        for (other, decided) in others {
            let differs = match (reference, decided) {
                (Ok(one), Ok(decided)) => difference(one, &told, decided),
                (Err(one), Err(decided)) => (one != decided).then(|| format!("{one}\n{decided}")),
                (one, decided) => Some(format!("{:?}\n{:?}", one.as_ref().err(), decided.as_ref().err())),
            };
            if let Some(differs) = differs {
                return Err(format!("step {step}: {name}; {other}:\n{differs}"));
            }
        }
        // Most go on from what knows most.
        let goes_on = if dice.once_in(6) { dice.below(ways.len()) } else { ways.len() - 1 };
        let Ok(decision) = ways.swap_remove(goes_on).1 else {
            *tally.entry("errors").or_default() += 1;
            continue;
        };
        count(&decision, tally);
        let woke = wake_at.is_some_and(|wake_at| wake_at <= input.at);
        *tally.entry("woken").or_default() += u64::from(woke);
        if decision.more {
            *tally.entry("more").or_default() += 1;
            return Ok(());
        }
        (state, wake_at) = (decision.next, decision.wake_at);
    }
    Ok(())
}

/// Tells what a decision holds.
fn count(decision: &Decision, tally: &mut Tally) {
    let by_time = decision.fired.iter().filter(|firing| firing.at < decision.at).count();
    let fields = &decision.blueprint().fields;
    let zones: Vec<_> = decision
        .changes
        .iter()
        .filter(|change| fields[change.field].info.name == "zone")
        .map(|change| change.at)
        .collect();
    for (kind, count) in [
        ("fired", decision.fired.len()),
        ("fired by time", by_time),
        ("planned", decision.planned.len()),
        ("deferred", decision.deferred.len()),
        ("suppressed", decision.suppressed.len()),
        ("cancelled", decision.cancelled.len()),
        ("moves", decision.moves.len()),
        ("blocked", decision.blocked.len()),
        ("sequences", decision.sequences.len()),
        ("modes", decision.modes.len()),
        ("slas", decision.slas.len()),
        ("opened", decision.opened.len()),
        ("changes", decision.changes.len()),
        ("zones", zones.len()),
        ("zones again", zones.windows(2).filter(|pair| pair[0] == pair[1]).count()),
        ("scores", decision.scores.len()),
        ("late", decision.late.into()),
        ("duplicates", decision.duplicate.into()),
    ] {
        *tally.entry(kind).or_default() += count as u64;
    }
}

/// Judges one series upon a blueprint's text; `None` where either does not fit.
fn judge(text: &str, state: &Json, series: &[Input], number: u64) -> Option<Result<(), String>> {
    let blueprint = Blueprint::parse(text).ok()?;
    let state = blueprint.contact_from_json(&state.to_string()).ok()?;
    Some(agree(&blueprint, &state, series, &mut Dice::new(number), &mut Tally::new()))
}

/// Leaves out whatever the difference does not need: inputs, and lines of the blueprint.
fn smaller(mut text: String, state: &Json, mut series: Vec<Input>, number: u64) -> (String, Vec<Input>) {
    let differs = |text: &str, series: &[Input]| matches!(judge(text, state, series, number), Some(Err(_)));
    loop {
        let size = (text.len(), series.len());
        for at in (0..series.len()).rev() {
            let mut less = series.clone();
            less.remove(at);
            if differs(&text, &less) {
                series = less;
            }
        }
        for at in (0..text.lines().count()).rev() {
            let lines = text.lines().enumerate().filter(|(line, _)| *line != at);
            let less: String = lines.map(|(_, line)| format!("{line}\n")).collect();
            if differs(&less, &series) {
                text = less;
            }
        }
        if size == (text.len(), series.len()) {
            return (text, series);
        }
    }
}

/// The law, for all series of a generator.
fn law(generator: &Generator) {
    let first = number("CRM_BLUEPRINT_FIRST", 0);
    let count = number("CRM_BLUEPRINT_SERIES", generator.count);
    let (mut judged, mut blueprints, mut unchecked) = (0, 0, 0);
    let (mut failures, mut tally) = (Vec::new(), Tally::new());
    for seed in first / generator.each.. {
        if judged >= count {
            break;
        }
        blueprints += 1;
        let text = (generator.text)(seed);
        let blueprint = match Blueprint::parse(&text) {
            Ok(blueprint) => blueprint,
            Err(_) if generator.unchecked > 0 => {
                unchecked += 1;
                continue;
            }
            Err(error) => panic!("number {seed} does not check: {error}\n{text}"),
        };
        let all = seed * generator.each..(seed + 1) * generator.each;
        for series in all.filter(|series| *series >= first).take(usize::try_from(count - judged).expect("few")) {
            judged += 1;
            let state = (generator.state)(series).to_string();
            // A state of another blueprint than it was made for may not fit.
            let Ok(state) = blueprint.contact_from_json(&state) else {
                *tally.entry("unfit").or_default() += 1;
                continue;
            };
            let inputs = (generator.inputs)(series);
            let more = tally.get("more").copied();
            if let Err(why) = agree(&blueprint, &state, &inputs, &mut Dice::new(series), &mut tally) {
                failures.push((series, why));
            }
            // It costs as much as thousands of others.
            if tally.get("more").copied() != more {
                break;
            }
        }
    }
    println!("{judged} series, {blueprints} blueprints, of which {unchecked} do not check, reached {tally:?}");
    for (series, why) in failures.iter().take(30) {
        println!("number {series}: {}", why.lines().take(2).collect::<Vec<_>>().join(" "));
    }
    if let Some((series, _)) = failures.first() {
        let (text, state) = ((generator.text)(series / generator.each), (generator.state)(*series));
        let (text, inputs) = smaller(text, &state, (generator.inputs)(*series), *series);
        let why = judge(&text, &state, &inputs, *series).and_then(Result::err).unwrap_or_default();
        let inputs = serde_json::to_string_pretty(&inputs).expect("inputs are JSON");
        panic!("{} of {judged} differ; number {series}: {why}\n{text}\n{state}\n{inputs}", failures.len());
    }
    assert!(unchecked * generator.unchecked <= blueprints, "{unchecked} of {blueprints} do not check");
    let of = |kind: &str| tally.get(kind).copied().unwrap_or(0);
    assert!(of("unfit") * 10 <= judged, "{} of {judged} states do not fit", of("unfit"));
    assert!(of("more") * 10 <= blueprints, "{} of {blueprints} blueprints spin", of("more"));
    let hardly: Vec<_> = generator.reaches.iter().filter(|kind| of(kind) * 20 < judged).collect();
    assert!(count < 100 || hardly.is_empty(), "the series hardly reach {hardly:?}: {tally:?}");
}

#[test]
fn nothing_rests_on_what_is_known_of_little_that_moves() {
    law(&Generator {
        text: moves::text,
        state: moves::state,
        inputs: moves::inputs,
        each: 5,
        count: 700,
        unchecked: 0,
        reaches: &[
            "fired",
            "fired by time",
            "planned",
            "deferred",
            "suppressed",
            "cancelled",
            "moves",
            "modes",
            "slas",
            "sequences",
            "changes",
            "zones",
            "scores",
            "late",
            "duplicates",
            "woken",
        ],
    });
}

#[test]
fn nothing_rests_on_what_is_known_over_time() {
    law(&Generator {
        text: |seed| Timed::new(seed).text(),
        state: timed::state,
        inputs: timed::inputs,
        each: 15,
        count: 120,
        unchecked: 5,
        reaches: &["fired", "fired by time", "deferred", "moves", "opened", "sequences", "slas", "scores", "woken"],
    });
}

#[test]
fn nothing_rests_on_what_is_known_of_wide_ones() {
    law(&Generator {
        text: |seed| Wide::new(seed).text(),
        state: |series| Wide::new(series).state,
        inputs: |series| Wide::new(series).inputs,
        each: 20,
        count: 300,
        unchecked: 20,
        reaches: &["fired", "suppressed", "moves", "changes", "scores"],
    });
}
