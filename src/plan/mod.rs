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

mod ask;
mod depend;
mod entries;
mod facts;
mod guard;
mod index;
mod own_time;
mod plain;
mod span;

use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

use regex::Regex;

use crate::ir::steady::{self, Atom};
use crate::ir::{
    self, EventId, ExprId, ExprKind, FieldId, ModeId, ObjectId, RuleId, ScoreId, SeriesId, StageId, TransitionId,
    Trigger,
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
