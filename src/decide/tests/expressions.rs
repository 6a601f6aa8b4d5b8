//! Truth, texts, sets, dates: what expressions say.

use super::build::*;
use crate::decide::Unknown;
use crate::decide::eval::{Absence, evaluate};
use crate::ir::*;

/// A contact with some fields; expressions are evaluated on it.
struct Bench {
    build: Build,
    unset: FieldId,
    tags: FieldId,
    name: FieldId,
}

fn bench() -> Bench {
    let mut build = Build::new();
    let unset = build.field("unset", maybe(INT), None);
    let tags = build.field("tags", SET, Some(Value::set(vec![text("vip"), text("new")])));
    let name = build.field("name", TEXT, Some(text("Zoé Dupont")));
    Bench { build, unset, tags, name }
}

fn value(build: Build, expr: ExprId) -> Result<Value, Unknown> {
    let program = build.program();
    evaluate(&program, &contact(&program), &[], expr, Absence::Unknown)
}

fn truth(build: Build, expr: ExprId) -> Option<bool> {
    match value(build, expr) {
        Ok(Value::Bool(truth)) => Some(truth),
        Err(_) => None,
        Ok(other) => panic!("{other:?} is no truth"),
    }
}

/// `true`, `false`, or an unknown comparison.
fn kleene(bench: &mut Bench, truth: Option<bool>) -> ExprId {
    match truth {
        Some(truth) => bench.build.bool(truth),
        None => bench.build.at_least(bench.unset, 1),
    }
}

#[test]
fn and_or_not_follow_kleene() {
    let all = [Some(true), Some(false), None];
    for left in all {
        let mut bench = bench();
        let part = kleene(&mut bench, left);
        let not = bench.build.e(ExprKind::Not(part));
        assert_eq!(truth(bench.build, not), left.map(|truth| !truth));
        for right in all {
            let both = |make: fn(Vec<ExprId>) -> ExprKind| {
                let mut bench = self::bench();
                let parts = vec![kleene(&mut bench, left), kleene(&mut bench, right)];
                let whole = bench.build.e(make(parts));
                truth(bench.build, whole)
            };
            let and = match (left, right) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            };
            let or = match (left, right) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            };
            assert_eq!(both(ExprKind::And), and, "{left:?} and {right:?}");
            assert_eq!(both(ExprKind::Or), or, "{left:?} or {right:?}");
        }
    }
}

#[test]
fn a_comparison_with_an_unset_value_is_unknown() {
    for op in [Comparison::Equal, Comparison::NotEqual, Comparison::Less, Comparison::GreaterOrEqual] {
        let mut bench = bench();
        let (left, right) = (bench.build.read(bench.unset), bench.build.int(1));
        let expr = bench.build.compare(op, left, right);
        assert_eq!(value(bench.build, expr), Err(Unknown::FieldUnset(bench.unset)));
    }
}

#[test]
fn then_compares_unset_with_unset() {
    let mut bench = bench();
    let (left, right, one) = (bench.build.read(bench.unset), bench.build.read(bench.unset), bench.build.int(1));
    let equal = bench.build.compare(Comparison::Equal, left, right);
    let differ = bench.build.compare(Comparison::NotEqual, left, right);
    let to_one = bench.build.compare(Comparison::Equal, left, one);
    let not_one = bench.build.compare(Comparison::NotEqual, one, left);
    let less = bench.build.compare(Comparison::Less, left, one);
    let program = bench.build.program();
    let state = contact(&program);
    let ask = |expr| evaluate(&program, &state, &[], expr, Absence::Comparable);
    assert_eq!(ask(equal), Ok(Value::Bool(true)));
    assert_eq!(ask(differ), Ok(Value::Bool(false)));
    assert_eq!(ask(to_one), Ok(Value::Bool(false)));
    assert_eq!(ask(not_one), Ok(Value::Bool(true)));
    assert_eq!(ask(less), Err(Unknown::FieldUnset(bench.unset)));
}

#[test]
fn or_unset_is_true_where_the_left_side_is_unknown() {
    let cases = [(None, Some(true)), (Some(5), Some(true)), (Some(6), Some(false))];
    for (given, expected) in cases {
        let mut bench = bench();
        let tested = match given {
            Some(number) => bench.build.int(number),
            None => bench.build.read(bench.unset),
        };
        let five = bench.build.int(5);
        let test = bench.build.compare(Comparison::Equal, tested, five);
        let expr = bench.build.e(ExprKind::OrUnset { test, value: tested });
        assert_eq!(truth(bench.build, expr), expected);
    }
    // The right side unknown, the left one known: unknown.
    let mut bench = bench();
    let (tested, unset) = (bench.build.int(5), bench.build.read(bench.unset));
    let test = bench.build.compare(Comparison::Equal, tested, unset);
    let expr = bench.build.e(ExprKind::OrUnset { test, value: tested });
    assert_eq!(truth(bench.build, expr), None);
}

