//! Judges a case.

mod lines;
mod migration;

use crm_blueprint::load::MemoryLoader;
use crm_blueprint::{Blueprint, ContactState, Decision, Input, Options, Snapshot, format};
use serde_json::{Map, Value, json};

use crate::corpus_runner::case::{Case, lines};
use crate::naive;

use lines::decision_lines;

type Outcome = Result<(), String>;

/// Judges all that the case expects.
pub fn run(case: &Case) -> Outcome {
    let mut text = case.section("blueprint").unwrap_or_default().to_owned();
    if !text.lines().any(|line| line.trim_start().starts_with("blueprint ")) {
        text.push_str("\nblueprint corpus\n");
    }
    check(case, &text)?;
    if let Some(expected) = case.section("print") {
        let printed = format::format(&text).map_err(|error| error.to_string())?;
        let printed = printed.replace("blueprint corpus\n", "");
        same("print", expected.trim(), printed.trim())?;
    }
    let with_values = match case.section("values") {
        Some(values) => text.clone() + &probes(values)?,
        None => text.clone(),
    };
    let needs_engine = case.sections.iter().any(|section| {
        ["state", "state error", "values", "input", "scenarios", "becomes"].contains(&section.name.as_str())
    });
    if !needs_engine {
        return Ok(());
    }
    let blueprint = Blueprint::parse_with("case.blueprint", &with_values, &options(case))
        .map_err(|error| format!("it does not check:\n{error}"))?;
    let state = first_state(case, &blueprint);
    if let Some(expected) = case.section("state error") {
        return match state {
            Ok(_) => Err("the state was taken".to_owned()),
            Err(found) => words_in_order(expected, &found),
        };
    }
    let state = state?;
    if let Some(values) = case.section("values") {
        judge_values(case, values, &blueprint, &state)?;
    }
    migration::judge(case, &blueprint, &state)?;
    steps(case, &blueprint, state)?;
    if let Some(expected) = case.section("scenarios") {
        scenarios(expected, &blueprint)?;
    }
    Ok(())
}

/// The files of the case are what its blueprint may import; without any there is no loader.
fn options(case: &Case) -> Options {
    let files: Vec<(&str, &str)> = case.files().collect();
    if files.is_empty() { Options::new() } else { Options::new().loader(MemoryLoader::from_iter(files)) }
}

fn check(case: &Case, text: &str) -> Outcome {
    let (_, report, sources) = Blueprint::check_with("case.blueprint", text, &options(case));
    let found: Vec<(String, String)> = report
        .diagnostics()
        .iter()
        .map(|diagnostic| {
            let place = diagnostic.span.and_then(|span| sources.line_column(span));
            let place = place.map_or_else(|| "-".to_owned(), |at| format!("{}:{}", at.line, at.column));
            // A place in another file than the blueprint's own is said with its path.
            let file = diagnostic.span.map(|span| span.file).filter(|file| file.0 > 0);
            let file =
                file.and_then(|file| sources.get(file)).map_or_else(String::new, |file| format!("{}:", file.name()));
            let place = file + &place;
            let words = format!(
                "{}\n{}\n{}\n{}",
                diagnostic.message,
                diagnostic.label,
                diagnostic.help.as_deref().unwrap_or_default(),
                diagnostic.related.iter().map(|label| label.message.as_str()).collect::<Vec<_>>().join("\n")
            );
            (format!("{} {place}", diagnostic.code), words)
        })
        .collect();
    let all = || found.iter().map(|(head, words)| format!("{head} {words}")).collect::<Vec<_>>().join("\n");
    let Some(expected) = case.section("diagnostics") else {
        return if report.has_errors() { Err(format!("unexpected diagnostics:\n{}", all())) } else { Ok(()) };
    };
    let expected: Vec<&str> = lines(expected).collect();
    if expected.len() != found.len() {
        return Err(format!("expected {} diagnostics, found {}:\n{}", expected.len(), found.len(), all()));
    }
    for (line, (head, words)) in expected.iter().zip(&found) {
        let rest = line.strip_prefix(head.as_str());
        let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(' ')) else {
            return Err(format!("expected `{line}`, found:\n{}", all()));
        };
        if !words.contains(rest.trim()) {
            return Err(format!("`{}` does not occur in:\n{head} {words}", rest.trim()));
        }
    }
    Ok(())
}

