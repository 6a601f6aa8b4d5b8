//! The form that expressions are lowered to.

use super::world::World;
use crate::ir::*;

/// The lowered form in brackets.
fn render(world: &World, id: ExprId) -> String {
    let expr = &world.exprs[id];
    let all = |ids: &[ExprId]| ids.iter().map(|&id| render(world, id)).collect::<Vec<_>>().join(" ");
    let one = |id: &ExprId| render(world, *id);
    match &expr.kind {
        ExprKind::Literal(Value::Int(value)) => value.to_string(),
        ExprKind::Literal(Value::Decimal(value)) => format!("{value}d"),
        ExprKind::Literal(Value::Text(value)) => format!("{value:?}"),
        ExprKind::Literal(Value::Member(_, at)) => format!("#{at}"),
        ExprKind::Literal(Value::Duration(value)) => format!("{}m{}d{}", value.months, value.days, value.milliseconds),
        ExprKind::Field(id) => format!("f{}", id.index()),
        ExprKind::Payload(ids) => format!("p{:?}", ids.iter().map(|id| id.index()).collect::<Vec<_>>()),
        ExprKind::Segment(id) => format!("seg{}", id.index()),
        ExprKind::List(ids) => format!("[{}]", all(ids)),
        ExprKind::Not(id) => format!("(not {})", one(id)),
        ExprKind::And(ids) => format!("(and {})", all(ids)),
        ExprKind::Or(ids) => format!("(or {})", all(ids)),
        ExprKind::Widen(id) => format!("(widen {})", one(id)),
        ExprKind::Negate(id) => format!("(- {})", one(id)),
        ExprKind::Arithmetic { op, left, right } => format!("({op:?} {} {})", one(left), one(right)),
        ExprKind::Coalesce { left, right } => format!("(?? {} {})", one(left), one(right)),
        ExprKind::Compare { op, left, right } => format!("({op:?} {} {})", one(left), one(right)),
        ExprKind::Between { value, low, high } => format!("(between {} {} {})", one(value), one(low), one(high)),
        ExprKind::OneOf { value, elements } => format!("(one-of {} {})", one(value), all(elements)),
        ExprKind::Has { set, value } => format!("(has {} {})", one(set), one(value)),
        ExprKind::HasAny { set, other } => format!("(has-any {} {})", one(set), one(other)),
        ExprKind::TextTest { op, text, part } => format!("({op:?} {} {})", one(text), one(part)),
        ExprKind::ContainsAny { text, elements } => format!("(contains-any {} {})", one(text), all(elements)),
        ExprKind::Matches { text, pattern } => format!("(matches {} {pattern})", one(text)),
        ExprKind::IsSet(id) => format!("(set? {})", one(id)),
        ExprKind::OrUnset { test, value } => format!("(or-unset {} {})", one(test), one(value)),
        ExprKind::InStage(stages) => format!("(stage {:?})", stages.iter().map(|id| id.index()).collect::<Vec<_>>()),
        ExprKind::Was(id) => format!("(was {})", one(id)),
        ExprKind::Changed(id) => format!("(changed {})", one(id)),
        ExprKind::Call { function, arguments } => format!("({function:?} {})", all(arguments)),
        other => format!("{other:?}"),
    }
}

