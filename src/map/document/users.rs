//! Who asks for what: the other way round of what rules, transitions, sequences and service levels say.

use std::collections::{BTreeMap, BTreeSet};

use super::things::Thing;
use crate::ir::*;

/// Who asks for what.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// By action: what asks for it.
    pub(super) actions: BTreeMap<ActionId, BTreeSet<Thing>>,
    /// By sequence: what starts it.
    pub(super) sequences: BTreeMap<SequenceId, BTreeSet<Thing>>,
    /// By event: what it sets off, starts, stops or ends.
    pub(super) events: BTreeMap<EventId, BTreeSet<Thing>>,
    /// By group: its rules.
    pub(super) groups: BTreeMap<GroupId, BTreeSet<Thing>>,
    /// By rule, action and sequence: the test cases that name it.
    pub(super) tests: BTreeMap<Thing, BTreeSet<ScenarioId>>,
    /// By what is suspended: the modes and sequences that suspend it.
    pub(super) suspended: BTreeMap<Suspended, BTreeSet<Thing>>,
}

impl Users {
    pub(super) fn of(ir: &Blueprint) -> Self {
        let mut users = Self::default();
        for (id, rule) in ir.rules.iter() {
            let thing = Thing::Rule(id);
            users.calls(thing, &rule.calls);
            rule.split.iter().for_each(|variant| users.calls(thing, &variant.calls));
            users.starts(thing, &rule.starts);
            users.trigger(thing, &rule.trigger);
            rule.unless.iter().for_each(|filter| users.filter(thing, filter));
            if let Some(group) = rule.group {
                users.groups.entry(group).or_default().insert(thing);
            }
        }
        for (id, transition) in ir.transitions.iter() {
            let thing = Thing::Transition(id);
            users.calls(thing, &transition.calls);
            users.starts(thing, &transition.starts);
            transition.trigger.iter().for_each(|trigger| users.trigger(thing, trigger));
        }
        for (id, sequence) in ir.sequences.iter() {
            users.sequence(Thing::Sequence(id), sequence);
        }
        for (id, sla) in ir.slas.iter() {
            let thing = Thing::Sla(id);
            sla.calls().for_each(|calls| users.calls(thing, calls));
            for when in [&sla.starts, &sla.stops, &sla.pauses, &sla.resets].into_iter().flatten() {
                if let SlaWhen::On(filter) = when {
                    users.filter(thing, filter);
                }
            }
        }
        for (id, action) in ir.actions.iter() {
            users.starts(Thing::Action(id), &action.starts);
            if let Some(other) = action.otherwise {
                users.actions.entry(other).or_default().insert(Thing::Action(id));
            }
        }
        for (id, mode) in ir.modes.iter() {
            let thing = Thing::Mode(id);
            mode.from.iter().chain(&mode.until).for_each(|filter| users.filter(thing, filter));
            users.suspensions(thing, &mode.suspends);
        }
        for (id, score) in ir.scores.iter() {
            for &event in score.events.iter().flat_map(|points| &points.events) {
                users.events.entry(event).or_default().insert(Thing::Score(id));
            }
        }
        for (id, scenario) in ir.scenarios.iter() {
            users.scenario(id, scenario);
        }
        users
    }

    fn calls(&mut self, thing: Thing, calls: &[ActionCall]) {
        for call in calls {
            self.actions.entry(call.action).or_default().insert(thing);
        }
    }

    fn starts(&mut self, thing: Thing, starts: &[Start]) {
        for start in starts {
            self.sequences.entry(start.sequence).or_default().insert(thing);
        }
    }

    fn filter(&mut self, thing: Thing, filter: &EventFilter) {
        for &event in &filter.events {
            self.events.entry(event).or_default().insert(thing);
        }
    }

    fn trigger(&mut self, thing: Thing, trigger: &Trigger) {
        if let Trigger::Event(filter) = trigger {
            self.filter(thing, filter);
        }
    }

    fn suspensions(&mut self, thing: Thing, all: &[Suspension]) {
        for suspension in all {
            self.suspended.entry(suspension.what).or_default().insert(thing);
        }
    }

    fn sequence(&mut self, thing: Thing, sequence: &Sequence) {
        self.suspensions(thing, &sequence.suspends);
        for leave in sequence.goals.iter().chain(&sequence.exits) {
            if let Leave::On(filter) = leave {
                self.filter(thing, filter);
            }
        }
        for step in &sequence.steps {
            match &step.kind {
                StepKind::Do(calls) => self.calls(thing, calls),
                StepKind::Effects { starts, .. } => self.starts(thing, starts),
                StepKind::Wait { wait: Wait::For { or: Some(filter), .. }, .. } => self.filter(thing, filter),
                _ => {}
            }
        }
    }

    fn scenario(&mut self, id: ScenarioId, scenario: &Scenario) {
        for line in &scenario.lines {
            match &line.kind {
                ScenarioLineKind::Then(assertion) | ScenarioLineKind::ThenFor { assertion, .. } => {
                    self.assertion(id, assertion);
                }
                _ => {}
            }
        }
    }

    fn assertion(&mut self, id: ScenarioId, assertion: &Assertion) {
        match assertion {
            Assertion::Fires(actors)
            | Assertion::NotFires(actors)
            | Assertion::Cancels(actors)
            | Assertion::Suppresses { actors, .. }
            | Assertion::Defers { actors, .. } => {
                for actor in actors {
                    let thing = match actor {
                        Actor::Action(action) => Thing::Action(*action),
                        Actor::Rule(rule) => Thing::Rule(*rule),
                    };
                    self.tests.entry(thing).or_default().insert(id);
                }
            }
            Assertion::Starts(sequences) => {
                for &sequence in sequences {
                    self.tests.entry(Thing::Sequence(sequence)).or_default().insert(id);
                }
            }
            Assertion::Stage(stage) => {
                self.tests.entry(Thing::Stage(*stage)).or_default().insert(id);
            }
            Assertion::Refuses(event) => {
                self.tests.entry(Thing::Event(*event)).or_default().insert(id);
            }
            Assertion::Holds(_) => {}
        }
    }
}
