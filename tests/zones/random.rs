//! Random schedules, periods and recurrences near changes of clocks.

use chrono::{Datelike, Days, NaiveDate};
use crm_blueprint::calendar::{
    ClosedDays, Duration, Hours, Instant, Period, Recurrence, Schedule, TimeOfDay, Weekday, Window, Zone, next_time,
};
use proptest::prelude::*;

use super::clock::{Clock, DAY, Index, MINUTE, Plan, date};
use super::{jumps, ms, offset};

const ZONES: [&str; 12] = [
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "America/Sao_Paulo",
    "America/Havana",
    "Australia/Lord_Howe",
    "Antarctica/Casey",
    "Antarctica/Troll",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Asia/Gaza",
    "Pacific/Apia",
];

/// A zone, and an instant on a whole minute within two days of a change of its clocks.
fn place() -> impl Strategy<Value = (Zone, Instant)> {
    (0..ZONES.len(), any::<prop::sample::Index>(), -2 * 1440i64..2 * 1440).prop_map(|(zone, jump, minutes)| {
        let zone: Zone = ZONES[zone].parse().unwrap();
        let jumps = jumps(zone);
        (zone, ms(jumps[jump.index(jumps.len())].0 + minutes * MINUTE))
    })
}

fn weekday() -> impl Strategy<Value = Weekday> {
    (0..7usize).prop_map(|index| Weekday::ALL[index])
}

/// Ranges in half hours, mostly of the small hours; they do not touch.
fn ranges() -> impl Strategy<Value = Vec<(i64, i64)>> {
    let bound = prop_oneof![2 => 0i64..10, 1 => 0i64..=48];
    prop::collection::btree_set(bound, 0..6).prop_map(|bounds| {
        let bounds: Vec<i64> = bounds.into_iter().map(|half| half * 30).collect();
        bounds.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect()
    })
}

/// Closed days, some of them near the date.
fn closed(near: NaiveDate) -> impl Strategy<Value = ClosedDays> {
    let day = (0..12u64).prop_map(move |days| near.checked_add_days(Days::new(days)).unwrap());
    let small = |n: u32| u8::try_from(n).unwrap();
    prop_oneof![
        day.clone().prop_map(ClosedDays::Date),
        (day.clone(), 0..3u64).prop_map(|(day, more)| ClosedDays::Dates(day, day + Days::new(more))),
        day.clone().prop_map(move |day| ClosedDays::EveryYear { month: small(day.month()), day: small(day.day()) }),
        (1..=5u8, weekday(), day).prop_map(move |(nth, weekday, day)| ClosedDays::Nth {
            nth,
            weekday,
            month: small(day.month())
        }),
    ]
}

/// What the forms of closed days say, by looking through the month.
fn is_closed(closed: &ClosedDays, day: NaiveDate) -> bool {
    match closed {
        ClosedDays::Date(date) => day == *date,
        ClosedDays::Dates(first, last) => first.iter_days().take_while(|day| day <= last).any(|date| day == date),
        ClosedDays::EveryYear { month, day: of_month } => {
            day.format("%-m %-d").to_string() == format!("{month} {of_month}")
        }
        ClosedDays::Nth { nth, weekday, month } => {
            let days = day.with_day(1).unwrap().iter_days().take_while(|date| date.month() == day.month());
            let named: Vec<NaiveDate> = days.filter(|date| Weekday::of(*date) == *weekday).collect();
            let which = if *nth == 5 { named.last() } else { named.get(usize::from(*nth) - 1) };
            day.month() == u32::from(*month) && which == Some(&day)
        }
    }
}

fn planned() -> impl Strategy<Value = (Zone, Instant, Plan, Vec<ClosedDays>)> {
    place().prop_flat_map(|(zone, now)| {
        let days = prop::array::uniform7(ranges());
        let closed = prop::collection::vec(closed(zone.date(now)), 0..3);
        (Just(zone), Just(now), days, closed)
            .prop_map(|(zone, now, days, closed)| (zone, now, Plan { days, closed: Vec::new() }, closed))
    })
}

/// A table of a fortnight around the instant.
fn clock_around(zone: Zone, now: Instant) -> Clock {
    Clock::new(now.milliseconds() - 2 * DAY, now.milliseconds() + 12 * DAY, MINUTE, |at| offset(zone, at))
}

