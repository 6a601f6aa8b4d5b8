//! What is known of a contact.

use super::declaration::events;
use super::expression::{expr, sum};
use super::layout::{Block, Layout, Row, braces, declaration, line};
use super::small::{
    column, commas, common, duration, handled, header, labelled, member, name, optional, text, type_expr, type_inline,
};
use crate::ast::*;

pub(super) fn enumeration(found: &EnumDecl) -> Block {
    let mut head = header("enum", &found.name, None, found.label.as_ref());
    // These clauses stand in the header alone; notes on them go, and the proof sees it.
    for clause in &found.body.clauses {
        head.push(' ');
        head.push_str(&common(&clause.kind).join(" "));
    }
    braces(&head, found.members.iter().map(member).collect(), &found.body.comments, Layout::LIST)
}

/// `name "label": type = default { clauses }`
fn field(found: &Field) -> Block {
    let mut block = type_expr(&found.ty);
    let head = labelled(name(&found.name), found.label.as_ref());
    if let Some(first) = block.first_mut() {
        first.insert_str(0, &format!("{head}: "));
    }
    let default = optional("=", found.default.as_ref(), expr);
    let mut last = block.pop().unwrap_or_default();
    last.push_str(&default);
    block.extend(declaration(
        last,
        &found.body,
        Layout::SHORT,
        |_| false,
        |clause| match clause {
            FieldClause::Personal => line("personal"),
            FieldClause::Basis(basis) => line(format!("basis {}", name(basis))),
            FieldClause::Retain(time) => line(format!("retain {}", duration(time))),
            FieldClause::Source(source) => line(format!("source {}", name(source))),
            FieldClause::Common(clause) => common(clause),
        },
    ));
    block
}

fn field_row(row: &FieldRow) -> Block {
    match row {
        FieldRow::Field(found) => field(found),
        FieldRow::Common(clause) => common(clause),
    }
}

pub(super) fn contact(found: &Contact) -> Block {
    let head = labelled("contact".to_owned(), found.label.as_ref());
    declaration(head, &found.body, Layout::LINES.with_empty(), |_| false, field_row)
}

pub(super) fn object(found: &Object) -> Block {
    let head = header("object", &found.name, None, found.label.as_ref());
    declaration(head, &found.body, Layout::LINES.with_empty(), |_| false, field_row)
}

pub(super) fn event(found: &Event) -> Block {
    let mut head = format!("event {}", name(&found.name));
    if let Some(EventSubject { object, kind }) = &found.subject {
        match kind {
            EventSubjectKind::Opens => head.push_str(&format!(" opens {}", name(object))),
            EventSubjectKind::Of { by, or_opens } => {
                head.push_str(&format!(" of {}{}", name(object), optional("by", by.as_ref(), name)));
                head.push_str(if *or_opens { " or opens" } else { "" });
            }
        }
    }
    let head = labelled(head, found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::SHORT,
        |_| false,
        |row| match row {
            EventRow::Field(found) => field(found),
            EventRow::Refuse(when) => line(format!("refuse when {}", expr(when))),
            EventRow::Common(clause) => common(clause),
        },
    )
}

pub(super) fn derived(found: &Let) -> Block {
    let head = header("let", &found.name, found.subject.as_ref(), found.label.as_ref());
    let head = format!("{head} = {}", expr(&found.value));
    declaration(head, &found.body, Layout::CLAUSES, |_| false, common)
}

pub(super) fn setting(found: &Setting) -> Block {
    let head = header("setting", &found.name, None, found.label.as_ref());
    let head = format!("{head}: {} = {}", type_inline(&found.ty), expr(&found.default));
    declaration(head, &found.body, Layout::CLAUSES, |_| false, common)
}

pub(super) fn segment(found: &Segment, notes: &Notes) -> Block {
    let head = header("segment", &found.name, found.subject.as_ref(), found.label.as_ref());
    let lead = |clause: &SegmentClause| matches!(clause, SegmentClause::When(_));
    declaration(head, &found.body, Layout::CLAUSES.of(notes), lead, |clause| match clause {
        SegmentClause::When(guard) => line(format!("when {}", expr(guard))),
        SegmentClause::Expects(what) => line(format!("expects {}", text(what))),
        SegmentClause::Friction(what) => line(format!("friction {}", text(what))),
        SegmentClause::Prefers(channel) => line(format!("prefers {}", name(channel))),
        SegmentClause::Common(clause) => common(clause),
    })
}

