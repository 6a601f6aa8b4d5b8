//! One moment: rounds of judging and applying until quiet, then restraint, then what its
//! effects bring about, until nothing is new.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::border::Crossing;
use super::candidate::Candidate;
use super::eval::Payload;
use super::few::{FewMap, FewSet};
use super::fired::Fired;
use super::judge::Passed;
use super::log::Log;
use super::observe::{MomentKind as Kind, Observer};
use super::points::Addition;
use super::rest::Rest;
use super::sequence::{self, RunMemory, RunSteps, Starting};
use super::world::World;
use super::write::{self, Weight, Write};
use super::{CancelReason, ChangeCause, FieldChange, InstanceRef, ModeChange, Move, Notice, fade, history};
use crate::calendar::Instant;
use crate::ir::{
    Blueprint, Cause, EventFilter, FieldId, GroupId, Id, JourneyId, RuleId, Scalar, SlaId, StageId, TransitionId, Value,
};
use crate::plan::Facts;
use crate::state::{Instance, Life, Mark, Subject};

/// The most rounds of one moment.
const ROUNDS: u32 = 1_000;

/// What has changed, of whom, and so sets off what is judged next.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// Whether anything has changed at all.
    pub(super) anything: bool,
    pub(super) entered: Vec<(Subject, StageId)>,
    pub(super) exited: Vec<(Subject, StageId)>,
    /// In order.
    pub(super) fields: Vec<(Subject, FieldId)>,
    /// By place in the plan's watched values, in order.
    pub(super) watched: Vec<(Subject, usize)>,
    /// Service levels of which the time was found to be used up.
    pub(super) breached: Vec<(Subject, SlaId)>,
}

impl Triggers {
    /// Whether nothing sets anything off.
    pub(super) const fn are_none(&self) -> bool {
        let Self { anything, entered, exited, fields, watched, breached } = self;
        let borders = entered.is_empty() && exited.is_empty();
        !*anything && borders && fields.is_empty() && watched.is_empty() && breached.is_empty()
    }

    /// More of the watched values have changed.
    pub(super) fn watch(&mut self, changed: Vec<(Subject, usize)>) {
        if !changed.is_empty() {
            self.watched.extend(changed);
            self.watched.sort_unstable();
            self.watched.dedup();
        }
    }
}

/// What a moment must remember of itself. What is judged for each subject is told apart by it.
#[derive(Default)]
pub(super) struct Memory {
    /// Rules that passed their guard: each does so once.
    pub(super) passed: FewSet<(RuleId, Subject)>,
    /// The occurrences of rules that passed, by which what waits is known.
    pub(super) occurrences: FewMap<(RuleId, Subject), u64>,
    /// Rules on a date that were set off and do not run for another one.
    pub(super) dated: FewSet<(RuleId, Subject)>,
    /// Rules on a stay or a silence that it set off, with the instant since when that is.
    pub(super) ran: FewMap<(RuleId, Subject), Instant>,
    /// Journeys that have made a triggered move.
    pub(super) triggered: FewSet<(JourneyId, Subject)>,
    /// Stages entered, beside those in which the moment began.
    pub(super) entered: FewSet<(StageId, Subject)>,
    /// What is to meet the restraints.
    pub(super) candidates: Vec<Candidate>,
    /// Who holds the places of each group.
    pub(super) groups: BTreeMap<GroupId, Vec<(RuleId, Subject)>>,
    /// Its firings.
    pub(super) fired: Fired,
    /// Rules of which an action has fired, by occurrence.
    pub(super) rules_fired: FewSet<(RuleId, Subject, u64)>,
    /// Occurrences of rules whose waiting actions have come up and are to be judged.
    pub(super) coming: Vec<(RuleId, Subject, u64)>,
    /// A place in a limit has been given back: what waits for it may come up.
    pub(super) freed: bool,
    /// What runs of sequences have done in it.
    pub(super) runs: RunMemory,
    /// What waited before this moment has a lower serial.
    pub(super) first_serial: u64,
    /// Rules that are set off in a round; a list that is used again.
    pub(super) set_off: Vec<(RuleId, Subject)>,
    /// Points that an event adds, likewise.
    pub(super) additions: Vec<Addition>,
    /// Ways that are judged in a journey, likewise.
    pub(super) ways: Vec<TransitionId>,
    /// Whether the last round found a way of the contact open that needs no event, and could not take it.
    pub(super) is_open: bool,
}

