//! A moment, round by round.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::ir::{ActionCall, Blueprint, Cause, JourneyId, Rule, RuleId, Score, SlaId, Trigger, Value};

use super::calendar::{add, delayed, shown};
use super::effects::{Write, apply, writes};
use super::expression::evaluate;
use super::input::{Carried, Opened};
use super::moves::{Been, around_of, choose, enters, stage_name, step};
use super::picture::{Picture, Scope};
use super::record::{Change, Rank, Record, Suppression};
use super::restraint::{Candidate, Places, chance, restrain};
use super::sequence::{self, Begin, begin, begins};
use super::state::{Instance, Life, Past, Place, State, Subject, Waiting, Why};
use super::trigger::{self, triggered};
use super::{history, modes, sla};

#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Settling,
    Mark,
    Input,
}

/// What the last round brought about: the picture on which it was judged, and its moves.
pub struct Last {
    pub state: Rc<State>,
    pub entered: Vec<(Subject, String, String)>,
    pub left: Vec<(Subject, String, String)>,
    /// Clocks that are breached in this one, and whose.
    pub breached: Vec<(Subject, SlaId)>,
    pub settling: bool,
}

impl Last {
    pub fn quiet(state: &Rc<State>, settling: bool) -> Self {
        Self { state: Rc::clone(state), entered: Vec::new(), left: Vec::new(), breached: Vec::new(), settling }
    }
}

/// What a moment remembers.
pub struct Memory {
    pub been: Been,
    pub places: Places,
    pub passed: BTreeSet<(Subject, String)>,
    /// Sequences started, and tests of loops reached.
    pub started: BTreeSet<(Subject, crm_blueprint::ir::SequenceId)>,
    pub tested: BTreeSet<(Subject, crm_blueprint::ir::SequenceId, usize)>,
}

