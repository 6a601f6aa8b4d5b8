use super::*;

#[test]
fn a_small_blueprint_is_clean() {
    assert!(codes("contact { plan: text? }\nevent e { x: int }").is_empty());
}

#[test]
fn top_level_names_share_one_namespace() {
    assert_eq!(codes("team sales\nchannel sales"), ["E0202 2:9"]);
    assert_eq!(codes("team sales\nteam sales\nevent sales"), ["E0202 2:6", "E0202 3:7"]);
    assert!(message("team sales\nteam sales").starts_with("`sales` is declared twice"));
}

#[test]
fn the_first_place_of_a_doubled_name_is_shown() {
    let text = "team sales\nteam sales\nblueprint b";
    let (_, _, checked) = run(text);
    let first = &checked.diagnostics[0];
    assert_eq!(first.related.len(), 1);
    assert_eq!(first.related[0].span.start, 5);
}

#[test]
fn nothing_follows_from_a_doubled_name() {
    let text = "event e { a: int }\nevent e { b: int }\nchannel c internal\n\
        action x { channel c automated with { v: 1 } }\nrule r { on e where event.b > 1 do x }\n\
        rule s { on e where event.nothing > 1 do x }";
    assert_eq!(codes(text), ["E0202 2:7"]);
    assert_eq!(codes("contact { a: int  a: text }\nlet l = a + 1\nlet m = a contains \"x\""), ["E0202 1:19"]);
    assert_eq!(
        codes("journey j { stage a initial  stage a  transition a -> a on e }\nevent e\nsegment s when in stage a"),
        ["E0202 1:36"]
    );
}

#[test]
fn a_name_may_be_that_of_what_is_found_by_place() {
    let text = "enum plan { pro, basic }\nteam sales\nchannel mail internal\n\
        contact { plan: plan = pro  sales: text?  mail: text? }\n\
        event e { plan: plan }\njourney j { stage plan initial }\nsegment pro when plan == pro\n\
        term plan { means \"x\" }";
    assert!(codes(text).is_empty());
}

#[test]
fn a_value_is_not_called_like_a_field() {
    assert_eq!(codes("contact { x: int = 1 }\nlet x = 2"), ["E0202 2:5"]);
    assert_eq!(codes("score x in 0..1\ncontact { x: int = 1 }"), ["E0202 2:11"]);
    assert_eq!(codes("contact { x: int = 1 }\nsegment x when x > 1"), ["E0202 2:9"]);
    assert_eq!(codes("contact { x: int = 1 }\nsetting x: int = 2"), ["E0202 2:9"]);
}

#[test]
fn payloads_members_columns_terms_and_keys_differ() {
    assert_eq!(codes("event e { a: int  a: text }"), ["E0202 1:19"]);
    assert_eq!(codes("enum e { a, b, a }"), ["E0202 1:16"]);
    assert_eq!(codes("term t { means \"x\" }\nterm t { means \"y\" }"), ["E0202 2:6"]);
    assert_eq!(codes("team t { meta { a: \"1\" a: \"2\" } }"), ["E0202 1:24"]);
    assert_eq!(codes("contact { a: int = 1 }\ncontact { b: int = 1 }"), ["E0202 2:1"]);
}

#[test]
fn words_of_expressions_name_no_value() {
    assert_eq!(codes("contact { now: int = 1 }"), ["E0206 1:11"]);
    assert_eq!(codes("let today = 1"), ["E0206 1:5"]);
    assert_eq!(codes("enum text { a }"), ["E0206 1:6"]);
}

#[test]
fn one_blueprint_a_file() {
    let (_, lines, _) = run("team a");
    assert_eq!(lines, ["E0404 1:1"]);
    let (_, lines, _) = run("");
    assert_eq!(lines, ["E0404 -"]);
    let (_, lines, _) = run("blueprint a\nblueprint b");
    assert_eq!(lines, ["E0405 2:11"]);
}

#[test]
fn unknown_names_are_told_the_nearest_of_the_kind() {
    let text = "channel email internal\nteam emial\naction a { channel emial automated }";
    assert_eq!(codes(text), ["E0203 3:20"]);
    let text = "channel email internal\naction a { channel emial automated }";
    assert_eq!(codes(text), ["E0201 2:20"]);
    assert_eq!(message(text), "no channel is called `emial` | did you mean `email`?");
    let text = "journey j { stage lead initial  transition lead -> laed on e }\nevent e";
    assert_eq!(codes(text), ["E0201 1:52"]);
    assert_eq!(message(text), "journey `j` has no stage `laed` | did you mean `lead`?");
}

#[test]
fn a_name_of_another_kind() {
    let text = "event e\nchannel c internal\naction a { channel c automated }\nrule r { on a do a }\nrule s { on e do e }\n\
        rule t { on e do a group c }\nteam t2 { owner e }";
    assert_eq!(codes(text), ["E0203 4:13", "E0203 5:18", "E0203 6:26", "E0203 7:17"]);
}

#[test]
fn two_journeys_may_share_the_name_of_a_stage() {
    let text = "journey a { stage x initial }\njourney b { stage x initial }\nsegment s when in stage x";
    assert_eq!(codes(text), ["E0205 3:25"]);
    assert!(
        codes("journey a { stage x initial }\njourney b { stage x initial }\nsegment s when in stage b.x").is_empty()
    );
}
