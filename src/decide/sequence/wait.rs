//! Waits: when they are over.

use super::leave::happened;
use crate::calendar::{Duration, Instant, Zone, next_time};
use crate::decide::eval::Scene;
use crate::ir::{ExprId, OpeningId, Sequence, StepKind, Value, Wait};
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
                Wait::For { or: Some(filter), .. } => first && happened(scene, filter),
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
        Wait::For { delay, opening, .. } => time_of(scene, *delay).and_then(|delay| end(scene, delay, *opening)),
        Wait::Time(time) => next_time(scene.zone(), *time, scene.at),
        Wait::Until { guard, .. } if scene.holds(Some(*guard)) => return None,
        Wait::Until { at_most, .. } => {
            at_most.and_then(|delay| time_of(scene, delay)).and_then(|delay| end(scene, delay, None))
        }
    };
    Some(Rest::Waiting { until })
}

/// How long; `None` where that is unknown, and such a time is never over.
fn time_of(scene: &Scene<'_>, delay: ExprId) -> Option<Duration> {
    match scene.value(delay).ok()?.as_ref() {
        Value::Duration(delay) => Some(*delay),
        _ => None,
    }
}

/// The end of a time that begins now, one millisecond from now at the earliest; `None` behind
/// the calendar.
fn end(scene: &Scene<'_>, delay: Duration, opening: Option<OpeningId>) -> Option<Instant> {
    let soon = soon(scene.at);
    if delay.cmp_length(&Duration::ZERO).is_le() {
        return soon;
    }
    let end = match opening.and_then(|id| scene.program.ir.openings.get(id)) {
        None => scene.zone().add(scene.at, delay),
        Some(opening) => {
            let zone = opening.zone.as_ref().and_then(|zone| zone.parse::<Zone>().ok());
            opening.schedule.add(zone.unwrap_or(scene.program.zone), scene.at, delay)
        }
    };
    end.max(soon).filter(|_| end.is_some())
}

/// The very next instant.
pub(super) fn soon(at: Instant) -> Option<Instant> {
    at.checked_add_milliseconds(1)
}
