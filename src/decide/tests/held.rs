//! What restraints and time bring about, as people and programs read it.

use serde_json::json;

use super::build::*;
use crate::calendar::{Duration, Period, Schedule, Window};
use crate::decide::{Program, explain};
use crate::ir::*;
use crate::state::Input;
use crate::text::Span;

/// A mail, at most one a day and not at night, of a rule that a mode may suspend and a limit
/// holds; a call two hours later.
fn bench() -> Build {
    let mut build = Build::new();
    let go = build.event("go");
    let (trouble, solved) = (build.event("trouble"), build.event("solved"));
    let email = ChannelId::new(0);
    let night = Schedule::outside("20:00".parse().unwrap(), "08:00".parse().unwrap());
    let defer = |days| Handling::Defer { at_most: Some(Duration::days(days)) };
    let hours = ChannelHours { kind: HoursKind::Quiet(night), handling: defer(5), span: Span::default() };
    build.ir.channels.get_mut(email).unwrap().hours.push(hours);
    let (one, three) = (build.int(1), build.int(3));
    build.ir.caps.push(Cap {
        of: CapOwner::Channel(email),
        amount: one,
        window: Window::Calendar(Period::Day),
        when: None,
        channels: vec![email],
        exempt: Vec::new(),
        handling: defer(4),
        span: Span::default(),
    });
    let desk = build.channel("desk", None);
    let mail = build.action("mail", |_| {});
    let phone = build.action("phone", |action| action.channel = desk);
    let later = build.value(duration(0, 0, 7_200_000));
    let rule = build.rule("hello", on(go), |rule| {
        rule.calls = vec![call(mail), ActionCall { after: Some(later), ..call(phone) }];
        rule.each = true;
        rule.limit = Some(Limit { amount: three, window: None, handling: Handling::Drop });
        rule.unless = vec![EventFilter { events: vec![solved], filter: None }];
    });
    build.ir.modes.push(Mode {
        object: None,
        info: info("quiet_please"),
        when: None,
        from: vec![EventFilter { events: vec![trouble], filter: None }],
        until: vec![EventFilter { events: vec![solved], filter: None }],
        suspends: vec![Suspension { what: Suspended::Rule(rule), handling: Handling::Drop, span: Span::default() }],
        responsibilities: Responsibilities::default(),
    });
    build
}

fn input(at: &str, event: &str) -> Input {
    Input::at(instant(at)).event(event)
}

/// What a decision brings, without its next state.
fn plain(decision: &crate::decide::Decision) -> serde_json::Value {
    let mut json = serde_json::to_value(decision).unwrap();
    json.as_object_mut().unwrap().retain(|_, value| value.as_array().is_none_or(|list| !list.is_empty()));
    for name in ["next", "contact", "late", "duplicate"] {
        json.as_object_mut().unwrap().remove(name);
    }
    json
}

/// The explanation's tree.
fn tree(program: &Program, state: &crate::state::ContactState, input: &Input) -> String {
    let explained = explain(program, state, input).unwrap();
    explained.to_string().strip_prefix(&explained.decision.to_string()).unwrap().to_owned()
}

