//! The patterns of `matches`.

use std::fmt;

use regex::{Regex, RegexBuilder};

/// Bytes of a pattern as it is written.
pub const PATTERN_LIMIT: usize = 1_000;

/// Bytes of a compiled pattern.
const COMPILED_LIMIT: usize = 1024 * 1024;

/// Why a pattern can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// It has so many bytes, more than [`PATTERN_LIMIT`].
    TooLong(usize),
    /// Compiled, it would take too much memory.
    TooLarge,
    /// What is wrong with it.
    Syntax(String),
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(bytes) => write!(f, "it has {bytes} bytes, and at most {PATTERN_LIMIT} are allowed"),
            Self::TooLarge => f.write_str("it takes too much memory"),
            Self::Syntax(cause) => f.write_str(cause),
        }
    }
}

/// Compiles a pattern within its limits.
pub(crate) fn compile(pattern: &str) -> Result<Regex, PatternError> {
    if pattern.len() > PATTERN_LIMIT {
        return Err(PatternError::TooLong(pattern.len()));
    }
    RegexBuilder::new(pattern).size_limit(COMPILED_LIMIT).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
        error => {
            // The last line says what is wrong; those before it draw the pattern.
            let text = error.to_string();
            let cause = text.lines().last().unwrap_or_default();
            PatternError::Syntax(cause.strip_prefix("error: ").unwrap_or(cause).to_owned())
        }
    })
}
