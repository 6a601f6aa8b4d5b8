//! What random blueprints say of service levels: one of the contact, one of tickets.

use serde_json::{Value as Json, json};

use super::super::dice::Dice;
use super::{FIRST, LENGTHS, calls, minute};

/// Guards of the contact.
pub const ASKED: &[&str] = &[
    "answer is running",
    "answer is paused",
    "answer is met",
    "answer is breached",
    "answer.due < now + 1 hour",
    "answer.due > until",
    "any ticket where repair is running",
    "no ticket where repair is breached",
];

/// Guards of a ticket.
pub const OWN: &[&str] =
    &["repair is running", "repair is met", "repair is breached", "repair.due < now + 2 hours", "answer is paused"];

/// Filters of events: only these may read what moves with the clock.
pub const FILTERS: &[&str] = &[" where answer.used > 2 hours", " where answer.remaining < 1 hour"];

/// Whether a clock is read in payloads.
pub const PAYLOAD: &str = " with { u: answer.used, r: answer.remaining, d: answer.due }";
pub const PAYLOAD_OF_TICKET: &str = " with { u: repair.used, r: repair.remaining, d: repair.due }";

const STARTS: &[&str] =
    &["on opened", "on opened, paid", "on paid where event.size > 1", "in stage one.b", "on quiet, raised"];
const STOPS: &[&str] = &["on quiet", "on moved", "on paid where event.size > 3", "in stage one.c, two.b", "on replied"];
const PAUSES: &[&str] =
    &["on moved", "on paid", "in stage one.b", "in stage two.a, one.a", "on replied where level > 2"];
const RESETS: &[&str] = &["on opened where event.size > 3", "in stage two.a", "on quiet", "on paid"];

const TICKET_STARTS: &[&str] =
    &["on raised", "on raised, replied", "in stage handling.fresh", "on replied where event.size > 2"];
const TICKET_STOPS: &[&str] =
    &["on replied where event.size > 4", "in stage handling.done", "on quiet", "in stage handling.parked"];
const TICKET_PAUSES: &[&str] =
    &["on replied where level > 1", "in stage handling.taken", "on opened", "in stage handling.fresh"];
const TICKET_RESETS: &[&str] = &["on replied where event.size < 2", "in stage handling.taken", "on paid"];

/// Guards of targets: those of `answer` read no clocks, those of `repair` that of `answer`.
const WHEN: &[&str] = &[
    "visits > 2",
    "size >= 3",
    "plan == pro",
    "is big",
    "is busy",
    "recent >= 2",
    "in stage one.a",
    "now >= until",
    "is dunning",
    "lateness == late",
    "since_last > 2 hours",
];
const TICKET_WHEN: &[&str] = &[
    "level > 2",
    "weight >= 3",
    "is hot",
    "now >= ends",
    "ticket.account.tier > 1",
    "in stage handling.taken",
    "answer is breached",
    "answer is running",
];

/// `answer` of the contact, or `repair` of tickets.
pub fn sla(dice: &mut Dice, ticket: bool) -> String {
    let mut text = if ticket { "sla repair of ticket {" } else { "sla answer {" }.to_owned();
    let lists = if ticket {
        [TICKET_STARTS, TICKET_STOPS, TICKET_PAUSES, TICKET_RESETS]
    } else {
        [STARTS, STOPS, PAUSES, RESETS]
    };
    for (index, (word, list)) in ["starts", "stops", "pauses", "resets"].into_iter().zip(lists).enumerate() {
        let most = if index < 2 { dice.between(1, 2) } else { dice.below(5) / 2 };
        for _ in 0..most {
            text += &format!("  {word} {}", dice.pick(list));
        }
    }
    let of = if dice.once_in(2) { dice.pick(&[" of office", " of office", " of night"]) } else { "" };
    for _ in 0..dice.below(3) {
        let guards = if ticket && dice.once_in(2) { TICKET_WHEN } else { WHEN };
        let when = dice.pick(guards);
        text += &format!("  within {}{} when {when}", time(dice, ticket), if dice.once_in(4) { "" } else { of });
    }
    text += &format!("  within {}{of}", time(dice, ticket));
    for _ in 0..dice.below(3) {
        text += &format!("  at {} {}", dice.pick(&["20%", "40%", "50%", "80%"]), asks(dice, ticket));
    }
    if dice.once_in(3) {
        text +=
            &format!("  every {} {}", dice.pick(&["45 minutes", "2 hours", "5 hours", "1 day"]), asks(dice, ticket));
    }
    if !dice.once_in(4) {
        text += &format!("  breach {}", asks(dice, ticket));
    }
    text + " }"
}

fn asks(dice: &mut Dice, ticket: bool) -> String {
    calls(dice, false, ticket).trim_start().to_owned()
}

fn time(dice: &mut Dice, ticket: bool) -> String {
    match dice.below(8) {
        0 if ticket => "ticket.span".to_owned(),
        0 => "pause".to_owned(),
        1 => "patience".to_owned(),
        _ => dice.pick(LENGTHS).to_owned(),
    }
}

/// A clock that a state begins with, at times.
pub fn clocks(dice: &mut Dice) -> Option<Json> {
    if !dice.once_in(4) {
        return None;
    }
    let started = FIRST - dice.below(900) as i64;
    let mut clock = json!({ "started": minute(started) });
    match dice.below(4) {
        0 => (clock["paused"], clock["held"]) = (json!(minute(FIRST)), json!(true)),
        1 => clock["breached"] = json!(minute(started)),
        _ => {}
    }
    Some(json!({ "answer": clock }))
}
