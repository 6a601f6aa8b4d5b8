//! What is proven of a table: that `unique` rows do not overlap, that some row matches, that each
//! row can matter. Each finding shows a combination of inputs that proves it.

use std::fmt::Write;

use super::super::context::Checker;
use super::super::nodes::TableNode;
use super::super::region::{Budget, Product, Sample, Spent, Universe};
use super::Lowered;
use crate::ast::TablePolicy;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Value;

/// So many comparisons of rows are made for all tables of a blueprint.
const COMPARISONS: u32 = 500_000;

/// So many findings of one kind are told of one table.
const TOLD: usize = 8;

/// The proofs of all tables.
pub(in crate::check) struct Proofs {
    budget: Budget,
}

impl Proofs {
    pub(super) const fn new() -> Self {
        Self { budget: Budget::new(COMPARISONS) }
    }

    pub(super) fn of(&mut self, checker: &mut Checker<'_>, node: &TableNode<'_>, table: &Lowered) {
        let policy = node.shape.policy();
        if table.rows.is_empty() {
            return;
        }
        let proven = match policy {
            TablePolicy::Unique => self.overlaps(checker, node, table),
            TablePolicy::First => self.dead(checker, table),
            TablePolicy::Collect => return,
        };
        let proven = match (proven, node.shape.otherwise) {
            (Ok(()), None) => self.gap(checker, node, table),
            (proven, _) => proven,
        };
        if proven == Err(Spent) {
            let name = &node.node.ast.name;
            let message = format!("the table `{}` is too large to be proven whole", name.text);
            let help = match policy {
                TablePolicy::Unique => "where two of its rows match, the first counts; make several tables of it",
                _ => "rows that never match and gaps may stay unseen; make several tables of it",
            };
            checker.report(Diagnostic::new(Code::NotProven, name.place.0, message).help(help));
        }
    }

    /// E0509: two rows match at once.
    fn overlaps(&mut self, checker: &mut Checker<'_>, node: &TableNode<'_>, table: &Lowered) -> Result<(), Spent> {
        let mut told = 0usize;
        for (at, one) in table.products.iter().enumerate() {
            for (before, other) in table.products.iter().enumerate().take(at) {
                let Some(shared) = one.shared(other, &mut self.budget)? else { continue };
                let (Some(row), Some(first)) = (table.rows.get(at), table.rows.get(before)) else { continue };
                let example = example(checker, node, &table.universes, &shared);
                let message = format!("two rows of a table that is `unique` match {example}");
                checker.report(
                    Diagnostic::new(Code::OverlappingRows, row.span, message)
                        .related(first.span, "this one does too")
                        .help("let them differ in a cell, or say `first` where the order of rows is meant to decide"),
                );
                told = told.saturating_add(1);
                if told == TOLD {
                    return Ok(());
                }
                break;
            }
        }
        Ok(())
    }

    /// W0506: those before a row take all that it matches.
    fn dead(&mut self, checker: &mut Checker<'_>, table: &Lowered) -> Result<(), Spent> {
        let mut told = 0usize;
        for (at, own) in table.products.iter().enumerate() {
            let before = table.products.get(..at).unwrap_or_default();
            // One that matches nothing by itself has been told of.
            if own.is_empty() || own.left_by(before, &mut self.budget)?.is_some() {
                continue;
            }
            let Some(row) = table.rows.get(at) else { continue };
            let mut found =
                Diagnostic::new(Code::DeadRow, row.span, "this row never counts: rows before it take all it matches");
            let whole = before
                .iter()
                .position(|other| own.left_by(std::slice::from_ref(other), &mut Budget::new(8)) == Ok(None));
            if let Some(other) = whole.and_then(|index| table.rows.get(index)) {
                found = found.related(other.span, "this one matches all of it");
            }
            checker.report(found.help("move it up, or leave it out"));
            told = told.saturating_add(1);
            if told == TOLD {
                return Ok(());
            }
        }
        Ok(())
    }

    /// W0505: a combination that no row matches.
    fn gap(&mut self, checker: &mut Checker<'_>, node: &TableNode<'_>, table: &Lowered) -> Result<(), Spent> {
        let whole = Product::all(&table.universes);
        if let Some(left) = whole.left_by(&table.products, &mut self.budget)? {
            let name = &node.node.ast.name;
            let example = example(checker, node, &table.universes, &left);
            let message =
                format!("no row of the table `{}` matches {example}; its outputs are then unknown", name.text);
            checker.report(
                Diagnostic::new(Code::RowGap, name.place.0, message)
                    .help("add a row for it, or say what else holds: `else -> …`"),
            );
        }
        Ok(())
    }
}

/// A combination of inputs, as a sentence goes on: "`language` fr, `spend` 1000".
fn example(checker: &Checker<'_>, node: &TableNode<'_>, universes: &[Universe], of: &Product) -> String {
    let Some(samples) = of.sample(universes) else { return "some values".to_owned() };
    let mut text = String::new();
    for ((sample, region), (universe, input)) in
        samples.iter().zip(of.regions()).zip(universes.iter().zip(node.shape.inputs))
    {
        // What may be anything says nothing.
        let value = match sample {
            _ if universe.all().minus(region).is_empty() => continue,
            Sample::Unset => "unset".to_owned(),
            Sample::Value(value) => written(checker, value),
        };
        let _ =
            write!(text, "{}`{}` {value}", if text.is_empty() { "" } else { ", " }, super::super::wording::expr(input));
    }
    if text.is_empty() { "whatever the inputs are".to_owned() } else { text }
}

/// A value as the language writes it.
fn written(checker: &Checker<'_>, value: &Value) -> String {
    match value {
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Decimal(value) => value.to_string(),
        Value::Text(text) => format!("{text:?}"),
        Value::Date(day) => day.to_string(),
        Value::Datetime(at) => at.to_string(),
        Value::Duration(length) => length.to_string(),
        Value::Member(id, index) => {
            let members = checker.ir.enums.get(*id).map_or(&[][..], |declared| &declared.members);
            let member = usize::try_from(*index).ok().and_then(|index| members.get(index));
            member.map_or_else(String::new, |member| member.info.name.clone())
        }
        Value::Team(id) => {
            let team = checker.nodes.teams.get(crate::ir::Id::index(*id));
            team.map_or_else(String::new, |team| team.ast.name.text.clone())
        }
        Value::Set(_) => String::new(),
    }
}
