//! What is stored of one life: the contact's own stands at the top level of a snapshot, that of an
//! instance in its entry. Both are written and read here.

use indexmap::IndexMap;

use super::super::convert::to_plain;
use super::super::draft::LifeDraft;
use super::super::{Life, PlainValue, StateProblem};
use super::{
    Snapshot, SnapshotCause, SnapshotInstance, SnapshotPlace, SnapshotScore, SnapshotSeries, SnapshotSla, SnapshotStage,
};
use super::{memory, sla};
use crate::calendar::Instant;
use crate::ir;
use crate::text::escape::shortened;

/// What is stored of a life.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::state) struct StoredLife {
    pub(in crate::state) created: Option<Instant>,
    pub(in crate::state) changed: Option<Instant>,
    pub(in crate::state) fields: IndexMap<String, PlainValue>,
    pub(in crate::state) stages: IndexMap<String, SnapshotStage>,
    pub(in crate::state) scores: IndexMap<String, SnapshotScore>,
    pub(in crate::state) history: IndexMap<String, SnapshotSeries>,
    pub(in crate::state) modes: IndexMap<String, Instant>,
    pub(in crate::state) limits: IndexMap<String, Vec<SnapshotPlace>>,
    pub(in crate::state) dated: Vec<SnapshotCause>,
    pub(in crate::state) ran: IndexMap<String, Instant>,
    pub(in crate::state) met: Vec<String>,
    pub(in crate::state) ended: IndexMap<String, Instant>,
    pub(in crate::state) slas: IndexMap<String, SnapshotSla>,
}

/// The same, where it stands in a snapshot.
#[derive(Debug, Clone, Copy)]
pub(in crate::state) struct LifeView<'s> {
    pub(in crate::state) created: Option<Instant>,
    pub(in crate::state) changed: Option<Instant>,
    pub(in crate::state) fields: &'s IndexMap<String, PlainValue>,
    pub(in crate::state) stages: &'s IndexMap<String, SnapshotStage>,
    pub(in crate::state) scores: &'s IndexMap<String, SnapshotScore>,
    pub(in crate::state) history: &'s IndexMap<String, SnapshotSeries>,
    pub(in crate::state) modes: &'s IndexMap<String, Instant>,
    pub(in crate::state) limits: &'s IndexMap<String, Vec<SnapshotPlace>>,
    pub(in crate::state) dated: &'s [SnapshotCause],
    pub(in crate::state) ran: &'s IndexMap<String, Instant>,
    pub(in crate::state) met: &'s [String],
    pub(in crate::state) ended: &'s IndexMap<String, Instant>,
    pub(in crate::state) slas: &'s IndexMap<String, SnapshotSla>,
}

macro_rules! view {
    ($of:expr) => {{
        let of = $of;
        LifeView {
            created: of.created,
            changed: of.changed,
            fields: &of.fields,
            stages: &of.stages,
            scores: &of.scores,
            history: &of.history,
            modes: &of.modes,
            limits: &of.limits,
            dated: &of.dated,
            ran: &of.ran,
            met: &of.met,
            ended: &of.ended,
            slas: &of.slas,
        }
    }};
}

impl Snapshot {
    /// What is stored of the contact's own life.
    pub(in crate::state) fn life(&self) -> LifeView<'_> {
        view!(self)
    }

    /// The same with another life of the contact's own.
    pub(in crate::state) fn with_life(self, life: StoredLife) -> Self {
        let StoredLife {
            created,
            changed,
            fields,
            stages,
            scores,
            history,
            modes,
            limits,
            dated,
            ran,
            met,
            ended,
            slas,
        } = life;
        Self { created, changed, fields, stages, scores, history, modes, limits, dated, ran, met, ended, slas, ..self }
    }
}

impl SnapshotInstance {
    pub(in crate::state) fn new(object: String, id: String, number: u64, life: StoredLife) -> Self {
        let StoredLife {
            created,
            changed,
            fields,
            stages,
            scores,
            history,
            modes,
            limits,
            dated,
            ran,
            met,
            ended,
            slas,
        } = life;
        Self {
            object,
            id,
            number,
            created,
            changed,
            fields,
            stages,
            scores,
            history,
            modes,
            limits,
            dated,
            ran,
            met,
            ended,
            slas,
        }
    }

    /// What is stored of its life.
    pub(in crate::state) fn life(&self) -> LifeView<'_> {
        view!(self)
    }
}

