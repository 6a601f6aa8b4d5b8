//! What a run depends on that stands still, for a mode or another run suspends its sequence.

use crate::decide::eval::Scene;
use crate::ir::{ExprId, SequenceId, Suspended};

/// The guards of modes on which it depends. Those of an object are of the instance in scope.
pub(super) fn guards(scene: &Scene<'_>, id: SequenceId) -> Vec<ExprId> {
    let modes = scene
        .program
        .ir
        .modes
        .values()
        .filter(|mode| scene.subject_of(mode.object).is_some())
        .filter(|mode| mode.suspends.iter().any(|one| one.what == Suspended::Sequence(id)));
    modes.filter_map(|mode| mode.when).collect()
}
