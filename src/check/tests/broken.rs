//! What could not be read brings nothing else about.

use super::*;

#[test]
fn a_declaration_that_could_not_be_read_is_known() {
    let text = "event e { x: int }\nchannel c\naction a { channel c automated ? }\nsegment s when ((\n\
        rule r { on e where is s do a }\nrule q { on e do b }\naction b { channel c automated }";
    assert_eq!(codes_beside_parser(text), Vec::<String>::new());
}

#[test]
fn what_is_missing_may_be_what_could_not_be_read() {
    let text =
        "channel c\naction a { chanel c automated }\nevent e\nrule r { onn e do a }\njourney j { stage s initail }";
    assert_eq!(codes_beside_parser(text), Vec::<String>::new());
}

#[test]
fn a_field_that_could_not_be_read_is_known() {
    let text = "contact {\n  a: int = = 3\n  b: int = 1\n}\nlet l = a + b\nevent e { x: contact.a }";
    assert_eq!(codes_beside_parser(text), Vec::<String>::new());
}

#[test]
fn a_mistyped_header_is_no_missing_one() {
    let (parsed, lines, _) = run("bluprint b { version \"1\" }\nteam t");
    assert_eq!(parsed.len(), 1);
    assert_eq!(lines, Vec::<String>::new());
}

#[test]
fn other_mistakes_are_still_found() {
    let text = "channel c\naction a { channel d automated ? }\nteam t\nteam t";
    assert_eq!(codes_beside_parser(text), ["E0201 2:20", "E0202 4:6"]);
}
