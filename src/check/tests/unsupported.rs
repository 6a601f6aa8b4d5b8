use super::*;

#[test]
fn one_for_each_construct_and_nothing_else() {
    let world = "contact { x: int = 1 }\nevent e { a: int }\nchannel c\naction a { channel c automated }\n";
    for (text, count) in [
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
