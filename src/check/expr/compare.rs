//! Comparisons: equality, order, and what lies between.

use super::{BOOL, Typer};
use crate::ast::{self, CompareOp, ExprKind as K};
use crate::check::symbols::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Comparison, ExprId, ExprKind, Scalar, Type};
use crate::text::Span;

/// A test that may be followed by `or unset`.
pub(super) struct Test {
    /// The test.
    pub(super) whole: ExprId,
    /// What it tests: its left side.
    pub(super) value: ExprId,
    /// Whether all but the left side can make it unknown.
    pub(super) rest_optional: bool,
}

impl Typer<'_> {
    /// Any of the operators that make a truth of two values.
    pub(super) fn compare(
        &mut self,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        or_unset: bool,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let test = match op {
            CompareOp::Equal
            | CompareOp::NotEqual
            | CompareOp::Less
            | CompareOp::LessOrEqual
            | CompareOp::Greater
            | CompareOp::GreaterOrEqual => {
                let (left, right) = self.sides(left, right, scope, None)?;
                self.compared(op, left, right, span)?
            }
            CompareOp::In | CompareOp::NotIn => self.membership(op, left, right, span, scope)?,
            CompareOp::Has | CompareOp::HasAny | CompareOp::HasNone => self.having(op, left, right, span, scope)?,
            CompareOp::Matches => self.matching(left, right, span, scope)?,
            CompareOp::ContainsAny => self.containing_any(left, right, span, scope)?,
            CompareOp::Contains
            | CompareOp::NotContains
            | CompareOp::ContainsWord
            | CompareOp::StartsWith
            | CompareOp::EndsWith => self.text_test(op, left, right, span, scope)?,
        };
        if or_unset {
            return Some(self.or_unset(test, span));
        }
        self.negation(op, left, test.value, span);
        Some(test.whole)
    }

    /// `test or unset`.
    pub(super) fn or_unset(&mut self, test: Test, span: Span) -> ExprId {
        let Test { whole, value, rest_optional } = test;
        // A value that is always set may be unknown all the same: by a division by zero.
        self.push(ExprKind::OrUnset { test: whole, value }, BOOL.with_optional(rest_optional), span)
    }

    /// A test that is unknown where its value or the rest is.
    pub(super) fn test(&mut self, kind: ExprKind, value: ExprId, rest_optional: bool, span: Span) -> Test {
        let ty = BOOL.with_optional(rest_optional || self.ty(value).optional);
        Test { whole: self.push(kind, ty, span), value, rest_optional }
    }

    /// The opposite of a test.
    pub(super) fn opposite(&mut self, test: Test, span: Span) -> Test {
        let ty = self.ty(test.whole);
        Test { whole: self.push(ExprKind::Not(test.whole), ty, span), ..test }
    }

    /// `==`, `!=` and the four of order.
    pub(super) fn compared(&mut self, op: CompareOp, left: ExprId, right: ExprId, span: Span) -> Option<Test> {
        let lowered = match op {
            CompareOp::NotEqual => Comparison::NotEqual,
            CompareOp::Less => Comparison::Less,
            CompareOp::LessOrEqual => Comparison::LessOrEqual,
            CompareOp::Greater => Comparison::Greater,
            CompareOp::GreaterOrEqual => Comparison::GreaterOrEqual,
            _ => Comparison::Equal,
        };
        let mut both = [left, right];
        if self.level(&mut both).is_err() {
            self.unlike(left, right, span);
            return None;
        }
        if !matches!(lowered, Comparison::Equal | Comparison::NotEqual) {
            self.ordered(left, op.symbol(), span)?;
        }
        let [left, right] = both;
        let rest = self.ty(right).optional;
        Some(self.test(ExprKind::Compare { op: lowered, left, right }, left, rest, span))
    }

    /// `value between low and high`, `value in low..high`.
    pub(super) fn between(
        &mut self,
        value: &ast::Expr,
        [low, high]: [&ast::Expr; 2],
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        let value = self.infer(value, scope, None);
        let hint = value.map(|id| self.ty(id));
        let low = self.infer(low, scope, hint);
        let high = self.infer(high, scope, hint);
        self.lies_between([value?, low?, high?], span)
    }

    fn lies_between(&mut self, [value, low, high]: [ExprId; 3], span: Span) -> Option<Test> {
        let mut all = [value, low, high];
        if let Err(at) = self.level(&mut all) {
            self.unlike(value, if at == 1 { low } else { high }, span);
            return None;
        }
        self.ordered(value, "between", span)?;
        let [value, low, high] = all;
        let rest = self.ty(low).optional || self.ty(high).optional;
        Some(self.test(ExprKind::Between { value, low, high }, value, rest, span))
    }

    /// Whether values of this type come before and after each other.
    pub(super) fn is_ordered(&self, id: ExprId) -> bool {
        let ty = self.ty(id);
        !ty.set
            && matches!(ty.scalar, Scalar::Int | Scalar::Decimal | Scalar::Date | Scalar::Datetime | Scalar::Duration)
    }

    fn ordered(&mut self, id: ExprId, op: &str, span: Span) -> Option<()> {
        if self.is_ordered(id) {
            return Some(());
        }
        let ty = self.ty(id);
        let message = format!("{} has no order, so `{op}` says nothing of it", self.quoted_type(ty));
        let diagnostic =
            Diagnostic::new(Code::NotComparable, span, message).related(self.span(id), self.quoted_type(ty));
        self.report(match ty.scalar {
            Scalar::Enum(_) => diagnostic.help("name the members that are meant: `in [`, the members, `]`"),
            _ => diagnostic.help("numbers, dates, datetimes and durations have an order"),
        });
        None
    }

    /// Reports two values of types that do not compare.
    pub(super) fn unlike(&mut self, left: ExprId, right: ExprId, span: Span) {
        let (left_ty, right_ty) = (self.ty(left), self.ty(right));
        let (left_name, right_name) = (self.quoted_type(left_ty), self.quoted_type(right_ty));
        let message = format!("{left_name} and {right_name} can't be compared");
        let diagnostic = Diagnostic::new(Code::NotComparable, span, message)
            .related(self.span(left), left_name)
            .related(self.span(right), right_name);
        let help = self.unlike_help(left, left_ty, right, right_ty);
        self.report_helped(diagnostic, help);
    }

    fn unlike_help(&self, left: ExprId, left_ty: Type, right: ExprId, right_ty: Type) -> Option<String> {
        let scalars = (left_ty.scalar, right_ty.scalar);
        if left_ty.set != right_ty.set {
            return Some("whether a set has a value is asked as `set has value`".into());
        }
        match scalars {
            (Scalar::Enum(_) | Scalar::Team, Scalar::Text) => self.unquoted_help(left_ty, right),
            (Scalar::Text, Scalar::Enum(_) | Scalar::Team) => self.unquoted_help(right_ty, left),
            (Scalar::Date, Scalar::Datetime) | (Scalar::Datetime, Scalar::Date) => Some(
                "compare a datetime with `now` or a literal such as `2026-03-02 10:00`, \
                 a date with `today` or a literal such as `2026-03-02`"
                    .into(),
            ),
            (Scalar::Duration, Scalar::Int | Scalar::Decimal) | (Scalar::Int | Scalar::Decimal, Scalar::Duration) => {
                Some("a length of time is written with its unit: `30 days`".into())
            }
            _ => None,
        }
    }

    /// The test of one step of a ladder: `by` compared with `value`. `by` has been lowered
    /// once and may serve all steps.
    pub(in crate::check) fn ladder_test(
        &mut self,
        by: ExprId,
        op: CompareOp,
        value: &ast::Expr,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let ty = self.ty(by);
        let span = value.place.0;
        let test = match (op, &*value.kind) {
            (
                CompareOp::Equal
                | CompareOp::NotEqual
                | CompareOp::Less
                | CompareOp::LessOrEqual
                | CompareOp::Greater
                | CompareOp::GreaterOrEqual,
                _,
            ) => {
                let value = self.infer(value, scope, Some(ty))?;
                self.compared(op, by, value, span)?
            }
            (CompareOp::In | CompareOp::NotIn, K::Range { low, high }) => {
                let low = self.infer(low, scope, Some(ty));
                let high = self.infer(high, scope, Some(ty));
                let test = self.lies_between([by, low?, high?], span)?;
                if op == CompareOp::NotIn { self.opposite(test, span) } else { test }
            }
            (CompareOp::In | CompareOp::NotIn, K::List(items)) => {
                let (elements, _) = self.elements(items, scope, Some(ty.scalar))?;
                let test = self.one_of(by, elements, span)?;
                if op == CompareOp::NotIn { self.opposite(test, span) } else { test }
            }
            _ => {
                let message = format!("`{}` can't stand in a step of a ladder", op.symbol());
                self.report(
                    Diagnostic::new(Code::BadOperand, span, message)
                        .help("a step compares with `==`, `!=`, `<`, `<=`, `>`, `>=`, or `in` a list or range"),
                );
                return None;
            }
        };
        Some(test.whole)
    }
}
