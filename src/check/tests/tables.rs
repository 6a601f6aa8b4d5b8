//! What the checker proves of tables, and at what cost.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use super::*;
use crate::ir::{ExprKind, TablePolicy};

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
fn many_columns_and_long_lists_take_no_longer() {
    let mut text = "contact { f: a0 = m0\n".to_owned();
    for column in 0..60 {
        let _ = write!(text, " b{column}: bool = false");
    }
    text.push_str(" }\nenum a0 { ");
    for member in 0..2_000 {
        let _ = write!(text, "m{member} ");
    }
    text.push_str("}\ntable t first {\n  input f");
    for column in 0..60 {
        let _ = write!(text, ", b{column}");
    }
    text.push_str("\n  output y: int\n");
    for row in 0..200usize {
        text.push_str("  row ");
        let listed: Vec<String> = (0..300).map(|member| format!("m{}", (row * 7 + member) % 2_000)).collect();
        text.push_str(&listed.join(" or "));
        for column in 0..60usize {
            text.push_str([", any", ", true", ", false"][(row * 31 + column * 17 + row * column) % 3]);
        }
        text.push_str(" -> 1\n");
    }
    text.push_str("}\n");
    let start = Instant::now();
    let found = codes(&text);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    assert_eq!(found.len(), 1, "{found:?}");
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
