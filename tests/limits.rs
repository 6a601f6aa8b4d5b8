//! Every limit that applies: at the limit it works, one past it is an error with a code, from
//! text to decision to drop, on a thread of 2 MiB.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::check::CheckLimits;
use crm_blueprint::diagnostic::Code;
use crm_blueprint::parse::Limits;
use crm_blueprint::{Blueprint, Input, Instant, Options};

/// Runs on a thread as small as hosts have them.
fn small<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(work).unwrap().join().unwrap()
}

const HEAD: &str =
    "blueprint limits\nchannel task internal\ncontact { n: int = 1  t: text = \"\"  s: set of int }\nevent go\n";

/// The codes of what is wrong with a text.
fn codes(text: String) -> Vec<Code> {
    small(move || {
        let (_, report, _) = Blueprint::check("limits", &text);
        let mut codes: Vec<Code> = report.diagnostics().iter().map(|found| found.code).collect();
        codes.dedup();
        codes
    })
}

/// Feeds `go` to a new contact, prints the decision, stores the state and reads it back, formats the
/// text, stores the blueprint and reads it back.
fn runs(text: String) -> usize {
    small(move || {
        let blueprint = Blueprint::parse(&text).unwrap_or_else(|error| panic!("{error}"));
        let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
        let state = blueprint.contact("c").at(at).build().unwrap();
        let decision = blueprint.decide(&state, &Input::at(at).event("go")).unwrap();
        let explained = blueprint.explain(&state, &Input::at(at).event("go")).unwrap();
        assert!(!explained.to_string().is_empty());
        let stored = serde_json::to_string(&decision.next.snapshot()).unwrap();
        assert_eq!(blueprint.contact_from_json(&stored).unwrap(), decision.next);
        assert!(!crm_blueprint::format::format(&text).unwrap().is_empty());
        let ir = serde_json::to_string(&**blueprint.ir()).unwrap();
        assert_eq!(Blueprint::from_ir_json(&ir).unwrap().ir(), blueprint.ir());
        decision.fired.len()
    })
}

fn rule(guard: &str) -> String {
    format!("{HEAD}action act {{ channel task automated }}\nrule r {{ on go when {guard} do act }}\n")
}

#[test]
fn source() {
    let fill = |size: usize| {
        let mut text = rule("n == 1");
        text.push_str(&" ".repeat(size - text.len()));
        text
    };
    let limit = 4 * 1024 * 1024;
    assert_eq!(runs(fill(limit)), 1);
    assert_eq!(codes(fill(limit + 1)), [Code::SourceTooLarge]);
}

#[test]
fn nesting() {
    // The braces of the rule are one of the brackets.
    let nested = |depth: usize| rule(&format!("{}n == 1{}", "(".repeat(depth - 1), ")".repeat(depth - 1)));
    assert_eq!(runs(nested(32)), 1);
    assert_eq!(codes(nested(33)), [Code::NestingTooDeep]);
    assert_eq!(codes(nested(5_000)), [Code::NestingTooDeep]);
    let call = |depth: usize| rule(&format!("{}n{} == 1", "abs(".repeat(depth - 1), ")".repeat(depth - 1)));
    assert_eq!(runs(call(32)), 1);
    assert_eq!(codes(call(33)), [Code::NestingTooDeep]);
}

#[test]
fn operators() {
    for (operator, expected) in [(" + 0", 1), (" * 1", 1), (" - 0", 1), (" ?? 3", 1)] {
        // The comparison is one of the operators.
        let chain = |count: usize| rule(&format!("n{} == 1", operator.repeat(count - 1)));
        assert_eq!(runs(chain(256)), expected, "{operator}");
        assert_eq!(codes(chain(257)), [Code::TooManyOperators], "{operator}");
        assert_eq!(codes(chain(50_000)), [Code::TooManyOperators], "{operator}");
    }
    for (word, expected) in [("and", 1), ("or", 1)] {
        let chain = |count: usize| rule(&vec!["true"; count + 1].join(&format!(" {word} ")));
        assert_eq!(runs(chain(256)), expected, "{word}");
        assert_eq!(codes(chain(257)), [Code::TooManyOperators], "{word}");
        assert_eq!(codes(chain(100_000)), [Code::TooManyOperators], "{word}");
    }
    let nots = |count: usize| rule(&format!("{}true", "not ".repeat(count)));
    assert_eq!(runs(nots(256)), 1);
    assert_eq!(codes(nots(257)), [Code::TooManyOperators]);
    assert_eq!(codes(nots(50_000)), [Code::TooManyOperators]);
    let minus = |count: usize| rule(&format!("{}n == 1", "- ".repeat(count - 1)));
    assert_eq!(runs(minus(255)), 1);
    assert_eq!(codes(minus(257)), [Code::TooManyOperators]);
}

