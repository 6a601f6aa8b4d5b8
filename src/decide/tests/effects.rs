//! Writes to fields, and which of them stands.

use super::build::*;
use crate::decide::{ChangeCause, FieldChange, Notice, Unknown, WriteConflict};
use crate::ir::*;
use crate::state::Input;

#[test]
fn the_more_important_write_stands() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(0)));
    let values: Vec<ExprId> = (1..=4).map(|number| build.int(number)).collect();
    let rule = |build: &mut Build, name: &str, value: ExprId, priority: i64| {
        build.rule(name, on(event), |rule| {
            rule.priority = priority;
            rule.effects = vec![set(size, value)];
        })
    };
    let low = rule(&mut build, "low", values[0], 0);
    let high = rule(&mut build, "high", values[1], 5);
    let same = rule(&mut build, "same", values[1], 1);
    let other = rule(&mut build, "other", values[2], 5);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    let causes = vec![ChangeCause::Rule(high), ChangeCause::Rule(same)];
    let before = Some(Value::Int(0));
    assert_eq!(
        decision.changes,
        [FieldChange { field: size, of: None, before, after: Some(Value::Int(2)), at: monday(), causes }]
    );
    let outdone = |rule, value| WriteConflict {
        of: None,
        field: size,
        stands: ChangeCause::Rule(high),
        outdone: ChangeCause::Rule(rule),
        value: Some(Value::Int(value)),
    };
    assert_eq!(decision.conflicts, [outdone(other, 3), outdone(low, 1)]);
}

#[test]
fn a_transition_and_a_rule_write_together() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(0)));
    let stages = build.journey("life", &["a", "b"]);
    let (one, two) = (build.int(1), build.int(2));
    let transition =
        build.transition(stages[0], stages[1], Some(event), |transition| transition.effects = vec![set(size, one)]);
    let rule = build.rule("rule", on(event), |rule| rule.effects = vec![set(size, two)]);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.next.get("size"), Some(1.into()));
    assert_eq!(decision.conflicts[0].stands, ChangeCause::Transition(transition));
    assert_eq!(decision.conflicts[0].outdone, ChangeCause::Rule(rule));
}

#[test]
fn sets_take_and_lose_elements() {
    let mut build = Build::new();
    let event = build.event("go");
    let tags = build.field("tags", SET, Some(Value::set(vec![text("old")])));
    let (old, new, vip) = (build.text("old"), build.text("new"), build.text("vip"));
    build.rule("one", on(event), |rule| rule.effects = vec![add(tags, new), remove(tags, old)]);
    build.rule("two", on(event), |rule| rule.effects = vec![add(tags, vip), add(tags, new)]);
    let third = build.rule("three", on(event), |rule| rule.effects = vec![add(tags, old)]);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.next.get("tags"), Some(["new", "vip"].into()));
    assert_eq!(decision.conflicts.len(), 1);
    assert_eq!(decision.conflicts[0].outdone, ChangeCause::Rule(third));
    assert_eq!(decision.conflicts[0].value, Some(text("old")));
}

#[test]
fn a_whole_set_conflicts_with_its_elements() {
    let mut build = Build::new();
    let event = build.event("go");
    let tags = build.field("tags", SET, Some(Value::set(vec![text("old")])));
    let (new, vip) = (build.text("new"), build.text("vip"));
    let list = build.e(ExprKind::List(vec![new]));
    build.rule("whole", on(event), |rule| rule.effects = vec![set(tags, list)]);
    build.rule("agrees", on(event), |rule| rule.effects = vec![add(tags, new)]);
    let differs = build.rule("differs", on(event), |rule| rule.effects = vec![add(tags, vip)]);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.next.get("tags"), Some(["new"].into()));
    let outdone: Vec<_> = decision.conflicts.iter().map(|conflict| conflict.outdone).collect();
    assert_eq!(outdone, [ChangeCause::Rule(differs)]);
    assert_eq!(decision.changes[0].causes.len(), 2);
}

