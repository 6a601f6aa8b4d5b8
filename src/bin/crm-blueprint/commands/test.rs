//! `test FILE…`

use serde_json::json;

use super::decide::lines;
use super::{Loaded, Outcome, load};
use crate::arguments::Format;
use crate::files::{Files, ToolError, name};
use crate::output;

pub fn run(paths: &[String], files: &mut Files, format: Format) -> Result<Outcome, ToolError> {
    let mut outcome = Outcome::Clean;
    let mut results = Vec::new();
    let mut told = false;
    for path in paths {
        let Loaded { blueprint, report, sources } = match load(files, path) {
            Ok(loaded) => loaded,
            Err(error) => {
                output::complain(&error);
                outcome = Outcome::Incomplete;
                continue;
            }
        };
        // Reports of several files stand apart, each ends its last line.
        if format == Format::Full && told {
            output::say("\n")?;
        }
        told = true;
        let tested = blueprint.map(|blueprint| blueprint.test());
        if !tested.as_ref().is_some_and(|tested| tested.passed()) {
            outcome = outcome.max(Outcome::Findings);
        }
        match (format, &tested) {
            (Format::Json, _) => {
                results.push(json!({"file": name(path), "report": report.json(&sources), "scenarios": tested}));
            }
            (_, None) => output::say(&output::report(&report, &sources, format))?,
            (Format::Concise, Some(tested)) => output::say(&tested.concise())?,
            (Format::Full, Some(tested)) => {
                output::say(&output::report(&report, &sources, format))?;
                if paths.len() > 1 {
                    output::say(&format!("{}\n", name(path)))?;
                }
                output::say(&lines(&tested.to_string()))?;
            }
        }
    }
    if format == Format::Json {
        output::say_json(&json!({ "files": results }))?;
    }
    Ok(outcome)
}
