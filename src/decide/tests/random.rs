//! Random small blueprints, states and inputs: nothing panics, and the laws hold.

use std::sync::Arc;

use proptest::prelude::*;

use super::build::*;
use crate::decide::eval::{Absence, evaluate};
use crate::decide::{Decision, Program};
use crate::ir::*;
use crate::state::{ContactState, Input, PlainValue};
use crate::text::Span;

/// Choices, made by bytes.
struct Choices<'b> {
    bytes: std::iter::Cycle<std::slice::Iter<'b, u8>>,
}

impl Choices<'_> {
    fn of(&mut self, count: usize) -> usize {
        usize::from(*self.bytes.next().unwrap()) % count
    }

    fn int(&mut self) -> i64 {
        [0, 1, -1, 2, 7, 50, i64::MAX, i64::MIN, i64::MIN + 1, 1_000_000_007][self.of(10)]
    }

    fn text(&mut self) -> &'static str {
        ["", "a", "A", "été", "a b", "É", "ab-a", "İ", "Europe/Paris", "\u{202e}"][self.of(10)]
    }
}

/// The declarations that random expressions read.
struct Names {
    ints: Vec<FieldId>,
    decimals: Vec<FieldId>,
    texts: Vec<FieldId>,
    sets: Vec<FieldId>,
    dates: Vec<FieldId>,
    stages: Vec<StageId>,
    event: EventId,
    rating: ParameterId,
    form: ParameterId,
    segments: Vec<SegmentId>,
    lets: Vec<LetId>,
    score: Option<ScoreId>,
}

/// What an expression may read.
#[derive(Clone, Copy)]
struct Scope {
    event: bool,
    moment: bool,
}

const STILL: Scope = Scope { event: false, moment: false };

fn int(build: &mut Build, names: &Names, choices: &mut Choices<'_>, scope: Scope, depth: usize) -> ExprId {
    let leaf = depth == 0;
    match choices.of(if leaf { 4 } else { 12 }) {
        0 => {
            let number = choices.int();
            build.int(number)
        }
        1 if scope.event => build.e(ExprKind::Payload(vec![names.rating])),
        2 => match names.score {
            Some(score) => build.e(ExprKind::Score(score)),
            None => build.int(3),
        },
        1..=3 => {
            let field = names.ints[choices.of(names.ints.len())];
            let read = build.read(field);
            if scope.moment && choices.of(3) == 0 { build.e(ExprKind::Was(read)) } else { read }
        }
        4..=7 => {
            let op = [Arithmetic::Add, Arithmetic::Subtract, Arithmetic::Multiply, Arithmetic::Remainder];
            let op = op[choices.of(4)];
            let left = int(build, names, choices, scope, depth - 1);
            let right = int(build, names, choices, scope, depth - 1);
            build.arithmetic(op, left, right)
        }
        8 => {
            let part = int(build, names, choices, scope, depth - 1);
            build.e(ExprKind::Negate(part))
        }
        9 => {
            let left = int(build, names, choices, scope, depth - 1);
            let right = int(build, names, choices, scope, depth - 1);
            build.e(ExprKind::Coalesce { left, right })
        }
        10 => {
            let arguments = vec![decimal(build, names, choices, scope, depth - 1)];
            let function = if choices.of(2) == 0 { Function::Round } else { Function::Floor };
            build.e(ExprKind::Call { function, arguments })
        }
        _ => match names.lets.len() {
            0 => build.int(1),
            lets => build.e(ExprKind::Let(names.lets[choices.of(lets)])),
        },
    }
}

fn decimal(build: &mut Build, names: &Names, choices: &mut Choices<'_>, scope: Scope, depth: usize) -> ExprId {
    if depth == 0 {
        if choices.of(2) == 0 {
            let field = names.decimals[choices.of(names.decimals.len())];
            return build.read(field);
        }
        let number = ["0", "0.1", "-2.5", "79228162514264337593543950335", "0.0000000000000000000000000001"];
        return build.value(super::build::decimal(number[choices.of(5)]));
    }
    if choices.of(4) == 0 {
        let part = int(build, names, choices, scope, depth - 1);
        return build.e(ExprKind::Widen(part));
    }
    use Arithmetic::*;
    let op = [Add, Subtract, Multiply, Divide, Remainder][choices.of(5)];
    let left = decimal(build, names, choices, scope, depth - 1);
    let right = decimal(build, names, choices, scope, depth - 1);
    build.arithmetic(op, left, right)
}

