//! Clocks of service levels.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::{ActionCall, Cause, OpeningId, Sla, SlaId, SlaQuestion, SlaWhen, StageId, Value};

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

/// Lets all clocks take notice of the event, of stages that were entered and of the time.
pub fn step<'b>(
    on: Picture<'b>,
    state: &mut Rc<State>,
    last: &Last,
    round: usize,
    kind: Kind,
    record: &mut Record,
) -> Stepped<'b> {
    let mut stepped = Stepped::default();
    for (id, sla) in on.blueprint.slas.iter() {
        for subject in on.state.subjects(sla.object) {
            let on = on.of(subject);
            let before = on.state.of(subject).expect("it is there").slas.get(&id).cloned();
            let mut one = One { on, id, sla, state, last, round, kind, record, calls: Vec::new(), breached: false };
            let after = one.step(before.clone());
            let (calls, breached) = (one.calls, one.breached);
            if !calls.is_empty() {
                stepped.asked.push(Asks { subject, sla: id, calls });
            }
            if breached {
                stepped.breached.push((subject, id));
            }
            if let Some(after) = after.filter(|after| before.as_ref() != Some(after)) {
                Rc::make_mut(state).of_mut(subject).slas.insert(id, after);
                stepped.changed = true;
            }
        }
    }
    stepped
}

struct One<'a, 'b> {
    on: Picture<'b>,
    id: SlaId,
    sla: &'b Sla,
    state: &'a mut Rc<State>,
    last: &'a Last,
    round: usize,
    kind: Kind,
    record: &'a mut Record,
    calls: Vec<(u32, &'b [ActionCall])>,
    breached: bool,
}

impl One<'_, '_> {
    fn step(&mut self, before: Option<Clock>) -> Option<Clock> {
        let mut clock = before.clone();
        if let Some(own) = clock.as_mut().filter(|own| own.stopped.is_none())
            && self.comes(&self.sla.stops)
        {
            self.stop(own);
        }
        let mut told: Vec<&str> = Vec::new();
        let settles = self.kind == Kind::Settling && self.round == 1 && clock.is_none();
        let resets = clock.as_ref().is_some_and(|own| own.stopped.is_none()) && self.comes(&self.sla.resets);
        if resets {
            clock = Some(Clock::begin(self.on.now));
            self.cancel();
            told.push("reset");
        } else if self.comes(&self.sla.starts) || settles && self.is_in(&self.sla.starts) {
            match clock.as_mut().filter(|own| own.goes()) {
                Some(own) => own.held = false,
                None => {
                    if clock.as_ref().is_some_and(|own| own.stopped.is_none()) {
                        self.cancel();
                    }
                    clock = Some(Clock::begin(self.on.now));
                    told.push("started");
                }
            }
        }
        let mut clock = clock?;
        if clock.stopped.is_some() {
            return Some(clock);
        }
        // Of a breached one it is not told.
        told.extend(self.rest(&mut clock).filter(|_| clock.breached.is_none()));
        if clock.breached.is_none() {
            clock.target = self.choose(&clock);
        }
        let due = clock.due(self.on, self.sla);
        for what in told {
            self.tell(what, due);
        }
        self.see(before.as_ref(), &mut clock);
        Some(clock)
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

    fn stop(&mut self, clock: &mut Clock) {
        let (on, sla) = (self.on, self.sla);
        let due = clock.due(on, sla);
        if clock.breached.is_none() {
            self.tell("met", due);
        }
        let (used, remaining) = (clock.used(on, sla), clock.remaining(on, sla));
        (clock.paused, clock.held) = (None, false);
        clock.stopped = Some(Stop { at: on.now, due, used, remaining });
        self.cancel();
    }

    /// Cancels what waits of its warnings and updates.
    fn cancel(&mut self) {
        let breach = self.sla.warnings.len() + self.sla.updates.len();
        for waiting in self.state.waiting.clone() {
            let is_own = waiting.cause == Cause::Sla(self.id) && waiting.subject == self.on.subject;
            if is_own && waiting.call.is_some_and(|(list, _)| (list as usize) < breach) {
                cancel(self.on, self.state, &waiting, &format!("over {}", self.sla.info.name), self.record);
            }
        }
    }

    /// Lets it rest or go on; what is told of that.
    fn rest(&self, clock: &mut Clock) -> Option<&'static str> {
        let on = self.on;
        let events = self.sla.pauses.iter().filter(|when| matches!(when, SlaWhen::On(_)));
        let events: Vec<SlaWhen> = events.cloned().collect();
        clock.held |= self.comes(&events);
        let rests = clock.held || self.is_in(&self.sla.pauses);
        match clock.paused {
            None if rests => {
                clock.paused = Some(on.now);
                Some("paused")
            }
            Some(since) if !rests => {
                clock.rested += on.now.milliseconds() - since.milliseconds();
                let openings: BTreeSet<OpeningId> = self.sla.targets.iter().filter_map(|own| own.opening).collect();
                for opening in openings {
                    *clock.rested_of.entry(opening).or_insert(0) += between(on, Some(opening), since, on.now);
                }
                clock.paused = None;
                Some("resumed")
            }
            _ => None,
        }
    }

