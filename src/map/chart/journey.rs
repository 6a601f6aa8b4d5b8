//! A journey: its stages in their phases, and the ways between them.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::acts::{Acts, anywhere};
use super::emotion;
use super::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape, clean, titled};
use crate::ir::{Blueprint, Extension, JourneyId, Stage, StageId, Transition, Trigger};
use crate::map::words;

/// The ways from so many stages to one are told in words: their lines would hide the others.
const NAMED: usize = 3;

/// The chart of a journey.
pub(super) fn chart(ir: &Blueprint, id: JourneyId) -> Chart {
    let journey = &ir.journeys[id];
    let lanes = Lanes::of(ir, &journey.stages);
    let mut drawing =
        Drawing { ir, lanes: &lanes, acts: Acts::of(ir), nodes: Vec::new(), edges: Vec::new(), at: BTreeMap::new() };
    for &stage in &lanes.stages {
        drawing.stage(stage, journey.initial);
    }
    drawing.ways(journey.transitions.iter().map(|&id| &ir.transitions[id]));
    if let Some(segment) = journey.segment
        && let Some(node) = drawing.at.get(&journey.initial).and_then(|&at| drawing.nodes.get_mut(at))
    {
        let text = clean(words::title(ir.segments.get(segment).map(|one| &one.info)));
        node.lines.insert(0, Line { kind: LineKind::Entry, text });
    }
    for extension in &journey.extensions {
        drawing.extension(extension);
    }
    let Drawing { nodes, edges, .. } = drawing;
    let mut notes = Vec::new();
    let free = ir.rules.values().filter(|rule| !rule.inactive && rule.object == journey.object);
    let free = free.filter(|rule| anywhere(ir, rule) && !(rule.calls.is_empty() && rule.starts.is_empty())).count();
    if free > 0 {
        let rules = if free == 1 { "1 more rule acts".to_owned() } else { format!("{free} more rules act") };
        notes.push(format!("{rules} at any stage and stand in no box."));
    }
    Chart {
        id: format!("journey.{}", journey.info.name),
        kind: ChartKind::Journey,
        title: titled(&journey.info),
        description: description(ir, &lanes, journey.transitions.iter().map(|&id| &ir.transitions[id])),
        lanes: lanes.titles.clone(),
        nodes,
        edges,
        notes,
    }
}

/// The stages in words: for those who do not see the picture.
fn description<'t>(ir: &Blueprint, lanes: &Lanes, transitions: impl Iterator<Item = &'t Transition>) -> String {
    let mut text = String::from("Stages in order: ");
    let titles: Vec<String> = lanes
        .stages
        .iter()
        .map(|&stage| {
            let title = titled(&ir.stages[stage].info);
            match lanes.of.get(&stage).and_then(|&lane| lanes.titles.get(lane)) {
                Some(lane) if !lane.is_empty() => format!("{title} ({lane})"),
                _ => title,
            }
        })
        .collect();
    text.push_str(&titles.join(", "));
    text.push_str(". Ways: ");
    let ways: Vec<String> = transitions
        .map(|transition| {
            let from = words::stages(ir, &transition.sources);
            let to = words::stages(ir, &[transition.target]);
            clean(&format!("{from} to {to}, {}", label(ir, transition)))
        })
        .collect();
    text.push_str(if ways.is_empty() { "none" } else { "" });
    text.push_str(&ways.join("; "));
    text.push('.');
    text
}

/// Phases in order, and the stages within them.
pub(super) struct Lanes {
    titles: Vec<String>,
    of: BTreeMap<StageId, usize>,
    /// Lane by lane; those inside another stage follow it.
    stages: Vec<StageId>,
}

impl Lanes {
    pub(super) fn stages(&self) -> &[StageId] {
        &self.stages
    }

    pub(super) fn titles(&self) -> &[String] {
        &self.titles
    }

    pub(super) fn lane(&self, stage: StageId) -> Option<usize> {
        self.of.get(&stage).copied()
    }

