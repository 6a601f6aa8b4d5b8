//! A decision as lines.

use crm_blueprint::Instant;
use crm_blueprint::ir::{AssignFrom, Blueprint, Value};
use serde_json::{Map, Value as Json};

use super::record::{Firing, Record};
use super::state::State;
use super::value;

pub fn lines(blueprint: &Blueprint, record: &Record, before: &State, after: &State) -> Vec<String> {
    let shown = |value: &Option<Value>| match value {
        None => "unset".to_owned(),
        Some(_) => value::write(blueprint, value.as_ref()).to_string(),
    };
    // Where it is told: what is of a mark has its instant behind it.
    let timed = |line: String, at: Instant| {
        if at == before.clock || at == after.clock { line } else { format!("{line} at {at}") }
    };
    let named = |word: &str, all: &[(String, Instant)]| -> Vec<String> {
        all.iter().map(|(line, at)| timed(format!("{word} {line}"), *at)).collect()
    };
    let mut lines = Vec::new();
    lines.extend(record.late.then(|| "late".to_owned()));
    lines.extend(record.duplicate.then(|| "duplicate".to_owned()));
    lines.extend(record.refused.iter().map(|event| format!("refused {event}")));
    lines.extend(record.fired.iter().map(|fired| timed(firing(blueprint, fired), fired.at)));
    lines.extend(named("plans", &record.planned));
    lines.extend(named("defers", &record.deferred));
    for held in &record.suppressed {
        let ends = held.ends.map(|ends| format!(" ends {ends}")).unwrap_or_default();
        let then = held.replaced_by.as_ref().map(|action| format!(" then {action}")).unwrap_or_default();
        lines.push(timed(format!("suppresses {} because {}{ends}{then}", held.what, held.reason), held.at));
    }
    lines.extend(named("cancels", &record.cancelled));
    lines.extend(record.opened.iter().map(|instance| format!("opens {instance}")));
    lines.extend(named("moves", &record.moves));
    lines.extend(named("blocked", &record.blocked));
    lines.extend(named("sequence", &record.sequences));
    lines.extend(named("mode", &record.modes));
    lines.extend(named("sla", &record.slas));
    for change in &record.changes {
        let (from, to) = (shown(&change.before), shown(&change.after));
        lines.push(timed(format!("sets {} {from} -> {to} by {}", change.field, change.causes.join(" + ")), change.at));
    }
    lines.extend(record.conflicts.iter().map(|conflict| format!("conflict {conflict}")));
    for score in blueprint.scores.values() {
        let name = &score.info.name;
        for subject in after.subjects(score.object) {
            let points = |state: &State| state.of(subject).map_or(0, |life| life.points[name]);
            let (from, to) = (points(before), points(after));
            if from != to {
                lines.push(format!("points {name}{} {from} -> {to}", after.whose(blueprint, subject)));
            }
        }
    }
    lines.extend(record.notices.iter().map(|notice| format!("notice {notice}")));
    lines
}

fn firing(blueprint: &Blueprint, firing: &Firing) -> String {
    let action = &blueprint.actions[firing.action];
    let mut line = format!("fires {}{} by {}", action.info.name, firing.whose, firing.causes.join(" + "));
    if !firing.payload.is_empty() {
        let entries = firing.payload.iter();
        let payload: Map<_, _> =
            entries.map(|(name, value)| (name.clone(), value::write(blueprint, value.as_ref()))).collect();
        line += &format!(" with {}", Json::Object(payload));
    }
    let owners = firing.owners.iter().map(|owner| match owner {
        Value::Team(team) => blueprint.teams[*team].info.name.as_str(),
        other => panic!("no team: {other:?}"),
    });
    let owners = owners.collect::<Vec<_>>().join(", ");
    line += &if owners.is_empty() { owners } else { format!(" owner {owners}") };
    for (key, length) in [("due", &firing.due), ("effort", &firing.effort)] {
        if let Some(Value::Duration(length)) = length {
            line += &format!(" {key} {length}");
        }
    }
    if let Some(assign) = &action.assign {
        let team = match (assign.team, &firing.chosen) {
            (AssignFrom::Team(team), _) => &blueprint.teams[team].info.name,
            (_, Some(Value::Team(team))) => &blueprint.teams[*team].info.name,
            _ => "nobody known",
        };
        let field = &blueprint.fields[assign.field].info.name;
        line += &format!(" assign {field} from {team}{}", if assign.rotation { " in rotation" } else { "" });
    }
    if let Some(good_until) = firing.good_until {
        line += &format!(" good until {good_until}");
    }
    line
}
