//! The candidates of a moment, one after the other.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::{
    Action, ActionCall, ActionId, AssignFrom, Cap, CapOwner, Cause, ChannelId, ExprId, Handling, HoursKind,
    PayloadEntry, Responsibilities, Role, Rule, RuleId, StepKind, Value,
};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::calendar::{counts, delayed, first, first_far, is_open, later, leave};
use super::effects::{Write, writes};
use super::expression::evaluate;
use super::modes::{Asked, Held, by_mode, by_runs, least, suspended};
use super::moment::{Memory, cancel, give_back, in_stages, is_active, run_arguments, words};
use super::picture::{Event, Picture};
use super::record::{Firing, Payload, Rank, Record, Suppression};
use super::sequence::{Begin, begins, opening_zone};
use super::sla::lists;
use super::state::{Hold, Past, Place, State, Subject, Waiting, Why};

/// An action that a rule, a transition or a run asks for.
pub struct Candidate {
    /// Of which its cause is.
    pub subject: Subject,
    pub cause: Cause,
    pub rank: Rank,
    pub call: Option<(u32, u32)>,
    pub action: ActionId,
    pub occurrence: u64,
    pub event: Option<Rc<Event>>,
    pub arguments: Rc<Vec<Option<Value>>>,
    /// What was when it was set off.
    pub past: Past,
    /// What it was while it waited.
    pub waited: Option<Waiting>,
    pub expired: bool,
}

impl Candidate {
    pub fn new(
        subject: Subject,
        cause: Cause,
        rank: Rank,
        call: Option<(u32, u32)>,
        action: ActionId,
        occurrence: u64,
        past: Past,
    ) -> Self {
        let (event, arguments, waited) = (None, Rc::default(), None);
        Self { subject, cause, rank, call, action, occurrence, event, arguments, past, waited, expired: false }
    }

    fn rule<'b>(&self, on: Picture<'b>) -> Option<&'b Rule> {
        match self.cause {
            Cause::Rule(id) => Some(&on.blueprint.rules[id]),
            _ => None,
        }
    }

    /// The picture on which it is judged.
    fn on<'a>(&'a self, on: Picture<'a>) -> Picture<'a> {
        let past = self.waited.is_some().then_some(&self.past);
        Picture { event: self.event.as_deref(), arguments: self.arguments.as_slice(), past, ..on.of(self.subject) }
    }
}

/// What holds over a moment: the places of groups, and where its firings begin.
pub struct Places {
    /// The rules that hold a place, by group.
    groups: BTreeMap<String, Vec<(Subject, String)>>,
    first: usize,
}

/// What follows from what fired.
pub struct After {
    pub writes: Vec<Write>,
    pub starts: Vec<Begin>,
}

fn rank_of(on: Picture, subject: Subject, cause: Cause) -> Rank {
    let (priority, order) = match cause {
        Cause::Rule(id) => (Reverse(on.blueprint.rules[id].priority), on.blueprint.rules[id].order),
        Cause::Transition(id) => (Reverse(on.blueprint.transitions[id].priority), on.blueprint.transitions[id].order),
        Cause::Sequence(id) => (Reverse(0), on.blueprint.sequences[id].order),
        Cause::Sla(id) => (Reverse(0), on.blueprint.slas[id].order),
        other => panic!("a cause that the reference does not have: {other:?}"),
    };
    (priority, order, subject)
}

/// The call that asks for it; `None` for a stand-in.
fn call_of<'b>(on: Picture<'b>, cause: Cause, place: Option<(u32, u32)>) -> Option<&'b ActionCall> {
    let (list, index) = place?;
    let (list, index) = (list as usize, index as usize);
    match cause {
        Cause::Rule(id) => {
            let rule = &on.blueprint.rules[id];
            Some(if list == 0 { &rule.calls[index] } else { &rule.split[list - 1].calls[index] })
        }
        Cause::Transition(id) => Some(&on.blueprint.transitions[id].calls[index]),
        Cause::Sequence(id) => match &on.blueprint.sequences[id].steps[list].kind {
            StepKind::Do(calls) => Some(&calls[index]),
            other => panic!("no call: {other:?}"),
        },
        Cause::Sla(id) => Some(&lists(&on.blueprint.slas[id])[list][index]),
        other => panic!("a cause that the reference does not have: {other:?}"),
    }
}

