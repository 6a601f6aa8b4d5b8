//! Restraint: which of the actions that are asked for fire, which wait, which are dropped.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;

use super::candidate::Candidate;
use super::eval::Scene;
use super::moment::{Memory, Moment, Outcome};
use super::observe::{MomentKind as Kind, Observer, Restraint};
use super::restraint::{self, Held};
use super::write::{self, Weight};
use super::{Cause, ChangeCause, Deferral, Firing, Names, Program, Reason, Suppression, people, sequence};
use crate::calendar::Duration;
use crate::ir::{ActionId, Actor, ExprId, GroupId, Handling, PayloadEntry, RuleId, Value};
use crate::state::{Hold, Subject, WAITING_LIMIT, Waiting, Why};

/// An action's values.
type Values = IndexMap<Arc<str>, Option<Value>>;

/// What an action met on its way.
enum Fate {
    /// Nothing held it: it fires.
    Fires,
    /// It equals the firing at this place of the log, and joins it.
    Joins(usize),
    /// It is held back.
    Held(Held),
}

impl Memory {
    /// Whether a rule holds a place in its group, or finds one.
    pub(super) fn place(
        &self,
        program: &Program,
        rule: RuleId,
        subject: Subject,
        group: Option<GroupId>,
    ) -> Result<(), Reason> {
        let Some(group) = group else { return Ok(()) };
        let at_most = program.ir.groups[group].at_most;
        let taken_by = self.groups.get(&group).map_or(&[][..], Vec::as_slice);
        let free = usize::try_from(at_most).is_ok_and(|at_most| taken_by.len() < at_most);
        if free || taken_by.contains(&(rule, subject)) {
            return Ok(());
        }
        Err(Reason::Group { group, at_most, taken_by: taken_by.iter().map(|(rule, _)| *rule).collect() })
    }

    /// Takes the place that [`Self::place`] found.
    pub(super) fn take_place(&mut self, rule: RuleId, subject: Subject, group: Option<GroupId>) {
        let Some(group) = group else { return };
        let holders = self.groups.entry(group).or_default();
        if !holders.contains(&(rule, subject)) {
            holders.push((rule, subject));
        }
    }
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Takes all actions that are asked for and those that come up from waiting, in order;
    /// answers the effects of those that fired and of the rules behind them.
    pub(super) fn restrain(&mut self) -> Outcome {
        let mut outcome = Outcome::default();
        if self.memory.candidates.is_empty() && self.world.next.core().waiting.is_empty() {
            return outcome;
        }
        self.end_while();
        loop {
            self.memory.freed = false;
            let mut candidates = std::mem::take(&mut self.memory.candidates);
            self.come_up(&mut candidates);
            self.take_all(&mut candidates, &mut outcome);
            if self.memory.candidates.is_empty() {
                // Nothing has been asked for meanwhile: the list is used again.
                self.memory.candidates = candidates;
            }
            // What waits for a place that has been given back comes up in the same moment; each
            // place that is given back is one action less that waits.
            if !self.memory.freed {
                return outcome;
            }
        }
    }

    /// Takes candidates in order.
    fn take_all(&mut self, candidates: &mut Vec<Candidate>, outcome: &mut Outcome) {
        let serial = |candidate: &Candidate| candidate.waited.as_ref().map_or(u64::MAX, |waited| waited.serial);
        candidates.sort_by_key(|candidate| (candidate.weight, serial(candidate)));
        let occurrence = |candidate: &Candidate| match (candidate.cause, &candidate.waited) {
            (Cause::Rule(rule), Some(waited)) => Some((rule, candidate.subject, waited.occurrence)),
            _ => None,
        };
        self.memory.coming.clear();
        self.memory.coming.extend(candidates.iter().filter_map(occurrence));
        for candidate in candidates.drain(..) {
            if let Some(own) = occurrence(&candidate)
                && let Some(place) = self.memory.coming.iter().position(|coming| *coming == own)
            {
                self.memory.coming.remove(place);
            }
            self.try_all(candidate, outcome);
        }
    }

