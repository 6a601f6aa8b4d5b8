//! The deepest expressions that the parser lets through, on half of the smallest stack: the
//! callers need some of it too.

use super::world::World;
use crate::ast::{ArithmeticOp, CompareOp, Expr, ExprKind, Name, Path, Place};
use crate::check::expr::{Expected, derived_read, names_used};

/// Operators in one expression, and brackets in each other.
const OPERATORS: usize = 256;
const BRACKETS: usize = 32;

fn expr(kind: ExprKind) -> Expr {
    Expr { kind: Box::new(kind), place: Place::default() }
}

fn name(text: &str) -> Expr {
    let name = Name { text: text.into(), place: Place::default() };
    expr(ExprKind::Path(Path { parts: vec![name], place: Place::default() }))
}

fn nested(times: usize, innermost: Expr, mut wrap: impl FnMut(Expr) -> ExprKind) -> Expr {
    (0..times).fold(innermost, |inner, _| expr(wrap(inner)))
}

fn on_a_small_stack(act: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(act).unwrap().join().unwrap();
}

fn summary(tree: &Expr) -> String {
    let mut world = World::new();
    let read = world.with(|typer| typer.expr(tree, &World::scope(), Expected::Any));
    names_used(tree);
    if let Some(id) = read.id {
        derived_read(&world.exprs, id);
    }
    let mut codes: Vec<&str> = read.found.iter().map(|found| found.code.id()).collect();
    codes.dedup();
    format!("{} {}", read.ty.unwrap_or_default(), codes.join(" "))
}

fn chain(op: ArithmeticOp, leaf: &str) -> Expr {
    nested(OPERATORS + BRACKETS, name(leaf), |left| ExprKind::Arithmetic { op, left, right: name(leaf) })
}

#[test]
fn deep_chains() {
    on_a_small_stack(|| {
        assert_eq!(summary(&chain(ArithmeticOp::Add, "age")), "int ");
        assert_eq!(summary(&chain(ArithmeticOp::Divide, "size")), "decimal? ");
        assert_eq!(summary(&chain(ArithmeticOp::Coalesce, "size")), "int? ");
        assert_eq!(summary(&nested(OPERATORS + BRACKETS, name("opt_in"), ExprKind::Not)), "bool? ");
        assert_eq!(summary(&nested(OPERATORS + BRACKETS, name("age"), ExprKind::Negate)), "int ");
    });
}

#[test]
fn deep_chains_of_errors() {
    on_a_small_stack(|| {
        assert_eq!(summary(&chain(ArithmeticOp::Coalesce, "nothing")), " E0201");
        assert_eq!(summary(&chain(ArithmeticOp::Add, "nothing")), " E0201");
        assert_eq!(summary(&nested(OPERATORS, name("nothing"), ExprKind::Not)), " E0201");
    });
}

#[test]
fn deep_brackets() {
    on_a_small_stack(|| {
        let compare = |op, or_unset| move |left| ExprKind::Compare { op, left, right: name("opt_in"), or_unset };
        let both = |times, wrap: &dyn Fn(Expr) -> ExprKind| {
            summary(&nested(times, name("opt_in"), |inner| ExprKind::Not(expr(wrap(inner)))))
        };
        assert_eq!(both(OPERATORS / 2, &compare(CompareOp::Equal, false)), "bool? ");
        assert_eq!(both(OPERATORS / 2, &compare(CompareOp::Equal, true)), "bool? ");
        let lists = nested(BRACKETS, name("age"), |inner| ExprKind::List(vec![inner]));
        assert_eq!(summary(&lists), " E0301");
        let calls = nested(BRACKETS, name("age"), |inner| ExprKind::Call {
            function: Name { text: "max".into(), place: Place::default() },
            arguments: vec![inner, name("size")],
        });
        assert_eq!(summary(&calls), "int? ");
    });
}

#[test]
fn a_long_list_takes_no_long_time() {
    let items = |kind: fn(i64) -> Expr| expr(ExprKind::List((0..10_000).map(kind).collect()));
    let number = |at| expr(ExprKind::Int(at));
    let tree = expr(ExprKind::Compare { op: CompareOp::In, left: name("age"), right: items(number), or_unset: false });
    assert_eq!(summary(&tree), "bool ");
    let unknown = |_| name("nothing");
    assert_eq!(summary(&items(unknown)), " E0201");
}