/// Takes the candidates and what comes up again; gives what follows from what fired.
pub fn restrain(
    on: Picture,
    state: &mut Rc<State>,
    mut candidates: Vec<Candidate>,
    memory: &mut Memory,
    record: &mut Record,
) -> After {
    let first = record.fired.len();
    for waiting in &on.state.waiting {
        let Cause::Rule(id) = waiting.cause else { continue };
        let own = Picture { event: waiting.event.as_deref(), past: Some(&waiting.past), ..on.of(waiting.subject) };
        if !own.holds(on.blueprint.rules[id].during) {
            cancel(on, state, waiting, "while", record);
        }
    }
    candidates.retain(|candidate| {
        let holds = candidate.rule(on).is_none_or(|rule| candidate.on(on).holds(rule.during));
        if !holds {
            let action = &on.blueprint.actions[candidate.action].info.name;
            let cause = words(on.blueprint, candidate.cause);
            record
                .cancelled
                .push((format!("{action}{} by {cause} because while", on.whose(candidate.subject)), on.now));
        }
        holds
    });
    for waiting in state.waiting.clone() {
        come_up(on, state, &waiting, &mut candidates, record);
    }
    candidates.sort_by_key(|candidate| {
        let serial = candidate.waited.as_ref().map_or(u64::MAX, |waited| waited.serial);
        // A stand-in that waited comes like the first.
        (candidate.rank, candidate.call.unwrap_or((0, 0)), serial)
    });

    let mut after = After { writes: Vec::new(), starts: Vec::new() };
    let mut acted: BTreeSet<(Cause, u64)> = BTreeSet::new();
    let mut step = Step { on, state, places: &mut memory.places, record };
    for (index, candidate) in candidates.iter().enumerate() {
        let with = call_of(on, candidate.cause, candidate.call).map_or(&[] as &[_], |call| &call.with);
        let stand_in = candidate.call.is_none();
        let fired = step.attempt(candidate, candidate.action, with, stand_in, candidate.expired);
        let own = candidate.on(on);
        let credited = candidate.waited.as_ref().is_some_and(|waited| waited.credited);
        if let (Some(_), Some(rule), false) = (fired, candidate.rule(on), credited)
            && acted.insert((candidate.cause, candidate.occurrence))
        {
            let cause = words(on.blueprint, candidate.cause);
            after.writes.extend(writes(own, &rule.effects, &cause, candidate.rank, 0, 0));
            after.starts.extend(begins(own, &rule.starts, &cause, candidate.rank, 0, 0));
        }
        let same = |other: &Candidate| (other.cause, other.occurrence) == (candidate.cause, candidate.occurrence);
        if candidate.waited.is_some() && !candidates[index + 1..].iter().any(same) {
            give_back(Rc::make_mut(step.state), candidate.subject, candidate.cause, candidate.occurrence);
        }
    }
    if !acted.is_empty() {
        for waiting in &mut Rc::make_mut(state).waiting {
            waiting.credited |= acted.contains(&(waiting.cause, waiting.occurrence));
        }
    }
    for (index, firing) in record.fired.iter().enumerate().skip(first) {
        let plain = Picture { event: None, past: None, arguments: &[], ..on.of(firing.subject) };
        let action = &on.blueprint.actions[firing.action];
        let cause = format!("action {}", action.info.name);
        after.writes.extend(writes(plain, &action.effects, &cause, firing.rank, 1, index));
        after.starts.extend(begins(plain, &action.starts, &cause, firing.rank, 1, index));
    }
    after
}

