//! What takes time, stored: what the gate lets through, and what not.

use crate::ir::damage::pointers;
use serde_json::{Value as Json, json};

use super::StoredError;
use super::tests::at;
use crate::ir::Blueprint;
use crate::ir::sample_time::over_time;

/// The sample has so many expressions before those that take time.
const FIRST: usize = 54;

/// The expression at this place among those that take time.
fn e(at: usize) -> usize {
    FIRST + at
}

const BIRTHDAY: usize = 1;
const TWO: usize = 3;
const LARGE: usize = 6;
const COUNT: usize = 7;
const SUM: usize = 9;
const LAST: usize = 11;
const NOW: usize = 12;
const SINCE: usize = 13;
const LONG_AGO: usize = 14;
const STAY: usize = 15;
const MODE: usize = 17;
const GREETING: usize = 18;
const HELLO: usize = 19;
const GREETS: usize = 20;
const PAUSE: usize = 21;
const IS_HELLO: usize = 24;
const AVERAGE: usize = 25;

fn stored() -> Json {
    serde_json::to_value(over_time()).unwrap()
}

fn read(json: &Json) -> Result<Blueprint, StoredError> {
    Blueprint::from_json(&json.to_string())
}

#[track_caller]
fn with(pointer: &str, value: Json) -> String {
    let mut json = stored();
    *at(&mut json, pointer) = value;
    match read(&json) {
        Err(error) => error.to_string(),
        Ok(_) => "it is valid".to_owned(),
    }
}

#[track_caller]
fn assert_all(cases: &[(&str, Json, &str)]) {
    for (pointer, value, message) in cases {
        let error = with(pointer, value.clone());
        assert!(error.contains(message), "{pointer} = {value}: {error}");
    }
}

fn kind(at: usize) -> String {
    format!("/exprs/{}/0", e(at))
}

#[test]
fn what_takes_time_round_trips() {
    let ir = over_time();
    let json = ir.to_json().unwrap();
    let back = Blueprint::from_json(&json).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(back, ir);
    assert_eq!(back.to_json().unwrap(), json);
    assert_eq!(ir.exprs.len(), e(27));
}

