//! Goals and exits.

use super::*;
use crate::decide::{CancelReason, explain};

#[test]
fn a_goal_comes_before_an_exit_and_both_before_the_wait() {
    let mut build = Build::new();
    let (opened, bought) = (build.event("opened"), build.event("bought"));
    let hello = mail(&mut build, "hello");
    let delay = build.value(duration(0, 1, 0));
    let wait = Wait::For { delay, opening: None, or: Some(EventFilter { events: vec![opened, bought], filter: None }) };
    let steps = vec![StepKind::Wait { wait, expired: 1 }, does(hello)];
    let tour = sequence(&mut build, "tour", steps, |sequence| {
        sequence.exits = vec![Leave::On(EventFilter { events: vec![opened, bought], filter: None })];
        sequence.goals = vec![Leave::On(filter(bought))];
    });
    started_on(&mut build, "go", tour);
    for (event, what) in [("opened", SequenceStep::Exit), ("bought", SequenceStep::Goal)] {
        let ir = build.ir.clone();
        let program = Program::new(std::sync::Arc::new(ir));
        let state = contact(&program);
        let mut walk = Walk { program, state };
        walk.event(0, "go");
        let decision = walk.event(HOUR, event);
        assert_eq!((told(&decision), fired(&decision)), (vec![("tour", what)], Vec::new()));
        assert_eq!(walk.state.core().life.past().ended.get(&tour), Some(&later(HOUR)));
        assert_eq!(fired(&walk.time(2 * DAY)), NOTHING);
    }
}

#[test]
fn the_event_that_starts_a_run_does_not_end_it() {
    let mut build = Build::new();
    let tour = {
        let steps = vec![waits(&mut build, 0, duration(0, 1, 0))];
        sequence(&mut build, "tour", steps, |_| {})
    };
    let go = started_on(&mut build, "go", tour);
    build.ir.sequences.get_mut(tour).unwrap().goals = vec![Leave::On(filter(go))];
    let mut walk = Walk::new(build);
    assert_eq!(told(&walk.event(0, "go")), [("tour", SequenceStep::Started)]);
    // The second one ends it; the start comes when the run is over already.
    assert_eq!(told(&walk.event(1, "go")), [("tour", SequenceStep::Goal), ("tour", SequenceStep::Started)]);
}

#[test]
fn a_guard_is_a_level_and_judged_before_any_step() {
    for (first, expected) in [(true, NOTHING.to_vec()), (false, vec!["hello"])] {
        let mut build = Build::new();
        let vip = build.field("vip", BOOL, Some(Value::Bool(first)));
        let hello = mail(&mut build, "hello");
        let guard = build.read(vip);
        let steps = vec![does(hello), waits(&mut build, 1, duration(0, 1, 0)), does(hello)];
        let tour = sequence(&mut build, "tour", steps, |sequence| sequence.goals = vec![Leave::When(guard)]);
        started_on(&mut build, "go", tour);
        let mut walk = Walk::new(build);
        assert_eq!(fired(&walk.event(0, "go")), expected);
        assert_eq!(walk.rest().is_some(), !first);
        if !first {
            assert_eq!(told(&walk.change(HOUR, "vip", true)), [("tour", SequenceStep::Goal)]);
        }
    }
}

#[test]
fn filters_and_guards_read_what_the_run_was_started_with() {
    let mut build = Build::new();
    let opened = build.event("opened");
    let size = build.parameter(opened, "size", maybe(INT));
    let go = build.event("go");
    let (argument, five) = (build.e(ExprKind::Argument(0)), build.int(5));
    let read = build.e(ExprKind::Payload(vec![size]));
    let wanted = build.compare(Comparison::Equal, read, argument);
    let steps = vec![waits(&mut build, 0, duration(0, 9, 0))];
    let tour = sequence(&mut build, "tour", steps, |sequence| {
        sequence.parameters = vec![SequenceParameter { name: "size".to_owned(), ty: INT }];
        sequence.exits = vec![Leave::On(EventFilter { events: vec![opened], filter: Some(wanted) })];
    });
    build.rule("start", on(go), |rule| {
        rule.starts = vec![Start { sequence: tour, arguments: vec![five], span: Span::default() }];
    });
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(told(&walk.feed(&Input::at(later(1)).event("opened").with("size", 4))), []);
    let decision = walk.feed(&Input::at(later(2)).event("opened").with("size", 5));
    assert_eq!(told(&decision), [("tour", SequenceStep::Exit)]);
}

