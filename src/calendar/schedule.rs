//! When something is open: ranges by weekday, and closed days.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::stretch::{Stretches, date_of, search_end};
use super::{ClosedDays, Instant, TimeOfDay, TimeRange, Weekday, Zone};

/// Opening hours by weekday, and the days on which they do not apply.
///
/// It has no zone: each question names the zone whose clocks count. Ranges are of local
/// time, so what the clocks show twice is open twice, and what they skip never is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    /// Monday first; each day's ranges in order, none touching the next.
    days: [Vec<TimeRange>; 7],
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    closed: Vec<ClosedDays>,
}

impl Schedule {
    /// The schedule of these ranges, Monday first. A day's ranges are put in order; those
    /// that overlap or touch become one, and empty ones are left out.
    #[must_use]
    pub fn new(days: [Vec<TimeRange>; 7], closed: Vec<ClosedDays>) -> Self {
        Self { days: days.map(merged), closed }
    }

    /// Open at every instant.
    #[must_use]
    pub fn always() -> Self {
        Self::of_days(&Weekday::ALL)
    }

    /// Open on these weekdays, from midnight to midnight.
    #[must_use]
    pub fn of_days(days: &[Weekday]) -> Self {
        let day = |weekday| if days.contains(&weekday) { vec![TimeRange::WHOLE_DAY] } else { Vec::new() };
        Self { days: Weekday::ALL.map(day), closed: Vec::new() }
    }

    /// Open outside daily quiet hours, which cross midnight where `from` is after `to`.
    /// Equal bounds are no quiet hours.
    #[must_use]
    pub fn outside(from: TimeOfDay, to: TimeOfDay) -> Self {
        let open = if from == to {
            vec![TimeRange::WHOLE_DAY]
        } else if from < to {
            vec![TimeRange { from: TimeOfDay::START, to: from }, TimeRange { from: to, to: TimeOfDay::END }]
        } else {
            vec![TimeRange { from: to, to: from }]
        };
        Self::new(Weekday::ALL.map(|_| open.clone()), Vec::new())
    }

    /// The ranges of a weekday, in order.
    #[must_use]
    pub fn ranges(&self, weekday: Weekday) -> &[TimeRange] {
        self.days.get(weekday.index()).map_or(&[], Vec::as_slice)
    }

    /// The days on which it is closed.
    #[must_use]
    pub fn closed(&self) -> &[ClosedDays] {
        &self.closed
    }

    /// Whether any weekday has a range.
    #[must_use]
    pub fn has_open_hour(&self) -> bool {
        self.days.iter().any(|day| !day.is_empty())
    }

    /// What is wrong with it, for values that were read and not built by [`Schedule::new`].
    #[must_use]
    pub fn problem(&self) -> Option<String> {
        for day in &self.days {
            if let Some(range) = day.iter().find(|range| !range.is_valid()) {
                return Some(format!("the opening hours {range} end before they begin"));
            }
            if !day.iter().zip(day.iter().skip(1)).all(|(one, next)| one.to < next.from) {
                return Some("the opening hours of a day overlap or are not in order".to_owned());
            }
        }
        self.closed.iter().find_map(ClosedDays::problem)
    }

    /// Whether the local time at the instant lies in a range of its local day, and the day
    /// is not closed.
    #[must_use]
    pub fn is_open(&self, zone: Zone, at: Instant) -> bool {
        let (day, within) = zone.day_and_time(at);
        self.ranges_of_day(day).iter().any(|range| range.contains(within))
    }

    /// The first instant from `from` on at which it is open; `None` where there is none
    /// within ten years.
    #[must_use]
    pub fn next_open(&self, zone: Zone, from: Instant) -> Option<Instant> {
        if !self.has_open_hour() {
            return None;
        }
        let (day, within) = zone.day_and_time(from);
        if let Some(midnight) = zone.even_midnight(day)
            && let Some(range) = self.ranges_of_day(day).iter().find(|range| within < range.to.milliseconds())
        {
            return Instant::from_milliseconds(midnight.saturating_add(range.from.milliseconds().max(within)));
        }
        let (opening, _) = self.spans(zone, from.milliseconds(), search_end(from)).next()?;
        Instant::from_milliseconds(opening)
    }

    /// The first instant from `from` on at which it is closed; `None` where there is none
    /// within ten years.
    #[must_use]
    pub fn next_closed(&self, zone: Zone, from: Instant) -> Option<Instant> {
        if self.is_always_open() {
            return None;
        }
        let (day, within) = zone.day_and_time(from);
        if let Some(midnight) = zone.even_midnight(day) {
            match self.ranges_of_day(day).iter().find(|range| range.contains(within)) {
                None => return Some(from),
                Some(range) if range.to < TimeOfDay::END => {
                    return Instant::from_milliseconds(midnight.saturating_add(range.to.milliseconds()));
                }
                // It may be open on the next day too.
                Some(_) => {}
            }
        }
        let end = search_end(from);
        let mut closing = from.milliseconds();
        for (opens, closes) in self.spans(zone, closing, end) {
            if opens > closing {
                break;
            }
            closing = closes;
        }
        Instant::from_milliseconds(closing).filter(|_| closing < end)
    }

    fn is_always_open(&self) -> bool {
        self.closed.is_empty() && self.days.iter().all(|day| *day == [TimeRange::WHOLE_DAY])
    }

    /// The ranges of a day, so many after 1970-01-01; none where it is closed.
    fn ranges_of_day(&self, day: i64) -> &[TimeRange] {
        if self.closed.is_empty() {
            return self.ranges(Weekday::of_day(day));
        }
        date_of(day).map_or(&[], |date| self.ranges_on(date))
    }

    /// The ranges of a date, none where it is closed.
    pub(super) fn ranges_on(&self, date: NaiveDate) -> &[TimeRange] {
        let ranges = self.ranges(Weekday::of(date));
        if ranges.is_empty() || self.closed.iter().any(|closed| closed.contains(date)) { &[] } else { ranges }
    }

    /// What is open in `from..until`, in milliseconds, as half open spans in order; one may
    /// touch the next.
    pub(super) fn spans(&self, zone: Zone, from: i64, until: i64) -> impl Iterator<Item = (i64, i64)> + '_ {
        Stretches::new(zone, from, until).flat_map(move |stretch| {
            self.ranges_on(stretch.date).iter().filter_map(move |range| {
                let opens = stretch.midnight.saturating_add(range.from.milliseconds()).max(stretch.from);
                let closes = stretch.midnight.saturating_add(range.to.milliseconds()).min(stretch.to);
                (opens < closes).then_some((opens, closes))
            })
        })
    }
}

/// In order, and one where they overlap or touch.
fn merged(mut ranges: Vec<TimeRange>) -> Vec<TimeRange> {
    ranges.retain(TimeRange::is_valid);
    ranges.sort_unstable();
    ranges.dedup_by(|next, kept| {
        let touches = next.from <= kept.to;
        if touches {
            kept.to = kept.to.max(next.to);
        }
        touches
    });
    ranges
}

#[cfg(test)]
#[path = "schedule_tests.rs"]
mod tests;
