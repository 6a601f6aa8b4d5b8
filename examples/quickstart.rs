//! Eight weeks of one contact's life, decided by `blueprints/long_b2b.blueprint`.
//!
//! First the blueprint's own scenarios run. Then Dana, an engineer of a dairy, meets the company at
//! a fair; what follows is printed as a sales manager would want to read it: what was done and by
//! whom, what was held back and why, what waits and until when, where Dana stands. The clock is
//! simulated: it jumps from one input to the next, and in between to each `wake_at`.
//!
//! ```sh
//! cargo run --example quickstart
//! ```

use std::error::Error;

use crm_blueprint::calendar::{Instant, Zone};
use crm_blueprint::decide::{
    CancelReason, Cause, ChangeCause, Decision, Firing, Notice, Reason, SequenceStep, Suppression,
};
use crm_blueprint::ir::{self, Actor, CapOwner, Execution, HoursKind, Info, TeamId, Value};
use crm_blueprint::state::{Input, PlainValue, to_plain};
use crm_blueprint::{Blueprint, ContactState};

const TEXT: &str = include_str!("blueprints/long_b2b.blueprint");

fn main() -> Result<(), Box<dyn Error>> {
    let blueprint = Blueprint::parse(TEXT)?;
    let ir = blueprint.ir();
    let zone: Zone = ir.timezone.fallback.parse()?;

    println!("{}\n\nTHE SCENARIOS OF THE BLUEPRINT\n", ir.info.title());
    let tests = blueprint.test();
    let covered = if tests.coverage().is_complete() { "each set off at least once" } else { "not all of them set off" };
    let (rules, transitions, sequences) = (ir.rules.len(), ir.transitions.len(), ir.sequences.len());
    println!("{tests}; {rules} rules, {transitions} transitions and {sequences} sequence, {covered}");

    println!("\n\nEIGHT WEEKS OF DANA, ENGINEER AT A DAIRY (contact c-1042)");
    let mut dana = blueprint
        .contact("c-1042")
        .at("2026-03-02T00:00:00+01:00".parse()?)
        .set("first_name", "Dana")
        .set("company_size", 1_200)
        .set("role", "engineer")
        .build()?;
    let mut question: Option<(ContactState, Input)> = None;
    let mut timer: Option<Instant> = None;
    for input in life()? {
        // The host's one timer: what comes before the next input, by time alone.
        while let Some(wake_at) = timer.filter(|wake_at| *wake_at < input.at) {
            let decision = blueprint.decide(&dana, &Input::at(wake_at))?;
            tell(ir, zone, None, &decision);
            timer = decision.wake_at;
            dana = decision.next;
        }
        let decision = blueprint.decide(&dana, &input)?;
        tell(ir, zone, Some(&input), &decision);
        timer = decision.wake_at;
        let before = std::mem::replace(&mut dana, decision.next);
        if question.is_none() && !decision.deferred.is_empty() {
            question = Some((before, input));
        }
    }

    println!("\n\nWHAT WAITS NOW\n");
    for pending in dana.planned() {
        let what = pending.action.as_ref().map_or_else(|| pending.cause.to_string(), |action| format!("`{action}`"));
        println!("    {what}, since {}", clock(zone, pending.since));
    }
    println!("    the host's timer: {}", timer.map_or("none".to_owned(), |at| clock(zone, at)));

    // Any decision can be asked why, part by part; here the first that made something wait.
    if let Some((before, input)) = question {
        println!("\n\nWHY SO, {}?\n\n{}", clock(zone, input.at), blueprint.explain(&before, &input)?);
    }
    Ok(())
}

/// What the company's systems tell, in the order in which they tell it.
fn life() -> Result<Vec<Input>, Box<dyn Error>> {
    let at = |id: &str, time: &str| -> Result<Input, Box<dyn Error>> {
        Ok(Input::at(format!("2026-{time}:00Z").parse()?).id(id))
    };
    Ok(vec![
        at("e-1", "03-02T08:12")?.event("fair_met").with("fair", "Interpack"),
        at("e-2", "03-02T17:30")?.change("newsletter_opt_in", true),
        // Late in the evening: what follows waits for the morning.
        at("e-3", "03-03T20:40")?.event("paper_downloaded").with("title", "Clean lines").with("topic", "hygiene"),
        at("e-4", "03-04T07:30")?.event("demo_requested"),
        // The form was sent twice: the same id, so nothing happens twice.
        at("e-4", "03-04T07:31")?.event("demo_requested"),
        // The host has chosen an executive: this is how it answers a request to assign.
        at("e-5", "03-04T07:32")?.change("account_owner", "M. Keller"),
        at("e-6", "03-05T10:15")?
            .event("mail_received")
            .with("from", "mailer-daemon@dairy.example")
            .with("body", "Dana is out of the office."),
        at("e-7", "03-05T13:00")?.event("call_held").with("outcome", "interested").with("minutes", 18),
        at("e-8", "03-05T13:20")?.event("call_held").with("outcome", "interested").change("industry", "food"),
        at("e-9", "03-06T08:30")?
            .event("mail_received")
            .with("from", "dana@dairy.example")
            .with("body", "The board has decided: the tender opens in May."),
        // The web tracker was slow: this happened on Wednesday evening.
        at("e-10", "03-04T18:40")?.event("page_viewed").with("url", "/pricing/fillers"),
        at("e-11", "03-06T14:00")?.change("do_not_call", true).change("account_owner", "S. Ito"),
        at("e-12", "03-09T09:00")?.event("paper_downloaded").with("title", "Kilowatts").with("topic", "energy"),
        // The third message of nurturing within seven days: one too many.
        at("e-13", "03-10T09:00")?.event("paper_downloaded").with("title", "Clean air").with("topic", "hygiene"),
        at("e-14", "03-12T15:30")?.event("audit_booked").with("date", "2026-03-18").change("do_not_call", false),
        at("e-15", "03-20T17:30")?.event("quote_sent").with("amount", 640_000).with("discount", "0.18"),
        // Nobody says anything for weeks: the blueprint acts by itself.
        at("e-16", "04-20T08:00")?.event("contract_signed").with("starts", "2026-06-01"),
        at("e-17", "04-27T08:00")?.event("page_viewed").with("url", "/parts/belts"),
    ])
}

