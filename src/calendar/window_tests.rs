use proptest::prelude::*;

use super::*;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn rolling(length: &str) -> Window {
    Window::Rolling(length.parse().unwrap())
}

#[test]
fn text_is_what_follows_per() {
    let windows = [
        (Window::Calendar(Period::Day), "day"),
        (Window::Calendar(Period::Week), "calendar week"),
        (Window::Calendar(Period::Month), "calendar month"),
        (Window::Calendar(Period::Year), "calendar year"),
        (rolling("1 week"), "7 days"),
        (rolling("24 hours"), "24 hours"),
    ];
    for (window, text) in windows {
        assert_eq!(window.to_string(), text);
        assert_eq!(window.problem(), None);
        let json = serde_json::to_string(&window).unwrap();
        assert_eq!(serde_json::from_str::<Window>(&json).unwrap(), window);
    }
}

#[test]
fn an_entry_leaves_at_one_instant() {
    let paris: Zone = "Europe/Paris".parse().unwrap();
    // The clocks go forward on the 29th.
    let entry = at("2026-03-28T12:00:00+01:00");
    for (window, leaves) in [
        (Window::Calendar(Period::Day), "2026-03-29T00:00:00+01:00"),
        (Window::Calendar(Period::Week), "2026-03-30T00:00:00+02:00"),
        (rolling("2 days"), "2026-03-30T12:00:00+02:00"),
        (rolling("48 hours"), "2026-03-30T13:00:00+02:00"),
        (rolling("1 month"), "2026-04-28T12:00:00+02:00"),
    ] {
        let leaves = at(leaves);
        assert_eq!(window.leaves(paris, entry), Some(leaves));
        assert!(window.contains(paris, entry, entry));
        assert!(window.contains(paris, entry, leaves.checked_add_milliseconds(-1).unwrap()));
        assert!(!window.contains(paris, entry, leaves));
    }
}

#[test]
fn behind_the_calendar_nothing_leaves() {
    assert_eq!(rolling("1 day").leaves(Zone::UTC, Instant::MAX), None);
    assert!(rolling("1 day").contains(Zone::UTC, Instant::MAX, Instant::MAX));
}

#[test]
fn empty_windows_are_a_problem() {
    for window in [rolling("0 seconds"), rolling("-1 days"), rolling("2 days -1 hours"), rolling("-1 month 60 days")] {
        assert!(window.problem().unwrap().contains("holds nothing"), "{window}");
    }
}

proptest! {
    /// In every zone an entry has left by the time that it is forgotten.
    #[test]
    fn nothing_is_forgotten_before_it_leaves(
        index in 0..chrono_tz::TZ_VARIANTS.len(), entry in 0..=Instant::MAX.milliseconds(),
        months in 0..40i64, days in 0..400i64, milliseconds in 0..1_000_000_000i64, period in 0..4usize,
    ) {
        let zone = Zone(chrono_tz::TZ_VARIANTS[index]);
        let entry = Instant::from_milliseconds(entry).unwrap();
        let period = [Period::Day, Period::Week, Period::Month, Period::Year][period];
        for window in [Window::Calendar(period), Window::Rolling(Duration { months, days, milliseconds })] {
            if let Some(leaves) = window.leaves(zone, entry) {
                prop_assert!(leaves.milliseconds() - entry.milliseconds() <= window.keep());
            }
        }
    }

    #[test]
    fn nothing_panics(
        index in 0..chrono_tz::TZ_VARIANTS.len(), entry in 0..=Instant::MAX.milliseconds(),
        months: i64, days: i64, milliseconds: i64,
    ) {
        let zone = Zone(chrono_tz::TZ_VARIANTS[index]);
        let entry = Instant::from_milliseconds(entry).unwrap();
        let window = Window::Rolling(Duration { months, days, milliseconds });
        let _ = (window.keep(), window.problem(), window.contains(zone, entry, Instant::MAX), window.to_string());
    }
}
