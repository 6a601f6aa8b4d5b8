//! The sample with all that takes time, one of everything: for tests of the gate.

use indexmap::IndexMap;

use super::sample::sample;
use super::*;
use crate::calendar::{ClosedDays, Duration, Period, Recurrence, Schedule, TimeOfDay, Weekday, Window};
use crate::text::Span;

const SPAN: Span = Span::new(crate::text::FileId(0), 0, 0);

/// Takes expressions in behind those of the sample.
struct Exprs<'b>(&'b mut Blueprint);

impl Exprs<'_> {
    fn push(&mut self, kind: ExprKind, scalar: Scalar) -> ExprId {
        self.0.exprs.push(Expr { kind, ty: Type::required(scalar), span: SPAN })
    }

    fn compare(&mut self, op: Comparison, left: ExprId, right: ExprId) -> ExprId {
        self.push(ExprKind::Compare { op, left, right }, Scalar::Bool)
    }
}

/// The new expressions: their names are those of `tests`.
struct Made {
    signed: ExprId,
    birthday: ExprId,
    three_days: ExprId,
    two: ExprId,
    large: ExprId,
    often: ExprId,
    sum: ExprId,
    poor: ExprId,
    long_ago: ExprId,
    new_here: ExprId,
    in_mode: ExprId,
    greeting: ExprId,
    hello: ExprId,
    greets: ExprId,
    pause: ExprId,
    instant: ExprId,
    is_hello: ExprId,
    usual: ExprId,
}

fn exprs(ir: &mut Blueprint) -> Made {
    use Scalar::{Bool, Date, Datetime, Int, Text};
    let (decimal, length) = (Scalar::Decimal, Scalar::Duration);
    let series = SeriesId::new(1);
    let mut all = Exprs(ir);
    let signed = all.push(ExprKind::Field(FieldId::new(8)), Datetime);
    let birthday = all.push(ExprKind::Field(FieldId::new(7)), Date);
    let three_days = all.push(ExprKind::Literal(Value::Duration(Duration::days(3))), length);
    let two = all.push(ExprKind::Literal(Value::Int(2)), Int);
    let amount = all.push(ExprKind::Payload(vec![ParameterId::new(1)]), decimal);
    let ten = all.push(ExprKind::Literal(Value::decimal(10.into())), decimal);
    let large = all.compare(Comparison::Greater, amount, ten);
    let count = all.push(ExprKind::Count { series, window: Some(Duration::days(7)) }, Int);
    let often = all.compare(Comparison::Greater, count, two);
    let sum = all.push(ExprKind::Aggregate { function: Aggregate::Sum, series, window: None }, decimal);
    let poor = all.compare(Comparison::Less, sum, ten);
    let last = all.push(ExprKind::Last(SeriesId::new(0)), Datetime);
    let now = all.push(ExprKind::Now, Datetime);
    let since = all.push(ExprKind::Arithmetic { op: Arithmetic::Subtract, left: now, right: last }, length);
    let long_ago = all.compare(Comparison::Greater, since, three_days);
    let stay = all.push(ExprKind::TimeInStage(vec![StageId::new(1)]), length);
    let new_here = all.compare(Comparison::Less, stay, three_days);
    let in_mode = all.push(ExprKind::Mode(ModeId::new(0)), Bool);
    let greeting = all.push(ExprKind::Argument(0), Text);
    let hello = all.push(ExprKind::Literal(Value::text("hello")), Text);
    let greets = all.compare(Comparison::Equal, greeting, hello);
    let pause = all.push(ExprKind::Argument(1), length);
    let instant = all.push(ExprKind::Literal(Value::Datetime("2026-03-02T09:00:00Z".parse().unwrap())), Datetime);
    let form = all.push(ExprKind::Payload(vec![ParameterId::new(0)]), Text);
    let is_hello = all.compare(Comparison::Equal, form, hello);
    let window = Some(Duration::days(30));
    let average = all.push(ExprKind::Aggregate { function: Aggregate::Average, series, window }, decimal);
    let usual = all.compare(Comparison::Equal, average, ten);
    Made {
        signed,
        birthday,
        three_days,
        two,
        large,
        often,
        sum,
        poor,
        long_ago,
        new_here,
        in_mode,
        greeting,
        hello,
        greets,
        pause,
        instant,
        is_hello,
        usual,
    }
}

