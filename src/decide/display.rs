//! A decision as text, for those who run the business.

use std::fmt;

use super::names::Names;
use super::{Assignment, Cause, Decision, Firing, Notice, SequenceStep, StartIgnored};
use crate::calendar::Instant;
use crate::ir::{Actor, Blueprint};
use crate::text::escape::escape;

impl fmt::Display for Decision {
    /// A line for each thing that follows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = Names(self.blueprint());
        // What happened on the way to the decision's instant says when.
        let when = |at: Instant| if at == self.at { String::new() } else { format!(", at {at}") };
        write!(f, "{}, contact {}", self.at, escape(&self.contact))?;
        if self.late {
            write!(f, ", judged late")?;
        }
        writeln!(f)?;
        if self.duplicate && is_empty(self) {
            writeln!(f, "  a duplicate: nothing follows")?;
        } else if self.duplicate {
            writeln!(f, "  a duplicate: time has passed and that is all")?;
        }
        if let Some(refusal) = &self.refused {
            let condition = refusal.condition.saturating_add(1);
            writeln!(f, "  refused: {}, by its condition {condition}", names.event(refusal.event))?;
        }
        for moved in &self.moves {
            let (from, to) = (names.stage(moved.from), names.stage(moved.to));
            writeln!(f, "  moves: {}, {from} -> {to}{}", names.journey(moved.journey), when(moved.at))?;
        }
        for blocked in &self.blocked {
            let missing: Vec<&str> = blocked.missing.iter().map(|&field| names.field(field)).collect();
            let transition = names.transition(blocked.transition);
            writeln!(f, "  stays: {transition} needs {}{}", missing.join(", "), when(blocked.at))?;
        }
        for change in &self.modes {
            let what = if change.on { "on" } else { "off" };
            writeln!(f, "  mode: {}, {what}{}", names.mode(change.mode), when(change.at))?;
        }
        for change in &self.sequences {
            let what = match change.what {
                SequenceStep::Started => "started",
                SequenceStep::Completed => "completed",
                SequenceStep::Goal => "left for a goal",
                SequenceStep::Exit => "left for an exit",
            };
            writeln!(f, "  sequence: {}, {what}{}", names.sequence(change.sequence), when(change.at))?;
        }
        for firing in &self.fired {
            write_firing(f, self.blueprint(), firing)?;
            writeln!(f, "{}", when(firing.at))?;
        }
        for planned in &self.planned {
            let (action, cause) = (names.action(planned.action), names.cause(planned.cause));
            writeln!(f, "  plans: {action} for {}, because of {cause}{}", planned.due, when(planned.at))?;
        }
        for deferral in &self.deferred {
            write!(f, "  waits: {}", names.action(deferral.action))?;
            if let Some(until) = deferral.until {
                write!(f, " until {until}")?;
            }
            write!(f, ", {}", names.reason(&deferral.reason))?;
            if let Some(expires) = deferral.expires {
                write!(f, "; given up at {expires}")?;
            }
            writeln!(f, "{}", when(deferral.at))?;
        }
        for held in &self.suppressed {
            let what = match held.what {
                Actor::Action(id) => names.action(id),
                Actor::Rule(id) => names.rule(id),
            };
            write!(f, "  held back: {what}, {}", names.reason(&held.reason))?;
            if let Some(instead) = held.replaced_by {
                write!(f, "; {} instead", names.action(instead))?;
            }
            if let Some(ends) = held.ends {
                write!(f, "; until {ends}")?;
            }
            writeln!(f, "{}", when(held.at))?;
        }
        for cancelled in &self.cancelled {
            let (action, why) = (names.action(cancelled.action), names.cancel_reason(cancelled.why));
            writeln!(f, "  cancels: {action}, {why}{}", when(cancelled.at))?;
        }
        for change in &self.changes {
            let (before, after) = (names.value(change.before.as_ref()), names.value(change.after.as_ref()));
            let causes: Vec<String> = change.causes.iter().map(|&cause| names.change_cause(cause)).collect();
            let field = names.field(change.field);
            writeln!(f, "  changes: {field}, {before} -> {after}, by {}{}", causes.join(", "), when(change.at))?;
        }
        for change in &self.scores {
            write!(f, "  score: {}, {} -> {}", names.score(change.score), change.before, change.after)?;
            if change.points_before != change.points_after {
                write!(f, ", event points {} -> {}", change.points_before, change.points_after)?;
            }
            writeln!(f)?;
        }
        for conflict in &self.conflicts {
            let (stands, outdone) = (names.change_cause(conflict.stands), names.change_cause(conflict.outdone));
            let value = names.value(conflict.value.as_ref());
            let field = names.field(conflict.field);
            writeln!(f, "  conflict: {field}, what {stands} wrote stands; {outdone} would have written {value}")?;
        }
        for notice in &self.notices {
            writeln!(f, "  note: {}", notice_text(names, notice))?;
        }
        if is_empty(self) && !self.duplicate {
            writeln!(f, "  nothing follows")?;
        }
        if self.more {
            writeln!(f, "  more is due: feed the same input again")?;
        }
        if let Some(wake_at) = self.wake_at {
            writeln!(f, "  next: {wake_at}")?;
        }
        Ok(())
    }
}

