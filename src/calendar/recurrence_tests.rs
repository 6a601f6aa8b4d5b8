use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// The occurrences behind an instant, in Paris.
#[track_caller]
fn follow(recurrence: &Recurrence, time: &str, after: &str, expected: &[&str]) {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    let mut now = at(after);
    for next in expected {
        let found = recurrence.next(paris, time.parse().unwrap(), now);
        assert_eq!(found, Some(at(next)), "after {now}");
        now = at(next);
    }
    assert_eq!(recurrence.problem(), None);
}

#[test]
fn every_day() {
    let days = ["2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"];
    follow(&Recurrence::Daily, "02:30", "2026-03-27T02:30:00+01:00", &days);
    let doubled = ["2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"];
    follow(&Recurrence::Daily, "02:30", "2026-10-25T02:29:00+02:00", &doubled);
    let midnights = ["2026-05-05T00:00:00+02:00", "2026-05-06T00:00:00+02:00"];
    follow(&Recurrence::Daily, "24:00", "2026-05-04T12:00:00+02:00", &midnights);
}

#[test]
fn every_week() {
    let days = Recurrence::Weekly(vec![Weekday::Friday, Weekday::Monday]);
    // 4 May 2026 is a Monday.
    let expected = ["2026-05-04T09:00:00+02:00", "2026-05-08T09:00:00+02:00", "2026-05-11T09:00:00+02:00"];
    follow(&days, "09:00", "2026-05-04T08:59:59.999+02:00", &expected);
    follow(
        &Recurrence::Weekly(vec![Weekday::Sunday]),
        "24:00",
        "2026-05-03T23:59:00+02:00",
        &["2026-05-04T00:00:00+02:00", "2026-05-11T00:00:00+02:00"],
    );
}

#[test]
fn every_month_and_year() {
    let expected = ["2026-01-31T09:00:00+01:00", "2026-02-28T09:00:00+01:00", "2026-03-31T09:00:00+02:00"];
    follow(&Recurrence::Monthly { day: 31 }, "09:00", "2026-01-01T00:00:00+01:00", &expected);
    let expected = ["2027-02-28T09:00:00+01:00", "2028-02-29T09:00:00+01:00", "2029-02-28T09:00:00+01:00"];
    follow(&Recurrence::Yearly { month: 2, day: 29 }, "09:00", "2026-02-28T09:00:00+01:00", &expected);
    follow(
        &Recurrence::Yearly { month: 12, day: 31 },
        "24:00",
        "2026-12-31T12:00:00+01:00",
        &["2027-01-01T00:00:00+01:00", "2028-01-01T00:00:00+01:00"],
    );
}

#[test]
fn recurrences_without_a_day() {
    for empty in [
        Recurrence::Weekly(vec![]),
        Recurrence::Monthly { day: 0 },
        Recurrence::Yearly { month: 0, day: 1 },
        Recurrence::Yearly { month: 13, day: 1 },
        Recurrence::Yearly { month: 3, day: 0 },
    ] {
        assert!(empty.problem().is_some());
        assert_eq!(empty.next(Zone::UTC, TimeOfDay::START, at("2026-05-04T12:00:00Z")), None, "{empty:?}");
    }
    assert!(Recurrence::Monthly { day: 32 }.problem().is_some());
    assert!(Recurrence::Yearly { month: 2, day: 30 }.problem().is_some());
}

#[test]
fn the_ends_of_the_calendar() {
    let kiritimati: Zone = "Pacific/Kiritimati".parse().unwrap();
    let new_york: Zone = "America/New_York".parse().unwrap();
    for zone in [Zone::UTC, kiritimati, new_york] {
        assert_eq!(next_time(zone, TimeOfDay::START, Instant::MAX), None);
    }
    assert_eq!(next_time(Zone::UTC, TimeOfDay::END, Instant::MIN), Some(at("1970-01-02T00:00:00Z")));
    assert_eq!(next_time(new_york, TimeOfDay::END, Instant::MIN), Some(at("1970-01-01T05:00:00Z")));
    assert_eq!(
        Recurrence::Yearly { month: 1, day: 1 }.next(Zone::UTC, TimeOfDay::START, at("2199-06-01T00:00:00Z")),
        None
    );
}

proptest! {
    #[test]
    fn nothing_panics(
        index in 0..chrono_tz::TZ_VARIANTS.len(), after in 0..=Instant::MAX.milliseconds(),
        minutes in 0..=1440u16, month: u8, day: u8,
    ) {
        let zone = Zone(chrono_tz::TZ_VARIANTS[index]);
        let (time, after) = (TimeOfDay::new(minutes).unwrap(), Instant::from_milliseconds(after).unwrap());
        for recurrence in [Recurrence::Daily, Recurrence::Monthly { day }, Recurrence::Yearly { month, day }] {
            let next = recurrence.next(zone, time, after);
            prop_assert!(next.is_none_or(|next| next > after));
        }
    }
}
