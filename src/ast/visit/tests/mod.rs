//! The visitor's tests: what is visited, in what order, and on how much stack.

mod completeness;
mod expressions;
mod notes;
mod record;

use crate::ast::File;
use crate::parse::{Limits, parse};
use crate::text::FileId;

const NORTH_STARS: [&str; 3] = [
    include_str!("../../../../tests/north_star/forms.blueprint"),
    include_str!("../../../../tests/north_star/saas_b2b.blueprint"),
    include_str!("../../../../tests/north_star/sav.blueprint"),
];

/// Forms whose parts may stand in several orders, and those that the north stars lack.
const FORMS: &str = r#"
enum plan "Plan" owner sales { free "Free", paid renamed from pro }
channel email cap 2 per 7 days exempt service when vip across email, sms defer at most 3 days
channel sms cap 3 per day across email when vip exempt service
channel post cap x per day when a == b across email exempt service, news drop
setting s: set of text = ["a", "b"]
event mail of ticket by number or opens "Mail" { note: text? = "" { basis consent  retain 3 years } }
rule r of order "R" {
  every month on 1 at 09:00
  split { a 50% do x with { k: "v" }, y after 2 days  b 50% do z }
}
rule days every week on mon..wed, fri
rule feast every year on 12-25
rule birth every year on birthday
sequence q of order "Q" (offer: text) {
  goal when x > 1  reentry after 3 days  suspend purpose news defer at most 2 days, promotion
  step hello "Hello" { when a { wait until b == 1 or 3 days } else { wait 1 day of desk or e where c { do d } else { set f = g } } }
}
scenario "Orders" {
  given ticket t1 { kind: "x" } in stage new, mail of t1 { note: "n" } 3 days ago, mail { note: "n" } of t1 at 2026-03-01 09:00
  at 2026-03-02 10:00
  when mail { note: "n" } of t1, mail as t2 { note: "n" }, t1.owner = "B"
  then defers a, b for t1 until 2026-03-03 08:00
  then defers a until 2026-03-03 08:00 for t1
  then suppresses a because mode dunning for t1
  then suppresses a for t1 because cap
}
"#;

/// The tree of a text without mistakes.
fn tree(text: &str) -> File {
    let parsed = parse(text, FileId(0), &Limits::default());
    assert_eq!(parsed.diagnostics, [], "{text}");
    parsed.file
}
