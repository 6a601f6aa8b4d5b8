//! Runs of sequences.

use std::cmp::Reverse;
use std::rc::Rc;

use crm_blueprint::Instant;
use crm_blueprint::ir::{ActionCall, Cause, Leave, Reentry, Sequence, SequenceId, Start, StepKind, Value, Wait};

use super::calendar::{add, add_open, at_time, delayed, later, shown};
use super::effects::{Write, writes};
use super::expression::evaluate;
use super::modes::stands_still;
use super::moment::{Memory, cancel, words};
use super::picture::Picture;
use super::record::{Rank, Record};
use super::restraint::Candidate;
use super::state::{Rest, Run, State, Subject};

/// A start that is to be applied.
pub struct Begin {
    place: (Rank, u8, usize, usize),
    sequence: SequenceId,
    subject: Subject,
    arguments: Vec<Option<Value>>,
}

pub fn begins(on: Picture, starts: &[Start], _: &str, rank: Rank, behind: u8, firing: usize) -> Vec<Begin> {
    let begin = |(index, start): (usize, &Start)| Begin {
        place: (rank, behind, firing, index),
        sequence: start.sequence,
        subject: on.blueprint.sequences[start.sequence].object.and(on.subject),
        arguments: start.arguments.iter().map(|argument| evaluate(on, *argument)).collect(),
    };
    starts.iter().enumerate().map(begin).collect()
}

/// Applies starts.
pub fn begin(on: Picture, state: &mut Rc<State>, mut starts: Vec<Begin>, memory: &mut Memory, record: &mut Record) {
    starts.sort_by_key(|begin| begin.place);
    for start in starts {
        let sequence = &on.blueprint.sequences[start.sequence];
        let name = format!("{}{}", sequence.info.name, on.whose(start.subject));
        let ended = state.of(start.subject).and_then(|life| life.ended.get(&start.sequence).copied());
        let again = match (sequence.reentry, ended) {
            (_, None) | (Reentry::AfterExit, _) => true,
            (Reentry::After(length), Some(ended)) => add(on.tz(), ended, length).is_some_and(|at| at <= on.now),
            _ => false,
        };
        let runs = state.runs.iter().any(|run| run.sequence == start.sequence && run.subject == start.subject);
        if runs || !again || !memory.started.insert((start.subject, start.sequence)) {
            record.notices.push(format!("start_ignored {name}"));
            continue;
        }
        record.sequences.push((format!("{name} started"), on.now));
        let state = Rc::make_mut(state);
        let serial = state.next_serial();
        state.runs.push(Run {
            subject: start.subject,
            sequence: start.sequence,
            arguments: Rc::new(start.arguments),
            started: on.now,
            serial,
            step: 0,
            rest: Rest::Ready,
        });
    }
}

/// What the runs do in a round.
#[derive(Default)]
pub struct Stepped<'b> {
    pub moved: bool,
    pub asked: Vec<(Subject, SequenceId, u32, &'b [ActionCall])>,
    pub writes: Vec<Write>,
    pub starts: Vec<Begin>,
}

pub fn steps<'b>(
    on: Picture<'b>,
    state: &mut Rc<State>,
    round: usize,
    memory: &mut Memory,
    candidates: &mut Vec<Candidate>,
    record: &mut Record,
) -> Stepped<'b> {
    let mut stepped = Stepped::default();
    for run in &on.state.runs {
        let mut mine = run.clone();
        let of_run = Picture { arguments: mine.arguments.as_slice(), ..on.of(run.subject) };
        if let Some(why) = leaves(of_run, run, round) {
            end(on, state, run, why, record);
            // What it has asked for and nobody has taken goes with it.
            let (name, cause) = (&on.blueprint.sequences[run.sequence].info.name, Cause::Sequence(run.sequence));
            let is_own = |candidate: &&Candidate| (candidate.cause, candidate.subject) == (cause, run.subject);
            for candidate in candidates.iter().filter(is_own) {
                let action = &on.blueprint.actions[candidate.action].info.name;
                let cause = words(on.blueprint, cause);
                record
                    .cancelled
                    .push((format!("{action}{} by {cause} because left {name}", on.whose(run.subject)), on.now));
            }
            candidates.retain(|candidate| (candidate.cause, candidate.subject) != (cause, run.subject));
            stepped.moved = true;
            continue;
        }
        let arguments = Rc::clone(&mine.arguments);
        let of_run = Picture { arguments: arguments.as_slice(), ..on.of(run.subject) };
        over(of_run, state, round, candidates, &mut mine);
        // A run that is over holds nobody any more.
        let present = Rc::clone(state);
        let still = stands_still(Picture { state: &present, ..on }, Cause::Sequence(run.sequence), run.subject);
        let wrote = (stepped.writes.len(), stepped.starts.len());
        if !still {
            go(of_run, &on.blueprint.sequences[run.sequence], &mut mine, memory, &mut stepped);
        }
        let steps = on.blueprint.sequences[run.sequence].steps.len();
        let applies = wrote != (stepped.writes.len(), stepped.starts.len());
        if !still && !applies && mine.rest == Rest::Ready && mine.step >= steps {
            end(on, state, run, "completed", record);
            stepped.moved = true;
        } else if mine != *run {
            stepped.moved = true;
            let state = Rc::make_mut(state);
            let own = state.runs.iter_mut().find(|own| own.serial == run.serial).expect("it runs");
            *own = mine;
        }
    }
    stepped
}

