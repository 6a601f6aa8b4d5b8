//! Journeys, their stages and transitions.

use super::declaration::measure;
use super::engagement::{does, effect, trigger};
use super::expression::expr;
use super::layout::{Block, Layout, declaration, declaration_of, line};
use super::small::{common, header, labelled, name, names, paths, text};
use crate::ast::*;

pub(super) fn journey(found: &Journey, notes: &Notes) -> Block {
    let head = header("journey", &found.name, found.subject.as_ref(), found.label.as_ref());
    let lead = |clause: &JourneyClause| matches!(clause, JourneyClause::For(_) | JourneyClause::Extends(_));
    declaration_of(head, &found.body, Layout::AIRY.of(notes), lead, |clause, notes| match clause {
        JourneyClause::For(segment) => line(format!("for segment {}", name(segment))),
        JourneyClause::Extends(other) => line(format!("extends {}", name(other))),
        JourneyClause::Stage(found) => stage(found, notes),
        JourneyClause::Transition(found) => transition(found, notes),
        JourneyClause::Common(clause) => common(clause),
    })
}

fn stage(found: &Stage, notes: &Notes) -> Block {
    let head = header("stage", &found.name, None, found.label.as_ref());
    let lead = |clause: &StageClause| matches!(clause, StageClause::Initial | StageClause::Final);
    declaration_of(head, &found.body, Layout::CLAUSES.of(notes), lead, |clause, notes| match clause {
        StageClause::Initial => line("initial"),
        StageClause::Final => line("final"),
        StageClause::Phase(phase) => line(format!("phase {}", text(phase))),
        StageClause::Moment(moment) => line(format!("moment {}", text(moment))),
        StageClause::Emotion(emotion) => line(format!("emotion {}", name(emotion))),
        StageClause::CustomerView(view) => line(format!("customer_view {}", text(view))),
        StageClause::Kpi(found) => line(format!("kpi {}", measure(found))),
        StageClause::Deliverable(what) => line(format!("deliverable {}", text(what))),
        StageClause::Requires(fields) => line(format!("requires {}", paths(fields))),
        StageClause::Skippable => line("skippable"),
        StageClause::Friction(what) => line(format!("friction {}", text(what))),
        StageClause::Stage(inner) => stage(inner, notes),
        StageClause::Common(clause) => common(clause),
    })
}

fn transition(found: &Transition, notes: &Notes) -> Block {
    let head = format!("transition {} -> {}", names(&found.sources), name(&found.target));
    let head = labelled(head, found.label.as_ref());
    let lead = |clause: &TransitionClause| matches!(clause, TransitionClause::Trigger(_) | TransitionClause::When(_));
    declaration(head, &found.body, Layout::CLAUSES.of(notes), lead, |clause| match clause {
        TransitionClause::Trigger(found) => line(trigger(found)),
        TransitionClause::When(guard) => line(format!("when {}", expr(guard))),
        TransitionClause::Priority(priority) => line(format!("priority {}", priority.value)),
        TransitionClause::Do(found) => line(does(found)),
        TransitionClause::Effect(found) => line(effect(found)),
        TransitionClause::Common(clause) => common(clause),
    })
}
