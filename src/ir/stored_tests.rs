use serde_json::{Value as Json, json};

use super::StoredError;
use crate::ir::damage::pointers;
use crate::ir::sample::{sample, sample_with_tables};
use crate::ir::{Blueprint, Id, Info, PATTERN_LIMIT, Responsibilities, SCHEMA_VERSION, TEXT_LIMIT, Team};
use crate::text::Span;

fn stored() -> Json {
    serde_json::to_value(sample()).unwrap()
}

fn read(json: &Json) -> Result<Blueprint, StoredError> {
    Blueprint::from_json(&json.to_string())
}

/// The place of a JSON pointer; what is left out there stands in between, to be said now.
#[track_caller]
pub(super) fn at<'j>(json: &'j mut Json, pointer: &str) -> &'j mut Json {
    let mut place = json;
    for key in pointer.split('/').skip(1) {
        place = match place {
            Json::Array(items) => items.get_mut(key.parse::<usize>().unwrap()).unwrap(),
            other => &mut other[key],
        };
    }
    place
}

/// The error of the sample with another value at a JSON pointer.
fn with(pointer: &str, value: Json) -> String {
    let mut json = stored();
    *at(&mut json, pointer) = value;
    read(&json).expect_err(pointer).to_string()
}

/// The error of the sample with another kind and type of an expression.
fn with_expr(index: usize, kind: Json, ty: Json) -> String {
    let mut json = stored();
    json["exprs"][index][0] = kind;
    json["exprs"][index][1] = ty;
    read(&json).expect_err("an invalid expression").to_string()
}

fn assert_all(cases: &[(&str, Json, &str)]) {
    for (pointer, value, message) in cases {
        let error = with(pointer, value.clone());
        assert!(error.contains(message), "{pointer} = {value}: {error}");
    }
}

#[test]
fn a_blueprint_round_trips() {
    let json = sample().to_json().unwrap();
    let back = Blueprint::from_json(&json).unwrap();
    assert_eq!(back, sample());
    assert_eq!(back.to_json().unwrap(), json);
    assert_eq!(serde_json::from_str::<Blueprint>(&json).unwrap(), sample());
}

#[test]
fn what_says_nothing_is_left_out() {
    let mut ir = sample();
    let team = ir.teams.values().next().unwrap().clone();
    let file = crate::text::FileId(1);
    let id = ir.teams.push(Team {
        info: Info { name: "crew".to_owned(), span: Span::new(file, 3, 7), ..Info::default() },
        responsibilities: Responsibilities::default(),
        ..team
    });
    let json = serde_json::to_value(&ir).unwrap();
    assert_eq!(json["teams"][id.index()], json!({"info": {"name": "crew", "span": [3, 7, 1]}}));
    assert_eq!(json["teams"][0]["info"]["span"], json!([0, 0]));
    assert_eq!(read(&json).unwrap(), ir);
    for span in [json!([]), json!([3]), json!([3, 7, 1, 0]), json!([7, 3]), json!({"start": 3, "end": 7, "file": 1})] {
        let mut json = json.clone();
        json["teams"][0]["info"]["span"] = span;
        assert!(matches!(read(&json), Err(StoredError::Json(_))), "{json}");
    }
}

#[test]
fn types_are_words() {
    use crate::ir::{EnumId, ObjectId, Scalar, Type};
    let date = Type::required(Scalar::Date);
    let set = Type::set_of(Scalar::Enum(EnumId::new(7)));
    for (ty, form) in [
        (date, json!("date")),
        (date.with_optional(true), json!("date?")),
        (Type::set_of(Scalar::Text), json!("set of text")),
        (Type::required(Scalar::Object(ObjectId::new(0))), json!(["object", 0])),
        (Type::required(Scalar::Enum(EnumId::new(3))).with_optional(true), json!(["enum?", 3])),
        (set, json!(["set of enum", 7])),
        (set.with_optional(true), json!(["set of enum?", 7])),
    ] {
        assert_eq!(serde_json::to_value(ty).unwrap(), form);
        assert_eq!(serde_json::from_str::<Type>(&form.to_string()).unwrap(), ty);
        assert_eq!(serde_json::from_value::<Type>(form).unwrap(), ty);
    }
    for wrong in [
        json!("enum"),
        json!("set of set of int"),
        json!("int??"),
        json!("?"),
        json!(""),
        json!(3),
        json!([]),
        json!(["enum"]),
        json!(["enum", "3"]),
        json!(["enum", 3, 4]),
        json!(["int", 3]),
        json!({"scalar": "int"}),
    ] {
        let error = with("/fields/2/ty", wrong.clone());
        assert!(error.contains("not the JSON of a blueprint"), "{wrong}: {error}");
    }
}

