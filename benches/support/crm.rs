//! The workload crm-N: N rules, ten for an event, each in one of ten stages and with two or three typed comparisons
//! over five fields; contacts of which about half set off something.
//!
//! The benchmark of peers has the same, from its own numbers.

use std::fmt::Write;

use crm_blueprint::ir::Id;
use crm_blueprint::{ContactState, Decision, Input};

use super::dice::Dice;
use super::engine::{Engine, Prepared, monday};

pub const STAGES: [&str; 10] =
    ["stranger", "lead", "qualified", "trial", "offer", "customer", "regular", "at_risk", "lost", "won_back"];
pub const PLANS: [&str; 5] = ["free", "basic", "pro", "business", "enterprise"];
pub const COUNTRIES: [&str; 20] = [
    "at", "be", "br", "ca", "ch", "cz", "de", "dk", "es", "fi", "fr", "gb", "ie", "it", "jp", "nl", "no", "pl", "pt",
    "se",
];

/// One comparison. Plans and countries are places in their lists.
#[derive(Clone, Copy)]
pub enum Test {
    Points(i64),
    Plan(usize),
    OptedIn,
    NoTickets,
    Country([usize; 3]),
}

/// Its action is known by the rule's place.
pub struct Rule {
    pub event: usize,
    pub stage: usize,
    pub tests: Vec<Test>,
}

/// What is known of a contact, and which event happens to it.
#[derive(Clone)]
pub struct Pair {
    pub event: usize,
    pub stage: usize,
    pub points: i64,
    pub plan: usize,
    pub opted_in: bool,
    pub tickets: i64,
    pub country: usize,
}

pub struct Crm {
    pub events: usize,
    pub rules: Vec<Rule>,
    pub pairs: Vec<Pair>,
}

impl Crm {
    /// So many rules, so many pairs.
    pub fn new(rules: usize, pairs: usize) -> Self {
        let mut dice = Dice::new(0x0b1e_9121 + rules as u64);
        let events = (rules / 10).max(1);
        let rules: Vec<Rule> = (0..rules)
            .map(|_| Rule { event: dice.below(events), stage: dice.below(STAGES.len()), tests: tests(&mut dice) })
            .collect();
        let pairs = (0..pairs)
            .map(|at| {
                let mut pair = Pair::any(&mut dice, events);
                if at % 2 == 0 {
                    pair.meet(&rules[dice.below(rules.len())], &mut dice);
                }
                pair
            })
            .collect();
        Self { events, rules, pairs }
    }

    /// With an event more, that sets off ten rules at once; the pairs are such as do.
    pub fn ten_at_once(rules: usize, pairs: usize) -> Self {
        let mut crm = Self::new(rules, pairs);
        let (event, stage) = (crm.events, 5);
        crm.events += 1;
        crm.rules.extend((0..10).map(|least| Rule {
            event,
            stage,
            tests: vec![Test::Points(least), Test::OptedIn, Test::NoTickets],
        }));
        for pair in &mut crm.pairs {
            *pair = Pair { event, stage, points: 50, opted_in: true, tickets: 0, ..pair.clone() };
        }
        crm
    }

    /// The same rules with those pairs that set off so many.
    pub fn firing(mut self, count: usize) -> Self {
        let rules = &self.rules;
        self.pairs.retain(|pair| pair.fires(rules).len() == count);
        assert!(self.pairs.len() > 1, "the workload has no pair that fires {count}");
        self
    }

    /// As a user would write it.
    pub fn text(&self) -> String {
        let mut text = format!(
            "blueprint crm {{ version \"1\" }}\nchannel email\nenum plan {{ {} }}\nenum country {{ {} }}\n\
             contact {{\n  points: int = 0\n  plan: plan = free\n  opted_in: bool = false\n  open_tickets: int = 0\n  \
             country: country = de\n}}\njourney life {{\n  stage {} initial\n",
            PLANS.join(", "),
            COUNTRIES.join(", "),
            STAGES[0],
        );
        for stage in &STAGES[1..] {
            let _ = writeln!(text, "  stage {stage}");
        }
        text.push_str("}\n");
        for event in 0..self.events {
            let _ = writeln!(text, "event event_{event}");
        }
        for (at, Rule { event, stage, tests }) in self.rules.iter().enumerate() {
            let when: Vec<String> = tests.iter().map(Test::text).collect();
            let _ = writeln!(
                text,
                "action action_{at} {{ channel email  automated }}\nrule rule_{at} {{\n  on event_{event}\n  \
                 in stage {}\n  when {}\n  do action_{at}\n}}",
                STAGES[*stage],
                when.join(" and "),
            );
        }
        text
    }

