//! Every kind of expression is met, and none is too deep.

use std::collections::BTreeMap;

use super::record::Record;
use super::{NORTH_STARS, tree};
use crate::ast::ExprKind;

const KINDS: [&str; 28] = [
    "Bool",
    "Int",
    "Decimal",
    "Percent",
    "Text",
    "Duration",
    "Date",
    "DateTime",
    "List",
    "Range",
    "Path",
    "Not",
    "Negate",
    "And",
    "Or",
    "Arithmetic",
    "Compare",
    "Between",
    "IsSet",
    "IsState",
    "IsNamed",
    "InStage",
    "Was",
    "Changed",
    "Call",
    "Quantified",
    "Last",
    "TimeInStage",
];

/// The kind's name; a new kind does not compile until it stands here, and in `KINDS`.
fn name(kind: &ExprKind) -> &'static str {
    use ExprKind as K;
    let at = match kind {
        K::Bool(_) => 0,
        K::Int(_) => 1,
        K::Decimal(_) => 2,
        K::Percent(_) => 3,
        K::Text(_) => 4,
        K::Duration(_) => 5,
        K::Date(_) => 6,
        K::DateTime(_) => 7,
        K::List(_) => 8,
        K::Range { .. } => 9,
        K::Path(_) => 10,
        K::Not(_) => 11,
        K::Negate(_) => 12,
        K::And(_) => 13,
        K::Or(_) => 14,
        K::Arithmetic { .. } => 15,
        K::Compare { .. } => 16,
        K::Between { .. } => 17,
        K::IsSet { .. } => 18,
        K::IsState { .. } => 19,
        K::IsNamed(_) => 20,
        K::InStage { .. } => 21,
        K::Was(_) => 22,
        K::Changed(_) => 23,
        K::Call { .. } => 24,
        K::Quantified(_) => 25,
        K::Last(_) => 26,
        K::TimeInStage(_) => 27,
    };
    KINDS[at]
}

fn counted(text: &str, to: &mut BTreeMap<&'static str, usize>) {
    let file = tree(text);
    for expr in Record::of(&file).exprs {
        *to.entry(name(&expr.kind)).or_default() += 1;
    }
}

#[test]
fn each_kind_of_expression() {
    let mut met = BTreeMap::new();
    for text in NORTH_STARS {
        counted(text, &mut met);
    }
    counted(
        "let x = -a + 4.20 between 1 and 5 or reply is breached and was b == c and time in stage d > 1 day or changed e",
        &mut met,
    );
    let mut kinds = KINDS;
    kinds.sort_unstable();
    assert_eq!(met.into_keys().collect::<Vec<_>>(), kinds);
}

#[test]
fn each_part_of_an_expression() {
    let mut met = BTreeMap::new();
    counted("let x = count of e where a == 1 in last 2 days > max(b, 3) and c between 4 and 5 and d in 6..7", &mut met);
    let expected = [
        ("And", 1),
        ("Between", 1),
        ("Call", 1),
        ("Compare", 3),
        ("Duration", 1),
        ("Int", 6),
        ("Path", 4),
        ("Quantified", 1),
        ("Range", 1),
    ];
    assert_eq!(met.into_iter().collect::<Vec<_>>(), expected);
}

/// The deepest that the parser gives, on half of the smallest stack: the callers need some
/// of it too.
#[test]
fn the_deepest_trees() {
    let deep = |count: usize, open: &str, inner: &str, close: &str| {
        format!("{}{inner}{}", open.repeat(count), close.repeat(count))
    };
    let minuses = |count: usize| format!("{}y", "- ".repeat(count));
    // Each `where` counts as an operator too.
    let nested = format!("{}{}", "any t where ".repeat(32), deep(32, "f(", &minuses(224), ")"));
    let chain = format!("y{}", " + y".repeat(256));
    let steps = format!("sequence s {{ {} }}", deep(31, "when g { ", "do a", "}"));
    let nots = format!("{}y", "not ".repeat(256));
    let waits = format!(
        "sequence s {{ {} }}",
        deep(31, "wait 1 day or e { do a } else { ", &format!("set a = {}", minuses(256)), "}")
    );
    let stages = format!("journey j {{ {} }}", deep(31, "stage a { ", "stage b", "}"));
    let lets = [nested, chain, nots].map(|text| format!("let x = {text}"));
    for text in lets.into_iter().chain([steps, waits, stages]) {
        let file = tree(&text);
        let walk = move || Record::of(&file).places.len();
        let visited = std::thread::Builder::new().stack_size(1 << 20).spawn(walk).unwrap().join().unwrap();
        assert!(visited > 60, "{visited} in {text}");
    }
}
