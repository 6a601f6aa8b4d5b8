//! From an input to its decision: settling, the marks that are due, the input's own moment.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::sync::Arc;

use super::check::{Resolved, resolve, same_blueprint};
use super::desk::{Desk, at_desk};
use super::eval::{Memo, Payload, Scene};
use super::log::Log;
use super::moment::{Arrival, Memory, Moment, Opening, born};
use super::observe::{MomentKind as Kind, Observer};
use super::prepared::PreparedInput;
use super::remember::{forget, is_remembered, remember};
use super::rest::Rest;
use super::world::World;
use super::{Decision, InputErrors, InstanceRef, Move, Notice, Program, Refusal, brisk, marks};
use crate::calendar::{Instant, Zone};
use crate::ir::{Id, Value};
use crate::plan::Facts;
use crate::state::{ContactState, Life, Occupancy, Reached, Subject, Wake};
use crate::text::escape::shortened;

/// The most moments of one decision; what is due beyond waits for the next one.
pub(super) const MOMENTS: u32 = 10_000;

/// Decides upon the decision's own next state, of which nothing else is wanted; watched by `observer`.
#[inline(always)]
pub(super) fn step<O: Observer>(
    program: &Program,
    input: &PreparedInput,
    observer: &mut O,
    decision: &mut Decision,
) -> Result<(), InputErrors> {
    // Whoever watches sees the long way.
    if !O::WATCHES && brisk::decide(program, input, decision) {
        return Ok(());
    }
    long_way(program, input, observer, decision)
}

#[inline(never)]
fn long_way<O: Observer>(
    program: &Program,
    input: &PreparedInput,
    observer: &mut O,
    decision: &mut Decision,
) -> Result<(), InputErrors> {
    let state = decision.next.clone();
    let decided = at_desk(program.number, |desk| step_at(program, &state, input, observer, decision, desk));
    if decided.is_err() {
        *decision = Decision::blank(state);
    }
    decided
}

#[inline(always)]
fn step_at<O: Observer>(
    program: &Program,
    state: &ContactState,
    input: &PreparedInput,
    observer: &mut O,
    decision: &mut Decision,
    desk: &mut Desk,
) -> Result<(), InputErrors> {
    same_blueprint(program, &input.ir)?;
    same_blueprint(program, &state.core().ir)?;
    let Desk { memory, told, memos, totals, .. } = desk;
    let log = Log::new(decision, told);
    let memos = memos.each_mut();
    let wake = state.reached(program.number).map(|reached| Known { wake: reached.wake, touched: None });
    // Of a state that no decision has left nothing is known.
    let touched = if wake.is_some() { Facts::NOTHING } else { Facts::ALL };
    let mut step = Step {
        program,
        left: state,
        before: Cow::Borrowed(state),
        next: state.clone(),
        log,
        memory,
        memos,
        moments: 0,
        touched,
        wake,
        derived_at: None,
    };
    step.begin(input.at);
    let late = input.at < step.next.clock();
    let at = input.at.max(step.next.clock());
    let duplicate = input.id.as_ref().is_some_and(|id| is_remembered(&step.next.core().inputs, id, at));
    step.settle(observer);
    let more = !step.run_marks(at, observer);
    if !more {
        step.next.set_clock(at);
        // Without an event or a change, time has passed and that is all.
        if !duplicate && !input.checked.is_empty() {
            // Only now is it known which instance a key means.
            let Resolved { event, arrival } = resolve(program, &step.next, &input.checked)?;
            let event = event.as_deref();
            step.log.refused =
                event.and_then(|event| refusal(program, &step.next, at, event, arrival.opening.as_ref(), observer));
            if step.log.refused.is_none() && !step.is_brisk::<O>(event, &arrival, at) {
                step.moment(Occasion::Input(event, arrival), at, observer);
            }
            if let Some(id) = &input.id {
                forget(&mut step.next, at);
                remember(&mut step.next, id, at, &mut step.log);
            }
        }
    }
    let clock = step.next.clock();
    step.picture(clock);
    let Step { mut next, mut log, memos: [_, memo], wake, touched, .. } = step;
    forget(&mut next, clock);
    marks::prune(program, &mut next);
    let scene = Scene::still(program, &next, memo, clock, None).of_one_left(state);
    let known = wake.as_ref();
    let mut zone = known.and_then(Known::zone_now);
    if zone.is_none() && !more && !duplicate {
        zone = notice_zone(&scene, &mut log);
    }
    let totals = super::scores::changes(program, (state, touched), &scene, totals, &mut log.scores);
    let wake = Wake { zone, is_idle: next.core().is_idle(), ..marks::wake(&scene, known.map(Known::since)) };
    let wake_at = wake.at();
    // Where all contacts are in one zone, a state that is idle need not keep which.
    let zone = wake.zone.filter(|_| !program.plan.leaves_no_trace());
    next.reach(program.number, Reached { wake: Wake { zone, ..wake }, totals });
    (log.at, log.late, log.duplicate, log.more, log.wake_at) = (clock, late, duplicate, more, wake_at);
    log.input.clone_from(&input.id);
    log.next = next;
    observer.done();
    Ok(())
}

