//! No text makes the parser panic or dawdle.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;

/// Places lie inside the text and between its characters.
fn check(text: &str) {
    let parsed = read(text);
    for found in &parsed.diagnostics {
        let Some(span) = found.span else { continue };
        assert!(text.get(span.range()).is_some(), "{found:?} in {text:?}");
    }
}

#[test]
fn every_truncation_of_the_north_stars() {
    for text in NORTH_STARS {
        for (at, _) in text.char_indices().step_by(151) {
            check(&text[..at]);
            check(&text[at..]);
        }
    }
}

#[test]
fn every_line_of_a_north_star_left_out() {
    for text in NORTH_STARS {
        let lines: Vec<_> = text.lines().collect();
        for left_out in (0..lines.len()).step_by(11) {
            let kept = lines.iter().enumerate().filter(|&(at, _)| at != left_out).map(|(_, line)| *line);
            check(&kept.collect::<Vec<_>>().join("\n"));
        }
    }
}

#[test]
fn three_thousand_mistakes_take_no_quadratic_time() {
    let block = |count: usize| format!("rule x {{\n{}}}\n", "  on e wherre broken + text\n".repeat(count));
    let files = [
        "team ops capcity 35 hours per week\n".repeat(3_000),
        "tem ops \"x\" { yes }\n".repeat(3_000),
        block(3_000),
        format!("rule x {{ {} }}", "do a, , b ".repeat(9_000)),
        "rule x do \"unclosed\nteam {\n".repeat(3_000),
        format!("contact {{\n{}}}\n", "  a b: int { x }\n".repeat(3_000)),
        format!("sequence s {{\n{}}}\n", "  when x { foo }\n".repeat(3_000)),
        format!("let x = \"{}\"", "\\u".repeat(30_000)),
    ];
    for text in files {
        let start = Instant::now();
        assert!(!read(&text).diagnostics.is_empty());
        let took = start.elapsed();
        assert!(took < Duration::from_secs(10), "{took:?} for {}", &text[..60]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn words_in_any_order(words in prop::collection::vec(prop::sample::select(WORDS), 0..80)) {
        check(&words.join(" "));
        check(&words.join("\n"));
    }

    #[test]
    fn a_north_star_with_a_wound(star in 0usize..3, at in any::<prop::sample::Index>(), word in prop::sample::select(WORDS)) {
        let text = NORTH_STARS[star];
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        let at = places[at.index(places.len())];
        check(&format!("{}{word}{}", &text[..at], &text[at..]));
    }
}

const WORDS: &[&str] = &[
    "rule",
    "x",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "on",
    "do",
    "when",
    "in",
    "stage",
    "last",
    "30 days",
    "\"t\"",
    "\"",
    "//",
    "///",
    "//!",
    "journey",
    "transition",
    "->",
    ",",
    "and",
    "or",
    "not",
    "any",
    "where",
    "count of",
    "is",
    "set",
    "unset",
    "+",
    "-",
    "%",
    "25%",
    "1",
    "2.5",
    "..",
    "2026-03-02",
    "10:00",
    "=",
    "==",
    "contact",
    ":",
    "text",
    "?",
    "??",
    "team",
    "owner",
    "meta",
    "sequence",
    "wait",
    "until",
    "else",
    "repeat",
    "while",
    "scenario",
    "given",
    "then",
    "fires",
    "for",
    "each",
    "row",
    "table",
    "enum",
    "\\",
    "é",
    "\u{202e}",
    "\u{feff}",
    "\r\n",
    "\t",
    "after",
    "at",
    "every",
    "month",
    "with",
    "at least 2",
    "between",
];
