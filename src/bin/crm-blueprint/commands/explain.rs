//! `explain FILE --state S --input I`, `explain E0101`

use crm_blueprint::diagnostic::Code;
use serde_json::json;

use super::decide::lines;
use super::{Outcome, question};
use crate::arguments::Format;
use crate::files::{Files, ToolError, name};
use crate::output;

pub fn run(
    files: &mut Files,
    subject: &str,
    state: Option<&str>,
    input: Option<&str>,
    format: Format,
) -> Result<Outcome, ToolError> {
    let (Some(state), Some(input)) = (state, input) else {
        return code(subject, format);
    };
    let Some((blueprint, contact, asked)) = question(files, subject, state, input, format)? else {
        return Ok(Outcome::Findings);
    };
    let explanation = blueprint
        .explain(&contact, &asked)
        .map_err(|errors| ToolError(format!("{}: {errors}", name(input)).replace('\n', "\n  ")))?;
    match format {
        Format::Json => output::say_json(&explanation)?,
        _ => output::say(&lines(&explanation.to_string()))?,
    }
    Ok(Outcome::Clean)
}

/// The explanation page of a code.
fn code(subject: &str, format: Format) -> Result<Outcome, ToolError> {
    let code: Code = subject.parse().map_err(|error| {
        ToolError(format!("{error}\nto explain a decision, give a blueprint with --state and --input"))
    })?;
    let info = code.info();
    match format {
        Format::Json => output::say_json(&json!({"code": info.id, "title": info.title, "page": info.page}))?,
        Format::Concise => output::say(&format!("{}: {}\n", info.id, info.title))?,
        Format::Full => output::say(&lines(info.page))?,
    }
    Ok(Outcome::Clean)
}
