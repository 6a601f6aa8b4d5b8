//! Which of the actions that are asked for fire.

use super::build::*;
use crate::calendar::Duration;
use crate::decide::{Cause, Reason, Unknown};
use crate::ir::*;
use crate::state::Input;

#[test]
fn consent_that_is_unknown_is_none() {
    for (given, expected) in [(Some(true), true), (Some(false), false), (None, false)] {
        let mut build = Build::new();
        let event = build.event("go");
        let opt_in = build.field("opt_in", maybe(BOOL), given.map(Value::Bool));
        let consent = build.read(opt_in);
        let channel = build.channel("sms", Some(consent));
        let mail = build.action("mail", |action| action.channel = channel);
        build.rule("rule", on(event), |rule| rule.calls = vec![call(mail)]);
        let program = build.program();
        let decision = feed(&program, &contact(&program), "go");
        assert_eq!(!decision.fired.is_empty(), expected);
        if !expected {
            let unknown = given.is_none().then_some(Unknown::FieldUnset(opt_in));
            assert_eq!(decision.suppressed[0].reason, Reason::ChannelConsent { channel, unknown });
            assert_eq!(rules(&decision), Vec::<&str>::new());
        }
    }
}

#[test]
fn the_channel_is_asked_before_the_purpose() {
    let mut build = Build::new();
    let event = build.event("go");
    let no = build.bool(false);
    let yes = build.bool(true);
    let closed = build.channel("sms", Some(no));
    let open = build.channel("post", Some(yes));
    let purpose = build.purpose("promotion", Some(no));
    for (name, channel) in [("one", closed), ("two", open)] {
        let action = build.action(name, |action| {
            action.channel = channel;
            action.purpose = Some(purpose);
        });
        build.rule(&format!("rule_{name}"), on(event), |rule| rule.calls = vec![call(action)]);
    }
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    let reasons: Vec<_> = decision.suppressed.into_iter().map(|held| held.reason).collect();
    assert_eq!(
        reasons,
        [Reason::ChannelConsent { channel: closed, unknown: None }, Reason::PurposeConsent { purpose, unknown: None }]
    );
}

#[test]
fn a_group_has_its_places() {
    let mut build = Build::new();
    let event = build.event("go");
    let group = build.group("outreach", 1);
    let (mail, sms, call_back) =
        (build.action("mail", |_| {}), build.action("sms", |_| {}), build.action("call_back", |_| {}));
    build.rule("low", on(event), |rule| {
        rule.calls = vec![call(sms)];
        rule.group = Some(group);
    });
    let high = build.rule("high", on(event), |rule| {
        rule.calls = vec![call(mail), call(call_back)];
        rule.group = Some(group);
        rule.priority = 1;
    });
    let program = build.program();
    let state = contact(&program);
    let decision = feed(&program, &state, "go");
    assert_eq!(fired(&decision), ["mail", "call_back"], "one rule takes one place for all its actions");
    assert_eq!(decision.suppressed[0].what, Actor::Action(sms));
    assert_eq!(decision.suppressed[0].reason, Reason::Group { group, at_most: 1, taken_by: vec![high] });
    // Places are those of one moment.
    assert_eq!(fired(&feed(&program, &decision.next, "go")).len(), 2);
}

#[test]
fn a_place_is_held_only_by_what_fired() {
    let mut build = Build::new();
    let event = build.event("go");
    let group = build.group("outreach", 1);
    let no = build.bool(false);
    let closed = build.channel("sms", Some(no));
    let (first, second) = (build.action("first", |action| action.channel = closed), build.action("second", |_| {}));
    for action in [first, second] {
        build.rule(&format!("rule{}", action.index()), on(event), |rule| {
            rule.calls = vec![call(action)];
            rule.group = Some(group);
        });
    }
    let program = build.program();
    assert_eq!(fired(&feed(&program, &contact(&program), "go")), ["second"]);
}