fn words(build: &mut Build, names: &Names, choices: &mut Choices<'_>, scope: Scope) -> ExprId {
    match choices.of(3) {
        0 => {
            let word = choices.text();
            build.text(word)
        }
        1 if scope.event => build.e(ExprKind::Payload(vec![names.form])),
        _ => {
            let field = names.texts[choices.of(names.texts.len())];
            build.read(field)
        }
    }
}

fn day(build: &mut Build, names: &Names, choices: &mut Choices<'_>) -> ExprId {
    let start = match choices.of(2) {
        0 => build.e(ExprKind::Today),
        _ => {
            let field = names.dates[choices.of(names.dates.len())];
            build.read(field)
        }
    };
    let (months, days, milliseconds) = (choices.int(), choices.int(), [0, 86_400_000, 1][choices.of(3)]);
    let step = build.value(duration(months, days, milliseconds));
    let op = if choices.of(2) == 0 { Arithmetic::Add } else { Arithmetic::Subtract };
    build.arithmetic(op, start, step)
}

fn guard(build: &mut Build, names: &Names, choices: &mut Choices<'_>, scope: Scope, depth: usize) -> ExprId {
    use Comparison::*;
    let op = [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual][choices.of(6)];
    let below = depth.saturating_sub(1);
    match choices.of(if depth == 0 { 9 } else { 13 }) {
        0 | 1 => {
            let left = int(build, names, choices, scope, below);
            let right = int(build, names, choices, scope, below);
            let test = build.compare(op, left, right);
            if choices.of(3) == 0 { build.e(ExprKind::OrUnset { test, value: left }) } else { test }
        }
        2 => {
            let left = decimal(build, names, choices, scope, below);
            let right = decimal(build, names, choices, scope, below);
            build.compare(op, left, right)
        }
        3 => {
            let (left, right) = (day(build, names, choices), day(build, names, choices));
            build.compare(op, left, right)
        }
        4 => {
            let op = [TextTest::Contains, TextTest::ContainsWord, TextTest::StartsWith, TextTest::EndsWith];
            let op = op[choices.of(4)];
            let (text, part) = (words(build, names, choices, scope), words(build, names, choices, scope));
            build.e(ExprKind::TextTest { op, text, part })
        }
        5 => {
            let set = build.read(names.sets[0]);
            let value = words(build, names, choices, scope);
            build.e(ExprKind::Has { set, value })
        }
        6 => {
            let stage = names.stages[choices.of(names.stages.len())];
            build.e(ExprKind::InStage(vec![stage]))
        }
        7 => {
            let field = names.ints[choices.of(names.ints.len())];
            let read = build.read(field);
            let kind = if scope.moment { ExprKind::Changed(read) } else { ExprKind::IsSet(read) };
            build.e(kind)
        }
        8 => match names.segments.len() {
            0 => build.bool(true),
            segments => build.e(ExprKind::Segment(names.segments[choices.of(segments)])),
        },
        9 => {
            let part = guard(build, names, choices, scope, below);
            build.e(ExprKind::Not(part))
        }
        count => {
            let parts = vec![guard(build, names, choices, scope, below), guard(build, names, choices, scope, below)];
            build.e(if count == 10 { ExprKind::And(parts) } else { ExprKind::Or(parts) })
        }
    }
}

fn effect(build: &mut Build, names: &Names, choices: &mut Choices<'_>, scope: Scope) -> Effect {
    match choices.of(4) {
        0 => {
            let value = words(build, names, choices, scope);
            add(names.sets[0], value)
        }
        1 => {
            let value = words(build, names, choices, scope);
            remove(names.sets[0], value)
        }
        _ => {
            let field = names.ints[choices.of(names.ints.len())];
            let value = int(build, names, choices, scope, 2);
            set(field, value)
        }
    }
}

