//! Data flows: the systems, what each is right about, and what goes from one to another.

use super::{Chart, ChartKind, Edge, Line, LineKind, Node, Shape, clean, titled};
use crate::ir::{Blueprint, FieldId, Flow, Id, SystemId};
use crate::map::words;

/// The chart of all systems and flows; none where there are no systems.
pub(super) fn chart(ir: &Blueprint) -> Option<Chart> {
    if ir.systems.is_empty() {
        return None;
    }
    let order = order(ir);
    let place = |id: SystemId| order.iter().position(|&one| one == id).unwrap_or(0);
    let nodes = order.iter().map(|&id| system(ir, id)).collect();
    let edges = ir
        .flows
        .values()
        .map(|flow| {
            let (from, to) = (place(flow.from), place(flow.to));
            Edge { from, to, labels: vec![clean(&carried(ir, flow))], back: to < from, implied: false, arrow: true }
        })
        .collect();
    let flows: Vec<String> = ir
        .flows
        .values()
        .map(|flow| {
            let title = |id: SystemId| words::title(ir.systems.get(id).map(|system| &system.info));
            clean(&format!("{} to {}, {}", title(flow.from), title(flow.to), carried(ir, flow)))
        })
        .collect();
    Some(Chart {
        id: "data_flows".to_owned(),
        kind: ChartKind::DataFlows,
        title: "Data flows".to_owned(),
        description: format!("Flows: {}.", if flows.is_empty() { "none".to_owned() } else { flows.join("; ") }),
        lanes: Vec::new(),
        nodes,
        edges,
        notes: Vec::new(),
    })
}

fn system(ir: &Blueprint, id: SystemId) -> Node {
    let system = &ir.systems[id];
    let mut lines = Vec::new();
    if !system.responsibilities.responsible.is_empty() {
        let text = clean(&words::teams(ir, &system.responsibilities.responsible));
        lines.push(Line { kind: LineKind::Owner, text });
    }
    let right: Vec<FieldId> =
        ir.fields.iter().filter(|(_, field)| field.governance.source == Some(id)).map(|(id, _)| id).collect();
    if !right.is_empty() {
        lines.push(Line { kind: LineKind::Master, text: clean(&fields(ir, &right)) });
    }
    Node { shape: Shape::System, title: titled(&system.info), lines, lane: None, inside: None }
}

fn fields(ir: &Blueprint, ids: &[FieldId]) -> String {
    let titles: Vec<&str> = ids.iter().map(|&id| words::title(ir.fields.get(id).map(|field| &field.info))).collect();
    titles.join(", ")
}

/// `Name, Turnover; every 1 day`
fn carried(ir: &Blueprint, flow: &Flow) -> String {
    let ids: Vec<FieldId> = flow.carries.iter().map(|one| one.field).collect();
    let mut text = match &flow.info.label {
        Some(label) if ids.is_empty() => label.clone(),
        Some(label) => format!("{label}: {}", fields(ir, &ids)),
        None if ids.is_empty() => "data".to_owned(),
        None => fields(ir, &ids),
    };
    if let Some(every) = flow.every {
        text.push_str(&format!(" (every {every})"));
    }
    text
}

/// The systems, so that most flows lead from one to a later one.
fn order(ir: &Blueprint) -> Vec<SystemId> {
    let mut order = Vec::new();
    let mut open: Vec<SystemId> = ir.systems.ids().collect();
    while !open.is_empty() {
        // That to which the fewest flows lead from those that are left, and from which the most do.
        let weight = |id: SystemId| {
            let from = ir.flows.values().filter(|flow| flow.from == id && open.contains(&flow.to)).count();
            let to = ir.flows.values().filter(|flow| flow.to == id && open.contains(&flow.from)).count();
            (to, usize::MAX - from, id.index())
        };
        let Some(next) = open.iter().copied().min_by_key(|&id| weight(id)) else { break };
        open.retain(|&id| id != next);
        order.push(next);
    }
    order
}
