//! A blueprint made by hand, for tests of what reads blueprints. It has one of everything.

use super::*;
use crate::calendar::Duration;
use crate::text::Span;

fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

/// Takes expressions in and types them.
struct Exprs(Arena<ExprId, Expr>);

impl Exprs {
    fn push(&mut self, kind: ExprKind, ty: Type) -> ExprId {
        self.0.push(Expr { kind, ty, span: Span::default() })
    }

    fn literal(&mut self, value: Value) -> ExprId {
        let scalar = match &value {
            Value::Bool(_) => Scalar::Bool,
            Value::Int(_) => Scalar::Int,
            Value::Decimal(_) => Scalar::Decimal,
            Value::Text(_) => Scalar::Text,
            Value::Date(_) => Scalar::Date,
            Value::Datetime(_) => Scalar::Datetime,
            Value::Duration(_) => Scalar::Duration,
            Value::Member(id, _) => Scalar::Enum(*id),
            Value::Team(_) => Scalar::Team,
            Value::Set(_) => unreachable!(),
        };
        self.push(ExprKind::Literal(value), Type::required(scalar))
    }

    fn compare(&mut self, op: Comparison, left: ExprId, right: ExprId) -> ExprId {
        self.push(ExprKind::Compare { op, left, right }, Type::required(Scalar::Bool))
    }
}

const BOOL: Type = Type::required(Scalar::Bool);
const INT: Type = Type::required(Scalar::Int);
const TEXT: Type = Type::required(Scalar::Text);

