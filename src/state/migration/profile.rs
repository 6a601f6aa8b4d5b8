//! Fields, stages and scores of a state that is migrated.

use std::collections::BTreeMap;

use super::names::{Kind, now};
use super::{Fate, MigrationProblem, Migrator, at, json};
use crate::ir::{Journey, StageId};
use crate::state::PlainValue;
use crate::state::convert::{expected, normal_name, to_plain};
use crate::state::snapshot::{SnapshotScore, SnapshotStage};
use crate::text::escape::shortened;

impl Migrator<'_> {
    pub(super) fn fields(&mut self) {
        let new = self.new;
        let (from, was, object) = (self.life.from, self.life.was, self.life.object);
        for (name, value) in from.fields {
            let part = at(&self.life.part("fields"), name);
            let Some(field) = self.names.field(was, object, name) else {
                let owner = if was.is_some() { "object" } else { "contact" };
                self.dropped(&part, value, format!("the {owner} has no such field now"));
                continue;
            };
            let now = &field.info.name;
            if let Some(kept) = self.value(&part, field.ty, value) {
                self.renamed(&part, name, now);
                self.life.to.fields.insert(now.clone(), kept);
            } else {
                let wanted = expected(new, field.ty);
                let instead = match &field.default {
                    Some(default) => format!("it has its default, {}", json(&to_plain(new, default))),
                    None if field.ty.optional => "it is unset".to_owned(),
                    None => "it must be given".to_owned(),
                };
                self.dropped(&part, value, format!("the field `{now}` holds {wanted} now; {instead}"));
            }
        }
        for field in new.fields_of(object).filter_map(|id| new.fields.get(id)) {
            let name = &field.info.name;
            if self.life.to.fields.contains_key(name) || from.fields.contains_key(name) {
                continue;
            }
            let before = field.info.renamed_from.as_ref().filter(|old| self.names.knows_field(was, old));
            let known = self.names.knows_field(was, name) || before.is_some();
            // Its old value was told above, where it had one.
            let lost = before.is_some_and(|old| from.fields.contains_key(old));
            let Some(default) = field.default.as_ref().filter(|_| !lost) else { continue };
            if self.old.is_some() && known && field.ty.optional {
                // It was there and unset, and stays so.
                self.life.to.fields.insert(name.clone(), PlainValue::Null);
            } else {
                let with = format!("with its default, {}", json(&to_plain(new, default)));
                self.tell(&at(&self.life.begin("fields"), name), Fate::Begins { with });
            }
        }
    }

    pub(super) fn stages(&mut self, mapping: &BTreeMap<String, String>) {
        let (new, from) = (self.new, self.life.from);
        for (journey, place) in from.stages {
            let part = at(&self.life.part("stages"), journey);
            let Some(now_journey) = self.names.now(Kind::Journey, journey) else {
                self.dropped(&part, place, "the blueprint has no such journey now");
                continue;
            };
            let Some(declared) = new.journeys.values().find(|declared| declared.info.name == now_journey) else {
                continue;
            };
            if let Some(why) = self.elsewhere(declared.object) {
                self.dropped(&part, place, why);
                continue;
            }
            let old = format!("{}.{}", normal_name(journey), normal_name(&place.stage));
            let stages = declared.stages.iter().filter_map(|id| Some(&new.stages.get(*id)?.info));
            let told = mapping.iter().find(|(key, _)| normal_name(key) == old).map(|(_, to)| to);
            let found = match told {
                Some(to) => {
                    let wanted = normal_name(to);
                    let wanted = wanted.strip_prefix(&format!("{now_journey}.")).unwrap_or(&wanted);
                    let found = stages.clone().find(|info| info.name == wanted);
                    found.map(|info| info.name.as_str()).ok_or_else(|| MigrationProblem::BadMapping {
                        from: shortened(&old),
                        to: shortened(to),
                        journey: now_journey.to_owned(),
                    })
                }
                None => {
                    let of_old = |name: &str| {
                        self.old.is_some_and(|old| {
                            let journeys = old.journeys.values().filter(|declared| declared.info.name == *journey);
                            let ids = journeys.flat_map(|declared| &declared.stages);
                            ids.filter_map(|id| old.stages.get(*id)).any(|stage| stage.info.name == name)
                        })
                    };
                    now(stages, of_old, &place.stage).ok_or_else(|| MigrationProblem::UnmappedStage {
                        of: self.of.clone(),
                        journey: shortened(journey),
                        stage: shortened(&place.stage),
                    })
                }
            };
            match found {
                Ok(stage) => {
                    self.renamed(&part, journey, now_journey);
                    let kept = self.place(&part, place, declared, stage);
                    self.life.to.stages.insert(now_journey.to_owned(), kept);
                }
                Err(problem) => self.problems.push(problem),
            }
        }
        let object = self.life.object;
        // Whoever is in the segment of one that is for a segment enters it when it is next settled.
        let begins = |journey: &&Journey| journey.object == object && journey.segment.is_none();
        for journey in new.journeys.values().filter(begins) {
            let name = &journey.info.name;
            let was = |old: &String| from.stages.contains_key(old);
            if !self.life.to.stages.contains_key(name)
                && !was(name)
                && !journey.info.renamed_from.as_ref().is_some_and(was)
            {
                let initial = new.stages.get(journey.initial).map_or("?", |stage| &stage.info.name);
                self.tell(
                    &at(&self.life.begin("stages"), name),
                    Fate::Begins { with: format!("in the stage `{initial}`") },
                );
            }
        }
    }

    /// Where the contact is in a journey: a stage that has stages inside now is left for the first
    /// of them, and what is known of the stage around it goes with that.
    fn place(&mut self, part: &str, place: &SnapshotStage, journey: &Journey, stage: &str) -> SnapshotStage {
        let new = self.new;
        let named = |name: &str| {
            journey.stages.iter().copied().find(|id| new.stages.get(*id).is_some_and(|stage| stage.info.name == name))
        };
        let name = |id: StageId| new.stages.get(id).map_or("?", |stage| stage.info.name.as_str());
        let part_of_stage = at(part, "stage");
        self.renamed(&part_of_stage, &place.stage, stage);
        let mut kept = SnapshotStage { stage: stage.to_owned(), since: place.since, outer_since: None };
        let Some(id) = named(stage) else { return kept };
        let leaf = new.leaf(id);
        if leaf != id {
            let (from, to) = (json(&stage), json(&name(leaf)));
            let why = format!("the stage `{stage}` has stages inside it now");
            self.tell(&part_of_stage, Fate::Converted { from, to, why });
            name(leaf).clone_into(&mut kept.stage);
        }
        let part = at(part, "outer_since");
        match (place.outer_since, new.parent(leaf)) {
            (Some(since), Some(_)) => kept.outer_since = Some(since),
            (Some(since), None) => self.dropped(&part, &since, "the stage is inside no other now"),
            // Inside the stage that it was, it has been there since then.
            (None, Some(_)) if leaf != id => kept.outer_since = place.since,
            (None, Some(outer)) => {
                let with = format!("in `{}`, since the stage inside it was entered", name(outer));
                self.tell(&part, Fate::Begins { with });
            }
            (None, None) => {}
        }
        kept
    }

    pub(super) fn scores(&mut self) {
        let (new, from) = (self.new, self.life.from);
        for (name, stored) in from.scores {
            let part = at(&self.life.part("scores"), name);
            let Some(now) = self.names.now(Kind::Score, name) else {
                self.dropped(&part, stored, "the blueprint has no such score now");
                continue;
            };
            let Some(score) = new.scores.values().find(|score| score.info.name == now) else { continue };
            if let Some(why) = self.elsewhere(score.object) {
                self.dropped(&part, stored, why);
                continue;
            }
            self.renamed(&part, name, now);
            let mut kept = SnapshotScore { points: stored.points, once: Vec::new(), risen: None };
            if stored.points > score.high {
                kept.points = score.high;
                let (from, to) = (json(&stored.points), json(&kept.points));
                let why = format!("the score `{now}` holds event points from 0 to {}", score.high);
                self.tell(&at(&part, "points"), Fate::Converted { from, to, why });
            }
            for (index, line) in stored.once.iter().enumerate() {
                let part = at(&at(&part, "once"), &index.to_string());
                let target = self.line(name, *line, score);
                let counts = |line: u32| score.events.get(line as usize).is_some_and(|points| points.once);
                match target.filter(|target| counts(*target) && !kept.once.contains(target)) {
                    Some(target) => {
                        if target != *line {
                            let (from, to) = (json(line), json(&target));
                            let why = "the line stands elsewhere".to_owned();
                            self.tell(&part, Fate::Converted { from, to, why });
                        }
                        kept.once.push(target);
                    }
                    None => self.dropped(&part, line, "no line of the score counts once there now"),
                }
            }
            kept.once.sort_unstable();
            if let Some(risen) = stored.risen {
                if score.fade.is_some() && kept.points > 0 {
                    kept.risen = Some(risen);
                } else {
                    self.dropped(&at(&part, "risen"), &risen, "the score's points do not fade now");
                }
            } else if score.fade.is_some() && kept.points > 0 {
                let with = "to fade, from the state's clock".to_owned();
                self.tell(&at(&at(&self.life.begin("scores"), now), "risen"), Fate::Begins { with });
            }
            self.life.to.scores.insert(now.to_owned(), kept);
        }
    }

    /// The place of a line of a score: with the old blueprint that of the line for the same
    /// events, and without it the same place.
    fn line(&self, old_score: &str, line: u32, score: &crate::ir::Score) -> Option<u32> {
        let Some(old) = self.old else { return Some(line) };
        let before = old.scores.values().find(|score| score.info.name == old_score)?;
        let of_old = |points: &crate::ir::EventPoints| -> Vec<&str> {
            let infos = points.events.iter().filter_map(|id| Some(&old.events.get(*id)?.info));
            infos.filter_map(|info| self.names.now(Kind::Event, &info.name)).collect()
        };
        let of_new = |points: &crate::ir::EventPoints| -> Vec<&str> {
            points.events.iter().filter_map(|id| Some(self.new.events.get(*id)?.info.name.as_str())).collect()
        };
        let wanted = of_old(before.events.get(line as usize)?);
        // Of several lines for the same events, the one in the same place among them.
        let number = before.events.iter().take(line as usize).filter(|points| points.once && of_old(points) == wanted);
        let same = (0..).zip(&score.events).filter(|(_, points)| points.once && of_new(points) == wanted);
        same.map(|(line, _)| line).nth(number.count())
    }
}
