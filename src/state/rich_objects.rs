//! [`rich`](super::rich) with objects, and a contact with instances of which everything is
//! remembered: for tests of what is stored.

use std::sync::Arc;

use serde_json::{Value as Json, json};

use super::rich::{full, rich};
use crate::calendar::Duration;
use crate::ir::*;

fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

/// Tickets and accounts, with one of everything that a life has.
pub(crate) fn rich_objects() -> Blueprint {
    let mut ir = rich();
    let (ticket, account) = (ObjectId::new(0), ObjectId::new(1));
    let (int, text) = (Type::required(Scalar::Int), Type::required(Scalar::Text));
    let tier = Scalar::Enum(EnumId::new(0));
    let mut fields = |object, all: &[(&str, Type, Option<Value>)]| -> Vec<FieldId> {
        let field = |(name, ty, default): &(&str, Type, Option<Value>)| {
            ir.fields.push(Field {
                governance: crate::ir::Governance::default(),
                info: info(name),
                object: Some(object),
                ty: *ty,
                default: default.clone(),
            })
        };
        all.iter().map(field).collect()
    };
    let of_ticket = fields(
        ticket,
        &[
            ("subject", text, None),
            ("plan", Type::required(tier), Some(Value::Member(EnumId::new(0), 1))),
            ("owner", text.with_optional(true), Some(Value::text("nobody"))),
            ("weight", int, Some(Value::Int(1))),
            ("due", Type::required(Scalar::Date).with_optional(true), None),
            ("account", Type::required(Scalar::Object(account)).with_optional(true), None),
        ],
    );
    let of_account = fields(account, &[("seats", int, Some(Value::Int(5)))]);
    for (name, fields) in [("ticket", of_ticket.clone()), ("account", of_account)] {
        let responsibilities = Responsibilities::default();
        ir.objects.push(Object { info: info(name), fields, responsibilities });
    }

    let mut event = |name: &str, addressing| {
        let mut event = ir.events[EventId::new(1)].clone();
        (event.info, event.subject) = (info(name), Some(EventSubject { object: ticket, addressing, key: None }));
        ir.events.push(event)
    };
    event("ticket_opened", Addressing::Opens);
    let replied = event("agent_replied", Addressing::Of);
    let minutes = ir.parameters.push(Parameter {
        governance: crate::ir::Governance::default(),
        info: info("minutes"),
        event: replied,
        ty: int,
        default: None,
    });
    ir.events.get_mut(replied).unwrap().parameters.push(minutes);

    let window = Some(Duration::days(30));
    let (key, object, value) = ("agent_replied.minutes".to_owned(), Some(ticket), Some(minutes));
    ir.series.push(Series { object, key, event: replied, filter: None, value, last: true, total: true, window });

    let mut score = ir.scores[ScoreId::new(0)].clone();
    (score.info, score.object, score.high) = (info("heat"), object, 50);
    score.events.truncate(1);
    score.events[0].events = vec![replied];
    score.profile.clear();
    ir.scores.push(score);

    let mut mode = ir.modes[ModeId::new(0)].clone();
    (mode.info, mode.object) = (info("paused"), object);
    mode.from[0].events = vec![replied];
    ir.modes.push(mode);

    let when = ir.exprs.push(Expr {
        kind: ExprKind::Field(of_ticket[4]),
        ty: Type::required(Scalar::Date).with_optional(true),
        span: ir.exprs[ExprId::new(0)].span,
    });
    let date = Trigger::Date { of: when, offset: None, before: false, time: None, or_at_once: false, each_date: false };
    for (journey, names) in [("support", ["new", "in_progress", "closed"]), ("alarm", ["calm", "loud", "lead"])] {
        let id = JourneyId::new(ir.journeys.len());
        let mut stages = Vec::new();
        for name in names {
            let mut stage = ir.stages[StageId::new(0)].clone();
            (stage.info, stage.journey) = (info(name), id);
            stages.push(ir.stages.push(stage));
        }
        let mut transition = ir.transitions[TransitionId::new(1)].clone();
        (transition.info, transition.journey) = (info(&format!("{}->{}", names[0], names[1])), id);
        (transition.sources, transition.target) = (vec![stages[0]], stages[1]);
        transition.trigger = Some(date.clone());
        let transitions = vec![ir.transitions.push(transition)];
        let mut declared = ir.journeys[JourneyId::new(0)].clone();
        (declared.info, declared.object, declared.transitions) = (info(journey), object, transitions);
        (declared.initial, declared.stages) = (stages[0], stages);
        ir.journeys.push(declared);
    }

    let mut action = ir.actions[ActionId::new(1)].clone();
    (action.info, action.object) = (info("acknowledge"), object);
    let acknowledge = ir.actions.push(action);
    let plan = ir.exprs.push(Expr {
        kind: ExprKind::Field(of_ticket[1]),
        ty: Type::required(tier),
        span: ir.exprs[ExprId::new(0)].span,
    });
    let changed = ir.exprs.push(Expr { kind: ExprKind::Changed(plan), ..ir.exprs[plan].clone() });
    ir.exprs.get_mut(changed).unwrap().ty = Type::required(Scalar::Bool);
    let on_event = ir.rules[RuleId::new(0)].clone();
    let one = on_event.limit.as_ref().unwrap().amount;
    let series = vec![SeriesId::new(2)];
    let day = ir.exprs.iter().find(|(_, expr)| expr.ty.scalar == Scalar::Duration).map(|(id, _)| id).unwrap();
    let becoming = ir.rules[RuleId::new(4)].trigger.clone();
    for (name, trigger) in [
        ("first_reply", Trigger::Event(EventFilter { events: vec![replied], filter: None })),
        ("ticket_due", date),
        ("quiet_ticket", Trigger::Without { delay: day, series }),
        ("known_ticket", becoming),
    ] {
        let mut rule = on_event.clone();
        (rule.info, rule.object, rule.trigger, rule.guard) = (info(name), object, trigger, Some(changed));
        rule.split.clear();
        rule.calls.truncate(1);
        rule.calls[0].action = acknowledge;
        rule.limit = Some(Limit { amount: one, window: None, handling: Handling::Defer { at_most: None } });
        ir.rules.push(rule);
    }
    let mut sequence = ir.sequences[SequenceId::new(0)].clone();
    (sequence.info, sequence.object) = (info("followup"), object);
    for step in &mut sequence.steps {
        if let StepKind::Do(calls) = &mut step.kind {
            calls[0].action = acknowledge;
        }
    }
    ir.sequences.push(sequence);
    ir
}