#[test]
fn ids_are_in_range() {
    assert_all(&[
        ("/channels/0/hours/2/kind", json!({"open": 1}), "channels[0].hours: there is no opening 1"),
        ("/caps/0/of", json!({"channel": 7}), "caps[0]: there is no channel 7"),
        ("/caps/1/of", json!({"purpose": 7}), "caps[1]: there is no purpose 7"),
        ("/caps/0/amount", json!(999), "caps[0]: there is no expression 999"),
        ("/caps/0/channels", json!([0, 7]), "caps[0]: there is no channel 7"),
        ("/caps/0/exempt", json!([7]), "caps[0]: there is no purpose 7"),
        ("/series/0/event", json!(7), "series[0]: there is no event 7"),
        ("/series/1/filter", json!(999), "series[1]: there is no expression 999"),
        ("/modes/0/when", json!(999), "modes[0]: there is no expression 999"),
        ("/modes/0/from/0/events", json!([7]), "modes[0]: there is no event 7"),
        ("/modes/0/suspends/0/what", json!({"purpose": 7}), "modes[0]: there is no purpose 7"),
        ("/modes/0/suspends/1/what", json!({"channel": 7}), "there is no channel 7"),
        ("/modes/0/suspends/2/what", json!({"action": 7}), "there is no action 7"),
        ("/modes/0/suspends/3/what", json!({"rule": 77}), "there is no rule 77"),
        ("/modes/0/suspends/4/what", json!({"sequence": 7}), "there is no sequence 7"),
        ("/stages/1/measures/1/kind", json!({"time": 77}), "stages[1].measures: there is no stage 77"),
        ("/stages/1/measures/4/kind", json!({"pressure": 77}), "stages[1].measures: there is no channel 77"),
        ("/transitions/3/starts/0/sequence", json!(7), "transitions[3].starts: there is no sequence 7"),
        ("/actions/1/starts/0/arguments/0", json!(999), "actions[1].starts: there is no expression 999"),
        ("/rules/5/trigger/after/stages", json!([77]), "rules[5].trigger: there is no stage 77"),
        ("/rules/5/unless/0/events", json!([77]), "rules[5].unless: there is no event 77"),
        ("/rules/5/limit/amount", json!(999), "rules[5]: there is no expression 999"),
        ("/rules/6/split/0/calls/0/action", json!(77), "rules[6].split: there is no action 77"),
        ("/transitions/4/trigger/without/series", json!([77]), "transitions[4].trigger: there is no series 77"),
        ("/sequences/0/steps/2/kind/wait/wait/for/opening", json!(7), "sequences[0].steps: there is no opening 7"),
        ("/sequences/0/steps/10/kind/do/0/action", json!(7), "sequences[0].steps: there is no action 7"),
        ("/sequences/0/suspends/0/what", json!({"action": 7}), "sequences[0]: there is no action 7"),
        ("/sequences/0/goals/1", json!({"when": 999}), "sequences[0].goals: there is no expression 999"),
        ("/scenarios/1/lines/0/kind/given/0/past/event", json!(7), "lines[0]: there is no event 7"),
        ("/scenarios/1/lines/0/kind/given/2", json!({"held_out": 77}), "lines[0]: there is no rule 77"),
        ("/scenarios/1/lines/0/kind/given/3", json!({"variant": [77, 0]}), "lines[0]: there is no rule 77"),
        ("/scenarios/1/lines/0/kind/given/4/running/sequence", json!(7), "lines[0]: there is no sequence 7"),
        ("/scenarios/1/lines/0/kind/given/5", json!({"mode": 7}), "lines[0]: there is no mode 7"),
        ("/scenarios/1/lines/4/kind/then/starts", json!([7]), "lines[4]: there is no sequence 7"),
        ("/scenarios/1/lines/7/kind/then/suppresses/because", json!({"mode": 7}), "there is no mode 7"),
        ("/scenarios/1/lines/8/kind/then/suppresses/because", json!({"sequence": 7}), "there is no sequence 7"),
        ("/scenarios/1/lines/10/kind/then/suppresses/because", json!({"cap": {"channel": 7}}), "no channel 7"),
        ("/scenarios/1/lines/13/kind/then/suppresses/because", json!({"hours": 7}), "no channel 7"),
    ]);
}

#[test]
fn expressions_of_time_have_their_types() {
    let (seven, ninety) = (json!({"days": 7}), json!({"days": 90}));
    for (at, value, message) in [
        (COUNT, json!({"count": [7, seven]}), "there is no series 7"),
        (COUNT, json!({"count": [1, ninety]}), "series 1 does not remember so far back"),
        (COUNT, json!({"count": [1, {}]}), "a window of 0 seconds holds nothing"),
        (COUNT, json!({"count": [0, null]}), "series 0 does not remember so far back"),
        (COUNT, json!({"last": 0}), "it is datetime, not int"),
        (LAST, json!({"last": 1}), "the series 1 does not remember the last one"),
        (LAST, json!({"last": 7}), "the series 7 does not remember"),
        (SUM, json!({"aggregate": ["sum", 0, null]}), "does not remember so far"),
        (SUM, json!({"count": [1, null]}), "it is int, not decimal"),
        (AVERAGE, json!({"aggregate": ["min", 1, ninety]}), "so far back"),
        (STAY, json!({"time_in_stage": []}), "it names no stage"),
        (STAY, json!({"time_in_stage": [77]}), "there is no stage 77"),
        (MODE, json!({"mode": 7}), "there is no mode 7"),
        (MODE, json!({"time_in_stage": [1]}), "it is duration, not bool"),
        (GREETING, json!({"argument": 1}), "there is no parameter 1 of the type of expression 72"),
        (GREETING, json!({"argument": 7}), "there is no parameter 7 of the type"),
    ] {
        let error = with(&kind(at), value.clone());
        assert!(error.contains(message), "{at} = {value}: {error}");
    }
    // A value that is not there, and one that has no sum.
    assert_all(&[("/series/1/value", json!(null), "its series has no single value")]);
    let mut json = stored();
    json["parameters"][1]["ty"] = json!("date");
    json["parameters"][1]["default"] = json!(null);
    json["exprs"][e(4)][1] = json!("date");
    json["exprs"][e(LARGE)][0]["compare"][2] = json!(e(4));
    let error = read(&json).unwrap_err().to_string();
    assert!(error.contains("Sum does not take date"), "{error}");
}

