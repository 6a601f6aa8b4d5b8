//! The steps that a run takes at once.

use std::collections::BTreeSet;

use super::wait;
use crate::decide::due::soon;
use crate::decide::eval::Scene;
use crate::ir::{ActionCall, Effect, Sequence, SequenceId, Start, StepKind};
use crate::state::{Rest, Run, Subject};

/// Where a run halts in a round.
#[derive(Clone, Copy)]
pub(super) enum Halt<'w> {
    /// It rests.
    Rests,
    /// At actions, until they are done.
    Acts(&'w [ActionCall]),
    /// At changes, until they are applied.
    Writes { effects: &'w [Effect], starts: &'w [Start] },
    /// Behind the last step.
    Over,
}

/// Takes a run that is ready, or whose wait is over, to where it halts.
///
/// A test of `repeat` is passed once in a moment, `tested` holds those that were: what goes
/// back goes back to such a test, so a run that goes back more often than there are steps is
/// none of the checker's, and waits like a test that is reached again. Each step that the run
/// comes to is told.
pub(super) fn walk<'w>(
    scene: &Scene<'_>,
    tested: &mut BTreeSet<(SequenceId, Subject, u32)>,
    sequence: &'w Sequence,
    run: &mut Run,
    mut comes_to: impl FnMut(u32),
) -> Halt<'w> {
    let mut back: usize = 0;
    loop {
        let here = run.step;
        let next = here.saturating_add(1);
        let rest = std::mem::replace(&mut run.rest, Rest::Ready);
        if rest == Rest::Ready {
            comes_to(here);
        }
        let halts = Rest::Waiting { until: soon(scene.at) };
        run.step = match super::kind(sequence, here) {
            None => return Halt::Over,
            Some(StepKind::Do(calls)) if calls.is_empty() => next,
            Some(StepKind::Do(calls)) => {
                run.rest = Rest::Acting;
                return Halt::Acts(calls);
            }
            Some(StepKind::Effects { effects, starts }) => return Halt::Writes { effects, starts },
            Some(StepKind::Wait { expired, .. }) if rest == (Rest::Over { came: false }) => *expired,
            Some(StepKind::Wait { .. }) if rest == (Rest::Over { came: true }) => next,
            Some(StepKind::Wait { wait, .. }) => match wait::begin(scene, wait) {
                None => next,
                Some(rest) => {
                    run.rest = rest;
                    return Halt::Rests;
                }
            },
            Some(StepKind::Branch { guard, .. }) if scene.holds(Some(*guard)) => next,
            Some(StepKind::Branch { otherwise, .. }) => *otherwise,
            Some(StepKind::Repeat { .. }) if !tested.insert((run.sequence, run.subject, here)) => {
                run.rest = halts;
                return Halt::Rests;
            }
            Some(StepKind::Repeat { guard, .. }) if scene.holds(Some(*guard)) => next,
            Some(StepKind::Repeat { end, .. }) => *end,
            Some(StepKind::Jump(target)) => *target,
        };
        if run.step <= here {
            back = back.saturating_add(1);
            if back > sequence.steps.len() {
                run.rest = halts;
                return Halt::Rests;
            }
        }
    }
}
