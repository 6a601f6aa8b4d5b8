//! Everything is visited, once, in the order of the text.

use std::collections::BTreeSet;
use std::ops::Range;

use super::super::*;
use super::record::Record;
use super::{FORMS, NORTH_STARS, tree};
use crate::parse::{Limits, parse};
use crate::text::{FileId, Span};

fn texts() -> impl Iterator<Item = &'static str> {
    NORTH_STARS.into_iter().chain([FORMS])
}

/// Every place that the tree holds, as its debug output says, sorted.
fn places_held(file: &File) -> Vec<(u32, u32)> {
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse::<u32>().unwrap();
    let shown = format!("{file:?}");
    let mut places: Vec<_> = shown
        .split("Place(Span { file: FileId(0), start: ")
        .skip(1)
        .map(|rest| (number(rest), number(rest.split_once("end: ").unwrap().1)))
        .collect();
    places.sort_unstable();
    places
}

#[test]
fn each_place_of_the_tree_once() {
    for text in texts() {
        let file = tree(text);
        let mut visited: Vec<_> = Record::of(&file).places.iter().map(|span| (span.start, span.end)).collect();
        visited.sort_unstable();
        assert!(visited.len() > 200);
        assert_eq!(visited, places_held(&file), "{text}");
    }
}

#[test]
fn in_the_order_of_the_text() {
    for text in texts() {
        let file = tree(text);
        for pair in Record::of(&file).places.windows(2) {
            let shown = |span: Span| &text[span.range()];
            assert!(pair[0].start <= pair[1].start, "{:?} before {:?}", shown(pair[0]), shown(pair[1]));
        }
    }
}

/// The words and the quoted texts of a blueprint, without its comments.
fn tokens(text: &str) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (mut words, mut quoted) = (Vec::new(), Vec::new());
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let until = |end: &dyn Fn(char) -> bool| rest.find(end).unwrap_or(rest.len());
        let length = if rest.starts_with("//") {
            until(&|c| c == '\n')
        } else if first == '"' {
            // No text here has an escape.
            let length = rest[1..].find('"').unwrap() + 2;
            quoted.push(at..at + length);
            length
        } else if first.is_alphanumeric() || first == '_' {
            let length = until(&|c| !c.is_alphanumeric() && c != '_');
            if !first.is_ascii_digit() {
                words.push(at..at + length);
            }
            length
        } else {
            first.len_utf8()
        };
        at += length;
    }
    (words, quoted)
}

#[test]
fn each_name_and_text_of_the_source_once() {
    let grammar = include_str!("../../../../grammar/blueprint.pest").replace("\\\\", "").replace("\\\"", "");
    let quoted = grammar.split('"').skip(1).step_by(2);
    let keywords: BTreeSet<&str> = quoted.filter(|word| word.starts_with(char::is_alphabetic)).collect();
    for text in texts() {
        assert!(!text.contains('\\'));
        let file = tree(text);
        let record = Record::of(&file);
        let (words, quoted) = tokens(text);
        let visited: Vec<_> = record.texts.iter().map(|span| span.range()).collect();
        assert_eq!(visited, quoted);
        let visited: Vec<_> = record.names.iter().map(|(name, _)| name.place.0.range()).collect();
        let mut names = visited.iter();
        let mut next = names.next();
        for word in words {
            if next == Some(&word) {
                next = names.next();
            } else {
                // `days` of `day`.
                let found = &text[word];
                let unit = found.strip_suffix('s').unwrap_or(found);
                assert!(keywords.contains(found) || keywords.contains(unit), "`{found}` was not visited");
            }
        }
        assert_eq!(next, None, "visited twice, or no word of the text");
    }
}

#[test]
fn what_a_name_does() {
    let text = "term lead meta { k: \"v\" }\n\
                contact { plan: enum { pro renamed from big } { basis consent  source erp } }\n\
                journey j extends k { stage a { emotion glad }  transition a, b -> c on e where event.x == y }\n\
                rule r of o on e do act with { key: round(x, 2) } split { v 50% do w }\n\
                scenario \"s\" { given ticket t1 { kind: pro } in stage new, stage a for t2\n\
                when opened as t3 { price: 1 }, said of t1 then fires r for t1 }";
    let file = tree(text);
    let record = Record::of(&file);
    assert_eq!(record.named(NameUse::Declared), "lead plan pro j a r v t1 t3");
    assert_eq!(
        record.named(NameUse::Referenced),
        "erp k a b c e event x y o e act x w ticket kind pro new a t2 opened price said t1 r t1"
    );
    assert_eq!(record.named(NameUse::Word), "k big consent glad key round");
}

#[test]
fn what_could_not_be_read_is_met_but_not_guessed_at() {
    let text = "tem ops \"x\"\nteam sales { capcity 3 }\nsequence s { when a { dooo b } }";
    let file = parse(text, FileId(0), &Limits::default()).file;
    let record = Record::of(&file);
    assert_eq!(record.invalid, 3);
    assert_eq!(record.names.iter().map(|(name, _)| name.text.as_str()).collect::<Vec<_>>(), ["sales", "s", "a"]);
}

#[test]
fn a_tree_without_places_in_the_order_of_its_parts() {
    let name = |text: &str| Name { text: text.into(), place: Place::default() };
    let expr = |text: &str| {
        let path = Path { parts: vec![name(text)], place: Place::default() };
        Expr { kind: Box::new(ExprKind::Path(path)), place: Place::default() }
    };
    let cap = Cap {
        amount: expr("a"),
        window: Window::Calendar(TimeUnit::Day),
        when: Some(expr("b")),
        across: vec![name("c"), name("d")],
        exempt: vec![name("e")],
        handling: None,
    };
    let defers = Assertion::Defers { names: vec![name("f")], subject: Some(name("g")), until: Some(expr("h")) };
    let mut record = Record::default();
    // As tools that keep visitors of several kinds do.
    let visitor: &mut dyn Visitor<'_> = &mut record;
    visitor.visit_cap(&cap);
    visitor.visit_assertion(&defers);
    assert_eq!(record.named(NameUse::Referenced), "a b c d e f g h");
}
