//! `table`: from columns and rows to the derived values that its outputs are.
//!
//! Cells are constants, so that it can be proven which rows overlap and what none of them
//! matches: see [`prove`].

mod cell;
mod prove;

use std::rc::Rc;

use super::clauses::{Owner, Slot};
use super::context::Checker;
use super::expr::Expected;
use super::nodes::TableNode;
use super::region::{Product, Universe};
use super::symbols::{Scope, Subjects};
use crate::ast::{self, TableClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

pub(super) use prove::Proofs;

/// A table's columns and rows as they are written.
#[derive(Debug, Clone)]
pub(super) struct Shape<'a> {
    policy: Option<ast::TablePolicy>,
    pub(super) inputs: &'a [ast::Expr],
    pub(super) outputs: &'a [ast::Column],
    rows: Vec<RowShape<'a>>,
    otherwise: Option<(&'a [ast::Expr], Span)>,
}

/// A row as it is written.
#[derive(Debug, Clone)]
struct RowShape<'a> {
    cells: &'a [ast::Cell],
    outputs: &'a [ast::Expr],
    span: Span,
}

impl<'a> Shape<'a> {
    pub(super) fn of(table: &'a ast::Table) -> Self {
        let mut shape = Self { policy: None, inputs: &[], outputs: &[], rows: Vec::new(), otherwise: None };
        for clause in &table.body.clauses {
            let span = clause.place.0;
            match &clause.kind {
                TableClause::Policy(policy) => shape.policy = shape.policy.or(Some(*policy)),
                TableClause::Input(inputs) if shape.inputs.is_empty() => shape.inputs = inputs,
                TableClause::Output(outputs) if shape.outputs.is_empty() => shape.outputs = outputs,
                TableClause::Row { cells, outputs } => shape.rows.push(RowShape { cells, outputs, span }),
                TableClause::Else(outputs) => shape.otherwise = shape.otherwise.or(Some((outputs, span))),
                TableClause::Input(_) | TableClause::Output(_) | TableClause::Common(_) => {}
            }
        }
        shape
    }

    /// `unique` where nothing is said: it is the one that lets nothing pass in silence.
    pub(super) fn policy(&self) -> ast::TablePolicy {
        self.policy.unwrap_or(ast::TablePolicy::Unique)
    }

    /// What stands in cells: constants, whatever else is written there.
    pub(super) fn constants(&self) -> impl Iterator<Item = &'a ast::Expr> + '_ {
        let tests = self.rows.iter().flat_map(|row| row.cells).flat_map(|cell| &cell.tests);
        tests.filter_map(|test| match test {
            ast::CellTest::Value(value) | ast::CellTest::Compare(_, value) => Some(value),
            ast::CellTest::Unset => None,
        })
    }

    /// The inputs and the values of all rows.
    pub(super) fn reads(&self) -> impl Iterator<Item = &'a ast::Expr> + '_ {
        self.inputs.iter().chain((0..self.outputs.len()).flat_map(|column| self.values(column)))
    }

    /// The values of an output, row by row, that of `else` last.
    pub(super) fn values(&self, column: usize) -> impl Iterator<Item = &'a ast::Expr> + '_ {
        let otherwise = self.otherwise.iter().map(|(outputs, _)| *outputs);
        self.rows.iter().map(|row| row.outputs).chain(otherwise).filter_map(move |outputs| outputs.get(column))
    }
}

/// Columns and tests of a table, lowered.
#[derive(Debug)]
pub(super) struct Lowered {
    inputs: Vec<ExprId>,
    universes: Vec<Universe>,
    rows: Vec<TableRow>,
    /// By row: the combinations of inputs that it matches.
    products: Vec<Product>,
}

/// What has become of a table's columns and tests so far.
#[derive(Debug, Clone, Default)]
pub(super) enum Progress {
    /// Not tried, or resting on a value that is not known yet.
    #[default]
    Open,
    /// Wrong, and reported.
    Wrong,
    /// Lowered.
    Done(Rc<Lowered>),
}

