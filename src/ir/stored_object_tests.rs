//! Objects, stored: what the gate lets through, and what not.

use crate::ir::sample_objects::{Ids, with_objects};
use crate::ir::*;

#[test]
fn what_is_of_objects_round_trips() {
    let (ir, _) = with_objects();
    let json = ir.to_json().unwrap();
    let back = Blueprint::from_json(&json).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(back, ir);
    assert_eq!(back.to_json().unwrap(), json);
}

/// What the gate says of the sample with a change.
fn changed(change: impl FnOnce(&mut Blueprint, &Ids)) -> Result<(), String> {
    let (mut ir, ids) = with_objects();
    change(&mut ir, &ids);
    let json = ir.to_json().unwrap();
    Blueprint::from_json(&json).map(drop).map_err(|error| error.to_string())
}

#[track_caller]
fn refused(message: &str, change: impl FnOnce(&mut Blueprint, &Ids)) {
    let found = changed(change);
    assert!(matches!(&found, Err(error) if error.contains(message)), "{found:?}");
}

#[track_caller]
fn taken(change: impl FnOnce(&mut Blueprint, &Ids)) {
    assert_eq!(changed(change), Ok(()));
}

fn at<I: Id, T>(arena: &mut Arena<I, T>, id: I) -> &mut T {
    arena.get_mut(id).unwrap()
}

fn push(ir: &mut Blueprint, kind: ExprKind, scalar: Scalar) -> ExprId {
    ir.exprs.push(Expr { kind, ty: Type::required(scalar), span: Default::default() })
}

fn all_of(object: ObjectId) -> Instances {
    Instances { object, filter: None, window: None }
}

/// There is no such object.
fn none() -> ObjectId {
    ObjectId::new(9)
}

#[test]
fn fields_stand_in_the_order_of_their_objects() {
    refused("objects[0].fields: it lists 14, where 13 is next", |ir, ids| {
        at(&mut ir.objects, ids.ticket).fields.swap(0, 1);
    });
    refused("objects[0].fields: it lists 13, which is not there or another's", |ir, ids| {
        at(&mut ir.fields, ids.subject).object = Some(ids.account);
    });
    refused("objects[0].fields: it lists 13, which is not there or another's", |ir, ids| {
        at(&mut ir.fields, ids.subject).object = None;
    });
    refused("objects[0].fields: it lists 13, where 0 is next", |ir, ids| {
        at(&mut ir.fields, FieldId::new(0)).object = Some(ids.ticket);
    });
    refused("fields[19]: its owner does not list it", |ir, ids| {
        at(&mut ir.objects, ids.account).fields.pop();
    });
    refused("objects[1].fields: it lists 99, which is not there", |ir, ids| {
        at(&mut ir.objects, ids.account).fields.push(FieldId::new(99));
    });
    refused("objects[0]: there is no team 9", |ir, ids| {
        at(&mut ir.objects, ids.ticket).responsibilities.informed.push(TeamId::new(9));
    });
}

#[test]
fn names_mean_one_thing() {
    refused("the name `ticket` stands twice", |ir, ids| at(&mut ir.events, ids.opened).info.name = "ticket".to_owned());
    refused("fields[14].info: the name `subject` stands twice", |ir, ids| {
        at(&mut ir.fields, ids.level).info.name = "subject".to_owned();
    });
    refused("fields[14].info: no field of an object is called `id`", |ir, ids| {
        at(&mut ir.fields, ids.level).info.name = "id".to_owned();
    });
    refused("the name `level` stands twice", |ir, ids| at(&mut ir.lets, ids.urgency).info.name = "level".to_owned());
    refused("the name `visits` stands twice", |ir, _| at(&mut ir.lets, LetId::new(0)).info.name = "visits".to_owned());
    // A field of the contact and a value derived from an instance are told apart.
    taken(|ir, ids| at(&mut ir.lets, ids.urgency).info.name = "visits".to_owned());
    // So are series of the contact and of instances.
    taken(|ir, ids| at(&mut ir.series, ids.all_replies).key = "agent_replied".to_owned());
}

