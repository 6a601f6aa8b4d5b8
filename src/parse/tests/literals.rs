//! Literals: what they are, and what they are not.

use super::show::expression;
use super::*;

#[track_caller]
fn bad(value: &str, message: &str) {
    let text = format!("let x = {value}\nteam t");
    let parsed = read(&text);
    let found: Vec<_> = parsed.diagnostics.iter().map(|found| (found.code, found.message.as_str())).collect();
    assert_eq!(found, [(Code::BadLiteral, message)]);
    assert_eq!(parsed.file.declarations.len(), 2, "the parse goes on");
}

#[test]
fn numbers() {
    assert_eq!(expression("9223372036854775807"), "9223372036854775807");
    assert_eq!(expression("4.20"), "4.20");
    bad("9223372036854775808", "`9223372036854775808` is too large");
    bad("0.12345678901234567890123456789", "`0.12345678901234567890123456789` has too many digits");
}

#[test]
fn percent_or_remainder() {
    assert_eq!(expression("25%"), "<0.25>");
    assert_eq!(expression("2.5% + 1"), "(<0.025> Add 1)");
    assert_eq!(expression("25 % 7"), "(25 Remainder 7)");
    assert_eq!(expression("25%7"), "(25 Remainder 7)");
    assert_eq!(expression("25%x"), "(25 Remainder x)");
    assert_eq!(expression("25%(x)"), "(25 Remainder x)");
    assert_eq!(expression("25% % 7"), "(<0.25> Remainder 7)");
}

#[test]
fn durations_stand_on_one_line() {
    for unit in ["second", "minutes", "hour", "days", "week", "months", "year"] {
        assert!(expression(&format!("3 \t{unit}")).starts_with("3 "), "{unit}");
    }
    assert_eq!(read("let x = 2\ndays").diagnostics.len(), 1);
    assert_eq!(read("let x = 2days").diagnostics.len(), 1);
    bad("4294967296 days", "`4294967296` is too large");
}

#[test]
fn dates_and_times() {
    assert_eq!(expression("2026-03-02"), "2026-03-02");
    assert_eq!(expression("2026-03-02 10:00"), "2026-03-02 10:00:00");
    assert_eq!(expression("2026-03-02\t 10:00:59"), "2026-03-02 10:00:59");
    assert_eq!(expression("2026 - 03"), "(2026 Subtract 3)");
    bad("2026-02-30", "`2026-02-30` is no day of the calendar");
    bad("2026-03-02 24:00", "`24:00` is no time of day");
}

#[test]
fn texts() {
    assert_eq!(
        expression(r#""a \"b\" \\ \n \t \u{e9} é // no {comment""#),
        "\"a \\\"b\\\" \\\\ \\n \\t é é // no {comment\""
    );
    for (escape, shown) in [(r"\q", r"`\q`"), (r"\u{110000}", r"`\u{110000}`"), (r"\u{}", r"`\u{}`"), (r"\u", r"`\u`")]
    {
        let text = format!("import \"ab {escape}\"");
        let found = &read(&text).diagnostics[0];
        assert_eq!(found.message, format!("{shown} is no escape"));
        assert_eq!(found.span.map(|span| span.start), Some(11), "the place is the escape's");
    }
}

#[test]
fn clocks_shares_and_days() {
    let clocks = "opening o { mon..sun 00:00..24:00  fri 9:05..10:00 }";
    assert!(read(clocks).diagnostics.is_empty());
    for (text, message) in [
        ("opening o { mon 00:00..24:01 }", "`24:01` is no time of day"),
        ("opening o { closed every year 02-30 }", "`02-30` is no day of the year"),
        ("opening o { closed 2026-02-29 }", "`2026-02-29` is no day of the calendar"),
        ("rule r { holdout 101% }", "`101%` is no share"),
        ("rule r { holdout 0.001% }", "`0.001%` is no share"),
        ("rule r { priority 9999999999999999999 }", "`9999999999999999999` is too large"),
        ("let x = at least 4294967296 e", "this count is too large"),
    ] {
        assert_eq!(mistakes(text), [(1, Code::BadLiteral, message.to_owned())]);
    }
    assert!(read("opening o { closed every year 02-29 }").diagnostics.is_empty());
}
