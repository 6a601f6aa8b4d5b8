//! A service level: its clock, and what is done as it nears its end.

use super::sequence::called;
use super::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape, acts, clean, titled};
use crate::ir::{Blueprint, SlaId, SlaTarget, SlaWhen, Trigger};
use crate::map::words;

/// The chart of a service level.
pub(super) fn chart(ir: &Blueprint, id: SlaId) -> Chart {
    let sla = &ir.slas[id];
    let mut drawing = Drawing::default();
    let plain = |text: String| Line { kind: LineKind::Plain, text: clean(&text) };
    let listed = |list: &[SlaWhen], kind: &LineKind| -> Vec<Line> {
        list.iter().map(|when| Line { kind: kind.clone(), text: clean(&moves(ir, when, kind)) }).collect()
    };
    let start = drawing.node(Shape::Start, "The clock starts", listed(&sla.starts, &LineKind::Plain));
    let mut lines: Vec<Line> = sla.targets.iter().map(|target| plain(within(ir, target))).collect();
    lines.extend(listed(&sla.pauses, &LineKind::Pause));
    lines.extend(listed(&sla.resets, &LineKind::Again));
    let clock = drawing.node(Shape::Clock, "The clock runs", lines);
    drawing.way(start, clock, "");
    if !sla.stops.is_empty() {
        let met = drawing.node(Shape::End, "Met", listed(&sla.stops, &LineKind::Plain));
        drawing.way(clock, met, "in time");
    }
    for update in &sla.updates {
        let lines = update.calls.iter().map(|call| called(ir, call)).collect();
        let node = drawing.node(Shape::Step, "As long as it runs", lines);
        drawing.way(clock, node, &format!("every {}", update.period));
    }
    let mut last = clock;
    for warning in &sla.warnings {
        let lines = warning.calls.iter().map(|call| called(ir, call)).collect();
        let node = drawing.node(Shape::Step, &format!("{} of the time used", words::share(warning.share)), lines);
        drawing.way(last, node, "");
        last = node;
    }
    let mut lines: Vec<Line> = sla.breach.iter().map(|call| called(ir, call)).collect();
    for rule in ir.rules.values().filter(|rule| rule.trigger == Trigger::Breach(id) && !rule.inactive) {
        lines.extend(rule.calls.iter().map(|call| called(ir, call)));
        lines.extend(rule.starts.iter().map(|start| acts::starts_line(ir, start.sequence)));
    }
    let breach = drawing.node(Shape::Breach, "Breached", lines);
    drawing.way(last, breach, "the time is used up");
    let targets: Vec<String> = sla.targets.iter().map(|target| clean(&within(ir, target))).collect();
    Chart {
        id: format!("sla.{}", sla.info.name),
        kind: ChartKind::Sla,
        title: titled(&sla.info),
        description: format!("A clock: {}.", targets.join("; ")),
        lanes: Vec::new(),
        nodes: drawing.nodes,
        edges: drawing.edges,
        notes: Vec::new(),
    }
}

#[derive(Default)]
struct Drawing {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
}

impl Drawing {
    fn node(&mut self, shape: Shape, title: &str, lines: Vec<Line>) -> usize {
        self.nodes.push(Node { shape, title: title.to_owned(), lines, lane: None, inside: None });
        self.nodes.len() - 1
    }

    fn way(&mut self, from: usize, to: usize, label: &str) {
        let labels = if label.is_empty() { Vec::new() } else { vec![label.to_owned()] };
        self.edges.push(Edge { from, to, labels, back: false, implied: false, arrow: true });
    }
}

/// What moves the clock: an event, or a stage.
fn moves(ir: &Blueprint, when: &SlaWhen, kind: &LineKind) -> String {
    match (when, kind) {
        (SlaWhen::On(events), _) => words::filter(ir, events),
        (SlaWhen::InStage(stages), LineKind::Pause) => format!("in stage {}", words::stages(ir, stages)),
        (SlaWhen::InStage(stages), _) => format!("on entering {}", words::stages(ir, stages)),
    }
}

/// `within 4 hours of Office hours if Impact is blocking`
pub(super) fn within(ir: &Blueprint, target: &SlaTarget) -> String {
    let mut text = format!("within {}", words::expr(ir, target.time));
    if let Some(opening) = target.opening.and_then(|opening| ir.openings.get(opening)) {
        text.push_str(&format!(" of {}", opening.info.title()));
    }
    if let Some(when) = target.when {
        text.push_str(&format!(" if {}", words::expr(ir, when)));
    }
    text
}
