use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

#[track_caller]
fn lasts(zone: Zone, now: &str, period: Period, from: &str, to: &str) {
    assert_eq!(zone.period_start(at(now), period), at(from), "start");
    assert_eq!(zone.period_end(at(now), period), Some(at(to)), "end");
    // Half open: its start is in it, its end in the next.
    assert_eq!(zone.period_start(at(from), period), at(from));
    assert_eq!(zone.period_start(at(to), period), at(to));
}

#[test]
fn periods_follow_the_local_calendar() {
    let paris = zone("Europe/Paris");
    let now = "2026-03-29T23:59:59.999+02:00";
    lasts(paris, now, Period::Day, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00");
    lasts(paris, now, Period::Week, "2026-03-23T00:00:00+01:00", "2026-03-30T00:00:00+02:00");
    lasts(paris, now, Period::Month, "2026-03-01T00:00:00+01:00", "2026-04-01T00:00:00+02:00");
    lasts(paris, now, Period::Year, "2026-01-01T00:00:00+01:00", "2027-01-01T00:00:00+01:00");
}

#[test]
fn midnights_that_are_skipped_or_doubled() {
    // Cairo: on 28 April 2023 clocks went from 00:00 to 01:00.
    lasts(zone("Africa/Cairo"), "2023-04-28T12:00:00Z", Period::Day, "2023-04-27T22:00:00Z", "2023-04-28T21:00:00Z");
    // Samoa had no 30 December 2011.
    lasts(zone("Pacific/Apia"), "2011-12-30T09:59:59Z", Period::Day, "2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z");
    // Newfoundland: on 7 November 2010 at 00:01 it was 23:01 again. The day had begun.
    let st_johns = zone("America/St_Johns");
    let (from, to) = ("2010-11-07T02:30:00Z", "2010-11-08T03:30:00Z");
    lasts(st_johns, "2010-11-07T02:30:30Z", Period::Day, from, to);
    lasts(st_johns, "2010-11-07T02:45:00Z", Period::Day, from, to); // 23:15 of the 6th, again
    lasts(st_johns, "2010-11-07T02:29:59Z", Period::Day, "2010-11-06T02:30:00Z", from);
}

#[test]
fn the_ends_of_the_calendar() {
    let new_york = zone("America/New_York");
    assert_eq!(new_york.period_start(Instant::MIN, Period::Year), Instant::MIN);
    assert_eq!(new_york.period_end(Instant::MIN, Period::Day), Some(at("1970-01-01T05:00:00Z")));
    for period in [Period::Day, Period::Week, Period::Month, Period::Year] {
        assert_eq!(Zone::UTC.period_end(Instant::MAX, period), None);
        assert!(Zone::UTC.period_start(Instant::MAX, period) < Instant::MAX);
    }
}

#[test]
fn the_end_of_a_day_is_the_next_midnight() {
    let paris = zone("Europe/Paris");
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    assert_eq!(paris.at(day("2026-03-29"), TimeOfDay::END), Some(at("2026-03-30T00:00:00+02:00")));
    assert_eq!(paris.at(day("2026-03-29"), "02:30".parse().unwrap()), Some(at("2026-03-29T03:00:00+02:00")));
    assert_eq!(paris.at(day("2026-10-25"), "02:30".parse().unwrap()), Some(at("2026-10-25T02:30:00+02:00")));
    for date in [NaiveDate::MIN, NaiveDate::MAX] {
        assert_eq!(paris.at(date, TimeOfDay::END), None);
    }
}
