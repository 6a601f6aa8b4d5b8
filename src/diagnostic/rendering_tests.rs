use proptest::prelude::*;

use super::*;
use crate::text::{FileId, SourceMap, Span};

const BIDI: char = '\u{202e}';

fn sources(text: &str) -> (SourceMap, FileId) {
    let mut sources = SourceMap::default();
    let file = sources.add("a.blueprint", text);
    (sources, file)
}

fn one(found: Diagnostic) -> Report {
    Report::new(vec![found], 100)
}

#[test]
fn plain_shows_line_label_related_and_help() {
    let (sources, file) = sources("team ops\n\tteam ops\n");
    let report = one(Diagnostic::new(Code::DuplicateName, Span::new(file, 15, 18), "`ops` is declared twice")
        .label("again here")
        .related(Span::new(file, 5, 8), "first declared here")
        .help("choose another name"));
    let expected = "\
error[E0202]: `ops` is declared twice
 --> a.blueprint:2:7
  |
2 |     team ops
  |          ^^^ again here
 ::: a.blueprint:1:6
  |
1 | team ops
  |      --- first declared here
  |
  = help: choose another name
";
    assert_eq!(report.plain(&sources), expected);
}

#[test]
fn a_span_over_several_lines_underlines_the_first() {
    let (sources, file) = sources("rule a {\n  on b\n}\n");
    let report = one(Diagnostic::new(Code::MissingClause, Span::new(file, 0, 17), "no"));
    assert!(report.plain(&sources).contains("  | ^^^^^^^^… to line 3\n"), "{}", report.plain(&sources));
}

#[test]
fn control_and_bidirectional_characters_are_escaped() {
    let (sources, file) = sources("a\u{202e}b\u{1b}[31mc");
    let report = one(Diagnostic::new(Code::Expected, Span::new(file, 0, 1), "x\u{1b}y\nz\u{2066}"));
    for text in [report.plain(&sources), report.concise(&sources)] {
        assert!(!text.contains(['\u{202e}', '\u{1b}', '\u{2066}']), "{text}");
        assert!(text.contains("x\\u{1b}y\\nz\\u{2066}"), "{text}");
    }
    assert!(report.plain(&sources).contains("1 | a\\u{202e}b\\u{1b}[31mc\n"));
}

#[test]
fn long_lines_are_cut_around_the_place() {
    let text = format!("{}here{}", "a".repeat(5_000), "b".repeat(5_000));
    let (sources, file) = sources(&text);
    let report = one(Diagnostic::new(Code::Expected, Span::new(file, 5_000, 5_004), "x"));
    let plain = report.plain(&sources);
    assert!(plain.contains("1:5001"));
    assert!(plain.lines().all(|line| line.chars().count() < 220), "{plain}");
    let lines: Vec<_> = plain.lines().collect();
    assert_eq!(lines[3].find("here").map(|at| lines[3][..at].chars().count()), Some(4 + 61));
    assert_eq!(lines[4].find("^^^^"), Some(4 + 61));
}

#[test]
fn what_has_no_place_has_only_a_title() {
    let report = one(Diagnostic::without_place(Code::SourceTooLarge, "too large").help("split it"));
    let sources = SourceMap::default();
    assert_eq!(report.concise(&sources), "error[E0001]: too large (split it)\n");
    assert_eq!(report.plain(&sources), "error[E0001]: too large\n  = help: split it\n");
}

#[test]
fn what_passes_the_limit_is_counted() {
    let (sources, file) = sources("abc");
    let found = (0..3).map(|at| Diagnostic::new(Code::Expected, Span::new(file, at, at), "x")).collect();
    let report = Report::new(found, 2);
    assert!(report.concise(&sources).ends_with("… and 1 more\n"));
    assert!(report.plain(&sources).ends_with("… and 1 more\n"));
    assert_eq!(report.json(&sources).omitted, 1);
}

#[test]
fn json_resolves_places() {
    let (sources, file) = sources("é\nteam ops");
    let report =
        one(Diagnostic::new(Code::BareNegation, Span::new(file, 8, 11), "m").related(Span::new(file, 0, 2), "r"));
    let json = serde_json::to_value(report.json(&sources)).unwrap();
    assert_eq!(
        json,
        serde_json::json!({"diagnostics": [{
            "code": "W0309", "severity": "warning", "message": "m", "label": "", "help": null,
            "place": {"file": "a.blueprint", "start": {"line": 2, "column": 6}, "end": {"line": 2, "column": 9}, "bytes": [8, 11]},
            "related": [{"message": "r", "place":
                {"file": "a.blueprint", "start": {"line": 1, "column": 1}, "end": {"line": 1, "column": 2}, "bytes": [0, 2]}}],
        }], "omitted": 0})
    );
}

#[cfg(feature = "pretty")]
#[test]
fn pretty_draws_snippets() {
    let (sources, file) = sources("team ops\n\tteam ops\n");
    let report = one(Diagnostic::new(Code::DuplicateName, Span::new(file, 15, 18), "`ops` is declared twice")
        .label("again here")
        .related(Span::new(file, 5, 8), "first declared here")
        .help("choose another name"));
    insta::assert_snapshot!(report.pretty(&sources, false), @r"
    error[E0202]: `ops` is declared twice
     --> a.blueprint:2:7
      |
    2 |     team ops
      |          ^^^ again here
      |
     ::: a.blueprint:1:6
      |
    1 | team ops
      |      --- first declared here
      |
      = help: choose another name
    ");
    assert!(report.pretty(&sources, true).contains("\u{1b}["));
    let near =
        one(Diagnostic::new(Code::UnbalancedBracket, Span::new(file, 5, 6), "m").related(Span::new(file, 7, 8), "r"));
    let text = near.pretty(&sources, false);
    assert_eq!((text.matches("team ops").count(), text.matches("a.blueprint").count()), (1, 1), "{text}");
}

proptest! {
    #[test]
    fn no_span_panics(
        text in "[ab\t\r\né日\u{202e}\u{301}\u{1f600}]{0,40}",
        places in prop::collection::vec((0u32..2, 0u32..130, 0u32..130), 1..4),
        long in prop::bool::ANY,
    ) {
        let text = if long { format!("{text}{}{text}", "x".repeat(4_100)) } else { text };
        let (sources, _) = sources(&text);
        let span = |&(file, start, end): &(u32, u32, u32)| Span::new(FileId(file), start.saturating_mul(3), end.saturating_mul(3));
        let mut found = Diagnostic::new(Code::Expected, span(&places[0]), text.clone()).label(text.clone()).help(text.clone());
        for place in &places[1..] {
            found = found.related(span(place), text.clone());
        }
        let report = one(found);
        let plain = report.plain(&sources);
        prop_assert!(!plain.contains(BIDI));
        prop_assert!(plain.lines().next().is_some());
        prop_assert_eq!(report.concise(&sources).lines().count(), 1);
        prop_assert!(serde_json::to_string(&report.json(&sources)).is_ok());
        #[cfg(feature = "pretty")]
        prop_assert!(!report.pretty(&sources, true).contains(BIDI));
    }
}
