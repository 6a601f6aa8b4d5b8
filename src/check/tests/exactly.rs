//! What is proven of groups that say `exactly`, held against the engine.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::*;
use crate::ir::Id;

const WORLD: &str = "channel task internal\nenum tier { free, pro, top }\nenum level { low, high }\n\
    contact { a: int?  n: int = 0  d: decimal = 0  f: bool = false  g: bool?  t: tier?  name: text = \"\"  \
    tags: set of text  b: decimal = 0 }\n\
    event e { v: int? }\nevent o\nobject ticket { x: int = 0 }\nevent filed opens ticket\n\
    journey j { stage s1 initial  stage s2  stage s3 }\n\
    score points in 10..20 { on o add 1 }\n\
    segment big when d >= 10.5\nlet small = not is big\nsegment odd when d > b\n\
    let twice = n * 2\nlet own = a\n\
    action do0 { channel task human }\naction do1 { channel task human }\naction do2 { channel task human }\n";

/// Rules of a group, each with a trigger and what follows `do`.
fn group(says: &str, rules: &[&str]) -> String {
    let mut text = format!("{WORLD}group choice {{ {says} }}\n");
    for (at, rule) in rules.iter().enumerate() {
        let _ = writeln!(text, "rule r{at} {{ {rule} do do{} group choice }}", at % 3);
    }
    text
}

fn guards(says: &str, guards: &[&str]) -> String {
    let rules: Vec<String> = guards
        .iter()
        .map(|guard| if guard.is_empty() { "on e".to_owned() } else { format!("on e when {guard}") })
        .collect();
    group(says, &rules.iter().map(String::as_str).collect::<Vec<_>>())
}

fn errors(text: &str) -> Vec<String> {
    codes(text).into_iter().map(|line| line[..5].to_owned()).filter(|code| code.starts_with('E')).collect()
}

#[test]
fn what_covers_and_does_not_overlap_is_proven() {
    for rules in [
        &[""][..],
        &["a > 3 or unset", "a <= 3"],
        &["n < 3", "n between 3 and 5", "n in [6, 7]", "n > 7"],
        &["n < 2.5", "n >= 2.5"],
        &["d < 3", "d >= 3 and d <= 4", "d > 4"],
        &["f", "not f"],
        &["f == true", "f == false"],
        &["g", "g == false", "g is unset"],
        &["g ?? false", "not (g ?? false)"],
        &["a ?? 7 > 5", "a ?? 7 <= 5"],
        &["t == free", "t in [pro, top]", "t is unset"],
        &["t != free", "t == free or unset"],
        &["in stage s1", "not in stage s1"],
        &["in stage s1", "in stage s2", "in stage s3"],
        &["is big", "small"],
        &["is big", "d < 10.5"],
        &["is odd", "not is odd"],
        &["twice > 3", "twice <= 3"],
        &["own > 3 or unset", "a <= 3"],
        &["points < 15", "points >= 15"],
        &["points <= 20", "points > 20"],
        &["points == 9", "points >= 10"],
        &["event.v > 3", "event.v <= 3 or unset"],
        &["name == \"x\"", "name != \"x\""],
        &["name contains \"x\"", "not (name contains \"x\")"],
        &["tags has \"x\" and f", "tags has \"x\" and not f", "not (tags has \"x\")"],
        &["count of o == 0", "count of o >= 1"],
        &["was n > 3", "was n <= 3"],
        &["f and n > 3", "f and n <= 3", "not f and in stage s1", "not f and (in stage s2 or in stage s3)"],
        &["false", "true"],
    ] {
        let text = guards("exactly 1", rules);
        assert_eq!(errors(&text), [""; 0], "{rules:?}\n{}", message(&text));
    }
    assert_eq!(errors(&guards("exactly 2", &["f", "not f", "n > 1", "n <= 1"])), [""; 0]);
    assert!(
        blueprint(&guards("exactly 2", &["", ""])).groups.values().all(|group| group.exactly && group.at_most == 2)
    );
    assert_eq!(codes(&group("exactly 1", &[])), [""; 0]);
}

