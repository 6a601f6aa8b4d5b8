//! What a contact's state must remember of events, as the text asks for it.

use serde::{Deserialize, Serialize};

use super::*;
use crate::calendar::Duration;

/// What is remembered of an event. There is one for each event, filter and value that the
/// text asks about, and it keeps no more than the text can ask.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Series {
    /// How the text says it, `purchase.amount where amount > 50`: unique, the name in a state.
    pub key: String,
    /// The object of which each instance remembers its own, where the event is one of it; `None`
    /// for the contact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub object: Option<ObjectId>,
    /// The event.
    pub event: EventId,
    /// A bool that must be true when the event happens; it may read the event's payload.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<ExprId>,
    /// The payload field that is summed up; one that is unset is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<ParameterId>,
    /// Whether the instant of the last one is asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub last: bool,
    /// Whether all of them together are asked for: their number, and with a value their sum,
    /// smallest and largest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub total: bool,
    /// The longest window that is asked for: so far back each single one is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<Duration>,
}

/// What is made of the values of a series.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Aggregate {
    Sum,
    Average,
    Min,
    Max,
}

/// A window that is at least as long as each of the two, wherever it begins: the longer one,
/// or, where neither is so always (a month and 30 days), the longer of each part.
pub(crate) fn covering(one: Duration, other: Duration) -> Duration {
    if covers(one, other) {
        one
    } else if covers(other, one) {
        other
    } else {
        Duration {
            months: one.months.max(other.months),
            days: one.days.max(other.days),
            milliseconds: one.milliseconds.max(other.milliseconds),
        }
    }
}

/// Whether a window is at least as long as another, wherever they begin.
pub(crate) fn covers(one: Duration, other: Duration) -> bool {
    let by_parts = one.months >= other.months && one.days >= other.days && one.milliseconds >= other.milliseconds;
    by_parts || longest(other) <= shortest(one)
}

const DAY: i64 = 86_400_000;

/// As long as it can be, in milliseconds, with a day for the clocks.
const fn longest(window: Duration) -> i64 {
    let days = window.months.saturating_mul(31).saturating_add(window.days).saturating_add(1);
    days.saturating_mul(DAY).saturating_add(window.milliseconds)
}

/// As short as it can be.
const fn shortest(window: Duration) -> i64 {
    let days = window.months.saturating_mul(28).saturating_add(window.days).saturating_sub(1);
    days.saturating_mul(DAY).saturating_add(window.milliseconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longer_window_covers_both() {
        let (week, month) = (Duration::days(7), Duration::months(1));
        assert_eq!(covering(week, month), month);
        assert_eq!(covering(month, week), month);
        // Neither is the longer one in every month.
        assert_eq!(covering(month, Duration::days(30)), Duration { months: 1, days: 30, milliseconds: 0 });
        let hours = Duration::milliseconds(25 * 3_600_000);
        assert_eq!(
            covering(hours, Duration::days(1)),
            Duration { months: 0, days: 1, milliseconds: hours.milliseconds }
        );
        assert_eq!(covering(week, week), week);
        assert!(!covers(Duration::days(30), month) && !covers(month, Duration::days(30)));
    }
}
