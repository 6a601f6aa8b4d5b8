//! Building a contact's state from names and values.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::contact::named;
use super::convert::{expected, normal_name, to_value};
use super::{ContactState, Occupancy, PlainValue, StateErrors, StateProblem};
use crate::calendar::Instant;
use crate::ir::{self, Id, Info, TEXT_LIMIT};
use crate::text::did_you_mean;
use crate::text::escape::shortened;

/// Builds a [`ContactState`]; problems are reported together by [`ContactBuilder::build`].
#[derive(Debug, Clone)]
#[must_use = "a builder does nothing until it builds"]
pub struct ContactBuilder {
    ir: Arc<ir::Blueprint>,
    contact: String,
    clock: Instant,
    created: Option<Instant>,
    fields: Vec<(String, PlainValue)>,
    stages: Vec<String>,
    points: Vec<(String, i64)>,
}

impl ContactState {
    /// Begins the state of a contact, from its id: every field at its default, every
    /// journey in its initial stage, no points, the clock at 1970.
    pub fn builder(ir: Arc<ir::Blueprint>, contact: impl Into<String>) -> ContactBuilder {
        let clock = Instant::MIN;
        ContactBuilder {
            ir,
            contact: contact.into(),
            clock,
            created: None,
            fields: Vec::new(),
            stages: Vec::new(),
            points: Vec::new(),
        }
    }
}

impl ContactBuilder {
    /// The state is that of this instant; stages count as entered at it, and points as risen.
    ///
    /// Without it the state has no clock yet (it shows 1970): it takes the instant of the first
    /// input that is decided upon.
    pub const fn at(mut self, clock: Instant) -> Self {
        self.clock = clock;
        self
    }

    /// The contact came to be known at this instant; without it, at the state's own
    /// ([`ContactBuilder::at`]), which it may not be after. `after D without …` counts from it.
    pub const fn created(mut self, created: Instant) -> Self {
        self.created = Some(created);
        self
    }

    /// A field has this value; the last of several stands.
    pub fn set(mut self, field: impl Into<String>, value: impl Into<PlainValue>) -> Self {
        self.fields.push((field.into(), value.into()));
        self
    }

    /// Several fields have these values, as [`ContactBuilder::set`] for each.
    pub fn set_all<N: Into<String>, V: Into<PlainValue>>(self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        fields.into_iter().fold(self, |builder, (field, value)| builder.set(field, value))
    }

    /// The contact is in this stage: `lead`, or `lifecycle.lead` where two journeys have
    /// one of the name. The last of several in one journey stands.
    pub fn stage(mut self, stage: impl Into<String>) -> Self {
        self.stages.push(stage.into());
        self
    }

    /// A score has these event points, from 0 to its upper bound; points by profile come
    /// on top. The last of several stands.
    pub fn points(mut self, score: impl Into<String>, points: i64) -> Self {
        self.points.push((score.into(), points));
        self
    }

    /// The state.
    ///
    /// # Errors
    ///
    /// All that does not fit the blueprint: unknown names, values of another type, missing
    /// required fields, points out of range.
    pub fn build(self) -> Result<ContactState, StateErrors> {
        let mut draft = Draft::new(self.ir, &self.contact, self.clock);
        draft.created(self.created.unwrap_or(self.clock));
        for (name, value) in &self.fields {
            draft.set(name, value);
        }
        for name in &self.stages {
            if let Some((journey, stage)) = draft.find_stage(name) {
                draft.enter(journey, stage, self.clock);
            }
        }
        for (name, points) in &self.points {
            draft.points(name, *points);
        }
        draft.finish()
    }
}

/// A state in the making, and what is wrong with it so far.
pub(super) struct Draft {
    pub(super) state: ContactState,
    pub(super) problems: Vec<StateProblem>,
    /// Fields that were given a wrong value: they are not missing as well.
    spoilt: BTreeSet<ir::FieldId>,
}

impl Draft {
    pub(super) fn new(ir: Arc<ir::Blueprint>, contact: &str, clock: Instant) -> Self {
        let state = ContactState::blank(ir, contact, clock);
        let mut draft = Self { state, problems: Vec::new(), spoilt: BTreeSet::new() };
        draft.check_id("the contact's id", contact, 1);
        draft
    }

    pub(super) fn check_id(&mut self, what: &'static str, id: &str, least: usize) {
        if !(least..=TEXT_LIMIT).contains(&id.len()) {
            self.problems.push(StateProblem::BadId { what, bytes: id.len(), least, limit: TEXT_LIMIT });
        }
    }

    pub(super) fn set(&mut self, name: &str, value: &PlainValue) {
        let ir = &self.state.ir;
        let fields = || ir.fields.iter().map(|(id, field)| (id, &field.info));
        let Some(id) = named(fields(), name) else {
            let proposal = nearest(name, fields().map(|(_, info)| info));
            self.problems.push(StateProblem::UnknownField { name: shortened(name), proposal });
            return;
        };
        let Some(ty) = ir.fields.get(id).map(|field| field.ty) else { return };
        match to_value(ir, ty, value) {
            Ok(value) => {
                if let Some(place) = self.state.life.fields.get_mut(id.index()) {
                    *place = value;
                }
            }
            Err(problem) => {
                self.spoilt.insert(id);
                self.problems.push(StateProblem::BadValue { name: shortened(name), problem });
            }
        }
    }

