//! A decision as the lines that the corpus's README lists.

use crm_blueprint::decide::{
    CancelReason, Cause, ChangeCause, Firing, InstanceRef, Notice, Reason, SequenceStep, Suppression, Unknown,
};
use crm_blueprint::ir::{ActionId, Actor, Blueprint, CapOwner, TransitionId, Value};
use crm_blueprint::state::to_plain;
use crm_blueprint::{Decision, Instant};
use serde_json::{Map, Value as Json};

/// How far `good until` is told: 72 hours.
const HORIZON: i64 = 72 * 3_600_000;

/// The lines of a decision on a state with that clock.
pub fn decision_lines(decision: &Decision, clock: Instant) -> Result<Vec<String>, String> {
    let ir = decision.blueprint();
    // Where it is told: what is of a mark has its instant behind it.
    let timed = |line: String, at: Instant| {
        if at == clock || at == decision.at { line } else { format!("{line} at {at}") }
    };
    let mut lines = Vec::new();
    for (flag, is_so) in [("late", decision.late), ("duplicate", decision.duplicate), ("more", decision.more)] {
        lines.extend(is_so.then(|| flag.to_owned()));
    }
    lines.extend(decision.refused.iter().map(|refusal| format!("refused {}", ir.events[refusal.event].info.name)));
    lines.extend(decision.fired.iter().map(|fired| timed(firing(ir, fired), fired.at)));
    for planned in &decision.planned {
        let (action, cause) = (action(ir, planned.action, &planned.of), cause(ir, planned.cause));
        lines.push(timed(format!("plans {action} by {cause} due {}", planned.due), planned.at));
    }
    for held in &decision.deferred {
        let (action, cause) = (action(ir, held.action, &held.of), cause(ir, held.cause));
        let mut line = format!("defers {action} by {cause} because {}", reason(ir, &held.reason));
        for (word, at) in [("until", held.until), ("expires", held.expires)] {
            line += &at.map(|at| format!(" {word} {at}")).unwrap_or_default();
        }
        lines.push(timed(line, held.at));
    }
    lines.extend(decision.suppressed.iter().map(|held| timed(suppression(ir, held), held.at)));
    for cancelled in &decision.cancelled {
        let (action, cause) = (action(ir, cancelled.action, &cancelled.of), cause(ir, cancelled.cause));
        let why = match cancelled.why {
            CancelReason::Unless(event) => format!("unless {}", ir.events[event].info.name),
            CancelReason::While => "while".to_owned(),
            CancelReason::Guard => "guard".to_owned(),
            CancelReason::Left(sequence) => format!("left {}", ir.sequences[sequence].info.name),
            CancelReason::SlaOver(sla) => format!("over {}", ir.slas[sla].info.name),
            other => return Err(format!("a reason without a line: {other:?}")),
        };
        lines.push(timed(format!("cancels {action} by {cause} because {why}"), cancelled.at));
    }
    for opened in &decision.opened {
        lines.push(format!("opens {}", instance(ir, opened)));
    }
    for moved in &decision.moves {
        let stage = |id| &ir.stages[id].info.name;
        let journey = &ir.journeys[moved.journey].info.name;
        let of = of(ir, &moved.of);
        let from = moved.from.map_or_else(String::new, |from| format!("{} ", stage(from)));
        lines.push(timed(format!("moves {journey}{of} {from}-> {}", stage(moved.to)), moved.at));
    }
    for blocked in &decision.blocked {
        let name = transition(ir, blocked.transition).replace("->", " -> ");
        let missing: Vec<&str> = blocked.missing.iter().map(|id| ir.fields[*id].info.name.as_str()).collect();
        let of = of(ir, &blocked.of);
        lines.push(timed(format!("blocked {name}{of} missing {}", missing.join(", ")), blocked.at));
    }
    for change in &decision.sequences {
        let what = match change.what {
            SequenceStep::Started => "started",
            SequenceStep::Completed => "completed",
            SequenceStep::Goal => "goal",
            SequenceStep::Exit => "exit",
            other => return Err(format!("a step without a line: {other:?}")),
        };
        let (name, of) = (&ir.sequences[change.sequence].info.name, of(ir, &change.of));
        lines.push(timed(format!("sequence {name}{of} {what}"), change.at));
    }
    for change in &decision.modes {
        let word = if change.on { "on" } else { "off" };
        let (name, of) = (&ir.modes[change.mode].info.name, of(ir, &change.of));
        lines.push(timed(format!("mode {name}{of} {word}"), change.at));
    }
    for change in &decision.slas {
        let due = change.due.map_or_else(String::new, |due| format!(" due {due}"));
        let (name, of) = (&ir.slas[change.sla].info.name, of(ir, &change.of));
        lines.push(timed(format!("sla {name}{of} {}{due}", change.what.as_str()), change.at));
    }
    for change in &decision.changes {
        let causes: Vec<String> = change.causes.iter().map(|cause| change_cause(ir, *cause)).collect();
        let (field, from, to) =
            (&ir.fields[change.field].info.name, shown(ir, &change.before), shown(ir, &change.after));
        let of = of(ir, &change.of);
        lines.push(timed(format!("sets {field}{of} {from} -> {to} by {}", causes.join(" + ")), change.at));
    }
    for conflict in &decision.conflicts {
        let (stands, outdone) = (change_cause(ir, conflict.stands), change_cause(ir, conflict.outdone));
        let (field, of) = (&ir.fields[conflict.field].info.name, of(ir, &conflict.of));
        lines.push(format!("conflict {field}{of} kept {stands} dropped {outdone}"));
    }
    for change in decision.scores.iter().filter(|change| change.points_before != change.points_after) {
        let name = &ir.scores[change.score].info.name;
        let of = of(ir, &change.of);
        lines.push(format!("points {name}{of} {} -> {}", change.points_before, change.points_after));
    }
    for told in &decision.notices {
        lines.push(format!("notice {}", notice(ir, told)?));
    }
    lines.extend(decision.wake_at.map(|at| format!("wake {at}")));
    Ok(lines)
}

