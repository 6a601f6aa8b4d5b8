//! Constants: defaults, `from` and `to`, rows of `for each`.

use rust_decimal::Decimal;

use super::world::{World, ast};
use crate::calendar::Duration;
use crate::check::expr::Expected;
use crate::check::symbols::Scope;
use crate::ir::{EnumId, ExprKind, Id, Scalar, TeamId, Type, Value};

fn plan() -> Scalar {
    Scalar::Enum(EnumId::new(0))
}

fn constant(expr: &str, ty: Type) -> Result<Value, String> {
    let mut world = World::new();
    let value = world.typer().constant(&ast(expr), ty);
    let codes: Vec<&str> = world.diagnostics.iter().map(|found| found.code.id()).collect();
    value.filter(|_| codes.is_empty()).ok_or_else(|| codes.join(" "))
}

#[test]
fn what_is_constant_has_a_value() {
    let one = Type::required;
    let many = Type::set_of;
    let decimal = |text: &str| Value::Decimal(text.parse::<Decimal>().unwrap());
    let member = |at| Value::Member(EnumId::new(0), at);
    let rows = [
        ("true", one(Scalar::Bool), Value::Bool(true)),
        ("42", one(Scalar::Int), Value::Int(42)),
        ("-42", one(Scalar::Int), Value::Int(-42)),
        ("42", one(Scalar::Int).with_optional(true), Value::Int(42)),
        ("42", one(Scalar::Decimal), decimal("42")),
        ("1.50", one(Scalar::Decimal), decimal("1.5")),
        ("-25%", one(Scalar::Decimal), decimal("-0.25")),
        ("\"x\"", one(Scalar::Text), Value::text("x")),
        ("1 year", one(Scalar::Duration), Value::Duration(Duration::months(12))),
        ("2 weeks", one(Scalar::Duration), Value::Duration(Duration::days(14))),
        ("-3 hours", one(Scalar::Duration), Value::Duration(Duration::milliseconds(-10_800_000))),
        ("2026-03-02 10:00", one(Scalar::Datetime), Value::Datetime("2026-03-02T10:00:00Z".parse().unwrap())),
        ("pro", one(plan()), member(1)),
        ("sales", one(Scalar::Team), Value::Team(TeamId::new(0))),
        ("[]", many(Scalar::Text), Value::Set(vec![])),
        ("[\"b\", \"a\", \"b\"]", many(Scalar::Text), Value::Set(vec![Value::text("a"), Value::text("b")])),
        ("[pro, trial]", many(plan()), Value::Set(vec![member(0), member(1)])),
        ("[2, 1.5]", many(Scalar::Decimal), Value::Set(vec![decimal("1.5"), decimal("2")])),
    ];
    for (expr, ty, value) in rows {
        assert_eq!(constant(expr, ty), Ok(value), "{expr}");
    }
}

#[test]
fn what_is_none_is_refused() {
    let one = Type::required;
    let many = Type::set_of;
    for (expr, ty, code) in [
        ("age", one(Scalar::Int), "E0306"),
        ("threshold", one(Scalar::Int), "E0306"),
        ("now", one(Scalar::Datetime), "E0306"),
        ("1 + 1", one(Scalar::Int), "E0306"),
        ("- -1", one(Scalar::Int), "E0306"),
        ("round(1.5)", one(Scalar::Int), "E0306"),
        ("contact.age", one(Scalar::Int), "E0306"),
        ("gold", one(Scalar::Text), "E0306"),
        ("gold", one(Scalar::Int), "E0306"),
        ("[[1]]", many(Scalar::Int), "E0306"),
        ("[age, size]", many(Scalar::Int), "E0306 E0306"),
        ("gold", one(plan()), "E0204"),
        ("[pro, gold]", many(plan()), "E0204"),
        ("salles", one(Scalar::Team), "E0204"),
        ("tier", one(plan()), "E0306"),
        ("broken", one(plan()), ""),
        ("\"pro\"", one(plan()), "E0301"),
        ("1.5", one(Scalar::Int), "E0301"),
        ("1", one(Scalar::Text), "E0301"),
        ("1", many(Scalar::Int), "E0301"),
        ("[1]", one(Scalar::Int), "E0301"),
        ("[1, \"a\"]", many(Scalar::Int), "E0301"),
        ("2026-03-02", one(Scalar::Datetime), "E0301"),
        ("2300-01-01 10:00", one(Scalar::Datetime), "E0106"),
    ] {
        assert_eq!(constant(expr, ty), Err(code.into()), "{expr}");
    }
}

#[test]
fn a_scope_of_constants_gives_one_literal() {
    let mut world = World::new();
    let scope = Scope { constant: true, ..Scope::default() };
    let expected = Expected::Type(Type::set_of(Scalar::Decimal));
    let tree = ast("[2, 1]");
    let read = world.with(|typer| typer.expr(&tree, &scope, expected));
    assert_eq!(read.summary(), "set of decimal");
    assert_eq!(world.exprs.len(), 1);
    let literal = Value::Set(vec![Value::decimal(1.into()), Value::decimal(2.into())]);
    assert_eq!(world.exprs[read.id.unwrap()].kind, ExprKind::Literal(literal));
    let tree = ast("age");
    assert_eq!(world.with(|typer| typer.expr(&tree, &scope, Expected::Any)).summary(), "E0306");
}
