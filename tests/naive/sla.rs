//! Clocks of service levels.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::{ActionCall, Blueprint, Cause, OpeningId, Sla, SlaId, SlaQuestion, SlaWhen, StageId, Value};

use super::calendar::{add, later};
use super::hours::Hours;
use super::moment::{Kind, Last, cancel};
use super::picture::Picture;
use super::record::Record;
use super::state::{State, Subject};

/// A clock that was started.
#[derive(Clone, PartialEq)]
pub struct Clock {
    pub started: Instant,
    /// Since when it rests.
    pub paused: Option<Instant>,
    /// By an event.
    pub held: bool,
    /// How long it rested before, and how long of that each opening was open.
    pub rested: i64,
    pub rested_of: BTreeMap<OpeningId, i64>,
    /// The place of the target, and how much time it gives.
    pub target: Option<(usize, i64)>,
    /// Shares whose warnings have come.
    pub warned: BTreeSet<u16>,
    /// When its time was used up.
    pub breached: Option<Instant>,
    pub stopped: Option<Stop>,
}

/// What a stopped clock shows.
#[derive(Clone, PartialEq)]
pub struct Stop {
    pub at: Instant,
    pub due: Option<Instant>,
    pub used: i64,
    pub remaining: Option<i64>,
}

impl Clock {
    fn begin(started: Instant) -> Self {
        Self {
            started,
            paused: None,
            held: false,
            rested: 0,
            rested_of: BTreeMap::new(),
            target: None,
            warned: BTreeSet::new(),
            breached: None,
            stopped: None,
        }
    }

    /// Neither breached nor stopped: it runs or rests.
    fn goes(&self) -> bool {
        self.breached.is_none() && self.stopped.is_none()
    }

    /// Whether something can come of it by time alone.
    pub fn waits(&self, sla: &Sla) -> bool {
        self.stopped.is_none() && (self.breached.is_none() || !sla.updates.is_empty())
    }

    /// So long it has rested of the time of an opening, or of all time.
    fn rested_of(&self, opening: Option<OpeningId>) -> i64 {
        opening.map_or(self.rested, |opening| self.rested_of.get(&opening).copied().unwrap_or(0))
    }

    /// In which opening the time runs; without a target that of the last.
    fn opening(&self, sla: &Sla) -> Option<OpeningId> {
        let place = self.target.map_or(sla.targets.len() - 1, |(place, _)| place);
        sla.targets[place].opening
    }

    /// Its rest is over.
    fn go_on(&mut self, on: Picture, sla: &Sla, since: Instant) {
        self.rested += on.now.milliseconds() - since.milliseconds();
        let openings: BTreeSet<OpeningId> = sla.targets.iter().filter_map(|own| own.opening).collect();
        for opening in openings {
            *self.rested_of.entry(opening).or_insert(0) += between(on, Some(opening), since, on.now);
        }
        self.paused = None;
    }

    fn used(&self, on: Picture, sla: &Sla) -> i64 {
        if let Some(stopped) = &self.stopped {
            return stopped.used;
        }
        let (opening, until) = (self.opening(sla), self.paused.unwrap_or(on.now));
        between(on, opening, self.started, until) - self.rested_of(opening)
    }

    fn remaining(&self, on: Picture, sla: &Sla) -> Option<i64> {
        match &self.stopped {
            Some(stopped) => stopped.remaining,
            None => self.target.map(|(_, length)| (length - self.used(on, sla)).max(0)),
        }
    }

    fn due(&self, on: Picture, sla: &Sla) -> Option<Instant> {
        match (&self.stopped, self.breached, self.paused) {
            (Some(stopped), _, _) => stopped.due,
            (_, Some(breached), _) => Some(breached),
            (_, _, Some(_)) => None,
            _ => {
                let (_, length) = self.target?;
                let opening = self.opening(sla);
                if length <= 0 {
                    return Some(self.started);
                }
                let length = length + self.rested_of(opening);
                match opening {
                    Some(opening) => hours(on, |hours| hours.used_up(on, opening, self.started, length)),
                    None => later(self.started, length),
                }
            }
        }
    }

    /// How many updates have come with that period until then.
    fn updates(&self, on: Picture, period: Duration, until: Instant) -> i64 {
        if (period.months, period.days) == (0, 0) {
            return (until.milliseconds() - self.started.milliseconds() - self.rested).max(0) / period.milliseconds;
        }
        let comes = |times: i64| {
            let at = period.checked_mul(times).and_then(|all| add(on.tz(), self.started, all))?;
            later(at, self.rested).filter(|at| *at <= until)
        };
        (1..).take_while(|times| comes(*times).is_some()).last().unwrap_or(0)
    }

