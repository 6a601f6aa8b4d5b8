//! What sets off rules and transitions.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};
use crm_blueprint::Instant;
use crm_blueprint::calendar::Duration;
use crm_blueprint::ir::{Cause, Comparison, EveryOn, ExprId, RuleId, SeriesId, StageId, Trigger, Value};

use super::calendar::{add, at_time, delayed, instant, last_of_month, later, move_date, recurs, shown};
use super::expression::{compare, evaluate};
use super::history;
use super::moment::{Last, is_active};
use super::picture::Picture;
use super::state::Subject;

/// What a moment remembers of dates.
#[derive(Default)]
pub struct Dates {
    /// What has run and will not run for another date.
    pub run: BTreeSet<(Subject, Cause)>,
    /// For which stay or silence a rule has come.
    pub ran: Vec<(Subject, RuleId, Instant)>,
}

/// From when a silence counts.
pub fn silence(on: Picture, series: &[SeriesId], entry: Option<Instant>) -> Option<Instant> {
    let life = on.state.of(on.subject)?;
    let mut anchor = life.created;
    if series.is_empty() {
        anchor = anchor.max(life.changed);
    }
    for id in series {
        anchor = anchor.max(history::last(on, *id).unwrap_or(anchor));
    }
    Some(anchor.max(entry.unwrap_or(anchor)))
}

pub fn triggered(
    on: Picture,
    last: &Last,
    round: usize,
    trigger: &Trigger,
    cause: Cause,
    stages: &[StageId],
    dates: &mut Dates,
) -> bool {
    // Of the contact's journeys the contact's moves, of an object's those of the instance; what is
    // the contact's takes those of all instances.
    let among = |moves: &[(Subject, String, String)], stages: &[StageId]| {
        stages.iter().any(|id| {
            let stage = &on.blueprint.stages[*id];
            let journey = &on.blueprint.journeys[stage.journey];
            moves.iter().any(|(subject, of, entered)| {
                (of, entered) == (&journey.info.name, &stage.info.name)
                    && (subject.is_none() || on.subject.is_none() || *subject == on.subject)
            })
        })
    };
    let life = on.state.of(on.subject).expect("it is there");
    match trigger {
        Trigger::Event(filter) => round == 1 && on.happened(filter),
        Trigger::Enter(stages) => among(&last.entered, stages),
        Trigger::Exit(stages) => among(&last.left, stages),
        Trigger::Change { of, from, to } => of.iter().any(|id| {
            let now = evaluate(on, *id);
            let Some(first) = on.value_before(*id) else { return false };
            let recent = evaluate(Picture { state: &last.state, ..on }, *id);
            let is = |wanted: &Option<_>, value: &Option<Value>| {
                let same = |wanted| compare(Comparison::Equal, &evaluate(on, wanted)?, value.as_ref()?);
                wanted.is_none_or(|wanted| same(wanted) == Some(Value::Bool(true)))
            };
            now != recent && now != first && is(from, &first) && is(to, &now)
        }),
        Trigger::Becoming { guard, including_existing } => {
            let new =
                *including_existing && last.settling && matches!(cause, Cause::Rule(rule) if !life.met.contains(&rule));
            on.holds(Some(*guard)) && (new || on.is_new() || !on.start().holds(Some(*guard)))
        }
        Trigger::After { delay, stages } => {
            let since = |on: Picture| stages.iter().filter_map(|stage| on.stay(*stage)).min();
            once(on, *delay, &since, cause, dates)
        }
        Trigger::Without { delay, series } => {
            let since = |on: Picture| {
                let entry = stages.iter().filter_map(|stage| on.stay(*stage)).min();
                silence(on, series, entry)
            };
            once(on, *delay, &since, cause, dates)
        }
        Trigger::Date { or_at_once, each_date, .. } => {
            // A transition is triggered by each date.
            let is_rule = matches!(cause, Cause::Rule(_));
            if life.dated.contains(&cause) {
                return false;
            }
            let (Some(now), before) = (date_due(on, trigger), date_due(on.start(), trigger)) else { return false };
            if now > on.now {
                return false;
            }
            let comes =
                if before == Some(now) { on.then < now } else { now == on.now || *or_at_once || is_today(on, now) };
            if comes && !*each_date && is_rule {
                dates.run.insert((on.subject, cause));
            }
            comes
        }
        Trigger::Every { on: days, time } => {
            let zone = on.tz();
            let today = shown(zone, on.now).date();
            [today - Days::new(1), today].into_iter().any(|date| {
                let is_day = match days {
                    EveryOn::Days(recurrence) => recurs(recurrence, date),
                    EveryOn::Date(of) => match evaluate(on, *of) {
                        Some(Value::Date(of)) => is_anniversary(of, date),
                        Some(Value::Datetime(of)) => is_anniversary(shown(zone, of).date(), date),
                        _ => false,
                    },
                    other => panic!("days that the reference does not have: {other:?}"),
                };
                is_day && at_time(zone, date, *time).is_some_and(|at| on.then < at && at <= on.now)
            })
        }
        Trigger::Breach(sla) => {
            last.breached.iter().any(|(subject, of)| of == sla && (on.subject.is_none() || *subject == on.subject))
        }
        other => panic!("a trigger that the reference does not have: {other:?}"),
    }
}