#[test]
fn an_expression_is_a_list() {
    let mut ir = sample();
    let mut expr = ir.exprs.values().nth(9).unwrap().clone();
    expr.span = Span::new(crate::text::FileId(2), 3, 7);
    let id = ir.exprs.push(expr);
    let json = serde_json::to_value(&ir).unwrap();
    assert_eq!(json["exprs"][id.index()], json!([{"compare": ["greater_or_equal", 7, 8]}, "bool", 3, 7, 2]));
    assert_eq!(json["exprs"][1], json!([{"literal": {"text": "spam"}}, "text", 0, 0]));
    assert_eq!(read(&json).unwrap(), ir);
    let kind = json["exprs"][1][0].clone();
    for wrong in [
        json!([]),
        json!([kind]),
        json!([kind, "text"]),
        json!([kind, "text", 3]),
        json!([kind, "text", 7, 3]),
        json!([kind, "text", 3, 7, 2, 0]),
        json!([kind, "text", [3, 7]]),
        json!({"kind": kind, "ty": "text", "span": [3, 7]}),
        json!([{"compare": ["greater", 8]}, "bool", 3, 7]),
        json!([{"compare": ["greater", 8, 5, 5]}, "bool", 3, 7]),
    ] {
        let mut json = json.clone();
        json["exprs"][1] = wrong;
        assert!(matches!(read(&json), Err(StoredError::Json(_))), "{}", json["exprs"][1]);
    }
}

#[test]
fn another_schema_version_is_named() {
    let mut json = stored();
    json["schema_version"] = json!(SCHEMA_VERSION + 1);
    assert_eq!(read(&json), Err(StoredError::SchemaVersion { found: u64::from(SCHEMA_VERSION) + 1 }));
    // It is told first, whatever the other form looks like.
    assert_eq!(read(&json!({"schema_version": 7})), Err(StoredError::SchemaVersion { found: 7 }));
    let direct = serde_json::from_value::<Blueprint>(json).unwrap_err().to_string();
    assert!(direct.contains("schema version"), "{direct}");
}

#[test]
fn what_is_no_blueprint_is_refused() {
    for json in [
        "",
        "{}",
        "[]",
        &format!("{{\"schema_version\":{SCHEMA_VERSION}}}"),
        "{\"schema_version\":-1}",
        &"[".repeat(100_000),
    ] {
        assert!(matches!(Blueprint::from_json(json), Err(StoredError::Json(_))), "{json:.20}");
    }
    let trailing = format!("{} x", stored());
    assert!(matches!(Blueprint::from_json(&trailing), Err(StoredError::Json(_))));
}

#[test]
fn doubled_and_unknown_keys_are_refused() {
    let json = stored().to_string();
    for (key, doubled) in [
        ("\"version\":", "\"version\":\"2\",\"version\":"),
        ("\"author\":", "\"author\":\"me\",\"author\":"),
        ("\"at_most\":", "\"at_most\":2,\"at_most\":"),
        ("\"channel\":", "\"channel\":0,\"channel\":"),
        ("\"version\":", "\"versoin\":1,\"version\":"),
        ("\"at_most\":", "\"at_least\":2,\"at_most\":"),
        ("\"channel\":", "\"chanel\":0,\"channel\":"),
        ("\"ty\":", "\"optinal\":true,\"ty\":"),
        ("\"author\":", "\"author\\u0020\":\"me\",\"author\":"),
    ] {
        let changed = json.replacen(key, doubled, 1);
        assert_ne!(changed, json);
        let result = Blueprint::from_json(&changed);
        if doubled.contains("u0020") {
            // Another key of `meta` is fine.
            assert!(result.is_ok());
            continue;
        }
        let Err(StoredError::Json(message)) = result else { panic!("{doubled}: {result:?}") };
        let named = message.contains("duplicate field") || message.contains("twice") || message.contains("unknown");
        assert!(named, "{doubled}: {message}");
    }
}