fn first_state(case: &Case, blueprint: &Blueprint) -> Result<ContactState, String> {
    let Some(text) = case.section("state") else {
        let clock = "2026-03-02T09:00:00Z".parse().map_err(|error| format!("{error}"))?;
        return blueprint.contact("c1").at(clock).build().map_err(|errors| errors.to_string());
    };
    let mut stored = String::from(text.trim());
    // What the case leaves out is put in as text, so that wrong JSON reaches the engine as it stands.
    for (key, value) in [
        ("contact", json!("c1")),
        ("version", json!(blueprint.ir().version)),
        ("blueprint", json!(blueprint.ir().info.name)),
    ] {
        if !text.contains(&format!("\"{key}\"")) {
            let rest = stored.trim_start().strip_prefix('{').ok_or("a state is a JSON object")?.trim_start();
            let comma = if rest.starts_with('}') { "" } else { "," };
            stored = format!("{{\"{key}\":{value}{comma}{rest}");
        }
    }
    blueprint.contact_from_json(&stored).map_err(|errors| errors.to_string())
}

/// Declarations that make each expression the payload of an action.
fn probes(values: &str) -> Result<String, String> {
    let mut text = String::from("\nchannel corpus_channel internal\nevent corpus_probe\n");
    for (index, line) in lines(values).enumerate() {
        let (expression, _) = line.rsplit_once("=>").ok_or_else(|| format!("`{line}` has no `=>`"))?;
        text.push_str(&format!(
            "action corpus_value_{index} {{ channel corpus_channel automated with {{ value: {expression} }} }}\n\
             rule corpus_rule_{index} {{ on corpus_probe do corpus_value_{index} }}\n"
        ));
    }
    Ok(text)
}

fn judge_values(case: &Case, values: &str, blueprint: &Blueprint, state: &ContactState) -> Outcome {
    let input = Input::at(state.clock()).event("corpus_probe");
    let decision = blueprint.decide(state, &input).map_err(|errors| errors.to_string())?;
    if case.alone.is_none() {
        let expected = decision_lines(&decision, state.clock())?.join("\n");
        let mut contact = naive::Contact::read(blueprint.ir(), &state.snapshot());
        naively(blueprint, &mut contact, &input, &decision, &expected)?;
    }
    let decision = serde_json::to_value(&decision).map_err(|error| error.to_string())?;
    for (index, line) in lines(values).enumerate() {
        let (expression, expected) = line.rsplit_once("=>").ok_or_else(|| format!("`{line}` has no `=>`"))?;
        let action = format!("corpus_value_{index}");
        let firings = decision["fired"].as_array().ok_or("a decision has `fired`")?;
        let firing = firings.iter().find(|firing| firing["action"] == action.as_str());
        let found = &firing.ok_or_else(|| format!("no value for `{expression}`"))?["payload"]["value"];
        let expected = match expected.trim() {
            "unknown" => Value::Null,
            json => serde_json::from_str(json).map_err(|error| format!("`{json}`: {error}"))?,
        };
        if *found != expected {
            return Err(format!("`{}` is {found}, not {expected}", expression.trim()));
        }
    }
    Ok(())
}

