//! What is fed: errors, duplicates, late inputs, refusal.

use super::build::*;
use crate::calendar::Instant;
use crate::decide::{Notice, decide};
use crate::ir::*;
use crate::state::{Input, PlainValue};

fn bench() -> Build {
    let mut build = Build::new();
    let event = build.event("form_submitted");
    build.parameter(event, "form", TEXT);
    build.parameter(event, "campaign", maybe(TEXT));
    build.event("logged_in");
    build.field("company", maybe(TEXT), None);
    build.field("size", INT, Some(Value::Int(0)));
    build.score("maturity", 0, 100);
    build
}

fn problems(input: &Input) -> String {
    let program = bench().program();
    let state = contact(&program);
    let errors = decide(&program, &state, input).unwrap_err();
    assert_eq!(errors.to_string().lines().count(), errors.problems.len());
    errors.to_string()
}

#[test]
fn everything_wrong_is_said_at_once() {
    let input = Input::at(monday())
        .event("form_submited")
        .change("compani", "Acme")
        .change("size", "big")
        .change("maturity", 5)
        .change("size ", 5);
    assert_eq!(
        problems(&input),
        "unknown event `form_submited`; did you mean `form_submitted`?\n\
         the contact has no field `compani`; did you mean `company`?\n\
         field `size`: expected a whole number of 64 bits, found the text \"big\"\n\
         `maturity` is a score; only the contact's fields can be changed\n\
         the contact has no field `size `; did you mean `size`?"
    );
}

#[test]
fn payloads_are_checked() {
    assert_eq!(
        problems(&Input::at(monday()).event("form_submitted").with("campain", "x")),
        "event `form_submitted` has no `campain`; did you mean `campaign`?\n\
         event `form_submitted` needs `form`: a text"
    );
    assert_eq!(
        problems(&Input::at(monday()).event("form_submitted").with("form", 5)),
        "event `form_submitted`, `form`: expected a text, found the number 5"
    );
    assert_eq!(
        problems(&Input::at(monday()).change("size", PlainValue::Null)),
        "field `size`: expected a whole number of 64 bits, found null"
    );
    assert_eq!(
        problems(&Input::at(monday()).id("x".repeat(65_537))),
        "the id has 65537 bytes; at most 65536 are allowed"
    );
}

#[test]
fn a_state_of_another_blueprint_is_refused() {
    let (program, mut other) = (bench().program(), bench());
    other.field("more", INT, Some(Value::Int(0)));
    let other = other.program();
    let input = Input::at(monday());
    assert!(decide(&program, &contact(&other), &input).is_err());
    // The same blueprint read twice is the same.
    assert!(decide(&program, &contact(&bench().program()), &input).is_ok());
}

#[test]
fn payload_defaults_are_filled_in() {
    let mut build = Build::new();
    let event = build.event("go");
    let kind = build.parameter(event, "kind", TEXT);
    build.ir.parameters.get_mut(kind).unwrap().default = Some(text("plain"));
    let seen = build.field("seen", maybe(TEXT), None);
    let read = build.e(ExprKind::Payload(vec![kind]));
    build.rule("see", on(event), |rule| rule.effects = vec![set(seen, read)]);
    let program = build.program();
    assert_eq!(feed(&program, &contact(&program), "go").next.get("seen"), Some("plain".into()));
}

#[test]
fn a_second_delivery_is_a_duplicate() {
    let program = bench().program();
    let state = contact(&program);
    let input = Input::at(monday()).id("e-1").change("size", 5);
    let first = run(&program, &state, &input);
    assert!(!first.duplicate);
    let again = run(&program, &first.next, &input.clone().change("size", 9));
    assert!(again.duplicate);
    assert_eq!(again.changes, []);
    assert_eq!(again.next, first.next);
    // Its instant still passes.
    let later = instant("2026-03-04T09:00:00Z");
    let mut late_copy = input.clone();
    late_copy.at = later;
    let copy = run(&program, &first.next, &late_copy);
    assert!(copy.duplicate);
    assert_eq!(copy.next.clock(), later);
    assert_eq!(copy.next.core().inputs.get("e-1"), Some(monday()));
}

