//! What runs fast: the blueprint's indexes.
//!
//! A [`Plan`] is made once from a valid blueprint. It says which rules and transitions can
//! be set off by what, so that nothing is judged whose trigger cannot have happened, and
//! which derived values another one reads.

// Ids of a valid blueprint always index its arenas; nothing else is indexed, and no number may wrap.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing
    )
)]

mod depend;
mod entries;
mod facts;
mod guard;
mod index;
mod own_time;
mod plain;
mod span;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use regex::Regex;

use crate::ir::steady::{self, Atom};
use crate::ir::{
    self, EventId, ExprId, ExprKind, FieldId, ModeId, ObjectId, Packed, RuleId, ScoreId, SeriesId, SlaId, StageId,
    TransitionId, Trigger,
};
pub(crate) use depend::Derived;
pub(crate) use entries::{Entry, EntryList, EventRules, Follows, OnEvent};
pub(crate) use facts::{Facts, Resting};
pub(crate) use plain::{FixedCall, RuleKind};

/// The indexes of one blueprint.
#[derive(Debug)]
pub(crate) struct Plan {
    stages: Vec<StagePlan>,
    events: Vec<EventPlan>,
    guards_rest: guard::Rest,
    /// By field: rules on its change.
    field_changes: Vec<Vec<RuleId>>,
    /// Derived values that rules on change watch.
    watched: Vec<Watched>,
    watch_places: BTreeMap<index::WatchKey, usize>,
    becoming: ByWhom,
    /// By service level: rules on its breach.
    breaches: Vec<Vec<RuleId>>,
    /// Rules on the passing of time.
    timed: ByWhom,
    /// What the zone of a contact rests on.
    zone_rests_on: Facts,
    /// What the total of any score rests on.
    totals_rest_on: Facts,
    /// What it rests on what the profiles of scores give.
    profiles_rest_on: Facts,
    /// What it rests on when time sets a rule of the contact off.
    rules_rest_on: Facts,
    /// What it rests on whether a rule of the contact is set off by time, or by what becomes true.
    set_off_rests_on: Facts,
    /// What it rests on whether the contact is in a segment for which there is a journey.
    segments_rest_on: Facts,
    /// By transition: its place in order of priority (higher first), then declaration.
    way_ranks: Vec<u32>,
    /// By rule: its place in order of priority (higher first), then declaration.
    ranks: Vec<u32>,
    depend: depend::Dependencies,
    /// Only looked up, never walked.
    patterns: HashMap<ExprId, Regex>,
    /// By expression: whether it changes by time alone.
    by_clock: Vec<bool>,
    /// Of guards that are asked without an event and change by time alone; computed when they
    /// are first asked. Only looked up, never walked.
    clock_parts: HashMap<ExprId, OnceLock<Vec<Atom>>>,
    /// Whether nothing happens by time alone, as long as nothing waits and no sequence runs.
    is_timeless: bool,
    /// Whether a score's total changes by time alone.
    scores_by_clock: bool,
    /// Whether nothing of what happens is remembered, nor forgotten as time passes.
    leaves_no_trace: bool,
    entries: entries::Entries,
    /// Of the contact, and of each object: rules that also ask whether their guard was true already.
    including_existing: BTreeMap<Option<ObjectId>, Vec<RuleId>>,
    own_times: own_time::OwnTimes,
    /// Whether a score fades.
    has_fading: bool,
    /// Whether a rule has a limit.
    has_limits: bool,
    /// Whether a transition is on a date.
    has_dated_ways: bool,
    /// Only looked up, never walked.
    events_by_name: HashMap<String, EventId>,
    /// Of the contact, and of each object. Only looked up, never walked.
    fields_by_name: HashMap<Option<ObjectId>, HashMap<String, FieldId>>,
}

/// What leads out of a stage, and what its border sets off.
#[derive(Debug, Clone, Default)]
struct StagePlan {
    on_event: Vec<(EventId, TransitionId)>,
    levels: Vec<TransitionId>,
    others: Vec<TransitionId>,
    enter: Vec<RuleId>,
    exit: Vec<RuleId>,
    /// The stage inside which it is.
    parent: Option<StageId>,
    /// What it rests on whether a level is taken.
    levels_rest_on: Facts,
    /// What it rests on whether one of the others comes by time, or becomes true.
    others_rest_on: Facts,
    /// What it rests on when time leads out of it.
    marks_rest_on: Facts,
}

/// Rules on the passing of time, or on what becomes true.
#[derive(Debug)]
struct ByWhom {
    /// Those of the contact.
    own: Vec<Resting>,
    /// Those of objects.
    of_objects: Vec<RuleId>,
}

impl ByWhom {
    fn new(ir: &ir::Blueprint, basis: &facts::Basis<'_>, rules: Vec<RuleId>) -> Self {
        let is_own = |id: &RuleId| ir.rules.get(*id).is_some_and(|rule| rule.object.is_none());
        let (own, of_objects): (Vec<RuleId>, Vec<RuleId>) = rules.into_iter().partition(is_own);
        let resting = |rule| Some(Resting { rule, on: basis.rule(ir.rules.get(rule)?) });
        Self { own: own.into_iter().filter_map(resting).collect(), of_objects }
    }
}

/// What an event sets off.
#[derive(Debug, Clone, Default)]
struct EventPlan {
    unless: Vec<RuleId>,
    modes: Vec<ModeId>,
    points: Vec<(ScoreId, u32)>,
    series: Vec<SeriesId>,
}

