//! What an expression reads.

use super::world::{World, ast};
use crate::check::expr::{Derived, derived_read, names_used};
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
