//! Triggers, effects, actions, rules.

use super::declaration::events;
use super::expression::{expr, sum};
use super::layout::{Block, Layout, Row, braces, declaration, line};
use super::small::{
    commas, common, day_range, handled, header, month_day, name, names, optional, path, paths, share, time, unit,
    values, values_inline, window,
};
use crate::ast::*;

pub(super) fn trigger(found: &Trigger) -> String {
    match found {
        Trigger::Event(on) => format!("on {}", events(on)),
        Trigger::Enter(stages) => format!("on enter {}", paths(stages)),
        Trigger::Exit(stages) => format!("on exit {}", paths(stages)),
        Trigger::Change { of, from, to } => {
            let (from, to) = (optional("from", from.as_ref(), sum), optional("to", to.as_ref(), sum));
            format!("on change {}{from}{to}", paths(of))
        }
        Trigger::Becoming { guard, including_existing } => {
            format!("on becoming {}{}", expr(guard), if *including_existing { " including existing" } else { "" })
        }
        Trigger::After { delay, stages } if stages.is_empty() => format!("after {}", sum(delay)),
        Trigger::After { delay, stages } => format!("after {} in stage {}", sum(delay), paths(stages)),
        Trigger::Without { delay, events } if events.is_empty() => format!("after {} without change", sum(delay)),
        Trigger::Without { delay, events } => format!("after {} without {}", sum(delay), names(events)),
        Trigger::Date { offset, of, time, or_at_once } => {
            let offset = offset.as_ref().map(|(distance, direction)| {
                let direction = match direction {
                    Direction::Before => "before",
                    Direction::After => "after",
                };
                format!("{} {direction} ", sum(distance))
            });
            let once = if *or_at_once { " or at once" } else { "" };
            let offset = offset.unwrap_or_default();
            format!("at {offset}{}{}{once}", path(of), optional("at", time.as_ref(), self::time))
        }
        Trigger::Every { unit, on, time } => {
            let (on, time) = (optional("on", on.as_ref(), every_on), optional("at", time.as_ref(), self::time));
            format!("every {}{on}{time}", self::unit(*unit))
        }
        Trigger::Breach(sla) => format!("on breach {}", name(sla)),
    }
}

fn every_on(on: &EveryOn) -> String {
    match on {
        EveryOn::Day(day) => day.value.to_string(),
        EveryOn::Weekdays(days) => commas(days, day_range),
        EveryOn::MonthDay(day) => month_day(day),
        EveryOn::Field(field) => path(field),
    }
}

/// `do a, b with { … } after 2 days`
pub(super) fn does(found: &Do) -> String {
    let calls = commas(&found.calls, |call| {
        let name = name(&call.action);
        if call.with.is_empty() { name } else { values_inline(&format!("{name} with"), &call.with) }
    });
    format!("do {calls}{}", optional("after", found.after.as_ref(), sum))
}

pub(super) fn effect(found: &Effect) -> String {
    match found {
        Effect::Set(assignments) => {
            format!("set {}", commas(assignments, |(field, value)| format!("{} = {}", path(field), expr(value))))
        }
        Effect::Add { value, to } => format!("add {} to {}", sum(value), path(to)),
        Effect::Remove { value, from } => format!("remove {} from {}", sum(value), path(from)),
        Effect::Start { sequence, arguments } if arguments.is_empty() => format!("start {}", name(sequence)),
        Effect::Start { sequence, arguments } => format!("start {}({})", name(sequence), commas(arguments, expr)),
    }
}

pub(super) fn action(found: &Action) -> Block {
    let head = header("action", &found.name, found.subject.as_ref(), found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            ActionClause::Channel(channel) => line(format!("channel {}", name(channel))),
            ActionClause::Automated => line("automated"),
            ActionClause::Human => line("human"),
            ActionClause::Purpose(purpose) => line(format!("purpose {}", name(purpose))),
            ActionClause::Personalization(how) => line(format!("personalization {}", name(how))),
            ActionClause::Effort(effort) => line(format!("effort {}", sum(effort))),
            ActionClause::Due(due) => line(format!("due {}", sum(due))),
            ActionClause::With(found) if found.is_empty() => line("with {}"),
            ActionClause::With(found) => values("with", found),
            ActionClause::Effect(found) => line(effect(found)),
            ActionClause::Otherwise(other) => line(format!("otherwise {}", name(other))),
            ActionClause::Assign { target, from, rotation } => {
                let rotation = if *rotation { " in rotation" } else { "" };
                line(format!("assign {} from {}{rotation}", path(target), path(from)))
            }
            ActionClause::Common(clause) => common(clause),
        },
    )
}

pub(super) fn rule(found: &Rule) -> Block {
    let head = header("rule", &found.name, found.subject.as_ref(), found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::CLAUSES,
        |_| false,
        |clause| match clause {
            RuleClause::Trigger(found) => line(trigger(found)),
            RuleClause::InStage(stages) => line(format!("in stage {}", paths(stages))),
            RuleClause::When(guard) => line(format!("when {}", expr(guard))),
            RuleClause::Do(found) => line(does(found)),
            RuleClause::Effect(found) => line(effect(found)),
            RuleClause::Unless(on) => line(format!("unless {}", events(on))),
            RuleClause::While(guard) => line(format!("while {}", expr(guard))),
            RuleClause::Limit { amount, window: per, handling } => {
                let per = per.as_ref().map(|per| format!(" {}", window(per))).unwrap_or_default();
                line(format!("limit {}{per}{}", sum(amount), handled(handling.as_ref())))
            }
            RuleClause::Group(group) => line(format!("group {}", name(group))),
            RuleClause::Priority(priority) => line(format!("priority {}", priority.value)),
            RuleClause::Holdout(part) => line(format!("holdout {}", share(part))),
            RuleClause::Split(variants) => {
                let variant =
                    |found: &Variant| format!("{} {} {}", name(&found.name), share(&found.share), does(&found.does));
                let rows = variants.iter().map(|found| Row::plain(line(variant(found)))).collect();
                braces("split", rows, &[], Layout::LINES.with_empty())
            }
            RuleClause::Active { from, to } => line(match (from, to) {
                (Some(from), Some(to)) => format!("active {}..{}", sum(from), sum(to)),
                (Some(from), None) => format!("active from {}", sum(from)),
                (None, Some(to)) => format!("active until {}", sum(to)),
                (None, None) => "active".to_owned(),
            }),
            RuleClause::Inactive => line("inactive"),
            RuleClause::Each { date } => line(if *date { "each date" } else { "each" }),
            RuleClause::Common(clause) => common(clause),
        },
    )
}
