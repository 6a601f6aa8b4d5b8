//! A decision: from the clock to the input, minute by minute.

use std::collections::BTreeSet;
use std::rc::Rc;

use crm_blueprint::ir::{Blueprint, ExprKind, Trigger, Value};
use crm_blueprint::{Input, Instant};

use super::calendar::{MINUTE, later};
use super::input::{self, Carried, NOTHING};
use super::moment::{Kind, moment, open};
use super::picture::{Event, Picture, Scope};
use super::record::Record;
use super::state::{Rest, State, Why};

const WEEK: i64 = 7 * 24 * 3_600_000;
/// So many instants are asked, and no more.
const MOST: u32 = 20_000;
/// So many moments a decision has.
const MOMENTS: usize = 10_000;

/// Decides on an input; `None` is an input error.
pub fn decide(
    blueprint: &Blueprint,
    state: &mut Rc<State>,
    input: &Input,
    walks: bool,
    record: &mut Record,
) -> Option<()> {
    let carried = input::read(blueprint, state, input)?;
    let at = input.at.max(state.clock);
    record.late = input.at < state.clock;
    {
        let state = Rc::make_mut(state);
        state.inputs.retain(|(_, judged)| judged.milliseconds() + WEEK > at.milliseconds());
        record.duplicate = input.id.as_ref().is_some_and(|id| state.inputs.iter().any(|(known, _)| known == id));
        if !state.settled && state.clock == Instant::MIN {
            let start = state.clock;
            state.clock = at;
            let lives = std::iter::once(&mut state.life);
            for life in lives.chain(state.instances.iter_mut().map(|instance| &mut instance.life)) {
                let instants = [&mut life.created, &mut life.changed].into_iter().chain(life.since.values_mut());
                let instants = instants.chain(life.outer.values_mut());
                instants.filter(|instant| **instant == start).for_each(|instant| *instant = at);
            }
        }
    }
    if !state.settled {
        let clock = state.clock;
        moment(blueprint, state, &NOTHING, clock, Kind::Settling, record);
        Rc::make_mut(state).settled = true;
    }
    if walks {
        walk(blueprint, state, at, record, false);
    }
    Rc::make_mut(state).clock = at;
    if !record.duplicate && (carried.event.is_some() || !carried.changes.is_empty()) {
        let carried = input::resolve(blueprint, state, carried)?;
        if refused(blueprint, state, &carried, at) {
            record.refused = carried.event.map(|event| event.name.clone());
        } else {
            moment(blueprint, state, &carried, at, Kind::Input, record);
        }
        remember(Rc::make_mut(state), input, at, record);
    }
    let on = plain(blueprint, state, None, at);
    if on.zone().1 && !record.duplicate {
        record.notices.push("unknown_zone".to_owned());
    }
    Some(())
}

fn plain<'a>(blueprint: &'a Blueprint, state: &'a Rc<State>, event: Option<&'a Event>, now: Instant) -> Picture<'a> {
    Picture {
        blueprint,
        state,
        before: state,
        then: now,
        event,
        now,
        arguments: &[],
        past: None,
        subject: None,
        scope: Scope::default(),
        missed: None,
        asked: None,
        hours: None,
    }
}

fn remember(state: &mut State, input: &Input, at: Instant, record: &mut Record) {
    let Some(id) = &input.id else { return };
    state.inputs.push((id.clone(), at));
    if state.inputs.len() > 1_000 {
        state.inputs.remove(0);
        record.notices.push("input_forgotten".to_owned());
    }
}

fn refused(blueprint: &Blueprint, state: &Rc<State>, carried: &Carried, now: Instant) -> bool {
    let Some(event) = carried.event.as_deref() else { return false };
    // It sees the instance that it would create.
    let mut there = Rc::clone(state);
    if let Some(opened) = &carried.opened {
        open(blueprint, &mut there, opened, now);
    }
    let on = plain(blueprint, &there, Some(event), now).of_event();
    let declared = blueprint.events.values().find(|declared| declared.info.name == event.name);
    declared.is_some_and(|declared| declared.refuse_when.iter().any(|when| on.holds(Some(*when))))
}

/// Asks at every minute behind the clock, up to `at`, whether something happens (only until one
/// thing does, if but `one` is wanted). Where an instant that is known lies within a minute, so
/// far into each minute is asked too, and a millisecond later: something may be a day behind it,
/// or more than a day.
pub fn walk(blueprint: &Blueprint, state: &mut Rc<State>, at: Instant, record: &mut Record, one: bool) {
    let unit = unit(blueprint);
    let mut phases = phases(blueprint, state, unit);
    let mut asked = 0;
    if nothing_waits(blueprint, state) {
        return;
    }
    if restless(blueprint, state) {
        record.too_far = true;
        return;
    }
    while let Some(now) = next(state.clock, &phases, unit).filter(|now| *now <= at) {
        asked += 1;
        if asked > MOST || record.moments.len() >= MOMENTS {
            record.too_far = true;
            return;
        }
        Rc::make_mut(state).clock = now;
        let (before, told) = (Rc::clone(state), record.length());
        let (blocked, notices) = (record.blocked.len(), record.notices.len());
        moment(blueprint, state, &NOTHING, now, Kind::Mark, record);
        if !Rc::ptr_eq(&before, state) && *before != **state
            || record.length() - (record.notices.len() - notices) != told
        {
            record.moments.push(now);
            if one {
                return;
            }
            if restless(blueprint, state) {
                record.too_far = true;
                return;
            }
            phases = self::phases(blueprint, state, unit);
        } else {
            // Levels that are still blocked, or closed, were so before: it is no moment.
            record.blocked.truncate(blocked);
            record.notices.truncate(notices);
        }
    }
}

