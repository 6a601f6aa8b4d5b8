use super::*;

const WORLD: &str = "event e { x: int }\nchannel c internal\naction a { channel c automated }\n";

/// The codes of a text behind three lines that declare an event, a channel and an action.
#[track_caller]
fn world(text: &str) -> Vec<String> {
    codes(&format!("{WORLD}{text}"))
}

#[test]
fn required_clauses() {
    assert_eq!(codes("action a { automated }"), ["E0401 1:8"]);
    assert_eq!(codes("channel c\naction a { channel c }"), ["E0401 2:8"]);
    assert_eq!(codes("segment s"), ["E0401 1:9"]);
    assert_eq!(codes("score s"), ["E0401 1:7"]);
    assert_eq!(codes("journey j"), ["E0401 1:9"]);
    assert_eq!(codes("term t"), ["E0401 1:6"]);
    assert_eq!(codes("group g"), ["E0401 1:7"]);
    assert_eq!(world("rule r { on e }"), ["E0401 4:6"]);
}

#[test]
fn clauses_that_stand_once() {
    assert_eq!(codes("team t { capacity 1 hour per day capacity 2 hours per day }"), ["E0402 1:34"]);
    assert_eq!(codes("team o\nteam t { owner o owner o }"), ["E0402 2:18"]);
    assert!(codes("team o\nteam t { owner o responsible o }").is_empty());
    assert_eq!(codes("channel c { color \"#000000\" color \"#ffffff\" }"), ["E0402 1:29"]);
    assert_eq!(codes("team t renamed from a renamed from b"), ["E0402 1:23"]);
    assert_eq!(world("rule r { on e when true when false do a priority 1 priority 2 }"), ["E0402 4:25", "E0402 4:52"]);
    assert_eq!(codes("segment s when true when false"), ["E0402 1:21"]);
    assert_eq!(codes("score s in 0..1 in 0..2"), ["E0402 1:17"]);
    assert_eq!(
        codes("blueprint b { version \"1\" version \"2\" status as_is status to_be }"),
        ["E0402 1:27", "E0402 1:52"]
    );
}

#[test]
fn clauses_that_clash() {
    assert_eq!(codes("channel c\naction a { channel c automated human }"), ["E0403 2:32"]);
    assert_eq!(codes("contact { ok: bool = true }\nchannel c internal { consent ok }"), ["E0412 2:22"]);
}

#[test]
fn one_trigger() {
    assert_eq!(world("rule r { do a }"), ["E0413 4:6"]);
    assert_eq!(world("rule r { on e on e where event.x > 1 do a with { v: event.y } }"), ["E0413 4:15"]);
    assert_eq!(world("journey j { stage s initial stage t transition s -> t on e on e }"), ["E0402 4:60"]);
}

#[test]
fn exactly_one_initial_stage() {
    assert_eq!(codes("journey j { stage a stage b }"), ["E0406 1:9"]);
    assert_eq!(codes("journey j { stage a initial stage b initial }"), ["E0406 1:37"]);
}

#[test]
fn transitions_that_cannot_be_taken() {
    let two = "journey j { stage s initial stage t final ";
    assert_eq!(world(&format!("{two} transition t -> s on e }}")), ["E0408 4:55"]);
    assert_eq!(world(&format!("{two} transition s -> s when true }}")), ["E0408 4:60"]);
    assert!(world(&format!("{two} transition s -> s on e }}")).is_empty());
    assert_eq!(world(&format!("{two} transition s, t -> s on e }}")), ["E0408 4:58"]);
}

#[test]
fn derived_values_that_need_themselves() {
    assert_eq!(codes("let a = b + 1\nlet b = c\nlet c = a\nlet d = a + 1"), ["E0407 1:5"]);
    assert!(message("let a = b + 1\nlet b = a").contains("`a` -> `b` -> `a`"));
    assert_eq!(codes("segment a when is b\nsegment b when is a"), ["E0407 1:9"]);
    assert_eq!(codes("score s in 0..9 { when l > 1 add 1 }\nlet l = s + 1"), ["E0407 2:5"]);
    assert_eq!(codes("let a = a"), ["E0407 1:5"]);
    assert_eq!(codes("let a = 1 + c\nlet b = a\nlet c = nothing"), ["E0201 3:9"]);
}

#[test]
fn event_points_may_read_their_score() {
    assert!(codes("event e\nscore s in 0..9 { on e where s < 5 add 1 }").is_empty());
}

#[test]
fn a_let_may_be_called_like_a_member_that_it_reads() {
    let text = "enum plan { trial, pro }\ncontact { plan: plan = trial }\nlet pro = plan == pro\nlet trial = pro and plan == trial\n\
        segment s when trial";
    assert!(codes(text).is_empty());
}

#[test]
fn stand_ins_that_need_themselves() {
    let text = "channel c\naction a { channel c automated otherwise b }\naction b { channel c automated otherwise a }";
    assert_eq!(codes(text), ["E0407 2:8"]);
    assert_eq!(codes("channel c\naction a { channel c automated otherwise a }"), ["E0407 2:8"]);
}