fn info(name: &str) -> Info {
    Info { name: name.to_owned(), ..Info::default() }
}

fn on(event: usize, filter: Option<ExprId>) -> EventFilter {
    EventFilter { events: vec![EventId::new(event)], filter }
}

fn nine() -> TimeOfDay {
    "09:00".parse().unwrap()
}

fn for_two_days() -> Handling {
    Handling::Defer { at_most: Some(Duration::days(2)) }
}

/// The sample, and behind its parts those that take time.
pub(crate) fn over_time() -> Blueprint {
    let mut ir = sample();
    let made = exprs(&mut ir);
    restraint(&mut ir, &made);
    ways(&mut ir, &made);
    rules(&mut ir, &made);
    sequence(&mut ir, &made);
    service(&mut ir, &made);
    scenario(&mut ir, &made);
    ir
}

fn service(ir: &mut Blueprint, made: &Made) {
    let call = |action| ActionCall { action: ActionId::new(action), with: Vec::new(), after: None, span: SPAN };
    let order = |list: usize| u32::try_from(1_000 + list).unwrap();
    let target = |opening, when| SlaTarget { time: made.three_days, opening, when, span: SPAN };
    ir.slas.push(Sla {
        info: info("response"),
        object: None,
        starts: vec![SlaWhen::On(on(0, Some(made.is_hello))), SlaWhen::InStage(vec![StageId::new(1)])],
        stops: vec![SlaWhen::On(on(1, None))],
        pauses: vec![SlaWhen::InStage(vec![StageId::new(0)])],
        resets: vec![SlaWhen::On(on(1, None))],
        targets: vec![target(Some(OpeningId::new(0)), Some(made.poor)), target(None, None)],
        warnings: vec![SlaWarning { share: 8_000, calls: vec![call(0)] }],
        updates: vec![SlaUpdate { period: Duration::milliseconds(1_800_000), calls: vec![call(1)] }],
        breach: vec![call(0), call(1)],
        order: order(0),
        responsibilities: Responsibilities::default(),
        span: SPAN,
    });
}

