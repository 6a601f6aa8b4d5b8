//! Service levels: their clocks, as a part of each picture.
//!
//! Nothing is armed: what a clock reaches when follows from the state. A moment moves the clocks
//! as soon as it has its picture, and again after each round.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

mod clock;

pub(crate) use clock::Reading;

use serde::Serialize;

use super::candidate::Candidate;
use super::eval::Scene;
use super::moment::{Moment, Triggers};
use super::observe::{MomentKind as Kind, Observer};
use super::{CancelReason, Cause, Program, SlaChange, SlaStep};
use crate::calendar::{Duration, Instant};
use crate::ir::{Sla, SlaId, SlaWhen};
use crate::state::{ContactState, SlaClock, SlaState, SlaTargetChosen, Subject, normal_name};

/// What the clock of a service level shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SlaReading {
    /// How it stands.
    pub state: SlaState,
    /// The instant at which its time is, or was, used up; `None` while it rests, and where there is
    /// none.
    pub due: Option<Instant>,
    /// How much of its time is used; `None` where it has never been started.
    pub used: Option<Duration>,
    /// How much is left; `None` without a target.
    pub remaining: Option<Duration>,
}

/// What a clock shows at the state's clock: the contact's own, or that of an instance by its id.
pub(crate) fn shown(program: &Program, state: &ContactState, name: &str, of: Option<&str>) -> Option<SlaReading> {
    let wanted = normal_name(name);
    let (id, sla) = program.ir.slas.iter().find(|(_, sla)| sla.info.name == wanted)?;
    let life = match (sla.object, of) {
        (None, None) => &state.core().life,
        (Some(object), Some(of)) => state.instance_named(object, of)?.life(),
        _ => return None,
    };
    let Some(clock) = life.sla(id) else {
        return Some(SlaReading { state: SlaState::Idle, due: None, used: None, remaining: None });
    };
    let reading = Reading { program, sla, clock };
    Some(SlaReading {
        state: clock.state(),
        due: reading.due(),
        used: Some(Duration::milliseconds(reading.used(state.clock()))),
        remaining: reading.remaining(state.clock()).map(Duration::milliseconds),
    })
}

/// The next instant after `after` at which a clock of the contact, or of the instance in scope, reaches anything.
pub(super) fn next_mark(scene: &Scene<'_>, sla: &Sla, clock: &SlaClock, after: Instant) -> Option<Instant> {
    Reading { program: scene.program, sla, clock }.next(scene.zone(), after)
}

/// Whether a clock of the instance in scope shows what it would be told to show, and has told all that it has reached.
pub(super) fn is_still(scene: &Scene<'_>, sla: &Sla, clock: &SlaClock) -> bool {
    let (program, at) = (scene.program, scene.at);
    let rests = is_within(scene, &sla.pauses);
    let moves = Moves { starts: false, stops: false, resets: false, holds: false, rests };
    let stays = moved(program, sla, Some(clock.clone()), &moves, at).clock.as_ref() == Some(clock);
    let (warnings, used_up) = Reading { program, sla, clock }.passed(at);
    let keeps_target = !clock.goes() || clock::choose(scene, sla, clock.started) == clock.target;
    stays && keeps_target && warnings.is_empty() && !used_up
}

/// Whether the contact, or the instance in scope, is in one of the stages of a list.
fn is_within(scene: &Scene<'_>, list: &[SlaWhen]) -> bool {
    list.iter().any(|when| matches!(when, SlaWhen::InStage(stages) if scene.in_stage(stages)))
}

/// A clock that was moved, what happened to it, and whether its occurrence before is over.
struct Moved {
    clock: Option<SlaClock>,
    steps: Vec<SlaStep>,
    /// When it was due, where it was stopped in time.
    met: Option<Option<Instant>>,
    over: bool,
}

/// A clock in a round: as it was, as it was moved, and the lists of what it asks for.
struct Turn<'w> {
    id: SlaId,
    sla: &'w Sla,
    subject: Subject,
    before: Option<SlaClock>,
    moved: Moved,
    lists: Vec<usize>,
}