#[test]
fn what_a_run_asked_for_is_not_wanted_when_it_leaves() {
    let mut build = Build::new();
    let (hello, other) = (mail(&mut build, "hello"), mail(&mut build, "other"));
    let bye = build.event("bye");
    let steps = vec![does_after(&mut build, hello, DAY)];
    let tour = sequence(&mut build, "tour", steps, |sequence| sequence.exits = vec![Leave::On(filter(bye))]);
    started_on(&mut build, "go", tour);
    let steps = vec![does_after(&mut build, other, DAY)];
    let second = sequence(&mut build, "second", steps, |_| {});
    build.rule("second", on(EventId::new(1)), |rule| rule.starts = vec![start(second)]);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(walk.state.core().waiting.len(), 2);
    let bye = Input::at(later(HOUR)).event("bye");
    let tree = explain(&walk.program, &walk.state, &bye).unwrap().to_string();
    assert!(tree.contains("  - action hello, by sequence tour: cancelled, sequence tour has been left\n"), "{tree}");
    let decision = walk.feed(&bye);
    let cancelled = &decision.cancelled;
    assert_eq!((cancelled.len(), cancelled[0].action, cancelled[0].at), (1, hello, later(HOUR)));
    assert_eq!((cancelled[0].cause, cancelled[0].why), (Cause::Sequence(tour), CancelReason::Left(tour)));
    assert_eq!(fired(&walk.time(9 * DAY)), ["other"]);
}

#[test]
fn what_is_asked_for_in_this_moment_is_not_wanted_either() {
    let mut build = Build::new();
    let vip = build.field("vip", BOOL, Some(Value::Bool(false)));
    let (opened, hello) = (build.event("opened"), mail(&mut build, "hello"));
    let (guard, yes) = (build.read(vip), build.bool(true));
    let delay = build.value(duration(0, 1, 0));
    let wait = Wait::For { delay, opening: None, or: Some(filter(opened)) };
    let steps = vec![StepKind::Wait { wait, expired: 1 }, does(hello)];
    let tour = sequence(&mut build, "tour", steps, |sequence| sequence.goals = vec![Leave::When(guard)]);
    started_on(&mut build, "go", tour);
    build.rule("vip", on(opened), |rule| rule.effects = vec![set(vip, yes)]);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    let decision = walk.event(HOUR, "opened");
    assert_eq!(told(&decision), [("tour", SequenceStep::Goal)]);
    assert_eq!((fired(&decision), decision.cancelled.len()), (Vec::new(), 1));
}

#[test]
fn an_action_is_settled_before_the_exit_that_it_brings_about() {
    let mut build = Build::new();
    let done = build.field("done", BOOL, Some(Value::Bool(false)));
    let (guard, yes) = (build.read(done), build.bool(true));
    let hello = build.action("hello", |action| action.effects = vec![set(done, yes)]);
    let after = mail(&mut build, "after");
    let tour = sequence(&mut build, "tour", vec![does(hello), does(after)], |sequence| {
        sequence.exits = vec![Leave::When(guard)];
    });
    started_on(&mut build, "go", tour);
    let decision = Walk::new(build).event(0, "go");
    assert_eq!(fired(&decision), ["hello"]);
    assert_eq!(told(&decision), [("tour", SequenceStep::Started), ("tour", SequenceStep::Exit)]);
    assert_eq!(decision.cancelled, []);
}
