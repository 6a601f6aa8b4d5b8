//! One moment: rounds of judging and applying until quiet, then restraint, then what its
//! effects bring about, until nothing is new.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Candidate;
use super::judge::Passed;
use super::log::Log;
use super::observe::{MomentKind as Kind, Observer};
use super::sequence::{self, RunMemory, RunSteps, Starting};
use super::world::World;
use super::write::{self, Weight, Write};
use super::{CancelReason, ChangeCause, FieldChange, ModeChange, Move, Notice, fade, history};
use crate::calendar::Instant;
use crate::ir::{ActionId, Cause, EventFilter, FieldId, GroupId, Id, JourneyId, RuleId, StageId, Value};
use crate::state::Occupancy;

/// The most rounds of one moment.
const ROUNDS: u32 = 1_000;

/// What has changed, and so sets off what is judged next.
#[derive(Debug, Default)]
pub(super) struct Triggers {
    /// Whether anything has changed at all.
    pub(super) anything: bool,
    pub(super) entered: Vec<StageId>,
    pub(super) exited: Vec<StageId>,
    pub(super) fields: BTreeSet<FieldId>,
    /// By place in the plan's watched values.
    pub(super) watched: BTreeSet<usize>,
}

/// What a moment must remember of itself.
#[derive(Default)]
pub(super) struct Memory<'w> {
    /// Rules that passed their guard: each does so once.
    pub(super) passed: BTreeSet<RuleId>,
    /// The occurrences of rules that passed, by which what waits is known.
    pub(super) occurrences: BTreeMap<RuleId, u64>,
    /// Rules on a date that were set off and do not run for another one.
    pub(super) dated: BTreeSet<RuleId>,
    /// Rules on a stay or a silence that it set off, with the instant since when that is.
    pub(super) ran: BTreeMap<RuleId, Instant>,
    /// Journeys that have made a triggered move.
    pub(super) triggered: BTreeSet<JourneyId>,
    /// Stages entered, beside those in which the moment began.
    pub(super) entered: BTreeSet<StageId>,
    /// What is to meet the restraints.
    pub(super) candidates: Vec<Candidate<'w>>,
    /// Who holds the places of each group.
    pub(super) groups: BTreeMap<GroupId, Vec<RuleId>>,
    /// By action: its firings of this moment, by place in the log.
    pub(super) fired: BTreeMap<ActionId, Vec<usize>>,
    /// Rules of which an action has fired, by occurrence.
    pub(super) rules_fired: BTreeSet<(RuleId, u64)>,
    /// Occurrences of rules whose waiting actions have come up and are to be judged.
    pub(super) coming: Vec<(RuleId, u64)>,
    /// A place in a limit has been given back: what waits for it may come up.
    pub(super) freed: bool,
    /// What runs of sequences have done in it.
    pub(super) runs: RunMemory,
    /// What waited before this moment has a lower serial.
    pub(super) first_serial: u64,
    /// How often each key has been given. Other moments do not count: whether the settling
    /// came with this input or before it must not be seen in a key.
    keys: BTreeMap<String, u32>,
    /// The id of the input whose own moment this is.
    pub(super) input: Option<&'w str>,
}

