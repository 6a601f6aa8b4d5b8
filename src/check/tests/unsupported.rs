use super::*;

#[test]
fn one_for_each_construct_and_nothing_else() {
    let world = "contact { x: int = 1 }\nevent e { a: int }\nchannel c\naction a { channel c automated }\n";
    let lines = codes(&format!("{world}group g {{ exactly 1 }}"));
    assert!(matches!(lines.as_slice(), [only] if only.starts_with("E0199 ")), "{lines:?}");
}

#[test]
fn the_construct_is_named() {
    assert!(message("group g { exactly 1 }").starts_with("`exactly` is not supported yet"));
    assert_eq!(codes("team t\n\n  group g { exactly 1 }"), ["E0199 3:13"]);
}
