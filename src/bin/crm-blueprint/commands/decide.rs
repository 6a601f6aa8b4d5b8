//! `decide FILE --state S --input I`

use super::{Outcome, question};
use crate::arguments::Format;
use crate::files::{Files, ToolError, name};
use crate::output;

pub fn run(files: &mut Files, file: &str, state: &str, input: &str, format: Format) -> Result<Outcome, ToolError> {
    let Some((blueprint, contact, asked)) = question(files, file, state, input, format)? else {
        return Ok(Outcome::Findings);
    };
    let decision = blueprint
        .decide(&contact, &asked)
        .map_err(|errors| ToolError(format!("{}: {errors}", name(input)).replace('\n', "\n  ")))?;
    match format {
        Format::Json => output::say_json(&decision)?,
        _ => output::say(&lines(&decision.to_string()))?,
    }
    Ok(Outcome::Clean)
}

/// A text that ends its last line.
pub fn lines(text: &str) -> String {
    format!("{}\n", text.trim_end())
}
