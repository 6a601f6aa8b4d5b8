//! Points that an event adds to scores.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::Scene;
use super::moment::Moment;
use super::observe::{LinePoints, Observer};
use crate::ir::{ExprKind, ScoreId, Value};
use crate::state::Subject;

/// Points that a line of a score adds to it.
pub(super) struct Addition {
    subject: Subject,
    score: ScoreId,
    line: u32,
    points: i64,
}

impl<O: Observer> Moment<'_, '_, O> {
    /// Adds the points of the event's lines, all read on one picture; answers whether a
    /// score has other event points now.
    pub(super) fn add_points(&mut self) -> bool {
        let Some(payload) = self.world.event else { return false };
        let program = self.world.program;
        let lines = program.plan.points_on(payload.event);
        if lines.is_empty() {
            return false;
        }
        let scene = self.world.scene();
        let mut additions = std::mem::take(&mut self.memory.additions);
        additions.clear();
        for &(score, line) in lines {
            let mut add = |subject| {
                let scene = scene.of(subject);
                let points = read(&scene, score, line);
                self.observer.points(&scene, score, line, points);
                if let LinePoints::Added(points) = points {
                    additions.push(Addition { subject, score, line, points });
                }
            };
            match program.ir.scores[score].object {
                None => add(Subject::Contact),
                object => self.world.concerned(object).for_each(add),
            }
        }
        let mut changed = false;
        for &Addition { subject, score: id, line, points } in &additions {
            let score = &program.ir.scores[id];
            let once = usize::try_from(line).ok().and_then(|line| score.events.get(line)).is_some_and(|l| l.once);
            let Some(life) = self.world.next.life_mut(subject) else { continue };
            if once {
                life.past_mut().once.insert((id, line));
            }
            let before = life.points(id);
            let after = before.saturating_add(points).min(score.high).max(0);
            changed |= after != before;
            let risen = match after {
                0 => None,
                _ if before == 0 && score.fade.is_some() => Some(self.world.at),
                _ => life.risen(id),
            };
            life.set_points(id, after, risen);
        }
        self.memory.additions = additions;
        changed
    }
}

fn read(scene: &Scene<'_>, id: ScoreId, line: u32) -> LinePoints {
    let score = &scene.program.ir.scores[id];
    let Some(entry) = usize::try_from(line).ok().and_then(|line| score.events.get(line)) else {
        return LinePoints::Filtered;
    };
    if entry.once && scene.life(score.object).is_some_and(|life| life.past().once.contains(&(id, line))) {
        return LinePoints::Counted;
    }
    if !scene.passes(entry.filter) {
        return LinePoints::Filtered;
    }
    // Most lines say how many.
    if let ExprKind::Literal(Value::Int(points)) = scene.program.ir.exprs[entry.points].kind {
        return LinePoints::Added(points);
    }
    match scene.in_event().value(entry.points).as_deref() {
        Ok(Value::Int(points)) => LinePoints::Added(*points),
        Ok(_) => LinePoints::Unknown(super::Unknown::Unfit),
        Err(reason) => LinePoints::Unknown(*reason),
    }
}