impl Memory {
    /// Forgets everything, for a moment begins.
    fn begin(&mut self, first_serial: u64, first_fired: usize) {
        self.passed.clear();
        self.occurrences.clear();
        self.dated.clear();
        self.ran.clear();
        self.triggered.clear();
        self.entered.clear();
        self.candidates.clear();
        if !self.groups.is_empty() {
            self.groups.clear();
        }
        self.fired.begin(first_fired);
        self.rules_fired.clear();
        self.coming.clear();
        self.freed = false;
        self.runs.clear();
        self.first_serial = first_serial;
        self.is_open = false;
    }
}

/// What is to be applied at the end of a round, or when actions have fired.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) writes: Vec<Write>,
    /// With which comes first.
    pub(super) starts: Vec<(Weight, Starting)>,
}

impl Outcome {
    pub(super) const fn is_empty(&self) -> bool {
        self.writes.is_empty() && self.starts.is_empty()
    }

    /// Adds starts of one weight.
    pub(super) fn start(&mut self, weight: Weight, starts: Vec<Starting>) {
        self.starts.extend(starts.into_iter().map(|start| (weight, start)));
    }
}

/// What an input brings, ready to be applied.
#[derive(Default)]
pub(super) struct Arrival {
    /// New values of fields, in the order of the input.
    pub(super) changes: Vec<(Subject, FieldId, Option<Value>)>,
    /// The instance that its event creates.
    pub(super) opening: Option<Opening>,
}

impl Arrival {
    /// Whether it changes nothing.
    pub(super) const fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.opening.is_none()
    }
}

/// An instance that is to be created.
pub(super) struct Opening {
    pub(super) instance: InstanceRef,
    /// The number of the instance that is forgotten in its favour.
    pub(super) forgets: Option<u64>,
}

/// An instance as it is created: in the initial stages, with the values of the payload in its
/// fields.
pub(super) fn born(ir: &Blueprint, instance: &InstanceRef, payload: &Payload, number: u64, at: Instant) -> Instance {
    let object = instance.object;
    let mut life = Life::blank(ir, Some(object), at);
    for &(parameter, ref value) in &payload.values {
        let (Some(value), Some(parameter)) = (value, ir.parameters.get(parameter)) else { continue };
        let field = ir.fields_of(Some(object)).find(|field| ir.fields[*field].info.name == parameter.info.name);
        if let Some(field) = field {
            life.fields.set(ir.slot(field), Some(fit(ir.fields[field].ty.scalar, value)));
        }
    }
    Instance::new(number, object, instance.id.clone(), life)
}

/// A value as a field of the same type holds it.
pub(super) fn fit(scalar: Scalar, value: &Value) -> Value {
    match (scalar, value) {
        (Scalar::Decimal, Value::Int(number)) => Value::decimal((*number).into()),
        _ => value.clone(),
    }
}

/// One moment under way.
pub(super) struct Moment<'w, 'o, O> {
    pub(super) kind: Kind,
    pub(super) world: World<'w>,
    pub(super) memory: &'o mut Memory,
    pub(super) log: Log<'o>,
    pub(super) rest: Rest,
    /// The facts that are other ones than before the moment, in this round.
    pub(super) touched: Facts,
    /// Whether the contact's zone has been another one in any round, even if it is the same again.
    pub(super) zone_moved: bool,
    /// When a score of the contact fades next, where it has been looked at.
    pub(super) fades: Option<Mark>,
    pub(super) observer: &'o mut O,
}

impl<'w, 'o, O: Observer> Moment<'w, 'o, O> {
    pub(super) fn new(
        world: World<'w>,
        kind: Kind,
        rest: Rest,
        memory: &'o mut Memory,
        mut log: Log<'o>,
        observer: &'o mut O,
    ) -> Self {
        log.begin();
        memory.begin(world.next.core().serial, log.fired.len());
        Self { kind, world, memory, log, rest, touched: Facts::ALL, zone_moved: false, fades: None, observer }
    }

