//! What is done, by whom, through what.

use super::model::{Block, Look, Rich, Row, Section, Table};
use super::things::Thing;
use super::writer::{Writer, title};
use crate::ir::*;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut rows = Vec::new();
    for channel in ir.channels.ids() {
        let own: Vec<ActionId> =
            ir.actions.iter().filter(|(_, action)| action.channel == channel).map(|(id, _)| id).collect();
        if own.is_empty() {
            continue;
        }
        rows.push(Row { anchor: None, divides: true, cells: vec![vec![writer.channel(channel)]] });
        rows.extend(own.into_iter().map(|id| row(writer, id)));
    }
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Rich::own("Actions by channel"),
            look: Look::Wide,
            head: ["Action", "Done by", "Why and how", "Carries and changes", "Asked for by"].map(Rich::own).into(),
            rows,
        }));
    }
    let lead = "Everything that is sent or done, with who does it and what asks for it.";
    super::section("actions", "Actions", lead, blocks)
}

fn row(writer: &Writer<'_>, id: ActionId) -> Row {
    let action = &writer.ir.actions[id];
    let mut name = vec![title(&action.info)];
    name.extend(writer.object(action.object).map(|object| Rich::own("for ").and(object)));
    name.extend(writer.remarks_cell(&action.info));

    let mut by = vec![writer.execution(action.execution)];
    by.extend(writer.all_roles(&action.responsibilities));
    by.extend(action.effort.map(|effort| Rich::own("Effort: ").and(writer.expr(effort))));
    by.extend(action.due.map(|due| Rich::own("Due within ").and(writer.expr(due))));

    let mut why = Vec::new();
    why.extend(action.purpose.map(|purpose| Rich::own("Purpose: ").and(writer.link(Thing::Purpose(purpose)))));
    why.extend(action.personalization.as_deref().map(|how| Rich::own("Personalization: ").and_text(how)));
    why.extend(action.otherwise.map(|other| Rich::own("Held back, instead: ").and(writer.link(Thing::Action(other)))));

    let mut carries = Vec::new();
    if !action.with.is_empty() {
        carries.push(Rich::own("With ").and(writer.payload(&action.with)));
    }
    carries.extend(writer.consequences(&[], &action.effects, &action.starts));
    if let Some(assign) = &action.assign {
        let team = match assign.team {
            AssignFrom::Team(team) => writer.link(Thing::Team(team)),
            AssignFrom::Derived(value) => writer.derived_value(value),
        };
        let text = Rich::own("assign ").and(writer.link(Thing::Field(assign.field))).and_own(" from ").and(team);
        carries.push(if assign.rotation { text.and_own(", in turn") } else { text });
    }

    let askers: Vec<Thing> = writer.users.actions.get(&id).into_iter().flatten().copied().collect();
    let mut asked: Vec<Rich> = askers.into_iter().map(|thing| asker(writer, thing)).collect();
    if asked.is_empty() {
        asked.push(Rich::own("nothing"));
    }
    Row { anchor: Some(writer.anchor(Thing::Action(id))), divides: false, cells: vec![name, by, why, carries, asked] }
}

/// What asks for an action, with what it is where that is no rule.
fn asker(writer: &Writer<'_>, thing: Thing) -> Rich {
    match thing {
        Thing::Rule(_) => writer.link(thing),
        Thing::Transition(id) => {
            let transition = &writer.ir.transitions[id];
            let name = writer.stages(&transition.sources).and_own(" → ");
            name.and(writer.link(Thing::Stage(transition.target)))
        }
        Thing::Action(_) => Rich::own("instead of ").and(writer.link(thing)),
        other => Rich::own(format!("{} ", other.kind())).and(writer.link(other)),
    }
}
