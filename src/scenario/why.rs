//! Why something did not happen, in words.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::assertion::concerns;
use super::runner::Runner;
use crate::decide::explain::{Part, Truth, part_on, print, write_part};
use crate::decide::{Cause, Decision, Explanation, Reason};
use crate::ir::{
    Actor, Because, Blueprint, EventId, ExprId, ExprKind, RuleId, StageId, TransitionId, Trigger, Value, for_each_part,
};
use crate::state::{PlainValue, to_plain};

/// The name of an action or a rule.
pub(super) fn name(ir: &Blueprint, actor: Actor) -> &str {
    match actor {
        Actor::Action(action) => &ir.actions[action].info.name,
        Actor::Rule(rule) => &ir.rules[rule].info.name,
    }
}

/// A value as a reader knows it.
pub(super) fn shown(ir: &Blueprint, value: Option<&Value>) -> String {
    let Some(value) = value else { return "unset".to_owned() };
    match (value, to_plain(ir, value)) {
        (Value::Text(_), PlainValue::Text(text)) => format!("{:?}", text.chars().take(120).collect::<String>()),
        (_, plain) => plain_text(&plain),
    }
}

fn plain_text(plain: &PlainValue) -> String {
    match plain {
        PlainValue::Null => "unset".to_owned(),
        PlainValue::Bool(value) => value.to_string(),
        PlainValue::Int(value) => value.to_string(),
        PlainValue::Decimal(value) => value.to_string(),
        PlainValue::Text(text) => text.clone(),
        PlainValue::List(elements) => {
            format!("[{}]", elements.iter().map(plain_text).collect::<Vec<_>>().join(", "))
        }
    }
}

/// Everything that came of what was fed, in one line.
pub(super) fn happened<'d>(ir: &Blueprint, decisions: impl Iterator<Item = &'d Decision>) -> String {
    let mut parts = Vec::new();
    for decision in decisions {
        if let Some(refusal) = &decision.refused {
            parts.push(format!("`{}` was refused", ir.events[refusal.event].info.name));
        }
        parts.extend(decision.moves.iter().map(|moved| {
            let stage = |id: StageId| &ir.stages[id].info.name;
            format!("{}: {} -> {}", ir.journeys[moved.journey].info.name, stage(moved.from), stage(moved.to))
        }));
        parts.extend(decision.blocked.iter().map(|blocked| {
            let missing: Vec<&str> = blocked.missing.iter().map(|&field| ir.fields[field].info.name.as_str()).collect();
            format!("{} was blocked, for {} is unset", ir.transitions[blocked.transition].info.name, missing.join(", "))
        }));
        parts.extend(decision.fired.iter().map(|firing| format!("`{}` fired", ir.actions[firing.action].info.name)));
        parts.extend(
            decision
                .suppressed
                .iter()
                .map(|held| format!("`{}` was held back, for {}", name(ir, held.what), reason(ir, &held.reason))),
        );
        parts.extend(decision.changes.iter().map(|change| {
            format!("{} became {}", ir.fields[change.field].info.name, shown(ir, change.after.as_ref()))
        }));
    }
    if parts.is_empty() { "nothing happened".to_owned() } else { parts.join("; ") }
}

/// Why an action was held back.
fn reason(ir: &Blueprint, reason: &Reason) -> String {
    let known = |unknown: bool| if unknown { "it is unknown whether there is consent" } else { "there is no consent" };
    match reason {
        Reason::ChannelConsent { channel, unknown } => {
            format!("{} for channel {}", known(unknown.is_some()), ir.channels[*channel].info.name)
        }
        Reason::PurposeConsent { purpose, unknown } => {
            format!("{} for purpose {}", known(unknown.is_some()), ir.purposes[*purpose].info.name)
        }
        Reason::Group { group, taken_by, .. } => {
            let rules: Vec<&str> = taken_by.iter().map(|&rule| ir.rules[rule].info.name.as_str()).collect();
            format!("group {} is full: {}", ir.groups[*group].info.name, rules.join(", "))
        }
        _ => String::new(),
    }
}

