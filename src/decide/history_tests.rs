use super::*;
use crate::decide::eval::Memo;
use crate::decide::{Notice, test_build::*};
use crate::ir::{Comparison, ExprId, ExprKind, Id, ParameterId, Series};
use crate::state::Subject;

struct Made {
    program: Program,
    state: ContactState,
    notices: Vec<Notice>,
}

impl Made {
    fn new(build: Build) -> Self {
        let program = build.program();
        Self { state: contact(&program), program, notices: Vec::new() }
    }

    fn event(&mut self, at: Instant, values: Vec<(ParameterId, Option<Value>)>) {
        let payload = Payload { subject: Subject::Contact, event: crate::ir::EventId::new(0), values };
        let found = {
            let memo = Memo::new(&self.program);
            happened(&Scene::still(&self.program, &self.state, &memo, at, Some(&payload)))
        };
        let notices = &mut self.notices;
        remember(&self.program, &mut self.state, Zone::UTC, found, at, |series, _, of| {
            let notice = Notice::HistorySaturated { series, of };
            // A decision says it once.
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        });
    }

    fn notices(self) -> Vec<Notice> {
        self.notices
    }
}

fn later(days: i64) -> Instant {
    monday().checked_add_milliseconds(days * 86_400_000).unwrap()
}

fn series(build: &mut Build, key: &str, filter: Option<ExprId>, change: impl FnOnce(&mut Series)) -> SeriesId {
    let event = crate::ir::EventId::new(0);
    let key = key.to_owned();
    let mut series = Series { object: None, key, event, filter, value: None, last: false, total: false, window: None };
    change(&mut series);
    build.ir.series.push(series)
}

#[test]
fn only_what_is_asked_for() {
    let mut build = Build::new();
    let event = build.event("paid");
    let amount = build.parameter(event, "amount", maybe(INT));
    let (read, limit) = (build.e(ExprKind::Payload(vec![amount])), build.int(10));
    let large = build.compare(Comparison::Greater, read, limit);
    series(&mut build, "last", None, |series| series.last = true);
    series(&mut build, "all", None, |series| series.total = true);
    series(&mut build, "sum", None, |series| (series.total, series.value) = (true, Some(amount)));
    series(&mut build, "large", Some(large), |series| series.window = Some(Duration::days(3)));
    let other = build.event("other");
    build.ir.series.push(Series { event: other, key: "other".to_owned(), ..build.ir.series[SeriesId::new(0)].clone() });
    let mut made = Made::new(build);
    made.event(later(0), vec![(amount, Some(Value::Int(5)))]);
    made.event(later(1), vec![(amount, Some(Value::Int(50)))]);
    made.event(later(2), vec![(amount, None)]);
    let [last, all, sum, large] = &made.state.core().life.history[..] else { panic!("of the last nothing is known") };
    assert_eq!((last.last, last.count, &last.total, last.entries.len()), (Some(later(2)), 0, &None, 0));
    assert_eq!((all.last, all.count, &all.total, all.entries.len()), (None, 3, &None, 0));
    assert_eq!(sum.count, 3, "one without a value counts");
    let total = sum.total.as_ref().unwrap();
    assert_eq!((total.count, &total.sum), (2, &Some(Value::Int(55))), "and is in no sum");
    assert_eq!((&total.min, &total.max), (&Value::Int(5), &Value::Int(50)));
    assert_eq!(*large.entries, [Entry { at: later(1), value: None }]);
    assert_eq!((large.last, large.count), (None, 0));
    assert!(made.notices().is_empty());
}

#[test]
fn a_sum_that_does_not_fit_is_gone_for_good() {
    let mut build = Build::new();
    let event = build.event("paid");
    let amount = build.parameter(event, "amount", INT);
    series(&mut build, "sum", None, |series| (series.total, series.value) = (true, Some(amount)));
    let mut made = Made::new(build);
    for number in [i64::MAX, 1, -5] {
        made.event(monday(), vec![(amount, Some(Value::Int(number)))]);
    }
    let total = made.state.core().life.history[0].total.as_ref().unwrap();
    assert_eq!((total.count, &total.sum, &total.min), (3, &None, &Value::Int(-5)));
}

#[test]
fn the_past_may_be_told_in_any_order() {
    let mut build = Build::new();
    build.event("paid");
    series(&mut build, "paid", None, |series| (series.last, series.window) = (true, Some(Duration::days(9))));
    let mut made = Made::new(build);
    for day in [3, 1, 2] {
        made.event(later(day), Vec::new());
    }
    let days: Vec<Instant> = made.state.core().life.history[0].entries.iter().map(|entry| entry.at).collect();
    assert_eq!(days, [later(1), later(2), later(3)]);
    assert_eq!(made.state.core().life.history[0].last, Some(later(3)));
}

#[test]
fn it_saturates_openly_and_says_so_once() {
    let mut build = Build::new();
    build.event("paid");
    let id = series(&mut build, "paid", None, |series| series.window = Some(Duration::days(1)));
    let mut made = Made::new(build);
    for minute in 0..1_003 {
        made.event(monday().checked_add_milliseconds(minute * 60_000).unwrap(), Vec::new());
    }
    let entries = &made.state.core().life.history[0].entries;
    assert_eq!((entries.len(), entries[0].at), (1_000, monday().checked_add_milliseconds(180_000).unwrap()));
    assert_eq!(made.notices(), [Notice::HistorySaturated { series: id, of: None }]);
}

#[test]
fn what_has_left_is_dropped_in_silence() {
    let mut build = Build::new();
    build.event("paid");
    series(&mut build, "paid", None, |series| series.window = Some(Duration::milliseconds(60_000)));
    let mut made = Made::new(build);
    for minute in 0..1_003 {
        made.event(monday().checked_add_milliseconds(minute * 60_000).unwrap(), Vec::new());
    }
    assert_eq!(made.state.core().life.history[0].entries.len(), 1_000);
    assert!(made.notices().is_empty());
}

#[test]
fn what_is_forgotten_depends_on_the_clock_alone() {
    let mut build = Build::new();
    build.event("paid");
    series(&mut build, "paid", None, |series| series.window = Some(Duration::days(3)));
    series(&mut build, "never", None, |_| {});
    let mut made = Made::new(build);
    for day in 0..4 {
        made.event(later(day), Vec::new());
    }
    let count = |made: &Made| made.state.core().life.history[0].entries.len();
    // Three days, and two for any zone.
    prune(&made.program, &mut made.state, later(5).checked_add_milliseconds(-1).unwrap());
    assert_eq!(count(&made), 4);
    prune(&made.program, &mut made.state, later(5));
    assert_eq!(count(&made), 3);
    prune(&made.program, &mut made.state, later(400));
    assert_eq!(count(&made), 0);
    prune(&made.program, &mut made.state, Instant::MIN);
}