/// Moves a clock: it is stopped first, then begins, then rests or goes on.
fn moved(program: &Program, sla: &Sla, clock: Option<SlaClock>, moves: &Moves, at: Instant) -> Moved {
    let mut moved = Moved { clock, steps: Vec::new(), met: None, over: false };
    if let Some(clock) = moved.clock.as_mut().filter(|clock| moves.stops && clock.is_open()) {
        let stop = Reading { program, sla, clock }.stop(at);
        clock.stopped = Some(stop);
        (clock.rests, clock.held) = (None, false);
        if clock.breached.is_none() {
            moved.met = Some(stop.due);
        }
        moved.over = true;
    }
    let state = moved.clock.as_ref().map_or(SlaState::Idle, SlaClock::state);
    let open = moved.clock.as_ref().is_some_and(SlaClock::is_open);
    let begun = if moves.resets && open {
        Some(SlaStep::Reset)
    } else if moves.starts && !matches!(state, SlaState::Running | SlaState::Paused) {
        Some(SlaStep::Started)
    } else {
        None
    };
    if let Some(begun) = begun {
        moved.clock = Some(SlaClock::new(at));
        moved.steps.push(begun);
        moved.over = true;
    }
    let Some(clock) = moved.clock.as_mut().filter(|clock| clock.is_open()) else { return moved };
    clock.held = (clock.held && !moves.starts) || moves.holds;
    let rests = clock.held || moves.rests;
    if clock.rests.is_none() && rests {
        clock.rests = Some(at);
        moved.steps.extend(clock.breached.is_none().then_some(SlaStep::Paused));
    } else if clock.rests.is_some() && !rests {
        clock::go_on(program, sla, clock, at);
        moved.steps.extend(clock.breached.is_none().then_some(SlaStep::Resumed));
    }
    moved
}

/// What lets a clock start, stop, rest or begin anew.
struct Moves {
    starts: bool,
    stops: bool,
    resets: bool,
    /// By an event.
    holds: bool,
    /// It is in a stage in which it rests.
    rests: bool,
}

