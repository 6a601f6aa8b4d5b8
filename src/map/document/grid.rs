//! Matrices: segments over bands (RFM), decision tables of two inputs with few values each.

use std::collections::BTreeSet;

use super::model::{Cell, Look, Rich, Row, Table};
use super::things::Thing;
use super::writer::Writer;
use crate::ir::*;

/// More cells than this are no matrix that anybody reads.
const LARGEST: usize = 64;

/// What is known of a value: the expression that reads it, and which of its members it is.
type Known = (Read, u32);

/// What reads a value of few members.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Read {
    Let(LetId),
    Expr(ExprId),
}

/// Whether a condition holds, as far as that follows from what is known. Other segments are not looked into.
fn holds(ir: &Blueprint, id: ExprId, known: &[Known]) -> Option<bool> {
    match &ir.exprs[id].kind {
        ExprKind::Literal(Value::Bool(value)) => Some(*value),
        ExprKind::Not(part) => holds(ir, *part, known).map(|value| !value),
        ExprKind::And(parts) => all(parts.iter().map(|&part| holds(ir, part, known))),
        ExprKind::Or(parts) => all(parts.iter().map(|&part| holds(ir, part, known).map(|value| !value))).map(|no| !no),
        ExprKind::Compare { op: op @ (Comparison::Equal | Comparison::NotEqual), left, right } => {
            let equal = member(ir, *left, known)? == member(ir, *right, known)?;
            Some(equal == (*op == Comparison::Equal))
        }
        ExprKind::OneOf { value, elements } => {
            let value = member(ir, *value, known)?;
            let elements: Option<Vec<u32>> = elements.iter().map(|&element| member(ir, element, known)).collect();
            Some(elements?.contains(&value))
        }
        _ => None,
    }
}

/// Kleene's and.
fn all(parts: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut result = Some(true);
    for part in parts {
        match part {
            Some(false) => return Some(false),
            Some(true) => {}
            None => result = None,
        }
    }
    result
}

/// The member that an expression is: a constant, or a value that is known.
fn member(ir: &Blueprint, id: ExprId, known: &[Known]) -> Option<u32> {
    let own = match &ir.exprs[id].kind {
        ExprKind::Literal(Value::Member(_, index)) => return Some(*index),
        ExprKind::Let(value) => Read::Let(*value),
        _ => Read::Expr(id),
    };
    known.iter().find(|(read, _)| *read == own || *read == Read::Expr(id)).map(|(_, index)| *index)
}

/// The labels of a value's members; `None` where it has no list of them.
fn members(ir: &Blueprint, ty: Type) -> Option<Vec<Rich>> {
    match ty.scalar {
        Scalar::Enum(id) if !ty.set => {
            Some(ir.enums[id].members.iter().map(|member| Rich::text(member.info.title())).collect())
        }
        _ => None,
    }
}

/// The places of members, as values of members are written.
fn places(members: &[Rich]) -> impl Iterator<Item = (u32, &Rich)> {
    (0_u32..).zip(members)
}

/// The segments that are told by bands, laid over two of them; over a third one, a matrix for each of its members.
pub(super) fn segments(writer: &Writer<'_>) -> Vec<Table> {
    let ir = writer.ir;
    let mut tables = Vec::new();
    let objects: BTreeSet<Option<ObjectId>> = ir.segments.values().map(|segment| segment.object).collect();
    for object in objects {
        let mut axes: Vec<(LetId, Vec<Rich>)> = Vec::new();
        let mut told: Vec<SegmentId> = Vec::new();
        for (id, segment) in ir.segments.iter().filter(|(_, segment)| segment.object == object) {
            let read = lets_of(ir, segment.when);
            let bands: Vec<LetId> =
                ir.bands.values().map(|bands| bands.value).filter(|value| read.contains(value)).collect();
            if bands.is_empty() {
                continue;
            }
            told.push(id);
            for value in bands {
                let of = members(ir, ir.exprs[ir.lets[value].value].ty);
                if let (Some(of), false) = (of, axes.iter().any(|(own, _)| *own == value)) {
                    axes.push((value, of));
                }
            }
        }
        axes.sort_by_key(|(value, _)| *value);
        let cells = axes.iter().take(3).fold(1_usize, |cells, (_, of)| cells.saturating_mul(of.len()));
        if axes.len() < 2 || cells > LARGEST {
            continue;
        }
        tables.extend(segment_tables(writer, &axes, &told));
    }
    tables
}

