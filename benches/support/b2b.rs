//! Months in the lives of the contacts of the B2B north star: what they do, at increasing instants, so that its timers,
//! caps, scores and modes are at work.

use crm_blueprint::{Blueprint, ContactState, Decision, Input, Instant};

use super::dice::Dice;
use super::engine::{DAY, Engine, HOUR, MINUTE, later, monday};

pub const TEXT: &str = include_str!("../../tests/north_star/saas_b2b.blueprint");

/// What happens to one contact, without end.
pub struct Life {
    dice: Dice,
    at: Instant,
    who: Who,
}

#[derive(Clone, Copy, PartialEq)]
enum Who {
    Prospect,
    Buyer,
    Customer,
}

/// A contact at its begin, and what will happen to it.
pub fn contact(blueprint: &Blueprint, number: usize) -> (ContactState, Life) {
    let mut dice = Dice::new(0xb2b + number as u64);
    // They don't all begin at once.
    let at = later(monday(), dice.below(14 * 24 * 60) as i64 * MINUTE);
    let (stage, who) = match dice.below(10) {
        0..3 => ("visitor", Who::Prospect),
        3..6 => ("lead", Who::Prospect),
        6 => ("mql", Who::Prospect),
        7 => ("sql", Who::Buyer),
        _ => ("customer", Who::Customer),
    };
    let mut state = blueprint
        .contact(format!("contact-{number}"))
        .at(at)
        .set("email_opt_in", dice.percent(80))
        .set("first_name", dice.pick(&["Anna", "Björn", "Chloé", "David", "Emma", "Farid"]))
        .set("company_size", dice.pick(&[8, 40, 120, 240, 300, 2_000]))
        .set("industry", dice.pick(&["saas", "retail", "manufacturing", "public_sector"]))
        .stage(stage);
    if dice.percent(30) {
        state = state.set("timezone", dice.pick(&["Europe/Lisbon", "America/New_York", "Asia/Tokyo"]));
    }
    if who == Who::Customer {
        let end = ["2026-07-31", "2026-09-30", "2026-12-31"];
        state = state.set("plan", dice.pick(&["starter", "pro"])).set("mrr", 490).set("contract_end", dice.pick(&end));
    } else {
        state = state.points("maturity", dice.below(45) as i64);
    }
    (state.build().expect("the contact fits"), Life { dice, at, who })
}

impl Life {
    /// What happens next.
    pub fn happens(&mut self) -> Input {
        let dice = &mut self.dice;
        let gap = match dice.below(20) {
            0..6 => (1 + dice.below(50)) as i64 * MINUTE,
            6..12 => (1 + dice.below(20)) as i64 * HOUR,
            12..17 => (1 + dice.below(6)) as i64 * DAY + dice.below(10) as i64 * HOUR,
            _ => (7 + dice.below(28)) as i64 * DAY,
        };
        self.at = later(self.at, gap);
        let input = Input::at(self.at);
        if self.who == Who::Buyer && dice.percent(25) {
            self.who = Who::Customer;
            let amount = dice.pick(&[490, 990, 4_900]);
            return input.event("contract_signed").with("amount", amount).with("ends", "2027-03-31");
        }
        if self.who == Who::Customer { customer(dice, input) } else { prospect(dice, input) }
    }
}

fn prospect(dice: &mut Dice, input: Input) -> Input {
    match dice.below(100) {
        0..34 => page(dice, input),
        34..60 => input.event("email_opened"),
        60..76 => {
            let input = input.event("form_submitted").with("form", dice.pick(&["pricing", "newsletter", "webinar"]));
            if dice.percent(50) { input.with("campaign", "spring") } else { input }
        }
        76..84 => input.event("demo_requested"),
        84..90 => input.event("call_logged"),
        90..93 => input.change("company_size", dice.pick(&[60, 260, 900])),
        _ => input,
    }
}

fn customer(dice: &mut Dice, input: Input) -> Input {
    match dice.below(100) {
        0..46 => input.event("logged_in"),
        46..56 => page(dice, input),
        56..64 => input.event("email_opened"),
        64..74 => input.event("invoice_unpaid").with("days_late", 1 + dice.below(40) as i64),
        74..84 => input.event("invoice_paid"),
        84..88 => input.event("nps_answered").with("rating", dice.below(11) as i64),
        88..90 => input.event("contract_cancelled"),
        90..92 => input.event("form_submitted").with("form", "support"),
        _ => input,
    }
}

fn page(dice: &mut Dice, input: Input) -> Input {
    input.event("page_viewed").with("url", dice.pick(&["/pricing", "/pricing/pro", "/about", "/blog/growth"]))
}

/// What a series has brought about.
#[derive(Debug, Default)]
pub struct Tally {
    pub inputs: usize,
    pub fired: usize,
    pub held_back: usize,
    pub deferred: usize,
    pub planned: usize,
    pub moves: usize,
    pub modes: usize,
    pub scores: usize,
    pub sequences: usize,
    /// What time alone brought about before the input came.
    pub woken: usize,
}

impl Tally {
    pub fn count(&mut self, at: Instant, decision: &Decision) {
        self.inputs += 1;
        self.fired += decision.fired.len();
        self.held_back += decision.suppressed.len();
        self.deferred += decision.deferred.len();
        self.planned += decision.planned.len();
        self.moves += decision.moves.len();
        self.modes += decision.modes.len();
        self.scores += decision.scores.len();
        self.sequences += decision.sequences.len();
        self.woken += decision.fired.iter().filter(|firing| firing.at < at).count()
            + decision.moves.iter().filter(|moved| moved.at < at).count();
    }
}

/// Whether the series has something of everything.
pub fn verify() {
    let mut engine = Engine::of(TEXT);
    let (contacts, turns) = (150, 12);
    let mut tally = Tally::default();
    for number in 0..contacts {
        let (mut state, mut life) = contact(engine.blueprint(), number);
        for _ in 0..turns {
            let input = engine.prepare(&life.happens());
            tally.count(life.at, engine.advance(&mut state, &input));
        }
    }
    let Tally { inputs, fired, held_back, deferred, planned, moves, modes, scores, sequences, woken } = tally;
    let least = [fired, held_back, deferred, planned, moves, modes, scores, sequences, woken];
    assert!(inputs == contacts * turns && least.iter().all(|&count| count >= 10), "the series does little: {tally:?}");
}
