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
        write!(f, "{}, contact {}", self.at, escape(self.contact()))?;
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
        for opened in &self.opened {
            writeln!(f, "  opens: {} {}", names.object(opened.object), escape(&opened.id))?;
        }
        for moved in &self.moves {
            let (from, to) = (names.left(moved.from), names.stage(moved.to));
            let (journey, of) = (names.journey(moved.journey), names.of(moved.of.as_ref()));
            writeln!(f, "  moves: {journey}{of}, {from}-> {to}{}", when(moved.at))?;
        }
        for blocked in &self.blocked {
            let missing: Vec<&str> = blocked.missing.iter().map(|&field| names.field(field)).collect();
            let (transition, of) = (names.transition(blocked.transition), names.of(blocked.of.as_ref()));
            writeln!(f, "  stays: {transition}{of} needs {}{}", missing.join(", "), when(blocked.at))?;
        }
        for change in &self.modes {
            let what = if change.on { "on" } else { "off" };
            let (mode, of) = (names.mode(change.mode), names.of(change.of.as_ref()));
            writeln!(f, "  mode: {mode}{of}, {what}{}", when(change.at))?;
        }
        for change in &self.slas {
            let (sla, of) = (names.sla(change.sla), names.of(change.of.as_ref()));
            write!(f, "  sla: {sla}{of}, {}", change.what.as_str())?;
            if let Some(due) = change.due {
                write!(f, ", due at {due}")?;
            }
            writeln!(f, "{}", when(change.at))?;
        }
        for change in &self.sequences {
            let what = match change.what {
                SequenceStep::Started => "started",
                SequenceStep::Completed => "completed",
                SequenceStep::Goal => "left for a goal",
                SequenceStep::Exit => "left for an exit",
            };
            let (sequence, of) = (names.sequence(change.sequence), names.of(change.of.as_ref()));
            writeln!(f, "  sequence: {sequence}{of}, {what}{}", when(change.at))?;
        }
        for firing in &self.fired {
            write_firing(f, self.blueprint(), firing)?;
            writeln!(f, "{}", when(firing.at))?;
        }
        for planned in &self.planned {
            let (action, cause) = (names.action(planned.action), names.cause(planned.cause));
            let of = names.of(planned.of.as_ref());
            writeln!(f, "  plans: {action}{of} for {}, because of {cause}{}", planned.due, when(planned.at))?;
        }
        for deferral in &self.deferred {
            write!(f, "  waits: {}{}", names.action(deferral.action), names.of(deferral.of.as_ref()))?;
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
            write!(f, "  held back: {what}{}, {}", names.of(held.of.as_ref()), names.reason(&held.reason))?;
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
            let of = names.of(cancelled.of.as_ref());
            writeln!(f, "  cancels: {action}{of}, {why}{}", when(cancelled.at))?;
        }
        for change in &self.changes {
            let (before, after) = (names.value(change.before.as_ref()), names.value(change.after.as_ref()));
            let causes: Vec<String> = change.causes.iter().map(|&cause| names.change_cause(cause)).collect();
            let (field, of) = (names.field(change.field), names.of(change.of.as_ref()));
            writeln!(f, "  changes: {field}{of}, {before} -> {after}, by {}{}", causes.join(", "), when(change.at))?;
        }
        for change in &self.scores {
            let (score, of) = (names.score(change.score), names.of(change.of.as_ref()));
            write!(f, "  score: {score}{of}, {} -> {}", change.before, change.after)?;
            if change.points_before != change.points_after {
                write!(f, ", event points {} -> {}", change.points_before, change.points_after)?;
            }
            writeln!(f)?;
        }
        for conflict in &self.conflicts {
            let (stands, outdone) = (names.change_cause(conflict.stands), names.change_cause(conflict.outdone));
            let value = names.value(conflict.value.as_ref());
            let (field, of) = (names.field(conflict.field), names.of(conflict.of.as_ref()));
            writeln!(f, "  conflict: {field}{of}, what {stands} wrote stands; {outdone} would have written {value}")?;
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
fn is_empty(decision: &Decision) -> bool {
    decision.refused.is_none()
        && decision.opened.is_empty()
        && decision.moves.is_empty()
        && decision.blocked.is_empty()
        && decision.fired.is_empty()
        && decision.planned.is_empty()
        && decision.deferred.is_empty()
        && decision.suppressed.is_empty()
        && decision.cancelled.is_empty()
        && decision.sequences.is_empty()
        && decision.modes.is_empty()
        && decision.slas.is_empty()
        && decision.changes.is_empty()
        && decision.scores.is_empty()
        && decision.conflicts.is_empty()
        && decision.notices.is_empty()
}

fn write_firing(f: &mut fmt::Formatter<'_>, ir: &Blueprint, firing: &Firing) -> fmt::Result {
    let names = Names(ir);
    write!(f, "  fires: {}{}", names.action(firing.action), names.of(firing.of.as_ref()))?;
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
        Notice::UnknownWrite { field, of, cause, reason } => {
            let of = names.of(of.as_ref());
            let (field, cause, reason) = (names.field(*field), names.change_cause(*cause), names.unknown(*reason));
            format!("{field}{of} stays as it is, what {cause} writes is unknown: {reason}")
        }
        Notice::SetFull { field, of, cause } => {
            let (field, of) = (names.field(*field), names.of(of.as_ref()));
            format!("{field}{of} is full, what {} adds is left out", names.change_cause(*cause))
        }
        Notice::StageEnteredAlready { transition, of, stage } => {
            let transition = names.transition(*transition);
            let who = of.as_ref().map_or_else(|| "the contact".to_owned(), |of| names.instance(of));
            format!("{transition} is not taken, {who} has been in {} already", names.stage(*stage))
        }
        Notice::StartIgnored { sequence, of, cause, why } => {
            let why = match why {
                StartIgnored::Running => "it runs already",
                StartIgnored::Reentry => "its `reentry` does not let it run again now",
                StartIgnored::Twice => "it was started in this moment already",
            };
            let (sequence, of) = (names.sequence(*sequence), names.of(of.as_ref()));
            format!("{sequence}{of} is not started by {}: {why}", names.change_cause(*cause))
        }
        Notice::RoundsExceeded { rounds } => {
            format!("after {rounds} rounds there was still something to judge; it has not been")
        }
        Notice::DatePassed { cause, of, due } => {
            let (cause, of) = (names.cause(*cause), names.of(of.as_ref()));
            format!("{cause}{of} does not come: its date appeared when {due} was past")
        }
        Notice::HistorySaturated { series, of } => {
            let (series, of) = (names.series(*series), names.of(of.as_ref()));
            format!("{series}{of} happened too often to remember each: the oldest are forgotten early")
        }
        Notice::InstancesForgotten { instance } => {
            format!("{} is forgotten, there are too many", names.instance(instance))
        }
        Notice::InputForgotten { id } => format!("the id `{id}` of an input is forgotten early, there are too many"),
    }
}