/// Whether what waits is a candidate again.
fn come_up(on: Picture, state: &mut Rc<State>, waiting: &Waiting, all: &mut Vec<Candidate>, record: &mut Record) {
    let mut candidate = Candidate::new(
        waiting.subject,
        waiting.cause,
        rank_of(on, waiting.subject, waiting.cause),
        waiting.call,
        waiting.action,
        waiting.occurrence,
        waiting.past.clone(),
    );
    candidate.event.clone_from(&waiting.event);
    candidate.arguments = run_arguments(state, waiting.subject, waiting.cause);
    candidate.waited = Some(waiting.clone());
    match waiting.why {
        Why::Delayed { due } if due > on.now => return,
        Why::Delayed { .. } => {}
        Why::Deferred { hold, until, since, expires } => {
            if let Some(ends) = still(on, state, &candidate, hold) {
                if expires.is_some_and(|expires| expires <= on.now) {
                    candidate.expired = true;
                } else {
                    if ends != until {
                        let own = Rc::make_mut(state).waiting.iter_mut().find(|own| own.serial == waiting.serial);
                        own.expect("it waits").why = Why::Deferred { hold, until: ends, since, expires };
                    }
                    return;
                }
            }
        }
    }
    if let (Some(rule), false) = (candidate.rule(on), candidate.expired)
        && (!in_stages(on.of(waiting.subject), rule) || !is_active(on, rule) || !candidate.on(on).holds(rule.guard))
    {
        cancel(on, state, waiting, "guard", record);
        return;
    }
    Rc::make_mut(state).waiting.retain(|own| own.serial != waiting.serial);
    all.push(candidate);
}

/// Whether the restraint that holds it still does, and when that ends.
fn still(on: Picture, state: &State, candidate: &Candidate, hold: Hold) -> Option<Option<Instant>> {
    let action = &on.blueprint.actions[candidate.action];
    match hold {
        Hold::Mode(_) | Hold::Sequence(_) => {
            let asked = Asked { action: Some(candidate.action), cause: candidate.cause, subject: candidate.subject };
            suspended_by(on, asked, hold).map(|held| held.ends)
        }
        Hold::Limit(id) => limit(on.of(candidate.subject), state, id, candidate.occurrence).map(|held| held.ends),
        Hold::Cap(id) => cap(on, state, &on.blueprint.caps[id], id, action).map(|held| held.ends),
        Hold::Hours(_) => hours(on, action).map(|held| held.ends),
    }
}

/// Whether this mode or sequence suspends it, whatever others do.
fn suspended_by(on: Picture, asked: Asked, hold: Hold) -> Option<Held> {
    match hold {
        Hold::Mode(id) => by_mode(on, id, &on.blueprint.modes[id], asked),
        Hold::Sequence(id) => {
            let mut alone = State::clone(on.state);
            alone.runs.retain(|run| run.sequence == id);
            by_runs(Picture { state: &Rc::new(alone), ..on }, asked)
        }
        _ => None,
    }
}

/// Why something is held back.
struct Back {
    reason: String,
    ends: Option<Instant>,
    /// What holds it and for how long at most, where it defers.
    defers: Option<(Hold, Option<Duration>)>,
    /// Whether a deferral holds places.
    takes: bool,
}

struct Step<'a, 'b> {
    on: Picture<'a>,
    state: &'b mut Rc<State>,
    places: &'b mut Places,
    record: &'b mut Record,
}

impl Step<'_, '_> {
    /// Tries an action; the name of the action that fired or was merged.
    fn attempt(
        &mut self,
        candidate: &Candidate,
        id: ActionId,
        with: &[PayloadEntry],
        stand_in: bool,
        expired: bool,
    ) -> Option<String> {
        let on = candidate.on(self.on);
        let action = &on.blueprint.actions[id];
        let payload = payload(on, action, with);
        let fired = self.record.fired.iter().enumerate().skip(self.places.first);
        let same = fired
            .filter(|(_, firing)| {
                let own = (firing.action, firing.subject) == (id, candidate.subject);
                own && firing.payload == payload
            })
            .map(|(at, _)| at)
            .next();
        let held = if expired {
            Some(Back { reason: "expired".to_owned(), ends: None, defers: None, takes: false })
        } else if same.is_some() {
            self.own_rule(candidate)
        } else {
            self.restraints(candidate, id)
        };
        let Some(held) = held else {
            self.fire(candidate, id, payload, same);
            return Some(action.info.name.clone());
        };
        let mut reason = held.reason;
        if let Some((hold, at_most)) = held.defers {
            match self.defer(candidate, id, stand_in, hold, &reason, held.ends, at_most, held.takes) {
                None => return None,
                Some(other) => reason = other,
            }
        }
        let at = self.record.suppressed.len();
        let whose = on.whose(candidate.subject);
        let what = format!("{}{whose} by {}", action.info.name, words(on.blueprint, candidate.cause));
        let ends = if reason == "expired" || reason == "full" { None } else { held.ends };
        self.record.suppressed.push(Suppression { what, reason, at: on.now, ends, replaced_by: None });
        let otherwise = action.otherwise?;
        let fired = self.attempt(candidate, otherwise, &[], true, false);
        // What stood in for the stand-in is named by the stand-in's own suppression.
        let own = &on.blueprint.actions[otherwise].info.name;
        self.record.suppressed[at].replaced_by = fired.clone().filter(|name| name == own);
        fired
    }