fn firing(ir: &Blueprint, firing: &Firing) -> String {
    let causes: Vec<String> = firing.causes.iter().map(|id| cause(ir, *id)).collect();
    let action = &ir.actions[firing.action];
    let mut line = format!("fires {}{} by {}", action.info.name, of(ir, &firing.of), causes.join(" + "));
    if !firing.payload.is_empty() {
        let entries = firing.payload.iter();
        let sorted: std::collections::BTreeMap<&str, Json> =
            entries.map(|(name, value)| (&**name, json(ir, value))).collect();
        let payload: Map<String, Json> = sorted.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        line += &format!(" with {}", Json::Object(payload));
    }
    let named = &action.responsibilities.responsible;
    let owners = firing.owners.iter().filter(|team| !named.contains(*team));
    let owners = owners.map(|team| ir.teams[*team].info.name.as_str()).collect::<Vec<_>>().join(", ");
    line += &if owners.is_empty() { owners } else { format!(" owner {owners}") };
    for (key, length) in [("due", firing.due), ("effort", firing.effort)] {
        line += &length.map(|length| format!(" {key} {length}")).unwrap_or_default();
    }
    if let Some(assign) = &firing.assign {
        let team = assign.team.map_or("nobody known", |team| ir.teams[team].info.name.as_str());
        let field = &ir.fields[assign.field].info.name;
        line += &format!(" assign {field} from {team}{}", if assign.rotation { " in rotation" } else { "" });
    }
    let near = |until: &Instant| until.milliseconds() - firing.at.milliseconds() <= HORIZON;
    line += &firing.good_until.filter(near).map(|until| format!(" good until {until}")).unwrap_or_default();
    line
}

fn suppression(ir: &Blueprint, held: &Suppression) -> String {
    let causes: Vec<String> = held.causes.iter().map(|id| cause(ir, *id)).collect();
    let what = match held.what {
        Actor::Action(id) => format!("{} by {}", action(ir, id, &held.of), causes.join(" + ")),
        Actor::Rule(id) => format!("rule {}{}", ir.rules[id].info.name, of(ir, &held.of)),
        other => format!("{other:?}"),
    };
    let mut line = format!("suppresses {what} because {}", reason(ir, &held.reason));
    line += &held.ends.map(|ends| format!(" ends {ends}")).unwrap_or_default();
    if let Some(other) = held.replaced_by {
        line += &format!(" then {}", ir.actions[other].info.name);
    }
    line
}

