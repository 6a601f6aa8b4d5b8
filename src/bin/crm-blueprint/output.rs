//! What the tool writes.

use std::io::Write;

use crm_blueprint::diagnostic::Report;
use crm_blueprint::text::SourceMap;
use serde::Serialize;

use crate::arguments::Format;
use crate::files::ToolError;

/// Writes a result to standard output; colours go where it is no terminal, or `NO_COLOR` is set.
pub fn say(text: &str) -> Result<(), ToolError> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(ToolError(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a text as it is: whatever is in it is not for a terminal.
pub fn say_plain(text: &str) -> Result<(), ToolError> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(ToolError(format!("standard output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes what was found to standard error, where standard output is for something else.
pub fn complain_of(report: &str) {
    let mut err = anstream::stderr().lock();
    let _ = err.write_all(report.as_bytes());
}

/// Writes a result as JSON.
pub fn say_json(value: &impl Serialize) -> Result<(), ToolError> {
    match serde_json::to_string_pretty(value) {
        Ok(text) => say(&format!("{text}\n")),
        Err(error) => Err(ToolError(format!("the result can't be written as JSON: {error}"))),
    }
}

/// Writes what went wrong to standard error.
pub fn complain(error: &ToolError) {
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "\u{1b}[1m\u{1b}[31merror\u{1b}[0m: {}", error.0);
}

/// A report in a format for reading.
pub fn report(report: &Report, sources: &SourceMap, format: Format) -> String {
    match format {
        Format::Concise => report.concise(sources),
        _ => report.pretty(sources, true),
    }
}
