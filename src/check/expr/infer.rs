//! The type of an expression, form by form.

use super::{BOOL, Expected, Typer};
use crate::ast::{self, ArithmeticOp, CompareOp, ExprKind as K};
use crate::check::symbols::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ExprId, ExprKind, Scalar, Type, Value};
use crate::text::Span;

/// A text stands for the id of an instance, where a reference is asked for.
pub(super) fn as_reference(scalar: Scalar, hint: Option<Type>) -> Scalar {
    match hint.map(|ty| ty.scalar) {
        Some(Scalar::Object(object)) if scalar == Scalar::Text => Scalar::Object(object),
        _ => scalar,
    }
}

impl Typer<'_> {
    /// Types and lowers `expr`. `hint` tells bare names and lists what is probably wanted;
    /// whether the value fits is for the caller to see.
    pub(super) fn infer(&mut self, expr: &ast::Expr, scope: &Scope<'_>, hint: Option<Type>) -> Option<ExprId> {
        let span = expr.place.0;
        match &*expr.kind {
            K::Bool(_)
            | K::Int(_)
            | K::Decimal(_)
            | K::Percent(_)
            | K::Text(_)
            | K::Duration(_)
            | K::Date(_)
            | K::DateTime(_) => self.lower_literal(expr, hint),
            K::List(items) => self.list(items, span, scope, hint),
            K::Range { low, high } => self.stray_range(low, high, span, scope),
            K::Path(path) => self.path(path, scope, hint),
            K::Not(part) => self.not(part, span, scope),
            K::Negate(part) => self.negate(expr, part, scope),
            K::And(parts) => self.all(parts, span, scope, false),
            K::Or(parts) => self.all(parts, span, scope, true),
            K::Arithmetic { op: ArithmeticOp::Coalesce, left, right } => self.coalesce(left, right, span, scope, hint),
            K::Arithmetic { op, left, right } => self.arithmetic(*op, left, right, span, scope),
            K::Compare { op, left, right, or_unset } => self.compare(*op, left, right, *or_unset, span, scope),
            K::Between { value, low, high, or_unset } => {
                let test = self.between(value, [low, high], span, scope)?;
                Some(if *or_unset { self.or_unset(test, span) } else { test.whole })
            }
            K::IsSet { value, negated } => self.is_set(value, *negated, span, scope),
            K::IsNamed(path) => self.is_named(path, scope),
            K::InStage { stage, negated } => self.in_stage(stage, *negated, span, scope),
            K::Was(path) => self.was(path, span, scope),
            K::Changed(path) => self.changed(path, span, scope),
            K::Call { function, arguments } => self.call(function, arguments, span, scope),
            K::Quantified(quantified) => self.quantified(quantified, span, scope),
            K::Last(path) => self.last(path, span, scope),
            K::TimeInStage(path) => self.time_in_stage(path, span, scope),
            K::IsState { subject, state } => self.is_state(subject, state, span, scope),
        }
    }

    fn lower_literal(&mut self, expr: &ast::Expr, hint: Option<Type>) -> Option<ExprId> {
        let (scalar, value) = self.literal(expr)??;
        let scalar = as_reference(scalar, hint);
        Some(self.push(ExprKind::Literal(value), Type::required(scalar), expr.place.0))
    }

    fn stray_range(&mut self, low: &ast::Expr, high: &ast::Expr, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let _ = (self.infer(low, scope, None), self.infer(high, scope, None));
        self.report(
            Diagnostic::new(Code::BadOperand, span, "a range is not a value")
                .help("a range stands behind `in`: `size in 20..50`"),
        );
        None
    }

    fn not(&mut self, part: &ast::Expr, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let outside = std::mem::replace(&mut self.in_not, true);
        let part = self.truth(part, "not", scope);
        self.in_not = outside;
        let part = part?;
        let ty = self.ty(part);
        Some(self.push(ExprKind::Not(part), ty, span))
    }

    /// `and` and `or`.
    fn all(&mut self, parts: &[ast::Expr], span: Span, scope: &Scope<'_>, any: bool) -> Option<ExprId> {
        let before = self.settled.len();
        self.settle(parts, any);
        let mut ids = Vec::with_capacity(parts.len());
        let mut optional = false;
        let mut wrong = false;
        for part in parts {
            match self.truth(part, if any { "or" } else { "and" }, scope) {
                Some(id) => {
                    optional |= self.ty(id).optional;
                    ids.push(id);
                }
                None => wrong = true,
            }
        }
        self.settled.truncate(before);
        if wrong {
            return None;
        }
        let kind = if any { ExprKind::Or(ids) } else { ExprKind::And(ids) };
        Some(self.push(kind, BOOL.with_optional(optional), span))
    }

    /// Notes the values whose absence this `and` (or `or`) treats by itself: `x is set and
    /// x != y`, `x is unset or x != y`.
    fn settle(&mut self, parts: &[ast::Expr], any: bool) {
        for part in parts {
            if let K::IsSet { value, negated } = &*part.kind
                && *negated == any
                && let K::Path(path) = &*value.kind
            {
                self.settled.push(path.clone());
            }
        }
    }

    /// A part of `and`, `or` or `not`.
    fn truth(&mut self, part: &ast::Expr, op: &str, scope: &Scope<'_>) -> Option<ExprId> {
        let id = self.infer(part, scope, Some(BOOL))?;
        let ty = self.ty(id);
        if ty.scalar == Scalar::Bool && !ty.set {
            return Some(id);
        }
        let message = format!("`{op}` takes truths, and this is {}", self.quoted_type(ty));
        self.report(
            Diagnostic::new(Code::BadOperand, part.place.0, message)
                .label("not a `bool`")
                .help("compare it with something, or ask whether it `is set`"),
        );
        None
    }

    fn is_set(&mut self, value: &ast::Expr, negated: bool, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let value = self.infer(value, scope, None)?;
        let test = self.push(ExprKind::IsSet(value), BOOL, span);
        Some(if negated { self.push(ExprKind::Not(test), BOOL, span) } else { test })
    }

    fn in_stage(&mut self, path: &ast::Path, negated: bool, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let stage = self.stage_in(path, scope)?;
        let test = self.push(ExprKind::InStage(vec![stage]), BOOL, span);
        Some(if negated { self.push(ExprKind::Not(test), BOOL, span) } else { test })
    }

    fn was(&mut self, path: &ast::Path, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let value = self.before(path, "was", span, scope)?;
        let ty = self.ty(value);
        Some(self.push(ExprKind::Was(value), ty, span))
    }

    fn changed(&mut self, path: &ast::Path, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let value = self.before(path, "changed", span, scope)?;
        Some(self.push(ExprKind::Changed(value), BOOL, span))
    }

    fn before(&mut self, path: &ast::Path, word: &str, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let value = self.changeable(path, scope);
        if !scope.moment {
            let message = format!("`{word}` has no meaning here: nothing has happened that it could look behind");
            self.report(
                Diagnostic::new(Code::NotInScope, span, message)
                    .help("`was` and `changed` stand in rules, transitions and actions, which are judged in a moment"),
            );
            return None;
        }
        value
    }

    /// A list where its elements make a set.
    fn list(&mut self, items: &[ast::Expr], span: Span, scope: &Scope<'_>, hint: Option<Type>) -> Option<ExprId> {
        let hint = hint.map(|ty| ty.scalar);
        let (elements, scalar) = self.elements(items, scope, hint)?;
        let Some(scalar) = scalar.or(hint) else {
            self.empty_list(span);
            return None;
        };
        let optional = elements.iter().any(|&id| self.ty(id).optional);
        let ty = Type::set_of(scalar).with_optional(optional);
        Some(self.push(ExprKind::List(elements), ty, span))
    }

    /// Values that must be of one type, with that type; without values there is none.
    pub(super) fn elements(
        &mut self,
        items: &[ast::Expr],
        scope: &Scope<'_>,
        hint: Option<Scalar>,
    ) -> Option<(Vec<ExprId>, Option<Scalar>)> {
        let mut hint = hint;
        let mut found: Vec<Option<ExprId>> = vec![None; items.len()];
        // Where nothing tells what bare names are, the other elements do.
        let late: Vec<bool> = items.iter().map(|item| hint.is_none() && self.rank(item, scope) > 0).collect();
        let any_first = late.iter().any(|late| !late);
        let mut wrong = false;
        for pass in [false, true] {
            for ((item, slot), &late) in items.iter().zip(&mut found).zip(&late) {
                if late == pass {
                    let lost = pass && any_first && hint.is_none();
                    *slot = if lost { None } else { self.infer(item, scope, hint.map(Type::required)) };
                    if hint.is_none() {
                        hint = slot.map(|id| self.ty(id).scalar);
                    }
                    wrong |= slot.is_none();
                }
            }
        }
        if wrong {
            return None;
        }
        let mut ids: Vec<ExprId> = found.into_iter().flatten().collect();
        if let Some(at) = ids.iter().position(|&id| self.ty(id).set) {
            self.nested_set(items.get(at)?.place.0);
            return None;
        }
        if let Err(at) = self.level(&mut ids) {
            let (first, other) = (*ids.first()?, *ids.get(at)?);
            self.mixed(first, other);
            return None;
        }
        if hint == Some(Scalar::Decimal) {
            for id in &mut ids {
                *id = self.widened(*id);
            }
        }
        let scalar = ids.first().map(|&id| self.ty(id).scalar);
        Some((ids, scalar))
    }

    fn nested_set(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::TypeMismatch, span, "a list holds single values, and this is a set")
                .help("write all elements in one list"),
        );
    }

    fn mixed(&mut self, first: ExprId, other: ExprId) {
        let (wanted, found) = (self.quoted_type(self.ty(first)), self.quoted_type(self.ty(other)));
        let message = format!("the elements of a list have one type: expected {wanted}, found {found}");
        let place = self.span(first);
        let diagnostic = Diagnostic::new(Code::TypeMismatch, self.span(other), message).label(found);
        self.report(diagnostic.related(place, wanted));
    }

    /// Makes the values one type: ints widen if a decimal is among them. `Err`: the index of
    /// the first that does not fit.
    pub(super) fn level(&mut self, ids: &mut [ExprId]) -> Result<(), usize> {
        let Some(&first) = ids.first() else { return Ok(()) };
        let first = self.ty(first);
        let number = |ty: Type| !ty.set && matches!(ty.scalar, Scalar::Int | Scalar::Decimal);
        let mut mixed = false;
        for (at, &id) in ids.iter().enumerate() {
            let ty = self.ty(id);
            if ty.scalar != first.scalar || ty.set != first.set {
                if !(number(ty) && number(first)) {
                    return Err(at);
                }
                mixed = true;
            }
        }
        if mixed {
            for id in ids {
                *id = self.widened(*id);
            }
        }
        Ok(())
    }

    /// An int as a decimal; all else as it is.
    pub(super) fn widened(&mut self, id: ExprId) -> ExprId {
        let Some(expr) = self.exprs.get(id) else { return id };
        if expr.ty.scalar != Scalar::Int || expr.ty.set {
            return id;
        }
        let (ty, span) = (Type { scalar: Scalar::Decimal, ..expr.ty }, expr.span);
        match expr.kind {
            // A literal becomes another literal; the first stays in the arena, unread.
            ExprKind::Literal(Value::Int(number)) => {
                self.push(ExprKind::Literal(Value::decimal(number.into())), ty, span)
            }
            _ => self.push(ExprKind::Widen(id), ty, span),
        }
    }

    /// How much an expression needs another to tell its type: 0 not at all, 1 a list that
    /// may widen, 2 only names (or nothing) that mean something by the type expected.
    pub(super) fn rank(&self, expr: &ast::Expr, scope: &Scope<'_>) -> u8 {
        let mut expr = expr;
        loop {
            return match &*expr.kind {
                K::Path(path) => match path.parts.as_slice() {
                    [name] if matches!(self.value_named(&name.text, scope), super::names::Found::Nothing) => 2,
                    _ => 0,
                },
                K::List(items) if items.iter().all(|item| self.rank(item, scope) == 2) => 2,
                K::List(_) => 1,
                K::Arithmetic { op: ArithmeticOp::Coalesce, left, right } => {
                    if self.rank(right, scope) < 2 {
                        return 0;
                    }
                    expr = left;
                    continue;
                }
                _ => 0,
            };
        }
    }

    /// Both sides of an operator; what one is tells the other what to expect.
    pub(super) fn sides(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        scope: &Scope<'_>,
        hint: Option<Type>,
    ) -> Option<(ExprId, ExprId)> {
        let (left_rank, right_rank) = (self.rank(left, scope), self.rank(right, scope));
        let right_first = match left_rank.cmp(&right_rank) {
            std::cmp::Ordering::Equal if left_rank == 0 => self.is_member_of(left, right, scope),
            // Two unknown names: the one that is no member of anything is the wrong one.
            std::cmp::Ordering::Equal => self.only_member(left) && !self.only_member(right),
            order => order.is_gt(),
        };
        let (first, second, second_rank) =
            if right_first { (right, left, left_rank) } else { (left, right, right_rank) };
        let first = self.infer(first, scope, hint);
        let told = first.map(|id| self.ty(id)).or(hint);
        // A name that only the first side could have explained is not reported as well.
        let second = if told.is_none() && second_rank == 2 { None } else { self.infer(second, scope, told) };
        let (first, second) = (first?, second?);
        let (first, second) = (self.referred(first, self.ty(second)), self.referred(second, self.ty(first)));
        Some(if right_first { (second, first) } else { (first, second) })
    }

    /// The id of an instance as a reference to it, where that is wanted.
    fn referred(&mut self, id: ExprId, wanted: Type) -> ExprId {
        let (Scalar::Object(object), Some(expr)) = (wanted.scalar, self.exprs.get(id)) else { return id };
        let (kind, span) = (expr.kind.clone(), expr.span);
        let reference = Type::required(wanted.scalar);
        match kind {
            ExprKind::InstanceId(of) if of == object => self.push(kind, reference, span),
            ExprKind::Literal(Value::Text(_)) if self.ty(id).scalar == Scalar::Text => self.push(kind, reference, span),
            _ => id,
        }
    }

    fn only_member(&self, expr: &ast::Expr) -> bool {
        match &*expr.kind {
            K::Path(path) => path.parts.first().is_some_and(|name| self.is_any_member(&name.text)),
            _ => false,
        }
    }

    /// Whether `left`, a bare name with a value of its own, is also a member of the enum
    /// that `right`, a bare name too, is a value of, and is no value of an enum itself.
    fn is_member_of(&self, left: &ast::Expr, right: &ast::Expr, scope: &Scope<'_>) -> bool {
        let named = |expr: &ast::Expr| match &*expr.kind {
            K::Path(path) => match path.parts.as_slice() {
                [name] => match self.value_named(&name.text, scope) {
                    super::names::Found::Value(_, ty) => Some((name.text.clone(), ty)),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        };
        let (Some((name, own)), Some((_, other))) = (named(left), named(right)) else { return false };
        !matches!(own.scalar, Scalar::Enum(_) | Scalar::Team) && self.member(&name, Some(other)).is_some()
    }

    /// `a ?? b`.
    fn coalesce(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
        scope: &Scope<'_>,
        hint: Option<Type>,
    ) -> Option<ExprId> {
        let (left, right) = self.sides(left, right, scope, hint)?;
        let mut both = [left, right];
        if self.level(&mut both).is_err() {
            self.unlike_sides(left, right);
            return None;
        }
        let [left, right] = both;
        let ty = self.ty(right);
        Some(self.push(ExprKind::Coalesce { left, right }, ty, span))
    }

    fn unlike_sides(&mut self, left: ExprId, right: ExprId) {
        let (wanted, found) = (self.ty(left), self.ty(right));
        let (wanted_name, found_name) = (self.quoted_type(wanted), self.quoted_type(found));
        let message = format!("both sides of `??` have one type: expected {wanted_name}, found {found_name}");
        let diagnostic = Diagnostic::new(Code::TypeMismatch, self.span(right), message)
            .label(found_name)
            .related(self.span(left), wanted_name);
        let help = self.conversion_help(wanted, found, None);
        self.report_helped(diagnostic, help);
    }

    /// A value that fits `wanted`; an int widens.
    pub(super) fn fitted(&mut self, id: ExprId, expr: &ast::Expr, expected: Expected) -> Option<ExprId> {
        let Expected::Type(wanted) = expected else { return Some(id) };
        let id = if wanted.scalar == Scalar::Decimal && !wanted.set { self.widened(id) } else { id };
        let id = self.referred(id, wanted);
        let found = self.ty(id);
        if found.scalar != wanted.scalar || found.set != wanted.set {
            self.mismatch(expr, wanted, found);
            return None;
        }
        if found.optional && !wanted.optional {
            self.report(
                Diagnostic::new(Code::BadOptional, expr.place.0, "this may be unset, and a value is required here")
                    .help("say what stands in for it: `… ?? ` and a value"),
            );
            return None;
        }
        Some(id)
    }

    /// Warns of `!=`, `not in` and `not contains` on a value that may be unset.
    pub(super) fn negation(&mut self, op: CompareOp, left: &ast::Expr, left_id: ExprId, span: Span) {
        if !matches!(op, CompareOp::NotEqual | CompareOp::NotIn | CompareOp::NotContains) {
            return;
        }
        let optional = self.ty(left_id).optional;
        if !optional || self.in_not || self.in_then {
            return;
        }
        if let K::Path(path) = &*left.kind
            && self.settled.contains(path)
        {
            return;
        }
        let op = op.symbol();
        let message = format!("where the left side is unset, this `{op}` is unknown, not true");
        self.report(
            Diagnostic::new(Code::BareNegation, span, message).related(self.span(left_id), "this may be unset").help(
                format!("write `… {op} … or unset` if unset is to count too, or `… is set and … {op} …` if it is not"),
            ),
        );
    }
}
