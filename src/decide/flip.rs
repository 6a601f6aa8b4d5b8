//! When a guard that is asked without an event changes by time alone.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::borrow::Cow;
use std::cmp::Ordering;

use super::eval::{Bound, Memo, Scene};
use crate::calendar::{Duration, Instant, Window};
use crate::ir::steady::{Atom, Binder};
use crate::ir::{Comparison, ExprId, ExprKind, Id, ObjectId, SeriesId, Value};

/// So many instants are tried at which a part of the guard changes; when the guard has not
/// changed by then, the next is told unseen: nothing comes of asking too early.
const TRIES: usize = 1_000;

/// The earliest instant after `after` at which the value of the expression may differ from the
/// one at `after`, if the clock moves on and nothing else happens.
pub(super) fn next_flip(scene: &Scene<'_>, expr: ExprId, after: Instant) -> Option<Instant> {
    let atoms = scene.program.plan.clock_parts(&scene.program.ir, expr);
    if atoms.is_empty() {
        return None;
    }
    let still = Still { scene };
    let mut sources: Vec<(Bound, Source, Instant)> = Vec::new();
    for atom in atoms.iter() {
        let (binders, atom) = match atom {
            Atom::Within { binders, atom } => (&binders[..], &**atom),
            atom => (&[][..], atom),
        };
        still.each_scope(binders, after, |bound| {
            let scope = Scene { bound, ..*scene };
            let within = Still { scene: &scope };
            within.sources(atom, after, |source| {
                sources.extend(within.next(&source, after).map(|at| (bound, source, at)));
            });
        });
    }
    let value = still.value(expr, after);
    for _ in 0..TRIES {
        let at = sources.iter().map(|(_, _, at)| *at).min()?;
        if still.value(expr, at) != value {
            return Some(at);
        }
        sources.retain_mut(|(bound, source, next)| {
            if *next > at {
                return true;
            }
            let scope = Scene { bound: *bound, ..*scene };
            let later = Still { scene: &scope }.next(source, at);
            *next = later.unwrap_or(*next);
            later.is_some()
        });
    }
    sources.iter().map(|(_, _, at)| *at).min()
}

/// What changes by time.
enum Source {
    /// Two values, one against the other.
    Pair(ExprId, ExprId, Asked),
    /// The instants at which entries, or instances, leave a window, the latest first.
    Leaving(Vec<Instant>),
}

/// What is asked of two values: an answer that never comes back once it has gone, as long as
/// their order changes one way.
#[derive(Clone, Copy)]
enum Asked {
    /// Which is smaller.
    Order,
    /// Whether the left one is smaller.
    Less,
    /// Whether the left one is greater.
    Greater,
}

/// A contact of which nothing changes but the clock.
struct Still<'s, 'e> {
    scene: &'s Scene<'e>,
}

impl Still<'_, '_> {
    /// The instances in scope of a part, in all ways in which the binders bring them there.
    fn each_scope(&self, binders: &[Binder], after: Instant, mut found: impl FnMut(Bound)) {
        let state = self.scene.now.state;
        let mut open = vec![(self.scene.bound, binders)];
        while let Some((bound, binders)) = open.pop() {
            match binders.split_first() {
                None => found(bound),
                Some((&Binder::Each(object), rest)) => {
                    open.extend(state.instances_of(object).map(|one| (bound.with(object, one.number), rest)));
                }
                Some((&Binder::Through { reference, object }, rest)) => {
                    let scope = Scene { bound, ..*self.scene };
                    if let Some(Value::Text(id)) = (Still { scene: &scope }).value(reference, after)
                        && let Some(one) = state.instance_named(object, &id)
                    {
                        open.push((bound.with(object, one.number), rest));
                    }
                }
            }
        }
    }

