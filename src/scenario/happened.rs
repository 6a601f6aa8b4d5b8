//! What happened, in one line.

#![allow(clippy::indexing_slicing, reason = "arenas alone are indexed, by ids of a valid blueprint")]

use super::words::{cancelled, name, reason, shown};
use crate::calendar::Instant;
use crate::decide::{Decision, Deferral, SequenceStep};
use crate::ir::{Blueprint, StageId};

/// How much a line tells; over a long time there may be thousands of things.
const TOLD: usize = 20;

/// Everything that came of what was fed, in one line, in order of time. What did not happen at
/// the end of that time says when it did.
pub(super) fn happened<'d>(ir: &Blueprint, decisions: impl Iterator<Item = &'d Decision>) -> String {
    let mut parts: Vec<(Instant, String)> = Vec::new();
    let mut end = Instant::MIN;
    for decision in decisions {
        end = decision.at;
        let mut own = Vec::new();
        moves(ir, decision, &mut own);
        actions(ir, decision, &mut own);
        rest(ir, decision, &mut own);
        own.sort_by_key(|(at, _)| *at);
        parts.append(&mut own);
    }
    let left = parts.len().saturating_sub(TOLD);
    let told = parts.into_iter().take(TOLD);
    let told = told.map(|(at, what)| if at == end { what } else { format!("at {at} {what}") });
    let more = (left > 0).then(|| format!("and {left} more"));
    let told: Vec<String> = told.chain(more).collect();
    if told.is_empty() { "nothing happened".to_owned() } else { told.join("; ") }
}

fn moves(ir: &Blueprint, decision: &Decision, parts: &mut Vec<(Instant, String)>) {
    if let Some(refusal) = &decision.refused {
        parts.push((decision.at, format!("`{}` was refused", ir.events[refusal.event].info.name)));
    }
    parts.extend(decision.moves.iter().map(|moved| {
        let stage = |id: StageId| &ir.stages[id].info.name;
        let journey = &ir.journeys[moved.journey].info.name;
        let from = moved.from.map_or_else(String::new, |from| format!("{} ", stage(from)));
        (moved.at, format!("{journey}: {from}-> {}", stage(moved.to)))
    }));
    parts.extend(decision.blocked.iter().map(|blocked| {
        let missing: Vec<&str> = blocked.missing.iter().map(|&field| ir.fields[field].info.name.as_str()).collect();
        let transition = &ir.transitions[blocked.transition].info.name;
        (blocked.at, format!("{transition} was blocked, for {} is unset", missing.join(", ")))
    }));
}

fn actions(ir: &Blueprint, decision: &Decision, parts: &mut Vec<(Instant, String)>) {
    let fired = |action| format!("`{}` fired", ir.actions[action].info.name);
    parts.extend(decision.fired.iter().map(|firing| (firing.at, fired(firing.action))));
    parts.extend(decision.planned.iter().map(|planned| {
        (planned.at, format!("`{}` was planned for {}", ir.actions[planned.action].info.name, planned.due))
    }));
    parts.extend(decision.deferred.iter().map(|deferral| (deferral.at, deferred(ir, deferral))));
    parts.extend(
        decision.suppressed.iter().map(|held| {
            (held.at, format!("`{}` was held back, for {}", name(ir, held.what), reason(ir, &held.reason)))
        }),
    );
    parts.extend(decision.cancelled.iter().map(|one| (one.at, cancelled(ir, one))));
}

fn rest(ir: &Blueprint, decision: &Decision, parts: &mut Vec<(Instant, String)>) {
    parts.extend(decision.sequences.iter().map(|change| {
        let what = match change.what {
            SequenceStep::Started => "began",
            SequenceStep::Completed => "took its last step",
            SequenceStep::Goal => "reached a goal",
            SequenceStep::Exit => "was left by an exit",
        };
        (change.at, format!("sequence `{}` {what}", ir.sequences[change.sequence].info.name))
    }));
    parts.extend(decision.modes.iter().map(|change| {
        let what = if change.on { "began" } else { "ended" };
        (change.at, format!("mode `{}` {what}", ir.modes[change.mode].info.name))
    }));
    parts.extend(decision.changes.iter().map(|change| {
        let after = shown(ir, change.after.as_ref());
        (change.at, format!("{} became {after}", ir.fields[change.field].info.name))
    }));
}

/// `call` was deferred until 2026-03-03T07:00:00Z, for …
fn deferred(ir: &Blueprint, deferral: &Deferral) -> String {
    let (name, reason) = (&ir.actions[deferral.action].info.name, reason(ir, &deferral.reason));
    match deferral.until {
        Some(until) => format!("`{name}` was deferred until {until}, for {reason}"),
        None => format!("`{name}` was deferred, for {reason}"),
    }
}
