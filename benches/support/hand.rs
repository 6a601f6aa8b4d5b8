//! crm-N as somebody would write it who knows this workload and nothing else. Both only find which rules fire: no
//! decision is made of it, no state follows.

use super::crm::{Crm, Pair, STAGES, Test};
use super::engine::Engine;

/// 7a: a plain interpreter. The rules of an event, each with its tests, one after the other.
pub struct Plain {
    by_event: Vec<Vec<PlainRule>>,
}

struct PlainRule {
    id: u32,
    stage: usize,
    tests: Vec<Test>,
}

impl Plain {
    pub fn new(crm: &Crm) -> Self {
        let mut by_event: Vec<Vec<PlainRule>> = (0..crm.events).map(|_| Vec::new()).collect();
        for (rule, id) in crm.rules.iter().zip(0..) {
            by_event[rule.event].push(PlainRule { id, stage: rule.stage, tests: rule.tests.clone() });
        }
        Self { by_event }
    }

    pub fn decide(&self, pair: &Pair, fired: &mut Vec<u32>) {
        fired.clear();
        for rule in &self.by_event[pair.event] {
            if rule.stage == pair.stage && rule.tests.iter().all(|test| holds(*test, pair)) {
                fired.push(rule.id);
            }
        }
    }
}

fn holds(test: Test, pair: &Pair) -> bool {
    match test {
        Test::Points(least) => pair.points >= least,
        Test::Plan(plan) => pair.plan == plan,
        Test::OptedIn => pair.opted_in,
        Test::NoTickets => pair.tickets == 0,
        Test::Country([a, b, c]) => pair.country == a || pair.country == b || pair.country == c,
    }
}

/// 7c: rules packed into masks, in order of event and stage, judged without a branch.
pub struct Packed {
    /// Where the rules of each event and stage begin, and where the last end.
    begins: Vec<u32>,
    rules: Vec<PackedRule>,
}

/// A rule that does not ask for something takes all of it.
struct PackedRule {
    id: u32,
    points: i32,
    countries: u32,
    /// Bits 0 to 4 are plans, 5 and 6 those who did not opt in and who did, 7 and 8 those without tickets and with.
    others: u16,
}

/// A pair with each value as a bit.
pub struct PackedPair {
    place: u32,
    points: i32,
    country: u32,
    others: u16,
}

const OPT_IN: u16 = 5;
const TICKETS: u16 = 7;
const ALL: u16 = 0b1_1111_1111;

impl Packed {
    pub fn new(crm: &Crm) -> Self {
        let mut places: Vec<Vec<PackedRule>> = (0..crm.events * STAGES.len()).map(|_| Vec::new()).collect();
        for (rule, id) in crm.rules.iter().zip(0..) {
            let mut packed = PackedRule { id, points: i32::MIN, countries: u32::MAX, others: ALL };
            for test in &rule.tests {
                match *test {
                    Test::Points(least) => packed.points = i32::try_from(least).expect("points are small"),
                    Test::Plan(plan) => packed.others &= !0b1_1111 | 1 << plan,
                    Test::OptedIn => packed.others &= !(1 << OPT_IN),
                    Test::NoTickets => packed.others &= !(1 << (TICKETS + 1)),
                    Test::Country(countries) => packed.countries = countries.iter().fold(0, |all, at| all | 1 << at),
                }
            }
            places[rule.event * STAGES.len() + rule.stage].push(packed);
        }
        let mut begins = vec![0];
        let mut rules = Vec::new();
        for place in places {
            rules.extend(place);
            begins.push(u32::try_from(rules.len()).expect("rules are few"));
        }
        Self { begins, rules }
    }

    pub fn pack(pair: &Pair) -> PackedPair {
        PackedPair {
            place: u32::try_from(pair.event * STAGES.len() + pair.stage).expect("places are few"),
            points: i32::try_from(pair.points).expect("points are small"),
            country: 1 << pair.country,
            others: 1 << pair.plan
                | 1 << (OPT_IN + u16::from(pair.opted_in))
                | 1 << (TICKETS + u16::from(pair.tickets > 0)),
        }
    }

    pub fn decide(&self, pair: &PackedPair, fired: &mut Vec<u32>) {
        let place = pair.place as usize;
        let rules = &self.rules[self.begins[place] as usize..self.begins[place + 1] as usize];
        fired.resize(rules.len(), 0);
        let mut count = 0;
        for rule in rules {
            let holds = (pair.points >= rule.points)
                & (pair.country & rule.countries != 0)
                & (pair.others & rule.others == pair.others);
            fired[count] = rule.id;
            count += usize::from(holds);
        }
        fired.truncate(count);
    }
}

/// Holds all of them against each other on every pair.
pub fn verify(crm: &Crm, engine: &mut Engine) {
    let (plain, packed) = (Plain::new(crm), Packed::new(crm));
    let mut fired = Vec::new();
    // The reference reads all rules for each pair.
    let step = (crm.rules.len() / 10_000).max(1);
    let prepared = crm.prepared(engine);
    for ((pair, (state, input)), at) in crm.pairs.iter().zip(&prepared).zip(0..) {
        packed.decide(&Packed::pack(pair), &mut fired);
        let by_packed = fired.clone();
        plain.decide(pair, &mut fired);
        assert_eq!(by_packed, fired, "7a and 7c differ on pair {at}");
        if at % step == 0 {
            assert_eq!(crm.expected(pair), fired, "7a differs from the reference on pair {at}");
        }
        let decision = engine.decide(state, input);
        let mut ours = Vec::new();
        super::crm::fired(decision, &mut ours);
        ours.sort_unstable();
        assert_eq!(ours, fired, "the engine differs on pair {at}");
        assert!(decision.suppressed.is_empty() && decision.deferred.is_empty(), "nothing is held back");
    }
}
