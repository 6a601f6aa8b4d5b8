//! Which rules, transitions and sequences the scenarios set off.

use serde::Serialize;

use crate::decide::{Cause, Explanation, SequenceStep};
use crate::ir::{self, Id, RuleId, SequenceId, StepKind, TransitionId};

/// Which rules, transitions and sequences the scenarios set off, in order of declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The rules.
    pub rules: Vec<Covered>,
    /// The transitions.
    pub transitions: Vec<Covered>,
    /// The sequences.
    pub sequences: Vec<CoveredSequence>,
}

/// A rule or a transition, and how often it was set off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Covered {
    /// Its name; of a transition `journey: source->target`.
    pub name: String,
    /// In how many decisions it fired, or was taken.
    pub fired: usize,
    /// How often it was judged.
    pub judged: usize,
    /// In how many decisions it asked for an action that was held back.
    pub held_back: usize,
    /// It never acts: the blueprint says so.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub inactive: bool,
}

/// A sequence, and how often it ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CoveredSequence {
    /// Its name.
    pub name: String,
    /// How often it began.
    pub started: usize,
    /// Its steps, without the jumps between them.
    pub steps: Vec<CoveredStep>,
}

/// A step of a sequence, and how often a run came to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct CoveredStep {
    /// The step, by its name or as the text says it.
    pub step: String,
    /// How often a run came to it.
    pub reached: usize,
    /// Its place among all steps.
    #[serde(skip)]
    place: u32,
}

impl Coverage {
    pub(super) fn new(ir: &ir::Blueprint) -> Self {
        let new = |name: String| Covered { name, fired: 0, judged: 0, held_back: 0, inactive: false };
        let transition = |found: &ir::Transition| {
            let journey = ir.journeys.get(found.journey).map_or("", |journey| journey.info.name.as_str());
            new(format!("{journey}: {}", found.info.name))
        };
        Self {
            rules: ir
                .rules
                .values()
                .map(|rule| Covered { inactive: rule.inactive, ..new(rule.info.name.clone()) })
                .collect(),
            transitions: ir.transitions.values().map(transition).collect(),
            sequences: ir.sequences.values().map(CoveredSequence::new).collect(),
        }
    }

    pub(super) fn see(&mut self, explanation: &Explanation) {
        for round in explanation.moments.iter().flat_map(|moment| &moment.rounds) {
            for judged in &round.rules {
                self.rule(judged.id, |covered| &mut covered.judged);
            }
            for judged in &round.transitions {
                self.transition(judged.id, |covered| &mut covered.judged);
            }
            for step in &round.steps {
                self.step(step.id, step.place);
            }
        }
        let decision = &explanation.decision;
        for rule in &decision.rules {
            self.rule(rule.rule, |covered| &mut covered.fired);
        }
        for moved in &decision.moves {
            if let Some(transition) = moved.transition {
                self.transition(transition, |covered| &mut covered.fired);
            }
        }
        for change in decision.sequences.iter().filter(|change| change.what == SequenceStep::Started) {
            if let Some(covered) = self.sequences.get_mut(change.sequence.index()) {
                covered.started = covered.started.saturating_add(1);
            }
        }
        for held in &decision.suppressed {
            if let ir::Actor::Rule(rule) = held.what {
                self.rule(rule, |covered| &mut covered.held_back);
            }
            for cause in &held.causes {
                match *cause {
                    Cause::Rule(rule) => self.rule(rule, |covered| &mut covered.held_back),
                    Cause::Sequence(_) | Cause::Sla(_) => {}
                    Cause::Transition(taken) => self.transition(taken, |covered| &mut covered.held_back),
                }
            }
        }
    }

    fn rule(&mut self, rule: RuleId, count: impl Fn(&mut Covered) -> &mut usize) {
        if let Some(covered) = self.rules.get_mut(rule.index()) {
            let count = count(covered);
            *count = count.saturating_add(1);
        }
    }

    fn transition(&mut self, transition: TransitionId, count: impl Fn(&mut Covered) -> &mut usize) {
        if let Some(covered) = self.transitions.get_mut(transition.index()) {
            let count = count(covered);
            *count = count.saturating_add(1);
        }
    }

    fn step(&mut self, sequence: SequenceId, place: u32) {
        let covered = self.sequences.get_mut(sequence.index());
        let step = covered.and_then(|covered| covered.steps.iter_mut().find(|step| step.place == place));
        if let Some(step) = step {
            step.reached = step.reached.saturating_add(1);
        }
    }

    /// The rules that no scenario made fire, but those that never act.
    pub fn unfired_rules(&self) -> impl Iterator<Item = &str> {
        unfired(&self.rules)
    }

    /// The transitions that no scenario took.
    pub fn untaken_transitions(&self) -> impl Iterator<Item = &str> {
        unfired(&self.transitions)
    }

    /// The sequences that no scenario made begin.
    pub fn unstarted_sequences(&self) -> impl Iterator<Item = &str> {
        self.sequences.iter().filter(|covered| covered.started == 0).map(|covered| covered.name.as_str())
    }

    /// The steps, behind the name of their sequence, to which no scenario came.
    pub fn unreached_steps(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sequences.iter().flat_map(|covered| {
            let unreached = covered.steps.iter().filter(|step| step.reached == 0);
            unreached.map(|step| (covered.name.as_str(), step.step.as_str()))
        })
    }

    /// Whether every rule fired, every transition was taken and every sequence began and came to
    /// each of its steps, in one scenario at least.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unfired_rules().chain(self.untaken_transitions()).chain(self.unstarted_sequences()).next().is_none()
            && self.unreached_steps().next().is_none()
    }
}

impl CoveredSequence {
    fn new(sequence: &ir::Sequence) -> Self {
        let steps = (0..).zip(&sequence.steps).filter(|(_, step)| !matches!(step.kind, StepKind::Jump(_)));
        let steps = steps.map(|(place, step)| CoveredStep { step: step.key.clone(), reached: 0, place });
        Self { name: sequence.info.name.clone(), started: 0, steps: steps.collect() }
    }
}

fn unfired(all: &[Covered]) -> impl Iterator<Item = &str> {
    all.iter().filter(|covered| covered.fired == 0 && !covered.inactive).map(|covered| covered.name.as_str())
}
