use std::sync::Arc;

use super::*;
use crate::decide::Program;
use crate::decide::test_build::*;
use crate::ir::{
    Arithmetic, Expr, FieldId, Instances, Object, ObjectId, Responsibilities, Scalar, Series, StageId, Type,
};
use crate::state::{ContactState, Entry, Instance, Life, Subject};

fn typed(build: &mut Build, kind: ExprKind, scalar: Scalar) -> ExprId {
    build.ir.exprs.push(Expr { kind, ty: Type::required(scalar), span: Default::default() })
}

fn now(build: &mut Build) -> ExprId {
    typed(build, ExprKind::Now, Scalar::Datetime)
}

fn at(build: &mut Build, text: &str) -> ExprId {
    typed(build, ExprKind::Literal(Value::Datetime(instant(text))), Scalar::Datetime)
}

fn field(build: &mut Build, name: &str) -> (FieldId, ExprId) {
    let field = build.field(name, maybe(Type::required(Scalar::Datetime)), None);
    (field, typed(build, ExprKind::Field(field), Scalar::Datetime))
}

fn flips(program: &Program, state: &ContactState, expr: ExprId) -> Vec<String> {
    let memo = Memo::new(program);
    let scene = Scene::still(program, state, &memo, monday(), None);
    let mut found = Vec::new();
    let mut after = monday();
    while let Some(next) = next_flip(&scene, expr, after) {
        assert!(next > after);
        // It is a change, and there is none before it.
        let value = |milliseconds: i64| {
            let memo = Memo::new(program);
            let at = next.checked_add_milliseconds(milliseconds).unwrap();
            let moved = scene.moved(&memo, at);
            moved.value(expr).ok().map(Cow::into_owned)
        };
        assert_ne!(value(0), value(-1));
        found.push(next.to_string());
        after = next;
    }
    found
}

#[test]
fn a_threshold_is_passed_once() {
    let mut build = Build::new();
    let clock = now(&mut build);
    let limit = at(&mut build, "2026-07-01T12:00:00.123Z");
    let ops = [Comparison::Less, Comparison::LessOrEqual, Comparison::Greater, Comparison::GreaterOrEqual];
    let tests = ops.map(|op| build.compare(op, clock, limit));
    let turned = ops.map(|op| build.compare(op, limit, clock));
    let still = build.compare(Comparison::Less, limit, limit);
    let program = build.program();
    let state = contact(&program);
    let [reached, passed] = ["2026-07-01T12:00:00.123Z", "2026-07-01T12:00:00.124Z"];
    for (tests, wanted) in [(tests, [reached, passed, passed, reached]), (turned, [passed, reached, reached, passed])] {
        for (test, wanted) in tests.into_iter().zip(wanted) {
            assert_eq!(flips(&program, &state, test), [wanted]);
        }
    }
    assert!(flips(&program, &state, still).is_empty());
}

#[test]
fn equality_that_lasts_a_millisecond_is_not_jumped_over() {
    let mut build = Build::new();
    let clock = now(&mut build);
    let limit = at(&mut build, "2026-07-01T12:00:00Z");
    let later = at(&mut build, "2027-07-01T12:00:00Z");
    let past = at(&mut build, "2020-01-01T00:00:00Z");
    let equal = build.compare(Comparison::Equal, clock, limit);
    let other = build.compare(Comparison::NotEqual, limit, clock);
    let one_of = build.e(ExprKind::OneOf { value: clock, elements: vec![later, past, limit] });
    let program = build.program();
    let state = contact(&program);
    let once = ["2026-07-01T12:00:00Z", "2026-07-01T12:00:00.001Z"];
    assert_eq!(flips(&program, &state, equal), once);
    assert_eq!(flips(&program, &state, other), once);
    let twice = [once[0], once[1], "2027-07-01T12:00:00Z", "2027-07-01T12:00:00.001Z"];
    assert_eq!(flips(&program, &state, one_of), twice);
}

#[test]
fn a_range_is_entered_and_left_by_the_local_day() {
    let mut build = Build::new();
    build.ir.timezone.fallback = "America/New_York".to_owned();
    let today = typed(&mut build, ExprKind::Today, Scalar::Date);
    let [low, high] =
        ["2026-03-08", "2026-03-09"].map(|day| typed(&mut build, ExprKind::Literal(date(day)), Scalar::Date));
    let between = build.e(ExprKind::Between { value: today, low, high });
    let program = build.program();
    // The clocks go forward on the 8th.
    assert_eq!(flips(&program, &contact(&program), between), ["2026-03-08T05:00:00Z", "2026-03-10T04:00:00Z"]);
}