/// Whether a goal or an exit is reached.
fn leaves(on: Picture, run: &Run, round: usize) -> Option<&'static str> {
    let sequence = &on.blueprint.sequences[run.sequence];
    let reached = |leave: &Leave| match leave {
        Leave::On(filter) => round == 1 && on.happened(filter),
        Leave::When(guard) => on.holds(Some(*guard)),
        other => panic!("what the reference does not have: {other:?}"),
    };
    if sequence.goals.iter().any(reached) {
        return Some("goal");
    }
    sequence.exits.iter().any(reached).then_some("exit")
}

fn end(on: Picture, state: &mut Rc<State>, run: &Run, why: &str, record: &mut Record) {
    let name = &on.blueprint.sequences[run.sequence].info.name;
    record.sequences.push((format!("{name}{} {why}", on.whose(run.subject)), on.now));
    let own = Rc::make_mut(state);
    own.runs.retain(|other| other.serial != run.serial);
    own.of_mut(run.subject).ended.insert(run.sequence, on.now);
    for waiting in state.waiting.clone() {
        if (waiting.cause, waiting.subject) == (Cause::Sequence(run.sequence), run.subject) {
            cancel(on, state, &waiting, &format!("left {name}"), record);
        }
    }
}

/// Whether what it rests at is over.
fn over(on: Picture, state: &State, round: usize, candidates: &[Candidate], run: &mut Run) {
    let step = on.blueprint.sequences[run.sequence].steps.get(run.step).map(|step| &step.kind);
    match run.rest {
        Rest::Waiting { until } => {
            let came = match step {
                Some(StepKind::Wait { wait: Wait::For { or: Some(filter), .. }, .. }) => {
                    round == 1 && on.happened(filter)
                }
                Some(StepKind::Wait { wait: Wait::Until { guard, .. }, .. }) => on.holds(Some(*guard)),
                _ => false,
            };
            if came || until.is_some_and(|until| until <= on.now) {
                run.rest = Rest::Over { came };
            }
        }
        Rest::Acting => {
            let cause = Cause::Sequence(run.sequence);
            let own = (cause, run.subject);
            let waits = state.waiting.iter().any(|waiting| (waiting.cause, waiting.subject) == own);
            if !waits && !candidates.iter().any(|candidate| (candidate.cause, candidate.subject) == own) {
                run.step += 1;
                run.rest = Rest::Ready;
            }
        }
        Rest::Ready | Rest::Over { .. } => {}
    }
}

/// Takes steps until it rests.
fn go<'b>(on: Picture, sequence: &'b Sequence, run: &mut Run, memory: &mut Memory, stepped: &mut Stepped<'b>) {
    if let Rest::Over { came } = run.rest {
        run.rest = Rest::Ready;
        match &sequence.steps[run.step].kind {
            StepKind::Wait { expired, .. } if !came => run.step = *expired as usize,
            StepKind::Repeat { .. } => {}
            _ => run.step += 1,
        }
    }
    while run.rest == Rest::Ready && run.step < sequence.steps.len() {
        match &sequence.steps[run.step].kind {
            StepKind::Do(calls) => {
                run.rest = Rest::Acting;
                stepped.asked.push((run.subject, run.sequence, run.step as u32, calls));
            }
            StepKind::Effects { effects, starts } => {
                let rank = (Reverse(0), sequence.order, run.subject);
                let cause = words(on.blueprint, Cause::Sequence(run.sequence));
                stepped.writes.extend(writes(on, effects, &cause, rank, 0, 0));
                stepped.starts.extend(begins(on, starts, &cause, rank, 0, 0));
                run.step += 1;
                return;
            }
            StepKind::Wait { wait, .. } => match until(on, wait) {
                None => run.step += 1,
                Some(until) => run.rest = Rest::Waiting { until },
            },
            StepKind::Branch { guard, otherwise } => {
                run.step = if on.holds(Some(*guard)) { run.step + 1 } else { *otherwise as usize };
            }
            StepKind::Repeat { guard, end } => {
                if !memory.tested.insert((run.subject, run.sequence, run.step)) {
                    run.rest = Rest::Waiting { until: later(on.now, 1) };
                    return;
                }
                run.step = if on.holds(Some(*guard)) { run.step + 1 } else { *end as usize };
            }
            StepKind::Jump(to) => run.step = *to as usize,
            other => panic!("a step that the reference does not have: {other:?}"),
        }
    }
}

/// Until when a wait lasts; the outer `None` is no wait.
fn until(on: Picture, wait: &Wait) -> Option<Option<Instant>> {
    let zone = on.tz();
    match wait {
        Wait::For { delay, opening, .. } => Some(on.length(*delay).and_then(|length| {
            let Some(opening) = opening else { return delayed(zone, on.now, length) };
            let opening = &on.blueprint.openings[*opening];
            let at = add_open(&opening.schedule, opening_zone(on, opening), on.now, length)?;
            if at <= on.now { later(on.now, 1) } else { Some(at) }
        })),
        Wait::Time(time) => {
            let today = shown(zone, on.now).date();
            let mut date = today.pred_opt()?;
            loop {
                match at_time(zone, date, *time) {
                    Some(at) if at > on.now => return Some(Some(at)),
                    _ => date = date.succ_opt()?,
                }
            }
        }
        Wait::Until { guard, at_most } => {
            if on.holds(Some(*guard)) {
                return None;
            }
            Some(at_most.and_then(|length| delayed(zone, on.now, on.length(length)?)))
        }
        other => panic!("a wait that the reference does not have: {other:?}"),
    }
}

pub fn opening_zone(on: Picture, opening: &crm_blueprint::ir::Opening) -> chrono_tz::Tz {
    let name = opening.zone.as_deref().unwrap_or(&on.blueprint.timezone.fallback);
    name.parse().expect("the checker has looked")
}
