//! A decision as the lines that the corpus's README lists.

use crm_blueprint::Decision;
use serde_json::Value;

/// The lines of a decision.
pub fn decision_lines(decision: &Decision) -> Result<Vec<String>, String> {
    let decision = serde_json::to_value(decision).map_err(|error| error.to_string())?;
    let mut lines = Vec::new();
    for flag in ["late", "duplicate"] {
        if decision[flag] == true {
            lines.push(flag.to_owned());
        }
    }
    if !decision["refused"].is_null() {
        lines.push(format!("refused {}", text(&decision["refused"]["event"])));
    }
    lines.extend(list(&decision["fired"]).iter().map(firing));
    lines.extend(list(&decision["suppressed"]).iter().map(suppression));
    for moved in list(&decision["moves"]) {
        lines.push(format!("moves {} {} -> {}", text(&moved["journey"]), text(&moved["from"]), text(&moved["to"])));
    }
    for blocked in list(&decision["blocked"]) {
        let transition = text(&blocked["transition"]).replacen('.', " ", 1).replace("->", " -> ");
        let missing: Vec<&str> = list(&blocked["missing"]).iter().map(text).collect();
        lines.push(format!("blocked {transition} missing {}", missing.join(", ")));
    }
    for change in list(&decision["changes"]) {
        lines.push(format!(
            "sets {} {} -> {} by {}",
            text(&change["field"]),
            value(&change["before"]),
            value(&change["after"]),
            causes(&change["causes"])
        ));
    }
    for conflict in list(&decision["conflicts"]) {
        lines.push(format!(
            "conflict {} kept {} dropped {}",
            text(&conflict["field"]),
            cause(&conflict["stands"]),
            cause(&conflict["outdone"])
        ));
    }
    for change in list(&decision["scores"]) {
        let (from, to) = (&change["points_before"], &change["points_after"]);
        if from != to {
            lines.push(format!("points {} {from} -> {to}", text(&change["score"])));
        }
    }
    for notice in list(&decision["notices"]) {
        let about = match text(&notice["type"]) {
            "unknown_write" | "set_full" => format!(" {}", text(&notice["field"])),
            "stage_entered_already" => {
                let journey = text(&notice["transition"]).split('.').next().unwrap_or_default();
                format!(" {journey} {}", text(&notice["stage"]))
            }
            _ => String::new(),
        };
        lines.push(format!("notice {}{about}", text(&notice["type"])));
    }
    Ok(lines)
}

fn firing(firing: &Value) -> String {
    let mut line = format!("fires {} by {}", text(&firing["action"]), causes(&firing["causes"]));
    if firing["payload"].as_object().is_some_and(|payload| !payload.is_empty()) {
        line += &format!(" with {}", firing["payload"]);
    }
    for key in ["due", "effort"] {
        if let Some(length) = firing[key].as_str() {
            line += &format!(" {key} {length}");
        }
    }
    let assign = &firing["assign"];
    if assign.is_object() {
        line += &format!(" assign {} from {}", text(&assign["field"]), text(&assign["team"]));
        if assign["rotation"] == true {
            line += " in rotation";
        }
    }
    line
}

fn suppression(suppression: &Value) -> String {
    let what = match suppression["action"].as_str() {
        Some(action) => format!("{action} by {}", causes(&suppression["causes"])),
        None => format!("rule {}", text(&suppression["rule"])),
    };
    let reason = &suppression["reason"];
    let (kind, name) = ["channel", "purpose", "group"]
        .into_iter()
        .find_map(|kind| Some((kind, reason[kind].as_str()?)))
        .unwrap_or(("nothing", "known"));
    let unknown = if reason["unknown"].is_null() { "" } else { " unknown" };
    let mut line = format!("suppresses {what} because {kind} {name}{unknown}");
    if let Some(other) = suppression["replaced_by"].as_str() {
        line += &format!(" then {other}");
    }
    line
}

fn causes(list_of: &Value) -> String {
    list(list_of).iter().map(cause).collect::<Vec<_>>().join(" + ")
}

fn cause(cause: &Value) -> String {
    match text(&cause["type"]) {
        "input" => "input".to_owned(),
        "transition" => format!("transition {}", text(&cause["name"]).replacen('.', " ", 1)),
        kind => format!("{kind} {}", text(&cause["name"])),
    }
}

fn value(value: &Value) -> String {
    if value.is_null() { "unset".to_owned() } else { value.to_string() }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}
