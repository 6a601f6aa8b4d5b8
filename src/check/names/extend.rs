//! Journeys that extend others: whose stages they share.

use super::super::nodes::{ExtensionNode, Node};
use super::super::symbols::Symbol;
use super::Names;
use crate::ast::{self, DeclarationKind as Kind, JourneyClause, Name};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// A journey that others extend.
pub(super) struct Extended<'a> {
    /// Its id to be.
    journey: JourneyId,
    by: Vec<Node<'a, ast::Journey>>,
}

/// The journey that a journey extends.
pub(super) fn extended(journey: &ast::Journey) -> Option<&Name> {
    journey.body.clauses.iter().find_map(|clause| match &clause.kind {
        JourneyClause::Extends(name) => Some(name),
        _ => None,
    })
}

impl<'a> Names<'_, 'a> {
    /// Finds out which journeys are extended, before any is read: they may stand behind.
    pub(super) fn extending(&mut self) {
        let declarations = self.checker.file.declarations.iter();
        let journeys = declarations.filter_map(|declaration| match &declaration.kind {
            Kind::Journey(ast) => Some((declaration, ast)),
            _ => None,
        });
        let (extensions, cores): (Vec<_>, Vec<_>) = journeys.partition(|(_, ast)| extended(ast).is_some());
        for (index, (_, ast)) in cores.into_iter().enumerate() {
            let extended = Extended { journey: JourneyId::new(index), by: Vec::new() };
            self.extending.entry(&ast.name.text).or_insert(extended);
        }
        for (declaration, ast) in extensions {
            let core = extended(ast).and_then(|name| self.extending.get_mut(name.text.as_str()));
            if let Some(core) = core {
                core.by.push(Node { ast, notes: &declaration.notes, span: declaration.place.0 });
            }
        }
    }

    /// A journey that extends another is known as that one.
    pub(super) fn extension(&mut self, ast: &'a ast::Journey) {
        let core = extended(ast).and_then(|name| self.extending.get(name.text.as_str()));
        match core.map(|core| core.journey) {
            Some(core) => self.top(&ast.name, Symbol::Journey(core)),
            None => {
                self.strays.push(ast);
                self.poisoned_top(&ast.name);
                self.poisoned_stages(ast);
            }
        }
    }

    /// The journeys that extend one, each with its place among all that extend any.
    pub(super) fn extensions_of(&mut self, name: &Name, journey: JourneyId) -> Vec<(usize, &'a ast::Journey)> {
        let core = self.extending.get(name.text.as_str()).filter(|core| core.journey == journey);
        let nodes = core.map(|core| core.by.clone()).unwrap_or_default();
        let known = &mut self.checker.nodes.extensions;
        let mut own = Vec::with_capacity(nodes.len());
        for node in nodes {
            own.push((known.len(), node.ast));
            known.push(ExtensionNode { node, journey });
        }
        own
    }

    /// E0422, and E0203 and E0201: what is extended is a journey that extends none itself.
    pub(super) fn strays(&mut self) {
        for ast in std::mem::take(&mut self.strays) {
            let Some(name) = extended(ast) else { continue };
            let (text, span) = (name.text.as_str(), name.place.0);
            let declarations = self.checker.file.declarations.iter();
            let extends = declarations.filter_map(|declaration| match &declaration.kind {
                Kind::Journey(other) => Some(other),
                _ => None,
            });
            let other = extends.filter(|other| extended(other).is_some()).find(|other| other.name.text == text);
            if let Some(other) = other {
                let message = if other.name.text == ast.name.text {
                    format!("`{text}` extends itself")
                } else {
                    format!("`{text}` extends a journey itself")
                };
                self.checker.report(
                    Diagnostic::new(Code::BadJourney, span, message)
                        .related(other.name.place.0, "it is declared here")
                        .help("extend the journey that has the stages for everybody"),
                );
                continue;
            }
            self.checker.journey(name);
        }
    }
}
