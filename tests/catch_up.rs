//! Laws of time, over random blueprints and series of inputs: it does not matter how often one
//! asks, nor how often an input is delivered, nor whether the state was stored in between.
//! `CRM_BLUEPRINT_LAWS` says how many series, `CRM_BLUEPRINT_FIRST` with which they begin.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

#[path = "random/dice.rs"]
mod dice;
#[path = "random/timed.rs"]
mod timed;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant as Time;

use crm_blueprint::{Blueprint, ContactState, Decision, Input, Instant};
use dice::Dice;
use timed::Timed;

/// How many series each checked blueprint is judged with: checking is what costs.
const EACH: u64 = 200;
/// Why a blueprint is left: it makes more than 10,000 moments of 72 hours, which costs as much as
/// thousands of other series.
const MORE: &str = "there is more";
/// 72 hours and more behind the first instant.
const END: &str = "2026-03-06T00:00:00Z";

fn number(variable: &str, default: u64) -> u64 {
    std::env::var(variable).ok().and_then(|count| count.parse().ok()).unwrap_or(default)
}

/// What fired, with keys and instants.
fn firings(decision: &Decision, all: &mut Vec<String>) {
    for firing in &decision.fired {
        all.push(format!("{} {} {:?} {:?}", decision.key(firing), firing.at, firing.causes, firing.payload));
    }
}

fn feed(blueprint: &Blueprint, state: &ContactState, input: &Input) -> Result<Decision, String> {
    let decision = blueprint.decide(state, input).map_err(|errors| errors.to_string())?;
    if decision.more { Err(MORE.to_owned()) } else { Ok(decision) }
}

/// Feeds the series as it is, and each input twice.
fn plainly(
    blueprint: &Blueprint,
    first: &ContactState,
    series: &[Input],
) -> Result<(Vec<String>, ContactState), String> {
    let (mut state, mut all) = (first.clone(), Vec::new());
    for (step, input) in series.iter().enumerate() {
        let decision = feed(blueprint, &state, input)?;
        firings(&decision, &mut all);
        state = decision.next;
        if input.id.is_some() && (input.event.is_some() || !input.changes.is_empty()) {
            let again = feed(blueprint, &state, input)?;
            if !again.duplicate || !again.fired.is_empty() || again.next != state {
                return Err(format!("step {step}: a duplicate changes something"));
            }
        }
    }
    Ok((all, state))
}

/// Feeds the series with inputs between that carry nothing, and stores the state behind each.
fn often(
    blueprint: &Blueprint,
    first: &ContactState,
    series: &[Input],
    dice: &mut Dice,
) -> Result<(Vec<String>, ContactState), String> {
    let (mut state, mut all) = (first.clone(), Vec::new());
    let mut wake_at: Option<Instant> = None;
    for (step, input) in series.iter().enumerate() {
        for _ in 0..dice.below(4) {
            let span = input.at.milliseconds() - state.clock().milliseconds();
            if span < 0 {
                continue;
            }
            let at = match wake_at {
                Some(wake_at) if wake_at <= input.at && !dice.once_in(3) => wake_at,
                _ => {
                    let into = dice.below(usize::try_from(span).unwrap_or(0) + 1) as i64;
                    let into = if dice.once_in(2) { into } else { into / 60_000 * 60_000 };
                    state.clock().checked_add_milliseconds(into).ok_or("the calendar ends")?
                }
            };
            let decision = feed(blueprint, &state, &Input::at(at))?;
            if wake_at.is_some_and(|wake_at| at < wake_at) && !decision.fired.is_empty() {
                return Err(format!("step {step}: something fires before wake_at"));
            }
            firings(&decision, &mut all);
            (state, wake_at) = (decision.next, decision.wake_at);
        }
        let decision = feed(blueprint, &state, input)?;
        firings(&decision, &mut all);
        let stored = serde_json::to_string(&decision.next.snapshot()).map_err(|error| error.to_string())?;
        let read = blueprint.contact_from_json(&stored).map_err(|problems| format!("step {step}: {problems}"))?;
        if read != decision.next {
            return Err(format!("step {step}: what was stored is not what is read: {stored}"));
        }
        (state, wake_at) = (read, decision.wake_at);
    }
    Ok((all, state))
}

