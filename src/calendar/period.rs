//! Days, weeks, months and years of a zone's calendar.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::step::{add_days, add_months};
use super::{Instant, TimeOfDay, Zone};

/// A unit of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// From midnight to midnight.
    Day,
    /// From Monday to Sunday.
    Week,
    /// From the first to the last of a month.
    Month,
    /// From 1 January to 31 December.
    Year,
}

impl Period {
    /// The first date of the one that the date lies in.
    fn first(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Day => Some(date),
            Self::Week => date.checked_sub_days(Days::new(date.weekday().num_days_from_monday().into())),
            Self::Month => date.with_day(1),
            Self::Year => NaiveDate::from_ymd_opt(date.year(), 1, 1),
        }
    }

    /// The first date of the one behind.
    fn next(self, date: NaiveDate) -> Option<NaiveDate> {
        let first = self.first(date)?;
        match self {
            Self::Day => add_days(first, 1),
            Self::Week => add_days(first, 7),
            Self::Month => add_months(first, 1),
            Self::Year => add_months(first, 12),
        }
    }
}

impl Zone {
    /// The instant of a date and a local time; 24:00 is the next day's midnight.
    ///
    /// A time that the clocks skip moves to the first that exists, one that they show twice
    /// is the first. `None` outside the years 1970 to 2199.
    #[must_use]
    pub fn at(self, date: NaiveDate, time: TimeOfDay) -> Option<Instant> {
        let (date, minutes) = if time == TimeOfDay::END { (date.succ_opt()?, 0) } else { (date, time.minutes()) };
        let (hour, minute) = (u32::from(minutes / 60), u32::from(minutes % 60));
        self.instant(date.and_hms_opt(hour, minute, 0)?)
    }

    /// The first instant of the period that the instant lies in.
    ///
    /// A period begins when the clocks first show its first date, or would if they did not
    /// skip it, and lasts until the next begins, also where they then go back over midnight.
    /// One that began before the calendar does begins with it.
    #[must_use]
    pub fn period_start(self, at: Instant, period: Period) -> Instant {
        let date = self.date(at);
        let start = |date: Option<NaiveDate>| self.at(date?, TimeOfDay::START);
        // Clocks that went back over midnight show the day before again.
        let next = start(period.next(date)).filter(|next| *next <= at);
        next.or_else(|| start(period.first(date))).unwrap_or(Instant::MIN)
    }

    /// The first instant behind the period that the instant lies in; `None` behind the end
    /// of the calendar.
    #[must_use]
    pub fn period_end(self, at: Instant, period: Period) -> Option<Instant> {
        let next = period.next(self.date(at))?;
        let end = self.at(next, TimeOfDay::START)?;
        if end > at { Some(end) } else { self.at(period.next(next)?, TimeOfDay::START) }
    }
}

#[cfg(test)]
#[path = "period_tests.rs"]
mod tests;