#[test]
fn unknown_clears_an_optional_and_leaves_the_rest() {
    let mut build = Build::new();
    let event = build.event("go");
    let unset = build.field("unset", maybe(INT), None);
    let optional = build.field("optional", maybe(INT), Some(Value::Int(1)));
    let required = build.field("required", INT, Some(Value::Int(1)));
    let tags = build.field("tags", SET, None);
    let (read, five) = (build.read(unset), build.int(5));
    let first = build.rule("first", on(event), |rule| {
        rule.effects = vec![set(optional, read), set(required, read), add(tags, read)];
    });
    build.rule("second", on(event), |rule| rule.effects = vec![set(optional, five)]);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.next.get("optional"), None);
    assert_eq!(decision.next.get("required"), Some(1.into()));
    let notice = |field| Notice::UnknownWrite {
        field,
        of: None,
        cause: ChangeCause::Rule(first),
        reason: Unknown::FieldUnset(unset),
    };
    assert_eq!(decision.notices, [notice(required), notice(tags)]);
    assert_eq!(decision.conflicts.len(), 1);
}

#[test]
fn an_action_writes_when_it_fires() {
    let mut build = Build::new();
    let event = build.event("go");
    let sent = build.field("sent", INT, Some(Value::Int(0)));
    let asked = build.field("asked", INT, Some(Value::Int(0)));
    let allowed = build.field("allowed", BOOL, Some(Value::Bool(false)));
    let consent = build.read(allowed);
    let channel = build.channel("sms", Some(consent));
    let (read_sent, read_asked, one) = (build.read(sent), build.read(asked), build.int(1));
    let more_sent = build.arithmetic(Arithmetic::Add, read_sent, one);
    let more_asked = build.arithmetic(Arithmetic::Add, read_asked, one);
    let mail = build.action("mail", |action| {
        action.channel = channel;
        action.effects = vec![set(sent, more_sent)];
    });
    for name in ["one", "two"] {
        build.rule(name, on(event), |rule| {
            rule.calls = vec![call(mail)];
            rule.effects = vec![set(asked, more_asked)];
        });
    }
    let program = build.program();
    let state = contact(&program);
    let refused = feed(&program, &state, "go");
    assert_eq!((refused.next.get("sent"), refused.next.get("asked")), (Some(0.into()), Some(0.into())));
    let decision = run(&program, &state, &Input::at(monday()).event("go").change("allowed", true));
    // Merged: one firing, one effect; both rules write, from the same picture.
    assert_eq!(decision.fired.len(), 1);
    assert_eq!(decision.fired[0].causes.len(), 2);
    assert_eq!((decision.next.get("sent"), decision.next.get("asked")), (Some(1.into()), Some(1.into())));
    assert_eq!(rules(&decision), ["one", "two"]);
}

#[test]
fn what_an_action_writes_brings_about_more_in_the_same_moment() {
    let mut build = Build::new();
    let event = build.event("go");
    let sent = build.field("sent", BOOL, Some(Value::Bool(false)));
    let stages = build.journey("life", &["a", "b"]);
    let (yes, is_sent) = (build.bool(true), build.read(sent));
    let mail = build.action("mail", |action| action.effects = vec![set(sent, yes)]);
    let task = build.action("task", |_| {});
    build.transition(stages[0], stages[1], None, |transition| transition.guard = Some(is_sent));
    build.rule("mail", on(event), |rule| rule.calls = vec![call(mail)]);
    build.rule("task", Trigger::Becoming { guard: is_sent, including_existing: false }, |rule| {
        rule.calls = vec![call(task), call(mail)]
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), ["mail", "task"]);
    assert_eq!(decision.fired[0].causes.len(), 2, "sameness holds for the whole moment");
    assert_eq!(moves(&decision), ["b"]);
}
