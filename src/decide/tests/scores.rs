//! Points.

use super::build::*;
use crate::ir::*;
use crate::state::Input;
use crate::text::Span;

fn points(events: Vec<EventId>, filter: Option<ExprId>, points: ExprId, once: bool) -> EventPoints {
    EventPoints { events, filter, points, once, span: Span::default() }
}

fn add_line(build: &mut Build, score: ScoreId, line: EventPoints) {
    build.ir.scores.get_mut(score).unwrap().events.push(line);
}

fn profile(build: &mut Build, score: ScoreId, steps: Vec<(ExprId, ExprId)>) {
    let steps = steps.into_iter().map(|(test, points)| ProfileStep { test, points }).collect();
    build.ir.scores.get_mut(score).unwrap().profile.push(ProfilePoints { steps, span: Span::default() });
}

#[test]
fn event_points_stay_within_zero_and_the_upper_bound() {
    let mut build = Build::new();
    let (up, down) = (build.event("up"), build.event("down"));
    let score = build.score("maturity", -10, 50);
    let (thirty, less) = (build.int(30), build.int(-100));
    add_line(&mut build, score, points(vec![up], None, thirty, false));
    add_line(&mut build, score, points(vec![down], None, less, false));
    let program = build.program();
    let first = feed(&program, &contact(&program), "up");
    assert_eq!(*first.next.core().life.points, [30]);
    let second = feed(&program, &first.next, "up");
    assert_eq!(*second.next.core().life.points, [50]);
    assert_eq!(*feed(&program, &second.next, "down").next.core().life.points, [0]);
}

#[test]
fn lines_read_the_picture_before_their_points() {
    let mut build = Build::new();
    let event = build.event("go");
    let rating = build.parameter(event, "rating", INT);
    let unset = build.field("unset", maybe(INT), None);
    let size = build.field("size", INT, Some(Value::Int(0)));
    let score = build.score("maturity", 0, 100);
    let total = build.e(ExprKind::Score(score));
    let (ten, zero) = (build.int(10), build.int(0));
    let still_zero = build.compare(Comparison::Equal, total, zero);
    let read_unset = build.read(unset);
    let nine = build.payload_is(rating, Value::Int(9));
    let read_size = build.read(size);
    add_line(&mut build, score, points(vec![event], None, ten, false));
    add_line(&mut build, score, points(vec![event], Some(still_zero), ten, false));
    add_line(&mut build, score, points(vec![event], None, read_unset, false));
    add_line(&mut build, score, points(vec![event], Some(nine), ten, true));
    add_line(&mut build, score, points(vec![event], None, read_size, false));
    let program = build.program();
    let rated = |rating: i64| Input::at(monday()).event("go").with("rating", rating);
    let state = contact(&program);
    // Changes of the input are applied before points are read.
    let first = run(&program, &state, &rated(9).change("size", 3));
    assert_eq!(*first.next.core().life.points, [33]);
    let second = run(&program, &first.next, &rated(9));
    assert_eq!(*second.next.core().life.points, [33 + 10 + 3], "the third line counts once");
    assert_eq!(*run(&program, &state, &rated(8)).next.core().life.points, [20]);
}

#[test]
fn the_total_is_held_within_the_bounds() {
    let mut build = Build::new();
    let size = build.field("size", maybe(INT), None);
    let score = build.score("maturity", 5, 40);
    let (huge, some, test) = (build.int(i64::MAX), build.int(20), build.at_least(size, 50));
    let small = build.at_least(size, 10);
    let negative = build.int(i64::MIN);
    let unset = build.read(size);
    let none = build.compare(Comparison::Less, unset, negative);
    profile(&mut build, score, vec![(test, huge), (small, some)]);
    profile(&mut build, score, vec![(none, negative)]);
    let total = build.e(ExprKind::Score(score));
    let program = build.program();
    let mut state = contact(&program);
    let mut ask = |size: Option<i64>| {
        state.core_mut().life.fields.set(0, size.map(Value::Int));
        crate::decide::eval::evaluate(&program, &state, &[], total, crate::decide::eval::Absence::Unknown)
    };
    assert_eq!(ask(None), Ok(Value::Int(5)));
    assert_eq!(ask(Some(10)), Ok(Value::Int(20)), "the first step that is true counts");
    assert_eq!(ask(Some(50)), Ok(Value::Int(40)));
}

