use super::*;
use crate::ir::{Actor, Assertion, Because, Given, ScenarioLineKind, Value};

const WORLD: &str = "enum p { x, y }\ncontact { plan: p = x  n: int?  m: int = 0 }\nevent e { a: int  b: text?  c: int = 1 }\n\
    channel mail { consent m > 0 }\ngroup g { at most 1 }\naction act { channel mail automated }\n\
    rule r { on e do act group g }\nscore s in 0..100\nsetting k: int = 2\nlet l = 1\n\
    journey j { stage one initial stage two }\n";

/// The codes of a scenario of these lines, whose first line is line 13.
#[track_caller]
fn scenario(lines: &str) -> Vec<String> {
    codes(&format!("{WORLD}scenario \"t\" {{\n{lines}\n}}"))
}

const AT: &str = "at 2026-03-02 10:00\n";

#[test]
fn all_lines_that_are_supported() {
    let text = format!(
        "{WORLD}scenario \"t\" {{\nfor each {{ v: int, w: p }} {{ row 1, x  row 2, y }}\n{AT}\
         given stage two, n = v, plan = w, s = 40, k = 3\nwhen e {{ a: v, b: \"q\" }}, plan = y\nafter 2 days\n\
         then fires act, r\nthen not fires r\nthen suppresses act because consent\n\
         then suppresses act because consent mail\nthen suppresses r because group g\nthen suppresses r\nthen refuses e\n\
         then stage two\nthen n == v and s > 3\n}}"
    );
    let ir = blueprint(&text);
    let scenario = ir.scenarios.values().next().unwrap();
    assert_eq!(scenario.info.name, "t");
    assert_eq!(scenario.columns.len(), 2);
    assert_eq!(
        scenario.rows.iter().map(|row| row.values[0].clone()).collect::<Vec<_>>(),
        [Value::Int(1), Value::Int(2)]
    );
    assert_eq!(scenario.lines.len(), 13);
    assert!(matches!(&scenario.lines[1].kind, ScenarioLineKind::Given(all) if matches!(all[..],
        [Given::Stage(_), Given::Field(..), Given::Field(..), Given::Score(..), Given::Setting(..)])));
    assert!(matches!(&scenario.lines[2].kind,
        ScenarioLineKind::When { event: Some(_), payload, changes } if payload.len() == 2 && changes.len() == 1));
    assert!(matches!(&scenario.lines[4].kind,
        ScenarioLineKind::Then(Assertion::Fires(all)) if matches!(all[..], [Actor::Action(_), Actor::Rule(_)])));
    assert!(matches!(
        &scenario.lines[7].kind,
        ScenarioLineKind::Then(Assertion::Suppresses { because: Some(Because::ChannelConsent(_)), .. })
    ));
    assert!(matches!(
        &scenario.lines[8].kind,
        ScenarioLineKind::Then(Assertion::Suppresses { because: Some(Because::Group(Some(_))), .. })
    ));
}

#[test]
fn the_clock_is_set_first() {
    assert_eq!(scenario("when e { a: 1 }\nthen fires r"), ["E0501 13:1"]);
    assert_eq!(scenario(&format!("given n = 1\nafter 1 day\n{AT}")), ["E0501 14:1"]);
    assert!(scenario(&format!("given n = 1\n{AT}when e {{ a: 1 }}")).is_empty());
}

#[test]
fn lines_in_order() {
    assert_eq!(scenario(&format!("{AT}when e {{ a: 1 }}\ngiven n = 1")), ["E0502 15:1"]);
    assert_eq!(scenario(&format!("{AT}after 1 day\ngiven n = 1")), ["E0502 15:1"]);
    assert_eq!(scenario(&format!("{AT}{AT}given n = 1\ngiven n = 1")), ["E0502 15:1", "E0502 16:1"]);
    assert_eq!(scenario(&format!("{AT}for each {{ v: int }} {{ row 1 }}")), ["E0502 14:1"]);
    assert_eq!(scenario(&format!("{AT}when e {{ a: 1 }}, e {{ a: 1 }}")), ["E0502 14:18"]);
}

