//! What is done: triggers, effects, actions, rules, sequences, SLAs.

use super::common::{columns, exprs, head, named_values, paths, reference, references};
use super::timing::{day_ranges, handling, window};
use super::vocabulary::suspensions;
use super::{NameUse, Visitor, walk_body};
use crate::ast::*;

/// Visits the parts of an event filter.
pub fn walk_event_filter<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, filter: &'a EventFilter) {
    let EventFilter { events, filter, place: _ } = filter;
    references(visitor, events);
    exprs(visitor, filter);
}

/// Visits the parts of a trigger.
pub fn walk_trigger<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, trigger: &'a Trigger) {
    match trigger {
        Trigger::Event(events) => visitor.visit_event_filter(events),
        Trigger::Enter(stages) | Trigger::Exit(stages) => paths(visitor, stages),
        Trigger::Change { of, from, to } => {
            paths(visitor, of);
            exprs(visitor, from.iter().chain(to));
        }
        Trigger::Becoming { guard, including_existing: _ } => visitor.visit_expr(guard),
        Trigger::After { delay, stages } => {
            visitor.visit_expr(delay);
            paths(visitor, stages);
        }
        Trigger::Without { delay, events } => {
            visitor.visit_expr(delay);
            references(visitor, events);
        }
        Trigger::Date { offset, of, time, or_at_once: _ } => {
            exprs(visitor, offset.as_ref().map(|(distance, _)| distance));
            visitor.visit_path(of);
            time_of_day(visitor, time.as_ref());
        }
        Trigger::Every { unit: _, on, time } => {
            match on {
                Some(EveryOn::Day(number)) => visitor.visit_whole(number),
                Some(EveryOn::Weekdays(days)) => day_ranges(visitor, days),
                Some(EveryOn::MonthDay(day)) => visitor.visit_month_day(day),
                Some(EveryOn::Field(path)) => visitor.visit_path(path),
                None => {}
            }
            time_of_day(visitor, time.as_ref());
        }
        Trigger::Breach(sla) => reference(visitor, sla),
    }
}

/// Visits the actions, and the time that they wait.
pub fn walk_do<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, does: &'a Do) {
    let Do { calls, after } = does;
    calls.iter().for_each(|call| visitor.visit_action_call(call));
    exprs(visitor, after);
}

/// Visits the action's name and what it is given.
pub fn walk_action_call<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, call: &'a ActionCall) {
    let ActionCall { action, with } = call;
    reference(visitor, action);
    named_values(visitor, with, NameUse::Word);
}

/// Visits the parts of an effect.
pub fn walk_effect<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, effect: &'a Effect) {
    match effect {
        Effect::Set(assignments) => {
            for (target, value) in assignments {
                visitor.visit_path(target);
                visitor.visit_expr(value);
            }
        }
        Effect::Add { value, to: set } | Effect::Remove { value, from: set } => {
            visitor.visit_expr(value);
            visitor.visit_path(set);
        }
        Effect::Start { sequence, arguments } => {
            reference(visitor, sequence);
            exprs(visitor, arguments);
        }
    }
}

/// Visits the parts of a variant.
pub fn walk_variant<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, variant: &'a Variant) {
    let Variant { name, share, does } = variant;
    visitor.visit_name(name, NameUse::Declared);
    visitor.visit_share(share);
    visitor.visit_do(does);
}

/// Visits the parts of a step, the steps inside it among them.
pub fn walk_step<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, step: &'a Step) {
    match step {
        Step::Do(does) => visitor.visit_do(does),
        Step::Effect(effect) => visitor.visit_effect(effect),
        Step::Wait { wait: what, then, otherwise } => {
            wait(visitor, what);
            then.iter().chain(otherwise).for_each(|steps| walk_body(visitor, steps));
        }
        Step::When { guard, then, otherwise } => {
            visitor.visit_expr(guard);
            walk_body(visitor, then);
            otherwise.iter().for_each(|steps| walk_body(visitor, steps));
        }
        Step::Repeat { guard, steps } => {
            visitor.visit_expr(guard);
            walk_body(visitor, steps);
        }
        Step::Named { name, label, steps } => {
            head(visitor, name, None, label.as_ref());
            walk_body(visitor, steps);
        }
        Step::Invalid(invalid) => visitor.visit_invalid(invalid),
    }
}

pub(super) fn step<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, step: &'a Step) {
    visitor.visit_step(step);
}

fn time_of_day<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, time: Option<&'a TimeOfDay>) {
    time.into_iter().for_each(|time| visitor.visit_time_of_day(time));
}

