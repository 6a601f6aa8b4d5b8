//! Calendar forms: hours, windows, caps, openings.

use super::*;

/// A local time of day, `09:00`; `24:00` is the end of the day.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeOfDay {
    /// Minutes since midnight, 0 to 1,440.
    pub minutes: u16,
    /// Where it stands.
    pub place: Place,
}

/// `09:00..12:30`, half open.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeRange {
    /// The first minute.
    pub from: TimeOfDay,
    /// The minute after the last.
    pub to: TimeOfDay,
}

/// A weekday, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

/// `mon` or `mon..fri`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DayRange {
    /// The first day.
    pub from: Weekday,
    /// The last day; the first again for a single day.
    pub to: Weekday,
    /// Where it stands.
    pub place: Place,
}

/// A calendar day of every year, `12-25`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MonthDay {
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Where it stands.
    pub place: Place,
}

/// What becomes of what a restraint holds back.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Handling {
    /// `drop`, the default
    Drop,
    /// `defer`, `defer at most 3 days`
    Defer {
        /// The longest that it waits.
        at_most: Option<Duration>,
    },
}

/// `per …`: the time over which a cap, a limit or a pressure counts.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Window {
    /// `per day`, `per calendar week`, `per calendar month`
    Calendar(TimeUnit),
    /// `per 7 days`
    Rolling(Duration),
}

/// `cap 10 per 7 days across email, sms exempt receipt defer`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cap {
    /// How many.
    pub amount: Expr,
    /// In what time.
    pub window: Window,
    /// `when …`: only for contacts for which this holds
    pub when: Option<Expr>,
    /// `across email, sms`: counted together
    pub across: Vec<Name>,
    /// `exempt receipt`: purposes that neither count nor are held
    pub exempt: Vec<Name>,
    /// What becomes of what is held back.
    pub handling: Option<Handling>,
}

/// `opening desk "Label" { … }`
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Opening {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// The clauses.
    pub body: Body<OpeningClause>,
}

/// A clause or row of `opening`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpeningClause {
    /// `mon..thu 09:00..12:30, 13:30..18:00`
    Hours {
        /// The days.
        days: Vec<DayRange>,
        /// The ranges of each day.
        ranges: Vec<TimeRange>,
    },
    /// `closed 2026-12-24..2026-12-31, every year 05-01`
    Closed(Vec<ClosedDay>),
    /// `zone "Europe/Paris"`
    Zone(Text),
    /// Clauses that may stand on anything.
    Common(Common),
}

/// A day, or days, on which an opening is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ClosedDay {
    /// `2026-12-25`
    Date(chrono::NaiveDate),
    /// `2026-12-24..2026-12-31`, both in
    Dates(chrono::NaiveDate, chrono::NaiveDate),
    /// `every year 05-01`
    EveryYear(MonthDay),
    /// `third mon of january`; `last` is 5
    Nth {
        /// 1 to 4, or 5 for `last`.
        nth: u8,
        /// The weekday.
        weekday: Weekday,
        /// 1 to 12.
        month: u8,
    },
}
