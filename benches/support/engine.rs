//! How the benches ask the engine, in one place.

use crm_blueprint::{Blueprint, ContactState, Decision, Input, Instant, Options, PreparedInput};

/// A blueprint, and what a host that decides in a loop keeps beside it.
pub struct Engine {
    blueprint: Blueprint,
    last: Option<Decision>,
}

/// An input as it is decided upon again and again.
#[derive(Clone)]
pub struct Prepared(PreparedInput);

impl Engine {
    pub const fn new(blueprint: Blueprint) -> Self {
        Self { blueprint, last: None }
    }

    /// From a text of any size.
    pub fn of(text: &str) -> Self {
        Self::new(load(text))
    }

    pub const fn blueprint(&self) -> &Blueprint {
        &self.blueprint
    }

    pub fn prepare(&self, input: &Input) -> Prepared {
        Prepared(self.blueprint.prepare(input).expect("the input fits"))
    }

    /// Decides into what the last decision has left.
    #[inline]
    pub fn decide(&mut self, state: &ContactState, input: &Prepared) -> &Decision {
        let Self { blueprint, last } = self;
        let first = || blueprint.decide(state, &Input::at(state.clock())).expect("time alone");
        let last = last.get_or_insert_with(first);
        blueprint.decide_into(state, &input.0, last).expect("the input fits");
        last
    }

    /// Decides, and puts the next state in place of the state.
    pub fn advance(&mut self, state: &mut ContactState, input: &Prepared) -> &Decision {
        self.decide(state, input);
        let decision = self.last.as_mut().expect("it has been decided");
        std::mem::swap(state, &mut decision.next);
        decision
    }

    /// The state once it has come to rest, as one that a decision left.
    pub fn settled(&mut self, state: &ContactState) -> ContactState {
        let still = self.prepare(&Input::at(state.clock()));
        self.decide(state, &still).next.clone()
    }
}

/// Reads a text of any size.
pub fn load(text: &str) -> Blueprint {
    Blueprint::parse_with("bench", text, &unlimited()).unwrap_or_else(|error| panic!("{error}"))
}

/// A host that takes large texts.
pub fn unlimited() -> Options {
    let mut options = Options::new();
    options.limits.source_bytes = 64 << 20;
    options.limits.declarations = 1_000_000;
    options
}

/// Monday, 2026-03-02, 09:00 UTC.
pub fn monday() -> Instant {
    Instant::from_milliseconds(1_772_442_000_000).expect("within the calendar")
}

pub fn later(at: Instant, milliseconds: i64) -> Instant {
    at.checked_add_milliseconds(milliseconds).expect("within the calendar")
}

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