/// The table's answer is the crate's; where the table ends before, the crate's lies behind.
#[track_caller]
fn same(clock: &Clock, naive: Option<Index>, answer: Option<Instant>) {
    match naive {
        Some(index) => assert_eq!(answer, Some(clock.instant(index))),
        None => assert!(answer.is_none_or(|answer| answer >= clock.instant(clock.shown.len() - 1440)), "{answer:?}"),
    }
}

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config(100))]

    #[test]
    fn random_schedules((zone, now, mut plan, closed) in planned(), days in 0..4i64, minutes in 0..900i64) {
        let schedule = Schedule::new(plan.weekly(), closed.clone());
        let clock = clock_around(zone, now);
        plan.closed = clock.days().filter(|day| closed.iter().any(|closed| is_closed(closed, date(*day)))).collect();
        let hours = clock.hours(&plan);
        let at = clock.index(now.milliseconds());
        prop_assert_eq!(schedule.problem(), None);
        prop_assert_eq!(schedule.is_open(zone, now), hours.is_open(at));
        same(&clock, hours.next_open(at), schedule.next_open(zone, now));
        same(&clock, hours.next_closed(at), schedule.next_closed(zone, now));
        let later = now.checked_add_milliseconds(7 * DAY).unwrap();
        prop_assert_eq!(schedule.open_between(zone, now, later), hours.open_between(at, clock.index(later.milliseconds())));
        let length = Duration { months: 0, days, milliseconds: minutes * MINUTE };
        same(&clock, hours.add(at, days, minutes * MINUTE), schedule.add(zone, now, length));
    }

    #[test]
    fn hours_of_two_zones(
        (zone, now, plan, _) in planned(), other in 0..ZONES.len(), quiet in (0..48i64, 0..48i64),
    ) {
        let (from, to) = (quiet.0 * 30 * MINUTE, quiet.1 * 30 * MINUTE);
        let other: Zone = ZONES[other].parse().unwrap();
        let time = |at: i64| TimeOfDay::new(u16::try_from(at / MINUTE).unwrap()).unwrap();
        let (one, two) = (plan.schedule(), Schedule::outside(time(from), time(to)));
        let pairs = [(&one, zone), (&two, other)];
        let allowed = Hours::new(&pairs);
        let (clock, other_clock) = (clock_around(zone, now), clock_around(other, now));
        // Open is what is not quiet: from its end to its beginning.
        let awake = if from == to { Plan::daily(0, 0) } else { Plan::daily(to, from) };
        let hours = clock.hours(&plan).and(&other_clock.hours(&awake));
        let at = clock.index(now.milliseconds());
        prop_assert_eq!(allowed.allows(now), hours.is_open(at));
        same(&clock, hours.next_open(at), allowed.next_allowed(now));
        same(&clock, hours.next_closed(at), allowed.next_held(now));
    }

    /// Each period begins where the date first changes to it.
    #[test]
    fn random_periods((zone, now) in place()) {
        let key = |period: Period, day: NaiveDate| match period {
            Period::Day => day.num_days_from_ce(),
            // Day 1 of the common era was a Monday.
            Period::Week => (day.num_days_from_ce() - 1).div_euclid(7),
            Period::Month => day.year() * 12 + day.month0() as i32,
            Period::Year => day.year(),
        };
        let first = zone.date(now).checked_sub_days(Days::new(370)).unwrap();
        for period in [Period::Day, Period::Week, Period::Month, Period::Year] {
            let days: Vec<NaiveDate> = first.iter_days().take(740).collect();
            let begins = days.windows(2).filter(|pair| key(period, pair[0]) != key(period, pair[1]));
            let begins: Vec<Instant> = begins.map(|pair| zone.at(pair[1], TimeOfDay::START).unwrap()).collect();
            prop_assert_eq!(Some(zone.period_start(now, period)), begins.iter().copied().filter(|at| *at <= now).max());
            let end = begins.iter().copied().filter(|at| *at > now).min();
            prop_assert_eq!(zone.period_end(now, period), end);
            let window = Window::Calendar(period);
            prop_assert!(end.unwrap().milliseconds() - zone.period_start(now, period).milliseconds() <= window.keep());
        }
    }

    #[test]
    fn random_recurrences(
        (zone, now) in place(), minutes in 0..=1440u16, days in prop::collection::vec(weekday(), 1..4),
        month in 1..=12u8, day in 1..=31u8,
    ) {
        let time = TimeOfDay::new(minutes).unwrap();
        let last = |date: NaiveDate| date.succ_opt().unwrap().day() == 1;
        let of_month = |date: NaiveDate| date.day() == u32::from(day) || (last(date) && date.day() < u32::from(day));
        let candidates = || zone.date(now).checked_sub_days(Days::new(3)).unwrap().iter_days().take(380);
        let first = |occurs: &dyn Fn(NaiveDate) -> bool| {
            candidates().filter(|date| occurs(*date)).filter_map(|date| zone.at(date, time)).filter(|at| *at > now).min()
        };
        let weekly = first(&|date| days.contains(&Weekday::of(date)));
        prop_assert_eq!(Recurrence::Weekly(days.clone()).next(zone, time, now), weekly);
        prop_assert_eq!(Recurrence::Monthly { day }.next(zone, time, now), first(&of_month));
        let yearly = first(&|date| date.month() == u32::from(month) && of_month(date));
        prop_assert_eq!(Recurrence::Yearly { month, day }.next(zone, time, now), yearly);
        prop_assert_eq!(next_time(zone, time, now), first(&|_| true));
    }
}