    /// The moment of an input: its changes, its event and its points are applied, then all is
    /// judged.
    pub(super) fn arrive(&mut self, arrival: Arrival) {
        let mut triggers = Triggers::default();
        for (subject, field, after) in arrival.changes {
            let (at, slot) = (self.world.at, self.world.program.ir.slot(field));
            let is_same = |life: &Life| life.fields.holds(slot, after.as_ref());
            if self.world.next.life(subject).is_none_or(is_same) {
                continue;
            }
            let Some(life) = self.world.next.life_mut(subject) else { continue };
            let before = life.fields.get(slot).map(Cow::into_owned);
            if life.fields.set(slot, after.clone()) {
                life.changed = at;
                let (of, causes) = (self.world.instance(subject), vec![ChangeCause::Input]);
                self.log.changes.push(FieldChange { field, of, before, after, at, causes });
                triggers.fields.push((subject, field));
            }
        }
        triggers.fields.sort_unstable();
        triggers.anything = !triggers.fields.is_empty();
        if let Some(opening) = arrival.opening {
            self.open(opening, &mut triggers);
        }
        if triggers.anything {
            triggers.watch(self.world.changed());
        }
        if self.remember() | self.switch_modes() | self.add_points() {
            triggers.anything = true;
            triggers.watch(self.world.changed());
        }
        self.cancel_unless();
        self.run_clocks(true, &mut triggers);
        self.run(triggers);
    }

    /// The moment of settling: levels are judged, and what they bring about.
    pub(super) fn settle(&mut self) {
        let mut triggers = Triggers::default();
        self.run_clocks(true, &mut triggers);
        self.run(triggers);
        for (object, existing) in self.world.program.plan.including_existing() {
            let subjects: Vec<Subject> = self.world.next.subjects_of(*object).collect();
            for subject in subjects {
                let life = self.world.next.life_mut(subject);
                life.into_iter().for_each(|life| life.past_mut().met.extend(existing.iter().copied()));
            }
        }
    }

    /// The event creates an instance: it is in the initial stages, which it enters, and its fields
    /// have the values of the payload.
    fn open(&mut self, opening: Opening, triggers: &mut Triggers) {
        let ir = &self.world.program.ir;
        let at = self.world.at;
        let Opening { instance, forgets } = opening;
        if let Some(number) = forgets
            && let Some(forgotten) = self.world.instance(Subject::Instance(number))
        {
            self.world.next.core_mut().instances.remove(number);
            self.log.notice(Notice::InstancesForgotten { instance: forgotten });
        }
        let number = self.world.next.core().serial;
        self.world.next.core_mut().serial = number.saturating_add(1);
        let (object, subject) = (instance.object, Subject::Instance(number));
        let Some(payload) = self.world.event else { return };
        let mut born = Arc::new(born(ir, &instance, payload, number, at));
        let life = Instance::life_mut(&mut born);
        // What it is asked from its birth on has not been before.
        if let Some(existing) = self.world.program.plan.including_existing().get(&Some(object)) {
            life.past_mut().met.extend(existing.iter().copied());
        }
        for (id, journey) in ir.journeys.iter().filter(|(_, journey)| journey.object == Some(object)) {
            if let Some(place) = life.occupancy(id) {
                self.enter(subject, &Crossing::new(ir, None, journey.initial, place.since), triggers);
            }
        }
        self.world.next.core_mut().instances.push(born);
        self.log.opened.push(instance);
        triggers.anything = true;
    }

    /// The moment of the marks that are due now: scores fade, then all is judged that time
    /// sets off.
    pub(super) fn pass(&mut self) {
        let mut triggers = Triggers::default();
        let may_fade = !self.rest.fades || !self.world.next.core().instances.is_empty();
        if may_fade {
            let zone = self.world.scene().zone();
            let faded = fade::fade(self.world.program, self.world.next, zone, self.world.at);
            self.fades = Some(faded.next);
            if faded.any {
                triggers.anything = true;
                triggers.watch(self.world.changed());
            }
        }
        self.run_clocks(true, &mut triggers);
        self.run(triggers);
    }