#[test]
fn through_derived_values_and_connectives() {
    let mut build = Build::new();
    let (since, read) = field(&mut build, "since");
    let clock = now(&mut build);
    let age = typed(
        &mut build,
        ExprKind::Arithmetic { op: Arithmetic::Subtract, left: clock, right: read },
        Scalar::Duration,
    );
    let age = build.derived("age", age);
    let age = typed(&mut build, ExprKind::Let(age), Scalar::Duration);
    let limit = typed(&mut build, ExprKind::Literal(duration(0, 30, 0)), Scalar::Duration);
    let old = build.compare(Comparison::GreaterOrEqual, age, limit);
    let old = build.segment("old", old);
    let old = build.e(ExprKind::Segment(old));
    let young = build.e(ExprKind::Not(old));
    let soon = at(&mut build, "2026-03-10T00:00:00Z");
    let later = build.compare(Comparison::Greater, clock, soon);
    let both = build.e(ExprKind::And(vec![young, later]));
    let program = build.program();
    let mut state = contact(&program);
    assert!(flips(&program, &state, both).len() == 1, "false until then, and unknown from then on");
    state.core_mut().life.fields.set(since.index(), Some(Value::Datetime(instant("2026-03-01T00:00:00Z"))));
    assert_eq!(flips(&program, &state, both), ["2026-03-10T00:00:00.001Z", "2026-03-31T00:00:00Z"]);
    state.core_mut().life.fields.set(since.index(), Some(Value::Datetime(instant("2026-01-01T00:00:00Z"))));
    assert!(flips(&program, &state, both).is_empty(), "one part changes, the guard does not");
}

#[test]
fn the_time_in_a_stage() {
    let mut build = Build::new();
    let stages: Vec<StageId> = build.journey("life", &["a", "b"]);
    let time = typed(&mut build, ExprKind::TimeInStage(vec![stages[0]]), Scalar::Duration);
    let limit = typed(&mut build, ExprKind::Literal(duration(0, 2, 0)), Scalar::Duration);
    let long = build.compare(Comparison::GreaterOrEqual, time, limit);
    let program = build.program();
    let mut state = contact(&program);
    assert_eq!(flips(&program, &state, long), ["2026-03-04T09:00:00Z"]);
    state.core_mut().life.stages.to_mut()[0].as_mut().unwrap().stage = stages[1];
    assert!(flips(&program, &state, long).is_empty());
}

