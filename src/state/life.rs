//! What a state holds of one life: the contact's own, or that of one of its instances.

use std::sync::Arc;

use super::calm::{Calm, KeptCalm};
use super::{Fields, Place, Remembered, Row, Short, SlaClock, SortedMap, SortedSet};
use crate::calendar::Instant;
use crate::ir::{self, Id, Value};

/// How many instances of one object a contact holds.
pub(crate) const INSTANCE_LIMIT: usize = 1_000;

/// Where a contact or an instance stands in one journey, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Occupancy {
    /// The stage.
    pub stage: ir::StageId,
    /// The instant at which it was entered.
    pub since: Instant,
    /// The instant at which the stage was entered inside which that is; `None` where it is inside
    /// none.
    pub outer_since: Option<Instant>,
}

impl Occupancy {
    /// That of one who enters a stage from outside.
    pub(crate) fn entering(ir: &ir::Blueprint, stage: ir::StageId, at: Instant) -> Self {
        let stage = ir.leaf(stage);
        Self { stage, since: at, outer_since: ir.parent(stage).map(|_| at) }
    }

    /// Since when it is in a stage, which may be the one inside which its own is.
    pub(crate) fn since_in(&self, ir: &ir::Blueprint, stage: ir::StageId) -> Option<Instant> {
        if self.stage == stage {
            Some(self.since)
        } else {
            self.outer_since.filter(|_| ir.parent(self.stage) == Some(stage))
        }
    }
}

/// Whom something is of: the contact, or one of its instances by its number. The contact comes
/// first, then instances in the order of their creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Subject {
    /// The contact itself.
    Contact,
    /// An instance.
    Instance(u64),
}

/// An instance of an object.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Instance {
    /// Its place in the order of creation, told apart from everything else that counts.
    pub(crate) number: u64,
    pub(crate) object: ir::ObjectId,
    /// Unique among the contact's instances of this object.
    pub(crate) id: Arc<str>,
    life: Life,
    calm: KeptCalm,
}

impl Instance {
    pub(crate) fn new(number: u64, object: ir::ObjectId, id: Arc<str>, life: Life) -> Self {
        Self { number, object, id, life, calm: KeptCalm::default() }
    }

    /// What is known of it.
    pub(crate) const fn life(&self) -> &Life {
        &self.life
    }

    /// The same, to be changed: one that states share is copied first.
    pub(crate) fn life_mut(shared: &mut Arc<Self>) -> &mut Life {
        let own = Arc::make_mut(shared);
        own.calm = KeptCalm::default();
        &mut own.life
    }

    /// What has been found of it as it stands still.
    pub(super) const fn kept_calm(&self) -> &KeptCalm {
        &self.calm
    }

    /// Keeps what a program has found of it.
    pub(crate) fn keep_calm(&self, calm: Calm) {
        self.calm.keep(calm);
    }
}

/// What is known of a contact, or of an instance. Lists by id are as long as they are needed:
/// what is not there is as it was in the beginning.
///
/// What any event is judged by comes first: among many states each place in memory that is looked at counts.
#[derive(Debug, Clone, Default)]
#[repr(C)]
pub(crate) struct Life {
    /// By journey; `None` where it is not in it.
    pub(crate) stages: Short<Option<Occupancy>>,
    /// A required field is never unset.
    pub(crate) fields: Fields,
    /// When it came to be known.
    pub(crate) created: Instant,
    /// When a field last changed.
    pub(crate) changed: Instant,
    /// The event points of each score.
    pub(crate) points: Row<i64>,
    /// The instant at which the event points of each score last rose from 0; `None` while they
    /// are 0 or do not fade.
    pub(crate) risen: Row<Option<Instant>>,
    /// What is remembered of each series of events.
    pub(crate) history: Row<Remembered>,
    /// Since when each mode has been on by its events; `None` where it is not.
    pub(crate) modes: Row<Option<Instant>>,
    /// The clock of each service level; `None` where it has never been started.
    pub(crate) slas: Row<Option<SlaClock>>,
    past: Option<Arc<Past>>,
}

/// What must be known of what has been done. Few lives have any of it.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Past {
    /// For each rule with a limit, the places taken, in order of time.
    pub(crate) limits: SortedMap<ir::RuleId, Vec<Place>>,
    /// Rules and transitions on a date that have run, unless they run for each date.
    pub(crate) dated: SortedSet<ir::Cause>,
    /// Rules on a stay or a silence that it has set off: since when that stay or silence is.
    pub(crate) ran: SortedMap<ir::RuleId, Instant>,
    /// Rules with `including existing` that have been settled.
    pub(crate) met: SortedSet<ir::RuleId>,
    /// When each sequence that has run was last over.
    pub(crate) ended: SortedMap<ir::SequenceId, Instant>,
    /// Lines of scores that count once and have counted: score, index in its events.
    pub(crate) once: SortedSet<(ir::ScoreId, u32)>,
}

/// That of a life without one.
static NO_PAST: Past = Past {
    limits: SortedMap::new(),
    dated: SortedSet::new(),
    ran: SortedMap::new(),
    met: SortedSet::new(),
    ended: SortedMap::new(),
    once: SortedSet::new(),
};

