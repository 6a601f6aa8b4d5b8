//! Journeys: which transition is taken.

use super::build::*;
use crate::decide::{BlockedMove, Notice};
use crate::ir::*;
use crate::state::Input;

#[test]
fn the_highest_priority_then_the_first_declared() {
    let mut build = Build::new();
    let event = build.event("go");
    let stages = build.journey("life", &["a", "b", "c", "d"]);
    build.transition(stages[0], stages[1], Some(event), |_| {});
    build.transition(stages[0], stages[2], Some(event), |transition| transition.priority = 5);
    build.transition(stages[0], stages[3], Some(event), |transition| transition.priority = 5);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(moves(&decision), ["c"]);
    assert_eq!(decision.next.stage("life"), Some("c"));
    assert_eq!(decision.next.core().life.stages[0].unwrap().since, monday());
}

#[test]
fn a_guard_that_is_unknown_takes_nothing() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", maybe(INT), None);
    let stages = build.journey("life", &["a", "b"]);
    let guard = build.at_least(size, 10);
    build.transition(stages[0], stages[1], Some(event), |transition| transition.guard = Some(guard));
    let program = build.program();
    let state = contact(&program);
    assert_eq!(moves(&feed(&program, &state, "go")), Vec::<&str>::new());
    // The input's changes count.
    let input = Input::at(monday()).event("go").change("size", 10);
    assert_eq!(moves(&run(&program, &state, &input)), ["b"]);
}

#[test]
fn each_journey_moves_for_itself() {
    let mut build = Build::new();
    let event = build.event("go");
    let one = build.journey("one", &["a", "b"]);
    let two = build.journey("two", &["a", "b"]);
    build.transition(one[0], one[1], Some(event), |_| {});
    build.transition(two[0], two[1], Some(event), |_| {});
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!((decision.next.stage("one"), decision.next.stage("two")), (Some("b"), Some("b")));
}

#[test]
fn a_required_field_that_is_unset_blocks_and_the_next_is_tried() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", maybe(INT), None);
    let stages = build.journey("life", &["a", "b", "c"]);
    build.ir.stages.get_mut(stages[1]).unwrap().requires.push(size);
    let first = build.transition(stages[0], stages[1], Some(event), |_| {});
    build.transition(stages[0], stages[2], Some(event), |_| {});
    let program = build.program();
    let state = contact(&program);
    let decision = feed(&program, &state, "go");
    assert_eq!(moves(&decision), ["c"]);
    assert_eq!(decision.blocked, [BlockedMove { transition: first, of: None, missing: vec![size], at: monday() }]);
    let decision = run(&program, &state, &Input::at(monday()).event("go").change("size", 1));
    assert_eq!(moves(&decision), ["b"]);
    assert_eq!(decision.blocked, []);
}

#[test]
fn the_transitions_own_set_counts_for_requires() {
    for (value, taken) in [(Some(5), true), (None, false)] {
        let mut build = Build::new();
        let event = build.event("go");
        let size = build.field("size", maybe(INT), Some(Value::Int(1)));
        let unset = build.field("unset", maybe(INT), None);
        let stages = build.journey("life", &["a", "b"]);
        build.ir.stages.get_mut(stages[1]).unwrap().requires.push(size);
        let value = match value {
            Some(number) => build.int(number),
            None => build.read(unset),
        };
        build.transition(stages[0], stages[1], Some(event), |transition| transition.effects = vec![set(size, value)]);
        let program = build.program();
        let decision = feed(&program, &contact(&program), "go");
        assert_eq!(decision.moves.len() == 1, taken);
        assert_eq!(decision.blocked.is_empty(), taken);
    }
}

#[test]
fn a_self_transition_exits_enters_and_restarts() {
    let mut build = Build::new();
    let event = build.event("again");
    let stages = build.journey("life", &["a", "b"]);
    let mail = build.action("mail", |_| {});
    let bye = build.action("bye", |_| {});
    build.transition(stages[0], stages[0], Some(event), |_| {});
    build.rule("hello", Trigger::Enter(vec![stages[0]]), |rule| rule.calls = vec![call(mail)]);
    build.rule("goodbye", Trigger::Exit(vec![stages[0]]), |rule| rule.calls = vec![call(bye)]);
    let program = build.program();
    let later = instant("2026-03-05T09:00:00Z");
    let decision = run(&program, &contact(&program), &Input::at(later).event("again"));
    assert_eq!(moves(&decision), ["a"]);
    assert_eq!(decision.next.core().life.stages[0].unwrap().since, later);
    assert_eq!(fired(&decision), ["mail", "bye"]);
}