/// What happens at one instant by one cause.
pub fn moment(
    blueprint: &Blueprint,
    state: &mut Rc<State>,
    carried: &Carried,
    now: Instant,
    kind: Kind,
    record: &mut Record,
) {
    if kind == Kind::Settling {
        // Who is in the segment when it is built or loaded is in the journey: that is no event.
        let picture = Rc::clone(state);
        let on = Picture {
            blueprint,
            state: &picture,
            before: &picture,
            then: now,
            event: None,
            now,
            arguments: &[],
            past: None,
            subject: None,
            scope: Scope::default(),
            missed: None,
            asked: None,
            hours: None,
        };
        for (id, journey) in blueprint.journeys.iter() {
            for subject in picture.subjects(journey.object) {
                if enters(blueprint, on.of(subject), journey, 2) {
                    let line = join(blueprint, state, subject, id, now, &mut Been::default(), None);
                    record.moves.push((line, now));
                }
            }
        }
    }
    let (before, asked, hours) = (Rc::clone(state), Rc::clone(&record.asked), Rc::clone(&record.hours));
    let event = carried.event.as_ref();
    let then = match kind {
        Kind::Mark => super::calendar::later(now, -1).expect("not the first instant"),
        Kind::Settling | Kind::Input => now,
    };
    let base = Picture {
        blueprint,
        state: &before,
        before: &before,
        then,
        event: event.map(Rc::as_ref),
        now,
        arguments: &[],
        past: None,
        subject: None,
        scope: Scope::default(),
        missed: None,
        asked: Some(&asked),
        hours: Some(&hours),
    };
    let mut entered = Vec::new();
    if let Some(opened) = &carried.opened {
        let subject = open(blueprint, state, opened, now);
        let instance = state.instances.last().expect("it is opened");
        record.opened.push(format!("{} {}", blueprint.objects[instance.object].info.name, instance.id));
        record.notices.extend(
            opened.forgets.map(|_| format!("instances_forgotten {}", blueprint.objects[opened.object].info.name)),
        );
        for journey in blueprint.journeys.values().filter(|journey| journey.object == Some(opened.object)) {
            if journey.segment.is_none() {
                let went = step(blueprint, journey, None, stage_name(blueprint, journey.initial));
                entered.extend(went.entered.into_iter().map(|stage| (subject, journey.info.name.clone(), stage)));
            }
        }
    }
    take_in(blueprint, state, carried, now, record);
    if event.is_some() {
        let mut next = State::clone(state);
        let mut notices = Vec::new();
        let changed = Rc::clone(state);
        history::take_in(Picture { state: &changed, ..base }, &mut next, &mut notices);
        let with_history = Rc::new(next.clone());
        for notice in notices {
            if !record.notices.contains(&notice) {
                record.notices.push(notice);
            }
        }
        modes::take_in(Picture { state: &with_history, ..base }, &mut next, record);
        *state = Rc::new(next);
        let with_modes = Rc::clone(state);
        add_points(Picture { state: &with_modes, ..base }, state);
        let picture = Rc::clone(state);
        unless(Picture { state: &picture, ..base }, state, record);
    }
    if kind == Kind::Mark {
        fade(base, state);
    }

    let mut been = Been::default();
    for journey in blueprint.journeys.values() {
        let name = &journey.info.name;
        for subject in state.subjects(journey.object) {
            let Some(stage) = state.of(subject).and_then(|life| life.stages.get(name)) else { continue };
            let around = around_of(blueprint, journey, stage);
            let all = [stage.clone()].into_iter().chain(around);
            been.stages.extend(all.map(|stage| (subject, name.clone(), stage)));
        }
    }
    let mut memory = Memory {
        been,
        places: Places::new(record),
        passed: BTreeSet::new(),
        started: BTreeSet::new(),
        tested: BTreeSet::new(),
    };
    let settling = kind == Kind::Settling;
    let mut last = Last { state: Rc::clone(&before), entered, left: Vec::new(), breached: Vec::new(), settling };
    let mut round = 0;
    loop {
        let mut candidates: Vec<Candidate> = Vec::new();
        loop {
            round += 1;
            assert!(round < 900, "rounds without end");
            let shown = Rc::clone(state);
            let clocks = sla::step(Picture { state: &shown, ..base }, state, &last, round, kind, record);
            last.breached = clocks.breached;
            let picture = Rc::clone(state);
            let on = Picture { state: &picture, ..base };
            let rules = judge(on, &last, round, &mut memory);
            let mut taken = Vec::new();
            for own in blueprint.journeys.values() {
                for subject in picture.subjects(own.object) {
                    let way = choose(blueprint, on.of(subject), own, &last, round, &mut memory.been, record);
                    taken.extend(way.map(|(id, way)| (subject, id, way)));
                }
            }
            let mut all: Vec<Write> = Vec::new();
            let mut starts: Vec<Begin> = Vec::new();
            let past = Past(Rc::new((Rc::clone(&picture), Rc::clone(&before), now)));
            for own in clocks.asked {
                let sla = &blueprint.slas[own.sla];
                let calls = own.calls.iter().flat_map(|(list, calls)| numbered(*list, calls)).collect();
                let asked = Asked { cause: Cause::Sla(own.sla), calls, each: true };
                ask(
                    on.of(own.subject),
                    state,
                    (Reverse(0), sla.order, own.subject),
                    asked,
                    &past,
                    &mut candidates,
                    record,
                );
            }
            let mut joined = Vec::new();
            for (id, own) in blueprint.journeys.iter() {
                for subject in picture.subjects(own.object) {
                    if enters(blueprint, on.of(subject), own, round) {
                        joined.push((subject, id));
                    }
                }
            }
            let nothing = rules.is_empty() && taken.is_empty() && joined.is_empty();
            last = Last::quiet(&picture, settling);
            let mut moves: Vec<(JourneyId, Subject, String)> = Vec::new();
            for (subject, id) in joined {
                let line = join(blueprint, state, subject, id, now, &mut memory.been, Some(&mut last));
                moves.push((id, subject, line));
            }
            for (subject, id, transition) in taken {
                let on = on.of(subject);
                let own = &blueprint.journeys[transition.journey];
                let journey = &own.info.name;
                let cause = words(blueprint, Cause::Transition(id));
                let rank = (Reverse(transition.priority), transition.order, subject);
                let calls = numbered(0, &transition.calls);
                let asked = Asked { cause: Cause::Transition(id), calls, each: true };
                ask(on, state, rank, asked, &past, &mut candidates, record);
                all.extend(writes(on, &transition.effects, &cause, rank, 0, 0));
                starts.extend(begins(on, &transition.starts, &cause, rank, 0, 0));
                let life = Rc::make_mut(state).of_mut(subject);
                let from = life.stages[journey].clone();
                let went = step(blueprint, own, Some(&from), stage_name(blueprint, transition.target));
                let line = format!("{journey}{} {from} -> {}", on.whose(subject), went.to);
                moves.push((transition.journey, subject, line));
                last.left.extend(went.left.into_iter().map(|stage| (subject, journey.clone(), stage)));
                let entered = went.entered.into_iter().map(|stage| (subject, journey.clone(), stage));
                last.entered.extend(entered.clone());
                memory.been.stages.extend(entered);
                let around = life.outer.get(journey).copied().filter(|_| went.stays).unwrap_or(now);
                life.put(blueprint, own, &went.to, now, around);
            }
            moves.sort_by_key(|(journey, subject, _)| (*journey, *subject));
            record.moves.extend(moves.into_iter().map(|(_, _, line)| (line, now)));
            for (subject, id, rule) in rules {
                let on = on.of(subject);
                let rank = (Reverse(rule.priority), rule.order, subject);
                if rule.calls.is_empty() && rule.split.is_empty() {
                    effects_alone(on, state, (id, rule), &mut memory.places, record, &mut all, &mut starts);
                } else {
                    let asked = Asked { cause: Cause::Rule(id), calls: calls_of(on, rule), each: rule.each };
                    ask(on, state, rank, asked, &past, &mut candidates, record);
                }
            }
            let mut stepped = sequence::steps(on, state, round, &mut memory, &mut candidates, record);
            let mut moved = stepped.moved;
            for (subject, sequence, step, calls) in stepped.asked {
                let rank = (Reverse(0), blueprint.sequences[sequence].order, subject);
                let calls = numbered(step, calls);
                let asked = Asked { cause: Cause::Sequence(sequence), calls, each: true };
                ask(on.of(subject), state, rank, asked, &past, &mut candidates, record);
                moved = true;
            }
            all.append(&mut stepped.writes);
            starts.append(&mut stepped.starts);
            if nothing && !moved && !clocks.changed && round > 1 {
                break;
            }
            apply(blueprint, state, all, now, record);
            begin(on, state, starts, &mut memory, record);
        }
        let picture = Rc::clone(state);
        let on = Picture { state: &picture, ..base };
        let had = candidates.len();
        let after = restrain(on, state, candidates, &mut memory, record);
        let quiet = had == 0 && Rc::ptr_eq(&picture, state) && after.writes.is_empty() && after.starts.is_empty();
        if quiet {
            break;
        }
        apply(blueprint, state, after.writes, now, record);
        begin(on, state, after.starts, &mut memory, record);
        last = Last::quiet(&picture, settling);
    }
    let dates = memory.been.dates;
    for (subject, cause) in dates.run {
        Rc::make_mut(state).of_mut(subject).dated.insert(cause);
    }
    for (subject, rule, anchor) in dates.ran {
        Rc::make_mut(state).of_mut(subject).ran.insert(rule, anchor);
    }
    if !settling {
        let picture = Rc::clone(state);
        let passed = trigger::passed(Picture { state: &picture, ..base });
        record.notices.extend(passed.into_iter().map(|(cause, subject)| {
            format!("date_passed {}{}", words(blueprint, cause), state.whose(blueprint, subject))
        }));
    }
    let born: Vec<Subject> = everyone(state).into_iter().filter(|own| settling || before.of(*own).is_none()).collect();
    for subject in born {
        for (id, rule) in blueprint.rules.iter() {
            let is_own = state.subjects(rule.object).contains(&subject);
            if is_own && matches!(rule.trigger, Trigger::Becoming { including_existing: true, .. }) {
                Rc::make_mut(state).of_mut(subject).met.insert(id);
            }
        }
    }
}

