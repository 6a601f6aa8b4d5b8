//! What the checker lets through.

/// Limits of the checker; those of the text itself belong to the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckLimits {
    /// Bytes of a pattern behind `matches`: 1,000.
    pub pattern_bytes: usize,
    /// Bytes of a compiled pattern: 1 MiB.
    pub pattern_size: usize,
    /// Once so many things are wrong, likely names are no longer looked up: 200. The search
    /// reads all names.
    pub proposals: usize,
}

impl Default for CheckLimits {
    fn default() -> Self {
        Self { pattern_bytes: 1_000, pattern_size: 1 << 20, proposals: 200 }
    }
}
