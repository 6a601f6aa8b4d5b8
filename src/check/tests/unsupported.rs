use super::*;

#[test]
fn one_for_each_construct_and_nothing_else() {
    let world = "contact { x: int = 1 }\nevent e { a: int }\nchannel c\naction a { channel c automated }\n";
    for (text, count) in [
        ("object o { y: int = 1 }\nsegment s of o when y > 1\nlet l of o = y\nrule r of o { on e do a }", 4),
        ("table t { input x  output y: int  row 1 -> 2 }\nlet l = t.y\naction b { channel c human due t.y }", 1),
        ("mode m of ob { when zz > 1  suspend channel nothing }\nobject ob\nsegment s when is m", 2),
        ("sequence s of ob (p: nothing) { do nothing }\nobject ob\nrule r { on e start s(1) }", 2),
        ("sla d { starts on e stops on e within 1 day }\nrule r { on breach d do a }\nsegment q when d is running", 3),
        (
            "sla d { starts on e stops on e within 1 day }\njourney j { stage s initial stage t transition s -> t on breach d }",
            2,
        ),
        (
            "kpi k { breach of d }\njourney j { stage s initial { kpi volume kpi breach of d } }\nsla d { within 1 day }",
            3,
        ),
        ("group g { exactly 1 }", 1),
        ("event o of ob { a: int }\nobject ob\nrule r { on o where event.zz > 1 do a }", 2),
        ("import \"a.blueprint\"\nrule r { on unknown do never }", 1),
    ] {
        let lines = codes(&format!("{world}{text}"));
        assert_eq!(lines.len(), count, "{text}\n{lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("E0199 ")), "{text}\n{lines:?}");
    }
}

#[test]
fn the_construct_is_named() {
    assert!(message("sla d { within 1 day }").starts_with("`sla` is not supported yet"));
    assert_eq!(codes("team t\n\n  sla d { within 1 day }"), ["E0199 3:3"]);
}
