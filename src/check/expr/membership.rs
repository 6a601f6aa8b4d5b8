//! `in`, `has`, and the tests of texts.

use super::Typer;
use super::compare::Test;
use crate::ast::{self, CompareOp, ExprKind as K};
use crate::check::symbols::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::pattern::PatternError;
use crate::ir::{ExprId, ExprKind, PATTERN_LIMIT, Scalar, TextTest, Type};
use crate::text::Span;

impl Typer<'_> {
    /// `in` and `not in`: a list, a range or a set.
    pub(super) fn membership(
        &mut self,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        let test = match &*right.kind {
            K::Range { low, high } => self.between(left, [low, high], span, scope)?,
            K::List(items) => self.in_list(left, items, right.place.0, span, scope)?,
            _ => self.in_set(left, right, span, scope)?,
        };
        Some(if op == CompareOp::NotIn { self.opposite(test, span) } else { test })
    }

    fn in_list(
        &mut self,
        left: &ast::Expr,
        items: &[ast::Expr],
        list: Span,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        // A list of names alone says nothing of the left side, and one of literals little.
        let left_first = self.rank(left, scope) < 2 || items.iter().all(|item| self.rank(item, scope) == 2);
        let (value, elements) = if left_first {
            let value = self.infer(left, scope, None);
            let hint = value.map(|id| self.ty(id).scalar);
            let elements = match hint {
                Some(_) => self.elements(items, scope, hint),
                // The left side is wrong: only what stands for itself can be looked at.
                None => {
                    for item in items {
                        if self.rank(item, scope) < 2 {
                            self.infer(item, scope, None);
                        }
                    }
                    None
                }
            };
            (value?, elements?.0)
        } else {
            let (elements, scalar) = self.elements(items, scope, None)?;
            (self.infer(left, scope, scalar.map(Type::required))?, elements)
        };
        if self.ty(value).set {
            self.set_in_list(value, list, span);
            return None;
        }
        self.one_of(value, elements, span)
    }

    fn set_in_list(&mut self, value: ExprId, list: Span, span: Span) {
        let name = self.quoted_type(self.ty(value));
        self.report(
            Diagnostic::new(
                Code::BadOperand,
                span,
                format!("`in` takes a single value on its left, and this is {name}"),
            )
            .related(self.span(value), name)
            .related(list, "a list of single values")
            .help("whether a set has one of several values is asked as `set has any [`, the values, `]`"),
        );
    }

    /// Whether the value is one of the elements.
    pub(super) fn one_of(&mut self, value: ExprId, elements: Vec<ExprId>, span: Span) -> Option<Test> {
        let mut all = Vec::with_capacity(elements.len() + 1);
        all.push(value);
        all.extend(elements);
        if let Err(at) = self.level(&mut all) {
            let other = *all.get(at)?;
            self.unlike(value, other, span);
            return None;
        }
        let elements = all.split_off(1);
        let value = *all.first()?;
        let rest = elements.iter().any(|&id| self.ty(id).optional);
        Some(self.test(ExprKind::OneOf { value, elements }, value, rest, span))
    }

    /// `value in set`.
    fn in_set(&mut self, left: &ast::Expr, right: &ast::Expr, span: Span, scope: &Scope<'_>) -> Option<Test> {
        let (value, set) = self.sides(left, right, scope, None)?;
        let ty = self.ty(set);
        if !ty.set {
            let message = format!("`in` takes a list, a range or a set, and this is {}", self.quoted_type(ty));
            self.report(
                Diagnostic::new(Code::BadOperand, right.place.0, message)
                    .help("equality with one value is asked as `==`; a list stands in brackets: `in [a, b]`"),
            );
            return None;
        }
        if self.ty(value).set {
            self.set_in_list(value, right.place.0, span);
            return None;
        }
        let value = self.as_element(set, value, span)?;
        let rest = ty.optional;
        Some(self.test(ExprKind::Has { set, value }, value, rest, span))
    }

    /// A value as an element of a set; an int widens.
    fn as_element(&mut self, set: ExprId, value: ExprId, span: Span) -> Option<ExprId> {
        let wanted = self.ty(set).scalar;
        let value = if wanted == Scalar::Decimal { self.widened(value) } else { value };
        if self.ty(value).scalar == wanted {
            return Some(value);
        }
        let (set_name, value_name) = (self.quoted_type(self.ty(set)), self.quoted_type(self.ty(value)));
        let diagnostic = Diagnostic::new(Code::NotComparable, span, format!("{set_name} can't have a {value_name}"))
            .related(self.span(set), set_name)
            .related(self.span(value), value_name);
        let help = self.unquoted_help(Type::required(wanted), value);
        self.report_helped(diagnostic, help);
        None
    }

    /// `has`, `has any`, `has none`.
    pub(super) fn having(
        &mut self,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        let (set, other) = self.sides(left, right, scope, None)?;
        let (set_ty, other_ty) = (self.ty(set), self.ty(other));
        if !set_ty.set {
            let message =
                format!("`{}` takes a set on its left, and this is {}", op.symbol(), self.quoted_type(set_ty));
            let diagnostic = Diagnostic::new(Code::BadOperand, left.place.0, message);
            self.report(match set_ty.scalar {
                Scalar::Text => diagnostic.help("what a text contains is asked as `contains`"),
                _ => diagnostic.help("equality is asked as `==`, one of several values as `in [`, the values, `]`"),
            });
            return None;
        }
        if (op == CompareOp::Has) == other_ty.set {
            self.having_wrong(op, right.place.0, other_ty);
            return None;
        }
        if op == CompareOp::Has {
            let value = self.as_element(set, other, span)?;
            let rest = self.ty(value).optional;
            return Some(self.test(ExprKind::Has { set, value }, set, rest, span));
        }
        if set_ty.scalar != other_ty.scalar {
            self.unlike(set, other, span);
            return None;
        }
        let test = self.test(ExprKind::HasAny { set, other }, set, other_ty.optional, span);
        Some(if op == CompareOp::HasNone { self.opposite(test, span) } else { test })
    }

    fn having_wrong(&mut self, op: CompareOp, span: Span, found: Type) {
        let (wanted, help) = if op == CompareOp::Has {
            ("one value", "several values are looked for with `has any` or `has none`")
        } else {
            ("a list or a set", "one value is looked for with `has`; a list stands in brackets")
        };
        let message = format!("`{}` takes {wanted} on its right, and this is {}", op.symbol(), self.quoted_type(found));
        self.report(Diagnostic::new(Code::BadOperand, span, message).help(help));
    }

    /// `contains`, `not contains`, `contains word`, `starts with`, `ends with`.
    pub(super) fn text_test(
        &mut self,
        op: CompareOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        let text = self.text(left, op, scope);
        let part = self.text(right, op, scope);
        let (text, part) = (text?, part?);
        let lowered = match op {
            CompareOp::ContainsWord => TextTest::ContainsWord,
            CompareOp::StartsWith => TextTest::StartsWith,
            CompareOp::EndsWith => TextTest::EndsWith,
            _ => TextTest::Contains,
        };
        let rest = self.ty(part).optional;
        let test = self.test(ExprKind::TextTest { op: lowered, text, part }, text, rest, span);
        Some(if op == CompareOp::NotContains { self.opposite(test, span) } else { test })
    }

    /// `contains any`.
    pub(super) fn containing_any(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        let text = self.text(left, CompareOp::ContainsAny, scope);
        let K::List(items) = &*right.kind else {
            if self.infer(right, scope, None).is_some() {
                self.report(
                    Diagnostic::new(Code::BadOperand, right.place.0, "`contains any` takes a list on its right")
                        .help("write the texts in brackets: `contains any [\"a\", \"b\"]`"),
                );
            }
            return None;
        };
        let elements: Vec<Option<ExprId>> =
            items.iter().map(|item| self.text(item, CompareOp::ContainsAny, scope)).collect();
        let (text, elements) = (text?, elements.into_iter().collect::<Option<Vec<_>>>()?);
        let rest = elements.iter().any(|&id| self.ty(id).optional);
        Some(self.test(ExprKind::ContainsAny { text, elements }, text, rest, span))
    }

    /// A side of an operator that takes texts.
    fn text(&mut self, expr: &ast::Expr, op: CompareOp, scope: &Scope<'_>) -> Option<ExprId> {
        let id = self.infer(expr, scope, None)?;
        let ty = self.ty(id);
        if ty.scalar == Scalar::Text && !ty.set {
            return Some(id);
        }
        let message = format!("`{}` takes texts, and this is {}", op.symbol(), self.quoted_type(ty));
        let diagnostic = Diagnostic::new(Code::BadOperand, expr.place.0, message).label("not a `text`");
        self.report(match ty.set {
            true => diagnostic.help("what a set has is asked as `has`, `has any` or `has none`"),
            false => diagnostic,
        });
        None
    }

    /// `matches`.
    pub(super) fn matching(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Test> {
        let text = self.text(left, CompareOp::Matches, scope);
        let K::Text(pattern) = &*right.kind else {
            self.report(
                Diagnostic::new(Code::BadPattern, right.place.0, "a pattern is a text in quotes")
                    .help("it is prepared once, before any contact is known, so it can't be read from one"),
            );
            return None;
        };
        self.usable_pattern(pattern, right.place.0)?;
        let text = text?;
        Some(self.test(ExprKind::Matches { text, pattern: pattern.clone() }, text, false, span))
    }

    fn usable_pattern(&mut self, pattern: &str, span: Span) -> Option<()> {
        let error = match self.patterns.compile(pattern) {
            Ok(_) => return Some(()),
            Err(error) => error,
        };
        let bad = |message: String| Diagnostic::new(Code::BadPattern, span, message);
        let diagnostic = match error {
            PatternError::TooLong(bytes) => {
                bad(format!("a pattern has at most {PATTERN_LIMIT} bytes, and this has {bytes}"))
            }
            PatternError::TooLarge => bad("this pattern takes too much memory".to_owned())
                .help("lower its counts: `x{1000}` stands for a thousand `x`"),
            PatternError::TooMany => bad("all patterns together take too much memory: more than 64 MiB".to_owned())
                .help("lower their counts, or ask for plain words with `contains` where that will do"),
            PatternError::Syntax(cause) => bad(format!("this pattern can't be read: {cause}"))
                .help("patterns have the syntax of the Rust crate `regex`; `\\\\.` in quotes is a plain dot"),
        };
        self.report(diagnostic);
        None
    }
}