pub(crate) fn rich_objects_arc() -> Arc<Blueprint> {
    Arc::new(rich_objects())
}

/// A contact in [`rich_objects`] with all that [`full`] has, and instances of which everything is
/// remembered.
pub(crate) fn full_objects() -> Json {
    let mut json = full();
    let of = json!({"object": "ticket", "id": "t1"});
    json["instances"] = json!([
        {
            "object": "ticket", "id": "t1", "number": 10, "created": "2026-02-01T09:00:00Z",
            "changed": "2026-03-01T09:00:00Z",
            "fields": {
                "subject": "printer", "plan": "premium", "owner": null, "weight": 3, "due": "2026-03-09",
                "account": "a 1",
            },
            "stages": {
                "support": {"stage": "in_progress", "since": "2026-03-01T09:00:00Z"},
                "alarm": {"stage": "lead", "since": "2026-02-01T09:00:00Z"},
            },
            "scores": {"heat": {"points": 28, "once": [0], "risen": "2026-02-28T09:00:00Z"}},
            "history": {
                "agent_replied.minutes": {
                    "last": "2026-03-01T09:00:00Z", "count": 5, "total": {"count": 4, "sum": 20, "min": 1, "max": 12},
                    "entries": [{"at": "2026-02-20T09:00:00Z", "value": 12}, "2026-03-01T09:00:00Z"],
                },
            },
            "modes": {"paused": "2026-03-01T09:00:00Z"},
            "limits": {"first_reply": [{"at": "2026-03-01T09:00:00Z", "occurrence": 12}]},
            "dated": [{"rule": "ticket_due"}, {"transition": "support.new->in_progress"}],
            "ran": {"quiet_ticket": "2026-02-10T09:00:00Z"},
            "met": ["known_ticket"],
            "ended": {"followup": "2026-02-11T09:00:00Z"},
        },
        {
            "object": "account", "id": "a 1", "number": 11, "created": "2026-02-01T09:00:00Z", "fields": {"seats": 7},
        },
        {
            "object": "ticket", "id": "a 1", "number": 13, "created": "2026-02-01T09:00:00Z",
            "fields": {"subject": "", "plan": "standard", "owner": "Ada", "weight": 1},
            "stages": {
                "support": {"stage": "new", "since": "2026-02-01T09:00:00Z"},
                "alarm": {"stage": "calm", "since": "2026-02-01T09:00:00Z"},
            },
        },
    ]);
    let more = [
        json!({
            "serial": 14, "cause": {"rule": "first_reply"}, "of": of, "action": "acknowledge",
            "call": {"list": 0, "index": 0}, "occurrence": 12,
            "event": {"name": "agent_replied", "instance": "t1", "payload": {"minutes": 4}},
            "frozen": {"changed ticket.plan": true}, "since": "2026-03-01T09:00:00Z",
            "deferred": {"by": {"mode": "paused"}, "since": "2026-03-01T10:00:00Z"},
        }),
        json!({
            "serial": 15, "cause": {"transition": "support.new->in_progress"}, "of": of, "action": "acknowledge",
            "occurrence": 17, "since": "2026-03-01T09:00:00Z", "delayed": {"due": "2026-03-02T09:00:00.001Z"},
        }),
        json!({
            "serial": 18, "cause": {"sequence": "followup"}, "of": of, "action": "acknowledge",
            "call": {"list": 2, "index": 0}, "occurrence": 16, "since": "2026-03-02T08:00:00Z",
            "deferred": {"by": {"limit": "first_reply"}, "since": "2026-03-02T08:00:00Z"},
        }),
    ];
    json["waiting"].as_array_mut().unwrap().extend(more);
    let run = |of: Json, serial: u64, step: &str, rest: Json| {
        json!({
            "sequence": "followup", "of": of, "arguments": {"topic": "prices"}, "started": "2026-03-01T09:00:00Z",
            "serial": serial, "step": step, "rest": rest,
        })
    };
    let waits = json!({"waiting": {"until": "2026-03-03T09:00:00Z"}});
    json["runs"].as_array_mut().unwrap().extend([
        run(of, 19, "second", json!("acting")),
        run(json!({"object": "ticket", "id": "a 1"}), 20, "wait 1 day", waits),
    ]);
    json["serial"] = json!(21);
    json
}