#[test]
fn places_ask_for_their_types() {
    let (two, hello) = (json!(e(TWO)), json!(e(HELLO)));
    assert_all(&[
        ("/caps/0/amount", hello.clone(), "is text, not int"),
        ("/caps/0/when", two.clone(), "is int, not bool"),
        ("/modes/0/when", two.clone(), "is int, not bool"),
        ("/modes/0/from/0/filter", two.clone(), "is int, not bool"),
        ("/series/1/filter", two.clone(), "is int, not bool"),
        ("/rules/5/during", two.clone(), "is int, not bool"),
        ("/rules/5/limit/amount", hello.clone(), "is text, not int"),
        ("/rules/5/calls/0/after", two.clone(), "rules[5].calls: expression 57 is int, not duration"),
        ("/rules/5/trigger/after/delay", two.clone(), "is int, not duration"),
        ("/rules/7/trigger/date/of", two.clone(), "is no field and no derived value that is a date"),
        ("/rules/7/trigger/date/of", json!(e(NOW)), "is no field and no derived value that is a date"),
        ("/rules/7/trigger/date/offset", two.clone(), "is int, not duration"),
        ("/rules/9/trigger/every/on/date", json!(e(0)), "is no field and no derived value that is a date"),
        ("/transitions/3/starts/0/arguments/0", two.clone(), "is int, not text"),
        ("/transitions/3/starts/0/arguments", json!([e(HELLO)]), "starts a sequence with 1 arguments, not 2"),
        ("/sequences/0/goals/1", json!({"when": e(TWO)}), "sequences[0].goals: expression 57 is int, not bool"),
        ("/sequences/0/steps/2/kind/wait/wait/for/delay", two.clone(), "is int, not duration"),
        ("/sequences/0/steps/4/kind/wait/wait/until/guard", two.clone(), "is int, not bool"),
        ("/sequences/0/steps/4/kind/wait/wait/until/at_most", two.clone(), "is int, not duration"),
        ("/sequences/0/steps/5/kind/branch/guard", two.clone(), "is int, not bool"),
        ("/sequences/0/steps/7/kind/repeat/guard", two.clone(), "is int, not bool"),
        ("/sequences/0/steps/1/kind/effects/effects/0/value", two.clone(), "is int, not text"),
        ("/stages/1/measures/1/target", json!(["less", {"int": 3}]), "the value is no duration"),
        ("/scenarios/1/lines/2/kind/then/defers/until", two.clone(), "is int, not datetime"),
        ("/scenarios/1/lines/0/kind/given/1/past/when", json!({"at": e(TWO)}), "is int, not datetime"),
        ("/scenarios/1/lines/0/kind/given/0/past/payload/0/1", two, "is int, not text"),
    ]);
}