    pub(super) fn of(ir: &Blueprint, stages: &[StageId]) -> Self {
        let outer = |stage: StageId| ir.parent(stage).unwrap_or(stage);
        let phase = |stage: StageId| {
            let one = &ir.stages[stage];
            let inside = one.children.iter().find_map(|&child| ir.stages[child].phase.as_deref());
            one.phase.as_deref().or(inside).or(ir.stages[outer(stage)].phase.as_deref())
        };
        let mut titles: IndexMap<Option<&str>, Vec<StageId>> = IndexMap::new();
        // Those without a phase stand before all phases, or behind them.
        let mut last = Vec::new();
        for &stage in stages {
            match phase(stage) {
                None if titles.keys().any(Option::is_some) => last.push(stage),
                phase => titles.entry(phase).or_default().push(stage),
            }
        }
        let is_plain = titles.len() < 2 && last.is_empty() && !titles.keys().any(Option::is_some);
        let mut lanes = Self { titles: Vec::new(), of: BTreeMap::new(), stages: Vec::new() };
        for (phase, stages) in titles {
            lanes.push(phase.map_or_else(String::new, clean), stages, is_plain);
        }
        if !last.is_empty() {
            let ends = last.iter().all(|&stage| ir.stages[outer(stage)].is_final);
            lanes.push(if ends { "Ends" } else { "Other stages" }.to_owned(), last, false);
        }
        lanes
    }

    fn push(&mut self, title: String, stages: Vec<StageId>, is_plain: bool) {
        if !is_plain {
            let lane = self.titles.len();
            self.titles.push(title);
            self.of.extend(stages.iter().map(|&stage| (stage, lane)));
        }
        self.stages.extend(stages);
    }
}

struct Drawing<'a> {
    ir: &'a Blueprint,
    lanes: &'a Lanes,
    acts: Acts,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    at: BTreeMap<StageId, usize>,
}

