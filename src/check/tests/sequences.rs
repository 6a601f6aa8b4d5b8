//! Sequences: their clauses, and their steps as a flat program.

use super::*;
use crate::ir::{Leave, Reentry, Scalar, Sequence, StepKind, Type, Wait};

const WORLD: &str = "contact { n: int = 0  tags: set of text }\nevent e { x: int }\nevent f\nchannel c\n\
    action a { channel c automated }\naction b { channel c automated }\nopening office { mon 09:00..10:00 }\n";

#[track_caller]
fn wrong(text: &str) -> Vec<String> {
    codes(&format!("{WORLD}{text}"))
}

#[track_caller]
fn sequence(steps: &str) -> Sequence {
    blueprint(&format!("{WORLD}sequence s {{ {steps} }}")).sequences.values().next().unwrap().clone()
}

/// The keys of the steps, each with where it may lead beside the next.
#[track_caller]
fn program(steps: &str) -> Vec<String> {
    let sequence = sequence(steps);
    let line = |kind: &StepKind| match kind {
        StepKind::Do(calls) => format!("do {}", calls.len()),
        StepKind::Effects { effects, starts } => format!("change {} {}", effects.len(), starts.len()),
        StepKind::Wait { expired, .. } => format!("wait {expired}"),
        StepKind::Branch { otherwise, .. } => format!("branch {otherwise}"),
        StepKind::Repeat { end, .. } => format!("repeat {end}"),
        StepKind::Jump(to) => format!("jump {to}"),
    };
    sequence.steps.iter().map(|step| format!("{} -> {}", step.key, line(&step.kind))).collect()
}

#[test]
fn clauses() {
    let ir = blueprint(&format!(
        "{WORLD}team t\nsequence first {{ do a }}\nrule r {{ on e do a }}\n\
         sequence s \"S\" (offer: text, often: int?, kind: enum {{ u, v }}) {{ owner t reentry after 30 days goal on e where event.x > 1\n\
           goal when n > 3 exit on f suspend action a defer, rule r do a }}"
    ));
    let sequence = ir.sequences.values().nth(1).unwrap();
    assert_eq!(sequence.reentry, Reentry::After("30 days".parse().unwrap()));
    assert!(matches!(sequence.goals.as_slice(), [Leave::On(_), Leave::When(_)]));
    assert_eq!((sequence.exits.len(), sequence.suspends.len(), sequence.steps.len()), (1, 2, 1));
    let types: Vec<Type> = sequence.parameters.iter().map(|one| one.ty).collect();
    assert_eq!(types[..2], [Type::required(Scalar::Text), Type::required(Scalar::Int).with_optional(true)]);
    assert_eq!(ir.enums.values().next().unwrap().info.name, "s.kind");
    assert_eq!(sequence.responsibilities.responsible.len(), 1);
    assert_eq!(super::sequences::sequence("do a").reentry, Reentry::AfterExit);
    assert_eq!(super::sequences::sequence("do a reentry never").reentry, Reentry::Never);
    // The common count over rules, transitions and sequences.
    assert_eq!(ir.sequences.values().map(|one| one.order).collect::<Vec<_>>(), [0, 2]);
    assert_eq!(ir.rules.values().next().unwrap().order, 1);
}

#[test]
fn steps_in_a_row() {
    assert_eq!(
        program(
            "do a, b after 1 day do a set n = n + 1 add \"x\" to tags wait 2 days wait 2 days of office wait until 09:00"
        ),
        [
            "do a, b after 1 day -> do 2",
            "do a -> do 1",
            "set n = n + 1 -> change 1 0",
            "add \"x\" to tags -> change 1 0",
            "wait 2 days -> wait 5",
            "wait 2 days of office -> wait 6",
            "wait until 09:00 -> wait 7",
        ]
    );
}

#[test]
fn branches() {
    assert_eq!(
        program("when n > 1 { do a } else { do b do b } wait 1 day or e where event.x > 2 { do a } else { do b } do a"),
        [
            "when n > 1 -> branch 3",
            "do a -> do 1",
            "else -> jump 5",
            "do b -> do 1",
            "do b #2 -> do 1",
            "wait 1 day or e where event.x > 2 -> wait 8",
            "do a #2 -> do 1",
            "else #2 -> jump 9",
            "do b #3 -> do 1",
            "do a #3 -> do 1",
        ]
    );
    assert_eq!(
        program("when n > 1 { do a } wait until n > 3 or 1 day { do b }"),
        ["when n > 1 -> branch 2", "do a -> do 1", "wait until n > 3 or 1 day -> wait 4", "do b -> do 1"]
    );
}

#[test]
fn loops_and_named_steps() {
    let text = "repeat while n > 1 { do a step inner \"I\" { wait 1 day step deep { do a } } } step last { }";
    assert_eq!(
        program(text),
        [
            "repeat while n > 1 -> repeat 5",
            "do a -> do 1",
            "inner/wait 1 day -> wait 3",
            "inner/deep/do a -> do 1",
            "repeat -> jump 0",
        ]
    );
    let sequence = sequence(text);
    let places: Vec<(&str, u32, u32)> =
        sequence.names.iter().map(|(name, step)| (name.as_str(), step.first, step.end)).collect();
    assert_eq!(places, [("deep", 3, 4), ("inner", 2, 4), ("last", 5, 5)]);
    assert_eq!(sequence.names["inner"].label.as_deref(), Some("I"));
}