#[test]
fn expressions_read_what_their_place_has() {
    assert_all(&[
        // Another event's payload; a moment that is over, or none at all.
        ("/modes/0/until/0/filter", json!(e(IS_HELLO)), "modes[0].until: expression 78 reads the payload"),
        ("/rules/5/unless/0/filter", json!(e(IS_HELLO)), "rules[5].unless: expression 78 reads the payload"),
        ("/rules/5/guard", json!(e(IS_HELLO)), "rules[5].guard: expression 78 reads the payload"),
        ("/series/0/event", json!(1), "it is valid"),
        ("/series/1/filter", json!(32), "series[1].filter: expression 32 reads a value before the moment"),
        ("/rules/5/during", json!(32), "rules[5].during: expression 32 reads a value before the moment"),
        ("/modes/0/when", json!(32), "modes[0].when: expression 32 reads a value before the moment"),
        ("/sequences/0/goals/1", json!({"when": 32}), "sequences[0].goals: expression 32 reads a value before"),
        ("/sequences/0/exits/0/on/filter", json!(e(IS_HELLO)), "sequences[0].exits: expression 78 reads the payload"),
        // Arguments stand in their sequence alone.
        ("/rules/0/guard", json!(e(GREETS)), "rules[0].guard: expression 74 reads an argument"),
        ("/rules/5/calls/0/after", json!(e(PAUSE)), "rules[5].calls: expression 75 reads an argument"),
        ("/actions/1/starts/0/arguments/0", json!(e(GREETING)), "actions[1].starts: expression 72 reads an argument"),
        ("/series/1/filter", json!(e(GREETS)), "series[1].filter: expression 74 reads an argument"),
        ("/sequences/0/steps/0/kind/do/0/with/0/value", json!(49), "sequences[0].steps: expression 49 reads a column"),
        ("/scenarios/1/lines/0/kind/given/0/past/payload/0/1", json!(49), "two scenarios share expression 49"),
    ]);
}

#[test]
fn two_sequences_share_no_argument() {
    let mut json = stored();
    let mut second = json["sequences"][0].clone();
    second["info"]["name"] = json!("again");
    second["order"] = json!(20);
    json["sequences"].as_array_mut().unwrap().push(second);
    let error = read(&json).unwrap_err().to_string();
    assert!(error.contains("sequences[1].steps: two sequences share expression"), "{error}");
}

#[test]
fn steps_lead_on() {
    let step = |at: usize, value: Json| (format!("/sequences/0/steps/{at}/kind"), value);
    let wait = |expired: usize| json!({"wait": {"wait": {"time": "09:00"}, "expired": expired}});
    for ((pointer, value), message) in [
        (step(3, wait(12)), "sequences[0].steps[3]: there is no step 12 to go on to"),
        (step(3, wait(3)), "steps[3]: it leads back to step 3"),
        (step(3, wait(0)), "steps[3]: it leads back to step 0"),
        (step(6, json!({"jump": 6})), "steps[6]: it leads back to step 6"),
        (step(6, json!({"jump": 5})), "steps[6]: it leads back to step 5"),
        (step(6, json!({"jump": 12})), "steps[6]: there is no step 12"),
        // A loop has its wait, and one way back.
        (step(8, json!({"jump": 9})), "steps[7]: it repeats without a wait"),
        (step(9, json!({"jump": 10})), "steps[7]: its last step does not lead back to it"),
        (step(10, json!({"jump": 7})), "steps[10]: it leads back to step 7"),
        (step(7, json!({"jump": 8})), "steps[9]: it leads back to step 7"),
        (step(10, json!({"do": []})), "a step does nothing"),
    ] {
        let error = with(&pointer, value.clone());
        assert!(error.contains(message), "{pointer} = {value}: {error}");
    }
    for (pointer, value) in [step(6, json!({"jump": 11})), step(3, wait(11))] {
        assert_eq!(with(&pointer, value), "it is valid");
    }
    assert_all(&[
        ("/sequences/0/steps/5/kind/branch/otherwise", json!(5), "steps[5]: it leads back to step 5"),
        ("/sequences/0/steps/7/kind/repeat/end", json!(7), "steps[7]: it leads back to step 7"),
        ("/sequences/0/steps/7/kind/repeat/end", json!(12), "steps[7]: there is no step 12"),
        ("/sequences/0/names/hello/first", json!(3), "sequences[0]: the step `hello` is none of its steps"),
        ("/sequences/0/names/hello/end", json!(12), "the step `hello` is none of its steps"),
        ("/sequences/0/names", json!({"a b": {"first": 0, "end": 1}}), "`a b` is not a name"),
        ("/sequences/0/steps/1/key", json!("s0"), "sequences[0]: the key `s0` stands twice"),
        ("/sequences/0/steps/1/key", json!(""), "a step has no key"),
        ("/sequences/0/parameters/1/name", json!("greeting"), "the parameter `greeting` stands twice"),
        ("/sequences/0/parameters/1/ty", json!(["enum", 9]), "is duration, not enum 9"),
    ]);
}

