//! Guards of rules as flat tests of the contact's own fields, and what is left of them.
//!
//! A guard holds where it is true: a conjunction does where all its parts do, in whatever order they
//! are asked. Parts that compare one field of the contact with constants are tests; everything else
//! is left to the evaluator.

use super::span::Span;
use crate::ir::{self, Comparison, EnumId, ExprId, ExprKind, FieldId, Id, Packed, PackedKind, RuleId, Value};

/// A test of one field, by its slot: an unset field passes none. What it is of is a number: of a truth value 0 or 1, of a
/// member its place in the enum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Test {
    slot: u32,
    kind: PackedKind,
    passes: Passing,
    /// What the number is compared with, or the numbers below 64 that pass, by a bit for each.
    operand: i64,
}

/// The most tests that are made of one guard: what is beyond is left to the evaluator.
const TESTS: usize = u16::MAX as usize;

/// Where a number passes, a bit each: where it is greater than the operand, less, equal, or one of those that are bits of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Passing(u8);

/// The guards of all rules.
#[derive(Debug, Default)]
pub(super) struct Guards {
    tests: Vec<Test>,
    /// By rule.
    of: Vec<Span>,
    pub(super) rest: Rest,
}

/// What is left of the guards of all rules beside their tests.
#[derive(Debug, Default)]
pub(super) struct Rest {
    all: Vec<ExprId>,
    /// By rule.
    of: Vec<Span>,
}

impl Guards {
    pub(super) fn new(ir: &ir::Blueprint) -> Self {
        let mut guards = Self::default();
        let mut open: Vec<ExprId> = Vec::new();
        for rule in ir.rules.values() {
            open.extend(rule.guard);
            let from = (guards.tests.len(), guards.rest.all.len());
            while let Some(part) = open.pop() {
                match ir.exprs.get(part).map(|expr| &expr.kind) {
                    Some(ExprKind::And(parts)) => open.extend(parts.iter().rev()),
                    Some(kind) => match test(ir, kind).filter(|_| guards.tests.len().saturating_sub(from.0) < TESTS) {
                        Some(test) => guards.tests.push(test),
                        None => guards.rest.all.push(part),
                    },
                    None => {}
                }
            }
            guards.of.push(Span::new(from.0, guards.tests.len()));
            guards.rest.of.push(Span::new(from.1, guards.rest.all.len()));
        }
        guards.rest.all.shrink_to_fit();
        guards
    }

    /// The tests of a rule's guard.
    pub(super) fn tests(&self, rule: RuleId) -> &[Test] {
        self.of.get(rule.index()).map_or(&[], |tests| tests.of(&self.tests))
    }
}

impl Rest {
    /// The parts of a rule's guard that are no tests.
    pub(super) fn of(&self, rule: RuleId) -> &[ExprId] {
        self.of.get(rule.index()).map_or(&[], |rest| rest.of(&self.all))
    }
}

impl Passing {
    const AMONG: Self = Self(8);

    const fn of(op: Comparison) -> Self {
        let [greater, less, equal] = [1, 2, 4];
        Self(match op {
            Comparison::Equal => equal,
            Comparison::NotEqual => less | greater,
            Comparison::Less => less,
            Comparison::LessOrEqual => less | equal,
            Comparison::Greater => greater,
            Comparison::GreaterOrEqual => greater | equal,
        })
    }

    /// Whether a number passes; without a branch, for which test it is and how it ends goes any way.
    #[inline]
    fn lets(self, number: i64, operand: i64) -> bool {
        let side = u8::from(number < operand) | (u8::from(number == operand) << 1);
        // Those of which it is asked are below 64.
        let is_among = operand.wrapping_shr(number as u32) & 1 == 1;
        (self.0.wrapping_shr(side.into()) & 1 == 1) | (is_among & (self.0 & Self::AMONG.0 != 0))
    }
}

impl Test {
    /// Whether the contact's fields, by slot, pass it.
    #[inline]
    pub(super) fn passes(&self, fields: impl Fn(usize) -> Packed) -> bool {
        let form = fields(usize::try_from(self.slot).unwrap_or(usize::MAX));
        (form.kind() == self.kind) & self.passes.lets(form.content(), self.operand)
    }

    /// That of a comparison with a value that is a number.
    fn comparing(slot: u32, op: Comparison, value: &Value) -> Option<Self> {
        let form = Packed::of(value);
        let is_number = match form.kind() {
            PackedKind::Int => true,
            PackedKind::Bool | PackedKind::Member => matches!(op, Comparison::Equal | Comparison::NotEqual),
            _ => false,
        };
        let passes = Passing::of(op);
        is_number.then_some(Self { slot, kind: form.kind(), passes, operand: form.content() })
    }
}

