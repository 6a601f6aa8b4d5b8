//! What an explanation shows of segments, lets and scores, and what it leaves out.

use super::build::*;
use crate::decide::explain::{Basis, Explanation, MomentKind, Part};
use crate::decide::{Program, explain};
use crate::ir::*;
use crate::state::Input;
use crate::text::Span;

fn explained(program: &Program, input: &Input) -> Explanation {
    let state = contact(program);
    run(program, &state, input);
    explain(program, &state, input).unwrap()
}

fn tree(explained: &Explanation) -> String {
    explained.to_string().strip_prefix(&explained.decision.to_string()).unwrap().to_owned()
}

fn go() -> Input {
    Input::at(monday()).event("go")
}

/// `let fit = size * 2`, a score with a ladder, a setting, and a segment over all of them.
fn scored() -> (Build, ExprId) {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", INT, Some(Value::Int(7)));
    let plan = build.field("plan", TEXT, Some(text("pro")));
    let (read, two, ten) = (build.read(size), build.int(2), build.int(10));
    let double = build.arithmetic(Arithmetic::Multiply, read, two);
    let fit = build.derived("fit", double);
    let maturity = build.score("maturity", 0, 100);
    let (huge, big, pro) = (build.at_least(size, 50), build.at_least(size, 5), build.is(plan, text("pro")));
    let free = build.is(plan, text("free"));
    let score = build.ir.scores.get_mut(maturity).unwrap();
    score.events.push(EventPoints {
        events: vec![event],
        filter: None,
        points: ten,
        once: false,
        span: Span::default(),
    });
    for steps in [vec![huge, big], vec![pro], vec![free]] {
        let steps = steps.into_iter().map(|test| ProfileStep { test, points: two }).collect();
        score.profile.push(ProfilePoints { steps, span: Span::default() });
    }
    let bar = build.setting("bar", INT, Value::Int(13));
    let (total, bar) = (build.e(ExprKind::Score(maturity)), build.e(ExprKind::Setting(bar)));
    let ripe = build.compare(Comparison::GreaterOrEqual, total, bar);
    let fit = build.e(ExprKind::Let(fit));
    let fits = build.compare(Comparison::Greater, fit, ten);
    let both = build.e(ExprKind::And(vec![ripe, fits]));
    let qualified = build.segment("qualified", both);
    let qualified = build.e(ExprKind::Segment(qualified));
    (build, qualified)
}

#[test]
fn a_segment_shows_what_it_rests_on() {
    let (mut build, qualified) = scored();
    let event = EventId::new(0);
    build.rule("call", on(event), |rule| rule.guard = Some(qualified));
    let program = build.program();
    let told = explained(&program, &go());
    assert_eq!(
        tree(&told),
        "input at 2026-03-02T09:00:00Z\n\
         \x20 score maturity, line 1: adds 10\n\
         \x20 round 1\n\
         \x20   + rule call: passes\n\
         \x20     when is qualified: true (qualified = true)\n\
         \x20       segment qualified when maturity >= bar and fit > 10: true\n\
         \x20         maturity >= bar: true (maturity = 14, bar = 13)\n\
         \x20           score maturity is 14, event points 10\n\
         \x20             when size >= 50: false (size = 7)\n\
         \x20             when size >= 5: true (size = 7), adds 2\n\
         \x20             when plan == \"pro\": true (plan = \"pro\"), adds 2\n\
         \x20             when plan == \"free\": false (plan = \"pro\")\n\
         \x20         fit > 10: true (fit = 14)\n\
         \x20           let fit is 14, from size * 2 (size = 7)\n"
    );
    assert_eq!(told.closed, 0);
    let json = serde_json::to_value(&told).unwrap();
    let when = &json["moments"][0]["rounds"][0]["rules"][0]["parts"][0]["rests_on"][0]["when"];
    let score = &when["parts"][0]["rests_on"][0];
    assert_eq!((&score["type"], &score["name"], &score["total"]), (&"score".into(), &"maturity".into(), &14.into()));
    assert_eq!((&score["points"], &score["profile"][1]["points"]), (&10.into(), &2.into()));
    assert_eq!(score["profile"][0]["steps"][1]["text"], "size >= 5");
    assert_eq!((score["profile"][2].get("points"), score["profile"].get(3)), (None, None));
    assert_eq!(when["parts"][1]["rests_on"][0]["type"], "let");
}

#[test]
fn a_value_is_opened_once_in_a_guard_and_again_in_the_next() {
    let (mut build, qualified) = scored();
    let event = EventId::new(0);
    let not = build.e(ExprKind::Not(qualified));
    let again = build.e(ExprKind::Or(vec![not, qualified]));
    build.rule("one", on_where(event, qualified), |rule| rule.guard = Some(again));
    build.rule("two", on(event), |rule| rule.guard = Some(qualified));
    let program = build.program();
    let told = tree(&explained(&program, &go()));
    let (one, two) = told.split_once("rule two").unwrap();
    for value in ["segment qualified", "score maturity is", "let fit"] {
        assert_eq!((one.matches(value).count(), two.matches(value).count()), (1, 1), "{told}");
    }
}

#[test]
fn what_was_and_what_is_are_opened_both() {
    let (mut build, qualified) = scored();
    let event = EventId::new(0);
    let changed = build.e(ExprKind::Changed(qualified));
    build.rule("one", on(event), |rule| rule.guard = Some(changed));
    build.rule("two", on_change(vec![qualified]), |_| {});
    let program = build.program();
    let told = tree(&explained(&program, &go()));
    let (one, two) = told.split_once("rule two").unwrap();
    assert!(one.contains("segment was qualified when maturity >= bar and fit > 10: false"), "{told}");
    assert!(one.contains("score was maturity is 4, event points 0"), "{told}");
    assert!(one.contains("score maturity is 14, event points 10"), "{told}");
    assert!(two.contains("segment qualified when") && !two.contains("segment was"), "{told}");
}

