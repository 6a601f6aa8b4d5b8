//! Holds the house's table of imports: which room may know which.
//!
//! The rooms are the modules of `src`. What a file names by `crate::…`, or by a chain of
//! `super::` that leaves its room, must be in its room's row. Unit tests may know all.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may know beside itself.
const TABLE: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("diagnostic", &["text"]),
    ("ast", &["text"]),
    ("parse", &["text", "diagnostic", "ast"]),
    ("blocks", &[]),
    ("load", &["text", "diagnostic", "ast", "parse", "blocks"]),
    ("calendar", &[]),
    ("ir", &["text", "calendar"]),
    ("check", &["text", "diagnostic", "ast", "ir", "calendar"]),
    ("state", &["ir", "calendar", "text"]),
    ("plan", &["ir"]),
    ("decide", &["state", "plan", "ir", "calendar", "text"]),
    ("format", &["text", "ast"]),
    ("scenario", &["diagnostic", "ir", "state", "plan", "decide", "calendar", "text"]),
    ("lint", &["diagnostic", "ir"]),
    ("map", &["text", "calendar", "ir"]),
    ("simulate", &["ir", "state", "decide"]),
    ("compare", &["ir", "state", "decide"]),
    // The tool is a user like any other: the public names alone.
    ("bin", &[]),
];

/// Files that may know one more room.
const EXCEPTIONS: &[(&str, &str)] = &[
    // The formatter proves itself: it parses what it has printed.
    ("format/proof.rs", "parse"),
];

/// What only one room may name, from outside the crate.
const FOREIGN: &[(&str, &str)] =
    &[("pest", "parse"), ("pest_derive", "parse"), ("chrono_tz", "calendar"), ("dagre", "map")];

#[test]
fn rooms_know_only_what_the_table_says() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    assert!(files.len() > 20, "the sources are not where they were");
    let mut wrong = Vec::new();
    for file in files {
        let path = file.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
        if is_front_door(&path) || is_test(&path) {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        wrong.extend(violations(&path, &text));
    }
    assert!(wrong.is_empty(), "imports that the table of tests/layers.rs does not allow:\n{}", wrong.join("\n"));
}

/// The front door: files that stand in `src` itself.
fn is_front_door(path: &str) -> bool {
    !path.contains('/')
}

fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs" || part.ends_with("_tests.rs"))
}

fn sources(folder: &Path, to: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, to);
        } else if path.extension().is_some_and(|end| end == "rs") {
            to.push(path);
        }
    }
}

/// What a file names that it may not: `src/ast/mod.rs:3: ast may not know ir`.
fn violations(path: &str, text: &str) -> Vec<String> {
    let room = path.split('/').next().unwrap_or_default();
    let Some((_, allowed)) = TABLE.iter().find(|(name, _)| *name == room) else {
        return vec![format!("src/{path}:1: the table has no room `{room}`")];
    };
    let mut wrong = Vec::new();
    for (line, known) in rooms_named(path, text) {
        let excepted = EXCEPTIONS.contains(&(path, known.as_str()));
        if known != room && !allowed.contains(&known.as_str()) && !excepted {
            wrong.push(format!("src/{path}:{line}: `{room}` may not know `{known}`"));
        }
    }
    for (line, text) in code_lines(text) {
        for (name, only) in FOREIGN {
            if room != *only && words(text).any(|(at, word)| word == *name && text[at + word.len()..].starts_with("::"))
            {
                wrong.push(format!("src/{path}:{line}: only `{only}` may name `{name}`"));
            }
        }
    }
    wrong
}

/// Every room that the code names, with its line.
fn rooms_named(path: &str, text: &str) -> Vec<(usize, String)> {
    let depth = module_depth(path);
    let mut named = Vec::new();
    // A use of several lines is one statement: what stands before its braces goes on.
    let mut open: Option<Group> = None;
    for (number, line) in code_lines(text) {
        if let Some(mut group) = open.take() {
            group.read(line, number, &mut named);
            open = Some(group).filter(|group| group.braces > 0);
            continue;
        }
        for (at, word) in words(line) {
            let rest = &line[at + word.len()..];
            let after = match word {
                "crate" => rest.strip_prefix("::"),
                "super" if !line[..at].ends_with("super::") => climbs_out(rest, depth),
                _ => None,
            };
            let Some(after) = after else { continue };
            if let Some(list) = after.strip_prefix('{') {
                let mut group = Group { braces: 1, at_start: true };
                group.read(list, number, &mut named);
                open = Some(group).filter(|group| group.braces > 0);
                break;
            }
            let name: String = after.chars().take_while(|c| is_word(*c)).collect();
            named.push((number, name));
        }
    }
    named.retain(|(_, name)| TABLE.iter().any(|(room, _)| room == name));
    named
}

