//! A second calendar, deliberately naive: a table of what the clocks show, step by step,
//! and answers by looking through it from the start. It knows offsets and nothing else.

use crm_blueprint::calendar::{Instant, Schedule, TimeOfDay, TimeRange, Weekday};

pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// A place in the table.
pub type Index = usize;

/// Opening hours in minutes of the day, Monday first, and closed days counted from 1970.
#[derive(Debug, Clone)]
pub struct Plan {
    pub days: [Vec<(i64, i64)>; 7],
    pub closed: Vec<i64>,
}

impl Plan {
    /// The same hours every day, over midnight where `from` is behind `to`; the bounds are
    /// milliseconds of any day.
    pub fn daily(from: i64, to: i64) -> Self {
        let (from, to) = (from.rem_euclid(DAY) / MINUTE, to.rem_euclid(DAY) / MINUTE);
        let ranges = if from < to { vec![(from, to)] } else { vec![(0, to), (from, 1440)] };
        let ranges: Vec<_> = ranges.into_iter().filter(|(from, to)| from < to).collect();
        Self { days: std::array::from_fn(|_| ranges.clone()), closed: Vec::new() }
    }

    /// The crate's schedule of these hours, without the closed days.
    pub fn weekly(&self) -> [Vec<TimeRange>; 7] {
        let time = |minutes: i64| TimeOfDay::new(minutes.try_into().unwrap()).unwrap();
        let range = |&(from, to): &(i64, i64)| TimeRange::new(time(from), time(to)).unwrap();
        Weekday::ALL.map(|day| self.days[day.index()].iter().map(range).collect())
    }

    /// The crate's schedule of the plan.
    pub fn schedule(&self) -> Schedule {
        let closed = self.closed.iter().map(|day| crm_blueprint::calendar::ClosedDays::Date(date(*day)));
        Schedule::new(self.weekly(), closed.collect())
    }

    fn ranges(&self, day: i64) -> &[(i64, i64)] {
        // 1970 began on a Thursday.
        if self.closed.contains(&day) { &[] } else { &self.days[usize::try_from((day + 3).rem_euclid(7)).unwrap()] }
    }

    fn is_open(&self, local: i64) -> bool {
        let (day, time) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        self.ranges(day).iter().any(|(from, to)| from * MINUTE <= time && time < to * MINUTE)
    }
}

/// The date so many days after 1970-01-01.
pub fn date(day: i64) -> chrono::NaiveDate {
    chrono::DateTime::from_timestamp_millis(day * DAY).unwrap().date_naive()
}

/// What the clocks show from `start` on, every `step` milliseconds.
pub struct Clock {
    pub start: i64,
    pub step: i64,
    pub shown: Vec<i64>,
}

impl Clock {
    pub fn new(start: i64, end: i64, step: i64, offset: impl Fn(i64) -> i64) -> Self {
        let times = (0..).map(|index| start + index * step).take_while(|now| *now < end);
        Self { start, step, shown: times.map(|now| now + offset(now)).collect() }
    }

    pub fn instant(&self, index: Index) -> Instant {
        Instant::from_milliseconds(self.start + i64::try_from(index).unwrap() * self.step).unwrap()
    }

    pub fn index(&self, instant: i64) -> Index {
        assert_eq!((instant - self.start) % self.step, 0);
        usize::try_from((instant - self.start) / self.step).unwrap()
    }

    /// Where the clocks first show the time; where they skip it, the first step behind.
    pub fn first_showing(&self, wanted: i64) -> Option<Index> {
        let exact = self.shown.iter().position(|local| *local == wanted);
        let skips = |pair: &[i64]| pair[0] < wanted && wanted < pair[1];
        exact.or_else(|| self.shown.windows(2).position(skips).map(|before| before + 1))
    }

    /// The days that it shows, whole or in part, counted from 1970.
    pub fn days(&self) -> std::ops::RangeInclusive<i64> {
        self.shown[0].div_euclid(DAY)..=self.shown[self.shown.len() - 1].div_euclid(DAY)
    }