impl Known {
    /// The contact's zone now, where that is known.
    fn zone_now(&self) -> Option<Zone> {
        self.wake.zone.filter(|_| self.touched != Some(Facts::ALL))
    }

    /// When time alone brings something about next, with what has been touched since.
    fn since(&self) -> (&Wake, Facts) {
        (&self.wake, self.touched.unwrap_or(Facts::NOTHING))
    }
}

/// What brings a moment about.
enum Occasion<'i> {
    Settling,
    Marks,
    /// The event of an input, what it brings.
    Input(Option<&'i Payload>, Arrival),
}

/// A decision under way.
pub(super) struct Step<'s, 'd> {
    pub(super) program: &'s Program,
    /// The state as the last decision left it.
    pub(super) left: &'s ContactState,
    /// The state before the next moment.
    before: Cow<'s, ContactState>,
    pub(super) next: ContactState,
    log: Log<'d>,
    memory: &'d mut Memory,
    /// What is derived from the state before a moment, and from the one in it.
    pub(super) memos: [&'d mut Memo; 2],
    pub(super) moments: u32,
    pub(super) wake: Option<Known>,
    /// What has been touched by all moments.
    pub(super) touched: Facts,
    /// The instant at which the last memo is that of the state as it is.
    pub(super) derived_at: Option<Instant>,
}

/// When time alone brings something about next.
pub(super) struct Known {
    pub(super) wake: Wake,
    /// What the moment has touched that came after it; `None` where none did.
    pub(super) touched: Option<Facts>,
}

impl Step<'_, '_> {
    /// A contact of which no instant is known is one of its first input's.
    fn begin(&mut self, at: Instant) {
        let next = &mut self.next;
        if next.core().settled || next.clock() != Instant::MIN {
            return;
        }
        next.set_clock(at);
        let begin = |life: &mut Life| {
            let stages = life.stages.to_mut().iter_mut().flatten();
            let stages = stages.flat_map(|place| [Some(&mut place.since), place.outer_since.as_mut()]);
            let known = stages.flatten().chain(life.risen.to_mut().iter_mut().flatten());
            let known = known.chain([&mut life.created, &mut life.changed]);
            known.filter(|instant| **instant == Instant::MIN).for_each(|instant| *instant = at);
        };
        let all: Vec<Subject> = next.subjects().collect();
        next.change_lives(&all, begin);
        self.before = Cow::Owned(self.next.clone());
    }

    /// A state that was built or loaded comes to rest, at its own clock.
    fn settle<O: Observer>(&mut self, observer: &mut O) {
        if self.next.core().settled {
            return;
        }
        let at = self.next.clock();
        self.join(at);
        self.moment(Occasion::Settling, at, observer);
        self.next.core_mut().settled = true;
    }

    /// Who is in a segment when its state is built or loaded is in the journeys for it: that is no
    /// event, as being in an initial stage is none.
    fn join(&mut self, at: Instant) {
        let ir = &self.program.ir;
        if ir.journeys.values().all(|journey| journey.segment.is_none()) {
            return;
        }
        let memo = Memo::new(self.program);
        let scene = Scene::still(self.program, &self.next, &memo, at, None);
        let mut joined = Vec::new();
        for (id, journey) in ir.journeys.iter() {
            let Some(segment) = journey.segment else { continue };
            for subject in self.next.subjects_of(journey.object) {
                let is_in = self.next.life(subject).is_some_and(|life| life.occupancy(id).is_some());
                if !is_in && scene.of(subject).in_segment(segment) {
                    joined.push((id, subject));
                }
            }
        }
        for &(journey, subject) in &joined {
            let of = InstanceRef::of(&self.next, subject);
            let place = Occupancy::entering(ir, ir.journeys[journey].initial, at);
            let stages = self.next.life_mut(subject).map(|life| &mut life.stages);
            if let Some(stage) = stages.and_then(|stages| stages.to_mut().get_mut(journey.index())) {
                *stage = Some(place);
                self.log.moves.push(Move { journey, of, from: None, to: place.stage, transition: None, at });
            }
        }
        if !joined.is_empty() {
            self.before = Cow::Owned(self.next.clone());
        }
    }

    /// Runs the marks that are due until `at`; answers whether that was all.
    fn run_marks<O: Observer>(&mut self, at: Instant, observer: &mut O) -> bool {
        while let Some(mark) = self.next_mark() {
            if mark > at {
                break;
            }
            if self.moments >= MOMENTS {
                return false;
            }
            // Whoever watches sees the long way.
            if O::WATCHES || !self.fade_alone(mark) {
                self.moment(Occasion::Marks, mark, observer);
            }
        }
        true
    }

