//! Ranks as rows of a page: each as high as its highest box, and between two as much room as the arrows need that turn
//! there. Every turn has a track of its own, so that no two arrows run along one line.

use std::collections::BTreeMap;

use super::layout::{Places, Plan, Run};
use super::paint::Rect;
use super::relax;

/// The least distance between rows that hold something.
const BETWEEN: i32 = 26;
/// From a row to the first track, and from the last one to the next row: room for an arrowhead.
const CLEAR: i32 = 15;
/// The distance between two tracks.
const TRACK: i32 = 9;
/// The distance between two arrows that leave one side of a box.
const PORT: i32 = 16;
/// From the edge of a box to its first arrow.
const CORNER: i32 = 18;

/// A rank of the layout.
#[derive(Default)]
pub(super) struct Row {
    h: i32,
    top: i32,
    /// Between two bands.
    is_border: bool,
}

impl Row {
    /// Makes room for something so high.
    pub(super) fn hold(&mut self, h: i32) {
        self.h = self.h.max(h);
    }

    pub(super) const fn border(&mut self) {
        self.is_border = true;
    }

    const fn end(&self) -> i32 {
        self.top + self.h
    }
}

/// What the layout gives, by numbers of rows.
pub(super) struct Given {
    /// The row and the middle of each box.
    pub(super) boxes: Vec<(usize, i32)>,
    pub(super) courses: Vec<Course>,
}

/// Where an arrow runs.
pub(super) struct Course {
    /// Where it crosses each row between its boxes.
    pub(super) between: Vec<(usize, i32)>,
    /// The row of its label.
    pub(super) label: Option<usize>,
}

/// Stacks the rows, and lets the arrows run.
pub(super) fn stack(plan: &Plan, given: &Given, mut rows: Vec<Row>) -> Places {
    let mut boxes: Vec<Rect> = Vec::new();
    for (one, &(_, x)) in plan.boxes.iter().zip(&given.boxes) {
        boxes.push(Rect { x: x - one.w / 2, y: 0, w: one.w, h: one.h });
    }
    let mut paths = paths(plan, given, &boxes);
    relax::relax(plan, given, &boxes, &mut paths);
    snap(plan, &boxes, &mut paths);
    let tracks = Tracks::of(&paths, rows.len());
    tracks.space(&mut rows);
    for (one, &(row, _)) in boxes.iter_mut().zip(&given.boxes) {
        one.y = rows.get(row).map_or(0, |row| row.top);
    }
    let mut runs = Vec::new();
    for (index, ((way, course), path)) in plan.ways.iter().zip(&given.courses).zip(&paths).enumerate() {
        let mut run = Run::default();
        for (step, &(at, x)) in path.iter().enumerate() {
            let Some(row) = rows.get(at) else { continue };
            let from = if step == 0 { boxes.get(way.upper).map_or(0, |one| one.bottom()) } else { row.top };
            run.points.push((x, from));
            if let Some(&(_, next)) = path.get(step + 1)
                && next != x
            {
                let y = tracks.y(index, at, row);
                run.points.extend([(x, y), (next, y)]);
            }
            if course.label == Some(at) {
                run.label = Some(Rect { x: x - way.w / 2, y: row.top + (row.h - way.h) / 2, w: way.w, h: way.h });
            }
        }
        runs.push(run);
    }
    let bands = bands(plan, &rows);
    let cut = |pair: &[Row]| match pair {
        [_, row] if row.is_border => Some((row.top - 12, true)),
        [above, row] if row.top - above.end() > 10 => Some((above.end() + 7, false)),
        _ => None,
    };
    let cuts = rows.windows(2).filter_map(cut).collect();
    Places { boxes, ways: runs, bands, cuts }
}

/// From where to where each band reaches.
fn bands(plan: &Plan, rows: &[Row]) -> Vec<(i32, i32)> {
    let mut cuts = vec![rows.first().map_or(0, |row| row.top) - 20];
    cuts.extend(rows.iter().filter(|row| row.is_border).map(|row| row.top - 12));
    cuts.push(rows.last().map_or(0, Row::end) + 20);
    (0..plan.bands).filter_map(|band| Some((*cuts.get(band)?, *cuts.get(band + 1)?))).collect()
}

