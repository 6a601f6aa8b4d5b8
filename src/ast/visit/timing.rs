//! Caps, windows and openings.

use super::common::{before, exprs, head, reference};
use super::{Visitor, walk_body};
use crate::ast::*;

/// Visits the parts of a cap; `when`, `across` and `exempt` as they stand.
pub fn walk_cap<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, cap: &'a Cap) {
    let Cap { amount, window: per, when, across, exempt, handling: held } = cap;
    visitor.visit_expr(amount);
    window(visitor, Some(per));
    let mut names: Vec<&Name> = across.iter().chain(exempt).collect();
    names.sort_by_key(|name| name.place.0.start);
    let mut when = when.as_ref();
    for name in names {
        exprs(visitor, when.take_if(|guard| before(Some(guard.place), Some(name.place))));
        reference(visitor, name);
    }
    exprs(visitor, when);
    handling(visitor, held.as_ref());
}

pub(super) fn window<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, window: Option<&'a Window>) {
    match window {
        Some(Window::Rolling(duration)) => visitor.visit_duration(duration),
        Some(Window::Calendar(_)) | None => {}
    }
}

pub(super) fn handling<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, handling: Option<&'a Handling>) {
    match handling {
        Some(Handling::Defer { at_most: Some(longest) }) => visitor.visit_duration(longest),
        Some(Handling::Defer { at_most: None } | Handling::Drop) | None => {}
    }
}

pub(super) fn time_range<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, range: &'a TimeRange) {
    let TimeRange { from, to } = range;
    visitor.visit_time_of_day(from);
    visitor.visit_time_of_day(to);
}

pub(super) fn day_ranges<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, days: &'a [DayRange]) {
    days.iter().for_each(|days| visitor.visit_day_range(days));
}

pub(super) fn opening<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, opening: &'a Opening) {
    let Opening { name, label, body } = opening;
    head(visitor, name, None, label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn opening_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a OpeningClause) {
    match clause {
        OpeningClause::Hours { days, ranges } => {
            day_ranges(visitor, days);
            ranges.iter().for_each(|range| time_range(visitor, range));
        }
        OpeningClause::Closed(days) => {
            for day in days {
                match day {
                    ClosedDay::EveryYear(day) => visitor.visit_month_day(day),
                    ClosedDay::Date(_) | ClosedDay::Dates(_, _) | ClosedDay::Nth { nth: _, weekday: _, month: _ } => {}
                }
            }
        }
        OpeningClause::Zone(zone) => visitor.visit_text(zone),
        OpeningClause::Common(common) => visitor.visit_common(common),
    }
}
