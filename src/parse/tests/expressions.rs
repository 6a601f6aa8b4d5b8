//! Precedence, and each form of an expression.

use super::show::expression;
use super::*;

#[track_caller]
fn reads(text: &str, tree: &str) {
    assert_eq!(expression(text), tree, "{text}");
}

#[track_caller]
fn fails(text: &str, code: Code, message: &str) {
    let found = read(&format!("let x = {text}")).diagnostics;
    let found: Vec<_> = found.iter().map(|found| (found.code, found.message.as_str())).collect();
    assert_eq!(found, [(code, message)], "{text}");
}

#[test]
fn every_level_binds_tighter_than_the_one_before() {
    reads("a or b and c or d", "(a or (b and c) or d)");
    reads("not a and not b or c", "(((not a) and (not b)) or c)");
    reads("not a == b", "(not (a Equal b))");
    reads("a == b ?? c", "(a Equal (b Coalesce c))");
    reads("a ?? b + c", "(a Coalesce (b Add c))");
    reads("a + b * c - d", "((a Add (b Multiply c)) Subtract d)");
    reads("a / b % c * d", "(((a Divide b) Remainder c) Multiply d)");
    reads("- a * - b", "((- a) Multiply (- b))");
    reads("- f(a)", "(- f(a))");
    reads("- - a", "(- (- a))");
    reads("not not a", "(not (not a))");
    reads("a - b - c", "((a Subtract b) Subtract c)");
    reads("a ?? b ?? c", "((a Coalesce b) Coalesce c)");
    reads("(a or b) and c", "((a or b) and c)");
    reads("a + (b - c)", "(a Add (b Subtract c))");
    reads("a or (b or c)", "(a or (b or c))");
}

#[test]
fn every_comparison() {
    for (text, tree) in [
        ("==", "Equal"),
        ("!=", "NotEqual"),
        ("<", "Less"),
        ("<=", "LessOrEqual"),
        (">", "Greater"),
        (">=", "GreaterOrEqual"),
        ("in", "In"),
        ("not  in", "NotIn"),
        ("contains", "Contains"),
        ("not\ncontains", "NotContains"),
        ("contains any", "ContainsAny"),
        ("contains word", "ContainsWord"),
        ("starts with", "StartsWith"),
        ("ends with", "EndsWith"),
        ("matches", "Matches"),
        ("has", "Has"),
        ("has any", "HasAny"),
        ("has none", "HasNone"),
    ] {
        reads(&format!("a {text} b and c"), &format!("((a {tree} b) and c)"));
        reads(&format!("a {text} b or unset or c"), &format!("((a {tree} b or unset) or c)"));
    }
}

#[test]
fn between_takes_its_and() {
    reads("a between 1 and 5 and b", "((a between 1 & 5) and b)");
    reads("a between 1 + 1 and b ?? 2 or unset", "(a between (1 Add 1) & (b Coalesce 2) or unset)");
    fails("a between 1 or 2", Code::Expected, "`between` needs two bounds");
}

#[test]
fn comparisons_do_not_chain() {
    fails("a == b == c", Code::ChainedComparison, "the comparisons `==` and `==` do not chain");
    fails("a < b starts with c", Code::ChainedComparison, "the comparisons `<` and `starts with` do not chain");
    fails("a == b is set", Code::ChainedComparison, "the comparisons `==` and `is set` do not chain");
    let found = &read("let x = 1 < y <= 3").diagnostics[0];
    assert_eq!(found.related.len(), 1);
    reads("(a == b) == c", "((a Equal b) Equal c)");
}

#[test]
fn ranges_stand_behind_in() {
    reads("a in 20..50 and b", "((a In 20..50) and b)");
    reads("a not in low .. high + 1", "(a NotIn low..(high Add 1))");
    reads("a in 1.5..2.5", "(a In 1.5..2.5)");
    reads("a in 2026-01-01..2026-12-31", "(a In 2026-01-01..2026-12-31)");
    reads("a in event.low..event.high", "(a In event.low..event.high)");
    fails("a == 1..2", Code::Expected, "a range stands only behind `in`");
}

#[test]
fn states_and_names() {
    reads("a is set and b ?? c is unset", "((a is set) and ((b Coalesce c) is unset))");
    reads("not a.b is set", "(not (a.b is set))");
    reads("resolution is running or is sme", "((resolution is running) or (is sme))");
    reads("resolution is paused and resolution.due > now", "((resolution is paused) and (resolution.due Greater now))");
    reads("not is dunning", "(not (is dunning))");
    fails("1 is met", Code::Expected, "only an SLA has such a state");
}

