//! What the checker proves of tables, and at what cost.

use std::fmt::Write as _;

use super::*;
use crate::ir::{ExprKind, Id, TablePolicy};

/// A table of so many rows that do not overlap, and leave a gap only behind the last.
fn rows(count: usize) -> String {
    let mut text = "contact { x: int = 1 }\ntable t {\n  input x\n  output y: int\n".to_owned();
    for row in 0..count {
        let _ = writeln!(text, "  row {row} -> 1");
    }
    text + "}\n"
}

#[test]
fn a_table_that_is_too_large_is_told_of() {
    assert_eq!(codes(&rows(900)), ["W0505 2:7"]);
    assert_eq!(codes(&rows(1_100)), ["W0507 2:7"]);
    assert_eq!(codes(&(rows(1_100).replace("table t {", "table t collect {"))), [""; 0]);
    assert!(message(&rows(1_100)).starts_with("the table `t` is too large to be proven whole"));
}

#[test]
fn many_columns_and_lists_are_proven() {
    let mut text = "contact { f: a0 = m0\n".to_owned();
    for column in 0..60 {
        let _ = write!(text, " b{column}: bool = false");
    }
    text.push_str(" }\nenum a0 { ");
    for member in 0..400 {
        let _ = write!(text, "m{member} ");
    }
    text.push_str("}\ntable t first {\n  input f");
    for column in 0..60 {
        let _ = write!(text, ", b{column}");
    }
    text.push_str("\n  output y: int\n");
    for row in 0..40usize {
        text.push_str("  row ");
        let listed: Vec<String> = (0..60).map(|member| format!("m{}", (row * 7 + member) % 400)).collect();
        text.push_str(&listed.join(" or "));
        for column in 0..60usize {
            text.push_str([", any", ", true", ", false"][(row * 31 + column * 17 + row * column) % 3]);
        }
        text.push_str(" -> 1\n");
    }
    text.push_str("}\n");
    // As large ones as the budget has for are those of `region`'s tests.
    assert_eq!(codes(&text), ["W0505 4:7"]);
}

#[test]
fn what_has_no_name_is_measured_once() {
    let ir = blueprint(
        "contact { seen: datetime?  x: int = 1 }\n\
         bands recency over now - seen { hot < 30 days  cold }\n\
         table t { input recency, x + 1  output y: int  row hot, 2 -> 1  else -> x }\n",
    );
    let names: Vec<&str> = ir.lets.values().map(|one| one.info.name.as_str()).collect();
    assert_eq!(names, ["recency.over", "recency", "t.#2", "t.y"]);
    let table = ir.tables.values().next().unwrap();
    assert_eq!((table.policy, table.otherwise, table.rows.len()), (TablePolicy::Unique, true, 1));
    let bands = ir.bands.values().next().unwrap();
    assert_eq!(ir.lets[bands.value].info.name, "recency");
    assert!(matches!(ir.exprs[bands.over].kind, ExprKind::Let(_)));
    let required = |name: &str| {
        let found = ir.lets.values().find(|one| one.info.name == name).unwrap();
        !ir.exprs[found.value].ty.optional
    };
    assert!(!required("recency") && required("t.y"));
}

#[test]
fn constants_that_are_values_are_told_of_wherever_they_are_declared() {
    let world = "contact { x: int = 1 }\n";
    for rest in [
        "bands b over x { low < l  high }\nlet l = 1",
        "let l = 1\nbands b over x { low < l  high }",
        "table t { input x  output y: int  row l -> 1  else -> 2 }\nlet l = t2.z\ntable t2 { input x  output z: int  row 1 -> 1  else -> 2 }",
        "table t { input x  output y: int  row > s -> 1  else -> 2 }\nsetting s: int = 2",
    ] {
        let found = codes(&format!("{world}{rest}"));
        assert!(found.iter().all(|line| line.starts_with("E0306 ")) && found.len() == 1, "{rest}\n{found:?}");
    }
}

#[test]
fn what_is_broken_is_told_once() {
    let world = "contact { x: int = 1 }\n";
    for (rest, expected) in [
        ("table t { input y  output z: int, w: int  row 1 -> 1, 2 }\nlet l = t.z", "E0201 2:17"),
        ("table t { input x  output z: nothing  row any -> 1 }\nlet l = t.z", "E0201 2:30"),
        ("bands b over y { low < 1  high }\nsegment s when b == low", "E0201 2:14"),
        ("bands b over x { low < 1  low < 2 }\nsegment s when b == low", "E0202 2:27"),
    ] {
        assert_eq!(codes(&format!("{world}{rest}")), [expected], "{rest}");
    }
}