#[expect(clippy::too_many_lines, reason = "one of everything")]
pub(crate) fn sample() -> Blueprint {
    let mut exprs = Exprs(Arena::default());
    let responsibilities = Responsibilities::default();
    let span = Span::default();

    let mut teams = Arena::default();
    for (name, capacity) in [("sales", None), ("marketing", Some(Duration::milliseconds(126_000_000)))] {
        let capacity = capacity.map(|time| Capacity { time, per: Duration::days(7) });
        teams.push(Team { info: info(name), capacity, responsibilities: responsibilities.clone() });
    }
    let sales = TeamId::new(0);

    let mut enums = Arena::default();
    let members = ["basic", "standard", "premium"].map(|name| Member { info: info(name) }).to_vec();
    let tier = enums.push(Enum { info: info("tier"), members });

    let mut fields = Arena::default();
    let mut field = |name: &str, ty: Type, default: Option<Value>| {
        fields.push(Field { object: None, info: info(name), ty, default, governance: Governance::default() })
    };
    let optional = |scalar: Scalar| Type::required(scalar).with_optional(true);
    let opt_in = field("email_opt_in", BOOL, Some(Value::Bool(false)));
    let plan = field("plan", Type::required(Scalar::Enum(tier)), Some(Value::Member(tier, 1)));
    let visits = field("visits", INT, Some(Value::Int(0)));
    let revenue = field("revenue", optional(Scalar::Decimal), None);
    let company = field("company", TEXT, None);
    let owner = field("owner", optional(Scalar::Text), None);
    let interests = field("interests", Type::set_of(Scalar::Text), None);
    let birthday = field("birthday", optional(Scalar::Date), None);
    let signed = field("signed", optional(Scalar::Datetime), None);
    field("notice", optional(Scalar::Duration), None);
    field("served_by", optional(Scalar::Team), None);
    let tz = field("tz", optional(Scalar::Text), None);
    let read = |exprs: &mut Exprs, field: FieldId, ty: Type| exprs.push(ExprKind::Field(field), ty);

    let form = ParameterId::new(0);
    let read_form = exprs.push(ExprKind::Payload(vec![form]), TEXT);
    let spam = exprs.literal(Value::text("spam"));
    let is_spam = exprs.compare(Comparison::Equal, read_form, spam);
    let mut events = Arena::default();
    let submitted = events.push(Event {
        subject: None,
        info: info("form_submitted"),
        parameters: vec![form, ParameterId::new(1)],
        refuse_when: vec![is_spam],
        responsibilities: responsibilities.clone(),
    });
    let unsubscribed = events.push(Event {
        subject: None,
        info: info("unsubscribed"),
        parameters: Vec::new(),
        refuse_when: Vec::new(),
        responsibilities: responsibilities.clone(),
    });
    let mut parameters = Arena::default();
    parameters.push(Parameter {
        info: info("form"),
        event: submitted,
        ty: TEXT,
        default: None,
        governance: Governance::default(),
    });
    let amount = Value::decimal("2.50".parse().unwrap());
    let ty = Type::required(Scalar::Decimal);
    parameters.push(Parameter {
        info: info("amount"),
        event: submitted,
        ty,
        default: Some(amount.clone()),
        governance: Governance::default(),
    });

    let mut settings = Arena::default();
    let threshold = settings.push(Setting { info: info("threshold"), ty: INT, default: Value::Int(30) });

    let read_visits = read(&mut exprs, visits, INT);
    let widened = exprs.push(ExprKind::Widen(read_visits), Type::required(Scalar::Decimal));
    let half = exprs.literal(amount);
    let value = exprs.push(
        ExprKind::Arithmetic { op: Arithmetic::Divide, left: widened, right: half },
        Type::required(Scalar::Decimal),
    );
    let mut lets = Arena::default();
    let intensity = lets.push(Let { object: None, info: info("intensity"), value });

    let read_let = exprs.push(ExprKind::Let(intensity), Type::required(Scalar::Decimal));
    let ten = exprs.literal(Value::decimal(10.into()));
    let intense = exprs.compare(Comparison::GreaterOrEqual, read_let, ten);
    let read_interests = read(&mut exprs, interests, Type::set_of(Scalar::Text));
    let topic = exprs.literal(Value::text("crm"));
    let interested = exprs.push(ExprKind::Has { set: read_interests, value: topic }, BOOL);
    let when = exprs.push(ExprKind::And(vec![intense, interested]), BOOL);
    let mut channels = Arena::default();
    let consent = read(&mut exprs, opt_in, BOOL);
    let email = channels.push(Channel {
        info: info("email"),
        consent: Some(consent),
        hours: Vec::new(),
        internal: false,
        color: Some("#3366cc".to_owned()),
        responsibilities: responsibilities.clone(),
    });
    let phone = channels.push(Channel {
        info: info("phone"),
        consent: None,
        hours: Vec::new(),
        internal: true,
        color: None,
        responsibilities: responsibilities.clone(),
    });
    let mut segments = Arena::default();
    let hot = segments.push(Segment {
        object: None,
        info: info("hot"),
        when,
        expects: vec!["a quick answer".to_owned()],
        friction: Vec::new(),
        prefers: Some(email),
        responsibilities: responsibilities.clone(),
    });

    let points = exprs.literal(Value::Int(10));
    let profile_points = exprs.literal(Value::Int(5));
    let in_segment = exprs.push(ExprKind::Segment(hot), BOOL);
    let mut scores = Arena::default();
    let maturity = scores.push(Score {
        object: None,
        info: info("maturity"),
        low: -10,
        high: 100,
        events: vec![
            EventPoints { events: vec![submitted], filter: None, points, once: true, span },
            EventPoints { events: vec![unsubscribed], filter: None, points, once: false, span },
        ],
        profile: vec![ProfilePoints { steps: vec![ProfileStep { test: in_segment, points: profile_points }], span }],
        fade: None,
        responsibilities: responsibilities.clone(),
    });

    let mut stages = Arena::default();
    let (lifecycle, care) = (JourneyId::new(0), JourneyId::new(1));
    let mut stage = |name: &str, journey: JourneyId, is_final: bool, requires: Vec<FieldId>| {
        stages.push(Stage {
            info: info(name),
            journey,
            parent: None,
            children: Vec::new(),
            initial: None,
            is_final,
            phase: None,
            responsibilities: Responsibilities { responsible: vec![sales], ..Responsibilities::default() },
            moments: Vec::new(),
            emotion: None,
            customer_view: None,
            deliverables: Vec::new(),
            skippable: false,
            friction: Vec::new(),
            requires,
            measures: Vec::new(),
        })
    };
    let visitor = stage("visitor", lifecycle, false, Vec::new());
    let lead = stage("lead", lifecycle, false, vec![owner]);
    let customer = stage("customer", lifecycle, true, Vec::new());
    let quiet = stage("quiet", care, false, Vec::new());
    let cared = stage("lead", care, false, Vec::new());
    let mut journeys = Arena::default();
    journeys.push(Journey {
        object: None,
        segment: None,
        info: info("lifecycle"),
        stages: vec![visitor, lead, customer],
        initial: visitor,
        transitions: vec![TransitionId::new(0), TransitionId::new(1)],
        extensions: Vec::new(),
        responsibilities: responsibilities.clone(),
    });
    journeys.push(Journey {
        object: None,
        segment: None,
        info: info("care"),
        stages: vec![quiet, cared],
        initial: quiet,
        transitions: vec![TransitionId::new(2)],
        extensions: Vec::new(),
        responsibilities: responsibilities.clone(),
    });

    let mut purposes = Arena::default();
    let consent = read(&mut exprs, opt_in, BOOL);
    let newsletter = purposes.push(Purpose {
        info: info("newsletter"),
        consent: Some(consent),
        transactional: false,
        responsibilities: responsibilities.clone(),
    });
    let effort = exprs.literal(Value::Duration(Duration::milliseconds(900_000)));
    let due = exprs.literal(Value::Duration(Duration::days(2)));
    let subject = read(&mut exprs, company, TEXT);
    let (welcome, call) = (ActionId::new(0), ActionId::new(1));
    let mut actions = Arena::default();
    actions.push(Action {
        object: None,
        info: info("send_welcome"),
        channel: email,
        execution: Execution::Automated,
        purpose: Some(newsletter),
        personalization: Some("template".to_owned()),
        effort: None,
        due: None,
        with: vec![PayloadEntry { name: "subject".into(), value: subject }],
        effects: Vec::new(),
        starts: Vec::new(),
        otherwise: Some(call),
        assign: None,
        responsibilities: responsibilities.clone(),
    });
    let moment = exprs.push(ExprKind::Now, Type::required(Scalar::Datetime));
    let element = exprs.literal(Value::text("called"));
    actions.push(Action {
        object: None,
        info: info("call_back"),
        channel: phone,
        execution: Execution::Human,
        purpose: None,
        personalization: None,
        effort: Some(effort),
        due: Some(due),
        with: Vec::new(),
        effects: vec![
            Effect { kind: EffectKind::Set, field: signed, value: moment, span },
            Effect { kind: EffectKind::Add, field: interests, value: element, span },
        ],
        starts: Vec::new(),
        otherwise: None,
        assign: Some(Assign { field: owner, team: AssignFrom::Team(sales), rotation: true }),
        responsibilities: responsibilities.clone(),
    });

    let mut groups = Arena::default();
    let outreach = groups.push(Group {
        info: info("outreach"),
        at_most: 1,
        exactly: true,
        responsibilities: responsibilities.clone(),
    });

    let mut transitions = Arena::default();
    let mut transition = |name: &str, from: StageId, to: StageId, trigger, guard, order, calls| {
        let journey = if from == quiet { care } else { lifecycle };
        transitions.push(Transition {
            info: info(name),
            journey,
            sources: vec![from],
            target: to,
            trigger,
            guard,
            priority: 0,
            order,
            calls,
            effects: Vec::new(),
            starts: Vec::new(),
            responsibilities: Responsibilities::default(),
            span: Span::default(),
        });
    };
    let read_form = exprs.push(ExprKind::Payload(vec![form]), TEXT);
    let word = exprs.literal(Value::text("pricing"));
    let filter = exprs.push(ExprKind::TextTest { op: TextTest::ContainsWord, text: read_form, part: word }, BOOL);
    let trigger = Some(Trigger::Event(EventFilter { events: vec![submitted], filter: Some(filter) }));
    let with = vec![PayloadEntry { name: "form".into(), value: read_form }];
    transition(
        "visitor->lead",
        visitor,
        lead,
        trigger,
        None,
        0,
        vec![ActionCall { action: welcome, with, after: None, span }],
    );
    let total = exprs.push(ExprKind::Score(maturity), INT);
    let limit = exprs.push(ExprKind::Setting(threshold), INT);
    let ripe = exprs.compare(Comparison::Greater, total, limit);
    transition("lead->customer", lead, customer, None, Some(ripe), 1, Vec::new());
    let there = exprs.push(ExprKind::InStage(vec![customer]), BOOL);
    transition("quiet->lead", quiet, cared, None, Some(there), 2, Vec::new());

    let mut rules = Arena::default();
    let mut rule = |name: &str, trigger: Trigger, guard: Option<ExprId>, order: u32, effects: Vec<Effect>| {
        rules.push(Rule {
            object: None,
            info: info(name),
            trigger,
            stages: vec![lead],
            guard,
            calls: vec![ActionCall { action: call, with: Vec::new(), after: None, span }],
            effects,
            starts: Vec::new(),
            unless: Vec::new(),
            during: None,
            limit: None,
            holdout: 0,
            split: Vec::new(),
            active_from: None,
            active_until: None,
            inactive: false,
            each: false,
            group: Some(outreach),
            priority: 5,
            order,
            responsibilities: Responsibilities::default(),
            span,
        })
    };
    let read_plan = read(&mut exprs, plan, Type::required(Scalar::Enum(tier)));
    let changed = exprs.push(ExprKind::Changed(read_plan), BOOL);
    let event = Trigger::Event(EventFilter { events: vec![unsubscribed], filter: None });
    rule("on_event", event, Some(changed), 3, Vec::new());
    rule("on_enter", Trigger::Enter(vec![lead, cared]), None, 4, Vec::new());
    let read_tz = read(&mut exprs, tz, optional(Scalar::Text));
    let tz_set = exprs.push(ExprKind::IsSet(read_tz), BOOL);
    let not = exprs.push(ExprKind::Not(tz_set), BOOL);
    rule("on_exit", Trigger::Exit(vec![lead]), Some(not), 5, Vec::new());
    let [premium, basic] = [2, 0].map(|index| exprs.literal(Value::Member(tier, index)));
    let change = Trigger::Change { of: vec![read_plan], from: Some(basic), to: Some(premium) };
    let read_revenue = read(&mut exprs, revenue, optional(Scalar::Decimal));
    let stand_in = exprs.literal(Value::decimal(1.into()));
    let sum = exprs.push(ExprKind::Coalesce { left: read_revenue, right: stand_in }, Type::required(Scalar::Decimal));
    let effect = Effect { kind: EffectKind::Set, field: revenue, value: sum, span };
    let read_birthday = read(&mut exprs, birthday, optional(Scalar::Date));
    let day = exprs.push(ExprKind::Today, Type::required(Scalar::Date));
    let older = exprs.compare(Comparison::Less, read_birthday, day);
    let or_unset = exprs.push(ExprKind::OrUnset { test: older, value: read_birthday }, BOOL);
    rule("on_change", change, Some(or_unset), 6, vec![effect]);
    let read_owner = read(&mut exprs, owner, optional(Scalar::Text));
    let matches = exprs.push(ExprKind::Matches { text: read_owner, pattern: "^A.*z$".to_owned() }, BOOL);
    rule("on_becoming", Trigger::Becoming { guard: matches, including_existing: false }, None, 7, Vec::new());

    let mut scenarios = Arena::default();
    let at = exprs.literal(Value::Datetime("2026-03-02T09:00:00Z".parse().unwrap()));
    let after = exprs.literal(Value::Duration(Duration::days(1)));
    let column = exprs.push(ExprKind::Column(0), TEXT);
    let score = exprs.literal(Value::Int(20));
    let paying = read(&mut exprs, visits, INT);
    let holds = exprs.compare(Comparison::Equal, paying, score);
    let lines = [
        ScenarioLineKind::At(at),
        ScenarioLineKind::Given(vec![
            Given::Stage(lead),
            Given::Field(company, column),
            Given::Score(maturity, score),
            Given::Setting(threshold, score),
        ]),
        ScenarioLineKind::When {
            instance: None,
            instance_changes: Vec::new(),
            event: Some(submitted),
            payload: vec![(form, column)],
            changes: vec![(visits, score)],
        },
        ScenarioLineKind::After(after),
        ScenarioLineKind::Then(Assertion::Fires(vec![Actor::Action(welcome), Actor::Rule(RuleId::new(0))])),
        ScenarioLineKind::Then(Assertion::Suppresses {
            actors: vec![Actor::Action(call)],
            because: Some(Because::Group(Some(outreach))),
        }),
        ScenarioLineKind::Then(Assertion::Refuses(submitted)),
        ScenarioLineKind::Then(Assertion::Stage(cared)),
        ScenarioLineKind::Then(Assertion::Holds(holds)),
    ];
    scenarios.push(Scenario {
        instances: Vec::new(),
        info: info("the first call"),
        columns: vec![ScenarioColumn { name: "source".to_owned(), ty: TEXT }],
        rows: ["pricing", "demo"].map(|text| ScenarioRow { values: vec![Value::text(text)], span }).to_vec(),
        lines: lines.map(|kind| ScenarioLine { kind, span }).to_vec(),
    });

    let zone = read(&mut exprs, tz, optional(Scalar::Text));
    let mut terms = Arena::default();
    terms.push(Term { info: info("lead"), means: "someone who asked".to_owned() });
    let mut described = info("growth");
    described.label = Some("Growth".to_owned());
    described.docs = vec!["What we do.".to_owned()];
    described.meta.insert("author".to_owned(), "the team".to_owned());
    Blueprint {
        objects: Arena::default(),
        schema_version: SCHEMA_VERSION,
        info: described,
        docs: vec!["A sample.".to_owned()],
        files: vec!["sample.blueprint".to_owned()],
        version: "1.0".to_owned(),
        status: Some(Status::ToBe),
        review_every: Some(Duration::months(3)),
        reviewed: chrono::NaiveDate::from_ymd_opt(2026, 1, 15),
        responsibilities,
        timezone: Timezone { contact: Some(zone), fallback: "Europe/Paris".to_owned() },
        teams,
        purposes,
        openings: Arena::default(),
        channels,
        caps: Arena::default(),
        enums,
        contact: Some(info("contact")),
        fields,
        events,
        parameters,
        lets,
        settings,
        segments,
        bands: Arena::default(),
        tables: Arena::default(),
        scores,
        series: Arena::default(),
        modes: Arena::default(),
        journeys,
        stages,
        transitions,
        actions,
        sequences: Arena::default(),
        groups,
        rules,
        slas: Arena::default(),
        kpis: Arena::default(),
        systems: Arena::default(),
        flows: Arena::default(),
        terms,
        scenarios,
        exprs: exprs.0,
    }
}

