//! Nine fixed paths, each a given number of times, for a tool that counts instructions: see `benches/count`.
//!
//! `paths NAME TIMES` runs one; without arguments all run once.
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that can't run has nothing to measure")]

mod support;

use std::hint::black_box;

use crm_blueprint::{Blueprint, ContactState, Input};
use support::b2b;
use support::crm::Crm;
use support::engine::{DAY, Engine, Prepared, later, load, monday};
use support::tickets;

type Path = fn(usize);

/// By name.
const PATHS: [(&str, Path); 9] = [
    ("nothing_fires", |times| decide(Crm::new(100, 80).firing(0), times)),
    ("one_fires", |times| decide(Crm::new(100, 80).firing(1), times)),
    ("ten_fire", |times| decide(Crm::ten_at_once(100, 80), times)),
    ("b2b_with_timers", b2b_with_timers),
    ("b2b_series", b2b_series),
    ("quiet_tickets", |times| hundred(tickets::QUIET, times)),
    ("timed_tickets", |times| hundred(tickets::TIMED, times)),
    ("load_b2b", |times| (0..times).for_each(|_| drop(black_box(load(b2b::TEXT))))),
    ("stored_crm", stored_crm),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    match &arguments[..] {
        [] => PATHS.iter().for_each(|(_, path)| path(2)),
        [name, times] => {
            let times = times.parse().expect("TIMES is a number");
            let (_, path) = PATHS.iter().find(|(path, _)| path == name).expect("NAME is one of the nine");
            path(times);
        }
        _ => panic!("expected NAME TIMES"),
    }
}

/// Ten pairs by turns: of what costs not the same, a number of times that ten divides counts all alike.
fn decide(mut crm: Crm, times: usize) {
    crm.pairs.truncate(10);
    let mut engine = Engine::of(&crm.text());
    let prepared = crm.prepared(&mut engine);
    repeat(&mut engine, &prepared, times);
}

fn repeat(engine: &mut Engine, cases: &[(ContactState, Prepared)], times: usize) {
    for (state, input) in cases.iter().cycle().take(times) {
        black_box(engine.decide(black_box(state), input));
    }
}

/// The first ten inputs of so many contacts, with the building of their states and the preparing of the inputs.
fn b2b_series(times: usize) {
    let mut engine = Engine::of(b2b::TEXT);
    for number in 0..times {
        let (mut state, mut life) = b2b::contact(engine.blueprint(), number);
        for _ in 0..10 {
            let input = engine.prepare(&life.happens());
            black_box(engine.advance(&mut state, &input));
        }
    }
}

/// An event of one ticket among a hundred.
fn hundred(text: &str, times: usize) {
    let mut engine = Engine::of(text);
    let (state, [_, of_ticket]) = tickets::cases(&mut engine, 99, "site_visited");
    repeat(&mut engine, &[(state, of_ticket)], times);
}

/// A lead whose message waits until the morning reads on: points, a campaign, and two days after the timers.
fn b2b_with_timers(times: usize) {
    let mut engine = Engine::of(b2b::TEXT);
    let state = engine.blueprint().contact("c-1").at(monday()).set("email_opt_in", true).set("company_size", 80);
    let mut state = state.stage("lead").points("maturity", 30).build().expect("the contact fits");
    let opened = engine.prepare(&Input::at(monday()).event("email_opened"));
    engine.advance(&mut state, &opened);
    assert!(state.clock() == monday());
    let viewed = Input::at(later(monday(), 3 * DAY)).event("page_viewed").with("url", "/pricing");
    let viewed = engine.prepare(&viewed);
    assert!(engine.decide(&state, &viewed).fired.len() >= 2, "what waited and the offer");
    repeat(&mut engine, &[(state, viewed)], times);
}

/// A blueprint is read from its stored form.
fn stored_crm(times: usize) {
    let stored = load(&Crm::new(1_000, 1).text()).ir().to_json().expect("a blueprint is JSON");
    (0..times).for_each(|_| drop(black_box(Blueprint::from_ir_json(&stored).expect("it is what was stored"))));
}