#[test]
fn types_refer_to_objects() {
    refused("parameters[4]: there is no object 9", |ir, _| {
        at(&mut ir.parameters, ParameterId::new(4)).ty.scalar = Scalar::Object(none());
    });
    refused("parameters[4]: it is a set of references", |ir, _| {
        at(&mut ir.parameters, ParameterId::new(4)).ty.set = true;
    });
    refused("settings[1]: it is the same for all contacts", |ir, ids| {
        let (ty, default) = (Type::required(Scalar::Object(ids.account)), Value::text("a1"));
        ir.settings.push(Setting { info: Info { name: "main".to_owned(), ..Info::default() }, ty, default });
    });
    // An id is written as a text, also where it refers to an instance.
    taken(|ir, ids| {
        push(ir, ExprKind::Literal(Value::text("a1")), Scalar::Object(ids.account));
    });
    taken(|ir, ids| at(&mut ir.exprs, ids.id).ty.scalar = Scalar::Text);
    refused("it is text, not object 1", |ir, ids| at(&mut ir.exprs, ids.id).ty.scalar = Scalar::Object(ids.account));
}

#[test]
fn events_find_or_open_instances() {
    let subject = |ir: &mut Blueprint, event: EventId, change: &dyn Fn(&mut EventSubject)| {
        change(at(&mut ir.events, event).subject.as_mut().unwrap());
    };
    refused("events[3].subject: there is no object 9", |ir, ids| subject(ir, ids.replied, &|one| one.object = none()));
    refused("events[2].subject: it opens an instance that it finds", |ir, ids| {
        subject(ir, ids.opened, &|one| one.key = Some(ids.subject));
    });
    refused("events[3].subject: its key 18 is no field of its object", |ir, ids| {
        subject(ir, ids.replied, &|one| one.key = Some(ids.tier));
    });
    refused("events[3].subject: its payload has no required field like its key 13", |ir, ids| {
        subject(ir, ids.replied, &|one| one.key = Some(ids.subject));
    });
    refused("events[4].subject: its payload has no required field like its key 13", |ir, _| {
        at(&mut ir.parameters, ParameterId::new(6)).ty.optional = true;
    });
    refused("events[3].subject: it opens an instance without the field 13", |ir, ids| {
        subject(ir, ids.replied, &|one| one.addressing = Addressing::OfOrOpens);
    });
    refused("events[2].subject: it opens an instance without the field 13", |ir, _| {
        at(&mut ir.parameters, ParameterId::new(2)).ty.optional = true;
    });
    refused("events[2].subject: its payload does not fit the field 15 that it fills", |ir, _| {
        at(&mut ir.parameters, ParameterId::new(4)).ty.scalar = Scalar::Text;
    });
    taken(|ir, ids| at(&mut ir.fields, ids.subject).default = Some(Value::text("none")));
}

#[test]
fn questions_about_instances_are_typed() {
    let kind = |ir: &mut Blueprint, id: ExprId, change: &dyn Fn(&mut ExprKind)| {
        change(&mut at(&mut ir.exprs, id).kind);
    };
    refused("there is no object 9", |ir, ids| kind(ir, ids.id, &|kind| *kind = ExprKind::InstanceId(none())));
    refused("is object 1, not object 0", |ir, ids| {
        kind(ir, ids.tier_of_account, &|kind| {
            let ExprKind::Through { object, .. } = kind else { panic!() };
            *object = ids.ticket;
        });
    });
    refused("is text, not object 1", |ir, ids| {
        kind(ir, ids.tier_of_account, &|kind| {
            let ExprKind::Through { reference, .. } = kind else { panic!() };
            *reference = ids.read_subject;
        });
    });
    refused("is int, not bool", |ir, ids| {
        let instances = Instances { filter: Some(ids.read_level), ..all_of(ids.ticket) };
        push(ir, ExprKind::CountInstances(instances), Scalar::Int);
    });
    refused("there is no object 9", |ir, _| {
        push(ir, ExprKind::AtLeast { instances: all_of(none()), number: 1 }, Scalar::Bool);
    });
    refused("it is int, not bool", |ir, ids| {
        push(ir, ExprKind::CountInstances(all_of(ids.ticket)), Scalar::Bool);
    });
    refused("nothing", |ir, ids| {
        let window = Some(crate::calendar::Duration::ZERO);
        push(ir, ExprKind::CountInstances(Instances { window, ..all_of(ids.ticket) }), Scalar::Int);
    });
    let aggregate = |function, value: fn(&Ids) -> ExprId, scalar| {
        changed(move |ir, ids| {
            let instances = all_of(ids.ticket);
            push(ir, ExprKind::AggregateInstances { function, instances, value: value(ids) }, scalar);
        })
    };
    for function in [Aggregate::Sum, Aggregate::Min, Aggregate::Max] {
        assert_eq!(aggregate(function, |ids| ids.read_level, Scalar::Int), Ok(()));
    }
    assert_eq!(aggregate(Aggregate::Average, |ids| ids.read_level, Scalar::Decimal), Ok(()));
    for function in [Aggregate::Sum, Aggregate::Average, Aggregate::Min, Aggregate::Max] {
        let found = aggregate(function, |ids| ids.read_subject, Scalar::Text);
        assert!(found.is_err_and(|error| error.contains("does not take text")), "{function:?}");
    }
}