/// The contact and all instances.
fn everyone(state: &State) -> Vec<Subject> {
    std::iter::once(None).chain(state.instances.iter().map(|instance| Some(instance.number))).collect()
}

/// Creates an instance, and forgets one where there are too many.
pub fn open(blueprint: &Blueprint, state: &mut Rc<State>, opened: &Opened, now: Instant) -> Subject {
    let state = Rc::make_mut(state);
    if let Some(gone) = opened.forgets {
        state.instances.retain(|instance| instance.number != gone);
        // What waits for others may be of an event of it.
        for waiting in &mut state.waiting {
            if let Some(event) = waiting.event.as_mut().filter(|event| event.subject == Some(gone)) {
                Rc::make_mut(event).subject = None;
            }
        }
    }
    let number = state.next_serial();
    let mut life = Life::born(blueprint, Some(opened.object), now);
    for (name, value) in &opened.fields {
        life.fields.insert(name.clone(), value.clone());
    }
    state.instances.push(Instance { number, object: opened.object, id: opened.id.clone(), life });
    Some(number)
}

/// The contact enters a journey that is for a segment; the line that tells it.
fn join(
    blueprint: &Blueprint,
    state: &mut Rc<State>,
    subject: Subject,
    journey: JourneyId,
    now: Instant,
    been: &mut Been,
    last: Option<&mut Last>,
) -> String {
    let own = &blueprint.journeys[journey];
    let name = &own.info.name;
    let went = step(blueprint, own, None, stage_name(blueprint, own.initial));
    let entered = went.entered.into_iter().map(|stage| (subject, name.clone(), stage));
    been.stages.extend(entered.clone());
    if let Some(last) = last {
        last.entered.extend(entered);
    }
    Rc::make_mut(state).of_mut(subject).put(blueprint, own, &went.to, now, now);
    format!("{name}{} -> {}", state.whose(blueprint, subject), went.to)
}

