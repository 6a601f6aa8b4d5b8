use super::*;
use crate::decide::eval::Memo;
use crate::decide::test_build::*;

fn program(every: Duration) -> Program {
    let mut build = Build::new();
    let score = build.score("heat", 0, 100);
    build.score("steady", 0, 100);
    build.ir.scores.get_mut(score).unwrap().fade = Some(Fade { points: 5, every });
    build.program()
}

fn risen(program: &Program, at: Instant, points: i64) -> ContactState {
    let mut state = contact(program);
    *state.core_mut().life.points.at_mut(0).unwrap() = points;
    *state.core_mut().life.risen.at_mut(0).unwrap() = Some(at);
    state
}

/// The next fade of one who lives in a zone.
fn next_at(program: &Program, state: &ContactState, zone: Zone, after: Instant) -> Option<Instant> {
    let memo = Memo::new(program);
    memo.keep_zone(zone);
    next_fade(&Scene::still(program, state, &memo, after, None))
}

/// All fades from `at` on, with the points that are left.
fn course(program: &Program, zone: Zone, at: &str, points: i64) -> Vec<(String, i64)> {
    let mut state = risen(program, instant(at), points);
    let mut now = instant(at);
    let mut found = Vec::new();
    while let Some(next) = next_at(program, &state, zone, now) {
        assert!(next > now);
        assert!(!fade(program, &mut state.clone(), zone, next.checked_add_milliseconds(-1).unwrap()).any);
        assert!(!fade(program, &mut state.clone(), zone, next.checked_add_milliseconds(1).unwrap()).any);
        assert!(fade(program, &mut state, zone, next).any);
        found.push((next.to_string(), state.core().life.points[0]));
        now = next;
    }
    assert_eq!((state.core().life.points[0], state.core().life.risen[0]), (0, None));
    found
}

fn expected(course: &[(&str, i64)]) -> Vec<(String, i64)> {
    course.iter().map(|(at, left)| ((*at).to_owned(), *left)).collect()
}

#[test]
fn points_go_down_to_nothing() {
    let week = program(Duration::days(7));
    let fades = course(&week, Zone::UTC, "2026-03-02T09:00:00Z", 12);
    let wanted = [("2026-03-09T09:00:00Z", 7), ("2026-03-16T09:00:00Z", 2), ("2026-03-23T09:00:00Z", 0)];
    assert_eq!(fades, expected(&wanted));
}

#[test]
fn months_clamp_from_the_anchor() {
    let month = program(Duration::months(1));
    let fades = course(&month, Zone::UTC, "2026-01-31T09:00:00Z", 15);
    let wanted = [("2026-02-28T09:00:00Z", 10), ("2026-03-31T09:00:00Z", 5), ("2026-04-30T09:00:00Z", 0)];
    assert_eq!(fades, expected(&wanted));
}

#[test]
fn days_are_those_of_the_contact() {
    let day = program(Duration::days(1));
    let paris = "Europe/Paris".parse().unwrap();
    let fades = course(&day, paris, "2026-03-28T01:30:00Z", 10);
    // 02:30 does not exist on the 29th.
    assert_eq!(fades, expected(&[("2026-03-29T01:00:00Z", 5), ("2026-03-30T00:30:00Z", 0)]));
}

#[test]
fn a_day_that_a_zone_skips_fades_twice_on_the_next() {
    let day = program(Duration::days(1));
    let apia = "Pacific/Apia".parse().unwrap();
    // There was no 30 December 2011.
    let fades = course(&day, apia, "2011-12-29T10:00:00Z", 15);
    assert_eq!(fades, expected(&[("2011-12-30T10:00:00Z", 5), ("2011-12-31T10:00:00Z", 0)]));
}

#[test]
fn it_is_found_at_once_however_long_ago() {
    let (short, long) = (program(Duration::milliseconds(1)), program(Duration::months(7)));
    let at = instant("1970-01-01T00:00:00Z");
    let after = instant("2199-06-01T00:00:00Z");
    let next = next_at(&short, &risen(&short, at, 1), Zone::UTC, after);
    assert_eq!(next, after.checked_add_milliseconds(1));
    assert_eq!(next_at(&short, &risen(&short, at, 1), Zone::UTC, Instant::MAX), None);
    let next = next_at(&long, &risen(&long, at, 1), Zone::UTC, after);
    assert_eq!(next, Some(instant("2199-11-01T00:00:00Z")));
    assert_eq!(next_at(&long, &risen(&long, at, 1), Zone::UTC, Instant::MAX), None);
}

#[test]
fn every_step_is_the_first_behind_the_one_before() {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    let anchor = instant("2026-01-31T22:30:00Z");
    for every in [Duration::days(1), Duration::months(1), Duration { months: 1, days: 3, milliseconds: 7 }] {
        let mut next = anchor;
        for k in 1..=40 {
            let (done, found) = steps(paris, anchor, every, next);
            assert_eq!((done, found), (k - 1, paris.add(anchor, every.checked_mul(k).unwrap())));
            next = found.unwrap();
        }
    }
}

#[test]
fn nothing_fades_without_points() {
    let week = program(Duration::days(7));
    let mut state = contact(&week);
    assert_eq!(next_at(&week, &state, Zone::UTC, monday()), None);
    assert!(!fade(&week, &mut state, Zone::UTC, monday()).any);
    // A score that does not fade has no anchor, and none would matter.
    *state.core_mut().life.points.at_mut(1).unwrap() = 5;
    *state.core_mut().life.risen.at_mut(1).unwrap() = Some(monday());
    assert_eq!(next_at(&week, &state, Zone::UTC, monday()), None);
}

#[test]
fn the_anchor_is_where_points_rise_from_nothing() {
    let mut build = Build::new();
    let (up, down) = (build.event("up"), build.event("down"));
    let score = build.score("heat", 0, 100);
    let steady = build.score("steady", 0, 100);
    let (three, less) = (build.int(3), build.int(-4));
    for (event, points) in [(up, three), (down, less)] {
        for id in [score, steady] {
            let line = crate::ir::EventPoints {
                events: vec![event],
                filter: None,
                points,
                once: false,
                span: Default::default(),
            };
            build.ir.scores.get_mut(id).unwrap().events.push(line);
        }
    }
    build.ir.scores.get_mut(score).unwrap().fade = Some(Fade { points: 5, every: Duration::days(7) });
    let program = build.program();
    let mut state = contact(&program);
    let mut feed = |event, second: i64| {
        let at = monday().checked_add_milliseconds(second * 1_000).unwrap();
        let input = crate::state::Input::at(at).event(event);
        state = crate::decide::decide(&program, &state, &input).unwrap().next;
        assert_eq!(state.core().life.risen[1], None);
        state.core().life.risen[0].map(|risen| (risen.milliseconds() - monday().milliseconds()) / 1_000)
    };
    assert_eq!(feed("down", 1), None);
    assert_eq!(feed("up", 2), Some(2));
    assert_eq!(feed("up", 3), Some(2));
    assert_eq!(feed("down", 4), Some(2));
    assert_eq!(feed("down", 5), None);
    assert_eq!(feed("up", 6), Some(6));
}