#[test]
fn points_set_off_what_watches_the_score() {
    let mut build = Build::new();
    let event = build.event("go");
    let score = build.score("maturity", 0, 100);
    let sixty = build.int(60);
    add_line(&mut build, score, points(vec![event], None, sixty, false));
    let total = build.e(ExprKind::Score(score));
    let fifty = build.int(50);
    let ripe = build.compare(Comparison::GreaterOrEqual, total, fifty);
    let stages = build.journey("life", &["lead", "mql", "sql"]);
    let (mail, task) = (build.action("mail", |_| {}), build.action("task", |_| {}));
    build.transition(stages[0], stages[1], None, |transition| transition.guard = Some(ripe));
    // The event's own points count for its own guards.
    build.transition(stages[0], stages[2], Some(event), |transition| {
        transition.guard = Some(ripe);
        transition.priority = -1;
    });
    build.rule("ripe", Trigger::Becoming { guard: ripe, including_existing: false }, |rule| {
        rule.calls = vec![call(mail)]
    });
    build.rule("moved", on_change(vec![total]), |rule| rule.calls = vec![call(task)]);
    let program = build.program();
    let decision = feed(&program, &contact(&program), "go");
    assert_eq!(fired(&decision), ["mail", "task"]);
    assert_eq!(moves(&decision), ["sql"]);
}

#[test]
fn a_decision_tells_which_scores_changed() {
    use crate::decide::ScoreChange;
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(0)));
    let (heat, fit) = (build.score("heat", 0, 12), build.score("fit", 0, 100));
    build.score("still", 0, 100);
    let (ten, five) = (build.int(10), build.int(5));
    let big = build.at_least(size, 5);
    add_line(&mut build, heat, points(vec![event], None, ten, false));
    profile(&mut build, heat, vec![(big, five)]);
    profile(&mut build, fit, vec![(big, ten)]);
    let program = build.program();
    let told = |decision: &crate::decide::Decision| -> Vec<(ScoreId, [i64; 4])> {
        let four = |c: &ScoreChange| (c.score, [c.before, c.after, c.points_before, c.points_after]);
        decision.scores.iter().map(four).collect()
    };
    let first = run(&program, &contact(&program), &Input::at(monday()).event("go").change("size", 5));
    assert_eq!(told(&first), [(heat, [0, 12, 0, 10]), (fit, [0, 10, 0, 0])]);
    // The total stands at its bound; the points below it have changed all the same.
    let second = feed(&program, &first.next, "go");
    assert_eq!(told(&second), [(heat, [12, 12, 10, 12])]);
    assert_eq!(told(&feed(&program, &second.next, "go")), []);
    let json = serde_json::to_value(&second).unwrap();
    assert_eq!(
        json["scores"],
        serde_json::json!([{"score": "heat", "before": 12, "after": 12, "points_before": 10, "points_after": 12}])
    );
    assert_eq!(
        second.to_string(),
        "2026-03-02T09:00:00Z, contact c-1\n  score: heat, 12 -> 12, event points 10 -> 12\n"
    );
}

#[test]
fn a_total_that_reads_the_clock_changes_by_time_alone() {
    let mut build = Build::new();
    let score = build.score("fresh", 0, 100);
    let (now, tuesday, ten) =
        (build.e(ExprKind::Now), build.value(Value::Datetime(instant("2026-03-03T00:00:00Z"))), build.int(10));
    let early = build.compare(Comparison::Less, now, tuesday);
    profile(&mut build, score, vec![(early, ten)]);
    let program = build.program();
    let later = run(&program, &contact(&program), &Input::at(instant("2026-03-04T00:00:00Z")));
    assert_eq!(later.scores.iter().map(|change| (change.before, change.after)).collect::<Vec<_>>(), [(10, 0)]);
    assert_eq!(run(&program, &later.next, &Input::at(instant("2026-03-05T00:00:00Z"))).scores, []);
}
