//! A second engine, as plain as possible, written from `grammar/reference.md` alone.
//!
//! It recomputes everything each time it is asked, keeps values in maps by name, and recurses.
//! It computes no next instant: it walks from minute to minute and asks at each whether
//! something happens, by judging a moment there; what a decision must tell beforehand, when a
//! hold ends or a clock is due, it finds by asking minute after minute too. Nothing of the crate's
//! engine is used, and of its calendar only the words. Where the two differ, one of them, or the reference, is wrong.

#![allow(dead_code, reason = "the corpus asks for less than the random series do")]

mod calendar;
mod effects;
mod expression;
mod history;
mod hours;
mod input;
mod lines;
mod modes;
mod moment;
mod moves;
mod number;
mod picture;
mod record;
mod restraint;
mod sequence;
mod sla;
mod state;
mod stored;
mod text;
mod trigger;
mod value;
mod walk;

use std::rc::Rc;

use crm_blueprint::ir::Blueprint;
use crm_blueprint::{Input, Instant, Snapshot};
use serde_json::Value as Json;

/// A contact's state, as this engine holds it.
#[derive(Clone)]
pub struct Contact {
    state: Rc<state::State>,
    /// Whether time is walked; where nothing happens by time alone it need not be.
    walks: bool,
    /// Not of the state: what has been looked at of openings.
    hours: Rc<hours::Hours>,
}

impl Contact {
    /// The state of a snapshot.
    pub fn read(blueprint: &Blueprint, stored: &Snapshot) -> Self {
        Self { state: Rc::new(state::State::read(blueprint, stored)), walks: true, hours: Rc::default() }
    }

    /// The same of a blueprint by which nothing happens by time alone.
    pub fn timeless(self) -> Self {
        Self { walks: false, ..self }
    }

    /// The state in the form in which states are compared.
    pub fn write(&self, blueprint: &Blueprint) -> Json {
        self.state.write(blueprint)
    }

    /// The first instant behind the clock, up to `end`, at which something happens by time alone.
    pub fn next_mark(&self, blueprint: &Blueprint, end: Instant) -> Option<Instant> {
        let mut record = record::Record { hours: Rc::clone(&self.hours), ..record::Record::default() };
        if self.walks {
            walk::walk(blueprint, &mut Rc::clone(&self.state), end, &mut record, true);
        }
        record.moments.first().copied()
    }
}

/// What follows from an input.
pub struct Answer {
    /// The decision's lines, as the corpus's README lists them.
    pub lines: Vec<String>,
    pub next: Contact,
    /// The first instant at which something happened by time alone.
    pub mark: Option<Instant>,
    /// There was more time to walk than it walks: the answer says nothing.
    pub too_far: bool,
}

/// Decides; `None` is an input error.
pub fn decide(blueprint: &Blueprint, state: &Contact, input: &Input) -> Option<Answer> {
    let mut after = Rc::clone(&state.state);
    let mut record = record::Record { hours: Rc::clone(&state.hours), ..record::Record::default() };
    walk::decide(blueprint, &mut after, input, state.walks, &mut record)?;
    let lines = lines::lines(blueprint, &record, &state.state, &after);
    Some(Answer {
        lines,
        next: Contact { state: after, walks: state.walks, hours: Rc::clone(&state.hours) },
        mark: record.moments.first().copied(),
        too_far: record.too_far,
    })
}
