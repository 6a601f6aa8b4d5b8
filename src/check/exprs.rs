//! The passes' way to the typer of expressions. Where an expression is wrong, a hole stands
//! in for it.

use super::context::Checker;
use super::expr::{Context, Expected, Typer, duration, one};
use super::series::SeriesStore;
use super::subjects::common;
use super::symbols::{Scope, Subject, Subjects, Symbol};
use super::wording;
use crate::ast;
use crate::calendar::Duration;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

impl Checker<'_> {
    pub(super) fn typer(&mut self) -> Typer<'_> {
        let context = Context {
            symbols: &self.symbols,
            types: &self.types,
            enums: &self.ir.enums,
            zone: self.zone,
            proposals: self.limits.proposals,
        };
        let series = SeriesStore { arena: &mut self.ir.series, keys: &mut self.series_keys };
        Typer::new(context, &mut self.ir.exprs, &mut self.diagnostics, &mut self.patterns, &mut self.depths, series)
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

    /// Stages of any journey; in a declaration of an object, of its own or the contact's: E0417.
    pub(super) fn stages(&mut self, paths: &[ast::Path], scope: &Scope<'_>) -> Vec<StageId> {
        let mut unique = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for path in paths {
            let Some(stage) = self.typer().stage(path) else {
                self.complete = false;
                continue;
            };
            let subject = Subjects::of(&self.symbols.subjects.stages, stage);
            if let (Some(other), Some(own)) = (subject.object(), scope.own_instance())
                && other != own
            {
                let (own, other) = (one(self.object_called(own)), one(self.object_called(other)));
                let message = format!("`{}` is a stage of {other}, and this is of {own}", wording::path(path));
                let help = format!("name stages of {own}, or of the contact");
                self.wrong_type(Code::OtherObject, path.place.0, message, &help);
            }
            if seen.insert(stage) {
                unique.push(stage);
            }
        }
        unique
    }

    /// Stages in which a rule asks for its subject: those of an object need its instance.
    pub(super) fn stages_at(&mut self, paths: &[ast::Path], scope: &Scope<'_>) -> Vec<StageId> {
        let before = self.diagnostics.len();
        let stages = self.stages(paths, scope);
        if self.diagnostics.len() == before {
            for path in paths {
                self.complete &= self.typer().stage_in(path, scope).is_some();
            }
        }
        stages
    }

    /// The events of a filter, each once, and whether all could be read.
    pub(super) fn events(&mut self, names: &[ast::Name]) -> (Vec<EventId>, bool) {
        let found: Vec<Option<EventId>> = names.iter().map(|name| self.event(name)).collect();
        let all = found.iter().all(Option::is_some);
        let mut seen = std::collections::HashSet::new();
        (found.into_iter().flatten().filter(|id| seen.insert(*id)).collect(), all)
    }

    /// A filter, and the scope of what it triggers: `event` has a value there, and where all of
    /// them tell of one object, the instance is in scope. `base` can be read beside the event.
    pub(super) fn event_filter_in<'s>(
        &mut self,
        filter: &ast::EventFilter,
        base: Scope<'s>,
    ) -> (EventFilter, Scope<'s>) {
        let (events, all) = self.events(&filter.events);
        let mut scope = Scope { events: events.clone(), unknown_event: !all, ..base };
        self.of_this_object(&filter.events, &scope);
        let subject = common(events.iter().map(|id| Subjects::of(&self.symbols.subjects.events, *id)));
        match subject {
            Subject::Object(object) if scope.own_instance().is_none() => {
                scope.instances.insert(0, object);
                scope.own_instances = 1;
                scope.of_event = true;
            }
            Subject::Unknown => scope.unknown_instance = true,
            Subject::Object(_) | Subject::Contact => {}
        }
        let filter = self.optional_guard(filter.filter.as_ref(), &scope);
        (EventFilter { events, filter }, scope)
    }

    /// E0417: in a declaration of an object, events are those of its instances, or the contact's.
    pub(super) fn of_this_object(&mut self, names: &[ast::Name], scope: &Scope<'_>) {
        let Some(own) = scope.own_instance() else { return };
        for name in names {
            let event = match self.symbols.top.get(&name.text).map(|declared| declared.what) {
                Some(Symbol::Event(event)) => event,
                _ => continue,
            };
            let Subject::Object(other) = Subjects::of(&self.symbols.subjects.events, event) else { continue };
            if other != own {
                let (own, other) = (one(self.object_called(own)), one(self.object_called(other)));
                let message = format!("`{}` tells of {other}, and this is of {own}", name.text);
                let help = format!("name events of {own}, or of the contact");
                self.wrong_type(Code::OtherObject, name.place.0, message, &help);
            }
        }
    }

    /// E0417: in a declaration of an object, service levels are those of its instances, or the
    /// contact's.
    pub(super) fn of_this_object_too(&mut self, name: &ast::Name, sla: SlaId, scope: &Scope<'_>) {
        let Subject::Object(other) = Subjects::of(&self.symbols.subjects.slas, sla) else { return };
        if let Some(own) = scope.own_instance()
            && own != other
        {
            let (own, other) = (one(self.object_called(own)), one(self.object_called(other)));
            let message = format!("`{}` is of {other}, and this is of {own}", name.text);
            let help = format!("name a service level of {own}, or of the contact");
            self.wrong_type(Code::OtherObject, name.place.0, message, &help);
        }
    }

    /// The object's name.
    pub(super) fn object_called(&self, object: ObjectId) -> &str {
        self.nodes.objects.get(object.index()).map_or("object", |node| node.ast.name.text.as_str())
    }

    /// A length of time, which may be unset. E0410 for one that is nothing, or less.
    pub(super) fn delay(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> ExprId {
        let id = self.maybe(expr, scope, Scalar::Duration);
        let nothing = |length: &Duration| length.cmp_length(&Duration::ZERO).is_le();
        let kind = |id: ExprId| self.ir.exprs.get(id).map(|expr| &expr.kind);
        let none = match kind(id) {
            Some(ExprKind::Literal(Value::Duration(length))) => nothing(length),
            Some(ExprKind::Negate(part)) => matches!(kind(*part), Some(ExprKind::Literal(_))),
            _ => false,
        };
        if none {
            self.no_time(expr.place.0);
        }
        id
    }

    /// E0410: a length of time as it is written, longer than nothing.
    pub(super) fn length(&mut self, written: &ast::Duration) -> Duration {
        if written.amount == 0 {
            self.no_time(written.place.0);
        }
        duration(written)
    }

    fn no_time(&mut self, span: Span) {
        let found = Diagnostic::new(Code::BadBounds, span, "this is no time at all");
        self.report(found.help("write a length of time that is longer than nothing, `2 days`, or leave it out"));
    }
}

/// The scope of what is judged in a moment, without an event.
pub(super) fn moment() -> Scope<'static> {
    moment_of(Subject::Contact)
}

/// Likewise, of a declaration of an object.
pub(super) fn moment_of(subject: Subject) -> Scope<'static> {
    Scope { moment: true, ..Scope::of(subject) }
}