#[test]
fn nested_and_long_at_once() {
    // As many operators as an expression may have, on as many levels as brackets may have.
    let mut guard = String::from("n");
    for _ in 0..31 {
        guard = format!("({guard}{})", " + 0".repeat(8));
    }
    assert_eq!(runs(rule(&format!("{guard} == 1"))), 1);
}

#[test]
fn declarations() {
    let many = |count: usize| {
        let mut text = rule("n == 1");
        // The head has four declarations, the rule two more.
        for index in 0..count - 6 {
            text.push_str(&format!("team t{index}\n"));
        }
        text
    };
    assert_eq!(runs(many(20_000)), 1);
    assert_eq!(codes(many(20_001)), [Code::TooManyDeclarations]);
}

#[test]
fn derived_values_in_a_long_chain() {
    let mut text = rule("a4999 == 5001");
    text.push_str("let a0 = n + 1\n");
    for index in 1..5_000 {
        text.push_str(&format!("let a{index} = a{} + 1\n", index - 1));
    }
    assert_eq!(runs(text), 1);
}

#[test]
fn members_of_a_list() {
    let list = |count: usize| rule(&format!("n in [{}1]", "2, ".repeat(count - 1)));
    assert_eq!(runs(list(10_000)), 1);
    assert_eq!(codes(list(10_001)), [Code::TooManyMembers]);
}

#[test]
fn text_values() {
    let text = |size: usize| rule(&format!("t == \"\" or t == \"{}\"", "x".repeat(size)));
    assert_eq!(runs(text(64 * 1024)), 1);
    assert_eq!(codes(text(64 * 1024 + 1)), [Code::TextTooLong]);
}

#[test]
fn patterns() {
    let pattern = |size: usize| rule(&format!("t matches \"{}\" or true", "x".repeat(size)));
    assert_eq!(runs(pattern(1_000)), 1);
    assert_eq!(codes(pattern(1_001)), [Code::BadPattern]);
    assert_eq!(codes(rule("t matches \"(x{1000}){1000}\"")), [Code::BadPattern]);
}

#[test]
fn diagnostics() {
    let wrong = |count: usize| {
        let mut text = String::from(HEAD);
        for index in 0..count {
            text.push_str(&format!("let l{index} = missing_{index}\n"));
        }
        text
    };
    let count = |text: String| {
        small(move || {
            let (_, report, _) = Blueprint::check("limits", &text);
            (report.diagnostics().len(), report.omitted())
        })
    };
    assert_eq!(count(wrong(100)), (100, 0));
    assert_eq!(count(wrong(101)), (100, 1));
    assert_eq!(count(wrong(3_000)), (100, 2_900));
}

/// Each round the rule's write is what triggers the next one.
#[test]
fn rounds() {
    let rounds = |count: usize| {
        let mut text = String::from(HEAD);
        text.push_str("rule r0 { on go  set n = 2 }\n");
        for index in 1..count {
            text.push_str(&format!("rule r{index} {{ on becoming n == {}  set n = {} }}\n", index + 1, index + 2));
        }
        text
    };
    let last = |text: String| {
        small(move || {
            let blueprint = Blueprint::parse(&text).unwrap_or_else(|error| panic!("{error}"));
            let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
            let state = blueprint.contact("c").at(at).build().unwrap();
            let decision = blueprint.decide(&state, &Input::at(at).event("go")).unwrap();
            let bound = decision
                .notices
                .iter()
                .any(|notice| matches!(notice, crm_blueprint::decide::Notice::RoundsExceeded { .. }));
            (decision.next.get("n").unwrap(), bound)
        })
    };
    // The round in which nothing more passes is one of them.
    assert_eq!(last(rounds(999)), (1_000.into(), false));
    assert_eq!(last(rounds(1_001)), (1_001.into(), true));
}

