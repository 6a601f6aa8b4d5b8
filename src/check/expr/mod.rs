//! Expressions: from the tree to typed, lowered ones.
//!
//! Typing goes both ways. A place that knows its type says so ([`Expected`]), and there a
//! bare name is a member of the enum, or a team. In a comparison the other side says it.
//! What is wrong is reported once and gives `None`, and a whole with such a part is `None`
//! without a word.
//!
//! The parser holds an expression to 256 operators and 32 brackets, so walks may recurse.

mod arithmetic;
mod call;
mod compare;
mod constant;
mod describe;
mod history;
mod infer;
mod instance;
mod membership;
mod names;
mod sla;
mod stage;
mod walk;

#[cfg(test)]
mod tests;

use crate::ast;
use crate::calendar::Zone;
use crate::check::series::SeriesStore;
use crate::check::symbols::{Scope, Symbols, Types};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::pattern::Patterns;
use crate::ir::{Arena, Enum, EnumId, Expr, ExprId, ExprKind, Scalar, Type, Value};
use crate::text::Span;

pub(in crate::check) use constant::duration;
pub(in crate::check) use describe::one;
pub(in crate::check) use walk::{Derived, derived_read, names_used};

/// What a place asks of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Expected {
    /// Nothing: any value will do, and it may be unset.
    Any,
    /// A value of this type, to which an int widens. One that may be unset is taken only
    /// where the type is optional.
    Type(Type),
}

/// What expressions are read against.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'c> {
    /// The meaning of names.
    pub(super) symbols: &'c Symbols,
    /// The types of names.
    pub(super) types: &'c Types,
    /// The enums, for their names in messages.
    pub(super) enums: &'c Arena<EnumId, Enum>,
    /// The zone of datetime literals.
    pub(super) zone: Zone,
    /// Once so many things are wrong, likely names are no longer looked up.
    pub(super) proposals: usize,
}

/// Types expressions and lowers them into the arena, parts before their whole.
pub(super) struct Typer<'c> {
    context: Context<'c>,
    exprs: &'c mut Arena<ExprId, Expr>,
    diagnostics: &'c mut Vec<Diagnostic>,
    patterns: &'c mut Patterns,
    /// What brings instances in scope, or reads values that may, and how many are around.
    depths: &'c mut Vec<(ExprId, usize)>,
    /// What is remembered of events.
    series: SeriesStore<'c>,
    /// Inside a `not`, which is itself a way to say what a negation is to mean.
    in_not: bool,
    /// In a scenario's `then`, where no comparison is unknown.
    in_then: bool,
    /// Values whose absence the `and` or `or` around treats by itself.
    settled: Vec<ast::Path>,
}

/// A truth that is always known.
const BOOL: Type = Type::required(Scalar::Bool);

impl<'c> Typer<'c> {
    /// A typer that adds to `exprs`, `diagnostics` and `patterns`.
    pub(super) fn new(
        context: Context<'c>,
        exprs: &'c mut Arena<ExprId, Expr>,
        diagnostics: &'c mut Vec<Diagnostic>,
        patterns: &'c mut Patterns,
        depths: &'c mut Vec<(ExprId, usize)>,
        series: SeriesStore<'c>,
    ) -> Self {
        Self {
            context,
            exprs,
            diagnostics,
            patterns,
            depths,
            series,
            in_not: false,
            in_then: false,
            settled: Vec::new(),
        }
    }

    /// An expression whose value fits `expected`. `None`: it is wrong, and that has been
    /// reported, or it rests on a name whose declaration is wrong. The type is
    /// `exprs[id].ty`. Where the scope asks for constants, it is a single literal.
    pub(super) fn expr(&mut self, expr: &ast::Expr, scope: &Scope<'_>, expected: Expected) -> Option<ExprId> {
        if scope.constant {
            let (ty, value) = self.constant_of(expr, expected)?;
            return Some(self.push(ExprKind::Literal(value), ty, expr.place.0));
        }
        let hint = match expected {
            Expected::Any => None,
            Expected::Type(ty) => Some(ty),
        };
        let id = self.infer(expr, scope, hint)?;
        self.fitted(id, expr, expected)
    }

