//! At a limit everything works, on a thread of 2 MiB and to the drop of the tree; one past it is an error.

use super::*;

fn on_a_small_stack(text: String) -> Vec<Code> {
    let run = move || {
        let parsed = read(&text);
        let codes = parsed.diagnostics.iter().map(|found| found.code).collect();
        drop(parsed);
        codes
    };
    std::thread::Builder::new().stack_size(2 * 1024 * 1024).spawn(run).unwrap().join().unwrap()
}

#[track_caller]
fn holds(at_limit: String, past: String, code: Code) {
    assert_eq!(on_a_small_stack(at_limit), []);
    assert_eq!(on_a_small_stack(past), [code]);
}

#[test]
fn nesting_of_parentheses() {
    let text = |depth: usize| format!("let x = {}1{}", "(".repeat(depth), ")".repeat(depth));
    holds(text(32), text(33), Code::NestingTooDeep);
    assert!(read(&text(33)).file.declarations.is_empty());
}

#[test]
fn nesting_of_every_bracket_that_can_be_nested() {
    let calls = |depth: usize| format!("let x = {}1{}", "not f(".repeat(depth), ")".repeat(depth));
    holds(calls(32), calls(33), Code::NestingTooDeep);
    let lists = |depth: usize| format!("let x = {}1{}", "a in [".repeat(depth), "]".repeat(depth));
    holds(lists(32), lists(33), Code::NestingTooDeep);
    let stages = |depth: usize| format!("journey j {{ {} stage x {} }}", "stage a { ".repeat(depth), "}".repeat(depth));
    holds(stages(31), stages(32), Code::NestingTooDeep);
    let steps = |depth: usize| format!("sequence s {{ {} do a {} }}", "when g { ".repeat(depth), "}".repeat(depth));
    holds(steps(31), steps(32), Code::NestingTooDeep);
    let mixed = format!(
        "sequence s {{ {} when {}x{} {{ do a }} {} }}",
        "step a { ".repeat(15),
        "(a + f([".repeat(5),
        "]))".repeat(5),
        "}".repeat(15)
    );
    assert_eq!(on_a_small_stack(mixed), []);
}

#[test]
fn broken_text_at_the_nesting_limit() {
    let stages = format!("journey j {{ {} stage x bad {} }}", "stage a { ".repeat(31), "}".repeat(31));
    assert_eq!(on_a_small_stack(stages), [Code::UnknownClause]);
    let steps = format!("sequence s {{ {} dooo a {} }}", "when g { ".repeat(31), "}".repeat(31));
    assert_eq!(on_a_small_stack(steps), [Code::UnknownClause]);
    let sums = format!("let x = {}1 +{}", "(".repeat(32), ")".repeat(32));
    assert_eq!(on_a_small_stack(sums), [Code::Expected]);
}

#[test]
fn conditions_of_quantifiers_count_as_nesting() {
    let text = |depth: usize| format!("let x = {}y", "any t where ".repeat(depth));
    holds(text(32), text(33), Code::NestingTooDeep);
    let both = format!("let x = {}{}y{}", "any t where ".repeat(32), "(".repeat(32), ")".repeat(32));
    assert_eq!(on_a_small_stack(both), []);
}

#[test]
fn operators_of_every_kind() {
    for (prefix, repeat, suffix) in [
        ("let x = ", "not ", "y"),
        ("let x = ", "- ", "y"),
        ("let x = y", " + y", ""),
        ("let x = y", " * y", ""),
        ("let x = y", " ?? y", ""),
        ("let x = y", " and y", ""),
        ("let x = y", " or y", ""),
        ("let x = f(", "- ", "y)"),
    ] {
        let text = |count: usize| format!("{prefix}{}{suffix}", repeat.repeat(count));
        holds(text(256), text(257), Code::TooManyOperators);
        assert_eq!(on_a_small_stack(text(20_000)), [Code::TooManyOperators], "{repeat}");
    }
    let split = |count: usize| format!("let x = f({}y, {}y)", "- ".repeat(count), "not ".repeat(128));
    holds(split(128), split(129), Code::TooManyOperators);
}

#[test]
fn the_source() {
    let size = 4 * 1024 * 1024;
    assert_eq!(on_a_small_stack(" ".repeat(size)), []);
    assert_eq!(on_a_small_stack(" ".repeat(size + 1)), [Code::SourceTooLarge]);
}

#[test]
fn declarations() {
    let text = |count: usize| "team t\n".repeat(count);
    holds(text(20_000), text(20_001), Code::TooManyDeclarations);
    assert_eq!(read(&text(20_001)).file.declarations.len(), 20_000);
}

#[test]
fn members_of_lists_and_blocks() {
    let members = |count: usize| format!("enum e {{ {} }}", "m, ".repeat(count));
    holds(members(10_000), members(10_001), Code::TooManyMembers);
    let fields = |count: usize| format!("contact {{ {} }}", "a: int ".repeat(count));
    holds(fields(10_000), fields(10_001), Code::TooManyMembers);
    let values = |count: usize| format!("let x = y in [{}1]", "1,".repeat(count - 1));
    holds(values(10_000), values(10_001), Code::TooManyMembers);
}

#[test]
fn the_length_of_a_text() {
    let text = |bytes: usize| format!("import \"{}\"", "x".repeat(bytes));
    holds(text(65_536), text(65_537), Code::TextTooLong);
}

#[test]
fn a_host_may_set_its_own() {
    let limits = Limits { nesting: 1, ..Limits::default() };
    let parsed = parse("let x = ((1))", FileId(0), &limits);
    assert_eq!(parsed.diagnostics[0].code, Code::NestingTooDeep);
}