/// What a decision means, unless it means nothing.
fn tell(ir: &ir::Blueprint, zone: Zone, input: Option<&Input>, decision: &Decision) {
    println!();
    match input {
        Some(input) => headline(ir, zone, input, decision),
        None => println!("{}  (by time alone)", clock(zone, decision.at)),
    }
    report(ir, zone, decision);
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
fn report(ir: &ir::Blueprint, zone: Zone, decision: &Decision) {
    if decision.duplicate {
        line("again", "this was told before, under the same id: nothing follows");
    }
    if let Some(refusal) = &decision.refused {
        line("refused", &ir.events[refusal.event].info.docs.join(" "));
    }
    for step in &decision.moves {
        let from = step.from.map(|from| format!("from {} ", title(&ir.stages[from].info)));
        line("moves", &format!("{}to {}", from.unwrap_or_default(), title(&ir.stages[step.to].info)));
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
    for change in &decision.sequences {
        let what = match change.what {
            SequenceStep::Started => "begins",
            SequenceStep::Completed => "is through",
            _ => "is left",
        };
        line("steps", &format!("{} {what}", title(&ir.sequences[change.sequence].info)));
    }
    for planned in &decision.planned {
        line("planned", &format!("{} for {}", title(&ir.actions[planned.action].info), clock(zone, planned.due)));
    }
    for deferral in &decision.deferred {
        let until = deferral.until.map_or(String::new(), |until| format!(" until {}", clock(zone, until)));
        let why = reason(ir, &deferral.reason);
        line("waits", &format!("{}{until}: {why}", title(&ir.actions[deferral.action].info)));
    }
    for suppression in &decision.suppressed {
        held_back(ir, zone, suppression);
    }
    for cancelled in &decision.cancelled {
        let why = match cancelled.why {
            CancelReason::Unless(event) => format!("{} came first", title(&ir.events[event].info)),
            _ => "it is no longer wanted".to_owned(),
        };
        line("off", &format!("{}: {why}", title(&ir.actions[cancelled.action].info)));
    }
    for notice in &decision.notices {
        if let Notice::StartIgnored { sequence, .. } = notice {
            line("note", &format!("{} has begun already", title(&ir.sequences[*sequence].info)));
        }
    }
    let said = decision.duplicate || decision.refused.is_some() || !decision.blocked.is_empty();
    let waits = !decision.planned.is_empty() || !decision.deferred.is_empty() || !decision.suppressed.is_empty();
    let cooled = decision.scores.iter().any(|change| change.points_after < change.points_before);
    if cooled {
        line("cools", "interest fades: nothing has followed for a while");
    } else if !said && !waits && decision.fired.is_empty() && decision.rules.is_empty() && decision.moves.is_empty() {
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
        let field = title(&ir.fields[assign.field].info);
        let team = assign.team.map_or_else(|| "nobody known".to_owned(), |team| title(&ir.teams[team].info));
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
fn held_back(ir: &ir::Blueprint, zone: Zone, suppression: &Suppression) {
    let what = match suppression.what {
        Actor::Action(action) => title(&ir.actions[action].info),
        Actor::Rule(rule) => title(&ir.rules[rule].info),
        other => format!("{other:?}"),
    };
    let why = reason(ir, &suppression.reason);
    let ends = suppression.ends.map_or(String::new(), |ends| format!(", until {}", clock(zone, ends)));
    let instead = suppression
        .replaced_by
        .map_or(String::new(), |action| format!("; instead: {}", title(&ir.actions[action].info)));
    line("held", &format!("{what}: {why}{ends}{instead}"));
}

/// Why something does not go.
fn reason(ir: &ir::Blueprint, reason: &Reason) -> String {
    match reason {
        Reason::ChannelConsent { channel, .. } => format!("no consent to {}", title(&ir.channels[*channel].info)),
        Reason::PurposeConsent { purpose, .. } => format!("no consent to {}", title(&ir.purposes[*purpose].info)),
        Reason::Group { group, taken_by, .. } => {
            let winners: Vec<String> = taken_by.iter().map(|rule| title(&ir.rules[*rule].info)).collect();
            format!("{}; first came {}", title(&ir.groups[*group].info), winners.join(", "))
        }
        Reason::Mode { mode, .. } => title(&ir.modes[*mode].info),
        Reason::Limit { rule, .. } => format!("{} has done enough", title(&ir.rules[*rule].info)),
        Reason::Cap { cap, used, .. } => {
            let cap = &ir.caps[*cap];
            let of = match cap.of {
                CapOwner::Channel(channel) => title(&ir.channels[channel].info),
                CapOwner::Purpose(purpose) => title(&ir.purposes[purpose].info),
            };
            format!("{of}: {used} in {} are enough", cap.window)
        }
        Reason::Hours { channel, hours } => match ir.channels[*channel].hours.get(*hours).map(|hours| &hours.kind) {
            Some(HoursKind::Open(opening)) => format!("outside {}", title(&ir.openings[*opening].info)),
            _ => format!("quiet hours of {}", title(&ir.channels[*channel].info)),
        },
        other => format!("{other:?}"),
    }
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
            Cause::Sequence(sequence) => format!("the sequence \"{}\"", title(&ir.sequences[*sequence].info)),
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