/// The laws, for one series.
fn judge(blueprint: &Blueprint, start: &str, seed: u64) -> Result<usize, String> {
    let first = blueprint.contact_from_json(start).map_err(|problems| problems.to_string())?;
    let mut series = timed::inputs(seed);
    for (index, input) in series.iter_mut().enumerate() {
        if input.id.is_none() && index % 2 == 0 {
            *input = input.clone().id(format!("input-{index}"));
        }
    }
    series.push(Input::at(END.parse().expect("an instant")));
    let (sparse, one) = plainly(blueprint, &first, &series)?;
    let (dense, other) = often(blueprint, &first, &series, &mut Dice::new(seed))?;
    if sparse != dense {
        let at = sparse.iter().zip(&dense).take_while(|(one, other)| one == other).count();
        let (one, other) = (sparse.get(at), dense.get(at));
        return Err(format!("asked seldom: {one:?}\nasked often: {other:?}"));
    }
    if one != other {
        let json = |state: &ContactState| serde_json::to_value(state.snapshot()).expect("a state is JSON");
        let (one, other) = (json(&one), json(&other));
        let differ = one.as_object().into_iter().flatten().filter(|(key, value)| other.get(*key) != Some(value));
        let lines: Vec<String> =
            differ.map(|(key, value)| format!("{key}: {value}\n  asked often: {}", other[key])).collect();
        return Err(format!("the states differ in {}", lines.join("\n")));
    }
    Ok(sparse.len())
}

#[test]
fn it_does_not_matter_how_often_one_asks() {
    let (first, count) = (number("CRM_BLUEPRINT_FIRST", 0), number("CRM_BLUEPRINT_LAWS", 400));
    let began = Time::now();
    let (next, judged, fired) = (AtomicU64::new(first / EACH), AtomicU64::new(0), AtomicU64::new(0));
    let (tried, unread, left) = (AtomicU64::new(0), AtomicU64::new(0), AtomicU64::new(0));
    let work = || {
        let mut failures = Vec::new();
        loop {
            if judged.load(Ordering::Relaxed) >= count {
                return failures;
            }
            let seed = next.fetch_add(1, Ordering::Relaxed);
            // A few do not check: the differential tests count them.
            let timed = Timed::new(seed);
            tried.fetch_add(1, Ordering::Relaxed);
            let Ok(blueprint) = Blueprint::parse(&timed.text()) else {
                unread.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            for series in seed * EACH..(seed + 1) * EACH {
                let start = timed::state(series).to_string();
                match judge(&blueprint, &start, series) {
                    Ok(firings) => {
                        fired.fetch_add(firings as u64, Ordering::Relaxed);
                    }
                    Err(why) if why == MORE => {
                        left.fetch_add(1, Ordering::Relaxed);
                        break;
                    }
                    Err(why) => failures.push((series, why)),
                }
                judged.fetch_add(1, Ordering::Relaxed);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut failures: Vec<(u64, String)> = std::thread::scope(|scope| {
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        all.into_iter().flat_map(|thread| thread.join().expect("no panic")).collect()
    });
    failures.sort();
    let (judged, fired) = (judged.into_inner(), fired.into_inner());
    let (tried, unread, left) = (tried.into_inner(), unread.into_inner(), left.into_inner());
    println!(
        "{judged} series, {fired} firings, {tried} blueprints, of which {unread} do not check and {left} were left, {:.1} s",
        began.elapsed().as_secs_f64()
    );
    for (series, why) in failures.iter().take(30) {
        println!("number {series}: {}", why.lines().next().unwrap_or_default());
    }
    if let Some((series, why)) = failures.first() {
        let (text, start) = (Timed::new(series / EACH).text(), timed::state(*series));
        let inputs = serde_json::to_string_pretty(&timed::inputs(*series)).expect("inputs are JSON");
        panic!("{} of {judged} fail; number {series}: {why}\n{text}\n{start}\n{inputs}", failures.len());
    }
    assert!(unread * 5 <= tried, "{unread} of {tried} blueprints do not check");
    assert!(left * 10 <= tried, "{left} of {tried} blueprints are left");
    assert!(count < 1_000 || fired > judged, "hardly anything fires");
}
