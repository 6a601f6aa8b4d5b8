use super::*;
use crate::calendar::Instant;
use crate::decide::Program;
use crate::decide::eval::{Memo, Scene};
use crate::decide::test_build::*;
use crate::ir::{ExprId, ExprKind, FieldId, Mode, ModeId, Responsibilities, Series, Type};
use crate::state::{ContactState, Occupancy};

fn series(build: &mut Build, scalar: Option<Scalar>) -> SeriesId {
    let event = build.event("paid");
    let value = scalar.map(|scalar| build.parameter(event, "amount", Type::required(scalar)));
    let key = "paid".to_owned();
    let window = Some(Duration::days(30));
    build.ir.series.push(Series { object: None, key, event, filter: None, value, last: true, total: true, window })
}

fn mode(build: &mut Build, when: Option<ExprId>) -> ModeId {
    let responsibilities = Responsibilities::default();
    let (from, until, suspends) = (Vec::new(), Vec::new(), Vec::new());
    build.ir.modes.push(Mode { object: None, info: info("calm"), when, from, until, suspends, responsibilities })
}

fn entry(at: &str, value: Option<Value>) -> Entry {
    Entry { at: instant(at), value: value.map(Box::new) }
}

fn read(program: &Program, state: &ContactState, at: &str, expr: ExprId) -> Result<Value, Unknown> {
    let memo = Memo::new(program);
    Scene::still(program, state, &memo, instant(at), None).value(expr).map(Cow::into_owned)
}

#[test]
fn counts_are_half_open_on_the_calendar_of_the_contact() {
    let mut build = Build::new();
    build.ir.timezone.fallback = "Europe/Paris".to_owned();
    let series = series(&mut build, None);
    let all = build.e(ExprKind::Count { series, window: None });
    let days = build.e(ExprKind::Count { series, window: Some(Duration::days(2)) });
    let hours = build.e(ExprKind::Count { series, window: Some(Duration::milliseconds(48 * 3_600_000)) });
    let month = build.e(ExprKind::Count { series, window: Some(Duration::months(1)) });
    let program = build.program();
    let mut state = contact(&program);
    state.core_mut().life.history.at_mut(0).unwrap().count = 7;
    // The clocks go forward in the night to the 29th.
    state.core_mut().life.history.at_mut(0).unwrap().entries =
        vec![entry("2026-03-28T12:00:00+01:00", None), entry("2026-03-29T18:00:00+02:00", None)].into();
    let count = |at, expr| read(&program, &state, at, expr);
    let int = |count| Ok(Value::Int(count));
    assert_eq!(count("2026-03-30T11:59:59.999+02:00", all), int(7));
    assert_eq!(count("2026-03-30T11:59:59.999+02:00", days), int(2));
    assert_eq!(count("2026-03-30T12:00:00+02:00", days), int(1));
    assert_eq!(count("2026-03-30T12:00:00+02:00", hours), int(2));
    assert_eq!(count("2026-03-30T13:00:00+02:00", hours), int(1));
    assert_eq!(count("2026-03-31T18:00:00+02:00", days), int(0));
    assert_eq!(count("2026-04-28T11:59:00+02:00", month), int(2));
    assert_eq!(count("2026-04-28T12:00:00+02:00", month), int(1));
    // What is still to come does not count yet.
    assert_eq!(count("2026-03-28T12:00:00+01:00", days), int(1));
    assert_eq!(count("2026-03-28T11:59:00+01:00", days), int(0));
}

#[test]
fn the_end_of_a_month_clamps_each_entry_by_itself() {
    let mut build = Build::new();
    let series = series(&mut build, None);
    let month = build.e(ExprKind::Count { series, window: Some(Duration::months(1)) });
    let program = build.program();
    let mut state = contact(&program);
    // The later one leaves first.
    state.core_mut().life.history.at_mut(0).unwrap().entries =
        vec![entry("2026-01-30T23:00:00Z", None), entry("2026-01-31T01:00:00Z", None)].into();
    assert_eq!(read(&program, &state, "2026-02-28T00:59:00Z", month), Ok(Value::Int(2)));
    assert_eq!(read(&program, &state, "2026-02-28T01:00:00Z", month), Ok(Value::Int(1)));
    assert_eq!(read(&program, &state, "2026-02-28T23:00:00Z", month), Ok(Value::Int(0)));
}

