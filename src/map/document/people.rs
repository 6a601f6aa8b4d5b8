//! Teams, and who answers for what: RACI.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Block, Cell, Look, Rich, Row, Section, Table};
use super::things::Thing;
use super::writer::{Writer, title};
use super::{heading, say};
use crate::ir::*;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let matrices = matrices(writer);
    let mut blocks = Vec::new();
    let teams = teams(writer);
    if !teams.rows.is_empty() {
        blocks.push(heading(Rich::own("Teams")));
        blocks.push(Block::Table(teams));
    }
    if !matrices.is_empty() {
        blocks.push(heading(Rich::own("Who answers for what")));
        blocks.push(Block::Paragraph(Rich::own(
            "R does the work, A answers for it, C is asked before, I is told after.",
        )));
        blocks.extend(matrices.into_iter().map(Block::Table));
    }
    super::section("people", "People", "Who acts, with how much time, and who answers for what.", blocks)
}

fn teams(writer: &Writer<'_>) -> Table {
    let ir = writer.ir;
    let owned = |id: TeamId| {
        let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
        for &thing in &writer.all {
            if responsibilities(ir, thing).is_some_and(|of| of.responsible.contains(&id)) {
                let count = counts.entry(thing.kind()).or_default();
                *count = count.saturating_add(1);
            }
        }
        let parts: Vec<String> =
            counts.into_iter().map(|(kind, number)| say::counted(number, kind, &plural(kind))).collect();
        if parts.is_empty() { Vec::new() } else { vec![Rich::own(parts.join(", "))] }
    };
    let row = |id: TeamId| {
        let team = &ir.teams[id];
        let mut name = vec![title(&team.info)];
        name.extend(writer.remarks_cell(&team.info));
        let capacity = team.capacity.as_ref();
        let capacity = capacity.map(|capacity| Rich::own(format!("{} in each {}", capacity.time, one(capacity))));
        Row {
            anchor: Some(writer.anchor(Thing::Team(id))),
            divides: false,
            cells: vec![name, capacity.into_iter().collect(), owned(id), writer.all_roles(&team.responsibilities)],
        }
    };
    Table {
        caption: Rich::own("Each team with its working time and what it owns"),
        look: Look::Rows,
        head: ["Team", "Working time", "Owns", "Answers for it"].map(Rich::own).into(),
        rows: ir.teams.ids().map(row).collect(),
    }
}

/// `week` for 7 days.
fn one(capacity: &Capacity) -> String {
    let text = capacity.per.to_string();
    match text.as_str() {
        "7 days" => "week".to_owned(),
        _ => text.strip_prefix("1 ").map_or(text.clone(), str::to_owned),
    }
}

fn plural(kind: &str) -> String {
    match kind {
        "bands" | "opening hours" => kind.to_owned(),
        "list of values" => "lists of values".to_owned(),
        _ => format!("{kind}s"),
    }
}

/// Who answers for a thing, where that can be said.
pub(super) fn responsibilities(ir: &Blueprint, thing: Thing) -> Option<&Responsibilities> {
    Some(match thing {
        Thing::Journey(id) => &ir.journeys[id].responsibilities,
        Thing::Extension(id, place) => &ir.journeys[id].extensions.get(place)?.responsibilities,
        Thing::Stage(id) => &ir.stages[id].responsibilities,
        Thing::Transition(id) => &ir.transitions[id].responsibilities,
        Thing::Sequence(id) => &ir.sequences[id].responsibilities,
        Thing::Rule(id) => &ir.rules[id].responsibilities,
        Thing::Action(id) => &ir.actions[id].responsibilities,
        Thing::Group(id) => &ir.groups[id].responsibilities,
        Thing::Sla(id) => &ir.slas[id].responsibilities,
        Thing::Table(id) => &ir.tables[id].responsibilities,
        Thing::Segment(id) => &ir.segments[id].responsibilities,
        Thing::Score(id) => &ir.scores[id].responsibilities,
        Thing::Channel(id) => &ir.channels[id].responsibilities,
        Thing::Purpose(id) => &ir.purposes[id].responsibilities,
        Thing::Mode(id) => &ir.modes[id].responsibilities,
        Thing::Opening(id) => &ir.openings[id].responsibilities,
        Thing::Team(id) => &ir.teams[id].responsibilities,
        Thing::Kpi(id) => &ir.kpis[id].responsibilities,
        Thing::System(id) => &ir.systems[id].responsibilities,
        Thing::Flow(id) => &ir.flows[id].responsibilities,
        Thing::Object(id) => &ir.objects[id].responsibilities,
        Thing::Event(id) => &ir.events[id].responsibilities,
        Thing::Bands(_)
        | Thing::Field(_)
        | Thing::Enum(_)
        | Thing::Let(_)
        | Thing::Setting(_)
        | Thing::Scenario(_)
        | Thing::Term(_) => return None,
    })
}

