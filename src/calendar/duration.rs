//! A length of time in calendar units.

use serde::{Deserialize, Serialize};

/// Months and days as the calendar counts them, and exact milliseconds.
///
/// `1 year` is 12 months, `1 week` 7 days; hours, minutes and seconds are exact.
/// Equality of this type is by parts; the language compares lengths, see
/// [`Duration::cmp_length`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
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
