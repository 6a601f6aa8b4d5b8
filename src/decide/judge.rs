//! Judging: every guard of a round against one picture.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::Suppression;
use super::candidate::Candidate;
use super::eval::{Scene, same};
use super::moment::{Memory, Moment, Triggers};
use super::observe::{Observer, Verdict};
use super::world::World;
use crate::ir::{Actor, EffectKind, ExprId, ExprKind, FieldId, Id, JourneyId, RuleId, TransitionId, Trigger};

/// What passed in a round.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Transitions to be taken.
    pub(super) transitions: Vec<TransitionId>,
    /// Rules without actions whose effects follow at once.
    pub(super) acting: Vec<RuleId>,
    /// Whether a rule passed that has actions, or found no place in its group.
    pub(super) others: bool,
}

impl Passed {
    pub(super) const fn is_empty(&self) -> bool {
        self.transitions.is_empty() && self.acting.is_empty() && !self.others
    }
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Judges what has been set off; collects the actions that are asked for.
    pub(super) fn judge(&mut self, round: u32, triggers: &Triggers) -> Passed {
        let mut passed = Passed::default();
        for journey in self.world.program.ir.journeys.ids() {
            self.judge_journey(journey, round, &mut passed);
        }
        for rule in self.set_off(round, triggers) {
            self.judge_rule(rule, triggers, &mut passed);
        }
        passed
    }

    /// At most one transition of a journey is taken: the most important whose guard holds
    /// and whose target can be entered.
    fn judge_journey(&mut self, journey: JourneyId, round: u32, passed: &mut Passed) {
        let program = self.world.program;
        let Some(stage) = self.world.stage(journey) else { return };
        let on_event = self.world.event.filter(|_| round == 1).map(|payload| payload.event);
        let eventless = if round > 1 { program.plan.eventless(stage) } else { &[] };
        let on_event = on_event.into_iter().flat_map(|event| program.plan.transitions_on(stage, event));
        let scene = self.world.scene();
        let mut taken = None;
        for id in on_event.chain(eventless.iter().copied()) {
            let transition = &program.ir.transitions[id];
            let filter = transition.trigger.as_ref().and_then(Trigger::filter);
            let verdict = if !scene.holds(filter) || !scene.holds(transition.guard) {
                Verdict::NotTrue
            } else if let Some(taken) = taken {
                Verdict::Outranked(taken)
            } else {
                enter(&scene, &self.world, &self.memory, id)
            };
            match &verdict {
                Verdict::Blocked(missing) => self.log.blocked(id, missing.clone()),
                Verdict::EnteredAlready => self.log.entered_already(id, transition.target),
                Verdict::Taken => {
                    taken = Some(id);
                    passed.transitions.push(id);
                    self.memory.candidates.extend(Candidate::of_transition(id, transition));
                }
                Verdict::NotTrue | Verdict::Outranked(_) => {}
            }
            self.observer.transition(&scene, id, &verdict);
            if taken.is_some() && !O::WATCHES {
                return;
            }
        }
    }

    /// The rules that the triggers set off and that have not passed yet, the most
    /// important first.
    fn set_off(&self, round: u32, triggers: &Triggers) -> Vec<RuleId> {
        let plan = &self.world.program.plan;
        let mut rules: Vec<RuleId> = Vec::new();
        if round == 1
            && let Some(payload) = self.world.event
        {
            rules.extend(plan.rules_on(payload.event));
        }
        for &stage in &triggers.entered {
            rules.extend(plan.on_enter(stage));
        }
        for &stage in &triggers.exited {
            rules.extend(plan.on_exit(stage));
        }
        for &field in &triggers.fields {
            rules.extend(plan.on_field_change(field));
        }
        for watch in triggers.watched.iter().filter_map(|&place| plan.watched().get(place)) {
            rules.extend(&watch.rules);
        }
        // As long as nothing has changed, nothing has become true.
        if triggers.anything {
            rules.extend(plan.becoming());
        }
        rules.retain(|rule| !self.memory.passed.contains(rule));
        rules.sort_unstable_by_key(|&rule| plan.rank(rule));
        rules.dedup();
        rules
    }

