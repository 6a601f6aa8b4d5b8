use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;

use super::{Duration, add_days, add_months, add_to_date, is_writable};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn months_clamp_to_the_end() {
    for (from, months, to) in [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-01-31", 2, "2026-03-31"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2026-10-15", 3, "2027-01-15"),
        ("2026-01-15", -13, "2024-12-15"),
        ("2026-05-31", 0, "2026-05-31"),
    ] {
        assert_eq!(add_months(date(from), months), Some(date(to)), "{from} + {months}");
    }
}

#[test]
fn dates_take_whole_days_only() {
    let start = date("2026-03-02");
    assert_eq!(add_to_date(start, Duration::milliseconds(172_800_000)), Some(date("2026-03-04")));
    assert_eq!(add_to_date(start, Duration::milliseconds(-86_400_000)), Some(date("2026-03-01")));
    assert_eq!(add_to_date(start, Duration::milliseconds(3_600_000)), None);
    assert_eq!(add_to_date(start, Duration::milliseconds(1)), None);
    // Months before days: 31 January + 1 month 1 day.
    let step = Duration { months: 1, days: 1, milliseconds: 0 };
    assert_eq!(add_to_date(date("2026-01-31"), step), Some(date("2026-03-01")));
}

#[test]
fn far_steps_are_none() {
    let start = date("2026-03-02");
    for n in [i64::MAX, i64::MIN, 1 << 40, -(1 << 40), 100_000_000] {
        assert_eq!(add_to_date(start, Duration::months(n)), None);
        assert_eq!(add_to_date(start, Duration::days(n)), None);
    }
    assert_eq!(add_to_date(date("9999-12-31"), Duration::days(1)), None);
    assert_eq!(add_to_date(date("0000-01-01"), Duration::days(-1)), None);
    assert!(is_writable(date("0000-01-01")) && is_writable(date("9999-12-31")));
    let both = Duration { months: 0, days: i64::MAX, milliseconds: 86_400_000 };
    assert_eq!(add_to_date(start, both), None);
}

prop_compose! {
    fn any_date()(days in -600_000i64..2_500_000) -> NaiveDate {
        NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + chrono::TimeDelta::days(days)
    }
}

proptest! {
    /// The day is the anchor's, or the last of a month that has no such day.
    #[test]
    fn months_keep_the_day_or_end(start in any_date(), months in -5000i64..5000) {
        let end = add_months(start, months).unwrap();
        let passed = i64::from(end.year() - start.year()) * 12 + i64::from(end.month()) - i64::from(start.month());
        prop_assert_eq!(passed, months);
        if end.day() != start.day() {
            prop_assert!(end.day() < start.day());
            prop_assert_eq!(end.succ_opt().unwrap().day(), 1);
        }
    }

    /// chrono's own steps agree.
    #[test]
    fn months_agree_with_chrono(start in any_date(), months in 0u32..5000) {
        prop_assert_eq!(add_months(start, months.into()), start.checked_add_months(chrono::Months::new(months)));
        prop_assert_eq!(add_months(start, -i64::from(months)), start.checked_sub_months(chrono::Months::new(months)));
    }

    /// A later day is never overtaken.
    #[test]
    fn months_keep_the_order(start in any_date(), months in -5000i64..5000) {
        let next = start.succ_opt().unwrap();
        prop_assert!(add_months(start, months) <= add_months(next, months));
    }

    #[test]
    fn days_come_back(start in any_date(), days in -500_000i64..500_000) {
        let there = add_days(start, days).unwrap();
        prop_assert_eq!((there - start).num_days(), days);
        prop_assert_eq!(add_days(there, -days), Some(start));
    }

    #[test]
    fn nothing_panics(start in any_date(), months: i64, days: i64, milliseconds: i64) {
        let _ = add_to_date(start, Duration { months, days, milliseconds });
    }
}
