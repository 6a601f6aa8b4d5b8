//! The sample blueprint with all that takes time, and a contact of which everything is
//! remembered: for tests of what is stored.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use crate::calendar::{Duration, Period, Schedule, Weekday, Window};
use crate::ir::sample::sample;
use crate::ir::*;
use crate::text::Span;

fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

fn literal(ir: &mut Blueprint, value: Value, scalar: Scalar) -> ExprId {
    let (kind, ty, span) = (ExprKind::Literal(value), Type::required(scalar), Span::default());
    ir.exprs.push(Expr { kind, ty, span })
}

/// The sample with a series of each kind, modes, caps, limits, fading, a date, sequences.
pub(crate) fn rich() -> Blueprint {
    let mut ir = sample();
    let span = Span::default();
    let (submitted, unsubscribed) = (EventId::new(0), EventId::new(1));
    let amount = ir.events[submitted].parameters[1];
    let one = literal(&mut ir, Value::Int(1), Scalar::Int);
    let day = literal(&mut ir, Value::Duration(Duration::days(1)), Scalar::Duration);
    let day_window = Some(Duration::days(30));
    let series = |key: &str, event, value, window| Series {
        object: None,
        key: key.to_owned(),
        event,
        filter: None,
        value,
        last: true,
        total: true,
        window,
    };
    ir.series.push(series("unsubscribed", unsubscribed, None, day_window));
    ir.series.push(series("form_submitted.amount", submitted, Some(amount), day_window));

    let (email, phone) = (ChannelId::new(0), ChannelId::new(1));
    let deferring = Handling::Defer { at_most: None };
    let hours =
        ChannelHours { kind: HoursKind::Days(Schedule::of_days(&[Weekday::Monday])), handling: deferring, span };
    ir.channels.get_mut(email).unwrap().hours.push(hours);
    let cap = |of, window, channels| Cap {
        of,
        amount: one,
        window,
        when: None,
        channels,
        exempt: Vec::new(),
        handling: deferring,
        span,
    };
    let week = Window::Rolling(Duration::days(7));
    ir.caps.push(cap(CapOwner::Channel(email), week, vec![email]));
    ir.caps.push(cap(CapOwner::Channel(email), week, vec![email, phone]));
    ir.caps.push(cap(CapOwner::Purpose(PurposeId::new(0)), Window::Calendar(Period::Week), Vec::new()));

    ir.scores.get_mut(ScoreId::new(0)).unwrap().fade = Some(Fade { points: 5, every: Duration::days(7) });

    let mode = |name: &str, from| Mode {
        object: None,
        info: info(name),
        when: None,
        from: vec![EventFilter { events: vec![from], filter: None }],
        until: Vec::new(),
        suspends: vec![Suspension { what: Suspended::Channel(email), handling: deferring, span }],
        responsibilities: Responsibilities::default(),
    };
    ir.modes.push(mode("complaint", unsubscribed));

    let (send_welcome, call_back) = (ActionId::new(0), ActionId::new(1));
    let call = |action, after| ActionCall { action, with: Vec::new(), after, span };
    let step = |key: &str, kind| Step { key: key.to_owned(), kind, span };
    ir.sequences.push(Sequence {
        object: None,
        info: info("onboarding"),
        parameters: vec![
            SequenceParameter { name: "topic".to_owned(), ty: Type::required(Scalar::Text) },
            SequenceParameter { name: "pause".to_owned(), ty: Type::required(Scalar::Duration) },
        ],
        reentry: Reentry::AfterExit,
        goals: Vec::new(),
        exits: Vec::new(),
        suspends: Vec::new(),
        steps: vec![
            step("do send_welcome", StepKind::Do(vec![call(send_welcome, None)])),
            step("wait 1 day", StepKind::Wait { wait: Wait::For { delay: day, opening: None, or: None }, expired: 2 }),
            step("second", StepKind::Do(vec![call(call_back, Some(day))])),
        ],
        names: [("second".to_owned(), NamedStep { label: None, first: 2, end: 3 })].into_iter().collect(),
        order: 100,
        responsibilities: Responsibilities::default(),
        span,
    });
    let mut second = ir.sequences[SequenceId::new(0)].clone();
    second.info = info("winback");
    second.order = 101;
    ir.sequences.push(second);

    let limit = Limit { amount: one, window: None, handling: deferring };
    let rule = ir.rules.get_mut(RuleId::new(0)).unwrap();
    rule.limit = Some(limit);
    rule.split = vec![Variant { name: "b".to_owned(), share: 5_000, calls: vec![call(send_welcome, Some(day))] }];
    // The rule `on_becoming`.
    let rule = ir.rules.get_mut(RuleId::new(4)).unwrap();
    if let Trigger::Becoming { including_existing, .. } = &mut rule.trigger {
        *including_existing = true;
    }
    let of = ir.exprs.iter().find(|(_, expr)| expr.ty.scalar == Scalar::Date).map(|(id, _)| id).unwrap();
    let trigger = Trigger::Date { of, offset: None, before: false, time: None, or_at_once: false, each_date: false };
    let mut dated = ir.rules[RuleId::new(1)].clone();
    dated.info = info("on_birthday");
    dated.trigger = trigger.clone();
    dated.order = 102;
    ir.rules.push(dated);
    let journey = JourneyId::new(0);
    let mut moved = ir.transitions[TransitionId::new(1)].clone();
    moved.trigger = Some(trigger);
    moved.order = 103;
    let moved = ir.transitions.push(moved);
    ir.journeys.get_mut(journey).unwrap().transitions.push(moved);
    ir
}

