//! What waits: actions that are planned, held back, come up again, or are no longer wanted.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::sync::Arc;

use super::candidate::{Candidate, calls};
use super::due::delayed;
use super::eval::Scene;
use super::moment::Moment;
use super::observe::Observer;
use super::write::Weight;
use super::{CancelReason, Cancellation, Cause, Planned, Reason, Suppression, restraint, sequence, timing};
use crate::calendar::Instant;
use crate::ir::{ActionId, Actor, Blueprint, ExprId, RuleId};
use crate::state::{CallPlace, Subject, WAITING_LIMIT, Waiting, Why};

impl<'w, O: Observer> Moment<'w, '_, O> {
    /// An action is asked for: it is planned if it is to come later, and else meets the
    /// restraints when the rounds are quiet.
    pub(super) fn ask(&mut self, candidate: Candidate) {
        if let Cause::Rule(rule) = candidate.cause
            && !self.world.program.ir.rules[rule].each
            && let Some(ends) = self.waits_already(&candidate)
        {
            return self.drop_new(&candidate, Reason::Waits, ends);
        }
        let ir = &self.world.program.ir;
        let call = candidate.call.and_then(|place| {
            let index = usize::try_from(place.index).ok()?;
            calls(ir, candidate.cause, place.list).get(index)
        });
        let Some(delay) = call.and_then(|call| call.after) else {
            self.memory.candidates.push(candidate);
            return;
        };
        let scene = self.scene_of(&candidate);
        let due = delayed(&scene, delay, self.world.at);
        match due {
            Err(unknown) => self.drop_new(&candidate, Reason::Delay { unknown }, None),
            Ok(_) if self.world.next.core().waiting.len() >= WAITING_LIMIT => {
                self.drop_new(&candidate, Reason::Full, None)
            }
            Ok(due) => {
                let (action, cause, at) = (candidate.action, candidate.cause, self.world.at);
                let of = self.world.instance(candidate.subject);
                self.observer.planned(action, cause, of.clone(), due);
                self.log.planned.push(Planned { action, cause, of, at, due });
                self.wait(&candidate, Why::Delayed { due });
            }
        }
    }

    /// Until when the same action of the same rule waits, if it does so from before this moment.
    fn waits_already(&self, candidate: &Candidate) -> Option<Option<Instant>> {
        let same = |waiting: &&Waiting| {
            waiting.cause == candidate.cause
                && waiting.subject == candidate.subject
                && waiting.action == candidate.action
                && waiting.serial < self.memory.first_serial
        };
        self.world.next.core().waiting().find(same).map(|waiting| match waiting.why {
            Why::Delayed { due } => Some(due),
            Why::Deferred { until, .. } => until,
        })
    }

    fn drop_new(&mut self, candidate: &Candidate, reason: Reason, ends: Option<Instant>) {
        let of = self.world.instance(candidate.subject);
        self.observer.candidate(candidate.action, candidate.cause, of.clone());
        self.observer.suppressed(&reason);
        let (what, causes) = (Actor::Action(candidate.action), vec![candidate.cause]);
        self.log.suppressed.push(Suppression { what, of, causes, reason, at: self.world.at, ends, replaced_by: None });
    }

    /// Puts a candidate among those that wait, at the place that it had there.
    pub(super) fn wait(&mut self, candidate: &Candidate, why: Why) {
        let waiting = match &candidate.waited {
            Some(waited) => {
                // The effects of its rule may have followed while it was up.
                let fired = matches!(waited.cause, Cause::Rule(rule)
                    if self.memory.rules_fired.contains(&(rule, waited.subject, waited.occurrence)));
                let credited = waited.credited || fired;
                Waiting { action: candidate.action, call: candidate.call, credited, why, ..Waiting::clone(waited) }
            }
            None => {
                let occurrence = match (candidate.occurrence, candidate.cause) {
                    (Some(occurrence), _) => occurrence,
                    (None, Cause::Rule(rule)) => self.occurrence(rule, candidate.subject),
                    (None, _) => 0,
                };
                let credited = match candidate.cause {
                    Cause::Rule(rule) => {
                        let (fired, subject) = (&self.memory.rules_fired, candidate.subject);
                        fired.contains(&(rule, subject, occurrence)) || fired.contains(&(rule, subject, u64::MAX))
                    }
                    _ => false,
                };
                let scene = self.world.scene().of(candidate.subject);
                let frozen = scene.freeze(roots(&self.world.program.ir, candidate));
                Waiting {
                    subject: candidate.subject,
                    serial: self.next_serial(),
                    cause: candidate.cause,
                    action: candidate.action,
                    call: candidate.call,
                    occurrence,
                    event: self.world.event.cloned(),
                    frozen,
                    credited,
                    since: self.world.at,
                    why,
                }
            }
        };
        let place = self.world.next.core().waiting.partition_point(|other| other.serial < waiting.serial);
        self.world.next.core_mut().waiting.insert(place, Arc::new(waiting));
    }

    /// The next number by which what waits is told apart.
    fn next_serial(&mut self) -> u64 {
        let serial = self.world.next.core().serial;
        self.world.next.core_mut().serial = serial.saturating_add(1);
        serial
    }

    /// The number of the occurrence of a rule in this moment.
    pub(super) fn occurrence(&mut self, rule: RuleId, subject: Subject) -> u64 {
        if let Some(&occurrence) = self.memory.occurrences.get(&(rule, subject)) {
            return occurrence;
        }
        let occurrence = self.next_serial();
        self.memory.occurrences.insert((rule, subject), occurrence);
        occurrence
    }

    /// The actions that come up: those whose time has come, those whose restraint has ended, and
    /// those that have waited too long for that. What is no longer wanted is cancelled.
    pub(super) fn come_up(&mut self, candidates: &mut Vec<Candidate>) {
        let at = self.world.at;
        // With whether it has waited too long.
        let mut up: Vec<(u64, bool)> = Vec::new();
        let mut later: Vec<(u64, Option<Instant>)> = Vec::new();
        for waiting in &self.world.next.core().waiting {
            match &waiting.why {
                Why::Delayed { due } if *due <= at => up.push((waiting.serial, false)),
                Why::Delayed { .. } => {}
                Why::Deferred { expires, until, .. } => match self.still_holds(waiting) {
                    None => up.push((waiting.serial, false)),
                    Some(_) if expires.is_some_and(|expires| expires <= at) => up.push((waiting.serial, true)),
                    Some(ends) if ends != *until => later.push((waiting.serial, ends)),
                    Some(_) => {}
                },
            }
        }
        for (serial, ends) in later {
            let mut waiting = self.world.next.core_mut().waiting.to_mut().iter_mut();
            let waiting = waiting.find(|waiting| waiting.serial == serial).map(Arc::make_mut);
            if let Some(Why::Deferred { until, .. }) = waiting.map(|waiting| &mut waiting.why) {
                *until = ends;
            }
        }
        for (serial, expired) in up {
            let Some(waiting) = self.take(serial) else { continue };
            if !expired && !self.is_still_wanted(&waiting) {
                self.cancelled(&waiting, CancelReason::Guard);
                continue;
            }
            candidates.extend(self.candidate(waiting).map(|candidate| Candidate { expired, ..candidate }));
        }
    }

    /// Whether what holds a waiting action still does, and until when.
    fn still_holds(&self, waiting: &Waiting) -> Option<Option<Instant>> {
        let known = restraint::known_hours(waiting, self.world.at).filter(|_| self.rest.hours);
        // In another zone the hours are others.
        match known.filter(|_| !self.zone_moved) {
            Some(until) => Some(Some(until)),
            None => restraint::still_holds(&self.world.scene(), waiting),
        }
    }

    fn take(&mut self, serial: u64) -> Option<Arc<Waiting>> {
        let place = self.world.next.core().waiting.iter().position(|one| one.serial == serial)?;
        Some(self.world.next.core_mut().waiting.to_mut().remove(place))
    }

    /// A rule's stages, guard and active days are judged again when its action is about to leave.
    fn is_still_wanted(&self, waiting: &Waiting) -> bool {
        let Cause::Rule(id) = waiting.cause else { return true };
        let rule = &self.world.program.ir.rules[id];
        let scene = self.world.scene().of_waiting(waiting);
        !rule.inactive
            && timing::is_active(&scene, rule)
            && (rule.stages.is_empty() || scene.in_stage(&rule.stages))
            && scene.holds(rule.guard)
    }

    /// What waits, as a candidate; `None` where its call is no longer there.
    pub(super) fn candidate(&self, waiting: Arc<Waiting>) -> Option<Candidate> {
        let ir: &Blueprint = &self.world.program.ir;
        if let Some(CallPlace { list, index }) = waiting.call {
            let index = usize::try_from(index).ok()?;
            calls(ir, waiting.cause, list).get(index)?;
        }
        let (group, priority, order) = match waiting.cause {
            Cause::Rule(id) => {
                let rule = ir.rules.get(id)?;
                (rule.group, rule.priority, rule.order)
            }
            Cause::Transition(id) => {
                let transition = ir.transitions.get(id)?;
                (None, transition.priority, transition.order)
            }
            Cause::Sequence(id) => (None, 0, ir.sequences.get(id)?.order),
            Cause::Sla(id) => (None, 0, ir.slas.get(id)?.order),
        };
        let place = waiting.call.map_or(0, |call| call.list.saturating_mul(10_000).saturating_add(call.index));
        Some(Candidate {
            cause: waiting.cause,
            subject: waiting.subject,
            action: waiting.action,
            call: waiting.call,
            group,
            priority,
            order,
            weight: Weight::new(priority, order, waiting.subject, place),
            occurrence: Some(waiting.occurrence),
            waited: Some(waiting),
            expired: false,
        })
    }

    /// The scene on which a candidate's own expressions are read.
    pub(super) fn scene_of<'s>(&'s self, candidate: &'s Candidate) -> Scene<'s> {
        match &candidate.waited {
            Some(waiting) => self.world.scene().of_waiting(waiting),
            None => {
                let arguments = sequence::run_arguments(self.world.next, candidate.cause, candidate.subject);
                Scene { arguments, ..self.world.scene().of(candidate.subject) }
            }
        }
    }

    /// Cancels what waits and what is asked for where a rule's `while` is not true.
    fn ended_while(&self) -> Vec<(RuleId, Subject)> {
        let ir = &self.world.program.ir;
        let mut rules: Vec<(RuleId, Subject)> = Vec::new();
        let with_while = |candidate: &Candidate| match candidate.cause {
            Cause::Rule(id) if ir.rules[id].during.is_some() => Some((id, candidate.subject)),
            _ => None,
        };
        rules.extend(self.memory.candidates.iter().filter_map(with_while));
        rules.sort_unstable();
        rules.dedup();
        rules.retain(|&(id, subject)| !self.world.scene().of(subject).holds(ir.rules[id].during));
        rules
    }

    /// What waits, and what is asked for, is cancelled as soon as its rule's `while` is not true.
    pub(super) fn end_while(&mut self) {
        let ir = &self.world.program.ir;
        let over: Vec<u64> = self
            .world
            .next
            .core()
            .waiting
            .iter()
            .filter(|waiting| match waiting.cause {
                Cause::Rule(id) => {
                    let during = ir.rules[id].during;
                    during.is_some() && !self.world.scene().of_waiting(waiting).holds(during)
                }
                _ => false,
            })
            .map(|waiting| waiting.serial)
            .collect();
        for serial in over {
            if let Some(waiting) = self.take(serial) {
                self.cancelled(&waiting, CancelReason::While);
            }
        }
        let ended = self.ended_while();
        self.cancel_asked(
            CancelReason::While,
            |asked| matches!(asked.cause, Cause::Rule(id) if ended.contains(&(id, asked.subject))),
        );
    }

    /// Cancels all that is asked for, has not met the restraints, and is meant.
    pub(super) fn cancel_asked(&mut self, why: CancelReason, is_meant: impl Fn(&Candidate) -> bool) {
        let over: Vec<Candidate> = self.memory.candidates.extract_if(.., |candidate| is_meant(candidate)).collect();
        for candidate in over {
            self.no_longer_wanted(candidate.action, candidate.cause, candidate.subject, why);
        }
    }

    /// Cancels all that waits and is meant.
    pub(super) fn cancel(&mut self, why: CancelReason, is_meant: impl Fn(&Waiting) -> bool) {
        if !self.world.next.core().waiting().any(&is_meant) {
            return;
        }
        let waiting = self.world.next.core_mut().waiting.to_mut();
        let over: Vec<_> = waiting.extract_if(.., |waiting| is_meant(waiting)).collect();
        for waiting in over {
            self.cancelled(&waiting, why);
        }
    }

    fn cancelled(&mut self, waiting: &Waiting, why: CancelReason) {
        self.no_longer_wanted(waiting.action, waiting.cause, waiting.subject, why);
        if !waiting.credited {
            self.give_back(waiting.cause, waiting.subject, waiting.occurrence);
        }
    }

    fn no_longer_wanted(&mut self, action: ActionId, cause: Cause, subject: Subject, why: CancelReason) {
        let of = self.world.instance(subject);
        self.observer.cancelled(action, cause, of.clone(), why);
        self.log.cancelled.push(Cancellation { action, cause, of, at: self.world.at, why });
    }

    /// An occurrence of a rule of which nothing fired and nothing waits any longer gives back
    /// its place in the limit.
    pub(super) fn give_back(&mut self, cause: Cause, subject: Subject, occurrence: u64) {
        let Cause::Rule(rule) = cause else { return };
        let own = |waiting: &Waiting| waiting.cause == cause && waiting.subject == subject;
        let waits = |waiting: &Waiting| own(waiting) && waiting.occurrence == occurrence;
        let fired = self.memory.rules_fired.contains(&(rule, subject, occurrence));
        let comes = self.memory.coming.contains(&(rule, subject, occurrence));
        if !fired && !comes && !self.world.next.core().waiting().any(waits) {
            restraint::give_back(self.world.next, rule, subject, occurrence);
            self.memory.freed = true;
        }
    }

    /// An occurrence of a rule takes its place in the limit.
    pub(super) fn take_limit(&mut self, rule: RuleId, subject: Subject, occurrence: Option<u64>) {
        if self.world.program.ir.rules[rule].limit.is_none() {
            return;
        }
        let occurrence = match occurrence {
            Some(occurrence) => occurrence,
            None => self.occurrence(rule, subject),
        };
        restraint::take_limit(self.world.next, self.world.program, rule, subject, occurrence, self.world.at);
    }
}

/// All expressions that are read again when an action that waits is about to leave.
fn roots<'w>(ir: &'w Blueprint, candidate: &Candidate) -> impl Iterator<Item = ExprId> + 'w {
    let rule = match candidate.cause {
        Cause::Rule(id) => ir.rules.get(id),
        _ => None,
    };
    let guard = rule.and_then(|rule| rule.guard);
    let effects = rule.into_iter().flat_map(|rule| {
        let arguments = rule.starts.iter().flat_map(|start| start.arguments.iter().copied());
        rule.effects.iter().map(|effect| effect.value).chain(arguments)
    });
    let with = candidate.with(ir).iter().map(|entry| entry.value);
    guard.into_iter().chain(effects).chain(with)
}
