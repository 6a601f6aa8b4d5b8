use proptest::prelude::*;

use super::*;
use crate::ast::*;

fn tree(text: &str) -> File {
    let parsed = parse(text, FileId(0), &Limits::default());
    assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
    parsed.file
}

/// Formats `text` and checks that it says `expected`, and that formatting that changes nothing.
#[track_caller]
fn becomes(text: &str, expected: &str) {
    let printed = format(text).unwrap_or_else(|error| panic!("{error}: {}", print(&tree(text))));
    assert_eq!(printed, expected);
    assert_eq!(format(&printed).unwrap(), expected);
}

#[track_caller]
fn expression(text: &str, expected: &str) {
    becomes(&format!("let x = {text}"), &format!("let x = {expected}\n"));
}

#[test]
fn the_shared_blueprints_keep_their_meaning() {
    for text in [
        include_str!("../../tests/north_star/saas_b2b.blueprint"),
        include_str!("../../tests/north_star/sav.blueprint"),
        include_str!("../../tests/north_star/forms.blueprint"),
    ] {
        let printed = format(text).unwrap_or_else(|error| panic!("{error}\n{}", print(&tree(text))));
        assert_eq!(tree(&printed), tree(text));
        assert_eq!(format(&printed).unwrap(), printed);
        assert!(printed.lines().all(|line| line == line.trim_end()));
    }
}

#[test]
fn parentheses_stand_only_where_the_order_needs_them() {
    expression("((a or b)) and (not (c))", "(a or b) and not c");
    expression("(a and b) or c", "a and b or c");
    expression("(1 + 2) * 3 - (4 - 5) - (6 * 7)", "(1 + 2) * 3 - (4 - 5) - 6 * 7");
    expression("(a ?? b) ?? (c ?? d)", "a ?? b ?? (c ?? d)");
    expression("(a ?? 1) + 2 > -(b + 1)", "(a ?? 1) + 2 > -(b + 1)");
    expression("(a == b) == c", "(a == b) == c");
    expression("not (in stage lead) and not in stage mql", "not (in stage lead) and not in stage mql");
    expression("(any ticket where a == 1) and b", "(any ticket where a == 1) and b");
    expression("no x where (count of y > 2) in last 7 days", "no x where (count of y > 2) in last 7 days");
    expression("a == b or (unset)", "a == b or (unset)");
    expression("a != b or unset or c", "a != b or unset or c");
    expression("a   in 1 .. 2", "a in 1..2");
}

