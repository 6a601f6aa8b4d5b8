//! What has been computed from a state: a function of it and of the program that did, kept with it.

use super::{Short, Subject, Wake};
use crate::ir::ScoreId;

/// What has been computed from a state.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Reached {
    /// When anything can happen by time alone.
    pub(crate) wake: Wake,
    /// The total of each score of everyone, in order.
    pub(crate) totals: Short<(ScoreId, Subject, i64)>,
}

/// What is known of a state, by the number of the program that has computed it. It is copied with each decision: of a state
/// that is idle there is little to copy.
#[derive(Debug, Clone)]
pub(super) enum Kept {
    Nothing,
    /// Nothing happens by time alone, whenever that is, and there are no totals.
    Idle(u64),
    /// Likewise, and [`Wake::rests`].
    IdleAtRest(u64),
    Much(u64, Reached),
}

/// That of a state that is idle, by whether it is known that it rests.
static IDLE: [Reached; 2] = [idle(false), idle(true)];

const fn idle(rests: bool) -> Reached {
    Reached { wake: Wake { rests, ..Wake::IDLE }, totals: Short::NONE }
}

impl Kept {
    /// What a program has computed. Of one that is idle only that is kept.
    #[inline]
    pub(super) fn new(program: u64, reached: Reached) -> Self {
        let Reached { wake, totals } = &reached;
        // Where nothing waits, nothing waits for hours.
        let is_idle = || *wake == (Wake { rests: wake.rests, hours: wake.hours, ..Wake::IDLE });
        match (totals.is_empty() && is_idle(), wake.rests) {
            (true, false) => Self::Idle(program),
            (true, true) => Self::IdleAtRest(program),
            (false, _) => Self::Much(program, reached),
        }
    }

    /// What a program has computed.
    pub(super) fn to(&self, program: u64) -> Option<&Reached> {
        match self {
            Self::Idle(by) if *by == program => IDLE.first(),
            Self::IdleAtRest(by) if *by == program => IDLE.last(),
            Self::Much(by, reached) if *by == program => Some(reached),
            _ => None,
        }
    }

    /// Whether a program has found it idle.
    #[inline]
    pub(super) fn is_idle(&self, program: u64) -> bool {
        match self {
            Self::Idle(by) | Self::IdleAtRest(by) => *by == program,
            Self::Much(by, reached) => *by == program && reached.wake.is_idle,
            Self::Nothing => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Instant;

    #[test]
    fn what_is_kept_is_what_was_computed() {
        let mark = Some(Instant::from_milliseconds(5).unwrap());
        for rests in [false, true] {
            let still = Wake { rests, ..Wake::IDLE };
            let total = Short::One([(crate::ir::Id::new(0), Subject::Contact, 1)]);
            let cases = [
                (Reached { wake: still, totals: Short::default() }, true, true),
                (Reached { wake: still, totals: total }, true, false),
                (Reached { wake: Wake { is_idle: false, ..still }, totals: Short::default() }, false, false),
                (Reached { wake: Wake { ways: mark.into(), ..still }, totals: Short::default() }, true, false),
            ];
            for (reached, is_idle, is_small) in cases {
                let kept = Kept::new(7, reached.clone());
                assert_eq!((kept.to(7), kept.to(8)), (Some(&reached), None));
                assert_eq!((kept.is_idle(7), kept.is_idle(8)), (is_idle, false));
                assert_eq!(matches!(kept, Kept::Idle(_) | Kept::IdleAtRest(_)), is_small);
            }
        }
        assert!(Kept::Nothing.to(7).is_none() && !Kept::Nothing.is_idle(7));
    }
}
