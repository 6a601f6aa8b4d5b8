//! Sequences: the figure, the sheet, the steps within steps.

use std::collections::BTreeSet;

use super::heading;
use super::model::{Block, Card, Fact, Rich, Section, Step as Line};
use super::things::Thing;
use super::writer::{Writer, fact, some_fact, title};
use crate::ir::*;
use crate::map::ChartKind;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let mut blocks = Vec::new();
    for (id, sequence) in writer.ir.sequences.iter() {
        let mut inner = writer.remarks(&sequence.info);
        inner.push(Block::Facts(facts(writer, id, sequence)));
        inner.extend(writer.figures(|kind| kind == ChartKind::Sequence, &sequence.info.name));
        inner.push(heading(Rich::own("Steps")));
        inner.push(Block::Outline(outline(writer, sequence)));
        let name = title(&sequence.info);
        blocks.push(Block::Card(Card { anchor: writer.anchor(Thing::Sequence(id)), title: name, blocks: inner }));
    }
    let lead = "What follows one another in time: how a run begins, what it does, and what ends it.";
    super::section("sequences", "Sequences", lead, blocks)
}

fn facts(writer: &Writer<'_>, id: SequenceId, sequence: &Sequence) -> Vec<Fact> {
    let ir = writer.ir;
    let mut facts = Vec::new();
    some_fact(&mut facts, "Of", writer.object(sequence.object));
    let starters = writer.users.sequences.get(&id).into_iter().flatten().copied();
    let starters = writer.links(starters);
    facts.push(fact("Entry", [if starters.is_empty() { Rich::own("nothing starts it") } else { starters }]));
    let parameter =
        |one: &SequenceParameter| Rich::code(one.name.clone()).and_own(" (").and(writer.type_of(one.ty)).and_own(")");
    some_fact(&mut facts, "Started with", [Rich::joined(sequence.parameters.iter().map(parameter), ", ")]);
    facts.push(fact(
        "Again",
        [Rich::own(match sequence.reentry {
            Reentry::Never => "never for the same contact".to_owned(),
            Reentry::AfterExit => "once the run before is over".to_owned(),
            Reentry::After(length) => format!("{length} after the run before is over"),
        })],
    ));
    let leave = |leave: &Leave| match leave {
        Leave::On(filter) => writer.filter(filter),
        Leave::When(guard) => Rich::own("as soon as ").and(writer.expr(*guard)),
    };
    some_fact(&mut facts, "Goal", sequence.goals.iter().map(leave));
    some_fact(&mut facts, "Exit", sequence.exits.iter().map(leave));
    some_fact(&mut facts, "While it runs, it holds back", writer.suspensions(&sequence.suspends));
    let asked = sequence.steps.iter().filter_map(|step| match &step.kind {
        StepKind::Branch { guard, .. } | StepKind::Repeat { guard, .. } => Some(*guard),
        _ => None,
    });
    some_fact(&mut facts, "Segment", [writer.links(writer.segments_of(asked).into_iter().map(Thing::Segment))]);
    let mut actions = BTreeSet::new();
    for step in &sequence.steps {
        if let StepKind::Do(calls) = &step.kind {
            actions.extend(calls.iter().map(|call| call.action));
        }
    }
    let mut suspended: Vec<Suspended> = vec![Suspended::Sequence(id)];
    suspended.extend(actions.iter().copied().map(Suspended::Action));
    some_fact(&mut facts, "Suspended by", [writer.suspended_by(&suspended, &actions)]);
    let restraint = actions.iter().flat_map(|&action| writer.restraint_of(action));
    some_fact(&mut facts, "Consent, caps, hours", super::sheets::distinct(restraint));
    facts.extend(writer.responsibilities(&sequence.responsibilities));
    let channels = actions.iter().map(|&action| ir.actions[action].channel).collect();
    some_fact(&mut facts, "Measured by", [writer.kpis_about(&BTreeSet::new(), &channels, None)]);
    let tests = writer.tests_of(Thing::Sequence(id), actions.into_iter().map(Thing::Action));
    some_fact(&mut facts, "Tested by", [tests]);
    facts
}

/// The steps of a sequence within one another, as they were written.
fn outline(writer: &Writer<'_>, sequence: &Sequence) -> Vec<Line> {
    Steps { writer, sequence }.between(0, sequence.steps.len(), 0)
}

/// Deeper than any text may nest: a stored blueprint that does is told flat.
const DEEPEST: usize = 32;

struct Steps<'a> {
    writer: &'a Writer<'a>,
    sequence: &'a Sequence,
}

