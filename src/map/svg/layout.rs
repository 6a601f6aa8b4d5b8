//! Where boxes and arrows go: dagre says what stands in which rank, from top to bottom, and where in it. Arrows then run
//! straight down along each rank and turn only between ranks, so that none crosses a box: see [`rows`](super::rows).

use std::collections::BTreeMap;

use dagre::graph::{Graph, GraphOptions};
use dagre::{EdgeLabel, LayoutOptions, NodeLabel};

use super::paint::Rect;
use super::rows::{self, Course, Given, Row};

/// What is to be laid out.
pub(super) struct Plan {
    /// The sizes of the boxes; one of nothing is a frame around others.
    pub(super) boxes: Vec<Box>,
    /// The arrows, none of which leads from a frame or to one.
    pub(super) ways: Vec<Way>,
    /// How many bands there are.
    pub(super) bands: usize,
}

pub(super) struct Box {
    pub(super) w: i32,
    pub(super) h: i32,
    pub(super) band: Option<usize>,
    /// The number of its frame.
    pub(super) frame: Option<usize>,
}

pub(super) struct Way {
    /// From the upper to the lower box, whichever way it leads.
    pub(super) upper: usize,
    pub(super) lower: usize,
    /// The size of its label; nothing for none.
    pub(super) w: i32,
    pub(super) h: i32,
    /// It takes no room and is not drawn.
    pub(super) hidden: bool,
}

/// Where everything is.
#[derive(Default)]
pub(super) struct Places {
    pub(super) boxes: Vec<Rect>,
    pub(super) ways: Vec<Run>,
    /// From where to where each band reaches.
    pub(super) bands: Vec<(i32, i32)>,
    /// Where it may be cut across, and whether there a band ends.
    pub(super) cuts: Vec<(i32, bool)>,
}

/// Where an arrow runs, from the upper box to the lower one.
#[derive(Default, Clone)]
pub(super) struct Run {
    pub(super) points: Vec<(i32, i32)>,
    /// The place of its label.
    pub(super) label: Option<Rect>,
}

type Layout = Graph<NodeLabel, EdgeLabel>;

/// Lays out a plan.
pub(super) fn lay_out(plan: &Plan) -> Places {
    let mut graph: Layout = Graph::with_options(GraphOptions { directed: true, multigraph: true, compound: true });
    for (index, one) in plan.boxes.iter().enumerate() {
        let label = NodeLabel { width: f64::from(one.w), height: f64::from(one.h), ..NodeLabel::default() };
        graph.set_node(name(index), Some(label));
    }
    for (index, one) in plan.boxes.iter().enumerate() {
        if let Some(frame) = one.frame {
            let frame = format!("f{frame}");
            if !graph.has_node(&frame) {
                graph.set_node(frame.clone(), Some(NodeLabel::default()));
            }
            graph.set_parent(&name(index), Some(&frame));
        }
    }
    for (index, way) in plan.ways.iter().enumerate().filter(|(_, way)| !way.hidden) {
        let label = EdgeLabel {
            width: f64::from(way.w),
            height: f64::from(way.h),
            labelpos: dagre::layout::types::LabelPos::Center,
            ..EdgeLabel::default()
        };
        graph.set_edge(name(way.upper), name(way.lower), Some(label), Some(&format!("w{index}")));
    }
    borders(plan, &mut graph);
    let options = LayoutOptions { nodesep: 32.0, edgesep: 16.0, ranksep: 60.0, ..LayoutOptions::default() };
    dagre::layout(&mut graph, Some(options));
    read(plan, &graph)
}

fn name(index: usize) -> String {
    format!("n{index}")
}

/// Holds the bands apart: what is in one stands above the border to the next, and that above what is in the next.
fn borders(plan: &Plan, graph: &mut Layout) {
    let light = |minlen| EdgeLabel { weight: 0, minlen, ..EdgeLabel::default() };
    let band_of = |at: usize| plan.boxes.get(at).and_then(|one| one.band);
    for band in 1..plan.bands {
        let border = format!("b{band}");
        graph.set_node(border.clone(), Some(NodeLabel { width: 1.0, height: 4.0, ..NodeLabel::default() }));
        for (index, one) in plan.boxes.iter().enumerate() {
            let inside = |way: &&Way| !way.hidden && band_of(way.upper) == one.band && band_of(way.lower) == one.band;
            let mut ways = plan.ways.iter().filter(inside);
            if one.band == Some(band - 1) && !ways.clone().any(|way| way.upper == index) {
                // A rank more, so that labels stand above the border and not on it.
                graph.set_edge(name(index), border.clone(), Some(light(2)), None);
            }
            if one.band == Some(band) && !ways.any(|way| way.lower == index) {
                graph.set_edge(border.clone(), name(index), Some(light(1)), None);
            }
        }
        if band > 1 {
            graph.set_edge(format!("b{}", band - 1), border, Some(light(1)), None);
        }
    }
}

/// To the nearest whole pixel.
fn pixel(value: Option<f64>) -> i32 {
    // A cast of a float stops at the ends of the type.
    value.map_or(0, |value| value.round() as i32)
}

/// Reads the ranks out of a graph: what has one middle is of one rank.
fn read(plan: &Plan, graph: &Layout) -> Places {
    let mut ranks: BTreeMap<i32, Row> = BTreeMap::new();
    let mut middles = Vec::new();
    for (index, one) in plan.boxes.iter().enumerate() {
        let node = graph.node(&name(index));
        let (x, y) = (pixel(node.and_then(|node| node.x)), pixel(node.and_then(|node| node.y)));
        ranks.entry(y).or_default().hold(one.h);
        middles.push((x, y));
    }
    let mut courses = Vec::new();
    for (index, way) in plan.ways.iter().enumerate() {
        let edge = graph.edge(&name(way.upper), &name(way.lower), Some(&format!("w{index}")));
        let points = edge.map_or(&[][..], |edge| edge.points.as_slice());
        let between = points.get(1..points.len().saturating_sub(1)).unwrap_or_default();
        let course: Vec<(i32, i32)> =
            between.iter().map(|point| (pixel(Some(point.x)), pixel(Some(point.y)))).collect();
        for &(_, y) in &course {
            ranks.entry(y).or_default();
        }
        let label = edge.filter(|_| way.w > 0).map(|edge| pixel(edge.y));
        if let Some(y) = label {
            ranks.entry(y).or_default().hold(way.h);
        }
        courses.push((course, label));
    }
    for band in 1..plan.bands {
        let y = pixel(graph.node(&format!("b{band}")).and_then(|node| node.y));
        ranks.entry(y).or_default().border();
    }
    let row = |y: i32| ranks.range(..y).count();
    let boxes = middles.iter().map(|&(x, y)| (row(y), x)).collect();
    let courses = courses
        .into_iter()
        .map(|(course, label)| Course {
            between: course.into_iter().map(|(x, y)| (row(y), x)).collect(),
            label: label.map(row),
        })
        .collect();
    rows::stack(plan, &Given { boxes, courses }, ranks.into_values().collect())
}
