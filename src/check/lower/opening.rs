//! `opening`, and the parts of a week.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::nodes::Node;
use super::header::zone_named;
use crate::ast::{self, ClosedDay, DayRange, OpeningClause};
use crate::calendar::{ClosedDays, Schedule, TimeOfDay, TimeRange, Weekday};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lowers all openings.
pub(super) fn all(checker: &mut Checker<'_>) {
    for node in checker.nodes.openings.clone() {
        let opening = opening(checker, node);
        checker.ir.openings.push(opening);
    }
}

fn opening(checker: &mut Checker<'_>, node: Node<'_, ast::Opening>) -> Opening {
    let ast = node.ast;
    let owner = Owner::new("opening", &ast.name, &ast.body);
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let mut zone = Slot::new("zone");
    let mut hours: [Vec<TimeRange>; 7] = Default::default();
    let (mut closed, mut all_read) = (Vec::new(), true);
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            OpeningClause::Hours { days, ranges } => {
                let read: Vec<Option<TimeRange>> = ranges.iter().map(|range| time_range(checker, range)).collect();
                all_read &= read.iter().all(Option::is_some);
                for day in weekdays(days) {
                    if let Some(own) = hours.get_mut(day.index()) {
                        own.extend(read.iter().copied().flatten());
                    }
                }
            }
            OpeningClause::Closed(days) => closed.extend(days.iter().filter_map(|day| closed_days(checker, day, span))),
            OpeningClause::Zone(name) => zone.put(checker, span, name),
            OpeningClause::Common(_) => {}
        }
    }
    let schedule = Schedule::new(hours, closed);
    if all_read && !owner.damaged && !schedule.has_open_hour() {
        let message = format!("the opening `{}` is never open", owner.name);
        let help = "give at least one day its hours, `mon..fri 09:00..18:00`";
        checker.report(Diagnostic::new(Code::NeverOpen, owner.span, message).help(help));
    }
    let zone = zone.value().and_then(|text| zone_named(checker, &text.value, text.place.0));
    Opening { info, schedule, zone: zone.map(|zone| zone.name().to_owned()), responsibilities }
}

/// E0410: a range of an opening does not cross midnight.
fn time_range(checker: &mut Checker<'_>, range: &ast::TimeRange) -> Option<TimeRange> {
    let (from, to) = (time_of_day(&range.from), time_of_day(&range.to));
    let read = TimeRange::new(from, to);
    if read.is_none() {
        let message = format!("the range {from}..{to} does not end behind its beginning");
        let help = if to == TimeOfDay::START {
            "the end of the day is written 24:00".to_owned()
        } else {
            format!("over midnight, write two: {from}..24:00, and 00:00..{to} on the day behind")
        };
        let span = range.from.place.0.to(range.to.place.0);
        checker.report(Diagnostic::new(Code::BadBounds, span, message).help(help));
    }
    read
}

/// E0410: the last day is not before the first.
fn closed_days(checker: &mut Checker<'_>, day: &ClosedDay, clause: Span) -> Option<ClosedDays> {
    let (lowered, span) = match day {
        ClosedDay::Date(date) => (ClosedDays::Date(*date), clause),
        ClosedDay::Dates(first, last) => (ClosedDays::Dates(*first, *last), clause),
        ClosedDay::EveryYear(day) => (ClosedDays::EveryYear { month: day.month, day: day.day }, day.place.0),
        ClosedDay::Nth { nth, weekday, month } => {
            (ClosedDays::Nth { nth: *nth, weekday: week_day(*weekday), month: *month }, clause)
        }
    };
    match lowered.problem() {
        None => Some(lowered),
        Some(problem) => {
            checker.error(Code::BadBounds, span, problem);
            None
        }
    }
}

/// The time that is written; the parser has seen that it is one.
pub(super) fn time_of_day(time: &ast::TimeOfDay) -> TimeOfDay {
    TimeOfDay::new(time.minutes).unwrap_or(TimeOfDay::START)
}

pub(super) const fn week_day(day: ast::Weekday) -> Weekday {
    match day {
        ast::Weekday::Monday => Weekday::Monday,
        ast::Weekday::Tuesday => Weekday::Tuesday,
        ast::Weekday::Wednesday => Weekday::Wednesday,
        ast::Weekday::Thursday => Weekday::Thursday,
        ast::Weekday::Friday => Weekday::Friday,
        ast::Weekday::Saturday => Weekday::Saturday,
        ast::Weekday::Sunday => Weekday::Sunday,
    }
}

/// The days of all ranges, Monday first, each once. `fri..mon` goes over the weekend.
pub(super) fn weekdays(ranges: &[DayRange]) -> Vec<Weekday> {
    let within = |day: Weekday, range: &DayRange| {
        let (from, to) = (week_day(range.from), week_day(range.to));
        if from <= to { from <= day && day <= to } else { day >= from || day <= to }
    };
    Weekday::ALL.into_iter().filter(|day| ranges.iter().any(|range| within(*day, range))).collect()
}