const TICKETS: &str = "team desk\nchannel task\nenum level { p1, p2 }\n\
    object ticket { impact: int = 1  urgency: int = 1  owner: team?  follow: ticket? }\n\
    event filed opens ticket\nevent asked\n";

const PRIORITY: &str = "table priority {\n  input ticket.impact, ticket.urgency\n  output level: level, desk: team?\n  \
    row 1, 1 -> p1, ticket.owner\n  else -> p2, desk\n}\n";

#[test]
fn a_table_is_of_the_object_that_it_names() {
    let ir = blueprint(&format!(
        "{TICKETS}{PRIORITY}bands worth over ticket.impact + 1 {{ low < 2  high }}\n\
         table t {{ input ticket.priority.level, ticket.worth  output x: int  row p1, low -> 1  else -> visits }}\n\
         contact {{ visits: int = 0 }}\n\
         bands whole over visits {{ low < 2  high }}\n"
    ));
    let of = |name: &str| ir.lets.values().find(|one| one.info.name == name).unwrap().object.map(Id::index);
    for (name, object) in [
        ("priority.level", Some(0)),
        ("priority.desk", Some(0)),
        ("worth.over", Some(0)),
        ("worth", Some(0)),
        ("t.x", Some(0)),
        ("whole", None),
    ] {
        assert_eq!(of(name), object, "{name}");
    }
}

#[test]
fn its_outputs_are_read_where_an_instance_is_in_scope() {
    for (rest, expected) in [
        ("let urgent of ticket = priority.level == p1 or ticket.priority.level == p2", ""),
        ("let behind of ticket = follow.priority.level == p1 or ticket.follow.priority.level == p1", ""),
        ("segment s when any ticket where priority.level == p1", ""),
        ("segment s when any ticket where ticket.priority.level == p1", ""),
        ("action a { channel task human with { l: ticket.priority.level } owner ticket.priority.desk }", ""),
        ("action a of ticket { channel task human with { l: priority.level } owner priority.desk }", ""),
        ("action a of ticket { channel task human }\nrule r { on filed when priority.level == p1 do a }", ""),
        ("segment s when priority.level == p1", "E0208 13:16"),
        ("segment s when contact.priority.level == p1", "E0204 13:24"),
        ("segment s of ticket when ticket.priority == p1", "E0203 13:33"),
        ("segment s of ticket when ticket.priority.levle == p1", "E0204 13:42"),
        ("action a { channel task human owner priority.desk }", "E0208 13:37"),
        ("action a { channel task human with { l: ticket.impact } owner priority.desk }", "E0208 13:63"),
        ("action a { channel task human with { l: ticket.impact } owner ticket.priority.dsk }", "E0204 13:79"),
        ("object deal {}\naction a of deal { channel task human owner ticket.priority.desk }", "E0208 14:45"),
        ("table two { input priority.level  output x: int  row p1 -> 1  else -> 2 }", "E0208 13:19"),
        ("table two { input ticket.impact, priority.level  output x: int  row 1, p1 -> 1  else -> 2 }", "E0208 13:34"),
        ("table two { input ticket.impact, urgency  output x: int  row 1, 1 -> 1  else -> 2 }", "E0208 13:34"),
        ("object deal { x: int = 1 }\nbands b over ticket.impact + deal.x { low < 1  high }", "E0208 14:30"),
    ] {
        let found = codes(&format!("{TICKETS}{PRIORITY}{rest}"));
        let found: Vec<&str> = found.iter().map(String::as_str).collect();
        let expected: Vec<&str> = Some(expected).into_iter().filter(|line| !line.is_empty()).collect();
        assert_eq!(found, expected, "{rest}");
    }
}

#[test]
fn an_object_s_owner_may_be_what_a_table_says() {
    let text = "team desk\ncontact { visits: int = 0 }\nobject ticket { owner routing.desk }\n\
        table routing { input visits  output desk: team  row 1 -> desk  else -> desk }\n";
    let ir = blueprint(text);
    assert_eq!(ir.objects.values().next().unwrap().responsibilities.derived.len(), 1);
}
