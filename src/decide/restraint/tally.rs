//! How much of an amount is used up.

use crate::calendar::{Instant, Window};
use crate::decide::eval::Scene;
use crate::ir::{Blueprint, ExprId, ExprKind, Value};
use crate::state::LOG_LIMIT;

/// How much of an amount is used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    /// How much there is; `None` where that is unknown.
    pub(super) amount: Option<i64>,
    pub(super) used: usize,
    /// When some of it is free again, where all is used up and time alone frees it.
    pub(super) free: Option<Instant>,
}

impl Tally {
    /// Counts what a log has in the window now; without a window, all of it.
    pub(super) fn of(
        scene: &Scene<'_>,
        amount: ExprId,
        window: Option<Window>,
        log: impl Iterator<Item = Instant> + Clone,
    ) -> Self {
        let amount = match scene.value(amount).as_deref() {
            // A log holds no more.
            Ok(Value::Int(amount)) => Some((*amount).min(i64::try_from(LOG_LIMIT).unwrap_or(i64::MAX))),
            _ => None,
        };
        let (now, zone) = (scene.at, scene.zone());
        let counted = log.filter(|entry| window.is_none_or(|window| window.contains(zone, *entry, now)));
        let mut tally = Self { amount, used: counted.clone().count(), free: None };
        let places = amount.and_then(|amount| usize::try_from(amount).ok()).filter(|places| *places > 0);
        if let (true, Some(window), Some(places)) = (tally.is_full(), window, places) {
            tally.free = match window {
                Window::Calendar(_) => window.leaves(zone, now),
                Window::Rolling(_) => {
                    let mut leaving: Vec<Instant> = counted.filter_map(|entry| window.leaves(zone, entry)).collect();
                    // Of two entries the later one may leave first: months clamp to their end.
                    leaving.sort_unstable();
                    // So many that there is one place.
                    leaving.get(tally.used.saturating_sub(places)).copied()
                }
            };
        }
        tally
    }

    /// Whether nothing is left; of an unknown amount nothing is.
    pub(super) fn is_full(&self) -> bool {
        let Some(amount) = self.amount else { return true };
        usize::try_from(amount).map_or(true, |amount| self.used >= amount)
    }
}

/// How many entries a log must hold for an amount.
pub(super) fn kept(ir: &Blueprint, amount: ExprId) -> usize {
    match &ir.exprs[amount].kind {
        ExprKind::Literal(Value::Int(amount)) => usize::try_from(*amount).unwrap_or(0).min(LOG_LIMIT),
        _ => LOG_LIMIT,
    }
}

/// Drops the oldest entries of a log in order of time, so that it holds at most so many, and
/// none that has been out of the window for good at `clock`.
pub(super) fn shorten<T>(
    log: &mut Vec<T>,
    at_most: usize,
    window: Option<Window>,
    clock: Instant,
    at: impl Fn(&T) -> Instant,
) {
    let surplus = surplus(log, at_most, window, clock, at);
    log.drain(..surplus.min(log.len()));
}

/// How many entries of a log are too many, or too old.
pub(super) fn surplus<T>(
    log: &[T],
    at_most: usize,
    window: Option<Window>,
    clock: Instant,
    at: impl Fn(&T) -> Instant,
) -> usize {
    let over = log.len().saturating_sub(at_most);
    let old = window.map_or(0, |window| {
        let keep = window.keep();
        let is_old = |entry: &T| clock.milliseconds().saturating_sub(at(entry).milliseconds()) >= keep;
        // Most often not even the first is too old.
        if log.first().is_some_and(is_old) { log.partition_point(is_old) } else { 0 }
    });
    over.max(old).min(log.len())
}