impl Steps<'_> {
    fn between(&self, from: usize, to: usize, depth: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut at = from;
        while at < to {
            let Some(step) = self.sequence.steps.get(at) else { break };
            let (line, next) = self.step(at, to, step, depth);
            let mut line = line;
            if let Some(name) = self.name(at) {
                line.text = Rich::mark(super::model::Tone::Plain, name).and_own(" ").and(line.text);
            }
            lines.push(line);
            // Always on: a stored blueprint may jump where no text does.
            at = next.max(at.saturating_add(1));
        }
        lines
    }

    /// The name of the step that begins here.
    fn name(&self, at: usize) -> Option<String> {
        let here = u32::try_from(at).ok()?;
        let (name, step) = self.sequence.names.iter().find(|(_, step)| step.first == here)?;
        Some(step.label.clone().unwrap_or_else(|| name.clone()))
    }

    fn step(&self, at: usize, to: usize, step: &Step, depth: usize) -> (Line, usize) {
        let writer = self.writer;
        let next = at.saturating_add(1);
        let alone = |text: Rich| Line { text, inner: Vec::new() };
        match &step.kind {
            StepKind::Do(calls) => (alone(Rich::joined(writer.calls(calls), ", ")), next),
            StepKind::Effects { effects, starts } => {
                let all = writer.consequences(&[], effects, starts);
                (alone(Rich::joined(all, ", ")), next)
            }
            StepKind::Wait { wait, expired } => {
                let text = self.wait(wait);
                let expired = place(*expired);
                if expired == next {
                    return (alone(text), next);
                }
                self.two_ways(text, "If that comes", "If the time is over first", (next, expired, to), depth)
            }
            StepKind::Branch { guard, otherwise } => {
                let text = Rich::own("If ").and(writer.expr(*guard));
                self.two_ways(text, "", "Otherwise", (next, place(*otherwise), to), depth)
            }
            StepKind::Repeat { guard, end } => {
                let text = Rich::own("As long as ").and(writer.expr(*guard)).and_own(", again and again");
                let end = place(*end).min(to);
                // The jump back is no step of its own.
                (Line { text, inner: self.inner(next, end.saturating_sub(1), depth) }, end)
            }
            StepKind::Jump(target) => {
                (alone(Rich::own(format!("Go on with step {}", place(*target).saturating_add(1)))), next)
            }
        }
    }

    fn inner(&self, from: usize, to: usize, depth: usize) -> Vec<Line> {
        if depth >= DEEPEST {
            return vec![Line { text: Rich::own("… (nested too deep to be told here)"), inner: Vec::new() }];
        }
        self.between(from, to, depth.saturating_add(1))
    }

    /// What follows one way and the other: the first ends with a jump over the second, where there is a second.
    fn two_ways(
        &self,
        text: Rich,
        first: &str,
        second: &str,
        (from, other, to): (usize, usize, usize),
        depth: usize,
    ) -> (Line, usize) {
        let over = other.checked_sub(1).filter(|&last| last >= from).and_then(|last| {
            match self.sequence.steps.get(last).map(|step| &step.kind) {
                Some(StepKind::Jump(target)) if place(*target) >= other => Some((last, place(*target))),
                _ => None,
            }
        });
        let (end_of_first, end) = match over {
            Some((last, target)) => (last, target.min(to)),
            None => (other.min(to), other.min(to)),
        };
        let one = self.inner(from, end_of_first, depth);
        let two = self.inner(other, end, depth);
        let mut inner = Vec::new();
        if first.is_empty() && two.is_empty() {
            inner = one;
        } else {
            if !one.is_empty() {
                let text = Rich::own(if first.is_empty() { "Then" } else { first }).and_own(":");
                inner.push(Line { text, inner: one });
            }
            if !two.is_empty() {
                inner.push(Line { text: Rich::own(second).and_own(":"), inner: two });
            }
        }
        (Line { text, inner }, end)
    }

    fn wait(&self, wait: &Wait) -> Rich {
        let writer = self.writer;
        match wait {
            Wait::For { delay, opening, or } => Rich::own("Wait ")
                .and(writer.expr(*delay))
                .and_some(" of ", opening.map(|opening| writer.link(Thing::Opening(opening))))
                .and_some(", or for ", or.as_ref().map(|filter| writer.filter(filter))),
            Wait::Time(time) => Rich::own(format!("Wait until {time}")),
            Wait::Until { guard, at_most } => Rich::own("Wait until ")
                .and(writer.expr(*guard))
                .and_some(", at most ", at_most.map(|longest| writer.expr(longest))),
        }
    }
}

fn place(step: u32) -> usize {
    usize::try_from(step).unwrap_or(usize::MAX)
}