fn wait<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, wait: &'a Wait) {
    match wait {
        Wait::For { delay, opening, or } => {
            visitor.visit_expr(delay);
            references(visitor, opening);
            or.iter().for_each(|events| visitor.visit_event_filter(events));
        }
        Wait::Time(time) => visitor.visit_time_of_day(time),
        Wait::Until { guard, at_most } => {
            visitor.visit_expr(guard);
            exprs(visitor, at_most);
        }
    }
}

pub(super) fn action<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, action: &'a Action) {
    let Action { name, subject, label, body } = action;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn rule<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, rule: &'a Rule) {
    let Rule { name, subject, label, body } = rule;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn sequence<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, sequence: &'a Sequence) {
    let Sequence { name, subject, label, parameters, body } = sequence;
    head(visitor, name, subject.as_ref(), label.as_ref());
    columns(visitor, parameters);
    walk_body(visitor, body);
}

pub(super) fn sla<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, sla: &'a Sla) {
    let Sla { name, subject, label, body } = sla;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn action_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a ActionClause) {
    match clause {
        ActionClause::Channel(name) | ActionClause::Purpose(name) | ActionClause::Otherwise(name) => {
            reference(visitor, name);
        }
        ActionClause::Automated | ActionClause::Human => {}
        ActionClause::Personalization(word) => visitor.visit_name(word, NameUse::Word),
        ActionClause::Effort(time) | ActionClause::Due(time) => visitor.visit_expr(time),
        ActionClause::With(values) => named_values(visitor, values, NameUse::Word),
        ActionClause::Effect(effect) => visitor.visit_effect(effect),
        ActionClause::Assign { target, from, rotation: _ } => paths(visitor, [target, from]),
        ActionClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn rule_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a RuleClause) {
    match clause {
        RuleClause::Trigger(trigger) => visitor.visit_trigger(trigger),
        RuleClause::InStage(stages) => paths(visitor, stages),
        RuleClause::When(guard) | RuleClause::While(guard) => visitor.visit_expr(guard),
        RuleClause::Do(does) => visitor.visit_do(does),
        RuleClause::Effect(effect) => visitor.visit_effect(effect),
        RuleClause::Unless(events) => visitor.visit_event_filter(events),
        RuleClause::Limit { amount, window: per, handling: held } => {
            visitor.visit_expr(amount);
            window(visitor, per.as_ref());
            handling(visitor, held.as_ref());
        }
        RuleClause::Group(name) => reference(visitor, name),
        RuleClause::Priority(number) => visitor.visit_whole(number),
        RuleClause::Holdout(share) => visitor.visit_share(share),
        RuleClause::Split(variants) => variants.iter().for_each(|variant| visitor.visit_variant(variant)),
        RuleClause::Active { from, to } => exprs(visitor, from.iter().chain(to)),
        RuleClause::Inactive | RuleClause::Each { date: _ } => {}
        RuleClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn sequence_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a SequenceClause) {
    match clause {
        SequenceClause::Reentry(Reentry::After(duration)) => visitor.visit_duration(duration),
        SequenceClause::Reentry(Reentry::Never | Reentry::AfterExit) => {}
        SequenceClause::Goal(leave) | SequenceClause::Exit(leave) => match leave {
            Leave::On(events) => visitor.visit_event_filter(events),
            Leave::When(guard) => visitor.visit_expr(guard),
        },
        SequenceClause::Suspend(all) => suspensions(visitor, all),
        SequenceClause::Step(step) => visitor.visit_step(step),
        SequenceClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn sla_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a SlaClause) {
    match clause {
        SlaClause::Starts(when) | SlaClause::Stops(when) | SlaClause::Pauses(when) | SlaClause::Resets(when) => {
            match when {
                SlaWhen::On(events) => visitor.visit_event_filter(events),
                SlaWhen::InStage(stages) => paths(visitor, stages),
            }
        }
        SlaClause::Within { target, opening, when } => {
            visitor.visit_expr(target);
            references(visitor, opening);
            exprs(visitor, when);
        }
        SlaClause::At { share, does } => {
            visitor.visit_share(share);
            visitor.visit_do(does);
        }
        SlaClause::Every { period, does } => {
            visitor.visit_duration(period);
            visitor.visit_do(does);
        }
        SlaClause::Breach(does) => visitor.visit_do(does),
        SlaClause::Common(common) => visitor.visit_common(common),
    }
}