#[test]
fn zones() {
    let zone = |zone: &str| codes(&format!("contact {{ tz: text?  n: int? }}\nblueprint b {{ timezone {zone} }}"));
    assert!(zone("\"Europe/Paris\"").is_empty());
    assert!(zone("contact.tz ?? \"Europe/Paris\"").is_empty());
    assert_eq!(zone("\"Europe/Pariss\""), ["E0409 2:24"]);
    assert_eq!(zone("contact.tz"), ["E0409 2:24"]);
    assert_eq!(zone("contact.n ?? \"UTC\""), ["E0301 2:24"]);
}

#[test]
fn bounds() {
    assert_eq!(codes("score s in 9..1"), ["E0410 1:9"]);
    assert_eq!(codes("score s in -9..-1"), ["E0410 1:9"]);
    assert!(codes("score s in -9..9").is_empty());
    assert_eq!(codes("group g { at most 0 }"), ["E0410 1:19"]);
}

#[test]
fn ladders_are_compared_once() {
    let ladder = |by: &str| {
        codes(&format!("contact {{ t: text?  n: int? }}\nscore s in 0..9 {{ by {by} {{ > 5 add 2  > 1 add 1 }} }}"))
    };
    assert!(ladder("n").is_empty());
    assert_eq!(ladder("t").len(), 1);
    assert_eq!(ladder("zz"), ["E0201 2:22"]);
}

#[test]
fn what_is_required_can_be_unset() {
    let stage = |fields: &str, requires: &str| {
        codes(&format!("contact {{ {fields} }}\njourney j {{ stage s initial {{ requires {requires} }} }}"))
    };
    assert!(stage("x: int?", "x").is_empty());
    assert_eq!(stage("x: int = 1", "x"), ["E0414 2:40"]);
    assert_eq!(stage("x: set of text", "contact.x"), ["E0414 2:40"]);
    assert_eq!(stage("x: int?", "y"), ["E0201 2:40"]);
}

#[test]
fn only_fields_are_written_to() {
    let text = "contact { f: int = 1  tags: set of text  o: int? }\nscore s in 0..9\nlet l = 1\nevent e { x: int }\n";
    let rule = |effect: &str| codes(&format!("{text}rule r {{ on e {effect} }}"));
    assert!(rule("set f = event.x, o = o add \"x\" to tags remove \"y\" from contact.tags set f = o").is_empty());
    assert_eq!(rule("set s = 1"), ["E0203 5:19"]);
    assert_eq!(rule("set contact.l = 1"), ["E0203 5:27"]);
    assert_eq!(rule("set e = 1"), ["E0203 5:19"]);
    assert_eq!(rule("set event.x = 1"), ["E0203 5:19"]);
    assert_eq!(rule("set ff = 1"), ["E0201 5:19"]);
    assert_eq!(rule("set contact.ff = 1"), ["E0204 5:27"]);
    assert_eq!(rule("add 1 to f"), ["E0301 5:24"]);
    assert_eq!(rule("add 1 to tags"), ["E0301 5:19"]);
    assert_eq!(rule("set f = \"x\""), ["E0301 5:23"]);
}

#[test]
fn an_assignment_names_a_person() {
    let action = |fields: &str| {
        codes(&format!("team t\nchannel c\ncontact {{ {fields} }}\naction a {{ channel c automated assign w from t }}"))
    };
    assert!(action("w: text?").is_empty());
    assert!(action("w: text = \"\"").is_empty());
    assert_eq!(action("w: int?"), ["E0301 4:39"]);
}

#[test]
fn the_event_has_a_value_where_there_is_one() {
    assert!(world("rule r { on e when event.x > 1 do a with { v: event.x } }").is_empty());
    assert_eq!(world("journey j { stage s initial }\nrule r { on enter s when event.x > 1 do a }"), ["E0208 5:26"]);
    assert_eq!(world("rule r { on becoming event.x > 1 do a }"), ["E0208 4:22"]);
    assert_eq!(world("channel d { consent event.x > 1 }"), ["E0208 4:21"]);
    assert_eq!(world("let l = event.x"), ["E0208 4:9"]);
    assert_eq!(
        world("rule r { on nothing where event.y > 1 when event.y > 2 do a with { v: event.y } }"),
        ["E0201 4:13"]
    );
}

#[test]
fn changes_from_and_to() {
    let text =
        "enum p { x, y }\ncontact { plan: p = x  n: int?  m: int? }\nchannel c\naction a { channel c automated }\n";
    let rule = |trigger: &str| codes(&format!("{text}rule r {{ on change {trigger} do a }}"));
    assert!(rule("plan from x to y").is_empty());
    assert!(rule("n, m to 3").is_empty());
    assert!(rule("n, plan").is_empty());
    assert_eq!(rule("n, plan to 3"), ["E0301 5:23"]);
    assert_eq!(rule("plan to z"), ["E0204 5:28"]);
    assert_eq!(rule("n to m"), ["E0306 5:25"]);
}

#[test]
fn nobody_answers_for_an_enum() {
    assert_eq!(codes("team t\nenum e owner nobody { a }"), ["E0103 2:8"]);
    assert_eq!(codes("term t { means \"x\" owner nobody }"), ["E0103 1:20"]);
}

#[test]
fn colors_and_status() {
    assert_eq!(codes("channel c { color \"blue\" }"), ["E0106 1:19"]);
    assert_eq!(codes("blueprint b { status as_was }"), ["E0204 1:22"]);
    assert_eq!(codes("blueprint b { reviewed 3 }"), ["E0301 1:24"]);
}
