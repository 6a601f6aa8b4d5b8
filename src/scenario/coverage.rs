//! Which rules and transitions the scenarios set off.

use serde::Serialize;

use crate::decide::Explanation;
use crate::ir::{self, Id, RuleId, TransitionId};

/// Which rules and transitions the scenarios set off, in order of declaration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The rules.
    pub rules: Vec<Covered>,
    /// The transitions.
    pub transitions: Vec<Covered>,
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
}

impl Coverage {
    pub(super) fn new(ir: &ir::Blueprint) -> Self {
        let new = |name: String| Covered { name, fired: 0, judged: 0, held_back: 0 };
        let transition = |found: &ir::Transition| {
            let journey = ir.journeys.get(found.journey).map_or("", |journey| journey.info.name.as_str());
            new(format!("{journey}: {}", found.info.name))
        };
        Self {
            rules: ir.rules.values().map(|rule| new(rule.info.name.clone())).collect(),
            transitions: ir.transitions.values().map(transition).collect(),
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
        }
        let decision = &explanation.decision;
        for rule in &decision.rules {
            self.rule(*rule, |covered| &mut covered.fired);
        }
        for moved in &decision.moves {
            self.transition(moved.transition, |covered| &mut covered.fired);
        }
        for held in &decision.suppressed {
            if let ir::Actor::Rule(rule) = held.what {
                self.rule(rule, |covered| &mut covered.held_back);
            }
            for cause in &held.causes {
                match *cause {
                    crate::decide::Cause::Rule(rule) => self.rule(rule, |covered| &mut covered.held_back),
                    crate::decide::Cause::Sequence(_) => {}
                    crate::decide::Cause::Transition(taken) => self.transition(taken, |covered| &mut covered.held_back),
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

    /// The rules that no scenario made fire.
    pub fn unfired_rules(&self) -> impl Iterator<Item = &str> {
        unfired(&self.rules)
    }

    /// The transitions that no scenario took.
    pub fn untaken_transitions(&self) -> impl Iterator<Item = &str> {
        unfired(&self.transitions)
    }

    /// Whether every rule fired and every transition was taken, in one scenario at least.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.unfired_rules().chain(self.untaken_transitions()).next().is_none()
    }
}

fn unfired(all: &[Covered]) -> impl Iterator<Item = &str> {
    all.iter().filter(|covered| covered.fired == 0).map(|covered| covered.name.as_str())
}