/// A matrix for each journey, one for what is done, one for all else.
fn matrices(writer: &Writer<'_>) -> Vec<Table> {
    let ir = writer.ir;
    let mut parts: Vec<(Rich, Vec<Thing>)> = Vec::new();
    for id in super::journeys::in_order(ir) {
        let journey = &ir.journeys[id];
        let mut things = vec![Thing::Journey(id)];
        things.extend((0..journey.extensions.len()).map(|place| Thing::Extension(id, place)));
        things.extend(journey.stages.iter().map(|&stage| Thing::Stage(stage)));
        things.extend(journey.transitions.iter().map(|&transition| Thing::Transition(transition)));
        parts.push((Rich::own("Journey “").and_text(journey.info.title()).and_own("”"), things));
    }
    let (mut work, mut rest) = (Vec::new(), Vec::new());
    for &thing in &writer.all {
        match thing {
            Thing::Journey(_) | Thing::Extension(..) | Thing::Stage(_) | Thing::Transition(_) => {}
            Thing::Sequence(_) | Thing::Rule(_) | Thing::Action(_) => work.push(thing),
            _ => rest.push(thing),
        }
    }
    parts.push((Rich::own("Actions, rules and sequences"), work));
    parts.push((Rich::own("All else"), rest));
    parts.into_iter().filter_map(|(caption, things)| matrix(writer, caption, &things)).collect()
}

fn matrix(writer: &Writer<'_>, caption: Rich, things: &[Thing]) -> Option<Table> {
    let ir = writer.ir;
    let told: Vec<(Thing, &Responsibilities)> = things
        .iter()
        .filter_map(|&thing| Some((thing, responsibilities(ir, thing)?)))
        .filter(|(_, of)| **of != Responsibilities::default())
        .collect();
    let mut teams: BTreeSet<TeamId> = BTreeSet::new();
    for (_, of) in &told {
        teams.extend([&of.responsible, &of.accountable, &of.consulted, &of.informed].into_iter().flatten().copied());
    }
    let derived = told.iter().any(|(_, of)| !of.derived.is_empty());
    if told.is_empty() {
        return None;
    }
    let mut head = vec![Rich::own("")];
    head.extend(teams.iter().map(|&team| writer.link(Thing::Team(team))));
    if derived {
        head.push(Rich::own("found by a table"));
    }
    let mut rows = Vec::new();
    let mut kind = "";
    let several = told.iter().any(|(thing, _)| told.first().is_some_and(|(first, _)| first.kind() != thing.kind()));
    for (thing, of) in &told {
        if several && thing.kind() != kind {
            kind = thing.kind();
            rows.push(Row { anchor: None, divides: true, cells: vec![vec![Rich::own(capital(&plural(kind)))]] });
        }
        let mut cells: Vec<Cell> = vec![vec![named(writer, *thing)]];
        cells.extend(teams.iter().map(|&team| letters(of, team)));
        if derived {
            let one = |one: &DerivedRole| {
                Rich::own(format!("{} ", letter(one.role))).and(Rich::text(&ir.lets[one.teams].info.name))
            };
            cells.push(of.derived.iter().map(one).collect());
        }
        rows.push(Row { anchor: None, divides: false, cells });
    }
    Some(Table { caption, look: Look::Matrix, head, rows })
}

/// A link to a thing; to a transition by its stages, of which it has no label.
fn named(writer: &Writer<'_>, thing: Thing) -> Rich {
    match thing {
        Thing::Transition(id) => {
            let transition = &writer.ir.transitions[id];
            writer.stages(&transition.sources).and_own(" → ").and(writer.link(Thing::Stage(transition.target)))
        }
        Thing::Flow(id) => {
            let flow = &writer.ir.flows[id];
            writer.link(Thing::System(flow.from)).and_own(" → ").and(writer.link(Thing::System(flow.to)))
        }
        other => writer.link(other),
    }
}

fn letters(of: &Responsibilities, team: TeamId) -> Cell {
    let roles = [
        (Role::Responsible, &of.responsible),
        (Role::Accountable, &of.accountable),
        (Role::Consulted, &of.consulted),
        (Role::Informed, &of.informed),
    ];
    let has: Vec<&str> =
        roles.into_iter().filter(|(_, teams)| teams.contains(&team)).map(|(role, _)| letter(role)).collect();
    if has.is_empty() { Vec::new() } else { vec![Rich::own(has.join(" "))] }
}

const fn letter(role: Role) -> &'static str {
    match role {
        Role::Responsible => "R",
        Role::Accountable => "A",
        Role::Consulted => "C",
        Role::Informed => "I",
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