#[test]
fn a_witness_is_shown() {
    for (rules, expected) in [
        (&["a > 3", "a <= 3"][..], "says `exactly 1`, and no rule passes with `a` unset"),
        (&["n < 3", "n > 3"], "no rule passes with `n` 3"),
        (&["n < 3", "n >= 2"], "`r0` and `r1` pass with `n` 2"),
        (&["", "f"], "`r0` and `r1` pass with `f` true"),
        (&["t == free", "t == pro or unset"], "no rule passes with `t` top"),
        (&["in stage s1", "in stage s3"], "no rule passes with stage `j.s2`"),
        (&["points < 10", "points > 10"], "no rule passes with `points` 10"),
        (&["event.v > 3", "event.v <= 3"], "no rule passes with `event.v` unset"),
        (&["f", "n > 3"], "`r0` and `r1` pass with `f` true, `n` 4"),
        (&["false"], "no rule passes whatever the values are"),
        (&["", ""], "`r0` and `r1` pass whatever the values are"),
        (&["d < 3", "d > 3.0"], "no rule passes with `d` 3"),
        (&["n < 2.5", "n > 2.5 and n != 3"], "no rule passes with `n` 3"),
        (&["name == \"x\"", "name == \"y\""], "no rule passes with `name` \"another\""),
    ] {
        let said = message(&guards("exactly 1", rules));
        assert!(said.contains(expected), "{rules:?}\n{said}");
        assert_eq!(errors(&guards("exactly 1", rules)), ["E0510"], "{rules:?}");
        assert_eq!(errors(&guards("at most 1", rules)), [""; 0], "{rules:?}");
    }
    let said = message(&guards("exactly 2", &["f", "not f"]));
    assert!(said.contains("says `exactly 2`, and only `r"), "{said}");
    // Two derived values may depend on each other, and the reader is told.
    let said = message(&guards("exactly 1", &["twice > 3", "n <= 1"]));
    assert!(said.contains("takes values for independent"), "{said}");
}

#[test]
fn what_can_not_be_proven_is_told_of() {
    for (rules, expected) in [
        (&["on e when n > 3", "on e when n * 2 <= 6"][..], "nothing can be proven of this"),
        (&["on e when d > b", "on e when d <= b"], "nothing can be proven of this"),
        (&["on e when tags == [\"x\"]", "on e when n > 3"], "nothing can be proven of this"),
        (&["on e", "on o"], "`r1` has another trigger than `r0`"),
        (&["on e", "on e, o"], "`r1` has another trigger"),
        (&["on enter s2", "on exit s2"], "`r1` has another trigger"),
        (&["after 3 days without o in stage s1", "after 3 days without o in stage s2"], "`r1` counts its silence"),
        (&["on e inactive"], "`r0` is `inactive`"),
        (&["on e active 2026-01-01..2026-12-31"], "`r0` is `active`"),
        (&["on e holdout 10%"], "`holdout`"),
        (&["on e limit 1 per 3 days"], "`limit`"),
        (&["on e split { x 50% do do1 }"], "shares of its `split`"),
    ] {
        let text = group("exactly 1", rules);
        let said = message(&text);
        assert!(said.contains(expected) && said.contains("at most"), "{rules:?}\n{said}");
        assert!(errors(&text).iter().all(|code| code == "E0511"), "{rules:?}");
    }
    let of_ticket = format!(
        "{WORLD}group choice {{ exactly 1 }}\nrule r0 of ticket {{ on e do do0 group choice }}\n\
         rule r1 {{ on e do do1 group choice }}\n"
    );
    let said = message(&of_ticket);
    assert!(said.contains("`r1` is of another object than `r0`"), "{said}");
}

