//! Keywords are contextual, and never swallow the start of a name.

use super::show::expression;
use super::*;

#[test]
fn keywords_are_names_where_a_name_stands() {
    for word in [
        "status", "owner", "open", "closed", "case", "plan", "rule", "stage", "on", "do", "when", "set", "unset",
        "last", "any", "no", "count", "was", "changed", "time", "at", "after", "between", "has", "matches", "first",
        "day", "meta", "enum", "event", "contact", "object", "value", "by", "each", "mode", "group", "channel",
        "fires", "given", "row", "text",
    ] {
        tree(&format!("team {word} \"x\""));
        tree(&format!("contact {{ {word}: bool = true  {word}: text = 4, {word} \"L\": text?, b: bool }}"));
        tree(&format!("enum {word} {{ {word}, {word} \"L\" }}"));
        tree(&format!("rule {word} {{ on {word} do {word} }}"));
        assert_eq!(expression(word), word);
        assert_eq!(expression(&format!("{word} == 3 and {word}")), format!("(({word} Equal 3) and {word})"));
        assert_eq!(expression(&format!("event.{word} + f({word})")), format!("(event.{word} Add f({word}))"));
        tree(&format!("rule r {{ on e  when {word}\n do a }}"));
    }
}

#[test]
fn keywords_end_where_words_end() {
    for word in
        ["inbox", "notify", "only", "online", "android", "order", "island", "trueish", "infinite", "thenceforth"]
    {
        assert_eq!(expression(&format!("{word} and {word}")), format!("({word} and {word})"));
        assert_eq!(expression(&format!("not {word}")), format!("(not {word})"));
    }
    tree("rule r { on online do notify  when inbox  in stage input }");
    tree("action a { set settings = 3  add additions to total  channel channels }");
}

#[test]
fn reserved_words_begin_no_operand() {
    for word in ["and", "or", "in", "is", "then", "not"] {
        let found = read(&format!("let x = {word}")).diagnostics;
        assert_eq!(found.len(), 1, "{word}");
        assert_eq!(found[0].code, Code::Expected, "{word}");
    }
}

#[test]
fn clauses_end_an_expression() {
    tree("rule r { on e when a == 1 in stage x do a }");
    tree("rule r { on e when x not in [1] in stage y  limit 1 per 3 days defer at most 2 days  each }");
    tree("rule r { on e when last in stage x  do a }");
    tree(
        "score s { when a == b add 10  on e where a add 2 once  when no e in last 3 days add -1 fade 5 every 7 days }",
    );
    tree("sla s { starts on e where a == b  stops on f  within x when a == b starts on g }");
}

#[test]
fn names_are_unicode_in_nfc() {
    let text = "team e\u{301}quipe_2";
    let DeclarationKind::Team(team) = one(text) else { panic!() };
    assert_eq!(team.name.text, "équipe_2");
    assert_eq!(&text[team.name.place.0.range()], "e\u{301}quipe_2");
    tree("team _x");
    tree("team 部門 \"x\"");
}

#[test]
fn mixed_scripts_are_a_warning_once() {
    let parsed = read("team p\u{430}y\nrule r { do p\u{430}y }");
    let codes: Vec<_> = parsed.diagnostics.iter().map(|found| found.code).collect();
    assert_eq!(codes, [Code::MixedScript]);
}

#[test]
fn in_a_header_a_declaration_begins_where_it_shows() {
    let kinds = |text: &str| tree(text).declarations.len();
    assert_eq!(kinds("action a owner o\nchannel email \"E-mail\"\npurpose p { consent x }\ngroup g { at most 1 }"), 4);
    assert_eq!(kinds("action a channel email purpose p { owner o }"), 1);
    assert_eq!(kinds("rule r on e do a group g { priority 3 }"), 1);
    assert_eq!(kinds("rule r on e do a\ngroup g \"label\" { exactly 1 }"), 2);
    assert_eq!(kinds("system a system b system c"), 3);
}
