//! Third pass: derived values. A `let` has the type of its value, so lets are typed after
//! those that they read; segments are bools and scores ints whatever they read.

use std::collections::VecDeque;

use super::clauses::{Owner, Slot};
use super::context::Checker;
use super::expr::{Expected, names_used};
use super::graph;
use super::nodes::Node;
use super::symbols::{Scope, Subject, Subjects, Symbol};
use crate::ast::{self, SegmentClause};
use crate::diagnostic::Severity;
use crate::ir::*;

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
    let reads: Vec<Vec<usize>> = nodes.iter().map(|node| lets_read(checker, &node.ast.value)).collect();
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
            .map(|node| (node.ast.name.text.clone(), node.ast.name.place.0))
            .collect();
        checker.cycle("value", &members);
    }
    for (index, (node, value)) in nodes.iter().zip(lowered).enumerate() {
        let value = value.unwrap_or_else(|| checker.hole(node.ast.value.place.0));
        let ast = node.ast;
        let info = checker.info_alone("a derived value", &ast.name, ast.label.as_ref(), node.notes, &ast.body);
        let object = Subjects::of(&checker.symbols.subjects.lets, LetId::new(index)).object();
        checker.ir.lets.push(Let { info, object, value });
    }
}

/// The lets whose names stand in `expr`. Some may turn out to be members of an enum.
fn lets_read(checker: &Checker<'_>, expr: &ast::Expr) -> Vec<usize> {
    let mut found: Vec<usize> = names_used(expr)
        .into_iter()
        .flat_map(|path| {
            // Behind `event` and the like stands no derived value.
            let head = path.parts.first().is_some_and(|head| leads_to_values(checker, &head.text));
            path.parts.get(..if head { path.parts.len() } else { 1 }).unwrap_or_default()
        })
        .filter_map(|name| match checker.symbols.top.get(&name.text)?.what {
            Symbol::Let(id) => Some(id.index()),
            _ => None,
        })
        .collect();
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

/// Lowers one let; false where it could not be and nothing was reported, so it rests on
/// one that is not known, perhaps not yet.
fn attempt(checker: &mut Checker<'_>, nodes: &[Node<'_, ast::Let>], index: usize, to: &mut [Option<ExprId>]) -> bool {
    let (Some(node), Some(slot)) = (nodes.get(index), to.get_mut(index)) else { return true };
    let subject = Subjects::of(&checker.symbols.subjects.lets, LetId::new(index));
    let before = checker.diagnostics.len();
    let value = checker.typer().expr(&node.ast.value, &Scope::of(subject), Expected::Any);
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
    nodes: &[Node<'_, ast::Let>],
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
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
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
