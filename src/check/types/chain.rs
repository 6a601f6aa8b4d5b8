//! Fields and payloads that have the type of another: references followed to their end.

use std::collections::HashMap;

use super::super::context::Checker;
use super::super::nodes::{FieldNode, FieldOwner};
use super::{Step, Wrap, step};
use crate::ir::{Id, Type};
use crate::text::Span;

/// The types of fields and payloads, by what refers to what.
pub(super) struct Chain<'c, 'a, 'n> {
    checker: &'c mut Checker<'a>,
    fields: &'n [FieldNode<'a>],
    parameters: &'n [FieldNode<'a>],
    /// The first field or parameter of each owner and name.
    index: HashMap<(FieldOwner, &'a str), usize>,
    states: Vec<State>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Open,
    Entered,
    Done(Option<Type>),
}

impl<'c, 'a, 'n> Chain<'c, 'a, 'n> {
    pub(super) fn new(
        checker: &'c mut Checker<'a>,
        fields: &'n [FieldNode<'a>],
        parameters: &'n [FieldNode<'a>],
    ) -> Self {
        let mut index = HashMap::new();
        for (at, field) in fields.iter().chain(parameters).enumerate() {
            index.entry((field.owner, field.node.ast.name.text.as_str())).or_insert(at);
        }
        let states = vec![State::Open; fields.len() + parameters.len()];
        Self { checker, fields, parameters, index, states }
    }

    fn field(&self, index: usize) -> Option<&'n FieldNode<'a>> {
        self.fields.get(index).or_else(|| self.parameters.get(index.checked_sub(self.fields.len())?))
    }

    fn set(&mut self, index: usize, state: State) {
        if let Some(slot) = self.states.get_mut(index) {
            *slot = state;
        }
    }

    /// Follows references to the end, then gives all that were met their type.
    pub(super) fn resolve(&mut self, start: usize) -> Option<Type> {
        let mut entered: Vec<(usize, Wrap)> = Vec::new();
        let mut at = start;
        let mut found = loop {
            match self.states.get(at).copied() {
                Some(State::Open) => {}
                Some(State::Done(ty)) => break ty,
                Some(State::Entered) => {
                    self.cycle(&entered, at);
                    break None;
                }
                None => break None,
            }
            self.set(at, State::Entered);
            let Some(field) = self.field(at) else { break None };
            let name = self.name(field);
            let (next, wrap) = match step(self.checker, &field.node.ast.ty, &name) {
                Step::Known(ty) => {
                    self.set(at, State::Done(ty));
                    break ty;
                }
                Step::Of(owner, name, wrap) => (self.index.get(&(owner, name.text.as_str())), wrap),
            };
            entered.push((at, wrap));
            let Some(&next) = next.filter(|&&next| self.field(next).is_some_and(|field| field.unique)) else {
                break None;
            };
            at = next;
        };
        for (index, wrap) in entered.into_iter().rev() {
            found = found.and_then(|ty| wrap.apply(self.checker, ty));
            self.set(index, State::Done(found));
        }
        match self.states.get(start) {
            Some(State::Done(ty)) => *ty,
            _ => None,
        }
    }

    /// `contact.kind`, `ticket.kind`, `event.field`
    fn name(&self, field: &FieldNode<'_>) -> String {
        let nodes = &self.checker.nodes;
        let owner = match field.owner {
            FieldOwner::Contact => None,
            FieldOwner::Object(id) => nodes.objects.get(id.index()).map(|node| &node.ast.name),
            FieldOwner::Event(id) => nodes.events.get(id.index()).map(|node| &node.ast.name),
        };
        let owner = owner.map_or("contact", |owner| owner.text.as_str());
        format!("{owner}.{}", field.node.ast.name.text)
    }

    /// E0407: the fields from `first` on refer to one another.
    fn cycle(&mut self, entered: &[(usize, Wrap)], first: usize) {
        let from = entered.iter().position(|(index, _)| *index == first).unwrap_or(0);
        let members: Vec<(String, Span)> = entered
            .iter()
            .skip(from)
            .filter_map(|(index, _)| self.field(*index))
            .map(|field| (self.name(field), field.node.ast.name.place.0))
            .collect();
        self.checker.cycle("type", &members);
    }
}
