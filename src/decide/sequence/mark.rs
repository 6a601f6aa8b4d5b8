//! When time alone moves a run.

use super::still;
use crate::calendar::Instant;
use crate::decide::due::soon;
use crate::decide::eval::Scene;
use crate::decide::restraint;
use crate::ir::{Cause, ExprId, Leave, StepKind, Wait};
use crate::state::{Rest, Run};

/// The next instant after `after` at which time alone may move a run: a wait is over, or a
/// guard that it is asked changes. `flip` tells when a guard may change.
pub(in crate::decide) fn next_run_mark(
    scene: &Scene<'_>,
    after: Instant,
    flip: &dyn Fn(&Scene<'_>, ExprId) -> Option<Instant>,
) -> Option<Instant> {
    let runs = scene.now.state.core().runs.iter();
    runs.filter_map(|run| next_of(scene, run, after, flip)).min()
}

fn next_of(
    scene: &Scene<'_>,
    run: &Run,
    after: Instant,
    flip: &dyn Fn(&Scene<'_>, ExprId) -> Option<Instant>,
) -> Option<Instant> {
    let sequence = scene.program.ir.sequences.get(run.sequence)?;
    let own = Scene { arguments: &run.arguments, event: None, ..scene.of(run.subject) };
    let guard = |leave: &Leave| match leave {
        Leave::When(guard) => Some(*guard),
        Leave::On(_) => None,
    };
    let mut guards: Vec<ExprId> = sequence.goals.iter().chain(&sequence.exits).filter_map(guard).collect();
    let mut until = None;
    let mut modes = Vec::new();
    match run.rest {
        Rest::Waiting { until: over } => {
            until = over;
            if let Some(StepKind::Wait { wait: Wait::Until { guard, .. }, .. }) = super::kind(sequence, run.step) {
                guards.push(*guard);
            }
        }
        // At rest it stands still, for otherwise it would have gone on.
        Rest::Ready | Rest::Over { .. } if restraint::stands_still(&own, run.sequence) => {
            modes = still::guards(&own, run.sequence);
        }
        Rest::Acting if waits(scene, run) => {}
        // Its moment ran out of rounds: it goes on at the next instant.
        Rest::Ready | Rest::Over { .. } | Rest::Acting => until = soon(after),
    }
    let guards = guards.into_iter().filter_map(|guard| flip(&own, guard));
    let modes = modes.into_iter().filter_map(|guard| flip(&Scene { arguments: &[], ..own }, guard));
    guards.chain(modes).chain(until).filter(|at| *at > after).min()
}

/// Whether an action of a run waits.
fn waits(scene: &Scene<'_>, run: &Run) -> bool {
    let cause = Cause::Sequence(run.sequence);
    scene.now.state.core().waiting.iter().any(|waiting| waiting.cause == cause && waiting.subject == run.subject)
}
