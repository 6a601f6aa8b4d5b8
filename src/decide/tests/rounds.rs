//! Rounds: what one thing brings about.

use super::build::*;
use crate::decide::Notice;
use crate::ir::*;
use crate::state::Input;

/// A rule without actions that sets a field.
fn setter(build: &mut Build, name: &str, trigger: Trigger, field: FieldId, value: Value) -> RuleId {
    let value = build.value(value);
    build.rule(name, trigger, |rule| rule.effects = vec![set(field, value)])
}

#[test]
fn a_chain_of_changes_runs_in_one_moment() {
    let mut build = Build::new();
    let event = build.event("go");
    let fields: Vec<FieldId> =
        (0..4).map(|index| build.field(&format!("f{index}"), INT, Some(Value::Int(0)))).collect();
    setter(&mut build, "r0", on(event), fields[0], Value::Int(1));
    for index in 1..4 {
        let watched = build.read(fields[index - 1]);
        setter(&mut build, &format!("r{index}"), on_change(vec![watched]), fields[index], Value::Int(1));
    }
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(rules(&decision), ["r0", "r1", "r2", "r3"]);
    let fields = &decision.next.core().life.fields;
    assert!(program.ir.fields.ids().all(|field| fields.holds(field.index(), Some(&Value::Int(1)))));
}

#[test]
fn guards_of_one_round_see_one_picture() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(1)));
    let one = build.int(1);
    let read = build.read(size);
    let more = build.arithmetic(Arithmetic::Add, read, one);
    let mail = build.action("mail", |_| {});
    let small = build.is(size, Value::Int(1));
    build.rule("grow", on(event), |rule| rule.effects = vec![set(size, more)]);
    build.rule("mail", on(event), |rule| {
        rule.guard = Some(small);
        rule.calls = vec![call(mail)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), ["mail"]);
    assert_eq!(decision.next.get("size"), Some(2.into()));
}

#[test]
fn on_change_asks_for_from_and_to() {
    let mut build = Build::new();
    let plan = build.field("plan", TEXT, Some(text("trial")));
    let mail = build.action("mail", |_| {});
    let (watched, from, to) = (build.read(plan), build.text("trial"), build.text("pro"));
    let trigger = Trigger::Change { of: vec![watched], from: Some(from), to: Some(to) };
    build.rule("upgraded", trigger, |rule| rule.calls = vec![call(mail)]);
    let program = build.program();
    let state = contact(&program);
    let change = |to: &str| Input::at(monday()).change("plan", to);
    assert_eq!(fired(&run(&program, &state, &change("pro"))), ["mail"]);
    assert_eq!(fired(&run(&program, &state, &change("free"))), Vec::<&str>::new());
    assert_eq!(fired(&run(&program, &state, &change("trial"))), Vec::<&str>::new());
    let free = run(&program, &state, &change("free")).next;
    assert_eq!(fired(&run(&program, &free, &change("pro"))), Vec::<&str>::new());
}

#[test]
fn back_to_what_it_was_is_no_change() {
    let mut build = Build::new();
    let plan = build.field("plan", TEXT, Some(text("trial")));
    let other = build.field("other", INT, Some(Value::Int(0)));
    let mail = build.action("mail", |_| {});
    let watched = build.read(plan);
    // The input writes `pro`; round 1 writes `trial` back; then the mail is judged on a change
    // that is none, for its guard was not true before.
    setter(&mut build, "back", on_change(vec![watched]), plan, text("trial"));
    setter(&mut build, "mark", on_change(vec![watched]), other, Value::Int(1));
    let guard = build.is(other, Value::Int(1));
    build.rule("mail", on_change(vec![watched]), |rule| {
        rule.guard = Some(guard);
        rule.calls = vec![call(mail)];
    });
    let program = build.program();
    let decision = run(&program, &contact(&program), &Input::at(monday()).change("plan", "pro"));
    assert_eq!(rules(&decision), ["back", "mark"]);
}

#[test]
fn derived_values_change_too() {
    let mut build = Build::new();
    let size = build.field("size", maybe(INT), None);
    let mail = build.action("mail", |_| {});
    let big = build.at_least(size, 100);
    let segment = build.segment("big", big);
    let read = build.e(ExprKind::Segment(segment));
    build.rule("changed", on_change(vec![read]), |rule| rule.calls = vec![call(mail)]);
    let program = build.program();
    let state = contact(&program);
    let change = |size: i64| Input::at(monday()).change("size", size);
    // Unset to false is a change, small to small is none.
    let small = run(&program, &state, &change(5));
    assert_eq!(fired(&small), ["mail"]);
    assert_eq!(fired(&run(&program, &small.next, &change(6))), Vec::<&str>::new());
    assert_eq!(fired(&run(&program, &small.next, &change(200))), ["mail"]);
}