#[test]
fn a_shared_trigger_is_proven() {
    for rules in [
        &["on o, e when f", "on e, o when not f"][..],
        &["on e where event.v > 3", "on e where event.v <= 3 or unset"],
        // A filter that all have belongs to the trigger, and is true whenever it comes.
        &["on e where event.v > 3"],
        &["on e where event.v > 3 when event.v <= 9", "on e where event.v > 3 when event.v > 9"],
        &["on enter s2, s3 when f", "on enter s3, s2 when not f"],
        &["on change n when n > 3", "on change n when n <= 3"],
        &["on becoming n > 3 when f", "on becoming n > 3 when not f"],
        &["after 3 days in stage s1 when f", "after 3 days in stage s1 when not f"],
        &["after 3 days without o when f", "after 3 days without o when not f"],
        &["every day at 09:00 when f", "every day at 09:00 when not f"],
        &["on e in stage s1", "on e in stage s2, s3"],
        &["on e split { x 50% do do1  y 50% do do2 }"],
    ] {
        assert_eq!(errors(&group("exactly 1", rules)), [""; 0], "{rules:?}");
    }
    let said = message(&group("exactly 1", &["on e where event.v > 3", "on e where event.v < 3"]));
    assert!(said.contains("no rule passes with `event.v` 3") || said.contains("`event.v` unset"), "{said}");
}

#[test]
fn who_is_in_no_stage_is_not_forgotten() {
    let world = "channel task internal\nevent e\naction a { channel task human }\ncontact { n: int = 0 }\n\
        segment vip when n > 3\njourney life { stage lead initial  stage customer { stage silver  stage gold } }\n\
        journey club for segment vip { stage guest initial }\ngroup choice { exactly 1 }\n";
    for (one, other, expected) in [
        ("lead", "customer", ""),
        ("lead", "silver, gold", ""),
        ("lead, gold", "silver", ""),
        ("lead", "gold", "no rule passes with stage `life.silver`"),
        ("customer, lead", "gold", "`r` and `s` pass with stage `life.gold`"),
        ("guest", "guest", "`r` and `s` pass with stage `club.guest`"),
        ("guest", "lead", "`r` and `s` pass with"),
    ] {
        let rules = format!(
            "rule r {{ on e in stage {one} do a group choice }}\nrule s {{ on e in stage {other} do a group choice }}\n"
        );
        let said = message(&format!("{world}{rules}"));
        assert!(if expected.is_empty() { said.is_empty() } else { said.contains(expected) }, "{one} {other}\n{said}");
    }
    let said = message(&format!("{world}rule r {{ on e in stage guest do a group choice }}\n"));
    assert!(said.contains("no rule passes with no stage of `club`"), "{said}");
}

#[test]
fn the_clauses_of_a_group() {
    assert_eq!(codes("group g { exactly 0 }"), ["E0410 1:19"]);
    assert_eq!(codes("group g { at most 1  exactly 1 }"), ["E0403 1:22"]);
    assert_eq!(codes("group g { exactly 1  exactly 1 }"), ["E0402 1:22"]);
    assert_eq!(codes("group g {}"), ["E0401 1:7"]);
}

#[test]
fn the_search_is_bounded_and_says_so() {
    let mut text = "channel task internal\naction a { channel task human }\nevent e\ncontact {".to_owned();
    for field in 0..60 {
        let _ = write!(text, " b{field}: bool = false");
    }
    text.push_str(" }\ngroup choice { exactly 1 }\n");
    let mut odd = text.clone();
    // Whether an odd number of them is true rests on each of them.
    odd.push_str("let x0 = b0\n");
    for at in 1..30 {
        let before = at - 1;
        let _ = writeln!(odd, "let x{at} = x{before} and not b{at} or not x{before} and b{at}");
    }
    let rules = |last: usize| {
        format!(
            "{odd}rule r {{ on e when x{last} do a group choice }}\nrule s {{ on e when not x{last} do a group choice }}\n"
        )
    };
    assert_eq!(codes(&rules(8)), [""; 0]);
    assert_eq!(codes(&rules(29)), ["E0511 5:7"]);
    assert!(message(&rules(29)).starts_with("the group `choice` is too large to be proven"));
    // A chain of rules, each for what those before it leave, is proven in one pass.
    let mut chain = text;
    for rule in 0..60usize {
        let before: Vec<String> = (0..rule).map(|at| format!("not b{at}")).chain([format!("b{rule}")]).collect();
        let before = if rule == 59 { before[..59].join(" and ") } else { before.join(" and ") };
        let _ = writeln!(chain, "rule r{rule} {{ on e when {before} do a group choice }}");
    }
    assert_eq!(codes(&chain), [""; 0]);
}