pub(super) fn bands(found: &Bands, notes: &Notes) -> Block {
    let head = header("bands", &found.name, None, found.label.as_ref());
    let lead = |clause: &BandsClause| matches!(clause, BandsClause::Over(_));
    declaration(head, &found.body, Layout::LINES.of(notes), lead, |clause| match clause {
        BandsClause::Over(over) => line(format!("over {}", expr(over))),
        BandsClause::Band { name: band, label, test } => {
            let mut shown = labelled(name(band), label.as_ref());
            if let Some((op, value)) = test {
                shown.push_str(&format!(" {} {}", op.symbol(), sum(value)));
            }
            line(shown)
        }
        BandsClause::Common(clause) => common(clause),
    })
}

pub(super) fn table(found: &Table, notes: &Notes) -> Block {
    let head = header("table", &found.name, None, found.label.as_ref());
    let lead = |clause: &TableClause| matches!(clause, TableClause::Policy(_));
    declaration(head, &found.body, Layout::LINES.of(notes), lead, |clause| match clause {
        TableClause::Policy(TablePolicy::Unique) => line("unique"),
        TableClause::Policy(TablePolicy::First) => line("first"),
        TableClause::Policy(TablePolicy::Collect) => line("collect"),
        TableClause::Input(inputs) => line(format!("input {}", commas(inputs, expr))),
        TableClause::Output(outputs) => line(format!("output {}", commas(outputs, column))),
        TableClause::Row { cells, outputs } => {
            line(format!("row {} -> {}", commas(cells, cell), commas(outputs, expr)))
        }
        TableClause::Else(outputs) => line(format!("else -> {}", commas(outputs, expr))),
        TableClause::Common(clause) => common(clause),
    })
}

fn cell(cell: &Cell) -> String {
    if cell.tests.is_empty() {
        return "any".to_owned();
    }
    let test = |test: &CellTest| match test {
        CellTest::Value(value) => match &*value.kind {
            ExprKind::Range { .. } => expr(value),
            _ => sum(value),
        },
        CellTest::Compare(op, value) => format!("{} {}", op.symbol(), sum(value)),
        CellTest::Unset => "unset".to_owned(),
    };
    cell.tests.iter().map(test).collect::<Vec<_>>().join(" or ")
}

pub(super) fn score(found: &Score, notes: &Notes) -> Block {
    let head = header("score", &found.name, found.subject.as_ref(), found.label.as_ref());
    let lead = |clause: &ScoreClause| matches!(clause, ScoreClause::Bounds { .. });
    declaration(head, &found.body, Layout::LINES.of(notes), lead, |clause| match clause {
        ScoreClause::Bounds { low, high } => line(format!("in {}..{}", sum(low), sum(high))),
        ScoreClause::OnEvent { events: on, add, once } => {
            line(format!("on {} add {}{}", events(on), sum(add), if *once { " once" } else { "" }))
        }
        ScoreClause::Profile { when, add } => line(format!("when {} add {}", expr(when), sum(add))),
        ScoreClause::Ladder { by, steps } => {
            let step = |step: &LadderStep| format!("{} {} add {}", step.op.symbol(), sum(&step.value), sum(&step.add));
            let rows = steps.iter().map(|found| Row::plain(line(step(found)))).collect();
            braces(&format!("by {}", expr(by)), rows, &[], Layout::SHORT.with_empty())
        }
        ScoreClause::Fade { points, every } => line(format!("fade {} every {}", sum(points), duration(every))),
        ScoreClause::Common(clause) => common(clause),
    })
}

pub(super) fn mode(found: &Mode) -> Block {
    let head = header("mode", &found.name, found.subject.as_ref(), found.label.as_ref());
    declaration(
        head,
        &found.body,
        Layout::LINES,
        |_| false,
        |clause| match clause {
            ModeClause::When(guard) => line(format!("when {}", expr(guard))),
            ModeClause::From(on) => line(format!("from {}", events(on))),
            ModeClause::Until(on) => line(format!("until {}", events(on))),
            ModeClause::Suspend(what) => line(format!("suspend {}", suspensions(what))),
            ModeClause::Common(clause) => common(clause),
        },
    )
}

pub(super) fn suspensions(found: &[Suspension]) -> String {
    commas(found, |found| {
        let kind = match found.kind {
            SuspensionKind::Purpose => "purpose",
            SuspensionKind::Channel => "channel",
            SuspensionKind::Action => "action",
            SuspensionKind::Rule => "rule",
            SuspensionKind::Sequence => "sequence",
        };
        format!("{kind} {}{}", name(&found.name), handled(found.handling.as_ref()))
    })
}
