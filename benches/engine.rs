//! How long the engine takes for each of its parts, with what else could be done in the same time beside it.
//!
//! `cargo bench --bench engine`; for the figures that the project promises see the bench `table`.
#![expect(clippy::expect_used, clippy::panic, reason = "a bench that can't run has nothing to measure")]

mod support;

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use crm_blueprint::check::check;
use crm_blueprint::parse::parse;
use crm_blueprint::text::FileId;
use crm_blueprint::{Blueprint, ContactState, Input, ir};
use support::crm::Crm;
use support::engine::{Engine, HOUR, Prepared, later, load, monday, unlimited};
use support::hand::{Packed, Plain, verify};
use support::{b2b, deep, json, only_once, tickets};

const LONG_B2B: &str = include_str!("../examples/blueprints/long_b2b.blueprint");

/// Text and stored form, part by part.
fn read(c: &mut Criterion) {
    let rules = if only_once() { 20 } else { 1_000 };
    let crm = Crm::new(rules, 1).text();
    let options = unlimited();
    for (name, text) in [("b2b", b2b::TEXT), ("long_b2b", LONG_B2B), ("crm_1000", crm.as_str())] {
        let file = parse(text, FileId(0), &options.limits).file;
        let stored = serde_json::to_string(&**load(text).ir()).expect("a blueprint is JSON");
        let mut group = c.benchmark_group(format!("read/{name}"));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("parse", |b| b.iter(|| parse(black_box(text), FileId(0), &options.limits)));
        group.bench_function("check", |b| b.iter(|| check(black_box(&file), &options.check)));
        group.bench_function("parse_check_plan", |b| b.iter(|| load(black_box(text))));
        // What the second takes more than the first is the plan.
        group.bench_function("stored", |b| b.iter(|| ir::Blueprint::from_json(black_box(&stored))));
        group.bench_function("stored_plan", |b| b.iter(|| Blueprint::from_ir_json(black_box(&stored))));
        group.finish();
    }
}

/// crm-N, ours and those written by hand: a pass over all pairs, shown for one.
fn decide_crm(c: &mut Criterion) {
    let (rules, pairs) = if only_once() { (50, 40) } else { (1_000, 4_000) };
    for (name, crm) in [
        ("mixed", Crm::new(rules, pairs)),
        ("nothing_fires", Crm::new(rules, pairs).firing(0)),
        ("one_fires", Crm::new(rules, pairs).firing(1)),
        ("ten_fire", Crm::ten_at_once(rules, pairs)),
    ] {
        let mut engine = Engine::of(&crm.text());
        verify(&crm, &mut engine);
        let prepared = crm.prepared(&mut engine);
        let packed: Vec<_> = crm.pairs.iter().map(Packed::pack).collect();
        let (plain, by_place) = (Plain::new(&crm), Packed::new(&crm));
        let mut fired = Vec::new();
        let mut group = c.benchmark_group(format!("decide/crm_1000/{name}"));
        group.throughput(Throughput::Elements(crm.pairs.len() as u64));
        group.bench_function("ours", |b| {
            b.iter(|| prepared.iter().for_each(|(state, input)| _ = black_box(engine.decide(state, input))));
        });
        group.bench_function("7a_plain", |b| {
            b.iter(|| crm.pairs.iter().for_each(|pair| plain.decide(black_box(pair), &mut fired)));
        });
        group.bench_function("7c_packed", |b| {
            b.iter(|| packed.iter().for_each(|pair| by_place.decide(black_box(pair), &mut fired)));
        });
        group.finish();
    }
}

fn one(group: &mut BenchmarkGroup<'_, WallTime>, name: &str, engine: &mut Engine, case: &(ContactState, Prepared)) {
    group.bench_function(name, |b| b.iter(|| _ = black_box(engine.decide(black_box(&case.0), &case.1))));
}

/// Blueprints with time, sequences and objects in them.
fn decide_others(c: &mut Criterion) {
    let mut group = c.benchmark_group("decide");
    let mut engine = Engine::of(&deep::text());
    for (event, fires) in [("nested", deep::NESTED), ("long", deep::STEPS / 2)] {
        let case = deep::case(&mut engine, event, fires);
        one(&mut group, &format!("deep/{event}"), &mut engine, &case);
    }
    let mut engine = Engine::of(tickets::SERVICE);
    let (state, [campaign, replied]) = tickets::cases(&mut engine, 20, "offer_campaign");
    one(&mut group, "service/20_tickets/of_contact", &mut engine, &(state.clone(), campaign));
    one(&mut group, "service/20_tickets/of_one", &mut engine, &(state, replied));

    let mut engine = Engine::of(LONG_B2B);
    let contact = engine.blueprint().contact("c-1").at(monday()).set("newsletter_opt_in", true);
    let contact = contact.set("company_size", 800).set("industry", "food").stage("lead").points("maturity", 40);
    let state = engine.settled(&contact.build().expect("the state fits the blueprint"));
    let quiet = Input::at(monday()).event("page_viewed").with("url", "/about");
    let busy = Input::at(monday()).event("demo_requested");
    let blueprint = engine.blueprint().clone();
    for (name, input) in [("nothing_follows", quiet), ("becomes_mql", busy.clone())] {
        let case = (state.clone(), engine.prepare(&input));
        one(&mut group, &format!("long_b2b/{name}"), &mut engine, &case);
    }
    group.bench_function("long_b2b/becomes_mql_explained", |b| b.iter(|| blueprint.explain(&state, &busy)));
    group.finish();
}

/// A hundred contacts of the B2B north star through ten inputs each, shown for one input.
fn series(c: &mut Criterion) {
    b2b::verify();
    let mut engine = Engine::of(b2b::TEXT);
    let contacts = if only_once() { 3 } else { 100 };
    let lives: Vec<_> = (0..contacts)
        .map(|number| {
            let (state, mut life) = b2b::contact(engine.blueprint(), number);
            let inputs: Vec<Input> = (0..10).map(|_| life.happens()).collect();
            (state, inputs)
        })
        .collect();
    let mut group = c.benchmark_group("series");
    group.throughput(Throughput::Elements(10 * contacts as u64));
    group.bench_function("b2b", |b| {
        b.iter(|| {
            for (state, inputs) in &lives {
                let mut state = state.clone();
                for input in inputs {
                    let input = engine.prepare(input);
                    engine.advance(&mut state, &input);
                }
                black_box(state);
            }
        });
    });
    // A month of nothing but time.
    let (state, _) = &lives[0];
    let month = engine.prepare(&Input::at(later(monday(), 60 * 24 * HOUR)));
    one(&mut group, "b2b_time_alone", &mut engine, &(state.clone(), month));
    group.finish();
}

/// From JSON to JSON, beside serde_json with the same bytes.
fn json_round(c: &mut Criterion) {
    let blueprint = load(b2b::TEXT);
    let cases = json::cases(&blueprint, if only_once() { 3 } else { 100 });
    json::verify(&blueprint, &cases);
    let mut group = c.benchmark_group("json");
    group.throughput(Throughput::Bytes(cases.iter().map(json::Case::bytes).sum::<usize>() as u64));
    group.bench_function("ours", |b| b.iter(|| cases.iter().map(|case| case.round(&blueprint)).sum::<usize>()));
    group.bench_function("serde_json", |b| b.iter(|| cases.iter().map(json::Case::bare).sum::<usize>()));
    group.finish();
}

criterion_group!(benches, read, decide_crm, decide_others, series, json_round);
criterion_main!(benches);
