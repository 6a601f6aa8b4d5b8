//! Laws that hold for every expression.

use proptest::prelude::*;

use super::world::{World, ast};
use crate::check::expr::Expected;
use crate::diagnostic::Severity;
use crate::ir::{EnumId, Id, Scalar, Type};

/// The text of some expression, mostly a wrong one.
fn text() -> impl Strategy<Value = String> {
    let leaf = proptest::sample::select(vec![
        "true",
        "3",
        "2.5",
        "\"pro\"",
        "2 days",
        "3 hours",
        "2026-03-02",
        "2026-03-02 10:00",
        "plan",
        "tier",
        "pro",
        "saas",
        "industry",
        "services",
        "name",
        "city",
        "age",
        "size",
        "mrr",
        "rate",
        "vip",
        "opt_in",
        "born",
        "seen",
        "term",
        "tags",
        "levels",
        "amounts",
        "plans",
        "desk",
        "sales",
        "worth",
        "threshold",
        "sme",
        "maturity",
        "now",
        "today",
        "event.amount",
        "contact.size",
        "nothing",
        "email",
        "lead",
        "[]",
        "in stage lead",
        "in stage done",
        "changed plan",
        "was size",
        "was threshold",
        "is sme",
        "last bought",
    ])
    .prop_map(String::from);
    let binary = proptest::sample::select(vec![
        "and",
        "or",
        "==",
        "!=",
        "<",
        ">=",
        "in",
        "not in",
        "contains",
        "not contains",
        "contains any",
        "starts with",
        "matches",
        "has",
        "has any",
        "has none",
        "+",
        "-",
        "*",
        "/",
        "%",
        "??",
    ]);
    let call = proptest::sample::select(vec!["round", "floor", "min", "max", "abs", "lower", "length", "other"]);
    leaf.prop_recursive(4, 24, 3, move |inner| {
        let (a, b, c) = (inner.clone(), inner.clone(), inner);
        prop_oneof![
            4 => (a.clone(), binary.clone(), b.clone()).prop_map(|(a, op, b)| format!("({a}) {op} ({b})")),
            1 => (a.clone(), b.clone()).prop_map(|(a, b)| format!("({a}) != ({b}) or unset")),
            1 => (a.clone(), b.clone(), c).prop_map(|(a, b, c)| format!("({a}) between ({b}) and ({c})")),
            1 => (a.clone(), b.clone()).prop_map(|(a, b)| format!("[{a}, {b}]")),
            1 => (a.clone(), b.clone()).prop_map(|(a, b)| format!("({a}) in [{b}, 3]")),
            1 => a.clone().prop_map(|a| format!("({a}) is unset")),
            1 => a.clone().prop_map(|a| format!("not ({a})")),
            1 => a.clone().prop_map(|a| format!("-({a})")),
            1 => (call.clone(), a.clone()).prop_map(|(f, a)| format!("{f}({a})")),
            1 => (call.clone(), a, b).prop_map(|(f, a, b)| format!("{f}({a}, {b})")),
        ]
    })
}

fn expected() -> impl Strategy<Value = Expected> {
    let scalars = proptest::sample::select(vec![
        Scalar::Bool,
        Scalar::Int,
        Scalar::Decimal,
        Scalar::Text,
        Scalar::Enum(EnumId::new(0)),
        Scalar::Team,
    ]);
    prop_oneof![
        Just(Expected::Any),
        (scalars, any::<bool>(), any::<bool>()).prop_map(|(scalar, set, optional)| Expected::Type(Type {
            scalar,
            set,
            optional
        })),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Either there is a value that fits, or an error says why not; never both, never neither.
    #[test]
    fn a_value_or_an_error(text in text(), expected in expected()) {
        let mut world = World::new();
        let tree = ast(&text);
        let id = world.typer().expr(&tree, &World::scope(), expected);
        let errors = world.diagnostics.iter().filter(|found| found.severity == Severity::Error).count();
        prop_assert_eq!(id.is_some(), errors == 0, "{}: {:?}", text, world.diagnostics);
        if let (Some(id), Expected::Type(wanted)) = (id, expected) {
            let found = world.exprs[id].ty;
            prop_assert!(found.scalar == wanted.scalar && found.set == wanted.set, "{}: {:?}", text, found);
            prop_assert!(wanted.optional || !found.optional, "{}", text);
        }
        for found in &world.diagnostics {
            let span = found.span.unwrap_or_default();
            prop_assert!(span.start < span.end && World::slice(&text, span) != "elsewhere", "{found:?}");
            prop_assert!(!found.message.is_empty());
        }
    }
}