#[test]
fn ids_are_forgotten_after_seven_days() {
    let program = bench().program();
    let first = run(&program, &contact(&program), &Input::at(monday()).id("e-1").event("logged_in"));
    let again = |at: &str| run(&program, &first.next, &Input::at(instant(at)).id("e-1").event("logged_in"));
    assert!(again("2026-03-09T08:59:59.999Z").duplicate);
    assert!(!again("2026-03-09T09:00:00Z").duplicate);
    let waited = run(&program, &first.next, &Input::at(instant("2026-03-09T09:00:00Z")));
    assert!(waited.next.core().inputs.is_empty());
}

#[test]
fn the_oldest_id_of_too_many_is_forgotten_openly() {
    let program = bench().program();
    let mut state = contact(&program);
    state.core_mut().inputs = (0..1_000).map(|index| (format!("e-{index}").into(), monday())).collect();
    let decision = run(&program, &state, &Input::at(monday()).id("new").event("logged_in"));
    assert_eq!(decision.notices, [Notice::InputForgotten { id: "e-0".to_owned() }]);
    assert_eq!(decision.next.core().inputs.len(), 1_000);
    assert_eq!(decision.next.core().inputs.iter().last().map(|(id, _)| &**id), Some("new"));
}

#[test]
fn an_old_input_is_judged_at_the_clock() {
    let mut build = bench();
    let seen = build.field("seen", maybe(Type::required(Scalar::Datetime)), None);
    let now = build.e(ExprKind::Now);
    build.rule("see", on(EventId::new(1)), |rule| rule.effects = vec![set(seen, now)]);
    let program = build.program();
    let decision = run(&program, &contact(&program), &Input::at(Instant::MIN).event("logged_in"));
    assert!(decision.late);
    assert_eq!(decision.at, monday());
    assert_eq!(decision.next.get("seen"), Some(monday().into()));
}

#[test]
fn time_alone_is_no_moment() {
    let mut build = bench();
    let size = FieldId::new(1);
    let stages = build.journey("life", &["a", "b"]);
    let guard = build.at_least(size, 0);
    build.transition(stages[0], stages[1], None, |transition| transition.guard = Some(guard));
    let program = build.program();
    let later = instant("2026-03-04T09:00:00Z");
    let decision = run(&program, &contact(&program), &Input::at(later).id("tick"));
    assert_eq!((moves(&decision), decision.next.clock()), (Vec::new(), later));
    assert!(decision.next.core().inputs.is_empty(), "extra ticks leave no trace");
}

#[test]
fn a_refused_event_leaves_all_but_the_clock() {
    let mut build = Build::new();
    let event = build.event("mail");
    let from = build.parameter(event, "from", maybe(TEXT));
    let size = build.field("size", INT, Some(Value::Int(0)));
    let never = build.is(size, Value::Int(7));
    let spam = build.payload_is(from, text("spam"));
    build.ir.events.get_mut(event).unwrap().refuse_when = vec![never, spam];
    let mail = build.action("mail", |_| {});
    build.rule("answer", on(event), |rule| rule.calls = vec![call(mail)]);
    let program = build.program();
    let state = contact(&program);
    let later = instant("2026-03-04T09:00:00Z");
    let from = |from: &str| Input::at(later).id("m-1").event("mail").with("from", from);
    let refused = run(&program, &state, &from("spam").change("size", 7));
    let refusal = refused.refused.unwrap();
    assert_eq!((refusal.event, refusal.condition), (event, 1), "judged before the input's changes");
    assert_eq!(refused.next.get("size"), Some(0.into()));
    assert_eq!((fired(&refused), refused.next.clock()), (Vec::new(), later));
    assert!(run(&program, &refused.next, &from("spam")).duplicate);
    assert_eq!(fired(&run(&program, &state, &from("friend"))), ["mail"]);
    // Unknown refuses nothing.
    assert_eq!(fired(&run(&program, &state, &Input::at(later).event("mail"))), ["mail"]);
}

#[test]
fn an_unknown_zone_is_said_once() {
    let mut build = Build::new();
    let zone = build.field("timezone", maybe(TEXT), None);
    build.event("go");
    build.ir.timezone.contact = Some(build.read(zone));
    let program = build.program();
    let input = Input::at(monday()).event("go");
    assert_eq!(run(&program, &contact(&program), &input.clone()).notices, []);
    let decision = run(&program, &contact(&program), &input.change("timezone", "Mars/Olympus\u{1b}"));
    assert_eq!(decision.notices, [Notice::UnknownZone { zone: "Mars/Olympus\\u{1b}".to_owned() }]);
}
