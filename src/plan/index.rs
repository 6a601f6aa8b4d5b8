//! Rules, transitions and lines of scores by what sets them off.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use super::facts::Basis;
use super::{EventPlan, StagePlan, Watched};
use crate::ir::{
    self, EventId, ExprId, ExprKind, FieldId, Id, ObjectId, RuleId, ScoreId, StageId, TransitionId, Trigger,
};

/// By rule: its place in order of priority (higher first), then declaration.
pub(super) fn ranks(ir: &ir::Blueprint) -> Vec<u32> {
    let mut sorted: Vec<RuleId> = ir.rules.ids().collect();
    sorted.sort_by_key(|&id| (Reverse(ir.rules[id].priority), ir.rules[id].order, id));
    let mut ranks = vec![u32::MAX; sorted.len()];
    for (rank, id) in sorted.into_iter().enumerate() {
        if let Some(place) = ranks.get_mut(id.index()) {
            *place = u32::try_from(rank).unwrap_or(u32::MAX);
        }
    }
    ranks
}

fn rank(ranks: &[u32], rule: RuleId) -> u32 {
    ranks.get(rule.index()).copied().unwrap_or(u32::MAX)
}

/// The rules with such a trigger, the most important first.
pub(super) fn rules(ir: &ir::Blueprint, ranks: &[u32], of: impl Fn(&Trigger) -> bool) -> Vec<RuleId> {
    let mut found: Vec<RuleId> = ir.rules.iter().filter(|(_, rule)| of(&rule.trigger)).map(|(id, _)| id).collect();
    found.sort_by_key(|&id| rank(ranks, id));
    found
}

/// By service level: the rules on its breach, the most important first.
pub(super) fn breaches(ir: &ir::Blueprint, ranks: &[u32]) -> Vec<Vec<RuleId>> {
    let mut breaches = vec![Vec::new(); ir.slas.len()];
    for (id, rule) in ir.rules.iter() {
        if let Trigger::Breach(sla) = rule.trigger
            && let Some(rules) = breaches.get_mut(sla.index())
        {
            rules.push(id);
        }
    }
    for rules in &mut breaches {
        rules.sort_by_key(|&id| rank(ranks, id));
    }
    breaches
}

/// By transition: its place in order of priority, higher first, then declaration.
pub(super) fn way_ranks(ir: &ir::Blueprint) -> Vec<u32> {
    let mut sorted: Vec<TransitionId> = ir.transitions.ids().collect();
    sorted.sort_by_key(|&id| (Reverse(ir.transitions[id].priority), ir.transitions[id].order, id));
    let mut ranks = vec![u32::MAX; sorted.len()];
    for (rank, id) in (0u32..).zip(sorted) {
        if let Some(place) = ranks.get_mut(id.index()) {
            *place = rank;
        }
    }
    ranks
}

pub(super) fn stages(ir: &ir::Blueprint, basis: &Basis<'_>, ranks: &[u32]) -> Vec<StagePlan> {
    let mut stages = vec![StagePlan::default(); ir.stages.len()];
    let mut sorted: Vec<TransitionId> = ir.transitions.ids().collect();
    sorted.sort_by_key(|&id| (Reverse(ir.transitions[id].priority), ir.transitions[id].order, id));
    for id in sorted {
        let transition = &ir.transitions[id];
        let is_level = matches!(transition.trigger, None | Some(Trigger::After { .. } | Trigger::Without { .. }));
        let mut sources = Vec::new();
        for &source in &transition.sources {
            let children = ir.stages.get(source).map_or(&[][..], |stage| &stage.children);
            // Who is in the stage already to which it leads has nothing to wait for.
            let leaves = |child: &&StageId| {
                let is_there = is_level && **child == transition.target;
                !is_there && !ir.stages[**child].is_final
            };
            sources.extend(children.iter().filter(leaves));
            if children.is_empty() {
                sources.push(source);
            }
        }
        sources.sort_unstable();
        sources.dedup();
        for source in sources {
            let Some(stage) = stages.get_mut(source.index()) else { continue };
            match &transition.trigger {
                None | Some(Trigger::After { .. } | Trigger::Without { .. }) => stage.levels.push(id),
                Some(Trigger::Event(trigger)) => {
                    stage.on_event.extend(distinct(&trigger.events).map(|event| (event, id)));
                }
                Some(_) => stage.others.push(id),
            }
        }
    }
    for (id, rule) in ir.rules.iter() {
        let mut border = |listed: &[StageId], side: fn(&mut StagePlan) -> &mut Vec<RuleId>| {
            for stage in listed {
                if let Some(plan) = stages.get_mut(stage.index()) {
                    add(side(plan), id);
                }
            }
        };
        match &rule.trigger {
            Trigger::Enter(listed) => border(listed, |plan| &mut plan.enter),
            Trigger::Exit(listed) => border(listed, |plan| &mut plan.exit),
            _ => {}
        }
    }
    for (id, stage) in ir.stages.ids().zip(&mut stages) {
        stage.parent = ir.parent(id);
        let rest = |ways: &[TransitionId]| ways.iter().map(|way| basis.way(&ir.transitions[*way])).collect();
        (stage.levels_rest_on, stage.others_rest_on) = (rest(&stage.levels), rest(&stage.others));
        let ways = stage.levels.iter().chain(&stage.others);
        stage.marks_rest_on = ways.map(|way| basis.mark(&ir.transitions[*way])).collect();
        stage.enter.sort_by_key(|&id| rank(ranks, id));
        stage.exit.sort_by_key(|&id| rank(ranks, id));
    }
    stages
}

