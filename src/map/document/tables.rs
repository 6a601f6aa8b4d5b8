//! Segments, bands, scores and decision tables.

use super::model::{Block, Card, Look, Rich, Row, Section, Table};
use super::things::Thing;
use super::writer::{Writer, fact, some_fact, title};
use super::{grid, heading, say};
use crate::ir::{Blueprint, Comparison, ExprId, ExprKind, LetId, ScoreId, SegmentId, TableId, TablePolicy};
use crate::map::words;

/// Who there is: segments, the bands that they rest on, scores.
pub(super) fn segments(writer: &Writer<'_>) -> Section {
    let ir = writer.ir;
    let mut blocks = Vec::new();
    let rows: Vec<Row> = ir.segments.ids().map(|id| segment(writer, id)).collect();
    if !rows.is_empty() {
        blocks.push(heading(Rich::own("Segments")));
        blocks.push(Block::Table(Table {
            caption: Rich::own("Each segment with who is in it, what they expect and what bothers them"),
            look: Look::Wide,
            head: ["Segment", "Who is in it", "What they expect", "What bothers them", "Answers for it"]
                .map(Rich::own)
                .into(),
            rows,
        }));
    }
    let matrices = grid::segments(writer);
    if !matrices.is_empty() {
        blocks.push(heading(Rich::own("Matrix of segments")));
        blocks.extend(matrices.into_iter().map(Block::Table));
    }
    let rows: Vec<Row> = ir.bands.ids().map(|id| band(writer, id)).collect();
    if !rows.is_empty() {
        blocks.push(heading(Rich::own("Bands")));
        blocks.push(Block::Table(Table {
            caption: Rich::own("Of each, the first band that fits holds"),
            look: Look::Rows,
            head: ["Bands", "Over", "From first to last"].map(Rich::own).into(),
            rows,
        }));
    }
    if !ir.scores.is_empty() {
        blocks.push(heading(Rich::own("Scores")));
        blocks.extend(ir.scores.ids().map(|id| Block::Card(score(writer, id))));
    }
    let lead = "Who our contacts are to us, and how that is told from what we know of them.";
    super::section("segments", "Segments and scores", lead, blocks)
}

fn segment(writer: &Writer<'_>, id: SegmentId) -> Row {
    let segment = &writer.ir.segments[id];
    let mut name = vec![title(&segment.info)];
    name.extend(writer.object(segment.object).map(|object| Rich::own("of ").and(object)));
    name.extend(segment.prefers.map(|channel| Rich::own("prefers ").and(writer.channel(channel))));
    name.extend(writer.remarks_cell(&segment.info));
    Row {
        anchor: Some(writer.anchor(Thing::Segment(id))),
        divides: false,
        cells: vec![
            name,
            writer.conditions(segment.when),
            segment.expects.iter().map(|one| Rich::text(one)).collect(),
            segment.friction.iter().map(|one| Rich::text(one)).collect(),
            writer.all_roles(&segment.responsibilities),
        ],
    }
}

fn band(writer: &Writer<'_>, id: crate::ir::BandsId) -> Row {
    let ir = writer.ir;
    let bands = &ir.bands[id];
    let value = &ir.lets[bands.value];
    let mut name = vec![title(&value.info)];
    name.extend(writer.object(value.object).map(|object| Rich::own("of ").and(object)));
    name.extend(writer.remarks_cell(&value.info));
    let over = match ir.exprs[bands.over].kind {
        ExprKind::Let(over) if ir.lets[over].info.name.contains('.') => ir.lets[over].value,
        _ => bands.over,
    };
    let mut bins = Vec::new();
    if let ExprKind::Choose { cases, otherwise, .. } = &ir.exprs[value.value].kind {
        for case in cases {
            let bound = match &ir.exprs[case.test].kind {
                ExprKind::Compare { op, right, .. } => {
                    Rich::own(format!("{} ", say::comparison(*op))).and(writer.expr(*right))
                }
                _ => writer.expr(case.test),
            };
            bins.push(writer.expr(case.value).and_own(": ").and(bound));
        }
        bins.extend(otherwise.map(|rest| writer.expr(rest).and_own(": the rest")));
    }
    Row {
        anchor: Some(writer.anchor(Thing::Bands(id))),
        divides: false,
        cells: vec![name, vec![writer.expr(over)], bins],
    }
}