/// A blueprint of all that there is, small.
fn blueprint(choices: &mut Choices<'_>) -> Program {
    let mut build = Build::new();
    let event = build.event("go");
    build.event("idle");
    let mut names = Names {
        ints: vec![
            build.field("i0", INT, Some(Value::Int(0))),
            build.field("i1", maybe(INT), None),
            build.field("i2", maybe(INT), Some(Value::Int(5))),
        ],
        decimals: vec![build.field("d0", maybe(Type::required(Scalar::Decimal)), None)],
        texts: vec![build.field("t0", maybe(TEXT), None), build.field("t1", TEXT, Some(text("a b")))],
        sets: vec![build.field("s0", SET, None)],
        dates: vec![build.field("day", maybe(Type::required(Scalar::Date)), None)],
        stages: Vec::new(),
        event,
        rating: build.parameter(event, "rating", maybe(INT)),
        form: build.parameter(event, "form", maybe(TEXT)),
        segments: Vec::new(),
        lets: Vec::new(),
        score: None,
    };
    let zone = build.read(names.texts[0]);
    build.ir.timezone = Timezone { contact: Some(zone), fallback: "Europe/Paris".to_owned() };
    names.stages.extend(build.journey("one", &["a", "b", "c"]));
    names.stages.extend(build.journey("two", &["d", "e"]));
    for index in 0..2 {
        let value = int(&mut build, &names, choices, STILL, 2);
        let declared = build.derived(&format!("l{index}"), value);
        names.lets.push(declared);
        let when = guard(&mut build, &names, choices, STILL, 2);
        let segment = build.segment(&format!("g{index}"), when);
        names.segments.push(segment);
    }
    let (test, points) = (guard(&mut build, &names, choices, STILL, 1), int(&mut build, &names, choices, STILL, 1));
    let score = build.score("score", 0, 100);
    let on_event = Scope { event: true, moment: false };
    let (filter, added) =
        (guard(&mut build, &names, choices, on_event, 1), int(&mut build, &names, choices, on_event, 1));
    let declared = build.ir.scores.get_mut(score).unwrap();
    declared.profile.push(ProfilePoints { steps: vec![ProfileStep { test, points }], span: Span::default() });
    for (filter, once) in [(Some(filter), false), (None, true)] {
        declared.events.push(EventPoints { events: vec![event], filter, points: added, once, span: Span::default() });
    }
    names.score = Some(score);
    let consent = guard(&mut build, &names, choices, STILL, 1);
    let channel = build.channel("sms", Some(consent));
    let purpose = build.purpose("news", Some(consent));
    let mut actions: Vec<ActionId> = Vec::new();
    for index in 0..4 {
        let value = int(&mut build, &names, choices, STILL, 1);
        let effects = vec![effect(&mut build, &names, choices, STILL)];
        let otherwise = actions.last().copied().filter(|_| choices.of(2) == 0);
        actions.push(build.action(&format!("a{index}"), |action| {
            action.with = vec![entry("value", value)];
            action.otherwise = otherwise;
            match index {
                1 => action.channel = channel,
                2 => action.purpose = Some(purpose),
                3 => action.effects = effects,
                _ => {}
            }
        }));
    }
    let group = build.group("group", 1);
    for stage in [names.stages[1], names.stages[4]] {
        let field = names.ints[choices.of(names.ints.len())];
        build.ir.stages.get_mut(stage).unwrap().requires.push(field);
    }
    for index in 0..6 {
        let pairs = [(0, 1), (1, 2), (2, 0), (0, 2), (3, 4), (4, 3), (0, 0)];
        let (source, target) = pairs[choices.of(pairs.len())];
        let triggered = source == target || choices.of(2) == 0;
        let scope = Scope { event: triggered, moment: triggered };
        let condition = guard(&mut build, &names, choices, scope, 2);
        let effects = vec![effect(&mut build, &names, choices, scope)];
        let (priority, action) = (choices.int(), actions[choices.of(4)]);
        let on = triggered.then_some(names.event);
        build.transition(names.stages[source], names.stages[target], on, |transition| {
            transition.guard = Some(condition);
            transition.effects = effects;
            transition.priority = priority;
            if index % 2 == 0 {
                transition.calls = vec![call(action)];
            }
        });
    }
    for index in 0..8 {
        let scope = Scope { event: false, moment: true };
        let trigger = match choices.of(5) {
            0 => on(names.event),
            1 => Trigger::Enter(vec![names.stages[choices.of(5)]]),
            2 => Trigger::Exit(vec![names.stages[choices.of(5)]]),
            3 => {
                let field = names.ints[choices.of(names.ints.len())];
                let (read, segment) = (build.read(field), build.e(ExprKind::Segment(names.segments[choices.of(2)])));
                on_change(vec![read, segment])
            }
            _ => Trigger::Becoming { guard: guard(&mut build, &names, choices, STILL, 2), including_existing: false },
        };
        let condition = guard(&mut build, &names, choices, scope, 2);
        let effects = vec![effect(&mut build, &names, choices, scope), effect(&mut build, &names, choices, scope)];
        let (priority, first, second) = (choices.int(), actions[choices.of(4)], actions[choices.of(4)]);
        let (guarded, acts, grouped) = (choices.of(3) > 0, choices.of(2) == 0, choices.of(3) == 0);
        build.rule(&format!("r{index}"), trigger, |rule| {
            rule.guard = guarded.then_some(condition);
            rule.effects = effects;
            rule.priority = priority;
            rule.group = grouped.then_some(group);
            if acts {
                rule.calls = vec![call(first), call(second)];
            }
        });
    }
    build.program()
}

