//! A blueprint's expressions and triggers in a reader's words.

use super::{expr, share, trigger};
use crate::Blueprint;

const WORLD: &str = r#"
    blueprint demo
    enum tier { gold "Gold", base "Basic" }
    object deal "Deal" { amount "Amount": decimal = 0 }
    contact {
      spent "Spent": decimal = 0.0
      level "Level": tier = base
      name "First name": text?
      ends "End of contract": date?
    }
    event opened opens deal "Deal opened" { amount: decimal = 0 }
    event ordered "Order" { total "Total": decimal  paid "Paid": bool = false }
    setting bar "Bar": decimal = 40
    segment loyal "Loyal customers" when spent > 100
    mode crisis "Crisis" { when spent < 0 }
    team sales "Sales"
    table routing "Who calls" first { input level  output seller: team  row gold -> sales  else -> sales }
    journey life { stage one "Visitor" initial  stage two "Buyer"  transition one -> two on ordered }
"#;

fn said_of(rule: &str) -> String {
    let blueprint = Blueprint::parse(&format!("{WORLD}\nrule r {{ {rule}  set spent = 1 }}"));
    let blueprint = blueprint.unwrap_or_else(|error| panic!("{error}"));
    let rule = blueprint.ir().rules.values().next().unwrap();
    let guard = rule.guard.map(|guard| format!(" | {}", expr(blueprint.ir(), guard))).unwrap_or_default();
    format!("{}{guard}", trigger(blueprint.ir(), &rule.trigger))
}

#[test]
fn guards() {
    let guard = |text: &str| said_of(&format!("on ordered  when {text}")).split_once(" | ").unwrap().1.to_owned();
    assert_eq!(guard("spent >= bar and level == gold"), "Spent ≥ Bar (40) and Level is Gold");
    assert_eq!(guard("level in [gold, base]"), "Level is Gold or Basic");
    assert_eq!(guard("level not in [gold, base]"), "Level is none of Gold or Basic");
    assert_eq!(guard("is loyal or is crisis"), "in segment “Loyal customers” or “Crisis” is on");
    assert_eq!(guard("not in stage two"), "not in stage “Buyer”");
    assert_eq!(guard("name is unset"), "First name is unset");
    assert_eq!(guard("name == \"A\\\"b\""), "First name is “A\"b”");
    assert_eq!(guard("event.total != 5"), "Total is not 5");
    assert_eq!(
        guard("count of ordered where total > 5 in last 90 days > 2"),
        "count of “Order” where Total > 5 in last 90 days > 2"
    );
    assert_eq!(guard("any deal where amount > 5"), "any Deal where Amount > 5");
    assert_eq!(guard("routing.seller == sales"), "seller by “Who calls” is Sales");
}

#[test]
fn triggers() {
    assert_eq!(said_of("on ordered where event.paid"), "Order if Paid");
    assert_eq!(said_of("on enter one, two"), "on entering “Visitor” or “Buyer”");
    assert_eq!(said_of("on becoming spent > 5"), "as soon as Spent > 5");
    assert_eq!(said_of("on change level to gold"), "when Level changes to Gold");
    assert_eq!(said_of("after 3 days in stage one"), "after 3 days in stage “Visitor”");
    assert_eq!(said_of("at 5 days before ends at 09:00"), "5 days before “End of contract” at 09:00");
    assert_eq!(said_of("every week on mon, wed at 08:30"), "every Monday and Wednesday at 08:30");
}

#[test]
fn shares() {
    assert_eq!([share(5_000), share(1_250), share(333)], ["50 %", "12.5 %", "3.33 %"]);
}
