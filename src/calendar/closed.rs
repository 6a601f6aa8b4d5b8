//! Days on which nothing is open.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::Weekday;
use super::step::is_writable;

/// A day, or days, on which a schedule is closed from midnight to midnight.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ClosedDays {
    /// One date.
    Date(NaiveDate),
    /// From the first date to the second, both closed.
    Dates(NaiveDate, NaiveDate),
    /// The same day each year; 29 February only in leap years.
    EveryYear {
        /// 1 to 12.
        month: u8,
        /// 1 to the month's last.
        day: u8,
    },
    /// A weekday by its place in a month, such as the third Monday of January.
    Nth {
        /// 1 to 4; 5 is the last one.
        nth: u8,
        /// Which day of the week.
        weekday: Weekday,
        /// 1 to 12.
        month: u8,
    },
}

impl ClosedDays {
    /// Whether the date is among them.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        match *self {
            Self::Date(day) => date == day,
            Self::Dates(first, last) => first <= date && date <= last,
            Self::EveryYear { month, day } => date.month() == u32::from(month) && date.day() == u32::from(day),
            Self::Nth { nth, weekday, month } => {
                let is_nth = match nth {
                    5 => date.checked_add_days(Days::new(7)).is_none_or(|next| next.month() != date.month()),
                    _ => date.day0() / 7 + 1 == u32::from(nth),
                };
                date.month() == u32::from(month) && Weekday::of(date) == weekday && is_nth
            }
        }
    }

    /// What is wrong with it, for values that were read and not checked.
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        // A leap year has every day that any year has.
        let exists = |month: u8, day: u8| NaiveDate::from_ymd_opt(2000, month.into(), day.into()).is_some();
        match *self {
            Self::Date(day) if !is_writable(day) => {
                Some(format!("the closed date {day} is outside the years 0 to 9999"))
            }
            Self::Dates(first, last) if !is_writable(first) || !is_writable(last) => {
                Some(format!("the closed dates {first}..{last} are outside the years 0 to 9999"))
            }
            Self::Dates(first, last) if first > last => {
                Some(format!("the closed dates {first}..{last} end before they begin"))
            }
            Self::EveryYear { month, day } if !exists(month, day) => {
                Some(format!("no year has the closed day {month:02}-{day:02}"))
            }
            Self::Nth { nth, month, .. } if !(1..=5).contains(&nth) || !exists(month, 1) => {
                Some(format!("no month {month} has a closed weekday number {nth}"))
            }
            _ => None,
        }
    }
}
