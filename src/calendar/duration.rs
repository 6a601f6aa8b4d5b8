//! A length of time in calendar units.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::shown;

/// Months and days as the calendar counts them, and exact milliseconds.
///
/// `1 year` is 12 months, `1 week` 7 days; hours, minutes and seconds are exact.
/// Equality of this type is by parts; the language compares lengths, see
/// [`Duration::cmp_length`].
///
/// As text it is written with its units, `1 month 3 days 4 hours`, each number with its own
/// sign. Reading takes the units from milliseconds to years, singular or plural.
///
/// ```
/// use crm_blueprint::calendar::Duration;
/// let lead_time: Duration = "1 week 12 hours".parse()?;
/// assert_eq!(lead_time.to_string(), "7 days 12 hours");
/// # Ok::<(), crm_blueprint::calendar::ParseDurationError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Duration {
    /// Calendar months.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub months: i64,
    /// Calendar days.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub days: i64,
    /// Exact milliseconds.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub milliseconds: i64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
const fn is_zero(n: &i64) -> bool {
    *n == 0
}

pub(super) const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
const SECOND: i64 = 1_000;
/// The mean month of the Gregorian calendar, 30.436875 days.
const MONTH: i64 = 2_629_746_000;

impl Duration {
    /// So many milliseconds it lasts at least, wherever it begins: a month has 28 days, and zones are not two days apart.
    /// Only of one of which no part is negative.
    pub(crate) const fn least(self) -> i64 {
        let days = self.months.saturating_mul(28).saturating_add(self.days);
        let slack = if days == 0 { 0 } else { 2 };
        days.saturating_sub(slack).saturating_mul(DAY).saturating_add(self.milliseconds)
    }

    /// Whether no part of it is negative.
    pub(crate) const fn is_forward(self) -> bool {
        self.months >= 0 && self.days >= 0 && self.milliseconds >= 0
    }

    /// No time at all.
    pub const ZERO: Self = Self { months: 0, days: 0, milliseconds: 0 };

    /// So many calendar months.
    #[must_use]
    pub const fn months(months: i64) -> Self {
        Self { months, ..Self::ZERO }
    }

    /// So many calendar days.
    #[must_use]
    pub const fn days(days: i64) -> Self {
        Self { days, ..Self::ZERO }
    }

    /// So many exact milliseconds.
    #[must_use]
    pub const fn milliseconds(milliseconds: i64) -> Self {
        Self { milliseconds, ..Self::ZERO }
    }

    /// Its length in milliseconds, a month as 30.436875 days and a day as 24 hours.
    pub(crate) fn length(&self) -> i128 {
        // Each product is below 2^96 and cannot overflow.
        let product = |n: i64, unit: i64| i128::from(n).saturating_mul(i128::from(unit));
        product(self.months, MONTH).saturating_add(product(self.days, DAY)).saturating_add(self.milliseconds.into())
    }

    /// Which is longer: a month counts 30.436875 days, a day 24 hours.
    #[must_use]
    pub fn cmp_length(&self, other: &Self) -> Ordering {
        self.length().cmp(&other.length())
    }

    fn by_parts(self, other: Self, operator: impl Fn(i64, i64) -> Option<i64>) -> Option<Self> {
        Some(Self {
            months: operator(self.months, other.months)?,
            days: operator(self.days, other.days)?,
            milliseconds: operator(self.milliseconds, other.milliseconds)?,
        })
    }

    /// The sum by parts; `None` on overflow.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.by_parts(other, i64::checked_add)
    }

    /// The difference by parts; `None` on overflow.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.by_parts(other, i64::checked_sub)
    }

    /// So many times as long, by parts; `None` on overflow.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.by_parts(self, |part, _| part.checked_mul(times))
    }

    /// The opposite, by parts; `None` on overflow.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        self.by_parts(self, |part, _| part.checked_neg())
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.milliseconds;
        let parts = [
            (self.months / 12, "year"),
            (self.months % 12, "month"),
            (self.days, "day"),
            (ms / HOUR, "hour"),
            (ms % HOUR / MINUTE, "minute"),
            (ms % MINUTE / SECOND, "second"),
            (ms % SECOND, "millisecond"),
        ];
        let mut between = "";
        for (n, unit) in parts {
            if n != 0 {
                let plural = if n == 1 || n == -1 { "" } else { "s" };
                write!(f, "{between}{n} {unit}{plural}")?;
                between = " ";
            }
        }
        if between.is_empty() { f.write_str("0 seconds") } else { Ok(()) }
    }
}

/// The text is no duration.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{0}` is not a duration such as 2 days or 1 month 12 hours")]
pub struct ParseDurationError(String);

impl FromStr for Duration {
    type Err = ParseDurationError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).ok_or_else(|| ParseDurationError(shown(text)))
    }
}

fn parse(text: &str) -> Option<Duration> {
    let mut words = text.split_ascii_whitespace().peekable();
    words.peek()?;
    let mut sum = Duration::ZERO;
    while let Some(number) = words.next() {
        // `i64` reads a plus sign too, which the language does not have.
        let number: i64 = number.parse().ok().filter(|_| !number.starts_with('+'))?;
        let unit = words.next()?;
        let unit = match unit.strip_suffix('s').unwrap_or(unit) {
            "year" => Duration::months(12),
            "month" => Duration::months(1),
            "week" => Duration::days(7),
            "day" => Duration::days(1),
            "hour" => Duration::milliseconds(HOUR),
            "minute" => Duration::milliseconds(MINUTE),
            "second" => Duration::milliseconds(SECOND),
            "millisecond" => Duration::milliseconds(1),
            _ => return None,
        };
        sum = sum.checked_add(unit.checked_mul(number)?)?;
    }
    Some(sum)
}

#[cfg(test)]
#[path = "duration_tests.rs"]
mod tests;