#[test]
fn stages() {
    reads("in stage lead", "(in stage lead)");
    reads("not in stage lifecycle.closed", "(not in stage lifecycle.closed)");
    reads("not not in stage a", "(not (not in stage a))");
    reads("not (in stage a)", "(not (in stage a))");
    reads("a and in stage b or not in stage c", "((a and (in stage b)) or (not in stage c))");
    reads("time in stage lead > 3 days", "((time in stage lead) Greater 3 Day)");
}

#[test]
fn what_was() {
    reads("was plan == trial and changed plan", "(((was plan) Equal trial) and (changed plan))");
    reads("not changed ticket.owner", "(not (changed ticket.owner))");
    reads("was owner", "(was owner)");
}

#[test]
fn history() {
    reads("count of e", "(Count e)");
    reads("count of e > 2", "((Count e) Greater 2)");
    reads("sum of order.total in last 90 days / 2", "((Sum order.total within 90 Day) Divide 2)");
    reads("average of a.b + min of a.b - max of a.b", "(((Average a.b) Add (Min a.b)) Subtract (Max a.b))");
    reads("no logged_in in last patience", "(No logged_in within patience)");
    reads("no e in last (2 days + 1 hour)", "(No e within (2 Day Add 1 Hour))");
    reads(
        "at least 2 purchase where amount > 50 in last 90 days",
        "(AtLeast(2) purchase where (amount Greater 50) within 90 Day)",
    );
    reads("at most 3 e and a", "((AtMost(3) e) and a)");
    reads("now - last purchase < 30 days", "((now Subtract (last purchase)) Less 30 Day)");
}

#[test]
fn a_condition_ends_at_its_window() {
    reads("any e where a == 1 or b in last 3 days and c", "((Any e where ((a Equal 1) or b) within 3 Day) and c)");
    reads("any e where a == 1 or b", "(Any e where ((a Equal 1) or b))");
    reads("(any e where a) or b", "((Any e where a) or b)");
    reads("count of e where a in [1] in last 2 days > 3", "((Count e where (a In [1]) within 2 Day) Greater 3)");
    reads(
        "no a where any b where c in last 1 day in last 2 days",
        "(No a where (Any b where c within 1 Day) within 2 Day)",
    );
    reads("no a where x > count of b in last 1 day", "(No a where (x Greater (Count b within 1 Day)))");
    reads(
        "any ticket where impact == blocking and not in stage closed",
        "(Any ticket where ((impact Equal blocking) and (not in stage closed)))",
    );
    fails("a in last 3 days", Code::Expected, "nothing is counted here");
}

#[test]
fn or_unset_without_comparison_is_a_name() {
    reads("a or unset", "(a or unset)");
    reads("a == b or unset.c", "((a Equal b) or unset.c)");
    reads("a == b or unsettled", "((a Equal b) or unsettled)");
}

#[test]
fn calls_and_lists() {
    reads("round(sum of o.total / max(count of o, 1), 2)", "round(((Sum o.total) Divide max((Count o), 1)), 2)");
    reads("f()", "f()");
    reads("a in []", "(a In [])");
    reads("a in [1, 2 + 3, \"x\",]", "(a In [1, (2 Add 3), \"x\"])");
    fails("a.b(1)", Code::Expected, "a function has a plain name");
}

#[test]
fn what_needs_brackets_says_so() {
    fails("a == not b", Code::Expected, "`not` can't stand here");
    fails("- not b", Code::Expected, "`not` can't stand here");
}

#[test]
fn places_are_those_of_the_text() {
    let text = "let x = not in stage a or (b + 2 days) > c";
    let DeclarationKind::Let(found) = one(text) else { panic!() };
    let at = |expr: &crate::ast::Expr| &text[expr.place.0.range()];
    assert_eq!(at(&found.value), &text[8..]);
    let crate::ast::ExprKind::Or(both) = found.value.kind.as_ref() else { panic!() };
    assert_eq!(at(&both[0]), "not in stage a");
    assert_eq!(at(&both[1]), "(b + 2 days) > c");
    let crate::ast::ExprKind::Compare { left, right, .. } = both[1].kind.as_ref() else { panic!() };
    assert_eq!((at(left), at(right)), ("(b + 2 days)", "c"));
}