#[test]
fn ids_are_in_range() {
    assert_all(&[
        ("/responsibilities", json!({"responsible": [2]}), "responsibilities: there is no team 2"),
        ("/teams/0/responsibilities", json!({"informed": [4_294_967_295u32]}), "there is no team 4294967295"),
        ("/stages/0/responsibilities/responsible", json!([9]), "stages[0]: there is no team 9"),
        ("/timezone/contact", json!(99), "timezone.contact: there is no expression 99"),
        ("/channels/0/consent", json!(99), "channels[0]: there is no expression 99"),
        ("/segments/0/prefers", json!(9), "segments[0]: there is no channel 9"),
        ("/lets/0/value", json!(99), "there is no such derived value"),
        ("/fields/1/ty", json!(["enum", 3]), "it is enum 3, not enum 0"),
        ("/parameters/1/ty", json!(["enum", 3]), "parameters[1]: there is no enum 3"),
        ("/scores/0/events/0/events", json!([7]), "scores[0].events: there is no event 7"),
        ("/scores/0/profile/0/steps/0/points", json!(99), "there is no expression 99"),
        ("/stages/1/requires", json!([77]), "stages[1]: there is no field 77"),
        ("/stages/0/journey", json!(5), "stages[0]: there is no journey 5"),
        ("/transitions/0/target", json!(50), "transitions[0]: the stage 50 is not there"),
        ("/transitions/0/trigger/event/events", json!([5]), "transitions[0].trigger: there is no event 5"),
        ("/transitions/0/calls/0/action", json!(5), "transitions[0].calls: there is no action 5"),
        ("/actions/0/channel", json!(5), "actions[0]: there is no channel 5"),
        ("/actions/0/purpose", json!(5), "there is no purpose 5"),
        ("/actions/0/otherwise", json!(5), "there is no action 5"),
        ("/actions/0/with/0/value", json!(99), "actions[0].with: there is no expression 99"),
        ("/actions/1/assign/team/team", json!(5), "there is no team 5"),
        ("/actions/1/assign/field", json!(99), "it assigns to no field"),
        ("/actions/1/effects/0/field", json!(99), "there is no field 99"),
        ("/rules/0/group", json!(5), "rules[0]: there is no group 5"),
        ("/rules/0/stages", json!([50]), "rules[0]: there is no stage 50"),
        ("/rules/1/trigger/enter", json!([50]), "rules[1].trigger: there is no stage 50"),
        ("/rules/3/trigger/change/of", json!([99]), "expression 99 is nothing that changes"),
        ("/rules/4/trigger/becoming/guard", json!(99), "there is no expression 99"),
        ("/scenarios/0/lines/1/kind/given/0", json!({"stage": 50}), "there is no stage 50"),
        ("/scenarios/0/lines/1/kind/given/0", json!({"field": [50, 49]}), "there is no such field"),
        ("/scenarios/0/lines/1/kind/given/0", json!({"score": [50, 50]}), "there is no score 50"),
        ("/scenarios/0/lines/1/kind/given/0", json!({"setting": [50, 50]}), "there is no such setting"),
        ("/scenarios/0/lines/4/kind/then/fires/1", json!({"rule": 50}), "there is no rule 50"),
        ("/scenarios/0/lines/5/kind/then/suppresses/because", json!({"group": 50}), "there is no group 50"),
        ("/scenarios/0/lines/6/kind/then/refuses", json!(50), "there is no event 50"),
        ("/scenarios/0/lines/7/kind/then/stage", json!(50), "there is no stage 50"),
        ("/scenarios/0/lines/8/kind/then/holds", json!(99), "there is no expression 99"),
    ]);
}

#[test]
fn parts_stand_before_their_whole() {
    assert_all(&[
        ("/exprs/4/0", json!({"widen": 4}), "exprs[4]: its part 4 does not stand before it"),
        ("/exprs/4/0", json!({"widen": 30}), "its part 30 does not stand before it"),
        ("/exprs/13/0", json!({"and": [9, 99]}), "its part 99 does not stand before it"),
        ("/exprs/44/0", json!({"or_unset": [43, 44]}), "its part 44 does not stand before it"),
    ]);
}

#[test]
fn literals_match_their_types() {
    for (kind, scalar, message) in [
        (json!({"literal": {"int": 5}}), json!("decimal"), "the value is no decimal"),
        (json!({"literal": {"text": "x"}}), json!("date"), "the value is no date"),
        (json!({"literal": {"member": [0, 3]}}), json!(["enum", 0]), "the enum has no member 3"),
        (json!({"literal": {"member": [1, 0]}}), json!(["enum", 0]), "the value is no enum 0"),
        (json!({"literal": {"team": 2}}), json!("team"), "there is no team 2"),
        (json!({"literal": {"date": "+10000-01-01"}}), json!("date"), "more than four digits"),
        (json!({"literal": {"text": "x".repeat(TEXT_LIMIT + 1)}}), json!("text"), "more than 65536 bytes"),
        (json!({"literal": {"set": []}}), json!("text"), "the value is a set, not text"),
        (json!({"literal": {"int": 5}}), json!(["enum", 9]), "there is no enum 9"),
    ] {
        let error = with_expr(1, kind, scalar);
        assert!(error.contains(message), "{error}");
    }
}

#[test]
fn sets_are_sorted_and_bounded() {
    let text = |text: &str| json!({"text": text});
    let set = |elements: Vec<Json>| {
        let mut json = stored();
        json["fields"][6]["default"] = json!({"set": elements});
        read(&json).map(drop).map_err(|error| error.to_string())
    };
    assert_eq!(set(vec![text("a"), text("b")]), Ok(()));
    assert!(set(vec![text("b"), text("a")]).unwrap_err().contains("fields[6]: the set is not sorted"));
    assert!(set(vec![text("a"), text("a")]).unwrap_err().contains("has doubles"));
    assert!(set(vec![json!({"int": 1})]).unwrap_err().contains("the value is no text"));
    assert!(set(vec![json!({"set": []})]).unwrap_err().contains("the value is no text"));
    let many = |count: usize| (0..count).map(|n| text(&format!("{n:06}"))).collect();
    assert_eq!(set(many(10_000)), Ok(()));
    assert!(set(many(10_001)).unwrap_err().contains("more than 10000 elements"));
}

