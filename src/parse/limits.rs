//! How much text is read.

/// The limits of one file. At a limit everything works; one past it is an error with a code.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of the source (E0001); 4 MiB.
    pub source_bytes: usize,
    /// How deep brackets, and conditions of quantifiers, may be nested (E0002); 32. The parser recurses
    /// with it: a higher value needs a larger stack than the 2 MiB of a thread.
    pub nesting: usize,
    /// Operators in one expression, those in brackets counted (E0003); 256.
    pub operators: usize,
    /// Declarations of the file (E0004); 20,000.
    pub declarations: usize,
    /// Members of one list or rows of one block (E0005); 10,000.
    pub members: usize,
    /// Bytes of one text value (E0006); 64 KiB.
    pub text_bytes: usize,
    /// How many errors are looked into; after them the rest of the text is skipped; 1,000.
    pub errors: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            source_bytes: 4 * 1024 * 1024,
            nesting: 32,
            operators: 256,
            declarations: 20_000,
            members: 10_000,
            text_bytes: 64 * 1024,
            errors: 1_000,
        }
    }
}
