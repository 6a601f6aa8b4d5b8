use super::*;
use crate::calendar::Duration;
use crate::ir::{Actor, Assertion, Because, CapOwner, Given, PastTime, ScenarioLineKind, Value};

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
        ScenarioLineKind::When { event: Some(_), payload, changes, .. } if payload.len() == 2 && changes.len() == 1));
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

const TIME: &str = "enum p { x, y }\ncontact { n: int? }\nevent e { a: int  b: text? }\n\
    purpose news\nchannel mail { cap 2 per day quiet 20:00..08:00 }\naction act { channel mail automated purpose news }\n\
    rule r { on e do act limit 1 holdout 10% }\n\
    rule s { on e split { red 50% do act  blue 50% do act } }\n\
    mode dunning { from e suspend channel mail }\nsequence care { do act step later { wait 2 days do act } }\n\
    rule t { on e do act }\n";

/// The codes of a scenario over time, whose first line is line 13.
#[track_caller]
fn timed(lines: &str) -> Vec<String> {
    codes(&format!("{TIME}scenario \"t\" {{\n{lines}\n}}"))
}

#[test]
fn lines_over_time() {
    let text = format!(
        "{TIME}scenario \"t\" {{\ngiven e {{ a: 1 }} 3 days ago, e {{ a: 2  b: \"x\" }} at 2026-03-01 09:00\n\
         given held out of r, held out of s, variant blue of s, running care, running care at later, mode dunning\n\
         {AT}then defers act, r until 2026-03-03 08:00\nthen defers act\nthen cancels act, r\nthen starts care\n\
         then suppresses act because mode\nthen suppresses act because mode dunning\n\
         then suppresses act because mode care\nthen suppresses act because cap\n\
         then suppresses act because cap mail\nthen suppresses act because cap news\n\
         then suppresses act because hours\nthen suppresses act because hours mail\n\
         then suppresses act because limit\nthen suppresses act because holdout\n}}"
    );
    let ir = blueprint(&text);
    let lines: Vec<&ScenarioLineKind> =
        ir.scenarios.values().flat_map(|one| &one.lines).map(|line| &line.kind).collect();
    let ScenarioLineKind::Given(past) = lines[0] else { panic!("{:?}", lines[0]) };
    let Given::Past { payload, when: PastTime::Ago(ago), .. } = &past[0] else { panic!("{:?}", past[0]) };
    assert_eq!((payload.len(), *ago), (1, Duration::days(3)));
    assert!(matches!(&past[1], Given::Past { payload, when: PastTime::At(_), .. } if payload.len() == 2));
    let ScenarioLineKind::Given(given) = lines[1] else { panic!("{:?}", lines[1]) };
    assert!(matches!(
        given[..],
        [
            Given::HeldOut(_),
            Given::HeldOut(_),
            Given::Variant(_, 1),
            Given::Running { step: 0, .. },
            Given::Running { step: 1, .. },
            Given::Mode(_)
        ]
    ));
    let assertions: Vec<&Assertion> = lines
        .iter()
        .filter_map(|line| match line {
            ScenarioLineKind::Then(assertion) => Some(assertion),
            _ => None,
        })
        .collect();
    assert!(matches!(assertions[0], Assertion::Defers { actors, until: Some(_) } if actors.len() == 2));
    assert!(matches!(assertions[1], Assertion::Defers { until: None, .. }));
    assert!(matches!(assertions[2], Assertion::Cancels(all) if all.len() == 2));
    assert!(matches!(assertions[3], Assertion::Starts(all) if all.len() == 1));
    let because: Vec<Because> = assertions
        .iter()
        .filter_map(|one| match one {
            Assertion::Suppresses { because, .. } => *because,
            _ => None,
        })
        .collect();
    assert!(matches!(
        because[..],
        [
            Because::Mode(None),
            Because::Mode(Some(_)),
            Because::Sequence(_),
            Because::Cap(None),
            Because::Cap(Some(CapOwner::Channel(_))),
            Because::Cap(Some(CapOwner::Purpose(_))),
            Because::Hours(None),
            Because::Hours(Some(_)),
            Because::Limit,
            Because::Holdout
        ]
    ));
}

#[test]
fn what_was_before_is_there() {
    assert_eq!(timed("given e { a: \"x\" } 3 days ago"), ["E0308 13:14"]);
    assert_eq!(timed("given e 3 days ago"), ["E0308 13:7"]);
    assert_eq!(timed("given e { a: 1 } 0 days ago"), ["E0410 13:18"]);
    assert_eq!(timed("given zz { a: 1 } 3 days ago"), ["E0201 13:7"]);
    assert_eq!(timed("given held out of t"), ["E0203 13:19"]);
    assert_eq!(timed("given held out of act"), ["E0203 13:19"]);
    assert_eq!(timed("given variant bleu of s"), ["E0204 13:15"]);
    assert_eq!(timed("given variant blue of t"), ["E0204 13:15"]);
    assert_eq!(timed("given running care at latr"), ["E0201 13:23"]);
    assert_eq!(timed("given running r"), ["E0203 13:15"]);
    assert_eq!(timed("given mode care"), ["E0203 13:12"]);
    let near = message(&format!("{TIME}scenario \"t\" {{\ngiven running care at latr\n}}"));
    assert!(
        near.contains("the sequence `care` has no step `latr`") && near.contains("did you mean `later`?"),
        "{near}"
    );
}

#[test]
fn what_waits_is_asserted() {
    let then = |assertion: &str| timed(&format!("{AT}then {assertion}"));
    assert_eq!(then("defers e"), ["E0203 14:13"]);
    assert_eq!(then("defers act until 3 days"), ["E0301 14:23"]);
    assert_eq!(then("cancels nothing"), ["E0201 14:14"]);
    assert_eq!(then("starts r"), ["E0203 14:13"]);
    assert_eq!(then("suppresses act because mode r"), ["E0203 14:34"]);
    assert_eq!(then("suppresses act because cap r"), ["E0203 14:33"]);
    assert_eq!(then("suppresses act because hours news"), ["E0203 14:35"]);
    assert_eq!(then("suppresses act because limit r"), ["E0203 14:35"]);
    assert_eq!(then("defers act for t1"), ["E0201 14:21"]);
    assert_eq!(then("starts care for t1"), ["E0201 14:22"]);
}
