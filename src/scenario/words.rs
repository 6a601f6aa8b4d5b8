//! What things are called, why something was held back, what waits and for what: in words.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::runner::Runner;
use super::whose::Whose;
use crate::calendar::{Recurrence, TimeOfDay, Weekday};
use crate::decide::{Cancellation, Cause, Names, Reason, next_rule, next_transition};
use crate::ir::{
    Actor, Because, Blueprint, CapOwner, EventId, EveryOn, RuleId, SequenceId, StageId, StepKind, TransitionId,
    Trigger, Value, Wait, print,
};
use crate::state::{Hold, PlainValue, Rest, Run, Waiting, Why, to_plain};

/// The name of an action or a rule.
pub(super) fn name(ir: &Blueprint, actor: Actor) -> &str {
    match actor {
        Actor::Action(action) => &ir.actions[action].info.name,
        Actor::Rule(rule) => &ir.rules[rule].info.name,
    }
}

/// A value as a reader knows it.
pub(super) fn shown(ir: &Blueprint, value: Option<&Value>) -> String {
    let Some(value) = value else { return "unset".to_owned() };
    match (value, to_plain(ir, value)) {
        (Value::Text(_), PlainValue::Text(text)) => format!("{:?}", text.chars().take(120).collect::<String>()),
        (_, plain) => plain_text(&plain),
    }
}