#[test]
fn values_have_one_form() {
    let mut json = stored();
    json["exprs"][39][0] = json!({"literal": {"decimal": "1.00"}});
    assert_eq!(read(&json).unwrap(), sample());
    let error = with("/exprs/39/0", json!({"literal": {"decimal": "0.12345678901234567890123456789"}}));
    assert!(error.contains("not the JSON"), "{error}");
    let error = with("/exprs/47/0", json!({"literal": {"datetime": "2200-01-01T00:00:00Z"}}));
    assert!(error.contains("is not an instant"), "{error}");
}

#[test]
fn operators_take_their_types() {
    assert_all(&[
        ("/exprs/4/0", json!({"widen": 1}), "its part 1 is text, not int"),
        ("/exprs/6/0/arithmetic/1", json!(3), "Divide does not take int and decimal"),
        ("/exprs/6/0", json!({"arithmetic": ["divide", 3, 3]}), "does not take int and int"),
        ("/exprs/6/0", json!({"negate": 1}), "its part 1 is text, which does not fit"),
        ("/exprs/9/0/compare/2", json!(3), "its part 3 is int, not decimal"),
        ("/exprs/2/0/compare/0", json!("less"), "its part 0 is text, which does not fit"),
        ("/exprs/12/0/has/1", json!(3), "its part 10 is set of text, not set of int"),
        ("/exprs/12/0", json!({"has": [10, 10]}), "it looks for a set in a set"),
        ("/exprs/12/0", json!({"has_any": [11, 11]}), "is no set"),
        ("/exprs/12/0", json!({"one_of": [10, []]}), "it looks for a set"),
        ("/exprs/12/0", json!({"one_of": [11, [3]]}), "its part 3 is int, not text"),
        ("/exprs/12/0", json!({"between": [11, 11, 11]}), "does not fit"),
        ("/exprs/12/0", json!({"contains_any": [11, [3]]}), "its part 3 is int, not text"),
        ("/exprs/13/0", json!({"and": [9]}), "it connects fewer than two"),
        ("/exprs/13/0", json!({"or": [9, 11]}), "its part 11 is text, not bool"),
        ("/exprs/26/0/text_test/2", json!(3), "its part 3 is int, not text"),
        ("/exprs/35/0/not", json!(33), "its part 33 is text, not bool"),
        ("/exprs/32/0/changed", json!(28), "its part 28 is nothing that changes"),
        ("/exprs/40/0/coalesce/1", json!(28), "its part 28 is int, not decimal"),
        ("/exprs/44/0/or_unset/0", json!(41), "its part 41 is date, not bool"),
        ("/exprs/30/0/in_stage", json!([]), "it names no stage"),
        ("/exprs/30/0/in_stage", json!([50]), "there is no stage 50"),
        ("/exprs/0/0/payload", json!([]), "it names no payload field"),
        ("/exprs/0/0/payload", json!([9]), "there is no payload field 9"),
        ("/exprs/0/0/payload", json!([0, 1]), "differ in name or type"),
        ("/exprs/3/0/field", json!(99), "there is no such field"),
        ("/exprs/3/0/field", json!(4), "it is text, not int"),
        ("/exprs/27/0/score", json!(9), "there is no score 9"),
        ("/exprs/17/0/segment", json!(9), "there is no segment 9"),
        ("/exprs/28/0/setting", json!(9), "there is no such setting"),
        ("/exprs/7/0/let", json!(9), "there is no such derived value"),
        ("/exprs/9/1", json!("int"), "it is bool, not int"),
        ("/exprs/9/1", json!("set of bool"), "it is bool, not set of bool"),
    ]);
}

#[test]
fn functions_take_their_arguments() {
    for (function, arguments, scalar, message) in [
        ("round", json!([]), "int", "does not take 0 arguments"),
        ("round", json!([3]), "int", "its part 3 is int, not decimal"),
        ("round", json!([5, 3]), "decimal", "no literal from 0 to 28"),
        ("round", json!([5, 5, 5]), "decimal", "does not take 3 arguments"),
        ("floor", json!([5, 5]), "int", "does not take 2 arguments"),
        ("min", json!([3]), "int", "does not take 1 arguments"),
        ("max", json!([3, 5]), "int", "its part 5 is decimal, not int"),
        ("max", json!([1, 1]), "text", "does not fit"),
        ("abs", json!([1]), "text", "does not fit"),
        ("lower", json!([3]), "text", "its part 3 is int, not text"),
        ("length", json!([3]), "int", "a length is one of a text or a set"),
    ] {
        let error = with_expr(6, json!({"call": [function, arguments]}), json!(scalar));
        assert!(error.contains(message), "{function}: {error}");
    }
}