const STRANGE: &str = "reads an instance of the object 0, and none is in scope here";

#[test]
fn instances_are_in_scope_where_they_are_read() {
    // Of what the contact has.
    refused(STRANGE, |ir, _| at(&mut ir.rules, RuleId::new(2)).guard = Some(large(ir)));
    refused(STRANGE, |ir, ids| at(&mut ir.rules, ids.any).guard = Some(ids.large));
    refused(STRANGE, |ir, ids| at(&mut ir.rules, ids.any).during = Some(ids.large));
    refused(STRANGE, |ir, ids| at(&mut ir.channels, ChannelId::new(0)).consent = Some(ids.large));
    refused("lets[0].value: expression", |ir, ids| {
        let value = push(ir, ExprKind::Widen(ids.read_level), Scalar::Decimal);
        at(&mut ir.lets, LetId::new(0)).value = value;
    });
    refused(STRANGE, |ir, ids| at(&mut ir.segments, SegmentId::new(0)).when = ids.large);
    refused(STRANGE, |ir, ids| at(&mut ir.modes, ModeId::new(0)).when = Some(ids.large));
    refused(STRANGE, |ir, ids| at(&mut ir.transitions, TransitionId::new(1)).guard = Some(ids.large));
    refused(STRANGE, |ir, ids| {
        at(&mut ir.sequences, SequenceId::new(0)).goals.push(Leave::When(ids.large));
    });
    refused(STRANGE, |ir, ids| {
        let Trigger::Becoming { guard, .. } = &mut at(&mut ir.rules, ids.any).trigger else { panic!() };
        *guard = ids.large;
    });
    // Of what another object has.
    refused(STRANGE, |ir, ids| at(&mut ir.segments, ids.valued).when = ids.large);
    refused("reads an instance of the object 1, and none is in scope here", |ir, ids| {
        let read = push(ir, ExprKind::Segment(ids.valued), Scalar::Bool);
        at(&mut ir.rules, ids.all).guard = Some(read);
    });
    // Whatever of it is read.
    type Read = fn(&Ids) -> (ExprKind, Scalar);
    let reads: [Read; 8] = [
        |ids| (ExprKind::Field(ids.level), Scalar::Int),
        |ids| (ExprKind::InstanceId(ids.ticket), Scalar::Text),
        |ids| (ExprKind::Let(ids.urgency), Scalar::Int),
        |ids| (ExprKind::Score(ids.heat), Scalar::Int),
        |ids| (ExprKind::Mode(ids.held), Scalar::Bool),
        |ids| (ExprKind::Last(ids.own_replies), Scalar::Datetime),
        |ids| (ExprKind::InStage(vec![ids.closed]), Scalar::Bool),
        |ids| (ExprKind::TimeInStage(vec![StageId::new(0), ids.new]), Scalar::Duration),
    ];
    for read in reads {
        let guard = |ir: &mut Blueprint, ids: &Ids| {
            let (kind, scalar) = read(ids);
            let part = push(ir, kind, scalar);
            push(ir, ExprKind::IsSet(part), Scalar::Bool)
        };
        refused(STRANGE, |ir, ids| at(&mut ir.rules, ids.any).guard = Some(guard(ir, ids)));
        taken(|ir, ids| at(&mut ir.rules, ids.all).guard = Some(guard(ir, ids)));
        // A quantifier brings one in scope, a reference that of its object.
        taken(|ir, ids| {
            let instances = Instances { filter: Some(guard(ir, ids)), ..all_of(ids.ticket) };
            let any = push(ir, ExprKind::AtLeast { instances, number: 1 }, Scalar::Bool);
            at(&mut ir.rules, ids.any).guard = Some(any);
        });
        refused(STRANGE, |ir, ids| {
            let instances = Instances { filter: Some(guard(ir, ids)), ..all_of(ids.account) };
            let any = push(ir, ExprKind::AtLeast { instances, number: 1 }, Scalar::Bool);
            at(&mut ir.rules, ids.any).guard = Some(any);
        });
    }
    // Series of the contact take those of all.
    taken(|ir, ids| {
        let last = push(ir, ExprKind::Last(ids.all_replies), Scalar::Datetime);
        at(&mut ir.rules, ids.any).guard = Some(push(ir, ExprKind::IsSet(last), Scalar::Bool));
    });
    // The reference is read outside.
    refused(STRANGE, |ir, ids| {
        let some = push(ir, ExprKind::IsSet(ids.tier_of_account), Scalar::Bool);
        at(&mut ir.rules, ids.any).guard = Some(some);
    });
}

