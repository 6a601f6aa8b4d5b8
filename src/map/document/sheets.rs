//! A campaign sheet for each rule: what sets it off, for whom, what follows, what holds it back.

use std::collections::BTreeSet;

use super::heading;
use super::model::{Block, Card, Fact, Look, Rich, Row, Section, Table, Tone};
use super::things::Thing;
use super::writer::{Writer, some_fact, title};
use crate::ir::*;
use crate::map::words;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let mut blocks = Vec::new();
    for (name, wanted) in owners(writer) {
        if let Some(name) = name {
            blocks.push(heading(name));
        }
        blocks.extend(wanted.into_iter().map(|rule| Block::Card(card(writer, rule))));
    }
    blocks.extend(groups(writer));
    let lead = "A sheet for each rule: what sets it off, for whom, what follows, and what keeps it back.";
    super::section("rules", "Campaign sheets", lead, blocks)
}

/// The rules by what they are judged for: the contact first, then each object.
fn owners(writer: &Writer<'_>) -> Vec<(Option<Rich>, Vec<RuleId>)> {
    let ir = writer.ir;
    let of = |object: Option<ObjectId>| -> Vec<RuleId> {
        ir.rules.iter().filter(|(_, rule)| rule.object == object).map(|(id, _)| id).collect()
    };
    let contact = writer.contact();
    let mut all = vec![(None, of(None))];
    for id in ir.objects.ids() {
        let name = Rich::own("Each ").and(writer.link(Thing::Object(id)));
        all.push((Some(name), of(Some(id))));
    }
    all.retain(|(_, rules)| !rules.is_empty());
    if all.len() > 1
        && let Some((name @ None, _)) = all.first_mut()
    {
        *name = Some(contact);
    }
    all
}

fn card(writer: &Writer<'_>, id: RuleId) -> Card {
    let rule = &writer.ir.rules[id];
    let mut name = title(&rule.info);
    if rule.inactive {
        name = name.and_own(" ").and_mark(Tone::Warning, "inactive");
    }
    let mut blocks = writer.remarks(&rule.info);
    blocks.push(Block::Facts(entry(writer, rule)));
    blocks.push(Block::Facts(follows(writer, rule)));
    let held = held_back(writer, id, rule);
    if !held.is_empty() {
        blocks.push(Block::Facts(held));
    }
    let around = around(writer, id, rule);
    if !around.is_empty() {
        blocks.push(Block::Facts(around));
    }
    Card { anchor: writer.anchor(Thing::Rule(id)), title: name, blocks }
}

/// What sets it off, and for whom.
fn entry(writer: &Writer<'_>, rule: &Rule) -> Vec<Fact> {
    let mut facts = Vec::new();
    some_fact(&mut facts, "Entry", [writer.trigger(&rule.trigger)]);
    some_fact(&mut facts, "In stage", [writer.stages(&rule.stages)]);
    some_fact(&mut facts, "If", rule.guard.into_iter().flat_map(|guard| writer.conditions(guard)));
    let asked = rule.guard.into_iter().chain(rule.trigger.filter()).chain(match rule.trigger {
        Trigger::Becoming { guard, .. } => Some(guard),
        _ => None,
    });
    let segments = writer.segments_of(asked).into_iter().map(Thing::Segment);
    some_fact(&mut facts, "Segment", [writer.links(segments)]);
    let active = match (rule.active_from, rule.active_until) {
        (Some(from), Some(until)) => Some(format!("from {from} to {until}")),
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (None, None) => None,
    };
    some_fact(&mut facts, "Active", active.map(Rich::own));
    facts
}

/// What follows.
fn follows(writer: &Writer<'_>, rule: &Rule) -> Vec<Fact> {
    let mut facts = Vec::new();
    some_fact(&mut facts, "Then", writer.consequences(&rule.calls, &rule.effects, &rule.starts));
    for variant in &rule.split {
        let name = Rich::own("Branch ").and_text(&variant.name).and_own(format!(", {}", words::share(variant.share)));
        let values = if variant.calls.is_empty() { vec![Rich::own("nothing")] } else { writer.calls(&variant.calls) };
        facts.push(Fact { name, values });
    }
    facts
}

