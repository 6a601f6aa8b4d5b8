//! The calendar, from the offsets of the zones alone.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike};
use chrono_tz::Tz;
use crm_blueprint::Instant;
use crm_blueprint::calendar::{ClosedDays, Duration, Period, Recurrence, Schedule, TimeOfDay, Weekday, Window};

pub const MINUTE: i64 = 60_000;
/// How far an opening is looked for.
const FAR: i64 = 15 * 24 * 60;

pub fn later(at: Instant, milliseconds: i64) -> Option<Instant> {
    at.checked_add_milliseconds(milliseconds)
}

/// What the clocks show.
pub fn shown(zone: Tz, at: Instant) -> NaiveDateTime {
    let utc = at.to_chrono().naive_utc();
    utc + zone.offset_from_utc_datetime(&utc).fix()
}

/// The first instant at which the clocks show it, or, where they skip it, the first behind.
pub fn instant(zone: Tz, wanted: NaiveDateTime) -> Option<Instant> {
    let guess = wanted.and_utc().timestamp_millis();
    let mut found: Option<Instant> = None;
    for around in [-26 * 60 * MINUTE, 26 * 60 * MINUTE] {
        let there = Instant::from_milliseconds(guess + around)?;
        let ahead = shown(zone, there).and_utc().timestamp_millis() - there.milliseconds();
        let Some(at) = Instant::from_milliseconds(guess - ahead) else { continue };
        if shown(zone, at) == wanted && found.is_none_or(|found| at < found) {
            found = Some(at);
        }
    }
    found.or_else(|| {
        let mut at = Instant::from_milliseconds((guess - 26 * 60 * MINUTE).div_euclid(MINUTE) * MINUTE)?;
        while shown(zone, at) <= wanted {
            at = later(at, MINUTE)?;
        }
        Some(at)
    })
}

pub fn at_time(zone: Tz, date: NaiveDate, time: TimeOfDay) -> Option<Instant> {
    let (date, minutes) = if time.minutes() == 1440 { (date.succ_opt()?, 0) } else { (date, time.minutes()) };
    instant(zone, date.and_hms_opt((minutes / 60).into(), (minutes % 60).into(), 0)?)
}

pub fn move_date(date: NaiveDate, months: i64, days: i64) -> Option<NaiveDate> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    let date = if months < 0 { date.checked_sub_months(count)? } else { date.checked_add_months(count)? };
    let count = Days::new(days.unsigned_abs());
    if days < 0 { date.checked_sub_days(count) } else { date.checked_add_days(count) }
}

pub fn add(zone: Tz, at: Instant, length: Duration) -> Option<Instant> {
    let stepped = if length.months == 0 && length.days == 0 {
        at
    } else {
        let local = shown(zone, at);
        instant(zone, move_date(local.date(), length.months, length.days)?.and_time(local.time()))?
    };
    later(stepped, length.milliseconds)
}

/// A delay; nothing or less is a millisecond.
pub fn delayed(zone: Tz, from: Instant, length: Duration) -> Option<Instant> {
    let at = add(zone, from, length)?;
    if at <= from { later(from, 1) } else { Some(at) }
}

pub fn last_of_month(date: NaiveDate) -> u32 {
    (28..=31).rev().find(|day| date.with_day(*day).is_some()).expect("a month has 28 days")
}

/// The day, week, month or year that the date is in, by its first day.
fn first_of(date: NaiveDate, period: Period) -> NaiveDate {
    match period {
        Period::Day => date,
        Period::Week => date - Days::new(date.weekday().num_days_from_monday().into()),
        Period::Month => date.with_day(1).expect("a day"),
        Period::Year => date.with_ordinal(1).expect("a day"),
    }
}

/// Whether an entry counts in a window.
pub fn counts(window: &Window, zone: Tz, entry: Instant, now: Instant) -> bool {
    match window {
        Window::Rolling(length) => add(zone, entry, *length).is_none_or(|leaves| now < leaves),
        Window::Calendar(period) => {
            first_of(shown(zone, entry).date(), *period) == first_of(shown(zone, now).date(), *period)
        }
    }
}

/// When so many that count now, oldest first, have left.
pub fn leave(window: &Window, zone: Tz, entry: Instant, now: Instant) -> Option<Instant> {
    match window {
        Window::Rolling(length) => add(zone, entry, *length),
        Window::Calendar(period) => {
            let mut date = shown(zone, now).date();
            let first = first_of(date, *period);
            while first_of(date, *period) == first {
                date = date.succ_opt()?;
            }
            instant(zone, date.and_time(NaiveTime::MIN))
        }
    }
}

