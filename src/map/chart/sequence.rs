//! A sequence: its steps, waits and questions from its start to its end.

use super::acts;
use super::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape, clean, titled};
use crate::ir::{
    ActionCall, Blueprint, Effect, EffectKind, ExprId, Leave, Reentry, SequenceId, Start, Step, StepKind, Wait,
};
use crate::map::words;

/// The chart of a sequence.
pub(super) fn chart(ir: &Blueprint, id: SequenceId) -> Chart {
    let sequence = &ir.sequences[id];
    let mut drawing = Drawing { ir, steps: &sequence.steps, at: Vec::new(), nodes: Vec::new(), edges: Vec::new() };
    drawing.start(id);
    drawing.steps(&sequence.names);
    drawing.ways();
    drawing.leaves(&sequence.goals, &sequence.exits);
    let Drawing { nodes, edges, .. } = drawing;
    let steps: Vec<&str> = nodes.iter().map(|node| node.title.as_str()).filter(|title| !title.is_empty()).collect();
    Chart {
        id: format!("sequence.{}", sequence.info.name),
        kind: ChartKind::Sequence,
        title: titled(&sequence.info),
        description: format!("Steps in order: {}.", steps.join("; ")),
        lanes: Vec::new(),
        nodes,
        edges,
        notes: Vec::new(),
    }
}

struct Drawing<'a> {
    ir: &'a Blueprint,
    steps: &'a [Step],
    /// The box of each step, and of the end behind them.
    at: Vec<Option<usize>>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Drawing<'_> {
    fn node(&mut self, shape: Shape, title: &str, lines: Vec<Line>) -> usize {
        self.nodes.push(Node { shape, title: clean(title), lines, lane: None, inside: None });
        self.nodes.len() - 1
    }

    fn start(&mut self, id: SequenceId) {
        let ir = self.ir;
        let starts = |list: &[Start]| list.iter().any(|start| start.sequence == id);
        let mut lines = Vec::new();
        let mut push = |text: String| lines.push(Line { kind: LineKind::Plain, text: clean(&text) });
        for rule in ir.rules.values().filter(|rule| starts(&rule.starts)) {
            push(format!("{}: {}", rule.info.title(), words::trigger(ir, &rule.trigger)));
        }
        for transition in ir.transitions.values().filter(|transition| starts(&transition.starts)) {
            push(format!("on the way to {}", words::stages(ir, &[transition.target])));
        }
        for action in ir.actions.values().filter(|action| starts(&action.starts)) {
            push(format!("with “{}”", action.info.title()));
        }
        let in_steps = |step: &Step| matches!(&step.kind, StepKind::Effects { starts: list, .. } if starts(list));
        for sequence in ir.sequences.values().filter(|sequence| sequence.steps.iter().any(in_steps)) {
            push(format!("from “{}”", sequence.info.title()));
        }
        let again = match ir.sequences[id].reentry {
            Reentry::Never => "never".to_owned(),
            Reentry::After(time) => format!("{time} after it is over"),
            _ => String::new(),
        };
        if !again.is_empty() {
            lines.push(Line { kind: LineKind::Again, text: again });
        }
        self.node(Shape::Start, "Start", lines);
    }

    fn steps(&mut self, names: &indexmap::IndexMap<String, crate::ir::NamedStep>) {
        for (index, step) in self.steps.iter().enumerate() {
            // A step within a named one belongs to the innermost that begins with it.
            let named = names.values().filter(|named| named.first as usize == index).min_by_key(|named| named.end);
            let label = named.and_then(|named| named.label.as_deref()).unwrap_or_default();
            let at = self.step(&step.kind, label);
            self.at.push(at);
        }
        let end = self.node(Shape::End, "End", Vec::new());
        self.at.push(Some(end));
    }

    fn step(&mut self, kind: &StepKind, label: &str) -> Option<usize> {
        let ir = self.ir;
        match kind {
            StepKind::Do(calls) => {
                let lines = calls.iter().map(|call| called(ir, call)).collect();
                Some(self.node(Shape::Step, label, lines))
            }
            StepKind::Effects { effects, starts } => {
                let mut lines: Vec<Line> = effects.iter().map(|effect| changed(ir, effect)).collect();
                lines.extend(starts.iter().map(|start| acts::starts_line(ir, start.sequence)));
                Some(self.node(Shape::Step, label, lines))
            }
            StepKind::Wait { wait, .. } => Some(self.node(Shape::Wait, &labelled(label, &waits(ir, wait)), Vec::new())),
            StepKind::Branch { guard, .. } => {
                Some(self.node(Shape::Branch, &labelled(label, &format!("{}?", words::expr(ir, *guard))), Vec::new()))
            }
            StepKind::Repeat { guard, .. } => {
                let text = format!("Again as long as {}?", words::expr(ir, *guard));
                Some(self.node(Shape::Branch, &labelled(label, &text), Vec::new()))
            }
            StepKind::Jump(_) => None,
        }
    }

    fn ways(&mut self) {
        self.way(0, 0, "");
        for (index, step) in self.steps.iter().enumerate() {
            let Some(own) = self.at.get(index).copied().flatten() else { continue };
            let next = index.saturating_add(1);
            match &step.kind {
                StepKind::Jump(_) => {}
                StepKind::Do(_) | StepKind::Effects { .. } => self.way(own, next, ""),
                StepKind::Wait { wait, expired } => {
                    let (came, over) = outcomes(self.ir, wait);
                    let expired = *expired as usize;
                    match self.target(next) == self.target(expired) {
                        true => self.way(own, next, ""),
                        // What waits for time alone goes on when it is over.
                        false if came.is_empty() => self.way(own, expired, ""),
                        false => {
                            self.way(own, next, &came);
                            self.way(own, expired, &over);
                        }
                    }
                }
                StepKind::Branch { otherwise, .. } => {
                    self.way(own, next, "yes");
                    self.way(own, *otherwise as usize, "no");
                }
                StepKind::Repeat { end, .. } => {
                    self.way(own, next, "yes");
                    self.way(own, *end as usize, "no");
                }
            }
        }
    }

    /// The box of a step, or of that to which it leads.
    fn target(&self, mut step: usize) -> Option<usize> {
        for _ in 0..=self.steps.len() {
            match self.steps.get(step).map(|step| &step.kind) {
                Some(StepKind::Jump(to)) => step = *to as usize,
                _ => return self.at.get(step).copied().flatten(),
            }
        }
        None
    }

    fn way(&mut self, from: usize, step: usize, label: &str) {
        let Some(to) = self.target(step) else { return };
        let labels = if label.is_empty() { Vec::new() } else { vec![clean(label)] };
        if to != from {
            self.edges.push(Edge { from, to, labels, back: to < from, implied: false, arrow: true });
        }
    }

    /// What ends a run at any time.
    fn leaves(&mut self, goals: &[Leave], exits: &[Leave]) {
        let ir = self.ir;
        let mut lines = Vec::new();
        for (kind, leaves) in [(LineKind::Goal, goals), (LineKind::Exit, exits)] {
            for leave in leaves {
                let text = match leave {
                    Leave::On(events) => words::filter(ir, events),
                    Leave::When(guard) => words::expr(ir, *guard),
                };
                lines.push(Line { kind: kind.clone(), text: clean(&text) });
            }
        }
        if !lines.is_empty() {
            self.node(Shape::Step, "Ends at any time", lines);
        }
    }
}

