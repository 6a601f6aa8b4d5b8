//! Decisions and explanations as people and programs read them.

use super::build::*;
use crate::decide::explain;
use crate::ir::*;
use crate::state::Input;

/// A lead's form: a move, a mail without consent, a task in its stead.
fn bench() -> Build {
    let mut build = Build::new();
    let event = build.event("form_submitted");
    let form = build.parameter(event, "form", TEXT);
    let opt_in = build.field("opt_in", maybe(BOOL), None);
    let size = build.field("company_size", maybe(INT), None);
    let plan = build.field("plan", TEXT, Some(text("trial")));
    let team = build.ir.teams.push(Team {
        info: info("sales"),
        capacity: None,
        responsibilities: Responsibilities::default(),
    });
    let consent = build.read(opt_in);
    let sms = build.channel("sms", Some(consent));
    let (due, name) = (build.value(duration(0, 2, 0)), build.e(ExprKind::Payload(vec![form])));
    let task = build.action("task", |action| {
        action.due = Some(due);
        action.execution = Execution::Human;
        action.responsibilities.responsible = vec![team];
        action.info.label = Some("Rappeler".to_owned());
    });
    let welcome = build.action("welcome", |action| {
        action.channel = sms;
        action.otherwise = Some(task);
    });
    let stages = build.journey("lifecycle", &["visitor", "lead", "mql"]);
    build.transition(stages[0], stages[1], Some(event), |_| {});
    let (big, pricing) = (build.at_least(size, 250), build.payload_is(form, text("pricing")));
    let guard = build.e(ExprKind::And(vec![pricing, big]));
    let pro = build.text("pro");
    build.rule("hello", on(event), |rule| rule.calls = vec![call_with(welcome, "form", name)]);
    build.rule("big_one", on(event), |rule| {
        rule.guard = Some(guard);
        rule.stages = vec![stages[0]];
        rule.effects = vec![set(plan, pro)];
    });
    build.rule("small_one", on_where(event, pricing), |rule| rule.effects = vec![set(plan, pro)]);
    build
}

fn input() -> Input {
    Input::at(monday()).event("form_submitted").with("form", "pricing")
}

#[test]
fn a_decision_reads_as_text() {
    let program = bench().program();
    let decision = run(&program, &contact(&program), &input());
    assert_eq!(
        decision.to_string(),
        "2026-03-02T09:00:00Z, contact c-1\n\
         \x20 moves: lifecycle, visitor -> lead\n\
         \x20 fires: task \"Rappeler\" by sales, email, due in 2 days, because of rule hello\n\
         \x20 held back: welcome, consent for channel sms is unknown, for opt_in is unset; task instead\n\
         \x20 changes: plan, \"trial\" -> \"pro\", by rule small_one\n"
    );
    assert!(decision.fires("task") && !decision.fires("welcome"));
    let quiet = run(&program, &decision.next, &Input::at(monday()));
    assert_eq!(quiet.to_string(), "2026-03-02T09:00:00Z, contact c-1\n  nothing follows\n");
}

#[test]
fn a_decision_is_data_by_names() {
    let program = bench().program();
    let decision = run(&program, &contact(&program), &input());
    let json = serde_json::to_value(&decision).unwrap();
    let at = monday().milliseconds();
    assert_eq!(
        json["fired"],
        serde_json::json!([{
            "action": "task", "payload": {}, "causes": [{"type": "rule", "name": "hello"}],
            "at": "2026-03-02T09:00:00Z", "key": format!("c-1|hello|-|task|{at}"), "channel": "email",
            "execution": "human", "owners": ["sales"], "due": "2 days",
        }])
    );
    assert_eq!(
        json["suppressed"],
        serde_json::json!([{
            "action": "welcome", "causes": [{"type": "rule", "name": "hello"}],
            "reason": {"type": "channel_consent", "channel": "sms", "unknown": "opt_in is unset"},
            "at": "2026-03-02T09:00:00Z", "replaced_by": "task",
        }])
    );
    assert_eq!(
        json["moves"],
        serde_json::json!([{
            "journey": "lifecycle", "from": "visitor", "to": "lead", "transition": "lifecycle.visitor->lead",
            "at": "2026-03-02T09:00:00Z",
        }])
    );
    assert_eq!(
        json["changes"],
        serde_json::json!([{
            "field": "plan", "before": "trial", "after": "pro", "at": "2026-03-02T09:00:00Z",
            "causes": [{"type": "rule", "name": "small_one"}],
        }])
    );
    assert_eq!(json["next"]["stages"]["lifecycle"]["stage"], "lead");
}

