use super::*;
use crate::decide::Program;
use crate::decide::eval::Memo;
use crate::decide::test_build::*;
use crate::ir::{ExprKind, Series};
use crate::state::ContactState;

fn on<T>(program: &Program, state: &ContactState, ask: impl FnOnce(&Scene<'_>) -> T) -> T {
    let memo = Memo::new(program);
    ask(&Scene::still(program, state, &memo, monday(), None))
}

fn paris(build: &mut Build) {
    build.ir.timezone.fallback = "Europe/Paris".to_owned();
}

fn length(build: &mut Build, months: i64, days: i64, milliseconds: i64) -> ExprId {
    build.value(duration(months, days, milliseconds))
}

fn time(text: &str) -> Option<TimeOfDay> {
    text.parse().ok()
}

#[test]
fn a_delay_takes_a_millisecond_at_least() {
    let mut build = Build::new();
    paris(&mut build);
    let day = length(&mut build, 0, 1, 0);
    let nothing = length(&mut build, 0, 0, 0);
    let back = length(&mut build, 0, -1, 0);
    let field = build.field("wait", maybe(INT), None);
    let unknown = build.read(field);
    let program = build.program();
    let state = contact(&program);
    let since = instant("2026-03-28T12:00:00+01:00");
    let due = |delay, since| on(&program, &state, |scene| delayed(scene, delay, since).ok());
    assert_eq!(due(day, since), Some(instant("2026-03-29T12:00:00+02:00")));
    assert_eq!(due(nothing, since), since.checked_add_milliseconds(1));
    assert_eq!(due(back, since), since.checked_add_milliseconds(1));
    assert_eq!(due(back, Instant::MIN), Instant::MIN.checked_add_milliseconds(1));
    assert_eq!(due(unknown, since), None);
    assert_eq!(due(day, Instant::MAX), None);
}

#[test]
fn a_stay_is_counted_from_its_own_entry() {
    let mut build = Build::new();
    let stages = build.journey("life", &["a", "b", "c"]);
    let day = length(&mut build, 0, 1, 0);
    let program = build.program();
    let mut state = contact(&program);
    state.core_mut().life.stages.to_mut()[0].as_mut().unwrap().stage = stages[1];
    let due = |stages: &[StageId]| on(&program, &state, |scene| stay_due(scene, day, stages));
    assert_eq!(due(&[stages[0], stages[1]]), Some(instant("2026-03-03T09:00:00Z")));
    assert_eq!(due(&[stages[0], stages[2]]), None);
}

#[test]
fn a_silence_is_counted_from_the_latest_noise() {
    let mut build = Build::new();
    let stages = build.journey("life", &["a", "b"]);
    let day = length(&mut build, 0, 1, 0);
    let names = ["opened", "clicked"];
    let series = names.map(|name| {
        let event = build.event(name);
        let key = name.to_owned();
        build.ir.series.push(Series {
            object: None,
            key,
            event,
            filter: None,
            value: None,
            last: true,
            total: false,
            window: None,
        })
    });
    let program = build.program();
    let mut state = contact(&program);
    state.core_mut().life.created = instant("2026-01-01T00:00:00Z");
    state.core_mut().life.stages.to_mut()[0].as_mut().unwrap().since = instant("2026-01-03T00:00:00Z");
    let due = |state: &ContactState, series: &[SeriesId], stages: &[StageId]| {
        on(&program, state, |scene| silence_due(scene, day, series, stages)).unwrap().to_string()
    };
    assert_eq!(due(&state, &series, &[]), "2026-01-02T00:00:00Z");
    assert_eq!(due(&state, &series, &stages), "2026-01-04T00:00:00Z");
    assert_eq!(due(&state, &series, &stages[1..]), "2026-01-02T00:00:00Z");
    state.core_mut().life.history.at_mut(1).unwrap().last = Some(instant("2026-02-01T00:00:00Z"));
    state.core_mut().life.history.at_mut(0).unwrap().last = Some(instant("2026-01-15T00:00:00Z"));
    assert_eq!(due(&state, &series, &stages), "2026-02-02T00:00:00Z");
    assert_eq!(due(&state, &series[..1], &stages), "2026-01-16T00:00:00Z");
    state.core_mut().life.changed = instant("2026-02-10T00:00:00Z");
    assert_eq!(due(&state, &[], &[]), "2026-02-11T00:00:00Z");
}

#[test]
fn a_date_comes_on_the_local_calendar() {
    let mut build = Build::new();
    paris(&mut build);
    let field = build.field("renewal", maybe(crate::ir::Type::required(crate::ir::Scalar::Date)), None);
    let of = build.read(field);
    let week = length(&mut build, 0, 7, 0);
    let month = length(&mut build, 1, 0, 0);
    let mixed = length(&mut build, 0, 1, 5_400_000);
    let program = build.program();
    let mut state = contact(&program);
    let due = |state: &ContactState, offset, before, time| {
        on(&program, state, |scene| date_due(scene, of, offset, before, time)).map(|at| at.to_string())
    };
    assert_eq!(due(&state, None, false, None), None);
    state.core_mut().life.fields.set(0, Some(date("2026-03-31")));
    let found = |at: &str| Some(at.to_owned());
    assert_eq!(due(&state, None, false, None), found("2026-03-30T22:00:00Z"));
    assert_eq!(due(&state, None, false, time("09:00")), found("2026-03-31T07:00:00Z"));
    assert_eq!(due(&state, None, false, time("24:00")), found("2026-03-31T22:00:00Z"));
    assert_eq!(due(&state, Some(week), true, time("09:00")), found("2026-03-24T08:00:00Z"));
    assert_eq!(due(&state, Some(month), true, None), found("2026-02-27T23:00:00Z"));
    assert_eq!(due(&state, Some(month), false, None), found("2026-04-29T22:00:00Z"));
    // The day first, then the exact part.
    assert_eq!(due(&state, Some(mixed), true, None), found("2026-03-29T20:30:00Z"));
    assert_eq!(due(&state, Some(mixed), false, time("09:00")), found("2026-04-01T08:30:00Z"));
    // Before the calendar and behind it.
    state.core_mut().life.fields.set(0, Some(date("1950-05-05")));
    assert_eq!(due(&state, None, false, None), found("1970-01-01T00:00:00Z"));
    state.core_mut().life.fields.set(0, Some(date("0000-01-01")));
    assert_eq!(due(&state, Some(week), true, None), found("1970-01-01T00:00:00Z"));
    state.core_mut().life.fields.set(0, Some(date("1970-01-01")));
    assert_eq!(due(&state, None, false, None), found("1970-01-01T00:00:00Z"));
    state.core_mut().life.fields.set(0, Some(date("2200-02-01")));
    assert_eq!(due(&state, None, false, None), None);
    state.core_mut().life.fields.set(0, Some(date("9999-12-31")));
    assert_eq!(due(&state, Some(week), false, None), None);
}

#[test]
fn an_instant_is_moved_and_then_set_to_a_time() {
    let mut build = Build::new();
    paris(&mut build);
    let of = build.value(Value::Datetime(instant("2026-03-28T23:30:00+01:00")));
    let day = length(&mut build, 0, 1, 0);
    let long = length(&mut build, 12 * 300, 0, 0);
    let field = build.field("none", maybe(INT), None);
    let unknown = build.read(field);
    let program = build.program();
    let state = contact(&program);
    let due = |offset, before, time| {
        on(&program, &state, |scene| date_due(scene, of, offset, before, time)).map(|at| at.to_string())
    };
    let found = |at: &str| Some(at.to_owned());
    assert_eq!(due(None, false, None), found("2026-03-28T22:30:00Z"));
    assert_eq!(due(Some(day), false, None), found("2026-03-29T21:30:00Z"));
    assert_eq!(due(Some(day), true, time("09:00")), found("2026-03-27T08:00:00Z"));
    assert_eq!(due(None, false, time("09:00")), found("2026-03-28T08:00:00Z"));
    assert_eq!(due(Some(long), true, None), found("1970-01-01T00:00:00Z"));
    assert_eq!(due(Some(long), false, None), None);
    assert_eq!(due(Some(unknown), false, None), None);
}

#[test]
fn what_recurs() {
    let mut build = Build::new();
    paris(&mut build);
    let birthday = build.value(date("2000-02-29"));
    let none = build.e(ExprKind::Argument(0));
    let program = build.program();
    let state = contact(&program);
    let next = |on_days: &EveryOn, after: &str| {
        on(&program, &state, |scene| every_next(scene, on_days, time("08:00").unwrap(), instant(after)))
            .map(|at| at.to_string())
    };
    let daily = EveryOn::Days(Recurrence::Daily);
    assert_eq!(next(&daily, "2026-03-28T07:00:00Z").as_deref(), Some("2026-03-29T06:00:00Z"));
    let birthdays = EveryOn::Date(birthday);
    assert_eq!(next(&birthdays, "2026-02-28T06:59:00Z").as_deref(), Some("2026-02-28T07:00:00Z"));
    assert_eq!(next(&birthdays, "2027-03-01T00:00:00Z").as_deref(), Some("2028-02-29T07:00:00Z"));
    assert_eq!(next(&EveryOn::Date(none), "2026-02-28T06:59:00Z"), None);
}