fn large(ir: &mut Blueprint) -> ExprId {
    let level = push(ir, ExprKind::Field(FieldId::new(14)), Scalar::Int);
    push(ir, ExprKind::IsSet(level), Scalar::Bool)
}

#[test]
fn events_bring_their_instance_in_scope_of_their_filter() {
    let on = |events: Vec<EventId>, ids: &Ids| Trigger::Event(EventFilter { events, filter: Some(ids.large) });
    taken(|ir, ids| at(&mut ir.rules, RuleId::new(0)).trigger = on(vec![ids.replied, ids.opened], ids));
    refused(STRANGE, |ir, ids| {
        at(&mut ir.rules, RuleId::new(0)).trigger = on(vec![ids.replied, EventId::new(1)], ids);
    });
    refused(STRANGE, |ir, ids| at(&mut ir.rules, RuleId::new(0)).trigger = on(vec![ids.founded], ids));
    refused(STRANGE, |ir, ids| {
        let rule = at(&mut ir.rules, RuleId::new(0));
        rule.trigger = on(vec![ids.replied], ids);
        rule.guard = Some(ids.large);
    });
    taken(|ir, ids| at(&mut ir.events, ids.replied).refuse_when.push(ids.large));
    refused(STRANGE, |ir, ids| at(&mut ir.events, ids.founded).refuse_when.push(ids.large));
    refused(STRANGE, |ir, ids| at(&mut ir.series, SeriesId::new(1)).filter = Some(ids.large));
}

