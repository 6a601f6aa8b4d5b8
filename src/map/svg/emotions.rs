//! What customers feel, as a line over the stages; what they see and what bothers them beneath it.

use std::fmt::Write as _;

use super::Sheet;
use super::card::fact;
use super::icon::Icon;
use super::measure::{BAND, Lines, SMALL, TEXT, TITLE};
use super::paint::{Painter, Rect};
use crate::map::chart::{Chart, LineKind, Node};

/// The room of the words on the left.
const AXIS: i32 = 96;
const COLUMN: i32 = 158;
/// So many stages stand in one row.
const ROW: usize = 6;
/// From one level to the next.
const LEVEL: i32 = 26;
const PAD: i32 = 10;

/// The levels from above, in the language's words.
const WORDS: [&str; 6] = ["delighted", "satisfied", "at ease", "neutral", "anxious", "frustrated"];

pub(super) fn paint(chart: &Chart, painter: &mut Painter) -> Sheet {
    let mut y = 14;
    let (mut w, mut cuts) = (0, Vec::new());
    for nodes in chart.nodes.chunks(ROW) {
        let columns = i32::try_from(nodes.len()).unwrap_or(0);
        w = w.max(AXIS + columns * COLUMN + 14);
        y = row(chart, nodes, y, painter) + 14;
        cuts.push((y - 7, true));
    }
    Sheet { w: w.max(320), h: y, cuts }
}

fn row(chart: &Chart, nodes: &[Node], top: i32, painter: &mut Painter) -> i32 {
    let columns: Vec<(i32, &Node)> = (0..).map(|at| AXIS + at * COLUMN).zip(nodes).collect();
    let names = phases(chart, &columns);
    let name_h = names.iter().map(|(_, lines)| lines.height()).max().unwrap_or(0);
    let curve = top + 6 + name_h + 24;
    let base = curve + 5 * LEVEL + 34;
    let texts: Vec<Vec<(Option<Icon>, Lines)>> = nodes.iter().map(beneath).collect();
    let titles: Vec<Lines> = nodes.iter().map(|node| Lines::wrap(&node.title, TITLE, COLUMN - 2 * PAD, 4)).collect();
    let title_h = titles.iter().map(Lines::height).max().unwrap_or(0);
    let texts_h =
        texts.iter().map(|lines| lines.iter().map(|(_, one)| one.height() + 6).sum::<i32>()).max().unwrap_or(0);
    let bottom = base + title_h + 8 + texts_h + 8;
    for (index, (place, lines)) in names.iter().enumerate() {
        let class = if index % 2 == 0 { "m-band" } else { "m-band-two" };
        painter.rect(Rect { y: top, h: bottom - top, ..*place }, 6, class);
        painter.lines(place.x + PAD, top + 6, lines, "");
    }
    let right = AXIS + i32::try_from(nodes.len()).unwrap_or(0) * COLUMN;
    for (word, level) in WORDS.iter().zip(0..) {
        let y = curve + level * LEVEL;
        painter.path(&format!("M{AXIS} {y}H{right}"), "m-axis", (y, y));
        painter.text(AXIS - 8, y + 4, word, SMALL, "m-end m-dim");
    }
    let points: Vec<(i32, i32)> = columns.iter().map(|(x, node)| (x + COLUMN / 2, curve + height(node))).collect();
    let mut path = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        let _ = write!(path, "{}{x} {y}", if at == 0 { "M" } else { "L" });
    }
    painter.path(&path, "m-curve", (curve, base));
    for (at, ((x, y), (_, node))) in points.iter().zip(&columns).enumerate() {
        let (level, word) = felt(node);
        painter.rect(Rect { x: x - 10, y: y - 10, w: 20, h: 20 }, 10, "m-dot");
        painter.icon(Icon::Face(level.unwrap_or(0)), x - 8, y - 8);
        let above = |at: Option<usize>| at.and_then(|at| points.get(at)).is_some_and(|point| point.1 < *y);
        // Where the line leaves room: it goes on to the right, and comes from the left.
        let (left, right) = (above(at.checked_sub(1)), above(Some(at + 1)));
        let (x, y, class) = match (left, right) {
            (_, false) => (x + 13, y - 10, "m-halo"),
            (false, true) => (x - 13, y - 10, "m-halo m-end"),
            (true, true) => (*x, y + 23, "m-halo m-mid"),
        };
        painter.lines(x, y - SMALL.pixels, &Lines::wrap(word, SMALL, COLUMN / 2 - 16, 1), class);
    }
    for (((x, _), title), texts) in columns.iter().zip(&titles).zip(&texts) {
        painter.lines(x + PAD, base, title, "");
        let mut y = base + title_h + 8;
        for (icon, lines) in texts {
            let mut left = x + PAD;
            if let Some(icon) = icon {
                painter.icon(*icon, left, y);
                left += 20;
            }
            painter.lines(left, y, lines, "");
            y += lines.height() + 6;
        }
    }
    bottom
}

/// Stretches of columns of one phase, with its name.
fn phases(chart: &Chart, columns: &[(i32, &Node)]) -> Vec<(Rect, Lines)> {
    let mut stretches: Vec<(Option<usize>, Rect)> = Vec::new();
    for (x, node) in columns {
        match stretches.last_mut() {
            Some((lane, place)) if *lane == node.lane => place.w += COLUMN,
            _ => stretches.push((node.lane, Rect { x: *x, y: 0, w: COLUMN, h: 0 })),
        }
    }
    let named = stretches.into_iter().map(|(lane, place)| {
        let name = lane.and_then(|lane| chart.lanes.get(lane)).map_or("", String::as_str);
        (place, Lines::wrap(name, BAND, place.w - 2 * PAD, 3))
    });
    named.collect()
}

fn felt(node: &Node) -> (Option<i8>, &str) {
    let line = node.lines.iter().find_map(|line| match line.kind {
        LineKind::Emotion(level) => Some((level, line.text.as_str())),
        _ => None,
    });
    line.unwrap_or((None, ""))
}

/// How far below the highest level.
fn height(node: &Node) -> i32 {
    let (level, _) = felt(node);
    (3 - i32::from(level.unwrap_or(0))).clamp(0, 5) * LEVEL
}

fn beneath(node: &Node) -> Vec<(Option<Icon>, Lines)> {
    let lines = node.lines.iter().filter(|line| !matches!(line.kind, LineKind::Emotion(_)));
    lines
        .filter_map(|line| {
            let (icon, text) = fact(line)?;
            let room = COLUMN - 2 * PAD - if icon.is_some() { 20 } else { 0 };
            Some((icon, Lines::wrap(&text, TEXT, room, 7)))
        })
        .collect()
}
