use chrono::{NaiveDateTime, TimeDelta};
use chrono_tz::TZ_VARIANTS;
use proptest::prelude::*;

use super::super::{Duration, Instant};
use super::Zone;

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.f").unwrap()
}

fn ms(instant: i64) -> Instant {
    Instant::from_milliseconds(instant).unwrap()
}

/// The instants of a zone at which its clocks jump, from 2000 to the end of 2037: looked
/// for in strides, then halved.
fn jumps(zone: Zone) -> Vec<i64> {
    // No zone changes its clocks twice in four days.
    let stride = 96 * HOUR;
    let offset = |instant: i64| (zone.local(ms(instant)).and_utc().timestamp_millis()) - instant;
    let (mut now, end) = (at("2000-01-01T00:00:00Z").milliseconds(), at("2038-01-01T00:00:00Z").milliseconds());
    let mut found = Vec::new();
    while now < end {
        let (mut before, mut behind) = (now, now + stride);
        if offset(before) != offset(behind) {
            while behind - before > 1 {
                let middle = i64::midpoint(before, behind);
                if offset(middle) == offset(before) { before = middle } else { behind = middle }
            }
            found.push(behind);
        }
        now += stride;
    }
    found
}

/// The oracle: walk all instants from a day before and take the first that shows the local
/// time; where none does, the first that shows a later one.
fn scan(shown: &[(i64, NaiveDateTime)], wanted: NaiveDateTime) -> Instant {
    let exact = shown.iter().find(|(_, local)| *local == wanted);
    let later = || shown.windows(2).find(|pair| pair[0].1 < wanted && wanted < pair[1].1).map(|pair| &pair[1]);
    ms(exact.or_else(later).unwrap().0)
}

fn compare_around(zone: Zone, jump: i64, step: usize) {
    // Three days either side hold the widest jump, a whole day.
    let shown: Vec<(i64, NaiveDateTime)> = (-2 * 24 * 60..=2 * 24 * 60)
        .map(|minute| jump + minute * MINUTE)
        .map(|instant| (instant, zone.local(ms(instant))))
        .collect();
    let (first, last) = (zone.local(ms(jump - 1)), zone.local(ms(jump)));
    let (from, to) = (first.min(last) - TimeDelta::minutes(90), first.max(last) + TimeDelta::minutes(90));
    // Whole minutes from the jump on, so that every local minute is on the scan's grid.
    let mut wanted = last;
    while wanted > from {
        wanted -= TimeDelta::minutes(1);
    }
    let mut checked = 0;
    while wanted < to {
        assert_eq!(zone.instant(wanted), Some(scan(&shown, wanted)), "{} {wanted}", zone.name());
        wanted += TimeDelta::minutes(step as i64);
        checked += 1;
    }
    assert!(checked > 3);
}

#[test]
fn a_minute_scan_agrees_around_jumps() {
    let names = [
        "Europe/Paris",
        "America/New_York",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "America/Caracas",
        "Asia/Pyongyang",
        "Antarctica/Troll",
        "America/Sao_Paulo",
    ];
    for name in names {
        let zone = zone(name);
        for (index, jump) in jumps(zone).into_iter().enumerate() {
            if index % 6 == 0 || matches!(name, "Pacific/Apia" | "America/Caracas" | "Asia/Pyongyang") {
                compare_around(zone, jump, 13);
            }
        }
    }
}

/// Every jump of every zone, at the points that matter: its edges, inside, and far enough
/// outside. What is expected follows from the two offsets alone.
#[test]
fn every_jump_of_every_zone() {
    let mut jumps_seen = 0;
    for zone in TZ_VARIANTS.iter().map(|tz| Zone(*tz)) {
        for jump in jumps(zone) {
            jumps_seen += 1;
            let before = zone.local(ms(jump - 1)).and_utc().timestamp_millis() - (jump - 1);
            let behind = zone.local(ms(jump)).and_utc().timestamp_millis() - jump;
            let (low, high) = (before.min(behind), before.max(behind));
            for wanted in
                [jump + low - 1, jump + low, jump + low + 1, jump + (low + high) / 2, jump + high - 1, jump + high]
            {
                let expected = if wanted < jump + before {
                    wanted - before
                } else if wanted < jump + behind {
                    jump // skipped
                } else {
                    wanted - behind
                };
                let shown = chrono::DateTime::from_timestamp_millis(wanted).unwrap().naive_utc();
                assert_eq!(zone.instant(shown), Some(ms(expected)), "{} {shown}", zone.name());
            }
        }
    }
    assert!(jumps_seen > 10_000, "{jumps_seen}");
}

