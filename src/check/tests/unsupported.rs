use super::*;

#[test]
fn one_for_each_construct_and_nothing_else() {
    let world = "contact { x: int = 1 }\nevent e { a: int }\nchannel c\naction a { channel c automated }\n";
    for (text, count) in [
        ("object o { y: int = 1 }\nsegment s of o when y > 1\nlet l of o = y\nrule r of o { on e do a }", 4),
        ("table t { input x  output y: int  row 1 -> 2 }\nlet l = t.y\naction b { channel c human due t.y }", 1),
        ("mode m of ob { when zz > 1  suspend channel nothing }\nobject ob\nsegment s when is m", 2),
        ("sequence s of ob (p: nothing) { do nothing }\nobject ob\nrule r { on e start s(1) }", 2),
        ("journey j { stage s initial { stage u stage v } transition s -> u on e transition v -> s on e }", 2),
        (
            "journey j { stage s initial }\njourney k extends j for segment q { transition s -> zz on e }\nsegment w when in stage k.zz",
            2,
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
    assert!(message("bands d over x { low < 3 high }").starts_with("`bands` is not supported yet"));
    assert_eq!(codes("team t\n\n  bands d over x { low < 3 high }"), ["E0199 3:3"]);
}
