//! Judging: every guard of a round against one picture.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::border::Crossing;
use super::candidate::Candidate;
use super::chance::Lot;
use super::eval::{Payload, Scene, same};
use super::moment::{Memory, Moment, Triggers};
use super::observe::{MomentKind as Kind, Observer, Verdict};
use super::world::World;
use super::{BlockedMove, FiredRule, Notice, Reason, Suppression, restraint, timing};
use crate::calendar::Instant;
use crate::ir::{
    Actor, Cause, EffectKind, ExprId, ExprKind, FieldId, JourneyId, Rule, RuleId, StageId, Transition, TransitionId,
    Trigger, Variant,
};
use crate::plan::Resting;
use crate::state::{Occupancy, Subject};

/// What passed in a round.
#[derive(Debug, Default)]
pub(super) struct Passed {
    /// Transitions to be taken.
    pub(super) transitions: Vec<(TransitionId, Subject)>,
    /// Journeys for a segment to be entered.
    pub(super) entries: Vec<(JourneyId, Subject)>,
    /// Rules without actions whose effects follow at once.
    pub(super) acting: Vec<(RuleId, Subject)>,
    /// Whether a rule passed that has actions, or found no place in its group.
    pub(super) others: bool,
}

impl Passed {
    /// Whether nothing is to be applied.
    pub(super) const fn changes_nothing(&self) -> bool {
        self.transitions.is_empty() && self.entries.is_empty() && self.acting.is_empty()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.changes_nothing() && !self.others
    }
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Judges what has been set off; collects the actions that are asked for.
    pub(super) fn judge(&mut self, round: u32, triggers: &Triggers) -> Passed {
        let mut passed = Passed::default();
        self.look();
        self.memory.is_open = false;
        for (journey, declared) in self.world.program.ir.journeys.iter() {
            if declared.object.is_none() {
                if !self.may_move(journey, round) {
                    continue;
                }
                self.judge_journey(journey, Subject::Contact, round, triggers, &mut passed);
                continue;
            }
            for subject in self.restless(declared.object, round == 1) {
                self.judge_journey(journey, subject, round, triggers, &mut passed);
            }
        }
        // Later rounds than the first judge levels, and what has been set off since.
        if round == 1 || !triggers.are_none() {
            let mut rules = std::mem::take(&mut self.memory.set_off);
            rules.clear();
            self.set_off(round, triggers, &mut rules);
            for (rule, subject) in rules.drain(..) {
                self.judge_rule(rule, subject, triggers, &mut passed);
            }
            self.memory.set_off = rules;
        }
        passed
    }

    /// Whether any way could lead the contact on in a journey.
    fn may_move(&self, journey: JourneyId, round: u32) -> bool {
        let plan = &self.world.program.plan;
        let Some(Occupancy { stage, .. }) = self.world.place(Subject::Contact, journey) else {
            return round > 1 && self.may_lead_on(plan.segments_rest_on());
        };
        let on_event = |payload: &Payload| plan.transitions_on(stage, payload.event).next().is_some();
        !plan.triggered(stage).is_empty()
            || (round > 1 && !plan.levels(stage).is_empty() && self.may_lead_on(plan.levels_rest_on(stage)))
            || (round == 1 && self.world.event.is_some_and(on_event))
    }

