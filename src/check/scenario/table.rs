//! `for each`: columns, and a row of constants for each run.

use indexmap::IndexMap;

use super::super::context::Checker;
use super::super::types::type_of;
use crate::ast::{self, ScenarioLine as Line};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// A lowered table.
pub(super) struct Table {
    pub(super) columns: Vec<ScenarioColumn>,
    pub(super) rows: Vec<ScenarioRow>,
    /// The columns as expressions name them.
    pub(super) names: Vec<(String, Option<Type>)>,
}

/// The table of a scenario; one empty row without one.
pub(super) fn lower(checker: &mut Checker<'_>, scenario: &ast::Scenario) -> Table {
    let found = scenario.body.clauses.iter().find_map(|clause| match &clause.kind {
        Line::ForEach { columns, rows } => Some((clause.place.0, columns, rows)),
        _ => None,
    });
    let Some((span, columns, rows)) = found else {
        let row = ScenarioRow { values: Vec::new(), span: scenario.label.place.0 };
        return Table { columns: Vec::new(), rows: vec![row], names: Vec::new() };
    };
    columns_differ(checker, columns);
    let names: Vec<(String, Option<Type>)> = columns
        .iter()
        .map(|column| (column.name.text.clone(), type_of(checker, &column.ty, &column.name.text)))
        .collect();
    if rows.is_empty() && !super::is_damaged(&scenario.body) {
        let found = Diagnostic::new(Code::BadTable, span, "`for each` has no row, so the scenario never runs");
        checker.report(found.help("add one, `row 500, true`"));
    }
    let rows = rows.iter().map(|row| lower_row(checker, row, &names)).collect();
    let columns = names
        .iter()
        .map(|(name, ty)| ScenarioColumn { name: name.clone(), ty: ty.unwrap_or(Type::required(Scalar::Bool)) })
        .collect();
    Table { columns, rows, names }
}

/// E0202: columns differ in name.
fn columns_differ(checker: &mut Checker<'_>, columns: &[ast::Column]) {
    let mut seen: IndexMap<&str, Span> = IndexMap::new();
    for column in columns {
        let span = column.name.place.0;
        match seen.get(column.name.text.as_str()) {
            Some(&first) => {
                let message = format!("the column `{}` stands twice", column.name.text);
                let found = Diagnostic::new(Code::DuplicateName, span, message);
                checker.report(found.related(first, "it stands here first"));
            }
            None => drop(seen.insert(&column.name.text, span)),
        }
    }
}

/// E0503: a value for each column. A value of another type than its column is E0301.
fn lower_row(checker: &mut Checker<'_>, row: &ast::ScenarioRow, columns: &[(String, Option<Type>)]) -> ScenarioRow {
    let span = row.place.0;
    if row.values.len() != columns.len() {
        let count = |n: usize, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        let message = format!("{} for {}", count(row.values.len(), "value"), count(columns.len(), "column"));
        checker.report(Diagnostic::new(Code::BadTable, span, message).help("give each column one value"));
    }
    let mut values = Vec::with_capacity(columns.len());
    for (expr, (_, ty)) in row.values.iter().zip(columns) {
        let value = ty.and_then(|ty| checker.constant(expr, ty));
        checker.complete &= value.is_some();
        values.extend(value);
    }
    ScenarioRow { values, span }
}