fn labelled(label: &str, text: &str) -> String {
    if label.is_empty() { text.to_owned() } else { format!("{label}: {text}") }
}

/// The line of a call, with how long it waits.
pub(super) fn called(ir: &Blueprint, call: &ActionCall) -> Line {
    let mut line = acts::action(ir, call.action);
    if let Some(after) = call.after {
        line.text.push_str(&clean(&format!(", after {}", words::expr(ir, after))));
    }
    line
}

fn changed(ir: &Blueprint, effect: &Effect) -> Line {
    let field = words::title(ir.fields.get(effect.field).map(|field| &field.info));
    let value = words::expr(ir, effect.value);
    let text = match effect.kind {
        EffectKind::Add => format!("Adds {value} to {field}"),
        EffectKind::Remove => format!("Takes {value} out of {field}"),
        _ => format!("Sets {field} to {value}"),
    };
    Line { kind: LineKind::Plain, text: clean(&text) }
}

fn waits(ir: &Blueprint, wait: &Wait) -> String {
    let most = |time: &ExprId| format!("at most {}", words::expr(ir, *time));
    match wait {
        Wait::For { delay, opening, or } => {
            let mut text = format!("Wait {}", words::expr(ir, *delay));
            if let Some(opening) = opening.and_then(|opening| ir.openings.get(opening)) {
                text.push_str(&format!(" of {}", opening.info.title()));
            }
            if let Some(events) = or {
                text.push_str(&format!(", or for: {}", words::filter(ir, events)));
            }
            text
        }
        Wait::Time(time) => format!("Wait until {time}"),
        Wait::Until { guard, at_most } => {
            let mut text = format!("Wait until {}", words::expr(ir, *guard));
            if let Some(time) = at_most {
                text.push_str(&format!(", {}", most(time)));
            }
            text
        }
    }
}

/// What stands along the ways out of a wait: where it came, and where time was over first.
fn outcomes(ir: &Blueprint, wait: &Wait) -> (String, String) {
    let over = |time: ExprId| format!("{} are over", words::expr(ir, time));
    match wait {
        Wait::For { delay, or: Some(events), .. } => (words::events(ir, &events.events), over(*delay)),
        Wait::Until { at_most: Some(time), .. } => ("it is so".to_owned(), over(*time)),
        Wait::Until { .. } => ("it is so".to_owned(), String::new()),
        _ => (String::new(), String::new()),
    }
}