#[test]
fn merging_asks_the_rules_own_group() {
    let mut build = Build::new();
    let event = build.event("go");
    let group = build.group("outreach", 1);
    let (mail, sms) = (build.action("mail", |_| {}), build.action("sms", |_| {}));
    let free = build.rule("free", on(event), |rule| {
        rule.calls = vec![call(mail)];
        rule.priority = 9;
    });
    // Merged, and takes the group's place.
    let merged = build.rule("merged", on(event), |rule| {
        rule.calls = vec![call(mail)];
        rule.group = Some(group);
        rule.priority = 5;
    });
    for (name, action) in [("late", mail), ("later", sms)] {
        build.rule(name, on(event), |rule| {
            rule.calls = vec![call(action)];
            rule.group = Some(group);
        });
    }
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), ["mail"]);
    assert_eq!(decision.fired[0].causes, [Cause::Rule(free), Cause::Rule(merged)]);
    let held: Vec<_> = decision.suppressed.iter().map(|held| held.what).collect();
    assert_eq!(held, [Actor::Action(mail), Actor::Action(sms)]);
    assert_eq!(rules(&decision), ["free", "merged"]);
}

#[test]
fn other_values_are_another_action() {
    let mut build = Build::new();
    let event = build.event("go");
    let (a, b) = (build.text("a"), build.text("b"));
    let mail = build.action("mail", |action| action.with = vec![entry("template", a)]);
    build.rule("one", on(event), |rule| rule.calls = vec![call(mail)]);
    build.rule("two", on(event), |rule| rule.calls = vec![call_with(mail, "template", a)]);
    build.rule("three", on(event), |rule| {
        rule.calls = vec![call_with(mail, "template", b), call_with(mail, "template", a)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.fired.len(), 2);
    assert_eq!(decision.fired[0].causes.len(), 3);
    assert_eq!(decision.fired[1].payload["template"], Some(text("b")));
    let at = monday().milliseconds();
    assert_eq!(decision.key(&decision.fired[0]), format!("c-1|one|-|mail|{at}"));
    assert_eq!(decision.key(&decision.fired[1]), format!("c-1|three|-|mail|{at}"));
}

#[test]
fn keys_of_one_decision_differ() {
    let mut build = Build::new();
    let event = build.event("go");
    let stages = build.journey("life", &["a", "b"]);
    let (a, b) = (build.text("a"), build.text("b"));
    let mail = build.action("mail", |_| {});
    build.transition(stages[0], stages[1], Some(event), |transition| {
        transition.calls = vec![call_with(mail, "template", a), call_with(mail, "template", b)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    let at = monday().milliseconds();
    let keys: Vec<String> = decision.fired.iter().map(|firing| decision.key(firing)).collect();
    assert_eq!(keys, [format!("c-1|life.a->b|-|mail|{at}"), format!("c-1|life.a->b|-|mail|{at}#2")]);
}

#[test]
fn a_key_ends_with_the_id_of_the_input() {
    let mut build = Build::new();
    let event = build.event("go");
    let stages = build.journey("life", &["new", "known"]);
    let (a, b) = (build.text("a"), build.text("b"));
    let mail = build.action("mail", |_| {});
    build.transition(stages[0], stages[1], None, |transition| transition.calls = vec![call(mail)]);
    build.rule("greet", on(event), |rule| {
        rule.calls = vec![call_with(mail, "template", a), call_with(mail, "template", b)];
    });
    let program = build.program();
    let at = monday().milliseconds();
    let keys = |decision: &crate::decide::Decision| -> Vec<String> {
        decision.fired.iter().map(|firing| decision.key(firing)).collect()
    };
    let go = |id: &str| Input::at(monday()).id(id).event("go");
    let first = run(&program, &unsettled(&program), &go("e-1"));
    assert_eq!(
        keys(&first),
        [
            // Settling does not depend on which input came first.
            format!("c-1|life.new->known|-|mail|{at}"),
            format!("c-1|greet|-|mail|{at}|e-1"),
            format!("c-1|greet|-|mail|{at}#2|e-1"),
        ]
    );
    // The same at the same instant, by another input: it is a firing of its own.
    let second = run(&program, &first.next, &go("e-2"));
    assert_eq!(keys(&second), [format!("c-1|greet|-|mail|{at}|e-2"), format!("c-1|greet|-|mail|{at}#2|e-2")]);
}

#[test]
fn otherwise_stands_in_and_meets_the_same() {
    let mut build = Build::new();
    let event = build.event("go");
    let no = build.bool(false);
    let closed = build.channel("sms", Some(no));
    let post = build.action("post", |_| {});
    let sms = build.action("sms", |action| {
        action.channel = closed;
        action.otherwise = Some(post);
    });
    let push = build.action("push", |action| {
        action.channel = closed;
        action.otherwise = Some(sms);
    });
    let done = build.field("done", BOOL, Some(Value::Bool(false)));
    let yes = build.bool(true);
    build.rule("rule", on(event), |rule| {
        rule.calls = vec![call(push)];
        rule.effects = vec![set(done, yes)];
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), ["post"]);
    let held: Vec<_> = decision.suppressed.iter().map(|held| (held.what, held.replaced_by)).collect();
    assert_eq!(held, [(Actor::Action(push), None), (Actor::Action(sms), Some(post))]);
    assert_eq!(decision.next.get("done"), Some(true.into()), "the rule fired");
}

#[test]
fn a_rule_without_actions_is_held_by_its_group() {
    let mut build = Build::new();
    let event = build.event("go");
    let group = build.group("outreach", 1);
    let size = build.field("size", INT, Some(Value::Int(0)));
    let (one, two) = (build.int(1), build.int(2));
    build.rule("low", on(event), |rule| {
        rule.effects = vec![set(size, one)];
        rule.group = Some(group);
    });
    build.rule("high", on(event), |rule| {
        rule.effects = vec![set(size, two)];
        rule.group = Some(group);
        rule.priority = 1;
    });
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(decision.next.get("size"), Some(2.into()));
    assert_eq!(decision.conflicts, []);
    assert_eq!(rules(&decision), ["high"]);
    assert_eq!(decision.suppressed[0].what, Actor::Rule(RuleId::new(0)));
}

#[test]
fn values_are_read_when_all_is_quiet() {
    let mut build = Build::new();
    let event = build.event("go");
    let name = build.parameter(event, "name", TEXT);
    let size = build.field("size", INT, Some(Value::Int(0)));
    let unset = build.field("unset", maybe(INT), None);
    let five = build.int(5);
    let (read, read_unset, payload) = (build.read(size), build.read(unset), build.e(ExprKind::Payload(vec![name])));
    let due = build.value(duration(0, 2, 0));
    let mail = build.action("mail", |action| {
        action.with = vec![entry("size", read), entry("unset", read_unset)];
        action.due = Some(due);
    });
    build.rule("mail", on(event), |rule| rule.calls = vec![call_with(mail, "name", payload)]);
    build.rule("grow", on(event), |rule| rule.effects = vec![set(size, five)]);
    let program = build.program();
    let input = Input::at(monday()).event("go").with("name", "Zoé");
    let decision = run(&program, &contact(&program), &input);
    let firing = &decision.fired[0];
    let payload: Vec<_> = firing.payload.iter().map(|(name, value)| (&**name, value.clone())).collect();
    assert_eq!(payload, [("size", Some(Value::Int(5))), ("unset", None), ("name", Some(text("Zoé")))]);
    assert_eq!(firing.due, Some(Duration { days: 2, ..Duration::default() }));
}

#[test]
fn the_order_is_priority_then_declaration_then_the_list() {
    let mut build = Build::new();
    let event = build.event("go");
    let actions: Vec<ActionId> = (0..4).map(|index| build.action(&format!("a{index}"), |_| {})).collect();
    build.rule("first", on(event), |rule| rule.calls = vec![call(actions[1]), call(actions[0])]);
    build.rule("second", on(event), |rule| rule.calls = vec![call(actions[2])]);
    build.rule("third", on(event), |rule| {
        rule.calls = vec![call(actions[3])];
        rule.priority = 1;
    });
    let program = build.program();
    assert_eq!(fired(&feed(&program, &contact(&program), "go")), ["a3", "a1", "a0", "a2"]);
}