fn segment_tables(writer: &Writer<'_>, axes: &[(LetId, Vec<Rich>)], told: &[SegmentId]) -> Vec<Table> {
    let ir = writer.ir;
    let [(first, rows), (second, columns), more @ ..] = axes else { return Vec::new() };
    let third: Vec<Option<(LetId, u32, &Rich)>> = match more {
        [] => vec![None],
        [(value, of), ..] => places(of).map(|(place, name)| Some((*value, place, name))).collect(),
    };
    let mut tables = Vec::new();
    for third in third {
        let named = |value: LetId| Rich::text(ir.lets[value].info.title());
        let mut caption = named(*first).and_own(" by ").and(named(*second));
        if let Some((value, _, name)) = third {
            caption = caption.and_own(", where ").and(named(value)).and_own(" is “").and(name.clone()).and_own("”");
        }
        let mut head = vec![Rich::own("↓ ").and(named(*first)).and_own(" · → ").and(named(*second))];
        head.extend(columns.iter().cloned());
        let row = |(row, name): (u32, &Rich)| {
            let cell = |(column, _): (u32, &Rich)| -> Cell {
                let mut known = vec![(Read::Let(*first), row), (Read::Let(*second), column)];
                known.extend(third.map(|(value, place, _)| (Read::Let(value), place)));
                let found = told.iter().filter_map(|&id| match holds(ir, ir.segments[id].when, &known) {
                    Some(true) => Some(writer.link(Thing::Segment(id))),
                    Some(false) => None,
                    None => Some(writer.link(Thing::Segment(id)).and_own(" (in part)")),
                });
                let found: Cell = found.collect();
                if found.is_empty() { vec![Rich::own("–")] } else { found }
            };
            let mut cells = vec![vec![name.clone()]];
            cells.extend(places(columns).map(cell));
            Row { anchor: None, divides: false, cells }
        };
        tables.push(Table { caption, look: Look::Matrix, head, rows: places(rows).map(row).collect() });
    }
    tables
}

/// The derived values that a condition reads itself.
fn lets_of(ir: &Blueprint, root: ExprId) -> BTreeSet<LetId> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        let kind = &ir.exprs[id].kind;
        if let ExprKind::Let(value) = kind {
            found.insert(*value);
        }
        for_each_part(kind, |part| open.push(part));
    }
    found
}

/// A decision table of two inputs that have few values each, as a matrix of its outputs.
pub(super) fn decision(writer: &Writer<'_>, id: TableId) -> Option<Table> {
    let ir = writer.ir;
    let table = &ir.tables[id];
    let [first, second] = table.inputs[..] else { return None };
    let rows = members(ir, ir.exprs[first].ty)?;
    let columns = members(ir, ir.exprs[second].ty)?;
    if rows.len().saturating_mul(columns.len()) > LARGEST {
        return None;
    }
    let mut body = Vec::new();
    for (row, name) in places(&rows) {
        let mut cells = vec![vec![name.clone()]];
        for (column, _) in places(&columns) {
            let known = [(read(ir, first), row), (read(ir, second), column)];
            cells.push(outcome(writer, table, &known)?);
        }
        body.push(Row { anchor: None, divides: false, cells });
    }
    let (down, across) = (writer.expr(first), writer.expr(second));
    let mut head = vec![Rich::own("↓ ").and(down.clone()).and_own(" · → ").and(across.clone())];
    head.extend(columns);
    let outputs = table.outputs.iter().map(|&output| Rich::own(super::tables::column(ir, output)));
    let caption = Rich::joined(outputs, " · ").and_own(", by ").and(down).and_own(" and ").and(across);
    Some(Table { caption, look: Look::Matrix, head, rows: body })
}

fn read(ir: &Blueprint, id: ExprId) -> Read {
    match ir.exprs[id].kind {
        ExprKind::Let(value) => Read::Let(value),
        _ => Read::Expr(id),
    }
}

/// What a table gives for two values; `None` where that can't be said.
fn outcome(writer: &Writer<'_>, table: &Table_, known: &[Known]) -> Option<Cell> {
    let ir = writer.ir;
    let mut matching = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        if holds(ir, row.test, known)? {
            matching.push(Some(place));
            if table.policy != TablePolicy::Collect {
                break;
            }
        }
    }
    if matching.is_empty() && table.otherwise {
        matching.push(None);
    }
    let told = |place: Option<usize>| {
        let values = table.outputs.iter().map(|&output| super::tables::output(writer, output, place));
        Rich::joined(values, " · ")
    };
    let cell: Cell = matching.into_iter().map(told).collect();
    Some(if cell.is_empty() { vec![Rich::own("–")] } else { cell })
}

/// The table of the blueprint, beside that of the document.
type Table_ = crate::ir::Table;