fn reason(ir: &Blueprint, reason: &Reason) -> String {
    let maybe = |line: String, unknown: &Option<Unknown>| line + if unknown.is_some() { " unknown" } else { "" };
    match reason {
        Reason::ChannelConsent { channel, unknown } => {
            maybe(format!("channel {}", ir.channels[*channel].info.name), unknown)
        }
        Reason::PurposeConsent { purpose, unknown } => {
            maybe(format!("purpose {}", ir.purposes[*purpose].info.name), unknown)
        }
        Reason::Mode { mode, unknown } => maybe(format!("mode {}", ir.modes[*mode].info.name), unknown),
        Reason::Group { group, .. } => format!("group {}", ir.groups[*group].info.name),
        Reason::Sequence { sequence } => format!("sequence {}", ir.sequences[*sequence].info.name),
        Reason::Limit { .. } => "limit".to_owned(),
        Reason::Holdout { .. } => "holdout".to_owned(),
        Reason::Cap { cap, .. } => match ir.caps[*cap].of {
            CapOwner::Channel(id) => format!("cap {}", ir.channels[id].info.name),
            CapOwner::Purpose(id) => format!("cap {}", ir.purposes[id].info.name),
        },
        Reason::Hours { channel, .. } => format!("hours {}", ir.channels[*channel].info.name),
        Reason::Waits => "waits".to_owned(),
        Reason::Expired => "expired".to_owned(),
        Reason::Full => "full".to_owned(),
        Reason::Delay { .. } => "delay".to_owned(),
        other => format!("{other:?}"),
    }
}

fn notice(ir: &Blueprint, notice: &Notice) -> Result<String, String> {
    let field = |id, whose| format!("{}{}", ir.fields[id].info.name, of(ir, whose));
    Ok(match notice {
        Notice::UnknownZone { .. } => "unknown_zone".to_owned(),
        Notice::UnknownWrite { field: id, of, .. } => format!("unknown_write {}", field(*id, of)),
        Notice::SetFull { field: id, of, .. } => format!("set_full {}", field(*id, of)),
        Notice::StageEnteredAlready { transition, of: whose, stage } => {
            let journey = &ir.journeys[ir.transitions[*transition].journey].info.name;
            format!("stage_entered_already {journey}{} {}", of(ir, whose), ir.stages[*stage].info.name)
        }
        Notice::StartIgnored { sequence, of: whose, .. } => {
            format!("start_ignored {}{}", ir.sequences[*sequence].info.name, of(ir, whose))
        }
        Notice::RoundsExceeded { .. } => "rounds_exceeded".to_owned(),
        Notice::HistorySaturated { series, of: whose } => {
            format!("history_saturated {}{}", ir.series[*series].key, of(ir, whose))
        }
        Notice::DatePassed { cause: id, of: whose, .. } => format!("date_passed {}{}", cause(ir, *id), of(ir, whose)),
        Notice::InstancesForgotten { instance: gone } => {
            format!("instances_forgotten {}", ir.objects[gone.object].info.name)
        }
        Notice::InputForgotten { .. } => "input_forgotten".to_owned(),
        other => return Err(format!("a notice without a line: {other:?}")),
    })
}

/// `ticket t1`
fn instance(ir: &Blueprint, instance: &InstanceRef) -> String {
    format!("{} {}", ir.objects[instance.object].info.name, instance.id)
}

/// ` of ticket t1`; nothing of the contact.
fn of(ir: &Blueprint, of: &Option<InstanceRef>) -> String {
    of.as_ref().map(|of| format!(" of {}", instance(ir, of))).unwrap_or_default()
}

fn action(ir: &Blueprint, id: ActionId, whose: &Option<InstanceRef>) -> String {
    format!("{}{}", ir.actions[id].info.name, of(ir, whose))
}

fn cause(ir: &Blueprint, cause: Cause) -> String {
    change_cause(ir, cause.into())
}

fn change_cause(ir: &Blueprint, cause: ChangeCause) -> String {
    match cause {
        ChangeCause::Input => "input".to_owned(),
        ChangeCause::Rule(id) => format!("rule {}", ir.rules[id].info.name),
        ChangeCause::Transition(id) => format!("transition {}", transition(ir, id)),
        ChangeCause::Action(id) => format!("action {}", ir.actions[id].info.name),
        ChangeCause::Sequence(id) => format!("sequence {}", ir.sequences[id].info.name),
        ChangeCause::Sla(id) => format!("sla {}", ir.slas[id].info.name),
        other => format!("{other:?}"),
    }
}

fn transition(ir: &Blueprint, id: TransitionId) -> String {
    let transition = &ir.transitions[id];
    format!("{} {}", ir.journeys[transition.journey].info.name, transition.info.name)
}

fn json(ir: &Blueprint, value: &Option<Value>) -> Json {
    value.as_ref().map_or(Json::Null, |value| serde_json::to_value(to_plain(ir, value)).unwrap_or(Json::Null))
}

fn shown(ir: &Blueprint, value: &Option<Value>) -> String {
    if value.is_none() { "unset".to_owned() } else { json(ir, value).to_string() }
}
