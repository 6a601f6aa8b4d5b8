//! Why something did not happen, in words.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::assertion::{asked_by, concerns};
use super::runner::Runner;
use super::whose::Whose;
use super::words::{self, cause, idle_rule, idle_transition, name, reason, shown, trigger_text};
use crate::decide::explain::{InstanceName, Part, Truth, part_on, write_part};
use crate::decide::{Cause, Explanation, Notice, StartIgnored};
use crate::ir::{
    ActionCall, Actor, Blueprint, EventId, ExprId, ExprKind, ObjectId, RuleId, SequenceId, StageId, Start, StepKind,
    TransitionId, Trigger, for_each_part, print,
};
use crate::state::{Subject, Waiting};

/// What was held back, cancelled, or waits, of what was asked for.
fn stopped(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> Vec<String> {
    let ir = &*runner.program.ir;
    let mut why = Vec::new();
    for decision in runner.decisions() {
        let held = decision.suppressed.iter().filter(|held| whose.meant(held.of.as_ref()) && concerns(held, actor));
        why.extend(
            held.map(|held| format!("`{}` was held back, for {}", name(ir, held.what), reason(ir, &held.reason))),
        );
        let cancelled = decision
            .cancelled
            .iter()
            .filter(|one| whose.meant(one.of.as_ref()) && asked_by(one.action, one.cause, actor));
        why.extend(cancelled.map(|one| words::cancelled(ir, one)));
    }
    why.extend(waiting(runner, actor, whose));
    why
}

/// What waits.
fn waiting(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> Vec<String> {
    let state = &runner.state;
    let own = |waiting: &&Waiting| whose.is(state, waiting.subject) && asked_by(waiting.action, waiting.cause, actor);
    state.core().waiting().filter(own).map(|waiting| words::waits(&runner.program.ir, waiting)).collect()
}

/// What asks for an action, or starts a sequence.
#[derive(Default)]
struct Askers {
    rules: Vec<RuleId>,
    transitions: Vec<TransitionId>,
    sequences: Vec<SequenceId>,
}

impl Askers {
    /// Those of which a call or a start is meant.
    fn of(ir: &Blueprint, call: impl Fn(&ActionCall) -> bool, start: impl Fn(&Start) -> bool) -> Self {
        let rules = ir.rules.iter().filter(|(_, rule)| {
            let variants = rule.split.iter().flat_map(|variant| &variant.calls);
            rule.calls.iter().chain(variants).any(&call) || rule.starts.iter().any(&start)
        });
        let transitions =
            ir.transitions.iter().filter(|(_, way)| way.calls.iter().any(&call) || way.starts.iter().any(&start));
        let sequences = ir.sequences.iter().filter(|(_, sequence)| {
            sequence.steps.iter().any(|step| match &step.kind {
                StepKind::Do(calls) => calls.iter().any(&call),
                StepKind::Effects { starts, .. } => starts.iter().any(&start),
                _ => false,
            })
        });
        Self {
            rules: rules.map(|(id, _)| id).collect(),
            transitions: transitions.map(|(id, _)| id).collect(),
            sequences: sequences.map(|(id, _)| id).collect(),
        }
    }

    /// What became of each, and those that were not set off.
    fn tell(&self, runner: &Runner<'_>, why: &mut Vec<String>, whose: Whose<'_>) -> Vec<String> {
        let ir = &*runner.program.ir;
        let mut idle = Vec::new();
        for &rule in &self.rules {
            let declared = &ir.rules[rule];
            match judged_rule(runner, rule, whose) {
                Some(lines) => why.push(format!("rule {}{lines}", declared.info.name)),
                None => match (&declared.trigger, judged_for(runner, declared.object, whose)) {
                    // Its guard is what there is to tell.
                    (Trigger::Becoming { guard, .. }, Some(subject)) if !declared.inactive => {
                        let mut lines = format!("rule {} was not triggered", declared.info.name);
                        let part = part_on(&runner.program, &runner.state, subject, "on becoming", *guard);
                        tell(&mut lines, &part, 1);
                        why.push(lines);
                    }
                    _ => idle.push(idle_rule(runner, rule, whose)),
                },
            }
        }
        for &transition in &self.transitions {
            match judged_transition(runner, transition, whose) {
                Some(lines) => why.push(format!("transition {}{lines}", ir.transitions[transition].info.name)),
                None => idle.push(format!("transition {}", idle_transition(runner, transition, whose))),
            }
        }
        why.extend(self.sequences.iter().map(|&sequence| words::sequence(runner, sequence, whose)));
        idle
    }
}

/// Why an action or a rule that should have fired did not.
pub(super) fn not_fired(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> Vec<String> {
    let ir = &*runner.program.ir;
    let own = name(ir, actor);
    let stopped = stopped(runner, actor, whose);
    if !stopped.is_empty() {
        return stopped;
    }
    let mut why = refusals(ir, &runner.explanations);
    let askers = match actor {
        Actor::Rule(rule) => Askers { rules: vec![rule], ..Askers::default() },
        Actor::Action(action) => Askers::of(ir, |call| call.action == action, |_| false),
    };
    let idle = askers.tell(runner, &mut why, whose);
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
            format!("no rule, transition or sequence does `{own}`")
        });
    }
    why
}