/// ` because consent email`
pub(super) fn because(ir: &Blueprint, because: Because) -> String {
    match because {
        Because::Consent => " because consent".to_owned(),
        Because::ChannelConsent(channel) => format!(" because consent {}", ir.channels[channel].info.name),
        Because::PurposeConsent(purpose) => format!(" because consent {}", ir.purposes[purpose].info.name),
        Because::Group(None) => " because group".to_owned(),
        Because::Mode(_)
        | Because::Sequence(_)
        | Because::Cap(_)
        | Because::Hours(_)
        | Because::Limit
        | Because::Holdout => String::new(),
        Because::Group(Some(group)) => format!(" because group {}", ir.groups[group].info.name),
    }
}

/// Why an action or a rule that should have fired did not.
pub(super) fn not_fired(runner: &Runner<'_>, actor: Actor) -> Vec<String> {
    let ir = &*runner.program.ir;
    let own = name(ir, actor);
    let held: Vec<String> = runner
        .decisions()
        .flat_map(|decision| &decision.suppressed)
        .filter(|held| concerns(held, actor))
        .map(|held| format!("`{}` was held back, for {}", name(ir, held.what), reason(ir, &held.reason)))
        .collect();
    if !held.is_empty() {
        return held;
    }
    let mut why = refusals(ir, &runner.explanations);
    let (rules, transitions) = match actor {
        Actor::Rule(rule) => (vec![rule], Vec::new()),
        Actor::Action(action) => {
            let rules = ir.rules.iter().filter(|(_, rule)| rule.calls.iter().any(|call| call.action == action));
            let transitions =
                ir.transitions.iter().filter(|(_, way)| way.calls.iter().any(|call| call.action == action));
            (rules.map(|(id, _)| id).collect(), transitions.map(|(id, _)| id).collect::<Vec<_>>())
        }
    };
    let mut idle = Vec::new();
    for rule in rules {
        match judged_rule(&runner.explanations, rule) {
            Some(lines) => why.push(format!("rule {}{lines}", ir.rules[rule].info.name)),
            None => match &ir.rules[rule].trigger {
                // Its guard is what there is to tell.
                Trigger::Becoming { guard, .. } => {
                    let mut lines = format!("rule {} was not triggered", ir.rules[rule].info.name);
                    tell(&mut lines, &part_on(&runner.program, &runner.state, "on becoming", *guard), 1);
                    why.push(lines);
                }
                trigger => idle.push(format!("rule {} ({})", ir.rules[rule].info.name, trigger_text(ir, trigger))),
            },
        }
    }
    for transition in transitions {
        match judged_transition(&runner.explanations, transition) {
            Some(lines) => why.push(format!("transition {}{lines}", ir.transitions[transition].info.name)),
            None => idle.push(format!("transition {}", waits(ir, transition))),
        }
    }
    if !idle.is_empty() {
        why.push(match actor {
            Actor::Rule(_) => format!("it was not triggered: {}", idle.join(", ")),
            Actor::Action(_) => format!("not triggered was what asks for `{own}`: {}", idle.join(", ")),
        });
    }
    if why.is_empty() {
        let stands_in =
            ir.actions.values().any(|other| other.otherwise.is_some_and(|otherwise| Actor::Action(otherwise) == actor));
        why.push(if stands_in {
            format!("`{own}` only stands in for actions that are held back, and none was")
        } else {
            format!("no rule or transition does `{own}`")
        });
    }
    why
}

/// Why something that should have been held back was not, or not for this reason.
pub(super) fn not_held(runner: &Runner<'_>, actor: Actor) -> Vec<String> {
    let ir = &*runner.program.ir;
    let causes = fired(ir, runner, actor);
    if causes.is_empty() { not_fired(runner, actor) } else { causes }
}

