//! A chart of boxes and arrows.

use super::Sheet;
use super::card::Card;
use super::layout::{self, Places, Plan, Way};
use super::measure::{BAND, HEADING, Lines, SMALL};
use super::paint::{Painter, Rect};
use crate::map::chart::{Chart, ChartKind, Edge, Shape};

/// The room for the names of bands.
const GUTTER: i32 = 130;
/// The edge of the picture.
const MARGIN: i32 = 14;
/// The widest label of an arrow.
const LABEL: i32 = 180;

/// The chart, drawn within so much room: a picture that begins at the origin.
pub(super) fn paint(chart: &Chart, painter: &mut Painter) -> Sheet {
    let drawing = Drawing::of(chart);
    let places = layout::lay_out(&drawing.plan());
    let frames = drawing.frames(&places);
    let all = extent(&places, &frames);
    let gutter = if chart.lanes.is_empty() { 0 } else { GUTTER };
    let (dx, dy) = (MARGIN + gutter - all.x, MARGIN - all.y);
    let places = moved(places, dx, dy);
    let w = (all.w + gutter + 2 * MARGIN).max(320);
    drawing.bands(&places, w, painter);
    for frame in &frames {
        painter.rect(Rect { x: frame.x + dx, y: frame.y + dy, ..*frame }, 10, "m-group");
    }
    drawing.ways(&places, painter);
    for (card, place) in drawing.cards.iter().zip(&places.boxes) {
        card.paint(painter, *place);
    }
    drawing.labels(&places, painter);
    let titles = drawing.titles(&places);
    let is_free = |cut: &(i32, bool)| titles.iter().all(|&(from, to)| cut.0 <= from || cut.0 >= to);
    Sheet { w, h: all.h + 2 * MARGIN, cuts: places.cuts.into_iter().filter(is_free).collect() }
}

pub(super) struct Drawing<'c> {
    chart: &'c Chart,
    cards: Vec<Card>,
    labels: Vec<Vec<Lines>>,
}

impl<'c> Drawing<'c> {
    pub(super) fn of(chart: &'c Chart) -> Self {
        let cards = chart.nodes.iter().map(Card::of).collect();
        let labels = chart.edges.iter().map(label).collect();
        Self { chart, cards, labels }
    }

    pub(super) fn plan(&self) -> Plan {
        let nodes = &self.chart.nodes;
        let boxes = nodes.iter().zip(&self.cards).enumerate().map(|(index, (node, card))| layout::Box {
            w: card.w,
            h: card.h,
            band: node.lane,
            frame: if node.shape == Shape::Group { Some(index) } else { node.inside },
        });
        let ways = self.chart.edges.iter().zip(&self.labels).map(|(edge, label)| {
            let (upper, lower) = if edge.back { (edge.to, edge.from) } else { (edge.from, edge.to) };
            let (w, h) = label_size(label);
            Way { upper, lower, w, h, hidden: edge.implied }
        });
        Plan { boxes: boxes.collect(), ways: ways.collect(), bands: self.chart.lanes.len() }
    }

    /// The frames around boxes that lie inside another.
    fn frames(&self, places: &Places) -> Vec<Rect> {
        let nodes = &self.chart.nodes;
        let groups = nodes.iter().enumerate().filter(|(_, node)| node.shape == Shape::Group);
        groups
            .filter_map(|(group, _)| {
                let inside =
                    nodes.iter().enumerate().filter(|(index, node)| *index == group || node.inside == Some(group));
                let rects = inside.filter_map(|(index, _)| places.boxes.get(index).copied());
                rects.reduce(Rect::around).map(|rect| rect.grown(12))
            })
            .collect()
    }

    fn bands(&self, places: &Places, w: i32, painter: &mut Painter) {
        for (index, (title, &(from, to))) in self.chart.lanes.iter().zip(&places.bands).enumerate() {
            let class = if index % 2 == 0 { "m-band" } else { "m-band-two" };
            painter.rect(Rect { x: 4, y: from, w: w - 8, h: to - from }, 6, class);
            painter.lines(12, from + 12, &band_title(title), "");
        }
    }

    /// From where to where the titles of bands reach: nothing is cut there.
    fn titles(&self, places: &Places) -> Vec<(i32, i32)> {
        let reach = |(title, &(from, _)): (&String, &(i32, i32))| (from, from + 18 + band_title(title).height());
        self.chart.lanes.iter().zip(&places.bands).map(reach).collect()
    }

    fn ways(&self, places: &Places, painter: &mut Painter) {
        for (edge, run) in self.chart.edges.iter().zip(&places.ways).filter(|(edge, _)| !edge.implied) {
            let mut points = run.points.clone();
            if edge.back {
                points.reverse();
            }
            // Data that goes from a later system to an earlier one goes on all the same.
            painter.way(&points, edge.back && self.chart.kind != ChartKind::DataFlows, edge.arrow);
        }
    }

    fn labels(&self, places: &Places, painter: &mut Painter) {
        for (lines, run) in self.labels.iter().zip(&places.ways) {
            let Some(place) = run.label else { continue };
            painter.rect(place, 4, "m-label");
            let mut y = place.y + 4;
            for one in lines {
                painter.lines(place.x + 6, y, one, "");
                y += one.height() + 3;
            }
        }
    }
}

/// The texts of an arrow; of several, each with a mark.
fn label(edge: &Edge) -> Vec<Lines> {
    let mark = if edge.labels.len() > 1 { "• " } else { "" };
    edge.labels.iter().map(|text| Lines::wrap(&format!("{mark}{text}"), SMALL, LABEL, 6)).collect()
}

fn label_size(label: &[Lines]) -> (i32, i32) {
    let w = label.iter().map(Lines::width).max().map_or(0, |w| w + 12);
    let h: i32 = label.iter().map(|lines| lines.height() + 3).sum();
    (w, if w == 0 { 0 } else { h + 6 })
}

fn extent(places: &Places, frames: &[Rect]) -> Rect {
    let rects = places.boxes.iter().chain(frames).copied();
    let labels = places.ways.iter().filter_map(|run| run.label);
    let points = places.ways.iter().flat_map(|run| &run.points).map(|&(x, y)| Rect { x, y, w: 0, h: 0 });
    let bands = places.bands.iter().filter_map(|&(from, to)| {
        let x = places.boxes.first()?.x;
        Some(Rect { x, y: from, w: 0, h: to - from })
    });
    rects.chain(labels).chain(points).chain(bands).reduce(Rect::around).unwrap_or_default()
}

fn band_title(title: &str) -> Lines {
    Lines::wrap(title, BAND, GUTTER - 10, 6)
}

fn moved(mut places: Places, dx: i32, dy: i32) -> Places {
    let shift = |rect: &mut Rect| {
        rect.x += dx;
        rect.y += dy;
    };
    places.boxes.iter_mut().for_each(shift);
    for run in &mut places.ways {
        run.points.iter_mut().for_each(|point| *point = (point.0 + dx, point.1 + dy));
        run.label.iter_mut().for_each(shift);
    }
    places.bands.iter_mut().for_each(|band| *band = (band.0 + dy, band.1 + dy));
    places.cuts.iter_mut().for_each(|cut| cut.0 += dy);
    places
}

/// The heading of a chart among others.
pub(super) fn heading(title: &str, painter: &mut Painter, y: i32, w: i32) -> i32 {
    let lines = Lines::wrap(title, HEADING, w, 3);
    painter.lines(MARGIN, y, &lines, "");
    lines.height()
}
