//! What the language says and this version does not do yet: E0199, once for each construct.
//!
//! The names that such a construct declares stay known, and nothing else is said of what is
//! inside it. Expressions and scenarios report their own.

use super::context::Checker;
use super::names::is_supported;
use crate::ast::{
    self, ActionClause, Body, ChannelClause, DeclarationKind as Kind, Do, Effect, EventRow, FieldClause, FieldRow,
    GroupClause, JourneyClause, Name, PurposeClause, RuleClause, ScoreClause, StageClause, TransitionClause, Trigger,
};
use crate::text::Span;

/// Runs the pass.
pub(super) fn report(checker: &mut Checker<'_>) {
    for declaration in &checker.file.declarations {
        checker.whole(declaration);
    }
}

impl Checker<'_> {
    /// E0199 at `span`; `what` is a keyword, or several.
    pub(super) fn unsupported(&mut self, span: Span, what: &str) {
        self.complete = false;
        super::expr::unsupported(&mut self.diagnostics, span, &format!("`{what}`"));
    }

    /// Declarations that are not supported as a whole; the others are looked into.
    fn whole(&mut self, declaration: &ast::Declaration) {
        let start = declaration.place.0;
        let upto = |name: &Name| start.to(name.place.0);
        match &declaration.kind {
            Kind::Import(import) => self.unsupported(start.to(import.path.place.0), "import"),
            Kind::Opening(ast) => self.unsupported(upto(&ast.name), "opening"),
            Kind::Object(ast) => self.unsupported(upto(&ast.name), "object"),
            Kind::Bands(ast) => self.unsupported(upto(&ast.name), "bands"),
            Kind::Table(ast) => self.unsupported(upto(&ast.name), "table"),
            Kind::Mode(ast) => self.unsupported(upto(&ast.name), "mode"),
            Kind::Sequence(ast) => self.unsupported(upto(&ast.name), "sequence"),
            Kind::Sla(ast) => self.unsupported(upto(&ast.name), "sla"),
            Kind::Kpi(ast) => self.unsupported(upto(&ast.name), "kpi"),
            Kind::System(ast) => self.unsupported(upto(&ast.name), "system"),
            Kind::Flow(ast) => self.unsupported(upto(&ast.to), "flow"),
            Kind::Event(ast) => match &ast.subject {
                Some(subject) => {
                    let opens = subject.kind == ast::EventSubjectKind::Opens;
                    self.unsupported(subject.object.place.0, if opens { "opens" } else { "of" });
                }
                None => ast.body.clauses.iter().for_each(|clause| {
                    if let EventRow::Field(field) = &clause.kind {
                        self.field_clauses(field);
                    }
                }),
            },
            Kind::Contact(ast) => ast.body.clauses.iter().for_each(|clause| {
                if let FieldRow::Field(field) = &clause.kind {
                    self.field_clauses(field);
                }
            }),
            Kind::Let(ast) => self.subject(ast.subject.as_ref()),
            Kind::Segment(ast) => self.subject(ast.subject.as_ref()),
            Kind::Score(ast) => match &ast.subject {
                Some(_) => self.subject(ast.subject.as_ref()),
                None => self.clauses(&ast.body, score),
            },
            Kind::Journey(ast) => self.journey(ast),
            Kind::Action(ast) => match &ast.subject {
                Some(_) => self.subject(ast.subject.as_ref()),
                None => self.clauses(&ast.body, action),
            },
            Kind::Rule(ast) => match &ast.subject {
                Some(_) => self.subject(ast.subject.as_ref()),
                None => self.clauses(&ast.body, rule),
            },
            Kind::Channel(ast) => self.clauses(&ast.body, channel),
            Kind::Purpose(ast) => self.clauses(&ast.body, purpose),
            Kind::Group(ast) => self.clauses(&ast.body, group),
            Kind::Blueprint(_)
            | Kind::Team(_)
            | Kind::Enum(_)
            | Kind::Setting(_)
            | Kind::Term(_)
            | Kind::Scenario(_)
            | Kind::Invalid(_) => {}
        }
    }

    /// `of object`
    fn subject(&mut self, subject: Option<&Name>) {
        if let Some(object) = subject {
            self.unsupported(object.place.0, "of");
        }
    }

    /// The clauses of a body that `what` names; it may name several words for one clause.
    fn clauses<K>(&mut self, body: &Body<K>, what: fn(&K) -> Option<&'static str>) {
        for clause in &body.clauses {
            if let Some(what) = what(&clause.kind) {
                self.unsupported(clause.place.0, what);
            }
        }
    }

    fn field_clauses(&mut self, field: &ast::Field) {
        self.clauses(&field.body, |clause| match clause {
            FieldClause::Personal => Some("personal"),
            FieldClause::Basis(_) => Some("basis"),
            FieldClause::Retain(_) => Some("retain"),
            FieldClause::Source(_) => Some("source"),
            FieldClause::Common(_) => None,
        });
    }

    /// A journey of an object, for a segment, or made of another is not looked into.
    fn journey(&mut self, journey: &ast::Journey) {
        self.subject(journey.subject.as_ref());
        self.clauses(&journey.body, |clause| match clause {
            JourneyClause::For(_) => Some("for"),
            JourneyClause::Extends(_) => Some("extends"),
            _ => None,
        });
        if !is_supported(journey) {
            return;
        }
        for clause in &journey.body.clauses {
            match &clause.kind {
                JourneyClause::Stage(inner) => self.clauses(&inner.body, stage),
                JourneyClause::Transition(inner) => self.clauses(&inner.body, transition),
                _ => {}
            }
        }
    }
}

