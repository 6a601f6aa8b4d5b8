//! Fifth pass: rules that look at the whole blueprint, one a file. Rules of one declaration
//! stand where it is lowered.

mod clock;
mod cycles;
mod instances;

use super::context::Checker;

/// Runs the pass.
pub(super) fn check(checker: &mut Checker<'_>) {
    cycles::derived_values_are_acyclic(checker);
    cycles::stand_ins_are_acyclic(checker);
    instances::few_are_in_scope(checker);
    clock::changes_by_time_are_known(checker);
}