#[test]
fn remembered_inputs() {
    small(|| {
        let blueprint = Blueprint::parse(HEAD).unwrap();
        let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
        let mut state = blueprint.contact("c").at(at).build().unwrap();
        for index in 0..1_000 {
            let decision = blueprint.decide(&state, &Input::at(at).id(format!("id-{index}")).event("go")).unwrap();
            assert!(decision.notices.is_empty());
            state = decision.next;
        }
        assert!(blueprint.decide(&state, &Input::at(at).id("id-0").event("go")).unwrap().duplicate);
        let decision = blueprint.decide(&state, &Input::at(at).id("id-1000").event("go")).unwrap();
        assert_eq!(decision.notices.len(), 1, "that the oldest is forgotten is said");
        let again = blueprint.decide(&decision.next, &Input::at(at).id("id-0").event("go")).unwrap();
        assert!(!again.duplicate, "the oldest is forgotten");
    });
}

/// What no bracket nests can still be deep: none of these may use up the stack or time.
#[test]
fn hostile_texts_are_refused_quickly() {
    for text in [
        "[".repeat(100_000),
        "{".repeat(100_000),
        "rule ".repeat(50_000),
        "\"".repeat(100_001),
        "a(".repeat(60_000),
        format!("let x = {}", "not ".repeat(100_000)),
        format!("let x = 1{}", " == 1".repeat(50_000)),
        format!("let x = {}1", "any a where ".repeat(20_000)),
        format!("let x = 1 {}", "or unset ".repeat(50_000)),
        format!("contact {{ a: {}int }}", "set of ".repeat(50_000)),
        format!("journey j {{ {} }}", "stage s { ".repeat(30_000)),
        "//".repeat(1_000_000),
        "\u{feff}\u{202e}\u{0}".repeat(10_000),
    ] {
        let found = codes(text.clone());
        assert!(!found.is_empty(), "{}…", text.chars().take(20).collect::<String>());
    }
}

#[test]
fn hosts_set_their_own() {
    let mut limits = Limits::default();
    limits.source_bytes = 1_000;
    limits.nesting = 3;
    let options = Options::new().limits(limits);
    let code = |text: &str, options: &Options| {
        let (blueprint, report, _) = Blueprint::check_with("a", text, options);
        assert!(blueprint.is_none() && report.has_errors());
        report.diagnostics().first().map(|found| found.code)
    };
    let deep = rule("(((n))) == 1");
    assert_eq!(code(&deep, &options), Some(Code::NestingTooDeep));
    assert!(Blueprint::parse_with("a", &rule("((n)) == 1"), &options).is_ok());
    assert_eq!(code(&" ".repeat(1_001), &options), Some(Code::SourceTooLarge));

    // Errors that are not shown are errors still.
    let wrong = "blueprint b\ncontact { t: text? }\nsegment s when t != \"a\"\nsegment u when v\n";
    assert_eq!(code(wrong, &Options::new().diagnostics(0)), None);
    assert_eq!(code(wrong, &Options::new().diagnostics(1)), Some(Code::BareNegation));

    // Likely names are looked up as long as little is wrong.
    let mut check = CheckLimits::default();
    check.proposals = 0;
    let help = |options: &Options| {
        let (_, report, _) = Blueprint::check_with(
            "a",
            "blueprint b\nteam care\nteam ops { owner cere }\ncontact { n: int = 0 }\nlet m = nn",
            options,
        );
        report.diagnostics().iter().filter(|found| found.help.is_some()).count()
    };
    assert_eq!((help(&Options::new()), help(&Options::new().check(check))), (2, 0));
}

/// A text of 5 MB with 25,000 declarations, on limits that a host has raised.
#[test]
fn hosts_take_more() {
    let decided = small(|| {
        let mut text = String::from(HEAD);
        for at in 0..12_500 {
            text.push_str(&format!("// {at} {}\n", "-".repeat(350)));
            text.push_str(&format!("action act_{at} {{ channel task automated }}\n"));
            text.push_str(&format!("rule rule_{at} {{ on go when n == {} do act_{at} }}\n", at % 5_000));
        }
        let refused = Blueprint::parse(&text).unwrap_err();
        assert_eq!(refused.report().diagnostics().first().map(|found| found.code), Some(Code::SourceTooLarge));
        let mut limits = Limits::default();
        limits.source_bytes = 16 * 1024 * 1024;
        limits.declarations = 100_000;
        let blueprint = Blueprint::parse_with("large", &text, &Options::new().limits(limits)).unwrap();
        let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
        let state = blueprint.contact("c").at(at).build().unwrap();
        blueprint.decide(&state, &Input::at(at).event("go")).unwrap().fired.len()
    });
    assert_eq!(decided, 3);
}