    /// Where each day begins that the table shows from its midnight on.
    fn midnights(&self) -> Vec<Index> {
        self.days().filter_map(|day| self.first_showing(day * DAY)).collect()
    }

    pub fn day_start(&self, at: Index) -> Option<Index> {
        self.midnights().into_iter().rev().find(|midnight| *midnight <= at)
    }

    pub fn day_end(&self, at: Index) -> Option<Index> {
        self.midnights().into_iter().find(|midnight| *midnight > at)
    }

    /// The next showing of a time of day, in milliseconds, each day's own first one.
    pub fn next_time(&self, time: i64, after: Index) -> Option<Index> {
        self.days().filter_map(|day| self.first_showing(day * DAY + time)).filter(|index| *index > after).min()
    }

    /// The same local time so many days later.
    pub fn add_days(&self, from: Index, days: i64) -> Option<Index> {
        self.first_showing(self.shown[from] + days * DAY)
    }

    pub fn hours(&self, plan: &Plan) -> Hours<'_> {
        Hours { clock: self, plan: plan.clone(), open: self.shown.iter().map(|local| plan.is_open(*local)).collect() }
    }
}

/// A plan on the table.
pub struct Hours<'a> {
    clock: &'a Clock,
    plan: Plan,
    open: Vec<bool>,
}

impl Hours<'_> {
    pub fn is_open(&self, at: Index) -> bool {
        self.open[at]
    }

    /// Open where the other is open too, at the same instants.
    pub fn and(mut self, other: &Self) -> Self {
        assert_eq!((self.clock.start, self.clock.step), (other.clock.start, other.clock.step));
        self.open.iter_mut().zip(&other.open).for_each(|(open, other)| *open &= other);
        self
    }

    pub fn next_open(&self, from: Index) -> Option<Index> {
        (from..self.open.len()).find(|index| self.open[*index])
    }

    pub fn next_closed(&self, from: Index) -> Option<Index> {
        (from..self.open.len()).find(|index| !self.open[*index])
    }

    /// Milliseconds.
    pub fn open_between(&self, from: Index, to: Index) -> i64 {
        (from..to).filter(|index| self.open[*index]).map(|_| self.clock.step).sum()
    }

    /// Opening days, then milliseconds of open time.
    pub fn add(&self, from: Index, days: i64, milliseconds: i64) -> Option<Index> {
        let mut now = self.next_open(from)?;
        if days > 0 {
            now = self.add_days(now, days)?;
        }
        let mut left = milliseconds;
        while left > 0 {
            if *self.open.get(now)? {
                left -= self.clock.step;
            }
            now += 1;
        }
        Some(now)
    }

    fn add_days(&self, start: Index, days: i64) -> Option<Index> {
        let shown = &self.clock.shown;
        let day_of = |index: Index| shown[index].div_euclid(DAY);
        let opening = |day: &i64| (0..shown.len()).any(|index| self.open[index] && day_of(index) == *day);
        // The table's last day may be shown in part.
        let later = day_of(start) + 1..day_of(shown.len() - 1);
        let day = later.filter(opening).nth(usize::try_from(days - 1).unwrap())?;
        let time = shown[start].rem_euclid(DAY);
        // What the clocks skip is none of the day's hours.
        let exists = |&(from, to): &(i64, i64)| {
            let (from, to) = (day * DAY + from * MINUTE, day * DAY + to * MINUTE);
            shown.iter().any(|local| from <= *local && *local < to)
        };
        let hours: Vec<(i64, i64)> = self.plan.ranges(day).iter().copied().filter(exists).collect();
        let within = |&&(from, to): &&(i64, i64)| from * MINUTE <= time && time < to * MINUTE;
        let cut = if hours.iter().any(|range| within(&range)) {
            time
        } else {
            let before = hours.iter().rev().find(|(_, to)| to * MINUTE <= time);
            before.map_or(hours[0].0 * MINUTE, |(_, to)| to * MINUTE)
        };
        self.clock.first_showing(day * DAY + cut)
    }
}
