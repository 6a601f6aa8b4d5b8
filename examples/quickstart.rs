//! A week of one contact's life, decided by `blueprints/long_b2b.blueprint`.
//!
//! First the blueprint's own scenarios run. Then Dana, an engineer of a dairy, meets the company at
//! a fair; what follows is printed as a sales manager would want to read it: what was done and by
//! whom, what was held back and why, where Dana stands.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::error::Error;

use crm_blueprint::Blueprint;
use crm_blueprint::calendar::{Instant, Zone};
use crm_blueprint::decide::{Cause, ChangeCause, Decision, Firing, Reason, Suppression};
use crm_blueprint::ir::{self, Actor, Execution, Info, TeamId, Value};
use crm_blueprint::state::{Input, PlainValue, to_plain};

const TEXT: &str = include_str!("blueprints/long_b2b.blueprint");

fn main() -> Result<(), Box<dyn Error>> {
    let blueprint = Blueprint::parse(TEXT)?;
    let ir = blueprint.ir();
    let zone: Zone = ir.timezone.fallback.parse()?;

    println!("{}\n\nTHE SCENARIOS OF THE BLUEPRINT\n", ir.info.title());
    let tests = blueprint.test();
    let covered = if tests.coverage().is_complete() { "each set off at least once" } else { "not all of them set off" };
    println!("{tests}; {} rules and {} transitions, {covered}", ir.rules.len(), ir.transitions.len());

    println!("\n\nA WEEK OF DANA, ENGINEER AT A DAIRY (contact c-1042)");
    let mut dana = blueprint
        .contact("c-1042")
        .at("2026-03-02T00:00:00+01:00".parse()?)
        .set("first_name", "Dana")
        .set("company_size", 1_200)
        .set("role", "engineer")
        .build()?;
    let mut question = None;
    for input in week()? {
        let decision = blueprint.decide(&dana, &input)?;
        println!();
        headline(ir, zone, &input, &decision);
        report(ir, &decision);
        let before = std::mem::replace(&mut dana, decision.next);
        if question.is_none() && !decision.suppressed.is_empty() {
            question = Some((before, input));
        }
    }

    // Any decision can be asked why, part by part; here the first that held something back.
    if let Some((before, input)) = question {
        println!("\n\nWHY SO, {}?\n\n{}", clock(zone, input.at), blueprint.explain(&before, &input)?);
    }
    Ok(())
}

/// What the company's systems tell, in the order in which they tell it.
fn week() -> Result<Vec<Input>, Box<dyn Error>> {
    let at = |id: &str, time: &str| -> Result<Input, Box<dyn Error>> {
        Ok(Input::at(format!("2026-03-{time}:00+01:00").parse()?).id(id))
    };
    Ok(vec![
        at("e-1", "02T09:12")?.event("fair_met").with("fair", "Interpack"),
        at("e-2", "02T18:30")?.change("newsletter_opt_in", true),
        at("e-3", "03T10:05")?.event("paper_downloaded").with("title", "Clean lines").with("topic", "hygiene"),
        at("e-4", "04T08:30")?.event("demo_requested"),
        // The form was sent twice: the same id, so nothing happens twice.
        at("e-4", "04T08:31")?.event("demo_requested"),
        // The host has chosen an executive: this is how it answers a request to assign.
        at("e-5", "04T08:32")?.change("account_owner", "M. Keller"),
        at("e-6", "05T11:15")?
            .event("mail_received")
            .with("from", "mailer-daemon@dairy.example")
            .with("body", "Dana is out of the office."),
        at("e-7", "05T14:00")?.event("call_held").with("outcome", "interested").with("minutes", 18),
        at("e-8", "05T14:20")?.event("call_held").with("outcome", "interested").change("industry", "food"),
        at("e-9", "06T09:30")?
            .event("mail_received")
            .with("from", "dana@dairy.example")
            .with("body", "The board has decided: the tender opens in May."),
        // The web tracker was slow: this happened on Wednesday evening.
        at("e-10", "04T19:40")?.event("page_viewed").with("url", "/pricing/fillers"),
        at("e-11", "06T15:00")?.change("do_not_call", true).change("account_owner", "S. Ito"),
    ])
}

/// When, and what happened.
fn headline(ir: &ir::Blueprint, zone: Zone, input: &Input, decision: &Decision) {
    let mut parts = Vec::new();
    if let Some(event) = &input.event {
        let declared = ir.events.values().find(|declared| declared.info.name == event.name);
        let title = declared.map_or(event.name.clone(), |declared| title(&declared.info));
        let payload: Vec<String> =
            event.payload.iter().map(|(name, value)| format!("{name}: {}", plain(value))).collect();
        parts.push(if payload.is_empty() { title } else { format!("{title} ({})", payload.join(", ")) });
    }
    for (name, value) in &input.changes {
        let field = ir.fields.values().find(|field| field.info.name == *name);
        parts.push(format!("{}: {}", field.map_or(name.clone(), |field| title(&field.info)), plain(value)));
    }
    println!("{}  {}", clock(zone, decision.at), parts.join("; "));
    if decision.late {
        line("late", &format!("it happened {} and is told only now", clock(zone, input.at)));
    }
}

