//! Holds the language reference to what the code does: its code blocks check, and each of
//! its sentences with an id is shown by a case of the corpus.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

mod corpus_runner;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crm_blueprint::Blueprint;
use crm_blueprint::diagnostic::Code;

const REFERENCE: &str = include_str!("../grammar/reference.md");

/// The ids at the ends of the reference's sentences: `[MOVE-3]`.
fn ids(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('[') {
        let rest = &text[at + 1..];
        let Some((id, _)) = rest.split_once(']') else { continue };
        let Some((family, number)) = id.split_once('-') else { continue };
        let is_id = family.len() >= 2
            && family.bytes().all(|byte| byte.is_ascii_uppercase())
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        if is_id {
            found.push(id);
        }
    }
    found
}

#[test]
fn each_sentence_is_shown_by_a_case() {
    let stated = ids(REFERENCE);
    let unique: BTreeSet<&str> = stated.iter().copied().collect();
    assert_eq!(stated.len(), unique.len(), "an id stands twice in the reference");
    assert!(unique.len() > 100, "the reference states too little: {}", unique.len());
    let mut shown: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in corpus_runner::files() {
        let text = fs::read_to_string(&path).expect("a case can be read");
        let case = corpus_runner::case::Case::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for id in case.covers {
            shown.entry(id).or_default().push(path.display().to_string());
        }
    }
    let missing: Vec<&str> = unique.iter().copied().filter(|id| !shown.contains_key(*id)).collect();
    assert!(missing.is_empty(), "{} sentences that no case names: {}", missing.len(), missing.join(" "));
    let unknown: Vec<String> = shown
        .iter()
        .filter(|(id, _)| !unique.contains(id.as_str()))
        .map(|(id, files)| format!("{id} in {}", files.join(", ")))
        .collect();
    assert!(unknown.is_empty(), "ids that the reference does not have: {}", unknown.join("\n"));
}

#[test]
fn each_code_is_shown_by_a_case() {
    let mut shown = BTreeSet::new();
    for path in corpus_runner::files() {
        let text = fs::read_to_string(&path).expect("a case can be read");
        let case = corpus_runner::case::Case::read(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for line in case.section("diagnostics").into_iter().flat_map(corpus_runner::case::lines) {
            shown.insert(line.split_whitespace().next().unwrap_or_default().to_owned());
        }
    }
    let missing: Vec<&str> =
        Code::ALL.iter().map(|code| code.id()).filter(|id| !shown.contains(*id) && !elsewhere(id)).collect();
    assert!(missing.is_empty(), "codes that no case shows: {}", missing.join(" "));
}

/// Codes that no blueprint's text can show, or only one of megabytes; each has a test of its own.
fn elsewhere(id: &str) -> bool {
    ["E0001", "E0004", "E0005", "E0006", "E0007", "W0507", "E0601", "E0602"].contains(&id)
}

#[test]
fn the_reference_s_blocks_check() {
    blocks_check(Path::new("grammar/reference.md"), REFERENCE);
}

/// The stored forms that the reference shows are those of its own blueprint: the state is read, and
/// written the same; the decision is what follows from the input on it.
#[test]
fn the_reference_s_stored_forms_are_true() {
    let section = &REFERENCE[REFERENCE.find("## Stored forms").unwrap()..];
    let blocks = |text: &str, kind: &str| -> Vec<String> {
        let (mut found, mut lines) = (Vec::new(), text.lines());
        while let Some(line) = lines.next() {
            if line.trim() == kind {
                found.push(lines.by_ref().take_while(|line| line.trim() != "```").collect::<Vec<_>>().join("\n"));
            }
        }
        found
    };
    let preamble = blocks(REFERENCE, "```blueprint").remove(0);
    let fragment = blocks(section, "```blueprint,fragment").remove(0);
    let blueprint = Blueprint::parse(&format!("{preamble}\n{fragment}")).unwrap();
    let json = blocks(section, "```json");
    let [state, input, decided] = json.as_slice() else { panic!("{} blocks of JSON", json.len()) };
    let read = |text: &str| -> serde_json::Value { serde_json::from_str(text).unwrap() };
    let state = blueprint.contact_from_json(state).unwrap();
    assert_eq!(serde_json::to_value(state.snapshot()).unwrap(), read(&json[0]));
    let input: crm_blueprint::Input = serde_json::from_str(input).unwrap();
    let mut decision = serde_json::to_value(blueprint.decide(&state, &input).unwrap()).unwrap();
    decision.as_object_mut().unwrap().remove("next");
    assert_eq!(decision, read(decided));
}

/// The tables of coverage name files as `[name]`, with words in backticks behind: the file is there, and each word
/// stands in it, outside of comments. A row that is served names a file.
#[test]
fn what_the_coverage_names_is_there() {
    let chapter = &REFERENCE[REFERENCE.find("\n## Coverage\n").unwrap()..];
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for line in chapter.lines() {
        let Some((name, path)) = line.strip_prefix('[').and_then(|line| line.split_once("]: ../")) else { continue };
        let text = fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        files.insert(name, without_comments(&text));
    }
    let (mut unused, mut rows): (BTreeSet<&str>, usize) = (files.keys().copied().collect(), 0);
    let (served, not_served) = chapter.split_at(chapter.find("\n### Not served yet\n").unwrap());
    for (line, is_served) in served.lines().map(|line| (line, true)).chain(not_served.lines().map(|line| (line, false)))
    {
        if !line.starts_with("| ") || line.starts_with("| asked for |") {
            continue;
        }
        rows += 1;
        let cells: Vec<&str> = line.trim_matches('|').split(" | ").collect();
        assert_eq!(cells.len(), 3, "{line}");
        let mut named = 0;
        for (at, _) in line.match_indices('[') {
            let Some((name, mut rest)) = line[at + 1..].split_once(']') else { continue };
            if rest.starts_with('(') {
                continue;
            }
            let text = files.get(name).unwrap_or_else(|| panic!("no file is given for [{name}]: {line}"));
            unused.remove(name);
            named += 1;
            let mut words = 0;
            while let Some((word, behind)) = rest.strip_prefix(" `").and_then(|rest| rest.split_once('`')) {
                assert!(has_words(text, word), "`{word}` does not stand in [{name}]: {line}");
                rest = behind;
                words += 1;
            }
            assert!(words > 0, "nothing is named in [{name}]: {line}");
        }
        assert!(named > 0 || !is_served, "no file: {line}");
    }
    assert!(unused.is_empty(), "given and not used: {unused:?}");
    assert!(rows > 100, "{rows} rows");
}

/// A text in one line, without what `//` begins.
fn without_comments(text: &str) -> String {
    let words = text.lines().filter_map(|line| line.split("//").next()).flat_map(str::split_whitespace);
    words.collect::<Vec<_>>().join(" ")
}

/// Whether whole words stand in a text.
fn has_words(text: &str, words: &str) -> bool {
    let part = |character: Option<char>| character.is_some_and(|found| found.is_alphanumeric() || found == '_');
    text.match_indices(words)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + words.len()..].chars().next()))
}

