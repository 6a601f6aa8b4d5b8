//! Decision tables, and ordered bins over a value.
//!
//! What they give is read like a `let`, and is one: each output of a table, and the value of
//! bands, has a [`Let`](super::Let) whose expression is an
//! [`ExprKind::Choose`](super::ExprKind::Choose) or
//! [`ExprKind::Collect`](super::ExprKind::Collect). The forms here say how it was written.

use serde::{Deserialize, Serialize};

use super::{ExprId, Info, LetId, Responsibilities, is_default};
use crate::text::Span;

/// Ordered bins over a value; the first whose test is true holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Bands {
    /// The band that holds, of the name of the bands: a member of an enum whose members are the
    /// bands in order.
    pub value: LetId,
    /// What is measured.
    pub over: ExprId,
}

/// A decision table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Table {
    /// Name, label, documentation.
    pub info: Info,
    /// What it does when several rows match.
    pub policy: TablePolicy,
    /// Its input columns, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inputs: Vec<ExprId>,
    /// Its output columns, in order, each named `table.column`. Their cases are its rows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<LetId>,
    /// Its rows, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<TableRow>,
    /// Whether it says what holds where no row matches.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub otherwise: bool,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub responsibilities: Responsibilities,
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TableRow {
    /// A bool: the tests of all its cells.
    pub test: ExprId,
    /// By input column: the test of its cell; `None` for `any`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cells: Vec<Option<ExprId>>,
    /// The whole row.
    pub span: Span,
}

/// What a table does when several rows match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TablePolicy {
    /// At most one can: the checker has looked, unless it said that the table is too large.
    Unique,
    /// The first counts.
    First,
    /// All count: each output is a set.
    Collect,
}
