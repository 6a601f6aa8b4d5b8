//! A state in the making, and what is wrong with it so far.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::contact::named;
use super::convert::{expected, normal_name, to_value};
use super::memory::LOG_LIMIT;
use super::{ContactState, INSTANCE_LIMIT, Instance, Life, Occupancy, PlainValue, StateErrors, StateProblem, Subject};
use crate::calendar::Instant;
use crate::ir::{self, Id, Info, TEXT_LIMIT};
use crate::text::did_you_mean;
use crate::text::escape::shortened;

/// What is wrong so far, and what it is measured by.
pub(super) struct Problems {
    pub(super) list: Vec<StateProblem>,
    pub(super) clock: Instant,
    /// The next serial.
    pub(super) serial: u64,
}

impl Problems {
    pub(super) const fn new(clock: Instant, serial: u64) -> Self {
        Self { list: Vec::new(), clock, serial }
    }

    pub(super) fn push(&mut self, problem: StateProblem) {
        self.list.push(problem);
    }

    pub(super) fn check_id(&mut self, what: &'static str, id: &str, least: usize) {
        if !(least..=TEXT_LIMIT).contains(&id.len()) {
            self.push(StateProblem::BadId { what, bytes: id.len(), least, limit: TEXT_LIMIT });
        }
    }

    /// The thing of a name; one that is not there is reported.
    pub(super) fn known<'n, I, T>(&mut self, kind: &'static str, name: &str, things: impl Fn() -> T) -> Option<I>
    where
        T: Iterator<Item = (I, &'n Info)>,
    {
        let found = named(things(), name);
        if found.is_none() {
            let proposal = nearest(name, things().map(|(_, info)| info));
            self.push(StateProblem::Unknown { kind, name: shortened(name), proposal });
        }
        found
    }

    pub(super) fn unfit(&mut self, part: String, problem: String) {
        self.push(StateProblem::Unfit { part, problem });
    }

    /// Whether a list is longer than it can be: then it is reported, and not read.
    pub(super) fn too_long(&mut self, what: &str, count: usize, limit: usize) -> bool {
        if count > limit {
            self.push(StateProblem::TooMany { what: what.to_owned(), count, limit });
        }
        count > limit
    }

    /// Whether an instant is not after the clock; otherwise it is reported.
    pub(super) fn not_after_clock(&mut self, instant: Instant, what: impl FnOnce() -> String) -> bool {
        let clock = self.clock;
        if instant > clock {
            self.push(StateProblem::AfterClock { what: what(), instant, clock });
        }
        instant <= clock
    }

    pub(super) fn not_before_clock(&mut self, instant: Instant, what: impl FnOnce() -> String) {
        let clock = self.clock;
        if instant < clock {
            self.push(StateProblem::BeforeClock { what: what(), instant, clock });
        }
    }

    /// A serial that was given out must be below the next one.
    pub(super) fn serial_is_taken(&mut self, what: impl FnOnce() -> String, serial: u64) {
        let next = self.serial;
        if serial >= next {
            self.unfit(what(), format!("the serial {serial} is not below the state's `serial`, {next}"));
        }
    }

    /// A log: not too long, in order of time, nothing after the clock.
    pub(super) fn log(&mut self, what: &dyn Fn() -> String, instants: impl ExactSizeIterator<Item = Instant>) -> bool {
        if instants.len() > LOG_LIMIT {
            self.push(StateProblem::TooMany { what: what(), count: instants.len(), limit: LOG_LIMIT });
            return false;
        }
        let (mut last, mut sorted) = (Instant::MIN, true);
        for at in instants {
            sorted &= last <= at;
            last = last.max(at);
        }
        if !sorted {
            self.push(StateProblem::OutOfOrder { what: what() });
        }
        self.not_after_clock(last, what) && sorted
    }
}

/// One life in the making: the contact's own, or that of an instance.
pub(super) struct LifeDraft<'i> {
    pub(super) ir: &'i ir::Blueprint,
    /// The object of the instance; `None` for the contact.
    pub(super) object: Option<ir::ObjectId>,
    pub(super) life: Life,
    pub(super) problems: Problems,
    /// Fields that were given a wrong value: they are not missing as well.
    spoilt: BTreeSet<ir::FieldId>,
}