    /// A bool that may be unknown.
    pub(super) fn guard(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Option<ExprId> {
        self.expr(expr, scope, Expected::Type(BOOL.with_optional(true)))
    }

    /// A bool of a scenario's `then`, where unset equals unset: like a guard, but a bare
    /// negation earns no warning.
    pub(super) fn assertion(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Option<ExprId> {
        let outside = std::mem::replace(&mut self.in_then, true);
        let id = self.guard(expr, scope);
        self.in_then = outside;
        id
    }

    /// A constant of type `ty`: a literal, perhaps with a minus before it, a member, a team,
    /// or a list of these.
    pub(super) fn constant(&mut self, expr: &ast::Expr, ty: Type) -> Option<Value> {
        self.constant_of(expr, Expected::Type(ty)).map(|(_, value)| value)
    }

    /// A value that can change: a field, let, score or segment, for `on change` (and `was`,
    /// `changed`). A setting or a column can't: that is reported.
    pub(super) fn place(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Option<ExprId> {
        self.changeable(path, scope)
    }

    fn push(&mut self, kind: ExprKind, ty: Type, span: Span) -> ExprId {
        self.exprs.push(Expr { kind, ty, span })
    }

    /// Notes what may bring instances in scope, beside those that are.
    fn note_depth(&mut self, id: ExprId, scope: &Scope<'_>) {
        let Some(expr) = self.exprs.get(id) else { return };
        let derived = matches!(
            expr.kind,
            ExprKind::Let(_) | ExprKind::Segment(_) | ExprKind::Score(_) | ExprKind::Mode(_) | ExprKind::Through { .. }
        );
        if derived && !scope.instances.is_empty() {
            self.depths.push((id, scope.instances.len()));
        }
    }

    fn ty(&self, id: ExprId) -> Type {
        self.exprs.get(id).map_or(BOOL, |expr| expr.ty)
    }

    fn span(&self, id: ExprId) -> Span {
        self.exprs.get(id).map_or_else(Span::default, |expr| expr.span)
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn report_helped(&mut self, diagnostic: Diagnostic, help: Option<String>) {
        self.report(match help {
            Some(help) => diagnostic.help(help),
            None => diagnostic,
        });
    }

    fn report_with(&mut self, diagnostic: Diagnostic, proposal: Option<&str>) {
        self.report_helped(diagnostic, proposal.map(|name| format!("did you mean {}?", describe::quoted(name))));
    }

    /// Reports a value of another type than its place asks for.
    fn mismatch(&mut self, expr: &ast::Expr, wanted: Type, found: Type) {
        let (wanted_name, found_name) = (self.quoted_type(wanted), self.quoted_type(found));
        let message = format!("expected {wanted_name}, found {found_name}");
        let diagnostic = Diagnostic::new(Code::TypeMismatch, expr.place.0, message);
        let help = self.conversion_help(wanted, found, Some(expr));
        self.report_helped(diagnostic, help);
    }

    /// How a value of type `found` could become a `wanted`.
    fn conversion_help(&self, wanted: Type, found: Type, expr: Option<&ast::Expr>) -> Option<String> {
        if wanted.set && !found.set {
            return Some("a set is written as a list, in brackets".into());
        }
        Some(match (wanted.scalar, found.scalar) {
            (Scalar::Int, Scalar::Decimal) => "`round(…)` and `floor(…)` make a whole number of a decimal".into(),
            (Scalar::Date, Scalar::Datetime) => "write the day alone, as `2026-03-02`, or use `today`".into(),
            (Scalar::Datetime, Scalar::Date) => "write the time too, as `2026-03-02 10:00`, or use `now`".into(),
            (Scalar::Duration, Scalar::Int) => "write the unit too: `30 days`".into(),
            (Scalar::Date | Scalar::Datetime, Scalar::Int | Scalar::Decimal) => {
                "a date is written year-month-day, `2026-03-02`".into()
            }
            (Scalar::Enum(_) | Scalar::Team, Scalar::Text) => match expr.map(|expr| &*expr.kind) {
                Some(ast::ExprKind::Text(text)) if self.member(text, Some(wanted)).is_some() => {
                    format!("write it without quotes: {}", describe::quoted(text))
                }
                _ => return None,
            },
            (_, Scalar::Text) if expr.is_some_and(|expr| matches!(&*expr.kind, ast::ExprKind::Text(_))) => {
                "only texts stand in quotes".into()
            }
            _ => return None,
        })
    }

    /// The help where a text literal stands for a member or a team.
    fn unquoted_help(&self, wanted: Type, text: ExprId) -> Option<String> {
        match &self.exprs.get(text)?.kind {
            ExprKind::Literal(Value::Text(text)) if self.member(text, Some(wanted)).is_some() => {
                Some(format!("write it without quotes: {}", describe::quoted(text)))
            }
            _ => None,
        }
    }
}