impl<'w, O: Observer> Moment<'w, '_, O> {
    /// Moves all clocks by the event, where it is the `first` time in the moment, and by the
    /// stages that were entered; then all choose their targets; then it is seen what they have
    /// reached. Each of these reads one picture: the order of declarations changes nothing.
    ///
    /// What that changes, targets may read: it is done again, at most as often as there are service
    /// levels, for they may read one another in a circle.
    pub(super) fn run_clocks(&mut self, first: bool, triggers: &mut Triggers) {
        if self.world.program.ir.slas.is_empty() || !self.step_clocks(first, triggers) {
            return;
        }
        let entered = std::mem::take(&mut triggers.entered);
        for _ in self.world.program.ir.slas.ids() {
            if !self.step_clocks(false, triggers) {
                break;
            }
        }
        triggers.entered = entered;
        triggers.anything = true;
        triggers.watch(self.world.changed());
    }

    /// Lets all clocks go on; answers whether anything is other than before.
    fn step_clocks(&mut self, first: bool, triggers: &mut Triggers) -> bool {
        let mut turns = self.move_clocks(first, triggers);
        for turn in &turns {
            self.put_clock(turn);
        }
        let targets: Vec<_> = turns.iter().map(|turn| self.chosen(turn)).collect();
        for (turn, target) in turns.iter_mut().zip(targets) {
            if let Some(clock) = turn.moved.clock.as_mut().filter(|clock| clock.goes()) {
                clock.target = target;
            }
        }
        let mut changed = false;
        for turn in turns {
            changed |= self.finish_clock(turn, triggers);
        }
        changed
    }

    /// Moves all clocks, and sees which updates come.
    fn move_clocks(&self, first: bool, triggers: &Triggers) -> Vec<Turn<'w>> {
        let (at, program) = (self.world.at, self.world.program);
        let mut turns = Vec::new();
        for (id, sla) in program.ir.slas.iter() {
            for subject in self.restless(sla.object, first) {
                let before = self.world.next.life(subject).and_then(|life| life.sla(id)).cloned();
                let scene = self.world.scene().of(subject);
                let moves = self.moves(&scene, sla, before.as_ref(), first, triggers);
                // What comes again comes before anything else moves the clock.
                let updates = match &before {
                    Some(clock) if first && self.kind == Kind::Marks => {
                        Reading { program, sla, clock }.updates(scene.zone(), at)
                    }
                    _ => Vec::new(),
                };
                let lists = updates.into_iter().map(|place| sla.warnings.len().saturating_add(place)).collect();
                let moved = moved(program, sla, before.clone(), &moves, at);
                turns.push(Turn { id, sla, subject, before, moved, lists });
            }
        }
        turns
    }

    /// The target of a clock that goes.
    fn chosen(&self, turn: &Turn<'w>) -> Option<SlaTargetChosen> {
        let clock = turn.moved.clock.as_ref().filter(|clock| clock.goes())?;
        clock::choose(&self.world.scene().of(turn.subject), turn.sla, clock.started)
    }

    /// Lets the picture show the clock as it now is; answers whether that is other than before.
    fn put_clock(&mut self, turn: &Turn<'w>) -> bool {
        let place = self.world.next.life(turn.subject).and_then(|life| life.sla(turn.id));
        if place == turn.moved.clock.as_ref() {
            return false;
        }
        if let Some(place) = self.world.next.life_mut(turn.subject).and_then(|life| life.sla_mut(turn.id)) {
            place.clone_from(&turn.moved.clock);
            self.world.forget_derived();
        }
        true
    }

    /// Sees what a clock has reached, and tells it; answers whether anything is other than before.
    fn finish_clock(&mut self, mut turn: Turn<'w>, triggers: &mut Triggers) -> bool {
        let (at, program) = (self.world.at, self.world.program);
        let (id, sla, subject) = (turn.id, turn.sla, turn.subject);
        let due = |clock: &Option<SlaClock>| Reading { program, sla, clock: clock.as_ref()? }.due();
        let steps = std::mem::take(&mut turn.moved.steps);
        let met = turn.moved.met;
        let mut told: Vec<(SlaStep, Option<Instant>)> = met.into_iter().map(|due| (SlaStep::Met, due)).collect();
        told.extend(steps.into_iter().map(|step| (step, due(&turn.moved.clock))));
        if let Some(clock) = &mut turn.moved.clock {
            let (warnings, used_up) = Reading { program, sla, clock }.passed(at);
            clock.warned.extend(warnings.iter().filter_map(|place| sla.warnings.get(*place)).map(|one| one.share));
            turn.lists.splice(0..0, warnings);
            if used_up {
                let due = Reading { program, sla, clock }.due();
                clock.breached = Some(due.unwrap_or(at).min(at));
                told.push((SlaStep::Breached, due));
                turn.lists.push(sla.warnings.len().saturating_add(sla.updates.len()));
                triggers.breached.push((subject, id));
            }
        }
        self.put_clock(&turn);
        for (what, due) in told {
            let of = self.world.instance(subject);
            self.log.slas.push(SlaChange { sla: id, of, at, what, due });
        }
        if turn.moved.over {
            // What was to be said of the time that was left is no longer wanted.
            let breach = sla.warnings.len().saturating_add(sla.updates.len());
            self.cancel(CancelReason::SlaOver(id), |waiting| {
                let list = waiting.call.and_then(|call| usize::try_from(call.list).ok());
                waiting.cause == Cause::Sla(id) && waiting.subject == subject && list.is_some_and(|list| list < breach)
            });
        }
        for list in turn.lists {
            let Some(calls) = sla.calls().nth(list) else { continue };
            let list = u32::try_from(list).unwrap_or(u32::MAX);
            for candidate in Candidate::all(Cause::Sla(id), subject, calls, list, None, 0, sla.order) {
                self.ask(candidate);
            }
        }
        turn.moved.clock != turn.before
    }

    /// What moves a clock now.
    fn moves(&self, scene: &Scene<'_>, sla: &Sla, clock: Option<&SlaClock>, first: bool, triggers: &Triggers) -> Moves {
        let on = |list: &[SlaWhen]| {
            list.iter().any(|when| match when {
                SlaWhen::On(filter) => first && scene.happened(filter),
                SlaWhen::InStage(stages) => {
                    triggers.entered.iter().any(|(subject, stage)| stages.contains(stage) && scene.concerns(*subject))
                }
            })
        };
        // A state that comes to rest is where it is: one that has no clock yet starts it there.
        let settles = first && self.kind == Kind::Settling && clock.is_none() && is_within(scene, &sla.starts);
        let event = |when: &&SlaWhen| matches!(when, SlaWhen::On(_));
        let holds = sla.pauses.iter().filter(event).any(|when| on(std::slice::from_ref(when)));
        Moves {
            starts: on(&sla.starts) || settles,
            stops: on(&sla.stops),
            resets: on(&sla.resets),
            holds,
            rests: is_within(scene, &sla.pauses),
        }
    }
}
