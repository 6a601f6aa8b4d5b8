//! Who acts, why, through what; conflict sets; the glossary.

use super::super::clauses::{Owner, Slot};
use super::super::context::Checker;
use super::super::expr::duration;
use super::super::exprs::moment;
use super::super::nodes::Node;
use super::header::unit;
use super::restraint;
use crate::ast::{self, ChannelClause, GroupClause, PurposeClause, TeamClause, TermClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// Lowers teams, purposes, channels, groups and terms.
pub(super) fn all(checker: &mut Checker<'_>) {
    for node in checker.nodes.teams.clone() {
        let team = team(checker, node);
        checker.ir.teams.push(team);
    }
    for node in checker.nodes.purposes.clone() {
        let purpose = purpose(checker, node);
        checker.ir.purposes.push(purpose);
    }
    for node in checker.nodes.channels.clone() {
        let channel = channel(checker, node);
        checker.ir.channels.push(channel);
    }
    for node in checker.nodes.groups.clone() {
        let group = group(checker, node);
        checker.ir.groups.push(group);
    }
    for node in checker.nodes.terms.clone() {
        let term = term(checker, node);
        checker.ir.terms.push(term);
    }
}

fn team(checker: &mut Checker<'_>, node: Node<'_, ast::Team>) -> Team {
    let ast = node.ast;
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let mut capacity = Slot::new("capacity");
    for clause in &ast.body.clauses {
        if let TeamClause::Capacity { time, per } = &clause.kind {
            capacity.put(checker, clause.place.0, Capacity { time: duration(time), per: unit(*per) });
        }
    }
    Team { info, capacity: capacity.value(), responsibilities }
}

fn purpose(checker: &mut Checker<'_>, node: Node<'_, ast::Purpose>) -> Purpose {
    let ast = node.ast;
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut consent, mut transactional) = (Slot::new("consent"), Slot::new("transactional"));
    for clause in &ast.body.clauses {
        match &clause.kind {
            PurposeClause::Consent(expr) => consent.put(checker, clause.place.0, expr),
            PurposeClause::Transactional => transactional.put(checker, clause.place.0, ()),
            PurposeClause::Cap(_) | PurposeClause::Common(_) => {}
        }
    }
    let consent = checker.optional_guard(consent.value(), &moment());
    Purpose { info, consent, transactional: transactional.value().is_some(), responsibilities }
}

fn channel(checker: &mut Checker<'_>, node: Node<'_, ast::Channel>) -> Channel {
    let ast = node.ast;
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut consent, mut internal, mut color) = (Slot::new("consent"), Slot::new("internal"), Slot::new("color"));
    for clause in &ast.body.clauses {
        let span = clause.place.0;
        match &clause.kind {
            ChannelClause::Consent(expr) => consent.put(checker, span, expr),
            ChannelClause::Internal => internal.put(checker, span, ()),
            ChannelClause::Color(text) => color.put(checker, span, text),
            _ => {}
        }
    }
    internal_has_no_consent(checker, &internal, &consent);
    let consent = checker.optional_guard(consent.value(), &moment());
    let color = color.value().and_then(|text| color_value(checker, text));
    let hours = restraint::hours(checker, ast);
    Channel { info, consent, hours, internal: internal.value().is_some(), color, responsibilities }
}

/// E0412: nobody is asked for what colleagues see.
fn internal_has_no_consent(checker: &mut Checker<'_>, internal: &Slot<()>, consent: &Slot<&ast::Expr>) {
    if let (Some(internal), Some(consent)) = (internal.span(), consent.span()) {
        let message = "an internal channel needs no consent";
        checker.report(
            Diagnostic::new(Code::BadInternal, consent, message)
                .related(internal, "it is internal")
                .help("leave out `consent`, or `internal` where customers are met"),
        );
    }
}

/// E0106: `#rrggbb`.
fn color_value(checker: &mut Checker<'_>, text: &ast::Text) -> Option<String> {
    let digits = text.value.strip_prefix('#').filter(|digits| digits.len() == 6);
    if digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit())) {
        return Some(text.value.clone());
    }
    checker.poisoned();
    let found = Diagnostic::new(Code::BadLiteral, text.place.0, "this is no color");
    checker.report(found.help("write six hexadecimal digits behind `#`, \"#2563eb\""));
    None
}

fn group(checker: &mut Checker<'_>, node: Node<'_, ast::Group>) -> Group {
    let ast = node.ast;
    let owner = Owner::new("group", &ast.name, &ast.body);
    let (info, responsibilities) = checker.info(&ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let (mut at_most, mut exactly) = (Slot::new("at most"), Slot::new("exactly"));
    for clause in &ast.body.clauses {
        match &clause.kind {
            GroupClause::AtMost(number) => at_most.put(checker, clause.place.0, number),
            GroupClause::Exactly(number) => exactly.put(checker, clause.place.0, number),
            GroupClause::Common(_) => {}
        }
    }
    if let (Some(one), Some(other)) = (at_most.span(), exactly.span()) {
        let message = "a group says either `at most` or `exactly`";
        checker.report(
            Diagnostic::new(Code::ClashingClauses, one.max(other), message)
                .related(one.min(other), "the other stands here")
                .help("`exactly` is more: it lets no more rules act, and is proven"),
        );
    }
    let (number, exactly) = match exactly.value() {
        Some(number) => (Some((number, "exactly")), true),
        None => {
            let number = at_most.required(checker, &owner, "say how many, `at most 1`");
            (number.map(|number| (number, "at most")), false)
        }
    };
    let at_most = number.and_then(|(number, what)| places(checker, number, what)).unwrap_or(1);
    Group { info, at_most, exactly, responsibilities }
}

/// E0410: a group lets at least one rule act.
fn places(checker: &mut Checker<'_>, number: &ast::Whole, what: &str) -> Option<u32> {
    let places = u32::try_from(number.value).ok().filter(|&places| places > 0);
    if places.is_none() {
        checker.poisoned();
        let message = format!("a group of {what} {} makes no sense", number.value);
        checker.report(
            Diagnostic::new(Code::BadBounds, number.place.0, message).help("use a whole number from 1 to 4294967295"),
        );
    }
    places
}

fn term(checker: &mut Checker<'_>, node: Node<'_, ast::Term>) -> Term {
    let ast = node.ast;
    let owner = Owner::new("term", &ast.name, &ast.body);
    let info = checker.info_alone("a term", &ast.name, ast.label.as_ref(), node.notes, &ast.body);
    let mut means = Slot::new("means");
    for clause in &ast.body.clauses {
        if let TermClause::Means(text) = &clause.kind {
            means.put(checker, clause.place.0, text.value.clone());
        }
    }
    let means = means.required(checker, &owner, "say what it is, `means \"…\"`").unwrap_or_default();
    Term { info, means }
}
