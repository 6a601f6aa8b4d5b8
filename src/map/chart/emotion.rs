//! What customers feel along a journey.

use super::journey::Lanes;
use super::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape, clean, titled};
use crate::ir::{Blueprint, JourneyId};

/// From -2 to 3, of the words that the language suggests; others stand for themselves.
pub(super) fn level(word: &str) -> Option<i8> {
    Some(match word {
        "frustrated" => -2,
        "anxious" => -1,
        "neutral" => 0,
        "curious" | "confident" | "relieved" => 1,
        "satisfied" => 2,
        "delighted" => 3,
        _ => return None,
    })
}

/// The chart of what is felt at the stages of a journey, in order; none where that is said of fewer than two.
pub(super) fn chart(ir: &Blueprint, id: JourneyId) -> Option<Chart> {
    let journey = &ir.journeys[id];
    let lanes = Lanes::of(ir, &journey.stages);
    let mut nodes = Vec::new();
    let mut told = Vec::new();
    for &at in lanes.stages() {
        let stage = &ir.stages[at];
        let Some(emotion) = &stage.emotion else { continue };
        let mut lines = vec![Line { kind: LineKind::Emotion(level(emotion)), text: clean(emotion) }];
        if let Some(view) = &stage.customer_view {
            lines.push(Line { kind: LineKind::View, text: clean(view) });
        }
        let mut more = |kind: &LineKind, texts: &[String]| {
            lines.extend(texts.iter().map(|text| Line { kind: kind.clone(), text: clean(text) }));
        };
        more(&LineKind::Moment, &stage.moments);
        more(&LineKind::Friction, &stage.friction);
        told.push(format!("{}: {}", titled(&stage.info), clean(emotion)));
        nodes.push(Node {
            shape: Shape::Stage { initial: at == journey.initial, last: stage.is_final },
            title: titled(&stage.info),
            lines,
            lane: lanes.lane(at),
            inside: None,
        });
    }
    // Phases of which nothing is said have no place.
    let mut used: Vec<usize> = nodes.iter().filter_map(|node| node.lane).collect();
    used.dedup();
    for node in &mut nodes {
        node.lane = node.lane.and_then(|lane| used.iter().position(|&one| one == lane));
    }
    let titles = used.iter().filter_map(|&lane| lanes.titles().get(lane).cloned()).collect();
    let edge = |from| Edge { from, to: from + 1, labels: Vec::new(), back: false, implied: false, arrow: false };
    let edges = (1..nodes.len()).map(|to| edge(to - 1)).collect();
    (nodes.len() > 1).then(|| Chart {
        id: format!("emotions.{}", journey.info.name),
        kind: ChartKind::Emotions,
        title: clean(&format!("What customers feel: {}", journey.info.title())),
        description: format!("{}.", told.join(", ")),
        lanes: titles,
        nodes,
        edges,
        notes: Vec::new(),
    })
}
