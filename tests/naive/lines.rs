//! A decision as lines.

use crm_blueprint::ir::{Blueprint, Value};
use serde_json::{Map, Value as Json};

use super::record::{Firing, Record};
use super::state::State;
use super::value;

pub fn lines(blueprint: &Blueprint, record: &Record, before: &State, after: &State) -> Vec<String> {
    let shown = |value: &Option<Value>| match value {
        None => "unset".to_owned(),
        Some(_) => value::write(blueprint, value.as_ref()).to_string(),
    };
    let mut lines = Vec::new();
    lines.extend(record.late.then(|| "late".to_owned()));
    lines.extend(record.duplicate.then(|| "duplicate".to_owned()));
    lines.extend(record.refused.iter().map(|event| format!("refused {event}")));
    lines.extend(record.fired.iter().map(|fired| firing(blueprint, fired)));
    for held in &record.suppressed {
        let then = held.replaced_by.as_ref().map(|action| format!(" then {action}")).unwrap_or_default();
        lines.push(format!("suppresses {} because {}{then}", held.what, held.reason));
    }
    lines.extend(record.moves.iter().map(|moved| format!("moves {moved}")));
    lines.extend(record.blocked.iter().map(|blocked| format!("blocked {blocked}")));
    for change in &record.changes {
        let (from, to) = (shown(&change.before), shown(&change.after));
        lines.push(format!("sets {} {from} -> {to} by {}", change.field, change.causes.join(" + ")));
    }
    lines.extend(record.conflicts.iter().map(|conflict| format!("conflict {conflict}")));
    for score in blueprint.scores.values().map(|score| &score.info.name) {
        let (from, to) = (before.points[score], after.points[score]);
        if from != to {
            lines.push(format!("points {score} {from} -> {to}"));
        }
    }
    lines.extend(record.notices.iter().map(|notice| format!("notice {notice}")));
    lines
}

fn firing(blueprint: &Blueprint, firing: &Firing) -> String {
    let action = &blueprint.actions[firing.action];
    let mut line = format!("fires {} by {}", action.info.name, firing.causes.join(" + "));
    if !firing.payload.is_empty() {
        let entries = firing.payload.iter();
        let payload: Map<_, _> =
            entries.map(|(name, value)| (name.clone(), value::write(blueprint, value.as_ref()))).collect();
        line += &format!(" with {}", Json::Object(payload));
    }
    for (key, length) in [("due", &firing.due), ("effort", &firing.effort)] {
        if let Some(Value::Duration(length)) = length {
            line += &format!(" {key} {length}");
        }
    }
    if let Some(assign) = &action.assign {
        let (field, team) = (&blueprint.fields[assign.field].info.name, &blueprint.teams[assign.team].info.name);
        line += &format!(" assign {field} from {team}{}", if assign.rotation { " in rotation" } else { "" });
    }
    line
}