pub(crate) fn rich_arc() -> Arc<Blueprint> {
    Arc::new(rich())
}

/// A contact in [`rich`] of which everything is remembered.
pub(crate) fn full() -> Json {
    json!({
        "blueprint": "growth", "version": "1.0", "contact": "c-42",
        "clock": "2026-03-02T09:00:00Z", "settled": true,
        "created": "2026-01-01T09:00:00Z", "changed": "2026-03-01T09:00:00Z",
        "fields": {
            "email_opt_in": true, "plan": "premium", "visits": 3, "revenue": "12.5", "company": "Acme",
            "owner": "Ada", "interests": ["crm"], "birthday": "1980-02-29", "signed": "2026-03-01T00:00:00Z",
            "notice": "1 month", "served_by": "sales", "tz": "Europe/Paris",
        },
        "stages": {
            "lifecycle": {"stage": "lead", "since": "2026-03-01T09:00:00Z"},
            "care": {"stage": "quiet", "since": "2026-02-01T09:00:00Z"},
        },
        "scores": {"maturity": {"points": 28, "once": [0], "risen": "2026-02-28T09:00:00Z"}},
        "history": {
            "unsubscribed": {
                "last": "2026-03-01T09:00:00Z", "count": 3,
                "entries": ["2026-02-20T09:00:00Z", "2026-02-20T09:00:00Z", "2026-03-01T09:00:00Z"],
            },
            "form_submitted.amount": {
                "last": "2026-03-01T09:00:00Z", "count": 5,
                "total": {"count": 4, "sum": "20.5", "min": "1", "max": "12.25"},
                "entries": [{"at": "2026-02-20T09:00:00Z", "value": "12.25"}, "2026-03-01T09:00:00Z"],
            },
        },
        "modes": {"complaint": "2026-03-01T09:00:00Z"},
        "caps": {
            "channel email per 7 days": ["2026-03-01T09:00:00Z", "2026-03-01T09:00:00Z"],
            "channel email per 7 days #2": ["2026-03-01T09:00:00Z"],
            "purpose newsletter per calendar week": ["2026-03-01T10:00:00Z"],
        },
        "limits": {"on_event": [{"at": "2026-03-01T09:00:00Z", "occurrence": 3}]},
        "dated": [{"rule": "on_birthday"}, {"transition": "lifecycle.lead->customer #2"}],
        "met": ["on_becoming"],
        "waiting": [
            {
                "serial": 4, "cause": {"rule": "on_event"}, "action": "call_back", "call": {"list": 0, "index": 0},
                "occurrence": 3,
                "event": {"name": "form_submitted", "payload": {"form": "pricing", "amount": "2.5"}},
                "frozen": {"changed plan": true}, "since": "2026-03-01T09:00:00Z",
                "deferred": {
                    "by": {"hours": {"channel": "email", "place": 0}}, "until": "2026-03-09T00:00:00Z",
                    "since": "2026-03-01T10:00:00Z", "expires": "2026-03-10T00:00:00Z",
                },
            },
            {
                "serial": 5, "cause": {"rule": "on_event"}, "action": "send_welcome",
                "call": {"list": 1, "index": 0}, "occurrence": 3, "since": "2026-03-01T09:00:00Z",
                "delayed": {"due": "2026-03-02T09:00:00.001Z"},
            },
            {
                "serial": 6, "cause": {"transition": "lifecycle.lead->customer"}, "action": "call_back",
                "occurrence": 4, "since": "2026-03-01T09:00:00Z",
                "deferred": {"by": {"cap": "channel email per 7 days #2"}, "since": "2026-03-01T09:00:00Z"},
            },
            {
                "serial": 9, "cause": {"sequence": "onboarding"}, "action": "call_back",
                "call": {"list": 2, "index": 0}, "occurrence": 7, "since": "2026-03-02T08:00:00Z",
                "deferred": {"by": {"mode": "complaint"}, "since": "2026-03-02T08:00:00Z"},
            },
        ],
        "runs": [
            {
                "sequence": "onboarding", "arguments": {"topic": "prices"}, "started": "2026-03-01T09:00:00Z",
                "serial": 7, "step": "second", "rest": "acting",
            },
            {
                "sequence": "winback", "arguments": {"topic": "all", "pause": "3 days"},
                "started": "2026-03-01T09:00:00Z", "serial": 8, "step": "wait 1 day",
                "rest": {"waiting": {"until": "2026-03-03T09:00:00Z"}},
            },
        ],
        "ended": {"winback": "2026-01-10T09:00:00Z"},
        "serial": 10,
        "inputs": {"e-1": "2026-03-01T09:00:00Z", "e-2": "2026-03-01T09:00:00Z", "e-3": "2026-03-02T09:00:00Z"},
    })
}