    /// Tries a candidate, unless it has waited too long, and those that stand in for it, until
    /// one fires or waits, or none is left.
    fn try_all(&mut self, mut candidate: Candidate, outcome: &mut Outcome) {
        let ir = &self.world.program.ir;
        let mut last: Option<usize> = None;
        loop {
            self.observer.candidate(candidate.action, candidate.cause, self.world.instance(candidate.subject));
            let mut firing = self.log.fired.spare();
            let with = candidate.with(&self.world.program.ir);
            fill(&mut firing.payload, &self.scene_of(&candidate), candidate.action, with);
            let held = match self.fate(&candidate, &firing) {
                Fate::Held(held) => {
                    self.log.fired.keep(firing);
                    held
                }
                Fate::Joins(place) => {
                    self.log.fired.keep(firing);
                    self.observer.fired(true);
                    if let Some(firing) = self.log.fired.get_mut(place)
                        && !firing.causes.contains(&candidate.cause)
                    {
                        firing.causes.push(candidate.cause);
                    }
                    return self.left(&candidate, last, outcome);
                }
                Fate::Fires => {
                    self.observer.fired(false);
                    self.fire(&candidate, firing, outcome);
                    return self.left(&candidate, last, outcome);
                }
            };
            let held = match (held.handling, held.hold) {
                (Handling::Defer { at_most }, Some(hold)) => match self.defer(&candidate, held, hold, at_most) {
                    None => return,
                    Some(dropped) => dropped,
                },
                _ => held,
            };
            self.observer.suppressed(&held.reason);
            let (what, of) = (Actor::Action(candidate.action), self.world.instance(candidate.subject));
            last = Some(self.log.suppressed.len());
            let (causes, at) = (vec![candidate.cause], self.world.at);
            let (reason, ends) = (held.reason, held.until);
            self.log.suppressed.push(Suppression { what, of, causes, reason, at, ends, replaced_by: None });
            match ir.actions[candidate.action].otherwise {
                Some(otherwise) => candidate = candidate.otherwise(otherwise, self.world.at),
                None => {
                    if let Some(waited) = candidate.waited.filter(|waited| !waited.credited) {
                        self.give_back(waited.cause, waited.subject, waited.occurrence);
                    }
                    return;
                }
            }
        }
    }

    /// A candidate has fired or joined a firing.
    fn left(&mut self, candidate: &Candidate, last: Option<usize>, outcome: &mut Outcome) {
        if let Some(suppression) = last.and_then(|place| self.log.suppressed.get_mut(place)) {
            suppression.replaced_by = Some(candidate.action);
        }
        self.credit(candidate, outcome);
    }

    /// Keeps a candidate until its restraint ends; answers why not, where it is dropped.
    fn defer(&mut self, candidate: &Candidate, held: Held, hold: Hold, at_most: Option<Duration>) -> Option<Held> {
        let at = self.world.at;
        let waited = candidate.waited.as_ref().map(|waited| &waited.why);
        let (since, expired) = match waited {
            Some(Why::Deferred { since, expires, .. }) => (*since, *expires),
            _ => (at, None),
        };
        let zone = self.world.scene().zone();
        let expires = at_most.and_then(|at_most| zone.add(since, at_most));
        let expires = [expired, expires].into_iter().flatten().min();
        if expires.is_some_and(|expires| expires <= at) {
            return Some(Held::dropped(Reason::Expired));
        }
        if self.world.next.core().waiting.len() >= WAITING_LIMIT {
            return Some(Held::dropped(Reason::Full));
        }
        // It has passed limit and group, and holds its places while it waits.
        if let (Cause::Rule(rule), Hold::Cap(_) | Hold::Hours(..)) = (candidate.cause, hold) {
            self.memory.take_place(rule, candidate.subject, candidate.group);
            self.take_limit(rule, candidate.subject, candidate.occurrence);
        }
        let until = held.until;
        let again = matches!(waited, Some(Why::Deferred { hold: before, until: then, .. })
            if *before == hold && *then == until);
        self.observer.deferred(&held.reason, until);
        if !again {
            let (action, cause, reason) = (candidate.action, candidate.cause, held.reason);
            let of = self.world.instance(candidate.subject);
            self.log.deferred.push(Deferral { action, cause, of, reason, at, until, expires });
        }
        self.wait(candidate, Why::Deferred { hold, until, since, expires });
        None
    }

