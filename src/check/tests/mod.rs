//! Blueprint text in, codes with their places out.

mod broken;
mod clock;
mod exactly;
mod governance;
mod history;
mod imports;
mod journeys;
mod lowered;
mod names;
mod north_star;
mod objects;
mod restraint;
mod rules;
mod scenarios;
mod sequences;
mod size;
mod tables;
mod triggers;
mod types;

use super::{CheckLimits, Checked, check};
use crate::diagnostic::Report;
use crate::ir::Blueprint;
use crate::load::{LoadLimits, load};
use crate::parse::Limits;

/// What the checker says, sorted: `E0201 3:5`. The text need not have a `blueprint`, and the
/// parser must have nothing to say.
#[track_caller]
fn codes(text: &str) -> Vec<String> {
    let text = with_header(text);
    let (parsed, lines, checked) = run(&text);
    assert!(parsed.is_empty(), "the parser says {parsed:?}\n{text}");
    assert_eq!(checked.blueprint.is_none(), lines.iter().any(|line| line.starts_with('E')), "{lines:?}\n{text}");
    lines
}

/// What the checker says of a text of which the parser has something to say.
#[track_caller]
fn codes_beside_parser(text: &str) -> Vec<String> {
    let (parsed, lines, checked) = run(&with_header(text));
    assert!(!parsed.is_empty(), "the parser says nothing");
    assert!(checked.blueprint.is_none());
    lines
}

/// The first message and help.
#[track_caller]
fn message(text: &str) -> String {
    let (_, _, checked) = run(&with_header(text));
    let first = Report::new(checked.diagnostics, 1);
    first.diagnostics().iter().map(|one| format!("{} | {}", one.message, one.help.as_deref().unwrap_or(""))).collect()
}

/// The blueprint of a text without errors.
#[track_caller]
fn blueprint(text: &str) -> Blueprint {
    let (parsed, lines, checked) = run(&with_header(text));
    assert!(parsed.is_empty(), "{parsed:?}");
    checked.blueprint.unwrap_or_else(|| panic!("{lines:?}"))
}

fn with_header(text: &str) -> String {
    if text.contains("blueprint") { text.to_owned() } else { format!("{text}\nblueprint b {{ version \"1\" }}\n") }
}

/// What the parser says, what the checker says, and its answer.
fn run(text: &str) -> (Vec<String>, Vec<String>, Checked) {
    let parsed = load("test", text, None, &Limits::default(), &LoadLimits::default());
    let sources = &parsed.sources;
    let checked = check(&parsed.file, &CheckLimits::default());
    // Whatever the checker lets through, the gate does too.
    if let Some(ir) = &checked.blueprint {
        let back = Blueprint::from_json(&ir.to_json().unwrap()).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(&back, ir, "{text}");
    }
    let lines = |found: &[crate::diagnostic::Diagnostic]| {
        let report = Report::new(found.to_vec(), usize::MAX);
        let place = |span| sources.line_column(span).map_or(String::new(), |at| format!("{}:{}", at.line, at.column));
        report
            .diagnostics()
            .iter()
            .map(|one| format!("{} {}", one.code, one.span.map_or("-".to_owned(), place)))
            .collect::<Vec<_>>()
    };
    (lines(&parsed.diagnostics), lines(&checked.diagnostics), checked)
}
