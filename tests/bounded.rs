//! A contact's state stays small, however long it lives: what the blueprint can't ask for any
//! more is forgotten.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

use crm_blueprint::{Blueprint, Input, Instant};

const DAY: i64 = 86_400_000;

fn later(at: Instant, milliseconds: i64) -> Instant {
    at.checked_add_milliseconds(milliseconds).expect("within the calendar")
}

fn bytes(state: &crm_blueprint::ContactState) -> usize {
    serde_json::to_string(&state.snapshot()).expect("a state is JSON").len()
}

/// Ten years of daily events on the B2B blueprint: three events a day, each with an id.
#[test]
fn ten_years_of_daily_events() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/north_star/saas_b2b.blueprint"));
    let blueprint = Blueprint::parse(&text.unwrap()).unwrap();
    let mut at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
    let contact = blueprint.contact("c-1").at(at).set("email_opt_in", true).set("company_size", 80);
    let mut state = contact.stage("lead").build().unwrap();
    let (mut largest, mut after_a_year, mut fired) = (0, 0, 0);
    for day in 0..3_650_i64 {
        for (hour, event) in [(0, "email_opened"), (4, "logged_in"), (9, "page_viewed")] {
            let at = later(at, hour * 3_600_000);
            let mut input = Input::at(at).id(format!("{event}-{day}")).event(event);
            if event == "page_viewed" {
                input = input.with("url", "/pricing");
            }
            let decision = blueprint.decide(&state, &input).unwrap();
            fired += decision.fired.len();
            assert!(!decision.more);
            state = decision.next;
        }
        largest = largest.max(bytes(&state));
        if day == 365 {
            after_a_year = largest;
        }
        at = later(at, DAY);
    }
    println!("after a year {after_a_year} bytes at most, after ten {largest}; {fired} actions fired");
    assert!(fired > 100, "the series does something");
    // What the reference states; ids of inputs, 7 days of three a day, are most of it.
    assert!(largest <= 4_096, "{largest} bytes");
    assert!(largest <= after_a_year + 64, "it grew from {after_a_year} to {largest} bytes");
}

/// The same where the text asks for much: windows of a year, totals, caps, limits, dates.
#[test]
fn ten_years_of_a_long_memory() {
    let blueprint = Blueprint::parse(
        r#"
        blueprint memory
        channel email { cap 2 per day  cap 5 per 7 days }
        event bought { amount: decimal }
        event opened
        action thank { channel email automated }
        let money   = sum of bought.amount in last 365 days
        let largest = max of bought.amount
        segment loyal when count of opened in last 90 days >= 60
        rule each_time { on bought where money > 10 and largest > 1  do thank  limit 3 per 30 days }
        rule loyalty   { on becoming is loyal  do thank }
        "#,
    )
    .unwrap();
    let mut at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
    let mut state = blueprint.contact("c-1").at(at).build().unwrap();
    let (mut largest, mut after_two_years) = (0, 0);
    for day in 0..3_650_i64 {
        let bought = Input::at(at).event("bought").with("amount", (day % 90) + 1);
        state = blueprint.decide(&state, &bought).unwrap().next;
        state = blueprint.decide(&state, &Input::at(later(at, 1_000)).event("opened")).unwrap().next;
        largest = largest.max(bytes(&state));
        if day == 730 {
            after_two_years = largest;
        }
        at = later(at, DAY);
    }
    println!("after two years {after_two_years} bytes at most, after ten {largest}");
    // 367 amounts with their instants, 92 instants, a few more.
    assert!(largest <= 30_000, "{largest} bytes");
    assert!(largest <= after_two_years + 64, "it grew from {after_two_years} to {largest} bytes");
}

/// A log that is full says so, and grows no more.
#[test]
fn a_full_log_says_so() {
    let text = "blueprint full\nevent seen\nevent asked\ncontact { n: int = 0 }\n\
                rule ask { on asked set n = count of seen in last 365 days }";
    let blueprint = Blueprint::parse(text).unwrap();
    let mut at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
    let mut state = blueprint.contact("c-1").at(at).build().unwrap();
    for number in 1..=1_001 {
        at = later(at, 1_000);
        let decision = blueprint.decide(&state, &Input::at(at).event("seen")).unwrap();
        assert_eq!(!decision.notices.is_empty(), number > 1_000, "{number}: {:?}", decision.notices);
        state = decision.next;
    }
    let decision = blueprint.decide(&state, &Input::at(later(at, 1_000)).event("asked")).unwrap();
    assert_eq!(decision.next.get("n"), Some(1_000.into()));
}

/// A decision that has too much to catch up with stops, and goes on when it is asked again.
#[test]
fn more_is_fed_again() {
    let text = "blueprint often\nchannel task internal\nevent go\naction note { channel task automated }\n\
                sequence tick { repeat while true { do note wait 1 hour } }\nrule begin { on go start tick }";
    let blueprint = Blueprint::parse(text).unwrap();
    let at: Instant = "2026-03-02T09:00:00Z".parse().unwrap();
    let state = blueprint.contact("c-1").at(at).build().unwrap();
    let state = blueprint.decide(&state, &Input::at(at).event("go")).unwrap().next;
    let input = Input::at(later(at, 500 * DAY)).id("late").event("go");
    let first = blueprint.decide(&state, &input).unwrap();
    assert!(first.more);
    assert_eq!(first.fired.len(), 10_000);
    assert_eq!(first.at, later(at, 10_000 * 3_600_000));
    let second = blueprint.decide(&first.next, &input).unwrap();
    assert!(!second.more && !second.duplicate, "the input has not been consumed before");
    assert_eq!(second.fired.len(), 2_000);
    assert_eq!(second.at, input.at);
}