#[test]
fn schedules_windows_and_recurrences_are_valid() {
    let monday = |ranges: Json| json!({"days": [ranges, [], [], [], [], [], []]});
    let backwards = monday(json!([{"from": "10:00", "to": "09:00"}]));
    let twice = monday(json!([{"from": "09:00", "to": "11:00"}, {"from": "10:00", "to": "12:00"}]));
    let nothing = json!({"rolling": {}});
    assert_all(&[
        ("/openings/0/schedule", backwards.clone(), "openings[0]: the opening hours 10:00..09:00 end before"),
        ("/openings/0/schedule", twice, "openings[0]: the opening hours of a day overlap"),
        ("/openings/0/schedule", monday(json!([])), "openings[0]: it is never open"),
        ("/openings/0/schedule/closed/0", json!({"every_year": {"month": 2, "day": 30}}), "no year has the closed day"),
        ("/openings/0/zone", json!("Europe/Pariss"), "openings[0]: the database has no zone"),
        ("/channels/0/hours/0/kind", json!({"quiet": backwards}), "channels[0].hours: the opening hours"),
        ("/channels/0/hours/1/kind", json!({"days": monday(json!([]))}), "channels[0].hours: they leave no hour"),
        ("/channels/0/hours/2/handling/defer/at_most", json!({}), "channels[0].hours: a window of 0 seconds"),
        ("/caps/1/window", nothing.clone(), "caps[1]: a window of 0 seconds holds nothing"),
        ("/caps/0/handling", json!({"defer": {"at_most": {"days": -1}}}), "caps[0]: a window of"),
        ("/rules/5/limit/window", nothing.clone(), "rules[5]: a window of 0 seconds holds nothing"),
        ("/rules/5/limit/handling/defer/at_most", json!({}), "rules[5]: a window of"),
        ("/scores/0/fade/every", json!({}), "scores[0]: a window of"),
        ("/scores/0/fade/points", json!(0), "scores[0]: it fades by nothing"),
        ("/stages/1/measures/0/per", nothing, "stages[1].measures: a window of"),
        ("/sequences/0/reentry", json!({"after": {}}), "sequences[0]: a window of"),
        ("/modes/0/suspends/0/handling/defer/at_most", json!({}), "modes[0]: a window of"),
        ("/rules/8/trigger/every/on", json!({"days": {"monthly": {"day": 32}}}), "no month has a day 32"),
        ("/transitions/6/trigger/every/on", json!({"days": {"weekly": []}}), "has no weekday"),
        ("/rules/8/trigger/every/time", json!("25:00"), "is not a time of day"),
        ("/scenarios/1/lines/0/kind/given/0/past/when", json!({"ago": {}}), "lines[0]: a window of"),
    ]);
    let mut json = stored();
    json["exprs"][e(2)][0] = json!({"literal": {"duration": {}}});
    let error = read(&json).unwrap_err().to_string();
    assert!(error.contains("a window of 0 seconds"), "{error}");
}

