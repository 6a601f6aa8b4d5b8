//! What the language says and this version does not do yet: E0199, once for each construct.
//!
//! The names that such a construct declares stay known, and nothing else is said of what is
//! inside it. Expressions and scenarios report their own.

use super::context::Checker;
use crate::ast::visit::{AnyClause, Visitor, walk_clause, walk_declaration};
use crate::ast::{
    Declaration, DeclarationKind as Kind, Expr, GroupClause, KpiClause, Measure, MeasureKind, Place, RuleClause,
    StageClause, TransitionClause, Trigger,
};
use crate::text::Span;

/// Runs the pass.
pub(super) fn report(checker: &mut Checker<'_>) {
    let file = checker.file;
    Unsupported(checker).visit_file(file);
}

impl Checker<'_> {
    /// E0199 at `span`; `what` is a keyword, or several.
    pub(super) fn unsupported(&mut self, span: Span, what: &str) {
        self.complete = false;
        super::expr::unsupported(&mut self.diagnostics, span, &format!("`{what}`"));
    }
}

/// Looks for what is not supported, and not into it.
struct Unsupported<'c, 'f>(&'c mut Checker<'f>);

impl<'a> Visitor<'a> for Unsupported<'_, '_> {
    fn visit_declaration(&mut self, declaration: &'a Declaration) {
        if let Some((end, what)) = whole(&declaration.kind) {
            self.0.unsupported(declaration.place.0.to(end.0), what);
            return;
        }
        match &declaration.kind {
            Kind::Scenario(_) => {}
            _ => walk_declaration(self, declaration),
        }
    }

    fn visit_clause(&mut self, clause: AnyClause<'a>) {
        let what = match clause {
            AnyClause::Group(clause) => group(&clause.kind),
            AnyClause::Kpi(clause) => kpi(&clause.kind),
            AnyClause::Stage(clause) => stage(&clause.kind),
            AnyClause::Transition(clause) => transition(&clause.kind),
            AnyClause::Rule(clause) => rule(&clause.kind),
            _ => None,
        };
        match what {
            Some(what) => self.0.unsupported(clause.place().0, what),
            None => walk_clause(self, clause),
        }
    }

    /// Expressions report their own.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// A declaration that is not supported as a whole: where its name stands, and its keyword.
const fn whole(kind: &Kind) -> Option<(Place, &'static str)> {
    Some(match kind {
        Kind::Sla(ast) => (ast.name.place, "sla"),
        Kind::Import(_)
        | Kind::Blueprint(_)
        | Kind::Team(_)
        | Kind::Opening(_)
        | Kind::Purpose(_)
        | Kind::Channel(_)
        | Kind::Enum(_)
        | Kind::Contact(_)
        | Kind::Object(_)
        | Kind::Event(_)
        | Kind::Let(_)
        | Kind::Setting(_)
        | Kind::Segment(_)
        | Kind::Bands(_)
        | Kind::Table(_)
        | Kind::Score(_)
        | Kind::Mode(_)
        | Kind::Journey(_)
        | Kind::Action(_)
        | Kind::Sequence(_)
        | Kind::Group(_)
        | Kind::Rule(_)
        | Kind::Kpi(_)
        | Kind::System(_)
        | Kind::Flow(_)
        | Kind::Term(_)
        | Kind::Scenario(_)
        | Kind::Invalid(_) => return None,
    })
}

const fn kpi(clause: &KpiClause) -> Option<&'static str> {
    match clause {
        KpiClause::Measure(Measure { kind: MeasureKind::Breach(_), .. }) => Some("breach of"),
        _ => None,
    }
}

const fn group(clause: &GroupClause) -> Option<&'static str> {
    match clause {
        GroupClause::Exactly(_) => Some("exactly"),
        _ => None,
    }
}

const fn stage(clause: &StageClause) -> Option<&'static str> {
    match clause {
        StageClause::Kpi(Measure { kind: MeasureKind::Breach(_), .. }) => Some("kpi breach"),
        _ => None,
    }
}

const fn trigger(trigger: &Trigger) -> Option<&'static str> {
    match trigger {
        Trigger::Breach(_) => Some("on breach"),
        _ => None,
    }
}

const fn transition(clause: &TransitionClause) -> Option<&'static str> {
    match clause {
        TransitionClause::Trigger(one) => trigger(one),
        _ => None,
    }
}

const fn rule(clause: &RuleClause) -> Option<&'static str> {
    match clause {
        RuleClause::Trigger(one) => trigger(one),
        _ => None,
    }
}
