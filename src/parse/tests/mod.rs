//! The parser's tests, by concern.

use super::{Limits, Parsed, parse};
use crate::ast::{DeclarationKind, File};
use crate::diagnostic::Code;
use crate::text::FileId;

mod comments;
mod expressions;
mod forms;
mod limits;
mod literals;
mod names;
mod parts;
mod recovery;
mod robustness;
mod show;

const NORTH_STARS: [&str; 3] = [
    include_str!("../../../tests/north_star/forms.blueprint"),
    include_str!("../../../tests/north_star/saas_b2b.blueprint"),
    include_str!("../../../tests/north_star/sav.blueprint"),
];

fn read(text: &str) -> Parsed {
    parse(text, FileId(0), &Limits::default())
}

/// The tree of a text without mistakes.
fn tree(text: &str) -> File {
    let parsed = read(text);
    assert_eq!(parsed.diagnostics, [], "{text}");
    parsed.file
}

/// The only declaration of a text without mistakes.
fn one(text: &str) -> DeclarationKind {
    let mut file = tree(text);
    assert_eq!(file.declarations.len(), 1, "{text}");
    file.declarations.remove(0).kind
}

/// Line, code and message of every diagnostic.
fn mistakes(text: &str) -> Vec<(usize, Code, String)> {
    let line = |at: u32| text[..at as usize].matches('\n').count() + 1;
    let found = read(text).diagnostics;
    found.into_iter().map(|d| (d.span.map_or(0, |span| line(span.start)), d.code, d.message)).collect()
}
