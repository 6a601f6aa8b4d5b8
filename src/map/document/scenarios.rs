//! The test cases that stand in the blueprint.

use super::model::{Block, Look, Rich, Row, Section, Table};
use super::say;
use super::things::Thing;
use super::writer::Writer;
use crate::ir::*;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let rows: Vec<Row> = writer.ir.scenarios.ids().map(|id| scenario(writer, id)).collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(Table {
            caption: Rich::own("Test cases: the tool runs each of them"),
            look: Look::Rows,
            head: ["Case", "Cases in it", "Things that happen", "Things that are checked"].map(Rich::own).into(),
            rows,
        }));
    }
    super::section("tests", "Test cases", "What must be so, as the blueprint itself says it.", blocks)
}

fn scenario(writer: &Writer<'_>, id: ScenarioId) -> Row {
    let scenario = &writer.ir.scenarios[id];
    let mut name = vec![Rich::text(scenario.info.title())];
    name.extend(writer.remarks_cell(&scenario.info));
    let count = |wanted: fn(&ScenarioLineKind) -> bool| scenario.lines.iter().filter(|line| wanted(&line.kind)).count();
    let happens = count(|line| matches!(line, ScenarioLineKind::When { .. }));
    let checked = count(|line| matches!(line, ScenarioLineKind::Then(_) | ScenarioLineKind::ThenFor { .. }));
    Row {
        anchor: Some(writer.anchor(Thing::Scenario(id))),
        divides: false,
        cells: vec![
            name,
            vec![Rich::own(say::counted(scenario.rows.len().max(1), "case", "cases"))],
            vec![Rich::own(happens.to_string())],
            vec![Rich::own(checked.to_string())],
        ],
    }
}