fn inputs(choices: &mut Choices<'_>) -> Vec<Input> {
    let mut at = monday();
    (0..5)
        .map(|index| {
            at = at.checked_add_milliseconds([0, 1, 3_600_000, 86_400_000, 700_000_000][choices.of(5)]).unwrap_or(at);
            let mut input = Input::at(at);
            if choices.of(3) > 0 {
                input = input.id(format!("e-{}", choices.of(4)));
            }
            if choices.of(4) > 0 {
                input = input.event("go").with("rating", choices.int()).with("form", choices.text());
            }
            if choices.of(2) == 0 {
                input = input.change("i1", [PlainValue::Null, choices.int().into()][choices.of(2)].clone());
            }
            if choices.of(2) == 0 {
                input = input.change("t0", choices.text()).change("day", "2026-02-28");
            }
            if index == 4 { input.change("i0", choices.int()) } else { input }
        })
        .collect()
}

/// What a host would do with the decisions.
fn outcomes(program: &Program, start: &ContactState, inputs: &[Input]) -> (Vec<Decision>, ContactState) {
    let mut state = start.clone();
    let mut decisions = Vec::new();
    for input in inputs {
        let decision = run(program, &state, input);
        state = decision.next.clone();
        decisions.push(decision);
    }
    (decisions, state)
}

/// Each rule at most once a moment, each stage entered at most once, groups within their
/// places, required fields set: what holds of every decision.
fn check(program: &Program, decision: &Decision) {
    let next = &decision.next;
    for (id, field) in program.ir.fields.iter() {
        let is_set = next.core().life.fields.is_set(id.index());
        assert!(is_set || (field.ty.optional && !field.ty.set));
    }
    for (id, journey) in program.ir.journeys.iter() {
        assert!(journey.stages.contains(&next.core().life.stages[id.index()].unwrap().stage));
    }
    for (id, score) in program.ir.scores.iter() {
        assert!((0..=score.high).contains(&next.core().life.points.get(id.index()).copied().unwrap_or(0)));
    }
    // Keys differ within a moment; a decision has two at most, the settling and the input's.
    for firing in &decision.fired {
        assert!(decision.fired.iter().filter(|other| decision.key(other) == decision.key(firing)).count() <= 2);
    }
    assert!(decision.fired.iter().all(|firing| !firing.causes.is_empty()));
    for rule in &decision.rules {
        assert!(decision.rules.iter().filter(|other| *other == rule).count() <= 2);
    }
    let restored = ContactState::restore(Arc::clone(&program.ir), &next.snapshot()).unwrap();
    assert_eq!(&restored, next);
    assert_eq!(serde_json::to_string(next).unwrap(), serde_json::to_string(&next.snapshot()).unwrap());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_laws_hold(bytes in prop::collection::vec(any::<u8>(), 600..1_200)) {
        let mut choices = Choices { bytes: bytes.iter().cycle() };
        let program = blueprint(&mut choices);
        let inputs = inputs(&mut choices);
        let start = unsettled(&program);
        let (decisions, end) = outcomes(&program, &start, &inputs);
        for decision in &decisions {
            check(&program, decision);
        }
        // Catch-up: extra ticks change neither what fires nor the state.
        let mut ticked = vec![Input::at(monday())];
        for input in &inputs {
            ticked.push(Input::at(input.at));
            ticked.push(input.clone());
        }
        let (with_ticks, same_end) = outcomes(&program, &start, &ticked);
        prop_assert_eq!(&same_end, &end);
        let firings = |decisions: &[Decision]| -> Vec<_> {
            decisions.iter().flat_map(|decision| decision.fired.clone()).collect()
        };
        prop_assert_eq!(firings(&with_ticks), firings(&decisions));
        // A second delivery of the last input changes nothing.
        if let Some(last) = inputs.last().filter(|input| input.id.is_some() && input.event.is_some()) {
            let again = run(&program, &end, last);
            prop_assert!(again.duplicate && again.next == end);
        }
        // Every expression has a value or is unknown, in both ways of comparing.
        for expr in program.ir.exprs.ids() {
            for absence in [Absence::Unknown, Absence::Comparable] {
                let _ = evaluate(&program, &end, &[], expr, absence);
            }
        }
    }
}
