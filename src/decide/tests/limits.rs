//! The largest expressions that the language allows, on a small stack.

use super::build::*;
use crate::decide::eval::{Absence, evaluate};
use crate::ir::*;

/// A chain of 256 operators below 32 brackets.
fn deep(build: &mut Build, bottom: ExprId) -> ExprId {
    let one = build.int(1);
    let mut expr = bottom;
    for _ in 0..256 {
        expr = build.arithmetic(Arithmetic::Add, expr, one);
    }
    for _ in 0..32 {
        expr = build.e(ExprKind::Call { function: Function::Abs, arguments: vec![expr] });
    }
    expr
}

#[test]
fn the_deepest_expression_fits_a_small_stack() {
    let ask = || {
        let mut build = Build::new();
        let event = build.event("go");
        let bottom = build.int(0);
        let inner = deep(&mut build, bottom);
        let mut expr = inner;
        for index in 0..100 {
            let derived = build.derived(&format!("d{index}"), expr);
            let read = build.e(ExprKind::Let(derived));
            expr = deep(&mut build, read);
        }
        let guard = build.compare(Comparison::Equal, expr, expr);
        let mail = build.action("mail", |_| {});
        let mut nots = guard;
        for _ in 0..256 {
            nots = build.e(ExprKind::Not(nots));
        }
        build.rule("rule", on(event), |rule| {
            rule.guard = Some(nots);
            rule.calls = vec![call(mail)];
        });
        let program = build.program();
        let state = contact(&program);
        assert_eq!(evaluate(&program, &state, &[], expr, Absence::Unknown), Ok(Value::Int(256 * 101)));
        assert_eq!(fired(&feed(&program, &state, "go")), ["mail"]);
    };
    let thread = std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(ask).unwrap();
    thread.join().unwrap();
}