fn plain_text(plain: &PlainValue) -> String {
    match plain {
        PlainValue::Null => "unset".to_owned(),
        PlainValue::Bool(value) => value.to_string(),
        PlainValue::Int(value) => value.to_string(),
        PlainValue::Decimal(value) => value.to_string(),
        PlainValue::Text(text) => text.clone(),
        PlainValue::List(elements) => {
            format!("[{}]", elements.iter().map(plain_text).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Why an action was held back.
pub(super) fn reason(ir: &Blueprint, reason: &Reason) -> String {
    let known = |unknown: bool| if unknown { "it is unknown whether there is consent" } else { "there is no consent" };
    match reason {
        Reason::ChannelConsent { channel, unknown } => {
            format!("{} for channel {}", known(unknown.is_some()), ir.channels[*channel].info.name)
        }
        Reason::PurposeConsent { purpose, unknown } => {
            format!("{} for purpose {}", known(unknown.is_some()), ir.purposes[*purpose].info.name)
        }
        Reason::Group { group, taken_by, .. } => {
            let rules: Vec<&str> = taken_by.iter().map(|&rule| ir.rules[rule].info.name.as_str()).collect();
            format!("group {} is full: {}", ir.groups[*group].info.name, rules.join(", "))
        }
        reason @ Reason::Hours { .. } => format!("it is {}", Names(ir).reason(reason)),
        reason => Names(ir).reason(reason),
    }
}

/// ` because consent email`
pub(super) fn because(ir: &Blueprint, because: Because) -> String {
    match because {
        Because::Consent => " because consent".to_owned(),
        Because::ChannelConsent(channel) => format!(" because consent {}", ir.channels[channel].info.name),
        Because::PurposeConsent(purpose) => format!(" because consent {}", ir.purposes[purpose].info.name),
        Because::Group(None) => " because group".to_owned(),
        Because::Mode(None) => " because mode".to_owned(),
        Because::Mode(Some(mode)) => format!(" because mode {}", ir.modes[mode].info.name),
        Because::Sequence(sequence) => format!(" because mode {}", ir.sequences[sequence].info.name),
        Because::Cap(None) => " because cap".to_owned(),
        Because::Cap(Some(CapOwner::Channel(channel))) => {
            format!(" because cap {}", ir.channels[channel].info.name)
        }
        Because::Cap(Some(CapOwner::Purpose(purpose))) => {
            format!(" because cap {}", ir.purposes[purpose].info.name)
        }
        Because::Hours(None) => " because hours".to_owned(),
        Because::Hours(Some(channel)) => format!(" because hours {}", ir.channels[channel].info.name),
        Because::Limit => " because limit".to_owned(),
        Because::Holdout => " because holdout".to_owned(),
        Because::Group(Some(group)) => format!(" because group {}", ir.groups[group].info.name),
    }
}

/// What became of an action that is no longer wanted.
pub(super) fn cancelled(ir: &Blueprint, cancellation: &Cancellation) -> String {
    let (name, why) = (&ir.actions[cancellation.action].info.name, Names(ir).cancel_reason(cancellation.why));
    format!("`{name}` was cancelled, for {why}")
}

/// What an action waits for.
pub(super) fn waits(ir: &Blueprint, waiting: &Waiting) -> String {
    let name = &ir.actions[waiting.action].info.name;
    match &waiting.why {
        Why::Delayed { due } => format!("`{name}` is planned: it comes up at {due}"),
        Why::Deferred { hold: by, until, expires, .. } => {
            let mut text = match until {
                Some(until) => format!("`{name}` waits until {until}, for {}", hold(ir, *by)),
                None => format!("`{name}` waits, for {}", hold(ir, *by)),
            };
            if let Some(expires) = expires {
                text.push_str(&format!("; it is given up at {expires}"));
            }
            text
        }
    }
}

/// What holds an action back that waits.
fn hold(ir: &Blueprint, hold: Hold) -> String {
    let names = Names(ir);
    match hold {
        Hold::Mode(mode) => format!("mode {} is on", ir.modes[mode].info.name),
        Hold::Sequence(sequence) => format!("sequence {} is running", names.sequence(sequence)),
        Hold::Limit(rule) => format!("rule {} has acted as often as it may", ir.rules[rule].info.name),
        Hold::Cap(cap) => format!("the cap of {}", names.cap(cap)),
        Hold::Hours(channel, place) => {
            let hours = usize::try_from(place).unwrap_or(usize::MAX);
            reason(ir, &Reason::Hours { channel, hours })
        }
    }
}

/// Where a run of a sequence stands.
pub(super) fn stands(ir: &Blueprint, run: &Run) -> String {
    let sequence = &ir.sequences[run.sequence];
    let step = usize::try_from(run.step).ok().and_then(|step| sequence.steps.get(step));
    let or_sooner = match step.map(|step| &step.kind) {
        Some(StepKind::Wait { wait: Wait::For { or: Some(_), .. } | Wait::Until { .. }, .. }) => " at the latest",
        _ => "",
    };
    let step = step.map_or("its end", |step| step.key.as_str());
    let rest = match run.rest {
        Rest::Waiting { until: Some(until) } => format!("until {until}{or_sooner}"),
        Rest::Waiting { until: None } => "for as long as it takes".to_owned(),
        Rest::Acting => "until its actions are done".to_owned(),
        Rest::Ready | Rest::Over { .. } => "and does not go on, for it is suspended".to_owned(),
    };
    format!("sequence {} stands at `{step}` {rest}", sequence.info.name)
}

/// How a sequence stands.
pub(super) fn sequence(runner: &Runner<'_>, id: SequenceId, whose: Whose<'_>) -> String {
    let ir = &*runner.program.ir;
    let (state, sequence) = (&runner.state, &ir.sequences[id]);
    let name = &sequence.info.name;
    if let Some(run) = state.core().runs.iter().find(|run| run.sequence == id && whose.is(state, run.subject)) {
        return stands(ir, run);
    }
    let subjects = state.subjects_of(sequence.object).filter(|subject| whose.is(state, *subject));
    let ended = subjects.filter_map(|subject| state.life(subject)?.past().ended.get(&id).copied());
    match ended.max() {
        Some(ended) => format!("sequence {name} was over at {ended}"),
        None => format!("sequence {name} has not begun"),
    }
}

/// What makes something happen.
pub(super) fn cause(ir: &Blueprint, cause: Cause) -> String {
    match cause {
        Cause::Rule(rule) => format!("rule {}", ir.rules[rule].info.name),
        Cause::Transition(transition) => format!("transition {}", ir.transitions[transition].info.name),
        Cause::Sequence(sequence) => format!("sequence {}", ir.sequences[sequence].info.name),
        Cause::Sla(sla) => format!("sla {}", ir.slas[sla].info.name),
    }
}

/// What a rule that was not set off waits for.
pub(super) fn idle_rule(runner: &Runner<'_>, id: RuleId, whose: Whose<'_>) -> String {
    let ir = &*runner.program.ir;
    let rule = &ir.rules[id];
    if rule.inactive {
        return format!("rule {} (inactive)", rule.info.name);
    }
    if let Some(other) = whose.another(ir, rule.object) {
        return format!("rule {} (of {other})", rule.info.name);
    }
    let subject = whose.subject(&runner.state);
    let due = rule.trigger.is_timed().then(|| next_rule(&runner.program, &runner.state, id, subject));
    format!("rule {} ({}{})", rule.info.name, trigger_text(ir, &rule.trigger), due_text(due))
}

/// What a transition that was not set off waits for.
pub(super) fn idle_transition(runner: &Runner<'_>, id: TransitionId, whose: Whose<'_>) -> String {
    let ir = &*runner.program.ir;
    let found = &ir.transitions[id];
    if let Some(other) = whose.another(ir, ir.journeys[found.journey].object) {
        return format!("{} (of {other})", found.info.name);
    }
    let subject = whose.subject(&runner.state);
    match &found.trigger {
        Some(trigger) => {
            let due = trigger.is_timed().then(|| next_transition(&runner.program, &runner.state, id, subject));
            format!("{} ({}{})", found.info.name, trigger_text(ir, trigger), due_text(due))
        }
        None => format!("{} (its journey was in another stage)", found.info.name),
    }
}

fn due_text(due: Option<Option<crate::calendar::Instant>>) -> String {
    match due {
        Some(Some(due)) => format!(", due at {due}"),
        Some(None) => ", not due".to_owned(),
        None => String::new(),
    }
}

pub(super) fn trigger_text(ir: &Blueprint, trigger: &Trigger) -> String {
    match trigger {
        Trigger::Event(on) => format!("on {}", events(ir, &on.events)),
        Trigger::Enter(entered) => format!("on enter {}", stages(ir, entered)),
        Trigger::Exit(left) => format!("on exit {}", stages(ir, left)),
        Trigger::Change { of, .. } => {
            let of: Vec<String> = of.iter().map(|&value| print::expr(ir, value)).collect();
            format!("on change {}", of.join(", "))
        }
        Trigger::Breach(sla) => format!("on breach {}", ir.slas[*sla].info.name),
        Trigger::Becoming { guard, .. } => format!("on becoming {}", print::expr(ir, *guard)),
        Trigger::After { delay, stages: of } => {
            format!("after {} in stage {}", print::expr(ir, *delay), stages(ir, of))
        }
        Trigger::Without { delay, series } => {
            let of: Vec<EventId> = series.iter().map(|&series| ir.series[series].event).collect();
            let of = if of.is_empty() { "change".to_owned() } else { events(ir, &of) };
            format!("after {} without {of}", print::expr(ir, *delay))
        }
        Trigger::Date { of, offset: None, time, .. } => format!("at {}{}", print::expr(ir, *of), at(*time)),
        Trigger::Date { of, offset: Some(offset), before, time, .. } => {
            let side = if *before { "before" } else { "after" };
            format!("at {} {side} {}{}", print::expr(ir, *offset), print::expr(ir, *of), at(*time))
        }
        Trigger::Every { on, time } => {
            let on = match on {
                EveryOn::Date(date) => format!("year on {}", print::expr(ir, *date)),
                EveryOn::Days(Recurrence::Daily) => "day".to_owned(),
                EveryOn::Days(Recurrence::Weekly(days)) => {
                    let days: Vec<&str> = days.iter().map(|day| weekday(*day)).collect();
                    format!("week on {}", days.join(", "))
                }
                EveryOn::Days(Recurrence::Monthly { day }) => format!("month on {day}"),
                EveryOn::Days(Recurrence::Yearly { month, day }) => format!("year on {month:02}-{day:02}"),
            };
            format!("every {on}{}", at(Some(*time)))
        }
    }
}

/// ` at 09:00`
fn at(time: Option<TimeOfDay>) -> String {
    time.map(|time| format!(" at {time}")).unwrap_or_default()
}

const fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "mon",
        Weekday::Tuesday => "tue",
        Weekday::Wednesday => "wed",
        Weekday::Thursday => "thu",
        Weekday::Friday => "fri",
        Weekday::Saturday => "sat",
        Weekday::Sunday => "sun",
    }
}

fn stages(ir: &Blueprint, stages: &[StageId]) -> String {
    stages.iter().map(|&stage| ir.stages[stage].info.name.as_str()).collect::<Vec<_>>().join(", ")
}

fn events(ir: &Blueprint, events: &[EventId]) -> String {
    events.iter().map(|&event| ir.events[event].info.name.as_str()).collect::<Vec<_>>().join(", ")
}
