//! The passes' way to the typer of expressions. Where an expression is wrong, a hole stands
//! in for it.

use super::context::Checker;
use super::expr::{Context, Expected, Typer};
use super::symbols::Scope;
use crate::ast;
use crate::ir::*;

impl Checker<'_> {
    pub(super) fn typer(&mut self) -> Typer<'_> {
        let context = Context {
            symbols: &self.symbols,
            types: &self.types,
            enums: &self.ir.enums,
            zone: self.zone,
            proposals: self.limits.proposals,
        };
        Typer::new(context, &mut self.ir.exprs, &mut self.diagnostics, &mut self.patterns)
    }

    /// A bool that may be unknown.
    pub(super) fn guard(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> ExprId {
        let typed = self.typer().guard(expr, scope);
        typed.unwrap_or_else(|| self.hole(expr.place.0))
    }

    /// Likewise, where there may be none.
    pub(super) fn optional_guard(&mut self, expr: Option<&ast::Expr>, scope: &Scope<'_>) -> Option<ExprId> {
        expr.map(|expr| self.guard(expr, scope))
    }

    /// A value of type `ty`, which may be unset where `ty` is optional.
    pub(super) fn value(&mut self, expr: &ast::Expr, scope: &Scope<'_>, ty: Type) -> ExprId {
        let typed = self.typer().expr(expr, scope, Expected::Type(ty));
        typed.unwrap_or_else(|| self.hole(expr.place.0))
    }

    /// A value of `scalar` that may be unset.
    pub(super) fn maybe(&mut self, expr: &ast::Expr, scope: &Scope<'_>, scalar: Scalar) -> ExprId {
        self.value(expr, scope, Type::required(scalar).with_optional(true))
    }

    /// Any value.
    pub(super) fn any(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> ExprId {
        let typed = self.typer().expr(expr, scope, Expected::Any);
        typed.unwrap_or_else(|| self.hole(expr.place.0))
    }

    /// A constant of type `ty`; it is never unset.
    pub(super) fn constant(&mut self, expr: &ast::Expr, ty: Type) -> Option<Value> {
        let value = self.typer().constant(expr, ty.with_optional(false));
        self.complete &= value.is_some();
        value
    }

    /// Stages of any journey.
    pub(super) fn stages(&mut self, paths: &[ast::Path]) -> Vec<StageId> {
        let stages = self.typer().stages(paths);
        self.complete &= stages.is_some();
        let mut unique = Vec::new();
        let mut seen = std::collections::HashSet::new();
        unique.extend(stages.unwrap_or_default().into_iter().filter(|id| seen.insert(*id)));
        unique
    }

    /// The events of a filter, each once, and whether all could be read.
    pub(super) fn events(&mut self, names: &[ast::Name]) -> (Vec<EventId>, bool) {
        let found: Vec<Option<EventId>> = names.iter().map(|name| self.event(name)).collect();
        let all = found.iter().all(Option::is_some);
        let mut seen = std::collections::HashSet::new();
        (found.into_iter().flatten().filter(|id| seen.insert(*id)).collect(), all)
    }

    /// A filter, and the scope of what it triggers: `event` has a value there.
    pub(super) fn event_filter(&mut self, filter: &ast::EventFilter) -> (EventFilter, Scope<'static>) {
        let (events, all) = self.events(&filter.events);
        let scope = Scope { events: events.clone(), unknown_event: !all, ..moment() };
        let filter = self.optional_guard(filter.filter.as_ref(), &scope);
        (EventFilter { events, filter }, scope)
    }
}

/// The scope of what is judged in a moment, without an event.
pub(super) fn moment() -> Scope<'static> {
    Scope { moment: true, ..Scope::default() }
}