/// Where each arrow crosses each row, from its upper box to its lower one.
fn paths(plan: &Plan, given: &Given, boxes: &[Rect]) -> Vec<Vec<(usize, i32)>> {
    let mut sides: BTreeMap<(usize, bool), Vec<(i32, usize)>> = BTreeMap::new();
    for (index, (way, course)) in plan.ways.iter().zip(&given.courses).enumerate().filter(|(_, (way, _))| !way.hidden) {
        let middle = |at: usize| boxes.get(at).map_or(0, |one| one.middle());
        let first = course.between.first().map_or_else(|| middle(way.lower), |point| point.1);
        let last = course.between.last().map_or_else(|| middle(way.upper), |point| point.1);
        sides.entry((way.upper, false)).or_default().push((first, index));
        sides.entry((way.lower, true)).or_default().push((last, index));
    }
    let mut ports: BTreeMap<(usize, bool), i32> = BTreeMap::new();
    for ((node, top), mut ends) in sides {
        ends.sort_unstable();
        let Some(own) = boxes.get(node) else { continue };
        for ((_, way), x) in ends.iter().zip(spread(&ends, *own)) {
            ports.insert((*way, top), x);
        }
    }
    let ways = plan.ways.iter().zip(&given.courses).enumerate();
    ways.map(|(index, (way, course))| {
        let end = |node: usize, top: bool| {
            let row = given.boxes.get(node).map_or(0, |one| one.0);
            Some((row, *ports.get(&(index, top))?))
        };
        let (Some(from), Some(to)) = (end(way.upper, false), end(way.lower, true)) else { return Vec::new() };
        let mut path = vec![from];
        path.extend(&course.between);
        path.push(to);
        path
    })
    .collect()
}

/// Moves ends of arrows to where they need not turn, as far as others leave room.
fn snap(plan: &Plan, boxes: &[Rect], paths: &mut [Vec<(usize, i32)>]) {
    let mut sides: BTreeMap<(usize, bool), Vec<(usize, i32)>> = BTreeMap::new();
    for (index, (way, path)) in plan.ways.iter().zip(paths.iter()).enumerate() {
        if let (Some(first), Some(last)) = (path.first(), path.last()) {
            sides.entry((way.upper, false)).or_default().push((index, first.1));
            sides.entry((way.lower, true)).or_default().push((index, last.1));
        }
    }
    for (index, (way, path)) in plan.ways.iter().zip(paths.iter_mut()).enumerate() {
        let Some(last) = path.len().checked_sub(1).filter(|&last| last > 0) else { continue };
        for (node, top, end, beside) in [(way.upper, false, 0, 1), (way.lower, true, last, last - 1)] {
            let (Some(own), Some(side)) = (boxes.get(node), sides.get_mut(&(node, top))) else { continue };
            let Some(&(_, wanted)) = path.get(beside) else { continue };
            let inset = CORNER.min(own.w / 3);
            let fits = wanted >= own.x + inset && wanted <= own.right() - inset;
            let apart = side.iter().all(|&(other, x)| other == index || (x - wanted).abs() >= PORT);
            if fits && apart {
                side.iter_mut().filter(|one| one.0 == index).for_each(|one| one.1 = wanted);
                if let Some(point) = path.get_mut(end) {
                    point.1 = wanted;
                }
            }
        }
    }
}

/// Places for the ends on one side of a box: near to where they want to be, in order, apart.
fn spread(ends: &[(i32, usize)], own: Rect) -> Vec<i32> {
    let count = i32::try_from(ends.len()).unwrap_or(i32::MAX);
    let (left, right) = (own.x + CORNER.min(own.w / 3), own.right() - CORNER.min(own.w / 3));
    let gap = PORT.min((right - left) / count.max(1)).max(1);
    let mut places: Vec<i32> = Vec::with_capacity(ends.len());
    let mut least = left;
    for &(wanted, _) in ends {
        let x = wanted.clamp(left, right.max(left)).max(least);
        places.push(x);
        least = x + gap;
    }
    // Those that were pushed over the edge push the others back.
    let mut most = right;
    for place in places.iter_mut().rev() {
        *place = (*place).min(most);
        most = *place - gap;
    }
    places
}

