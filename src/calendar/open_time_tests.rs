use super::super::{ClosedDays, TimeOfDay, Weekday};
use super::*;

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Monday to Friday, 09:00 to 12:00 and 13:00 to 17:00, Fridays to 12:00; closed on 6 May 2026.
fn office() -> Schedule {
    let range = |from: &str, to: &str| TimeRange { from: time(from), to: time(to) };
    let days = Weekday::ALL.map(|day| match day {
        Weekday::Saturday | Weekday::Sunday => vec![],
        Weekday::Friday => vec![range("09:00", "12:00")],
        _ => vec![range("09:00", "12:00"), range("13:00", "17:00")],
    });
    Schedule::new(days, vec![ClosedDays::Date("2026-05-06".parse().unwrap())])
}

/// 4 May 2026 is a Monday; times are UTC.
#[track_caller]
fn due(from: &str, length: &str, expected: &str) {
    let due = office().add(Zone::UTC, at(&format!("2026-05-{from}:00Z")), length.parse().unwrap());
    assert_eq!(due, Some(at(&format!("2026-05-{expected}:00Z"))), "{from} {length}");
}

#[test]
fn days_are_opening_days() {
    due("04T10:00", "1 day", "05T10:00");
    due("05T10:00", "1 day", "07T10:00"); // over the closed day
    due("04T10:00", "3 days", "08T10:00");
    due("04T10:00", "1 week", "14T10:00");
    due("04T15:00", "3 days", "08T12:00"); // cut to Friday's hours
    due("04T16:59", "4 days", "11T16:59");
}

#[test]
fn a_closed_start_is_moved_to_the_next_opening() {
    due("02T20:00", "1 day", "05T09:00");
    due("04T12:00", "1 day", "05T13:00"); // the pause
    due("04T12:30", "0 seconds", "04T13:00");
    due("04T10:30", "0 seconds", "04T10:30");
    due("04T12:15", "3 days", "08T12:00");
}

#[test]
fn a_pause_and_what_lies_before_the_hours_are_cut_to_a_bound() {
    let range = |from: &str, to: &str| TimeRange { from: time(from), to: time(to) };
    let days = Weekday::ALL.map(|day| match day {
        Weekday::Monday => vec![range("06:00", "22:00")],
        _ => vec![range("09:00", "12:00"), range("13:00", "17:00")],
    });
    let schedule = Schedule::new(days, Vec::new());
    let bounds = [
        ("06:30", "09:00"),
        ("09:00", "09:00"),
        ("12:00", "12:00"),
        ("12:30", "12:00"),
        ("13:00", "13:00"),
        ("21:00", "17:00"),
    ];
    for (from, cut) in bounds {
        let due = schedule.add(Zone::UTC, at(&format!("2026-05-04T{from}:00Z")), Duration::days(1));
        assert_eq!(due, Some(at(&format!("2026-05-05T{cut}:00Z"))), "{from}");
    }
}

#[test]
fn hours_run_in_open_time_only() {
    due("04T10:00", "1 hour", "04T11:00");
    due("04T11:00", "90 minutes", "04T13:30");
    due("04T09:00", "8 hours", "05T10:00");
    due("02T20:00", "30 minutes", "04T09:30");
    // Exactly on a closing: that closing.
    due("04T11:00", "1 hour", "04T12:00");
    due("04T09:00", "7 hours", "04T17:00");
    due("04T15:00", "3 days 1 hour", "11T10:00");
    due("04T10:00", "1 day 7 hours", "07T10:00");
}

#[test]
fn what_has_no_meaning_in_open_time() {
    let add = |length: &str| office().add(Zone::UTC, at("2026-05-04T10:00:00Z"), length.parse().unwrap());
    assert_eq!(add("1 month"), None);
    assert_eq!(add("-1 days"), None);
    assert_eq!(add("1 day -1 hours"), None);
    assert_eq!(add("9223372036854775807 days"), None);
    assert_eq!(add("80000 days"), None); // behind the calendar
    assert_eq!(add("2000000 hours"), None);
    let shut = Schedule::of_days(&[]);
    assert_eq!(shut.add(Zone::UTC, at("2026-05-04T10:00:00Z"), Duration::ZERO), None);
}

#[test]
fn hours_that_the_clocks_skip_are_no_opening_day() {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    let early = Schedule::outside(time("02:45"), time("02:15"));
    let add = |from: &str| early.add(paris, at(from), Duration::days(1));
    // No 02:30 on 29 March 2026.
    assert_eq!(add("2026-03-28T02:30:00+01:00"), Some(at("2026-03-30T02:30:00+02:00")));
    // Two of them on 25 October.
    assert_eq!(add("2026-10-24T02:30:00+02:00"), Some(at("2026-10-25T02:30:00+02:00")));
    assert_eq!(add("2026-10-25T02:30:00+01:00"), Some(at("2026-10-26T02:30:00+01:00")));
}

#[test]
fn open_time_between() {
    let between = |from: &str, to: &str| office().open_between(Zone::UTC, at(from), at(to));
    assert_eq!(between("2026-05-04T11:30:00Z", "2026-05-04T13:30:00Z"), 3_600_000);
    assert_eq!(between("2026-05-04T00:00:00Z", "2026-05-11T00:00:00Z"), (7 * 3 + 3) * 3_600_000);
    assert_eq!(between("2026-05-04T11:59:59.999Z", "2026-05-04T13:00:00.001Z"), 2);
    assert_eq!(between("2026-05-04T13:30:00Z", "2026-05-04T11:30:00Z"), 0);
}
