use super::*;
use crate::calendar::Duration;
use crate::ir::{Aggregate, ExprKind, Series, Value};

const WORLD: &str = "contact { n: int = 0  a: text? }\nevent e { a: int  b: decimal?  d: date?  t: text? }\nevent f\n\
    channel c internal\naction act { channel c automated }\n";

/// The codes of a text whose first line is line 6.
#[track_caller]
fn world(text: &str) -> Vec<String> {
    codes(&format!("{WORLD}{text}"))
}

fn series(text: &str) -> Vec<Series> {
    blueprint(&format!("{WORLD}{text}")).series.values().cloned().collect()
}

#[test]
fn what_is_remembered_is_no_more_than_is_asked() {
    let all = series(
        "let x = count of e\nlet y = last e\nlet z = sum of e.a where a > 3 in last 2 days\n\
         let w = max of e.d\nlet v = at least 2 f in last 36 hours",
    );
    let told: Vec<(&str, bool, bool, bool, Option<Duration>)> =
        all.iter().map(|one| (one.key.as_str(), one.value.is_some(), one.last, one.total, one.window)).collect();
    assert_eq!(
        told,
        [
            ("e", false, true, true, None),
            ("e.a where a > 3", true, false, false, Some(Duration::days(2))),
            ("e.d", true, false, true, None),
            ("f", false, false, false, Some(Duration::milliseconds(36 * 3_600_000))),
        ]
    );
}

#[test]
fn equal_questions_are_one_series() {
    let all = series(
        "let x = count of e where a > 3 in last 2 days\nlet y = any e where  a>3 in last 5 days\n\
         let z = no e where (a > 3)\nlet w = count of e where event.a > 3",
    );
    let told: Vec<(&str, bool, Option<Duration>)> =
        all.iter().map(|one| (one.key.as_str(), one.total, one.window)).collect();
    assert_eq!(told, [("e where a > 3", true, Some(Duration::days(5))), ("e where event.a > 3", true, None)]);
}

#[test]
fn quantifiers_compare_a_count() {
    for (text, op, number) in [
        ("any e", "Greater", 0),
        ("no e", "Equal", 0),
        ("at least 3 e", "GreaterOrEqual", 3),
        ("at most 4 e", "LessOrEqual", 4),
    ] {
        let ir = blueprint(&format!("{WORLD}let x = {text}"));
        let value = ir.lets.values().next().unwrap().value;
        let ExprKind::Compare { op: found, left, right } = &ir.exprs[value].kind else { panic!("{text}") };
        assert_eq!(format!("{found:?}"), op);
        assert!(matches!(ir.exprs[*left].kind, ExprKind::Count { window: None, .. }));
        assert_eq!(ir.exprs[*right].kind, ExprKind::Literal(Value::Int(number)));
    }
    let ir = blueprint(&format!("{WORLD}let x = average of e.b in last 3 days"));
    let value = ir.lets.values().next().unwrap().value;
    assert!(matches!(ir.exprs[value].kind, ExprKind::Aggregate { function: Aggregate::Average, window: Some(_), .. }));
}

#[test]
fn behind_where_the_payload_comes_first() {
    // `a` is a text of the contact, and an int of the event.
    assert!(world("let x = count of e where a > 3 and n > 1 and contact.a == \"x\"").is_empty());
    assert!(world("let x = count of e where event.a > n").is_empty());
    assert_eq!(world("let x = count of f where a > 3"), ["E0302 6:26"]);
    assert_eq!(world("let x = count of e where was n > 3"), ["E0208 6:26"]);
    assert_eq!(world("let x = count of e where changed n"), ["E0208 6:26"]);
    assert_eq!(world("rule r { on f when (count of e where event.zz > 1) > 2 do act }").len(), 1);
    // The event of the rule is not the one that is counted.
    assert!(world("rule r { on f when (count of e where event.a > 1 and a < 9) > 2 do act }").is_empty());
    assert_eq!(world("rule r { on e when (count of f where event.a > 1) > 2 do act }"), ["E0204 6:44"]);
    // A `not`, or an `is set`, around it says nothing of what is inside.
    assert_eq!(world("segment s when not (any e where t != \"x\")"), ["W0309 6:33"]);
}

#[test]
fn behind_where_nothing_around_has_a_value() {
    let scenario = "scenario \"t\" {\nfor each { v: int, a: int } { row 1, 2 }\nat 2026-03-02 10:00\n";
    assert_eq!(world(&format!("{scenario}then (count of e where b > v) == 0\n}}")), ["E0208 9:28"]);
    // The payload's.
    assert!(world(&format!("{scenario}then (count of e where a > 3) == v\n}}")).is_empty());
    assert_eq!(world("sequence q(v: int) { wait until (count of e where a > v) > 3 do act }"), ["E0208 6:55"]);
    assert!(world("sequence q(v: int) { wait until (count of e where a > 3) > v do act }").is_empty());
}

#[test]
fn windows_are_written_out() {
    assert_eq!(world("let x = count of e in last n"), ["E0301 6:28"]);
    assert_eq!(world("setting k: duration = 3 days\nlet x = count of e in last k"), ["E0306 7:28"]);
    assert_eq!(world("let x = count of e in last 0 days"), ["E0410 6:28"]);
}

#[test]
fn values_have_an_order_or_a_sum() {
    assert_eq!(world("let x = sum of e.t"), ["E0304 6:16"]);
    assert_eq!(world("let x = sum of e.d"), ["E0304 6:16"]);
    assert!(world("let x = min of e.d").is_empty());
    assert_eq!(world("let x = min of e.t"), ["E0304 6:16"]);
    assert_eq!(world("let x = sum of e"), ["E0304 6:16"]);
    assert_eq!(world("let x = count of e.a"), ["E0304 6:20"]);
    assert_eq!(world("let x = sum of e.zz"), ["E0204 6:18"]);
    assert_eq!(world("let x = count of act"), ["E0203 6:18"]);
    assert_eq!(world("let x = count of ee"), ["E0201 6:18"]);
    assert_eq!(world("let x = last n"), ["E0201 6:14"]);
}

#[test]
fn modes_and_stays() {
    let text = "mode m { from e suspend channel c }\njourney j { stage one initial }\n";
    assert!(world(&format!("{text}segment s when is m and time in stage one > 3 days")).is_empty());
    assert_eq!(world(&format!("{text}segment s when is act")), ["E0203 8:19"]);
    assert_eq!(world(&format!("{text}segment s when time in stage two > 3 days")), ["E0201 8:30"]);
}

#[test]
fn parameters_come_before_fields() {
    let ir = blueprint(&format!("{WORLD}sequence q(n: text, m: int) {{ when n == \"x\" and m > 3 {{ do act }} }}"));
    let arguments: Vec<u32> = ir
        .exprs
        .values()
        .filter_map(|expr| match expr.kind {
            ExprKind::Argument(index) => Some(index),
            _ => None,
        })
        .collect();
    assert_eq!(arguments, [0, 1]);
    assert_eq!(world("sequence q(v: int) { do act }\nlet x = v"), ["E0201 7:9"]);
}