#[test]
fn triggers_by_time_fit_their_owner() {
    assert_all(&[
        ("/rules/5/trigger/after/stages", json!([]), "rules[5].trigger: it names no stage"),
        ("/rules/5/trigger/after/stages", json!([1, 1]), "rules[5].trigger: it names a stage twice"),
        ("/transitions/3/trigger/after/stages", json!([0]), "does not run in the sources of its transition"),
        ("/transitions/3/trigger/after/stages", json!([0, 1]), "does not run in the sources"),
        ("/transitions/4/trigger/without/series", json!([1]), "the series 1 is not of the last of all such events"),
        ("/transitions/5/trigger/date/each_date", json!(true), "a transition does not run for each date"),
        ("/transitions/7/trigger/becoming/including_existing", json!(true), "a transition includes no existing"),
        ("/transitions/3/sources", json!([1, 1]), "it names a stage twice"),
        ("/transitions/7/trigger", json!(null), "without an event it leads where it comes from"),
    ]);
}

#[test]
fn what_is_asked_without_an_event_can_be_computed() {
    // Since the last one, against the stay: both move with the clock.
    let race = format!("/exprs/{}/0/compare/2", e(LONG_AGO));
    let mut json = stored();
    json["exprs"][e(SINCE)][0]["arithmetic"][2] = json!(e(0));
    assert!(read(&json).is_ok());
    let error = with(&race, json!(e(SINCE)));
    assert!(error.contains("rules[5].during: nobody can compute when time changes expression 68, in 68"), "{error}");
    for (pointer, place) in [
        ("/transitions/3/guard", "transitions[3].guard"),
        ("/transitions/7/trigger/becoming/guard", "transitions[7].trigger"),
        ("/rules/10/trigger/becoming/guard", "rules[10].trigger"),
        ("/modes/0/when", "modes[0].when"),
        ("/sequences/0/goals/1/when", "sequences[0].goals"),
        ("/sequences/0/steps/4/kind/wait/wait/until/guard", "sequences[0].steps"),
    ] {
        let mut json = stored();
        *at(&mut json, "/rules/5/during") = json!(null);
        *at(&mut json, "/sequences/0/exits/1") = json!({"on": {"events": [1], "filter": null}});
        *at(&mut json, &race) = json!(e(SINCE));
        assert!(read(&json).is_ok(), "{pointer}");
        *at(&mut json, pointer) = json!(e(LONG_AGO));
        let error = read(&json).unwrap_err().to_string();
        assert!(error.contains(&format!("{place}: nobody can compute")), "{error}");
    }
    // Delays and dates don't move at all.
    let moves = "moves with the clock";
    assert_all(&[
        ("/rules/5/trigger/after/delay", json!(e(SINCE)), moves),
        ("/rules/6/trigger/without/delay", json!(e(STAY)), moves),
        ("/transitions/5/trigger/date/offset", json!(e(SINCE)), moves),
        ("/sequences/0/steps/2/kind/wait/wait/for/delay", json!(e(SINCE)), "it is valid"),
        ("/rules/5/calls/0/after", json!(e(SINCE)), "it is valid"),
    ]);
    let mut json = stored();
    json["exprs"][e(BIRTHDAY)][0] = json!({"let": 1});
    let mut today = json["lets"][0].clone();
    today["info"]["name"] = json!("day");
    today["value"] = json!(42);
    json["lets"].as_array_mut().unwrap().push(today);
    let error = read(&json).unwrap_err().to_string();
    assert!(error.contains("rules[7].trigger: expression 55 moves with the clock"), "{error}");
}