impl Life {
    /// One of which nothing is known but what the blueprint says of all of its kind: required
    /// fields without a default are still unset, and it is in the initial stage of each of its
    /// journeys that is not for a segment.
    pub(crate) fn blank(ir: &ir::Blueprint, object: Option<ir::ObjectId>, at: Instant) -> Self {
        let fields = ir.fields_of(object).filter_map(|id| ir.fields.get(id)).map(|field| match &field.default {
            None if field.ty.set => Some(Value::Set(Vec::new())),
            default => default.clone(),
        });
        let of = |of: Option<ir::ObjectId>| of == object;
        let stages = ir.journeys.values().map(|journey| {
            (of(journey.object) && journey.segment.is_none()).then(|| Occupancy::entering(ir, journey.initial, at))
        });
        Self {
            fields: fields.collect(),
            stages: stages.collect(),
            created: at,
            changed: at,
            points: Row::new(),
            risen: Row::new(),
            history: Row::new(),
            modes: Row::new(),
            slas: Row::new(),
            past: None,
        }
    }

    /// What is known of what has been done.
    pub(crate) fn past(&self) -> &Past {
        self.past.as_deref().unwrap_or(&NO_PAST)
    }

    /// The same, to be changed.
    pub(crate) fn past_mut(&mut self) -> &mut Past {
        Arc::make_mut(self.past.get_or_insert_default())
    }

    /// The place in a journey.
    pub(crate) fn occupancy(&self, journey: ir::JourneyId) -> Option<Occupancy> {
        self.stages.get(journey.index()).copied().flatten()
    }

    /// The stages in which it is, in the order of their journeys.
    pub(crate) fn occupied(&self) -> impl Iterator<Item = Occupancy> + '_ {
        self.stages.iter().filter_map(|place| *place)
    }

    /// What is remembered of a series, to be changed.
    pub(crate) fn remembered_mut(&mut self, series: ir::SeriesId) -> Option<&mut Remembered> {
        self.history.at_mut(series.index())
    }

    /// Since when a mode is on, to be changed.
    pub(crate) fn mode_mut(&mut self, mode: ir::ModeId) -> Option<&mut Option<Instant>> {
        self.modes.at_mut(mode.index())
    }

    /// The clock of a service level, where it has been started.
    pub(crate) fn sla(&self, sla: ir::SlaId) -> Option<&SlaClock> {
        self.slas.get(sla.index()).and_then(Option::as_ref)
    }

    /// The clock of a service level, to be changed.
    pub(crate) fn sla_mut(&mut self, sla: ir::SlaId) -> Option<&mut Option<SlaClock>> {
        self.slas.at_mut(sla.index())
    }

    /// The lines of a score that count once and have counted, in order.
    pub(crate) fn lines_counted(&self, score: ir::ScoreId) -> impl Iterator<Item = u32> {
        self.past().once.iter().filter(move |(of, _)| *of == score).map(|(_, line)| *line)
    }

    /// The event points of a score.
    pub(crate) fn points(&self, score: ir::ScoreId) -> i64 {
        self.points.get(score.index()).copied().unwrap_or(0)
    }

    /// Sets the event points of a score, and since when it has any.
    pub(crate) fn set_points(&mut self, score: ir::ScoreId, points: i64, risen: Option<Instant>) {
        let place = score.index();
        // What stays as it is stays shared.
        if self.points.get(place) != Some(&points)
            && let Some(known) = self.points.at_mut(place)
        {
            *known = points;
        }
        if self.risen.get(place) != Some(&risen)
            && let Some(known) = self.risen.at_mut(place)
        {
            *known = risen;
        }
    }

    /// When the event points of a score last rose from 0; `None` while they are 0 or do not fade.
    pub(crate) fn risen(&self, score: ir::ScoreId) -> Option<Instant> {
        self.risen.get(score.index()).copied().flatten()
    }

    /// The event points of a score, and when they last rose from 0, to be changed.
    pub(crate) fn points_mut(&mut self, score: ir::ScoreId) -> Option<(&mut i64, &mut Option<Instant>)> {
        Some((self.points.at_mut(score.index())?, self.risen.at_mut(score.index())?))
    }
}

/// However long their lists are.
impl PartialEq for Life {
    fn eq(&self, other: &Self) -> bool {
        // Taken apart, so that nothing new is forgotten.
        let Self { fields, stages, created, changed, points, risen, history, modes, slas, past: _ } = self;
        *fields == other.fields
            && alike(stages, &other.stages)
            && (*created, *changed) == (other.created, other.changed)
            && alike(points, &other.points)
            && alike(risen, &other.risen)
            && alike(history, &other.history)
            && alike(modes, &other.modes)
            && alike(slas, &other.slas)
            && self.past() == other.past()
    }
}

/// Whether two lists are equal, where what is not there is as it was in the beginning.
pub(super) fn alike<T: PartialEq + Default>(one: &[T], other: &[T]) -> bool {
    let (long, short) = if one.len() < other.len() { (other, one) } else { (one, other) };
    let (same, rest) = long.split_at_checked(short.len()).unwrap_or((long, &[]));
    let beginning = T::default();
    same == short && rest.iter().all(|item| *item == beginning)
}