/// The inside of `use crate::{…}`; only its outermost names are rooms.
struct Group {
    braces: usize,
    at_start: bool,
}

impl Group {
    fn read(&mut self, text: &str, line: usize, to: &mut Vec<(usize, String)>) {
        let mut word = String::new();
        for c in text.chars().chain([' ']) {
            if is_word(c) {
                word.push(c);
                continue;
            }
            if !word.is_empty() && self.braces == 1 && self.at_start {
                to.push((line, word.clone()));
                self.at_start = false;
            }
            word.clear();
            match c {
                '{' => self.braces += 1,
                '}' => self.braces = self.braces.saturating_sub(1),
                ',' if self.braces == 1 => self.at_start = true,
                _ => {}
            }
            if self.braces == 0 {
                break;
            }
        }
    }
}

/// How many modules a file is inside of, itself included.
fn module_depth(path: &str) -> usize {
    let parts = path.split('/').count();
    if path.ends_with("/mod.rs") { parts - 1 } else { parts }
}

/// What follows a chain of `super::` that ends at the crate; `rest` begins behind the first.
fn climbs_out(rest: &str, depth: usize) -> Option<&str> {
    let mut rest = rest.strip_prefix("::")?;
    let mut climbed = 1;
    while let Some(next) = rest.strip_prefix("super::") {
        rest = next;
        climbed += 1;
    }
    (climbed >= depth).then_some(rest)
}

/// The lines that are code, from 1: no comments, and nothing behind `#[cfg(test)]` on a module with a body.
fn code_lines(text: &str) -> Vec<(usize, &str)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut code = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let next = lines.get(index + 1).map_or("", |next| next.trim());
        if line.trim() == "#[cfg(test)]" && next.starts_with("mod ") && next.ends_with('{') {
            break;
        }
        let line = line.split("//").next().unwrap_or_default();
        if !line.trim().is_empty() {
            code.push((index + 1, line));
        }
    }
    code
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The words of a line, each with where it begins.
fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let starts =
        line.char_indices().filter(|&(at, c)| is_word(c) && !line[..at].chars().next_back().is_some_and(is_word));
    starts.map(|(at, _)| {
        let end = line[at..].find(|c| !is_word(c)).map_or(line.len(), |length| at + length);
        (at, &line[at..end])
    })
}

#[test]
fn every_way_to_name_a_room_is_seen() {
    let lines = |path: &str, text: &str| {
        violations(path, text).iter().map(|one| one.split(": ").next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(lines("ast/a.rs", "use crate::text::Span;\nuse crate::ir::Value;"), ["src/ast/a.rs:2"]);
    assert_eq!(lines("ast/a.rs", "fn f() -> crate::ir::Value {}"), ["src/ast/a.rs:1"]);
    assert_eq!(lines("ast/a.rs", "use crate::{text::Span, check};"), ["src/ast/a.rs:1"]);
    assert_eq!(lines("ast/a.rs", "use crate::{\n    text::{Span, ir},\n    state,\n};"), ["src/ast/a.rs:3"]);
    assert_eq!(lines("ast/a.rs", "use super::super::ir::Value;"), ["src/ast/a.rs:1"]);
    assert_eq!(lines("ast/mod.rs", "use super::ir::Value;"), ["src/ast/mod.rs:1"]);
    assert_eq!(lines("bin/tool/main.rs", "use crate::ir::Value;"), ["src/bin/tool/main.rs:1"]);
    assert_eq!(lines("ast/a.rs", "use pest::Parser;"), ["src/ast/a.rs:1"]);
    assert_eq!(lines("cellar/a.rs", ""), ["src/cellar/a.rs:1"]);
}

#[test]
fn what_is_allowed_or_no_import_is_not_seen() {
    assert!(violations("ast/a.rs", "// use crate::ir::Value;\nuse super::ir::Own;").is_empty());
    assert!(violations("ast/a/b.rs", "use super::super::ir::Own;").is_empty());
    assert!(violations("ast/a.rs", "#[cfg(test)]\nmod tests {\n    use crate::parse::parse;\n}").is_empty());
    assert!(violations("format/proof.rs", "use crate::parse::parse;").is_empty());
    assert_eq!(violations("format/mod.rs", "use crate::parse::parse;").len(), 1);
    assert!(violations("check/a.rs", "pub(in crate::check) use super::ir;").is_empty());
}
