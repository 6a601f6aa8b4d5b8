//! Modes, and what suspends.

use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::{ActionId, Cause, Handling, Mode, ModeId, ObjectId, Suspended, Suspension, Value};

use super::calendar::{MINUTE, first, later};
use super::expression::evaluate;
use super::picture::Picture;
use super::record::Record;
use super::state::{Hold, Run, State, Subject};

/// Whether the mode is on, and if it is, whether that is only because it is unknown.
pub fn is_on(on: Picture, id: ModeId) -> Option<bool> {
    if on.life(on.blueprint.modes[id].object).expect("it is there").modes.contains_key(&id) {
        return Some(false);
    }
    match evaluate(on, on.blueprint.modes[id].when?) {
        Some(Value::Bool(false)) => None,
        Some(_) => Some(false),
        None => Some(true),
    }
}

/// What begins and ends with the event.
pub fn take_in(on: Picture, state: &mut State, record: &mut Record) {
    for (id, mode) in on.blueprint.modes.iter() {
        for subject in on.state.subjects(mode.object) {
            let on = on.of(subject);
            let life = state.of_mut(subject);
            let was_on = life.modes.contains_key(&id);
            let ends = mode.until.iter().any(|filter| on.happened(filter));
            let begins = mode.from.iter().any(|filter| on.happened(filter));
            if ends {
                life.modes.remove(&id);
            }
            if begins && (ends || !was_on) {
                life.modes.insert(id, on.now);
            }
            let name = format!("{}{}", mode.info.name, on.whose(subject));
            match (was_on, life.modes.contains_key(&id)) {
                (false, true) => record.modes.push((format!("{name} on"), on.now)),
                (true, false) => record.modes.push((format!("{name} off"), on.now)),
                _ => {}
            }
        }
    }
}

/// What is asked for by what.
#[derive(Clone, Copy)]
pub struct Asked {
    pub action: Option<ActionId>,
    pub cause: Cause,
    pub subject: Subject,
}

/// A suspension that holds.
pub struct Held {
    pub hold: Hold,
    pub unknown: bool,
    pub drops: bool,
    pub at_most: Option<Duration>,
    pub ends: Option<Instant>,
}

/// The first mode or running sequence that suspends it.
pub fn suspended(on: Picture, asked: Asked) -> Option<Held> {
    let by = on.blueprint.modes.iter().find_map(|(id, mode)| by_mode(on, id, mode, asked));
    by.or_else(|| by_runs(on, asked))
}

pub fn by_mode(on: Picture, id: ModeId, mode: &Mode, asked: Asked) -> Option<Held> {
    // One of an object suspends what is of the instance for which it is on.
    let on = on.of(mode.object.and(asked.subject));
    if mode.object != object_of(on, mode.object.and(asked.subject)) {
        return None;
    }
    let (drops, at_most) = strictest(on, &mode.suspends, asked)?;
    let unknown = is_on(on, id)?;
    let begun = on.life(mode.object)?.modes.contains_key(&id);
    let ends = if begun { None } else { off(on, id) };
    Some(Held { hold: Hold::Mode(id), unknown, drops, at_most, ends })
}

fn object_of(on: Picture, subject: Subject) -> Option<ObjectId> {
    on.state.instances.iter().find(|instance| Some(instance.number) == subject).map(|instance| instance.object)
}

/// When a mode that is on by its guard alone is off, where nothing but time passes: asked a
/// millisecond later, and at every whole minute of 72 hours.
fn off(on: Picture, id: ModeId) -> Option<Instant> {
    let is_off = |now| is_on(Picture { now, ..on }, id).is_none();
    let last = || Instant::from_milliseconds((on.now.milliseconds().div_euclid(MINUTE) + DAYS) * MINUTE);
    if let Some(soon) = later(on.now, 1).filter(|soon| is_off(*soon)) {
        return Some(soon);
    }
    let Some(asked) = on.asked else { return first(on.now, DAYS, is_off) };
    let state = State { clock: Instant::MIN, ..State::clone(on.state) };
    let mut asked = asked.borrow_mut();
    asked.retain(|known| known.state == state);
    let known = asked.iter_mut().find(|known| (known.mode, known.subject) == (id, on.subject));
    match known {
        // Off at a minute that is still to come; or on in all that were asked.
        Some(known) if known.off.is_some_and(|off| off > on.now) => known.off,
        Some(known) if known.off.is_none() && known.to >= on.now => {
            let last = last()?;
            known.off = first(known.to, (last.milliseconds() - known.to.milliseconds()) / MINUTE, is_off);
            known.to = last;
            known.off
        }
        _ => {
            let off = first(on.now, DAYS, is_off);
            asked.retain(|known| (known.mode, known.subject) != (id, on.subject));
            asked.push(Asking { state, mode: id, subject: on.subject, to: last()?, off });
            off
        }
    }
}

/// So many minutes are asked.
const DAYS: i64 = 72 * 60;

/// What has been asked of minutes to come, and the state of which it was asked: the same minutes
/// are not asked again while nothing changes.
pub struct Asking {
    state: State,
    mode: ModeId,
    subject: Subject,
    /// Up to here, a whole minute.
    to: Instant,
    off: Option<Instant>,
}

/// The first running sequence that suspends it; its own run does not.
pub fn by_runs(on: Picture, asked: Asked) -> Option<Held> {
    let concerned = |run: &&Run| run.subject.is_none() || run.subject == asked.subject;
    let runs = on.state.runs.iter().filter(concerned);
    runs.filter(|run| asked.cause != Cause::Sequence(run.sequence)).find_map(|run| {
        let (drops, at_most) = strictest(on, &on.blueprint.sequences[run.sequence].suspends, asked)?;
        Some(Held { hold: Hold::Sequence(run.sequence), unknown: false, drops, at_most, ends: None })
    })
}

fn strictest(on: Picture, all: &[Suspension], asked: Asked) -> Option<(bool, Option<Duration>)> {
    let action = asked.action.map(|id| &on.blueprint.actions[id]);
    let matching: Vec<Handling> = all
        .iter()
        .filter(|suspension| match suspension.what {
            Suspended::Purpose(id) => action.is_some_and(|action| action.purpose == Some(id)),
            Suspended::Channel(id) => action.is_some_and(|action| action.channel == id),
            Suspended::Action(id) => asked.action == Some(id),
            Suspended::Rule(id) => asked.cause == Cause::Rule(id),
            Suspended::Sequence(id) => asked.cause == Cause::Sequence(id),
            other => panic!("something suspended that the reference does not have: {other:?}"),
        })
        .map(|suspension| suspension.handling)
        .collect();
    least(&matching)
}

/// Drops where one drops; else the least time.
pub fn least(all: &[Handling]) -> Option<(bool, Option<Duration>)> {
    let mut lengths = Vec::new();
    for handling in all {
        match handling {
            Handling::Drop => return Some((true, None)),
            Handling::Defer { at_most } => lengths.extend(*at_most),
            other => panic!("a handling that the reference does not have: {other:?}"),
        }
    }
    let shortest = lengths.into_iter().min_by(Duration::cmp_length);
    (!all.is_empty()).then_some((false, shortest))
}

/// Whether the run of the sequence stands still.
pub fn stands_still(on: Picture, cause: Cause, subject: Subject) -> bool {
    suspended(on, Asked { action: None, cause, subject }).is_some_and(|held| !held.drops)
}
