use super::super::{ClosedDays, TimeOfDay, TimeRange, Weekday};
use super::*;

const MINUTE: i64 = 60_000;

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

/// Whether it is open in a minute of UTC, asked of the clock's face alone.
fn is_open(minute: i64) -> bool {
    let instant = Instant::from_milliseconds(minute * MINUTE).unwrap().to_string();
    let (day, clock) = (&instant[..10], &instant[11..16]);
    // 4 May 2026 is a Monday, and the tests stay near it.
    let date: chrono::NaiveDate = day.parse().unwrap();
    let monday: chrono::NaiveDate = "2026-05-04".parse().unwrap();
    let weekday = (date - monday).num_days().rem_euclid(7);
    let hours: &[(&str, &str)] = match weekday {
        _ if day == "2026-05-06" => &[],
        0..=3 => &[("09:00", "12:00"), ("13:00", "17:00")],
        4 => &[("09:00", "12:00")],
        _ => &[],
    };
    hours.iter().any(|(opens, closes)| (*opens..*closes).contains(&clock))
}

/// So many minutes of open time after `from`, found minute by minute.
fn walk(from: i64, minutes: i64) -> i64 {
    let (mut minute, mut left) = (from, minutes);
    while left > 0 {
        left -= i64::from(is_open(minute));
        minute += 1;
    }
    minute
}

#[test]
fn what_is_reached_is_found_minute_by_minute() {
    let schedule = office();
    let open = Course::Open(&schedule, Zone::UTC);
    let monday = at("2026-05-04T00:00:00Z").milliseconds() / MINUTE;
    for start in (0..7 * 1440).step_by(97) {
        let from = monday + start;
        let start = Instant::from_milliseconds(from * MINUTE).unwrap();
        for minutes in [0, 1, 59, 180, 181, 420, 421, 1000, 2400] {
            let reached = open.reached(start, minutes * MINUTE).unwrap();
            assert_eq!(reached.milliseconds(), walk(from, minutes) * MINUTE, "{start} {minutes} minutes");
            assert_eq!(open.between(start, reached), minutes * MINUTE, "{start} {minutes} minutes");
        }
    }
}

#[test]
fn days_of_open_time_are_a_length_of_it() {
    let schedule = office();
    let open = Course::Open(&schedule, Zone::UTC);
    let length = |from: &str, target: &str| {
        let from = at(&format!("2026-05-{from}:00Z"));
        open.length(Zone::UTC, from, target.parse().unwrap()).map(|length| length / MINUTE)
    };
    assert_eq!(length("04T10:00", "1 day"), Some(7 * 60));
    assert_eq!(length("04T10:00", "3 days"), Some((6 + 7 + 7 + 1) * 60)); // over the closed day, to Friday
    assert_eq!(length("02T20:00", "1 day"), Some(7 * 60)); // from Monday's opening to Tuesday's
    assert_eq!(length("04T15:00", "3 days"), Some((2 + 7 + 7 + 3) * 60)); // cut to Friday's hours
    assert_eq!(length("04T10:00", "8 hours"), Some(8 * 60));
    assert_eq!(length("04T10:00", "0 hours"), Some(0));
    assert_eq!(length("04T10:00", "-3 days"), Some(0));
    assert_eq!(length("04T10:00", "1 month"), None);
    let shut = Schedule::of_days(&[]);
    assert_eq!(Course::Open(&shut, Zone::UTC).length(Zone::UTC, at("2026-05-04T10:00:00Z"), Duration::days(1)), None);
    assert_eq!(Course::Open(&shut, Zone::UTC).reached(at("2026-05-04T10:00:00Z"), 1), None);
}

#[test]
fn all_time_has_days_of_the_calendar() {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    let length = |target: &str| Course::All.length(paris, at("2026-03-28T12:00:00Z"), target.parse().unwrap());
    assert_eq!(length("1 day"), Some(23 * 60 * MINUTE)); // the clocks go forward
    assert_eq!(length("24 hours"), Some(24 * 60 * MINUTE));
    assert_eq!(length("1 month"), Some((30 * 24 + 24 - 1) * 60 * MINUTE));
    assert_eq!(length("300 years"), None);
    let noon = at("2026-03-28T12:00:00Z");
    assert_eq!(Course::All.reached(noon, 5), Some(at("2026-03-28T12:00:00.005Z")));
    assert_eq!(Course::All.reached(noon, 0), Some(noon));
    assert_eq!(Course::All.reached(Instant::MAX, 1), None);
    assert_eq!(Course::All.between(noon, at("2026-03-28T12:01:00Z")), MINUTE);
    assert_eq!(Course::All.between(at("2026-03-28T12:01:00Z"), noon), 0);
}

#[test]
fn beats_are_whole_periods_moved_by_the_rest() {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    let start = at("2026-03-27T12:00:00Z");
    let beat = |period: &str, rested: i64, after: &str| {
        next_beat(paris, start, period.parse().unwrap(), rested * MINUTE, at(after)).map(|beat| beat.to_string())
    };
    assert_eq!(beat("30 minutes", 0, "2026-03-27T12:00:00Z").as_deref(), Some("2026-03-27T12:30:00Z"));
    assert_eq!(beat("30 minutes", 0, "2026-03-27T12:30:00Z").as_deref(), Some("2026-03-27T13:00:00Z"));
    assert_eq!(beat("30 minutes", 7, "2026-03-27T12:30:00Z").as_deref(), Some("2026-03-27T12:37:00Z"));
    assert_eq!(beat("30 minutes", 7, "2026-03-27T12:37:00Z").as_deref(), Some("2026-03-27T13:07:00Z"));
    // Over the clocks' change: the same local time.
    assert_eq!(beat("1 day", 0, "2026-03-28T13:00:00Z").as_deref(), Some("2026-03-29T11:00:00Z"));
    assert_eq!(beat("1 month", 0, "2040-04-27T11:00:00Z").as_deref(), Some("2040-05-27T11:00:00Z"));
    assert_eq!(beat("0 minutes", 0, "2026-03-27T12:00:00Z"), None);
    assert_eq!(beat("-1 minutes", 0, "2026-03-27T12:00:00Z"), None);
    assert_eq!(beat("200 years", 0, "2026-03-27T12:00:00Z"), None);
}

#[test]
fn beats_are_found_one_by_one() {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    let start = at("2026-01-31T12:00:00Z");
    for period in ["1 month", "1 day", "1 week 3 hours", "7 minutes"] {
        let period: Duration = period.parse().unwrap();
        let mut after = start;
        for count in 1..400 {
            let next = next_beat(paris, start, period, 0, after).unwrap();
            assert_eq!(Some(next), paris.add(start, period.checked_mul(count).unwrap()), "{period} {count}");
            after = next;
        }
    }
}
