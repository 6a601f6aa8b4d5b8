//! Every zone's every change of clocks.

use std::collections::BTreeMap;

use crm_blueprint::calendar::{Duration, Instant, Period, Schedule, TimeOfDay, Window, Zone, next_time};

use super::clock::{Clock, DAY, HOUR, Hours, Index, MINUTE, Plan};
use super::{jumps, offset};

/// A change of clocks, with all that is expected around it.
struct Change {
    jump: i64,
    before: i64,
    behind: i64,
    clock: Clock,
    points: Vec<Index>,
    /// A time of day in the midst of what is skipped or doubled.
    inside: i64,
    expected: Vec<Expected>,
    plans: Vec<Planned>,
}

struct Expected {
    at: Index,
    day: (Option<Index>, Option<Index>),
    tomorrow: Option<Index>,
    inside: Option<Index>,
}

struct Planned {
    plan: Plan,
    schedule: Schedule,
    answers: Vec<Answers>,
}

#[derive(Debug, PartialEq)]
struct Answers {
    is_open: bool,
    opens: Option<Instant>,
    closes: Option<Instant>,
    open_for: i64,
    sums: [Option<Instant>; 3],
}

/// Days and milliseconds that are added in open time.
const LENGTHS: [(i64, i64); 3] = [(0, 2 * HOUR), (1, 0), (2, HOUR)];

impl Change {
    fn new((jump, before, behind): (i64, i64, i64)) -> Self {
        let (low, high) = (jump + before.min(behind), jump + before.max(behind));
        // Schedules and days begin on quarters; few clocks jump between them.
        let step = if low % (15 * MINUTE) == 0 && high % (15 * MINUTE) == 0 { 15 * MINUTE } else { MINUTE };
        let (start, end) = (jump - 3 * DAY, jump + 5 * DAY);
        let clock = Clock::new(start, end, step, |now| if now < jump { before } else { behind });
        let width = high - low;
        let inside = low + width / 2 / step * step;
        let points = [-DAY - step, -width, -step, 0, width / 2 / step * step, width, 11 * HOUR / step * step];
        let points: Vec<Index> = points.into_iter().map(|from| clock.index(jump + from)).collect();
        let mut office = Plan::daily(9 * HOUR, 12 * HOUR);
        for day in &mut office.days {
            day.push((13 * 60, 17 * 60));
        }
        office.closed.push(high.div_euclid(DAY));
        let mut plans = vec![Plan::daily(inside, inside + 2 * HOUR), Plan::daily(inside - 15 * HOUR, inside), office];
        // Hours of which the gap leaves nothing, or the fold makes twice as many.
        plans.extend((width < DAY).then(|| Plan::daily(low, high)));
        let expected = points.iter().map(|&at| Expected {
            at,
            day: (clock.day_start(at), clock.day_end(at)),
            tomorrow: clock.add_days(at, 1),
            inside: clock.next_time(inside.rem_euclid(DAY), at),
        });
        let expected = expected.collect();
        let planned = |plan: Plan| {
            let hours = clock.hours(&plan);
            let answers = points.iter().map(|at| Answers::naive(&clock, &hours, *at)).collect();
            drop(hours);
            Planned { schedule: plan.schedule(), plan, answers }
        };
        let plans = plans.into_iter().map(planned).collect();
        Self { jump, before, behind, points, inside: inside.rem_euclid(DAY), expected, plans, clock }
    }

    /// Compares the crate's calendar with what is expected.
    fn compare(&self, zone: Zone, plans: impl Iterator<Item = usize>) {
        let clock = &self.clock;
        // The table's two offsets are the zone's.
        let (first, last) = (clock.start, clock.start + clock.step * (i64::try_from(clock.shown.len()).unwrap() - 1));
        for (at, offset_then) in
            [(first, self.before), (self.jump - 1, self.before), (self.jump, self.behind), (last, self.behind)]
        {
            assert_eq!(offset(zone, at), offset_then, "{zone:?}");
        }
        let instant = |index: Option<Index>| index.map(|index| clock.instant(index));
        let time = TimeOfDay::new(u16::try_from(self.inside / MINUTE).unwrap()).unwrap();
        for Expected { at, day, tomorrow, inside } in &self.expected {
            let now = clock.instant(*at);
            let context = || format!("{zone:?} at {now}");
            let (start, end) = (instant(day.0).unwrap(), instant(day.1));
            assert_eq!(zone.period_start(now, Period::Day), start, "{}", context());
            assert_eq!(zone.period_end(now, Period::Day), end, "{}", context());
            assert_eq!(zone.add(now, Duration::days(1)), instant(*tomorrow), "{}", context());
            assert_eq!(next_time(zone, time, now), instant(*inside), "{}", context());
            let (today, rolling) = (Window::Calendar(Period::Day), Window::Rolling(Duration::days(1)));
            for (window, entry, leaves) in [(today, start, end.unwrap()), (rolling, now, instant(*tomorrow).unwrap())] {
                let before = leaves.checked_add_milliseconds(-1).unwrap();
                assert_eq!(window.leaves(zone, entry), Some(leaves), "{}", context());
                assert!(window.contains(zone, entry, before) && !window.contains(zone, entry, leaves), "{}", context());
                assert!(leaves.milliseconds() - entry.milliseconds() <= window.keep());
            }
        }
        for plan in plans {
            let Some(Planned { plan, schedule, answers }) = self.plans.get(plan) else { continue };
            for (at, expected) in self.points.iter().zip(answers) {
                let now = clock.instant(*at);
                assert_eq!(&Answers::of(schedule, zone, now), expected, "{zone:?} at {now} {plan:?}");
            }
        }
    }
}

impl Answers {
    fn naive(clock: &Clock, hours: &Hours<'_>, at: Index) -> Self {
        let instant = |index: Option<Index>| index.map(|index| clock.instant(index));
        let tomorrow = clock.index(clock.instant(at).milliseconds() + DAY);
        Self {
            is_open: hours.is_open(at),
            opens: instant(hours.next_open(at)),
            closes: instant(hours.next_closed(at)),
            open_for: hours.open_between(at, tomorrow),
            sums: LENGTHS.map(|(days, milliseconds)| instant(hours.add(at, days, milliseconds))),
        }
    }

    fn of(schedule: &Schedule, zone: Zone, now: Instant) -> Self {
        let tomorrow = now.checked_add_milliseconds(DAY).unwrap();
        Self {
            is_open: schedule.is_open(zone, now),
            opens: schedule.next_open(zone, now),
            closes: schedule.next_closed(zone, now),
            open_for: schedule.open_between(zone, now, tomorrow),
            sums: LENGTHS
                .map(|(days, milliseconds)| schedule.add(zone, now, Duration { months: 0, days, milliseconds })),
        }
    }
}

#[test]
fn every_zones_every_change_of_clocks() {
    let mut changes: BTreeMap<(i64, i64, i64), Vec<Zone>> = BTreeMap::new();
    for zone in chrono_tz::TZ_VARIANTS {
        let zone: Zone = zone.name().parse().unwrap();
        for change in jumps(zone) {
            changes.entry(change).or_default().push(zone);
        }
    }
    // Zones that jump alike have one table; the first is asked about every plan.
    let mut seen = 0;
    for (change, zones) in changes {
        let change = Change::new(change);
        for (index, zone) in zones.into_iter().enumerate() {
            seen += 1;
            if index == 0 {
                change.compare(zone, 0..change.plans.len());
            } else {
                change.compare(zone, std::iter::once(index % change.plans.len()));
            }
        }
    }
    assert!(seen > 15_000, "{seen}");
}