/// The lines along which arrows turn, below each row.
struct Tracks {
    /// The track of an arrow below a row.
    of: BTreeMap<(usize, usize), i32>,
    /// How many there are below each row.
    count: Vec<i32>,
}

impl Tracks {
    fn of(paths: &[Vec<(usize, i32)>], rows: usize) -> Self {
        let mut turns: Vec<Vec<(i32, i32, usize)>> = vec![Vec::new(); rows];
        for (index, path) in paths.iter().enumerate() {
            for pair in path.windows(2) {
                let &[(row, from), (_, to)] = pair else { continue };
                if from != to
                    && let Some(turns) = turns.get_mut(row)
                {
                    turns.push((from, to, index));
                }
            }
        }
        let mut tracks = Self { of: BTreeMap::new(), count: Vec::new() };
        for (row, mut turns) in turns.into_iter().enumerate() {
            // So arrows that go one way do not cross: of those to the right the rightmost turns first, and so on.
            turns.sort_unstable_by_key(|&(from, to, index)| (to < from, if to > from { -from } else { from }, index));
            let mut taken: Vec<(i32, i32, bool, i32)> = Vec::new();
            let ends = turns.clone();
            for (from, to, index) in turns {
                let (left, right, leftward) = (from.min(to) - 10, from.max(to) + 10, to < from);
                let overlaps = |one: &&(i32, i32, bool, i32)| one.0 < right && left < one.1;
                let below = taken.iter().filter(overlaps).filter(|one| one.2 == leftward).map(|one| one.3 + 1).max();
                let mut track = below.unwrap_or(0);
                while taken.iter().filter(overlaps).any(|one| one.3 == track) {
                    track += 1;
                }
                taken.push((left, right, leftward, track));
                tracks.of.insert((index, row), track);
            }
            let count = tracks.part(row, &ends, taken.iter().map(|one| one.3 + 1).max().unwrap_or(0));
            tracks.count.push(count);
        }
        tracks
    }

    /// Where one arrow comes down on the line on which another has left the row above, it turns below the other.
    /// Gives how many tracks there are then.
    fn part(&mut self, row: usize, turns: &[(i32, i32, usize)], mut count: i32) -> i32 {
        let of = |tracks: &Self, way: usize| tracks.of.get(&(way, row)).copied().unwrap_or(0);
        // Two that want to be below each other are left as they are.
        for _ in 0..turns.len() {
            let wrong = turns.iter().find_map(|&(_, to, comes)| {
                let meets = |&&(from, _, leaves): &&(i32, i32, usize)| {
                    leaves != comes && (from - to).abs() < 4 && of(self, leaves) >= of(self, comes)
                };
                turns.iter().find(meets).map(|_| comes)
            });
            let Some(way) = wrong else { break };
            self.of.insert((way, row), count);
            count += 1;
        }
        count
    }

    /// Puts the rows beneath one another.
    fn space(&self, rows: &mut [Row]) {
        let mut top = 0;
        let mut filled = false;
        for (index, row) in rows.iter_mut().enumerate() {
            let is_filled = row.h > 0;
            if index > 0 {
                let count = index.checked_sub(1).and_then(|at| self.count.get(at)).copied().unwrap_or(0);
                let least = match (filled, is_filled) {
                    (true, true) => BETWEEN,
                    (false, false) => 0,
                    _ => BETWEEN / 2,
                };
                let least = if row.is_border { BETWEEN + 8 } else { least };
                top += least.max(if count > 0 { 2 * CLEAR + (count - 1) * TRACK } else { 0 });
            }
            row.top = top;
            top += row.h;
            filled = is_filled;
        }
    }

    /// How far down the arrow turns below a row.
    fn y(&self, way: usize, at: usize, row: &Row) -> i32 {
        row.end() + CLEAR + self.of.get(&(way, at)).copied().unwrap_or(0) * TRACK
    }
}