#[test]
fn nested_or_unset_takes_no_time() {
    let mut bench = bench();
    let mut tested = bench.build.read(bench.unset);
    for _ in 0..64 {
        let unset = bench.build.read(bench.unset);
        let test = bench.build.compare(Comparison::Equal, tested, unset);
        tested = bench.build.e(ExprKind::OrUnset { test, value: tested });
    }
    // true, unknown, true, unknown, …
    assert_eq!(truth(bench.build, tested), None);
}

#[test]
fn coalesce_takes_the_first_that_is_known() {
    let mut bench = bench();
    let (left, right) = (bench.build.read(bench.unset), bench.build.int(7));
    let expr = bench.build.e(ExprKind::Coalesce { left, right });
    let known = bench.build.e(ExprKind::Coalesce { left: right, right: left });
    let sum = bench.build.arithmetic(Arithmetic::Add, expr, known);
    assert_eq!(value(bench.build, sum), Ok(Value::Int(14)));
}

#[test]
fn in_a_list_is_kleene_or() {
    let cases = [(1, Some(true)), (3, None)];
    for (wanted, expected) in cases {
        let mut bench = bench();
        let elements = vec![bench.build.int(1), bench.build.read(bench.unset), bench.build.int(2)];
        let value = bench.build.int(wanted);
        let expr = bench.build.e(ExprKind::OneOf { value, elements });
        assert_eq!(truth(bench.build, expr), expected);
    }
    let mut bench = bench();
    let (value, elements) = (bench.build.int(3), vec![bench.build.int(1)]);
    let expr = bench.build.e(ExprKind::OneOf { value, elements });
    assert_eq!(truth(bench.build, expr), Some(false));
}

#[test]
fn between_holds_both_ends() {
    for (number, inside) in [(0, false), (1, true), (5, true), (6, false)] {
        let mut bench = bench();
        let (value, low, high) = (bench.build.int(number), bench.build.int(1), bench.build.int(5));
        let expr = bench.build.e(ExprKind::Between { value, low, high });
        assert_eq!(truth(bench.build, expr), Some(inside), "{number}");
    }
}

#[test]
fn sets_have_their_elements() {
    let ask = |make: fn(&mut Bench) -> ExprId| {
        let mut bench = bench();
        let expr = make(&mut bench);
        truth(bench.build, expr)
    };
    let has = |element: &'static str| {
        let mut bench = bench();
        let (set, value) = (bench.build.read(bench.tags), bench.build.text(element));
        let expr = bench.build.e(ExprKind::Has { set, value });
        truth(bench.build, expr)
    };
    assert_eq!(has("vip"), Some(true));
    assert_eq!(has("VIP"), Some(false));
    assert_eq!(
        ask(|bench| {
            let list = vec![bench.build.text("old"), bench.build.text("new")];
            let (set, other) = (bench.build.read(bench.tags), bench.build.e(ExprKind::List(list)));
            bench.build.e(ExprKind::HasAny { set, other })
        }),
        Some(true)
    );
    assert_eq!(
        ask(|bench| {
            let (set, other) = (bench.build.read(bench.tags), bench.build.e(ExprKind::List(Vec::new())));
            bench.build.e(ExprKind::HasAny { set, other })
        }),
        Some(false)
    );
}

#[test]
fn texts_are_tested_without_case() {
    let cases = [
        (TextTest::Contains, "DUP", true),
        (TextTest::Contains, "", true),
        (TextTest::ContainsWord, "dupont", true),
        (TextTest::ContainsWord, "dup", false),
        (TextTest::StartsWith, "ZOÉ", true),
        (TextTest::StartsWith, "dupont", false),
        (TextTest::EndsWith, "Pont", true),
        (TextTest::EndsWith, "", true),
    ];
    for (op, part, expected) in cases {
        let mut bench = bench();
        let (text, part_id) = (bench.build.read(bench.name), bench.build.text(part));
        let expr = bench.build.e(ExprKind::TextTest { op, text, part: part_id });
        assert_eq!(truth(bench.build, expr), Some(expected), "{op:?} {part}");
    }
}

#[test]
fn patterns_are_found_anywhere_and_mind_case() {
    for (pattern, expected) in [("D.p", true), ("d.p", false), (r"^\w+ \w+$", true)] {
        let mut bench = bench();
        let text = bench.build.read(bench.name);
        let expr = bench.build.e(ExprKind::Matches { text, pattern: pattern.to_owned() });
        assert_eq!(truth(bench.build, expr), Some(expected), "{pattern}");
    }
}

#[test]
fn durations_compare_by_length() {
    let cases = [
        (duration(0, 1, 0), duration(0, 0, 86_400_000), true),
        (duration(1, 0, 0), duration(0, 30, 0), false),
        (duration(12, 0, 0), duration(1, 0, 0), false),
    ];
    for (left, right, equal) in cases {
        let mut build = Build::new();
        let (left, right) = (build.value(left), build.value(right));
        let expr = build.compare(Comparison::Equal, left, right);
        assert_eq!(truth(build, expr), Some(equal));
    }
}

