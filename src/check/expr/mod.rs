//! Expressions: from the tree to typed, lowered ones.
//!
//! Typing goes both ways. A place that knows its type says so ([`Expected`]), and there a
//! bare name is a member of the enum, or a team. In a comparison the other side says it.
//! What is wrong is reported once and gives `None`, and a whole with such a part is `None`
//! without a word.
//!
//! The parser holds an expression to 256 operators and 32 brackets, so walks may recurse.

mod walk;

use crate::ast;
use crate::calendar::Zone;
use crate::check::symbols::{Scope, Symbols, Types};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Arena, Enum, EnumId, Expr, ExprId, StageId, Type, Value};
use crate::text::Span;

pub(in crate::check) use walk::{Derived, derived_read, names_used, reads_clock};

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
}

/// Types expressions and lowers them into the arena, parts before their whole.
pub(super) struct Typer<'c> {
    context: Context<'c>,
    exprs: &'c mut Arena<ExprId, Expr>,
    diagnostics: &'c mut Vec<Diagnostic>,
}

impl<'c> Typer<'c> {
    /// A typer that adds to `exprs` and `diagnostics`.
    pub(super) fn new(
        context: Context<'c>,
        exprs: &'c mut Arena<ExprId, Expr>,
        diagnostics: &'c mut Vec<Diagnostic>,
    ) -> Self {
        Self { context, exprs, diagnostics }
    }

    /// An expression whose value fits `expected`. `None`: it is wrong, and that has been
    /// reported, or it rests on a name whose declaration is wrong. The type is
    /// `exprs[id].ty`. Where the scope asks for constants, it is a single literal.
    pub(super) fn expr(&mut self, expr: &ast::Expr, scope: &Scope<'_>, expected: Expected) -> Option<ExprId> {
        let _ = (expr, scope, expected);
        None
    }

    /// A bool that may be unknown.
    pub(super) fn guard(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Option<ExprId> {
        let _ = (expr, scope);
        None
    }

    /// A bool of a scenario's `then`, where unset equals unset: like a guard, but a bare
    /// negation earns no warning.
    pub(super) fn assertion(&mut self, expr: &ast::Expr, scope: &Scope<'_>) -> Option<ExprId> {
        let _ = (expr, scope);
        None
    }

    /// A constant of type `ty`: a literal, perhaps with a minus before it, a member, a team,
    /// or a list of these.
    pub(super) fn constant(&mut self, expr: &ast::Expr, ty: Type) -> Option<Value> {
        let _ = (expr, ty);
        None
    }

    /// A constant of any type; it can't be a member or a team, which only the type tells.
    pub(super) fn any_constant(&mut self, expr: &ast::Expr) -> Option<(Type, Value)> {
        let _ = expr;
        None
    }

    /// A stage, `lead` or `lifecycle.lead`.
    pub(super) fn stage(&mut self, path: &ast::Path) -> Option<StageId> {
        let _ = path;
        None
    }

    /// Several stages; `None` if one of them is wrong, but all are looked at.
    pub(super) fn stages(&mut self, paths: &[ast::Path]) -> Option<Vec<StageId>> {
        let _ = paths;
        None
    }

    /// A value that can change: a field, let, score or segment, for `on change` (and `was`,
    /// `changed`). A setting or a column can't: that is reported.
    pub(super) fn place(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Option<ExprId> {
        let _ = (path, scope);
        None
    }

    /// The test of one step of a ladder: `by` compared with `value`. `by` has been lowered
    /// once and may serve all steps.
    pub(super) fn ladder_test(
        &mut self,
        by: ExprId,
        op: ast::CompareOp,
        value: &ast::Expr,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let _ = (by, op, value, scope);
        None
    }
}

/// Reports that a construct is not supported yet; `what` is as it would stand in a
/// sentence: "`sla`".
pub(super) fn unsupported(diagnostics: &mut Vec<Diagnostic>, span: Span, what: &str) {
    diagnostics.push(
        Diagnostic::new(Code::NotSupported, span, format!("{what} is not supported yet"))
            .help("the text is read, but this version can't check or run it; take it out to run the rest"),
    );
}