    /// Instants within whose minutes something may come of it.
    pub fn phases(&self, sla: &Sla) -> Vec<i64> {
        let mut all = vec![self.started.milliseconds()];
        all.extend(self.paused.iter().chain(&self.breached).map(|at| at.milliseconds()));
        let shares = sla.warnings.iter().map(|warning| warning.share).chain([10_000]);
        let lengths = shares.filter_map(|share| self.target.map(|(_, length)| share_of(length, share)));
        for length in lengths.chain([0]) {
            // From the start, or from when it opened.
            all.extend([self.started.milliseconds() + self.rested + length, length, length + self.rested]);
        }
        all
    }
}

fn hours<T>(on: Picture, ask: impl FnOnce(&Hours) -> T) -> T {
    match on.hours {
        Some(hours) => ask(hours),
        None => ask(&Hours::default()),
    }
}

fn between(on: Picture, opening: Option<OpeningId>, from: Instant, to: Instant) -> i64 {
    match opening {
        Some(opening) => hours(on, |hours| hours.between(on, opening, from, to)),
        None => to.milliseconds() - from.milliseconds(),
    }
}

/// A share in 1/10,000, rounded up to the millisecond.
fn share_of(length: i64, share: u16) -> i64 {
    let all = i128::from(length) * i128::from(share);
    i64::try_from((all + 9_999).div_euclid(10_000)).expect("no more than the whole")
}

/// What is read of a clock.
pub fn read(on: Picture, id: SlaId, question: SlaQuestion) -> Option<Value> {
    let sla = &on.blueprint.slas[id];
    let clock = on.life(sla.object)?.slas.get(&id);
    let length = |milliseconds| Value::Duration(Duration::milliseconds(milliseconds));
    let is = |test: &dyn Fn(&Clock) -> bool| Some(Value::Bool(clock.is_some_and(test)));
    match question {
        SlaQuestion::Due => clock?.due(on, sla).map(Value::Datetime),
        SlaQuestion::Used => clock.map(|clock| length(clock.used(on, sla))),
        SlaQuestion::Remaining => clock?.remaining(on, sla).map(length),
        SlaQuestion::Running => is(&|clock| clock.goes() && clock.paused.is_none()),
        SlaQuestion::Paused => is(&|clock| clock.goes() && clock.paused.is_some()),
        SlaQuestion::Met => is(&|clock| clock.stopped.is_some() && clock.breached.is_none()),
        SlaQuestion::Breached => is(&|clock| clock.breached.is_some()),
        other => panic!("a question that the reference does not have: {other:?}"),
    }
}

/// What a clock asks for: list and calls.
pub struct Asks<'b> {
    pub subject: Subject,
    pub sla: SlaId,
    pub calls: Vec<(u32, &'b [ActionCall])>,
}

/// What the clocks do in a round.
#[derive(Default)]
pub struct Stepped<'b> {
    pub asked: Vec<Asks<'b>>,
    pub breached: Vec<(Subject, SlaId)>,
    pub changed: bool,
}

/// The lists of what it does: of each warning, of each update, of the breach.
pub fn lists(sla: &Sla) -> Vec<&[ActionCall]> {
    let warnings = sla.warnings.iter().map(|warning| warning.calls.as_slice());
    let updates = sla.updates.iter().map(|update| update.calls.as_slice());
    warnings.chain(updates).chain([sla.breach.as_slice()]).collect()
}

/// Lets all clocks take notice of the event, of stages that were entered and of the time; then of
/// what changed by that, as often as there are service levels.
pub fn step<'b>(
    on: Picture<'b>,
    state: &mut Rc<State>,
    last: &Last,
    round: usize,
    kind: Kind,
    record: &mut Record,
) -> Stepped<'b> {
    let mut stepped = Stepped::default();
    once(on.blueprint, on, state, last, (round, kind), record, &mut stepped);
    let quiet = Last::quiet(on.state, last.settling);
    let blueprint = on.blueprint;
    for _ in blueprint.slas.values() {
        let there = Rc::clone(state);
        let on = Picture { state: &there, ..on };
        let mut more = Stepped::default();
        if stepped.changed {
            once(blueprint, on, state, &quiet, (2, kind), record, &mut more);
        }
        stepped.asked.extend(more.asked);
        stepped.breached.extend(more.breached);
        if !more.changed {
            break;
        }
    }
    stepped
}

