//! The rules on events, as flat as they can be: what an event may set off lies together.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::guard::{Guards, Tests};
use super::plain::{Plain, RuleKind};
use crate::ir::{self, ActionId, EventId, Id, RuleId, StageId, Trigger};

/// A rule on an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry {
    /// The stage that it is for; [`ANYWHERE`] for none.
    stage: StageId,
    /// The rule.
    pub(crate) rule: RuleId,
    /// The plain tests of its guard.
    pub(crate) tests: Tests,
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
    /// By event: where its own are, and what is known of them.
    events: Vec<Known>,
}

/// What is known of an event's rules.
#[derive(Debug, Clone, Copy)]
struct Known {
    from: u32,
    /// Where those for certain stages end.
    staged: u32,
    end: u32,
    /// Nothing follows from the event but what rules and transitions ask for.
    is_plain: bool,
    /// No two calls of them are of one action.
    is_distinct: bool,
}

/// So many are looked through one by one.
const FEW: usize = 16;

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
            let place = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
            let staged = rules.partition_point(|(stage, _)| stage.index() < ANYWHERE as usize);
            let from = entries.all.len();
            let is_distinct = is_distinct(ir, &rules);
            entries.all.extend(rules.into_iter().map(|(stage, rule)| Entry {
                stage,
                rule,
                tests: guards.tests(rule),
                kind: plain.kind(rule),
            }));
            let staged = place(from.saturating_add(staged));
            let end = place(entries.all.len());
            entries.events.push(Known { from: place(from), staged, end, is_plain: is_plain(event), is_distinct });
        }
        entries.all.shrink_to_fit();
        entries
    }

    /// The rules on an event.
    pub(super) fn on(&self, event: EventId) -> OnEvent<'_> {
        let place = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
        static NOTHING: Known = Known { from: 0, staged: 0, end: 0, is_plain: false, is_distinct: true };
        let known = self.events.get(event.index()).unwrap_or(&NOTHING);
        OnEvent {
            staged: self.all.get(place(known.from)..place(known.staged)).unwrap_or_default(),
            anywhere: self.all.get(place(known.staged)..place(known.end)).unwrap_or_default(),
            is_plain: known.is_plain,
            is_distinct: known.is_distinct,
        }
    }
}

/// The rules on an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnEvent<'p> {
    /// Those of the contact that are for certain stages: by stage, the most important first.
    staged: &'p [Entry],
    /// All others, the most important first.
    pub(crate) anywhere: &'p [Entry],
    /// Nothing follows from the event but what rules and transitions ask for: it is not remembered, brings no points,
    /// ends no waiting, concerns no instance.
    pub(crate) is_plain: bool,
    /// No two calls of them are of one action.
    pub(crate) is_distinct: bool,
}

impl<'p> OnEvent<'p> {
    /// The contact's rules that are for a stage, the most important first.
    pub(crate) fn staged(&self, stage: StageId) -> &'p [Entry] {
        let is_before = |entry: &Entry| entry.stage < stage;
        let first = if self.staged.len() <= FEW {
            self.staged.iter().take_while(|entry| is_before(entry)).count()
        } else {
            self.staged.partition_point(is_before)
        };
        let behind = self.staged.get(first..).unwrap_or_default();
        let own = behind.iter().take_while(|entry| entry.stage == stage).count();
        behind.get(..own).unwrap_or_default()
    }

    /// All, in no order that means anything.
    pub(crate) fn all(&self) -> impl Iterator<Item = RuleId> + use<'p> {
        self.anywhere.iter().chain(self.staged).map(|entry| entry.rule)
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
