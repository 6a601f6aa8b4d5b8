//! What all passes share: the tree, what is known of it so far, and what was found wrong.

use super::clauses::Owner;
use super::limits::CheckLimits;
use super::nodes::Nodes;
use super::series::SeriesKeys;
use super::symbols::{Symbols, Types};
use super::table::Progress;
use crate::ast;
use crate::calendar::Zone;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::pattern::Patterns;
use crate::ir::{self, Expr, ExprId, ExprKind, Scalar, Type, Value};
use crate::text::Span;

/// The state of one check.
pub(super) struct Checker<'a> {
    pub(super) file: &'a ast::File,
    pub(super) limits: &'a CheckLimits,
    /// The supported declarations, in the order of their ids.
    pub(super) nodes: Nodes<'a>,
    pub(super) symbols: Symbols,
    pub(super) types: Types,
    /// The zone of datetime literals.
    pub(super) zone: Zone,
    /// What has been lowered so far. What is wrong is stood in for, so ids stay in step.
    pub(super) ir: ir::Blueprint,
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) patterns: Patterns,
    /// The series that the text has asked for, by key.
    pub(super) series_keys: SeriesKeys,
    /// Where instances, or values that may rest on some, are read, and how many are in scope around.
    pub(super) depths: Vec<(ExprId, usize)>,
    /// What has become of each table so far.
    pub(super) tables: Vec<Progress>,
    /// Whether nothing had to be stood in for.
    pub(super) complete: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(file: &'a ast::File, limits: &'a CheckLimits) -> Self {
        Self {
            file,
            limits,
            nodes: Nodes::default(),
            symbols: Symbols::default(),
            types: Types::default(),
            zone: Zone::UTC,
            ir: ir::Blueprint::empty(),
            diagnostics: Vec::new(),
            patterns: Patterns::default(),
            series_keys: SeriesKeys::default(),
            depths: Vec::new(),
            tables: Vec::new(),
            complete: true,
        }
    }

    /// Takes a finding in.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Takes a finding without further places in.
    pub(super) fn error(&mut self, code: Code, span: Span, message: impl Into<String>) {
        self.report(Diagnostic::new(code, span, message));
    }

    /// Takes a finding with advice in, after which something has to be stood in for.
    pub(super) fn wrong_type(&mut self, code: Code, span: Span, message: String, help: &str) {
        self.complete = false;
        self.report(Diagnostic::new(code, span, message).help(help));
    }

    /// Notes that something is wrong that has been reported where it came from.
    pub(super) fn poisoned(&mut self) {
        self.complete = false;
    }

    /// Reports that `owner` lacks something, unless it may be in what could not be read.
    pub(super) fn missing(&mut self, owner: &Owner<'_>, what: &str, help: &str) {
        self.complete = false;
        if !owner.damaged {
            let message = format!("{} `{}` has {what}", owner.kind, owner.name);
            self.report(Diagnostic::new(Code::MissingClause, owner.span, message).help(help));
        }
    }

    /// An expression in the place of one that is wrong.
    pub(super) fn hole(&mut self, span: Span) -> ExprId {
        self.complete = false;
        let kind = ExprKind::Literal(Value::Bool(false));
        self.ir.exprs.push(Expr { kind, ty: Type::required(Scalar::Bool), span })
    }
}
