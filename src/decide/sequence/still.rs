//! Whether a run stands still, for a mode or another run suspends its sequence with `defer`.

use crate::decide::eval::Scene;
use crate::ir::{ExprId, Handling, Id, Mode, ModeId, SequenceId, Suspended, Suspension};

/// Whether a sequence takes no step for now.
pub(super) fn stands_still(scene: &Scene<'_>, id: SequenceId) -> bool {
    let ir = &scene.program.ir;
    let state = scene.now.state;
    let on = |(mode, of): &(ModeId, &Mode)| {
        state.modes.get(mode.index()).is_some_and(Option::is_some)
            || of.when.is_some_and(|when| scene.truth(when) != Ok(false))
    };
    let modes = ir.modes.iter().filter(|(_, mode)| suspends(&mode.suspends, id).is_some()).filter(on);
    let runs = state.runs.iter().filter(|run| run.sequence != id);
    let runs = runs.filter_map(|run| ir.sequences.get(run.sequence));
    // The first that suspends it decides.
    let mut all = modes.map(|(_, mode)| &mode.suspends).chain(runs.map(|sequence| &sequence.suspends));
    all.find_map(|suspends_all| suspends(suspends_all, id)).is_some_and(|drops| !drops)
}

/// The guards of modes on which it depends.
pub(super) fn guards(scene: &Scene<'_>, id: SequenceId) -> Vec<ExprId> {
    let modes = scene.program.ir.modes.values().filter(|mode| suspends(&mode.suspends, id).is_some());
    modes.filter_map(|mode| mode.when).collect()
}

/// Whether these suspend the sequence, and if so, whether any of them drops.
fn suspends(all: &[Suspension], id: SequenceId) -> Option<bool> {
    let of = |suspension: &&Suspension| suspension.what == Suspended::Sequence(id);
    let drops = |suspension: &Suspension| suspension.handling == Handling::Drop;
    all.iter().filter(of).map(drops).reduce(|one, other| one || other)
}
