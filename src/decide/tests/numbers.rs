//! Numbers at their edges.

use super::build::*;
use crate::decide::Unknown;
use crate::decide::eval::{Absence, evaluate};
use crate::ir::*;

fn value(make: impl FnOnce(&mut Build) -> ExprId) -> Result<Value, Unknown> {
    let mut build = Build::new();
    let expr = make(&mut build);
    let program = build.program();
    evaluate(&program, &contact(&program), &[], expr, Absence::Unknown)
}

fn pair(op: Arithmetic, left: Value, right: Value) -> Result<Value, Unknown> {
    value(|build| {
        let (left, right) = (build.value(left), build.value(right));
        build.arithmetic(op, left, right)
    })
}

fn ints(op: Arithmetic, left: i64, right: i64) -> Result<Value, Unknown> {
    pair(op, Value::Int(left), Value::Int(right))
}

fn decimals(op: Arithmetic, left: &str, right: &str) -> Result<Value, Unknown> {
    pair(op, decimal(left), decimal(right))
}

fn function(function: Function, arguments: Vec<Value>) -> Result<Value, Unknown> {
    value(|build| {
        let arguments = arguments.into_iter().map(|argument| build.value(argument)).collect();
        build.e(ExprKind::Call { function, arguments })
    })
}

#[test]
fn ints_do_not_wrap() {
    use Arithmetic::*;
    assert_eq!(ints(Add, i64::MAX, 1), Err(Unknown::Overflow));
    assert_eq!(ints(Subtract, i64::MIN, 1), Err(Unknown::Overflow));
    assert_eq!(ints(Multiply, i64::MIN, -1), Err(Unknown::Overflow));
    assert_eq!(ints(Add, i64::MAX, 0), Ok(Value::Int(i64::MAX)));
    assert_eq!(ints(Remainder, i64::MIN, -1), Ok(Value::Int(0)));
    assert_eq!(ints(Remainder, -7, 3), Ok(Value::Int(-1)));
    assert_eq!(ints(Remainder, 7, -3), Ok(Value::Int(1)));
    assert_eq!(ints(Remainder, 7, 0), Err(Unknown::DivisionByZero));
    let negate = |number| {
        value(|build| {
            let part = build.int(number);
            build.e(ExprKind::Negate(part))
        })
    };
    assert_eq!(negate(i64::MIN), Err(Unknown::Overflow));
    assert_eq!(negate(i64::MAX), Ok(Value::Int(-i64::MAX)));
}

#[test]
fn decimals_are_exact_and_normal() {
    use Arithmetic::*;
    let largest = "79228162514264337593543950335";
    assert_eq!(decimals(Add, "0.1", "0.2"), Ok(decimal("0.3")));
    assert_eq!(decimals(Add, "0.50", "0.5"), Ok(Value::Decimal("1".parse().unwrap())));
    assert_eq!(decimals(Add, largest, "1"), Err(Unknown::Overflow));
    assert_eq!(decimals(Multiply, largest, "2"), Err(Unknown::Overflow));
    assert_eq!(decimals(Divide, "1", "0"), Err(Unknown::DivisionByZero));
    assert_eq!(decimals(Remainder, "1", "0.0"), Err(Unknown::DivisionByZero));
    assert_eq!(decimals(Remainder, "-7.5", "2"), Ok(decimal("-1.5")));
    assert_eq!(decimals(Divide, "1", "8"), Ok(decimal("0.125")));
    assert_eq!(decimals(Divide, largest, "0.1"), Err(Unknown::Overflow));
    let zero = decimals(Multiply, "-1", "0").unwrap();
    assert_eq!(zero, decimal("0"));
    let Value::Decimal(zero) = zero else { panic!("a decimal") };
    assert_eq!(zero.to_string(), "0");
}

#[test]
fn halves_are_rounded_away_from_zero() {
    for (number, rounded) in [("2.5", 3), ("-2.5", -3), ("2.49", 2), ("-0.4", 0), ("0.5", 1)] {
        assert_eq!(function(Function::Round, vec![decimal(number)]), Ok(Value::Int(rounded)), "{number}");
    }
    assert_eq!(function(Function::Round, vec![decimal("1.005"), Value::Int(2)]), Ok(decimal("1.01")));
    assert_eq!(function(Function::Round, vec![decimal("1.5"), Value::Int(28)]), Ok(decimal("1.5")));
    assert_eq!(function(Function::Round, vec![decimal("9223372036854775807.5")]), Err(Unknown::Overflow));
    assert_eq!(function(Function::Floor, vec![decimal("-2.1")]), Ok(Value::Int(-3)));
    assert_eq!(function(Function::Floor, vec![decimal("9223372036854775807.9")]), Ok(Value::Int(i64::MAX)));
    assert_eq!(function(Function::Floor, vec![decimal("9223372036854775808")]), Err(Unknown::Overflow));
}

#[test]
fn the_other_functions() {
    assert_eq!(function(Function::Abs, vec![Value::Int(i64::MIN)]), Err(Unknown::Overflow));
    assert_eq!(function(Function::Abs, vec![decimal("-1.5")]), Ok(decimal("1.5")));
    assert_eq!(function(Function::Abs, vec![duration(0, -2, 0)]), Ok(duration(0, 2, 0)));
    assert_eq!(function(Function::Min, vec![Value::Int(3), Value::Int(1), Value::Int(2)]), Ok(Value::Int(1)));
    assert_eq!(function(Function::Max, vec![date("2026-01-01"), date("2026-05-01")]), Ok(date("2026-05-01")));
    assert_eq!(function(Function::Length, vec![text("été")]), Ok(Value::Int(3)));
    assert_eq!(function(Function::Length, vec![Value::set(vec![text("a"), text("a")])]), Ok(Value::Int(1)));
    assert_eq!(function(Function::Lower, vec![text("ÉTÉ")]), Ok(text("été")));
}

#[test]
fn one_unknown_part_makes_the_whole_unknown() {
    let over = value(|build| {
        let (large, one) = (build.int(i64::MAX), build.int(1));
        let over = build.arithmetic(Arithmetic::Add, large, one);
        let arguments = vec![one, over];
        build.e(ExprKind::Call { function: Function::Min, arguments })
    });
    assert_eq!(over, Err(Unknown::Overflow));
}