fn test(ir: &ir::Blueprint, kind: &ExprKind) -> Option<Test> {
    let kind_of = |expr: ExprId| ir.exprs.get(expr).map(|expr| &expr.kind);
    match kind {
        ExprKind::Field(field) => Test::comparing(slot(ir, *field)?, Comparison::Equal, &Value::Bool(true)),
        ExprKind::Not(part) => match kind_of(*part)? {
            ExprKind::Field(field) => Test::comparing(slot(ir, *field)?, Comparison::Equal, &Value::Bool(false)),
            _ => None,
        },
        ExprKind::Compare { op, left, right } => match (kind_of(*left)?, kind_of(*right)?) {
            (ExprKind::Field(field), ExprKind::Literal(value)) => Test::comparing(slot(ir, *field)?, *op, value),
            _ => None,
        },
        ExprKind::OneOf { value, elements } => {
            let ExprKind::Field(field) = kind_of(*value)? else { return None };
            let slot = slot(ir, *field)?;
            let mut operand = 0;
            for &element in elements {
                match kind_of(element)? {
                    ExprKind::Literal(Value::Member(of, member)) => operand |= bit(ir, *of, *member)?,
                    _ => return None,
                }
            }
            Some(Test { slot, kind: PackedKind::Member, passes: Passing::AMONG, operand })
        }
        _ => None,
    }
}

/// The bit of a member, of an enum of which each has one.
fn bit(ir: &ir::Blueprint, of: EnumId, member: u32) -> Option<i64> {
    let members = ir.enums.get(of)?.members.len();
    (members <= 64).then(|| 1_i64.checked_shl(member)).flatten()
}

/// The slot of a field of the contact.
fn slot(ir: &ir::Blueprint, field: FieldId) -> Option<u32> {
    ir.fields.get(field).filter(|field| field.object.is_none())?;
    u32::try_from(ir.slot(field)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::test_build::*;
    use crate::ir::{Scalar, Trigger, Type};

    #[test]
    fn sides_are_as_the_operators_say() {
        for (op, expected) in [
            (Comparison::Equal, [false, true, false]),
            (Comparison::NotEqual, [true, false, true]),
            (Comparison::Less, [true, false, false]),
            (Comparison::LessOrEqual, [true, true, false]),
            (Comparison::Greater, [false, false, true]),
            (Comparison::GreaterOrEqual, [false, true, true]),
        ] {
            for other in [-3, 0, 7, 66] {
                assert_eq!([-1, 0, 1].map(|more| Passing::of(op).lets(other + more, other)), expected, "{op:?}");
            }
            assert_eq!(Passing::of(op).lets(i64::MIN, i64::MAX), expected[0]);
            assert_eq!(Passing::of(op).lets(i64::MAX, i64::MIN), expected[2]);
        }
    }

    #[test]
    fn one_of_sixty_four() {
        let operand = 1_i64.wrapping_shl(63) | 0b101;
        let passing: Vec<i64> = (0..64).filter(|&number| Passing::AMONG.lets(number, operand)).collect();
        assert_eq!(passing, [0, 2, 63]);
    }

    #[test]
    fn tests_and_the_rest() {
        let mut build = Build::new();
        let (size, vip) = (build.field("size", INT, None), build.field("vip", Type::required(Scalar::Bool), None));
        let (read_size, read_vip) = (build.e(ExprKind::Field(size)), build.e(ExprKind::Field(vip)));
        let five = build.e(ExprKind::Literal(Value::Int(5)));
        let large = build.compare(Comparison::GreaterOrEqual, read_size, five);
        let odd = build.compare(Comparison::Less, five, read_size);
        let guard = build.e(ExprKind::And(vec![large, read_vip, odd]));
        let rule = build.rule("r", Trigger::Enter(Vec::new()), |rule| rule.guard = Some(guard));
        let guards = Guards::new(&build.ir);
        let passes = |size: Option<i64>, vip| {
            let fields = [size.map(Value::Int), Some(Value::Bool(vip))]
                .map(|value| value.as_ref().map_or(Packed::UNSET, Packed::of));
            guards.tests(rule).iter().all(|test| test.passes(|slot| fields[slot]))
        };
        assert!(passes(Some(5), true));
        assert!(!passes(Some(4), true));
        assert!(!passes(Some(5), false));
        assert!(!passes(None, true), "unknown is not true");
        assert_eq!(guards.rest.of(rule), [odd]);
    }
}
