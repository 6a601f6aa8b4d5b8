//! Stages inside stages, journeys for a segment, journeys that extend others.

use serde_json::{Value as Json, json};

use super::*;
use crate::ir::{ExprKind, Id, Stage, StageId};

const WORLD: &str = "event e\ncontact { vip: bool = false }\nsegment best when vip\nteam ops\n\
    journey loyal \"Loyal\" { stage fresh initial  stage regular { owner ops  stage silver  stage gold initial }  \
    stage gone final { stage left }  transition fresh -> regular on e  transition regular -> gone on e }\n\
    journey plan for segment best { stage begun initial }\n\
    journey premium \"Premium\" extends loyal for segment best { owner ops  stage salon { stage inner }  \
    stage regular { friction \"Slow\" }  transition fresh, salon -> gold on e  transition salon -> fresh on e  \
    transition fresh -> salon on e when not vip }";

fn named<'b>(ir: &'b Blueprint, name: &str) -> (StageId, &'b Stage) {
    ir.stages.iter().find(|(_, stage)| stage.info.name == name).unwrap()
}

#[test]
fn stages_know_what_is_inside_them() {
    let ir = blueprint(WORLD);
    let ((regular, outer), (silver, inner), (gold, _)) =
        (named(&ir, "regular"), named(&ir, "silver"), named(&ir, "gold"));
    assert_eq!((outer.parent, &outer.children, outer.initial), (None, &vec![silver, gold], Some(gold)));
    assert_eq!((inner.parent, inner.children.len(), inner.initial), (Some(regular), 0, None));
    assert_eq!((ir.leaf(regular), ir.leaf(silver)), (gold, silver));
    assert!(named(&ir, "left").1.is_final);
}

#[test]
fn an_extending_journey_is_a_part_of_the_other() {
    let ir = blueprint(WORLD);
    let names: Vec<&str> = ir.journeys.values().map(|journey| journey.info.name.as_str()).collect();
    assert_eq!(names, ["loyal", "plan"]);
    let loyal = ir.journeys.values().next().unwrap();
    let [premium] = loyal.extensions.as_slice() else { panic!("{:?}", loyal.extensions) };
    assert_eq!(premium.info.title(), "Premium");
    assert_eq!(premium.stages, [named(&ir, "salon").0, named(&ir, "inner").0]);
    assert!(loyal.stages.ends_with(&premium.stages));
    assert!(loyal.transitions.starts_with(&premium.transitions) && premium.transitions.len() == 3);
    let [refined] = premium.refined.as_slice() else { panic!("{:?}", premium.refined) };
    assert_eq!((refined.of, &refined.stage.friction), (named(&ir, "regular").0, &vec!["Slow".to_owned()]));
    let orders: Vec<u32> = loyal.transitions.iter().map(|id| ir.transitions.get(*id).unwrap().order).collect();
    assert!(orders.is_sorted(), "{orders:?}");
}

#[test]
fn added_transitions_ask_for_the_segment_in_what_is_for_everybody() {
    let ir = blueprint(WORLD);
    let guard = |index: usize| {
        let id = ir.journeys.values().next().unwrap().extensions[0].transitions[index];
        ir.transitions.get(id).unwrap().guard.map(|guard| &ir.exprs.get(guard).unwrap().kind)
    };
    assert!(matches!(guard(0), Some(ExprKind::Or(parts)) if parts.len() == 2));
    assert!(guard(1).is_none());
    assert!(matches!(guard(2), Some(ExprKind::And(parts)) if parts.len() == 2));
}

#[test]
fn what_does_not_fit_is_refused() {
    for (text, expected) in [
        ("journey a { stage x initial { stage y { stage z } } }", "E0422 1:47"),
        ("journey a { stage x initial { stage y  stage y } }", "E0202 1:46"),
        ("journey a { stage x { stage y initial } }", "E0406 1:9"),
        ("journey a extends b\njourney b { stage x initial }", "E0401 1:9"),
        ("segment s when true\njourney a extends a for segment s", "E0422 2:19"),
        ("segment s when true\njourney a extends s for segment s", "E0203 2:19"),
        ("segment s when true\njourney a extends b for segment s", "E0201 2:19"),
        (
            "segment s when true\njourney a extends b for segment s { stage x { final } }\njourney b { stage x initial }",
            "E0422 2:47",
        ),
        (
            "segment s when true\njourney a extends b for segment s { stage y initial }\njourney b { stage x initial }",
            "E0406 2:45",
        ),
        ("segment s when true\njourney a for segment s { for segment s  stage x initial }", "E0402 2:27"),
    ] {
        assert_eq!(codes(text), [expected], "{text}");
    }
}

#[test]
fn a_name_of_two_journeys_is_proposed_once_for_an_extended_one() {
    let text = format!("{WORLD}\njourney other {{ stage gold initial }}\nsegment q when in stage gold");
    let message = message(&text);
    assert!(message.contains("write `loyal.gold` or `other.gold`"), "{message}");
}

/// The error of the world with another value at a JSON pointer.
fn stored(pointer: &str, value: Json) -> String {
    let mut json: Json = serde_json::from_str(&blueprint(WORLD).to_json().unwrap()).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let place = json.pointer_mut(parent).unwrap_or_else(|| panic!("{parent}"));
    match place {
        Json::Object(map) => drop(map.insert(key.to_owned(), value)),
        list => list[key.parse::<usize>().unwrap()] = value,
    }
    Blueprint::from_json(&json.to_string()).expect_err(pointer).to_string()
}

#[test]
fn the_gate_knows_what_fits() {
    let ir = blueprint(WORLD);
    let stage = |name: &str| named(&ir, name).0.index();
    let at = |name: &str, of: &str| format!("/stages/{}/{of}", stage(name));
    let cases = [
        (at("silver", "parent"), json!(stage("fresh")), "can't be inside it"),
        (at("fresh", "parent"), json!(stage("regular")), "does not list it"),
        (at("fresh", "parent"), json!(999), "does not list it"),
        (at("regular", "children"), json!([stage("silver"), stage("silver")]), "names a stage twice"),
        (at("regular", "children"), json!([stage("silver"), stage("begun")]), "can't be inside it"),
        (at("regular", "initial"), Json::Null, "not said which stage"),
        (at("regular", "initial"), json!(stage("fresh")), "not said which stage"),
        (at("fresh", "initial"), json!(stage("silver")), "not said which stage"),
        (at("left", "is_final"), json!(false), "can't be inside it"),
        ("/journeys/0/initial".to_owned(), json!(stage("silver")), "inside another"),
        ("/journeys/0/initial".to_owned(), json!(stage("salon")), "stage of an extension"),
        ("/journeys/1/segment".to_owned(), json!(7), "segment"),
        ("/journeys/0/extensions/0/segment".to_owned(), json!(7), "segment"),
        ("/journeys/0/extensions/0/info/name".to_owned(), json!("plan"), "stands twice"),
        ("/journeys/0/extensions/0/stages/0".to_owned(), json!(stage("begun")), "not its own"),
        ("/journeys/0/extensions/0/transitions/0".to_owned(), json!(99), "not its own"),
        ("/journeys/0/extensions/0/refined/0/of".to_owned(), json!(stage("salon")), "no stage of its own"),
        ("/journeys/0/extensions/0/refined/0/stage/is_final".to_owned(), json!(true), "decides for everybody"),
        ("/transitions/3/sources".to_owned(), json!([stage("gold"), stage("regular")]), "one inside it"),
    ];
    for (pointer, value, message) in cases {
        let error = stored(&pointer, value.clone());
        assert!(error.contains(message), "{pointer} = {value}: {error}");
    }
}
