//! What a blueprint says, in the words of its readers: labels for names, words for operators.

use crate::calendar::{Recurrence, Weekday};
use crate::ir::{
    Blueprint, EventFilter, EventId, EveryOn, ExprId, ExprKind, Info, SeriesId, StageId, TeamId, Trigger, print,
};

/// An expression: `Amount > 500 and in segment “Loyal”`.
pub(crate) fn expr(ir: &Blueprint, id: ExprId) -> String {
    print::said(ir, id)
}

/// Some things in a row: `a`, `a or b`, `a, b or c`.
pub(crate) fn joined(parts: &[String], word: &str) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// Titles in a row.
pub(crate) fn titles<'i>(infos: impl IntoIterator<Item = Option<&'i Info>>, word: &str) -> String {
    let titles: Vec<String> = infos.into_iter().map(|info| title(info).to_owned()).collect();
    joined(&titles, word)
}

/// The label or the name.
pub(crate) fn title(info: Option<&Info>) -> &str {
    info.map_or("?", Info::title)
}

/// `Marketing, Sales`
pub(crate) fn teams(ir: &Blueprint, ids: &[TeamId]) -> String {
    let titles: Vec<&str> = ids.iter().map(|&id| title(ir.teams.get(id).map(|team| &team.info))).collect();
    titles.join(", ")
}

/// `Quote sent or Quote asked for`
pub(crate) fn events(ir: &Blueprint, ids: &[EventId]) -> String {
    titles(ids.iter().map(|&id| ir.events.get(id).map(|event| &event.info)), "or")
}

/// `“Lead” or “Customer”`
pub(crate) fn stages(ir: &Blueprint, ids: &[StageId]) -> String {
    let titles: Vec<String> =
        ids.iter().map(|&id| format!("“{}”", title(ir.stages.get(id).map(|stage| &stage.info)))).collect();
    joined(&titles, "or")
}

/// `Quote sent if Amount > 500`
pub(crate) fn filter(ir: &Blueprint, filter: &EventFilter) -> String {
    let events = events(ir, &filter.events);
    match filter.filter {
        Some(test) => format!("{events} if {}", expr(ir, test)),
        None => events,
    }
}

/// What sets something off: `Quote sent`, `after 3 days`, `when Amount > 500`.
pub(crate) fn trigger(ir: &Blueprint, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Event(events) => filter(ir, events),
        Trigger::Enter(of) => format!("on entering {}", stages(ir, of)),
        Trigger::Exit(of) => format!("on leaving {}", stages(ir, of)),
        Trigger::Change { of, from, to } => {
            let values: Vec<String> = of.iter().map(|&value| expr(ir, value)).collect();
            let mut text = format!("when {} changes", joined(&values, "or"));
            for (word, value) in [(" from ", from), (" to ", to)] {
                if let Some(value) = value {
                    text.push_str(word);
                    text.push_str(&expr(ir, *value));
                }
            }
            text
        }
        Trigger::Becoming { guard, .. } => format!("as soon as {}", expr(ir, *guard)),
        Trigger::After { delay, stages: of } => format!("after {} in stage {}", expr(ir, *delay), stages(ir, of)),
        Trigger::Without { delay, series } => format!("after {} without {}", expr(ir, *delay), silence(ir, series)),
        Trigger::Date { of, offset, before, time, .. } => {
            let at = time.map_or_else(String::new, |time| format!(" at {time}"));
            match offset {
                Some(offset) => {
                    let side = if *before { "before" } else { "after" };
                    format!("{} {side} “{}”{at}", expr(ir, *offset), expr(ir, *of))
                }
                None => format!("on the date “{}”{at}", expr(ir, *of)),
            }
        }
        Trigger::Every { on, time } => format!("{} at {time}", every(ir, on)),
        Trigger::Breach(sla) => format!("{} breached", title(ir.slas.get(*sla).map(|sla| &sla.info))),
    }
}

/// `Login or Order where Amount > 5`; of no series, `change`.
fn silence(ir: &Blueprint, series: &[SeriesId]) -> String {
    let parts: Vec<String> = series
        .iter()
        .filter_map(|&id| ir.series.get(id))
        .map(|series| filter(ir, &EventFilter { events: vec![series.event], filter: series.filter }))
        .collect();
    if parts.is_empty() { "change".to_owned() } else { joined(&parts, "or") }
}

/// `every Monday`, `every year on Birthday`
pub(crate) fn every(ir: &Blueprint, on: &EveryOn) -> String {
    match on {
        EveryOn::Date(date) => format!("every year on “{}”", expr(ir, *date)),
        EveryOn::Days(Recurrence::Daily) => "every day".to_owned(),
        EveryOn::Days(Recurrence::Weekly(days)) => {
            let days: Vec<String> = days.iter().map(|&day| weekday(day).to_owned()).collect();
            format!("every {}", joined(&days, "and"))
        }
        EveryOn::Days(Recurrence::Monthly { day }) => format!("every month on day {day}"),
        EveryOn::Days(Recurrence::Yearly { month, day }) => format!("every year on {day} {}", self::month(*month)),
    }
}

/// `Monday`
pub(crate) const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// `January` for 1.
pub(crate) fn month(month: u8) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES.get(usize::from(month).wrapping_sub(1)).copied().unwrap_or("?")
}

/// The parts of a conjunction, each for itself.
pub(crate) fn conjuncts(ir: &Blueprint, id: ExprId) -> Vec<ExprId> {
    match ir.exprs.get(id).map(|expr| &expr.kind) {
        Some(ExprKind::And(parts)) => parts.clone(),
        _ => vec![id],
    }
}

/// A share in 1/10,000: `12.5 %`.
pub(crate) fn share(share: u16) -> String {
    let (whole, part) = (share / 100, share % 100);
    match part {
        0 => format!("{whole} %"),
        part if part.is_multiple_of(10) => format!("{whole}.{} %", part / 10),
        part => format!("{whole}.{part:02} %"),
    }
}

#[cfg(test)]
mod tests;