/// Whether no line has been written for a decision.
const fn is_empty(decision: &Decision) -> bool {
    decision.refused.is_none()
        && decision.moves.is_empty()
        && decision.blocked.is_empty()
        && decision.fired.is_empty()
        && decision.planned.is_empty()
        && decision.deferred.is_empty()
        && decision.suppressed.is_empty()
        && decision.cancelled.is_empty()
        && decision.sequences.is_empty()
        && decision.modes.is_empty()
        && decision.changes.is_empty()
        && decision.scores.is_empty()
        && decision.conflicts.is_empty()
        && decision.notices.is_empty()
}

fn write_firing(f: &mut fmt::Formatter<'_>, ir: &Blueprint, firing: &Firing) -> fmt::Result {
    let names = Names(ir);
    write!(f, "  fires: {}", names.action(firing.action))?;
    if let Some(label) = ir.actions.get(firing.action).and_then(|action| action.info.label.as_deref()) {
        write!(f, " \"{}\"", escape(label))?;
    }
    let owners: Vec<&str> = firing.owners.iter().map(|&team| names.team(team)).collect();
    if !owners.is_empty() {
        write!(f, " by {}", owners.join(", "))?;
    }
    write!(f, ", {}", names.channel(firing.channel))?;
    if let Some(due) = firing.due {
        write!(f, ", due in {due}")?;
    }
    if let Some(effort) = firing.effort {
        write!(f, ", effort {effort}")?;
    }
    if let Some(Assignment { field, team, rotation }) = firing.assign {
        let turn = if rotation { " in rotation" } else { "" };
        let team = team.map_or("an unknown team", |team| names.team(team));
        write!(f, ", assigns {} from {team}{turn}", names.field(field))?;
    }
    for (index, (name, value)) in firing.payload.iter().enumerate() {
        write!(f, "{}{name}: {}", if index == 0 { " { " } else { ", " }, names.value(value.as_ref()))?;
    }
    write!(f, "{}", if firing.payload.is_empty() { "" } else { " }" })?;
    let causes: Vec<String> = firing.causes.iter().map(|&cause: &Cause| names.cause(cause)).collect();
    write!(f, ", because of {}", causes.join(", "))?;
    match firing.good_until {
        Some(good_until) => write!(f, ", good until {good_until}"),
        None => Ok(()),
    }
}

fn notice_text(names: Names<'_>, notice: &Notice) -> String {
    match notice {
        Notice::UnknownZone { zone } => {
            format!("the time zone database has no `{zone}`; the blueprint's own zone is taken")
        }
        Notice::UnknownWrite { field, cause, reason } => {
            let (field, cause, reason) = (names.field(*field), names.change_cause(*cause), names.unknown(*reason));
            format!("{field} stays as it is, what {cause} writes is unknown: {reason}")
        }
        Notice::SetFull { field, cause } => {
            format!("{} is full, what {} adds is left out", names.field(*field), names.change_cause(*cause))
        }
        Notice::StageEnteredAlready { transition, stage } => {
            let transition = names.transition(*transition);
            format!("{transition} is not taken, the contact has been in {} already", names.stage(*stage))
        }
        Notice::StartIgnored { sequence, cause, why } => {
            let why = match why {
                StartIgnored::Running => "it runs already",
                StartIgnored::Reentry => "its `reentry` does not let it run again now",
                StartIgnored::Twice => "it was started in this moment already",
            };
            format!("{} is not started by {}: {why}", names.sequence(*sequence), names.change_cause(*cause))
        }
        Notice::RoundsExceeded { rounds } => {
            format!("after {rounds} rounds there was still something to judge; it has not been")
        }
        Notice::DatePassed { cause, due } => {
            format!("{} does not come: its date appeared when {due} was past", names.cause(*cause))
        }
        Notice::HistorySaturated { series } => {
            format!("{} happened too often to remember each: the oldest are forgotten early", names.series(*series))
        }
        Notice::InputForgotten { id } => format!("the id `{id}` of an input is forgotten early, there are too many"),
    }
}