/// The same, with bands and a table.
pub(crate) fn sample_with_tables() -> Blueprint {
    let mut ir = sample();
    let mut exprs = Exprs(std::mem::take(&mut ir.exprs));
    let (sales, span) = (TeamId::new(0), Span::default());
    let read_let = exprs.push(ExprKind::Let(LetId::new(0)), Type::required(Scalar::Decimal));
    let bins = ["low", "high"].map(|name| Member { info: info(name) }).to_vec();
    let intensity_band = ir.enums.push(Enum { info: info("warmth.band"), members: bins });
    let ten = exprs.literal(Value::decimal(10.into()));
    let test = exprs.compare(Comparison::Less, read_let, ten);
    let [low, high] = [0, 1].map(|member| exprs.literal(Value::Member(intensity_band, member)));
    let kind =
        ExprKind::Choose { given: Some(read_let), cases: vec![Case { test, value: low }], otherwise: Some(high) };
    let value = exprs.push(kind, Type::required(Scalar::Enum(intensity_band)));
    let warmth = ir.lets.push(Let { info: info("warmth"), object: None, value });
    ir.bands.push(Bands { value: warmth, over: read_let });

    let band = exprs.push(ExprKind::Let(warmth), Type::required(Scalar::Enum(intensity_band)));
    let is_high = exprs.compare(Comparison::Equal, band, high);
    let team = exprs.literal(Value::Team(sales));
    let kind = ExprKind::Choose { given: None, cases: vec![Case { test: is_high, value: team }], otherwise: None };
    let value = exprs.push(kind, Type::required(Scalar::Team).with_optional(true));
    let desk = ir.lets.push(Let { info: info("routing.desk"), object: None, value });
    ir.tables.push(Table {
        info: info("routing"),
        policy: TablePolicy::First,
        inputs: vec![band],
        outputs: vec![desk],
        rows: vec![TableRow { test: is_high, cells: vec![Some(is_high)], span }],
        otherwise: false,
        responsibilities: Responsibilities {
            derived: vec![DerivedRole { role: Role::Consulted, teams: desk }],
            ..Responsibilities::default()
        },
    });
    ir.exprs = exprs.0;
    ir
}
