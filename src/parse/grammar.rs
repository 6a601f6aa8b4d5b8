//! The generated parser; nothing outside `parse` sees its rules.

/// Made of `grammar/blueprint.pest`.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/blueprint.pest"]
pub(super) struct Grammar;