    pub(super) fn find_journey(&mut self, name: &str) -> Option<ir::JourneyId> {
        let journeys = || self.state.ir.journeys.iter().map(|(id, journey)| (id, &journey.info));
        let found = named(journeys(), name);
        if found.is_none() {
            let proposal = nearest(name, journeys().map(|(_, info)| info));
            self.problems.push(StateProblem::UnknownJourney { name: shortened(name), proposal });
        }
        found
    }

    /// The stage of a name in a journey.
    pub(super) fn find_stage_of(&mut self, journey: ir::JourneyId, name: &str) -> Option<ir::StageId> {
        let declared = self.state.ir.journeys.get(journey)?;
        let stages = || declared.stages.iter().filter_map(|id| Some((*id, &self.state.ir.stages.get(*id)?.info)));
        let found = named(stages(), name);
        if found.is_none() {
            let proposal = nearest(name, stages().map(|(_, info)| info));
            let owner = format!("the journey `{}`", declared.info.name);
            self.problems.push(StateProblem::UnknownStage { owner, name: shortened(name), proposal });
        }
        found
    }

    /// The stage of a name, which may say its journey.
    fn find_stage(&mut self, name: &str) -> Option<(ir::JourneyId, ir::StageId)> {
        if let Some((journey, stage)) = name.split_once('.') {
            let journey = self.find_journey(journey)?;
            return Some((journey, self.find_stage_of(journey, stage)?));
        }
        let ir = &self.state.ir;
        let wanted = normal_name(name);
        let mut found = ir.stages.iter().filter(|(_, stage)| stage.info.name == wanted);
        let problem = match (found.next(), found.next()) {
            (Some((id, stage)), None) => return Some((stage.journey, id)),
            (None, _) => {
                let proposal = nearest(name, ir.stages.values().map(|stage| &stage.info));
                StateProblem::UnknownStage { owner: "the blueprint".to_owned(), name: shortened(name), proposal }
            }
            _ => {
                let same = ir.stages.values().filter(|stage| stage.info.name == wanted);
                let journeys = same.filter_map(|stage| ir.journeys.get(stage.journey));
                let qualified = journeys.map(|journey| format!("{}.{wanted}", journey.info.name)).collect();
                StateProblem::AmbiguousStage { name: shortened(name), qualified }
            }
        };
        self.problems.push(problem);
        None
    }

    pub(super) fn enter(&mut self, journey: ir::JourneyId, stage: ir::StageId, since: Instant) {
        if let Some(place) = self.state.life.stages.get_mut(journey.index()) {
            *place = Some(Occupancy::entering(&self.state.ir, stage, since));
        }
    }

    pub(super) fn points(&mut self, name: &str, points: i64) -> Option<ir::ScoreId> {
        let ir = &self.state.ir;
        let scores = || ir.scores.iter().map(|(id, score)| (id, &score.info));
        let Some(id) = named(scores(), name) else {
            let proposal = nearest(name, scores().map(|(_, info)| info));
            self.problems.push(StateProblem::UnknownScore { name: shortened(name), proposal });
            return None;
        };
        let high = ir.scores.get(id)?.high;
        if !(0..=high).contains(&points) {
            self.problems.push(StateProblem::PointsOutOfRange { name: shortened(name), points, high });
        } else if let Some(place) = self.state.life.points.get_mut(id.index()) {
            *place = points;
        }
        Some(id)
    }

    pub(super) fn created(&mut self, created: Instant) {
        let clock = self.state.clock;
        if created > clock {
            let what = "`created`".to_owned();
            self.problems.push(StateProblem::AfterClock { what, instant: created, clock });
        }
        self.state.life.created = created;
        self.state.life.changed = created;
    }

    /// The state, unless something is wrong with it.
    pub(super) fn finish(mut self) -> Result<ContactState, StateErrors> {
        let ir = &self.state.ir;
        for ((id, field), value) in ir.fields.iter().zip(&self.state.life.fields) {
            if value.is_none() && !field.ty.optional && !self.spoilt.contains(&id) {
                let expected = expected(ir, field.ty);
                self.problems.push(StateProblem::Missing { name: field.info.name.clone(), expected });
            }
        }
        // Points of which nobody has said since when they are there fade from now on.
        for ((score, points), risen) in ir.scores.values().zip(&self.state.life.points).zip(&mut self.state.life.risen)
        {
            if score.fade.is_some() && *points > 0 {
                risen.get_or_insert(self.state.clock);
            }
        }
        StateErrors::check(self.problems)?;
        Ok(self.state)
    }
}

/// The declared name nearest to one that is not.
pub(super) fn nearest<'i>(name: &str, declared: impl Iterator<Item = &'i Info>) -> Option<String> {
    did_you_mean(&normal_name(name), declared.map(|info| info.name.as_str())).map(str::to_owned)
}

#[cfg(test)]
#[path = "builder_tests.rs"]
mod tests;