    /// At most one transition of a journey is taken: the most important whose guard holds
    /// and whose target can be entered.
    fn judge_journey(
        &mut self,
        journey: JourneyId,
        subject: Subject,
        round: u32,
        triggers: &Triggers,
        passed: &mut Passed,
    ) {
        let scene = self.world.scene().of(subject);
        let Some(Occupancy { stage, .. }) = self.world.place(subject, journey) else {
            // A level, as a transition without a trigger.
            let segment = self.world.program.ir.journeys[journey].segment.filter(|_| round > 1);
            if let Some(segment) = segment.filter(|segment| scene.in_segment(*segment)) {
                self.observer.entry(&scene, journey, segment);
                passed.entries.push((journey, subject));
            }
            return;
        };
        let mut ways = std::mem::take(&mut self.memory.ways);
        ways.clear();
        self.ways(&scene, journey, stage, round, triggers, &mut ways);
        let mut taken = None;
        for &id in &ways {
            let transition = &self.world.program.ir.transitions[id];
            let filter = transition.trigger.as_ref().and_then(Trigger::filter);
            let verdict = if !scene.passes(filter) || !scene.holds(transition.guard) {
                Verdict::NotTrue
            } else if let Some(taken) = taken {
                Verdict::Outranked(taken)
            } else {
                enter(&scene, &self.world, self.memory, id)
            };
            match &verdict {
                Verdict::Blocked(missing) => {
                    let (at, of) = (self.world.at, self.world.instance(subject));
                    self.log.blocked(subject, BlockedMove { transition: id, of, missing: missing.clone(), at });
                }
                Verdict::EnteredAlready(_) => {
                    self.log.entered_already(id, transition.target, subject, self.world.instance(subject));
                }
                Verdict::Taken => {
                    taken = Some(id);
                    passed.transitions.push((id, subject));
                }
                Verdict::NotTrue | Verdict::Outranked(_) => {}
            }
            let stays_open = matches!(verdict, Verdict::Blocked(_) | Verdict::EnteredAlready(_));
            self.memory.is_open |= stays_open && round > 1 && subject == Subject::Contact;
            self.observer.transition(&scene, id, &verdict);
            if taken.is_some() && !O::WATCHES {
                break;
            }
        }
        self.memory.ways = ways;
        let Some(id) = taken else { return };
        let transition = &self.world.program.ir.transitions[id];
        if is_triggered(transition) {
            self.memory.triggered.insert((journey, subject));
        }
        for candidate in Candidate::of_transition(id, subject, transition) {
            self.ask(candidate);
        }
    }

    /// Fills in the ways out of a stage that are to be judged, the most important first.
    fn ways(
        &self,
        scene: &Scene<'_>,
        journey: JourneyId,
        stage: StageId,
        round: u32,
        triggers: &Triggers,
        ways: &mut Vec<TransitionId>,
    ) {
        let plan = &self.world.program.plan;
        if round == 1
            && let Some(payload) = self.world.event
            && scene.concerns(payload.subject)
        {
            ways.extend(plan.transitions_on(stage, payload.event));
        }
        let whose = scene.subject();
        if round > 1 && (whose != Subject::Contact || self.may_lead_on(plan.levels_rest_on(stage))) {
            let ripe = |id: &&TransitionId| timing::is_ripe(scene, &self.world.program.ir.transitions[**id]);
            ways.extend(plan.levels(stage).iter().filter(ripe));
        }
        if !self.memory.triggered.contains(&(journey, whose)) {
            let may_become = self.may_become(round, triggers)
                && (whose != Subject::Contact || self.may_open(plan.others_rest_on(stage)));
            let set_off = |id: &&TransitionId| {
                let trigger = self.world.program.ir.transitions[**id].trigger.as_ref();
                trigger.is_some_and(|trigger| self.sets_off(scene, trigger, may_become, triggers))
            };
            ways.extend(plan.triggered(stage).iter().filter(set_off));
        }
        // Those of the stage itself go before those of the one inside which it is.
        let transitions = &self.world.program.ir.transitions;
        ways.sort_by_key(|&id| (!transitions[id].sources.contains(&stage), plan.way_rank(id)));
    }

