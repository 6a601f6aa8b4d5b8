use super::*;

#[test]
fn one_for_each_construct_and_nothing_else() {
    let world = "contact { x: int = 1 }\nevent e { a: int }\nchannel c\naction a { channel c automated }\n";
    for (text, count) in [
        ("journey j { stage s initial { stage u stage v } transition s -> u on e transition v -> s on e }", 2),
        (
            "journey j { stage s initial }\njourney k extends j for segment q { transition s -> zz on e }\nsegment w when in stage k.zz",
            2,
        ),
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