#[test]
fn places_ask_for_their_types() {
    assert_all(&[
        ("/channels/0/consent", json!(3), "channels[0]: expression 3 is int, not bool"),
        ("/purposes/0/consent", json!(3), "purposes[0].consent: expression 3 is int, not bool"),
        ("/segments/0/when", json!(3), "segments[0]: expression 3 is int, not bool"),
        ("/events/0/refuse_when", json!([3]), "events[0].refuse_when: expression 3 is int, not bool"),
        ("/timezone/contact", json!(3), "timezone.contact: expression 3 is int, not text"),
        ("/scores/0/events/0/points", json!(5), "expression 5 is decimal, not int"),
        ("/scores/0/events/0/filter", json!(5), "expression 5 is decimal, not bool"),
        ("/scores/0/profile/0/steps/0/test", json!(5), "expression 5 is decimal, not bool"),
        ("/transitions/0/guard", json!(5), "transitions[0]: expression 5 is decimal, not bool"),
        ("/transitions/0/trigger/event/filter", json!(5), "transitions[0].trigger: expression 5 is decimal, not bool"),
        ("/rules/0/guard", json!(5), "rules[0]: expression 5 is decimal, not bool"),
        ("/rules/4/trigger/becoming/guard", json!(5), "rules[4].trigger: expression 5 is decimal, not bool"),
        ("/rules/3/trigger/change/from", json!(5), "expression 5 is decimal, not enum 0"),
        ("/rules/3/trigger/change/from", json!(31), "expression 31 is no constant"),
        ("/rules/3/trigger/change/of", json!([28]), "expression 28 is nothing that changes"),
        ("/rules/3/trigger/change/of", json!([]), "rules[3].trigger: it names no value"),
        ("/actions/1/due", json!(5), "actions[1]: expression 5 is decimal, not duration"),
        ("/actions/1/effort", json!(5), "actions[1]: expression 5 is decimal, not duration"),
        ("/actions/1/effects/0/value", json!(5), "expression 5 is decimal, not datetime"),
        ("/actions/1/effects/1/value", json!(5), "expression 5 is decimal, not text"),
        ("/actions/1/effects/1/field", json!(4), "the field 4 is no set"),
        ("/actions/1/assign/field", json!(2), "it assigns to no field that is a text"),
        ("/fields/2/default", json!({"text": "x"}), "fields[2]: the value is no int"),
        ("/parameters/1/default", json!({"text": "x"}), "parameters[1]: the value is no decimal"),
        ("/settings/0/default", json!({"text": "x"}), "settings[0]: the value is no int"),
        ("/scenarios/0/lines/0/kind/at", json!(48), "lines[0]: expression 48 is duration, not datetime"),
        ("/scenarios/0/lines/3/kind/after", json!(47), "lines[3]: expression 47 is datetime, not duration"),
        ("/scenarios/0/lines/1/kind/given/1/field/1", json!(50), "expression 50 is int, not text"),
        ("/scenarios/0/lines/1/kind/given/2/score/1", json!(49), "expression 49 is text, not int"),
        ("/scenarios/0/lines/1/kind/given/3/setting/1", json!(49), "expression 49 is text, not int"),
        ("/scenarios/0/lines/2/kind/when/payload/0/1", json!(50), "expression 50 is int, not text"),
        ("/scenarios/0/lines/2/kind/when/changes/0/1", json!(49), "expression 49 is text, not int"),
        ("/scenarios/0/lines/8/kind/then/holds", json!(50), "expression 50 is int, not bool"),
    ]);
}

#[test]
fn owners_and_owned_agree() {
    assert_all(&[
        ("/journeys/0/initial", json!(3), "journeys[0]: its initial stage is none of its stages"),
        ("/journeys/0/stages", json!([]), "journeys[0]: its initial stage"),
        ("/journeys/0/stages", json!([0, 1, 2, 3]), "journeys[0].stages: it lists 3, which is not there or another's"),
        ("/journeys/0/stages", json!([0, 1]), "stages[2]: its owner does not list it"),
        ("/journeys/0/stages", json!([0, 1, 2, 2]), "it lists 2 twice"),
        ("/journeys/0/transitions", json!([0]), "its owner does not list it"),
        ("/journeys/0/transitions", json!([0, 1, 2]), "it lists 2, which is not there or another's"),
        ("/stages/2/journey", json!(1), "it lists 2, which is not there or another's"),
        ("/events/0/parameters", json!([0]), "its owner does not list it"),
        ("/events/1/parameters", json!([1]), "it lists 1, which is not there or another's"),
        ("/parameters/1/event", json!(1), "it lists 1, which is not there or another's"),
        ("/transitions/0/sources", json!([3]), "the stage 3 is not there or another journey's"),
        ("/transitions/0/sources", json!([]), "it leaves no stage"),
        ("/transitions/0/sources", json!([2]), "it leaves a final stage"),
        ("/transitions/1/target", json!(1), "without an event it leads where it comes from"),
        ("/scenarios/0/lines/2/kind/when/event", json!(1), "the event has no such payload field"),
        ("/scenarios/0/lines/2/kind/when/event", json!(null), "the event has no such payload field"),
        ("/scenarios/0/lines/2/kind/when/payload", json!([[0, 49], [0, 49]]), "is given twice"),
        ("/scenarios/0/lines/2/kind/when/changes", json!([[2, 50], [2, 50]]), "changes twice"),
    ]);
}

