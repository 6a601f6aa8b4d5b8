use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

use super::super::{Duration, Hours, Period};
use super::*;

fn time(text: &str) -> TimeOfDay {
    text.parse().unwrap()
}

fn range(text: &str) -> TimeRange {
    let (from, to) = text.split_once("..").unwrap();
    TimeRange { from: time(from), to: time(to) }
}

fn daily(ranges: &[&str]) -> Schedule {
    Schedule::new(Weekday::ALL.map(|_| ranges.iter().map(|text| range(text)).collect()), Vec::new())
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn paris() -> Zone {
    "Europe/Paris".parse().unwrap()
}

#[test]
fn ranges_are_put_in_order_and_merged() {
    let schedule =
        daily(&["13:00..17:00", "09:00..10:00", "12:00..12:00", "10:00..11:00", "14:00..15:00", "18:00..17:00"]);
    assert_eq!(schedule.ranges(Weekday::Monday), [range("09:00..11:00"), range("13:00..17:00")]);
    assert_eq!(schedule.problem(), None);
}

#[test]
fn quiet_hours_leave_the_rest_open() {
    let outside = |from: &str, to: &str| Schedule::outside(time(from), time(to));
    assert_eq!(outside("20:00", "08:00"), daily(&["08:00..20:00"]));
    assert_eq!(outside("12:00", "14:00"), daily(&["00:00..12:00", "14:00..24:00"]));
    assert_eq!(outside("22:00", "24:00"), daily(&["00:00..22:00"]));
    assert_eq!(outside("24:00", "08:00"), daily(&["08:00..24:00"]));
    assert_eq!(outside("09:00", "09:00"), Schedule::always());
    assert!(!outside("00:00", "24:00").has_open_hour());
}

#[test]
fn a_range_is_half_open() {
    let schedule = Schedule::outside(time("20:00"), time("08:00"));
    let open = |text: &str| schedule.is_open(paris(), at(text));
    assert!(!open("2026-03-02T07:59:59.999+01:00") && open("2026-03-02T08:00:00+01:00"));
    assert!(open("2026-03-02T19:59:59.999+01:00") && !open("2026-03-02T20:00:00+01:00"));
    let now = at("2026-03-02T20:00:00+01:00");
    assert_eq!(schedule.next_open(paris(), now), Some(at("2026-03-03T08:00:00+01:00")));
    assert_eq!(schedule.next_closed(paris(), now), Some(now));
}

#[test]
fn spans_that_meet_at_midnight_are_one() {
    let night = Schedule::outside(time("06:00"), time("22:00"));
    let now = at("2026-03-02T23:00:00+01:00");
    assert_eq!(night.next_closed(paris(), now), Some(at("2026-03-03T06:00:00+01:00")));
    assert_eq!(Schedule::always().next_closed(paris(), now), None);
}

#[test]
fn clocks_that_jump() {
    // 29 March 2026: 02:00 to 03:00 is skipped; 25 October: it comes twice.
    let early = daily(&["02:15..02:45"]);
    let skipped = at("2026-03-29T00:00:00+01:00");
    assert_eq!(early.next_open(paris(), skipped), Some(at("2026-03-30T02:15:00+02:00")));
    let first = at("2026-10-25T02:15:00+02:00");
    let second = at("2026-10-25T02:15:00+01:00");
    assert!(early.is_open(paris(), first) && early.is_open(paris(), second));
    assert_eq!(early.next_closed(paris(), first), Some(at("2026-10-25T02:45:00+02:00")));
    assert_eq!(early.next_open(paris(), at("2026-10-25T02:45:00+02:00")), Some(second));
    // Monrovia was 44 minutes and 30 seconds behind until 1972.
    let monrovia: Zone = "Africa/Monrovia".parse().unwrap();
    assert_eq!(early.next_open(monrovia, at("1971-06-01T00:00:00Z")), Some(at("1971-06-01T02:59:30Z")));
}

#[test]
fn closed_days() {
    let date = |text: &str| text.parse::<NaiveDate>().unwrap();
    let days = [
        (ClosedDays::Date(date("2026-05-14")), "2026-05-14", "2026-05-15"),
        (ClosedDays::Dates(date("2026-12-24"), date("2026-12-31")), "2026-12-31", "2027-01-01"),
        (ClosedDays::EveryYear { month: 12, day: 25 }, "2031-12-25", "2031-12-26"),
        (ClosedDays::EveryYear { month: 2, day: 29 }, "2028-02-29", "2027-02-28"),
        (ClosedDays::Nth { nth: 3, weekday: Weekday::Monday, month: 1 }, "2026-01-19", "2026-01-12"),
        (ClosedDays::Nth { nth: 5, weekday: Weekday::Monday, month: 5 }, "2026-05-25", "2026-05-18"),
    ];
    for (closed, inside, outside) in days {
        let schedule = Schedule::new(Schedule::always().days, vec![closed.clone()]);
        assert_eq!(schedule.problem(), None);
        let noon = |day: &str| at(&format!("{day}T12:00:00Z"));
        assert!(!schedule.is_open(Zone::UTC, noon(inside)), "{closed:?}");
        assert!(schedule.is_open(Zone::UTC, noon(outside)), "{closed:?}");
        let next_day = Zone::UTC.period_end(noon(inside), Period::Day);
        assert_eq!(schedule.next_open(Zone::UTC, noon(inside)), next_day, "{closed:?}");
        let json = serde_json::to_string(&schedule).unwrap();
        assert_eq!(serde_json::from_str::<Schedule>(&json).unwrap(), schedule);
    }
}

#[test]
fn a_search_ends_after_ten_years() {
    let years = |last: &str| ClosedDays::Dates("2026-01-01".parse().unwrap(), last.parse().unwrap());
    let from = at("2026-01-01T00:00:00Z");
    let shut = |last: &str| Schedule::new(Schedule::always().days, vec![years(last)]).next_open(Zone::UTC, from);
    assert_eq!(shut("2035-12-30"), Some(at("2035-12-31T00:00:00Z")));
    assert_eq!(shut("2036-12-31"), None);
    assert_eq!(daily(&[]).next_open(Zone::UTC, from), None);
    assert_eq!(daily(&["00:00..23:00"]).next_open(Zone::UTC, at("2199-12-31T23:30:00Z")), None);
    assert_eq!(Schedule::always().next_closed(Zone::UTC, Instant::MAX), None);
}

#[test]
fn what_was_read_has_its_problem_named() {
    let read = |monday: &str, closed: &str| {
        let text = format!(r#"{{"days":[{monday},[],[],[],[],[],[]],"closed":{closed}}}"#);
        serde_json::from_str::<Schedule>(&text).unwrap().problem()
    };
    let hours = |text: &str| {
        let ranges = text.split(' ').map(|range| {
            let (from, to) = range.split_once("..").unwrap();
            format!(r#"{{"from":"{from}","to":"{to}"}}"#)
        });
        format!("[{}]", ranges.collect::<Vec<_>>().join(","))
    };
    assert_eq!(read(&hours("09:00..12:00 13:00..17:00"), "[]"), None);
    for monday in ["09:00..09:00", "10:00..09:00", "13:00..17:00 09:00..12:00", "09:00..12:00 12:00..13:00"] {
        assert!(read(&hours(monday), "[]").is_some(), "{monday}");
    }
    for closed in [
        r#"{"date":"+12026-01-01"}"#,
        r#"{"dates":["2026-01-02","2026-01-01"]}"#,
        r#"{"every_year":{"month":2,"day":30}}"#,
        r#"{"every_year":{"month":13,"day":1}}"#,
        r#"{"nth":{"nth":0,"weekday":"monday","month":1}}"#,
        r#"{"nth":{"nth":6,"weekday":"monday","month":1}}"#,
        r#"{"nth":{"nth":1,"weekday":"monday","month":0}}"#,
    ] {
        assert!(read("[]", &format!("[{closed}]")).is_some(), "{closed}");
    }
    assert!(serde_json::from_str::<Schedule>(r#"{"days":[[]]}"#).is_err());
}

/// Any values that can be read, also with problems.
fn any_schedule() -> impl Strategy<Value = Schedule> {
    let time = || (0..=1440u16).prop_map(|minutes| TimeOfDay::new(minutes).unwrap());
    let range = (time(), time()).prop_map(|(from, to)| TimeRange { from, to });
    let days = prop::array::uniform7(prop::collection::vec(range, 0..3));
    let date = || {
        prop_oneof![
            Just(NaiveDate::MIN),
            Just(NaiveDate::MAX),
            (0..90_000i32).prop_map(|day| { NaiveDate::from_num_days_from_ce_opt(719_000 + day).unwrap() })
        ]
    };
    let closed = prop_oneof![
        date().prop_map(ClosedDays::Date),
        (date(), date()).prop_map(|(first, last)| ClosedDays::Dates(first, last)),
        any::<(u8, u8)>().prop_map(|(month, day)| ClosedDays::EveryYear { month, day }),
        (any::<(u8, u8)>(), 0..7usize).prop_map(|((nth, month), day)| ClosedDays::Nth {
            nth,
            weekday: Weekday::ALL[day],
            month
        }),
    ];
    (days, prop::collection::vec(closed, 0..3)).prop_map(|(days, closed)| Schedule { days, closed })
}

fn any_instant() -> impl Strategy<Value = Instant> {
    let last = Instant::MAX.milliseconds();
    prop_oneof![0..1_000_000_000i64, 0..=last, last - 1_000_000_000..=last]
        .prop_map(|at| Instant::from_milliseconds(at).unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics(
        schedule in any_schedule(), other in any_schedule(), index in 0..TZ_VARIANTS.len(),
        from in any_instant(), to in any_instant(), days in prop_oneof![0..9i64, any::<i64>()],
        milliseconds in prop_oneof![0..90_000_000i64, any::<i64>()],
    ) {
        let zone = Zone(TZ_VARIANTS[index]);
        let _ = (schedule.problem(), schedule.is_open(zone, from), schedule.next_closed(zone, from));
        let _ = schedule.add(zone, from, Duration { months: 0, days, milliseconds });
        let _ = schedule.open_between(zone, from, to.min(from.checked_add_milliseconds(9_000_000_000).unwrap_or(to)));
        let pairs = [(&schedule, zone), (&other, Zone::UTC)];
        let hours = Hours::new(&pairs);
        let _ = (hours.next_held(from), hours.next_allowed(from));
    }

    /// What was found is open, and what lies before is not.
    #[test]
    fn an_opening_is_the_first(schedule in any_schedule(), index in 0..TZ_VARIANTS.len(), from in any_instant()) {
        let zone = Zone(TZ_VARIANTS[index]);
        let schedule = Schedule::new(schedule.days, schedule.closed);
        if let Some(opens) = schedule.next_open(zone, from) {
            prop_assert!(opens >= from && schedule.is_open(zone, opens));
            let before = opens.checked_add_milliseconds(-1).filter(|before| *before >= from);
            prop_assert!(before.is_none_or(|before| !schedule.is_open(zone, before)));
        }
    }
}
