//! The patterns of `matches`.

use regex::{Regex, RegexBuilder};

/// Bytes of a pattern as it is written.
pub const PATTERN_LIMIT: usize = 1_000;

/// Bytes of a compiled pattern.
const COMPILED_LIMIT: usize = 1024 * 1024;

/// Compiles a pattern within its limits.
pub(crate) fn compile(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > PATTERN_LIMIT {
        return Err(format!("it has {} bytes, and at most {PATTERN_LIMIT} are allowed", pattern.len()));
    }
    RegexBuilder::new(pattern).size_limit(COMPILED_LIMIT).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it takes too much memory".to_owned(),
        error => error.to_string(),
    })
}