#[test]
fn waits() {
    let sequence = sequence("wait 2 days of office or e wait until 24:00 wait until n > 1");
    assert!(matches!(
        &sequence.steps[0].kind,
        StepKind::Wait { wait: Wait::For { opening: Some(_), or: Some(_), .. }, .. }
    ));
    assert!(matches!(&sequence.steps[1].kind, StepKind::Wait { wait: Wait::Time(_), .. }));
    assert!(matches!(&sequence.steps[2].kind, StepKind::Wait { wait: Wait::Until { at_most: None, .. }, .. }));
}

#[test]
fn a_long_step_has_a_short_key() {
    let long = "x".repeat(300);
    let sequence = sequence(&format!("add \"{long}1\" to tags add \"{long}2\" to tags"));
    let keys: Vec<usize> = sequence.steps.iter().map(|step| step.key.len()).collect();
    assert_eq!(keys, [120, 123]);
    assert_ne!(sequence.steps[0].key, sequence.steps[1].key);
}

#[test]
fn sequences_that_are_wrong() {
    assert_eq!(wrong("sequence s"), ["E0401 8:10"]);
    assert_eq!(wrong("sequence s { do a reentry never reentry never }"), ["E0402 8:33"]);
    assert_eq!(wrong("sequence s { do a reentry after 0 days }"), ["E0410 8:33"]);
    assert_eq!(wrong("sequence s { wait 0 days }"), ["E0410 8:19"]);
    assert_eq!(wrong("sequence s { wait until n > 1 or 0 days }"), ["E0410 8:34"]);
    assert_eq!(wrong("sequence s { do a after 0 days }"), ["E0410 8:25"]);
    assert_eq!(wrong("sequence s { repeat while n > 1 { do a when n > 2 { do b } } }"), ["E0416 8:14"]);
    assert!(wrong("sequence s { repeat while n > 1 { when n > 2 { step x { wait 1 day } } } }").is_empty());
    assert_eq!(wrong("sequence s { step x { do a } when n > 1 { step x { do b } } }"), ["E0202 8:48"]);
    assert_eq!(wrong("sequence s { wait 1 day of c }"), ["E0203 8:28"]);
    assert_eq!(wrong("sequence s { do nothing }"), ["E0201 8:17"]);
    assert_eq!(wrong("sequence s { when event.x > 1 { do a } }"), ["E0208 8:19"]);
    assert_eq!(wrong("sequence s { when changed n { do a } }"), ["E0208 8:19"]);
    assert_eq!(wrong("sequence s { do a goal when event.x > 1 }"), ["E0208 8:29"]);
    assert_eq!(wrong("sequence s { wait 1 day { do a } }"), ["E0401 8:14"]);
    assert_eq!(wrong("sequence s { wait until n > 1 { do a } else { do b } }"), ["E0401 8:14"]);
    assert_eq!(wrong("sequence s (p: text, p: int) { do a }"), ["E0202 8:22"]);
    assert_eq!(wrong("sequence s (p: txet) { do a }"), ["E0201 8:16"]);
    assert_eq!(wrong("sequence s (now: text) { do a }"), ["E0206 8:13"]);
    assert_eq!(wrong("sequence s { do a }\nsequence s { do b }"), ["E0202 9:10"]);
}

#[test]
fn starts() {
    let ir = blueprint(&format!(
        "{WORLD}sequence s (offer: text, often: decimal) {{ do a }}\nsequence t {{ start s(\"x\", n) }}\n\
         rule r {{ on e start s(\"x\", event.x) start t }}\n\
         journey j {{ stage u initial stage v transition u -> v on e {{ start t }} }}\n\
         action z {{ channel c automated start t }}"
    ));
    let rule = ir.rules.values().next().unwrap();
    assert_eq!(rule.starts.iter().map(|start| start.arguments.len()).collect::<Vec<_>>(), [2, 0]);
    assert_eq!(ir.transitions.values().next().unwrap().starts.len(), 1);
    assert_eq!(ir.actions.values().last().unwrap().starts.len(), 1);
    let start =
        |text: &str| wrong(&format!("sequence s (offer: text, often: int) {{ do a }}\nrule r {{ on e start {text} }}"));
    assert_eq!(start("s"), ["E0304 9:15"]);
    assert_eq!(start("s(\"x\")"), ["E0304 9:15"]);
    assert_eq!(start("s(\"x\", 1, 2)"), ["E0304 9:15"]);
    assert_eq!(start("s(1, 2)"), ["E0301 9:23"]);
    assert_eq!(start("ss(1, 2)"), ["E0201 9:21"]);
    assert_eq!(start("a"), ["E0203 9:21"]);
    let message = message(&format!("{WORLD}sequence s (offer: text) {{ do a }}\nrule r {{ on e start s }}"));
    assert_eq!(
        message,
        "`s` takes 1 argument, and is started with none | write one for each parameter, `start s(offer)`"
    );
}

#[test]
fn steps_that_could_not_be_read() {
    let text = format!(
        "{WORLD}sequence s {{ do a\nwiat 2 days\nrepeat while n > 1 {{ waait 2 days }}\nstep x {{ do }} }}\nrule r {{ on e start s }}"
    );
    assert_eq!(codes_beside_parser(&text), Vec::<String>::new());
}
