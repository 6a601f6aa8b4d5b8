//! Which facts of a contact differ between two states.

use crate::calendar::Instant;
use crate::plan::Facts;
use crate::state::{ContactState, Life, Remembered, Row};

use super::Program;

/// The facts that differ between two states of a contact, of which one was made of the other; all, where the contact's
/// zone may be another.
pub(super) fn difference(program: &Program, one: &ContactState, other: &ContactState) -> Facts {
    let (one, other) = (one.core(), other.core());
    if std::ptr::eq(one, other) {
        return Facts::NOTHING;
    }
    let instances = when(!one.instances.is(&other.instances), Facts::INSTANCES);
    let found = of_lives(&one.life, &other.life).and(instances);
    if found.meets(program.plan.zone_rests_on()) { Facts::ALL } else { found }
}

fn of_lives(one: &Life, other: &Life) -> Facts {
    let since = (one.created, one.changed) != (other.created, other.changed);
    let fields: Facts = one.fields.differing(&other.fields).map(Facts::field).collect();
    fields
        .and(of_rows(&one.history, &other.history, is_same, Facts::series))
        .and(of_points((&one.points, &one.risen), (&other.points, &other.risen)))
        .and(of_rows(&one.modes, &other.modes, PartialEq::eq, |_| Facts::MODES))
        .and(when(!one.stages.is(&other.stages), Facts::STAGES))
        .and(when(!one.slas.is(&other.slas), Facts::SLAS))
        .and(when(since, Facts::KNOWN_SINCE))
        .and(when(!std::ptr::eq(one.past(), other.past()), Facts::PAST))
}

/// The event points of scores, and since when there have been any.
pub(super) type Points<'p> = (&'p Row<i64>, &'p Row<Option<Instant>>);

/// The facts that differ of event points.
pub(super) fn of_points(one: Points<'_>, other: Points<'_>) -> Facts {
    let points = of_rows(one.0, other.0, PartialEq::eq, Facts::points);
    points.and(of_rows(one.1, other.1, PartialEq::eq, |_| Facts::RISEN))
}

const fn when(differs: bool, facts: Facts) -> Facts {
    if differs { facts } else { Facts::NOTHING }
}

/// The facts of those places at which two lists differ.
fn of_rows<T>(one: &Row<T>, other: &Row<T>, is_same: impl Fn(&T, &T) -> bool, fact: impl Fn(usize) -> Facts) -> Facts {
    if one.is(other) {
        return Facts::NOTHING;
    }
    let differs = |place: &usize| match (one.get(*place), other.get(*place)) {
        (Some(one), Some(other)) => !is_same(one, other),
        _ => true,
    };
    (0..one.len().max(other.len())).filter(differs).map(fact).collect()
}

/// What is remembered grows with each event.
fn is_same(one: &Remembered, other: &Remembered) -> bool {
    (one.last, one.count) == (other.last, other.count) && one.entries.is(&other.entries)
}