    /// Whether the trigger of a transition, one that needs no event, has just come.
    fn sets_off(&self, scene: &Scene<'_>, trigger: &Trigger, may_become: bool, triggers: &Triggers) -> bool {
        let crossed = |border: &[(Subject, StageId)], stages: &[StageId]| {
            border.iter().any(|(subject, stage)| stages.contains(stage) && scene.concerns(*subject))
        };
        match trigger {
            Trigger::Event(_) => false,
            Trigger::Enter(stages) => crossed(&triggers.entered, stages),
            Trigger::Exit(stages) => crossed(&triggers.exited, stages),
            Trigger::Breach(sla) => {
                triggers.breached.iter().any(|(subject, breached)| breached == sla && scene.concerns(*subject))
            }
            Trigger::Change { .. } => triggers.anything && triggered(scene, trigger, triggers),
            Trigger::Becoming { guard, .. } => may_become && became(scene, *guard),
            Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. } => {
                may_become && timing::comes(scene, self.kind, trigger, None)
            }
        }
    }

    /// As long as nothing has changed, and no time has passed, nothing has become true.
    fn may_become(&self, round: u32, triggers: &Triggers) -> bool {
        triggers.anything || (round == 1 && self.kind == Kind::Marks)
    }

    /// The rules that the triggers set off and that have not passed yet, the most
    /// important first, each for those of whom it is.
    fn set_off(&mut self, round: u32, triggers: &Triggers, rules: &mut Vec<(RuleId, Subject)>) {
        let program = self.world.program;
        let plan = &program.plan;
        if round == 1
            && let Some(payload) = self.world.event
        {
            if O::WATCHES {
                self.of_each(plan.rules_on(payload.event), payload.subject, rules);
            } else {
                self.set_off_by_event(payload, rules);
            }
        }
        for &(subject, stage) in &triggers.entered {
            self.of_each(plan.on_enter(stage).iter().copied(), subject, rules);
        }
        for &(subject, stage) in &triggers.exited {
            self.of_each(plan.on_exit(stage).iter().copied(), subject, rules);
        }
        for &(subject, sla) in &triggers.breached {
            self.of_each(plan.on_breach(sla).iter().copied(), subject, rules);
        }
        for &(subject, field) in &triggers.fields {
            self.of_each(plan.on_field_change(field).iter().copied(), subject, rules);
        }
        for &(subject, place) in &triggers.watched {
            let watching = plan.watched().get(place).map_or(&[][..], |watch| &watch.rules);
            let object = self.world.next.object_of(subject);
            let own = watching.iter().filter(|rule| program.ir.rules[**rule].object == object);
            rules.extend(own.map(|&rule| (rule, subject)));
        }
        if self.may_become(round, triggers) {
            let comes = |rule: &&Resting| self.may_come(rule.on);
            let own = |rule: &Resting| (rule.rule, Subject::Contact);
            rules.extend(plan.becoming().iter().filter(comes).map(own));
            self.of_each_restless(plan.becoming_of_objects(), rules);
            let mut timed: Vec<_> = plan.timed().iter().filter(comes).map(own).collect();
            self.of_each_restless(plan.timed_of_objects(), &mut timed);
            timed.retain(|&(id, subject)| {
                let rule = &program.ir.rules[id];
                let scene = self.world.scene().of(subject);
                !rule.inactive
                    && timing::is_active(&scene, rule)
                    && timing::comes(&scene, self.kind, &rule.trigger, Some(id))
            });
            for &(id, subject) in &timed {
                let trigger = &program.ir.rules[id].trigger;
                if matches!(trigger, Trigger::Date { each_date: false, .. }) {
                    self.memory.dated.insert((id, subject));
                }
                if let Some(since) = timing::anchor(&self.world.scene().of(subject), trigger, Some(id)) {
                    self.memory.ran.insert((id, subject), since);
                }
            }
            rules.extend(timed);
        }
        if round == 1 && self.kind == Kind::Settling {
            let first = rules.len();
            let own = plan.becoming().iter().map(|rule| rule.rule);
            self.of_each(own.chain(plan.becoming_of_objects().iter().copied()), Subject::Contact, rules);
            let unmet = rules.split_off(first).into_iter().filter(|&(id, subject)| {
                program.ir.rules[id].trigger.includes_existing() && !self.has_met(id, subject)
            });
            let unmet: Vec<_> = unmet.collect();
            rules.extend(unmet);
        }
        if rules.is_empty() {
            return;
        }
        rules.retain(|rule| !self.memory.passed.contains(rule));
        rules.sort_unstable_by_key(|&(rule, subject)| (plan.rank(rule), subject));
        rules.dedup();
    }

    /// The rules that an event sets off, but those of which it is plain that they are for another
    /// stage, or that their guard is not true.
    fn set_off_by_event(&self, payload: &Payload, rules: &mut Vec<(RuleId, Subject)>) {
        let program = self.world.program;
        let plan = &program.plan;
        let on_event = plan.entries_at(plan.rules_of(payload.event));
        self.of_each(on_event.anywhere().map(|entry| entry.rule), payload.subject, rules);
        let life = &self.world.next.core().life;
        for place in life.occupied() {
            for stage in [Some(place.stage), program.ir.parent(place.stage)].into_iter().flatten() {
                rules.extend(on_event.staged(stage).map(|entry| (entry.rule, Subject::Contact)));
            }
        }
        rules
            .retain(|&(rule, subject)| subject != Subject::Contact || plan.passes(rule, |slot| life.fields.form(slot)));
    }

    /// Whether a rule's guard is true.
    fn holds(&self, scene: &Scene<'_>, rule: RuleId) -> bool {
        let plan = &self.world.program.plan;
        let fields = &self.world.next.core().life.fields;
        plan.passes(rule, |slot| fields.form(slot))
            && plan.rest_of_guard(rule).iter().all(|&part| scene.truth(part) == Ok(true))
    }

    /// The rules that something sets off, each for whom it is then judged: what is of an instance
    /// sets off the rules of its object for this one alone; anything else, for each instance.
    fn of_each(&self, rules: impl IntoIterator<Item = RuleId>, cause: Subject, found: &mut Vec<(RuleId, Subject)>) {
        for rule in rules {
            let object = self.world.program.ir.rules[rule].object;
            if object.is_none() {
                found.push((rule, Subject::Contact));
            } else if cause != Subject::Contact && self.world.next.object_of(cause) == object {
                found.push((rule, cause));
            } else {
                found.extend(self.world.next.subjects_of(object).map(|subject| (rule, subject)));
            }
        }
    }

    /// Whether a rule with `including existing` has been settled.
    fn has_met(&self, rule: RuleId, subject: Subject) -> bool {
        self.world.next.life(subject).is_some_and(|life| life.past().met.contains(&rule))
    }

    fn judge_rule(&mut self, id: RuleId, subject: Subject, triggers: &Triggers, passed: &mut Passed) {
        let program = self.world.program;
        let rule = &program.ir.rules[id];
        let scene = self.world.scene().of(subject);
        if rule.inactive || !timing::is_active(&scene, rule) {
            return;
        }
        let existing = self.kind == Kind::Settling
            && rule.trigger.includes_existing()
            && !self.has_met(id, subject)
            && matches!(rule.trigger, Trigger::Becoming { guard, .. } if scene.truth(guard) == Ok(true));
        let holds = (rule.stages.is_empty() || scene.in_stage(&rule.stages))
            && (existing || triggered(&scene, &rule.trigger, triggers))
            && self.holds(&scene, id);
        self.observer.rule(&scene, id, holds);
        if !holds {
            return;
        }
        self.memory.passed.insert((id, subject));
        if rule.calls.is_empty() && rule.split.is_empty() {
            match self.restrain_rule(id, subject, rule) {
                Ok(()) => {
                    self.memory.take_place(id, subject, rule.group);
                    self.take_limit(id, subject, None);
                    self.log.rules.push(FiredRule { rule: id, of: self.world.instance(subject) });
                    passed.acting.push((id, subject));
                }
                Err((reason, ends)) => self.hold_rule(id, subject, reason, ends, passed),
            }
            return;
        }
        passed.others = true;
        let variant = self.variant(id, rule);
        if rule.calls.is_empty() && variant.is_none() {
            self.hold_rule(id, subject, Reason::Holdout { rule: id }, None, passed);
            return;
        }
        for candidate in Candidate::of_rule(id, subject, rule, variant) {
            self.ask(candidate);
        }
    }

    /// The variant of its split that a rule has for this contact.
    fn variant<'r>(&self, id: RuleId, rule: &'r Rule) -> Option<(usize, &'r Variant)> {
        if rule.split.is_empty() {
            return None;
        }
        match restraint::lot(self.world.program, &self.world.next.core().contact, id) {
            Lot::In(variant) => rule.split.get(variant).map(|found| (variant, found)),
            Lot::Out => None,
        }
    }

    /// A rule without actions meets what holds rules back.
    fn restrain_rule(&mut self, id: RuleId, subject: Subject, rule: &Rule) -> Result<(), (Reason, Option<Instant>)> {
        let program = self.world.program;
        let occurrence = if rule.limit.is_some() { self.occurrence(id, subject) } else { 0 };
        let scene = self.world.scene().of(subject);
        if let Some(held) = restraint::rule_suspended(&scene, id) {
            return Err((held.reason, held.until));
        }
        if let Some(held) = restraint::limited(&scene, id, occurrence) {
            return Err((held.reason, held.until));
        }
        if let Some(held) = restraint::held_out(program, &self.world.next.core().contact, id) {
            return Err((held.reason, held.until));
        }
        self.memory.place(program, id, subject, rule.group).map_err(|reason| (reason, None))
    }

    /// Says which dates appeared too late for their rules to run.
    pub(super) fn notice_past_dates(&mut self) {
        if self.kind == Kind::Settling {
            return;
        }
        let program = self.world.program;
        // A date that is the same as before has not appeared.
        let own = program.plan.timed().iter().filter(|rule| rule.on.meets(self.touched)).map(|rule| rule.rule);
        if own.clone().next().is_none() && program.plan.timed_of_objects().is_empty() && !program.plan.has_dated_ways()
        {
            return;
        }
        let scene = self.world.scene();
        let mut past = Vec::new();
        for id in own.chain(program.plan.timed_of_objects().iter().copied()) {
            let rule = &program.ir.rules[id];
            let on_date = matches!(rule.trigger, Trigger::Date { or_at_once: false, .. });
            if !on_date || rule.inactive || !timing::is_active(&scene, rule) {
                continue;
            }
            for subject in self.restless(rule.object, false) {
                let ran =
                    self.world.next.life(subject).is_some_and(|life| life.past().dated.contains(&Cause::Rule(id)));
                if let Some(due) = timing::is_past(&scene.of(subject), &rule.trigger).filter(|_| !ran) {
                    past.push((Cause::Rule(id), subject, due));
                }
            }
        }
        let subjects = program.plan.has_dated_ways().then(|| self.world.next.subjects());
        for subject in subjects.into_iter().flatten() {
            let Some(life) = self.world.next.life(subject) else { continue };
            for place in life.occupied() {
                for &id in program.plan.triggered(place.stage) {
                    let trigger = program.ir.transitions[id].trigger.as_ref();
                    if let Some(due) = trigger.and_then(|trigger| timing::is_past(&scene.of(subject), trigger)) {
                        past.push((Cause::Transition(id), subject, due));
                    }
                }
            }
        }
        for (cause, subject, due) in past {
            self.log.notice(Notice::DatePassed { cause, of: self.world.instance(subject), due });
        }
    }

    fn hold_rule(&mut self, id: RuleId, subject: Subject, reason: Reason, ends: Option<Instant>, passed: &mut Passed) {
        passed.others = true;
        self.observer.held(id, &reason);
        let (what, of, causes) = (Actor::Rule(id), self.world.instance(subject), vec![Cause::Rule(id)]);
        self.log.suppressed.push(Suppression { what, of, causes, reason, at: self.world.at, ends, replaced_by: None });
    }
}