    /// Sameness first; then consent of the channel, consent of the purpose, modes, the limit,
    /// the lot, the group, caps, hours. What has waited too long meets none of them.
    fn fate(&mut self, candidate: &Candidate, firing: &Firing) -> Fate {
        if candidate.expired {
            let reason = Reason::Expired;
            return Fate::Held(Held::dropped(reason));
        }
        let program = self.world.program;
        let joins = self.memory.fired.equal((candidate.action, candidate.subject), &self.log.fired, firing);
        let scene = self.world.scene().of(candidate.subject);
        let action = &program.ir.actions[candidate.action];
        if joins.is_none() {
            let drop = |reason| Fate::Held(Held::dropped(reason));
            let channel = action.channel;
            if let Some(consent) = program.ir.channels[channel].consent {
                let given = scene.truth(consent);
                self.observer.restraint(&scene, Restraint::Channel(channel), given != Ok(true));
                if given != Ok(true) {
                    return drop(Reason::ChannelConsent { channel, unknown: given.err() });
                }
            }
            if let Some(purpose) = action.purpose
                && let Some(consent) = program.ir.purposes[purpose].consent
            {
                let given = scene.truth(consent);
                self.observer.restraint(&scene, Restraint::Purpose(purpose), given != Ok(true));
                if given != Ok(true) {
                    return drop(Reason::PurposeConsent { purpose, unknown: given.err() });
                }
            }
            let held = restraint::suspended(&scene, candidate.cause, candidate.action);
            restraint::tell_suspensions(self.observer, &scene, candidate.cause, candidate.action, held.as_ref());
            if let Some(held) = held {
                return Fate::Held(held);
            }
        }
        if let Cause::Rule(rule) = candidate.cause
            && let Err(held) = self.places(candidate, rule)
        {
            return Fate::Held(held);
        }
        if let Some(place) = joins {
            return Fate::Joins(place);
        }
        let scene = self.world.scene().of(candidate.subject);
        let capped = restraint::capped(&scene, candidate.action);
        restraint::tell_caps(self.observer, &scene, candidate.action, capped.as_ref());
        if let Some(held) = capped {
            return Fate::Held(held);
        }
        let hours = restraint::hours(&scene, candidate.action);
        restraint::tell_hours(self.observer, &scene, candidate.action, hours.as_ref());
        hours.map_or(Fate::Fires, Fate::Held)
    }

    /// What a rule's own restraints say: limit, lot, group.
    fn places(&mut self, candidate: &Candidate, id: RuleId) -> Result<(), Held> {
        let program = self.world.program;
        if program.ir.rules[id].limit.is_some() {
            let occurrence = match candidate.occurrence {
                Some(occurrence) => occurrence,
                None => self.occurrence(id, candidate.subject),
            };
            let scene = self.world.scene().of(candidate.subject);
            let held = restraint::limited(&scene, id, occurrence);
            restraint::tell_limit(self.observer, &scene, id, held.as_ref());
            held.map_or(Ok(()), Err)?;
        }
        let scene = self.world.scene().of(candidate.subject);
        let out = restraint::held_out(program, &self.world.next.core().contact, id);
        restraint::tell_lot(self.observer, &scene, id, out.as_ref());
        out.map_or(Ok(()), Err)?;
        if let Some(group) = candidate.group {
            let place = self.memory.place(program, id, candidate.subject, Some(group));
            self.observer.restraint(&scene, Restraint::Group(group), place.is_err());
            place.map_err(Held::dropped)?;
        }
        Ok(())
    }

    fn fire(&mut self, candidate: &Candidate, mut firing: Firing, outcome: &mut Outcome) {
        let scene = self.world.scene().of(candidate.subject);
        let (id, action) = (candidate.action, &self.world.program.ir.actions[candidate.action]);
        let earlier = self.memory.fired.of((id, candidate.subject));
        describe(&mut firing, &scene, (id, candidate.cause), earlier, &self.log.fired);
        firing.of = self.world.instance(candidate.subject);
        firing.of_input = self.kind == Kind::Input;
        // Each firing has the effects of its action, whatever is merged into it later.
        let weight = Weight::new(candidate.priority, candidate.order, candidate.subject, 1);
        outcome.writes.extend(write::read(&scene, &action.effects, ChangeCause::Action(id), weight));
        outcome.start(weight, sequence::read_starts(&scene, &action.starts, ChangeCause::Action(id)));
        self.memory.fired.add((id, candidate.subject));
        self.log.fired.push(firing);
        restraint::count(self.world.next, self.world.program, id, self.world.at);
    }