/// Numbers that come again and again, the same in every run.
struct Dice(u64);

impl Dice {
    fn of(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % sides as u64).unwrap()
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.of(of.len())]
    }

    /// A random guard.
    fn guard(&mut self, depth: usize) -> String {
        if depth > 0 && self.of(3) > 0 {
            let (one, other) = (self.guard(depth - 1), self.guard(depth - 1));
            return match self.of(4) {
                0 => format!("not ({one})"),
                1 => format!("({one} or {other})"),
                _ => format!("({one} and {other})"),
            };
        }
        let (op, number) = (self.pick(&["<", "<=", ">", ">=", "==", "!="]), self.of(3));
        let equal = self.pick(&["==", "!="]);
        let tolerant = self.pick(&["", " or unset"]);
        match self.of(12) {
            0 => format!("(a {op} {number}{tolerant})"),
            1 => format!("n {op} {number}.5"),
            2 => format!("{number} {op} n"),
            3 => format!("d {op} {number}"),
            4 => "f".to_owned(),
            5 => format!("(t {equal} {}{tolerant})", self.pick(&["free", "pro", "top"])),
            6 => format!("(in stage {})", self.pick(&["s1", "s2", "s3", "s3 or in stage s1"])),
            7 => format!("(event.v {op} {number}{tolerant})"),
            8 => "g ?? f".to_owned(),
            9 => "a is set".to_owned(),
            10 => format!("(a ?? {number}) between 0 and 1"),
            _ => format!("n in [{number}, 2]"),
        }
    }
}

/// How many of the rules pass, as the engine judges.
fn passing(blueprint: &crate::Blueprint, values: &BTreeMap<String, String>) -> usize {
    let mut builder = blueprint.contact("c");
    let mut input = crate::state::Input::at("2026-03-02T09:00:01Z".parse().unwrap()).event("e");
    for (name, value) in values.iter().filter(|(_, value)| *value != "unset") {
        let truth = value == "true";
        match name.as_str() {
            "stage" => builder = builder.stage(value.clone()),
            "event.v" => input = input.with("v", value.parse::<i64>().unwrap()),
            "f" | "g" => builder = builder.set(name.clone(), truth),
            "a" | "n" => builder = builder.set(name.clone(), value.parse::<i64>().unwrap()),
            "d" => builder = builder.set("d", value.parse::<rust_decimal::Decimal>().unwrap()),
            _ => builder = builder.set(name.clone(), value.clone()),
        }
    }
    let decision = blueprint.decide(&builder.build().unwrap(), &input).unwrap();
    decision.changes.iter().flat_map(|change| &change.causes).count()
}

/// The values that a message shows: "with `n` 3, stage `j.s2`, `t` unset".
fn shown(message: &str) -> BTreeMap<String, String> {
    let message = message.split(" | ").next().unwrap().split(" and ").last().unwrap();
    let Some((_, values)) = message.split_once("pass").filter(|_| !message.ends_with("are")) else {
        return BTreeMap::new();
    };
    let values = values.trim_start_matches("es").trim_start().trim_start_matches("with ");
    let part = |part: &str| match part.strip_prefix("stage `") {
        Some(stage) => ("stage".to_owned(), stage.trim_end_matches('`').to_owned()),
        None => {
            let (name, value) = part.trim_start_matches('`').split_once("` ").unwrap_or_else(|| panic!("{message}"));
            (name.to_owned(), value.to_owned())
        }
    };
    values.split(", ").map(part).collect()
}

