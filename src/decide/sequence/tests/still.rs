//! Runs that stand still.

use super::*;

/// `do first wait 1 day or opened { do came } else { do late }`, suspended with `defer` while busy.
fn suspended(busy: bool, handling: Handling) -> Walk {
    let mut build = Build::new();
    let field = build.field("busy", maybe(BOOL), Some(Value::Bool(busy)));
    let opened = build.event("opened");
    let bye = build.event("bye");
    let actions = ["first", "came", "late"].map(|name| mail(&mut build, name));
    let delay = build.value(duration(0, 1, 0));
    let wait = Wait::For { delay, opening: None, or: Some(filter(opened)) };
    let steps = vec![
        does(actions[0]),
        StepKind::Wait { wait, expired: 4 },
        does(actions[1]),
        StepKind::Jump(5),
        does(actions[2]),
    ];
    let tour = sequence(&mut build, "tour", steps, |sequence| sequence.goals = vec![Leave::On(filter(bye))]);
    started_on(&mut build, "go", tour);
    mode(&mut build, field, Suspended::Sequence(tour), handling);
    Walk::new(build)
}

#[test]
fn it_takes_no_step_and_goes_on_afterwards() {
    let mut walk = suspended(true, DEFER);
    let decision = walk.event(0, "go");
    assert_eq!((fired(&decision), told(&decision)), (Vec::new(), vec![("tour", SequenceStep::Started)]));
    assert_eq!(walk.rest(), Some((0, Rest::Ready)));
    assert_eq!(fired(&walk.time(DAY)), NOTHING);
    assert_eq!(fired(&walk.change(DAY, "busy", false)), ["first"]);
    assert_eq!(walk.rest(), Some((1, until(2 * DAY))));
}

#[test]
fn an_unknown_mode_suspends() {
    let mut walk = suspended(false, DEFER);
    walk.change(0, "busy", PlainValue::Null);
    assert_eq!(fired(&walk.event(1, "go")), NOTHING);
}

#[test]
fn its_wait_ends_when_it_ends() {
    for (event, expected) in [(true, "came"), (false, "late")] {
        let mut walk = suspended(false, DEFER);
        walk.event(0, "go");
        walk.change(1, "busy", true);
        assert_eq!(walk.rest(), Some((1, until(DAY))));
        let decision = if event { walk.event(HOUR, "opened") } else { walk.time(2 * DAY) };
        assert_eq!(fired(&decision), NOTHING);
        assert_eq!(walk.rest(), Some((1, Rest::Over { came: event })));
        // What came first is what came.
        assert_eq!(fired(&walk.event(3 * DAY, "opened")), NOTHING);
        assert_eq!(walk.rest(), Some((1, Rest::Over { came: event })));
        assert_eq!(fired(&walk.change(4 * DAY, "busy", false)), [expected]);
        assert_eq!(walk.rest(), None);
    }
}

#[test]
fn goals_are_reached_all_the_same() {
    let mut walk = suspended(true, DEFER);
    walk.event(0, "go");
    assert_eq!(told(&walk.event(1, "bye")), [("tour", SequenceStep::Goal)]);
}

#[test]
fn it_does_not_stand_still_for_what_drops() {
    let mut walk = suspended(true, Handling::Drop);
    walk.event(0, "go");
    assert_eq!(walk.rest(), Some((1, until(DAY))));
}

#[test]
fn a_running_sequence_suspends_another_as_long_as_it_runs() {
    let mut build = Build::new();
    let (hello, other) = (mail(&mut build, "hello"), mail(&mut build, "other"));
    let second = SequenceId::new(1);
    let steps = vec![waits(&mut build, 0, duration(0, 1, 0)), does(hello)];
    let first = sequence(&mut build, "first", steps, |sequence| {
        let own = SequenceId::new(0);
        sequence.suspends =
            vec![suspension(Suspended::Sequence(second), DEFER), suspension(Suspended::Sequence(own), DEFER)];
    });
    sequence(&mut build, "second", vec![does(other)], |_| {});
    started_on(&mut build, "go", first);
    started_on(&mut build, "more", second);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(fired(&walk.event(1, "more")), NOTHING);
    assert_eq!(walk.state.core().runs.len(), 2);
    // It ends, and the other goes on in the same moment.
    let decision = walk.time(DAY);
    assert_eq!(fired(&decision), ["hello", "other"]);
    assert!(decision.fired.iter().all(|firing| firing.at == later(DAY)));
    assert!(walk.state.core().runs.is_empty());
}
