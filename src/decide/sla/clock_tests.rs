use std::collections::BTreeSet;
use std::sync::Arc;

use super::*;
use crate::state::SlaTargetChosen;

/// A blueprint whose one service level counts in the office's hours, Monday to Friday 09:00 to 17:00.
fn program() -> Program {
    let text = "blueprint b\nteam t\nchannel c internal\nopening office { mon..fri 09:00..17:00 }\n\
        action a { channel c owner t automated }\nevent e\nevent f\n\
        sla s { starts on e stops on f within 8 hours of office at 1% do a at 50% do a every 3 hours do a breach do a }";
    let blueprint = crate::Blueprint::parse(text).unwrap_or_else(|error| panic!("{error}"));
    Program::new(Arc::clone(blueprint.ir()))
}

fn at(text: &str) -> Instant {
    format!("2026-05-{text}:00Z").parse().unwrap()
}

const HOUR: i64 = 3_600_000;

/// Started at the instant, with 8 hours of the office.
fn clock(started: &str) -> SlaClock {
    SlaClock { target: Some(SlaTargetChosen { place: 0, length: 8 * HOUR }), ..SlaClock::new(at(started)) }
}

#[track_caller]
fn reading<T>(clock: &SlaClock, read: impl FnOnce(Reading<'_>) -> T) -> T {
    let program = program();
    let sla = program.ir.slas.values().next().unwrap();
    read(Reading { program: &program, sla, clock })
}

#[test]
fn a_clock_runs_in_open_time() {
    // 4 May 2026 is a Monday.
    let clock = clock("04T15:00");
    assert_eq!(reading(&clock, |it| it.due()), Some(at("05T15:00")));
    assert_eq!(reading(&clock, |it| it.used(at("04T16:00"))), HOUR);
    assert_eq!(reading(&clock, |it| it.used(at("05T03:00"))), 2 * HOUR);
    assert_eq!(reading(&clock, |it| it.remaining(at("05T03:00"))), Some(6 * HOUR));
    assert_eq!(reading(&clock, |it| it.remaining(at("06T10:00"))), Some(0));
}

#[test]
fn what_it_has_rested_moves_what_it_reaches() {
    let program = program();
    let sla = program.ir.slas.values().next().unwrap();
    let mut clock = clock("04T15:00");
    clock.rests = Some(at("04T16:00"));
    let rests = Reading { program: &program, sla, clock: &clock };
    assert_eq!((rests.due(), rests.used(at("05T12:00")), rests.next(Zone::UTC, at("05T12:00"))), (None, HOUR, None));
    // From 16:00 to 17:00, and from 09:00 to 10:00: two hours of the office, 18 of all time.
    go_on(&program, sla, &mut clock, at("05T10:00"));
    assert_eq!((clock.rested, clock.rested_open.values().copied().collect::<Vec<_>>()), (18 * HOUR, vec![2 * HOUR]));
    let goes_on = Reading { program: &program, sla, clock: &clock };
    assert_eq!((goes_on.used(at("05T12:00")), goes_on.due()), (3 * HOUR, Some(at("05T17:00"))));
    // At night nothing is lost.
    clock.rests = Some(at("05T17:00"));
    go_on(&program, sla, &mut clock, at("06T08:00"));
    assert_eq!(Reading { program: &program, sla, clock: &clock }.due(), Some(at("05T17:00")));
}

#[test]
fn marks_are_shares_updates_and_the_end() {
    let mut clock = clock("04T15:00");
    let mut found = Vec::new();
    let mut after = at("04T15:00");
    while let Some(next) = reading(&clock, |it| it.next(Zone::UTC, after)) {
        let (warnings, used_up) = reading(&clock, |it| it.passed(next));
        let updates = reading(&clock, |it| it.updates(Zone::UTC, next));
        clock.warned.extend(warnings.iter().map(|place| [100, 5_000][*place]));
        found.push((next, warnings, updates, used_up));
        if used_up {
            clock.breached = Some(next);
        }
        after = next;
        if found.len() > 11 {
            break;
        }
    }
    let first = at("04T15:00").checked_add_milliseconds(288_000).unwrap();
    assert_eq!(found[0], (first, vec![0], vec![], false));
    assert_eq!(found[1], (at("04T18:00"), vec![], vec![0], false));
    let due = found.iter().position(|found| found.3).unwrap();
    assert_eq!(found[due], (at("05T15:00"), vec![], vec![0], true));
    let half = found.iter().find(|found| found.1 == [1]).unwrap();
    assert_eq!(half.0, at("05T11:00"));
    // It is told of again until it is stopped.
    assert_eq!(found[due + 1], (at("05T18:00"), vec![], vec![0], false));
    clock.stopped = Some(reading(&clock, |it| it.stop(at("06T10:00"))));
    assert_eq!(reading(&clock, |it| it.next(Zone::UTC, at("06T10:00"))), None);
    assert_eq!(
        clock.stopped.map(|stop| (stop.due, stop.used, stop.remaining)),
        Some((Some(at("05T15:00")), 11 * HOUR, Some(0)))
    );
    assert_eq!(clock.warned, BTreeSet::from([100, 5_000]));
}

#[test]
fn shares_are_rounded_up() {
    assert_eq!(share_of(10_000, 1), 1);
    assert_eq!(share_of(9_999, 1), 1);
    assert_eq!(share_of(10_001, 1), 2);
    assert_eq!(share_of(3, 3_333), 1);
    assert_eq!(share_of(0, 5_000), 0);
    assert_eq!(share_of(i64::MAX, 9_999), i64::try_from((i128::from(i64::MAX) * 9_999 + 9_999) / 10_000).unwrap());
}
