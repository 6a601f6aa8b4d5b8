//! Steps on the calendar, without a zone.

use chrono::{Datelike, Days, NaiveDate};

use super::Duration;
use super::duration::DAY;

/// Whether the language can write the date: its year has at most four digits.
#[must_use]
pub fn is_writable(date: NaiveDate) -> bool {
    (0..=9999).contains(&date.year())
}

/// The date a duration later: months first (the day clamped to the month's end), then days.
///
/// `None` where the exact part is not whole days of 24 hours, and outside the years that
/// the language can write, 0000 to 9999.
#[must_use]
pub fn add_to_date(date: NaiveDate, duration: Duration) -> Option<NaiveDate> {
    if duration.milliseconds % DAY != 0 {
        return None;
    }
    let days = duration.days.checked_add(duration.milliseconds / DAY)?;
    add_days(add_months(date, duration.months)?, days).filter(|date| is_writable(*date))
}

/// The same day so many months later, or the last day of a shorter month.
pub(super) fn add_months(date: NaiveDate, months: i64) -> Option<NaiveDate> {
    let total = i64::from(date.year()).checked_mul(12)?.checked_add(date.month0().into())?.checked_add(months)?;
    let year = i32::try_from(total.div_euclid(12)).ok()?;
    let month = u32::try_from(total.rem_euclid(12)).ok()?.checked_add(1)?;
    // Every month has a 28th; the day is at most three too high.
    (28..=date.day().max(28)).rev().find_map(|last| NaiveDate::from_ymd_opt(year, month, date.day().min(last)))
}

/// So many days later.
pub(super) fn add_days(date: NaiveDate, days: i64) -> Option<NaiveDate> {
    let step = Days::new(days.unsigned_abs());
    if days < 0 { date.checked_sub_days(step) } else { date.checked_add_days(step) }
}

#[cfg(test)]
#[path = "step_tests.rs"]
mod tests;