/// Why something that should have been cancelled was not.
pub(super) fn not_cancelled(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> Vec<String> {
    let waiting = waiting(runner, actor, whose);
    if !waiting.is_empty() {
        return waiting;
    }
    let causes = fired(runner, actor, whose);
    if causes.is_empty() { vec![format!("`{}` did not wait", name(&runner.program.ir, actor))] } else { causes }
}

/// Why a sequence that should have begun did not.
pub(super) fn not_started(runner: &Runner<'_>, id: SequenceId, whose: Whose<'_>) -> Vec<String> {
    let ir = &*runner.program.ir;
    let own = &ir.sequences[id].info.name;
    let ignored = runner.decisions().flat_map(|decision| &decision.notices).find_map(|notice| match notice {
        Notice::StartIgnored { sequence, of, why, .. } if *sequence == id && whose.meant(of.as_ref()) => Some(*why),
        _ => None,
    });
    if let Some(ignored) = ignored {
        let why = match ignored {
            StartIgnored::Running => "it runs already",
            StartIgnored::Reentry => "its `reentry` does not let it run again, or not yet",
            StartIgnored::Twice => "it had been started in this moment already",
        };
        return vec![format!("a start of `{own}` was ignored, for {why}"), words::sequence(runner, id, whose)];
    }
    let mut why = refusals(ir, &runner.explanations);
    let idle = Askers::of(ir, |_| false, |start| start.sequence == id).tell(runner, &mut why, whose);
    let actions: Vec<String> = ir
        .actions
        .values()
        .filter(|action| action.starts.iter().any(|start| start.sequence == id))
        .map(|action| format!("action {} (when it fires)", action.info.name))
        .collect();
    let idle = [idle, actions].concat();
    if !idle.is_empty() {
        why.push(format!("not triggered was what starts `{own}`: {}", idle.join(", ")));
    }
    if why.is_empty() {
        why.push(format!("nothing starts `{own}`"));
    }
    why
}

/// Why something that should have been held back, or should wait, does not: or not for this
/// reason, or not until then.
pub(super) fn not_held(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> Vec<String> {
    let causes = fired(runner, actor, whose);
    if causes.is_empty() { not_fired(runner, actor, whose) } else { causes }
}

/// What made it fire.
pub(super) fn fired(runner: &Runner<'_>, actor: Actor, whose: Whose<'_>) -> Vec<String> {
    let ir = &*runner.program.ir;
    let has_fired = |rule: RuleId| {
        let mut rules = runner.decisions().flat_map(|decision| &decision.rules);
        rules.any(|fired| fired.rule == rule && whose.meant(fired.of.as_ref()))
    };
    let action = match actor {
        Actor::Action(action) => action,
        Actor::Rule(rule) if has_fired(rule) => {
            return vec![format!("rule {} passed, {}", name(ir, actor), trigger_text(ir, &ir.rules[rule].trigger))];
        }
        Actor::Rule(_) => return Vec::new(),
    };
    let firings = runner.decisions().flat_map(|decision| &decision.fired);
    let firings = firings.filter(|firing| firing.action == action && whose.meant(firing.of.as_ref()));
    let line = |causes: &[Cause]| causes.iter().map(|&one| cause(ir, one)).collect::<Vec<_>>().join(", ");
    firings.map(|firing| format!("`{}` was asked for by {}", name(ir, actor), line(&firing.causes))).collect()
}

/// Why the contact is not in a stage: what became of the ways that lead there.
pub(super) fn not_entered(runner: &Runner<'_>, stage: StageId, whose: Whose<'_>) -> Vec<String> {
    let ir = &*runner.program.ir;
    let mut why = refusals(ir, &runner.explanations);
    let journey = &ir.journeys[ir.stages[stage].journey];
    let subject = if journey.object.is_some() { whose.subject(&runner.state) } else { Some(Subject::Contact) };
    let Some(life) = subject.and_then(|subject| runner.state.life(subject)) else {
        why.push("there is no such instance".to_owned());
        return why;
    };
    if let (Some(segment), None, Some(subject)) = (journey.segment, life.occupancy(ir.stages[stage].journey), subject) {
        let segment = &ir.segments[segment];
        let who = if journey.object.is_some() { "it" } else { "the contact" };
        let mut lines =
            format!("`{}` is for the segment `{}`, in which {who} has not been", journey.info.name, segment.info.name);
        tell(&mut lines, &part_on(&runner.program, &runner.state, subject, "when", segment.when), 1);
        why.push(lines);
        return why;
    }
    let mut idle = Vec::new();
    let leads_there = |target: StageId| {
        let leaf = ir.leaf(target);
        [Some(target), Some(leaf), ir.parent(leaf)].contains(&Some(stage))
    };
    for (id, transition) in ir.transitions.iter().filter(|(_, transition)| leads_there(transition.target)) {
        match judged_transition(runner, id, whose) {
            Some(lines) => why.push(format!("transition {}{lines}", transition.info.name)),
            None => idle.push(idle_transition(runner, id, whose)),
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
            // Read where its instance is in scope, and so as a whole.
            ExprKind::Through { .. }
            | ExprKind::AtLeast { .. }
            | ExprKind::CountInstances(_)
            | ExprKind::AggregateInstances { .. } => {
                push_new(
                    &mut found,
                    format!("{} is {}", print::expr(ir, id), shown(ir, runner.value(id).ok().as_ref())),
                );
                continue;
            }
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

/// The one for whom a rule is judged, where only one can be meant.
fn judged_for(runner: &Runner<'_>, object: Option<ObjectId>, whose: Whose<'_>) -> Option<Subject> {
    let mut subjects = runner.state.subjects_of(object).filter(|subject| whose.is(&runner.state, *subject));
    subjects.next().filter(|_| subjects.next().is_none())
}

/// What became of a rule the last time that it was judged; `None` where it never was.
fn judged_rule(runner: &Runner<'_>, rule: RuleId, whose: Whose<'_>) -> Option<String> {
    let moments = runner.explanations.iter().flat_map(|explanation| &explanation.moments);
    let mut judged = moments.flat_map(|moment| &moment.rounds).flat_map(|round| &round.rules);
    let ir = &runner.program.ir;
    let last = judged.rfind(|judged| judged.id == rule && whose.named(ir, judged.of.as_ref()))?;
    let who = of(last.of.as_ref(), whose);
    Some(who + &verdict(last.passed, "passed", "did not pass", last.why.as_deref(), &last.parts))
}

fn judged_transition(runner: &Runner<'_>, transition: TransitionId, whose: Whose<'_>) -> Option<String> {
    let moments = runner.explanations.iter().flat_map(|explanation| &explanation.moments);
    let mut judged = moments.flat_map(|moment| &moment.rounds).flat_map(|round| &round.transitions);
    let ir = &runner.program.ir;
    let last = judged.rfind(|judged| judged.id == transition && whose.named(ir, judged.of.as_ref()))?;
    let who = of(last.of.as_ref(), whose);
    Some(who + &verdict(last.taken, "was taken", "was not taken", last.why.as_deref(), &last.parts))
}

/// ` of ticket t1`, where nobody has been named.
fn of(instance: Option<&InstanceName>, whose: Whose<'_>) -> String {
    let instance = instance.filter(|_| whose.0.is_none());
    instance.map_or_else(String::new, |one| format!(" of {} {}", one.object, one.id))
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