fn score(writer: &Writer<'_>, id: ScoreId) -> Card {
    let score = &writer.ir.scores[id];
    let mut blocks = writer.remarks(&score.info);
    let mut facts = Vec::new();
    some_fact(&mut facts, "Of", writer.object(score.object));
    facts.push(fact("Between", [Rich::own(format!("{} and {}", score.low, score.high))]));
    let fade =
        score.fade.map(|fade| Rich::own(format!("points of events fade by {} every {}", fade.points, fade.every)));
    some_fact(&mut facts, "Fades", fade);
    facts.extend(writer.responsibilities(&score.responsibilities));
    blocks.push(Block::Facts(facts));
    let mut rows = Vec::new();
    for points in &score.events {
        let events = writer.links(points.events.iter().map(|&event| Thing::Event(event)));
        let when = events.and_some(" where ", points.filter.map(|test| writer.expr(test)));
        let when = if points.once { when.and_own(" (only the first time)") } else { when };
        rows.push(plain_row(vec![vec![Rich::own("each time")], vec![when], vec![writer.expr(points.points)]]));
    }
    for (place, ladder) in score.profile.iter().enumerate() {
        for step in &ladder.steps {
            let kind = if ladder.steps.len() > 1 {
                format!("as long as (the first that holds, ladder {})", place.saturating_add(1))
            } else {
                "as long as".to_owned()
            };
            rows.push(plain_row(vec![
                vec![Rich::own(kind)],
                vec![writer.expr(step.test)],
                vec![writer.expr(step.points)],
            ]));
        }
    }
    blocks.push(Block::Table(Table {
        caption: Rich::own("Points of ").and_text(score.info.title()),
        look: Look::Decision,
        head: ["When", "What gives points", "Points"].map(Rich::own).into(),
        rows,
    }));
    Card { anchor: writer.anchor(Thing::Score(id)), title: title(&score.info), blocks }
}

fn plain_row(cells: Vec<super::model::Cell>) -> Row {
    Row { anchor: None, divides: false, cells }
}

/// The decision tables.
pub(super) fn chapter(writer: &Writer<'_>) -> Section {
    let mut blocks = Vec::new();
    for id in writer.ir.tables.ids() {
        blocks.push(Block::Card(decision(writer, id)));
    }
    let lead = "What is decided by looking it up: conditions on the left, results on the right.";
    super::section("tables", "Decision tables", lead, blocks)
}

fn decision(writer: &Writer<'_>, id: TableId) -> Card {
    let ir = writer.ir;
    let table = &ir.tables[id];
    let mut blocks = writer.remarks(&table.info);
    let mut facts = vec![fact(
        "Which row counts",
        [Rich::own(match table.policy {
            TablePolicy::Unique => "the one that fits: there is never more than one",
            TablePolicy::First => "the first that fits",
            TablePolicy::Collect => "all that fit",
        })],
    )];
    facts.extend(writer.responsibilities(&table.responsibilities));
    blocks.push(Block::Facts(facts));
    blocks.extend(grid::decision(writer, id).map(Block::Table));
    let mut head = vec![Rich::own("Row")];
    head.extend(table.inputs.iter().map(|&input| writer.expr(input)));
    head.extend(table.outputs.iter().map(|&output| Rich::own("→ ").and_text(&column(ir, output))));
    let mut rows = Vec::new();
    for (place, row) in table.rows.iter().enumerate() {
        let mut cells = vec![vec![Rich::own(place.saturating_add(1).to_string())]];
        for (&input, cell) in table.inputs.iter().zip(&row.cells) {
            cells.push(vec![cell.map_or_else(|| Rich::own("any"), |test| tested(writer, test, input))]);
        }
        cells.extend(table.outputs.iter().map(|&value| vec![output(writer, value, Some(place))]));
        rows.push(plain_row(cells));
    }
    if table.otherwise {
        let mut cells = vec![vec![Rich::own("else")]];
        cells.extend(table.inputs.iter().map(|_| vec![Rich::own("any")]));
        cells.extend(table.outputs.iter().map(|&value| vec![output(writer, value, None)]));
        rows.push(plain_row(cells));
    }
    let caption = Rich::own("Rows of ").and_text(table.info.title());
    blocks.push(Block::Table(Table { caption, look: Look::Decision, head, rows }));
    Card { anchor: writer.anchor(Thing::Table(id)), title: title(&table.info), blocks }
}

/// What an output is called in its table.
pub(super) fn column(ir: &Blueprint, output: LetId) -> String {
    let info = &ir.lets[output].info;
    match &info.label {
        Some(label) => label.clone(),
        None => info.name.rsplit('.').next().unwrap_or(&info.name).to_owned(),
    }
}

/// What an output is in a row; of no row, where none fits.
pub(super) fn output(writer: &Writer<'_>, output: LetId, place: Option<usize>) -> Rich {
    let ir = writer.ir;
    let (ExprKind::Choose { cases, otherwise, .. } | ExprKind::Collect { cases, otherwise }) =
        &ir.exprs[ir.lets[output].value].kind
    else {
        return Rich::own("?");
    };
    let value = match place {
        Some(place) => cases.get(place).map(|case| case.value),
        None => *otherwise,
    };
    value.map_or_else(|| Rich::own("unknown"), |value| writer.expr(value))
}

/// The test of a cell without what its column says already.
fn tested(writer: &Writer<'_>, test: ExprId, input: ExprId) -> Rich {
    let ir = writer.ir;
    match &ir.exprs[test].kind {
        ExprKind::Compare { op, left, right } if *left == input => {
            let value = writer.expr(*right);
            if *op == Comparison::Equal { value } else { Rich::own(format!("{} ", say::comparison(*op))).and(value) }
        }
        ExprKind::OneOf { value, elements } if *value == input => {
            Rich::joined(elements.iter().map(|&element| writer.expr(element)), " or ")
        }
        ExprKind::Between { value, low, high } if *value == input => {
            writer.expr(*low).and_own(" to ").and(writer.expr(*high))
        }
        ExprKind::Or(parts) => Rich::joined(parts.iter().map(|&part| tested(writer, part, input)), " or "),
        _ => Rich::said(words::expr(ir, test)),
    }
}
