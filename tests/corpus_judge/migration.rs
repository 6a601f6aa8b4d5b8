//! What becomes of a state under another version of its blueprint.

use crm_blueprint::state::{Changes, Migration};
use crm_blueprint::{Blueprint, ContactState};
use serde_json::Value;

use super::{Outcome, members, words_in_order};
use crate::corpus_runner::case::{Case, lines};

/// Judges the sections behind `becomes`, the later version.
pub fn judge(case: &Case, old: &Blueprint, state: &ContactState) -> Outcome {
    let Some(text) = case.section("becomes") else { return Ok(()) };
    let new = Blueprint::parse_with("case.blueprint", text, &super::options(case))
        .map_err(|error| format!("the later version does not check:\n{error}"))?;
    let mut migration = Migration::new().old(old.ir().clone());
    for line in case.section("host").into_iter().flat_map(lines) {
        let (from, to) = line.split_once(" -> ").ok_or_else(|| format!("`{line}` has no ` -> `"))?;
        migration = migration.stage(from, to);
    }
    if let Some(expected) = case.section("changes") {
        each_line("the comparison", expected, &new.changes_since(old))?;
    }
    let migrated = new.migrate(&state.snapshot(), &migration);
    if let Some(expected) = case.section("migration error") {
        return match migrated {
            Ok(_) => Err("the state was migrated".to_owned()),
            Err(found) => words_in_order(expected, &found.to_string()),
        };
    }
    let migrated = migrated.map_err(|errors| format!("the state was not migrated:\n{errors}"))?;
    if let Some(expected) = case.section("migrated") {
        let expected: Value = serde_json::from_str(expected).map_err(|error| error.to_string())?;
        let found = serde_json::to_value(migrated.state.snapshot()).map_err(|error| error.to_string())?;
        members(&expected, &found, "migrated")?;
    }
    let report: Vec<Value> = migrated
        .report
        .entries
        .iter()
        .map(serde_json::to_value)
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())?;
    let found: Vec<String> = report
        .iter()
        .map(|entry| {
            let text = |key: &str| entry[key].as_str().unwrap_or_default();
            let to = if entry["to"].is_null() { String::new() } else { format!(" {}", text("to")) };
            format!("{} {}{to}", text("part"), text("fate"))
        })
        .collect();
    let expected: Vec<&str> = case.section("report").map(|text| lines(text).collect()).unwrap_or_default();
    if expected == found { Ok(()) } else { Err(format!("the report differs; found:\n{}", found.join("\n"))) }
}

/// Each line is a weight, a part and words that occur in what is said of it.
fn each_line(what: &str, expected: &str, found: &Changes) -> Outcome {
    let expected: Vec<&str> = lines(expected).collect();
    let told: Vec<String> = found.changes.iter().map(ToString::to_string).collect();
    let fits = |(line, told): (&&str, &String)| {
        let (head, words) = line.split_once(": ").unwrap_or((line, ""));
        told.replacen(": ", " ", 1).starts_with(&format!("{head}: ")) && told.contains(words)
    };
    if expected.len() == told.len() && expected.iter().zip(&told).all(fits) {
        return Ok(());
    }
    Err(format!("{what} differs; found:\n{}", told.join("\n")))
}
