//! Restraint: which of the actions that are asked for fire.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;

use indexmap::IndexMap;

use super::candidate::Candidate;
use super::eval::Scene;
use super::moment::{Memory, Moment};
use super::observe::{Observer, Restraint};
use super::write::{self, Weight, Write};
use super::{Cause, ChangeCause, Firing, Program, Reason, Suppression};
use crate::calendar::Duration;
use crate::ir::{Actor, ExprId, GroupId, RuleId, Value};

/// An action's values.
type Values = IndexMap<String, Option<Value>>;

/// What an action met on its way.
enum Fate {
    /// Nothing held it: it fires.
    Fires,
    /// It equals the firing at this place of the log, and joins it.
    Joins(usize),
    /// It is held back.
    Held(Reason),
}

impl Memory<'_> {
    /// Whether a rule holds a place in its group, or finds one.
    pub(super) fn place(&self, program: &Program, rule: RuleId, group: Option<GroupId>) -> Result<(), Reason> {
        let Some(group) = group else { return Ok(()) };
        let at_most = program.ir.groups[group].at_most;
        let taken_by = self.groups.get(&group).map_or(&[][..], Vec::as_slice);
        let free = usize::try_from(at_most).is_ok_and(|at_most| taken_by.len() < at_most);
        if free || taken_by.contains(&rule) {
            return Ok(());
        }
        Err(Reason::Group { group, at_most, taken_by: taken_by.to_vec() })
    }

    /// Takes the place that [`Self::place`] found.
    pub(super) fn take_place(&mut self, rule: RuleId, group: Option<GroupId>) {
        let Some(group) = group else { return };
        let holders = self.groups.entry(group).or_default();
        if !holders.contains(&rule) {
            holders.push(rule);
        }
    }
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Takes all actions that are asked for, in order; answers the effects of those that
    /// fired and of the rules behind them.
    pub(super) fn restrain(&mut self) -> Vec<Write> {
        let mut candidates = std::mem::take(&mut self.memory.candidates);
        candidates.sort_by_key(|candidate| candidate.weight);
        let mut writes = Vec::new();
        for candidate in candidates {
            self.meet(candidate, &mut writes);
        }
        writes
    }

    /// One candidate, and those that stand in for it, until one fires or none is left.
    fn meet(&mut self, mut candidate: Candidate<'_>, writes: &mut Vec<Write>) {
        let ir = &self.world.program.ir;
        let mut held: Option<usize> = None;
        loop {
            self.observer.candidate(candidate.action, candidate.cause);
            let payload = payload(&self.world.scene(), &candidate);
            let fate = self.fate(&candidate, &payload);
            match fate {
                Fate::Held(reason) => {
                    self.observer.suppressed(&reason);
                    let what = Actor::Action(candidate.action);
                    held = Some(self.log.suppressed.len());
                    let causes = vec![candidate.cause];
                    self.log.suppressed.push(Suppression {
                        what,
                        causes,
                        reason,
                        at: self.world.at,
                        ends: None,
                        replaced_by: None,
                    });
                    match ir.actions[candidate.action].otherwise {
                        Some(otherwise) => candidate = candidate.otherwise(otherwise),
                        None => return,
                    }
                    continue;
                }
                Fate::Joins(place) => {
                    self.observer.fired(true);
                    if let Some(firing) = self.log.fired.get_mut(place)
                        && firing.causes.last() != Some(&candidate.cause)
                    {
                        firing.causes.push(candidate.cause);
                    }
                }
                Fate::Fires => {
                    self.observer.fired(false);
                    self.fire(&candidate, payload, writes);
                }
            }
            if let Some(suppression) = held.and_then(|place| self.log.suppressed.get_mut(place)) {
                suppression.replaced_by = Some(candidate.action);
            }
            self.credit(&candidate, writes);
            return;
        }
    }

    /// Sameness first; then consent of the channel, consent of the purpose, the group.
    fn fate(&mut self, candidate: &Candidate<'_>, payload: &Values) -> Fate {
        let program = self.world.program;
        let equal = |place: &&usize| self.log.fired.get(**place).is_some_and(|firing| firing.payload == *payload);
        let joins = self.memory.fired.get(&candidate.action).and_then(|places| places.iter().find(equal).copied());
        let scene = self.world.scene();
        if joins.is_none() {
            let action = &program.ir.actions[candidate.action];
            let channel = action.channel;
            if let Some(consent) = program.ir.channels[channel].consent {
                let given = scene.truth(consent);
                self.observer.restraint(&scene, Restraint::Channel(channel), given != Ok(true));
                if given != Ok(true) {
                    return Fate::Held(Reason::ChannelConsent { channel, unknown: given.err() });
                }
            }
            if let Some(purpose) = action.purpose
                && let Some(consent) = program.ir.purposes[purpose].consent
            {
                let given = scene.truth(consent);
                self.observer.restraint(&scene, Restraint::Purpose(purpose), given != Ok(true));
                if given != Ok(true) {
                    return Fate::Held(Reason::PurposeConsent { purpose, unknown: given.err() });
                }
            }
        }
        if let (Cause::Rule(rule), Some(group)) = (candidate.cause, candidate.group) {
            let place = self.memory.place(program, rule, Some(group));
            self.observer.restraint(&scene, Restraint::Group(group), place.is_err());
            if let Err(reason) = place {
                return Fate::Held(reason);
            }
        }
        joins.map_or(Fate::Fires, Fate::Joins)
    }

    fn fire(&mut self, candidate: &Candidate<'_>, payload: Values, writes: &mut Vec<Write>) {
        let scene = self.world.scene();
        let ir = &self.world.program.ir;
        let (id, action) = (candidate.action, &ir.actions[candidate.action]);
        let cause = match candidate.cause {
            Cause::Rule(rule) => ir.rules[rule].info.name.clone(),
            Cause::Sequence(sequence) => ir.sequences[sequence].info.name.clone(),
            // Stages are named within their journey.
            Cause::Transition(transition) => {
                let transition = &ir.transitions[transition];
                format!("{}.{}", ir.journeys[transition.journey].info.name, transition.info.name)
            }
        };
        let (contact, instant) = (&self.world.next.contact, self.world.at.milliseconds());
        let key = format!("{contact}|{cause}|-|{}|{instant}", action.info.name);
        let firing = Firing {
            action: id,
            payload,
            causes: vec![candidate.cause],
            at: self.world.at,
            good_until: None,
            key: self.memory.key(key),
            channel: action.channel,
            execution: action.execution,
            owners: action.responsibilities.responsible.clone(),
            due: duration(&scene, action.due),
            effort: duration(&scene, action.effort),
            assign: action.assign.clone(),
        };
        // Each firing has the effects of its action, whatever is merged into it later.
        let weight = Weight::new(candidate.priority, candidate.order, 1);
        writes.extend(write::read(&scene, &action.effects, ChangeCause::Action(id), weight));
        self.memory.fired.entry(id).or_default().push(self.log.fired.len());
        self.log.fired.push(firing);
    }

    /// An action of a rule has fired: the rule takes its place, and its effects follow, once.
    fn credit(&mut self, candidate: &Candidate<'_>, writes: &mut Vec<Write>) {
        let Cause::Rule(rule) = candidate.cause else { return };
        self.memory.take_place(rule, candidate.group);
        if self.memory.rules_fired.insert(rule) {
            self.log.rules.push(rule);
            let scene = self.world.scene();
            let weight = Weight::new(candidate.priority, candidate.order, 0);
            let effects = &self.world.program.ir.rules[rule].effects;
            writes.extend(write::read(&scene, effects, ChangeCause::Rule(rule), weight));
        }
    }
}

/// An action's values: its own, those of the call over them. The call may add names.
fn payload(scene: &Scene<'_>, candidate: &Candidate<'_>) -> Values {
    let own = &scene.program.ir.actions[candidate.action].with;
    let mut values: IndexMap<String, ExprId> = IndexMap::with_capacity(own.len());
    for entry in own.iter().chain(candidate.with) {
        values.insert(entry.name.clone(), entry.value);
    }
    values.into_iter().map(|(name, expr)| (name, scene.value(expr).ok().map(Cow::into_owned))).collect()
}

fn duration(scene: &Scene<'_>, expr: Option<ExprId>) -> Option<Duration> {
    match scene.value(expr?).ok()?.as_ref() {
        Value::Duration(duration) => Some(*duration),
        _ => None,
    }
}