/// Reports what a table's clauses lack, or have twice.
pub(super) fn clauses(checker: &mut Checker<'_>, table: &ast::Table) {
    let owner = Owner::new("table", &table.name, &table.body);
    let (mut policy, mut input, mut output) = (Slot::new("first"), Slot::new("input"), Slot::new("output"));
    let mut otherwise = Slot::new("else");
    let mut rows = false;
    for clause in &table.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            TableClause::Policy(_) => match policy.span() {
                None => policy.put(checker, span, ()),
                Some(first) => checker.report(
                    Diagnostic::new(Code::ClashingClauses, span, "a table has one policy")
                        .related(first, "it has this one")
                        .help("keep one of `unique`, `first` and `collect`"),
                ),
            },
            TableClause::Input(_) => input.put(checker, span, ()),
            TableClause::Output(_) => output.put(checker, span, ()),
            TableClause::Else(_) => otherwise.put(checker, span, ()),
            TableClause::Row { .. } => rows = true,
            TableClause::Common(_) => {}
        }
    }
    input.required(checker, &owner, "say what its rows look at, `input language, spend`");
    output.required(checker, &owner, "say what its rows give, `output desk: team`");
    if !rows {
        checker.missing(&owner, "no row", "write at least one, `row fr, > 5000 -> desk_fr`");
    }
}

/// The output of a table, an expression; `None` where it is wrong, or rests on what is.
pub(super) fn output(checker: &mut Checker<'_>, index: usize, column: usize) -> Option<ExprId> {
    let node = checker.nodes.tables.get(index)?.clone();
    let lowered = rows(checker, index, &node)?;
    let declared = checker.types.tables.get(index).and_then(|types| types.get(column).copied().flatten());
    let ty = declared?;
    let (shape, scope) = (&node.shape, scope(checker, index));
    let mut cases = Vec::with_capacity(lowered.rows.len());
    let mut wrong = false;
    let mut value = |checker: &mut Checker<'_>, outputs: &[ast::Expr]| {
        let written = outputs.get(column)?;
        let value = checker.typer().expr(written, &scope, Expected::Type(ty));
        wrong |= value.is_none();
        value
    };
    for (row, written) in lowered.rows.iter().zip(&shape.rows) {
        if let Some(value) = value(checker, written.outputs) {
            cases.push(Case { test: row.test, value });
        }
    }
    let otherwise = shape.otherwise.and_then(|(outputs, _)| value(checker, outputs));
    if wrong {
        return None;
    }
    let span = node.shape.outputs.get(column)?.name.place.0;
    let (kind, ty) = match shape.policy() {
        ast::TablePolicy::Collect => (ExprKind::Collect { cases, otherwise }, Type::set_of(ty.scalar)),
        ast::TablePolicy::Unique | ast::TablePolicy::First => {
            let optional = !ty.set && (ty.optional || otherwise.is_none());
            (ExprKind::Choose { given: None, cases, otherwise }, ty.with_optional(optional))
        }
    };
    Some(checker.ir.exprs.push(Expr { kind, ty, span }))
}

