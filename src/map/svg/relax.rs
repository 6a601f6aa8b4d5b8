//! Arrows without needless turns: what the layout has moved aside for nothing runs straight where there is room.

use std::collections::BTreeMap;

use super::layout::Plan;
use super::paint::Rect;
use super::rows::Given;

/// From an arrow to what it passes.
const APART: i32 = 11;

/// What stands in a row: from where to where, and the arrow whose it is.
type Taken = (i32, i32, Option<usize>);

/// Moves the points between the ends of arrows above one another, where nothing stands.
pub(super) fn relax(plan: &Plan, given: &Given, boxes: &[Rect], paths: &mut [Vec<(usize, i32)>]) {
    let mut rows = fixed(plan, given, boxes);
    for (index, path) in paths.iter().enumerate() {
        for &(row, x) in inner(path) {
            rows.entry(row).or_default().push(span(plan, given, index, row, x));
        }
    }
    for _ in 0..3 {
        for (index, path) in paths.iter_mut().enumerate() {
            let Some(last) = path.len().checked_sub(1) else { continue };
            for at in (1..last).chain((1..last).rev()) {
                let x_at = |at: usize| path.get(at).map_or(0, |point| point.1);
                let (before, after) = (x_at(at - 1), x_at(at + 1));
                let Some(&(row, x)) = path.get(at) else { continue };
                let turns = |x: i32| i32::from(x != before) + i32::from(x != after);
                let taken = rows.entry(row).or_default();
                let better = [before, after].into_iter().filter(|&new| turns(new) < turns(x)).find(|&new| {
                    let (left, right, _) = span(plan, given, index, row, new);
                    !taken.iter().any(|one| one.2 != Some(index) && one.0 < right && left < one.1)
                });
                // Between two turns the shorter way is the better one.
                if let Some(new) = better {
                    taken.retain(|one| one.2 != Some(index));
                    taken.push(span(plan, given, index, row, new));
                    if let Some(point) = path.get_mut(at) {
                        point.1 = new;
                    }
                }
            }
            whole(plan, given, index, path, &mut rows);
        }
    }
}

/// Moves a whole stretch of one line to where it joins what is above or below it.
fn whole(plan: &Plan, given: &Given, index: usize, path: &mut [(usize, i32)], rows: &mut BTreeMap<usize, Vec<Taken>>) {
    let Some(last) = path.len().checked_sub(1) else { return };
    let mut from = 1;
    while from < last {
        let x = path.get(from).map_or(0, |point| point.1);
        let length = path.iter().skip(from).take(last - from).take_while(|point| point.1 == x).count();
        let (before, after) =
            (path.get(from - 1).map_or(x, |one| one.1), path.get(from + length).map_or(x, |one| one.1));
        let stretch: Vec<(usize, i32)> = path.iter().skip(from).take(length).copied().collect();
        let free = |new: &i32| {
            stretch.iter().all(|&(row, _)| {
                let (left, right, _) = span(plan, given, index, row, *new);
                let taken = rows.get(&row).map_or(&[][..], Vec::as_slice);
                !taken.iter().any(|one| one.2 != Some(index) && one.0 < right && left < one.1)
            })
        };
        if before != x
            && after != x
            && let Some(new) = [before, after].into_iter().find(free)
        {
            for point in path.iter_mut().skip(from).take(length) {
                point.1 = new;
                let taken = rows.entry(point.0).or_default();
                taken.retain(|one| one.2 != Some(index));
                taken.push(span(plan, given, index, point.0, new));
            }
        }
        from += length.max(1);
    }
}

fn inner(path: &[(usize, i32)]) -> &[(usize, i32)] {
    path.get(1..path.len().saturating_sub(1)).unwrap_or_default()
}

/// The room that an arrow takes in a row, with its label.
fn span(plan: &Plan, given: &Given, index: usize, row: usize, x: i32) -> Taken {
    let labelled = given.courses.get(index).is_some_and(|course| course.label == Some(row));
    let half = plan.ways.get(index).filter(|_| labelled).map_or(0, |way| way.w / 2);
    (x - half - APART / 2, x + half + APART - APART / 2, Some(index))
}

/// Boxes, and the frames around them as far down as they reach.
fn fixed(plan: &Plan, given: &Given, boxes: &[Rect]) -> BTreeMap<usize, Vec<Taken>> {
    let mut rows: BTreeMap<usize, Vec<Taken>> = BTreeMap::new();
    for (own, &(row, _)) in boxes.iter().zip(&given.boxes) {
        rows.entry(row).or_default().push((own.x - APART, own.right() + APART, None));
    }
    let mut frames: BTreeMap<usize, (usize, usize, i32, i32)> = BTreeMap::new();
    for ((one, own), &(row, _)) in plan.boxes.iter().zip(boxes).zip(&given.boxes) {
        let Some(frame) = one.frame else { continue };
        let reach = frames.entry(frame).or_insert((row, row, own.x, own.right()));
        *reach = (reach.0.min(row), reach.1.max(row), reach.2.min(own.x), reach.3.max(own.right()));
    }
    for (first, last, left, right) in frames.into_values() {
        for row in first..=last {
            // Its sides alone: arrows between its boxes run inside of it.
            for side in [left - 12, right + 12] {
                rows.entry(row).or_default().push((side - APART, side + APART, None));
            }
        }
    }
    rows
}