#[test]
fn dates_move_on_the_calendar() {
    let sum = |op, left: Value, right: Value| {
        let mut build = Build::new();
        build.ir.timezone.fallback = "Europe/Paris".to_owned();
        let (left, right) = (build.value(left), build.value(right));
        let expr = build.arithmetic(op, left, right);
        value(build, expr)
    };
    use Arithmetic::{Add, Multiply, Subtract};
    assert_eq!(sum(Add, date("2026-01-31"), duration(1, 0, 0)), Ok(date("2026-02-28")));
    assert_eq!(sum(Subtract, date("2026-03-31"), duration(1, 0, 0)), Ok(date("2026-02-28")));
    assert_eq!(sum(Add, date("2026-01-31"), duration(0, 0, 3_600_000)), Err(Unknown::OutOfCalendar));
    assert_eq!(sum(Subtract, date("2026-03-02"), date("2026-02-27")), Ok(duration(0, 3, 0)));
    assert_eq!(sum(Add, date("9999-12-31"), duration(0, 1, 0)), Err(Unknown::OutOfCalendar));
    // A day over the change of the clock: the same local time.
    let at = |text: &str| Value::Datetime(instant(text));
    assert_eq!(sum(Add, at("2026-03-28T08:00:00Z"), duration(0, 1, 0)), Ok(at("2026-03-29T07:00:00Z")));
    assert_eq!(sum(Add, at("2026-03-28T08:00:00Z"), duration(0, 0, 86_400_000)), Ok(at("2026-03-29T08:00:00Z")));
    assert_eq!(sum(Subtract, at("2026-03-29T08:00:00Z"), at("2026-03-28T08:00:00Z")), Ok(duration(0, 0, 86_400_000)));
    assert_eq!(sum(Add, at("2199-12-31T23:00:00Z"), duration(0, 1, 0)), Err(Unknown::OutOfCalendar));
    assert_eq!(sum(Multiply, duration(1, 2, 3), Value::Int(2)), Ok(duration(2, 4, 6)));
    assert_eq!(sum(Multiply, duration(i64::MAX, 0, 0), Value::Int(2)), Err(Unknown::Overflow));
    assert_eq!(sum(Add, duration(1, 0, 0), duration(0, 2, 0)), Ok(duration(1, 2, 0)));
}

#[test]
fn today_is_the_contacts_own() {
    let mut build = Build::new();
    let zone = build.field("timezone", maybe(TEXT), None);
    build.ir.timezone = Timezone { contact: Some(build.read(zone)), fallback: "Europe/Paris".to_owned() };
    let today = build.e(ExprKind::Today);
    let program = build.program();
    let mut state = contact(&program);
    state.set_clock(instant("2026-03-02T23:30:00Z"));
    let ask = |state: &_| evaluate(&program, state, &[], today, Absence::Unknown);
    assert_eq!(ask(&state), Ok(date("2026-03-03")));
    state.core_mut().life.fields.set(0, Some(text("America/New_York")));
    assert_eq!(ask(&state), Ok(date("2026-03-02")));
    state.core_mut().life.fields.set(0, Some(text("Mars/Olympus")));
    assert_eq!(ask(&state), Ok(date("2026-03-03")));
}

#[test]
fn columns_and_settings_are_read() {
    let mut build = Build::new();
    let level = build.setting("level", INT, Value::Int(3));
    let (left, right) = (build.e(ExprKind::Setting(level)), build.e(ExprKind::Column(1)));
    let sum = build.arithmetic(Arithmetic::Add, left, right);
    let program = build.program();
    let state = contact(&program);
    let columns = [Value::Int(1), Value::Int(10)];
    assert_eq!(evaluate(&program, &state, &columns, sum, Absence::Unknown), Ok(Value::Int(13)));
    let program = program.with_setting("level", 5).unwrap();
    assert_eq!(evaluate(&program, &state, &columns, sum, Absence::Unknown), Ok(Value::Int(15)));
    let error = program.with_setting("levle", 5).unwrap_err();
    assert_eq!(error.to_string(), "unknown setting `levle`; did you mean `level`?");
    assert!(program.with_setting("level", "high").is_err());
}

#[test]
fn derived_values_build_on_each_other() {
    let mut bench = bench();
    let one = bench.build.int(1);
    let mut last = bench.build.derived("d0", one);
    for index in 1..5_000 {
        let before = bench.build.e(ExprKind::Let(last));
        let sum = bench.build.arithmetic(Arithmetic::Add, before, one);
        last = bench.build.derived(&format!("d{index}"), sum);
    }
    let read = bench.build.e(ExprKind::Let(last));
    assert_eq!(value(bench.build, read), Ok(Value::Int(5_000)));
}

#[test]
fn an_unknown_derived_value_says_why() {
    let mut bench = bench();
    let when = bench.build.at_least(bench.unset, 3);
    let segment = bench.build.segment("big", when);
    let read = bench.build.e(ExprKind::Segment(segment));
    let known = bench.build.e(ExprKind::IsSet(read));
    let program = bench.build.program();
    let state = contact(&program);
    let ask = |expr| evaluate(&program, &state, &[], expr, Absence::Unknown);
    assert_eq!(ask(read), Err(Unknown::FieldUnset(bench.unset)));
    assert_eq!(ask(known), Ok(Value::Bool(false)));
}