    /// The event goes into the history.
    fn remember(&mut self) -> bool {
        let program = self.world.program;
        if self.world.event.is_none_or(|payload| program.plan.series_of(payload.event).is_empty()) {
            return false;
        }
        let scene = self.world.scene();
        let (zone, happened) = (scene.zone(), history::happened(&scene));
        let changed = !happened.is_empty();
        let (log, at) = (&mut self.log, self.world.at);
        let saturated = |series, subject, of| log.saturated(series, subject, of);
        history::remember(program, self.world.next, zone, happened, at, saturated);
        if changed {
            self.world.forget_derived();
        }
        changed
    }

    /// The event ends modes, and begins some.
    fn switch_modes(&mut self) -> bool {
        let Some(payload) = self.world.event else { return false };
        let program = self.world.program;
        let modes = program.plan.modes_on(payload.event);
        if modes.is_empty() {
            return false;
        }
        let scene = self.world.scene();
        let mut switched = Vec::new();
        for &id in modes {
            let mode = &program.ir.modes[id];
            for subject in self.world.concerned(mode.object) {
                let scene = scene.of(subject);
                let meets = |filters: &[EventFilter]| filters.iter().any(|filter| scene.happened(filter));
                switched.push((subject, id, meets(&mode.until), meets(&mode.from)));
            }
        }
        let at = self.world.at;
        let mut changed = false;
        for (subject, mode, ends, begins) in switched {
            if !ends && !begins {
                continue;
            }
            let Some(place) = self.world.next.life_mut(subject).and_then(|life| life.mode_mut(mode)) else { continue };
            let was_on = place.is_some();
            if ends {
                *place = None;
            }
            if begins && place.is_none() {
                *place = Some(at);
            }
            let on = place.is_some();
            if on != was_on {
                self.log.modes.push(ModeChange { mode, of: self.world.instance(subject), at, on });
            }
            changed |= on != was_on;
        }
        if changed {
            self.world.forget_derived();
        }
        changed
    }

    /// The event cancels what waits.
    fn cancel_unless(&mut self) {
        let Some(payload) = self.world.event else { return };
        let program = self.world.program;
        let rules = program.plan.unless_on(payload.event);
        if rules.is_empty() || self.world.next.core().waiting.is_empty() {
            return;
        }
        let scene = self.world.scene();
        let mut cancelled: Vec<(RuleId, Subject)> = Vec::new();
        for waiting in &self.world.next.core().waiting {
            if let Cause::Rule(rule) = waiting.cause
                && rules.contains(&rule)
            {
                cancelled.push((rule, waiting.subject));
            }
        }
        cancelled.sort_unstable();
        cancelled.dedup();
        cancelled.retain(|&(rule, subject)| {
            let scene = scene.of(subject);
            program.ir.rules[rule].unless.iter().any(|filter| scene.happened(filter))
        });
        self.cancel(CancelReason::Unless(payload.event), |waiting| match waiting.cause {
            Cause::Rule(rule) => cancelled.contains(&(rule, waiting.subject)),
            _ => false,
        });
    }

    fn run(&mut self, mut triggers: Triggers) {
        let mut round = 0_u32;
        while round < ROUNDS {
            round = round.saturating_add(1);
            self.observer.round(round);
            let mut passed = self.judge(round, &triggers);
            let mut steps = RunSteps::default();
            self.advance_runs(round, &mut steps);
            passed.others |= steps.moved;
            // Levels are judged from the second round on: where none may be open, it would bring nothing.
            let changes_nothing = passed.changes_nothing() && steps.changes_nothing();
            let is_quiet = match round {
                1 => changes_nothing && !steps.moved && !self.may_go_on(),
                _ => passed.is_empty(),
            };
            if changes_nothing && round == 1 && !is_quiet {
                triggers = Triggers::default();
            } else if is_quiet {
                // The one that would bring nothing counts.
                round = round.max(2);
                let outcome = self.restrain();
                let went_on = self.settle_acting();
                if outcome.is_empty() && !went_on {
                    self.finish();
                    return;
                }
                triggers = self.apply(&Passed::default(), outcome);
            } else {
                let mut outcome = self.effects(&passed);
                outcome.writes.append(&mut steps.writes);
                outcome.starts.append(&mut steps.starts);
                triggers = self.apply(&passed, outcome);
            }
        }
        self.log.notice(Notice::RoundsExceeded { rounds: ROUNDS });
        self.memory.is_open = true;
        let outcome = self.restrain();
        self.settle_acting();
        self.apply(&Passed::default(), outcome);
        self.look();
        self.finish();
    }

