//! What comes again: every day, week, month or year.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use super::step::{add_days, add_months};
use super::{Instant, TimeOfDay, Weekday, Zone};

/// The days on which something recurs.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Recurrence {
    /// Every day.
    Daily,
    /// On these days of every week; at least one.
    Weekly(Vec<Weekday>),
    /// On a day of every month; in a shorter month on its last day.
    Monthly {
        /// 1 to 31.
        day: u8,
    },
    /// On a day of every year; 29 February is the 28th in common years.
    Yearly {
        /// 1 to 12.
        month: u8,
        /// 1 to the month's last.
        day: u8,
    },
}

impl Recurrence {
    /// The first occurrence strictly after `after`, at that local time of the zone.
    ///
    /// A time that the clocks skip moves to the first that exists, one that they show twice
    /// is the first; 24:00 is the next day's midnight. `None` behind the end of the
    /// calendar, and for a recurrence that has no day.
    #[must_use]
    pub fn next(&self, zone: Zone, time: TimeOfDay, after: Instant) -> Option<Instant> {
        // From the day before, whose 24:00 may be to come; at most two days on are past.
        let mut date = add_days(zone.date(after), -1)?;
        for _ in 0..4 {
            let day = self.from(date)?;
            // The day before the calendar begins has no instant.
            if let Some(instant) = zone.at(day, time).filter(|instant| *instant > after) {
                return Some(instant);
            }
            date = add_days(day, 1)?;
        }
        None
    }

    /// The first of its days from `date` on.
    fn from(&self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Daily => Some(date),
            Self::Weekly(weekdays) => date.iter_days().take(7).find(|day| weekdays.contains(&Weekday::of(*day))),
            Self::Monthly { day } => {
                let first = date.with_day(1)?;
                let this = clamped(first, *day)?;
                if this >= date { Some(this) } else { clamped(add_months(first, 1)?, *day) }
            }
            Self::Yearly { month, day } => {
                let first = NaiveDate::from_ymd_opt(date.year(), (*month).into(), 1)?;
                let this = clamped(first, *day)?;
                if this >= date { Some(this) } else { clamped(add_months(first, 12)?, *day) }
            }
        }
    }

    /// What is wrong with it, for values that were read and not checked.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        // A leap year has every day that any year has.
        let exists = |month: u8, day: u8| NaiveDate::from_ymd_opt(2000, month.into(), day.into()).is_some();
        match self {
            Self::Weekly(weekdays) if weekdays.is_empty() => Some("a weekly recurrence has no weekday".to_owned()),
            Self::Monthly { day } if !(1..=31).contains(day) => Some(format!("no month has a day {day}")),
            Self::Yearly { month, day } if !exists(*month, *day) => {
                Some(format!("no year has the day {month:02}-{day:02}"))
            }
            _ => None,
        }
    }
}

/// The day of the month that begins with `first`, or its last.
fn clamped(first: NaiveDate, day: u8) -> Option<NaiveDate> {
    let day = u32::from(day);
    // Every month has a 28th; the day is at most three too high.
    (28..=day.max(28)).rev().find_map(|last| first.with_day(day.min(last)))
}

/// The next instant strictly after `after` at which the zone's clocks show the time.
#[must_use]
pub fn next_time(zone: Zone, time: TimeOfDay, after: Instant) -> Option<Instant> {
    Recurrence::Daily.next(zone, time, after)
}

#[cfg(test)]
#[path = "recurrence_tests.rs"]
mod tests;