/// Whether plainly nothing can come of time alone: nothing waits, runs or fades, no trigger is
/// of time, and no level can read the clock.
fn nothing_waits(blueprint: &Blueprint, state: &State) -> bool {
    let timed = |trigger: &Trigger| {
        matches!(
            trigger,
            Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. }
        )
    };
    let triggers = || {
        let rules = blueprint.rules.values().map(|rule| Some(&rule.trigger));
        rules.chain(blueprint.transitions.values().map(|transition| transition.trigger.as_ref()))
    };
    let levels = triggers().any(|trigger| matches!(trigger, None | Some(Trigger::Becoming { .. })))
        || blueprint.journeys.values().any(|journey| journey.segment.is_some());
    let clock = blueprint.exprs.values().any(|expr| match expr.kind {
        ExprKind::Now | ExprKind::Today | ExprKind::TimeInStage(_) => true,
        ExprKind::Count { window, .. } | ExprKind::Aggregate { window, .. } => window.is_some(),
        ExprKind::AtLeast { instances, .. }
        | ExprKind::CountInstances(instances)
        | ExprKind::AggregateInstances { instances, .. } => instances.window.is_some(),
        _ => false,
    });
    state.waiting.is_empty()
        && state.runs.is_empty()
        && state.lives().all(|life| life.risen.is_empty())
        && !state.lives().any(|life| life.slas.iter().any(|(id, clock)| clock.waits(&blueprint.slas[*id])))
        && !triggers().flatten().any(timed)
        && !(levels && clock)
}

/// Whether a moment would bring something at the clock already: ways that lead in a circle, or a
/// state that was given as settled and is not. What then comes of time alone hangs on when one
/// asks.
fn restless(blueprint: &Blueprint, state: &Rc<State>) -> bool {
    let (mut after, mut record) = (Rc::clone(state), Record::default());
    moment(blueprint, &mut after, &NOTHING, state.clock, Kind::Input, &mut record);
    record.length() > record.notices.len() || !Rc::ptr_eq(&after, state) && *after != **state
}

/// A minute, or a second where the blueprint counts in seconds.
fn unit(blueprint: &Blueprint) -> i64 {
    let parts = |value: &Value| match value {
        Value::Duration(length) => length.milliseconds % MINUTE != 0,
        Value::Datetime(at) => at.milliseconds() % MINUTE != 0,
        _ => false,
    };
    let uneven = blueprint.exprs.values().any(|expr| matches!(&expr.kind, ExprKind::Literal(value) if parts(value)));
    if uneven { 1_000 } else { MINUTE }
}

fn phases(blueprint: &Blueprint, state: &State, unit: i64) -> BTreeSet<i64> {
    let clocks = state.lives().flat_map(|life| &life.slas);
    let clocks: Vec<i64> = clocks.flat_map(|(id, clock)| clock.phases(&blueprint.slas[*id])).collect();
    let mut all: Vec<Instant> = state.caps.values().flatten().copied().collect();
    for life in state.lives() {
        all.extend([life.created, life.changed]);
        all.extend(
            life.since
                .values()
                .chain(life.outer.values())
                .chain(life.risen.values())
                .chain(life.modes.values())
                .chain(life.ended.values()),
        );
        all.extend(life.limits.values().flatten().map(|place| place.at));
        for remembered in life.history.values() {
            all.extend(remembered.last);
            all.extend(remembered.entries.iter().map(|(at, _)| *at));
        }
        all.extend(life.fields.values().filter_map(|value| match value {
            Some(Value::Datetime(at)) => Some(*at),
            _ => None,
        }));
    }
    for waiting in &state.waiting {
        match waiting.why {
            Why::Delayed { due } => all.push(due),
            Why::Deferred { until, since, expires, .. } => {
                all.extend([Some(since), until, expires].into_iter().flatten())
            }
        }
    }
    for run in &state.runs {
        all.push(run.started);
        if let Rest::Waiting { until: Some(until) } = run.rest {
            all.push(until);
        }
    }
    let all = all.into_iter().map(|at| at.milliseconds()).chain(clocks).map(|at| at.rem_euclid(unit)).chain([0]);
    all.flat_map(|phase| [phase, (phase + 1) % unit]).collect()
}

/// The next instant behind the clock that is asked.
fn next(clock: Instant, phases: &BTreeSet<i64>, unit: i64) -> Option<Instant> {
    let into = clock.milliseconds().rem_euclid(unit);
    let start = later(clock, -into)?;
    match phases.range(into + 1..).next() {
        Some(phase) => later(start, *phase),
        None => later(start, unit + phases.first()?),
    }
}