#[test]
fn what_waits_is_told() {
    let program = bench().program();
    let first = run(&program, &contact(&program), &input("2026-03-02T09:00:00Z", "go"));
    assert_eq!(
        first.to_string(),
        "2026-03-02T09:00:00Z, contact c-1\n\
         \x20 fires: mail, email, because of rule hello, good until 2026-03-02T20:00:00Z\n\
         \x20 plans: phone for 2026-03-02T11:00:00Z, because of rule hello\n\
         \x20 next: 2026-03-02T11:00:00Z\n"
    );
    let again = input("2026-03-02T10:00:00Z", "go");
    let second = run(&program, &first.next, &again);
    let cause = json!({"type": "rule", "name": "hello"});
    assert_eq!(
        plain(&second),
        json!({
            "at": "2026-03-02T10:00:00Z",
            "planned": [{
                "action": "phone", "cause": cause, "at": "2026-03-02T10:00:00Z", "due": "2026-03-02T12:00:00Z",
            }],
            "deferred": [{
                "action": "mail", "cause": cause, "at": "2026-03-02T10:00:00Z",
                "reason": {"type": "cap", "channel": "email", "per": "day", "amount": 1, "used": 1},
                "until": "2026-03-03T00:00:00Z", "expires": "2026-03-06T10:00:00Z",
            }],
            "wake_at": "2026-03-02T11:00:00Z",
            "more": false,
        })
    );
    assert_eq!(
        tree(&program, &first.next, &again),
        "input at 2026-03-02T10:00:00Z\n\
         \x20 round 1\n\
         \x20   + rule hello: passes\n\
         \x20 + action phone, by rule hello: planned for 2026-03-02T12:00:00Z\n\
         \x20 - action mail, by rule hello: waits until 2026-03-03T00:00:00Z, 1 of 1 per day of channel email are used up\n\
         \x20   mode quiet_please: passes\n\
         \x20   limit of rule hello: passes, 1 of 3 used\n\
         \x20   cap per day of channel email: holds it back, 1 of 1 used\n"
    );
    // A day later all that was due on the way has happened, each at its own instant.
    let later = Input::at(instant("2026-03-03T09:00:00Z"));
    let third = run(&program, &second.next, &later);
    assert_eq!(
        third.to_string(),
        "2026-03-03T09:00:00Z, contact c-1\n\
         \x20 fires: phone, desk, because of rule hello, at 2026-03-02T11:00:00Z\n\
         \x20 fires: phone, desk, because of rule hello, at 2026-03-02T12:00:00Z\n\
         \x20 fires: mail, email, because of rule hello, good until 2026-03-03T20:00:00Z, at 2026-03-03T08:00:00Z\n\
         \x20 waits: mail until 2026-03-03T08:00:00Z, within quiet hours of channel email; given up at \
         2026-03-06T10:00:00Z, at 2026-03-03T00:00:00Z\n"
    );
    let tree = tree(&program, &second.next, &later);
    assert!(tree.starts_with("due at 2026-03-02T11:00:00Z\n"), "{tree}");
    let held = json!({"type": "hours", "channel": "email", "clause": "quiet"});
    assert_eq!(plain(&third)["deferred"][0]["reason"], held);
    assert_eq!(plain(&third)["fired"][2]["good_until"], "2026-03-03T20:00:00Z");
}

#[test]
fn what_is_no_longer_wanted_is_told() {
    let program = bench().program();
    let first = run(&program, &contact(&program), &input("2026-03-02T09:00:00Z", "go"));
    let trouble = run(&program, &first.next, &input("2026-03-02T09:30:00Z", "trouble"));
    assert_eq!(
        trouble.to_string(),
        "2026-03-02T09:30:00Z, contact c-1\n\x20 mode: quiet_please, on\n\x20 next: 2026-03-02T11:00:00Z\n"
    );
    let again = input("2026-03-02T10:00:00Z", "go");
    let held = run(&program, &trouble.next, &again);
    assert_eq!(
        plain(&held)["suppressed"],
        json!([{
            "action": "mail", "causes": [{"type": "rule", "name": "hello"}], "at": "2026-03-02T10:00:00Z",
            "reason": {"type": "mode", "mode": "quiet_please"},
        }])
    );
    let told = tree(&program, &trouble.next, &again);
    assert!(told.contains("    mode quiet_please: holds it back, on since 2026-03-02T09:30:00Z\n"), "{told}");
    let solving = input("2026-03-02T10:30:00Z", "solved");
    let solved = run(&program, &held.next, &solving);
    assert_eq!(
        solved.to_string(),
        "2026-03-02T10:30:00Z, contact c-1\n\
         \x20 mode: quiet_please, off\n\
         \x20 cancels: phone, solved happened\n\
         \x20 cancels: phone, solved happened\n"
    );
    assert_eq!(plain(&solved)["cancelled"][0]["why"], json!({"type": "unless", "event": "solved"}));
    assert_eq!(plain(&solved)["modes"], json!([{"mode": "quiet_please", "at": "2026-03-02T10:30:00Z", "on": false}]));
    let told = tree(&program, &held.next, &solving);
    assert!(told.contains("  - action phone, by rule hello: cancelled, solved happened\n"), "{told}");
}

