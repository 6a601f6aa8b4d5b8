//! A cell: the test that it makes, and the values that it lets through.

use super::super::context::Checker;
use super::super::region::{Region, Universe};
use crate::ast::{self, CellTest, CompareOp};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// The test of a cell on its input, `None` for `any`, and what it lets through.
pub(super) fn lower(
    checker: &mut Checker<'_>,
    cell: &ast::Cell,
    input: ExprId,
    universe: &Universe,
) -> Option<(Option<ExprId>, Region)> {
    if cell.tests.is_empty() {
        return Some((None, universe.all()));
    }
    let ty = checker.ir.exprs.get(input)?.ty;
    let mut writer = Writer { checker, input, ty, span: cell.place.0 };
    let mut regions = Vec::with_capacity(cell.tests.len());
    let mut tests = Vec::new();
    let mut values = Vec::new();
    let mut wrong = false;
    for test in &cell.tests {
        match writer.test(test, universe) {
            Some(Tested { test: Some(test), holds }) => {
                tests.push(test);
                regions.push(holds);
            }
            Some(Tested { test: None, holds }) => {
                values.extend(writer.single(test));
                regions.push(holds);
            }
            None => wrong = true,
        }
    }
    if wrong {
        return None;
    }
    match values.as_slice() {
        [] => {}
        [one] => {
            let kind = ExprKind::Compare { op: Comparison::Equal, left: input, right: *one };
            tests.insert(0, writer.truth(kind));
        }
        _ => tests.insert(0, writer.truth(ExprKind::OneOf { value: input, elements: values })),
    }
    let test = match tests.as_slice() {
        [one] => *one,
        _ => joined(checker, ExprKind::Or(tests), cell.place.0),
    };
    Some((Some(test), Region::any(regions, universe)))
}

/// `and` or `or` of several truths.
pub(super) fn joined(checker: &mut Checker<'_>, kind: ExprKind, span: Span) -> ExprId {
    let mut optional = false;
    for_each_part(&kind, |part| optional |= checker.ir.exprs.get(part).is_some_and(|part| part.ty.optional));
    checker.ir.exprs.push(Expr { kind, ty: Type::required(Scalar::Bool).with_optional(optional), span })
}

/// One test of a cell: an expression, or none where it is one value that may join others.
struct Tested {
    test: Option<ExprId>,
    holds: Region,
}

/// Writes the tests of one cell.
struct Writer<'w, 'a> {
    checker: &'w mut Checker<'a>,
    input: ExprId,
    ty: Type,
    span: Span,
}

impl Writer<'_, '_> {
    fn push(&mut self, kind: ExprKind, ty: Type) -> ExprId {
        self.checker.ir.exprs.push(Expr { kind, ty, span: self.span })
    }

    fn truth(&mut self, kind: ExprKind) -> ExprId {
        let ty = Type::required(Scalar::Bool).with_optional(self.ty.optional);
        self.push(kind, ty)
    }

    fn literal(&mut self, value: Value) -> ExprId {
        let ty = self.ty.with_optional(false);
        self.push(ExprKind::Literal(value), ty)
    }

    /// E0306: a cell holds constants.
    fn constant(&mut self, written: &ast::Expr) -> Option<Value> {
        let ty = Type::required(self.ty.scalar);
        self.checker.constant(written, ty)
    }

    /// The literal of a cell's single value; it has been read before.
    fn single(&mut self, test: &CellTest) -> Option<ExprId> {
        let CellTest::Value(written) = test else { return None };
        let value = self.constant(written)?;
        Some(self.literal(value))
    }

    fn test(&mut self, test: &CellTest, universe: &Universe) -> Option<Tested> {
        match test {
            CellTest::Unset => {
                if !self.ty.optional {
                    self.never_unset();
                }
                let set = self.push(ExprKind::IsSet(self.input), Type::required(Scalar::Bool));
                let test = self.push(ExprKind::Not(set), Type::required(Scalar::Bool));
                Some(Tested { test: Some(test), holds: universe.unset() })
            }
            CellTest::Value(written) => match &*written.kind {
                ast::ExprKind::Range { low, high } => self.range(low, high, written.place.0, universe),
                _ => {
                    let value = self.constant(written)?;
                    let holds = universe.compared(Comparison::Equal, &value);
                    // A truth is asked by itself: so it may read the clock.
                    let test = match value {
                        Value::Bool(true) => Some(self.input),
                        Value::Bool(false) => Some(self.truth(ExprKind::Not(self.input))),
                        _ => None,
                    };
                    Some(Tested { test, holds })
                }
            },
            CellTest::Compare(op, written) => self.comparison(*op, written, universe),
        }
    }

    /// E0410: the lower end comes first.
    fn range(&mut self, low: &ast::Expr, high: &ast::Expr, span: Span, universe: &Universe) -> Option<Tested> {
        let (from, to) = (self.constant(low), self.constant(high));
        let (from, to) = (from?, to?);
        self.ordered("..", span, universe)?;
        let holds = universe.range(&from, &to);
        if holds.is_empty() {
            let message = "this range is the wrong way round, so nothing lies in it";
            let found = Diagnostic::new(Code::BadBounds, span, message);
            self.checker.report(found.help("write the lower end first, `1000..5000`"));
            return None;
        }
        let (low, high) = (self.literal(from), self.literal(to));
        let test = self.truth(ExprKind::Between { value: self.input, low, high });
        Some(Tested { test: Some(test), holds })
    }

    /// E0302, E0303: an order there is, or equality.
    fn comparison(&mut self, op: CompareOp, written: &ast::Expr, universe: &Universe) -> Option<Tested> {
        let lowered = match op {
            CompareOp::Equal => Comparison::Equal,
            CompareOp::NotEqual => Comparison::NotEqual,
            CompareOp::Less => Comparison::Less,
            CompareOp::LessOrEqual => Comparison::LessOrEqual,
            CompareOp::Greater => Comparison::Greater,
            CompareOp::GreaterOrEqual => Comparison::GreaterOrEqual,
            _ => {
                let message = format!("`{}` can't stand in a cell", op.symbol());
                self.checker.report(
                    Diagnostic::new(Code::BadOperand, self.span, message)
                        .help("a cell names values, ranges, or a comparison such as `> 5000`; make all else an input"),
                );
                return None;
            }
        };
        if !matches!(lowered, Comparison::Equal | Comparison::NotEqual) {
            self.ordered(op.symbol(), self.span, universe)?;
        }
        let value = self.constant(written)?;
        let holds = universe.compared(lowered, &value);
        let test = match (&value, lowered) {
            (Value::Bool(truth), _) => {
                if *truth == (lowered == Comparison::Equal) {
                    self.input
                } else {
                    self.truth(ExprKind::Not(self.input))
                }
            }
            _ => {
                let right = self.literal(value);
                self.truth(ExprKind::Compare { op: lowered, left: self.input, right })
            }
        };
        Some(Tested { test: Some(test), holds })
    }

    fn ordered(&mut self, op: &str, span: Span, universe: &Universe) -> Option<()> {
        if universe.is_ordered() {
            return Some(());
        }
        let message = format!("the values of this column have no order, so `{op}` says nothing of them");
        let found = Diagnostic::new(Code::NotComparable, span, message);
        self.checker.report(found.help("name the values that are meant, with `or` between them"));
        None
    }

    /// W0506.
    fn never_unset(&mut self) {
        let message = "this input is always set, so `unset` never matches";
        let found = Diagnostic::new(Code::DeadRow, self.span, message);
        self.checker.report(found.help("leave it out"));
    }
}
