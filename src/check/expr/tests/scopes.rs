//! What a place asks for, and what it allows.

use super::world::{World, ast};
use crate::ast::CompareOp;
use crate::check::expr::Expected;
use crate::check::symbols::Scope;
use crate::ir::{EnumId, EventId, Id, Scalar, Type};

#[test]
fn a_value_fits_its_place() {
    let one = |scalar| Expected::Type(Type::required(scalar));
    let maybe = |scalar| Expected::Type(Type::required(scalar).with_optional(true));
    let many = |scalar| Expected::Type(Type::set_of(scalar));
    let plan = Scalar::Enum(EnumId::new(0));
    let mut world = World::new();
    for (expr, expected, summary) in [
        ("age", one(Scalar::Int), "int"),
        ("age", maybe(Scalar::Int), "int"),
        ("size", maybe(Scalar::Int), "int?"),
        ("size", Expected::Any, "int?"),
        ("size", one(Scalar::Int), "E0305"),
        ("size ?? 1", one(Scalar::Int), "int"),
        ("age", one(Scalar::Decimal), "decimal"),
        ("size", maybe(Scalar::Decimal), "decimal?"),
        ("3", one(Scalar::Decimal), "decimal"),
        ("mrr", one(Scalar::Int), "E0301"),
        ("pro", one(plan), "plan"),
        ("tier ?? pro", one(plan), "plan"),
        ("prp", one(plan), "E0204"),
        ("\"pro\"", one(plan), "E0301"),
        ("tier", one(plan), "E0305"),
        ("sales", one(Scalar::Team), "team"),
        ("email", one(Scalar::Team), "E0203"),
        ("name", one(Scalar::Team), "E0301"),
        ("[pro, tier ?? pro]", many(plan), "set of plan"),
        ("[pro, tier]", many(plan), "E0305"),
        ("[]", many(plan), "set of plan"),
        ("[1, 2]", many(Scalar::Decimal), "set of decimal"),
        ("[1, size ?? 2]", many(Scalar::Decimal), "set of decimal"),
        ("[1.5]", many(Scalar::Int), "E0301"),
        ("levels", many(Scalar::Decimal), "E0301"),
        ("levels", one(Scalar::Int), "E0301"),
        ("age", many(Scalar::Int), "E0301"),
        ("today", one(Scalar::Datetime), "E0301"),
        ("now", one(Scalar::Date), "E0301"),
        ("30", one(Scalar::Duration), "E0301"),
        // A member wins over a field where the enum is asked for.
        ("services", one(Scalar::Enum(EnumId::new(1))), "industry"),
        ("services", one(Scalar::Int), "int"),
    ] {
        assert_eq!(world.read_as(expr, expected).summary(), summary, "{expr} as {expected:?}");
    }
}

#[test]
fn a_guard_is_a_bool_that_may_be_unknown() {
    let mut world = World::new();
    let mut guard = |expr: &str| {
        let tree = ast(expr);
        world.with(|typer| typer.guard(&tree, &World::scope())).summary()
    };
    assert_eq!(guard("vip"), "bool");
    assert_eq!(guard("opt_in"), "bool?");
    assert_eq!(guard("age"), "E0301");
    assert_eq!(guard("tier != pro"), "bool? W0309");
    let tree = ast("tier != pro");
    assert_eq!(world.with(|typer| typer.assertion(&tree, &World::scope())).summary(), "bool?");
    // The next guard is no assertion any more.
    assert_eq!(world.with(|typer| typer.guard(&tree, &World::scope())).summary(), "bool? W0309");
}

#[test]
fn event_and_moment_have_their_places() {
    let mut world = World::new();
    let mut read = |expr: &str, scope: &Scope<'_>| {
        let tree = ast(expr);
        world.with(|typer| typer.expr(&tree, scope, Expected::Any)).summary()
    };
    let none = Scope::default();
    assert_eq!(read("event.amount", &none), "E0208");
    assert_eq!(read("event", &none), "E0208");
    assert_eq!(read("was plan == pro", &none), "E0208");
    assert_eq!(read("changed plan", &none), "E0208");
    // Two things are wrong with this, and both are said.
    assert_eq!(read("was nothing", &none), "E0201 E0208");

    let both = Scope { events: vec![EventId::new(0), EventId::new(1)], ..Scope::default() };
    assert_eq!(read("event.amount", &both), "decimal?");
    assert_eq!(read("event.item", &both), "E0301");
    assert_eq!(read("event.coupon", &both), "E0204");
    assert_eq!(read("event.bad", &both), "");
    assert_eq!(read("event", &both), "E0203");
}