pub(super) fn events(ir: &ir::Blueprint) -> Vec<EventPlan> {
    let mut events = vec![EventPlan::default(); ir.events.len()];
    for (id, rule) in ir.rules.iter() {
        for event in rule.unless.iter().flat_map(|unless| distinct(&unless.events)) {
            if let Some(plan) = events.get_mut(event.index()) {
                add(&mut plan.unless, id);
            }
        }
    }
    for (id, mode) in ir.modes.iter() {
        for event in mode.from.iter().chain(&mode.until).flat_map(|filter| distinct(&filter.events)) {
            if let Some(plan) = events.get_mut(event.index())
                && plan.modes.last() != Some(&id)
            {
                plan.modes.push(id);
            }
        }
    }
    for (score, declared) in ir.scores.iter() {
        for (line, points) in (0u32..).zip(&declared.events) {
            for event in distinct(&points.events) {
                if let Some(plan) = events.get_mut(event.index()) {
                    let entry: (ScoreId, u32) = (score, line);
                    plan.points.push(entry);
                }
            }
        }
    }
    for (id, series) in ir.series.iter() {
        if let Some(plan) = events.get_mut(series.event.index()) {
            plan.series.push(id);
        }
    }
    events
}

/// The rules that also ask whether their guard was true already: of the contact, and of each object that has any.
pub(super) fn including_existing(ir: &ir::Blueprint) -> BTreeMap<Option<ObjectId>, Vec<RuleId>> {
    let mut existing: BTreeMap<_, Vec<RuleId>> = BTreeMap::new();
    for (id, rule) in ir.rules.iter().filter(|(_, rule)| rule.trigger.includes_existing()) {
        existing.entry(rule.object).or_default().push(id);
    }
    existing
}

/// Whether nothing of an event is remembered, it brings no points, ends no waiting, and concerns no instance.
pub(super) fn is_plain(ir: &ir::Blueprint, events: &[EventPlan], event: EventId) -> bool {
    let EventPlan { unless, modes, points, series } = &events[event.index()];
    let leaves_nothing = unless.is_empty() && modes.is_empty() && points.is_empty() && series.is_empty();
    leaves_nothing && ir.events[event].subject.is_none()
}

/// One watch for each derived value; anything else is watched by itself.
pub(super) type WatchKey = Result<super::Derived, ExprId>;

pub(super) fn watch_key(expr: ExprId, kind: &ExprKind) -> WatchKey {
    super::Derived::of(kind).ok_or(expr)
}

/// The rules on change, by what they watch.
pub(super) struct Changes {
    pub(super) fields: Vec<Vec<RuleId>>,
    pub(super) watched: Vec<Watched>,
    pub(super) places: BTreeMap<WatchKey, usize>,
}

pub(super) fn changes(ir: &ir::Blueprint, ranks: &[u32]) -> Changes {
    let mut fields = vec![Vec::new(); ir.fields.len()];
    let mut watched: Vec<Watched> = Vec::new();
    let mut places = BTreeMap::new();
    for (id, rule) in ir.rules.iter() {
        let Trigger::Change { of, .. } = &rule.trigger else { continue };
        for &expr in of {
            let kind = &ir.exprs[expr].kind;
            if let ExprKind::Field(field) = kind {
                if let Some(rules) = fields.get_mut(field.index()) {
                    add(rules, id);
                }
                continue;
            }
            let index = *places.entry(watch_key(expr, kind)).or_insert_with(|| {
                watched.push(Watched { expr, rules: Vec::new() });
                watched.len().saturating_sub(1)
            });
            if let Some(watch) = watched.get_mut(index) {
                add(&mut watch.rules, id);
            }
        }
    }
    for rules in &mut fields {
        rules.sort_by_key(|&id| rank(ranks, id));
    }
    for watch in &mut watched {
        watch.rules.sort_by_key(|&id| rank(ranks, id));
    }
    Changes { fields, watched, places }
}

/// The fields of the contact and of each object, by name.
pub(super) fn fields(ir: &ir::Blueprint) -> HashMap<Option<ObjectId>, HashMap<String, FieldId>> {
    let mut fields: HashMap<_, HashMap<_, _>> = HashMap::new();
    for (id, field) in ir.fields.iter() {
        fields.entry(field.object).or_default().insert(field.info.name.clone(), id);
    }
    fields
}

fn add(rules: &mut Vec<RuleId>, rule: RuleId) {
    // Rules come in order: a double can only be the last one.
    if rules.last() != Some(&rule) {
        rules.push(rule);
    }
}

pub(super) fn distinct(events: &[EventId]) -> impl Iterator<Item = EventId> {
    let mut events = events.to_vec();
    events.sort_unstable();
    events.dedup();
    events.into_iter()
}

/// Which events lead nobody out of a stage.
#[derive(Debug)]
pub(super) struct Still {
    /// No way leads out of a stage by itself, and no stage is inside another.
    is_still: bool,
    /// By event: ways are on it.
    moved_by: Vec<bool>,
}

impl Still {
    pub(super) fn new(ir: &ir::Blueprint, stages: &[StagePlan]) -> Self {
        let is_still = |stage: &StagePlan| stage.others.is_empty() && stage.levels.is_empty() && stage.parent.is_none();
        let mut moved_by = vec![false; ir.events.len()];
        for (event, _) in stages.iter().flat_map(|stage| &stage.on_event) {
            moved_by.get_mut(event.index()).into_iter().for_each(|moved| *moved = true);
        }
        Self { is_still: stages.iter().all(is_still), moved_by }
    }

    /// Whether no way leads out of any stage on an event, or by itself, and no stage is inside another.
    pub(super) fn moves_nobody(&self, event: EventId) -> bool {
        self.is_still && self.moved_by.get(event.index()) == Some(&false)
    }
}