pub fn words(blueprint: &Blueprint, cause: Cause) -> String {
    match cause {
        Cause::Rule(id) => format!("rule {}", blueprint.rules[id].info.name),
        Cause::Transition(id) => {
            let transition = &blueprint.transitions[id];
            format!("transition {} {}", blueprint.journeys[transition.journey].info.name, transition.info.name)
        }
        Cause::Sequence(id) => format!("sequence {}", blueprint.sequences[id].info.name),
        Cause::Sla(id) => format!("sla {}", blueprint.slas[id].info.name),
        other => panic!("a cause that the reference does not have: {other:?}"),
    }
}

/// Applies the changes of the input.
fn take_in(blueprint: &Blueprint, state: &mut Rc<State>, carried: &Carried, now: Instant, record: &mut Record) {
    for (subject, field, after) in &carried.changes {
        let before = state.of(*subject).expect("it is there").fields[field].clone();
        if before != *after {
            let told = format!("{field}{}", state.whose(blueprint, *subject));
            let life = Rc::make_mut(state).of_mut(*subject);
            life.fields.insert(field.clone(), after.clone());
            life.changed = now;
            let causes = vec!["input".to_owned()];
            record.changes.push(Change { field: told, before, after: after.clone(), at: now, causes });
        }
    }
}

/// Adds the points of the event.
fn add_points(on: Picture, state: &mut Rc<State>) {
    let Some(event) = on.event else { return };
    for score in on.blueprint.scores.values() {
        for subject in on.state.subjects(score.object) {
            if subject.is_some() && event.subject.is_some() && subject != event.subject {
                continue;
            }
            add_points_to(on.of(subject).of_event(), state, subject, score);
        }
    }
}

fn add_points_to(on: Picture, state: &mut Rc<State>, subject: Subject, score: &Score) {
    let Some(event) = on.event else { return };
    let name = &score.info.name;
    for (index, line) in (0..).zip(&score.events) {
        let happened = line.events.iter().any(|id| on.blueprint.events[*id].info.name == event.name);
        let line_of = (name.clone(), index);
        let life = state.of(subject).expect("it is there");
        if !happened || (line.once && life.once.contains(&line_of)) || !on.holds(line.filter) {
            continue;
        }
        let Some(Value::Int(points)) = evaluate(on, line.points) else { continue };
        let had = life.points[name];
        let sum = i128::from(had) + i128::from(points);
        let held = i64::try_from(sum.clamp(0, score.high.into())).expect("the bounds are ints");
        let life = Rc::make_mut(state).of_mut(subject);
        life.points.insert(name.clone(), held);
        if line.once {
            life.once.insert(line_of);
        }
        if score.fade.is_some() {
            if held == 0 {
                life.risen.remove(name);
            } else if had == 0 {
                life.risen.insert(name.clone(), on.now);
            }
        }
    }
}

/// Takes off what fades now.
fn fade(on: Picture, state: &mut Rc<State>) {
    for score in on.blueprint.scores.values() {
        for subject in on.state.subjects(score.object) {
            fade_of(on, state, subject, score);
        }
    }
}

fn fade_of(on: Picture, state: &mut Rc<State>, subject: Subject, score: &Score) {
    let name = &score.info.name;
    let risen = state.of(subject).and_then(|life| life.risen.get(name).copied());
    let (Some(fade), Some(anchor)) = (&score.fade, risen) else { return };
    let mut times = 1;
    let due = loop {
        let Some(due) = fade.every.checked_mul(times).and_then(|all| add(on.tz(), anchor, all)) else {
            break false;
        };
        if due > on.then {
            break due <= on.now;
        }
        times += 1;
    };
    if due {
        let life = Rc::make_mut(state).of_mut(subject);
        let left = (life.points[name] - fade.points).max(0);
        life.points.insert(name.clone(), left);
        if left == 0 {
            life.risen.remove(name);
        }
    }
}

