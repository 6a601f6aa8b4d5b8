//! Ids of inputs: remembered for 7 days, at most 1,000.

use std::sync::Arc;

use super::Notice;
use super::log::Log;
use crate::calendar::Instant;
use crate::state::{ContactState, INPUTS_LIMIT, Inputs};
use crate::text::escape::shortened;

/// For how long an id is remembered: 7 days, in milliseconds.
const REMEMBERED: i64 = 7 * 24 * 60 * 60 * 1_000;

/// Whether an input of this id was judged in the time before `at`.
pub(super) fn is_remembered(ids: &Inputs, id: &str, at: Instant) -> bool {
    let is_over = |judged: Instant| at.checked_add_milliseconds(-REMEMBERED).is_some_and(|until| judged <= until);
    ids.get(id).is_some_and(|judged| !is_over(judged))
}

/// Forgets the ids whose time is over at `clock`.
pub(super) fn forget(state: &mut ContactState, clock: Instant) {
    // An id is over when its instant is 7 days ago; before 1970 there was none.
    let Some(until) = clock.checked_add_milliseconds(-REMEMBERED) else { return };
    // Judging never goes back: the first is the oldest.
    if state.core().inputs.iter().next().is_some_and(|(_, at)| at <= until) {
        state.core_mut().inputs.forget_until(until);
    }
}

/// Remembers the id of an input that has been judged.
pub(super) fn remember(state: &mut ContactState, id: &Arc<str>, at: Instant, log: &mut Log<'_>) {
    let ids = &mut state.core_mut().inputs;
    while ids.len() >= INPUTS_LIMIT {
        // The ids are in the order of their instants: judging never goes back.
        let Some(oldest) = ids.forget_first() else { break };
        log.notice(Notice::InputForgotten { id: shortened(&oldest) });
    }
    ids.push(id.clone(), at);
}