/// What made it fire.
pub(super) fn fired(ir: &Blueprint, runner: &Runner<'_>, actor: Actor) -> Vec<String> {
    let action = match actor {
        Actor::Action(action) => action,
        Actor::Rule(rule) if runner.decisions().any(|decision| decision.rules.contains(&rule)) => {
            return vec![format!("rule {} passed, {}", name(ir, actor), trigger_text(ir, &ir.rules[rule].trigger))];
        }
        Actor::Rule(_) => return Vec::new(),
    };
    let firings = runner.decisions().flat_map(|decision| &decision.fired).filter(|firing| firing.action == action);
    let cause = |cause: &Cause| match *cause {
        Cause::Rule(rule) => format!("rule {}", ir.rules[rule].info.name),
        Cause::Transition(transition) => format!("transition {}", ir.transitions[transition].info.name),
        Cause::Sequence(sequence) => format!("sequence {}", ir.sequences[sequence].info.name),
    };
    let line = |causes: &[Cause]| causes.iter().map(cause).collect::<Vec<_>>().join(", ");
    firings.map(|firing| format!("`{}` was asked for by {}", name(ir, actor), line(&firing.causes))).collect()
}

/// Why the contact is not in a stage: what became of the ways that lead there.
pub(super) fn not_entered(runner: &Runner<'_>, stage: StageId) -> Vec<String> {
    let ir = &*runner.program.ir;
    let mut why = refusals(ir, &runner.explanations);
    let mut idle = Vec::new();
    for (id, transition) in ir.transitions.iter().filter(|(_, transition)| transition.target == stage) {
        match judged_transition(&runner.explanations, id) {
            Some(lines) => why.push(format!("transition {}{lines}", transition.info.name)),
            None => idle.push(waits(ir, id)),
        }
    }
    if idle.is_empty() && why.is_empty() {
        why.push("no transition leads there".to_owned());
    } else if why.is_empty() {
        why.push(format!("no transition that leads there was triggered from where it is: {}", idle.join(", ")));
    }
    why
}

/// Why an event that should have been refused was not.
pub(super) fn not_refused(runner: &Runner<'_>, event: EventId) -> Vec<String> {
    let ir = &*runner.program.ir;
    let event = &ir.events[event];
    let conditions: Vec<String> = event.refuse_when.iter().map(|&condition| print::expr(ir, condition)).collect();
    let mut text = String::new();
    let judged = runner.explanations.iter().flat_map(|explanation| &explanation.refusals);
    for part in judged.filter(|part| conditions.contains(&part.text)) {
        tell(&mut text, part, 0);
    }
    if !text.is_empty() {
        return text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    }
    vec![if event.refuse_when.is_empty() {
        format!("`{}` has no `refuse when`", event.info.name)
    } else {
        format!("`{}` did not happen", event.info.name)
    }]
}

/// The values that an expression reads.
pub(super) fn values(runner: &Runner<'_>, expr: ExprId) -> Vec<String> {
    let ir = &*runner.program.ir;
    let mut found = Vec::new();
    let mut open = vec![expr];
    while let Some(id) = open.pop() {
        let name = match &ir.exprs[id].kind {
            ExprKind::Field(field) => &ir.fields[*field].info.name,
            ExprKind::Let(derived) => &ir.lets[*derived].info.name,
            ExprKind::Score(score) => &ir.scores[*score].info.name,
            ExprKind::Segment(segment) => &ir.segments[*segment].info.name,
            ExprKind::Setting(setting) => &ir.settings[*setting].info.name,
            ExprKind::Column(index) => match runner.scenario.columns.get(*index as usize) {
                Some(column) => &column.name,
                None => continue,
            },
            ExprKind::InStage(stages) => {
                for stage in stages {
                    let journey = &ir.journeys[ir.stages[*stage].journey];
                    if let Some(now) = runner.state.stage(&journey.info.name) {
                        push_new(&mut found, format!("{} is in {now}", journey.info.name));
                    }
                }
                continue;
            }
            kind => {
                let mut parts = Vec::new();
                for_each_part(kind, |part| parts.push(part));
                open.extend(parts.into_iter().rev());
                continue;
            }
        };
        push_new(&mut found, format!("{name} is {}", shown(ir, runner.value(id).ok().as_ref())));
    }
    found
}

