//! What time alone moves.

use super::super::next_run_mark;
use super::*;
use crate::decide::eval::{Memo, Scene};
use crate::state::Run;
use crate::state::Subject;

/// The mark of one run of a sequence that rests so at its first step.
fn mark(build: Build, rest: Rest, flip: &dyn Fn(&Scene<'_>, ExprId) -> Option<Instant>) -> Option<Instant> {
    let program = build.program();
    let mut state = contact(&program);
    let (sequence, started) = (SequenceId::new(0), monday());
    state.core_mut().runs.to_mut().push(Run {
        subject: Subject::Contact,
        sequence,
        arguments: vec![Some(Value::Int(7))],
        started,
        serial: 0,
        step: 0,
        rest,
    });
    let memo = Memo::new(&program);
    next_run_mark(&Scene::still(&program, &state, &memo, monday(), None), monday(), flip)
}

fn waiting(build: &mut Build, change: impl FnOnce(&mut Sequence)) {
    let step = waits(build, 0, duration(0, 1, 0));
    sequence(build, "tour", vec![step], change);
}

#[test]
fn a_wait_is_over() {
    let mut build = Build::new();
    waiting(&mut build, |_| {});
    let never = |_: &Scene<'_>, _: ExprId| None;
    assert_eq!(mark(build, until(DAY), &never), Some(later(DAY)));
    let mut build = Build::new();
    waiting(&mut build, |_| {});
    assert_eq!(mark(build, Rest::Waiting { until: None }, &never), None);
}

#[test]
fn a_guard_changes() {
    let mut build = Build::new();
    let guards = [0, 1, 2].map(|_| build.e(ExprKind::Argument(0)));
    let step = StepKind::Wait { wait: Wait::Until { guard: guards[2], at_most: None }, expired: 1 };
    sequence(&mut build, "tour", vec![step], |sequence| {
        sequence.goals = vec![Leave::When(guards[0])];
        sequence.exits = vec![Leave::When(guards[1])];
    });
    let ir = build.ir;
    // Each in turn is the one that changes first.
    for first in guards {
        let flip = |scene: &Scene<'_>, guard: ExprId| {
            assert_eq!(scene.arguments, [Some(Value::Int(7))]);
            Some(if guard == first { later(HOUR) } else { later(2 * HOUR) })
        };
        let mut build = Build::new();
        build.ir = ir.clone();
        assert_eq!(mark(build, until(DAY), &flip), Some(later(HOUR)));
    }
}

#[test]
fn a_mode_that_holds_it_may_end() {
    let mut build = Build::new();
    let busy = build.field("busy", BOOL, Some(Value::Bool(true)));
    waiting(&mut build, |_| {});
    mode(&mut build, busy, Suspended::Sequence(SequenceId::new(0)), DEFER);
    let when = build.ir.modes[ModeId::new(0)].when;
    let flip = |_: &Scene<'_>, guard: ExprId| (Some(guard) == when).then(|| later(HOUR));
    assert_eq!(mark(build, Rest::Over { came: true }, &flip), Some(later(HOUR)));
}

#[test]
fn what_a_stopped_moment_left_goes_on_at_once() {
    for rest in [Rest::Ready, Rest::Over { came: false }, Rest::Acting] {
        let mut build = Build::new();
        waiting(&mut build, |_| {});
        assert_eq!(mark(build, rest, &|_, _| None), Some(later(1)));
    }
}

#[test]
fn time_that_is_fed_between_changes_nothing() {
    let walk = || {
        let mut build = Build::new();
        let turns = build.field("turns", INT, Some(Value::Int(0)));
        let hello = mail(&mut build, "hello");
        let opened = build.event("opened");
        let (read, one, three) = (build.read(turns), build.int(1), build.int(3));
        let more = build.arithmetic(Arithmetic::Add, read, one);
        let guard = build.compare(Comparison::Less, read, three);
        let delay = build.value(duration(0, 1, 0));
        let wait = Wait::For { delay, opening: None, or: Some(filter(opened)) };
        let steps = vec![
            StepKind::Repeat { guard, end: 5 },
            does_after(&mut build, hello, 5 * HOUR),
            sets(turns, more),
            StepKind::Wait { wait, expired: 4 },
            StepKind::Jump(0),
            does(hello),
        ];
        let tour = sequence(&mut build, "tour", steps, |_| {});
        started_on(&mut build, "go", tour);
        let mut walk = Walk::new(build);
        walk.event(0, "go");
        walk
    };
    let (mut once, mut often) = (walk(), walk());
    let mut keys = Vec::new();
    let mut note = |decision: Decision| keys.extend(decision.fired.iter().map(|firing| decision.key(firing)));
    for after in 1..=240 {
        note(often.time(after * HOUR / 2));
        if after == 70 {
            note(often.event(after * HOUR / 2, "opened"));
        }
    }
    let mut other = Vec::new();
    for decision in [once.event(35 * HOUR, "opened"), once.time(120 * HOUR)] {
        other.extend(decision.fired.iter().map(|firing| decision.key(firing)));
    }
    assert_eq!((keys.len(), keys), (4, other));
    assert_eq!(often.state, once.state);
}
