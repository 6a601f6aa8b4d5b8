//! Sequences and SLAs.

use super::declaration::events;
use super::engagement::{does, effect};
use super::expression::{and, expr, sum};
use super::layout::{Block, Layout, declaration, join, line};
use super::small::{column, commas, common, duration, header, labelled, name, optional, paths, share, time};
use super::vocabulary::suspensions;
use crate::ast::*;

pub(super) fn sequence(found: &Sequence) -> Block {
    let mut head = header("sequence", &found.name, found.subject.as_ref(), found.label.as_ref());
    if !found.parameters.is_empty() {
        head.push_str(&format!(" ({})", commas(&found.parameters, column)));
    }
    declaration(
        head,
        &found.body,
        Layout::LINES,
        |_| false,
        |clause| match clause {
            SequenceClause::Reentry(Reentry::Never) => line("reentry never"),
            SequenceClause::Reentry(Reentry::AfterExit) => line("reentry after exit"),
            SequenceClause::Reentry(Reentry::After(time)) => line(format!("reentry after {}", duration(time))),
            SequenceClause::Goal(found) => line(format!("goal {}", leave(found))),
            SequenceClause::Exit(found) => line(format!("exit {}", leave(found))),
            SequenceClause::Suspend(what) => line(format!("suspend {}", suspensions(what))),
            SequenceClause::Step(found) => step(found),
            SequenceClause::Common(clause) => common(clause),
        },
    )
}

fn leave(found: &Leave) -> String {
    match found {
        Leave::On(on) => format!("on {}", events(on)),
        Leave::When(guard) => format!("when {}", expr(guard)),
    }
}

fn step(found: &Step) -> Block {
    match found {
        Step::Do(found) => line(does(found)),
        Step::Effect(found) => line(effect(found)),
        Step::Wait { wait: found, then, otherwise } => {
            let head = format!("wait {}", wait(found));
            let block = match then {
                Some(then) => steps(head, then),
                None => line(head),
            };
            with_else(block, otherwise.as_ref())
        }
        Step::When { guard, then, otherwise } => {
            with_else(steps(format!("when {}", expr(guard)), then), otherwise.as_ref())
        }
        Step::Repeat { guard, steps: inner } => steps(format!("repeat while {}", expr(guard)), inner),
        Step::Named { name: step, label, steps: inner } => {
            steps(labelled(format!("step {}", name(step)), label.as_ref()), inner)
        }
        Step::Invalid(_) => Block::new(),
    }
}

fn steps(head: String, body: &Body<Step>) -> Block {
    declaration(head, body, Layout::CLAUSES.with_empty(), |_| false, step)
}

fn with_else(block: Block, otherwise: Option<&Body<Step>>) -> Block {
    match otherwise {
        Some(otherwise) => join(block, steps("else".to_owned(), otherwise)),
        None => block,
    }
}

fn wait(found: &Wait) -> String {
    match found {
        Wait::For { delay, opening, or } => {
            let (of, or) = (optional("of", opening.as_ref(), name), optional("or", or.as_ref(), events));
            format!("{}{of}{or}", sum(delay))
        }
        Wait::Time(at) => format!("until {}", time(at)),
        Wait::Until { guard, at_most } => format!("until {}{}", and(guard), optional("or", at_most.as_ref(), sum)),
    }
}

pub(super) fn sla(found: &Sla) -> Block {
    let head = header("sla", &found.name, found.subject.as_ref(), found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::LINES,
        |_| false,
        |clause| match clause {
            SlaClause::Starts(when) => line(format!("starts {}", sla_when(when))),
            SlaClause::Stops(when) => line(format!("stops {}", sla_when(when))),
            SlaClause::Pauses(when) => line(format!("pauses {}", sla_when(when))),
            SlaClause::Resets(when) => line(format!("resets {}", sla_when(when))),
            SlaClause::Within { target, opening, when } => {
                let (of, when) = (optional("of", opening.as_ref(), name), optional("when", when.as_ref(), expr));
                line(format!("within {}{of}{when}", sum(target)))
            }
            SlaClause::At { share: part, does: found } => line(format!("at {} {}", share(part), does(found))),
            SlaClause::Every { period, does: found } => line(format!("every {} {}", duration(period), does(found))),
            SlaClause::Breach(found) => line(format!("breach {}", does(found))),
            SlaClause::Common(clause) => common(clause),
        },
    )
}

fn sla_when(when: &SlaWhen) -> String {
    match when {
        SlaWhen::On(on) => format!("on {}", events(on)),
        SlaWhen::InStage(stages) => format!("in stage {}", paths(stages)),
    }
}