#[test]
fn columns_come_before_the_state() {
    let plan = Type::required(Scalar::Enum(EnumId::new(0)));
    let columns = [
        (String::from("age"), Some(Type::required(Scalar::Text))),
        (String::from("chosen"), Some(plan)),
        (String::from("unread"), None),
        (String::from("pro"), Some(Type::required(Scalar::Int))),
    ];
    let scope = Scope { columns: &columns, ..Scope::default() };
    let mut world = World::new();
    for (expr, summary) in [
        ("age", "text"),
        ("contact.age", "int"),
        ("chosen == trial", "bool"),
        ("plan == chosen", "bool"),
        ("unread", ""),
        ("unread == 1", ""),
        ("pro + 1", "int"),
        ("plan == pro", "bool"),
        ("choosen", "E0201"),
    ] {
        let tree = ast(expr);
        assert_eq!(world.with(|typer| typer.expr(&tree, &scope, Expected::Any)).summary(), summary, "{expr}");
    }
}

#[test]
fn a_place_is_what_can_change() {
    let mut world = World::new();
    for (expr, summary) in [
        ("age", "int"),
        ("contact.size", "int?"),
        ("worth", "decimal?"),
        ("maturity", "int"),
        ("sme", "bool?"),
        ("threshold", "E0203"),
        ("event.amount", "E0203"),
        ("today", "E0203"),
        ("pro", "E0201"),
        ("broken", ""),
    ] {
        let crate::ast::ExprKind::Path(path) = *ast(expr).kind else { panic!("{expr}") };
        assert_eq!(world.with(|typer| typer.place(&path, &World::scope())).summary(), summary, "{expr}");
    }
}

#[test]
fn steps_of_a_ladder() {
    use CompareOp as C;
    let mut world = World::new();
    for (by, op, value, summary) in [
        ("size", C::Greater, "250", "bool?"),
        ("age", C::LessOrEqual, "250.5", "bool"),
        ("plan", C::Equal, "pro", "bool"),
        ("plan", C::NotEqual, "pro", "bool"),
        ("plan", C::In, "[pro, trial]", "bool"),
        ("plan", C::NotIn, "[pro, trial]", "bool"),
        ("industry", C::Equal, "sas", "E0204"),
        ("plan", C::Greater, "pro", "E0302"),
        ("age", C::Greater, "\"x\"", "E0302"),
        ("name", C::Contains, "\"x\"", "E0303"),
        ("age", C::In, "name", "E0303"),
    ] {
        let (by_tree, tree) = (ast(by), ast(value));
        let read = world.with(|typer| {
            let by = typer.expr(&by_tree, &World::scope(), Expected::Any)?;
            typer.ladder_test(by, op, &tree, &World::scope())
        });
        assert_eq!(read.summary(), summary, "{by} {op:?} {value}");
    }
}

#[test]
fn a_step_takes_a_range() {
    let range = |text: &str| match *ast(&format!("x in {text}")).kind {
        crate::ast::ExprKind::Compare { right, .. } => right,
        _ => panic!("{text}"),
    };
    let mut world = World::new();
    let by_tree = ast("size");
    for (op, value, summary) in [
        (CompareOp::In, "1..5", "bool?"),
        (CompareOp::NotIn, "1..5.5", "bool?"),
        (CompareOp::In, "1..\"x\"", "E0302"),
        (CompareOp::Less, "1..5", "E0303"),
    ] {
        let tree = range(value);
        let read = world.with(|typer| {
            let by = typer.expr(&by_tree, &World::scope(), Expected::Any)?;
            typer.ladder_test(by, op, &tree, &World::scope())
        });
        assert_eq!(read.summary(), summary, "{op:?} {value}");
    }
}

#[test]
fn one_literal_serves_steps_of_several_types() {
    let mut world = World::new();
    let (by_tree, whole, part) = (ast("5"), ast("3"), ast("2.5"));
    let by = world.typer().expr(&by_tree, &World::scope(), Expected::Any).unwrap();
    for value in [&whole, &part, &whole] {
        let read = world.with(|typer| typer.ladder_test(by, CompareOp::Greater, value, &World::scope()));
        assert_eq!(read.summary(), "bool");
    }
    assert_eq!(world.exprs[by].ty, Type::required(Scalar::Int));
}

#[test]
fn all_stages_are_looked_at() {
    let mut world = World::new();
    let path = |text: &str| match *ast(text).kind {
        crate::ast::ExprKind::Path(path) => path,
        _ => panic!("{text}"),
    };
    let good = [path("lead"), path("lifecycle.done")];
    assert_eq!(world.typer().stages(&good).map(|stages| stages.len()), Some(2));
    let bad = [path("leed"), path("lead"), path("done")];
    assert_eq!(world.typer().stages(&bad), None);
    let codes: Vec<&str> = world.diagnostics.iter().map(|found| found.code.id()).collect();
    assert_eq!(codes, ["E0201", "E0205"]);
}
