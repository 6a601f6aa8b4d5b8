//! What deciding asks of a plan.

use std::borrow::Cow;
use std::collections::BTreeMap;

use regex::Regex;

use super::{
    Derived, Entry, EventRules, Facts, OnEvent, Plan, Resting, StagePlan, Watched, clock_parts, index, is_timed,
};
use crate::ir::steady::Atom;
use crate::ir::{
    self, EventId, ExprId, ExprKind, FieldId, ModeId, ObjectId, Packed, RuleId, ScoreId, SeriesId, SlaId, StageId,
    TransitionId,
};

impl Plan {
    /// The event of a name, in NFC.
    #[must_use]
    pub(crate) fn event(&self, name: &str) -> Option<EventId> {
        self.events_by_name.get(name).copied()
    }

    /// The contact's field of a name, in NFC.
    #[must_use]
    pub(crate) fn field(&self, name: &str) -> Option<FieldId> {
        self.field_of(None, name)
    }

    /// The field of a name, in NFC, of an object or of the contact.
    #[must_use]
    pub(crate) fn field_of(&self, object: Option<ObjectId>, name: &str) -> Option<FieldId> {
        self.fields_by_name.get(&object)?.get(name).copied()
    }

    /// The transitions out of a stage on an event, the most important first.
    pub(crate) fn transitions_on(&self, stage: StageId, event: EventId) -> impl Iterator<Item = TransitionId> + '_ {
        self.stage(stage).on_event.iter().filter(move |(on, _)| *on == event).map(|&(_, transition)| transition)
    }

    /// The transitions out of a stage that are taken as soon as they can be, without a
    /// trigger or when so much time has passed; the most important first.
    #[must_use]
    pub(crate) fn levels(&self, stage: StageId) -> &[TransitionId] {
        &self.stage(stage).levels
    }

    /// The transitions out of a stage with other triggers than an event, the most important
    /// first.
    #[must_use]
    pub(crate) fn triggered(&self, stage: StageId) -> &[TransitionId] {
        &self.stage(stage).others
    }

    /// The rules of which an event cancels what waits.
    #[must_use]
    pub(crate) fn unless_on(&self, event: EventId) -> &[RuleId] {
        self.events.get(ir::Id::index(event)).map_or(&[], |plan| &plan.unless)
    }

    /// The modes that an event begins or ends, in order of declaration.
    #[must_use]
    pub(crate) fn modes_on(&self, event: EventId) -> &[ModeId] {
        self.events.get(ir::Id::index(event)).map_or(&[], |plan| &plan.modes)
    }

    /// The contact's rules that time sets off, the most important first.
    #[must_use]
    pub(crate) fn timed(&self) -> &[Resting] {
        &self.timed.own
    }

    /// The rules of objects that time sets off, the most important first.
    #[must_use]
    pub(crate) fn timed_of_objects(&self) -> &[RuleId] {
        &self.timed.of_objects
    }

    /// What the zone of a contact rests on.
    #[must_use]
    pub(crate) const fn zone_rests_on(&self) -> Facts {
        self.zone_rests_on
    }

    /// What the total of any score rests on.
    #[must_use]
    pub(crate) const fn totals_rest_on(&self) -> Facts {
        self.totals_rest_on
    }

    /// What it rests on what the profiles of scores give.
    #[must_use]
    pub(crate) const fn profiles_rest_on(&self) -> Facts {
        self.profiles_rest_on
    }

    /// What it rests on when time sets a rule of the contact off.
    #[must_use]
    pub(crate) const fn rules_rest_on(&self) -> Facts {
        self.rules_rest_on
    }

    /// What it rests on whether a rule of the contact is set off by time, or by what becomes true.
    #[must_use]
    pub(crate) const fn set_off_rests_on(&self) -> Facts {
        self.set_off_rests_on
    }

    /// What it rests on whether the contact is in a segment for which there is a journey.
    #[must_use]
    pub(crate) const fn segments_rest_on(&self) -> Facts {
        self.segments_rest_on
    }

    /// What it rests on whether a way that needs no trigger but time leads out of a stage.
    #[must_use]
    pub(crate) fn levels_rest_on(&self, stage: StageId) -> Facts {
        self.stage(stage).levels_rest_on
    }

    /// What it rests on when time leads out of a stage, or may.
    #[must_use]
    pub(crate) fn marks_rest_on(&self, stage: StageId) -> Facts {
        self.stage(stage).marks_rest_on
    }

    /// What it rests on whether time, or what becomes true, leads out of a stage.
    #[must_use]
    pub(crate) fn others_rest_on(&self, stage: StageId) -> Facts {
        self.stage(stage).others_rest_on
    }

    /// A transition's place in order of priority, then declaration.
    #[must_use]
    pub(crate) fn way_rank(&self, transition: TransitionId) -> u32 {
        self.way_ranks.get(ir::Id::index(transition)).copied().unwrap_or(u32::MAX)
    }

    /// The rules on entering a stage.
    #[must_use]
    pub(crate) fn on_enter(&self, stage: StageId) -> &[RuleId] {
        &self.stage(stage).enter
    }

    /// The rules on leaving a stage.
    #[must_use]
    pub(crate) fn on_exit(&self, stage: StageId) -> &[RuleId] {
        &self.stage(stage).exit
    }

    /// All rules on an event, the most important first.
    #[must_use]
    pub(crate) fn rules_on(&self, event: EventId) -> Vec<RuleId> {
        let mut rules: Vec<RuleId> = self.entries_at(self.rules_of(event)).all().collect();
        rules.sort_unstable_by_key(|&rule| self.rank(rule));
        rules.dedup();
        rules
    }

    /// Where the rules on an event lie.
    #[must_use]
    pub(crate) fn rules_of(&self, event: EventId) -> &EventRules {
        self.entries.of(event)
    }

    /// The rules that lie there.
    #[must_use]
    #[inline]
    pub(crate) const fn entries_at<'p>(&'p self, rules: &'p EventRules) -> OnEvent<'p> {
        self.entries.at(rules)
    }

    /// Whether the contact's fields, by slot, pass those parts of a rule's guard that are tests of one of them.
    #[must_use]
    pub(crate) fn passes(&self, rule: RuleId, fields: impl Fn(usize) -> Packed) -> bool {
        self.entry(rule).is_none_or(|entry| entry.passes(fields))
    }

    /// The rules that also ask whether their guard was true already: those of the contact, and of each object that has
    /// any.
    #[must_use]
    pub(crate) const fn including_existing(&self) -> &BTreeMap<Option<ObjectId>, Vec<RuleId>> {
        &self.including_existing
    }

    /// The parts of a rule's guard that are no tests of one of the contact's fields.
    #[must_use]
    pub(crate) fn rest_of_guard(&self, rule: RuleId) -> &[ExprId] {
        self.guards_rest.of(rule)
    }

    /// The lines of scores that an event adds points by: score, index in its events.
    #[must_use]
    pub(crate) fn points_on(&self, event: EventId) -> &[(ScoreId, u32)] {
        self.events.get(ir::Id::index(event)).map_or(&[], |plan| &plan.points)
    }

    /// What is remembered of an event.
    #[must_use]
    pub(crate) fn series_of(&self, event: EventId) -> &[SeriesId] {
        self.events.get(ir::Id::index(event)).map_or(&[], |plan| &plan.series)
    }

    /// The rules on the change of a field.
    #[must_use]
    pub(crate) fn on_field_change(&self, field: FieldId) -> &[RuleId] {
        self.field_changes.get(ir::Id::index(field)).map_or(&[], Vec::as_slice)
    }

    /// The rules on the breach of a service level, the most important first.
    #[must_use]
    pub(crate) fn on_breach(&self, sla: SlaId) -> &[RuleId] {
        self.breaches.get(ir::Id::index(sla)).map_or(&[], Vec::as_slice)
    }

    /// The contact's rules on becoming true, the most important first.
    #[must_use]
    pub(crate) fn becoming(&self) -> &[Resting] {
        &self.becoming.own
    }

    /// The rules of objects on becoming true, the most important first.
    #[must_use]
    pub(crate) fn becoming_of_objects(&self) -> &[RuleId] {
        &self.becoming.of_objects
    }

    /// A rule's place in order of priority, then declaration.
    #[must_use]
    pub(crate) fn rank(&self, rule: RuleId) -> u32 {
        self.ranks.get(ir::Id::index(rule)).copied().unwrap_or(u32::MAX)
    }

    /// The compiled pattern of a `matches`.
    #[must_use]
    pub(crate) fn pattern(&self, expr: ExprId) -> Option<&Regex> {
        self.patterns.get(&expr)
    }

    /// The parts of a guard that change by time alone.
    #[must_use]
    pub(crate) fn clock_parts(&self, ir: &ir::Blueprint, guard: ExprId) -> Cow<'_, [Atom]> {
        if !is_timed(&self.by_clock, guard) {
            return Cow::Borrowed(&[]);
        }
        match self.clock_parts.get(&guard) {
            Some(atoms) => Cow::Borrowed(atoms.get_or_init(|| clock_parts(ir, guard))),
            None => Cow::Owned(clock_parts(ir, guard)),
        }
    }

    /// Whether nothing happens by time alone, as long as nothing waits and no sequence runs.
    #[must_use]
    pub(crate) const fn is_timeless(&self) -> bool {
        self.is_timeless
    }

    /// Whether nothing of what happens is remembered, nor forgotten as time passes, nor happens by time alone as long as
    /// nothing waits and no sequence runs.
    #[must_use]
    pub(crate) const fn leaves_no_trace(&self) -> bool {
        self.leaves_no_trace
    }

    /// A rule, and what is flat of it.
    #[must_use]
    pub(crate) fn entry(&self, rule: RuleId) -> Option<Entry<'_>> {
        self.entries.rule(rule)
    }

    /// The stage inside which a stage is, if any, where no way leads out of it on an event or by itself; `None` where one
    /// may.
    #[must_use]
    #[inline]
    pub(crate) fn parent_of_still(&self, stage: StageId, event: EventId) -> Option<Option<StageId>> {
        let stage = self.stage(stage);
        let is_still = stage.others.is_empty() && stage.levels.is_empty();
        (is_still && stage.on_event.iter().all(|(on, _)| *on != event)).then_some(stage.parent)
    }

    /// The stage inside which a stage is, if any.
    pub(crate) fn parent(&self, stage: StageId) -> Option<StageId> {
        self.stage(stage).parent
    }

    /// Whether what may happen to an instance of an object by time alone, or by what has happened to it, rests on
    /// nothing but itself and the contact's zone.
    #[must_use]
    pub(crate) fn keeps_own_time(&self, object: ObjectId) -> bool {
        self.own_times.keeps_own_time(object)
    }

    /// Whether anything that an instance remembers is forgotten, or fades, as time passes.
    #[must_use]
    pub(crate) fn forgets(&self, object: ObjectId) -> bool {
        self.own_times.forgets(object)
    }

    /// Whether an event that is of nobody, or of another object, may move instances of an object in their journeys, or
    /// their clocks.
    #[must_use]
    pub(crate) fn is_moved_by(&self, object: ObjectId, event: EventId) -> bool {
        self.own_times.is_moved_by(object, event)
    }

    /// Whether a score fades.
    #[must_use]
    pub(crate) const fn has_fading(&self) -> bool {
        self.has_fading
    }

    /// Whether a rule has a limit.
    #[must_use]
    pub(crate) const fn has_limits(&self) -> bool {
        self.has_limits
    }

    /// Whether a transition is on a date.
    #[must_use]
    pub(crate) const fn has_dated_ways(&self) -> bool {
        self.has_dated_ways
    }

    /// Whether a score's total changes by time alone.
    #[must_use]
    pub(crate) const fn scores_by_clock(&self) -> bool {
        self.scores_by_clock
    }

    /// How many derived values there are.
    #[must_use]
    pub(crate) fn derived_values(&self) -> usize {
        self.depend.len()
    }

    /// The derived values that one reads itself, not through others.
    #[must_use]
    pub(crate) fn reads(&self, derived: Derived) -> &[Derived] {
        self.depend.reads(derived)
    }

    /// The object of which each instance has its own of a derived value; `None` for the contact.
    #[must_use]
    pub(crate) fn object_of(&self, derived: Derived) -> Option<ObjectId> {
        self.depend.object_of(derived)
    }

    /// A derived value's place among all of them.
    #[must_use]
    pub(crate) fn slot(&self, derived: Derived) -> usize {
        self.depend.slot(derived)
    }

    /// The derived values that rules on change watch.
    pub(crate) fn watched(&self) -> &[Watched] {
        &self.watched
    }

    /// The place in [`Self::watched`] of a value that a rule on change names.
    pub(crate) fn watch_of(&self, expr: ExprId, kind: &ExprKind) -> Option<usize> {
        self.watch_places.get(&index::watch_key(expr, kind)).copied()
    }

    #[inline]
    fn stage(&self, stage: StageId) -> &StagePlan {
        static NOTHING: StagePlan = StagePlan {
            on_event: Vec::new(),
            levels: Vec::new(),
            others: Vec::new(),
            enter: Vec::new(),
            exit: Vec::new(),
            parent: None,
            levels_rest_on: Facts::NOTHING,
            others_rest_on: Facts::NOTHING,
            marks_rest_on: Facts::NOTHING,
        };
        self.stages.get(ir::Id::index(stage)).unwrap_or(&NOTHING)
    }
}
