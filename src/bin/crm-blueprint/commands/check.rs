//! `check FILE…`, `check FILE --against OLD`

use crm_blueprint::diagnostic::Severity;
use crm_blueprint::state::Changes;
use serde_json::json;

use super::{Loaded, Outcome, against, load};
use crate::arguments::Format;
use crate::files::{Files, ToolError, name};
use crate::output;

pub fn run(paths: &[String], old: Option<&str>, files: &mut Files, format: Format) -> Result<Outcome, ToolError> {
    let old = match (old, paths) {
        (None, _) => None,
        (Some(path), [_]) => Some(against::load_old(files, path)?),
        (Some(_), _) => return Err(ToolError("`--against` compares one blueprint: name one file".to_owned())),
    };
    let mut compared = None;
    let mut outcome = Outcome::Clean;
    let mut read = 0_usize;
    let (mut errors, mut warnings, mut omitted) = (0_usize, 0_usize, 0_usize);
    let mut results = Vec::new();
    for path in paths {
        let Loaded { blueprint, report, sources } = match load(files, path) {
            Ok(loaded) => loaded,
            Err(error) => {
                output::complain(&error);
                outcome = Outcome::Incomplete;
                continue;
            }
        };
        read += 1;
        if report.has_errors() {
            outcome = outcome.max(Outcome::Findings);
        }
        if let (Some(old), Some(new)) = (&old, &blueprint) {
            compared = Some(new.changes_since(old));
        }
        let wrong = report.into_iter().filter(|found| found.severity == Severity::Error).count();
        errors += wrong;
        warnings += report.diagnostics().len() - wrong;
        omitted += report.omitted();
        match format {
            Format::Json => results.push(json!({"file": name(path), "report": report.json(&sources)})),
            _ => output::say(&output::report(&report, &sources, format))?,
        }
    }
    if compared.as_ref().is_some_and(Changes::has_errors) {
        outcome = outcome.max(Outcome::Findings);
    }
    match format {
        Format::Json if old.is_some() => {
            // Null where the new one has errors.
            let changes = compared.as_ref().map(|compared| &compared.changes);
            output::say_json(&json!({ "files": results, "changes": changes }))?;
        }
        Format::Json => output::say_json(&json!({ "files": results }))?,
        Format::Full if read == 0 => {}
        Format::Concise => {}
        Format::Full => {
            let files = counted(read, "file");
            let more = if omitted > 0 { format!(", {omitted} more not shown") } else { String::new() };
            output::say(&match (errors, warnings) {
                (0, 0) => format!("{files} checked, nothing found\n"),
                _ => {
                    let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
                    format!("\n{files} checked: {errors}, {warnings}{more}\n")
                }
            })?;
        }
    }
    if let (Some(changes), [path]) = (&compared, paths) {
        against::say(changes, name(path), format)?;
    }
    Ok(outcome)
}

/// `1 error`, `2 errors`
pub fn counted(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}
