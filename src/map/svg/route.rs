//! Arrows: lines with round corners and a head.

use std::fmt::Write as _;

use super::paint::Painter;

/// How round a corner is at most.
const ROUND: i32 = 10;
const HEAD: i32 = 9;

impl Painter {
    /// An arrow along these points.
    pub(super) fn way(&mut self, points: &[(i32, i32)], back: bool, arrow: bool) {
        let mut points = points.to_vec();
        points.dedup();
        let Some((&end, before)) = points.split_last() else { return };
        let Some(&last) = before.last() else { return };
        let down = end.1 >= last.1;
        if arrow && let Some(tip) = points.last_mut() {
            // The line ends inside of the head.
            tip.1 += if down { -HEAD + 2 } else { HEAD - 2 };
        }
        let reach = points.iter().fold((end.1, end.1), |reach, point| (reach.0.min(point.1), reach.1.max(point.1)));
        self.path(&rounded(&points), if back { "m-way m-back" } else { "m-way" }, reach);
        if arrow {
            let (x, y) = end;
            let back = if down { y - HEAD } else { y + HEAD };
            self.path(&format!("M{x} {y}L{} {back}H{}Z", x - 5, x + 5), "m-head", (y.min(back), y.max(back)));
        }
    }
}

/// A path along points, its corners round.
fn rounded(points: &[(i32, i32)]) -> String {
    let mut path = String::new();
    let Some(first) = points.first() else { return path };
    let _ = write!(path, "M{} {}", first.0, first.1);
    for corner in points.windows(3) {
        let &[before, at, after] = corner else { continue };
        let (from, to) = (towards(at, before), towards(at, after));
        let _ = write!(path, "L{} {}Q{} {} {} {}", from.0, from.1, at.0, at.1, to.0, to.1);
    }
    if let Some(last) = points.last() {
        let _ = write!(path, "L{} {}", last.0, last.1);
    }
    path
}

/// The point on the way from one to another where its corner begins.
fn towards(at: (i32, i32), other: (i32, i32)) -> (i32, i32) {
    let (dx, dy) = (i64::from(other.0) - i64::from(at.0), i64::from(other.1) - i64::from(at.1));
    let length = (dx * dx + dy * dy).isqrt().max(1);
    let step = i64::from(ROUND).min(length / 2);
    let along = |from: i32, by: i64| i32::try_from(i64::from(from) + by * step / length).unwrap_or(from);
    (along(at.0, dx), along(at.1, dy))
}