/// All are moved, then all choose their targets, then it is seen what they have reached.
fn once<'b>(
    blueprint: &'b Blueprint,
    on: Picture<'_>,
    state: &mut Rc<State>,
    last: &Last,
    (round, kind): (usize, Kind),
    record: &mut Record,
    stepped: &mut Stepped<'b>,
) {
    let mut all = Vec::new();
    for (id, sla) in blueprint.slas.iter() {
        for subject in on.state.subjects(sla.object) {
            let on = on.of(subject);
            let before = on.state.of(subject).expect("it is there").slas.get(&id).cloned();
            let mut one = One { on, id, sla, last, round, kind, before, now: None, told: Vec::new(), over: false };
            one.go();
            one.put(state);
            all.push(one);
        }
    }
    let moved = Rc::clone(state);
    for one in &mut all {
        one.choose(&moved);
        one.put(state);
    }
    let chosen = Rc::clone(state);
    for mut one in all {
        let own = Picture { state: &chosen, ..on }.of(one.on.subject);
        let calls = one.see(own, stepped);
        one.put(state);
        for (what, due) in &one.told {
            let due = due.map(|due| format!(" due {due}")).unwrap_or_default();
            record.slas.push((format!("{}{} {what}{due}", one.sla.info.name, on.whose(own.subject)), on.now));
        }
        if one.over {
            one.cancel(state, record);
        }
        if !calls.is_empty() {
            stepped.asked.push(Asks { subject: own.subject, sla: one.id, calls });
        }
        stepped.changed |= one.now != one.before;
    }
}

/// One clock in a round.
struct One<'a, 'b> {
    on: Picture<'a>,
    id: SlaId,
    sla: &'b Sla,
    last: &'a Last,
    round: usize,
    kind: Kind,
    before: Option<Clock>,
    now: Option<Clock>,
    told: Vec<(&'static str, Option<Instant>)>,
    /// Its occurrence is over.
    over: bool,
}

impl<'b> One<'_, 'b> {
    fn put(&self, state: &mut Rc<State>) {
        let there = state.of(self.on.subject).and_then(|life| life.slas.get(&self.id));
        if let Some(now) = self.now.as_ref().filter(|now| there != Some(now)) {
            Rc::make_mut(state).of_mut(self.on.subject).slas.insert(self.id, now.clone());
        }
    }

    /// It is stopped, then starts or begins anew, then rests or goes on.
    fn go(&mut self) {
        let (on, sla) = (self.on, self.sla);
        self.now.clone_from(&self.before);
        let stops = self.comes(&sla.stops);
        if let Some(clock) = self.now.as_mut().filter(|clock| stops && clock.stopped.is_none()) {
            let due = clock.due(on, sla);
            if clock.breached.is_none() {
                self.told.push(("met", due));
            }
            let (used, remaining) = (clock.used(on, sla), clock.remaining(on, sla));
            (clock.paused, clock.held) = (None, false);
            clock.stopped = Some(Stop { at: on.now, due, used, remaining });
            self.over = true;
        }
        let settles = self.kind == Kind::Settling && self.round == 1 && self.now.is_none();
        let starts = self.comes(&sla.starts) || settles && self.is_in(&sla.starts);
        let goes = self.now.as_ref().is_some_and(Clock::goes);
        let begun = if self.now.as_ref().is_some_and(|clock| clock.stopped.is_none()) && self.comes(&sla.resets) {
            Some("reset")
        } else if starts && !goes {
            Some("started")
        } else {
            None
        };
        if let Some(begun) = begun {
            self.now = Some(Clock::begin(on.now));
            self.told.push((begun, None));
            self.over = true;
        }
        let events: Vec<SlaWhen> = sla.pauses.iter().filter(|when| matches!(when, SlaWhen::On(_))).cloned().collect();
        let (holds, rests) = (self.comes(&events), self.is_in(&sla.pauses));
        let Some(clock) = self.now.as_mut().filter(|clock| clock.stopped.is_none()) else { return };
        clock.held = holds || clock.held && !starts;
        let rests = clock.held || rests;
        let told = match clock.paused {
            None if rests => {
                clock.paused = Some(on.now);
                "paused"
            }
            Some(since) if !rests => {
                clock.go_on(on, sla, since);
                "resumed"
            }
            _ => return,
        };
        // Of a breached one it is not told.
        if clock.breached.is_none() {
            self.told.push((told, None));
        }
    }

