//! Points that an event adds to scores.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::eval::Scene;
use super::moment::Moment;
use super::observe::{LinePoints, Observer};
use crate::ir::{ScoreId, Value};

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
        let mut additions = Vec::with_capacity(lines.len());
        for &(score, line) in lines {
            for subject in self.world.concerned(program.ir.scores[score].object) {
                let scene = scene.of(subject);
                let points = read(&scene, score, line);
                self.observer.points(&scene, score, line, points);
                if let LinePoints::Added(points) = points {
                    additions.push((subject, score, line, points));
                }
            }
        }
        let mut changed = false;
        for (subject, id, line, points) in additions {
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
    match scene.in_event().value(entry.points).as_deref() {
        Ok(Value::Int(points)) => LinePoints::Added(*points),
        Ok(_) => LinePoints::Unknown(super::Unknown::Unfit),
        Err(reason) => LinePoints::Unknown(*reason),
    }
}