    /// The first target that holds, and the time that it gives.
    fn choose(&self, clock: &Clock) -> Option<(usize, i64)> {
        let on = Picture { event: None, arguments: &[], ..self.on };
        let started = clock.started;
        self.sla.targets.iter().enumerate().filter(|(_, target)| on.holds(target.when)).find_map(|(place, target)| {
            let length = on.length(target.time)?;
            if length.cmp_length(&Duration::ZERO).is_le() {
                return Some((place, 0));
            }
            let given = match target.opening {
                Some(opening) => hours(on, |hours| hours.of_wait(on, opening, started, length))?,
                None => add(on.tz(), started, length)?.milliseconds() - started.milliseconds(),
            };
            Some((place, given))
        })
    }

    /// Sees what it has reached.
    fn see(&mut self, before: Option<&Clock>, clock: &mut Clock) {
        if clock.paused.is_some() {
            return;
        }
        let (on, sla) = (self.on, self.sla);
        let lists = lists(sla);
        let used = clock.used(on, sla);
        let target = clock.target.filter(|_| clock.breached.is_none());
        for (list, warning) in (0..).zip(&sla.warnings) {
            let comes = target.is_some_and(|(_, length)| share_of(length, warning.share) <= used);
            if comes && !clock.warned.contains(&warning.share) {
                self.calls.push((list, lists[list as usize]));
            }
        }
        if let Some((_, length)) = target {
            let come = sla.warnings.iter().map(|warning| warning.share);
            clock.warned.extend(come.filter(|share| share_of(length, *share) <= used));
        }
        let went = before.is_some_and(|before| before.paused.is_none() && before.started == clock.started);
        if self.kind == Kind::Mark && self.round == 1 && went {
            for (list, update) in (sla.warnings.len()..).zip(&sla.updates) {
                let come = |until| clock.updates(on, update.period, until);
                if come(on.then) < come(on.now) {
                    self.calls.push((list as u32, lists[list]));
                }
            }
        }
        if target.is_some_and(|(_, length)| length <= used) {
            let due = clock.due(on, sla);
            clock.breached = due;
            self.breached = true;
            self.calls.push((lists.len() as u32 - 1, &sla.breach));
            self.tell("breached", due);
        }
        self.calls.retain(|(_, calls)| !calls.is_empty());
    }

    fn tell(&mut self, what: &str, due: Option<Instant>) {
        let due = due.map(|due| format!(" due {due}")).unwrap_or_default();
        let name = &self.sla.info.name;
        self.record.slas.push((format!("{name}{} {what}{due}", self.on.whose(self.on.subject)), self.on.now));
    }
}