#[test]
fn becoming_is_true_now_and_not_before() {
    let mut build = Build::new();
    build.event("go");
    let size = build.field("size", maybe(INT), None);
    let mail = build.action("mail", |_| {});
    let big = build.at_least(size, 100);
    build.rule("became", Trigger::Becoming { guard: big, including_existing: false }, |rule| {
        rule.calls = vec![call(mail)]
    });
    let program = build.program();
    let state = contact(&program);
    let change = |size: i64| Input::at(monday()).change("size", size);
    let decision = run(&program, &state, &change(100));
    assert_eq!(fired(&decision), ["mail"]);
    assert_eq!(fired(&run(&program, &decision.next, &change(200))), Vec::<&str>::new());
    assert_eq!(fired(&feed(&program, &decision.next, "go")), Vec::<&str>::new());
    let small = run(&program, &decision.next, &change(1)).next;
    assert_eq!(fired(&run(&program, &small, &change(100))), ["mail"]);
}

#[test]
fn a_rule_passes_once_but_may_be_judged_again() {
    let mut build = Build::new();
    let event = build.event("go");
    let (a, b) = (build.field("a", INT, Some(Value::Int(0))), build.field("b", INT, Some(Value::Int(0))));
    let mail = build.action("mail", |_| {});
    let (read_a, read_b) = (build.read(a), build.read(b));
    setter(&mut build, "first", on(event), a, Value::Int(1));
    setter(&mut build, "second", on_change(vec![read_a]), b, Value::Int(1));
    // Judged after the first change (not passed) and after the second (passed).
    let ready = build.is(b, Value::Int(1));
    build.rule("mail", on_change(vec![read_a, read_b]), |rule| {
        rule.guard = Some(ready);
        rule.calls = vec![call(mail)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), ["mail"]);
    assert_eq!(rules(&decision), ["first", "second", "mail"]);
}

#[test]
fn two_rules_that_write_for_ever_come_to_rest() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(0)));
    let (read, one) = (build.read(size), build.int(1));
    let more = build.arithmetic(Arithmetic::Add, read, one);
    build.rule("first", on(event), |rule| rule.effects = vec![set(size, more)]);
    for name in ["ping", "pong"] {
        build.rule(name, on_change(vec![read]), |rule| rule.effects = vec![set(size, more)]);
    }
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    // Both see 1, both write 2.
    assert_eq!(decision.next.get("size"), Some(2.into()));
    assert_eq!(rules(&decision), ["first", "ping", "pong"]);
    assert_eq!(decision.conflicts, []);
}

#[test]
fn the_bound_of_rounds_stops_openly() {
    for (length, stopped) in [(990, false), (1_100, true)] {
        let mut build = Build::new();
        let event = build.event("go");
        let mail = build.action("mail", |_| {});
        let names: Vec<String> = (0..length).map(|index| format!("s{index}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let stages = build.journey("life", &names);
        build.transition(stages[0], stages[1], Some(event), |transition| transition.calls = vec![call(mail)]);
        for pair in stages[1..].windows(2) {
            build.transition(pair[0], pair[1], None, |_| {});
        }
        let program = build.program();
        let decision = feed(&program, &contact(&program), "go");
        assert_eq!(decision.notices == [Notice::RoundsExceeded { rounds: 1_000 }], stopped);
        assert_eq!(decision.moves.len(), if stopped { 1_000 } else { length - 1 });
        assert_eq!(fired(&decision), ["mail"], "what was asked for is judged all the same");
    }
}

#[test]
fn was_and_changed_look_before_the_moment() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(1)));
    let before = build.field("before", maybe(INT), None);
    let (read, two) = (build.read(size), build.int(2));
    let was = build.e(ExprKind::Was(read));
    let changed = build.e(ExprKind::Changed(read));
    build.rule("grow", on(event), |rule| rule.effects = vec![set(size, two)]);
    let watched = build.read(size);
    build.rule("note", on_change(vec![watched]), |rule| {
        rule.guard = Some(changed);
        rule.effects = vec![set(before, was)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.next.get("before"), Some(1.into()));
    // Nothing changed the second time.
    assert_eq!(rules(&feed(&program, &decision.next, "go")), ["grow"]);
}

#[test]
fn rules_wait_for_their_stage() {
    let mut build = Build::new();
    let event = build.event("go");
    let stages = build.journey("life", &["a", "b"]);
    let mail = build.action("mail", |_| {});
    build.transition(stages[0], stages[1], Some(event), |_| {});
    build.rule("in_b", on(event), |rule| {
        rule.stages = vec![stages[1]];
        rule.calls = vec![call(mail)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), Vec::<&str>::new(), "the event was judged while in a");
    assert_eq!(fired(&feed(&program, &decision.next, "go")), ["mail"]);
}
