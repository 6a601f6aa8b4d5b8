//! What a decision must not cost more for: a contact's age, objects that are not concerned. (For rules of other events
//! see the table of crm-N.) And what it may: steps that follow one another in one moment.

use std::hint::black_box;

use crm_blueprint::{ContactState, Input};

use crate::support::clock::{Effort, Way, short};
use crate::support::engine::{Engine, MINUTE, Prepared, later, monday};
use crate::support::{b2b, deep, tickets};

pub fn table(effort: Effort, once: bool) {
    age(effort, if once { &[0, 10, 100] } else { &[0, 10, 100, 1_000, 10_000, 100_000] });
    objects(effort, if once { &[0, 10] } else { &[0, 10, 100, 999] });
    depth(effort);
}

/// Nanoseconds to decide once.
fn one(effort: Effort, engine: &mut Engine, state: &ContactState, input: &Prepared) -> f64 {
    let way = Way::new(|| {
        for _ in 0..10 {
            black_box(engine.decide(black_box(state), input));
        }
        10
    });
    let [cost] = effort.compare([way]);
    cost
}

/// One contact of the B2B north star that has had so many inputs, each with an id, one in ten minutes.
fn age(effort: Effort, ages: &[usize]) {
    println!("\n## Cost by a contact's age, nanoseconds (B2B north star)\n");
    println!(
        "| inputs so far | page viewed | the same, with an id | opened and answered with points | time alone |\n|--:|--:|--:|--:|--:|"
    );
    let mut engine = Engine::of(b2b::TEXT);
    let contact = engine.blueprint().contact("c-1").at(monday()).set("email_opt_in", true);
    let mut state = contact.set("company_size", 80).stage("lead").build().expect("the contact fits");
    let (mut at, mut lived) = (monday(), 0);
    for &age in ages {
        while lived < age {
            at = later(at, 10 * MINUTE);
            let input = Input::at(at).id(format!("input-{lived}"));
            let input = match lived % 3 {
                0 => input.event("email_opened"),
                1 => input.event("logged_in"),
                _ => input.event("page_viewed").with("url", "/pricing"),
            };
            let input = engine.prepare(&input);
            engine.advance(&mut state, &input);
            lived += 1;
        }
        let rested = engine.settled(&state);
        let inputs = [
            Input::at(at).event("page_viewed").with("url", "/about"),
            Input::at(at).id("another").event("page_viewed").with("url", "/about"),
            Input::at(at).event("email_opened"),
            Input::at(at),
        ];
        let costs = inputs.map(|input| {
            let input = engine.prepare(&input);
            short(one(effort, &mut engine, &rested, &input))
        });
        println!("| {age} | {} |", costs.join(" | "));
    }
}

/// A contact with so many tickets beside the one that is concerned, or none.
fn objects(effort: Effort, counts: &[usize]) {
    println!("\n## Cost by the number of other tickets, nanoseconds\n");
    println!("| others | {} |", counts.iter().map(usize::to_string).collect::<Vec<_>>().join(" | "));
    println!("|---|{}", "--:|".repeat(counts.len()));
    let texts = [
        ("tickets without timers", tickets::QUIET, "site_visited"),
        ("tickets with timers", tickets::TIMED, "site_visited"),
        ("service north star: a mode asks all tickets", tickets::SERVICE, "offer_campaign"),
    ];
    for (name, text, event) in texts {
        let mut engine = Engine::of(text);
        let mut costs = [Vec::new(), Vec::new()];
        for &count in counts {
            let (state, inputs) = tickets::cases(&mut engine, count, event);
            for (input, costs) in inputs.iter().zip(&mut costs) {
                costs.push(short(one(effort, &mut engine, &state, input)));
            }
        }
        for (costs, of) in costs.iter().zip(["event of the contact", "event of one ticket"]) {
            println!("| {name}, {of} | {} |", costs.join(" | "));
        }
    }
}

fn depth(effort: Effort) {
    println!("\n## Many steps in one moment, nanoseconds\n");
    println!("| | one decision | a step |\n|---|--:|--:|");
    let mut engine = Engine::of(&deep::text());
    let cases = [
        ("nested", deep::NESTED, deep::NESTED * 2, "sequences that start one another"),
        ("long", deep::STEPS / 2, deep::STEPS, "steps of one sequence, half of them write"),
    ];
    for (event, fires, steps, what) in cases {
        let (state, input) = deep::case(&mut engine, event, fires);
        let cost = one(effort, &mut engine, &state, &input);
        println!("| {steps} {what} | {} | {} |", short(cost), short(cost / steps as f64));
    }
}