#[test]
fn every_reason_is_data_and_text() {
    use crate::decide::{CancelReason, Notice, Reason, SequenceChange, SequenceStep, Suppression, Unknown};
    let program = bench().program();
    let mut decision = run(&program, &contact(&program), &input("2026-03-02T09:00:00Z", "solved"));
    let (rule, mode) = (RuleId::new(0), ModeId::new(0));
    let (cap, hours) = (CapId::new(0), 0);
    let (unknown, channel) = (Unknown::Overflow, ChannelId::new(0));
    let sequence = SequenceId::new(9);
    let reasons = [
        (Reason::Mode { mode, unknown: None }, json!({"type": "mode", "mode": "quiet_please"})),
        (Reason::Sequence { sequence }, json!({"type": "sequence", "sequence": "?"})),
        (Reason::Limit { rule, amount: None }, json!({"type": "limit", "rule": "hello"})),
        (Reason::Limit { rule, amount: Some(3) }, json!({"type": "limit", "rule": "hello", "amount": 3})),
        (Reason::Holdout { rule }, json!({"type": "holdout", "rule": "hello"})),
        (
            Reason::Cap { cap, amount: None, used: 2 },
            json!({"type": "cap", "channel": "email", "per": "day", "used": 2}),
        ),
        (Reason::Cap { cap: CapId::new(9), amount: None, used: 2 }, json!({"type": "cap", "per": "?", "used": 2})),
        (Reason::Hours { channel, hours }, json!({"type": "hours", "channel": "email", "clause": "quiet"})),
        (Reason::Hours { channel, hours: 9 }, json!({"type": "hours", "channel": "email", "clause": "?"})),
        (Reason::Delay { unknown }, json!({"type": "delay", "unknown": "a result does not fit its number"})),
        (Reason::Waits, json!({"type": "waits"})),
        (Reason::Expired, json!({"type": "expired"})),
        (Reason::Full, json!({"type": "full"})),
    ];
    let at = monday();
    decision.suppressed = reasons
        .iter()
        .map(|(reason, _)| Suppression {
            of: None,
            what: Actor::Rule(rule),
            causes: Vec::new(),
            reason: reason.clone(),
            at,
            ends: Some(at),
            replaced_by: None,
        })
        .collect();
    let whys = [CancelReason::While, CancelReason::Guard, CancelReason::Left(sequence)];
    let cancelled = |why| crate::decide::Cancellation {
        action: ActionId::new(0),
        cause: Cause::Sequence(sequence),
        of: None,
        at,
        why,
    };
    decision.cancelled = whys.map(cancelled).to_vec();
    let steps = [SequenceStep::Started, SequenceStep::Completed, SequenceStep::Goal, SequenceStep::Exit];
    decision.sequences = steps.map(|what| SequenceChange { sequence, of: None, at, what }).to_vec();
    decision.notices = vec![Notice::DatePassed { cause: Cause::Rule(rule), of: None, due: at }];
    decision.more = true;
    let json = plain(&decision);
    for (index, (reason, expected)) in reasons.iter().enumerate() {
        let held = &json["suppressed"][index];
        assert_eq!((&held["reason"], &held["ends"]), (expected, &json!("2026-03-02T09:00:00Z")), "{reason:?}");
    }
    let listed = |name: &str, key: &str| -> Vec<serde_json::Value> {
        json[name].as_array().unwrap().iter().map(|entry| entry[key].clone()).collect()
    };
    assert_eq!(
        listed("cancelled", "why"),
        [json!({"type": "while"}), json!({"type": "guard"}), json!({"type": "left", "sequence": "?"})]
    );
    assert_eq!(json["cancelled"][0]["cause"], json!({"type": "sequence", "name": "?"}));
    assert_eq!(listed("sequences", "what"), ["started", "completed", "goal", "exit"]);
    let notice = json!([{
        "type": "date_passed", "cause": {"type": "rule", "name": "hello"}, "due": "2026-03-02T09:00:00Z",
    }]);
    assert_eq!((&json["notices"], &json["more"]), (&notice, &json!(true)));
    let text = decision.to_string();
    let lines = text.lines().filter(|line| line.starts_with("  held back: hello, "));
    assert_eq!(lines.count(), reasons.len(), "{text}");
    assert!(text.ends_with("  more is due: feed the same input again\n"), "{text}");
}
