//! What is known of a contact: fields, objects, events, derived values, tables, modes.

use super::common::{columns, exprs, head, reference, references, texts};
use super::expression::test;
use super::timing::handling;
use super::{NameUse, Visitor, walk_body};
use crate::ast::*;

/// Visits the parts of a field.
pub fn walk_field<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, field: &'a Field) {
    let Field { name, label, ty, default, body } = field;
    head(visitor, name, None, label.as_ref());
    visitor.visit_type(ty);
    exprs(visitor, default);
    walk_body(visitor, body);
}

/// Visits the parts of a column or parameter.
pub fn walk_column<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, column: &'a Column) {
    let Column { name, ty } = column;
    visitor.visit_name(name, NameUse::Declared);
    visitor.visit_type(ty);
}

/// Visits what the tests of a cell compare with.
pub fn walk_cell<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, cell: &'a Cell) {
    let Cell { tests, place: _ } = cell;
    for test in tests {
        match test {
            CellTest::Value(value) | CellTest::Compare(_, value) => visitor.visit_expr(value),
            CellTest::Unset => {}
        }
    }
}

/// Visits the parts of a ladder's step.
pub fn walk_ladder_step<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, step: &'a LadderStep) {
    let LadderStep { op: _, value, add, place: _ } = step;
    exprs(visitor, [value, add]);
}

pub(super) fn enumeration<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, declared: &'a EnumDecl) {
    let EnumDecl { name, label, members, body: Body { clauses, comments } } = declared;
    head(visitor, name, None, label.as_ref());
    // Its clauses stand in the header.
    clauses.iter().for_each(|clause| visitor.visit_clause(clause.into()));
    members.iter().for_each(|member| visitor.visit_member(member));
    visitor.visit_comments(comments);
}

pub(super) fn contact<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, contact: &'a Contact) {
    let Contact { label, body } = contact;
    texts(visitor, label);
    walk_body(visitor, body);
}

pub(super) fn object<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, object: &'a Object) {
    let Object { name, label, body } = object;
    head(visitor, name, None, label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn event<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, event: &'a Event) {
    let Event { name, subject, label, body } = event;
    visitor.visit_name(name, NameUse::Declared);
    if let Some(EventSubject { object, kind }) = subject {
        reference(visitor, object);
        match kind {
            EventSubjectKind::Opens => {}
            EventSubjectKind::Of { by, or_opens: _ } => references(visitor, by),
        }
    }
    texts(visitor, label);
    walk_body(visitor, body);
}

pub(super) fn value<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, value: &'a Let) {
    let Let { name, subject, label, value, body } = value;
    head(visitor, name, subject.as_ref(), label.as_ref());
    visitor.visit_expr(value);
    walk_body(visitor, body);
}

pub(super) fn setting<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, setting: &'a Setting) {
    let Setting { name, label, ty, default, body } = setting;
    head(visitor, name, None, label.as_ref());
    visitor.visit_type(ty);
    visitor.visit_expr(default);
    walk_body(visitor, body);
}

pub(super) fn segment<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, segment: &'a Segment) {
    let Segment { name, subject, label, body } = segment;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn bands<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, bands: &'a Bands) {
    let Bands { name, label, body } = bands;
    head(visitor, name, None, label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn table<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, table: &'a Table) {
    let Table { name, label, body } = table;
    head(visitor, name, None, label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn score<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, score: &'a Score) {
    let Score { name, subject, label, body } = score;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn mode<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, mode: &'a Mode) {
    let Mode { name, subject, label, body } = mode;
    head(visitor, name, subject.as_ref(), label.as_ref());
    walk_body(visitor, body);
}

pub(super) fn field_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a FieldClause) {
    match clause {
        FieldClause::Personal => {}
        FieldClause::Basis(basis) => visitor.visit_name(basis, NameUse::Word),
        FieldClause::Retain(duration) => visitor.visit_duration(duration),
        FieldClause::Source(system) => reference(visitor, system),
        FieldClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn field_row<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, row: &'a FieldRow) {
    match row {
        FieldRow::Field(field) => visitor.visit_field(field),
        FieldRow::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn event_row<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, row: &'a EventRow) {
    match row {
        EventRow::Field(field) => visitor.visit_field(field),
        EventRow::Refuse(guard) => visitor.visit_expr(guard),
        EventRow::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn segment_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a SegmentClause) {
    match clause {
        SegmentClause::When(guard) => visitor.visit_expr(guard),
        SegmentClause::Expects(text) | SegmentClause::Friction(text) => visitor.visit_text(text),
        SegmentClause::Prefers(channel) => reference(visitor, channel),
        SegmentClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn bands_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a BandsClause) {
    match clause {
        BandsClause::Over(value) => visitor.visit_expr(value),
        BandsClause::Band { name, label, test: bound } => {
            head(visitor, name, None, label.as_ref());
            test(visitor, bound.as_ref());
        }
        BandsClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn table_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a TableClause) {
    match clause {
        TableClause::Policy(_) => {}
        TableClause::Input(values) | TableClause::Else(values) => exprs(visitor, values),
        TableClause::Output(all) => columns(visitor, all),
        TableClause::Row { cells, outputs } => {
            cells.iter().for_each(|cell| visitor.visit_cell(cell));
            exprs(visitor, outputs);
        }
        TableClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn score_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a ScoreClause) {
    match clause {
        ScoreClause::Bounds { low, high } => exprs(visitor, [low, high]),
        ScoreClause::OnEvent { events, add, once: _ } => {
            visitor.visit_event_filter(events);
            visitor.visit_expr(add);
        }
        ScoreClause::Profile { when, add } => exprs(visitor, [when, add]),
        ScoreClause::Ladder { by, steps } => {
            visitor.visit_expr(by);
            steps.iter().for_each(|step| visitor.visit_ladder_step(step));
        }
        ScoreClause::Fade { points, every } => {
            visitor.visit_expr(points);
            visitor.visit_duration(every);
        }
        ScoreClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn mode_clause<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, clause: &'a ModeClause) {
    match clause {
        ModeClause::When(guard) => visitor.visit_expr(guard),
        ModeClause::From(events) | ModeClause::Until(events) => visitor.visit_event_filter(events),
        ModeClause::Suspend(all) => suspensions(visitor, all),
        ModeClause::Common(common) => visitor.visit_common(common),
    }
}

pub(super) fn suspensions<'a, V: Visitor<'a> + ?Sized>(visitor: &mut V, all: &'a [Suspension]) {
    for Suspension { kind: _, name, handling: held } in all {
        reference(visitor, name);
        handling(visitor, held.as_ref());
    }
}
