//! What an expression reads.

use super::world::{World, ast};
use crate::check::expr::{Derived, derived_read, names_used, reads_clock};
use crate::ir::{Id, LetId, ScoreId, SegmentId};

#[test]
fn names_in_the_order_of_the_text() {
    let used = |expr: &str| {
        let tree = ast(expr);
        let paths = names_used(&tree).into_iter();
        paths
            .map(|path| path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("."))
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(used("a + b * -c > 3 and not d or e is set"), "a b c d e");
    assert_eq!(used("a in [b, c] and d in e..f and g between h and i"), "a b c d e f g h i");
    assert_eq!(used("is a and was b.x == c and changed d and round(max(e, f), 2) > 1"), "a b.x c d e f");
    assert_eq!(used("count of a where b > 1 in last c > 2"), "b c");
    assert_eq!(used("in stage a and last b > now and time in stage c > d"), "now d");
    assert_eq!(used("1 + 2"), "");
}

#[test]
fn derived_values_each_once() {
    let mut world = World::new();
    let id = world.read("worth > 1 and sme or maturity > worth and is sme").id.unwrap();
    let [worth, sme, maturity] =
        [Derived::Let(LetId::new(0)), Derived::Segment(SegmentId::new(0)), Derived::Score(ScoreId::new(0))];
    assert_eq!(derived_read(&world.exprs, id), [worth, sme, maturity]);
    let id = world.read("age > 1 and (was worth > 1 or unset)").id.unwrap();
    assert_eq!(derived_read(&world.exprs, id), [worth]);
}

#[test]
fn the_clock_is_seen_through_derived_values() {
    let mut world = World::new();
    let mut reads = |expr: &str, through: &dyn Fn(Derived) -> bool| {
        let id = world.read(expr).id.unwrap();
        reads_clock(&world.exprs, id, through)
    };
    let none = &|_| false;
    assert!(reads("vip or born < today - 3 days", none));
    assert!(reads("called > now or unset", none));
    assert!(reads("age in [1, 2] and tags has any [city, lower(name)] or max(called, now) == seen", none));
    assert!(!reads("vip and age > 3 and is sme", none));
    assert!(reads("vip and is sme", &|derived| matches!(derived, Derived::Segment(_))));
    assert!(!reads("vip and maturity > 3", &|derived| matches!(derived, Derived::Segment(_))));
    assert!(reads("was worth > 3", &|derived| matches!(derived, Derived::Let(_))));
}
