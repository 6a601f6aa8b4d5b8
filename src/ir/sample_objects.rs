//! The sample with objects, one of everything that is declared of them: for tests of the gate.

use super::sample_time::over_time;
use super::*;
use crate::calendar::Duration;
use crate::text::Span;

const SPAN: Span = Span::new(crate::text::FileId(0), 0, 0);
const BOOL: Type = Type::required(Scalar::Bool);
const INT: Type = Type::required(Scalar::Int);
const TEXT: Type = Type::required(Scalar::Text);

/// The ids of what the sample has beside the one over time.
pub(crate) struct Ids {
    pub(crate) ticket: ObjectId,
    pub(crate) account: ObjectId,
    pub(crate) subject: FieldId,
    pub(crate) level: FieldId,
    pub(crate) of_account: FieldId,
    pub(crate) tier: FieldId,
    pub(crate) opened: EventId,
    pub(crate) replied: EventId,
    pub(crate) founded: EventId,
    pub(crate) urgency: LetId,
    pub(crate) valued: SegmentId,
    pub(crate) heat: ScoreId,
    pub(crate) held: ModeId,
    /// Of each ticket.
    pub(crate) own_replies: SeriesId,
    /// Of the contact, with a filter about the ticket.
    pub(crate) all_replies: SeriesId,
    pub(crate) handling: JourneyId,
    pub(crate) new: StageId,
    pub(crate) closed: StageId,
    pub(crate) answer: ActionId,
    pub(crate) chase: SequenceId,
    /// Of tickets, on an event of the contact.
    pub(crate) all: RuleId,
    /// Of the contact.
    pub(crate) any: RuleId,
    pub(crate) read_level: ExprId,
    pub(crate) read_subject: ExprId,
    pub(crate) id: ExprId,
    pub(crate) large: ExprId,
    pub(crate) tier_of_account: ExprId,
    pub(crate) any_large: ExprId,
    pub(crate) recent: ExprId,
}

fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

/// Takes parts in behind those of the sample.
struct Build {
    ir: Blueprint,
    order: u32,
}

impl Build {
    fn e(&mut self, kind: ExprKind, ty: Type) -> ExprId {
        self.ir.exprs.push(Expr { kind, ty, span: SPAN })
    }

    fn int(&mut self, number: i64) -> ExprId {
        self.e(ExprKind::Literal(Value::Int(number)), INT)
    }

    fn read(&mut self, field: FieldId) -> ExprId {
        let ty = self.ir.fields[field].ty;
        self.e(ExprKind::Field(field), ty)
    }

    fn compare(&mut self, op: Comparison, left: ExprId, right: ExprId) -> ExprId {
        self.e(ExprKind::Compare { op, left, right }, BOOL)
    }

    fn field(&mut self, object: Option<ObjectId>, name: &str, ty: Type, default: Option<Value>) -> FieldId {
        let id =
            self.ir.fields.push(Field { object, info: info(name), ty, default, governance: Governance::default() });
        if let Some(object) = object {
            self.ir.objects.get_mut(object).unwrap().fields.push(id);
        }
        id
    }

    fn object(&mut self, name: &str) -> ObjectId {
        let responsibilities = Responsibilities { responsible: vec![TeamId::new(0)], ..Responsibilities::default() };
        self.ir.objects.push(Object { info: info(name), fields: Vec::new(), responsibilities })
    }

    fn event(&mut self, name: &str, subject: EventSubject, parameters: &[(&str, Type, Option<Value>)]) -> EventId {
        let event = EventId::new(self.ir.events.len());
        let parameters = parameters.iter().map(|(name, ty, default)| {
            let (default, governance) = (default.clone(), Governance::default());
            self.ir.parameters.push(Parameter { info: info(name), event, ty: *ty, default, governance })
        });
        let parameters = parameters.collect();
        self.ir.events.push(Event {
            info: info(name),
            subject: Some(subject),
            parameters,
            refuse_when: Vec::new(),
            responsibilities: Responsibilities::default(),
        })
    }

    fn stage(&mut self, journey: JourneyId, name: &str, is_final: bool, requires: Vec<FieldId>) -> StageId {
        let like = self.ir.stages[StageId::new(0)].clone();
        self.ir.stages.push(Stage { info: info(name), journey, is_final, requires, ..like })
    }

    fn rule(&mut self, name: &str, object: Option<ObjectId>, trigger: Trigger, change: impl Fn(&mut Rule)) -> RuleId {
        self.order += 1;
        let like = self.ir.rules[RuleId::new(0)].clone();
        let mut rule = Rule {
            info: info(name),
            object,
            trigger,
            order: self.order,
            guard: None,
            stages: Vec::new(),
            group: None,
            effects: Vec::new(),
            calls: Vec::new(),
            ..like
        };
        change(&mut rule);
        self.ir.rules.push(rule)
    }
}

