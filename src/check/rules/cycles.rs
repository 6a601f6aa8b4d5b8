//! E0407: nothing needs itself.

use super::super::context::Checker;
use super::super::expr::{Derived, derived_read};
use super::super::graph;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Lets, segments, the profile part of scores, and the guards of modes.
pub(super) fn derived_values_are_acyclic(checker: &mut Checker<'_>) {
    let derived = Graph::new(&checker.ir);
    for members in graph::cycles(derived.len(), |index| derived.reads(index)) {
        let members: Vec<_> = members.into_iter().filter_map(|index| derived.named(&checker.ir, index)).collect();
        checker.cycle("value", &members);
    }
}

/// What an action's `otherwise` leads to, however far.
pub(super) fn stand_ins_are_acyclic(checker: &mut Checker<'_>) {
    let actions = &checker.ir.actions;
    let next = |index| actions.get(ActionId::new(index)).and_then(|action| action.otherwise).map(Id::index);
    for members in graph::cycles(actions.len(), next) {
        let members: Vec<_> = members
            .into_iter()
            .filter_map(|index| checker.ir.actions.get(ActionId::new(index)))
            .map(|action| (action.info.name.clone(), action.info.span))
            .collect();
        checker.cycle("stand-in", &members);
    }
}

/// Derived values, numbered: lets, then segments, scores and modes.
struct Graph {
    lets: usize,
    segments: usize,
    scores: usize,
    reads: Vec<Vec<usize>>,
}

impl Graph {
    fn new(ir: &Blueprint) -> Self {
        let (lets, segments, scores) = (ir.lets.len(), ir.segments.len(), ir.scores.len());
        let mut graph = Self { lets, segments, scores, reads: Vec::new() };
        let roots = ir.lets.values().map(|one| vec![one.value]);
        let roots = roots.chain(ir.segments.values().map(|one| vec![one.when]));
        let roots = roots.chain(ir.scores.values().map(profile));
        let roots = roots.chain(ir.modes.values().map(|mode| mode.when.into_iter().collect()));
        for roots in roots {
            let mut reads: Vec<usize> = roots
                .into_iter()
                .flat_map(|root| derived_read(&ir.exprs, root))
                .map(|read| graph.number(read))
                .collect();
            reads.sort_unstable();
            reads.dedup();
            graph.reads.push(reads);
        }
        graph
    }

    fn len(&self) -> usize {
        self.reads.len()
    }

    fn reads(&self, index: usize) -> Vec<usize> {
        self.reads.get(index).cloned().unwrap_or_default()
    }

    fn number(&self, derived: Derived) -> usize {
        match derived {
            Derived::Let(id) => id.index(),
            Derived::Segment(id) => self.lets.saturating_add(id.index()),
            Derived::Score(id) => self.lets.saturating_add(self.segments).saturating_add(id.index()),
            Derived::Mode(id) => {
                let before = self.lets.saturating_add(self.segments).saturating_add(self.scores);
                before.saturating_add(id.index())
            }
        }
    }

    /// The name of one, and its place.
    fn named(&self, ir: &Blueprint, index: usize) -> Option<(String, Span)> {
        let info = match index.checked_sub(self.lets) {
            None => &ir.lets.get(LetId::new(index))?.info,
            Some(index) => match index.checked_sub(self.segments) {
                None => &ir.segments.get(SegmentId::new(index))?.info,
                Some(index) => match index.checked_sub(self.scores) {
                    None => &ir.scores.get(ScoreId::new(index))?.info,
                    Some(index) => &ir.modes.get(ModeId::new(index))?.info,
                },
            },
        };
        Some((info.name.clone(), info.span))
    }
}

/// The expressions of a score's profile.
fn profile(score: &Score) -> Vec<ExprId> {
    let steps = score.profile.iter().flat_map(|points| &points.steps);
    steps.flat_map(|step| [step.test, step.points]).collect()
}

/// As many members as a message names.
const NAMED: usize = 8;

impl Checker<'_> {
    /// E0407: the members need one another, each the next, the last the first.
    pub(in crate::check) fn cycle(&mut self, what: &str, members: &[(String, Span)]) {
        self.complete = false;
        let Some((first, span)) = members.first() else { return };
        let mut way: Vec<String> = members.iter().take(NAMED).map(|(name, _)| format!("`{name}`")).collect();
        if members.len() > NAMED {
            way.push("…".to_owned());
        }
        way.push(format!("`{first}`"));
        let message = format!("the {what} of `{first}` needs itself: {}", way.join(" -> "));
        let mut found = Diagnostic::new(Code::CyclicDefinition, *span, message);
        for (name, span) in members.iter().take(NAMED).skip(1) {
            found = found.related(*span, format!("by way of `{name}`"));
        }
        self.report(found.help("break the circle at one of them"));
    }
}
