//! Expressions and types.

use super::common::{exprs, texts};
use super::{NameUse, Visitor};
use crate::ast::*;

/// Visits the parts of an expression.
pub fn walk_expr<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, expr: &'a Expr) {
    use ExprKind as K;
    match &*expr.kind {
        K::Bool(_) | K::Int(_) | K::Decimal(_) | K::Percent(_) | K::Text(_) | K::Date(_) | K::DateTime(_) => {}
        K::Duration(duration) => visitor.visit_duration(duration),
        K::Path(path) | K::IsNamed(path) | K::Was(path) | K::Changed(path) | K::Last(path) | K::TimeInStage(path) => {
            visitor.visit_path(path);
        }
        K::InStage { stage, negated: _ } => visitor.visit_path(stage),
        K::IsState { subject, state } => {
            visitor.visit_path(subject);
            visitor.visit_name(state, NameUse::Word);
        }
        K::Not(part) | K::Negate(part) | K::IsSet { value: part, negated: _ } => visitor.visit_expr(part),
        K::List(parts) | K::And(parts) | K::Or(parts) => exprs(visitor, parts),
        K::Range { low: left, high: right }
        | K::Arithmetic { op: _, left, right }
        | K::Compare { op: _, left, right, or_unset: _ } => exprs(visitor, [left, right]),
        K::Between { value, low, high, or_unset: _ } => exprs(visitor, [value, low, high]),
        K::Call { function, arguments } => {
            visitor.visit_name(function, NameUse::Word);
            exprs(visitor, arguments);
        }
        K::Quantified(Quantified { quantifier: _, over, filter, window }) => {
            visitor.visit_path(over);
            exprs(visitor, filter.iter().chain(window));
        }
    }
}

/// Visits the parts of a type.
pub fn walk_type<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, ty: &'a TypeExpr) {
    match &ty.kind {
        TypeKind::Named(path) => visitor.visit_path(path),
        TypeKind::Set(of) => visitor.visit_type(of),
        TypeKind::Enum(members) => members.iter().for_each(|member| visitor.visit_member(member)),
    }
}

/// Visits the parts of an enum's member.
pub fn walk_member<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, member: &'a Member) {
    let Member { name, label, renamed_from, notes } = member;
    visitor.visit_notes(notes);
    visitor.visit_name(name, NameUse::Declared);
    texts(visitor, label);
    if let Some(former) = renamed_from {
        visitor.visit_name(former, NameUse::Word);
    }
}

/// `>= 25%`
pub(super) fn test<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, test: Option<&'a (CompareOp, Expr)>) {
    exprs(visitor, test.map(|(_, value)| value));
}