#[test]
fn nothing_needs_itself() {
    assert_all(&[
        ("/actions/0/otherwise", json!(0), "actions[0].otherwise: it stands in for itself"),
        ("/actions/1/otherwise", json!(0), "it stands in for itself"),
        // A let of itself, a segment of itself, a score through the segment that it feeds.
        ("/lets/0/value", json!(7), "lets[0]: it needs itself"),
        ("/segments/0/when", json!(17), "segments[0]: it needs itself"),
        ("/scores/0/profile/0/steps/0/points", json!(27), "scores[0]: it needs itself"),
    ]);
    let mut json = stored();
    json["exprs"][9][0] = json!({"segment": 0});
    assert!(read(&json).unwrap_err().to_string().contains("segments[0]: it needs itself"));
}

#[test]
fn expressions_read_what_their_place_has() {
    assert_all(&[
        ("/rules/1/guard", json!(26), "rules[1].guard: expression 26 reads the payload of an event"),
        ("/rules/0/guard", json!(26), "rules[0].guard: expression 26 reads the payload of an event"),
        ("/segments/0/when", json!(26), "segments[0].when: expression 26 reads the payload"),
        ("/events/1/refuse_when", json!([2]), "events[1].refuse_when: expression 2 reads the payload"),
        ("/actions/0/with/0/value", json!(24), "actions[0].with: expression 24 reads the payload"),
        ("/segments/0/when", json!(32), "segments[0].when: expression 32 reads a value before the moment"),
        ("/rules/4/trigger/becoming/guard", json!(32), "reads a value before the moment"),
        ("/actions/0/with/0/value", json!(49), "actions[0].with: expression 49 reads a column"),
        ("/exprs/49/0/column", json!(1), "there is no column 1 of the type of expression 49"),
        ("/scenarios/0/columns/0/ty", json!("int"), "row 0: the value is no int"),
    ]);
}

#[test]
fn what_time_changes_can_be_computed() {
    for pointer in ["/transitions/1/guard", "/rules/4/trigger/becoming/guard"] {
        let mut json = stored();
        *at(&mut json, pointer) = json!(43);
        // A birthday before today: from one day on.
        assert!(read(&json).is_ok(), "{pointer}");
        json["exprs"][43][0]["compare"][1] = json!(42);
        let error = read(&json).unwrap_err().to_string();
        assert!(error.contains("nobody can compute when time changes expression 43, in 43"), "{error}");
    }
}

#[test]
fn the_clock_is_seen_through_derived_values() {
    let mut json = stored();
    // The segment asks for `today`, a score for the segment, an eventless transition for the score.
    json["segments"][0]["when"] = json!(43);
    assert!(read(&json).is_ok());
    json["exprs"][43][0]["compare"][1] = json!(42);
    let error = read(&json).unwrap_err().to_string();
    let told = "transitions[1].guard: nobody can compute when time changes expression 43, in 29";
    assert!(error.contains(told), "{error}");
    json["transitions"][1]["guard"] = json!(30);
    assert!(read(&json).is_ok());
}

#[test]
fn an_event_of_several_has_every_payload() {
    let mut json = stored();
    json["scores"][0]["events"][0]["events"] = json!([0, 1]);
    assert!(read(&json).is_ok());
    json["scores"][0]["events"][0]["filter"] = json!(2);
    assert!(read(&json).unwrap_err().to_string().contains("scores[0].events: expression 2 reads the payload"));
}

#[test]
fn names_are_there_and_unique() {
    assert_all(&[
        ("/info/name", json!(""), "info: `` is not a name"),
        ("/teams/0/info/name", json!("a b"), "teams[0].info: `a b` is not a name"),
        ("/teams/0/info/name", json!("a\u{1b}b"), "is not a name"),
        ("/teams/0/info/name", json!("cafe\u{301}"), "is not in the normal form NFC"),
        ("/teams/1/info/name", json!("sales"), "teams[1].info: the name `sales` stands twice"),
        ("/rules/0/info/name", json!("sales"), "rules[0].info: the name `sales` stands twice"),
        ("/lets/0/info/name", json!("visits"), "lets[0].info: the name `visits` stands twice"),
        ("/segments/0/info/name", json!("email"), "segments[0].info: the name `email` stands twice"),
        ("/fields/1/info/name", json!("visits"), "the name `visits` stands twice"),
        ("/enums/0/members/1/info/name", json!("basic"), "enums[0].members[1].info: the name `basic` stands twice"),
        ("/stages/1/info/name", json!("visitor"), "stages[1].info: the name `visitor` stands twice"),
        ("/parameters/1/info/name", json!("form"), "parameters[1].info: the name `form` stands twice"),
        ("/terms/0/info/name", json!(""), "terms[0].info: `` is not a name"),
        ("/scenarios/0/columns/0/name", json!(""), "scenarios[0]: `` is not a name"),
        ("/actions/0/with/0/name", json!(""), "actions[0].with: `` is not a name"),
    ]);
    // A field may be called like anything that is not read by a bare name.
    let mut json = stored();
    json["fields"][5]["info"]["name"] = json!("sales");
    assert!(read(&json).is_ok());
}