    /// The pairs as the engine takes them, each state at rest.
    pub fn prepared(&self, engine: &mut Engine) -> Vec<(ContactState, Prepared)> {
        self.pairs
            .iter()
            .map(|pair| {
                let state = engine.blueprint().contact("c-1").at(monday());
                let state = state
                    .set("points", pair.points)
                    .set("plan", PLANS[pair.plan])
                    .set("opted_in", pair.opted_in)
                    .set("open_tickets", pair.tickets)
                    .set("country", COUNTRIES[pair.country])
                    .stage(STAGES[pair.stage])
                    .build()
                    .expect("the contact fits");
                let input = Input::at(monday()).event(format!("event_{}", pair.event));
                (engine.settled(&state), engine.prepare(&input))
            })
            .collect()
    }

    /// Which rules a pair sets off, said as plainly as can be: what all others are checked against.
    pub fn expected(&self, pair: &Pair) -> Vec<u32> {
        pair.fires(&self.rules)
    }
}

/// The rules whose actions a decision fires.
pub fn fired(decision: &Decision, rules: &mut Vec<u32>) {
    rules.clear();
    rules.extend(decision.fired.iter().map(|firing| firing.action.index() as u32));
}

/// Two or three of the five, each at most once.
fn tests(dice: &mut Dice) -> Vec<Test> {
    let mut kinds = [0, 1, 2, 3, 4];
    let count = 2 + dice.below(2);
    for at in 0..count {
        let other = at + dice.below(kinds.len() - at);
        kinds.swap(at, other);
    }
    let test = |kind: &usize| match kind {
        0 => Test::Points(5 + dice.below(90) as i64),
        1 => Test::Plan(dice.below(PLANS.len())),
        2 => Test::OptedIn,
        3 => Test::NoTickets,
        _ => {
            let first = dice.below(COUNTRIES.len());
            Test::Country([first, first + 3, first + 10].map(|country| country % COUNTRIES.len()))
        }
    };
    kinds[..count].iter().map(test).collect()
}

impl Test {
    fn holds(self, pair: &Pair) -> bool {
        match self {
            Self::Points(least) => pair.points >= least,
            Self::Plan(plan) => pair.plan == plan,
            Self::OptedIn => pair.opted_in,
            Self::NoTickets => pair.tickets == 0,
            Self::Country(countries) => countries.contains(&pair.country),
        }
    }

    fn text(&self) -> String {
        match *self {
            Self::Points(least) => format!("points >= {least}"),
            Self::Plan(plan) => format!("plan == {}", PLANS[plan]),
            Self::OptedIn => "opted_in".into(),
            Self::NoTickets => "open_tickets == 0".into(),
            Self::Country(countries) => format!("country in [{}]", countries.map(|at| COUNTRIES[at]).join(", ")),
        }
    }
}

impl Pair {
    fn any(dice: &mut Dice, events: usize) -> Self {
        Self {
            event: dice.below(events),
            stage: dice.below(STAGES.len()),
            points: dice.below(101) as i64,
            plan: dice.below(PLANS.len()),
            opted_in: dice.percent(70),
            tickets: if dice.percent(60) { 0 } else { 1 + dice.below(5) as i64 },
            country: dice.below(COUNTRIES.len()),
        }
    }

    /// Becomes one that sets off the rule.
    fn meet(&mut self, rule: &Rule, dice: &mut Dice) {
        self.event = rule.event;
        self.stage = rule.stage;
        for test in &rule.tests {
            match *test {
                Test::Points(least) => self.points = self.points.max(least),
                Test::Plan(plan) => self.plan = plan,
                Test::OptedIn => self.opted_in = true,
                Test::NoTickets => self.tickets = 0,
                Test::Country(countries) => self.country = dice.pick(&countries),
            }
        }
    }

    fn fires(&self, rules: &[Rule]) -> Vec<u32> {
        let concerns = |rule: &Rule| {
            rule.event == self.event && rule.stage == self.stage && rule.tests.iter().all(|test| test.holds(self))
        };
        rules.iter().zip(0..).filter(|(rule, _)| concerns(rule)).map(|(_, at)| at).collect()
    }
}