#[test]
fn a_series_is_asked_for_and_fits_its_event() {
    let with_series = |change: &dyn Fn(&mut Json)| {
        let mut json = stored();
        let mut third = json["series"][1].clone();
        third["key"] = json!("third");
        change(&mut third);
        json["series"].as_array_mut().unwrap().push(third);
        read(&json).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(with_series(&|_| {}), Ok(()));
    let wrong = |change: &dyn Fn(&mut Json), message: &str| {
        let error = with_series(change).unwrap_err();
        assert!(error.contains(message), "{error}");
    };
    wrong(&|series| series["value"] = json!(9), "series[2]: its value is no payload field of its event");
    wrong(&|series| series["value"] = json!(0), "series[2]: its value has no order");
    wrong(&|series| series["window"] = json!({}), "series[2]: a window of 0 seconds holds nothing");
    wrong(&|series| series["event"] = json!(1), "series[2]: its value is no payload field of its event");
    let unasked = |series: &mut Json| {
        series["total"] = json!(false);
        series["window"] = json!(null);
    };
    wrong(&unasked, "series[2]: nothing is asked of it");
    let other_event = |series: &mut Json| {
        series["value"] = json!(null);
        series["event"] = json!(1);
    };
    wrong(&other_event, "series[2].filter: expression 60 reads the payload");
}

#[test]
fn nothing_needs_itself() {
    let mut json = stored();
    json["modes"][0]["when"] = json!(e(MODE));
    let error = read(&json).unwrap_err().to_string();
    assert!(error.contains("modes[0]: it needs itself"), "{error}");
    // What is counted is judged as it happens: it may ask for the count.
    let mut json = stored();
    json["exprs"][e(LARGE)][0] = json!({"compare": ["less", 5, 7]});
    json["lets"][0]["value"] = json!(e(SUM));
    assert!(read(&json).is_ok());
}

#[test]
fn names_and_keys_are_unique() {
    assert_all(&[
        ("/openings/0/info/name", json!("sales"), "the name `sales` stands twice"),
        ("/modes/0/info/name", json!("office"), "modes[0].info: the name `office` stands twice"),
        ("/sequences/0/info/name", json!("dunning"), "sequences[0].info: the name `dunning` stands twice"),
        ("/series/1/key", json!("form_submitted"), "series[1]: the key `form_submitted` stands twice"),
        ("/series/0/key", json!(""), "series[0]: it has no key"),
        ("/sequences/0/order", json!(13), "sequences[0].order: the order 13 stands twice"),
        ("/rules/5/order", json!(8), "rules[5].order: the order 8 stands twice"),
        ("/rules/6/split/1/name", json!("one"), "rules[6]: the variant `one` stands twice"),
        ("/rules/6/split/1/name", json!(""), "rules[6]: `` is not a name"),
    ]);
}

#[test]
fn the_rest_of_the_rules_hold() {
    assert_all(&[
        ("/rules/5/holdout", json!(10_001), "rules[5]: it leaves out more than all"),
        ("/rules/6/holdout", json!(1), "rules[6]: it has a holdout and a split"),
        ("/rules/6/split/1/share", json!(0), "the variant `two` has no share"),
        ("/rules/6/split/1/share", json!(5_001), "rules[6]: its variants share more than all"),
        ("/rules/6/active_until", json!("2025-12-31"), "rules[6]: it is active until before it is"),
        ("/rules/6/active_until", json!("+12026-01-01"), "rules[6]: a year has more than four digits"),
        ("/caps/0/channels", json!([1]), "caps[0]: its own channel is none of its channels"),
        ("/caps/0/channels", json!([0, 0]), "caps[0]: it names a channel twice"),
        ("/caps/0/exempt", json!([0, 0]), "caps[0]: it names a purpose twice"),
        ("/caps/0/of", json!({"purpose": 0}), "it is valid"),
        ("/caps/1/of", json!({"channel": 0}), "caps[1]: its own channel is none"),
        ("/modes/0/from", json!([]), "modes[0]: no event begins it, but one ends it"),
        ("/scenarios/1/lines/0/kind/given/2", json!({"held_out": 0}), "lines[0]: the rule 0 leaves nobody out"),
        ("/scenarios/1/lines/0/kind/given/3", json!({"variant": [6, 2]}), "the rule 6 has no variant 2"),
        ("/scenarios/1/lines/0/kind/given/4/running/step", json!(12), "the sequence 0 has no step 12"),
        ("/scenarios/1/lines/3/kind/then/cancels", json!([]), "lines[3]: it names nothing"),
        ("/scenarios/1/lines/4/kind/then/starts", json!([]), "lines[4]: it names nothing"),
    ]);
    let mut json = stored();
    json["modes"][0]["when"] = json!(null);
    json["modes"][0]["from"] = json!([]);
    json["modes"][0]["until"] = json!([]);
    assert!(read(&json).unwrap_err().to_string().contains("modes[0]: nothing begins it"));
    let mut json = stored();
    json["caps"].as_array_mut().unwrap().reverse();
    let error = read(&json).unwrap_err().to_string();
    assert!(error.contains("caps: they are not in the order of channels, then of purposes"), "{error}");
}

#[test]
fn declarations_of_time_count() {
    let mut json = stored();
    let term = json["terms"][0].clone();
    let mut with_terms = |count: usize| {
        let terms = (0..count).map(|n| {
            let mut term = term.clone();
            term["info"]["name"] = json!(format!("t{n}"));
            term
        });
        json["terms"] = terms.collect();
        read(&json).map(drop).map_err(|error| error.to_string())
    };
    // The sample has 23 declarations beside its terms, and here stand eleven more.
    assert_eq!(with_terms(19_966), Ok(()));
    assert!(with_terms(19_967).unwrap_err().contains("there are 20001, and at most 20000 are allowed"));
}

/// Whatever single value is damaged, reading answers.
#[test]
fn no_damage_panics() {
    let mut json = stored();
    let mut all = Vec::new();
    for list in ["/openings", "/caps", "/series", "/modes", "/sequences"] {
        all.extend(pointers(json.pointer(list).unwrap(), list));
    }
    assert!(all.len() > 200, "{}", all.len());
    let mut accepted = 0;
    for pointer in &all {
        for damage in [json!(null), json!(0), json!(4_294_967_295u32), json!([]), json!("sales")] {
            let place = json.pointer_mut(pointer).unwrap();
            let before = std::mem::replace(place, damage);
            accepted += usize::from(read(&json).is_ok());
            *json.pointer_mut(pointer).unwrap() = before;
        }
    }
    assert!(accepted > 0);
}

#[test]
fn service_levels_are_judged() {
    let sla = "/slas/0";
    let filter = json!({ "on": { "events": [9], "filter": null } });
    for (part, value, message) in [
        ("starts", json!([]), "slas[0]: nothing starts it"),
        ("stops", json!([]), "slas[0]: nothing stops it"),
        ("targets", json!([]), "slas[0]: it has no target"),
        ("starts", json!([filter]), "slas[0].starts: there is no event 9"),
        ("pauses", json!([{ "in_stage": [99] }]), "slas[0].pauses: there is no stage 99"),
        ("resets", json!([{ "in_stage": [] }]), "slas[0].resets: it names no stage"),
        ("targets/0/opening", json!(9), "slas[0].targets: there is no opening 9"),
        ("targets/0/when", json!(999), "slas[0].targets: there is no expression 999"),
        ("warnings/0/share", json!(10_000), "slas[0]: a warning comes at no share of the time"),
        ("warnings/0/share", json!(0), "slas[0]: a warning comes at no share of the time"),
        ("updates/0/period", json!({}), "slas[0]"),
        ("breach/0/action", json!(99), "slas[0].breach: there is no action 99"),
        ("object", json!(0), "slas[0]: there is no object 0"),
        ("order", json!(0), "the order 0 stands twice"),
    ] {
        let mut json = stored();
        let place = format!("{sla}/{part}");
        if part == "object" {
            json["slas"][0]["object"] = value;
        } else {
            *at(&mut json, &place) = value;
        }
        let error = read(&json).expect_err(part).to_string();
        assert!(error.contains(message), "{part}: {error}");
    }
}
