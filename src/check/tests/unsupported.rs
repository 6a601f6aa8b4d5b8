use super::*;

#[test]
fn one_for_each_construct_and_nothing_else() {
    let world = "contact { x: int = 1 }\nevent e { a: int }\nchannel c\naction a { channel c automated }\n";
    for (text, count) in [
        ("opening o { mon..fri 09:00..18:00 }", 1),
        ("object o { y: int = 1 }\nsegment s of o when y > 1\nlet l of o = y\nrule r of o { on e do a }", 4),
        ("table t { input x  output y: int  row 1 -> 2 }\nlet l = t.y\naction b { channel c human due t.y }", 1),
        ("mode m { when x > 1  suspend channel c }\nsegment s when is m", 1),
        ("sequence s { do a }\nrule r { on e start s }", 2),
        ("sla d { starts on e stops on e within 1 day }\nrule r { on breach d do a }\nsegment q when d is running", 3),
        ("kpi k { volume of s }\njourney j { stage s initial { kpi volume } }", 2),
        ("system a1\nsystem b1\nflow a1 -> b1", 3),
        ("rule r { on e do a after 1 day unless e while x > 1 limit 1 holdout 10% inactive }", 6),
        ("rule r { every month do a }\nrule s { after 1 day without e do a }", 2),
        ("rule r { on becoming x > 1 including existing do a }", 1),
        ("journey j { stage s initial { stage u stage v } transition s -> u on e transition v -> s on e }", 2),
        ("journey j { stage s initial stage t transition s -> t after 3 days { do a with { v: event.a } } }", 1),
        (
            "journey j { stage s initial }\njourney k extends j for segment q { transition s -> zz on e }\nsegment w when in stage k.zz",
            2,
        ),
        ("channel d { cap 2 per day quiet 20:00..08:00 }\npurpose p { cap 1 per day }", 3),
        ("journey j { stage s initial stage t transition s -> t after 3 days when today > 2026-01-01 }", 1),
        ("group g { exactly 1 }", 1),
        ("event o of ob { a: int }\nobject ob\nrule r { on o where event.zz > 1 do a }", 2),
        ("import \"a.blueprint\"\nrule r { on unknown do never }", 1),
        ("segment s when count of e in last 30 days > 3", 1),
    ] {
        let lines = codes(&format!("{world}{text}"));
        assert_eq!(lines.len(), count, "{text}\n{lines:?}");
        assert!(lines.iter().all(|line| line.starts_with("E0199 ")), "{text}\n{lines:?}");
    }
}

#[test]
fn the_construct_is_named() {
    assert!(message("opening o { mon..fri 09:00..18:00 }").starts_with("`opening` is not supported yet"));
    assert_eq!(codes("team t\n\n  opening o { mon..fri 09:00..18:00 }"), ["E0199 3:3"]);
}