fn on(event: EventId, filter: Option<ExprId>) -> EventFilter {
    EventFilter { events: vec![event], filter }
}

fn call(action: ActionId) -> ActionCall {
    ActionCall { action, with: Vec::new(), after: None, span: SPAN }
}

fn all_of(object: ObjectId) -> Instances {
    Instances { object, filter: None, window: None }
}

#[expect(clippy::too_many_lines, reason = "one of everything")]
pub(crate) fn with_objects() -> (Blueprint, Ids) {
    let mut build = Build { ir: over_time(), order: 100 };
    let unsubscribed = EventId::new(1);
    let (tier_enum, visits, lead) = (EnumId::new(0), FieldId::new(2), StageId::new(1));

    let (ticket, account) = (build.object("ticket"), build.object("account"));
    let reference = Type::required(Scalar::Object(account)).with_optional(true);
    let main_account = build.field(None, "main_account", reference, None);
    let subject = build.field(Some(ticket), "subject", TEXT, None);
    let level = build.field(Some(ticket), "level", INT, Some(Value::Int(1)));
    let of_account = build.field(Some(ticket), "account", reference, None);
    let due = build.field(Some(ticket), "due", Type::required(Scalar::Datetime).with_optional(true), None);
    build.field(Some(ticket), "labels", Type::set_of(Scalar::Text), None);
    // The contact has fields of these names, too.
    let premium = Value::Member(tier_enum, 2);
    let tier = build.field(Some(account), "plan", Type::required(Scalar::Enum(tier_enum)), Some(premium.clone()));
    build.field(Some(account), "owner", TEXT.with_optional(true), None);

    let subject_of = |object, addressing, key| EventSubject { object, addressing, key };
    let opened = build.event(
        "ticket_opened",
        subject_of(ticket, Addressing::Opens, None),
        &[("subject", TEXT, None), ("level", INT, Some(Value::Int(2))), ("account", reference, None)],
    );
    let replied = build.event("agent_replied", subject_of(ticket, Addressing::Of, None), &[("words", INT, None)]);
    let noted = build.event(
        "ticket_noted",
        subject_of(ticket, Addressing::OfOrOpens, Some(subject)),
        &[("subject", TEXT, None), ("note", TEXT.with_optional(true), None)],
    );
    let founded = build.event("account_founded", subject_of(account, Addressing::Opens, None), &[]);

    // What is derived.
    let read_level = build.read(level);
    let two = build.int(2);
    let double = build.e(ExprKind::Arithmetic { op: Arithmetic::Multiply, left: read_level, right: two }, INT);
    let urgency = build.ir.lets.push(Let { object: Some(ticket), info: info("urgency"), value: double });
    let (read_tier, member) = (build.read(tier), build.e(ExprKind::Literal(premium), build_enum(tier_enum)));
    let is_premium = build.compare(Comparison::Equal, read_tier, member);
    let valued = build.ir.segments.push(Segment {
        object: Some(account),
        info: info("valued"),
        when: is_premium,
        ..build.ir.segments[SegmentId::new(0)].clone()
    });
    let words = build.e(ExprKind::Payload(vec![ParameterId::new(5)]), INT);
    let urgent = build.e(ExprKind::Let(urgency), INT);
    let large = build.compare(Comparison::Greater, urgent, two);
    let heat = build.ir.scores.push(Score {
        object: Some(ticket),
        info: info("heat"),
        low: 0,
        high: 10,
        events: vec![EventPoints {
            events: vec![replied],
            filter: Some(large),
            points: words,
            once: false,
            span: SPAN,
        }],
        profile: vec![ProfilePoints { steps: vec![ProfileStep { test: large, points: urgent }], span: SPAN }],
        fade: None,
        responsibilities: Responsibilities::default(),
    });
    let week = Duration::days(7);
    let series = Series {
        object: Some(ticket),
        key: "agent_replied".to_owned(),
        event: replied,
        filter: None,
        value: None,
        last: true,
        total: false,
        window: Some(week),
    };
    let own_replies = build.ir.series.push(series.clone());
    let is_long = build.compare(Comparison::Greater, words, read_level);
    let key = "agent_replied where words > level".to_owned();
    let all_replies = build.ir.series.push(Series { object: None, key, filter: Some(is_long), ..series });
    let held = build.ir.modes.push(Mode {
        object: Some(ticket),
        info: info("held"),
        when: Some(large),
        from: vec![on(noted, Some(large))],
        until: vec![on(replied, None), on(unsubscribed, None)],
        suspends: Vec::new(),
        responsibilities: Responsibilities::default(),
    });

    // Guards of one ticket.
    let id = build.e(ExprKind::InstanceId(ticket), TEXT);
    let read_subject = build.read(subject);
    let same = build.compare(Comparison::Equal, id, read_subject);
    let read_account = build.read(of_account);
    let through = ExprKind::Through { reference: read_account, object: account, value: read_tier };
    let tier_of_account = build.e(through, build_enum(tier_enum));
    let of_premium = build.compare(Comparison::Equal, tier_of_account, member);
    let is_valued = build.e(ExprKind::Segment(valued), BOOL);
    let main = build.read(main_account);
    let main_valued = build.e(ExprKind::Through { reference: main, object: account, value: is_valued }, BOOL);
    let replies = build.e(ExprKind::Count { series: own_replies, window: Some(week) }, INT);
    let often = build.compare(Comparison::Greater, replies, two);
    let (now, last) = (
        build.e(ExprKind::Now, Type::required(Scalar::Datetime)),
        build.e(ExprKind::Last(own_replies), Type::required(Scalar::Datetime)),
    );
    let since = build
        .e(ExprKind::Arithmetic { op: Arithmetic::Subtract, left: now, right: last }, Type::required(Scalar::Duration));
    let three_days = build.e(ExprKind::Literal(Value::Duration(Duration::days(3))), Type::required(Scalar::Duration));
    let waits = build.compare(Comparison::Greater, since, three_days);
    let on_hold = build.e(ExprKind::Mode(held), BOOL);
    let hot = build.e(ExprKind::Score(heat), INT);
    let is_hot = build.compare(Comparison::Greater, hot, two);
    let (new, closed) = (StageId::new(build.ir.stages.len()), StageId::new(build.ir.stages.len() + 1));
    let is_new = build.e(ExprKind::InStage(vec![new, lead]), BOOL);
    let stay = build.e(ExprKind::TimeInStage(vec![new]), Type::required(Scalar::Duration));
    let lasts = build.compare(Comparison::Greater, stay, three_days);
    let guard =
        build.e(ExprKind::And(vec![same, of_premium, main_valued, often, waits, on_hold, is_hot, is_new, lasts]), BOOL);

    // Questions about all.
    let any_of = Instances { filter: Some(waits), ..all_of(ticket) };
    let any_large = build.e(ExprKind::AtLeast { instances: any_of, number: 1 }, BOOL);
    let recent_of = Instances { window: Some(week), filter: Some(large), ..all_of(ticket) };
    let recent = build.e(ExprKind::CountInstances(recent_of), INT);
    let highest = build
        .e(ExprKind::AggregateInstances { function: Aggregate::Max, instances: all_of(ticket), value: urgent }, INT);
    let many = build.compare(Comparison::Greater, recent, two);
    let high = build.compare(Comparison::Greater, highest, two);
    // Of each account, whether it has a ticket.
    let read_id = build.e(ExprKind::InstanceId(account), Type::required(Scalar::Object(account)));
    let is_own = build.compare(Comparison::Equal, read_account, read_id);
    let has =
        build.e(ExprKind::AtLeast { instances: Instances { filter: Some(is_own), ..all_of(ticket) }, number: 2 }, BOOL);
    let busy =
        build.e(ExprKind::AtLeast { instances: Instances { filter: Some(has), ..all_of(account) }, number: 1 }, BOOL);
    let long = build.e(ExprKind::Count { series: all_replies, window: Some(week) }, INT);
    let all_long = build.compare(Comparison::Greater, long, two);
    let questions = build.e(ExprKind::And(vec![any_large, many, high, busy, all_long]), BOOL);

    // What is done for one.
    let (answer, chase) = (ActionId::new(build.ir.actions.len()), SequenceId::new(build.ir.sequences.len()));
    let start = || vec![Start { sequence: chase, arguments: Vec::new(), span: SPAN }];
    build.ir.actions.push(Action {
        object: Some(ticket),
        info: info("answer"),
        with: vec![PayloadEntry { name: "ticket".into(), value: id }],
        effects: vec![
            Effect { kind: EffectKind::Set, field: level, value: two, span: SPAN },
            Effect { kind: EffectKind::Set, field: visits, value: urgent, span: SPAN },
        ],
        starts: start(),
        otherwise: None,
        assign: Some(Assign { field: subject, team: AssignFrom::Team(TeamId::new(0)), rotation: false }),
        ..build.ir.actions[ActionId::new(0)].clone()
    });
    let steps = [
        StepKind::Do(vec![call(answer)]),
        StepKind::Wait { wait: Wait::Until { guard: waits, at_most: Some(three_days) }, expired: 2 },
        StepKind::Wait {
            wait: Wait::For { delay: three_days, opening: None, or: Some(on(replied, Some(large))) },
            expired: 3,
        },
        StepKind::Effects {
            effects: vec![Effect { kind: EffectKind::Set, field: of_account, value: main, span: SPAN }],
            starts: Vec::new(),
        },
    ];
    build.order += 1;
    build.ir.sequences.push(Sequence {
        object: Some(ticket),
        info: info("chase"),
        parameters: Vec::new(),
        reentry: Reentry::AfterExit,
        goals: vec![Leave::On(on(replied, Some(large))), Leave::When(is_hot)],
        exits: vec![Leave::On(on(unsubscribed, None))],
        suspends: Vec::new(),
        steps: (0..).zip(steps).map(|(at, kind): (u32, _)| Step { key: format!("s{at}"), kind, span: SPAN }).collect(),
        names: indexmap::IndexMap::new(),
        order: build.order,
        responsibilities: Responsibilities::default(),
        span: SPAN,
    });

    // Its way.
    let handling = JourneyId::new(build.ir.journeys.len());
    build.stage(handling, "new", false, Vec::new());
    build.stage(handling, "closed", true, vec![of_account, FieldId::new(5)]);
    let mut transitions = Vec::new();
    for (trigger, guard) in [
        (Some(Trigger::Event(on(replied, Some(large)))), Some(guard)),
        (Some(Trigger::After { delay: three_days, stages: vec![new] }), None),
        (Some(Trigger::Event(on(unsubscribed, None))), None),
        (None, Some(lasts)),
    ] {
        build.order += 1;
        let like = build.ir.transitions[TransitionId::new(0)].clone();
        transitions.push(build.ir.transitions.push(Transition {
            info: info("new->closed"),
            journey: handling,
            sources: vec![new],
            target: closed,
            trigger,
            guard,
            order: build.order,
            calls: vec![call(answer)],
            effects: vec![Effect { kind: EffectKind::Set, field: level, value: urgent, span: SPAN }],
            starts: start(),
            ..like
        }));
    }
    build.ir.journeys.push(Journey {
        object: Some(ticket),
        info: info("handling"),
        segment: None,
        stages: vec![new, closed],
        initial: new,
        transitions,
        extensions: Vec::new(),
        responsibilities: Responsibilities::default(),
    });

    // Rules of a ticket, and of the contact.
    build.rule("first", Some(ticket), Trigger::Event(on(opened, Some(large))), |rule| {
        rule.stages = vec![new, lead];
        rule.guard = Some(guard);
        rule.calls = vec![call(answer)];
        rule.starts = start();
        rule.unless = vec![on(replied, Some(large)), on(unsubscribed, None)];
        rule.during = Some(lasts);
        rule.limit = Some(Limit { amount: urgent, window: None, handling: Handling::Drop });
        rule.effects = vec![Effect { kind: EffectKind::Set, field: level, value: two, span: SPAN }];
    });
    let all = build.rule("all_of_them", Some(ticket), Trigger::Event(on(unsubscribed, None)), |rule| {
        rule.guard = Some(large);
        rule.calls = vec![call(answer)];
    });
    let change = Trigger::Change { of: vec![read_level, urgent], from: None, to: None };
    build.rule("changes", Some(ticket), change, |rule| rule.calls = vec![call(answer)]);
    let read_due = build.read(due);
    let date =
        Trigger::Date { of: read_due, offset: None, before: false, time: None, or_at_once: false, each_date: true };
    build.rule("is_due", Some(ticket), date, |rule| rule.starts = start());
    let silent = Trigger::Without { delay: three_days, series: vec![own_replies] };
    build.rule("is_silent", Some(ticket), silent, |rule| rule.calls = vec![call(answer)]);
    let any = build.rule("any", None, Trigger::Becoming { guard: questions, including_existing: true }, |rule| {
        rule.calls = vec![call(ActionId::new(1))];
        rule.unless = vec![on(replied, Some(large))];
    });
    build.rule("enters", None, Trigger::Enter(vec![new, lead]), |rule| rule.guard = Some(many));

    let ids = Ids {
        ticket,
        account,
        subject,
        level,
        of_account,
        tier,
        opened,
        replied,
        founded,
        urgency,
        valued,
        heat,
        held,
        own_replies,
        all_replies,
        handling,
        new,
        closed,
        answer,
        chase,
        all,
        any,
        read_level,
        read_subject,
        id,
        large,
        tier_of_account,
        any_large,
        recent,
    };
    (build.ir, ids)
}

const fn build_enum(id: EnumId) -> Type {
    Type::required(Scalar::Enum(id))
}
