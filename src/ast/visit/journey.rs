//! Journeys, their stages and transitions.

use super::common::{head, paths, reference, references, texts};
use super::{NameUse, Visitor, walk_body};
use crate::ast::*;

/// Visits the parts of a stage.
pub fn walk_stage<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, stage: &'a Stage) {
    let Stage { name, label, body } = stage;
    head(visitor, name, None, label.as_ref());
    walk_body(visitor, body);
}

/// Visits the parts of a transition.
pub fn walk_transition<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, transition: &'a Transition) {
    let Transition { sources, target, label, body } = transition;
    references(visitor, sources.iter().chain([target]));
    texts(visitor, label);
    walk_body(visitor, body);
}

pub(super) fn journey<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, journey: &'a Journey) {
    let Journey { name, subject, label, body } = journey;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn journey_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a JourneyClause) {
    match clause {
        JourneyClause::For(name) | JourneyClause::Extends(name) => reference(visitor, name),
        JourneyClause::Stage(stage) => visitor.visit_stage(stage),
        JourneyClause::Transition(transition) => visitor.visit_transition(transition),
        JourneyClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn stage_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a StageClause) {
    match clause {
        StageClause::Initial | StageClause::Final | StageClause::Skippable => {}
        StageClause::Phase(text)
        | StageClause::Moment(text)
        | StageClause::CustomerView(text)
        | StageClause::Deliverable(text)
        | StageClause::Friction(text) => visitor.visit_text(text),
        StageClause::Emotion(mood) => visitor.visit_name(mood, NameUse::Word),
        StageClause::Kpi(measure) => visitor.visit_measure(measure),
        StageClause::Requires(what) => paths(visitor, what),
        StageClause::Stage(inner) => visitor.visit_stage(inner),
        StageClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn transition_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a TransitionClause) {
    match clause {
        TransitionClause::Trigger(trigger) => visitor.visit_trigger(trigger),
        TransitionClause::When(guard) => visitor.visit_expr(guard),
        TransitionClause::Priority(number) => visitor.visit_whole(number),
        TransitionClause::Do(does) => visitor.visit_do(does),
        TransitionClause::Effect(effect) => visitor.visit_effect(effect),
        TransitionClause::Common(common) => visitor.visit_common(common),
    }
}