/// Cancels what an event of `unless` forbids.
fn unless(on: Picture, state: &mut Rc<State>, record: &mut Record) {
    for waiting in &on.state.waiting {
        let Cause::Rule(id) = waiting.cause else { continue };
        let (own, rule) = (on.of(waiting.subject), &on.blueprint.rules[id]);
        if let Some(event) = on.event.filter(|_| rule.unless.iter().any(|filter| own.happened(filter))) {
            cancel(on, state, waiting, &format!("unless {}", event.name), record);
        }
    }
}

/// Takes what waits away, and tells why.
pub fn cancel(on: Picture, state: &mut Rc<State>, waiting: &Waiting, why: &str, record: &mut Record) {
    let action = &on.blueprint.actions[waiting.action].info.name;
    let cause = words(on.blueprint, waiting.cause);
    record.cancelled.push((format!("{action}{} by {cause} because {why}", on.whose(waiting.subject)), on.now));
    let state = Rc::make_mut(state);
    state.waiting.retain(|other| other.serial != waiting.serial);
    give_back(state, waiting.subject, waiting.cause, waiting.occurrence);
}

/// Gives the place of an occurrence back of which nothing fired or waits.
pub fn give_back(state: &mut State, subject: Subject, cause: Cause, occurrence: u64) {
    let Cause::Rule(rule) = cause else { return };
    if !state.has_waiting(cause, occurrence)
        && let Some(places) = state.of_mut(subject).limits.get_mut(&rule)
    {
        places.retain(|place| place.occurrence != occurrence || place.fired);
    }
}

/// The rules that pass in this round, by priority and declaration, and whose.
fn judge<'b>(on: Picture<'b>, last: &Last, round: usize, memory: &mut Memory) -> Vec<(Subject, RuleId, &'b Rule)> {
    let mut rules: Vec<(RuleId, &Rule)> = on.blueprint.rules.iter().collect();
    rules.sort_by_key(|(_, rule)| (Reverse(rule.priority), rule.order));
    let mut all = Vec::new();
    for (id, rule) in rules {
        for subject in on.state.subjects(rule.object) {
            let on = on.of(subject);
            let passed = (subject, rule.info.name.clone());
            if !memory.passed.contains(&passed)
                && is_active(on, rule)
                && triggered(on, last, round, &rule.trigger, Cause::Rule(id), &rule.stages, &mut memory.been.dates)
                && in_stages(on, rule)
                && on.holds(rule.guard)
            {
                memory.passed.insert(passed);
                all.push((subject, id, rule));
            }
        }
    }
    all
}

pub fn in_stages(on: Picture, rule: &Rule) -> bool {
    rule.stages.is_empty() || rule.stages.iter().any(|stage| on.stay(*stage).is_some())
}

pub fn is_active(on: Picture, rule: &Rule) -> bool {
    if rule.inactive {
        return false;
    }
    if rule.active_from.is_none() && rule.active_until.is_none() {
        return true;
    }
    let today = shown(on.tz(), on.now).date();
    rule.active_from.is_none_or(|from| from <= today) && rule.active_until.is_none_or(|until| today <= until)
}

type Calls<'b> = Vec<((u32, u32), &'b ActionCall)>;

fn numbered(list: u32, calls: &[ActionCall]) -> Calls<'_> {
    (0..).zip(calls).map(|(index, call)| ((list, index), call)).collect()
}

/// The calls of the rule for this contact.
fn calls_of<'b>(on: Picture<'b>, rule: &'b Rule) -> Calls<'b> {
    let mut calls = numbered(0, &rule.calls);
    if rule.split.is_empty() {
        return calls;
    }
    let value = chance(on, rule);
    let mut end = 0;
    for (list, variant) in (1..).zip(&rule.split) {
        let from = end;
        end += u64::from(variant.share);
        if (from..end).contains(&value) {
            calls.extend(numbered(list, &variant.calls));
            return calls;
        }
    }
    calls
}

struct Asked<'b> {
    cause: Cause,
    calls: Calls<'b>,
    /// Also what waits already.
    each: bool,
}