const fn channel(clause: &ChannelClause) -> Option<&'static str> {
    match clause {
        ChannelClause::Cap(_) => Some("cap"),
        ChannelClause::Quiet { .. } => Some("quiet"),
        ChannelClause::Open { .. } => Some("open"),
        ChannelClause::Days { .. } => Some("days"),
        _ => None,
    }
}

const fn purpose(clause: &PurposeClause) -> Option<&'static str> {
    match clause {
        PurposeClause::Cap(_) => Some("cap"),
        _ => None,
    }
}

const fn group(clause: &GroupClause) -> Option<&'static str> {
    match clause {
        GroupClause::Exactly(_) => Some("exactly"),
        _ => None,
    }
}

const fn score(clause: &ScoreClause) -> Option<&'static str> {
    match clause {
        ScoreClause::Fade { .. } => Some("fade"),
        _ => None,
    }
}

const fn stage(clause: &StageClause) -> Option<&'static str> {
    match clause {
        StageClause::Kpi(_) => Some("kpi"),
        StageClause::Deliverable(_) => Some("deliverable"),
        StageClause::Skippable => Some("skippable"),
        StageClause::Friction(_) => Some("friction"),
        StageClause::Stage(_) => Some("stage … { stage … }"),
        _ => None,
    }
}

const fn action(clause: &ActionClause) -> Option<&'static str> {
    match clause {
        ActionClause::Effect(one) => effect(one),
        _ => None,
    }
}

const fn effect(effect: &Effect) -> Option<&'static str> {
    match effect {
        Effect::Start { .. } => Some("start"),
        _ => None,
    }
}

const fn delay(does: &Do) -> Option<&'static str> {
    match does.after {
        Some(_) => Some("do … after"),
        None => None,
    }
}

const fn trigger(trigger: &Trigger) -> Option<&'static str> {
    match trigger {
        Trigger::Event(_) | Trigger::Enter(_) | Trigger::Exit(_) | Trigger::Change { .. } => None,
        Trigger::Becoming { including_existing, .. } => {
            if *including_existing {
                Some("including existing")
            } else {
                None
            }
        }
        Trigger::After { .. } => Some("after"),
        Trigger::Without { .. } => Some("after … without"),
        Trigger::Date { .. } => Some("at"),
        Trigger::Every { .. } => Some("every"),
        Trigger::Breach(_) => Some("on breach"),
    }
}

const fn transition(clause: &TransitionClause) -> Option<&'static str> {
    match clause {
        TransitionClause::Trigger(Trigger::Enter(_)) => Some("transition … on enter"),
        TransitionClause::Trigger(Trigger::Exit(_)) => Some("transition … on exit"),
        TransitionClause::Trigger(Trigger::Change { .. }) => Some("transition … on change"),
        TransitionClause::Trigger(Trigger::Becoming { .. }) => Some("transition … on becoming"),
        TransitionClause::Trigger(one) => trigger(one),
        TransitionClause::Do(does) => delay(does),
        TransitionClause::Effect(one) => effect(one),
        _ => None,
    }
}

const fn rule(clause: &RuleClause) -> Option<&'static str> {
    match clause {
        RuleClause::Trigger(one) => trigger(one),
        RuleClause::Do(does) => delay(does),
        RuleClause::Effect(one) => effect(one),
        RuleClause::Unless(_) => Some("unless"),
        RuleClause::While(_) => Some("while"),
        RuleClause::Limit { .. } => Some("limit"),
        RuleClause::Holdout(_) => Some("holdout"),
        RuleClause::Split(_) => Some("split"),
        RuleClause::Active { .. } => Some("active"),
        RuleClause::Inactive => Some("inactive"),
        RuleClause::Each { .. } => Some("each"),
        _ => None,
    }
}