#[test]
fn literals_have_one_form() {
    expression("1  days + 2 day", "1 day + 2 days");
    expression("12.50% + 1.0", "12.5% + 1.0");
    expression("2026-03-02   10:00:00 - 2026-03-02", "2026-03-02 10:00 - 2026-03-02");
    expression(r#""a\"\\\n\t\u{e9}\u{202e}""#, r#""a\"\\\n\té\u{202e}""#);
}

#[test]
fn comments_and_documentation_are_kept() {
    becomes(
        "//!  File\n// about\n/// The team\nteam ops /* */ // here\n".replace(" /* */", "").as_str(),
        "//!  File\n\n// about\n/// The team\nteam ops // here\n",
    );
    becomes(
        "rule r {\n// why\non e // what\n/// doc\ndo a\n// last\n}\n//end",
        "rule r {\n  // why\n  on e // what\n  /// doc\n  do a\n  // last\n}\n\n// end\n",
    );
    becomes("enum e {\n// first\na,\nb \"B\" // second\n}", "enum e {\n  // first\n  a\n  b \"B\" // second\n}\n");
}

#[test]
fn headers_take_what_reads_best_there() {
    becomes(
        "journey j { stage a { initial } stage b { final phase \"x\" } transition a -> b { on e when c do d set x=1 } }",
        "\
journey j {
  stage a initial

  stage b final {
    phase \"x\"
  }
"
        .replace("stage a initial\n\n  stage b final {\n    phase \"x\"\n  }\n", "stage a initial\n  stage b final { phase \"x\" }\n\n  transition a -> b on e when c {\n    do d\n    set x = 1\n  }\n}\n")
        .as_str(),
    );
    becomes("segment s { when a == 1 }", "segment s when a == 1\n");
    becomes("event e { a: text b: int? }", "event e { a: text  b: int? }\n");
}

#[test]
fn declarations_of_one_kind_and_line_stand_together() {
    becomes("team a team b\nsystem c\n\n\n", "team a\nteam b\n\nsystem c\n");
}

#[test]
fn a_text_with_errors_is_refused() {
    let error = format("team 1").unwrap_err();
    assert!(matches!(&error, FormatError::Syntax(parsed) if !parsed.diagnostics.is_empty()), "{error}");
}

fn name_of(text: &str) -> Name {
    Name { text: text.to_owned(), place: Place::default() }
}

fn path_of(text: &str) -> Path {
    Path { parts: text.split('.').map(name_of).collect(), place: Place::default() }
}

fn whole(kind: ExprKind) -> Expr {
    Expr { kind: Box::new(kind), place: Place::default() }
}

fn any_path() -> impl Strategy<Value = Path> {
    prop::sample::select(vec![
        "a", "event.b", "été", "inbox", "notify", "unset", "last", "any", "count", "stage", "set", "time",
    ])
    .prop_map(path_of)
}

fn operand() -> impl Strategy<Value = Expr> {
    let units = prop::sample::select(vec![TimeUnit::Second, TimeUnit::Day, TimeUnit::Month]);
    prop_oneof![
        any_path().prop_map(ExprKind::Path),
        any::<bool>().prop_map(ExprKind::Bool),
        (0..i64::MAX).prop_map(ExprKind::Int),
        (0..i64::MAX, 1u32..6).prop_map(|(n, scale)| ExprKind::Decimal(rust_decimal::Decimal::new(n, scale))),
        (0..100_000i64).prop_map(|n| ExprKind::Percent(rust_decimal::Decimal::new(n, 4))),
        any::<String>().prop_map(ExprKind::Text),
        (0..9u32, units).prop_map(|(amount, unit)| ExprKind::Duration(Duration {
            amount,
            unit,
            place: Place::default()
        })),
        (1..9999i32, 1..366u32).prop_map(|(y, d)| ExprKind::Date(chrono::NaiveDate::from_yo_opt(y, d).unwrap())),
        (1..2_000_000_000i64)
            .prop_map(|s| ExprKind::DateTime(chrono::DateTime::from_timestamp(s, 0).unwrap().naive_utc())),
        Just(ExprKind::IsNamed(path_of("sme"))),
        any::<bool>().prop_map(|negated| ExprKind::InStage { stage: path_of("j.lead"), negated }),
        Just(ExprKind::Was(path_of("plan"))),
        Just(ExprKind::Changed(path_of("plan"))),
        Just(ExprKind::Last(path_of("purchase"))),
        Just(ExprKind::TimeInStage(path_of("lead"))),
    ]
    .prop_map(whole)
}

fn tree_of_expressions() -> impl Strategy<Value = Expr> {
    use ArithmeticOp::*;
    use CompareOp::*;
    operand().prop_recursive(4, 24, 3, |inner| {
        let arithmetic = prop::sample::select(vec![Add, Subtract, Multiply, Divide, Remainder, Coalesce]);
        let compare = prop::sample::select(vec![
            Equal,
            NotEqual,
            Less,
            LessOrEqual,
            Greater,
            GreaterOrEqual,
            In,
            NotIn,
            Contains,
            NotContains,
            ContainsAny,
            ContainsWord,
            StartsWith,
            EndsWith,
            Matches,
            Has,
            HasAny,
            HasNone,
        ]);
        let quantifier = prop::sample::select(vec![
            Quantifier::Count,
            Quantifier::Sum,
            Quantifier::Any,
            Quantifier::No,
            Quantifier::AtLeast(2),
            Quantifier::AtMost(1),
        ]);
        let pair = || (inner.clone(), inner.clone());
        let list = |least| prop::collection::vec(inner.clone(), least..4);
        prop_oneof![
            inner.clone().prop_map(ExprKind::Not),
            inner.clone().prop_map(ExprKind::Negate),
            list(2).prop_map(ExprKind::And),
            list(2).prop_map(ExprKind::Or),
            list(0).prop_map(ExprKind::List),
            list(0).prop_map(|arguments| ExprKind::Call { function: name_of("round"), arguments }),
            (arithmetic, pair()).prop_map(|(op, (left, right))| ExprKind::Arithmetic { op, left, right }),
            (compare, pair(), any::<bool>()).prop_map(|(op, (left, right), or_unset)| ExprKind::Compare {
                op,
                left,
                right,
                or_unset
            }),
            (pair(), inner.clone()).prop_map(|((low, high), left)| {
                let right = whole(ExprKind::Range { low, high });
                ExprKind::Compare { op: In, left, right, or_unset: false }
            }),
            (pair(), inner.clone(), any::<bool>()).prop_map(|((low, high), value, or_unset)| ExprKind::Between {
                value,
                low,
                high,
                or_unset
            }),
            (inner.clone(), any::<bool>()).prop_map(|(value, negated)| ExprKind::IsSet { value, negated }),
            (quantifier, prop::option::of(inner.clone()), prop::option::of(inner.clone())).prop_map(
                |(quantifier, filter, window)| {
                    let over = path_of("purchase");
                    ExprKind::Quantified(Quantified { quantifier, over, filter, window })
                }
            ),
        ]
        .prop_map(whole)
    })
}

proptest! {
    #[test]
    fn every_expression_is_read_as_it_was_printed(expr in tree_of_expressions()) {
        let text = format!("let x = {}\n", expression::expr(&expr));
        let parsed = parse(&text, FileId(0), &Limits::default());
        prop_assert!(parsed.diagnostics.is_empty(), "{text}\n{:?}", parsed.diagnostics);
        let [Declaration { kind: DeclarationKind::Let(found), .. }] = parsed.file.declarations.as_slice() else {
            return Err(TestCaseError::fail(text));
        };
        prop_assert!(found.value == expr, "{}", text);
        prop_assert_eq!(print(&parsed.file), text);
    }

    #[test]
    fn any_text_is_formatted_or_refused(text in "(//[ a-c]{0,4}\n|///? ?x\n|team a|rule r|[{}\",a \n]|on e|do a| when a == [1-3]|enum e|stage s|b: int){0,14}") {
        if let Ok(printed) = format(&text) {
            prop_assert_eq!(format(&printed).unwrap(), printed);
        }
    }
}