/// Random groups: where the checker shows values, the engine passes another number of rules on
/// them; where it has proven, the engine passes just so many on whatever values.
#[test]
fn the_engine_says_what_the_proof_says() {
    let mut dice = Dice(11);
    let (mut proven, mut wrong) = (0, 0);
    for round in 0..140 {
        let depth = dice.of(3);
        let guard = dice.guard(depth);
        let mut all = vec![guard.clone()];
        // By chance alone, hardly any group would be proven.
        match round % 4 {
            0 => all.push(dice.guard(depth)),
            1 => all.push(format!("not (({guard}) ?? false)")),
            2 => {
                let inner = dice.guard(1);
                all.push(format!("not (({guard}) ?? false) and (({inner}) ?? false)"));
                all.push(format!("not (({guard}) ?? false) and not (({inner}) ?? false)"));
            }
            _ => all.push(format!("not ({guard})")),
        }
        let mut text = format!("{WORLD}blueprint b\ngroup choice {{ exactly 1 }}\n");
        let mut free = format!("{WORLD}blueprint b\n");
        for (at, guard) in all.iter().enumerate() {
            let _ = writeln!(text, "rule r{at} {{ on e when {guard} do do0 group choice }}");
            let _ = writeln!(free, "rule r{at} {{ on e when {guard} add \"{at}\" to tags }}");
        }
        let engine = crate::Blueprint::parse(&free).unwrap_or_else(|error| panic!("{error}\n{free}"));
        let (_, lines, _) = run(&text);
        if lines.iter().any(|line| line.starts_with('E')) {
            assert!(lines.iter().any(|line| line.starts_with("E0510")), "{lines:?}\n{text}");
            let (_, _, checked) = run(&text);
            let found = checked.diagnostics.iter().find(|found| found.code == crate::diagnostic::Code::NotExactly);
            let said = found.unwrap().message.clone();
            assert_ne!(passing(&engine, &shown(&said)), 1, "{said}\n{text}");
            wrong += 1;
            continue;
        }
        proven += 1;
        for _ in 0..25 {
            let mut values = BTreeMap::new();
            let numbers = ["unset", "-1", "0", "1", "2", "3"];
            for (name, of) in [
                ("a", &numbers[..]),
                ("n", &numbers[1..]),
                ("d", &["0", "0.5", "1", "1.5", "2", "3"]),
                ("f", &["true", "false"]),
                ("g", &["unset", "true", "false"]),
                ("t", &["unset", "free", "pro", "top"]),
                ("event.v", &numbers),
                ("stage", &["j.s1", "j.s2", "j.s3"]),
            ] {
                values.insert(name.to_owned(), dice.pick(of).to_owned());
            }
            assert_eq!(passing(&engine, &values), 1, "{values:?}\n{text}");
        }
    }
    assert!(proven > 30 && wrong > 30, "{proven} {wrong}");
}

#[test]
fn what_is_too_large_is_told_soon() {
    // More values than can be looked at together.
    let counts = |from: usize| {
        let each: Vec<String> =
            (from..from + 60).map(|hours| format!("count of e in last {hours} hours > 1")).collect();
        each.join(" or ")
    };
    let rules: Vec<String> =
        (0..60).map(|n| format!("rule r{n} {{ on e when {} do a group g }}", counts(n * 60 + 1))).collect();
    let text = format!(
        "blueprint b\nevent e\nchannel m\naction a {{ channel m automated }}\ngroup g {{ exactly 1 }}\n{}",
        rules.join("\n")
    );
    let (_, lines, _) = run(&text);
    assert_eq!(lines, ["E0511 5:7"]);
    // The same values in another order are one trigger.
    let fields: Vec<String> = (0..3_000).map(|n| format!("f{n}")).collect();
    let (there, back) = (fields.join(", "), fields.iter().rev().cloned().collect::<Vec<_>>().join(", "));
    let text = format!(
        "blueprint b\ncontact {{\n{}: int = 0\n}}\nchannel m\naction a {{ channel m automated }}\ngroup g {{ exactly 1 }}\n\
         rule r {{ on change {there} when f0 > 1 do a group g }}\nrule s {{ on change {back} when f0 <= 1 do a group g }}",
        fields.join(": int = 0\n")
    );
    let (_, lines, _) = run(&text);
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn a_stored_group_says_what_was_proven() {
    let ir = blueprint(&guards("exactly 1", &["f", "not f"]));
    let group = ir.groups.values().next().unwrap();
    assert!(group.exactly && group.at_most == 1 && ir.rules.values().all(|rule| rule.group.map(Id::index) == Some(0)));
    assert!(ir.to_json().unwrap().contains("\"exactly\":true"));
    assert!(!blueprint("group g { at most 1 }").to_json().unwrap().contains("\"exactly\""));
}
