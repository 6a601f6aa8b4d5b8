use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::*;
use crate::ast::*;
use crate::parse::{Limits, parse};
use crate::text::FileId;

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

/// The declarations of the shared blueprints, each as text.
fn declarations() -> &'static [String] {
    static ALL: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    ALL.get_or_init(read_declarations)
}

fn read_declarations() -> Vec<String> {
    let texts = [
        include_str!("../../tests/north_star/saas_b2b.blueprint"),
        include_str!("../../tests/north_star/sav.blueprint"),
        include_str!("../../tests/north_star/forms.blueprint"),
        OTHER_FORMS,
    ];
    let slices = |text: &'static str| {
        let found = tree(text).declarations.into_iter();
        found.filter_map(|found| text.get(found.place.0.range())).map(str::to_owned).collect::<Vec<_>>()
    };
    texts.into_iter().flat_map(slices).collect()
}

/// Forms that the shared blueprints do not show.
const OTHER_FORMS: &str = r#"
rule a { on enter lead, mql  do x with { n: 1, m: "two" }, y  set plan = pro, mrr = 2  add 1 + 2 to tags
  remove "a" from tags  limit 3 defer  limit 2 per day drop  active from 2026-01-01  holdout 12.5%  priority -3
  owner sales  accountable ops  consulted csm  informed support, sales  meta { a: "b", c: "d" }  renamed from old }
rule b { on exit lead  start s  active until 2026-12-31 }
rule c { after 3 days in stage lead, mql  do x }
rule d { at 2 days after birthday at 09:30  do x }
rule e { every week on mon, thu..fri at 10:00  do x }
rule f { every year on 12-25  do x }
rule g { at birthday  do x }
event e1 of ticket by key { a: set of text = ["x"] { personal  basis consent }  b: enum { m "M", n renamed from o }? }
mode m1 of ticket "M" { when a == 1  suspend channel email defer at most 2 days, rule r drop }
opening o { mon, wed 08:00..12:00, 13:00..24:00  closed last sun of march, 2026-01-01 }
sequence s of ticket { reentry never  goal when a == 1  exit when b
  set a = 1
  wait 1 day of desk or e1, e2 where c { } else { do x }
  wait until not (a or b) or 2 hours
  when a { step in "Label" { } } else { repeat while b { wait 1 hour } }
}
sequence t { reentry after exit  do x after 2 days }
sla l of ticket { starts in stage a, b  resets on e1  pauses on e2 where a  within 2 hours when b  at 12.5% do x }
kpi k { time in lead <= 5 days }
kpi l { volume of lead >= 3 per calendar week }
kpi m { value of mrr * 2 > 5 }
score s1 of account in -5..5 { when a add -1  fade 1 every 1 day }
table t unique { input a, b  output c: int  row unset or 1..2, any -> 1  row > 2 or < 1, x -> 2 }
journey j of ticket for segment s { stage a final { kpi volume  kpi time } transition a, b -> c "L" { priority 2 } }
scenario "x" {
  given held out of r, variant b of t, mode m, running s at hello for t1
  given ticket t1 { kind: incident } in stage new, j.open, stage closed for t1, x.y = 1
  given email_opened { a: 1 } 3 days ago, email_opened of t1 at 2026-03-01 09:00
  at 2026-03-02
  when a of t1 { b: 1 }, c.d = 2
  then not fires a, b for t1
  then defers a for t1 until 2026-03-03 08:00
  then suppresses a for t1 because mode dunning
  then suppresses a because cap
  then cancels a
  then starts b for t1
  then refuses e1
  then stage j.closed for t1
  then any ticket where a == 1
}
"#;

#[test]
fn a_comment_behind_empty_braces_trails_what_they_close() {
    becomes(
        "journey j for segment s { } // j\njourney k { stage a initial { } // a\nstage b { } // b\ntransition a -> b on e { } // c\n transition b -> a when x // d\n}",
        "journey j for segment s {} // j\n\njourney k {\n  stage a initial {} // a\n  stage b // b\n  transition a -> b on e {} // c\n\n  transition b -> a {\n    when x // d\n  }\n}\n",
    );
}

#[test]
fn the_other_forms_keep_their_meaning() {
    let printed = format(OTHER_FORMS).unwrap_or_else(|error| panic!("{error}\n{}", print(&tree(OTHER_FORMS))));
    assert_eq!(tree(&printed), tree(OTHER_FORMS));
}

proptest! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Fixed(1), ..ProptestConfig::with_cases(128) })]
    /// Whatever stands around and within declarations: the formatter answers with the same
    /// tree, or with a syntax error, never with its own failure.
    #[test]
    fn the_formatter_never_fails_by_itself(
        picks in prop::collection::vec((any::<prop::sample::Index>(), prop::collection::vec(0u8..12, 1..30)), 1..4)
    ) {
        let all = declarations();
        let mut text = String::new();
        for (pick, changes) in picks {
            let declaration = pick.get(all);
            for (line, change) in declaration.lines().zip(changes.iter().cycle()) {
                let balanced = line.matches('{').count() == line.matches('}').count();
                match change {
                    0 if balanced => continue,
                    1 => text.push_str(&format!("// before\n{line}\n")),
                    2 => text.push_str(&format!("/// docs\n{line}\n")),
                    3 => text.push_str(&format!("{line} // behind\n")),
                    4 => text.push_str(&format!("{line} ")),
                    5 => text.push_str(&line.replace(" { ", " { // in\n")),
                    6 => text.push_str(&line.replace("  ", "\n//  between\n")),
                    7 => text.push_str(&format!("{line}\n//\n\n")),
                    8 => text.push_str(&format!("{}\n", line.replace(" }", "\n// last\n}"))),
                    9 if balanced => text.push_str(&format!("{line} {{ }} // behind all\n")),
                    _ => text.push_str(&format!("{line}\n")),
                }
            }
            text.push('\n');
        }
        let formatted = format(&text);
        prop_assert!(!matches!(formatted, Err(FormatError::NotFaithful)), "{text}\n{}", print(&parse(&text, FileId(0), &Limits::default()).file));
    }
}
