//! How long it takes to read, to check and to decide.
//!
//! Two blueprints: the long B2B example as people write it, and a generated one of 1,000 rules, of
//! which one event sets off twenty.
#![expect(clippy::expect_used, reason = "a bench that can't run has nothing to measure")]

use std::fmt::Write;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use crm_blueprint::Blueprint;
use crm_blueprint::calendar::Instant;
use crm_blueprint::parse::{Limits, parse};
use crm_blueprint::state::{ContactState, Input};
use crm_blueprint::text::FileId;

const LONG_B2B: &str = include_str!("../examples/blueprints/long_b2b.blueprint");

/// So many rules, each on one of 50 events, with a guard over fields, a set and a score, and one
/// of 100 actions.
fn generated(rules: usize) -> String {
    let mut text = String::from(
        "blueprint generated { version \"1\" }\n\
         team crew\n\
         channel email { consent opt_in }\n\
         group few { at most 3 }\n\
         enum plan { trial, starter, pro }\n\
         contact {\n  opt_in: bool = true\n  plan: plan = starter\n  tags: set of text\n",
    );
    for field in 0..20 {
        let _ = writeln!(text, "  field_{field}: int = {field}");
    }
    text.push_str("}\n");
    for event in 0..50 {
        let _ = writeln!(text, "event event_{event} {{ amount: int }}");
    }
    text.push_str(
        "score warmth in 0..1000 { on event_0, event_7 add 3  when plan == pro add 20 }\n\
         journey path {\n  stage cold initial\n  stage warm\n  transition cold -> warm when warmth >= 500\n}\n",
    );
    for action in 0..100 {
        let _ =
            writeln!(text, "action action_{action} {{ channel email  owner crew  automated  with {{ n: {action} }} }}");
    }
    for rule in 0..rules {
        let _ = writeln!(
            text,
            "rule rule_{rule} {{\n  on event_{event} where event.amount > {limit}\n  in stage cold\n  \
             when field_{field} < 50 and (plan in [starter, pro] or warmth > 100) and not tags has \"muted\"\n  \
             do action_{action} with {{ amount: event.amount * 2 }}\n  {group}  priority {priority}\n}}",
            event = rule % 50,
            limit = rule % 90,
            field = rule % 20,
            action = rule % 100,
            group = if rule % 3 == 0 { "group few" } else { "" },
            priority = rule % 7,
        );
    }
    text
}

/// 2026-03-02, 09:00 UTC.
fn monday() -> Instant {
    Instant::from_milliseconds(1_772_442_000_000).unwrap_or_default()
}

/// A contact of the long B2B example whom one request more makes an MQL.
fn warm_lead(blueprint: &Blueprint) -> ContactState {
    blueprint
        .contact("c-1")
        .at(monday())
        .set("newsletter_opt_in", true)
        .set("company_size", 800)
        .set("industry", "food")
        .stage("lead")
        .points("maturity", 40)
        .build()
        .expect("the state fits the blueprint")
}

fn read(c: &mut Criterion) {
    let thousand = generated(1_000);
    for (name, source) in [("long_b2b", LONG_B2B), ("1000_rules", thousand.as_str())] {
        c.bench_function(&format!("parse/{name}"), |b| {
            b.iter(|| parse(black_box(source), FileId(0), &Limits::default()))
        });
        c.bench_function(&format!("parse_and_check/{name}"), |b| {
            b.iter(|| Blueprint::parse(black_box(source)).expect("a valid blueprint"));
        });
    }
}

fn decide(c: &mut Criterion) {
    let blueprint = Blueprint::parse(LONG_B2B).expect("a valid blueprint");
    let state = warm_lead(&blueprint);
    let quiet = Input::at(monday()).event("page_viewed").with("url", "/about");
    let busy = Input::at(monday()).event("demo_requested");
    c.bench_function("decide/long_b2b/nothing_follows", |b| b.iter(|| blueprint.decide(black_box(&state), &quiet)));
    c.bench_function("decide/long_b2b/becomes_mql", |b| b.iter(|| blueprint.decide(black_box(&state), &busy)));
    c.bench_function("explain/long_b2b/becomes_mql", |b| b.iter(|| blueprint.explain(black_box(&state), &busy)));

    let blueprint = Blueprint::parse(&generated(1_000)).expect("a valid blueprint");
    let state = blueprint.contact("c-1").at(monday()).build().expect("the defaults fit");
    let input = Input::at(monday()).event("event_7").with("amount", 60);
    let decision = blueprint.decide(&state, &input).expect("the input fits");
    assert!(!decision.fired.is_empty() && !decision.suppressed.is_empty(), "the bench has to do some work");
    c.bench_function("decide/1000_rules/one_event", |b| b.iter(|| blueprint.decide(black_box(&state), &input)));
}

criterion_group!(benches, read, decide);
criterion_main!(benches);
