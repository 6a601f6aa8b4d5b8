//! Waits, and what ends them.

use super::*;
use crate::calendar::{TimeOfDay, TimeRange};

/// `wait … or opened { do came } else { do late }`
fn waiting(build: &mut Build, wait: Wait) -> SequenceId {
    let (came, late) = (mail(build, "came"), mail(build, "late"));
    let steps = vec![StepKind::Wait { wait, expired: 3 }, does(came), StepKind::Jump(4), does(late)];
    let tour = sequence(build, "tour", steps, |_| {});
    started_on(build, "go", tour);
    tour
}

#[test]
fn an_event_or_the_time_ends_a_wait_whichever_is_first() {
    // When the event comes; what fires.
    for (at, expected) in [(1, "came"), (DAY - 1, "came"), (DAY, "late"), (DAY + 1, "late")] {
        let mut build = Build::new();
        let opened = build.event("opened");
        let delay = build.value(duration(0, 1, 0));
        waiting(&mut build, Wait::For { delay, opening: None, or: Some(filter(opened)) });
        let mut walk = Walk::new(build);
        walk.event(0, "go");
        let decision = walk.event(at, "opened");
        assert_eq!(fired(&decision), [expected], "{at}");
        assert_eq!(decision.fired[0].at, later(at.min(DAY)));
    }
}

#[test]
fn only_the_event_that_is_meant_ends_a_wait() {
    let mut build = Build::new();
    let opened = build.event("opened");
    let size = build.parameter(opened, "size", maybe(INT));
    build.event("other");
    let wanted = build.payload_is(size, Value::Int(5));
    let delay = build.value(duration(0, 1, 0));
    let or = EventFilter { events: vec![opened], filter: Some(wanted) };
    waiting(&mut build, Wait::For { delay, opening: None, or: Some(or) });
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(fired(&walk.event(1, "other")), NOTHING);
    assert_eq!(fired(&walk.event(2, "opened")), NOTHING, "unknown");
    assert_eq!(fired(&walk.feed(&Input::at(later(3)).event("opened").with("size", 4))), NOTHING);
    assert_eq!(fired(&walk.feed(&Input::at(later(4)).event("opened").with("size", 5))), ["came"]);
}

#[test]
fn one_event_ends_one_wait() {
    let mut build = Build::new();
    let opened = build.event("opened");
    let hello = mail(&mut build, "hello");
    let delay = build.value(duration(0, 1, 0));
    let wait = |expired| {
        let wait = Wait::For { delay, opening: None, or: Some(filter(opened)) };
        StepKind::Wait { wait, expired }
    };
    let tour = sequence(&mut build, "tour", vec![wait(1), wait(2), does(hello)], |_| {});
    let go = started_on(&mut build, "go", tour);
    // The event that starts it ends no wait of it either.
    if let Some(StepKind::Wait { wait: Wait::For { or: Some(or), .. }, .. }) =
        build.ir.sequences.get_mut(tour).map(|sequence| &mut sequence.steps[0].kind)
    {
        or.events.push(go);
    }
    let mut walk = Walk::new(build);
    assert_eq!(fired(&walk.event(0, "go")), NOTHING);
    assert_eq!(walk.rest(), Some((0, until(DAY))));
    assert_eq!(fired(&walk.event(1, "opened")), NOTHING);
    assert_eq!(walk.rest(), Some((1, until(DAY + 1))));
    assert_eq!(fired(&walk.event(2, "opened")), ["hello"]);
}

