//! The rules on events, as flat as they can be: what an event may set off lies together.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::guard::{Guards, Test};
use super::plain::{FixedCall, Plain, RuleKind};
use super::span::Span;
use crate::ir::{self, ActionId, EventId, Id, Packed, RuleId, StageId, Trigger};

/// A piece of what is known of rules: a rule, behind it its tests, behind these its calls. In one list, so that what is
/// read together lies together; in 16 bytes.
#[derive(Debug, Clone, Copy)]
enum Piece {
    Rule {
        rule: RuleId,
        kind: RuleKind,
        tests: u16,
        calls: u32,
    },
    /// A test that is part of the rule's guard.
    Test(Test),
    /// What it calls, where it is fixed.
    Call(FixedCall),
}

/// A rule, and what is flat of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Entry<'p> {
    /// The rule.
    pub(crate) rule: RuleId,
    /// What must be known to say what follows from it.
    pub(crate) kind: RuleKind,
    tests: &'p [Piece],
    calls: &'p [Piece],
}

/// Some rules, the most important first.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct EntryList<'p>(&'p [Piece]);

/// No stage: of a rule that is for no certain stages, or of an object. It sorts behind all others.
const ANYWHERE: u32 = u32::MAX;

/// All rules: those on events once for each stage that they are for.
#[derive(Debug, Default)]
pub(super) struct Entries {
    /// By event, then by stage, the most important first; behind them those on no event.
    pieces: Vec<Piece>,
    /// By event: for each stage that rules are for, in order, which; for those between them too, where these are few.
    stages: Vec<(StageId, Span)>,
    /// By event.
    events: Vec<EventRules>,
    /// By rule, where it lies; of one that lies at several places, one.
    rules: Vec<Span>,
}

/// Where an event's rules lie, and what can follow from it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EventRules {
    stages: Span,
    /// No stage is left out between the first and the last.
    is_dense: bool,
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
    /// No way leads out of any stage on it, or by itself, and no stage is inside another.
    pub(crate) moves_nobody: bool,
    /// No two calls of its rules are of one action.
    pub(crate) is_distinct: bool,
    /// All its rules are fixed, and distinct.
    pub(crate) is_fixed: bool,
    /// That, and it moves nobody, and all its rules are for certain stages: what follows lies at one place, for one who
    /// is in one stage.
    pub(crate) is_simple: bool,
}

impl Entries {
    /// `beside`: what follows from an event beside what its rules ask for, as far as these do not say it.
    pub(super) fn new(
        ir: &ir::Blueprint,
        ranks: &[u32],
        guards: &Guards,
        plain: &Plain,
        beside: impl Fn(EventId) -> Follows,
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
        let mut entries = Self { rules: vec![Span::default(); ir.rules.len()], ..Self::default() };
        for (event, mut rules) in ir.events.ids().zip(by_event) {
            rules.sort_unstable_by_key(|&(stage, rule)| (stage, rank(rule)));
            rules.dedup();
            let is_distinct = is_distinct(ir, &rules);
            let is_fixed = is_distinct && rules.iter().all(|(_, rule)| plain.kind(*rule) == RuleKind::Fixed);
            let follows = Follows { is_distinct, is_fixed, ..beside(event) };
            let (first, first_stage) = (entries.pieces.len(), entries.stages.len());
            let mut known = EventRules { follows, ..EventRules::NONE };
            for of_stage in rules.chunk_by(|(one, _), (other, _)| one == other) {
                let from = entries.pieces.len();
                of_stage.iter().for_each(|&(_, rule)| entries.add(rule, guards, plain));
                let own = Span::new(from, entries.pieces.len());
                match of_stage.first() {
                    Some(&(stage, _)) if stage.index() < ANYWHERE as usize => entries.stages.push((stage, own)),
                    _ => known.anywhere = own,
                }
            }
            known.follows.is_simple = is_fixed && follows.moves_nobody && known.anywhere == Span::NONE;
            known.all = Span::new(first, entries.pieces.len());
            known.is_dense = fill_up(&mut entries.stages, first_stage);
            known.stages = Span::new(first_stage, entries.stages.len());
            entries.events.push(known);
        }
        let others = ir.rules.iter().filter(|(_, rule)| !matches!(rule.trigger, Trigger::Event(_)));
        others.for_each(|(id, _)| entries.add(id, guards, plain));
        entries.pieces.shrink_to_fit();
        entries.stages.shrink_to_fit();
        entries
    }

    fn add(&mut self, rule: RuleId, guards: &Guards, plain: &Plain) {
        let (tests, calls) = (guards.tests(rule), plain.calls(rule));
        let from = self.pieces.len();
        self.pieces.push(Piece::Rule {
            rule,
            kind: plain.kind(rule),
            // No more are made of one guard.
            tests: u16::try_from(tests.len()).unwrap_or(u16::MAX),
            // Limits keep blueprints far from what 32 bits count.
            calls: u32::try_from(calls.len()).unwrap_or(u32::MAX),
        });
        self.pieces.extend(tests.iter().copied().map(Piece::Test));
        self.pieces.extend(calls.iter().copied().map(Piece::Call));
        if let Some(place) = self.rules.get_mut(rule.index()) {
            *place = Span::new(from, self.pieces.len());
        }
    }

