use super::*;
use crate::ir::{Comparison, Id};

/// Blueprints are made by the tests of deciding; here the indexes are asked directly.
use crate::decide::test_build::*;

#[test]
fn what_an_event_sets_off_is_sorted() {
    let mut build = Build::new();
    let (go, other) = (build.event("go"), build.event("other"));
    let stages = build.journey("life", &["a", "b"]);
    let low = build.transition(stages[0], stages[1], Some(go), |_| {});
    let high = build.transition(stages[0], stages[0], Some(go), |transition| transition.priority = 1);
    let level = build.transition(stages[1], stages[0], None, |_| {});
    let first = build.rule("first", on(go), |_| {});
    let urgent = build.rule("urgent", on(go), |rule| rule.priority = 1);
    let enter = build.rule("enter", Trigger::Enter(vec![stages[1], stages[1]]), |_| {});
    let exit = build.rule("exit", Trigger::Exit(vec![stages[0]]), |_| {});
    let plan = Plan::new(&build.ir);
    assert_eq!(plan.transitions_on(stages[0], go).collect::<Vec<_>>(), [high, low]);
    assert_eq!(plan.transitions_on(stages[0], other).count(), 0);
    assert_eq!(plan.transitions_on(stages[1], go).count(), 0);
    assert_eq!(plan.levels(stages[1]), [level]);
    assert_eq!(plan.rules_on(go), [urgent, first]);
    assert_eq!(plan.rules_on(other), []);
    assert_eq!(plan.on_enter(stages[1]), [enter]);
    assert_eq!(plan.on_exit(stages[0]), [exit]);
    assert!(plan.rank(urgent) < plan.rank(first));
    assert_eq!((plan.event("go"), plan.event("gone")), (Some(go), None));
}

#[test]
fn one_watch_for_each_derived_value() {
    let mut build = Build::new();
    let size = build.field("size", INT, None);
    let big = build.at_least(size, 5);
    let segment = build.segment("big", big);
    let (once, twice, field) =
        (build.e(ExprKind::Segment(segment)), build.e(ExprKind::Segment(segment)), build.read(size));
    let one = build.rule("one", on_change(vec![once, field]), |_| {});
    let two = build.rule("two", on_change(vec![twice]), |_| {});
    let plan = Plan::new(&build.ir);
    assert_eq!(plan.watched().len(), 1);
    assert_eq!(plan.watched()[0].rules, [one, two]);
    assert_eq!(plan.watch_of(twice, &build.ir.exprs[twice].kind), Some(0));
    assert_eq!(plan.watch_of(field, &build.ir.exprs[field].kind), None);
    assert_eq!(plan.on_field_change(size), [one]);
}

#[test]
fn a_derived_value_knows_what_it_reads() {
    let mut build = Build::new();
    let size = build.field("size", INT, None);
    let read = build.read(size);
    let double = build.derived("double", read);
    let (left, right) = (build.e(ExprKind::Let(double)), build.e(ExprKind::Let(double)));
    let test = build.compare(Comparison::Equal, left, right);
    let segment = build.segment("same", test);
    let plan = Plan::new(&build.ir);
    assert_eq!(plan.reads(Derived::Segment(segment)), [Derived::Let(double)]);
    assert_eq!(plan.reads(Derived::Let(double)), []);
    assert_eq!(plan.derived_values(), 2);
    assert_eq!(plan.slot(Derived::Segment(segment)), 1);
    assert!(plan.pattern(ExprId::new(0)).is_none());
}

#[test]
fn what_changes_by_time_alone_is_known_through_derived_values() {
    let mut build = Build::new();
    let (now, value) = (build.e(ExprKind::Now), build.bool(true));
    let clock = build.derived("clock", now);
    let read_clock = build.e(ExprKind::Let(clock));
    let still = build.derived("still", value);
    let read_still = build.e(ExprKind::Let(still));
    let in_segment = build.segment("timed", read_clock);
    let in_segment = build.e(ExprKind::Segment(in_segment));
    let both = build.e(ExprKind::And(vec![read_still, in_segment]));
    let plan = Plan::new(&build.ir);
    let timed = |expr: ExprId| is_timed(&plan.by_clock, expr);
    assert_eq!([now, read_clock, in_segment, both].map(timed), [true; 4]);
    assert_eq!([value, read_still].map(timed), [false; 2]);
    assert!(plan.clock_parts(&build.ir, read_still).is_empty());
}

#[test]
fn what_is_remembered_of_an_event() {
    let mut build = Build::new();
    let (one, other) = (build.event("one"), build.event("other"));
    let mut series = |event| {
        let key = String::new();
        build.ir.series.push(ir::Series {
            object: None,
            key,
            event,
            filter: None,
            value: None,
            last: true,
            total: false,
            window: None,
        })
    };
    let (first, _, last) = (series(one), series(other), series(one));
    let plan = Plan::new(&build.ir);
    assert_eq!(plan.series_of(one), [first, last]);
}

#[test]
fn fields_are_found_by_their_object() {
    let mut build = Build::new();
    let ticket = ObjectId::new(0);
    let own = build.field("size", INT, None);
    let other = build.field("size", INT, None);
    build.ir.fields.get_mut(other).unwrap().object = Some(ticket);
    let responsibilities = ir::Responsibilities::default();
    build.ir.objects.push(ir::Object { info: info("ticket"), fields: vec![other], responsibilities });
    let plan = Plan::new(&build.ir);
    assert_eq!(plan.field("size"), Some(own));
    assert_eq!(plan.field_of(Some(ticket), "size"), Some(other));
    assert_eq!(plan.field_of(Some(ObjectId::new(1)), "size"), None);
}

#[test]
fn questions_about_instances_change_by_time_with_their_parts() {
    let mut build = Build::new();
    let ticket = ObjectId::new(0);
    let (now, value) = (build.e(ExprKind::Now), build.bool(true));
    let clock = build.derived("clock", now);
    let clock = build.e(ExprKind::Let(clock));
    let window = Some(crate::calendar::Duration::days(1));
    let mut ask = |filter, window| {
        let instances = ir::Instances { object: ticket, filter, window };
        build.e(ExprKind::AtLeast { instances, number: 1 })
    };
    let (by_filter, by_window, still) = (ask(Some(clock), None), ask(None, window), ask(Some(value), None));
    let through = build.e(ExprKind::Through { reference: value, object: ticket, value: clock });
    let plan = Plan::new(&build.ir);
    let timed = |expr: ExprId| is_timed(&plan.by_clock, expr);
    assert_eq!([by_filter, by_window, through, still].map(timed), [true, true, true, false]);
}