/// A derived value that rules on change watch.
#[derive(Debug, Clone)]
pub(crate) struct Watched {
    /// The value.
    pub(crate) expr: ExprId,
    /// The rules.
    pub(crate) rules: Vec<RuleId>,
}

impl Plan {
    /// Makes the indexes of a valid blueprint.
    #[must_use]
    pub(crate) fn new(ir: &ir::Blueprint) -> Self {
        let ranks = index::ranks(ir);
        let changes = index::changes(ir, &ranks);
        let depend = depend::Dependencies::new(ir);
        let by_clock = depend.timed(ir);
        let levels = ir::asked::guards(ir).into_iter().map(|asked| asked.expr);
        let levels = levels.filter(|guard| is_timed(&by_clock, *guard));
        let clock_parts: HashMap<ExprId, OnceLock<Vec<Atom>>> = levels.map(|guard| (guard, OnceLock::new())).collect();
        let basis = facts::Basis::new(ir, &depend);
        let timed = ByWhom::new(ir, &basis, index::rules(ir, &ranks, Trigger::is_timed));
        let on_becoming = |trigger: &Trigger| matches!(trigger, Trigger::Becoming { .. });
        let becoming = ByWhom::new(ir, &basis, index::rules(ir, &ranks, on_becoming));
        let by_time = |transition: &ir::Transition| {
            let trigger = transition.trigger.as_ref();
            trigger.is_some_and(|trigger| {
                trigger.is_timed() || matches!(trigger, Trigger::After { .. } | Trigger::Without { .. })
            })
        };
        let becoming_by_clock = becoming.own.iter().map(|rule| rule.on.by_clock()).collect();
        let is_timeless = timed.own.is_empty()
            && timed.of_objects.is_empty()
            && clock_parts.is_empty()
            && ir.slas.is_empty()
            && ir.scores.values().all(|score| score.fade.is_none())
            && !ir.transitions.values().any(by_time);
        let steps = ir.scores.values().flat_map(|score| &score.profile).flat_map(|line| &line.steps);
        let mut read_by_scores = steps.flat_map(|step| [step.test, step.points]);
        let scores_by_clock = read_by_scores.any(|expr| is_timed(&by_clock, expr));
        let guards = guard::Guards::new(ir);
        let plain = plain::Plain::new(ir, &guards);
        let events = index::events(ir);
        let is_plain = plain::is_plain(ir);
        let stages = index::stages(ir, &basis, &ranks);
        let still = index::Still::new(ir, &stages);
        let entries = entries::Entries::new(ir, &ranks, &guards, &plain, |event| Follows {
            is_plain: is_plain && index::is_plain(ir, &events, event),
            moves_nobody: still.moves_nobody(event),
            ..Follows::default()
        });
        let on_date = |one: &ir::Transition| matches!(one.trigger, Some(Trigger::Date { .. }));
        Self {
            is_timeless,
            own_times: own_time::OwnTimes::new(ir, &depend),
            has_fading: ir.scores.values().any(|score| score.fade.is_some()),
            has_limits: ir.rules.values().any(|rule| rule.limit.is_some()),
            has_dated_ways: ir.transitions.values().any(on_date),
            scores_by_clock,
            leaves_no_trace: is_plain && is_timeless && !scores_by_clock && plain::leaves_no_trace(ir),
            entries,
            including_existing: index::including_existing(ir),
            zone_rests_on: ir.timezone.contact.map_or(Facts::NOTHING, |zone| basis.expr(zone)),
            totals_rest_on: ir.scores.ids().map(|score| basis.total(score)).collect(),
            profiles_rest_on: basis.profiles(),
            rules_rest_on: timed.own.iter().map(|rule| rule.on).collect::<Facts>().and(becoming_by_clock),
            set_off_rests_on: timed.own.iter().chain(&becoming.own).map(|rule| rule.on).collect(),
            segments_rest_on: ir.journeys.values().filter_map(|one| Some(basis.segment(one.segment?))).collect(),
            stages,
            events,
            guards_rest: guards.rest,
            field_changes: changes.fields,
            watched: changes.watched,
            watch_places: changes.places,
            becoming,
            breaches: index::breaches(ir, &ranks),
            timed,
            way_ranks: index::way_ranks(ir),
            depend,
            patterns: patterns(ir),
            clock_parts,
            by_clock,
            events_by_name: ir.events.iter().map(|(id, event)| (event.info.name.clone(), id)).collect(),
            fields_by_name: index::fields(ir),
            ranks,
        }
    }

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

fn is_timed(timed: &[bool], guard: ExprId) -> bool {
    timed.get(ir::Id::index(guard)) == Some(&true)
}

/// The checker has refused guards whose changes cannot be computed.
fn clock_parts(ir: &ir::Blueprint, guard: ExprId) -> Vec<Atom> {
    steady::clock_parts(ir, guard).unwrap_or_default()
}

fn patterns(ir: &ir::Blueprint) -> HashMap<ExprId, Regex> {
    let mut patterns = ir::pattern::Patterns::default();
    let mut compiled = HashMap::new();
    for (id, expr) in ir.exprs.iter() {
        if let ExprKind::Matches { pattern, .. } = &expr.kind
            && let Ok(regex) = patterns.compile(pattern)
        {
            compiled.insert(id, regex);
        }
    }
    compiled
}

#[cfg(test)]
mod tests;