/// What its inputs and values may read.
fn scope(checker: &Checker<'_>, index: usize) -> Scope<'static> {
    Scope::named(Subjects::of(&checker.symbols.subjects.tables, TableId::new(index)))
}

/// Columns and tests, lowered once.
fn rows(checker: &mut Checker<'_>, index: usize, node: &TableNode<'_>) -> Option<Rc<Lowered>> {
    match checker.tables.get(index) {
        Some(Progress::Done(lowered)) => return Some(Rc::clone(lowered)),
        Some(Progress::Wrong) => return None,
        Some(Progress::Open) | None => {}
    }
    let before = checker.diagnostics.len();
    let lowered = lower_rows(checker, node, &scope(checker, index)).map(Rc::new);
    let wrong = checker.diagnostics.len() > before;
    if let Some(slot) = checker.tables.get_mut(index) {
        *slot = match &lowered {
            Some(lowered) => Progress::Done(Rc::clone(lowered)),
            None if wrong => Progress::Wrong,
            None => Progress::Open,
        };
    }
    lowered
}

fn lower_rows(checker: &mut Checker<'_>, node: &TableNode<'_>, scope: &Scope<'_>) -> Option<Lowered> {
    let shape = &node.shape;
    let mut inputs = Vec::with_capacity(shape.inputs.len());
    let mut universes = Vec::with_capacity(shape.inputs.len());
    for (input, own) in shape.inputs.iter().zip(&node.inputs) {
        let found = column(checker, input, *own, scope);
        inputs.extend(found.as_ref().map(|(id, _)| *id));
        universes.extend(found.map(|(_, universe)| universe));
    }
    let mut fits = true;
    for row in &shape.rows {
        fits &= counted(checker, row.span, "cell", row.cells.len(), "input", shape.inputs.len());
        fits &= counted(checker, row.span, "value", row.outputs.len(), "output", shape.outputs.len());
    }
    if let Some((outputs, span)) = shape.otherwise {
        fits &= counted(checker, span, "value", outputs.len(), "output", shape.outputs.len());
    }
    if !fits || inputs.len() < shape.inputs.len() {
        return None;
    }
    let mut lowered = Lowered { inputs, universes, rows: Vec::new(), products: Vec::new() };
    let mut wrong = false;
    for row in &shape.rows {
        match lower_row(checker, &lowered, row) {
            Some((row, product)) => {
                lowered.rows.push(row);
                lowered.products.push(product);
            }
            None => wrong = true,
        }
    }
    (!wrong).then_some(lowered)
}

/// An input column, read once for all cells, and what it can be. E0303: it is a single value.
fn column(
    checker: &mut Checker<'_>,
    written: &ast::Expr,
    own: Option<LetId>,
    scope: &Scope<'_>,
) -> Option<(ExprId, Universe)> {
    let span = written.place.0;
    let id = match own {
        Some(own) => {
            let ty = checker.types.lets.get(own.index()).copied().flatten()?;
            checker.ir.exprs.push(Expr { kind: ExprKind::Let(own), ty, span })
        }
        None => checker.typer().expr(written, scope, Expected::Any)?,
    };
    let ty = checker.ir.exprs.get(id)?.ty;
    let universe = Universe::new(&checker.ir, checker.nodes.teams.len(), ty);
    if universe.is_none() {
        checker.report(
            Diagnostic::new(Code::BadOperand, span, "an input is a single value, and this is a set")
                .help("ask something of it: `interests has \"crm\"`, `length(interests)`"),
        );
    }
    Some((id, universe?))
}

/// E0503: as many as there are columns.
fn counted(checker: &mut Checker<'_>, span: Span, what: &str, found: usize, column: &str, columns: usize) -> bool {
    // Without columns, that alone is said.
    if found == columns || columns == 0 {
        return found == columns;
    }
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let message = format!("this row has {} for {}", plural(found, what), plural(columns, column));
    let help = if what == "cell" {
        "give each input one cell; `any` lets everything through"
    } else {
        "give each output one value"
    };
    checker.report(Diagnostic::new(Code::BadTable, span, message).help(help));
    false
}

fn lower_row(checker: &mut Checker<'_>, table: &Lowered, row: &RowShape<'_>) -> Option<(TableRow, Product)> {
    let mut cells = Vec::with_capacity(row.cells.len());
    let mut regions = Vec::with_capacity(row.cells.len());
    let mut wrong = false;
    for ((cell, input), universe) in row.cells.iter().zip(&table.inputs).zip(&table.universes) {
        match cell::lower(checker, cell, *input, universe) {
            Some((test, region)) => {
                cells.push(test);
                regions.push(region);
            }
            None => wrong = true,
        }
    }
    if wrong {
        return None;
    }
    let tests: Vec<ExprId> = cells.iter().copied().flatten().collect();
    let test = match tests.as_slice() {
        [] => {
            let (kind, ty) = (ExprKind::Literal(Value::Bool(true)), Type::required(Scalar::Bool));
            checker.ir.exprs.push(Expr { kind, ty, span: row.span })
        }
        [one] => *one,
        _ => cell::joined(checker, ExprKind::And(tests), row.span),
    };
    Some((TableRow { test, cells, span: row.span }, Product::new(regions)))
}

/// Lowers what is left of all tables, and proves what can be proven of them.
pub(super) fn finish(checker: &mut Checker<'_>) {
    let mut proofs = Proofs::new();
    for (index, node) in checker.nodes.tables.clone().into_iter().enumerate() {
        let ast = node.node.ast;
        clauses(checker, ast);
        let own = scope(checker, index);
        let (info, responsibilities) = checker.info_of(&own, &ast.name, ast.label.as_ref(), node.node.notes, &ast.body);
        let Some(Progress::Done(lowered)) = checker.tables.get(index).cloned() else {
            checker.poisoned();
            // What is not there is looked for by its id.
            let policy = TablePolicy::Unique;
            let (inputs, outputs, rows) = (Vec::new(), Vec::new(), Vec::new());
            checker.ir.tables.push(Table { info, policy, inputs, outputs, rows, otherwise: false, responsibilities });
            continue;
        };
        proofs.of(checker, &node, &lowered);
        checker.ir.tables.push(Table {
            info,
            policy: match node.shape.policy() {
                ast::TablePolicy::Unique => TablePolicy::Unique,
                ast::TablePolicy::First => TablePolicy::First,
                ast::TablePolicy::Collect => TablePolicy::Collect,
            },
            inputs: lowered.inputs.clone(),
            outputs: node.outputs.clone(),
            rows: lowered.rows.clone(),
            otherwise: node.shape.otherwise.is_some(),
            responsibilities,
        });
    }
}