#[test]
fn the_rest_of_the_rules_hold() {
    assert_all(&[
        ("/timezone/fallback", json!("Europe/Pariss"), "timezone.fallback: the database has no zone"),
        ("/reviewed", json!("+12026-01-01"), "reviewed: the year has more than four digits"),
        ("/channels/1/consent", json!(14), "channels[1]: it is internal and has a consent"),
        ("/channels/0/color", json!("red"), "its color is not written #rrggbb"),
        ("/channels/0/color", json!("#12345é"), "its color is not written #rrggbb"),
        ("/groups/0/at_most", json!(0), "groups[0]: it lets nothing act"),
        ("/scores/0/low", json!(101), "scores[0]: its bounds are out of order"),
        ("/scores/0/events/0/events", json!([]), "scores[0].events: there is no event"),
        ("/stages/1/requires", json!([4]), "stages[1]: it requires a field that is always set"),
        ("/transitions/0/order", json!(3), "rules[0].order: the order 3 stands twice"),
        ("/rules/1/order", json!(3), "rules[1].order: the order 3 stands twice"),
        ("/rules/0/trigger/event/events", json!([]), "rules[0].trigger: there is no event"),
        ("/rules/1/trigger/enter", json!([]), "rules[1].trigger: it names no stage"),
        ("/scenarios/0/rows/0/values", json!([]), "row 0 does not fill the columns"),
        ("/scenarios/0/lines/0/kind", json!({"given": []}), "lines[2]: it needs a clock"),
        ("/scenarios/0/lines/4/kind/then/fires", json!([]), "lines[4]: it names nothing"),
        ("/info/span/0", json!(1), "a span ends before it starts"),
    ]);
    let mut json = stored();
    json["enums"].as_array_mut().unwrap().push(json!({"info": stored()["terms"][0]["info"], "members": []}));
    assert!(read(&json).unwrap_err().to_string().contains("enums[1].members: it has 0 members"));
    let mut json = stored();
    json["scores"][0]["high"] = json!(-1);
    json["scores"][0]["low"] = json!(-5);
    assert!(read(&json).unwrap_err().to_string().contains("its upper bound is below 0"));
}

#[test]
fn patterns_are_bounded() {
    let pattern = |pattern: String| with("/exprs/46/0/matches/1", json!(pattern));
    assert!(pattern("(".to_owned()).contains("exprs[46]: its pattern can't be used"));
    assert!(pattern("a{1000}{1000}".to_owned()).contains("it takes too much memory"));
    assert!(pattern("a".repeat(PATTERN_LIMIT + 1)).contains("it has 1001 bytes"));
    let mut json = stored();
    json["exprs"][46][0]["matches"][1] = json!("a".repeat(PATTERN_LIMIT));
    assert!(read(&json).is_ok());
}

fn with_more_exprs(kinds: impl IntoIterator<Item = Json>) -> Result<Blueprint, StoredError> {
    let mut json = stored();
    let exprs = json["exprs"].as_array_mut().unwrap();
    for kind in kinds {
        exprs.push(json!([kind, "bool", 0, 0]));
    }
    read(&json)
}

#[test]
fn depth_is_bounded() {
    // Expression 14 is one level deep, and 54 the first that is new.
    let chain = |levels: usize| (0..levels).map(|n| json!({"not": if n == 0 { 14 } else { 53 + n }}));
    assert!(with_more_exprs(chain(399)).is_ok());
    let error = with_more_exprs(chain(400)).unwrap_err().to_string();
    assert!(error.contains("exprs[453]: it is more than 400 levels deep"), "{error}");
}

#[test]
fn shared_parts_do_not_multiply() {
    // Each level doubles the one before: 2^30 evaluations from 30 expressions.
    let doubled = (0..30).map(|n| {
        let below = if n == 0 { 14 } else { 53 + n };
        json!({"and": [below, below]})
    });
    let error = with_more_exprs(doubled).unwrap_err().to_string();
    assert!(error.contains("it has more than 4194304 parts"), "{error}");
    // `or unset` shares its value with its test, and evaluates it once.
    let mut kinds = Vec::new();
    let mut below = 14;
    for n in 0..30 {
        let compare = 54 + 2 * n;
        kinds.push(json!({"compare": ["equal", below, 14]}));
        kinds.push(json!({"or_unset": [compare, below]}));
        below = compare + 1;
    }
    assert!(with_more_exprs(kinds).is_ok());
}

#[test]
fn declarations_are_bounded() {
    let with_terms = |count: usize| {
        let mut json = stored();
        let term = json["terms"][0].clone();
        let terms = json["terms"].as_array_mut().unwrap();
        for n in 1..count {
            let mut term = term.clone();
            term["info"]["name"] = json!(format!("t{n}"));
            terms.push(term);
        }
        read(&json).map(drop).map_err(|error| error.to_string())
    };
    // The sample has 23 declarations beside its terms.
    assert_eq!(with_terms(19_977), Ok(()));
    let error = with_terms(19_978).unwrap_err();
    assert!(error.contains("there are 20001, and at most 20000 are allowed"), "{error}");
}

