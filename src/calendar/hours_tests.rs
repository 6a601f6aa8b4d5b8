use super::super::{TimeOfDay, Weekday};
use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn outside(from: &str, to: &str) -> Schedule {
    let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
    Schedule::outside(time(from), time(to))
}

#[test]
fn all_must_be_open() {
    let (quiet, days) = (outside("20:00", "08:00"), Schedule::of_days(&[Weekday::Wednesday, Weekday::Friday]));
    let paris: Zone = "Europe/Paris".parse().unwrap();
    // Days by UTC, quiet hours by Paris, two hours ahead; 4 May 2026 is a Monday.
    let pairs = [(&quiet, paris), (&days, Zone::UTC)];
    let hours = Hours::new(&pairs);
    let monday = at("2026-05-04T10:00:00Z");
    assert!(!hours.allows(monday));
    assert_eq!(hours.next_held(monday), Some(monday));
    let wednesday = at("2026-05-06T06:00:00Z");
    assert_eq!(hours.next_allowed(monday), Some(wednesday));
    assert!(hours.allows(wednesday));
    assert_eq!(hours.next_allowed(wednesday), Some(wednesday));
    assert_eq!(hours.next_held(wednesday), Some(at("2026-05-06T18:00:00Z")));
    assert_eq!(hours.next_allowed(at("2026-05-06T18:00:00Z")), Some(at("2026-05-08T06:00:00Z")));
}

#[test]
fn hours_that_never_meet_are_not_waited_for() {
    let (morning, evening) = (outside("12:00", "06:00"), outside("06:00", "18:00"));
    let pairs = [(&morning, Zone::UTC), (&evening, Zone::UTC)];
    let from = at("2026-05-04T10:00:00Z");
    assert_eq!(Hours::new(&pairs).next_allowed(from), None);
    assert_eq!(Hours::new(&pairs).next_held(from), Some(from));
}

#[test]
fn none_at_all_allow_everything() {
    let hours = Hours::new(&[]);
    assert!(hours.allows(Instant::MIN));
    assert_eq!(hours.next_allowed(Instant::MAX), Some(Instant::MAX));
    assert_eq!(hours.next_held(Instant::MIN), None);
}