    /// The next mark: most often the last decision has computed it already.
    fn next_mark(&mut self) -> Option<Instant> {
        if let Some(known) = self.wake.as_ref().filter(|known| known.touched.is_none()) {
            return known.wake.at();
        }
        self.picture(self.next.clock());
        let [_, memo] = &mut self.memos;
        let scene = Scene::still(self.program, &self.next, memo, self.next.clock(), None).of_one_left(self.left);
        let zone = self.wake.as_ref().and_then(Known::zone_now);
        let wake = Wake { zone, ..marks::wake(&scene, self.wake.as_ref().map(Known::since)) };
        self.wake = Some(Known { wake, touched: None });
        wake.at()
    }

    /// Sees to it that nothing in the last memo is of another state than the one that there is now, at this instant.
    pub(super) fn picture(&mut self, at: Instant) {
        let [_, memo] = &mut self.memos;
        if self.derived_at == Some(at) {
            return;
        }
        memo.empty();
        self.wake.as_ref().and_then(Known::zone_now).into_iter().for_each(|zone| memo.keep_zone(zone));
        self.derived_at = Some(at);
    }

    /// Judges an event of which little can follow; answers whether it is one. Whoever watches sees the long way.
    fn is_brisk<O: Observer>(&mut self, event: Option<&Payload>, arrival: &Arrival, at: Instant) -> bool {
        let is_plain = |event: &&Payload| self.program.plan.rules_of(event.event).follows().is_plain;
        let Some(event) = event.filter(|_| !O::WATCHES && arrival.is_empty()).filter(is_plain) else { return false };
        self.derived_at = None;
        let [_, memo] = &mut self.memos;
        let bench = brisk::Bench { memo, fired: &mut self.memory.fired };
        brisk::judge(self.program, &self.next, at, event, bench, self.log.out)
    }

    fn moment<O: Observer>(&mut self, occasion: Occasion<'_>, at: Instant, observer: &mut O) {
        let (kind, event) = match &occasion {
            Occasion::Settling => (Kind::Settling, None),
            Occasion::Marks => (Kind::Marks, None),
            Occasion::Input(event, ..) => (Kind::Input, *event),
        };
        if self.moments > 0 {
            self.before = Cow::Owned(self.next.clone());
        }
        self.moments = self.moments.saturating_add(1);
        observer.moment(kind, at);
        // What a mark brings about was not so a millisecond before.
        let was_at = match kind {
            Kind::Marks if self.next.clock() < at => at.checked_add_milliseconds(-1).unwrap_or(at),
            _ => at,
        };
        self.next.set_clock(at);
        let [was_memo, next_memo] = &mut self.memos;
        let zone = self.wake.as_ref().and_then(|known| known.wake.zone);
        let memos: [&mut Memo; 2] = [was_memo, next_memo];
        let world =
            World::new(self.program, at, event, (&self.before, was_at), &mut self.next, memos, (self.left, zone));
        let rest = Rest::at(at, self.wake.as_ref().map(|known| &known.wake));
        let mut moment = Moment::new(world, kind, rest, self.memory, self.log.lent(), observer);
        match occasion {
            Occasion::Settling => moment.settle(),
            Occasion::Marks => moment.pass(),
            Occasion::Input(_, arrival) => moment.arrive(arrival),
        }
        let (touched, fades, zone_moved) = (moment.world.touched(), moment.fades, moment.zone_moved);
        self.derived_at = Some(at);
        self.touched = self.touched.and(touched);
        if let Some(known) = &mut self.wake {
            known.wake.rests = !self.memory.is_open;
            known.wake.hours = touched != Facts::ALL && !zone_moved;
            known.wake.fades = fades.unwrap_or(known.wake.fades);
            known.touched = Some(touched);
        }
    }
}

/// The first `refuse when` that is true; an unknown one refuses nothing.
fn refusal<O: Observer>(
    program: &Program,
    state: &ContactState,
    at: Instant,
    payload: &Payload,
    opening: Option<&Opening>,
    observer: &mut O,
) -> Option<Refusal> {
    let conditions = &program.ir.events[payload.event].refuse_when;
    if conditions.is_empty() {
        return None;
    }
    // An instance that is to be created is there already.
    let mut state = Cow::Borrowed(state);
    if let Some(opening) = opening {
        let born = born(&program.ir, &opening.instance, payload, state.core().serial, at);
        state.to_mut().core_mut().instances.push(Arc::new(born));
    }
    let memo = Memo::new(program);
    let scene = Scene::still(program, &state, &memo, at, Some(payload)).of(payload.subject);
    let mut refused = None;
    for (condition, &expr) in conditions.iter().enumerate() {
        observer.refusal(&scene, payload.event, expr);
        if refused.is_none() && scene.truth(expr) == Ok(true) {
            refused = Some(Refusal { event: payload.event, condition });
        }
    }
    refused
}

/// The contact's zone; says where the one that it names is not in the database.
fn notice_zone(scene: &Scene<'_>, log: &mut Log<'_>) -> Option<Zone> {
    if let Some(expr) = scene.program.ir.timezone.contact
        && let Ok(Value::Text(name)) = scene.value(expr).as_deref()
        && **name != *scene.zone().name()
        && name.parse::<Zone>().is_err()
    {
        log.notice(Notice::UnknownZone { zone: shortened(name) });
        return None;
    }
    Some(scene.zone())
}
