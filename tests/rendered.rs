//! What people and programs read, whole: reports, decisions, explanations, the stored form. A change
//! shows in `tests/snapshots`, to be read before it is accepted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::{Blueprint, ContactState, Input};
use insta::assert_snapshot;

/// Mistakes with a second place, with proposals, beside a character that turns the direction of text, and
/// a warning.
const WRONG: &str = "blueprint shop \"The shop\"
team care
channel email { consent opted_in }
contact { opted_in: bool = false  city: text?  spent: decimal = 0.0 }
event ordered { total: decimal }
action thanks { channel email  owner caer  automated }
action thanks { channel email  automated }
rule large {
  on ordered
}
rule abroad { on ordered where event.totl > 5  when city != \"Pa\u{202e}ris\"  do thank }
";

#[test]
fn a_report() {
    let (blueprint, report, sources) = Blueprint::check("shop.blueprint", WRONG);
    assert!(blueprint.is_none());
    assert_snapshot!("report_concise", report.concise(&sources));
    assert_snapshot!("report_plain", report.plain(&sources));
    #[cfg(feature = "pretty")]
    assert_snapshot!("report_pretty", report.pretty(&sources, false));
}

fn long_b2b() -> (Blueprint, ContactState, Input) {
    let blueprint = Blueprint::parse(include_str!("../examples/blueprints/long_b2b.blueprint")).unwrap();
    let contact = blueprint
        .contact("c-1042")
        .at("2026-03-02T08:00:00Z".parse().unwrap())
        .set("first_name", "Dana")
        .set("company_size", 1_200)
        .set("role", "engineer")
        .points("maturity", 25)
        .build()
        .unwrap();
    let input = Input::at("2026-03-04T07:30:00Z".parse().unwrap()).id("e-4").event("demo_requested");
    let input = input.change("industry", "food").change("bounced", true);
    (blueprint, contact, input)
}

#[test]
fn a_decision() {
    let (blueprint, contact, input) = long_b2b();
    let decision = blueprint.decide(&contact, &input).unwrap();
    assert_snapshot!("decision", decision);
    assert_snapshot!("decision_json", serde_json::to_string_pretty(&decision).unwrap());
}

#[test]
fn an_explanation() {
    let (blueprint, contact, input) = long_b2b();
    assert_snapshot!("explanation", blueprint.explain(&contact, &input).unwrap());
}

/// The stored form is read by other programs: a change of it is a change of `SCHEMA_VERSION`.
#[test]
fn a_stored_blueprint() {
    let blueprint = Blueprint::parse(
        "blueprint shop \"The shop\" { version \"1.0\"  timezone \"Europe/Paris\" }
team care \"Customer care\"
channel email { consent opted_in }
contact { opted_in: bool = false  tier: enum { base, gold } = base }
event ordered { total: decimal }
score worth in 0..100 { on ordered add 10 once  when tier == gold add 5 }
journey path {
  stage new initial
  stage loyal
  transition new -> loyal on ordered where event.total >= 500.00 { set tier = gold }
}
action thanks { channel email  owner care  automated  due 2 days }
rule grow { on becoming worth >= 15  do thanks  priority 1 }
scenario \"A large order makes a contact loyal\" {
  at 2026-03-02 10:00
  when ordered { total: 500.00 }
  then stage loyal
}
",
    )
    .unwrap();
    assert_snapshot!("stored", serde_json::to_string_pretty(&**blueprint.ir()).unwrap());
}
