//! What an explanation shows of tables and bands.

use super::build::*;
use crate::decide::{Program, explain};
use crate::ir::*;
use crate::state::Input;
use crate::text::Span;

/// `size = 7`, `let fit = size * 2`, and what reads them.
struct Tables {
    build: Build,
    event: EventId,
    size: FieldId,
    fit: ExprId,
}

impl Tables {
    fn new(size: Option<i64>) -> Self {
        let mut build = Build::new();
        let event = build.event("go");
        let size = build.field("size", maybe(INT), size.map(Value::Int));
        let (read, two) = (build.read(size), build.int(2));
        let double = build.arithmetic(Arithmetic::Multiply, read, two);
        let fit = build.derived("fit", double);
        let fit = build.e(ExprKind::Let(fit));
        Self { build, event, size, fit }
    }

    /// `bands warmth over fit { cold < 10  warm < 20  hot }`, the last one perhaps with a bound;
    /// the value, and each of its members.
    fn bands(&mut self, last: bool) -> (ExprId, [ExprId; 3]) {
        let (build, fit) = (&mut self.build, self.fit);
        let members = ["cold", "warm", "hot"].map(|name| Member { info: info(name) }).to_vec();
        let of = build.ir.enums.push(Enum { info: info("warmth"), members });
        let members = [0, 1, 2].map(|member| build.value(Value::Member(of, member)));
        let mut cases = Vec::new();
        for (bound, value) in [10, 20, 30].into_iter().zip(members) {
            let bound = build.int(bound);
            cases.push(Case { test: build.compare(Comparison::Less, fit, bound), value });
        }
        let otherwise = if last { cases.pop().map(|case| case.value) } else { None };
        let value = build.e(ExprKind::Choose { given: Some(fit), cases, otherwise });
        let value = build.derived("warmth", value);
        build.ir.bands.push(Bands { value, over: fit });
        (build.e(ExprKind::Let(value)), members)
    }

    /// A table over an input with one output, a row for each test.
    fn table(&mut self, policy: TablePolicy, input: ExprId, rows: &[(ExprId, i64)], otherwise: Option<i64>) -> ExprId {
        let build = &mut self.build;
        let cases: Vec<Case> =
            rows.iter().map(|(test, value)| Case { test: *test, value: build.int(*value) }).collect();
        let other = otherwise.map(|value| build.int(value));
        let kind = match policy {
            TablePolicy::Collect => ExprKind::Collect { cases, otherwise: other },
            _ => ExprKind::Choose { given: None, cases, otherwise: other },
        };
        let value = build.e(kind);
        let rate = build.derived("offer.rate", value);
        let rows =
            rows.iter().map(|(test, _)| TableRow { test: *test, cells: vec![Some(*test)], span: Span::default() });
        build.ir.tables.push(Table {
            info: info("offer"),
            policy,
            inputs: vec![input],
            outputs: vec![rate],
            rows: rows.collect(),
            otherwise: otherwise.is_some(),
            responsibilities: Responsibilities::default(),
        });
        build.e(ExprKind::Let(rate))
    }

    /// What is told of a rule with this guard.
    fn told(mut self, guard: ExprId) -> (String, serde_json::Value) {
        self.build.rule("call", on(self.event), |rule| rule.guard = Some(guard));
        let program: Program = self.build.program();
        let explained = explain(&program, &contact(&program), &Input::at(monday()).event("go")).unwrap();
        let text = explained.to_string().strip_prefix(&explained.decision.to_string()).unwrap().to_owned();
        let (_, told) = text.split_once("rule call: ").unwrap();
        let json = serde_json::to_value(&explained).unwrap();
        (told.to_owned(), json["moments"][0]["rounds"][0]["rules"][0]["parts"][0]["rests_on"][0].clone())
    }
}

#[test]
fn a_table_shows_the_row_that_counts_and_what_it_looked_at() {
    let mut tables = Tables::new(Some(7));
    let (warmth, [cold, warm, _]) = tables.bands(true);
    let is_cold = tables.build.compare(Comparison::Equal, warmth, cold);
    let is_warm = tables.build.compare(Comparison::Equal, warmth, warm);
    let rows = [(is_cold, 5), (is_warm, 9), (is_warm, 3)];
    let rate = tables.table(TablePolicy::First, warmth, &rows, None);
    let nine = tables.build.int(9);
    let guard = tables.build.compare(Comparison::Equal, rate, nine);
    let (told, json) = tables.told(guard);
    assert_eq!(
        told,
        "passes\n\
         \x20     when offer.rate == 9: true (offer.rate = 9)\n\
         \x20       table offer.rate is 9, from row 2 (warmth = warm)\n\
         \x20         bands warmth is warm, over fit (fit = 14)\n\
         \x20           let fit is 14, from size * 2 (size = 7)\n"
    );
    assert_eq!((&json["type"], &json["name"], &json["value"]), (&"table".into(), &"offer.rate".into(), &"9".into()));
    assert_eq!((&json["rows"], &json["otherwise"]), (&serde_json::json!([2]), &false.into()));
    let bands = &json["rests_on"][0];
    assert_eq!((&bands["type"], &bands["value"], &bands["over"]), (&"bands".into(), &"warm".into(), &"fit".into()));
}

#[test]
fn a_table_shows_all_rows_that_are_collected() {
    let mut tables = Tables::new(Some(7));
    let (input, size) = (tables.fit, tables.size);
    let rows = [3, 9, 5].map(|bound| (tables.build.at_least(size, bound), bound));
    let rates = tables.table(TablePolicy::Collect, input, &rows, Some(0));
    let three = tables.build.int(3);
    let guard = tables.build.e(ExprKind::Has { set: rates, value: three });
    let (told, _) = tables.told(guard);
    assert!(told.contains("\n        table offer.rate is [3, 5], from row 1, 3 (fit = 14)\n"), "{told}");
}

#[test]
fn a_table_without_a_row_says_so() {
    for (otherwise, expected) in [
        (Some(4), "\n        table offer.rate is 4, from else (fit = 14)\n"),
        (None, "\n        table offer.rate is unknown, no row matches (fit = 14)\n"),
    ] {
        let mut tables = Tables::new(Some(7));
        let (input, size) = (tables.fit, tables.size);
        let row = (tables.build.at_least(size, 8), 1);
        let rate = tables.table(TablePolicy::Unique, input, &[row], otherwise);
        let one = tables.build.int(1);
        let guard = tables.build.compare(Comparison::Equal, rate, one);
        let (told, _) = tables.told(guard);
        assert!(told.contains(expected), "{told}");
    }
}

#[test]
fn bands_that_nobody_knows_say_what_they_measure() {
    for (size, expected) in [
        (None, "\n        bands warmth is unknown, over fit (fit = unset)\n"),
        (Some(50), "\n        bands warmth is unknown, over fit (fit = 100)\n"),
        (Some(2), "\n        bands warmth is cold, over fit (fit = 4)\n"),
    ] {
        let mut tables = Tables::new(size);
        let (warmth, [cold, ..]) = tables.bands(false);
        let guard = tables.build.compare(Comparison::Equal, warmth, cold);
        let (told, _) = tables.told(guard);
        assert!(told.contains(expected), "{told}");
    }
}