#[test]
fn declarations_of_an_object_take_what_is_of_it() {
    let other = "is another object's";
    let event = |event: EventId| EventFilter { events: vec![event], filter: None };
    refused(other, |ir, ids| at(&mut ir.rules, ids.all).trigger = Trigger::Event(event(ids.founded)));
    refused(other, |ir, ids| at(&mut ir.rules, ids.all).unless = vec![event(ids.founded)]);
    refused(other, |ir, ids| at(&mut ir.modes, ids.held).until = vec![event(ids.founded)]);
    refused(other, |ir, ids| at(&mut ir.sequences, ids.chase).exits.push(Leave::On(event(ids.founded))));
    refused(other, |ir, ids| at(&mut ir.scores, ids.heat).events[0].events.push(ids.founded));
    refused(other, |ir, _| {
        let last = ir.transitions.len() - 2;
        at(&mut ir.transitions, TransitionId::new(last)).trigger = Some(Trigger::Event(event(EventId::new(5))));
    });
    // A mixture is the contact's.
    taken(|ir, ids| at(&mut ir.rules, RuleId::new(0)).trigger = Trigger::Enter(vec![ids.new, StageId::new(0)]));
    let strange = "is of an object not in scope";
    refused("the stage 5 is of an object not in scope", |ir, ids| at(&mut ir.rules, ids.any).stages = vec![ids.new]);
    refused(strange, |ir, ids| {
        let Trigger::After { delay, .. } = ir.rules[RuleId::new(5)].trigger else { panic!() };
        at(&mut ir.rules, RuleId::new(5)).trigger = Trigger::After { delay, stages: vec![ids.new] };
    });
    refused("the series 2 is of an object not in scope", |ir, ids| {
        let Trigger::Without { delay, .. } = ir.rules[RuleId::new(6)].trigger else { panic!() };
        at(&mut ir.rules, RuleId::new(6)).trigger = Trigger::Without { delay, series: vec![ids.own_replies] };
    });
    let call = |action: ActionId| ActionCall { action, with: Vec::new(), after: None, span: Default::default() };
    refused("the action 2 is of an object not in scope", |ir, ids| {
        at(&mut ir.rules, ids.any).calls = vec![call(ids.answer)];
    });
    refused(strange, |ir, ids| {
        let step = &mut at(&mut ir.sequences, SequenceId::new(0)).steps[0];
        step.kind = StepKind::Do(vec![call(ids.answer)]);
    });
    refused("the action 2 is of an object not in scope", |ir, ids| {
        at(&mut ir.actions, ActionId::new(1)).otherwise = Some(ids.answer);
    });
    refused("the sequence 1 is of an object not in scope", |ir, ids| {
        let start = Start { sequence: ids.chase, arguments: Vec::new(), span: Default::default() };
        at(&mut ir.rules, ids.any).starts = vec![start];
    });
    let effect = |field, value| Effect { kind: EffectKind::Set, field, value, span: Default::default() };
    refused("the field 14 is of an object not in scope", |ir, ids| {
        at(&mut ir.rules, ids.any).effects = vec![effect(ids.level, ids.recent)];
    });
    taken(|ir, ids| at(&mut ir.rules, ids.all).effects = vec![effect(ids.level, ids.recent)]);
    refused("the field 18 is of an object not in scope", |ir, ids| {
        let tier = ids.tier_of_account;
        at(&mut ir.rules, ids.all).effects = vec![effect(ids.tier, tier)];
    });
    refused("the field 13 is of an object not in scope", |ir, ids| {
        at(&mut ir.actions, ActionId::new(1)).assign.as_mut().unwrap().field = ids.subject;
    });
    refused("stages[1]: the field 15 is of an object not in scope", |ir, ids| {
        at(&mut ir.stages, StageId::new(1)).requires = vec![ids.of_account];
    });
    refused("series[2]: its event is not of its object", |ir, ids| {
        at(&mut ir.series, ids.own_replies).event = ids.founded;
    });
}

#[test]
fn objects_that_are_declared_for_exist() {
    refused("lets[1]: there is no object 9", |ir, ids| at(&mut ir.lets, ids.urgency).object = Some(none()));
    refused("segments[1]: there is no object 9", |ir, ids| at(&mut ir.segments, ids.valued).object = Some(none()));
    refused("scores[1]: there is no object 9", |ir, ids| at(&mut ir.scores, ids.heat).object = Some(none()));
    refused("modes[1]: there is no object 9", |ir, ids| at(&mut ir.modes, ids.held).object = Some(none()));
    refused("journeys[2]: there is no object 9", |ir, ids| at(&mut ir.journeys, ids.handling).object = Some(none()));
    refused("actions[2]: there is no object 9", |ir, ids| at(&mut ir.actions, ids.answer).object = Some(none()));
    refused("sequences[1]: there is no object 9", |ir, ids| at(&mut ir.sequences, ids.chase).object = Some(none()));
    refused("there is no object 9", |ir, ids| at(&mut ir.rules, ids.all).object = Some(none()));
    refused("series[2]: there is no object 9", |ir, ids| {
        at(&mut ir.series, ids.own_replies).object = Some(none());
    });
}

