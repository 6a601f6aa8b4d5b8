//! What the language says and this version does not do yet: E0199, once for each construct.
//!
//! The names that such a construct declares stay known, and nothing else is said of what is
//! inside it. Expressions and scenarios report their own.

use super::context::Checker;
use crate::ast::visit::{AnyClause, Visitor, walk_clause, walk_declaration};
use crate::ast::{Declaration, DeclarationKind as Kind, Expr, GroupClause};
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
        match &declaration.kind {
            Kind::Scenario(_) => {}
            _ => walk_declaration(self, declaration),
        }
    }

    fn visit_clause(&mut self, clause: AnyClause<'a>) {
        let what = match clause {
            AnyClause::Group(clause) => group(&clause.kind),
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

const fn group(clause: &GroupClause) -> Option<&'static str> {
    match clause {
        GroupClause::Exactly(_) => Some("exactly"),
        _ => None,
    }
}
