//! Which contacts a rule leaves out, and which variant of its split each one gets: by a
//! stable hash, so that the same contact always meets the same fate.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::ir::RuleId;

/// Who decides by lot.
#[derive(Debug, Clone, Default)]
pub(crate) enum Chance {
    /// The hash of contact and rule.
    #[default]
    Hash,
    /// A scenario: nobody is left out and everybody gets the first variant, but as given.
    Given(Arc<BTreeMap<RuleId, Lot>>),
}

/// What a rule's lot brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lot {
    /// The contact is left out.
    Out,
    /// It takes part; of a split it gets this variant, by its place.
    In(usize),
}
