//! When a sequence may begin.

use super::*;
use crate::calendar::Duration;
use crate::decide::{ChangeCause, Notice, StartIgnored};

fn ignored(decision: &Decision) -> Vec<StartIgnored> {
    let why = |notice: &Notice| match notice {
        Notice::StartIgnored { why, .. } => Some(*why),
        _ => None,
    };
    decision.notices.iter().filter_map(why).collect()
}

#[test]
fn two_runs_never_overlap() {
    let mut build = Build::new();
    let steps = vec![waits(&mut build, 0, duration(0, 1, 0))];
    let tour = sequence(&mut build, "tour", steps, |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    let decision = walk.event(HOUR, "go");
    let (cause, why) = (ChangeCause::Rule(RuleId::new(0)), StartIgnored::Running);
    assert_eq!(decision.notices, [Notice::StartIgnored { sequence: tour, of: None, cause, why }]);
    assert_eq!((told(&decision), walk.rest()), (Vec::new(), Some((0, until(DAY)))));
    assert!(decision.to_string().contains("tour"));
}

#[test]
fn reentry() {
    let day = Duration::days(1);
    // Over after an hour; started again when; what becomes of it.
    for (reentry, again, expected) in [
        (Reentry::Never, 9 * DAY, Some(StartIgnored::Reentry)),
        (Reentry::AfterExit, HOUR + 1, None),
        (Reentry::AfterExit, HOUR - 1, Some(StartIgnored::Running)),
        (Reentry::After(day), HOUR - 1, Some(StartIgnored::Running)),
        (Reentry::After(day), HOUR + DAY - 1, Some(StartIgnored::Reentry)),
        (Reentry::After(day), HOUR + DAY, None),
        (Reentry::After(Duration::months(12 * 500)), HOUR + DAY, Some(StartIgnored::Reentry)),
    ] {
        let mut build = Build::new();
        let steps = vec![waits(&mut build, 0, duration(0, 0, HOUR))];
        let tour = sequence(&mut build, "tour", steps, |sequence| sequence.reentry = reentry);
        started_on(&mut build, "go", tour);
        let mut walk = Walk::new(build);
        walk.event(0, "go");
        let decision = walk.event(again, "go");
        assert_eq!(ignored(&decision), expected.into_iter().collect::<Vec<_>>(), "{reentry:?} {again}");
    }
}

#[test]
fn a_moment_starts_a_sequence_once() {
    let mut build = Build::new();
    let done = build.field("done", INT, Some(Value::Int(0)));
    let one = build.int(1);
    // It is over at once; what it wrote would start it again.
    let tour = sequence(&mut build, "tour", vec![sets(done, one)], |_| {});
    started_on(&mut build, "go", tour);
    let watched = build.read(done);
    build.rule("again", on_change(vec![watched]), |rule| rule.starts = vec![start(tour)]);
    let decision = Walk::new(build).event(0, "go");
    assert_eq!(ignored(&decision), [StartIgnored::Twice]);
    assert_eq!(told(&decision), [("tour", SequenceStep::Started), ("tour", SequenceStep::Completed)]);
}

#[test]
fn a_run_begins_in_the_round_behind_its_start() {
    let mut build = Build::new();
    let (first, second) = (build.field("first", INT, Some(Value::Int(0))), build.field("second", maybe(INT), None));
    let (one, read) = (build.int(1), build.read(first));
    let inner = sequence(&mut build, "inner", vec![sets(second, read)], |_| {});
    let both = StepKind::Effects { effects: vec![set(first, one)], starts: vec![start(inner)] };
    let outer = sequence(&mut build, "outer", vec![both], |_| {});
    started_on(&mut build, "go", outer);
    let mut walk = Walk::new(build);
    let decision = walk.event(0, "go");
    assert_eq!(walk.state.get("second"), Some(1.into()));
    let starts = told(&decision).into_iter().filter(|(_, what)| *what == SequenceStep::Started);
    assert_eq!(starts.map(|(name, _)| name).collect::<Vec<_>>(), ["outer", "inner"]);
}

#[test]
fn a_sequence_can_not_start_itself() {
    let mut build = Build::new();
    let tour = SequenceId::new(0);
    let again = StepKind::Effects { effects: Vec::new(), starts: vec![start(tour)] };
    let wait = waits(&mut build, 0, duration(0, 1, 0));
    sequence(&mut build, "tour", vec![wait, again], |_| {});
    started_on(&mut build, "go", tour);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    let decision = walk.time(DAY);
    assert_eq!(ignored(&decision), [StartIgnored::Running]);
}

#[test]
fn a_new_run_tests_its_loops_anew() {
    let mut build = Build::new();
    let more = build.field("more", BOOL, Some(Value::Bool(true)));
    let next = build.event("next");
    let (guard, delay) = (build.read(more), build.value(duration(0, 1, 0)));
    let wait = Wait::For { delay, opening: None, or: Some(filter(next)) };
    let steps = vec![StepKind::Repeat { guard, end: 3 }, StepKind::Wait { wait, expired: 2 }, StepKind::Jump(0)];
    let tour = sequence(&mut build, "tour", steps, |_| {});
    started_on(&mut build, "go", tour);
    build.rule("again", on(next), |rule| rule.starts = vec![start(tour)]);
    let mut walk = Walk::new(build);
    walk.event(0, "go");
    // The old run is over by its test; the new one's is not the second of that.
    let decision = walk.feed(&Input::at(later(1)).event("next").change("more", false));
    let (started, completed) = (("tour", SequenceStep::Started), ("tour", SequenceStep::Completed));
    assert_eq!(told(&decision), [completed, started, completed]);
}