    /// Whether one of the events happened, or one of the stages was entered.
    fn comes(&self, all: &[SlaWhen]) -> bool {
        let on = self.on;
        let entered = |stage: &StageId| {
            let stage = &on.blueprint.stages[*stage];
            let journey = &on.blueprint.journeys[stage.journey];
            self.last.entered.iter().any(|(subject, of, entered)| {
                (of, entered) == (&journey.info.name, &stage.info.name)
                    && (subject.is_none() || on.subject.is_none() || *subject == on.subject)
            })
        };
        all.iter().any(|when| match when {
            SlaWhen::On(filter) => self.round == 1 && on.happened(filter),
            SlaWhen::InStage(stages) => stages.iter().any(entered),
            other => panic!("what the reference does not have: {other:?}"),
        })
    }

    /// Whether one of the stages is occupied.
    fn is_in(&self, all: &[SlaWhen]) -> bool {
        all.iter().any(|when| match when {
            SlaWhen::InStage(stages) => stages.iter().any(|stage| self.on.stay(*stage).is_some()),
            _ => false,
        })
    }

    /// Cancels what waits of its warnings and updates.
    fn cancel(&self, state: &mut Rc<State>, record: &mut Record) {
        let breach = self.sla.warnings.len() + self.sla.updates.len();
        for waiting in state.waiting.clone() {
            let is_own = waiting.cause == Cause::Sla(self.id) && waiting.subject == self.on.subject;
            if is_own && waiting.call.is_some_and(|(list, _)| (list as usize) < breach) {
                cancel(self.on, state, &waiting, &format!("over {}", self.sla.info.name), record);
            }
        }
    }

    /// The first target that holds, and the time that it gives.
    fn choose(&mut self, moved: &Rc<State>) {
        let on = Picture { event: None, arguments: &[], state: moved, ..self.on }.of(self.on.subject);
        let Some(clock) = self.now.as_mut().filter(|clock| clock.goes()) else { return };
        let targets = self.sla.targets.iter().enumerate();
        clock.target = targets.filter(|(_, target)| on.holds(target.when)).find_map(|(place, target)| {
            let length = on.length(target.time)?;
            if length.cmp_length(&Duration::ZERO).is_le() {
                return Some((place, 0));
            }
            let given = match target.opening {
                Some(opening) => hours(on, |hours| hours.of_wait(on, opening, clock.started, length))?,
                None => add(on.tz(), clock.started, length)?.milliseconds() - clock.started.milliseconds(),
            };
            Some((place, given))
        });
    }

    /// Sees what it has reached, and what it asks for.
    fn see(&mut self, on: Picture, stepped: &mut Stepped) -> Vec<(u32, &'b [ActionCall])> {
        let (sla, mut calls) = (self.sla, Vec::new());
        let Some(clock) = &mut self.now else { return Vec::new() };
        let lists = lists(sla);
        let due = clock.due(on, sla);
        for (_, told) in self.told.iter_mut().filter(|(what, _)| *what != "met") {
            *told = due;
        }
        let used = clock.used(on, sla);
        let target = clock.target.filter(|_| clock.goes() && clock.paused.is_none());
        let reached = |share| target.is_some_and(|(_, length)| share_of(length, share) <= used);
        let warnings = (0..).zip(&sla.warnings);
        let come = warnings.filter(|(_, warning)| reached(warning.share) && !clock.warned.contains(&warning.share));
        calls.extend(come.map(|(list, _)| list));
        clock.warned.extend(sla.warnings.iter().map(|warning| warning.share).filter(|share| reached(*share)));
        // What comes again comes before anything else moves the clock.
        let before = self.before.as_ref().filter(|before| before.stopped.is_none() && before.paused.is_none());
        if let Some(before) = before.filter(|_| self.kind == Kind::Mark && self.round == 1) {
            let come = |period, until| before.updates(on, period, until);
            let updates = (sla.warnings.len()..).zip(&sla.updates);
            let updates = updates.filter(|(_, update)| come(update.period, on.then) < come(update.period, on.now));
            calls.extend(updates.map(|(list, _)| list));
        }
        if reached(10_000) {
            clock.breached = due;
            self.told.push(("breached", due));
            stepped.breached.push((on.subject, self.id));
            calls.push(lists.len() - 1);
        }
        calls.into_iter().map(|list| (list as u32, lists[list])).filter(|(_, calls)| !calls.is_empty()).collect()
    }
}
