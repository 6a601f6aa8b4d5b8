//! The patterns of `matches`.

use std::collections::HashMap;
use std::fmt;

use regex::{Regex, RegexBuilder};

/// Bytes of a pattern as it is written.
pub const PATTERN_LIMIT: usize = 1_000;

/// What a compiled pattern may take, and what it counts as: the first of these in which it
/// fits. The library tells no sizes, but takes a limit.
const SIZES: [usize; 4] = [16 * 1024, 64 * 1024, 256 * 1024, 1024 * 1024];

/// Bytes of all compiled patterns of a blueprint, each counted once.
const TOTAL_LIMIT: usize = 64 * 1024 * 1024;

/// Bytes that each pattern may take besides, in each thread, to match faster.
const CACHE_LIMIT: usize = 256 * 1024;

/// Why a pattern can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PatternError {
    /// It has so many bytes, more than [`PATTERN_LIMIT`].
    TooLong(usize),
    /// Compiled, it would take too much memory.
    TooLarge,
    /// All patterns together would take too much memory.
    TooMany,
    /// What is wrong with it.
    Syntax(String),
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong(bytes) => write!(f, "it has {bytes} bytes, and at most {PATTERN_LIMIT} are allowed"),
            Self::TooLarge => f.write_str("it takes too much memory"),
            Self::TooMany => f.write_str("all patterns together take too much memory"),
            Self::Syntax(cause) => f.write_str(cause),
        }
    }
}

/// The patterns of one blueprint: each is compiled once, and all share one bound.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    /// Only looked up, never walked.
    known: HashMap<String, Result<Regex, PatternError>>,
    bytes: usize,
}

impl Patterns {
    /// Compiles a pattern within the limits.
    pub(crate) fn compile(&mut self, pattern: &str) -> Result<Regex, PatternError> {
        if let Some(known) = self.known.get(pattern) {
            return known.clone();
        }
        if pattern.len() > PATTERN_LIMIT {
            return Err(PatternError::TooLong(pattern.len()));
        }
        let compiled = self.within(pattern);
        self.known.insert(pattern.to_owned(), compiled.clone());
        compiled
    }

    fn within(&mut self, pattern: &str) -> Result<Regex, PatternError> {
        for size in SIZES {
            let total = self.bytes.saturating_add(size);
            if total > TOTAL_LIMIT {
                return Err(PatternError::TooMany);
            }
            match RegexBuilder::new(pattern).size_limit(size).dfa_size_limit(CACHE_LIMIT).build() {
                Ok(compiled) => {
                    self.bytes = total;
                    return Ok(compiled);
                }
                Err(regex::Error::CompiledTooBig(_)) => {}
                Err(error) => {
                    // The last line says what is wrong; those before it draw the pattern.
                    let text = error.to_string();
                    let cause = text.lines().last().unwrap_or_default();
                    return Err(PatternError::Syntax(cause.strip_prefix("error: ").unwrap_or(cause).to_owned()));
                }
            }
        }
        // Trying took its time: what is too large counts as well.
        self.bytes = SIZES.last().map_or(self.bytes, |largest| self.bytes.saturating_add(*largest));
        Err(PatternError::TooLarge)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_patterns_share_one_bound() {
        let mut patterns = Patterns::default();
        let large = |n: usize| format!("(x{n}y{{40}}){{160}}");
        let count = (0..).find(|&n| patterns.compile(&large(n)).is_err()).unwrap();
        assert!((64..=1_024).contains(&count), "{count}");
        assert_eq!(patterns.compile(&large(count)).unwrap_err(), PatternError::TooMany);
        assert!(patterns.bytes <= TOTAL_LIMIT);
        // One that is known is not counted again.
        assert!(patterns.compile(&large(0)).is_ok());
    }

    #[test]
    fn small_patterns_count_little() {
        let mut patterns = Patterns::default();
        for n in 0..4_000 {
            patterns.compile(&format!("^order {n}$")).unwrap();
        }
    }

    #[test]
    fn what_is_too_large_is_not_tried_for_ever() {
        let mut patterns = Patterns::default();
        let errors: Vec<_> =
            (0..100).map(|n| patterns.compile(&format!("{n}a{{1000}}{{1000}}")).unwrap_err()).collect();
        assert_eq!(errors.iter().filter(|error| **error == PatternError::TooLarge).count(), 64);
        assert_eq!(errors.last(), Some(&PatternError::TooMany));
    }
}