    /// An action of a rule has fired: the rule takes its places, and its effects follow, once
    /// for each occurrence.
    fn credit(&mut self, candidate: &Candidate, outcome: &mut Outcome) {
        let Cause::Rule(rule) = candidate.cause else { return };
        let subject = candidate.subject;
        self.memory.take_place(rule, subject, candidate.group);
        self.take_limit(rule, subject, candidate.occurrence);
        let credited = candidate.waited.as_ref().is_some_and(|waited| waited.credited);
        let occurrence = candidate.occurrence.or_else(|| self.memory.occurrences.get(&(rule, subject)).copied());
        // Without a number of its own the occurrence is this moment's.
        let number = occurrence.unwrap_or(u64::MAX);
        if credited || !self.memory.rules_fired.insert((rule, subject, number)) {
            return;
        }
        let own = |waiting: &Waiting| {
            waiting.cause == candidate.cause && waiting.subject == subject && Some(waiting.occurrence) == occurrence
        };
        if self.world.next.core().waiting().any(own) {
            let waiting = self.world.next.core_mut().waiting.to_mut().iter_mut();
            waiting.filter(|waiting| own(waiting)).for_each(|waiting| Arc::make_mut(waiting).credited = true);
        }
        self.log.rule(rule, subject, self.world.instance(subject));
        let scene = self.scene_of(candidate);
        let weight = Weight::new(candidate.priority, candidate.order, subject, 0);
        let declared = &self.world.program.ir.rules[rule];
        let writes: Vec<_> = write::read(&scene, &declared.effects, ChangeCause::Rule(rule), weight).collect();
        let starts = sequence::read_starts(&scene, &declared.starts, ChangeCause::Rule(rule));
        outcome.writes.extend(writes);
        outcome.start(weight, starts);
    }
}

/// Says of a firing what it is, apart from its values and of whom. `log` holds those before it.
pub(super) fn describe(
    firing: &mut Firing,
    scene: &Scene<'_>,
    asked: (ActionId, Cause),
    earlier: impl Iterator<Item = usize>,
    log: &[Firing],
) {
    let ir = &scene.program.ir;
    let (id, cause) = asked;
    let action = &ir.actions[id];
    let names = Names(ir);
    let same_key = |place: &usize| {
        let other = log.get(*place).and_then(|firing| firing.causes.first());
        other.is_some_and(|other| names.key_of_cause(*other) == names.key_of_cause(cause))
    };
    let earlier = earlier.filter(same_key).count();
    firing.action = id;
    firing.causes.clear();
    firing.causes.push(cause);
    firing.at = scene.at;
    firing.good_until = restraint::good_until(scene, id);
    firing.nth = u32::try_from(earlier).unwrap_or(u32::MAX).saturating_add(1);
    (firing.channel, firing.execution) = (action.channel, action.execution);
    people::owners(scene, &action.responsibilities, &mut firing.owners);
    firing.due = action.due.and_then(|due| scene.duration(due).ok());
    firing.effort = action.effort.and_then(|effort| scene.duration(effort).ok());
    firing.assign = action.assign.as_ref().map(|assign| people::assignment(scene, assign));
}

/// An action's values: its own, those of the call over them. The call may add names.
pub(super) fn fill(values: &mut Values, scene: &Scene<'_>, action: ActionId, with: &[PayloadEntry]) {
    let own = &scene.program.ir.actions[action].with;
    let read = |expr: ExprId| scene.value(expr).ok().map(Cow::into_owned);
    values.clear();
    for entry in own {
        let over = with.iter().rev().find(|over| over.name == entry.name);
        values.insert(entry.name.clone(), read(over.unwrap_or(entry).value));
    }
    for entry in with {
        if !own.iter().any(|under| under.name == entry.name) {
            values.insert(entry.name.clone(), read(entry.value));
        }
    }
}