fn steps(case: &Case, blueprint: &Blueprint, first: ContactState) -> Outcome {
    let mut state = first;
    // It can't read every state that it can't judge.
    let read = || naive::Contact::read(blueprint.ir(), &state.snapshot());
    let mut contact = case.alone.is_none().then(read);
    let mut input = Input::at(state.clock());
    for section in &case.sections {
        match section.name.as_str() {
            "input" => {
                let at = state.clock().checked_add_milliseconds(1000).ok_or("the clock is at its end")?;
                let mut text = section.text.trim().to_owned();
                if !text.contains("\"at\"") {
                    let rest = text.strip_prefix('{').ok_or("an input is a JSON object")?.trim_start().to_owned();
                    let comma = if rest.starts_with('}') { "" } else { "," };
                    text = format!("{{\"at\":\"{at}\"{comma}{rest}");
                }
                match serde_json::from_str::<Input>(&text) {
                    Ok(read) => input = read,
                    Err(error) => {
                        let expected = case.section("input error").ok_or_else(|| error.to_string())?;
                        return words_in_order(expected, &error.to_string());
                    }
                }
            }
            "decision" => {
                let decision = blueprint.decide(&state, &input).map_err(|errors| errors.to_string())?;
                let found = decision_lines(&decision, state.clock())?;
                let expected = lines(&section.text).collect::<Vec<_>>().join("\n");
                same("decision", &expected, &found.join("\n"))?;
                if let Some(contact) = &mut contact {
                    naively(blueprint, contact, &input, &decision, &expected)?;
                }
                state = decision.next.clone();
                if restored(blueprint, &state)? != state {
                    return Err("the next state does not survive being stored".to_owned());
                }
            }
            "input error" => match blueprint.decide(&state, &input) {
                Ok(_) => return Err("the input was taken".to_owned()),
                Err(found) => {
                    words_in_order(&section.text, &found.to_string())?;
                    if contact.as_ref().is_some_and(|contact| naive::decide(blueprint.ir(), contact, &input).is_some())
                    {
                        return Err("the naive engine took the input".to_owned());
                    }
                }
            },
            "next" => {
                let expected: Value = serde_json::from_str(&section.text).map_err(|error| error.to_string())?;
                let found = serde_json::to_value(state.snapshot()).map_err(|error| error.to_string())?;
                members(&expected, &found, "next")?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The second engine decides the same.
fn naively(
    blueprint: &Blueprint,
    contact: &mut naive::Contact,
    input: &Input,
    decision: &Decision,
    expected: &str,
) -> Outcome {
    let answer = naive::decide(blueprint.ir(), contact, input);
    let answer = answer.ok_or("the naive engine did not take the input")?;
    let next = naive::Contact::read(blueprint.ir(), &decision.next.snapshot());
    if answer.too_far {
        // More minutes than it walks in a test: from here on it goes with the crate's state.
        *contact = next;
        return Ok(());
    }
    let expected: Vec<&str> = expected.lines().filter(|line| !line.starts_with("wake")).collect();
    same("the naive engine's decision", &expected.join("\n"), &answer.lines.join("\n"))?;
    let (next, own) = (next.write(blueprint.ir()), answer.next.write(blueprint.ir()));
    *contact = answer.next;
    same("the naive engine's next state", &next.to_string(), &own.to_string())
}

fn restored(blueprint: &Blueprint, state: &ContactState) -> Result<ContactState, String> {
    let text = serde_json::to_string(&state.snapshot()).map_err(|error| error.to_string())?;
    same("the state's own JSON", &text, &serde_json::to_string(state).map_err(|error| error.to_string())?)?;
    let snapshot: Snapshot = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    let restored = blueprint.restore(&snapshot).map_err(|errors| errors.to_string())?;
    let at_once = blueprint.contact_from_json(&text).map_err(|errors| errors.to_string())?;
    if at_once == restored { Ok(restored) } else { Err("read at once, the state is another".to_owned()) }
}

fn members(expected: &Value, found: &Value, path: &str) -> Outcome {
    if let (Value::Object(expected), Value::Object(found)) = (expected, found) {
        let empty = Map::new();
        let found = if found.is_empty() { &empty } else { found };
        for (key, value) in expected {
            members(value, found.get(key).unwrap_or(&Value::Null), &format!("{path}.{key}"))?;
        }
        return Ok(());
    }
    if expected == found { Ok(()) } else { Err(format!("{path} is {found}, not {expected}")) }
}

fn scenarios(expected: &str, blueprint: &Blueprint) -> Outcome {
    let report = blueprint.test();
    if expected.trim() == "pass" {
        if report.scenarios.is_empty() {
            return Err("there is no scenario".to_owned());
        }
        return if report.passed() { Ok(()) } else { Err(report.to_string()) };
    }
    let failures = report.scenarios.iter().flat_map(|result| &result.failures);
    let found: Vec<(u32, String)> =
        failures.map(|failure| (failure.place.as_ref().map_or(0, |place| place.line), failure.to_string())).collect();
    let expected: Vec<&str> = lines(expected).collect();
    if expected.len() != found.len() {
        return Err(format!("expected {} failures:\n{report}", expected.len()));
    }
    for (line, (at, text)) in expected.iter().zip(&found) {
        let rest = line.strip_prefix("fail ").ok_or("a line is `fail LINE words`")?;
        let (number, words) = rest.split_once(' ').unwrap_or((rest, ""));
        if number != at.to_string() || !text.contains(words.trim()) {
            return Err(format!("expected `{line}`:\n{report}"));
        }
    }
    Ok(())
}

fn same(what: &str, expected: &str, found: &str) -> Outcome {
    if expected == found {
        return Ok(());
    }
    Err(format!("{what} differs\n--- expected\n{expected}\n--- found\n{found}\n---"))
}

fn words_in_order(expected: &str, found: &str) -> Outcome {
    let mut rest = found;
    for words in lines(expected) {
        let at = rest.find(words).ok_or_else(|| format!("`{words}` does not occur (in order) in:\n{found}"))?;
        rest = &rest[at + words.len()..];
    }
    Ok(())
}