#[test]
fn forms() {
    // Fields by number: plan 0, tier 1, name 4, city 5, age 6, size 7, mrr 8, vip 10,
    // born 12, term 16, tags 18, levels 19, amounts 20, plans 21.
    let mut world = World::new();
    for (expr, form) in [
        ("-5", "-5"),
        ("-age", "(- f6)"),
        ("25%", "0.25d"),
        ("1 week", "0m7d0"),
        ("age + 1.5", "(Add (widen f6) 1.5d)"),
        ("age / 2", "(Divide (widen f6) 2d)"),
        ("2 days + born", "(Add f12 0m2d0)"),
        ("2 * term", "(Multiply f16 2)"),
        ("mrr > 3", "(Greater f8 3d)"),
        ("pro == plan", "(Equal #1 f0)"),
        ("tier != pro or unset", "(or-unset (NotEqual f1 #1) f1)"),
        ("mrr / age > 3 or unset", "(or-unset (Greater (Divide f8 (widen f6)) 3d) (Divide f8 (widen f6)))"),
        ("age > 2.5 or unset", "(or-unset (Greater (widen f6) 2.5d) (widen f6))"),
        ("size not in 1..2 or unset", "(or-unset (not (between f7 1 2)) f7)"),
        ("age in [1, 2.5]", "(one-of (widen f6) 1d 2.5d)"),
        ("plan not in [pro]", "(not (one-of f0 #1))"),
        ("age in []", "(one-of f6 )"),
        ("name in tags", "(has f18 f4)"),
        ("city in tags or unset", "(or-unset (has f18 f5) f5)"),
        ("tags has name", "(has f18 f4)"),
        ("amounts has age", "(has f20 (widen f6))"),
        ("amounts has none [1]", "(not (has-any f20 [1d]))"),
        ("plans has any [pro, tier]", "(has-any f21 [#1 f1])"),
        ("name not contains \"a\"", "(not (Contains f4 \"a\"))"),
        ("name contains word \"a\"", "(ContainsWord f4 \"a\")"),
        ("name contains any [\"a\", city]", "(contains-any f4 \"a\" f5)"),
        ("name matches \"^a\"", "(matches f4 ^a)"),
        ("size is unset", "(not (set? f7))"),
        ("not in stage lead", "(not (stage [0]))"),
        ("is sme", "seg0"),
        ("sme and vip and true", "(and seg0 f10 Literal(Bool(true)))"),
        ("was size > 3", "(Greater (was f7) 3)"),
        ("changed tier", "(changed f1)"),
        ("event.amount > 3", "(Greater p[0] 3d)"),
        ("size ?? 0.5", "(?? (widen f7) 0.5d)"),
        ("round(age, 2)", "(Round (widen f6) 2)"),
        ("max(age, 2.5)", "(Max (widen f6) 2.5d)"),
    ] {
        let read = world.read(expr);
        let id = read.id.unwrap_or_else(|| panic!("{expr}: {:?}", read.found));
        assert_eq!(render(&world, id), form, "{expr}");
    }
}

#[test]
fn parts_stand_before_their_whole() {
    let mut world = World::new();
    for expr in [
        "pro == (tier ?? trial) and (size not in [1, 2.5] or unset) or tags has any [\"a\", city]",
        "2 days + born > today - 3 months and max(age, 2.5, mrr) between 1 and 2",
    ] {
        world.read(expr);
    }
    for (id, expr) in world.exprs.iter() {
        let text = format!("{:?}", expr.kind);
        for part in text.split("ExprId(").skip(1) {
            let part: usize = part.split(')').next().unwrap().parse().unwrap();
            assert!(part < id.index(), "{text} at {}", id.index());
        }
    }
}

/// What `or unset` looks at is the very part that its test looks at: it is evaluated once.
#[test]
fn or_unset_shares_its_value_with_the_test() {
    let mut world = World::new();
    for expr in [
        "age > 2.5 or unset",
        "size not in [1, 2.5] or unset",
        "size not in 1..2.5 or unset",
        "size between 1 and 2.5 or unset",
        "age in amounts or unset",
        "tags has none [\"a\"] or unset",
        "city not contains \"a\" or unset",
        "city contains any [\"a\"] or unset",
        "city matches \"a\" or unset",
    ] {
        let id = world.read(expr).id.unwrap();
        let ExprKind::OrUnset { test, value } = world.exprs[id].kind else { panic!("{expr}") };
        let test = match world.exprs[test].kind {
            ExprKind::Not(inner) => inner,
            _ => test,
        };
        let shared = match &world.exprs[test].kind {
            ExprKind::Compare { left: one, .. }
            | ExprKind::OneOf { value: one, .. }
            | ExprKind::Between { value: one, .. }
            | ExprKind::Has { value: one, .. }
            | ExprKind::HasAny { set: one, .. }
            | ExprKind::TextTest { text: one, .. }
            | ExprKind::ContainsAny { text: one, .. }
            | ExprKind::Matches { text: one, .. } => *one,
            other => panic!("{expr}: {other:?}"),
        };
        assert_eq!(shared, value, "{expr}");
    }
}

#[test]
fn spans_are_those_of_the_text() {
    let mut world = World::new();
    let expr = "vip and size not in [1, 2] or unset";
    let id = world.read(expr).id.unwrap();
    assert_eq!(World::slice(expr, world.exprs[id].span), expr);
    let ExprKind::And(parts) = &world.exprs[id].kind else { panic!() };
    let slices: Vec<String> = parts.iter().map(|&part| World::slice(expr, world.exprs[part].span)).collect();
    assert_eq!(slices, ["vip", "size not in [1, 2] or unset"]);
}