#[test]
fn eventless_transitions_follow_in_the_same_moment() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(0)));
    let stages = build.journey("life", &["a", "b", "c"]);
    let five = build.int(5);
    build.transition(stages[0], stages[1], Some(event), |transition| transition.effects = vec![set(size, five)]);
    let guard = build.at_least(size, 5);
    build.transition(stages[1], stages[2], None, |transition| transition.guard = Some(guard));
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(moves(&decision), ["b", "c"]);
}

#[test]
fn no_stage_is_entered_twice_in_one_moment() {
    let mut build = Build::new();
    let event = build.event("go");
    let stages = build.journey("life", &["a", "b", "c"]);
    build.transition(stages[0], stages[1], Some(event), |_| {});
    let back = build.transition(stages[1], stages[0], None, |transition| transition.priority = 1);
    build.transition(stages[1], stages[2], None, |_| {});
    let round = build.transition(stages[2], stages[1], None, |_| {});
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(moves(&decision), ["b", "c"]);
    let notices = [
        Notice::StageEnteredAlready { transition: back, of: None, stage: stages[0] },
        Notice::StageEnteredAlready { transition: round, of: None, stage: stages[1] },
    ];
    assert_eq!(decision.notices, notices);
}

#[test]
fn an_event_moves_a_journey_once() {
    let mut build = Build::new();
    let event = build.event("go");
    let stages = build.journey("life", &["a", "b", "c"]);
    build.transition(stages[0], stages[1], Some(event), |_| {});
    build.transition(stages[1], stages[2], Some(event), |_| {});
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(moves(&decision), ["b"]);
    assert_eq!(moves(&feed(&program, &decision.next, "go")), ["c"]);
}

#[test]
fn a_where_and_several_events_and_sources() {
    let mut build = Build::new();
    let (one, two) = (build.event("one"), build.event("two"));
    let (first, second) = (build.parameter(one, "rating", INT), build.parameter(two, "rating", INT));
    let stages = build.journey("life", &["a", "b", "c"]);
    let rating = build.e(ExprKind::Payload(vec![first, second]));
    let nine = build.int(9);
    let filter = build.compare(Comparison::GreaterOrEqual, rating, nine);
    build.transition(stages[0], stages[2], None, |transition| {
        transition.sources = vec![stages[0], stages[1]];
        transition.trigger = Some(Trigger::Event(EventFilter { events: vec![one, two], filter: Some(filter) }));
    });
    let program = build.program();
    let mut state = contact(&program);
    state.core_mut().life.stages.to_mut()[0].as_mut().unwrap().stage = stages[1];
    let rated = |event: &str, rating: i64| Input::at(monday()).event(event).with("rating", rating);
    assert_eq!(moves(&run(&program, &state, &rated("two", 8))), Vec::<&str>::new());
    assert_eq!(moves(&run(&program, &state, &rated("two", 9))), ["c"]);
    assert_eq!(moves(&run(&program, &state, &rated("one", 10))), ["c"]);
}

#[test]
fn settling_judges_levels_first() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(9)));
    let stages = build.journey("life", &["a", "b", "c"]);
    let mail = build.action("mail", |_| {});
    let late = build.action("late", |_| {});
    let guard = build.at_least(size, 5);
    build.transition(stages[0], stages[1], None, |transition| transition.guard = Some(guard));
    build.transition(stages[1], stages[2], Some(event), |_| {});
    build.rule("hello", Trigger::Enter(vec![stages[1]]), |rule| rule.calls = vec![call(mail)]);
    // True from the start: no edge.
    build.rule("never", Trigger::Becoming { guard, including_existing: false }, |rule| rule.calls = vec![call(late)]);
    let program = build.program();
    let state = unsettled(&program);
    let later = instant("2026-03-03T09:00:00Z");
    let decision = run(&program, &state, &Input::at(later).event("go"));
    assert_eq!(moves(&decision), ["b", "c"]);
    assert_eq!((decision.moves[0].at, decision.moves[1].at), (monday(), later));
    assert_eq!(fired(&decision), ["mail"]);
    assert_eq!(decision.fired[0].at, monday());
    assert!(decision.next.core().settled);
    // Time alone settles too, and nothing happens twice.
    let waited = run(&program, &state, &Input::at(later));
    assert_eq!(moves(&waited), ["b"]);
    assert_eq!(waited.next.clock(), later);
    assert_eq!(moves(&run(&program, &waited.next, &Input::at(later))), Vec::<&str>::new());
}