#[test]
fn an_explanation_shows_every_part() {
    let program = bench().program();
    let state = contact(&program);
    let explained = explain(&program, &state, &input()).unwrap();
    let text = explained.to_string();
    let tree = text.strip_prefix(&explained.decision.to_string()).unwrap();
    assert_eq!(
        tree,
        "input at 2026-03-02T09:00:00Z\n\
         \x20 round 1\n\
         \x20   + transition lifecycle.visitor->lead: taken\n\
         \x20   + rule hello: passes\n\
         \x20   + rule small_one: passes\n\
         \x20     where event.form == \"pricing\": true (event.form = \"pricing\")\n\
         \x20   - rule big_one: does not pass\n\
         \x20     in stage visitor: true (lifecycle = visitor)\n\
         \x20     when event.form == \"pricing\" and company_size >= 250: unknown, for company_size is unset\n\
         \x20       event.form == \"pricing\": true (event.form = \"pricing\")\n\
         \x20       company_size >= 250: unknown, for company_size is unset (company_size = unset)\n\
         \x20 - action welcome, by rule hello: held back, consent for channel sms is unknown, for opt_in is unset\n\
         \x20   consent for channel sms: holds it back\n\
         \x20     consent opt_in: unknown, for opt_in is unset (opt_in = unset)\n\
         \x20 + action task, by rule hello: fires\n"
    );
    let json = serde_json::to_value(&explained).unwrap();
    assert_eq!(json["moments"][0]["rounds"][0]["rules"][1]["rule"], "big_one");
    assert_eq!(json["moments"][0]["rounds"][0]["rules"][1]["passed"], false);
    assert_eq!(json["moments"][0]["candidates"][1]["fate"], "fired");
}

#[test]
fn the_other_transitions_are_told_as_well() {
    let mut build = Build::new();
    let event = build.event("go");
    let size = build.field("size", maybe(INT), None);
    let stages = build.journey("life", &["a", "b", "c", "d"]);
    build.ir.stages.get_mut(stages[1]).unwrap().requires.push(size);
    build.transition(stages[0], stages[1], Some(event), |_| {});
    build.transition(stages[0], stages[2], Some(event), |_| {});
    build.transition(stages[0], stages[3], Some(event), |_| {});
    build.transition(stages[2], stages[0], None, |_| {});
    let program = build.program();
    let explained = explain(&program, &contact(&program), &Input::at(monday()).event("go")).unwrap();
    let told: Vec<(bool, Option<&str>)> = explained.moments[0]
        .rounds
        .iter()
        .flat_map(|round| &round.transitions)
        .map(|transition| (transition.taken, transition.why.as_deref()))
        .collect();
    assert_eq!(
        told,
        [
            (false, Some("b requires size")),
            (true, None),
            (false, Some("life.a->c is taken instead")),
            (false, Some("the contact has been in a during this moment")),
        ]
    );
    assert_eq!(explained.decision, feed(&program, &contact(&program), "go"));
}

#[test]
fn expressions_are_written_as_the_language_writes_them() {
    use crate::ir::print::expr;
    let mut build = Build::new();
    let (a, b) = (build.field("a", maybe(INT), None), build.field("b", maybe(INT), None));
    let tags = build.field("tags", SET, None);
    let stages = build.journey("life", &["lead", "mql"]);
    build.journey("other", &["lead"]);
    let (read_a, read_b, one, tags) = (build.read(a), build.read(b), build.int(1), build.read(tags));
    let sum = build.arithmetic(Arithmetic::Add, read_a, read_b);
    let product = build.arithmetic(Arithmetic::Multiply, sum, one);
    let minus = build.arithmetic(Arithmetic::Subtract, read_a, sum);
    let less = build.compare(Comparison::Less, product, minus);
    let or_unset = build.e(ExprKind::OrUnset { test: less, value: product });
    let list = build.e(ExprKind::OneOf { value: read_a, elements: vec![one, read_b] });
    let not_in = build.e(ExprKind::Not(list));
    let either = build.e(ExprKind::Or(vec![or_unset, not_in]));
    let negated = build.e(ExprKind::Not(either));
    let set = build.e(ExprKind::IsSet(read_a));
    let unset = build.e(ExprKind::Not(set));
    let both = build.e(ExprKind::And(vec![either, unset]));
    let any = build.e(ExprKind::HasAny { set: tags, other: tags });
    let none = build.e(ExprKind::Not(any));
    let stage = build.e(ExprKind::InStage(vec![stages[0]]));
    let not_stage = build.e(ExprKind::Not(stage));
    let was = build.e(ExprKind::Was(read_a));
    let coalesce = build.e(ExprKind::Coalesce { left: was, right: one });
    let between = build.e(ExprKind::Between { value: coalesce, low: one, high: sum });
    let quoted = build.text("say \"é\"\n\u{202e}");
    let ir = build.ir;
    let cases = [
        (both, "((a + b) * 1 < a - (a + b) or unset or a not in [1, b]) and a is unset"),
        (negated, "not ((a + b) * 1 < a - (a + b) or unset or a not in [1, b])"),
        (none, "tags has none tags"),
        (not_stage, "not in stage life.lead"),
        (between, "was a ?? 1 between 1 and a + b"),
        (quoted, "\"say \\\"é\\\"\\n\\u{202e}\""),
    ];
    for (id, text) in cases {
        assert_eq!(expr(&ir, id), text);
    }
}