    fn judge_rule(&mut self, id: RuleId, triggers: &Triggers, passed: &mut Passed) {
        let program = self.world.program;
        let rule = &program.ir.rules[id];
        let scene = self.world.scene();
        let holds = (rule.stages.is_empty() || scene.in_stage(&rule.stages))
            && triggered(&scene, &rule.trigger, triggers)
            && scene.holds(rule.guard);
        self.observer.rule(&scene, id, holds);
        if !holds {
            return;
        }
        self.memory.passed.insert(id);
        if !rule.calls.is_empty() {
            passed.others = true;
            self.memory.candidates.extend(Candidate::of_rule(id, rule, 0));
            return;
        }
        match self.memory.place(program, id, rule.group) {
            Ok(()) => {
                self.memory.take_place(id, rule.group);
                self.log.rules.push(id);
                passed.acting.push(id);
            }
            Err(reason) => {
                passed.others = true;
                self.observer.held(id, &reason);
                let what = Actor::Rule(id);
                let causes = vec![super::Cause::Rule(id)];
                self.log.suppressed.push(Suppression { what, causes, reason, at: self.world.at, ends: None, replaced_by: None });
            }
        }
    }
}

/// Whether a transition whose guard holds can be taken.
fn enter(scene: &Scene<'_>, world: &World<'_>, memory: &Memory<'_>, id: TransitionId) -> Verdict {
    let transition = &world.program.ir.transitions[id];
    let target = transition.target;
    // On an event a stage may follow itself; otherwise no stage is entered twice.
    let itself = transition.trigger.is_some() && world.stage(transition.journey) == Some(target);
    let been = world.stage_before(transition.journey) == Some(target) || memory.entered.contains(&target);
    if been && !itself {
        return Verdict::EnteredAlready;
    }
    let missing: Vec<FieldId> = world.program.ir.stages[target]
        .requires
        .iter()
        .copied()
        .filter(|&field| !will_be_set(scene, world, id, field))
        .collect();
    if missing.is_empty() { Verdict::Taken } else { Verdict::Blocked(missing) }
}

/// Whether a field is set once a transition is taken: its own `set` decides where it has one.
fn will_be_set(scene: &Scene<'_>, world: &World<'_>, id: TransitionId, field: FieldId) -> bool {
    let ir = &world.program.ir;
    let own = ir.transitions[id].effects.iter().find(|effect| effect.field == field && effect.kind == EffectKind::Set);
    let set = || world.next.fields.get(field.index()).is_some_and(Option::is_some);
    match own {
        Some(effect) if scene.value(effect.value).is_ok() => true,
        // Unknown clears an optional field, and leaves any other.
        Some(_) if ir.fields[field].ty.optional => false,
        _ => set(),
    }
}

/// Whether what set a rule off is all that its trigger asks for.
fn triggered(scene: &Scene<'_>, trigger: &Trigger, triggers: &Triggers) -> bool {
    match trigger {
        Trigger::Event(filter) => scene.holds(filter.filter),
        Trigger::Enter(_) | Trigger::Exit(_) => true,
        Trigger::Change { of, from, to } => of.iter().any(|&expr| {
            changed_now(scene, expr, triggers)
                && differs(scene, expr)
                && from.is_none_or(|from| equals(scene.value_before(expr), scene.value(from)))
                && to.is_none_or(|to| equals(scene.value(expr), scene.value(to)))
        }),
        Trigger::Becoming { guard, .. } => became(scene, *guard),
        Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. } => false,
    }
}

/// Whether the applying before this round changed a value.
pub(super) fn changed_now(scene: &Scene<'_>, expr: ExprId, triggers: &Triggers) -> bool {
    let kind = &scene.program.ir.exprs[expr].kind;
    match kind {
        ExprKind::Field(field) => triggers.fields.contains(field),
        _ => scene.program.plan.watch_of(expr, kind).is_some_and(|watch| triggers.watched.contains(&watch)),
    }
}

/// Whether a value differs from the one before the moment; unset equals unset.
pub(super) fn differs(scene: &Scene<'_>, expr: ExprId) -> bool {
    match (scene.value(expr), scene.value_before(expr)) {
        (Ok(now), Ok(was)) => now != was,
        (Err(_), Err(_)) => false,
        _ => true,
    }
}

/// Whether a guard is true and was not before the moment.
pub(super) fn became(scene: &Scene<'_>, guard: ExprId) -> bool {
    scene.truth(guard) == Ok(true) && scene.truth_before(guard) != Ok(true)
}

pub(super) fn equals(left: super::eval::Outcome<'_>, right: super::eval::Outcome<'_>) -> bool {
    matches!((left, right), (Ok(left), Ok(right)) if same(&left, &right))
}
