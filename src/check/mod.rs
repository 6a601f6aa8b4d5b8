//! The checker: from the tree to the blueprint.

mod expr;
mod symbols;