    fn own_rule(&self, candidate: &Candidate) -> Option<Back> {
        let Cause::Rule(id) = candidate.cause else { return None };
        let on = self.on.of(candidate.subject);
        let rule = &on.blueprint.rules[id];
        limit(on, self.state, id, candidate.occurrence).map(Back::from).or_else(|| {
            if chance(on, rule) < u64::from(rule.holdout) {
                return Some(Back::dropped("holdout".to_owned()));
            }
            (!self.places.has(on, rule)).then(|| Back::dropped(format!("group {}", group_name(on, rule))))
        })
    }

    fn restraints(&self, candidate: &Candidate, id: ActionId) -> Option<Back> {
        let on = Picture { event: None, past: None, arguments: &[], ..self.on.of(candidate.subject) };
        let action = &on.blueprint.actions[id];
        let channel = &on.blueprint.channels[action.channel];
        let purpose = action.purpose.map(|purpose| &on.blueprint.purposes[purpose]);
        let consent = candidate.on(self.on);
        withheld(consent, channel.consent, &format!("channel {}", channel.info.name))
            .or_else(|| purpose.and_then(|own| withheld(consent, own.consent, &format!("purpose {}", own.info.name))))
            .map(Back::dropped)
            .or_else(|| {
                {
                    let asked = Asked { action: Some(id), cause: candidate.cause, subject: candidate.subject };
                    suspended(on, asked)
                }
                .map(|held| held.why(on))
            })
            .or_else(|| self.own_rule(candidate))
            .or_else(|| {
                let all = on.blueprint.caps.iter();
                let mut held = all.filter_map(|(id, own)| cap(on, self.state, own, id, action));
                held.next().map(|held| Back { takes: true, ..held.into() })
            })
            .or_else(|| hours(on, action).map(|held| Back { takes: true, ..held.into() }))
    }

    fn fire(&mut self, candidate: &Candidate, id: ActionId, payload: Payload, same: Option<usize>) {
        let on = candidate.on(self.on);
        let action = &on.blueprint.actions[id];
        let cause = words(on.blueprint, candidate.cause);
        self.take_places(candidate, true);
        if let Some(at) = same {
            let causes = &mut self.record.fired[at].causes;
            if !causes.contains(&cause) {
                causes.push(cause);
            }
            return;
        }
        let state = Rc::make_mut(self.state);
        for (cap_id, cap) in on.blueprint.caps.iter() {
            if concerns(on, cap, action) {
                state.caps.entry(cap_id).or_default().push(on.now);
            }
        }
        let free = |at| hours(Picture { now: at, ..on }, action).is_none();
        let good_until = later(on.now, 1).and_then(|from| first(from, 72 * 60, |at| !free(at)));
        self.record.fired.push(Firing {
            subject: candidate.subject,
            whose: on.whose(candidate.subject),
            action: id,
            payload,
            causes: vec![cause],
            at: on.now,
            good_until,
            owners: derived_owners(on, &action.responsibilities),
            chosen: match action.assign.as_ref().map(|assign| assign.team) {
                Some(AssignFrom::Derived(id)) => evaluate(on, on.blueprint.lets[id].value),
                _ => None,
            },
            due: action.due.and_then(|due| evaluate(on, due)),
            effort: action.effort.and_then(|effort| evaluate(on, effort)),
            rank: candidate.rank,
        });
    }

    fn take_places(&mut self, candidate: &Candidate, fired: bool) {
        let Cause::Rule(id) = candidate.cause else { return };
        let rule = &self.on.blueprint.rules[id];
        self.places.take(self.on.of(candidate.subject), rule);
        if rule.limit.is_some() {
            let places = Rc::make_mut(self.state).of_mut(candidate.subject).limits.entry(id).or_default();
            match places.iter_mut().find(|place| place.occurrence == candidate.occurrence) {
                Some(place) => place.fired |= fired,
                None => places.push(Place { at: self.on.now, occurrence: candidate.occurrence, fired }),
            }
        }
    }

