//! Derived values, settings, lists of values.

use super::heading;
use super::model::{Block, Look, Rich, Row, Section, Table};
use super::things::Thing;
use super::writer::{Writer, title};
use crate::ir::*;

pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut blocks = Vec::new();
    let shown = |thing: &Thing| matches!(thing, Thing::Let(_));
    let rows = writer.all.iter().copied().filter(shown).map(|thing| derived(writer, thing)).collect();
    add(&mut blocks, "Derived values", "Each value that is computed, with how", &["Value", "Is"], rows);
    let rows = ir.settings.ids().map(|id| setting(writer, id)).collect();
    add(&mut blocks, "Settings", "Each constant that can be set", &["Setting", "Holds", "Unless another is set"], rows);
    let enums = writer.all.iter().copied().filter(|thing| matches!(thing, Thing::Enum(_)));
    let rows = enums.map(|thing| list(writer, thing)).collect();
    add(&mut blocks, "Lists of values", "Each list with its values, in their order", &["List", "Values"], rows);
    let lead = "What is computed from what we know, what can be set, and what a field can be.";
    super::section("values", "Derived values, settings and lists", lead, blocks)
}

fn add(blocks: &mut Vec<Block>, name: &str, caption: &str, head: &[&str], rows: Vec<Row>) {
    if !rows.is_empty() {
        blocks.push(heading(Rich::own(name)));
        let head = head.iter().map(|&name| Rich::own(name)).collect();
        blocks.push(Block::Table(Table { caption: Rich::own(caption), look: Look::Rows, head, rows }));
    }
}

fn derived(writer: &Writer<'_>, thing: Thing) -> Row {
    let mut name = vec![title(thing.info(writer.ir))];
    let mut is = Vec::new();
    if let Thing::Let(id) = thing {
        let value = &writer.ir.lets[id];
        name.extend(writer.object(value.object).map(|object| Rich::own("of ").and(object)));
        is.push(writer.expr(value.value));
    }
    name.extend(writer.remarks_cell(thing.info(writer.ir)));
    Row { anchor: Some(writer.anchor(thing)), divides: false, cells: vec![name, is] }
}

fn setting(writer: &Writer<'_>, id: SettingId) -> Row {
    let setting = &writer.ir.settings[id];
    let mut name = vec![title(&setting.info)];
    name.extend(writer.remarks_cell(&setting.info));
    let cells = vec![name, vec![writer.type_of(setting.ty)], vec![writer.value(&setting.default)]];
    Row { anchor: Some(writer.anchor(Thing::Setting(id))), divides: false, cells }
}

fn list(writer: &Writer<'_>, thing: Thing) -> Row {
    let mut name = vec![title(thing.info(writer.ir))];
    name.extend(writer.remarks_cell(thing.info(writer.ir)));
    let mut values = Vec::new();
    if let Thing::Enum(id) = thing {
        for member in &writer.ir.enums[id].members {
            let more = Rich::joined(writer.remarks_cell(&member.info), "; ");
            values.push(title(&member.info).and_some(": ", (!more.is_empty()).then_some(more)));
        }
    }
    Row { anchor: Some(writer.anchor(thing)), divides: false, cells: vec![name, values] }
}
