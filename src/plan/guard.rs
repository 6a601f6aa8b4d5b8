//! Guards of rules as flat tests of the contact's own fields, and what is left of them.
//!
//! A guard holds where it is true: a conjunction does where all its parts do, in whatever order they
//! are asked. Parts that compare one field of the contact with constants are tests; everything else
//! is left to the evaluator.

use super::span::Span;
use crate::ir::{self, Comparison, EnumId, ExprId, ExprKind, FieldId, Id, Packed, RuleId, Value};

/// A test of one field, by its slot: an unset field passes none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Test {
    Bool {
        slot: u32,
        is: bool,
    },
    Int {
        slot: u32,
        passes: Sides,
        value: i64,
    },
    /// A member of an enum, by a bit for each.
    Member {
        slot: u32,
        members: u64,
    },
}

/// The most tests that are made of one guard: what is beyond is left to the evaluator.
const TESTS: usize = u16::MAX as usize;

/// On which sides of a number another one may be: a bit each for less, equal and greater.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Sides(u8);

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

impl Sides {
    const fn of(op: Comparison) -> Self {
        let [less, equal, greater] = [1, 2, 4];
        Self(match op {
            Comparison::Equal => equal,
            Comparison::NotEqual => less | greater,
            Comparison::Less => less,
            Comparison::LessOrEqual => less | equal,
            Comparison::Greater => greater,
            Comparison::GreaterOrEqual => greater | equal,
        })
    }

    /// Whether a number may be where it is beside another one; without a branch, for it goes either way.
    #[inline]
    fn have(self, number: i64, other: i64) -> bool {
        let side = u8::from(number >= other) << u8::from(number > other);
        // Less is neither.
        self.0 & (u8::from(number < other) | (side << 1)) != 0
    }
}

impl Test {
    /// Whether the contact's fields, by slot, pass it.
    #[inline]
    pub(super) fn passes(&self, fields: impl Fn(usize) -> Packed) -> bool {
        let field = |slot: u32| fields(usize::try_from(slot).unwrap_or(usize::MAX));
        match *self {
            Self::Bool { slot, is } => field(slot).truth() == Some(is),
            Self::Member { slot, members } => {
                let bit = field(slot).member().and_then(|member| members.checked_shr(member));
                bit.is_some_and(|bit| bit & 1 == 1)
            }
            Self::Int { slot, passes, value } => field(slot).int().is_some_and(|found| passes.have(found, value)),
        }
    }
}

fn test(ir: &ir::Blueprint, kind: &ExprKind) -> Option<Test> {
    let kind_of = |expr: ExprId| ir.exprs.get(expr).map(|expr| &expr.kind);
    match kind {
        ExprKind::Field(field) => Some(Test::Bool { slot: slot(ir, *field)?, is: true }),
        ExprKind::Not(part) => match kind_of(*part)? {
            ExprKind::Field(field) => Some(Test::Bool { slot: slot(ir, *field)?, is: false }),
            _ => None,
        },
        ExprKind::Compare { op, left, right } => {
            let (ExprKind::Field(field), ExprKind::Literal(value)) = (kind_of(*left)?, kind_of(*right)?) else {
                return None;
            };
            let slot = slot(ir, *field)?;
            match (value, op) {
                (Value::Int(value), op) => Some(Test::Int { slot, passes: Sides::of(*op), value: *value }),
                (Value::Bool(is), Comparison::Equal) => Some(Test::Bool { slot, is: *is }),
                (Value::Bool(is), Comparison::NotEqual) => Some(Test::Bool { slot, is: !*is }),
                (Value::Member(of, member), Comparison::Equal) => {
                    Some(Test::Member { slot, members: bit(ir, *of, *member)? })
                }
                (Value::Member(of, member), Comparison::NotEqual) => {
                    Some(Test::Member { slot, members: !bit(ir, *of, *member)? })
                }
                _ => None,
            }
        }
        ExprKind::OneOf { value, elements } => {
            let ExprKind::Field(field) = kind_of(*value)? else { return None };
            let slot = slot(ir, *field)?;
            let mut members = 0;
            for &element in elements {
                match kind_of(element)? {
                    ExprKind::Literal(Value::Member(of, member)) => members |= bit(ir, *of, *member)?,
                    _ => return None,
                }
            }
            Some(Test::Member { slot, members })
        }
        _ => None,
    }
}

/// The bit of a member, of an enum of which each has one.
fn bit(ir: &ir::Blueprint, of: EnumId, member: u32) -> Option<u64> {
    let members = ir.enums.get(of)?.members.len();
    (members <= 64).then(|| 1_u64.checked_shl(member)).flatten()
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
            for other in [-3, 0, 7] {
                assert_eq!([-1, 0, 1].map(|more| Sides::of(op).have(other + more, other)), expected, "{op:?}");
            }
            assert_eq!(Sides::of(op).have(i64::MIN, i64::MAX), expected[0]);
            assert_eq!(Sides::of(op).have(i64::MAX, i64::MIN), expected[2]);
        }
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