impl<'i> LifeDraft<'i> {
    /// Of a life of which nothing is known yet.
    fn new(ir: &'i ir::Blueprint, object: Option<ir::ObjectId>, life: Life, clock: Instant, serial: u64) -> Self {
        Self { ir, object, life, problems: Problems::new(clock, serial), spoilt: BTreeSet::new() }
    }

    /// Of whom it is, as messages say it.
    fn owner(&self) -> String {
        owner(self.ir, self.object)
    }

    /// The thing of a name among those of the contact or of the object; what is not there, or
    /// someone else's, is reported.
    pub(super) fn own<'n, I, T>(
        &mut self,
        kind: &'static str,
        name: &str,
        things: impl Fn() -> T,
        unknown: impl FnOnce(String, Option<String>) -> StateProblem,
    ) -> Option<I>
    where
        T: Iterator<Item = (I, &'n Info, Option<ir::ObjectId>)>,
    {
        let object = self.object;
        let own = || things().filter(|(_, _, of)| *of == object);
        let found = named(own().map(|(id, info, _)| (id, info)), name);
        if found.is_none() {
            let wanted = normal_name(name);
            let problem = match things().find(|(_, info, _)| info.name == wanted) {
                Some((_, _, of)) => {
                    let part = format!("the {kind} `{}`", shortened(name));
                    StateProblem::Unfit { part, problem: format!("it is one of {}", owner(self.ir, of)) }
                }
                None => unknown(shortened(name), nearest(name, own().map(|(_, info, _)| info))),
            };
            self.problems.push(problem);
        }
        found
    }

    /// It came to be known then; without it, at the clock.
    pub(super) fn created(&mut self, created: Option<Instant>) {
        let created = created.unwrap_or(self.problems.clock);
        self.problems.not_after_clock(created, || "`created`".to_owned());
        self.life.created = created;
        self.life.changed = created;
    }

    pub(super) fn set(&mut self, name: &str, value: &PlainValue) {
        let ir = self.ir;
        let fields = || ir.fields_of(self.object).filter_map(|id| Some((id, &ir.fields.get(id)?.info)));
        let Some(id) = named(fields(), name) else {
            let proposal = nearest(name, fields().map(|(_, info)| info));
            self.problems.push(StateProblem::UnknownField { owner: self.owner(), name: shortened(name), proposal });
            return;
        };
        let Some(ty) = ir.fields.get(id).map(|field| field.ty) else { return };
        match to_value(ir, ty, value) {
            Ok(value) => {
                self.life.fields.set(ir.slot(id), value);
            }
            Err(problem) => {
                self.spoilt.insert(id);
                self.problems.push(StateProblem::BadValue { name: shortened(name), problem });
            }
        }
    }

    pub(super) fn find_journey(&mut self, name: &str) -> Option<ir::JourneyId> {
        let ir = self.ir;
        let journeys = || ir.journeys.iter().map(|(id, journey)| (id, &journey.info, journey.object));
        self.own("journey", name, journeys, |name, proposal| StateProblem::UnknownJourney { name, proposal })
    }

    /// The stage of a name in a journey.
    pub(super) fn find_stage_of(&mut self, journey: ir::JourneyId, name: &str) -> Option<ir::StageId> {
        let declared = self.ir.journeys.get(journey)?;
        let stages = || declared.stages.iter().filter_map(|id| Some((*id, &self.ir.stages.get(*id)?.info)));
        let found = named(stages(), name);
        if found.is_none() {
            let proposal = nearest(name, stages().map(|(_, info)| info));
            let owner = format!("the journey `{}`", declared.info.name);
            self.problems.push(StateProblem::UnknownStage { owner, name: shortened(name), proposal });
        }
        found
    }

    /// The stage of a name, which may say its journey.
    pub(super) fn find_stage(&mut self, name: &str) -> Option<(ir::JourneyId, ir::StageId)> {
        if let Some((journey, stage)) = name.split_once('.') {
            let journey = self.find_journey(journey)?;
            return Some((journey, self.find_stage_of(journey, stage)?));
        }
        let (ir, object) = (self.ir, self.object);
        let wanted = normal_name(name);
        let own = || {
            let of = |stage: &ir::Stage| ir.journeys.get(stage.journey).is_some_and(|it| it.object == object);
            ir.stages.iter().filter(move |(_, stage)| of(stage))
        };
        let mut found = own().filter(|(_, stage)| stage.info.name == wanted);
        let problem = match (found.next(), found.next()) {
            (Some((id, stage)), None) => return Some((stage.journey, id)),
            (None, _) => {
                let proposal = nearest(name, own().map(|(_, stage)| &stage.info));
                let owner = if object.is_some() { self.owner() } else { "the blueprint".to_owned() };
                StateProblem::UnknownStage { owner, name: shortened(name), proposal }
            }
            _ => {
                let same = own().filter(|(_, stage)| stage.info.name == wanted);
                let journeys = same.filter_map(|(_, stage)| ir.journeys.get(stage.journey));
                let qualified = journeys.map(|journey| format!("{}.{wanted}", journey.info.name)).collect();
                StateProblem::AmbiguousStage { name: shortened(name), qualified }
            }
        };
        self.problems.push(problem);
        None
    }

    pub(super) fn enter(&mut self, journey: ir::JourneyId, stage: ir::StageId, since: Instant) {
        if let Some(place) = self.life.stages.to_mut().get_mut(journey.index()) {
            *place = Some(Occupancy::entering(self.ir, stage, since));
        }
    }

    pub(super) fn find_score(&mut self, name: &str) -> Option<ir::ScoreId> {
        let ir = self.ir;
        let scores = || ir.scores.iter().map(|(id, score)| (id, &score.info, score.object));
        self.own("score", name, scores, |name, proposal| StateProblem::UnknownScore { name, proposal })
    }

    /// The event points of a score.
    pub(super) fn give(&mut self, id: ir::ScoreId, name: &str, points: i64) {
        let high = self.ir.scores.get(id).map_or(0, |score| score.high);
        if !(0..=high).contains(&points) {
            self.problems.push(StateProblem::PointsOutOfRange { name: shortened(name), points, high });
        } else if let Some((place, _)) = self.life.points_mut(id) {
            *place = points;
        }
    }

    pub(super) fn points(&mut self, name: &str, points: i64) {
        if let Some(id) = self.find_score(name) {
            self.give(id, name, points);
        }
    }

    /// The life, and all that is wrong with it.
    fn finish(mut self) -> (Life, Vec<StateProblem>) {
        let ir = self.ir;
        for id in ir.fields_of(self.object) {
            let Some(field) = ir.fields.get(id) else { continue };
            if !self.life.fields.is_set(ir.slot(id)) && !field.ty.optional && !self.spoilt.contains(&id) {
                let expected = expected(ir, field.ty);
                self.problems.push(StateProblem::Missing { name: field.info.name.clone(), expected });
            }
        }
        // Points of which nobody has said since when they are there fade from now on.
        for (id, _) in ir.scores.iter().filter(|(_, score)| score.fade.is_some()) {
            let has_points = self.life.points.get(id.index()).is_some_and(|points| *points > 0);
            if has_points && let Some((_, risen)) = self.life.points_mut(id) {
                risen.get_or_insert(self.problems.clock);
            }
        }
        (self.life, self.problems.list)
    }
}