    /// The moment is over.
    fn finish(&mut self) {
        if !self.memory.dated.is_empty() {
            for (rule, subject) in self.memory.dated.drain() {
                if let Some(life) = self.world.next.life_mut(subject) {
                    life.past_mut().dated.insert(Cause::Rule(rule));
                }
            }
        }
        self.notice_past_dates();
        if !self.memory.ran.is_empty() {
            for ((rule, subject), since) in self.memory.ran.drain() {
                if let Some(life) = self.world.next.life_mut(subject) {
                    life.past_mut().ran.insert(rule, since);
                }
            }
        }
    }

    /// What the transitions taken, and the rules without actions that passed, write and start.
    fn effects(&self, passed: &Passed) -> Outcome {
        let scene = self.world.scene();
        let ir = &self.world.program.ir;
        let mut outcome = Outcome::default();
        for &(id, subject) in &passed.transitions {
            let transition = &ir.transitions[id];
            let scene = scene.of(subject);
            let weight = write::Weight::new(transition.priority, transition.order, subject, 0);
            let cause = ChangeCause::Transition(id);
            outcome.writes.extend(write::read(&scene, &transition.effects, cause, weight));
            outcome.start(weight, sequence::read_starts(&scene, &transition.starts, cause));
        }
        for &(id, subject) in &passed.acting {
            let rule = &ir.rules[id];
            let scene = scene.of(subject);
            let weight = write::Weight::new(rule.priority, rule.order, subject, 0);
            outcome.writes.extend(write::read(&scene, &rule.effects, ChangeCause::Rule(id), weight));
            outcome.start(weight, sequence::read_starts(&scene, &rule.starts, ChangeCause::Rule(id)));
        }
        outcome
    }

    /// What a move crosses sets off what is judged next, and is not entered again.
    fn enter(&mut self, subject: Subject, crossing: &Crossing, triggers: &mut Triggers) {
        triggers.exited.extend(crossing.left.iter().map(|&stage| (subject, stage)));
        for &stage in &crossing.entered {
            triggers.entered.push((subject, stage));
            self.memory.entered.insert((stage, subject));
        }
    }

    /// Takes the transitions and applies the writes and starts, together.
    fn apply(&mut self, passed: &Passed, outcome: Outcome) -> Triggers {
        let mut triggers = Triggers::default();
        let (ir, at) = (&self.world.program.ir, self.world.at);
        let taken = passed.transitions.iter();
        let taken = taken.map(|&(id, subject)| (ir.transitions[id].journey, subject, Some(id)));
        let entries = passed.entries.iter().map(|&(journey, subject)| (journey, subject, None));
        let mut moves: Vec<_> = taken.chain(entries).collect();
        moves.sort_by_key(|&(journey, subject, _)| (journey, subject));
        for (journey, subject, transition) in moves {
            let target = transition.map_or(ir.journeys[journey].initial, |id| ir.transitions[id].target);
            let Some(life) = self.world.next.life_mut(subject) else { continue };
            let Some(place) = life.stages.to_mut().get_mut(journey.index()) else { continue };
            let crossing = Crossing::new(ir, *place, target, at);
            let (from, to) = (place.map(|place| place.stage), crossing.place.stage);
            *place = Some(crossing.place);
            self.enter(subject, &crossing, &mut triggers);
            let of = self.world.instance(subject);
            self.log.moves.push(Move { journey, of, from, to, transition, at });
        }
        triggers.fields = write::apply(self.world.next, self.world.at, &mut self.log, outcome.writes);
        triggers.fields.sort_unstable();
        // A stable order: of one weight, the first that was read.
        let mut starts = outcome.starts;
        starts.sort_by_key(|(weight, _)| *weight);
        self.start_runs(starts.into_iter().map(|(_, start)| start).collect());
        triggers.anything = !triggers.entered.is_empty() || !triggers.fields.is_empty();
        if triggers.anything {
            triggers.watch(self.world.changed());
            self.run_clocks(false, &mut triggers);
        }
        triggers
    }
}
