//! Third pass: derived values. A `let` has the type of its value, so lets are typed after
//! those that they read; segments are bools and scores ints whatever they read.

use std::collections::VecDeque;

use super::bands;
use super::clauses::{Owner, Slot};
use super::context::Checker;
use super::expr::{Expected, names_used};
use super::graph;
use super::lower::plain_info;
use super::nodes::{LetNode, Node};
use super::symbols::{Scope, Subject, Subjects, Symbol};
use super::table::{self, Progress};
use crate::ast::{self, SegmentClause};
use crate::diagnostic::Severity;
use crate::ir::*;
use crate::text::Span;

/// Runs the pass.
pub(super) fn lower(checker: &mut Checker<'_>) {
    lets(checker);
    for (index, node) in checker.nodes.segments.clone().into_iter().enumerate() {
        let subject = Subjects::of(&checker.symbols.subjects.segments, SegmentId::new(index));
        let segment = segment(checker, node, subject);
        checker.ir.segments.push(segment);
    }
    for (index, node) in checker.nodes.scores.clone().into_iter().enumerate() {
        let subject = Subjects::of(&checker.symbols.subjects.scores, ScoreId::new(index));
        let score = super::lower::score(checker, node, subject);
        checker.ir.scores.push(score);
    }
}

/// Types all lets, each after those that it reads, and reports those that need themselves.
fn lets(checker: &mut Checker<'_>) {
    let nodes = checker.nodes.lets.clone();
    checker.types.lets = vec![None; nodes.len()];
    checker.tables.resize_with(checker.nodes.tables.len(), Progress::default);
    let reads: Vec<Vec<usize>> = nodes.iter().map(|node| lets_read(checker, *node)).collect();
    let mut lowered: Vec<Option<ExprId>> = vec![None; nodes.len()];
    let (order, circular) = by_dependency(&reads);
    for index in order {
        let _: bool = attempt(checker, &nodes, index, &mut lowered);
    }
    let circular = false_circles(checker, &nodes, circular, &mut lowered);
    let known = &circular;
    for members in graph::cycles(nodes.len(), |index| {
        reads.get(index).into_iter().flatten().copied().filter(move |_| known.contains(&index))
    }) {
        let members: Vec<_> = members
            .into_iter()
            .filter_map(|index| nodes.get(index))
            .map(|node| plain(checker, *node))
            .map(|info| (info.name, info.span))
            .collect();
        checker.cycle("value", &members);
    }
    for (index, (node, value)) in nodes.iter().zip(lowered).enumerate() {
        let info = info(checker, *node);
        let value = value.unwrap_or_else(|| checker.hole(info.span));
        let object = Subjects::of(&checker.symbols.subjects.lets, LetId::new(index)).object();
        checker.ir.lets.push(Let { info, object, value });
    }
    for node in checker.nodes.bands.clone() {
        bands::clauses(checker, node.node.ast);
        let value = checker.ir.lets.get(node.value).and_then(|one| checker.ir.exprs.get(one.value));
        match value.map(|value| &value.kind) {
            Some(ExprKind::Choose { given: Some(over), .. }) => {
                let bands = Bands { value: node.value, over: *over };
                checker.ir.bands.push(bands);
            }
            _ => checker.poisoned(),
        }
    }
    table::finish(checker);
}

/// The name that a derived value has, and where.
fn plain(checker: &Checker<'_>, node: LetNode<'_>) -> Info {
    let none = Info::default();
    let named = |name: String, span: Span| Info { name, span, ..Info::default() };
    match node {
        LetNode::Let(node) => plain_info(&node.ast.name, node.ast.label.as_ref(), node.notes),
        LetNode::Over(index) | LetNode::Bands(index) => checker.nodes.bands.get(index).map_or(none, |bands| {
            let name = &bands.node.ast.name;
            match (node, bands::over(bands.node.ast)) {
                (LetNode::Over(_), Some(over)) => named(format!("{}.over", name.text), over.place.0),
                _ => named(name.text.clone(), name.place.0),
            }
        }),
        LetNode::Input(index, column) | LetNode::Output(index, column) => {
            let Some(table) = checker.nodes.tables.get(index) else { return none };
            let owner = &table.node.ast.name.text;
            match (node, table.shape.inputs.get(column), table.shape.outputs.get(column)) {
                (LetNode::Input(..), Some(input), _) => {
                    named(format!("{owner}.#{}", column.saturating_add(1)), input.place.0)
                }
                (LetNode::Output(..), _, Some(output)) => {
                    named(format!("{owner}.{}", output.name.text), output.name.place.0)
                }
                _ => none,
            }
        }
    }
}