/// A guard that opens a chain of so many segments, each resting on the one before it.
fn chain(build: &mut Build, length: usize, nots: usize) -> ExprId {
    let size = build.field("size", INT, Some(Value::Int(7)));
    let mut expr = build.at_least(size, 5);
    for index in 0..length {
        // An even number of them: all segments are true.
        for _ in 0..nots {
            expr = build.e(ExprKind::Not(expr));
        }
        let segment = build.segment(&format!("s{index}"), expr);
        expr = build.e(ExprKind::Segment(segment));
    }
    expr
}

/// How deep a part's tree is, values opened included.
fn depth(part: &Part) -> usize {
    let below = part.parts.iter().map(depth).chain(part.rests_on.iter().map(|basis| match basis {
        Basis::Segment { when, .. } => depth(when),
        _ => 0,
    }));
    1 + below.max().unwrap_or(0)
}

#[test]
fn values_are_opened_eight_deep() {
    let mut build = Build::new();
    let event = build.event("go");
    let guard = chain(&mut build, 20, 0);
    build.rule("deep", on(event), |rule| rule.guard = Some(guard));
    let program = build.program();
    let told = explained(&program, &go());
    let text = tree(&told);
    assert_eq!(text.matches("segment s").count(), 8, "{text}");
    assert_eq!(told.closed, 1);
    let end = "values not opened: 1; an explanation opens 64, 8 in one another\n";
    assert!(text.ends_with(end), "{text}");
    assert_eq!(serde_json::to_value(&told).unwrap()["closed"], 1);
}

#[test]
fn however_deep_a_guard_is_its_tree_is_not() {
    let mut build = Build::new();
    let event = build.event("go");
    let guard = chain(&mut build, 20, 300);
    build.rule("deep", on(event), |rule| rule.guard = Some(guard));
    let program = build.program();
    let told = explained(&program, &go());
    let rule = &told.moments[0].rounds[0].rules[0];
    assert!(rule.passed && (20..40).contains(&depth(&rule.parts[0])), "{}", depth(&rule.parts[0]));
    // A reader of JSON gives up at 128 levels.
    let json = serde_json::to_string(&told).unwrap();
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok());
}

#[test]
fn an_explanation_opens_sixty_four_values() {
    let mut build = Build::new();
    let event = build.event("go");
    let guard = chain(&mut build, 3, 0);
    for index in 0..30 {
        build.rule(&format!("r{index}"), on(event), |rule| rule.guard = Some(guard));
    }
    let program = build.program();
    let told = explained(&program, &go());
    let text = tree(&told);
    // 21 rules open three each, the next one the last of them, and 9 guards stay closed below it.
    assert_eq!(text.matches("segment s").count(), 64, "{text}");
    assert_eq!(told.closed, 9);
}

#[test]
fn what_has_not_become_of_anything_is_not_told() {
    let mut build = Build::new();
    build.event("go");
    let (size, other) = (build.field("size", INT, Some(Value::Int(3))), build.field("other", maybe(INT), None));
    let on_becoming = |build: &mut Build, name: &str, guard: ExprId| {
        build.rule(name, Trigger::Becoming { guard, including_existing: false }, |_| {});
    };
    let (is_big, was_big) = (build.at_least(size, 5), build.at_least(size, 2));
    let (never, unknown) = (build.at_least(size, 100), build.at_least(other, 1));
    let small = build.is(size, Value::Int(3));
    for (name, guard) in
        [("became", is_big), ("stayed", was_big), ("never", never), ("unknown", unknown), ("ended", small)]
    {
        on_becoming(&mut build, name, guard);
    }
    build.rule("elsewhere", on_change(vec![never]), |_| {});
    let program = build.program();
    let told = explained(&program, &go().change("size", 6));
    let rules: Vec<(&str, bool)> =
        told.moments[0].rounds[0].rules.iter().map(|rule| (rule.rule.as_str(), rule.passed)).collect();
    assert_eq!(rules, [("became", true), ("stayed", false), ("ended", false)]);
    assert!(tree(&told).contains("on becoming size >= 2, true before the moment: false"));
}

#[test]
fn a_settling_without_anything_true_is_not_displayed() {
    let mut build = Build::new();
    build.event("go");
    let size = build.field("size", INT, Some(Value::Int(3)));
    let big = build.at_least(size, 5);
    let stages = build.journey("life", &["a", "b"]);
    build.transition(stages[0], stages[1], None, |transition| transition.guard = Some(big));
    let program = build.program();
    let idle = explain(&program, &unsettled(&program), &go()).unwrap();
    assert!(idle.moments[0].kind == MomentKind::Settling && !idle.moments[0].rounds.is_empty());
    assert!(!idle.to_string().contains("settling"), "{idle}");
    let mut state = unsettled(&program);
    state.core_mut().life.fields.set(0, Some(Value::Int(9)));
    let moved = explain(&program, &state, &go()).unwrap().to_string();
    assert!(moved.contains("settling at") && moved.contains("+ transition life.a->b: taken"), "{moved}");
}

#[test]
fn a_moment_that_sets_nothing_off_says_so() {
    let mut build = Build::new();
    build.event("go");
    let program = build.program();
    assert_eq!(tree(&explained(&program, &go())), "input at 2026-03-02T09:00:00Z\n  nothing was set off\n");
}