fn is_closed(days: &ClosedDays, date: NaiveDate) -> bool {
    match days {
        ClosedDays::Date(day) => date == *day,
        ClosedDays::Dates(first, last) => *first <= date && date <= *last,
        ClosedDays::EveryYear { month, day } => (date.month(), date.day()) == (u32::from(*month), u32::from(*day)),
        ClosedDays::Nth { nth, weekday, month } => {
            let of_month = (1..=last_of_month(date)).filter_map(|day| date.with_day(day));
            let all: Vec<NaiveDate> = of_month.filter(|day| Weekday::of(*day) == *weekday).collect();
            let meant = if *nth == 5 { all.last() } else { all.get(usize::from(*nth) - 1) };
            date.month() == u32::from(*month) && meant == Some(&date)
        }
    }
}

fn has_hours(schedule: &Schedule, date: NaiveDate) -> bool {
    !schedule.ranges(Weekday::of(date)).is_empty() && !schedule.closed().iter().any(|days| is_closed(days, date))
}

pub fn is_open(schedule: &Schedule, zone: Tz, at: Instant) -> bool {
    let local = shown(zone, at);
    let minute = local.hour() * 60 + local.minute();
    let in_range = |range: &crm_blueprint::calendar::TimeRange| {
        u32::from(range.from.minutes()) <= minute && minute < u32::from(range.to.minutes())
    };
    schedule.ranges(Weekday::of(local.date())).iter().any(in_range) && has_hours(schedule, local.date())
}

/// The first instant from `from` on, minute by minute, for which it is so.
pub fn first(from: Instant, minutes: i64, is_so: impl Fn(Instant) -> bool) -> Option<Instant> {
    if is_so(from) {
        return Some(from);
    }
    let mut at = Instant::from_milliseconds(from.milliseconds().div_euclid(MINUTE) * MINUTE)?;
    for _ in 0..minutes {
        at = later(at, MINUTE)?;
        if is_so(at) {
            return Some(at);
        }
    }
    None
}

pub fn first_far(from: Instant, is_so: impl Fn(Instant) -> bool) -> Option<Instant> {
    first(from, FAR, is_so)
}

/// So much open time later.
pub fn add_open(schedule: &Schedule, zone: Tz, from: Instant, length: Duration) -> Option<Instant> {
    if length.months != 0 || length.days < 0 || length.milliseconds < 0 {
        return None;
    }
    let mut at = first_far(from, |at| is_open(schedule, zone, at))?;
    if length.days > 0 {
        let local = shown(zone, at);
        let mut date = local.date();
        let mut left = length.days;
        while left > 0 {
            date = date.succ_opt()?;
            left -= i64::from(has_hours(schedule, date));
        }
        let ranges = schedule.ranges(Weekday::of(date));
        let minute = local.hour() * 60 + local.minute();
        let inside = ranges
            .iter()
            .any(|range| u32::from(range.from.minutes()) <= minute && minute < u32::from(range.to.minutes()));
        let before = ranges.iter().rfind(|range| u32::from(range.to.minutes()) <= minute);
        at = if inside {
            instant(zone, date.and_time(local.time()))?
        } else {
            at_time(zone, date, before.map_or(ranges.first()?.from, |range| range.to))?
        };
    }
    let mut left = length.milliseconds;
    while left > 0 {
        let to_minute = MINUTE - at.milliseconds().rem_euclid(MINUTE);
        let step = if is_open(schedule, zone, at) { to_minute.min(left) } else { to_minute };
        if is_open(schedule, zone, at) {
            left -= step;
        }
        at = later(at, step)?;
    }
    Some(at)
}

/// Whether it recurs on the date.
pub fn recurs(recurrence: &Recurrence, date: NaiveDate) -> bool {
    let is_day = |day: u32| date.day() == day.min(last_of_month(date));
    match recurrence {
        Recurrence::Daily => true,
        Recurrence::Weekly(days) => days.contains(&Weekday::of(date)),
        Recurrence::Monthly { day } => is_day((*day).into()),
        Recurrence::Yearly { month, day } => date.month() == u32::from(*month) && is_day((*day).into()),
    }
}