    /// A rule.
    pub(super) fn rule(&self, rule: RuleId) -> Option<Entry<'_>> {
        EntryList(self.rules.get(rule.index())?.of(&self.pieces)).next()
    }

    /// Where the rules on an event lie.
    pub(super) fn of(&self, event: EventId) -> &EventRules {
        static NONE: EventRules = EventRules::NONE;
        self.events.get(event.index()).unwrap_or(&NONE)
    }

    /// The rules that lie there.
    #[inline]
    pub(super) const fn at<'p>(&'p self, known: &'p EventRules) -> OnEvent<'p> {
        OnEvent { entries: self, known }
    }
}

/// The rules on an event.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OnEvent<'p> {
    entries: &'p Entries,
    known: &'p EventRules,
}

impl EventRules {
    /// Those of no event.
    const NONE: Self = Self {
        stages: Span::NONE,
        is_dense: true,
        anywhere: Span::NONE,
        all: Span::NONE,
        follows: Follows {
            is_plain: false,
            moves_nobody: false,
            is_distinct: false,
            is_fixed: false,
            is_simple: false,
        },
    };

    /// What can follow beside what they ask for.
    #[inline]
    pub(crate) const fn follows(&self) -> Follows {
        self.follows
    }
}

impl<'p> OnEvent<'p> {
    /// The contact's rules that are for a stage, the most important first.
    #[inline(always)]
    pub(crate) fn staged(&self, stage: StageId) -> EntryList<'p> {
        let stages = self.known.stages.of(&self.entries.stages);
        let place = match stages.first() {
            Some((first, _)) if self.known.is_dense => stage.index().wrapping_sub(first.index()),
            _ => stages.partition_point(|(before, _)| *before < stage),
        };
        match stages.get(place) {
            Some((own, entries)) if *own == stage => EntryList(entries.of(&self.entries.pieces)),
            _ => EntryList::default(),
        }
    }

    /// Those that are for no certain stages, and those of objects, the most important first.
    #[inline]
    pub(crate) fn anywhere(&self) -> EntryList<'p> {
        EntryList(self.known.anywhere.of(&self.entries.pieces))
    }

    /// All, in no order that means anything.
    pub(crate) fn all(&self) -> impl Iterator<Item = RuleId> + use<'p> {
        EntryList(self.known.all.of(&self.entries.pieces)).map(|entry| entry.rule)
    }
}

impl EntryList<'_> {
    /// Whether there are none.
    #[inline]
    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'p> Iterator for EntryList<'p> {
    type Item = Entry<'p>;

    #[inline]
    fn next(&mut self) -> Option<Entry<'p>> {
        let (&Piece::Rule { rule, kind, tests, calls }, pieces) = self.0.split_first()? else { return None };
        let (tests, pieces) = pieces.split_at_checked(tests.into())?;
        let (calls, pieces) = pieces.split_at_checked(usize::try_from(calls).ok()?)?;
        self.0 = pieces;
        Some(Entry { rule, kind, tests, calls })
    }
}

impl<'p> Entry<'p> {
    /// Whether the contact's fields, by slot, pass those parts of its guard that are tests of one of them.
    #[inline]
    pub(crate) fn passes(&self, fields: impl Fn(usize) -> Packed) -> bool {
        self.tests.iter().all(|piece| matches!(piece, Piece::Test(test) if test.passes(&fields)))
    }

    /// What it calls; nothing of one that is not fixed.
    #[inline]
    pub(crate) fn calls(&self) -> impl Iterator<Item = &'p FixedCall> + use<'p> {
        self.calls.iter().filter_map(|piece| if let Piece::Call(call) = piece { Some(call) } else { None })
    }

    /// How many calls these are.
    #[inline]
    pub(crate) const fn call_count(&self) -> usize {
        self.calls.len()
    }
}

/// Puts in the stages that are left out among those from a place on, without rules, so that each is found by counting;
/// answers whether it did: where most are left out, it does not.
fn fill_up(stages: &mut Vec<(StageId, Span)>, from: usize) -> bool {
    let own = stages.get(from..).unwrap_or_default();
    let (Some((first, _)), Some((last, _))) = (own.first(), own.last()) else { return true };
    let (first, last) = (first.index(), last.index());
    if last.saturating_sub(first) >= own.len().saturating_mul(4) {
        return false;
    }
    let mut named = stages.split_off(from).into_iter().peekable();
    stages.extend((first..=last).map(|place| {
        let stage = StageId::new(place);
        named.next_if(|(own, _)| *own == stage).unwrap_or((stage, Span::default()))
    }));
    true
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_small() {
        assert!(size_of::<Piece>() <= 16);
    }

    #[test]
    fn stages_between_are_put_in_where_they_are_few() {
        let span = |place: usize| Span::new(place, place + 1);
        let stages =
            |named: &[usize]| named.iter().map(|&place| (StageId::new(place), span(place))).collect::<Vec<_>>();
        let mut filled = stages(&[1, 3, 4, 8]);
        assert!(fill_up(&mut filled, 1));
        let of = |place: usize| if [3, 4, 8].contains(&place) { span(place) } else { Span::default() };
        let others = (3..9).map(|place| (StageId::new(place), of(place)));
        assert_eq!(filled, stages(&[1]).into_iter().chain(others).collect::<Vec<_>>());
        let mut sparse = stages(&[3, 4, 12]);
        assert!(!fill_up(&mut sparse, 1));
        assert_eq!(sparse, stages(&[3, 4, 12]));
        assert!(fill_up(&mut sparse, 3), "an event without any");
    }
}