#[test]
fn payloads_fit() {
    let when = |payload: &str| scenario(&format!("{AT}when e {payload}"));
    assert!(when("{ a: 1 }").is_empty());
    assert_eq!(when(""), ["E0308 14:6"]);
    assert_eq!(when("{ b: \"x\" }"), ["E0308 14:6"]);
    assert_eq!(when("{ a: \"x\" }"), ["E0308 14:13"]);
    assert_eq!(when("{ a: n }"), ["E0308 14:13"]);
    assert_eq!(when("{ a: 1 z: 2 }"), ["E0308 14:15"]);
    assert_eq!(when("{ aa: 1 }"), ["E0308 14:10"]);
    assert_eq!(when("{ a: 1 a: 2 }"), ["E0202 14:15"]);
    assert_eq!(scenario(&format!("{AT}when m = \"x\"")), ["E0308 14:10"]);
    assert_eq!(scenario(&format!("{AT}when m = 1, m = 2")), ["E0202 14:13"]);
    assert_eq!(scenario(&format!("{AT}when s = 1")), ["E0203 14:6"]);
    assert_eq!(scenario(&format!("{AT}when plan = z")), ["E0204 14:13"]);
}

#[test]
fn rows_fit_their_columns() {
    let table = |table: &str| scenario(&format!("for each {table}"));
    assert_eq!(table("{ v: int, w: p } { row 1  row 1, x, x }"), ["E0503 13:29", "E0503 13:36"]);
    assert_eq!(table("{ v: int } { row \"x\" }"), ["E0301 13:27"]);
    assert_eq!(table("{ v: int } { row n }"), ["E0306 13:27"]);
    assert_eq!(table("{ v: int, v: int } { row 1, 2 }"), ["E0202 13:20"]);
    assert_eq!(table("{ v: nothing } { row 1 }\nat 2026-03-02 10:00\ngiven n = v"), ["E0201 13:15"]);
}

#[test]
fn what_can_be_given() {
    assert_eq!(scenario("given l = 1"), ["E0203 13:7"]);
    assert_eq!(scenario("given zz = 1"), ["E0201 13:7"]);
    assert_eq!(scenario("given n = \"x\""), ["E0301 13:11"]);
    assert_eq!(scenario("given stage three"), ["E0201 13:13"]);
    assert_eq!(scenario("given m = n"), ["E0305 13:11"]);
}

#[test]
fn what_can_be_asserted() {
    let then = |assertion: &str| scenario(&format!("{AT}then {assertion}"));
    assert_eq!(then("fires nothing"), ["E0201 14:12"]);
    assert_eq!(then("fires e"), ["E0203 14:12"]);
    assert_eq!(then("suppresses act because consent g"), ["E0203 14:37"]);
    assert_eq!(then("event.a == 1"), ["E0208 14:6"]);
    assert_eq!(then("n + 1"), ["E0301 14:6"]);
    assert!(then("n != 3").is_empty());
}

#[test]
fn what_is_not_supported_yet() {
    assert_eq!(scenario(&format!("{AT}then defers act")), ["E0199 14:1"]);
    assert_eq!(scenario(&format!("{AT}then suppresses act because cap")), ["E0199 14:21"]);
    let text = "object ticket { n: int = 0 }\nevent opened opens ticket { n: int }\n\
        scenario \"t\" {\nat 2026-03-02 10:00\ngiven t1.n = 3\nwhen opened as t1 { n: 1 }\nwhen t1.n = 4\nthen t1.n == 1\n\
        then stage x for t1\nthen fires y for t1\n}";
    let lines = codes(text);
    assert_eq!(lines.len(), 8, "{lines:?}");
    assert!(lines.iter().filter(|line| line.starts_with("E0199")).count() == 7, "{lines:?}");
}
