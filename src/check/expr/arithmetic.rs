//! `+ - * / %` and the minus before a value.

use super::Typer;
use crate::ast::{self, ArithmeticOp, ExprKind as K, TimeUnit};
use crate::check::symbols::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Arithmetic, ExprId, ExprKind, Scalar, Type};
use crate::text::Span;

impl Typer<'_> {
    /// A value of two.
    pub(super) fn arithmetic(
        &mut self,
        op: ArithmeticOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let (left_id, right_id) = (self.infer(left, scope, None), self.infer(right, scope, None));
        let (left_id, right_id) = (left_id?, right_id?);
        let (left_ty, right_ty) = (self.ty(left_id), self.ty(right_id));
        let lowered = match op {
            ArithmeticOp::Add | ArithmeticOp::Coalesce => Arithmetic::Add,
            ArithmeticOp::Subtract => Arithmetic::Subtract,
            ArithmeticOp::Multiply => Arithmetic::Multiply,
            ArithmeticOp::Divide => Arithmetic::Divide,
            ArithmeticOp::Remainder => Arithmetic::Remainder,
        };
        let Some((scalar, swapped)) = result(lowered, left_ty, right_ty) else {
            self.bad_operands(op, left_id, right_id, span);
            return None;
        };
        if scalar == Scalar::Date && (self.exact_time(left) || self.exact_time(right)) {
            return None;
        }
        let [mut left, mut right] = if swapped { [right_id, left_id] } else { [left_id, right_id] };
        if scalar == Scalar::Decimal {
            (left, right) = (self.widened(left), self.widened(right));
        }
        let ty = Type::required(scalar).with_optional(left_ty.optional || right_ty.optional);
        Some(self.push(ExprKind::Arithmetic { op: lowered, left, right }, ty, span))
    }

    /// Reports hours, minutes or seconds as a step of a date.
    fn exact_time(&mut self, step: &ast::Expr) -> bool {
        let written = match &*step.kind {
            K::Duration(written) => written,
            K::Negate(inner) => match &*inner.kind {
                K::Duration(written) => written,
                _ => return false,
            },
            _ => return false,
        };
        if !matches!(written.unit, TimeUnit::Second | TimeUnit::Minute | TimeUnit::Hour) {
            return false;
        }
        self.report(
            Diagnostic::new(Code::BadOperand, step.place.0, "a date is moved by whole days, not by parts of one")
                .help("write days, weeks, months or years, or move a datetime such as `now`"),
        );
        true
    }

    fn bad_operands(&mut self, op: ArithmeticOp, left: ExprId, right: ExprId, span: Span) {
        let (left_ty, right_ty) = (self.ty(left), self.ty(right));
        let (left_name, right_name) = (self.quoted_type(left_ty), self.quoted_type(right_ty));
        let message = format!("`{}` does not take {left_name} and {right_name}", op.symbol());
        let diagnostic = Diagnostic::new(Code::BadOperand, span, message)
            .related(self.span(left), left_name)
            .related(self.span(right), right_name);
        let help = match (op, left_ty.scalar, right_ty.scalar) {
            _ if left_ty.set || right_ty.set => Some("a set is changed by `add` and `remove`"),
            (ArithmeticOp::Add | ArithmeticOp::Subtract, Scalar::Date | Scalar::Datetime, Scalar::Int) => {
                Some("write the step with its unit: `7 days`")
            }
            (ArithmeticOp::Subtract, Scalar::Date, Scalar::Datetime)
            | (ArithmeticOp::Subtract, Scalar::Datetime, Scalar::Date) => {
                Some("take a date from a date (`today`), or a datetime from a datetime (`now`)")
            }
            (ArithmeticOp::Subtract, Scalar::Duration, Scalar::Date | Scalar::Datetime) => {
                Some("the date stands first: `contract_end - 30 days`")
            }
            (ArithmeticOp::Multiply, Scalar::Duration, Scalar::Decimal)
            | (ArithmeticOp::Multiply, Scalar::Decimal, Scalar::Duration) => {
                Some("a duration is multiplied by whole numbers")
            }
            _ => None,
        };
        self.report_helped(diagnostic, help.map(String::from));
    }

    /// `-x`
    pub(super) fn negate(&mut self, whole: &ast::Expr, part: &ast::Expr, scope: &Scope<'_>) -> Option<ExprId> {
        let span = whole.place.0;
        if let Some(literal) = self.literal(whole) {
            let (scalar, value) = literal?;
            return Some(self.push(ExprKind::Literal(value), Type::required(scalar), span));
        }
        let id = self.infer(part, scope, None)?;
        let ty = self.ty(id);
        if !ty.set && matches!(ty.scalar, Scalar::Int | Scalar::Decimal | Scalar::Duration) {
            return Some(self.push(ExprKind::Negate(id), ty, span));
        }
        let message = format!("a minus takes a number or a duration, and this is {}", self.quoted_type(ty));
        self.report(Diagnostic::new(Code::BadOperand, part.place.0, message));
        None
    }
}

/// The type of the result, and whether the sides change places: in the lowered form a date
/// or a duration stands before what moves or multiplies it.
fn result(op: Arithmetic, left: Type, right: Type) -> Option<(Scalar, bool)> {
    use Arithmetic as A;
    use Scalar as S;
    if left.set || right.set {
        return None;
    }
    Some(match (op, left.scalar, right.scalar) {
        (A::Divide, S::Int | S::Decimal, S::Int | S::Decimal) => (S::Decimal, false),
        (_, S::Int, S::Int) => (S::Int, false),
        (_, S::Int | S::Decimal, S::Int | S::Decimal) => (S::Decimal, false),
        (A::Add | A::Subtract, S::Duration, S::Duration) => (S::Duration, false),
        (A::Multiply, S::Duration, S::Int) => (S::Duration, false),
        (A::Multiply, S::Int, S::Duration) => (S::Duration, true),
        (A::Add | A::Subtract, S::Date, S::Duration) => (S::Date, false),
        (A::Add, S::Duration, S::Date) => (S::Date, true),
        (A::Add | A::Subtract, S::Datetime, S::Duration) => (S::Datetime, false),
        (A::Add, S::Duration, S::Datetime) => (S::Datetime, true),
        (A::Subtract, S::Date, S::Date) | (A::Subtract, S::Datetime, S::Datetime) => (S::Duration, false),
        _ => return None,
    })
}