impl Memory<'_> {
    /// A firing's key, with a number where the moment has had it before, and the input's id.
    pub(super) fn key(&mut self, mut key: String) -> String {
        let times = self.keys.entry(key.clone()).or_insert(0);
        *times = times.saturating_add(1);
        if *times > 1 {
            key.push_str(&format!("#{times}"));
        }
        if let Some(id) = self.input {
            key.push('|');
            key.push_str(id);
        }
        key
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

/// One moment under way.
pub(super) struct Moment<'w, 'o, O> {
    pub(super) kind: Kind,
    pub(super) world: World<'w>,
    pub(super) memory: Memory<'w>,
    pub(super) log: &'o mut Log,
    pub(super) observer: &'o mut O,
}

impl<'w, 'o, O: Observer> Moment<'w, 'o, O> {
    pub(super) fn new(world: World<'w>, kind: Kind, log: &'o mut Log, observer: &'o mut O) -> Self {
        log.begin();
        let memory = Memory { first_serial: world.next.serial, ..Memory::default() };
        Self { kind, world, memory, log, observer }
    }

    /// The moment of an input: its changes, its event and its points are applied, then all is
    /// judged.
    pub(super) fn arrive(&mut self, id: Option<&'w str>, changes: Vec<(FieldId, Option<Value>)>) {
        self.memory.input = id;
        let mut triggers = Triggers::default();
        for (field, after) in changes {
            let Some(place) = self.world.next.life.fields.get_mut(field.index()) else { continue };
            if *place != after {
                let before = std::mem::replace(place, after.clone());
                let (at, causes) = (self.world.at, vec![ChangeCause::Input]);
                self.log.changes.push(FieldChange { field, before, after, at, causes });
                self.world.next.life.changed = at;
                triggers.fields.insert(field);
            }
        }
        triggers.anything = !triggers.fields.is_empty();
        if triggers.anything {
            triggers.watched.extend(self.world.changed());
        }
        if self.remember() | self.switch_modes() | self.add_points() {
            triggers.anything = true;
            triggers.watched.extend(self.world.changed());
        }
        self.cancel_unless();
        self.run(triggers);
    }

    /// The moment of settling: levels are judged, and what they bring about.
    pub(super) fn settle(&mut self) {
        self.run(Triggers::default());
        let rules = self.world.program.ir.rules.iter();
        let met = rules.filter(|(_, rule)| rule.trigger.includes_existing()).map(|(id, _)| id);
        self.world.next.life.met.extend(met);
    }

    /// The moment of the marks that are due now: scores fade, then all is judged that time
    /// sets off.
    pub(super) fn pass(&mut self) {
        let zone = self.world.scene().zone();
        let mut triggers = Triggers::default();
        if fade::fade(self.world.program, self.world.next, zone, self.world.at) {
            triggers.anything = true;
            triggers.watched.extend(self.world.changed());
        }
        self.run(triggers);
    }

    /// The event goes into the history.
    fn remember(&mut self) -> bool {
        if self.world.event.is_none() {
            return false;
        }
        let scene = self.world.scene();
        let (zone, happened) = (scene.zone(), history::happened(&scene));
        let changed = !happened.is_empty();
        history::remember(self.world.program, self.world.next, zone, happened, self.world.at, self.log);
        if changed {
            self.world.forget_derived();
        }
        changed
    }

    /// The event ends modes, and begins some.
    fn switch_modes(&mut self) -> bool {
        let Some(payload) = self.world.event else { return false };
        let program = self.world.program;
        let scene = self.world.scene();
        let meets = |filters: &[EventFilter]| filters.iter().any(|one| scene.happened(one));
        let modes = program.plan.modes_on(payload.event).iter();
        let switched: Vec<_> =
            modes.map(|&id| (id, meets(&program.ir.modes[id].until), meets(&program.ir.modes[id].from))).collect();
        let at = self.world.at;
        let mut changed = false;
        for (mode, ends, begins) in switched {
            let Some(place) = self.world.next.life.modes.get_mut(mode.index()) else { continue };
            let was_on = place.is_some();
            if ends {
                *place = None;
            }
            if begins && place.is_none() {
                *place = Some(at);
            }
            let on = place.is_some();
            if on != was_on {
                self.log.modes.push(ModeChange { mode, at, on });
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
        let scene = self.world.scene();
        let waits = |rule: RuleId| self.world.next.waiting.iter().any(|one| one.cause == Cause::Rule(rule));
        let cancelled: Vec<RuleId> = program
            .plan
            .unless_on(payload.event)
            .iter()
            .copied()
            .filter(|&rule| waits(rule))
            .filter(|&rule| program.ir.rules[rule].unless.iter().any(|filter| scene.happened(filter)))
            .collect();
        self.cancel(CancelReason::Unless(payload.event), |waiting| match waiting.cause {
            Cause::Rule(rule) => cancelled.contains(&rule),
            _ => false,
        });
    }

    fn run(&mut self, mut triggers: Triggers) {
        for round in 1..=ROUNDS {
            self.observer.round(round);
            let mut passed = self.judge(round, &triggers);
            let mut steps = RunSteps::default();
            self.advance_runs(round, &mut steps);
            passed.others |= steps.moved;
            // Levels are judged from the second round on: there always is one.
            if passed.is_empty() && round > 1 {
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
        let outcome = self.restrain();
        self.settle_acting();
        self.apply(&Passed::default(), outcome);
        self.finish();
    }

    /// The moment is over.
    fn finish(&mut self) {
        let dated = std::mem::take(&mut self.memory.dated);
        self.world.next.life.dated.extend(dated.into_iter().map(Cause::Rule));
        self.notice_past_dates();
        let ran = std::mem::take(&mut self.memory.ran);
        self.world.next.life.ran.extend(ran);
    }

    /// What the transitions taken, and the rules without actions that passed, write and start.
    fn effects(&self, passed: &Passed) -> Outcome {
        let scene = self.world.scene();
        let ir = &self.world.program.ir;
        let mut outcome = Outcome::default();
        for &id in &passed.transitions {
            let transition = &ir.transitions[id];
            let weight = write::Weight::new(transition.priority, transition.order, 0);
            let cause = ChangeCause::Transition(id);
            outcome.writes.extend(write::read(&scene, &transition.effects, cause, weight));
            outcome.start(weight, sequence::read_starts(&scene, &transition.starts, cause));
        }
        for &id in &passed.acting {
            let rule = &ir.rules[id];
            let weight = write::Weight::new(rule.priority, rule.order, 0);
            outcome.writes.extend(write::read(&scene, &rule.effects, ChangeCause::Rule(id), weight));
            outcome.start(weight, sequence::read_starts(&scene, &rule.starts, ChangeCause::Rule(id)));
        }
        outcome
    }

    /// Takes the transitions and applies the writes and starts, together.
    fn apply(&mut self, passed: &Passed, outcome: Outcome) -> Triggers {
        let mut triggers = Triggers::default();
        for &id in &passed.transitions {
            let transition = &self.world.program.ir.transitions[id];
            let journey = transition.journey;
            let Some(Some(place)) = self.world.next.life.stages.get_mut(journey.index()) else { continue };
            let (from, to, at) = (place.stage, transition.target, self.world.at);
            *place = Occupancy { stage: to, since: at };
            self.memory.entered.insert(to);
            triggers.exited.push(from);
            triggers.entered.push(to);
            self.log.moves.push(Move { journey, from, to, transition: id, at });
        }
        triggers.fields.extend(write::apply(self.world.next, self.world.at, self.log, outcome.writes));
        if !triggers.fields.is_empty() {
            self.world.next.life.changed = self.world.at;
        }
        // A stable order: of one weight, the first that was read.
        let mut starts = outcome.starts;
        starts.sort_by_key(|(weight, _)| *weight);
        self.start_runs(starts.into_iter().map(|(_, start)| start).collect());
        triggers.anything = !triggers.entered.is_empty() || !triggers.fields.is_empty();
        if triggers.anything {
            triggers.watched.extend(self.world.changed());
        }
        triggers
    }
}