/// Makes candidates, and plans what is delayed.
fn ask<'b>(
    on: Picture<'b>,
    state: &mut Rc<State>,
    rank: Rank,
    asked: Asked<'b>,
    past: &Past,
    candidates: &mut Vec<Candidate>,
    record: &mut Record,
) {
    let Asked { cause, calls, each } = asked;
    if calls.is_empty() {
        if let Cause::Rule(_) = cause {
            let what = format!("{}{}", words(on.blueprint, cause), on.whose(on.subject));
            let reason = "holdout".to_owned();
            record.suppressed.push(Suppression { what, reason, at: on.now, ends: None, replaced_by: None });
        }
        return;
    }
    let occurrence = Rc::make_mut(state).next_serial();
    let arguments = run_arguments(state, on.subject, cause);
    let on = Picture { arguments: arguments.as_slice(), ..on };
    let held = |action: &str, reason: &str, ends| Suppression {
        what: format!("{action}{} by {}", on.whose(on.subject), words(on.blueprint, cause)),
        reason: reason.to_owned(),
        at: on.now,
        ends,
        replaced_by: None,
    };
    // What waits from an earlier moment.
    let earlier: Vec<u64> = on.before.waiting.iter().map(|own| own.serial).collect();
    let waits: Vec<Waiting> =
        state.waiting.iter().filter(|own| (own.cause, own.subject) == (cause, on.subject)).cloned().collect();
    for (place, call) in calls {
        let action = &on.blueprint.actions[call.action].info.name;
        let same = |own: &&Waiting| own.action == call.action && earlier.contains(&own.serial);
        if let Some(other) = waits.iter().find(same).filter(|_| !each) {
            let ends = match other.why {
                Why::Delayed { due } => Some(due),
                Why::Deferred { until, .. } => until,
            };
            record.suppressed.push(held(action, "waits", ends));
            continue;
        }
        let Some(delay) = call.after else {
            let mut candidate =
                Candidate::new(on.subject, cause, rank, Some(place), call.action, occurrence, past.clone());
            candidate.event = on.event.map(|event| Rc::new(event.clone()));
            candidate.arguments = Rc::clone(&arguments);
            candidates.push(candidate);
            continue;
        };
        let Some(due) = on.length(delay).and_then(|length| delayed(on.tz(), on.now, length)) else {
            record.suppressed.push(held(action, "delay", None));
            continue;
        };
        if state.waiting.len() >= 1_000 {
            record.suppressed.push(held(action, "full", None));
            continue;
        }
        let whose = on.whose(on.subject);
        record.planned.push((format!("{action}{whose} by {} due {due}", words(on.blueprint, cause)), on.now));
        let state = Rc::make_mut(state);
        let serial = state.next_serial();
        state.waiting.push(Waiting {
            serial,
            subject: on.subject,
            cause,
            action: call.action,
            call: Some(place),
            occurrence,
            credited: false,
            event: on.event.map(|event| Rc::new(event.clone())),
            past: past.clone(),
            since: on.now,
            why: Why::Delayed { due },
        });
    }
}

pub fn run_arguments(state: &State, subject: Subject, cause: Cause) -> Rc<Vec<Option<Value>>> {
    let run = state.runs.iter().find(|run| (Cause::Sequence(run.sequence), run.subject) == (cause, subject));
    run.map(|run| Rc::clone(&run.arguments)).unwrap_or_default()
}

/// A rule without actions: mode, limit, holdout, group, then its writes and starts.
fn effects_alone(
    on: Picture,
    state: &mut Rc<State>,
    (id, rule): (RuleId, &Rule),
    places: &mut Places,
    record: &mut Record,
    all: &mut Vec<Write>,
    starts: &mut Vec<Begin>,
) {
    let cause = words(on.blueprint, Cause::Rule(id));
    let occurrence = Rc::make_mut(state).next_serial();
    if let Some((reason, ends)) = super::restraint::rule_alone(on, state, id, places) {
        record.suppressed.push(Suppression {
            what: format!("{cause}{}", on.whose(on.subject)),
            reason,
            at: on.now,
            ends,
            replaced_by: None,
        });
        return;
    }
    places.take(on, rule);
    if rule.limit.is_some() {
        let place = Place { at: on.now, occurrence, fired: true };
        Rc::make_mut(state).of_mut(on.subject).limits.entry(id).or_default().push(place);
    }
    let rank = (Reverse(rule.priority), rule.order, on.subject);
    all.extend(writes(on, &rule.effects, &cause, rank, 0, 0));
    starts.extend(begins(on, &rule.starts, &cause, rank, 0, 0));
}
