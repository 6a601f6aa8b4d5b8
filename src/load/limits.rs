//! How much is imported.

/// The limits of a blueprint of several files. At a limit everything works; one past it is E0705. All texts together
/// have at most [`Limits::source_bytes`](crate::parse::Limits::source_bytes), and at most
/// [`Limits::declarations`](crate::parse::Limits::declarations).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LoadLimits {
    /// Files, the importing one and standard blocks counted; 1,000.
    pub files: usize,
    /// Imports in one another: a file that imports nothing has none; 64.
    pub depth: usize,
}

impl Default for LoadLimits {
    fn default() -> Self {
        Self { files: 1_000, depth: 64 }
    }
}
