//! What the checker lets through.

/// Limits of the checker; those of the text itself belong to the parser.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckLimits {
    /// Once so many things are wrong, likely names are no longer looked up: 200. The search
    /// reads all names.
    pub proposals: usize,
}

impl Default for CheckLimits {
    fn default() -> Self {
        Self { proposals: 200 }
    }
}
