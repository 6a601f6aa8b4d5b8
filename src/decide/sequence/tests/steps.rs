//! Steps, one after the other.

use super::*;
use crate::state::Subject;

#[test]
fn steps_follow_one_another_in_time() {
    let mut build = Build::new();
    let (hello, phone) = (mail(&mut build, "hello"), mail(&mut build, "phone"));
    let steps = vec![does(hello), waits(&mut build, 1, duration(0, 2, 0)), does(phone)];
    let tour = sequence(&mut build, "tour", steps, |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    let decision = walk.event(0, "go");
    assert_eq!(fired(&decision), ["hello"]);
    assert_eq!(decision.fired[0].causes, [Cause::Sequence(tour)]);
    assert_eq!(told(&decision), [("tour", SequenceStep::Started)]);
    assert_eq!(walk.rest(), Some((1, until(2 * DAY))));
    assert_eq!(fired(&walk.time(2 * DAY - 1)), NOTHING);
    let decision = walk.time(9 * DAY);
    assert_eq!(fired(&decision), ["phone"]);
    assert_eq!(decision.fired[0].at, later(2 * DAY));
    assert_eq!(told(&decision), [("tour", SequenceStep::Completed)]);
    assert_eq!(decision.sequences[0].at, later(2 * DAY));
    assert_eq!((walk.rest(), walk.state.core().life.past().ended.get(&tour)), (None, Some(&later(2 * DAY))));
}

#[test]
fn a_sequence_without_steps_is_over_at_once() {
    let mut build = Build::new();
    let tour = sequence(&mut build, "tour", Vec::new(), |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    let decision = walk.event(0, "go");
    assert_eq!(told(&decision), [("tour", SequenceStep::Started), ("tour", SequenceStep::Completed)]);
}

#[test]
fn branches_take_what_is_true_and_else_the_other() {
    for (size, expected) in [(Some(5), "big"), (Some(1), "small"), (None, "small")] {
        let mut build = Build::new();
        let field = build.field("size", maybe(INT), size.map(Value::Int));
        let (big, small) = (mail(&mut build, "big"), mail(&mut build, "small"));
        let guard = build.at_least(field, 5);
        let steps = vec![StepKind::Branch { guard, otherwise: 3 }, does(big), StepKind::Jump(4), does(small)];
        let tour = sequence(&mut build, "tour", steps, |_| {});
        started_on(&mut build, "go", tour);
        assert_eq!(fired(&Walk::new(build).event(0, "go")), [expected]);
    }
}

#[test]
fn what_a_step_writes_the_next_one_sees() {
    let mut build = Build::new();
    let field = build.field("size", INT, Some(Value::Int(1)));
    let (big, small) = (mail(&mut build, "big"), mail(&mut build, "small"));
    let (five, guard) = (build.int(5), build.at_least(field, 5));
    let steps =
        vec![sets(field, five), StepKind::Branch { guard, otherwise: 4 }, does(big), StepKind::Jump(5), does(small)];
    let tour = sequence(&mut build, "tour", steps, |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    let decision = walk.event(0, "go");
    assert_eq!(fired(&decision), ["big"]);
    assert_eq!(decision.changes[0].causes, [crate::decide::ChangeCause::Sequence(tour)]);
    assert_eq!(walk.state.get("size"), Some(5.into()));
}

#[test]
fn a_rule_of_the_same_round_outdoes_a_step_by_priority() {
    for (priority, expected) in [(1, 9), (0, 9), (-1, 5)] {
        let mut build = Build::new();
        let field = build.field("size", INT, Some(Value::Int(1)));
        let opened = build.event("opened");
        let (five, nine) = (build.int(5), build.int(9));
        let delay = build.value(duration(0, 1, 0));
        let wait = Wait::For { delay, opening: None, or: Some(filter(opened)) };
        let steps = vec![StepKind::Wait { wait, expired: 1 }, sets(field, five)];
        let tour = sequence(&mut build, "tour", steps, |_| {});
        started_on(&mut build, "go", tour);
        build.rule("nine", on(opened), |rule| {
            rule.effects = vec![set(field, nine)];
            rule.priority = priority;
        });
        let mut walk = Walk::new(build);
        walk.event(0, "go");
        let decision = walk.event(HOUR, "opened");
        assert_eq!(walk.state.get("size"), Some(expected.into()));
        assert_eq!(decision.conflicts.len(), 1);
    }
}

#[test]
fn the_run_goes_on_when_its_actions_have_left() {
    let mut build = Build::new();
    let (first, second, after) = (mail(&mut build, "first"), mail(&mut build, "second"), mail(&mut build, "after"));
    let mut both = does_after(&mut build, second, DAY);
    if let StepKind::Do(calls) = &mut both {
        calls.insert(0, call(first));
    }
    let tour = sequence(&mut build, "tour", vec![both, does(after)], |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    let decision = walk.event(0, "go");
    assert_eq!(fired(&decision), ["first"]);
    assert_eq!((decision.planned[0].action, decision.planned[0].due), (second, later(DAY)));
    assert_eq!(walk.rest(), Some((0, Rest::Acting)));
    assert_eq!(fired(&walk.time(DAY - 1)), NOTHING);
    assert_eq!(fired(&walk.time(DAY)), ["second", "after"]);
    assert_eq!(walk.rest(), None);
}

#[test]
fn a_dropped_action_is_settled_and_a_deferred_one_is_not() {
    for (handling, first) in [(Handling::Drop, vec!["after"]), (DEFER, Vec::new())] {
        let mut build = Build::new();
        let busy = build.field("busy", BOOL, Some(Value::Bool(true)));
        let (hello, after) = (mail(&mut build, "hello"), mail(&mut build, "after"));
        mode(&mut build, busy, Suspended::Action(hello), handling);
        let tour = sequence(&mut build, "tour", vec![does(hello), does(after)], |_| {});
        started_on(&mut build, "go", tour);
        let mut walk = Walk::new(build);
        let decision = walk.event(0, "go");
        assert_eq!(fired(&decision), first);
        assert_eq!((decision.suppressed.len(), decision.deferred.len()), (first.len(), 1 - first.len()));
        if handling == DEFER {
            assert_eq!(walk.rest(), Some((0, Rest::Acting)));
            assert_eq!(fired(&walk.change(HOUR, "busy", false)), ["hello", "after"]);
        }
        assert_eq!(walk.rest(), None);
    }
}

#[test]
fn a_loop_turns_as_long_as_its_guard_is_true() {
    let mut build = Build::new();
    let turns = build.field("turns", INT, Some(Value::Int(0)));
    let hello = mail(&mut build, "hello");
    let (read, one, three) = (build.read(turns), build.int(1), build.int(3));
    let more = build.arithmetic(Arithmetic::Add, read, one);
    let guard = build.compare(Comparison::Less, read, three);
    let steps = vec![
        StepKind::Repeat { guard, end: 5 },
        does(hello),
        sets(turns, more),
        waits(&mut build, 3, duration(0, 1, 0)),
        StepKind::Jump(0),
    ];
    let tour = sequence(&mut build, "tour", steps, |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    assert_eq!(fired(&walk.event(0, "go")), ["hello"]);
    assert_eq!(fired(&walk.time(DAY)), ["hello"]);
    assert_eq!(fired(&walk.time(2 * DAY)), ["hello"]);
    assert_eq!(told(&walk.time(3 * DAY)), [("tour", SequenceStep::Completed)]);
}

#[test]
fn a_loop_tests_once_in_a_moment() {
    let mut build = Build::new();
    let turns = build.field("turns", INT, Some(Value::Int(0)));
    let (read, one, three, yes) = (build.read(turns), build.int(1), build.int(3), build.bool(true));
    let more = build.arithmetic(Arithmetic::Add, read, one);
    let guard = build.compare(Comparison::Less, read, three);
    let wait = StepKind::Wait { wait: Wait::Until { guard: yes, at_most: None }, expired: 3 };
    let steps = vec![StepKind::Repeat { guard, end: 4 }, sets(turns, more), wait, StepKind::Jump(0)];
    let tour = sequence(&mut build, "tour", steps, |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!((walk.state.get("turns"), walk.rest()), (Some(1.into()), Some((0, until(1)))));
    walk.time(1);
    assert_eq!((walk.state.get("turns"), walk.rest()), (Some(2.into()), Some((0, until(2)))));
    assert_eq!(told(&walk.time(DAY)), [("tour", SequenceStep::Completed)]);
    assert_eq!(walk.state.get("turns"), Some(3.into()));
    assert_eq!(walk.state.core().life.past().ended.get(&tour), Some(&later(3)));
}

#[test]
fn jumps_without_end_do_not_hang() {
    let mut build = Build::new();
    let tour = sequence(&mut build, "tour", vec![StepKind::Jump(1), StepKind::Jump(0)], |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    assert_eq!(walk.rest().unwrap().1, until(1));
    walk.time(1);
    assert_eq!(walk.rest().unwrap().1, until(2));
}

#[test]
fn a_run_goes_on_from_a_named_step_within_others() {
    let mut build = Build::new();
    let names = ["a", "b", "c", "d"];
    let actions = names.map(|name| mail(&mut build, name));
    let steps = actions.iter().map(|action| does(*action)).collect();
    let tour = sequence(&mut build, "tour", steps, |sequence| {
        // step outer { a step inner { b c } d }
        sequence.names.insert("outer".to_owned(), NamedStep { label: None, first: 0, end: 4 });
        sequence.names.insert("inner".to_owned(), NamedStep { label: None, first: 1, end: 3 });
    });
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    assert_eq!(fired(&walk.event(0, "go")), names);
    let first = walk.program.ir.sequences[tour].names["inner"].first;
    let run = crate::state::Run {
        subject: Subject::Contact,
        sequence: tour,
        arguments: Vec::new(),
        started: later(HOUR),
        serial: 0,
        step: first,
        rest: Rest::Ready,
    };
    walk.state.core_mut().runs.to_mut().push(run);
    walk.state.core_mut().settled = false;
    assert_eq!(fired(&walk.time(HOUR)), ["b", "c", "d"]);
}

#[test]
fn steps_read_what_the_run_was_started_with() {
    let mut build = Build::new();
    let go = build.event("go");
    let word = build.parameter(go, "word", maybe(TEXT));
    let last = build.field("last", maybe(TEXT), None);
    let (hello, no) = (mail(&mut build, "hello"), mail(&mut build, "no"));
    let argument = build.e(ExprKind::Argument(0));
    let yes = build.text("yes");
    let guard = build.compare(Comparison::Equal, argument, yes);
    let says = StepKind::Do(vec![call_with(hello, "word", argument)]);
    let steps = vec![
        waits(&mut build, 0, duration(0, 1, 0)),
        StepKind::Branch { guard, otherwise: 4 },
        says,
        sets(last, argument),
        does(no),
    ];
    let tour = sequence(&mut build, "tour", steps, |sequence| {
        sequence.parameters = vec![SequenceParameter { name: "word".to_owned(), ty: TEXT }];
    });
    let read = build.e(ExprKind::Payload(vec![word]));
    build.rule("start", on(go), |rule| {
        rule.starts = vec![Start { sequence: tour, arguments: vec![read], span: Span::default() }];
    });
    let mut walk = Walk::new(build);
    let said = |walk: &mut Walk, after: i64, value: Option<&str>| {
        let mut event = Input::at(later(after)).event("go");
        if let Some(value) = value {
            event = event.with("word", value);
        }
        walk.feed(&event);
        assert_eq!(walk.state.core().runs[0].arguments, [value.map(text)]);
        walk.time(after + DAY)
    };
    let decision = said(&mut walk, 0, Some("yes"));
    assert_eq!(fired(&decision), ["hello", "no"]);
    assert_eq!(decision.fired[0].payload["word"], Some(text("yes")));
    assert_eq!(walk.state.get("last"), Some("yes".into()));
    assert_eq!(fired(&said(&mut walk, 2 * DAY, Some("other"))), ["no"]);
    assert_eq!(fired(&said(&mut walk, 4 * DAY, None)), ["no"], "unknown is not true");
}
