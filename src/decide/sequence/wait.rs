//! Waits: when they are over.

use crate::calendar::{Duration, Instant, next_time};
use crate::decide::due::{later, soon};
use crate::decide::eval::Scene;
use crate::ir::{ExprId, OpeningId, Sequence, StepKind, Wait};
use crate::state::{Rest, Run};

/// Looks whether the wait at which a run rests is over. What it waits for comes before its
/// time: both at once is only where a guard is true at the very end.
pub(super) fn look(scene: &Scene<'_>, first: bool, sequence: &Sequence, run: &mut Run) {
    let Rest::Waiting { until } = run.rest else { return };
    let over = until.is_some_and(|until| until <= scene.at);
    match super::kind(sequence, run.step) {
        Some(StepKind::Wait { wait, .. }) => {
            let quiet = Scene { event: None, ..*scene };
            let came = match wait {
                Wait::For { or: Some(filter), .. } => first && scene.happened(filter),
                Wait::Until { guard, .. } => quiet.holds(Some(*guard)),
                Wait::For { or: None, .. } | Wait::Time(_) => false,
            };
            if came || over {
                run.rest = Rest::Over { came };
            }
        }
        // A loop that waits so that no time is spent on turns without end: it tests again.
        _ if over => run.rest = Rest::Ready,
        _ => {}
    }
}

/// How a run rests that has come to a wait; `None` where it need not wait.
pub(super) fn begin(scene: &Scene<'_>, wait: &Wait) -> Option<Rest> {
    let until = match wait {
        Wait::For { delay, opening, .. } => end(scene, *delay, *opening),
        Wait::Time(time) => next_time(scene.zone(), *time, scene.at),
        Wait::Until { guard, .. } if scene.holds(Some(*guard)) => return None,
        Wait::Until { at_most, .. } => at_most.and_then(|delay| end(scene, delay, None)),
    };
    Some(Rest::Waiting { until })
}

/// The end of a time that begins now, one millisecond from now at the earliest; `None` where
/// it is unknown how long that is, or behind the calendar: such a time is never over.
fn end(scene: &Scene<'_>, delay: ExprId, opening: Option<OpeningId>) -> Option<Instant> {
    let delay = scene.duration(delay).ok()?;
    match opening.and_then(|id| scene.program.opening(id)) {
        Some(_) if delay.cmp_length(&Duration::ZERO).is_le() => soon(scene.at),
        Some((schedule, zone)) => Some(schedule.add(zone, scene.at, delay)?.max(soon(scene.at)?)),
        None => later(scene.zone(), scene.at, delay),
    }
}