/// Whatever single value is damaged, reading answers, and what it lets through is whole.
#[test]
fn no_damage_panics() {
    let json = stored();
    let all = pointers(&json, "");
    let mut accepted = 0;
    let damages = [json!(null), json!(0), json!(1), json!(4_294_967_295u32), json!([]), json!(""), json!("sales")];
    for (index, pointer) in all.iter().filter(|pointer| !pointer.contains("/span")).enumerate() {
        for damage in damages.iter().cycle().skip(index).take(1) {
            let mut json = json.clone();
            if let Some(place) = json.pointer_mut(pointer) {
                *place = damage.clone();
            }
            if let Ok(blueprint) = serde_json::from_value::<Blueprint>(json) {
                accepted += 1;
                assert_eq!(Blueprint::from_json(&blueprint.to_json().unwrap()).unwrap(), blueprint);
            }
        }
    }
    assert!(accepted > 0);
}

#[test]
fn tables_and_bands_do_what_they_say() {
    let (bands, table) = ("/bands/0", "/tables/0");
    let stored = serde_json::to_value(sample_with_tables()).unwrap();
    assert_eq!(read(&stored), Ok(sample_with_tables()));
    for (pointer, value, message) in [
        (format!("{bands}/value"), json!(0), "does not choose among the members"),
        (format!("{bands}/value"), json!(99), "there is no derived value 99"),
        (format!("{bands}/over"), json!(0), "does not rest on what is measured"),
        ("/enums/1/members/1/info/name".to_owned(), json!("low"), "stands twice"),
        (format!("{table}/policy"), json!("collect"), "does not do what its policy says"),
        (format!("{table}/otherwise"), json!(true), "are not its rows"),
        (format!("{table}/rows"), json!([]), "are not its rows"),
        (format!("{table}/rows/0/cells"), json!([]), "a row has 0 cells for 1 inputs"),
        (format!("{table}/rows/0/cells"), json!([null]), "does not test its cells"),
        (format!("{table}/inputs"), json!([]), "it has no input"),
        (format!("{table}/outputs"), json!([]), "it has no output"),
        (format!("{table}/outputs"), json!([0]), "not named after it"),
        (format!("{table}/outputs"), json!([2, 2]), "given twice"),
        (format!("{table}/info/name"), json!("other"), "not named after it"),
        (format!("{table}/responsibilities/derived/0/teams"), json!(0), "is no team"),
    ] {
        let mut json = stored.clone();
        *at(&mut json, &pointer) = value;
        let error = read(&json).expect_err(&pointer).to_string();
        assert!(error.contains(message), "{pointer}: {error}");
    }
}

#[test]
fn tables_and_bands_are_of_one_object() {
    use crate::ir::{DerivedRole, LetId, Object, ObjectId, Role, TableId};
    let ticket = ObjectId::new(0);
    let (warmth, desk) = (LetId::new(1), LetId::new(2));
    let info = |name: &str| Info { name: name.to_owned(), ..Info::default() };
    let mut ir = sample_with_tables();
    let object = Object { info: info("ticket"), fields: Vec::new(), responsibilities: Responsibilities::default() };
    assert_eq!(ir.objects.push(object), ticket);
    let judged = |ir: &Blueprint| read(&serde_json::to_value(ir).unwrap()).map(drop).map_err(|error| error.to_string());
    let refused = |ir: &Blueprint, message: &str| {
        let error = judged(ir).expect_err(message);
        assert!(error.contains(message), "{error}");
    };
    // An output of an instance: the table's own roles may name it.
    ir.lets.get_mut(desk).unwrap().object = Some(ticket);
    assert_eq!(judged(&ir), Ok(()));

    // All outputs are of the same one.
    let mut mixed = ir.clone();
    let value = mixed.lets.get(desk).unwrap().value;
    let other = mixed.lets.push(crate::ir::Let { info: info("routing.other"), object: None, value });
    mixed.tables.get_mut(TableId::new(0)).unwrap().outputs.push(other);
    refused(&mixed, "its output 3 is of another object than the first");

    // The contact's roles name none of an instance, and its table reads none.
    let mut roles = ir.clone();
    roles.responsibilities.derived.push(DerivedRole { role: Role::Informed, teams: desk });
    refused(&roles, "the derived value 2 is of an object of which no instance is in scope");
    let mut bands = ir.clone();
    bands.lets.get_mut(desk).unwrap().object = None;
    bands.lets.get_mut(warmth).unwrap().object = Some(ticket);
    refused(&bands, "reads an instance of the object 0, and none is in scope here");
    bands.lets.get_mut(desk).unwrap().object = Some(ticket);
    assert_eq!(judged(&bands), Ok(()));
}