fn restraint(ir: &mut Blueprint, made: &Made) {
    let responsibilities = Responsibilities::default();
    let working = [Weekday::Monday, Weekday::Friday];
    let mut opening = Schedule::of_days(&working);
    opening = Schedule::new(
        Weekday::ALL.map(|day| opening.ranges(day).to_vec()),
        vec![ClosedDays::EveryYear { month: 12, day: 25 }],
    );
    let office = ir.openings.push(Opening {
        info: info("office"),
        schedule: opening,
        zone: Some("Europe/Paris".to_owned()),
        responsibilities: responsibilities.clone(),
    });
    let quiet = Schedule::outside("20:00".parse().unwrap(), "08:00".parse().unwrap());
    let hours = [
        (HoursKind::Quiet(quiet), Handling::Drop),
        (HoursKind::Days(Schedule::of_days(&working)), Handling::Defer { at_most: None }),
        (HoursKind::Open(office), for_two_days()),
    ];
    let (email, phone, newsletter) = (ChannelId::new(0), ChannelId::new(1), PurposeId::new(0));
    ir.channels.get_mut(email).unwrap().hours =
        hours.map(|(kind, handling)| ChannelHours { kind, handling, span: SPAN }).to_vec();
    ir.caps.push(Cap {
        of: CapOwner::Channel(email),
        amount: made.two,
        window: Window::Calendar(Period::Day),
        when: Some(made.poor),
        channels: vec![email, phone],
        exempt: vec![newsletter],
        handling: for_two_days(),
        span: SPAN,
    });
    ir.caps.push(Cap {
        of: CapOwner::Purpose(newsletter),
        amount: made.two,
        window: Window::Rolling(Duration::days(7)),
        when: None,
        channels: Vec::new(),
        exempt: Vec::new(),
        handling: Handling::Drop,
        span: SPAN,
    });
    ir.series.push(Series {
        object: None,
        key: "form_submitted".to_owned(),
        event: EventId::new(0),
        filter: None,
        value: None,
        last: true,
        total: false,
        window: None,
    });
    ir.series.push(Series {
        object: None,
        key: "form_submitted.amount where amount > 10".to_owned(),
        event: EventId::new(0),
        filter: Some(made.large),
        value: Some(ParameterId::new(1)),
        last: false,
        total: true,
        window: Some(Duration::days(30)),
    });
    let suspended = [
        Suspended::Purpose(newsletter),
        Suspended::Channel(phone),
        Suspended::Action(ActionId::new(0)),
        Suspended::Rule(RuleId::new(5)),
        Suspended::Sequence(SequenceId::new(0)),
    ];
    ir.modes.push(Mode {
        object: None,
        info: info("dunning"),
        when: Some(made.often),
        from: vec![on(0, Some(made.is_hello))],
        until: vec![on(1, None)],
        suspends: suspended.map(|what| Suspension { what, handling: for_two_days(), span: SPAN }).to_vec(),
        responsibilities,
    });
    let score = ir.scores.get_mut(ScoreId::new(0)).unwrap();
    score.fade = Some(Fade { points: 5, every: Duration::days(7) });
    let (visitor, lead) = (StageId::new(0), StageId::new(1));
    let least = |value| Some((Comparison::GreaterOrEqual, value));
    let measures = [
        (MeasureKind::Conversion { from: visitor, to: lead }, least(Value::decimal("0.25".parse().unwrap()))),
        (MeasureKind::Time(lead), least(Value::Duration(Duration::days(14)))),
        (MeasureKind::Volume(lead), least(Value::Int(3))),
        (MeasureKind::Value(made.sum), least(Value::decimal(100.into()))),
        (MeasureKind::Pressure(email), None),
    ];
    let per = Some(Window::Calendar(Period::Month));
    ir.stages.get_mut(lead).unwrap().measures =
        measures.map(|(kind, target)| Measure { kind, target, per, span: SPAN }).to_vec();
}

fn start(made: &Made) -> Vec<Start> {
    vec![Start { sequence: SequenceId::new(0), arguments: vec![made.hello, made.three_days], span: SPAN }]
}

/// Transitions by time; an action that starts a sequence.
fn ways(ir: &mut Blueprint, made: &Made) {
    let (visitor, lead, customer) = (StageId::new(0), StageId::new(1), StageId::new(2));
    let (quiet, cared) = (StageId::new(3), StageId::new(4));
    let date = Trigger::Date {
        of: made.signed,
        offset: Some(made.three_days),
        before: true,
        time: Some(nine()),
        or_at_once: true,
        each_date: false,
    };
    let weekly = EveryOn::Days(Recurrence::Weekly(vec![Weekday::Monday]));
    let after = Trigger::After { delay: made.three_days, stages: vec![lead] };
    let without = Trigger::Without { delay: made.three_days, series: vec![SeriesId::new(0)] };
    let becoming = Trigger::Becoming { guard: made.poor, including_existing: false };
    let every = Trigger::Every { on: weekly, time: nine() };
    for (order, from, to, trigger, guard) in [
        (8, lead, visitor, after, Some(made.new_here)),
        (9, lead, customer, without, None),
        (10, visitor, customer, date, None),
        (11, cared, quiet, every, None),
        (12, quiet, quiet, becoming, None),
    ] {
        let journey = ir.stages[from].journey;
        let id = ir.transitions.push(Transition {
            info: info("by->time"),
            journey,
            sources: vec![from],
            target: to,
            trigger: Some(trigger),
            guard,
            priority: 0,
            order,
            calls: Vec::new(),
            effects: Vec::new(),
            starts: start(made),
            responsibilities: Responsibilities::default(),
            span: SPAN,
        });
        ir.journeys.get_mut(journey).unwrap().transitions.push(id);
    }
    ir.actions.get_mut(ActionId::new(1)).unwrap().starts = start(made);
}

