//! The rules on events, as flat as they can be: what an event may set off lies together.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::guard::{Guards, Tests};
use super::plain::{Calls, Plain, RuleKind};
use super::span::Span;
use crate::ir::{self, ActionId, EventId, Id, RuleId, StageId, Trigger};

/// A rule on an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// The rule.
    pub(crate) rule: RuleId,
    /// The plain tests of its guard.
    pub(crate) tests: Tests,
    /// What it calls, where it is fixed.
    pub(crate) calls: Calls,
    /// What must be known to say what follows from it.
    pub(crate) kind: RuleKind,
}

/// No stage: of a rule that is for no certain stages, or of an object. It sorts behind all others.
const ANYWHERE: u32 = u32::MAX;

/// The rules on all events.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// By event, then by stage, the most important first.
    all: Vec<Entry>,
    /// By event: for each stage that rules are for, in order, which.
    stages: Vec<(StageId, Span)>,
    /// By event.
    events: Vec<EventRules>,
}

/// Where an event's rules lie, and what can follow from it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EventRules {
    stages: Span,
    anywhere: Span,
    all: Span,
    follows: Follows,
}

/// What can follow from an event beside what its rules ask for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Follows {
    /// Nothing but what rules and transitions ask for: it is not remembered, brings no points, ends no waiting, concerns
    /// no instance.
    pub(crate) is_plain: bool,
    /// No two calls of its rules are of one action.
    pub(crate) is_distinct: bool,
    /// All its rules are fixed, and distinct.
    pub(crate) is_fixed: bool,
}

impl Entries {
    /// The tests of `guards` are put in the order in which they are asked.
    /// `is_plain`: whether nothing follows from an event but what rules and transitions ask for.
    pub(super) fn new(
        ir: &ir::Blueprint,
        ranks: &[u32],
        guards: &mut Guards,
        plain: &Plain,
        is_plain: impl Fn(EventId) -> bool,
    ) -> Self {
        let mut by_event: Vec<Vec<(StageId, RuleId)>> = vec![Vec::new(); ir.events.len()];
        for (id, rule) in ir.rules.iter() {
            let Trigger::Event(trigger) = &rule.trigger else { continue };
            let anywhere = [StageId::new(ANYWHERE as usize)];
            let stages = if rule.object.is_some() || rule.stages.is_empty() { &anywhere[..] } else { &rule.stages };
            for event in super::index::distinct(&trigger.events) {
                if let Some(rules) = by_event.get_mut(event.index()) {
                    rules.extend(stages.iter().map(|&stage| (stage, id)));
                }
            }
        }
        let rank = |rule: RuleId| ranks.get(rule.index()).copied().unwrap_or(u32::MAX);
        for rules in &mut by_event {
            rules.sort_unstable_by_key(|&(stage, rule)| (stage, rank(rule)));
            rules.dedup();
        }
        guards.arrange(by_event.iter().flatten().map(|&(_, rule)| rule));
        let mut entries = Self::default();
        for (event, rules) in ir.events.ids().zip(by_event) {
            let is_distinct = is_distinct(ir, &rules);
            let is_fixed = is_distinct && rules.iter().all(|(_, rule)| plain.kind(*rule) == RuleKind::Fixed);
            let (first, first_stage) = (entries.all.len(), entries.stages.len());
            let mut known = EventRules {
                follows: Follows { is_plain: is_plain(event), is_distinct, is_fixed },
                ..EventRules::default()
            };
            for of_stage in rules.chunk_by(|(one, _), (other, _)| one == other) {
                let from = entries.all.len();
                entries.all.extend(of_stage.iter().map(|&(_, rule)| Entry {
                    rule,
                    tests: guards.tests(rule),
                    calls: plain.calls_of(rule),
                    kind: plain.kind(rule),
                }));
                let own = Span::new(from, entries.all.len());
                match of_stage.first() {
                    Some(&(stage, _)) if stage.index() < ANYWHERE as usize => entries.stages.push((stage, own)),
                    _ => known.anywhere = own,
                }
            }
            known.all = Span::new(first, entries.all.len());
            known.stages = Span::new(first_stage, entries.stages.len());
            entries.events.push(known);
        }
        entries.all.shrink_to_fit();
        entries.stages.shrink_to_fit();
        entries
    }

    /// Where the rules on an event lie.
    pub(super) fn of(&self, event: EventId) -> EventRules {
        self.events.get(event.index()).copied().unwrap_or_default()
    }

    /// The rules that lie there.
    #[inline]
    pub(super) const fn at(&self, known: EventRules) -> OnEvent<'_> {
        OnEvent { entries: self, known }
    }
}

/// The rules on an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnEvent<'p> {
    entries: &'p Entries,
    known: EventRules,
}

impl EventRules {
    /// What can follow beside what they ask for.
    #[inline]
    pub(crate) const fn follows(self) -> Follows {
        self.follows
    }
}

impl<'p> OnEvent<'p> {
    /// The contact's rules that are for a stage, the most important first.
    #[inline]
    pub(crate) fn staged(&self, stage: StageId) -> &'p [Entry] {
        let stages = self.known.stages.of(&self.entries.stages);
        let place = stages.partition_point(|(before, _)| *before < stage);
        match stages.get(place) {
            Some((own, entries)) if *own == stage => entries.of(&self.entries.all),
            _ => &[],
        }
    }

    /// Those that are for no certain stages, and those of objects, the most important first.
    #[inline]
    pub(crate) fn anywhere(&self) -> &'p [Entry] {
        self.known.anywhere.of(&self.entries.all)
    }

    /// All, in no order that means anything.
    pub(crate) fn all(&self) -> impl Iterator<Item = RuleId> + use<'p> {
        self.known.all.of(&self.entries.all).iter().map(|entry| entry.rule)
    }
}

/// Whether no two calls of rules are of one action.
fn is_distinct(ir: &ir::Blueprint, rules: &[(StageId, RuleId)]) -> bool {
    // Who is for two stages is there once for each.
    let mut rules: Vec<RuleId> = rules.iter().map(|(_, rule)| *rule).collect();
    rules.sort_unstable();
    rules.dedup();
    let mut actions: Vec<ActionId> =
        rules.into_iter().flat_map(|rule| &ir.rules[rule].calls).map(|call| call.action).collect();
    actions.sort_unstable();
    actions.windows(2).all(|pair| pair.first() != pair.last())
}