    /// Lets it wait; or why it can't.
    #[expect(clippy::too_many_arguments, reason = "all that is known of it")]
    fn defer(
        &mut self,
        candidate: &Candidate,
        action: ActionId,
        stand_in: bool,
        hold: Hold,
        reason: &str,
        until: Option<Instant>,
        at_most: Option<Duration>,
        takes: bool,
    ) -> Option<String> {
        let on = self.on;
        let before = candidate.waited.as_ref().filter(|waited| waited.action == action);
        let before = before.and_then(|waited| match waited.why {
            Why::Deferred { hold, until, since, expires } => Some((hold, until, since, expires)),
            Why::Delayed { .. } => None,
        });
        let since = before.map_or(on.now, |(_, _, since, _)| since);
        let mut expires = before.and_then(|(_, _, _, expires)| expires);
        if let Some(at) = at_most.and_then(|length| delayed(on.tz(), since, length)) {
            expires = Some(expires.map_or(at, |expires| expires.min(at)));
        }
        if expires.is_some_and(|expires| expires <= on.now) {
            return Some("expired".to_owned());
        }
        if matches!(hold, Hold::Hours(_)) && until.is_none() {
            return Some(reason.to_owned());
        }
        if self.state.waiting.len() >= 1_000 {
            return Some("full".to_owned());
        }
        if takes {
            self.take_places(candidate, false);
        }
        let state = Rc::make_mut(self.state);
        let serial = candidate.waited.as_ref().map(|waited| waited.serial);
        let serial = serial.unwrap_or_else(|| state.next_serial());
        state.waiting.push(Waiting {
            serial,
            subject: candidate.subject,
            cause: candidate.cause,
            action,
            call: if stand_in { None } else { candidate.call },
            occurrence: candidate.occurrence,
            credited: candidate.waited.as_ref().is_some_and(|waited| waited.credited),
            event: candidate.event.clone(),
            past: match &candidate.waited {
                Some(waited) => waited.past.clone(),
                None => Past(Rc::new((Rc::clone(on.state), Rc::clone(on.before), on.now))),
            },
            since: candidate.waited.as_ref().map_or(on.now, |waited| waited.since),
            why: Why::Deferred { hold, until, since, expires },
        });
        state.waiting.sort_by_key(|waiting| waiting.serial);
        if before.is_none_or(|(old, old_until, _, _)| old != hold || old_until != until) {
            let name = &on.blueprint.actions[action].info.name;
            let whose = on.whose(candidate.subject);
            let mut line = format!("{name}{whose} by {} because {reason}", words(on.blueprint, candidate.cause));
            for (word, at) in [("until", until), ("expires", expires)] {
                line += &at.map(|at| format!(" {word} {at}")).unwrap_or_default();
            }
            self.record.deferred.push((line, on.now));
        }
        None
    }
}

impl Back {
    fn dropped(reason: String) -> Self {
        Self { reason, ends: None, defers: None, takes: false }
    }
}

impl Held {
    fn why(self, on: Picture) -> Back {
        let reason = match self.hold {
            Hold::Mode(id) => {
                format!("mode {}{}", on.blueprint.modes[id].info.name, if self.unknown { " unknown" } else { "" })
            }
            Hold::Sequence(id) => format!("sequence {}", on.blueprint.sequences[id].info.name),
            _ => unreachable!("only these suspend"),
        };
        let defers = (!self.drops).then_some((self.hold, self.at_most));
        Back { reason, ends: self.ends, defers, takes: false }
    }
}

/// A limit, cap or hours that hold.
struct Holds {
    reason: String,
    hold: Hold,
    ends: Option<Instant>,
    drops: bool,
    at_most: Option<Duration>,
}

impl Holds {
    fn new(reason: String, hold: Hold, ends: Option<Instant>, handling: &[Handling]) -> Self {
        let (drops, at_most) = least(handling).unwrap_or((true, None));
        Self { reason, hold, ends, drops, at_most }
    }
}

impl From<Holds> for Back {
    fn from(held: Holds) -> Self {
        let defers = (!held.drops).then_some((held.hold, held.at_most));
        Self { reason: held.reason, ends: held.ends, defers, takes: false }
    }
}

