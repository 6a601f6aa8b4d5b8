//! Runs, fed through whole decisions.

mod leaves;
mod marks;
mod starts;
mod steps;
mod still;
mod waits;

use crate::calendar::{Instant, Schedule};
use crate::decide::test_build::*;
use crate::decide::{Decision, Program, SequenceStep};
use crate::ir::*;
use crate::state::{ContactState, Input, PlainValue, Rest};
use crate::text::Span;

pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// A contact on its way.
pub(super) struct Walk {
    pub(super) program: Program,
    pub(super) state: ContactState,
}

impl Walk {
    pub(super) fn new(build: Build) -> Self {
        let program = build.program();
        let state = contact(&program);
        Self { program, state }
    }

    fn feed(&mut self, input: &Input) -> Decision {
        let decision = run(&self.program, &self.state, input);
        self.state = decision.next.clone();
        decision
    }

    /// So many milliseconds after Monday, 09:00.
    pub(super) fn event(&mut self, after: i64, event: &str) -> Decision {
        self.feed(&Input::at(later(after)).event(event))
    }

    pub(super) fn change(&mut self, after: i64, field: &str, value: impl Into<PlainValue>) -> Decision {
        self.feed(&Input::at(later(after)).change(field, value))
    }

    pub(super) fn time(&mut self, after: i64) -> Decision {
        self.feed(&Input::at(later(after)))
    }

    /// How its first run rests, at which step.
    pub(super) fn rest(&self) -> Option<(u32, Rest)> {
        self.state.core().runs.first().map(|run| (run.step, run.rest))
    }
}

pub(super) fn later(after: i64) -> Instant {
    monday().checked_add_milliseconds(after).unwrap()
}

pub(super) fn until(after: i64) -> Rest {
    Rest::Waiting { until: Some(later(after)) }
}

/// What happened to runs.
pub(super) fn told(decision: &Decision) -> Vec<(&str, SequenceStep)> {
    let name = |id: SequenceId| decision.next.core().ir.sequences[id].info.name.as_str();
    decision.sequences.iter().map(|change| (name(change.sequence), change.what)).collect()
}

/// A sequence of these steps.
pub(super) fn sequence(
    build: &mut Build,
    name: &str,
    steps: Vec<StepKind>,
    change: impl FnOnce(&mut Sequence),
) -> SequenceId {
    let key = |(index, kind)| Step { key: format!("step {index}"), kind, span: Span::default() };
    let mut sequence = Sequence {
        object: None,
        info: info(name),
        parameters: Vec::new(),
        reentry: Reentry::AfterExit,
        goals: Vec::new(),
        exits: Vec::new(),
        suspends: Vec::new(),
        steps: steps.into_iter().enumerate().map(key).collect(),
        names: indexmap::IndexMap::new(),
        order: 100 + u32::try_from(build.ir.sequences.len()).unwrap(),
        responsibilities: Responsibilities::default(),
        span: Span::default(),
    };
    change(&mut sequence);
    build.ir.sequences.push(sequence)
}

/// A rule that starts it on an event of this name.
pub(super) fn started_on(build: &mut Build, event: &str, sequence: SequenceId) -> EventId {
    let event = build.event(event);
    let name = format!("start_{}", build.ir.rules.len());
    build.rule(&name, on(event), |rule| rule.starts = vec![start(sequence)]);
    event
}

pub(super) fn start(sequence: SequenceId) -> Start {
    Start { sequence, arguments: Vec::new(), span: Span::default() }
}

pub(super) fn mail(build: &mut Build, name: &str) -> ActionId {
    build.action(name, |_| {})
}

pub(super) fn does(action: ActionId) -> StepKind {
    StepKind::Do(vec![call(action)])
}

/// An action after so many milliseconds.
pub(super) fn does_after(build: &mut Build, action: ActionId, milliseconds: i64) -> StepKind {
    let after = build.value(duration(0, 0, milliseconds));
    StepKind::Do(vec![ActionCall { after: Some(after), ..call(action) }])
}

pub(super) fn sets(field: FieldId, value: ExprId) -> StepKind {
    StepKind::Effects { effects: vec![set(field, value)], starts: Vec::new() }
}

/// A wait for nothing but time, at this place of the steps.
pub(super) fn waits(build: &mut Build, place: u32, delay: Value) -> StepKind {
    let delay = build.value(delay);
    StepKind::Wait { wait: Wait::For { delay, opening: None, or: None }, expired: place + 1 }
}

pub(super) fn filter(event: EventId) -> EventFilter {
    EventFilter { events: vec![event], filter: None }
}

/// A mode that is on where the field is true.
pub(super) fn mode(build: &mut Build, field: FieldId, what: Suspended, handling: Handling) -> ModeId {
    let when = build.read(field);
    let name = format!("mode_{}", build.ir.modes.len());
    build.ir.modes.push(Mode {
        object: None,
        info: info(&name),
        when: Some(when),
        from: Vec::new(),
        until: Vec::new(),
        suspends: vec![suspension(what, handling)],
        responsibilities: Responsibilities::default(),
    })
}

pub(super) fn suspension(what: Suspended, handling: Handling) -> Suspension {
    Suspension { what, handling, span: Span::default() }
}

pub(super) const DEFER: Handling = Handling::Defer { at_most: None };

pub(super) fn opening(build: &mut Build, schedule: Schedule, zone: Option<&str>) -> OpeningId {
    build.ir.openings.push(Opening {
        info: info("office"),
        schedule,
        zone: zone.map(str::to_owned),
        responsibilities: Responsibilities::default(),
    })
}

pub(super) const NOTHING: [&str; 0] = [];