/// Whether a move by a transition counts as triggered: a journey makes one in a moment.
const fn is_triggered(transition: &Transition) -> bool {
    !matches!(transition.trigger, None | Some(Trigger::After { .. } | Trigger::Without { .. }))
}

/// Whether a transition whose guard holds can be taken.
fn enter(scene: &Scene<'_>, world: &World<'_>, memory: &Memory, id: TransitionId) -> Verdict {
    let transition = &world.program.ir.transitions[id];
    let (ir, subject) = (&world.program.ir, scene.subject());
    let (before, now) = (world.place_before(subject, transition.journey), world.place(subject, transition.journey));
    let is_in = |place: Option<Occupancy>, stage| place.is_some_and(|place| place.since_in(ir, stage).is_some());
    let crossing = Crossing::new(ir, now, transition.target, world.at);
    for &stage in &crossing.entered {
        // On an event a stage may follow itself; otherwise no stage is entered twice.
        let itself = transition.trigger.is_some() && is_in(now, stage);
        if !itself && (is_in(before, stage) || memory.entered.contains(&(stage, subject))) {
            return Verdict::EnteredAlready(stage);
        }
    }
    let mut missing: Vec<FieldId> = Vec::new();
    for &field in crossing.entered.iter().flat_map(|&stage| &ir.stages[stage].requires) {
        if !missing.contains(&field) && !will_be_set(scene, world, id, field) {
            missing.push(field);
        }
    }
    if missing.is_empty() { Verdict::Taken } else { Verdict::Blocked(missing) }
}