fn call(action: usize, after: Option<ExprId>) -> ActionCall {
    ActionCall { action: ActionId::new(action), with: Vec::new(), after, span: SPAN }
}

fn rules(ir: &mut Blueprint, made: &Made) {
    let lead = StageId::new(1);
    let plain = Rule {
        guard: None,
        stages: Vec::new(),
        group: None,
        effects: Vec::new(),
        calls: vec![call(1, None)],
        ..ir.rules[RuleId::new(0)].clone()
    };
    let mut push = |name: &str, order: u32, trigger: Trigger, change: &dyn Fn(&mut Rule)| {
        let mut rule = Rule { info: info(name), trigger, order, ..plain.clone() };
        change(&mut rule);
        ir.rules.push(rule);
    };
    push("stay", 13, Trigger::After { delay: made.three_days, stages: vec![lead] }, &|rule| {
        rule.unless = vec![on(1, None), on(0, Some(made.is_hello))];
        rule.during = Some(made.long_ago);
        let window = Some(Window::Calendar(Period::Month));
        rule.limit = Some(Limit { amount: made.two, window, handling: for_two_days() });
        rule.holdout = 1_000;
        rule.each = true;
        rule.calls = vec![call(0, Some(made.three_days))];
    });
    push("silent", 14, Trigger::Without { delay: made.three_days, series: Vec::new() }, &|rule| {
        rule.split = [("one", 5_000), ("two", 4_999)]
            .map(|(name, share)| Variant { name: name.to_owned(), share, calls: vec![call(1, Some(made.three_days))] })
            .to_vec();
        rule.active_from = chrono::NaiveDate::from_ymd_opt(2026, 1, 1);
        rule.active_until = chrono::NaiveDate::from_ymd_opt(2026, 12, 31);
        rule.inactive = true;
    });
    let date = Trigger::Date {
        of: made.birthday,
        offset: None,
        before: false,
        time: None,
        or_at_once: false,
        each_date: true,
    };
    push("birthday_mail", 15, date, &|rule| rule.starts = start(made));
    let monthly = EveryOn::Days(Recurrence::Monthly { day: 31 });
    push("monthly", 16, Trigger::Every { on: monthly, time: nine() }, &|_| {});
    push("yearly", 17, Trigger::Every { on: EveryOn::Date(made.birthday), time: TimeOfDay::START }, &|rule| {
        rule.limit = Some(Limit { amount: made.two, window: None, handling: Handling::Drop });
    });
    push("existing", 18, Trigger::Becoming { guard: made.usual, including_existing: true }, &|rule| {
        rule.guard = Some(made.in_mode);
    });
}