/// What followed, and where the contact stands.
fn report(ir: &ir::Blueprint, decision: &Decision) {
    if decision.duplicate {
        line("again", "this was told before, under the same id: nothing follows");
    }
    if let Some(refusal) = &decision.refused {
        line("refused", &ir.events[refusal.event].info.docs.join(" "));
    }
    for step in &decision.moves {
        let (from, to) = (title(&ir.stages[step.from].info), title(&ir.stages[step.to].info));
        line("moves", &format!("from {from} to {to}"));
    }
    for blocked in &decision.blocked {
        let missing: Vec<String> = blocked.missing.iter().map(|field| title(&ir.fields[*field].info)).collect();
        let target = title(&ir.stages[ir.transitions[blocked.transition].target].info);
        line("waits", &format!("can't become {target} yet: {} is not known", missing.join(", ")));
    }
    for change in &decision.changes {
        // What the input itself says stands in the headline.
        if change.causes.iter().any(|cause| *cause != ChangeCause::Input) {
            let after = change.after.as_ref().map_or("unknown".to_owned(), |value| words(ir, value));
            line("notes", &format!("{}: {after}", title(&ir.fields[change.field].info)));
        }
    }
    for firing in &decision.fired {
        fired(ir, firing);
    }
    for suppression in &decision.suppressed {
        held_back(ir, suppression);
    }
    let settled = decision.duplicate || decision.refused.is_some() || !decision.blocked.is_empty();
    if !settled && decision.rules.is_empty() && decision.moves.is_empty() {
        line("", "nothing to do");
    }
    let stage = ir.stages.values().find(|stage| decision.next.stage("cycle") == Some(&stage.info.name));
    let maturity = decision.next.points("maturity").unwrap_or_default();
    line("stands", &format!("{}, maturity {maturity}", stage.map_or(String::new(), |stage| title(&stage.info))));
}

/// What is sent by a system, or to be done by a person.
fn fired(ir: &ir::Blueprint, firing: &Firing) {
    let (name, channel) = (title(&ir.actions[firing.action].info), title(&ir.channels[firing.channel].info));
    let owners = teams(ir, &firing.owners);
    match firing.execution {
        Execution::Automated => line("done", &format!("{name} ({channel}), for {owners}")),
        Execution::Human => {
            let due = firing.due.map_or(String::new(), |due| format!(", within {due}"));
            let effort = firing.effort.map_or(String::new(), |effort| format!(", about {effort}"));
            line("task", &format!("{name} ({channel}): {owners}{due}{effort}"));
        }
    }
    if let Some(assign) = &firing.assign {
        let (field, team) = (title(&ir.fields[assign.field].info), title(&ir.teams[assign.team].info));
        line("", &format!("  choose: {field}, from {team}{}", if assign.rotation { ", in rotation" } else { "" }));
    }
    let payload: Vec<String> = firing
        .payload
        .iter()
        .map(|(name, value)| {
            format!("{name}: {}", value.as_ref().map_or("unknown".to_owned(), |value| words(ir, value)))
        })
        .collect();
    if !payload.is_empty() {
        line("", &format!("  with {}", payload.join(", ")));
    }
    line("", &format!("  because of {}", causes(ir, &firing.causes)));
}

/// What would have been done, and what stood in its way.
fn held_back(ir: &ir::Blueprint, suppression: &Suppression) {
    let what = match suppression.what {
        Actor::Action(action) => title(&ir.actions[action].info),
        Actor::Rule(rule) => title(&ir.rules[rule].info),
        other => format!("{other:?}"),
    };
    let why = match &suppression.reason {
        Reason::ChannelConsent { channel, .. } => format!("no consent to {}", title(&ir.channels[*channel].info)),
        Reason::PurposeConsent { purpose, .. } => format!("no consent to {}", title(&ir.purposes[*purpose].info)),
        Reason::Group { group, taken_by, .. } => {
            let winners: Vec<String> = taken_by.iter().map(|rule| title(&ir.rules[*rule].info)).collect();
            format!("{}; first came {}", title(&ir.groups[*group].info), winners.join(", "))
        }
        other => format!("{other:?}"),
    };
    let instead = suppression
        .replaced_by
        .map_or(String::new(), |action| format!("; instead: {}", title(&ir.actions[action].info)));
    line("held", &format!("{what}: {why}{instead}"));
}

/// Whatever asked for an action.
fn causes(ir: &ir::Blueprint, causes: &[Cause]) -> String {
    let causes: Vec<String> = causes
        .iter()
        .map(|cause| match cause {
            Cause::Rule(rule) => format!("the rule \"{}\"", title(&ir.rules[*rule].info)),
            Cause::Transition(transition) => {
                format!("becoming {}", title(&ir.stages[ir.transitions[*transition].target].info))
            }
            other => format!("{other:?}"),
        })
        .collect();
    causes.join(" and ")
}

fn teams(ir: &ir::Blueprint, teams: &[TeamId]) -> String {
    let names: Vec<String> = teams.iter().map(|team| title(&ir.teams[*team].info)).collect();
    names.join(", ")
}

/// The label, or the name in plain words.
fn title(info: &Info) -> String {
    info.label.clone().unwrap_or_else(|| info.name.replace('_', " "))
}

fn words(ir: &ir::Blueprint, value: &Value) -> String {
    match value {
        Value::Member(id, member) => {
            ir.enums[*id].members.get(*member as usize).map_or(String::new(), |member| title(&member.info))
        }
        value => plain(&to_plain(ir, value)),
    }
}

fn plain(value: &PlainValue) -> String {
    match value {
        PlainValue::Null => "unknown".to_owned(),
        PlainValue::Bool(true) => "yes".to_owned(),
        PlainValue::Bool(false) => "no".to_owned(),
        PlainValue::Int(number) => number.to_string(),
        PlainValue::Decimal(number) => number.to_string(),
        PlainValue::Text(text) => text.clone(),
        PlainValue::List(values) => values.iter().map(plain).collect::<Vec<_>>().join(", "),
    }
}

fn clock(zone: Zone, at: Instant) -> String {
    zone.local(at).format("%a %-d %b %H:%M").to_string()
}

fn line(head: &str, text: &str) {
    println!("    {head:<8} {text}");
}