impl StoredLife {
    /// What is to be stored of a life.
    pub(super) fn of(ir: &ir::Blueprint, object: Option<ir::ObjectId>, life: &Life) -> Self {
        let declared = ir.fields_of(object).filter_map(|id| Some((ir.slot(id), ir.fields.get(id)?)));
        let fields = declared.filter_map(|(slot, field)| {
            let value = match life.fields.get(slot) {
                Some(value) => to_plain(ir, &value),
                // Left out, it would come back as its default.
                None if field.default.is_some() => PlainValue::Null,
                None => return None,
            };
            Some((field.info.name.clone(), value))
        });
        let stages = ir.journeys.values().zip(&life.stages).filter_map(|(journey, occupancy)| {
            let occupancy = (*occupancy)?;
            let stage = ir.stages.get(occupancy.stage)?.info.name.clone();
            let outer_since = occupancy.outer_since;
            Some((journey.info.name.clone(), SnapshotStage { stage, since: Some(occupancy.since), outer_since }))
        });
        let scores = ir.scores.iter().enumerate().filter_map(|(index, (id, score))| {
            let points = life.points.get(index).copied().unwrap_or(0);
            let risen = life.risen.get(index).copied().flatten();
            let once: Vec<u32> = life.lines_counted(id).collect();
            let counted = points != 0 || !once.is_empty();
            counted.then(|| (score.info.name.clone(), SnapshotScore { points, once, risen }))
        });
        Self {
            created: Some(life.created),
            changed: Some(life.changed).filter(|changed| *changed != life.created),
            fields: fields.collect(),
            stages: stages.collect(),
            scores: scores.collect(),
            history: memory::history_of(ir, life),
            modes: memory::modes_of(ir, life),
            limits: memory::limits_of(ir, life),
            dated: memory::dated_of(ir, life),
            ran: memory::ran_of(ir, life),
            met: memory::met_of(ir, life),
            ended: memory::ended_of(ir, life),
            slas: sla::slas_of(ir, life),
        }
    }
}

impl LifeDraft<'_> {
    /// The life is as it was stored.
    pub(super) fn read(&mut self, stored: &LifeView<'_>) {
        self.known_since(stored.created, stored.changed);
        for (name, value) in stored.fields {
            self.set(name, value);
        }
        for (name, place) in stored.stages {
            let Some(journey) = self.find_journey(name) else { continue };
            let Some(stage) = self.find_stage_of(journey, &place.stage) else { continue };
            self.placed(journey, name, stage, (place.since, place.outer_since));
        }
        for (name, score) in stored.scores {
            if let Some(id) = self.find_score(name) {
                self.counted(id, name, score);
            }
        }
        self.history(stored.history);
        self.modes(stored.modes);
        self.limits(stored.limits);
        self.dated(stored.dated);
        self.ran(stored.ran);
        self.met(stored.met);
        self.ended(stored.ended);
        self.slas(stored.slas);
    }

    /// When it came to be known, and when a field last changed.
    pub(super) fn known_since(&mut self, created: Option<Instant>, changed: Option<Instant>) {
        self.created(created);
        self.life.changed = changed.unwrap_or(self.life.created);
        self.problems.not_after_clock(self.life.changed, || "`changed`".to_owned());
    }

    /// The stage in a journey, since when it is in it, and since when in the one inside which that is.
    pub(super) fn placed(
        &mut self,
        journey: ir::JourneyId,
        name: &str,
        stage: ir::StageId,
        (since, outer_since): (Option<Instant>, Option<Instant>),
    ) {
        let since = since.unwrap_or(self.problems.clock);
        self.problems.not_after_clock(since, || format!("the stage of `{}`", shortened(name)));
        self.enter(journey, stage, since);
        if let Some(outer_since) = outer_since {
            self.outer_since(journey, name, outer_since);
        }
    }

    /// What a score has counted.
    pub(super) fn counted(&mut self, id: ir::ScoreId, name: &str, stored: &SnapshotScore) {
        self.give(id, name, stored.points);
        self.once(id, name, &stored.once);
        self.risen(id, stored);
    }

    /// When the stage was entered inside which the contact or the instance is.
    fn outer_since(&mut self, journey: ir::JourneyId, name: &str, outer_since: Instant) {
        let what = format!("the stage of `{}`", shortened(name));
        let Some(Some(place)) = self.life.stages.to_mut().get_mut(ir::Id::index(journey)) else { return };
        let problem = match place.outer_since {
            None => Some("`outer_since` is there for a stage inside another, and it is inside none"),
            Some(_) if outer_since > place.since => Some("`outer_since` is after `since`"),
            Some(_) => None,
        };
        match problem {
            Some(problem) => self.problems.unfit(what, problem.to_owned()),
            None => place.outer_since = Some(outer_since),
        }
    }

    fn risen(&mut self, id: ir::ScoreId, stored: &SnapshotScore) {
        let (Some(at), Some(score)) = (stored.risen, self.ir.scores.get(id)) else { return };
        let what = format!("the score `{}`", score.info.name);
        if score.fade.is_none() || stored.points == 0 {
            self.problems.unfit(what, "`risen` is there for points that fade, and there are none".to_owned());
            return;
        }
        self.problems.not_after_clock(at, || format!("{what}: `risen`"));
        if let Some((_, place)) = self.life.points_mut(id) {
            *place = Some(at);
        }
    }

    fn once(&mut self, id: ir::ScoreId, name: &str, lines: &[u32]) {
        let Some(score) = self.ir.scores.get(id) else { return };
        for line in lines {
            let counts_once = score.events.get(*line as usize).is_some_and(|points| points.once);
            if !counts_once || !self.life.past_mut().once.insert((id, *line)) {
                self.problems.push(StateProblem::BadOnce { name: shortened(name), line: *line });
            }
        }
    }
}