fn sequence(ir: &mut Blueprint, made: &Made) {
    let wait = |wait: Wait, expired: u32| StepKind::Wait { wait, expired };
    let greet = ActionCall {
        with: vec![PayloadEntry { name: "greeting".into(), value: made.greeting }],
        ..call(0, Some(made.pause))
    };
    let set = Effect { kind: EffectKind::Set, field: FieldId::new(5), value: made.greeting, span: SPAN };
    let office = Some(OpeningId::new(0));
    let event = Some(on(0, Some(made.is_hello)));
    let steps = [
        StepKind::Do(vec![greet]),
        StepKind::Effects { effects: vec![set], starts: Vec::new() },
        wait(Wait::For { delay: made.pause, opening: office, or: event }, 3),
        wait(Wait::Time(nine()), 4),
        wait(Wait::Until { guard: made.often, at_most: Some(made.three_days) }, 5),
        StepKind::Branch { guard: made.greets, otherwise: 7 },
        StepKind::Jump(7),
        StepKind::Repeat { guard: made.poor, end: 10 },
        wait(Wait::For { delay: made.three_days, opening: None, or: None }, 9),
        StepKind::Jump(7),
        StepKind::Do(vec![call(1, None)]),
    ];
    let names = [("hello", Some("Hello".to_owned()), 0, 2), ("at_last", None, 10, 11)];
    let names: IndexMap<String, NamedStep> =
        names.map(|(name, label, first, end)| (name.to_owned(), NamedStep { label, first, end })).into_iter().collect();
    let parameter = |name: &str, scalar| SequenceParameter { name: name.to_owned(), ty: Type::required(scalar) };
    ir.sequences.push(Sequence {
        object: None,
        info: info("onboarding"),
        parameters: vec![parameter("greeting", Scalar::Text), parameter("pause", Scalar::Duration)],
        reentry: Reentry::After(Duration::days(30)),
        goals: vec![Leave::On(on(0, Some(made.is_hello))), Leave::When(made.in_mode)],
        exits: vec![Leave::On(on(1, None)), Leave::When(made.long_ago)],
        suspends: vec![Suspension {
            what: Suspended::Action(ActionId::new(0)),
            handling: Handling::Defer { at_most: None },
            span: SPAN,
        }],
        steps: (0..).zip(steps).map(|(at, kind): (u32, _)| Step { key: format!("s{at}"), kind, span: SPAN }).collect(),
        names,
        order: 19,
        responsibilities: Responsibilities::default(),
        span: SPAN,
    });
}

fn scenario(ir: &mut Blueprint, made: &Made) {
    let past = |when| Given::Past { event: EventId::new(0), payload: vec![(ParameterId::new(0), made.hello)], when };
    let actors = || vec![Actor::Action(ActionId::new(0)), Actor::Rule(RuleId::new(5))];
    let because = [
        Because::Consent,
        Because::Mode(None),
        Because::Mode(Some(ModeId::new(0))),
        Because::Sequence(SequenceId::new(0)),
        Because::Cap(None),
        Because::Cap(Some(CapOwner::Channel(ChannelId::new(0)))),
        Because::Cap(Some(CapOwner::Purpose(PurposeId::new(0)))),
        Because::Hours(None),
        Because::Hours(Some(ChannelId::new(0))),
        Because::Limit,
        Because::Holdout,
    ];
    let mut lines = vec![
        ScenarioLineKind::Given(vec![
            past(PastTime::Ago(Duration::days(3))),
            past(PastTime::At(made.instant)),
            Given::HeldOut(RuleId::new(5)),
            Given::Variant(RuleId::new(6), 1),
            Given::Running { sequence: SequenceId::new(0), step: 7 },
            Given::Mode(ModeId::new(0)),
        ]),
        ScenarioLineKind::At(made.instant),
        ScenarioLineKind::Then(Assertion::Defers { actors: actors(), until: Some(made.instant) }),
        ScenarioLineKind::Then(Assertion::Cancels(actors())),
        ScenarioLineKind::Then(Assertion::Starts(vec![SequenceId::new(0)])),
    ];
    lines.extend(
        because
            .map(|because| ScenarioLineKind::Then(Assertion::Suppresses { actors: actors(), because: Some(because) })),
    );
    ir.scenarios.push(Scenario {
        instances: Vec::new(),
        info: info("over time"),
        columns: Vec::new(),
        rows: vec![ScenarioRow { values: Vec::new(), span: SPAN }],
        lines: lines.into_iter().map(|kind| ScenarioLine { kind, span: SPAN }).collect(),
    });
}
