//! Judging: every guard of a round against one picture.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::candidate::Candidate;
use super::chance::Lot;
use super::eval::{Scene, same};
use super::moment::{Memory, Moment, Triggers};
use super::observe::{MomentKind as Kind, Observer, Verdict};
use super::world::World;
use super::{Notice, Reason, Suppression, restraint, timing};
use crate::calendar::Instant;
use crate::ir::{
    Actor, Cause, EffectKind, ExprId, ExprKind, FieldId, Id, JourneyId, Rule, RuleId, StageId, Transition,
    TransitionId, Trigger, Variant,
};

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
            self.judge_journey(journey, round, triggers, &mut passed);
        }
        for rule in self.set_off(round, triggers) {
            self.judge_rule(rule, triggers, &mut passed);
        }
        passed
    }

    /// At most one transition of a journey is taken: the most important whose guard holds
    /// and whose target can be entered.
    fn judge_journey(&mut self, journey: JourneyId, round: u32, triggers: &Triggers, passed: &mut Passed) {
        let Some(stage) = self.world.stage(journey) else { return };
        let ways = self.ways(journey, stage, round, triggers);
        let scene = self.world.scene();
        let mut taken = None;
        for id in ways {
            let transition = &self.world.program.ir.transitions[id];
            let filter = transition.trigger.as_ref().and_then(Trigger::filter);
            let verdict = if !scene.holds(filter) || !scene.holds(transition.guard) {
                Verdict::NotTrue
            } else if let Some(taken) = taken {
                Verdict::Outranked(taken)
            } else {
                enter(&scene, &self.world, &self.memory, id)
            };
            match &verdict {
                Verdict::Blocked(missing) => self.log.blocked(id, self.world.at, missing.clone()),
                Verdict::EnteredAlready => self.log.entered_already(id, transition.target),
                Verdict::Taken => {
                    taken = Some(id);
                    passed.transitions.push(id);
                }
                Verdict::NotTrue | Verdict::Outranked(_) => {}
            }
            self.observer.transition(&scene, id, &verdict);
            if taken.is_some() && !O::WATCHES {
                break;
            }
        }
        let Some(id) = taken else { return };
        let transition = &self.world.program.ir.transitions[id];
        if is_triggered(transition) {
            self.memory.triggered.insert(journey);
        }
        for candidate in Candidate::of_transition(id, transition) {
            self.ask(candidate);
        }
    }

    /// The ways out of a stage that are to be judged, the most important first.
    fn ways(&self, journey: JourneyId, stage: StageId, round: u32, triggers: &Triggers) -> Vec<TransitionId> {
        let plan = &self.world.program.plan;
        let mut ways: Vec<TransitionId> = Vec::new();
        if round == 1
            && let Some(payload) = self.world.event
        {
            ways.extend(plan.transitions_on(stage, payload.event));
        }
        if round > 1 {
            let scene = self.world.scene();
            let ripe = |id: &&TransitionId| timing::is_ripe(&scene, &self.world.program.ir.transitions[**id]);
            ways.extend(plan.levels(stage).iter().filter(ripe));
        }
        if !self.memory.triggered.contains(&journey) {
            let set_off = |id: &&TransitionId| {
                let trigger = self.world.program.ir.transitions[**id].trigger.as_ref();
                trigger.is_some_and(|trigger| self.sets_off(trigger, round, triggers))
            };
            ways.extend(plan.triggered(stage).iter().filter(set_off));
        }
        ways.sort_by_key(|&id| plan.way_rank(id));
        ways
    }

    /// Whether the trigger of a transition, one that needs no event, has just come.
    fn sets_off(&self, trigger: &Trigger, round: u32, triggers: &Triggers) -> bool {
        let scene = self.world.scene();
        match trigger {
            Trigger::Event(_) => false,
            Trigger::Enter(stages) => stages.iter().any(|stage| triggers.entered.contains(stage)),
            Trigger::Exit(stages) => stages.iter().any(|stage| triggers.exited.contains(stage)),
            Trigger::Change { .. } => triggers.anything && triggered(&scene, trigger, triggers),
            Trigger::Becoming { guard, .. } => self.may_become(round, triggers) && became(&scene, *guard),
            Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. } => {
                self.may_become(round, triggers) && timing::comes(&scene, self.kind, trigger, None)
            }
        }
    }

    /// As long as nothing has changed, and no time has passed, nothing has become true.
    fn may_become(&self, round: u32, triggers: &Triggers) -> bool {
        triggers.anything || (round == 1 && self.kind == Kind::Marks)
    }

    /// The rules that the triggers set off and that have not passed yet, the most
    /// important first.
    fn set_off(&mut self, round: u32, triggers: &Triggers) -> Vec<RuleId> {
        let program = self.world.program;
        let plan = &program.plan;
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
        if self.may_become(round, triggers) {
            rules.extend(plan.becoming());
            let comes = |&&rule: &&RuleId| {
                timing::comes(&self.world.scene(), self.kind, &program.ir.rules[rule].trigger, Some(rule))
            };
            let acts = |rule: &&RuleId| {
                let rule = &program.ir.rules[**rule];
                !rule.inactive && timing::is_active(&self.world.scene(), rule)
            };
            let timed: Vec<RuleId> = plan.timed().iter().filter(acts).filter(comes).copied().collect();
            let once =
                |rule: &&RuleId| matches!(program.ir.rules[**rule].trigger, Trigger::Date { each_date: false, .. });
            self.memory.dated.extend(timed.iter().filter(once));
            let since = |&rule: &RuleId| {
                let trigger = &program.ir.rules[rule].trigger;
                Some((rule, timing::anchor(&self.world.scene(), trigger, Some(rule))?))
            };
            let ran: Vec<_> = timed.iter().filter_map(since).collect();
            self.memory.ran.extend(ran);
            rules.extend(timed);
        }
        if round == 1 && self.kind == Kind::Settling {
            let unmet = |id: &&RuleId| {
                program.ir.rules[**id].trigger.includes_existing() && !self.world.next.life.met.contains(id)
            };
            rules.extend(plan.becoming().iter().filter(unmet));
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
        if rule.inactive || !timing::is_active(&scene, rule) {
            return;
        }
        let existing = self.kind == Kind::Settling
            && rule.trigger.includes_existing()
            && !self.world.next.life.met.contains(&id)
            && matches!(rule.trigger, Trigger::Becoming { guard, .. } if scene.truth(guard) == Ok(true));
        let holds = (rule.stages.is_empty() || scene.in_stage(&rule.stages))
            && (existing || triggered(&scene, &rule.trigger, triggers))
            && scene.holds(rule.guard);
        self.observer.rule(&scene, id, holds);
        if !holds {
            return;
        }
        self.memory.passed.insert(id);
        if rule.calls.is_empty() && rule.split.is_empty() {
            match self.restrain_rule(id, rule) {
                Ok(()) => {
                    self.memory.take_place(id, rule.group);
                    if rule.limit.is_some() {
                        let occurrence = self.occurrence(id);
                        restraint::take_limit(self.world.next, program, id, occurrence, self.world.at);
                    }
                    self.log.rules.push(id);
                    passed.acting.push(id);
                }
                Err((reason, ends)) => self.hold_rule(id, reason, ends, passed),
            }
            return;
        }
        passed.others = true;
        let variant = self.variant(id, rule);
        if rule.calls.is_empty() && variant.is_none() {
            self.hold_rule(id, Reason::Holdout { rule: id }, None, passed);
            return;
        }
        for candidate in Candidate::of_rule(id, rule, variant) {
            self.ask(candidate);
        }
    }

    /// The variant of its split that a rule has for this contact.
    fn variant<'r>(&self, id: RuleId, rule: &'r Rule) -> Option<(usize, &'r Variant)> {
        if rule.split.is_empty() {
            return None;
        }
        match restraint::lot(self.world.program, &self.world.next.contact, id) {
            Lot::In(variant) => rule.split.get(variant).map(|found| (variant, found)),
            Lot::Out => None,
        }
    }

    /// A rule without actions meets what holds rules back.
    fn restrain_rule(&mut self, id: RuleId, rule: &Rule) -> Result<(), (Reason, Option<Instant>)> {
        let program = self.world.program;
        let occurrence = if rule.limit.is_some() { self.occurrence(id) } else { 0 };
        let scene = self.world.scene();
        if let Some(held) = restraint::rule_suspended(&scene, id) {
            return Err((held.reason, held.until));
        }
        if let Some(held) = restraint::limited(&scene, id, occurrence) {
            return Err((held.reason, held.until));
        }
        if let Some(held) = restraint::held_out(program, &self.world.next.contact, id) {
            return Err((held.reason, held.until));
        }
        self.memory.place(program, id, rule.group).map_err(|reason| (reason, None))
    }

    /// Says which dates appeared too late for their rules to run.
    pub(super) fn notice_past_dates(&mut self) {
        if self.kind == Kind::Settling {
            return;
        }
        let program = self.world.program;
        let scene = self.world.scene();
        let mut past = Vec::new();
        for &id in program.plan.timed() {
            let rule = &program.ir.rules[id];
            let active = !rule.inactive && timing::is_active(&scene, rule);
            let runs = active && !self.world.next.life.dated.contains(&Cause::Rule(id));
            if let Some(due) = timing::is_past(&scene, &rule.trigger).filter(|_| runs) {
                past.push((Cause::Rule(id), due));
            }
        }
        for place in self.world.next.life.occupied() {
            for &id in program.plan.triggered(place.stage) {
                let trigger = program.ir.transitions[id].trigger.as_ref();
                if let Some(due) = trigger.and_then(|trigger| timing::is_past(&scene, trigger)) {
                    past.push((Cause::Transition(id), due));
                }
            }
        }
        for (cause, due) in past {
            self.log.notice(Notice::DatePassed { cause, due });
        }
    }

    fn hold_rule(&mut self, id: RuleId, reason: Reason, ends: Option<Instant>, passed: &mut Passed) {
        passed.others = true;
        self.observer.held(id, &reason);
        let (what, causes) = (Actor::Rule(id), vec![Cause::Rule(id)]);
        self.log.suppressed.push(Suppression { what, causes, reason, at: self.world.at, ends, replaced_by: None });
    }
}

/// Whether a move by a transition counts as triggered: a journey makes one in a moment.
const fn is_triggered(transition: &Transition) -> bool {
    !matches!(transition.trigger, None | Some(Trigger::After { .. } | Trigger::Without { .. }))
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
    let set = || world.next.life.fields.get(field.index()).is_some_and(Option::is_some);
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
        // Only those that come are looked at.
        Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. } => true,
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
    scene.truth(guard) == Ok(true) && scene.truth_before_at(guard) != Ok(true)
}

pub(super) fn equals(left: super::eval::Outcome<'_>, right: super::eval::Outcome<'_>) -> bool {
    matches!((left, right), (Ok(left), Ok(right)) if same(&left, &right))
}