/// All that is said beside the value.
fn info(checker: &mut Checker<'_>, node: LetNode<'_>) -> Info {
    match node {
        LetNode::Let(node) => {
            let ast = node.ast;
            checker.info_alone("a derived value", &ast.name, ast.label.as_ref(), node.notes, &ast.body)
        }
        LetNode::Bands(index) => {
            let Some(bands) = checker.nodes.bands.get(index).cloned() else { return Info::default() };
            let ast = bands.node.ast;
            checker.info_alone("bands", &ast.name, ast.label.as_ref(), bands.node.notes, &ast.body)
        }
        LetNode::Over(_) | LetNode::Input(..) | LetNode::Output(..) => plain(checker, node),
    }
}

/// The lets that a derived value reads.
fn lets_read(checker: &Checker<'_>, node: LetNode<'_>) -> Vec<usize> {
    let mut found = Vec::new();
    match node {
        LetNode::Let(node) => named_lets(checker, &node.ast.value, &mut found),
        LetNode::Over(index) | LetNode::Bands(index) => {
            let Some(bands) = checker.nodes.bands.get(index) else { return found };
            if let LetNode::Bands(_) = node {
                bands::bounds(bands.node.ast).for_each(|bound| named_lets(checker, bound, &mut found));
            }
            match (node, bands.over, bands::over(bands.node.ast)) {
                (LetNode::Bands(_), Some(over), _) => found.push(over.index()),
                (_, _, Some(over)) => named_lets(checker, over, &mut found),
                _ => {}
            }
        }
        LetNode::Input(index, column) | LetNode::Output(index, column) => {
            let Some(table) = checker.nodes.tables.get(index) else { return found };
            if let LetNode::Input(..) = node {
                table.shape.inputs.get(column).into_iter().for_each(|input| named_lets(checker, input, &mut found));
            } else {
                for (input, own) in table.shape.inputs.iter().zip(&table.inputs) {
                    match own {
                        Some(own) => found.push(own.index()),
                        None => named_lets(checker, input, &mut found),
                    }
                }
                table.shape.constants().for_each(|constant| named_lets(checker, constant, &mut found));
                table.shape.values(column).for_each(|value| named_lets(checker, value, &mut found));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether derived values can stand behind a name, as in `ticket.urgency`: it is the contact, an
/// object, or a field that may be a reference.
fn leads_to_values(checker: &Checker<'_>, head: &str) -> bool {
    let symbols = &checker.symbols;
    let object = symbols.top.get(head).is_some_and(|declared| matches!(declared.what, Symbol::Object(_)));
    let field = symbols.fields.contains_key(head);
    head == "contact" || object || field || symbols.object_fields.values().any(|fields| fields.contains_key(head))
}

/// The lets whose names stand in `expr`, and the outputs of tables. Some may turn out to be members of
/// an enum, or fields of an instance.
fn named_lets(checker: &Checker<'_>, expr: &ast::Expr, found: &mut Vec<usize>) {
    let symbols = &checker.symbols;
    for path in names_used(expr) {
        // Behind `event` and the like stands no derived value.
        let leads = path.parts.first().is_some_and(|head| leads_to_values(checker, &head.text));
        let next = path.parts.iter().skip(1).map(Some).chain([None]);
        let parts = path.parts.iter().zip(next).take(if leads { path.parts.len() } else { 1 });
        found.extend(parts.filter_map(|(name, output)| match symbols.top.get(&name.text)?.what {
            Symbol::Let(id) => Some(id.index()),
            Symbol::Table(id) => symbols.outputs.get(&id)?.get(&output?.text).copied().flatten().map(Id::index),
            _ => None,
        }));
    }
}

/// All of `reads` such that what is read comes first; and those that need themselves, or
/// read one that does.
fn by_dependency(reads: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    let mut waiting: Vec<usize> = reads.iter().map(Vec::len).collect();
    let mut readers: Vec<Vec<usize>> = vec![Vec::new(); reads.len()];
    for (reader, read) in reads.iter().enumerate() {
        for &index in read {
            if let Some(list) = readers.get_mut(index) {
                list.push(reader);
            }
        }
    }
    let mut free: VecDeque<usize> = (0..reads.len()).filter(|&index| waiting.get(index) == Some(&0)).collect();
    let mut order = Vec::with_capacity(reads.len());
    while let Some(index) = free.pop_front() {
        order.push(index);
        for &reader in readers.get(index).into_iter().flatten() {
            if let Some(left) = waiting.get_mut(reader) {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    free.push_back(reader);
                }
            }
        }
    }
    let circular = (0..reads.len()).filter(|&index| waiting.get(index).is_some_and(|&left| left > 0)).collect();
    (order, circular)
}

fn value(checker: &mut Checker<'_>, node: LetNode<'_>, subject: Subject) -> Option<ExprId> {
    let (written, scope) = match node {
        LetNode::Let(node) => (&node.ast.value, Scope::of(subject)),
        LetNode::Over(index) => (bands::over(checker.nodes.bands.get(index)?.node.ast)?, Scope::named(subject)),
        LetNode::Input(index, column) => {
            (checker.nodes.tables.get(index)?.shape.inputs.get(column)?, Scope::named(subject))
        }
        LetNode::Bands(index) => {
            let node = checker.nodes.bands.get(index)?.clone();
            return bands::lower(checker, &node);
        }
        LetNode::Output(index, column) => return table::output(checker, index, column),
    };
    checker.typer().expr(written, &scope, Expected::Any)
}

/// Lowers one let; false where it could not be and nothing was reported, so it rests on
/// one that is not known, perhaps not yet.
fn attempt(checker: &mut Checker<'_>, nodes: &[LetNode<'_>], index: usize, to: &mut [Option<ExprId>]) -> bool {
    let (Some(node), Some(slot)) = (nodes.get(index), to.get_mut(index)) else { return true };
    let subject = Subjects::of(&checker.symbols.subjects.lets, LetId::new(index));
    let before = checker.diagnostics.len();
    let value = value(checker, *node, subject);
    *slot = value;
    if let Some(value) = value {
        let ty = checker.ir.exprs.get(value).map(|expr| expr.ty);
        if let Some(known) = checker.types.lets.get_mut(index) {
            *known = ty;
        }
        return true;
    }
    let new = checker.diagnostics.iter().skip(before);
    if new.into_iter().any(|found| found.severity == Severity::Error) {
        return true;
    }
    checker.diagnostics.truncate(before);
    false
}

/// A let and a member of an enum may share a name: `let pro = plan == pro` needs no other.
/// What can be lowered after all is; the rest is given back.
fn false_circles(
    checker: &mut Checker<'_>,
    nodes: &[LetNode<'_>],
    mut circular: Vec<usize>,
    to: &mut [Option<ExprId>],
) -> std::collections::HashSet<usize> {
    // Each turn frees at least one; who nests more false circles than this is told of a true one.
    for _ in 0..16 {
        let before = circular.len();
        circular.retain(|&index| !attempt(checker, nodes, index, to));
        if circular.len() == before {
            break;
        }
    }
    circular.into_iter().collect()
}

fn segment(checker: &mut Checker<'_>, node: Node<'_, ast::Segment>, subject: Subject) -> Segment {
    let ast = node.ast;
    let owner = Owner::new("segment", &ast.name, &ast.body);
    let (info, responsibilities) =
        checker.info_of(&Scope::of(subject), &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut when, mut prefers) = (Slot::new("when"), Slot::new("prefers"));
    let (mut expects, mut friction) = (Vec::new(), Vec::new());
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            SegmentClause::When(guard) => when.put(checker, span, guard),
            SegmentClause::Expects(text) => expects.push(text.value.clone()),
            SegmentClause::Friction(text) => friction.push(text.value.clone()),
            SegmentClause::Prefers(channel) => prefers.put(checker, span, channel),
            SegmentClause::Common(_) => {}
        }
    }
    let when = when.required(checker, &owner, "say who is in it, `when spend > 100`");
    let when = match when {
        Some(guard) => checker.guard(guard, &Scope::of(subject)),
        None => checker.hole(owner.span),
    };
    let prefers = prefers.value().and_then(|name| checker.channel(name));
    Segment { info, object: subject.object(), when, expects, friction, prefers, responsibilities }
}