/// The instant at which fewer than so many of the entries count.
fn room(
    on: Picture,
    window: &crm_blueprint::calendar::Window,
    entries: &[Instant],
    amount: Option<i64>,
) -> Option<Instant> {
    let amount = usize::try_from(amount?).ok().filter(|amount| *amount > 0)?;
    let mut leaves: Vec<Instant> = Vec::new();
    for entry in entries {
        leaves.push(leave(window, on.tz(), *entry, on.now)?);
    }
    leaves.sort();
    leaves.get(entries.len().checked_sub(amount)?).copied()
}

fn amount(on: Picture, of: ExprId) -> Option<i64> {
    match evaluate(on, of)? {
        Value::Int(amount) => Some(amount),
        other => panic!("no amount: {other:?}"),
    }
}

fn limit(on: Picture, state: &State, id: RuleId, occurrence: u64) -> Option<Holds> {
    let on = Picture { event: None, past: None, arguments: &[], ..on };
    let limit = on.blueprint.rules[id].limit.as_ref()?;
    let places = state.of(on.subject).and_then(|life| life.limits.get(&id)).map_or(&[] as &[_], Vec::as_slice);
    if places.iter().any(|place| place.occurrence == occurrence) {
        return None;
    }
    let zone = on.tz();
    let inside = places.iter().map(|place| place.at);
    let inside: Vec<Instant> =
        inside.filter(|at| limit.window.as_ref().is_none_or(|window| counts(window, zone, *at, on.now))).collect();
    let amount = amount(on, limit.amount);
    if amount.is_some_and(|amount| (inside.len() as i64) < amount) {
        return None;
    }
    let ends = limit.window.as_ref().and_then(|window| room(on, window, &inside, amount));
    Some(Holds::new("limit".to_owned(), Hold::Limit(id), ends, &[limit.handling]))
}

/// Whether the cap counts and holds the action.
fn concerns(on: Picture, cap: &Cap, action: &Action) -> bool {
    let purpose = action.purpose;
    if purpose.is_some_and(|id| on.blueprint.purposes[id].transactional || cap.exempt.contains(&id)) {
        return false;
    }
    let channel = cap.channels.contains(&action.channel);
    match cap.of {
        CapOwner::Channel(_) => channel,
        CapOwner::Purpose(id) => purpose == Some(id) && (cap.channels.is_empty() || channel),
    }
}

fn cap(on: Picture, state: &State, cap: &Cap, id: crm_blueprint::ir::CapId, action: &Action) -> Option<Holds> {
    let on = Picture { event: None, past: None, arguments: &[], ..on };
    if !concerns(on, cap, action) || cap.when.is_some_and(|when| evaluate(on, when) == Some(Value::Bool(false))) {
        return None;
    }
    let zone = on.tz();
    let log = state.caps.get(&id).map_or(&[] as &[_], Vec::as_slice);
    let inside: Vec<Instant> = log.iter().copied().filter(|at| counts(&cap.window, zone, *at, on.now)).collect();
    let amount = amount(on, cap.amount);
    if amount.is_some_and(|amount| (inside.len() as i64) < amount) {
        return None;
    }
    let name = match cap.of {
        CapOwner::Channel(id) => &on.blueprint.channels[id].info.name,
        CapOwner::Purpose(id) => &on.blueprint.purposes[id].info.name,
    };
    let ends = room(on, &cap.window, &inside, amount);
    Some(Holds::new(format!("cap {name}"), Hold::Cap(id), ends, &[cap.handling]))
}

/// Which hours of the channel are closed.
fn closed(on: Picture, channel: ChannelId, transactional: bool) -> Vec<Handling> {
    let all = on.blueprint.channels[channel].hours.iter();
    let closed = all.filter(|hours| match &hours.kind {
        HoursKind::Quiet(schedule) | HoursKind::Days(schedule) => !transactional && !is_open(schedule, on.tz(), on.now),
        HoursKind::Open(id) => {
            let opening = &on.blueprint.openings[*id];
            !is_open(&opening.schedule, opening_zone(on, opening), on.now)
        }
        other => panic!("hours that the reference does not have: {other:?}"),
    });
    closed.map(|hours| hours.handling).collect()
}