#[test]
fn what_values_make_together() {
    let mut build = Build::new();
    let series = series(&mut build, Some(Scalar::Int));
    let window = Some(Duration::days(10));
    let mut made = |function, window| build.e(ExprKind::Aggregate { function, series, window });
    let functions = [Aggregate::Sum, Aggregate::Average, Aggregate::Min, Aggregate::Max];
    let of_all = functions.map(|function| made(function, None));
    let of_some = functions.map(|function| made(function, window));
    let count = build.e(ExprKind::Count { series, window });
    let program = build.program();
    let mut state = contact(&program);
    let at = "2026-03-02T09:00:00Z";
    let none = Err(Unknown::NoneHappened(series));
    for exprs in [of_all, of_some] {
        let [sum, average, min, max] = exprs.map(|expr| read(&program, &state, at, expr));
        assert_eq!([sum, average, min, max], [Ok(Value::Int(0)), none.clone(), none.clone(), none.clone()]);
    }
    let values = [Some(4), None, Some(-1), Some(4)];
    let mut total = None;
    for value in values {
        let value = value.map(Value::Int);
        state
            .core_mut()
            .life
            .history
            .at_mut(0)
            .unwrap()
            .entries
            .insert(99, entry("2026-03-01T09:00:00Z", value.clone()));
        if let Some(value) = value {
            total = Some(together(total.take(), &value));
        }
    }
    state.core_mut().life.history.at_mut(0).unwrap().total = total.map(Box::new);
    for exprs in [of_all, of_some] {
        let made = exprs.map(|expr| read(&program, &state, at, expr).unwrap());
        // 7 of three is 2.333…
        assert_eq!(made[0], Value::Int(7));
        assert_eq!(made[1], Value::decimal(Decimal::from(7) / Decimal::from(3)));
        assert_eq!(made[2..], [Value::Int(-1), Value::Int(4)]);
    }
    assert_eq!(read(&program, &state, at, count), Ok(Value::Int(4)), "one without a value counts");
    state.core_mut().life.history.at_mut(0).unwrap().entries.to_mut()[0].value = Some(Box::new(Value::Int(i64::MAX)));
    state.core_mut().life.history.at_mut(0).unwrap().entries.to_mut()[2].value = Some(Box::new(Value::Int(1)));
    assert_eq!(read(&program, &state, at, of_some[0]), Err(Unknown::Overflow));
    assert_eq!(read(&program, &state, at, of_some[3]), Ok(Value::Int(i64::MAX)));
}

#[test]
fn decimals_and_what_has_no_sum() {
    let mut build = Build::new();
    let series = series(&mut build, Some(Scalar::Decimal));
    let sum = build.e(ExprKind::Aggregate { function: Aggregate::Sum, series, window: None });
    let program = build.program();
    let mut state = contact(&program);
    let at = "2026-03-02T09:00:00Z";
    assert_eq!(read(&program, &state, at, sum), Ok(decimal("0")));
    let total = together(Some(together(None, &decimal("0.1"))), &decimal("0.2"));
    state.core_mut().life.history.at_mut(0).unwrap().total = Some(Box::new(total));
    assert_eq!(read(&program, &state, at, sum), Ok(decimal("0.3")));
    let dates = together(Some(together(None, &date("2026-03-02"))), &date("2026-03-01"));
    assert_eq!((dates.count, dates.sum, dates.min, dates.max), (2, None, date("2026-03-01"), date("2026-03-02")));
    // A month is longer than 30 days, and of equal ones the first stays.
    let lengths = together(Some(together(None, &duration(0, 1, 0))), &duration(0, 0, 86_400_000));
    assert_eq!((lengths.min, lengths.max), (duration(0, 1, 0), duration(0, 1, 0)));
}

#[test]
fn the_last_one_and_the_time_in_a_stage() {
    let mut build = Build::new();
    let series = series(&mut build, None);
    let stages = build.journey("life", &["new", "old"]);
    let last = build.e(ExprKind::Last(series));
    let young = build.e(ExprKind::TimeInStage(vec![stages[1], stages[0]]));
    let old = build.e(ExprKind::TimeInStage(vec![stages[1]]));
    let program = build.program();
    let mut state = contact(&program);
    let at = "2026-03-05T09:00:00.250Z";
    assert_eq!(read(&program, &state, at, last), Err(Unknown::NoneHappened(series)));
    state.core_mut().life.history.at_mut(0).unwrap().last = Some(monday());
    assert_eq!(read(&program, &state, at, last), Ok(Value::Datetime(monday())));
    state.core_mut().life.stages.to_mut()[0] = Some(Occupancy { stage: stages[0], since: monday(), outer_since: None });
    assert_eq!(read(&program, &state, at, young), Ok(duration(0, 0, 3 * 86_400_000 + 250)));
    assert_eq!(read(&program, &state, at, old), Err(Unknown::OutsideStages));
}