/// Whether a field is set once a transition is taken: its own `set` decides where it has one.
fn will_be_set(scene: &Scene<'_>, world: &World<'_>, id: TransitionId, field: FieldId) -> bool {
    let ir = &world.program.ir;
    let own = ir.transitions[id].effects.iter().find(|effect| effect.field == field && effect.kind == EffectKind::Set);
    let set = || {
        let life = scene.life(ir.fields[field].object);
        life.is_some_and(|life| life.fields.is_set(ir.slot(field)))
    };
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
        Trigger::Event(filter) => scene.passes(filter.filter),
        Trigger::Enter(_) | Trigger::Exit(_) | Trigger::Breach(_) => true,
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
        ExprKind::Field(field) => {
            let subject = scene.subject_of(scene.program.ir.fields[*field].object);
            subject.is_some_and(|subject| triggers.fields.binary_search(&(subject, *field)).is_ok())
        }
        _ => {
            let watch = scene.program.plan.watch_of(expr, kind);
            watch.is_some_and(|watch| triggers.watched.binary_search(&(scene.subject(), watch)).is_ok())
        }
    }
}

/// Whether a value differs from the one before the moment; unset equals unset.
pub(super) fn differs(scene: &Scene<'_>, expr: ExprId) -> bool {
    if scene.is_of_new(expr) {
        return false;
    }
    match (scene.value(expr), scene.value_before(expr)) {
        (Ok(now), Ok(was)) => now != was,
        (Err(_), Err(_)) => false,
        _ => true,
    }
}

/// Whether a guard is true and was not before the moment; of what has just been created, none was.
pub(super) fn became(scene: &Scene<'_>, guard: ExprId) -> bool {
    scene.truth(guard) == Ok(true) && (scene.is_new() || scene.truth_before_at(guard) != Ok(true))
}

pub(super) fn equals(left: super::eval::Outcome<'_>, right: super::eval::Outcome<'_>) -> bool {
    matches!((left, right), (Ok(left), Ok(right)) if same(&left, &right))
}