/// Whether a stay or a silence has just lasted so long, and the rule has not come for it.
fn once(
    on: Picture,
    delay: ExprId,
    since: &dyn Fn(Picture) -> Option<Instant>,
    cause: Cause,
    dates: &mut Dates,
) -> bool {
    let due = |on: Picture| {
        let since = since(on)?;
        Some((since, delayed(on.tz(), since, on.length(delay)?)?))
    };
    let start = on.start();
    let over = |on: Picture| due(on).filter(|(_, due)| *due <= on.now).map(|(since, _)| since);
    let Some(anchor) = over(on) else { return false };
    let Cause::Rule(rule) = cause else { return false };
    if over(start) == Some(anchor) || on.state.of(on.subject).and_then(|life| life.ran.get(&rule)) == Some(&anchor) {
        return false;
    }
    dates.ran.push((on.subject, rule, anchor));
    true
}

fn is_anniversary(of: NaiveDate, date: NaiveDate) -> bool {
    of.month() == date.month() && date.day() == of.day().min(last_of_month(date))
}

fn is_today(on: Picture, at: Instant) -> bool {
    shown(on.tz(), at).date() == shown(on.tz(), on.now).date()
}

/// Whether a date appeared or moved in the moment whose instant is past, and never comes.
fn has_passed(on: Picture, trigger: Option<&Trigger>) -> bool {
    let Some(trigger @ Trigger::Date { or_at_once: false, .. }) = trigger else { return false };
    let due = date_due(on, trigger);
    due.is_some_and(|due| due < on.now && !is_today(on, due)) && due != date_due(on.start(), trigger)
}

/// What has a date that passed, at the end of the moment.
pub fn passed(on: Picture) -> Vec<(Cause, Subject)> {
    let mut rules: Vec<_> = on.blueprint.rules.iter().collect();
    rules.sort_by_key(|(_, rule)| (Reverse(rule.priority), rule.order));
    let mut all = Vec::new();
    for (id, rule) in rules {
        for subject in on.state.subjects(rule.object) {
            let on = on.of(subject);
            let had = on.state.of(subject).is_some_and(|life| life.dated.contains(&Cause::Rule(id)));
            if is_active(on, rule) && !had && has_passed(on, Some(&rule.trigger)) {
                all.push((Cause::Rule(id), subject));
            }
        }
    }
    for journey in on.blueprint.journeys.values() {
        let mut ways: Vec<_> = journey.transitions.iter().map(|id| (*id, &on.blueprint.transitions[*id])).collect();
        ways.sort_by_key(|(_, way)| (Reverse(way.priority), way.order));
        for (id, way) in ways {
            for subject in on.state.subjects(journey.object) {
                let on = on.of(subject);
                if way.sources.iter().any(|stage| on.stay(*stage).is_some()) && has_passed(on, way.trigger.as_ref()) {
                    all.push((Cause::Transition(id), subject));
                }
            }
        }
    }
    all
}

/// When the date of the trigger comes.
fn date_due(on: Picture, trigger: &Trigger) -> Option<Instant> {
    let Trigger::Date { of, offset, before, time, .. } = trigger else { return None };
    let mut length = match offset {
        Some(offset) => on.length(*offset)?,
        None => Duration::ZERO,
    };
    if *before {
        length = length.checked_neg()?;
    }
    let zone = on.tz();
    let midnight = chrono::NaiveTime::MIN;
    match evaluate(on, *of)? {
        Value::Date(date) => {
            let date = move_date(date, length.months, length.days)?;
            let at = match time {
                Some(time) => at_time(zone, date, *time)?,
                None => instant(zone, date.and_time(midnight))?,
            };
            later(at, length.milliseconds)
        }
        Value::Datetime(at) => {
            let at = add(zone, at, length)?;
            match time {
                Some(time) => at_time(zone, shown(zone, at).date(), *time),
                None => Some(at),
            }
        }
        other => panic!("no date: {other:?}"),
    }
}
