//! Scenarios.

use super::expression::{expr, sum};
use super::layout::{Block, Layout, Row, braces, declaration, line};
use super::small::{column, commas, common, duration, name, names, optional, path, paths, text, values_inline};
use crate::ast::*;

pub(super) fn scenario(found: &Scenario) -> Block {
    let head = format!("scenario {}", text(&found.label));
    declaration(head, &found.body, Layout::LINES.with_empty(), |_| false, scenario_line)
}

fn scenario_line(found: &ScenarioLine) -> Block {
    match found {
        ScenarioLine::ForEach { columns, rows } => {
            let row = |row: &ScenarioRow| Row::plain(line(format!("row {}", commas(&row.values, expr))));
            let head = format!("for each {{ {} }}", commas(columns, column));
            braces(&head, rows.iter().map(row).collect(), &[], Layout::LINES.with_empty())
        }
        ScenarioLine::At(at) => line(format!("at {}", sum(at))),
        ScenarioLine::After(time) => line(format!("after {}", sum(time))),
        ScenarioLine::Given(items) => line(format!("given {}", commas(items, given))),
        ScenarioLine::When(items) => line(format!("when {}", commas(items, happening))),
        ScenarioLine::Then(found) => line(format!("then {}", assertion(found))),
        ScenarioLine::Common(clause) => common(clause),
    }
}

fn given(found: &Given) -> String {
    match found {
        Given::Stage { stage, subject } => format!("stage {}{}", path(stage), for_instance(subject.as_ref())),
        Given::Value { target, value } => format!("{} = {}", path(target), expr(value)),
        Given::Instance { object, id, fields, stages } => {
            let shown = values_inline(&format!("{} {}", name(object), name(id)), fields);
            if stages.is_empty() { shown } else { format!("{shown} in stage {}", paths(stages)) }
        }
        Given::Past { event, when: PastTime::Ago(time) } => format!("{} {} ago", occurrence(event), duration(time)),
        Given::Past { event, when: PastTime::At(at) } => format!("{} at {}", occurrence(event), sum(at)),
        Given::HeldOut(rule) => format!("held out of {}", name(rule)),
        Given::Variant { variant, rule } => format!("variant {} of {}", name(variant), name(rule)),
        Given::Running { sequence, step, subject } => {
            let step = optional("at", step.as_ref(), name);
            format!("running {}{step}{}", name(sequence), for_instance(subject.as_ref()))
        }
        Given::Mode(mode) => format!("mode {}", name(mode)),
    }
}

fn for_instance(subject: Option<&Name>) -> String {
    optional("for", subject, name)
}

fn occurrence(found: &Occurrence) -> String {
    let keyword = if found.opens { "as" } else { "of" };
    values_inline(&format!("{}{}", name(&found.event), optional(keyword, found.subject.as_ref(), name)), &found.payload)
}

fn happening(found: &Happening) -> String {
    match found {
        Happening::Event(event) => occurrence(event),
        Happening::Change { target, value } => format!("{} = {}", path(target), expr(value)),
    }
}

fn assertion(found: &Assertion) -> String {
    match found {
        Assertion::Fires { names: what, subject, negated } => {
            let not = if *negated { "not " } else { "" };
            format!("{not}fires {}{}", names(what), for_instance(subject.as_ref()))
        }
        Assertion::Defers { names: what, subject, until } => {
            let until = optional("until", until.as_ref(), sum);
            format!("defers {}{}{until}", names(what), for_instance(subject.as_ref()))
        }
        Assertion::Suppresses { names: what, subject, because: why } => {
            let why = optional("because", why.as_ref(), because);
            format!("suppresses {}{}{why}", names(what), for_instance(subject.as_ref()))
        }
        Assertion::Cancels { names: what, subject } => {
            format!("cancels {}{}", names(what), for_instance(subject.as_ref()))
        }
        Assertion::Starts { names: what, subject } => {
            format!("starts {}{}", names(what), for_instance(subject.as_ref()))
        }
        Assertion::Refuses(event) => format!("refuses {}", name(event)),
        Assertion::Stage { stage, subject } => format!("stage {}{}", path(stage), for_instance(subject.as_ref())),
        Assertion::Holds(value) => expr(value),
    }
}

fn because(found: &Because) -> String {
    let reason = match found.reason {
        BecauseReason::Consent => "consent",
        BecauseReason::Mode => "mode",
        BecauseReason::Cap => "cap",
        BecauseReason::Hours => "hours",
        BecauseReason::Limit => "limit",
        BecauseReason::Group => "group",
        BecauseReason::Holdout => "holdout",
    };
    let name = found.name.as_ref().map(|name| format!(" {}", name.text)).unwrap_or_default();
    format!("{reason}{name}")
}
