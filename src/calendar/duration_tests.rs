use std::cmp::Ordering;

use proptest::prelude::*;

use super::Duration;

fn duration(months: i64, days: i64, milliseconds: i64) -> Duration {
    Duration { months, days, milliseconds }
}

#[test]
fn text_names_the_units() {
    for (value, text) in [
        (Duration::ZERO, "0 seconds"),
        (duration(0, 2, 0), "2 days"),
        (duration(1, 3, 14_400_000), "1 month 3 days 4 hours"),
        (duration(12, 0, 0), "1 year"),
        (duration(18, 14, 0), "1 year 6 months 14 days"),
        (duration(0, 0, 129_600_000), "36 hours"),
        (duration(0, 0, 61_001), "1 minute 1 second 1 millisecond"),
        (duration(-1, 1, -500), "-1 month 1 day -500 milliseconds"),
    ] {
        assert_eq!(value.to_string(), text);
        assert_eq!(text.parse::<Duration>().unwrap(), value);
    }
}

#[test]
fn reading_takes_every_unit_in_any_order() {
    assert_eq!("2 weeks 1 year".parse::<Duration>().unwrap(), duration(12, 14, 0));
    assert_eq!(" 1 days  1 hours ".parse::<Duration>().unwrap(), duration(0, 1, 3_600_000));
}

#[test]
fn reading_refuses_what_is_no_duration() {
    let refused = [
        "",
        " ",
        "2",
        "days",
        "2days",
        "2 fortnights",
        "+2 days",
        "2 days 3",
        "1.5 days",
        "9223372036854775807 years",
        "9223372036854775807 days 1 day",
        "2 s",
    ];
    for text in refused {
        let error = text.parse::<Duration>().unwrap_err();
        assert!(error.to_string().contains("is not a duration"), "{text}");
    }
}

#[test]
fn lengths_compare_across_units() {
    let day = Duration::days(1);
    assert_eq!(day.cmp_length(&Duration::milliseconds(86_400_000)), Ordering::Equal);
    assert_ne!(day, Duration::milliseconds(86_400_000));
    assert_eq!(Duration::months(1).cmp_length(&Duration::days(30)), Ordering::Greater);
    assert_eq!(Duration::months(1).cmp_length(&Duration::days(31)), Ordering::Less);
    assert_eq!(Duration::months(1).cmp_length(&Duration::milliseconds(2_629_746_000)), Ordering::Equal);
    let (most, least) = (duration(i64::MAX, i64::MAX, i64::MAX), duration(i64::MIN, i64::MIN, i64::MIN));
    assert_eq!(most.cmp_length(&least), Ordering::Greater);
}

#[test]
fn arithmetic_is_by_parts_and_checked() {
    let a = duration(1, 2, 3);
    assert_eq!(a.checked_add(duration(10, 20, 30)), Some(duration(11, 22, 33)));
    assert_eq!(a.checked_sub(duration(10, 20, 30)), Some(duration(-9, -18, -27)));
    assert_eq!(a.checked_mul(-3), Some(duration(-3, -6, -9)));
    assert_eq!(a.checked_neg(), Some(duration(-1, -2, -3)));
    assert_eq!(Duration::days(i64::MAX).checked_add(Duration::days(1)), None);
    assert_eq!(Duration::months(i64::MIN).checked_sub(Duration::months(1)), None);
    assert_eq!(Duration::milliseconds(i64::MAX).checked_mul(2), None);
    assert_eq!(Duration::milliseconds(i64::MIN).checked_neg(), None);
}

proptest! {
    #[test]
    fn text_round_trips(months: i64, days: i64, milliseconds: i64) {
        let value = duration(months, days, milliseconds);
        prop_assert_eq!(value.to_string().parse::<Duration>().unwrap(), value);
    }
}
