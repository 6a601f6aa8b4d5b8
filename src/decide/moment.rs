//! One moment: rounds of judging and applying until quiet, then restraint, then what its
//! effects bring about, until nothing is new.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::collections::{BTreeMap, BTreeSet};

use super::candidate::Candidate;
use super::judge::Passed;
use super::log::Log;
use super::observe::Observer;
use super::sequence::RunMemory;
use super::world::World;
use super::write::{self, Write};
use super::{ChangeCause, FieldChange, Move, Notice};
use crate::ir::{ActionId, FieldId, GroupId, Id, RuleId, StageId, Value};
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
    /// Stages entered, beside those in which the moment began.
    pub(super) entered: BTreeSet<StageId>,
    /// What is to meet the restraints.
    pub(super) candidates: Vec<Candidate<'w>>,
    /// Who holds the places of each group.
    pub(super) groups: BTreeMap<GroupId, Vec<RuleId>>,
    /// By action: its firings of this moment, by place in the log.
    pub(super) fired: BTreeMap<ActionId, Vec<usize>>,
    /// Rules of which an action has fired.
    pub(super) rules_fired: BTreeSet<RuleId>,
    /// How often each key has been given. Other moments do not count: whether the settling
    /// came with this input or before it must not be seen in a key.
    keys: BTreeMap<String, u32>,
    /// What runs of sequences did in it.
    pub(super) runs: RunMemory,
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

/// One moment under way.
pub(super) struct Moment<'w, 'o, O> {
    pub(super) world: World<'w>,
    pub(super) memory: Memory<'w>,
    pub(super) log: &'o mut Log,
    pub(super) observer: &'o mut O,
}

impl<'w, 'o, O: Observer> Moment<'w, 'o, O> {
    pub(super) fn new(world: World<'w>, log: &'o mut Log, observer: &'o mut O) -> Self {
        log.begin();
        Self { world, memory: Memory::default(), log, observer }
    }

    /// The moment of an input: its changes and points are applied, then all is judged.
    pub(super) fn arrive(&mut self, id: Option<&'w str>, changes: Vec<(FieldId, Option<Value>)>) {
        self.memory.input = id;
        let mut triggers = Triggers::default();
        for (field, after) in changes {
            let Some(place) = self.world.next.fields.get_mut(field.index()) else { continue };
            if *place != after {
                let before = std::mem::replace(place, after.clone());
                self.log.changes.push(FieldChange {
                    field,
                    before,
                    after,
                    at: self.world.at,
                    causes: vec![ChangeCause::Input],
                });
                triggers.fields.insert(field);
            }
        }
        triggers.anything = !triggers.fields.is_empty();
        if triggers.anything {
            triggers.watched.extend(self.world.changed());
        }
        if self.add_points() {
            triggers.anything = true;
            triggers.watched.extend(self.world.changed());
        }
        self.run(triggers);
    }

    /// The moment of settling: levels are judged, and what they bring about.
    pub(super) fn settle(&mut self) {
        self.run(Triggers::default());
    }

    fn run(&mut self, mut triggers: Triggers) {
        for round in 1..=ROUNDS {
            self.observer.round(round);
            let passed = self.judge(round, &triggers);
            // Levels are judged from the second round on: there always is one.
            if passed.is_empty() && round > 1 {
                let writes = self.restrain();
                if writes.is_empty() {
                    return;
                }
                triggers = self.apply(&Passed::default(), writes);
            } else {
                let writes = self.effects(&passed);
                triggers = self.apply(&passed, writes);
            }
        }
        self.log.notice(Notice::RoundsExceeded { rounds: ROUNDS });
        let writes = self.restrain();
        self.apply(&Passed::default(), writes);
    }

    /// What the transitions taken, and the rules without actions that passed, write.
    fn effects(&self, passed: &Passed) -> Vec<Write> {
        let scene = self.world.scene();
        let ir = &self.world.program.ir;
        let mut writes = Vec::new();
        for &id in &passed.transitions {
            let transition = &ir.transitions[id];
            let weight = write::Weight::new(transition.priority, transition.order, 0);
            writes.extend(write::read(&scene, &transition.effects, ChangeCause::Transition(id), weight));
        }
        for &id in &passed.acting {
            let rule = &ir.rules[id];
            let weight = write::Weight::new(rule.priority, rule.order, 0);
            writes.extend(write::read(&scene, &rule.effects, ChangeCause::Rule(id), weight));
        }
        writes
    }

    /// Takes the transitions and applies the writes, together.
    fn apply(&mut self, passed: &Passed, writes: Vec<Write>) -> Triggers {
        let mut triggers = Triggers::default();
        for &id in &passed.transitions {
            let transition = &self.world.program.ir.transitions[id];
            let journey = transition.journey;
            let Some(place) = self.world.next.stages.get_mut(journey.index()) else { continue };
            let (from, to, at) = (place.stage, transition.target, self.world.at);
            *place = Occupancy { stage: to, since: at };
            self.memory.entered.insert(to);
            triggers.exited.push(from);
            triggers.entered.push(to);
            self.log.moves.push(Move { journey, from, to, transition: id, at });
        }
        triggers.fields.extend(write::apply(self.world.next, self.world.at, self.log, writes));
        triggers.anything = !triggers.entered.is_empty() || !triggers.fields.is_empty();
        if triggers.anything {
            triggers.watched.extend(self.world.changed());
        }
        triggers
    }
}