impl Drawing<'_> {
    fn stage(&mut self, id: StageId, initial: StageId) {
        let stage = &self.ir.stages[id];
        let inside = stage.parent.and_then(|parent| self.at.get(&parent).copied());
        let shape = if stage.children.is_empty() {
            let first = id == initial || stage.parent.is_some_and(|parent| self.ir.stages[parent].initial == Some(id));
            Shape::Stage { initial: first, last: stage.is_final }
        } else {
            Shape::Group
        };
        let mut lines = facts(self.ir, stage);
        lines.extend(self.acts.take(id));
        let own = self.nodes.len();
        self.at.insert(id, own);
        // Whoever enters a stage with others inside enters the first of these.
        if let Some(group) = inside.filter(|_| matches!(shape, Shape::Stage { initial: true, .. })) {
            self.edges.push(Edge {
                from: group,
                to: own,
                labels: Vec::new(),
                back: false,
                implied: false,
                arrow: true,
            });
        }
        self.nodes.push(Node {
            shape,
            title: titled(&stage.info),
            lines,
            lane: self.lanes.of.get(&id).copied(),
            inside,
        });
    }

    /// Says of the stages of an extension whose they are, and what it says of others.
    fn extension(&mut self, extension: &Extension) {
        let whose = clean(words::title(self.ir.segments.get(extension.segment).map(|one| &one.info)));
        for stage in &extension.stages {
            if let Some(node) = self.at.get(stage).and_then(|&at| self.nodes.get_mut(at)) {
                node.lines.insert(0, Line { kind: LineKind::Only, text: whose.clone() });
            }
        }
        for refined in &extension.refined {
            let Some(node) = self.at.get(&refined.of).and_then(|&at| self.nodes.get_mut(at)) else { continue };
            for mut line in facts(self.ir, &refined.stage) {
                line.text = format!("{} ({whose})", line.text);
                let behind =
                    node.lines.iter().rposition(|one| one.kind == line.kind).map_or(0, |at| at.saturating_add(1));
                node.lines.insert(behind, line);
            }
        }
    }

    /// Draws transitions: those between the same stages as one arrow, those from several stages with one label.
    fn ways<'t>(&mut self, transitions: impl Iterator<Item = &'t Transition>) {
        let mut ways: IndexMap<(Vec<usize>, usize), Vec<String>> = IndexMap::new();
        for transition in transitions {
            let label = clean(&label(self.ir, transition));
            let Some(&to) = self.at.get(&transition.target) else { continue };
            let sources: Vec<usize> = transition.sources.iter().filter_map(|one| self.at.get(one).copied()).collect();
            if sources.contains(&to)
                && let Some(node) = self.nodes.get_mut(to)
            {
                node.lines.push(Line { kind: LineKind::Again, text: label.clone() });
            }
            let (back, forth): (Vec<usize>, Vec<usize>) =
                sources.into_iter().filter(|&from| from != to).partition(|&from| from > to);
            for sources in [forth, back].into_iter().filter(|sources| !sources.is_empty()) {
                ways.entry((sources, to)).or_default().push(label.clone());
            }
        }
        for ((sources, to), labels) in ways {
            match sources.as_slice() {
                [from] => {
                    self.edges.push(Edge { from: *from, to, labels, back: *from > to, implied: false, arrow: true })
                }
                sources => self.junction(sources, to, labels),
            }
        }
    }

    fn junction(&mut self, sources: &[usize], to: usize, labels: Vec<String>) {
        let junction = self.nodes.len();
        let back = sources.iter().all(|&from| from > to);
        // Of many, the nearest alone is drawn.
        let nearest = if back { sources.iter().min() } else { sources.iter().max() };
        let implied = |from: usize| sources.len() >= NAMED && Some(&from) != nearest;
        let mark = if labels.len() > 1 { "• " } else { "" };
        let plain = |text: String| Line { kind: LineKind::Plain, text: format!("{mark}{text}") };
        let mut lines: Vec<Line> = labels.into_iter().map(plain).collect();
        let others = sources.iter().filter(|&&from| implied(from)).filter_map(|&from| self.nodes.get(from));
        let others: Vec<String> = others.map(|node| format!("“{}”", node.title)).collect();
        if !others.is_empty() {
            lines.push(Line { kind: LineKind::From, text: words::joined(&others, "or") });
        }
        self.nodes.push(Node { shape: Shape::Junction, title: String::new(), lines, lane: None, inside: None });
        for &from in sources {
            self.edges.push(Edge {
                from,
                to: junction,
                labels: Vec::new(),
                back,
                implied: implied(from),
                arrow: false,
            });
        }
        self.edges.push(Edge { from: junction, to, labels: Vec::new(), back, implied: false, arrow: true });
    }
}

/// What is said of a stage.
fn facts(ir: &Blueprint, stage: &Stage) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut push = |kind, text: &str| lines.push(Line { kind, text: clean(text) });
    if !stage.responsibilities.responsible.is_empty() {
        push(LineKind::Owner, &words::teams(ir, &stage.responsibilities.responsible));
    }
    if let Some(emotion) = &stage.emotion {
        push(LineKind::Emotion(emotion::level(emotion)), emotion);
    }
    for moment in &stage.moments {
        push(LineKind::Moment, moment);
    }
    for friction in &stage.friction {
        push(LineKind::Friction, friction);
    }
    lines
}

/// What leads along a transition: its label, what sets it off, what must be true.
fn label(ir: &Blueprint, transition: &Transition) -> String {
    let mut text = match &transition.trigger {
        // Where it has been so long, the arrow says.
        Some(Trigger::After { delay, .. }) => format!("after {}", words::expr(ir, *delay)),
        Some(trigger) => words::trigger(ir, trigger),
        None => String::new(),
    };
    if let Some(guard) = transition.guard {
        text.push_str(match (&transition.trigger, text.contains(" if ")) {
            (None, _) => "as soon as ",
            (Some(_), false) => " if ",
            (Some(_), true) => " and ",
        });
        text.push_str(&words::expr(ir, guard));
    }
    match &transition.info.label {
        Some(label) if text.is_empty() || *label == text => label.clone(),
        Some(label) => format!("{label}: {text}"),
        None if text.is_empty() => "at once".to_owned(),
        None => text,
    }
}