#[test]
fn entries_leave_a_window() {
    let mut build = Build::new();
    let event = build.event("opened");
    let window = Some(Duration::days(3));
    let key = "opened".to_owned();
    let series = Series { object: None, key, event, filter: None, value: None, last: false, total: false, window };
    let series = build.ir.series.push(series);
    let count = typed(&mut build, ExprKind::Count { series, window }, Scalar::Int);
    let two = typed(&mut build, ExprKind::Literal(Value::Int(2)), Scalar::Int);
    let many = build.compare(Comparison::GreaterOrEqual, count, two);
    let same = build.compare(Comparison::Equal, count, two);
    let program = build.program();
    let mut state = contact(&program);
    assert!(flips(&program, &state, many).is_empty());
    state.core_mut().life.history.at_mut(0).unwrap().entries =
        ["2026-02-20T00:00:00Z", "2026-02-28T00:00:00Z", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"]
            .map(|at| Entry { at: instant(at), value: None })
            .to_vec()
            .into();
    assert_eq!(flips(&program, &state, many), ["2026-03-04T00:00:00Z"]);
    assert_eq!(flips(&program, &state, same), ["2026-03-03T00:00:00Z", "2026-03-04T00:00:00Z"]);
}

#[test]
fn many_entries_are_looked_through() {
    let mut build = Build::new();
    let event = build.event("opened");
    let window = Some(Duration::months(1));
    let series = Series {
        object: None,
        key: String::new(),
        event,
        filter: None,
        value: None,
        last: false,
        total: false,
        window,
    };
    let series = build.ir.series.push(series);
    let count = typed(&mut build, ExprKind::Count { series, window }, Scalar::Int);
    let one = typed(&mut build, ExprKind::Literal(Value::Int(1)), Scalar::Int);
    let any = build.compare(Comparison::GreaterOrEqual, count, one);
    let program = build.program();
    let mut state = contact(&program);
    let entry = |second: i64| Entry { at: monday().checked_add_milliseconds(-second * 1_000).unwrap(), value: None };
    state.core_mut().life.history.at_mut(0).unwrap().entries = (0..1_000).rev().map(entry).collect();
    assert_eq!(flips(&program, &state, any), ["2026-04-02T09:00:00Z"]);
}

#[test]
fn answers_that_never_come_back() {
    let after = monday();
    let by = |limit: i64| move |at: Instant| at.milliseconds() >= limit;
    let from = after.milliseconds();
    for limit in [from + 1, from + 2, from + 3, from + 1_000_003, Instant::MAX.milliseconds()] {
        assert_eq!(first_change(after, by(limit)), Instant::from_milliseconds(limit));
    }
    assert_eq!(first_change(after, by(from)), None);
    assert_eq!(first_change(Instant::MAX, by(0)), None);
}

/// Tickets, each with an instant, and a contact that refers to one.
struct Tickets {
    build: Build,
    ticket: ObjectId,
    main: FieldId,
    due: ExprId,
}

impl Tickets {
    fn new() -> Self {
        let mut build = Build::new();
        let ticket = ObjectId::new(0);
        let main = build.field("main", maybe(Type::required(Scalar::Object(ticket))), None);
        let (due, read) = field(&mut build, "due");
        if let Some(due) = build.ir.fields.get_mut(due) {
            due.object = Some(ticket);
        }
        let responsibilities = Responsibilities::default();
        build.ir.objects.push(Object { info: info("ticket"), fields: vec![due], responsibilities });
        Self { build, ticket, main, due: read }
    }

    fn late(&mut self) -> ExprId {
        let clock = now(&mut self.build);
        self.build.compare(Comparison::GreaterOrEqual, clock, self.due)
    }

    fn at_least(&mut self, number: u32, filter: Option<ExprId>, window: Option<Duration>) -> ExprId {
        let instances = Instances { object: self.ticket, filter, window };
        self.build.e(ExprKind::AtLeast { instances, number })
    }
}

/// A contact with a ticket, named by its place, for each instant.
fn with_tickets(program: &Program, due: &[&str]) -> ContactState {
    let mut state = contact(program);
    let ticket = ObjectId::new(0);
    for (number, due) in (0..).zip(due) {
        let mut life = Life::blank(&program.ir, Some(ticket), monday());
        life.fields.set(0, Some(Value::Datetime(instant(due))));
        let instance = Instance::new(number, ticket, format!("t{number}").into(), life);
        state.core_mut().instances.push(Arc::new(instance));
    }
    state
}

#[test]
fn each_instance_is_asked() {
    let mut tickets = Tickets::new();
    let late = tickets.late();
    let [any, two] = [1, 2].map(|number| tickets.at_least(number, Some(late), None));
    let none = tickets.build.e(ExprKind::Not(any));
    let count = Instances { object: tickets.ticket, filter: Some(late), window: None };
    let count = typed(&mut tickets.build, ExprKind::CountInstances(count), Scalar::Int);
    let one = typed(&mut tickets.build, ExprKind::Literal(Value::Int(1)), Scalar::Int);
    let just_one = tickets.build.compare(Comparison::Equal, count, one);
    let program = tickets.build.program();
    let [first, second] = ["2026-03-05T00:00:00Z", "2026-03-07T00:00:00Z"];
    let state = with_tickets(&program, &[second, "2026-01-01T00:00:00Z", first]);
    assert!(flips(&program, &state, any).is_empty());
    assert_eq!(flips(&program, &state, two), [first]);
    let state = with_tickets(&program, &[second, first]);
    assert_eq!(flips(&program, &state, any), [first]);
    assert_eq!(flips(&program, &state, none), [first]);
    assert_eq!(flips(&program, &state, two), [second]);
    assert_eq!(flips(&program, &state, just_one), [first, second]);
    assert!(flips(&program, &contact(&program), any).is_empty());
}

#[test]
fn instances_leave_a_window() {
    let mut tickets = Tickets::new();
    let window = Some(Duration::days(3));
    let two = tickets.at_least(2, None, window);
    let program = tickets.build.program();
    let mut state = with_tickets(&program, &["2026-01-01T00:00:00Z"; 3]);
    for (number, created) in (0..).zip(["2026-02-20", "2026-02-28", "2026-03-01"]) {
        state.life_mut(Subject::Instance(number)).unwrap().created = instant(&format!("{created}T00:00:00Z"));
    }
    assert_eq!(flips(&program, &state, two), ["2026-03-03T00:00:00Z"]);
}

#[test]
fn a_reference_is_followed() {
    let mut tickets = Tickets::new();
    let late = tickets.late();
    let reference = typed(&mut tickets.build, ExprKind::Field(tickets.main), Scalar::Object(tickets.ticket));
    let through = ExprKind::Through { reference, object: tickets.ticket, value: late };
    let through = tickets.build.e(through);
    // Also from one instance to itself, and in a derived value.
    let named = tickets.build.derived("named", late);
    tickets.build.ir.lets.get_mut(named).unwrap().object = Some(tickets.ticket);
    let named = tickets.build.e(ExprKind::Let(named));
    let main = tickets.build.e(ExprKind::Through { reference, object: tickets.ticket, value: named });
    let any = tickets.at_least(1, Some(main), None);
    let main = tickets.main;
    let program = tickets.build.program();
    let [first, second] = ["2026-03-05T00:00:00Z", "2026-03-07T00:00:00Z"];
    let mut state = with_tickets(&program, &[first, second]);
    for guard in [through, any] {
        state.core_mut().life.fields.set(main.index(), None);
        assert!(flips(&program, &state, guard).is_empty());
        for (id, wanted) in [("t0", Some(first)), ("t1", Some(second)), ("t2", None)] {
            state.core_mut().life.fields.set(main.index(), Some(Value::text(id)));
            assert_eq!(flips(&program, &state, guard), Vec::from_iter(wanted), "{id}");
        }
    }
}

#[test]
fn an_instance_in_scope_has_its_own_stages_and_history() {
    let mut tickets = Tickets::new();
    let build = &mut tickets.build;
    let stages: Vec<StageId> = build.journey("handling", &["a", "b"]);
    let journey = build.ir.stages[stages[0]].journey;
    build.ir.journeys.get_mut(journey).unwrap().object = Some(tickets.ticket);
    let time = typed(build, ExprKind::TimeInStage(vec![stages[0]]), Scalar::Duration);
    let limit = typed(build, ExprKind::Literal(duration(0, 2, 0)), Scalar::Duration);
    let long = build.compare(Comparison::GreaterOrEqual, time, limit);
    let event = build.event("replied");
    let (window, object) = (Some(Duration::days(3)), Some(tickets.ticket));
    let key = String::new();
    let series = Series { object, key, event, filter: None, value: None, last: false, total: false, window };
    let series = build.ir.series.push(series);
    let count = typed(build, ExprKind::Count { series, window }, Scalar::Int);
    let one = typed(build, ExprKind::Literal(Value::Int(1)), Scalar::Int);
    let any = build.compare(Comparison::GreaterOrEqual, count, one);
    let quiet = build.e(ExprKind::Not(any));
    let all_quiet = tickets.at_least(2, Some(quiet), None);
    let program = tickets.build.program();
    let mut state = with_tickets(&program, &["2026-01-01T00:00:00Z"; 2]);
    let second = state.life_mut(Subject::Instance(1)).unwrap();
    let place = second.stages.to_mut()[journey.index()].as_mut().unwrap();
    place.since = instant("2026-03-02T00:00:00Z");
    second.remembered_mut(series).unwrap().entries =
        vec![Entry { at: instant("2026-03-01T00:00:00Z"), value: None }].into();
    let memo = Memo::new(&program);
    let scene = Scene::still(&program, &state, &memo, monday(), None);
    let next = |number, guard| {
        let scene = scene.of(Subject::Instance(number));
        next_flip(&scene, guard, monday()).map(|at| at.to_string())
    };
    assert_eq!(next(0, long).as_deref(), Some("2026-03-04T09:00:00Z"));
    assert_eq!(next(1, long).as_deref(), Some("2026-03-04T00:00:00Z"));
    assert_eq!(next(0, any), None);
    assert_eq!(next(1, any).as_deref(), Some("2026-03-04T00:00:00Z"));
    assert_eq!(flips(&program, &state, all_quiet), ["2026-03-04T00:00:00Z"]);
    assert_eq!(next_flip(&scene, long, monday()), None, "none is in scope");
}

/// As deep as the gate lets it be, on the stack of a thread of tests.
#[test]
fn values_derived_meanwhile_fit_on_a_small_stack() {
    let mut tickets = Tickets::new();
    let not = |tickets: &mut Tickets, mut value, times| {
        for _ in 0..times {
            value = tickets.build.e(ExprKind::Not(value));
        }
        value
    };
    let mut value = tickets.late();
    for turn in 0..8 {
        value = not(&mut tickets, value, 18);
        let of_ticket = tickets.build.derived(&format!("t{turn}"), value);
        tickets.build.ir.lets.get_mut(of_ticket).unwrap().object = Some(tickets.ticket);
        let read = tickets.build.e(ExprKind::Let(of_ticket));
        value = tickets.at_least(1, Some(read), None);
        value = not(&mut tickets, value, 18);
        let of_contact = tickets.build.derived(&format!("c{turn}"), value);
        value = tickets.build.e(ExprKind::Let(of_contact));
    }
    let guard = not(&mut tickets, value, 398);
    assert_eq!(crate::ir::nesting::too_deep(&tickets.build.ir, 400, u64::MAX), None);
    assert!(crate::ir::nesting::too_deep(&tickets.build.ir, 380, u64::MAX).is_some());
    assert_eq!(crate::ir::nesting::instances(&tickets.build.ir)[guard.index()], 8);
    let program = tickets.build.program();
    let state = with_tickets(&program, &["2026-03-05T00:00:00Z"]);
    assert_eq!(flips(&program, &state, guard), ["2026-03-05T00:00:00Z"]);
}
