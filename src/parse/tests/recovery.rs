//! Several mistakes a file, each reported once, in words; the rest of the text is kept.

use super::*;
use crate::ast::{Common, JourneyClause, RuleClause, StageClause};

#[track_caller]
fn says(text: &str, expected: &[(usize, Code, &str)]) {
    let found = mistakes(text);
    let found: Vec<_> = found.iter().map(|(line, code, message)| (*line, *code, message.as_str())).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn eleven_mistakes_eleven_diagnostics() {
    let text = "\
blueprint b { version \"1\" statuss to_be }
team ops capacity 35 hours per
sytem shop \"S\"
channel email {
  consent not bounced and
  cap 2 per dya
  quiet 21:00-08:00
  internal
}
contact {
  a int = 3
  b: int
}
rule r onn e { do x when a == b == c }
journey j {
  stage a {
    phase
    owner sales
  }
  transition a => a on e
}
";
    says(
        text,
        &[
            (1, Code::UnknownClause, "no clause of a blueprint begins with `statuss`"),
            (2, Code::Expected, "expected a unit of time such as `days` behind `per`"),
            (3, Code::UnknownDeclaration, "no declaration begins with `sytem`"),
            (5, Code::Expected, "expected a value behind `and`"),
            (6, Code::Expected, "expected a unit of time such as `days`, found `dya`"),
            (7, Code::Expected, "expected `..`, found `-`"),
            (11, Code::Expected, "expected a text in quotes or `:`, found `int`"),
            (14, Code::UnknownClause, "no clause of a rule begins with `onn`"),
            (14, Code::ChainedComparison, "the comparisons `==` and `==` do not chain"),
            (17, Code::Expected, "expected a text in quotes behind `phase`"),
            (20, Code::Expected, "expected `->`, found `=>`"),
        ],
    );
}

#[test]
fn a_proposal_where_one_is_near() {
    let help = |text: &str| read(text).diagnostics[0].help.clone().unwrap_or_default();
    assert_eq!(help("taem x"), "did you mean `team`?");
    assert_eq!(help("rule r { on e unles f }"), "did you mean `unless`?");
    assert_eq!(help("rule r { on e wehre f }"), "did you mean `where`?");
    assert_eq!(help("rule r { on e limit 1 per 3 wekes }"), "did you mean `weeks`?");
    assert!(help("rule r { on e\n zzzzzz f }").starts_with("its clauses begin with `on`, `after`,"));
    assert!(help("zzzzzz f").starts_with("declarations begin with `import`,"));
}

#[test]
fn a_mistake_loses_only_the_clause_around_it() {
    let text = "journey j {\n  stage a \"A\" {\n    owner sales\n    pase \"x\"\n    skippable\n  }\n  stage b\n}";
    says(text, &[(4, Code::UnknownClause, "no clause of a stage begins with `pase`")]);
    let file = read(text).file;
    let DeclarationKind::Journey(journey) = &file.declarations[0].kind else { panic!() };
    let JourneyClause::Stage(a) = &journey.body.clauses[0].kind else { panic!() };
    let kinds: Vec<_> = a.body.clauses.iter().map(|clause| &clause.kind).collect();
    let [
        StageClause::Common(Common::Responsibility(_)),
        StageClause::Common(Common::Invalid(lost)),
        StageClause::Skippable,
    ] = kinds.as_slice()
    else {
        panic!("{kinds:?}")
    };
    assert_eq!(lost.keyword.as_ref().map(|word| word.text.as_str()), Some("pase"));
    assert!(matches!(&journey.body.clauses[1].kind, JourneyClause::Stage(b) if b.name.text == "b"));
}

#[test]
fn inner_blocks_of_steps_and_fields() {
    says(
        "sequence s {\n when g { do x\n doo y }\n else { wait 2 dys }\n step n { do z }\n repeat while { do x }\n}",
        &[
            (3, Code::UnknownClause, "no clause of a list of steps begins with `doo`"),
            (4, Code::Expected, "expected a unit of time such as `days`, found `dys`"),
            (6, Code::Expected, "expected a value, found `{`"),
        ],
    );
    says(
        "object o {\n a: int { personel }\n b: enum { x y: } = x\n c: text\n}",
        &[
            (2, Code::UnknownClause, "no clause of a field begins with `personel`"),
            (3, Code::Expected, "expected a name, a text in quotes, `}` or `renamed`, found `:`"),
        ],
    );
}

#[test]
fn names_of_what_was_lost_are_kept() {
    let text = "rule first { on e do a }\nevnt e\nrule = { on e }\naction lost \"L\" channel { owner x }\nlet gone = 1 +\nrule last { on e }";
    let file = read(text).file;
    let shown: Vec<_> = file
        .declarations
        .iter()
        .map(|one| match &one.kind {
            DeclarationKind::Rule(rule) => format!("rule {}", rule.name.text),
            DeclarationKind::Action(action) => format!("action {}", action.name.text),
            DeclarationKind::Invalid(lost) => {
                let word = |name: &Option<crate::ast::Name>| name.as_ref().map_or("-", |name| &name.text).to_owned();
                format!("lost {} {}", word(&lost.keyword), word(&lost.name))
            }
            other => format!("{other:?}"),
        })
        .collect();
    assert_eq!(shown, ["rule first", "lost evnt e", "lost rule -", "action lost", "lost let gone", "rule last"]);
}

#[test]
fn what_is_expected_is_a_thing() {
    for (text, message) in [
        ("journey j {\n stage\n}", "expected a stage name behind `stage`"),
        ("rule r { on }", "expected an event name, `becoming`, `breach`, `change`, `enter` or `exit`, found `}`"),
        ("rule r { do 3 }", "expected an action name, found `3`"),
        ("team", "expected a team name behind `team`"),
        ("let x = (1 + )", "expected a value, found `)`"),
        ("let x = 1 +", "expected a value behind `+`"),
        ("setting s: int = x 4", "expected a declaration or `{`, found `4`"),
        ("let x 3", "expected a text in quotes, `=` or `of`, found `3`"),
        ("opening o { mon..funday 09:00..10:00 }", "expected a weekday such as `mon`, found `funday`"),
        ("rule r { holdout 10 }", "expected a share such as `10%`, found `10`"),
        ("scenario s { }", "expected a text in quotes, found `s`"),
        ("contact { a: }", "expected a type such as `text`, found `}`"),
        ("flow a > b", "expected `->`, found `>`"),
        ("{ }", "expected a declaration, found `{`"),
        ("3", "expected a declaration, found `3`"),
        ("rule r { set a.b 3 }", "expected `=`, found `3`"),
    ] {
        says(
            text,
            &[(message.contains("behind `stage`").into(), Code::Expected, message)]
                .map(|(line, code, text): (usize, _, _)| (line + 1, code, text)),
        );
    }
}

#[test]
fn no_message_names_a_rule_of_the_grammar() {
    let internal = ["_clause", "_head", "kw_", "p_", "_expr", "_lead", "_block", "op_", "EOI", "SOI"];
    for star in NORTH_STARS {
        for (at, _) in star.match_indices([' ', '{', '"', ':']).step_by(101) {
            let text = format!("{} % {}", &star[..at], &star[at..]);
            for found in read(&text).diagnostics {
                assert!(!internal.iter().any(|word| found.message.contains(word)), "{}", found.message);
                assert!(!found.message.is_empty() && found.message.len() < 250, "{}", found.message);
            }
        }
    }
}

#[test]
fn one_wound_is_few_diagnostics() {
    for star in NORTH_STARS {
        for (at, _) in star.match_indices(' ').step_by(61) {
            let line = star[..at].rsplit('\n').next().unwrap_or_default();
            if line.contains("//") || line.matches('"').count() % 2 == 1 {
                continue;
            }
            let text = format!("{} % {}", &star[..at], &star[at..]);
            let found = read(&text).diagnostics;
            assert!(found.len() <= 1, "{at}: {found:#?}");
        }
    }
}

#[test]
fn unclosed_texts() {
    says(
        "team a \"A\nteam b \"B\" { meta { x: \"y } }\nteam c",
        &[
            (1, Code::UnclosedText, "this text is not closed on its line"),
            (2, Code::UnclosedText, "this text is not closed on its line"),
        ],
    );
    assert_eq!(read("team a \"A\nteam b\nteam c").file.declarations.len(), 3);
    says("team a \"", &[(1, Code::UnclosedText, "this text is not closed on its line")]);
    says("team a \"x\\", &[(1, Code::UnclosedText, "this text is not closed on its line")]);
    let text = "journey j {\n  stage a \"A { phase \"x\" }\n  stage b\n}";
    says(text, &[(2, Code::UnclosedText, "this text is not closed on its line")]);
    let DeclarationKind::Journey(journey) = &read(text).file.declarations[0].kind else { panic!() };
    assert!(
        matches!(&journey.body.clauses.last().map(|one| &one.kind), Some(JourneyClause::Stage(b)) if b.name.text == "b")
    );
}

#[test]
fn brackets_without_partner() {
    let places = |text: &str| {
        let found = read(text).diagnostics;
        assert_eq!(found.len(), 1, "{found:?}");
        let span = found[0].span.map(|span| span.start).unwrap_or_default();
        (found[0].code, span, found[0].related.first().map(|label| label.span.start))
    };
    assert_eq!(places("rule a {\n  do x\nrule b { do y }"), (Code::UnbalancedBracket, 7, Some(15)));
    assert_eq!(places("rule a { do x } }\nrule b { do y }"), (Code::UnbalancedBracket, 16, None));
    assert_eq!(places("let a = (1 ]\nrule b { do y }"), (Code::UnbalancedBracket, 11, Some(8)));
    let file = read("rule a {\n  do x\nrule b { do y }\nrulee c").file;
    let DeclarationKind::Invalid(lost) = &file.declarations[0].kind else { panic!() };
    assert_eq!(lost.name.as_ref().map(|name| name.text.as_str()), Some("a"));
    assert!(matches!(&file.declarations[1].kind, DeclarationKind::Rule(rule) if rule.name.text == "b"));
}

#[test]
fn a_header_over_several_lines() {
    let text = "rule x\n  on e\n  onn f\n  do a\nsystem s\n  ownr o\nteam t";
    says(
        text,
        &[
            (3, Code::UnknownClause, "no clause of a rule begins with `onn`"),
            (6, Code::UnknownClause, "no clause of this declaration begins with `ownr`"),
        ],
    );
    let file = read(text).file;
    let DeclarationKind::Rule(rule) = &file.declarations[0].kind else { panic!() };
    assert!(matches!(rule.body.clauses[2].kind, RuleClause::Do(_)));
    assert_eq!(file.declarations.len(), 3);
}

#[test]
fn a_clause_may_go_on_over_a_line_that_begins_like_one() {
    let text = "rule x {\n  on e\n  do\n    limit, group\n  bad\n  do a,\n  priority\n}";
    says(text, &[(5, Code::UnknownClause, "no clause of a rule begins with `bad`")]);
}

#[test]
fn messages_hold_little_of_the_text_and_no_control() {
    let text = format!("team t {}", "x".repeat(500));
    let message = &read(&text).diagnostics[0].message;
    assert!(message.contains(&"x".repeat(60)) && !message.contains(&"x".repeat(61)));
    let message = &read("team t \u{202e}").diagnostics[0].message;
    assert!(message.contains("U+202E"), "{message}");
    let message = &read("team t \u{7}").diagnostics[0].message;
    assert!(message.contains("\\u{7}"), "{message}");
}

#[test]
fn what_stands_behind_a_value_is_no_clause() {
    says("let x = a 2\nlet y = 1", &[(1, Code::Expected, "expected a declaration or `{`, found `2`")]);
    says("let x = 1 { owner }", &[(1, Code::Expected, "expected a team name, found `}`")]);
    says("let x = 1 { onwer a }", &[(1, Code::UnknownClause, "no clause of this declaration begins with `onwer`")]);
    says("setting s: int = 1 meta { k }", &[(1, Code::Expected, "expected `:`, found `}`")]);
}