#[test]
fn a_mode_is_on_by_events_or_by_its_guard() {
    let mut build = Build::new();
    let flag = build.field("flag", maybe(BOOL), None);
    let when = build.read(flag);
    let (plain, guarded) = (mode(&mut build, None), mode(&mut build, Some(when)));
    let (plain_on, guarded_on) = (build.e(ExprKind::Mode(plain)), build.e(ExprKind::Mode(guarded)));
    let program = build.program();
    let mut state = contact(&program);
    let at = "2026-03-02T09:00:00Z";
    let truth = |truth| Ok(Value::Bool(truth));
    assert_eq!(read(&program, &state, at, plain_on), truth(false));
    assert_eq!(read(&program, &state, at, guarded_on), Err(Unknown::FieldUnset(flag)));
    state.core_mut().life.fields.set(0, Some(Value::Bool(false)));
    assert_eq!(read(&program, &state, at, guarded_on), truth(false));
    state.core_mut().life.fields.set(0, Some(Value::Bool(true)));
    assert_eq!(read(&program, &state, at, guarded_on), truth(true));
    state.core_mut().life.fields.set(0, None);
    state.core_mut().life.modes = vec![Some(monday()), Some(monday())].into();
    assert_eq!(read(&program, &state, at, plain_on), truth(true));
    assert_eq!(read(&program, &state, at, guarded_on), truth(true));
    let memo = Memo::new(&program);
    assert_eq!(Scene::still(&program, &state, &memo, monday(), None).mode(plain), Ok(true));
}

/// Lets and modes that read one another in turn: no stack holds the chain.
#[test]
fn a_long_chain_of_modes_and_lets() {
    let mut build = Build::new();
    let mut read_last = build.bool(true);
    for _ in 0..20_000 {
        let on = mode(&mut build, Some(read_last));
        let on = build.e(ExprKind::Mode(on));
        let link = build.derived("link", on);
        read_last = build.e(ExprKind::Let(link));
    }
    let program = build.program();
    let state = contact(&program);
    assert_eq!(read(&program, &state, "2026-03-02T09:00:00Z", read_last), Ok(Value::Bool(true)));
}

#[test]
fn what_was_when_it_was_set_off() {
    let mut build = Build::new();
    let size = build.field("size", maybe(INT), None);
    let flag = build.field("flag", maybe(INT), None);
    let (one, two) = (build.read(size), build.read(flag));
    let was_size = build.e(ExprKind::Was(one));
    let was_flag = build.e(ExprKind::Was(two));
    let changed = build.e(ExprKind::Changed(one));
    let guard = build.e(ExprKind::List(vec![was_size, was_flag, changed]));
    let program = build.program();
    let set = |state: &ContactState, field: FieldId, value: i64| {
        let mut state = state.clone();
        state.core_mut().life.fields.set(field.index(), Some(Value::Int(value)));
        state
    };
    let before = set(&contact(&program), size, 1);
    let after = set(&before, size, 2);
    let (was_memo, memo) = (Memo::new(&program), Memo::new(&program));
    let was = Scene::still(&program, &before, &was_memo, monday(), None).now;
    let scene = Scene { was, ..Scene::still(&program, &after, &memo, monday(), None) };
    let frozen = scene.freeze([guard]);
    assert_eq!(frozen, [(was_size, Some(Value::Int(1))), (was_flag, None), (changed, Some(Value::Bool(true)))]);
    // Later all is otherwise, and still as it was then.
    let later = set(&set(&after, size, 9), flag, 9);
    let memo = Memo::new(&program);
    let still = Scene::still(&program, &later, &memo, monday(), None);
    assert_eq!(still.value(was_size).as_deref(), Ok(&Value::Int(9)));
    let scene = Scene { frozen: &frozen, ..still };
    assert_eq!(scene.value(was_size).as_deref(), Ok(&Value::Int(1)));
    assert_eq!(scene.value(was_flag), Err(Unknown::WasUnknown));
    assert_eq!(scene.truth(changed), Ok(true));
    assert_eq!(scene.value(one).as_deref(), Ok(&Value::Int(9)), "what is, is not frozen");
    assert_eq!(scene.freeze([guard]), frozen);
}

#[test]
fn before_the_moment_at_its_own_instant() {
    let mut build = Build::new();
    let now = build.e(ExprKind::Now);
    let derived = build.derived("clock", now);
    let (clock, limit) = (build.e(ExprKind::Let(derived)), build.value(Value::Datetime(monday())));
    let reached = build.compare(crate::ir::Comparison::GreaterOrEqual, clock, limit);
    let program = build.program();
    let state = contact(&program);
    let memo = Memo::new(&program);
    let was_at = Instant::from_milliseconds(monday().milliseconds() - 1).unwrap();
    let scene = Scene { was_at, ..Scene::still(&program, &state, &memo, monday(), None) };
    assert_eq!((scene.truth(reached), scene.truth_before(reached)), (Ok(true), Ok(true)));
    assert_eq!(scene.truth_before_at(reached), Ok(false));
    assert_eq!(scene.truth(reached), Ok(true), "one does not disturb the other");
    assert_eq!(Scene { was_at: monday(), ..scene }.truth_before_at(reached), Ok(true));
}
