//! A chart that is too large to be laid out and read is drawn in parts: a phase each, or so many boxes each.

use super::{Chart, Edge, Line, LineKind, Node};

/// More boxes or arrows than these are not drawn in one chart: the time to lay them out grows with their square.
const BOXES: usize = 80;
const ARROWS: usize = 160;
/// So many boxes make a part where there are no phases, or a phase has more.
const PART: usize = 40;

/// The chart, or its parts in order.
pub(super) fn split(chart: Chart) -> Vec<Chart> {
    if chart.nodes.len() <= BOXES && chart.edges.len() <= ARROWS {
        return vec![chart];
    }
    let parts = parts(&chart);
    let count = parts.last().map_or(0, |last| last.saturating_add(1));
    (0..count).map(|part| one(&chart, &parts, part, count)).collect()
}

/// The part of each box: a new one with each phase, and where one is full. What is inside a box is in its part.
fn parts(chart: &Chart) -> Vec<usize> {
    let mut parts: Vec<usize> = Vec::new();
    let (mut part, mut size, mut lane) = (0_usize, 0_usize, chart.nodes.first().and_then(|node| node.lane));
    for node in &chart.nodes {
        if let Some(frame) = node.inside.and_then(|frame| parts.get(frame).copied()) {
            parts.push(frame);
            continue;
        }
        // A label that stands for itself goes on where the last box was.
        if (node.lane.is_some() && node.lane != lane && size > 0) || size >= PART {
            part = part.saturating_add(1);
            size = 0;
        }
        lane = node.lane.or(lane);
        size = size.saturating_add(1);
        parts.push(part);
    }
    parts
}

fn one(chart: &Chart, parts: &[usize], part: usize, count: usize) -> Chart {
    let own: Vec<usize> = (0..chart.nodes.len()).filter(|at| parts.get(*at) == Some(&part)).collect();
    let place = |at: usize| own.binary_search(&at).ok();
    let mut nodes: Vec<Node> = own.iter().filter_map(|&at| chart.nodes.get(at)).cloned().collect();
    for node in &mut nodes {
        node.inside = node.inside.and_then(place);
    }
    let mut edges = Vec::new();
    for edge in &chart.edges {
        match (place(edge.from), place(edge.to)) {
            (Some(from), Some(to)) => edges.push(Edge { from, to, ..edge.clone() }),
            (Some(from), None) => {
                // Where it leads is told in words.
                let title = chart.nodes.get(edge.to).map_or("", |node| node.title.as_str());
                let label = edge.labels.join("; ");
                if let Some(node) = nodes.get_mut(from) {
                    let text = if title.is_empty() { label } else { format!("{label} → {title}") };
                    node.lines.push(Line { kind: LineKind::Plain, text });
                }
            }
            _ => {}
        }
    }
    let mut lanes: Vec<usize> = nodes.iter().filter_map(|node| node.lane).collect();
    lanes.sort_unstable();
    lanes.dedup();
    for node in &mut nodes {
        node.lane = node.lane.and_then(|lane| lanes.binary_search(&lane).ok());
    }
    let mut notes = chart.notes.clone();
    notes.push(format!("Too large for one picture: this is part {} of {count}.", part.saturating_add(1)));
    Chart {
        id: format!("{}.{}", chart.id, part.saturating_add(1)),
        kind: chart.kind,
        title: format!("{}, part {} of {count}", chart.title, part.saturating_add(1)),
        description: if part == 0 { chart.description.clone() } else { String::from("See part 1.") },
        lanes: lanes.iter().filter_map(|&lane| chart.lanes.get(lane).cloned()).collect(),
        nodes,
        edges,
        notes,
    }
}
