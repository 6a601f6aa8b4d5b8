//! What diagnostics say, and where they point.

use super::world::World;
use crate::diagnostic::Code;

/// The one diagnostic about `expr`: code, place, message, help, second places.
#[track_caller]
fn only(expr: &str) -> (Code, String, String, String, Vec<String>) {
    let read = World::new().read(expr);
    let [found] = read.found.as_slice() else { panic!("{expr}: {:?}", read.found) };
    let related = found.related.iter().map(|label| format!("{}: {}", World::slice(expr, label.span), label.message));
    (
        found.code,
        found.span.map(|span| World::slice(expr, span)).unwrap_or_default(),
        found.message.clone(),
        found.help.clone().unwrap_or_default(),
        related.collect(),
    )
}

#[test]
fn proposals_come_from_what_fits() {
    for (expr, place, help) in [
        ("citty == \"Lyon\"", "citty", "did you mean `city`?"),
        ("vip and tierr == pro", "tierr", "did you mean `tier`?"),
        ("plan == trail", "trail", "did you mean `trial`?"),
        ("plan in [trial, pre]", "pre", "did you mean `pro`?"),
        ("desk == salles", "salles", "did you mean `sales`?"),
        ("event.amonut > 1", "amonut", "did you mean `amount`?"),
        ("contact.aeg > 1", "aeg", "did you mean `age`?"),
        ("evnet.amount > 1", "evnet", "did you mean `event`?"),
        ("is smes", "smes", "did you mean `sme`?"),
        ("in stage laed", "laed", "did you mean `lead`?"),
        ("in stage lifecycel.lead", "lifecycel", "did you mean `lifecycle`?"),
        ("in stage lifecycle.doen", "doen", "did you mean `done`?"),
        ("rouund(mrr)", "rouund", "did you mean `round`?"),
        ("tday", "tday", "did you mean `today`?"),
        ("plan == gold", "gold", "its members are `trial`, `pro` and `enterprise`"),
        ("desk == marketing", "marketing", "the teams are `sales` and `support`"),
        ("pro", "pro", "`pro` is a member of `plan`, but nothing here asks for a value of that enum"),
        ("lead", "lead", "`lead` is a stage: whether the contact is in it is asked as `in stage lead`"),
        ("lifecycle.lead", "lifecycle.lead", "whether the contact is in a stage is asked as `in stage lifecycle.lead`"),
        ("plan.pro", "plan.pro", "a member of an enum is written by its name alone: `pro`"),
        ("bought.amount > 1", "bought", "the payload of the event under judgement is read as `event.amount`"),
        ("in stage done", "done", "write `lifecycle.done` or `care.done`"),
        ("qwertyuiop", "qwertyuiop", ""),
    ] {
        let found = only(expr);
        assert_eq!((found.1.as_str(), found.3.as_str()), (place, help), "{expr}: {}", found.2);
    }
}

#[test]
fn types_are_named_at_both_sides() {
    let (code, place, message, help, related) = only("vip and plan == \"pro\"");
    assert_eq!(code, Code::NotComparable);
    assert_eq!(place, "plan == \"pro\"");
    assert_eq!(message, "`plan` and `text` can't be compared");
    assert_eq!(help, "write it without quotes: `pro`");
    assert_eq!(related, ["plan: `plan`", "\"pro\": `text`"]);

    let (code, place, message, help, related) = only("1 + name");
    assert_eq!(code, Code::BadOperand);
    assert_eq!(place, "1 + name");
    assert_eq!(message, "`+` does not take `int` and `text`");
    assert_eq!(help, "");
    assert_eq!(related, ["1: `int`", "name: `text`"]);

    let (code, place, message, _, related) = only("city ?? 0");
    assert_eq!(code, Code::TypeMismatch);
    assert_eq!(place, "0");
    assert_eq!(message, "both sides of `??` have one type: expected `text`, found `int`");
    assert_eq!(related, ["city: `text`"]);
}

#[test]
fn help_says_what_to_write() {
    for (expr, help) in [
        ("born + 7", "write the step with its unit: `7 days`"),
        ("name has \"a\"", "what a text contains is asked as `contains`"),
        ("tags contains \"a\"", "what a set has is asked as `has`, `has any` or `has none`"),
        ("tags has [\"a\"]", "several values are looked for with `has any` or `has none`"),
        ("tags has any \"a\"", "one value is looked for with `has`; a list stands in brackets"),
        ("plans has \"pro\"", "write it without quotes: `pro`"),
        ("plan > trial", "name the members that are meant: `in [`, the members, `]`"),
        ("term > 30", "a length of time is written with its unit: `30 days`"),
        ("round(mrr, 2, 3)", "it is called as `round(number)`, or `round(number, places)`"),
        ("tier != pro", "write `… != … or unset` if unset is to count too, or `… is set and … != …` if it is not"),
    ] {
        assert_eq!(only(expr).3, help, "{expr}");
    }
}

#[test]
fn a_pattern_s_cause_is_one_line() {
    let (_, place, message, ..) = only("name matches \"(a\"");
    assert_eq!(place, "\"(a\"");
    assert_eq!(message, "this pattern can't be read: unclosed group");
}

#[test]
fn names_are_cut_where_they_are_very_long() {
    let name = "x".repeat(70);
    assert_eq!(only(&name).2, format!("nothing is called `{}…`", "x".repeat(60)));
}