/// A state in the making.
pub(super) struct Draft {
    pub(super) state: ContactState,
    pub(super) problems: Problems,
    /// The numbers of the instances of each object, by id.
    numbers: BTreeMap<ir::ObjectId, HashMap<Arc<str>, u64>>,
    /// That of the last instance.
    last_number: Option<u64>,
}

impl Draft {
    pub(super) fn new(ir: Arc<ir::Blueprint>, contact: &str, clock: Instant, serial: u64) -> Self {
        let mut state = ContactState::blank(ir, contact, clock);
        state.core_mut().serial = serial;
        let mut problems = Problems::new(clock, serial);
        problems.check_id("the contact's id", contact, 1);
        Self { state, problems, numbers: BTreeMap::new(), last_number: None }
    }

    /// The contact's own life, of which nothing is known yet, is as it is filled.
    pub(super) fn contact(&mut self, fill: impl FnOnce(&mut LifeDraft<'_>)) {
        let ir = self.state.core().ir.clone();
        let blank = std::mem::take(&mut self.state.core_mut().life);
        let mut draft = LifeDraft::new(&ir, None, blank, self.problems.clock, self.problems.serial);
        fill(&mut draft);
        let (life, problems) = draft.finish();
        self.state.core_mut().life = life;
        self.problems.list.extend(problems);
    }

    /// One more instance, of which the life is as it is filled. They come in the order of their
    /// numbers.
    pub(super) fn instance(&mut self, object: &str, id: &str, number: u64, fill: impl FnOnce(&mut LifeDraft<'_>)) {
        let ir = self.state.core().ir.clone();
        let mut problems = Problems::new(self.problems.clock, self.problems.serial);
        problems.check_id("the instance's id", id, 1);
        problems.serial_is_taken(|| "`number`".to_owned(), number);
        if self.last_number.is_some_and(|last| last >= number) {
            let problem = format!("the number {number} is not above that of the instance before it");
            problems.unfit("`number`".to_owned(), problem);
        }
        let found = problems.known("object", object, || ir.objects.iter().map(|(id, object)| (id, &object.info)));
        if let Some(of) = found {
            let numbers = self.numbers.entry(of).or_default();
            let key: Arc<str> = Arc::from(id);
            if numbers.insert(key.clone(), number).is_some() {
                problems.unfit("`id`".to_owned(), "it stands twice".to_owned());
            }
            // What is beyond the limit is only counted.
            if numbers.len() <= INSTANCE_LIMIT {
                let blank = Life::blank(&ir, Some(of), self.problems.clock);
                let mut draft = LifeDraft::new(&ir, Some(of), blank, self.problems.clock, self.problems.serial);
                fill(&mut draft);
                let (life, of_life) = draft.finish();
                problems.list.extend(of_life);
                self.last_number = Some(number);
                self.state.core_mut().instances.push(Arc::new(Instance::new(number, of, key, life)));
            }
        }
        let wrap = |problem| {
            let (object, id) = (shortened(object), shortened(id));
            StateProblem::OfInstance { object, id, problem: Box::new(problem) }
        };
        self.problems.list.extend(problems.list.into_iter().map(wrap));
    }

    /// The instance of an object with this id; one that is not there is reported.
    pub(super) fn find_instance(
        &mut self,
        what: &dyn Fn() -> String,
        object: ir::ObjectId,
        id: &str,
    ) -> Option<Subject> {
        let number = self.numbers.get(&object).and_then(|numbers| numbers.get(id)).copied();
        if number.is_none() {
            let object = self.state.core().ir.objects.get(object).map_or("?", |object| &object.info.name);
            let problem = format!("there is no {object} `{}`", shortened(id));
            self.problems.unfit(what(), problem);
        }
        number.map(Subject::Instance)
    }

    /// The state, unless something is wrong with it.
    pub(super) fn finish(mut self) -> Result<ContactState, StateErrors> {
        for (object, numbers) in &self.numbers {
            let name = self.state.core().ir.objects.get(*object).map_or("?", |object| &object.info.name);
            self.problems.too_long(&format!("the list of instances of `{name}`"), numbers.len(), INSTANCE_LIMIT);
        }
        StateErrors::check(self.problems.list)?;
        Ok(self.state)
    }
}

/// Of whom something is, as messages say it.
pub(super) fn owner(ir: &ir::Blueprint, object: Option<ir::ObjectId>) -> String {
    match object.and_then(|object| ir.objects.get(object)) {
        Some(object) => format!("the object `{}`", object.info.name),
        None => "the contact".to_owned(),
    }
}

/// The declared name nearest to one that is not.
pub(super) fn nearest<'i>(name: &str, declared: impl Iterator<Item = &'i Info>) -> Option<String> {
    did_you_mean(&normal_name(name), declared.map(|info| info.name.as_str())).map(str::to_owned)
}