#[test]
fn a_guard_ends_a_wait_as_soon_as_it_is_true() {
    // At first; changed to true when; what fires, and when.
    for (first, at, expected, when) in [
        (true, None, "came", 0),
        (false, Some(HOUR), "came", HOUR),
        (false, Some(DAY - 1), "came", DAY - 1),
        (false, Some(DAY), "late", DAY),
        (false, None, "late", DAY),
    ] {
        let mut build = Build::new();
        let vip = build.field("vip", BOOL, Some(Value::Bool(first)));
        let (guard, at_most) = (build.read(vip), build.value(duration(0, 1, 0)));
        waiting(&mut build, Wait::Until { guard, at_most: Some(at_most) });
        let mut walk = Walk::new(build);
        let mut all = vec![walk.event(0, "go")];
        all.extend(at.map(|at| walk.change(at, "vip", true)));
        all.push(walk.time(2 * DAY));
        let fired: Vec<_> = all.iter().flat_map(|decision| fired(decision)).collect();
        assert_eq!(fired, [expected]);
        assert!(all.iter().flat_map(|decision| &decision.fired).all(|firing| firing.at == later(when)));
    }
}

#[test]
fn a_wait_for_a_guard_alone_has_no_end() {
    let mut build = Build::new();
    let vip = build.field("vip", BOOL, Some(Value::Bool(false)));
    let guard = build.read(vip);
    waiting(&mut build, Wait::Until { guard, at_most: None });
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(walk.rest(), Some((0, Rest::Waiting { until: None })));
    assert_eq!(fired(&walk.time(1_000 * DAY)), NOTHING);
    assert_eq!(fired(&walk.change(1_001 * DAY, "vip", true)), ["came"]);
}

#[test]
fn the_time_of_a_wait() {
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    let workdays = || {
        let range = TimeRange::new(time("09:00"), time("17:00")).unwrap();
        Schedule::new([vec![range], vec![range], vec![range], vec![range], vec![range], vec![], vec![]], Vec::new())
    };
    // From Monday, 09:00 UTC.
    type Opened = Option<(Schedule, Option<&'static str>)>;
    let no = || Opened::None;
    let open = |zone| Opened::Some((workdays(), zone));
    let cases = [
        (duration(0, 0, HOUR), no(), Some(HOUR)),
        (duration(1, 0, 0), no(), Some(31 * DAY)),
        (duration(0, 0, 0), no(), Some(1)),
        (duration(0, -3, 0), no(), Some(1)),
        // Longer than nothing, but not this year.
        (duration(12, -365, 0), no(), Some(1)),
        (duration(0, 5, 0), open(None), Some(7 * DAY)),
        (duration(0, 0, 10 * HOUR), open(None), Some(DAY + 2 * HOUR)),
        // It is 04:00 in New York: the hour begins at 09:00 there.
        (duration(0, 0, HOUR), open(Some("America/New_York")), Some(6 * HOUR)),
        (duration(0, 0, 0), open(None), Some(1)),
        (duration(12 * 500, 0, 0), no(), None),
    ];
    for (delay, schedule, expected) in cases {
        let mut build = Build::new();
        let id = schedule.map(|(schedule, zone)| opening(&mut build, schedule, zone));
        let expr = build.value(delay.clone());
        waiting(&mut build, Wait::For { delay: expr, opening: id, or: None });
        let mut walk = Walk::new(build);
        walk.event(0, "go");
        let rest = Rest::Waiting { until: expected.map(later) };
        assert_eq!(walk.rest(), Some((0, rest)), "{delay:?}");
    }
    // The same time is tomorrow's.
    for (clock, expected) in [("09:00", DAY), ("09:01", MINUTE), ("08:59", DAY - MINUTE), ("24:00", 15 * HOUR)] {
        let mut build = Build::new();
        waiting(&mut build, Wait::Time(time(clock)));
        let mut walk = Walk::new(build);
        walk.event(0, "go");
        assert_eq!(walk.rest(), Some((0, until(expected))), "{clock}");
    }
}

#[test]
fn an_unknown_time_is_never_over() {
    let mut build = Build::new();
    let delay = build.field("delay", maybe(Type::required(Scalar::Duration)), None);
    let opened = build.event("opened");
    let delay = build.read(delay);
    waiting(&mut build, Wait::For { delay, opening: None, or: Some(filter(opened)) });
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(walk.rest(), Some((0, Rest::Waiting { until: None })));
    assert_eq!(fired(&walk.event(DAY, "opened")), ["came"]);
}
