//! The checker: the sole bridge from the tree to the blueprint.
//!
//! Passes in a stated order, each on what those before it have found; every one runs on
//! trees that are broken in parts. What is wrong is reported once, where it is; whatever
//! rests on it is stood in for, silently. Only a blueprint in which nothing is wrong and
//! nothing is stood in for is given out.

mod bands;
mod clauses;
mod context;
mod derived;
mod exactly;
mod expr;
mod exprs;
mod graph;
mod limits;
mod lower;
mod names;
mod nodes;
mod region;
mod resolve;
mod rules;
mod scenario;
mod series;
mod subjects;
mod symbols;
mod table;
mod types;
mod wording;

#[cfg(test)]
mod tests;

pub use limits::CheckLimits;

use crate::ast;
use crate::diagnostic::{Diagnostic, Severity};
use crate::ir;

/// What a check has found.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Checked {
    /// The blueprint, if there are no errors and the whole tree could be read.
    pub blueprint: Option<ir::Blueprint>,
    /// Errors and warnings, in the order of the passes.
    pub diagnostics: Vec<Diagnostic>,
}

/// Checks a parsed file; one with imports as [`load`](crate::load::load()) gives it. Of parts that could not be read
/// ([`ast::Invalid`]) nothing is said: the parser has spoken.
#[must_use]
pub fn check(file: &ast::File, limits: &CheckLimits) -> Checked {
    let mut checker = context::Checker::new(file, limits);

    names::collect(&mut checker);
    subjects::resolve(&mut checker);
    types::resolve(&mut checker);
    lower::zone_of_literals(&mut checker);
    derived::lower(&mut checker);
    lower::declarations(&mut checker);
    rules::check(&mut checker);
    exactly::prove(&mut checker);
    scenario::lower(&mut checker);

    let context::Checker { ir, diagnostics, complete, .. } = checker;
    let wrong = diagnostics.iter().any(|found| found.severity == Severity::Error);
    Checked { blueprint: (complete && !wrong).then_some(ir), diagnostics }
}