fn push_new(found: &mut Vec<String>, line: String) {
    if !found.contains(&line) {
        found.push(line);
    }
}

fn refusals(ir: &Blueprint, explanations: &[Explanation]) -> Vec<String> {
    let refused = explanations.iter().filter_map(|explanation| explanation.decision.refused.as_ref());
    refused.map(|refusal| format!("the event {} was refused", ir.events[refusal.event].info.name)).collect()
}

/// What became of a rule the last time that it was judged; `None` where it never was.
fn judged_rule(explanations: &[Explanation], rule: RuleId) -> Option<String> {
    let moments = explanations.iter().flat_map(|explanation| &explanation.moments);
    let mut judged = moments.flat_map(|moment| &moment.rounds).flat_map(|round| &round.rules);
    let last = judged.rfind(|judged| judged.id == rule)?;
    Some(verdict(last.passed, "passed", "did not pass", last.why.as_deref(), &last.parts))
}

fn judged_transition(explanations: &[Explanation], transition: TransitionId) -> Option<String> {
    let moments = explanations.iter().flat_map(|explanation| &explanation.moments);
    let mut judged = moments.flat_map(|moment| &moment.rounds).flat_map(|round| &round.transitions);
    let last = judged.rfind(|judged| judged.id == transition)?;
    Some(verdict(last.taken, "was taken", "was not taken", last.why.as_deref(), &last.parts))
}

fn verdict(passed: bool, yes: &str, no: &str, why: Option<&str>, parts: &[Part]) -> String {
    let mut text = format!(" {}", if passed { yes } else { no });
    if let Some(why) = why {
        text.push_str(&format!(", {why}"));
    }
    for part in parts.iter().filter(|part| part.truth != Truth::True) {
        tell(&mut text, part, 1);
    }
    text
}

/// A part of a guard, with its values and parts, each on a line.
fn tell(text: &mut String, part: &Part, depth: usize) {
    text.push('\n');
    // Writing into a text can't fail.
    let _ = write_part(text, part, depth);
    text.truncate(text.trim_end().len());
}

/// What a transition waits for.
fn waits(ir: &Blueprint, transition: TransitionId) -> String {
    let found = &ir.transitions[transition];
    match &found.trigger {
        Some(trigger) => format!("{} ({})", found.info.name, trigger_text(ir, trigger)),
        None => format!("{} (its journey was in another stage)", found.info.name),
    }
}

fn trigger_text(ir: &Blueprint, trigger: &Trigger) -> String {
    let stages = |stages: &[StageId]| {
        stages.iter().map(|&stage| ir.stages[stage].info.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    match trigger {
        Trigger::Event(on) => format!("on {}", events(ir, &on.events)),
        Trigger::Enter(entered) => format!("on enter {}", stages(entered)),
        Trigger::Exit(left) => format!("on exit {}", stages(left)),
        Trigger::Change { of, .. } => {
            let of: Vec<String> = of.iter().map(|&value| print::expr(ir, value)).collect();
            format!("on change {}", of.join(", "))
        }
        Trigger::Becoming { guard, .. } => format!("on becoming {}", print::expr(ir, *guard)),
        Trigger::After { .. } | Trigger::Without { .. } | Trigger::Date { .. } | Trigger::Every { .. } => {
            "by time".to_owned()
        }
    }
}

fn events(ir: &Blueprint, events: &[crate::ir::EventId]) -> String {
    events.iter().map(|&event| ir.events[event].info.name.as_str()).collect::<Vec<_>>().join(", ")
}
