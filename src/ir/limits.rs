//! How large the parts of a blueprint and of a state may be.

/// Bytes of a text value.
pub const TEXT_LIMIT: usize = 64 * 1024;

/// Members of a list, elements of a set.
pub const LIST_LIMIT: usize = 10_000;

/// Declarations of a blueprint.
pub const DECLARATION_LIMIT: usize = 20_000;

/// Instances in scope of one expression, one within the other, with those of the derived values
/// that it reads. Each looks at up to a thousand instances, and what stands within it is asked for each of them.
pub const INSTANCE_DEPTH: usize = 3;