/// All actions that a rule may ask for, each once.
fn actions_of(rule: &Rule) -> BTreeSet<ActionId> {
    let split = rule.split.iter().flat_map(|variant| &variant.calls);
    rule.calls.iter().chain(split).map(|call| call.action).collect()
}

/// What keeps it back: consent, caps and hours, modes, its own limits.
fn held_back(writer: &Writer<'_>, id: RuleId, rule: &Rule) -> Vec<Fact> {
    let actions = actions_of(rule);
    let mut facts = Vec::new();
    some_fact(&mut facts, "Unless", (!rule.unless.is_empty()).then(|| writer.filters(&rule.unless)));
    some_fact(&mut facts, "As long as", rule.during.map(|during| writer.expr(during)));
    let mut excluded = Vec::new();
    if let Some(limit) = &rule.limit {
        excluded.push(writer.limit(limit));
    }
    if let Some(group) = rule.group {
        excluded.push(Rich::own("in the group ").and(writer.link(Thing::Group(group))));
    }
    if rule.holdout > 0 {
        excluded.push(Rich::own(format!("{} of contacts are left out to compare with", words::share(rule.holdout))));
    }
    if rule.each {
        excluded.push(Rich::own("planned again though the action waits already"));
    }
    some_fact(&mut facts, "Limits", excluded);
    let mut suspended: Vec<Suspended> = vec![Suspended::Rule(id)];
    suspended.extend(actions.iter().copied().map(Suspended::Action));
    some_fact(&mut facts, "Suspended by", [writer.suspended_by(&suspended, &actions)]);
    let told = |action: &ActionId| writer.restraint_of(*action);
    let restraint: Vec<Rich> = distinct(actions.iter().flat_map(told));
    some_fact(&mut facts, "Consent, caps, hours", restraint);
    facts
}

/// Who answers for it, what it is measured and tested by.
fn around(writer: &Writer<'_>, id: RuleId, rule: &Rule) -> Vec<Fact> {
    let ir = writer.ir;
    let mut facts = Vec::new();
    let priority = (rule.priority != 0).then(|| Rich::own(format!("{} (higher goes first)", rule.priority)));
    some_fact(&mut facts, "Priority", priority);
    facts.extend(writer.responsibilities(&rule.responsibilities));
    let channels: BTreeSet<ChannelId> = actions_of(rule).into_iter().map(|action| ir.actions[action].channel).collect();
    let broken = match rule.trigger {
        Trigger::Breach(sla) => Some(sla),
        _ => None,
    };
    let stages: BTreeSet<StageId> = rule.stages.iter().copied().collect();
    some_fact(&mut facts, "Measured by", [writer.kpis_about(&stages, &channels, broken)]);
    some_fact(
        &mut facts,
        "Tested by",
        [writer.tests_of(Thing::Rule(id), actions_of(rule).into_iter().map(Thing::Action))],
    );
    facts
}

/// The same lines once.
pub(super) fn distinct(lines: impl IntoIterator<Item = Rich>) -> Vec<Rich> {
    let mut all: Vec<Rich> = Vec::new();
    for line in lines {
        if !all.contains(&line) {
            all.push(line);
        }
    }
    all
}

/// The conflict sets, with their rules.
fn groups(writer: &Writer<'_>) -> Vec<Block> {
    let ir = writer.ir;
    let row = |id: GroupId| {
        let group = &ir.groups[id];
        let how = if group.exactly { "exactly" } else { "at most" };
        let mut name = vec![title(&group.info)];
        name.extend(writer.remarks_cell(&group.info));
        let rules = writer.users.groups.get(&id).into_iter().flatten().copied();
        let owner = writer.all_roles(&group.responsibilities);
        Row {
            anchor: Some(writer.anchor(Thing::Group(id))),
            divides: false,
            cells: vec![name, vec![Rich::own(format!("{how} {}", group.at_most))], vec![writer.links(rules)], owner],
        }
    };
    let rows: Vec<Row> = ir.groups.ids().map(row).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let table = Table {
        caption: Rich::own("Groups: so many of their rules act at one moment"),
        look: Look::Rows,
        head: ["Group", "How many act", "Rules", "Answers for it"].map(Rich::own).into(),
        rows,
    };
    vec![heading(Rich::own("Rules that exclude each other")), Block::Table(table)]
}