#[test]
fn the_explanations_blocks_check_and_are_whole() {
    for code in Code::ALL {
        let info = code.info();
        let title = format!("# {}: {}", info.id, info.title);
        assert_eq!(info.page.lines().next(), Some(title.as_str()), "the first line of a page");
        assert!(info.page.lines().count() > 3, "{} is not explained", info.id);
        blocks_check(Path::new(info.id), info.page);
    }
}

/// Checks each block: `blueprint` is whole, `blueprint,fragment` stands behind the first block of
/// the page, `blueprint,error:E0201` gives exactly that code.
fn blocks_check(page: &Path, text: &str) {
    let mut preamble: Option<String> = None;
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(kind) = line.trim().strip_prefix("```blueprint") else { continue };
        let body: Vec<&str> = lines.by_ref().map(|(_, line)| line).take_while(|line| line.trim() != "```").collect();
        let mut body = body.join("\n");
        let place = format!("{}:{}", page.display(), number + 1);
        let mut expected = None;
        for word in kind.split(',').filter(|word| !word.is_empty()) {
            if word == "fragment" {
                let preamble = preamble.as_deref().unwrap_or_else(|| panic!("{place}: no whole block before it"));
                body = format!("{preamble}\n{body}");
            } else if let Some(code) = word.strip_prefix("error:") {
                expected = Some(code);
            } else {
                panic!("{place}: unknown word `{word}`");
            }
        }
        let (_, report, sources) = Blueprint::check("block", &body);
        let codes: BTreeSet<&str> = report.diagnostics().iter().map(|found| found.code.id()).collect();
        match expected {
            Some(code) => assert_eq!(codes, BTreeSet::from([code]), "{place}:\n{}", report.concise(&sources)),
            None => assert!(codes.is_empty(), "{place}:\n{}", report.concise(&sources)),
        }
        if preamble.is_none() && expected.is_none() {
            preamble = Some(body);
        }
    }
}