#[test]
fn skipped_and_doubled_times() {
    let paris = zone("Europe/Paris");
    assert_eq!(paris.instant(local("2026-03-29 02:30:00")), Some(at("2026-03-29T01:00:00Z")));
    assert_eq!(paris.instant(local("2026-10-25 02:30:00")), Some(at("2026-10-25T00:30:00Z")));
    // Samoa had no 30 December 2011.
    let apia = zone("Pacific/Apia");
    assert_eq!(apia.instant(local("2011-12-30 12:00:00")), Some(at("2011-12-30T10:00:00Z")));
    assert_eq!(apia.date(at("2011-12-30T09:59:59Z")).to_string(), "2011-12-29");
    assert_eq!(apia.date(at("2011-12-30T10:00:00Z")).to_string(), "2011-12-31");
}

#[test]
fn steps_keep_the_local_time() {
    let paris = zone("Europe/Paris");
    let add = |from: &str, duration: &str| paris.add(at(from), duration.parse().unwrap());
    assert_eq!(add("2026-03-28T12:00:00+01:00", "1 day"), Some(at("2026-03-29T12:00:00+02:00")));
    assert_eq!(add("2026-03-28T12:00:00+01:00", "24 hours"), Some(at("2026-03-29T13:00:00+02:00")));
    assert_eq!(add("2026-03-28T02:30:00+01:00", "1 day"), Some(at("2026-03-29T03:00:00+02:00")));
    assert_eq!(add("2026-03-28T02:30:00+01:00", "1 day 30 minutes"), Some(at("2026-03-29T03:30:00+02:00")));
    assert_eq!(add("2026-10-26T02:30:00+01:00", "-1 day"), Some(at("2026-10-25T02:30:00+02:00")));
    assert_eq!(add("2026-01-31T09:00:00+01:00", "1 month 1 day"), Some(at("2026-03-01T09:00:00+01:00")));
    // An instant in the second of two equal hours stays there without a calendar step.
    assert_eq!(add("2026-10-25T02:30:00+01:00", "0 seconds"), Some(at("2026-10-25T02:30:00+01:00")));
    assert_eq!(add("2026-10-25T02:30:00+01:00", "1 hour"), Some(at("2026-10-25T03:30:00+01:00")));
}

#[test]
fn outside_the_years_there_is_nothing() {
    let (kiritimati, midway) = (zone("Pacific/Kiritimati"), zone("Pacific/Midway"));
    for zone in [Zone::UTC, kiritimati, midway] {
        assert_eq!(zone.instant(zone.local(Instant::MIN)), Some(Instant::MIN));
        assert_eq!(zone.instant(zone.local(Instant::MAX)), Some(Instant::MAX));
        assert_eq!(zone.instant(zone.local(Instant::MIN) - TimeDelta::milliseconds(1)), None);
        assert_eq!(zone.instant(zone.local(Instant::MAX) + TimeDelta::milliseconds(1)), None);
        assert_eq!(zone.instant(NaiveDateTime::MIN), None);
        assert_eq!(zone.instant(NaiveDateTime::MAX), None);
        assert_eq!(zone.add(Instant::MAX, Duration::days(1)), None);
        assert_eq!(zone.add(Instant::MIN, Duration::months(-1)), None);
    }
}

#[test]
fn names_of_the_database_only() {
    assert_eq!(zone("Europe/Paris").name(), "Europe/Paris");
    let error = "Europe/Pariss".parse::<Zone>().unwrap_err();
    assert_eq!(error.to_string(), "the time zone database has no `Europe/Pariss`; names look like Europe/Paris");
}

proptest! {
    /// An instant's local time leads back to it, or to the first showing of that time.
    #[test]
    fn local_times_lead_back(index in 0..TZ_VARIANTS.len(), instant in 0..=Instant::MAX.milliseconds()) {
        let zone = Zone(TZ_VARIANTS[index]);
        let shown = zone.local(ms(instant));
        let back = zone.instant(shown).unwrap();
        prop_assert!(back <= ms(instant));
        prop_assert_eq!(zone.local(back), shown);
    }

    #[test]
    fn nothing_panics(
        index in 0..TZ_VARIANTS.len(), instant in 0..=Instant::MAX.milliseconds(),
        months: i64, days: i64, milliseconds: i64,
    ) {
        let _ = Zone(TZ_VARIANTS[index]).add(ms(instant), Duration { months, days, milliseconds });
    }

    /// A step of days lands on that date, at the same local time or behind a gap.
    #[test]
    fn days_land_on_the_date(index in 0..TZ_VARIANTS.len(), instant in 0..Instant::MAX.milliseconds() / 2, days in 0i64..20_000) {
        let zone = Zone(TZ_VARIANTS[index]);
        let from = zone.local(ms(instant));
        let to = zone.local(zone.add(ms(instant), Duration::days(days)).unwrap());
        let wanted = if days == 0 { from } else { from + TimeDelta::days(days) };
        prop_assert!(to >= wanted && to - wanted <= TimeDelta::hours(24), "{} {}", from, to);
    }
}
