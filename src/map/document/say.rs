//! Small things in words: windows, hours, handling, shares, types.

use crate::calendar::{ClosedDays, Period, Schedule, TimeRange, Weekday, Window};
use crate::ir::*;
use crate::map::words;

/// `9 a day`, `2 in any 7 days`: what follows a number.
pub(super) fn per(window: Window) -> String {
    match window {
        Window::Calendar(Period::Day) => "a day".to_owned(),
        Window::Calendar(Period::Week) => "a calendar week".to_owned(),
        Window::Calendar(Period::Month) => "a calendar month".to_owned(),
        Window::Calendar(Period::Year) => "a calendar year".to_owned(),
        Window::Rolling(length) => format!("in any {length}"),
    }
}

/// What becomes of what is held back.
pub(super) fn handling(handling: Handling) -> String {
    match handling {
        Handling::Drop => "the rest is dropped".to_owned(),
        Handling::Defer { at_most: None } => "the rest waits".to_owned(),
        Handling::Defer { at_most: Some(longest) } => format!("the rest waits, {longest} at most"),
    }
}

/// `Mon`: the first letters of the day.
fn day(day: Weekday) -> &'static str {
    let name = words::weekday(day);
    name.get(..3).unwrap_or(name)
}

fn ranges(ranges: &[TimeRange]) -> String {
    if ranges.is_empty() {
        return "closed".to_owned();
    }
    if *ranges == [TimeRange::WHOLE_DAY] {
        return "all day".to_owned();
    }
    let all: Vec<String> = ranges.iter().map(|range| format!("{}–{}", range.from, range.to)).collect();
    all.join(", ")
}

/// Days of the same hours together: `Mon–Thu` with `08:30–12:30`.
pub(super) fn hours(schedule: &Schedule) -> Vec<(String, String)> {
    let mut groups: Vec<(Weekday, Weekday, &[TimeRange])> = Vec::new();
    for weekday in Weekday::ALL {
        let own = schedule.ranges(weekday);
        match groups.last_mut() {
            Some((_, last, same)) if *same == own => *last = weekday,
            _ => groups.push((weekday, weekday, own)),
        }
    }
    let named =
        |first, last| if first == last { day(first).to_owned() } else { format!("{}–{}", day(first), day(last)) };
    groups.into_iter().map(|(first, last, own)| (named(first, last), ranges(own))).collect()
}

/// The days on which something is open: `Mon–Fri`.
pub(super) fn open_days(schedule: &Schedule) -> String {
    let open: Vec<String> =
        hours(schedule).into_iter().filter(|(_, hours)| hours != "closed").map(|(days, _)| days).collect();
    open.join(", ")
}

/// The hours that are not open on days that are all the same: `20:00–08:00`.
pub(super) fn quiet_hours(schedule: &Schedule) -> String {
    let open = schedule.ranges(Weekday::Monday);
    match open {
        [one] => format!("{}–{}", one.to, one.from),
        [morning, evening] => format!("{}–{}", morning.to, evening.from),
        _ => ranges(open),
    }
}

pub(super) fn closed(days: &ClosedDays) -> String {
    match *days {
        ClosedDays::Date(date) => date.to_string(),
        ClosedDays::Dates(first, last) => format!("{first} to {last}"),
        ClosedDays::EveryYear { month: of, day } => format!("every {day} {}", words::month(of)),
        ClosedDays::Nth { nth, weekday, month: of } => {
            let which = match nth {
                1 => "first",
                2 => "second",
                3 => "third",
                4 => "fourth",
                _ => "last",
            };
            format!("{which} {} of {}", day(weekday), words::month(of))
        }
    }
}

pub(super) const fn comparison(op: Comparison) -> &'static str {
    match op {
        Comparison::Equal => "=",
        Comparison::NotEqual => "≠",
        Comparison::Less => "<",
        Comparison::LessOrEqual => "≤",
        Comparison::Greater => ">",
        Comparison::GreaterOrEqual => "≥",
    }
}

pub(super) const fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Consent => "consent",
        Basis::Contract => "contract",
        Basis::LegalObligation => "legal obligation",
        Basis::VitalInterest => "vital interest",
        Basis::PublicInterest => "public interest",
        Basis::LegitimateInterest => "legitimate interest",
    }
}

/// `1 rule`, `2 rules`
pub(super) fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}