fn hours(on: Picture, action: &Action) -> Option<Holds> {
    let channel = &on.blueprint.channels[action.channel];
    if channel.hours.is_empty() {
        return None;
    }
    let transactional = action.purpose.is_some_and(|id| on.blueprint.purposes[id].transactional);
    let handling = closed(on, action.channel, transactional);
    if handling.is_empty() {
        return None;
    }
    let free = |at| closed(Picture { now: at, ..on }, action.channel, transactional).is_empty();
    let ends = first_far(on.now, free);
    Some(Holds::new(format!("hours {}", channel.info.name), Hold::Hours(action.channel), ends, &handling))
}

/// Why a rule without actions is held back.
pub fn rule_alone(on: Picture, state: &State, id: RuleId, places: &Places) -> Option<(String, Option<Instant>)> {
    let rule = &on.blueprint.rules[id];
    let suspension =
        suspended(on, Asked { action: None, cause: Cause::Rule(id), subject: on.subject }).map(|held| held.why(on));
    let why = suspension.or_else(|| limit(on, state, id, 0).map(Back::from)).or_else(|| {
        if chance(on, rule) < u64::from(rule.holdout) {
            return Some(Back::dropped("holdout".to_owned()));
        }
        (!places.has(on, rule)).then(|| Back::dropped(format!("group {}", group_name(on, rule))))
    })?;
    Some((why.reason, why.ends))
}

/// The contact's number in the rule's draw, below 10,000.
pub fn chance(on: Picture, rule: &Rule) -> u64 {
    let first = rule.info.renamed_from.as_ref().unwrap_or(&rule.info.name);
    let mut hash = Sha256::new();
    for part in [&on.blueprint.info.name, first, &on.state.contact] {
        hash.update(part.nfc().collect::<String>().as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest.iter().take(8).fold(0_u64, |number, byte| (number << 8) | u64::from(*byte)) % 10_000
}

fn payload(on: Picture, action: &Action, with: &[PayloadEntry]) -> Payload {
    let plain = Picture { event: None, arguments: &[], ..on };
    let own = action.with.iter().map(|entry| (entry.name.to_string(), evaluate(plain, entry.value)));
    let given = with.iter().map(|entry| (entry.name.to_string(), evaluate(on, entry.value)));
    own.chain(given).collect()
}

fn withheld(on: Picture, consent: Option<ExprId>, who: &str) -> Option<String> {
    match evaluate(on, consent?) {
        Some(Value::Bool(true)) => None,
        Some(_) => Some(who.to_owned()),
        None => Some(format!("{who} unknown")),
    }
}

fn group_name(on: Picture, rule: &Rule) -> String {
    rule.group.map(|id| on.blueprint.groups[id].info.name.clone()).unwrap_or_default()
}

impl Places {
    pub fn new(record: &Record) -> Self {
        Self { groups: BTreeMap::new(), first: record.fired.len() }
    }

    /// Whether the rule has a place in its group, or there is one, or it needs none.
    fn has(&self, on: Picture, rule: &Rule) -> bool {
        let Some(id) = rule.group else { return true };
        let group = &on.blueprint.groups[id];
        let Some(holders) = self.groups.get(&group.info.name) else { return group.at_most > 0 };
        holders.contains(&(on.subject, rule.info.name.clone())) || holders.len() < group.at_most as usize
    }

    pub fn take(&mut self, on: Picture, rule: &Rule) {
        let Some(id) = rule.group else { return };
        let holders = self.groups.entry(on.blueprint.groups[id].info.name.clone()).or_default();
        let own = (on.subject, rule.info.name.clone());
        if !holders.contains(&own) {
            holders.push(own);
        }
    }
}

/// The teams that do it, of those that derived values name.
fn derived_owners(on: Picture, who: &Responsibilities) -> Vec<Value> {
    let mut owners: Vec<Value> = Vec::new();
    for role in who.derived.iter().filter(|role| role.role == Role::Responsible) {
        let teams = match evaluate(on, on.blueprint.lets[role.teams].value) {
            Some(Value::Set(teams)) => teams,
            one => one.into_iter().collect(),
        };
        for team in teams {
            if !owners.contains(&team) && !matches!(team, Value::Team(id) if who.responsible.contains(&id)) {
                owners.push(team);
            }
        }
    }
    owners
}