    fn sources(&self, atom: &Atom, after: Instant, mut found: impl FnMut(Source)) {
        match *atom {
            // Its scope has been opened.
            Atom::Within { .. } => {}
            Atom::Window { series, window } => found(Source::Leaving(self.leaving(series, window, after))),
            Atom::Created { object, window } => found(Source::Leaving(self.created(object, window, after))),
            Atom::Comparison(id) => match &self.scene.program.ir.exprs[id].kind {
                ExprKind::Compare { op, left, right } => {
                    let asked = match op {
                        Comparison::Equal | Comparison::NotEqual => Asked::Order,
                        Comparison::Less | Comparison::GreaterOrEqual => Asked::Less,
                        Comparison::Greater | Comparison::LessOrEqual => Asked::Greater,
                    };
                    found(Source::Pair(*left, *right, asked));
                }
                ExprKind::Between { value, low, high } => {
                    found(Source::Pair(*value, *low, Asked::Less));
                    found(Source::Pair(*value, *high, Asked::Greater));
                }
                ExprKind::OneOf { value, elements } => {
                    elements.iter().for_each(|element| found(Source::Pair(*value, *element, Asked::Order)));
                }
                _ => {}
            },
        }
    }

    /// When the entries leave that are in the window, or will be counted in it.
    fn leaving(&self, series: SeriesId, window: Duration, after: Instant) -> Vec<Instant> {
        let zone = self.scene.zone();
        let life = self.scene.life(self.scene.program.ir.series[series].object);
        let history = life.and_then(|life| life.history.get(series.index()));
        let entries = history.map_or(&[][..], |one| &one.entries);
        later(entries.iter().filter_map(|entry| Window::Rolling(window).leaves(zone, entry.at)), after)
    }

    /// When the instances leave that were created in the window.
    fn created(&self, object: ObjectId, window: Duration, after: Instant) -> Vec<Instant> {
        let zone = self.scene.zone();
        let created = self.scene.now.state.instances_of(object).map(|one| one.life().created);
        later(created.filter_map(|at| Window::Rolling(window).leaves(zone, at)), after)
    }

    /// The first change of a source after an instant.
    fn next(&self, source: &Source, after: Instant) -> Option<Instant> {
        match source {
            Source::Leaving(leaving) => {
                let later = leaving.partition_point(|at| *at > after);
                leaving.get(later.checked_sub(1)?).copied()
            }
            Source::Pair(left, right, asked) => {
                let asked = |at| self.at(at, |scene| asked.of(scene.order(*left, *right)));
                asked(after)?;
                // Where the calendar ends, nothing is known any more: that is no change.
                first_change(after, asked).filter(|at| asked(*at).is_some())
            }
        }
    }

    fn value(&self, expr: ExprId, at: Instant) -> Option<Value> {
        self.at(at, |scene| scene.value(expr).ok().map(Cow::into_owned))
    }

    /// What is read when the clock shows an instant.
    fn at<T>(&self, at: Instant, read: impl FnOnce(&Scene<'_>) -> T) -> T {
        let memo = Memo::new(self.scene.program);
        read(&self.scene.moved(&memo, at))
    }
}

/// Those after an instant, the latest first.
fn later(all: impl Iterator<Item = Instant>, after: Instant) -> Vec<Instant> {
    let mut later: Vec<Instant> = all.filter(|at| *at > after).collect();
    later.sort_unstable_by(|one, other| other.cmp(one));
    later.dedup();
    later
}

impl Asked {
    fn of(self, order: Option<Ordering>) -> Option<Ordering> {
        match self {
            Self::Order => order,
            Self::Less => order.map(|order| if order.is_lt() { Ordering::Less } else { Ordering::Greater }),
            Self::Greater => order.map(|order| if order.is_gt() { Ordering::Greater } else { Ordering::Less }),
        }
    }
}

/// The first instant after `after` with another answer than at `after`, of answers that never
/// come back once they have gone.
fn first_change<T: PartialEq>(after: Instant, answer: impl Fn(Instant) -> T) -> Option<Instant> {
    let first = answer(after);
    if answer(Instant::MAX) == first {
        return None;
    }
    let from = |milliseconds: i64| after.checked_add_milliseconds(milliseconds).unwrap_or(Instant::MAX);
    // Longer and longer steps to one that is too far, then halves of the last.
    let (mut same, mut other) = (0_i64, 1_i64);
    while answer(from(other)) == first {
        same = other;
        other = other.saturating_mul(2);
    }
    while other.saturating_sub(same) > 1 {
        let middle = same.midpoint(other);
        if answer(from(middle)) == first { same = middle } else { other = middle }
    }
    Some(from(other))
}

#[cfg(test)]
#[path = "flip_tests.rs"]
mod tests;