#[test]
fn instances_are_brought_in_scope_so_deep() {
    let nested = |times: usize, of_ticket: bool| {
        changed(|ir, ids| {
            // One of them stands in a derived value.
            let mut guard = push(ir, ExprKind::Literal(Value::Bool(true)), Scalar::Bool);
            for turn in 0..times {
                let instances = Instances { filter: Some(guard), ..all_of(ids.ticket) };
                guard = push(ir, ExprKind::AtLeast { instances, number: 1 }, Scalar::Bool);
                if turn == 1 {
                    let info = Info { name: "deep".to_owned(), ..Info::default() };
                    let id = ir.lets.push(Let { object: None, info, value: guard });
                    guard = push(ir, ExprKind::Let(id), Scalar::Bool);
                }
            }
            let rule = if of_ticket { ids.all } else { ids.any };
            at(&mut ir.rules, rule).guard = Some(guard);
        })
    };
    assert_eq!(nested(INSTANCE_DEPTH, false), Ok(()));
    assert_eq!(nested(INSTANCE_DEPTH - 1, true), Ok(()));
    let deep = "brings 4 instances in scope, and at most 3 can be";
    for found in [nested(INSTANCE_DEPTH + 1, false), nested(INSTANCE_DEPTH, true)] {
        assert!(matches!(&found, Err(error) if error.contains(deep)), "{found:?}");
    }
}

#[test]
fn what_is_derived_meanwhile_is_so_deep() {
    let deep = |levels: usize, object: bool| {
        changed(|ir, ids| {
            let not = |ir: &mut Blueprint, mut value| {
                for _ in 0..levels {
                    value = push(ir, ExprKind::Not(value), Scalar::Bool);
                }
                value
            };
            let info = |name: &str| Info { name: name.to_owned(), ..Info::default() };
            let value = push(ir, ExprKind::Literal(Value::Bool(true)), Scalar::Bool);
            let value = not(ir, value);
            let object = object.then_some(ids.ticket);
            let inner = ir.lets.push(Let { object, info: info("inner"), value });
            let mut value = push(ir, ExprKind::Let(inner), Scalar::Bool);
            if object.is_some() {
                let instances = Instances { filter: Some(value), ..all_of(ids.ticket) };
                value = push(ir, ExprKind::AtLeast { instances, number: 1 }, Scalar::Bool);
            }
            let value = not(ir, value);
            ir.lets.push(Let { object: None, info: info("outer"), value });
        })
    };
    // One of the same contact is derived before.
    assert_eq!(deep(390, false), Ok(()));
    assert_eq!(deep(150, true), Ok(()));
    let found = deep(200, true);
    assert!(matches!(&found, Err(error) if error.contains("with the values derived meanwhile")), "{found:?}");
}

#[test]
fn scenarios_start_from_what_the_contact_has() {
    let line = |kind: fn(&Ids) -> ScenarioLineKind| {
        changed(move |ir, ids| {
            let line = ScenarioLine { kind: kind(ids), span: Default::default() };
            at(&mut ir.scenarios, ScenarioId::new(0)).lines.push(line);
        })
    };
    for kind in [
        (|ids| ScenarioLineKind::Given(vec![Given::Stage(ids.new)])) as fn(&Ids) -> ScenarioLineKind,
        |ids| ScenarioLineKind::Given(vec![Given::Field(ids.level, ids.recent)]),
        |ids| ScenarioLineKind::Given(vec![Given::Score(ids.heat, ids.recent)]),
        |ids| ScenarioLineKind::Given(vec![Given::Mode(ids.held)]),
        |ids| ScenarioLineKind::Then(Assertion::Stage(ids.closed)),
        |ids| ScenarioLineKind::When {
            instance: None,
            instance_changes: Vec::new(),
            event: None,
            payload: Vec::new(),
            changes: vec![(ids.level, ids.recent)],
        },
    ] {
        let found = line(kind);
        assert!(matches!(&found, Err(error) if error.contains("is of an object not in scope")), "{found:?}");
    }
    let found = line(|ids| ScenarioLineKind::Then(Assertion::Holds(ids.large)));
    assert!(matches!(&found, Err(error) if error.contains(STRANGE)), "{found:?}");
    assert_eq!(line(|ids| ScenarioLineKind::Then(Assertion::Holds(ids.any_large))), Ok(()));
}
