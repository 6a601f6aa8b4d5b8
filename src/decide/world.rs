//! What a moment sees and changes: the contact before it, and now.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::collections::BTreeMap;

use super::difference::difference;
use super::eval::{Absence, Bound, Memo, Payload, Picture, Scene};
use super::{InstanceRef, Program};
use crate::calendar::{Instant, Zone};
use crate::ir::{JourneyId, ObjectId, RuleId, Value};
use crate::plan::Facts;
use crate::state::{ContactState, Occupancy, Subject};

/// What a moment sees and changes.
pub(super) struct World<'w> {
    pub(super) program: &'w Program,
    pub(super) at: Instant,
    pub(super) event: Option<&'w Payload>,
    was: &'w ContactState,
    was_at: Instant,
    was_memo: &'w mut Memo,
    pub(super) next: &'w mut ContactState,
    next_memo: &'w mut Memo,
    /// The contact as the last decision left it.
    left: &'w ContactState,
    /// The zone in the state before, where it is known.
    zone: Option<Zone>,
    /// Which facts differ now from the state before, where that is known.
    touched: Option<Facts>,
    watched: Option<Watches>,
}

impl<'w> World<'w> {
    pub(super) fn new(
        program: &'w Program,
        at: Instant,
        event: Option<&'w Payload>,
        (was, was_at): (&'w ContactState, Instant),
        next: &'w mut ContactState,
        [was_memo, next_memo]: [&'w mut Memo; 2],
        (left, zone): (&'w ContactState, Option<Zone>),
    ) -> Self {
        let watched = None;
        was_memo.empty();
        zone.into_iter().for_each(|zone| was_memo.keep_zone(zone));
        let touched = None;
        let mut world =
            Self { program, at, event, was, was_at, was_memo, next, next_memo, left, zone, touched, watched };
        world.forget_derived();
        world
    }

    /// The one picture against which everything of a round is judged.
    pub(super) fn scene(&self) -> Scene<'_> {
        Scene {
            program: self.program,
            now: Picture { state: self.next, memo: self.next_memo },
            was: Picture { state: self.was, memo: self.was_memo },
            at: self.at,
            event: self.event,
            was_at: self.was_at,
            bound: Bound::default(),
            arguments: &[],
            frozen: &[],
            columns: &[],
            absence: Absence::Unknown,
            left: Some(self.left),
        }
    }

    /// Which facts differ now from the state before the moment.
    pub(super) fn touched(&mut self) -> Facts {
        let touched = *self.touched.get_or_insert_with(|| difference(self.program, self.was, self.next));
        // What has been done may be remembered where nothing is derived from it.
        let is_same = std::ptr::eq(self.was.core().life.past(), self.next.core().life.past());
        if is_same { touched } else { touched.and(Facts::PAST) }
    }

    /// What was derived has to be derived anew.
    pub(super) fn forget_derived(&mut self) {
        self.touched = None;
        self.next_memo.empty();
        let by_fields = self.program.plan.zone_rests_on().are_fields();
        if let Some(zone) = self.zone.filter(|_| by_fields)
            && self.was.core().life.fields.are(&self.next.core().life.fields)
        {
            self.next_memo.keep_zone(zone);
        }
    }

    /// Something has changed: what was derived from it has to be derived anew. Answers
    /// which of the watched values have changed, and of whom.
    pub(super) fn changed(&mut self) -> Vec<(Subject, usize)> {
        self.forget_derived();
        let mut changed = Vec::new();
        if self.program.plan.watched().is_empty() {
            return changed;
        }
        let mut watched = self.watched.take().unwrap_or_default();
        self.watch(Subject::Contact, None, &mut watched.contact, &mut changed);
        let (rules, instances) = (&self.program.ir.rules, &self.next.core().instances);
        let are_watched = |object: &ObjectId| {
            let mut watching = self.program.plan.watched().iter().flat_map(|watch| &watch.rules);
            watching.any(|rule| rules[*rule].object == Some(*object))
        };
        for instance in instances.objects().filter(are_watched).flat_map(|object| instances.of(object)) {
            let own = watched.instances.entry(instance.number).or_default();
            self.watch(Subject::Instance(instance.number), Some(instance.object), own, &mut changed);
        }
        self.watched = Some(watched);
        changed
    }

    /// What rules of a subject watch. Without values from before they are those of the state
    /// before the moment.
    fn watch(
        &self,
        subject: Subject,
        object: Option<ObjectId>,
        values: &mut Vec<Option<Value>>,
        changed: &mut Vec<(Subject, usize)>,
    ) {
        let program = self.program;
        let rules = &program.ir.rules;
        let own = |rule: &RuleId| rules[*rule].object == object;
        let watched = program.plan.watched().iter().enumerate().filter(|(_, watch)| watch.rules.iter().any(own));
        let owned = |outcome: super::eval::Outcome<'_>| outcome.ok().map(std::borrow::Cow::into_owned);
        let scene = self.scene().of(subject);
        let first = values.is_empty();
        let mut before = std::mem::take(values).into_iter();
        for (place, watch) in watched {
            let now = owned(scene.value(watch.expr));
            let was = if first { owned(scene.value_before(watch.expr)) } else { before.next().flatten() };
            if was != now {
                changed.push((subject, place));
            }
            values.push(now);
        }
    }

    /// The contact, or whichever instances of an object an event concerns: of one of its own
    /// events the one, of any other all.
    pub(super) fn concerned(&self, object: Option<ObjectId>) -> impl Iterator<Item = Subject> + use<'_, 'w> {
        let event = self.event.map_or(Subject::Contact, |payload| payload.subject);
        let one = object.is_some() && self.next.object_of(event) == object;
        let all = (!one).then(|| self.next.subjects_of(object));
        one.then_some(event).into_iter().chain(all.into_iter().flatten())
    }

    /// Where a subject was in a journey before the moment.
    pub(super) fn place_before(&self, subject: Subject, journey: JourneyId) -> Option<Occupancy> {
        self.was.life(subject)?.occupancy(journey)
    }

    /// Where a subject is in a journey now.
    pub(super) fn place(&self, subject: Subject, journey: JourneyId) -> Option<Occupancy> {
        self.next.life(subject)?.occupancy(journey)
    }

    /// The instance that a subject is; `None` of the contact.
    pub(super) fn instance(&self, subject: Subject) -> Option<InstanceRef> {
        InstanceRef::of(self.next, subject)
    }
}

/// The values that rules on change watch, as they were when last asked for, each list in order
/// of the plan; empty as long as nothing has changed.
#[derive(Default)]
struct Watches {
    contact: Vec<Option<Value>>,
    instances: BTreeMap<u64, Vec<Option<Value>>>,
}
