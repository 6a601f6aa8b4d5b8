//! Names that belong to an owner: fields, payloads, members, stages.

use std::collections::HashSet;

use indexmap::IndexMap;
use indexmap::map::Entry;

use super::super::clauses::invalids;
use super::super::nodes::{FieldNode, FieldOwner, Node, StageNode, TransitionNode};
use super::super::symbols::Declared;
use super::{BUILTIN_TYPES, Names, duplicate, guesses};
use crate::ast::visit::{AnyClause, Visitor, walk_body, walk_stage};
use crate::ast::{self, EventRow, FieldRow, JourneyClause, StageClause};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

impl<'a> Names<'_, 'a> {
    /// Fields; their ids come with their types.
    pub(super) fn contact(&mut self, contact: Node<'a, ast::Contact>) {
        self.one_contact(contact);
        for clause in &contact.ast.body.clauses {
            let FieldRow::Field(field) = &clause.kind else { continue };
            self.readable(&field.name);
            let node = Node { ast: field, notes: &clause.notes, span: clause.place.0 };
            let span = field.name.place.0;
            match self.checker.symbols.fields.entry(field.name.text.clone()) {
                Entry::Vacant(free) => drop(free.insert(Declared { what: None, span })),
                Entry::Occupied(taken) => {
                    let first = taken.get().span;
                    self.checker.report(duplicate(&field.name, first));
                    self.shared_fields.insert(field.name.text.clone());
                }
            }
            self.checker.nodes.fields.push(FieldNode { node, owner: FieldOwner::Contact, unique: true });
        }
        self.damaged(&contact.ast.body);
        for name in guesses(&contact.ast.body) {
            let unknown = Declared { what: None, span: name.place.0 };
            self.checker.symbols.fields.entry(name.text.clone()).or_insert(unknown);
        }
    }

    /// The fields of an object; their ids come with their types. E0206: its name leads paths, and
    /// names a type; `id` is there already.
    pub(super) fn object(&mut self, ast: &'a ast::Object, id: ObjectId) {
        let name = &ast.name;
        let taken = BUILTIN_TYPES.contains(&name.text.as_str());
        if taken || matches!(name.text.as_str(), "contact" | "event") {
            let message = format!("an object can't be called `{}`", name.text);
            let help = if taken { "it is a type of the language" } else { "paths begin with it: `contact.plan`" };
            self.checker.report(Diagnostic::new(Code::ReservedName, name.place.0, message).help(help));
        }
        let mut names: IndexMap<String, Declared<Option<FieldId>>> = IndexMap::new();
        let mut first: IndexMap<&str, usize> = IndexMap::new();
        for clause in &ast.body.clauses {
            let FieldRow::Field(field) = &clause.kind else { continue };
            self.readable(&field.name);
            self.id_is_taken(&field.name, name);
            let node = Node { ast: field, notes: &clause.notes, span: clause.place.0 };
            let (at, span) = (self.object_fields.len(), field.name.place.0);
            let before = first.get(field.name.text.as_str()).copied();
            if let Some(other) = before.and_then(|before| self.object_fields.get_mut(before)) {
                other.unique = false;
                let before = other.node.ast.name.place.0;
                self.checker.report(duplicate(&field.name, before));
            } else {
                first.insert(&field.name.text, at);
                names.insert(field.name.text.clone(), Declared { what: None, span });
            }
            let unique = before.is_none();
            self.object_fields.push(FieldNode { node, owner: FieldOwner::Object(id), unique });
        }
        self.damaged(&ast.body);
        for name in guesses(&ast.body) {
            let unknown = Declared { what: None, span: name.place.0 };
            names.entry(name.text.clone()).or_insert(unknown);
        }
        self.checker.symbols.object_fields.insert(id, names);
    }

    /// E0206: every instance has an id.
    fn id_is_taken(&mut self, field: &ast::Name, object: &ast::Name) {
        if field.text == "id" {
            let message = format!("a field of `{}` can't be called `id`", object.text);
            let help =
                format!("`{}.id` is the text by which the host names the instance; choose another name", object.text);
            self.checker.report(Diagnostic::new(Code::ReservedName, field.place.0, message).help(help));
        }
    }

    /// E0202: one contact a file; those of several files are one.
    fn one_contact(&mut self, contact: Node<'a, ast::Contact>) {
        let same_file = |other: &&Node<'a, ast::Contact>| other.span.file == contact.span.file;
        if let Some(first) = self.checker.nodes.contacts.iter().find(same_file) {
            let start = |span: Span| Span::new(span.file, span.start, span.start.saturating_add(7).min(span.end));
            let first = start(first.span);
            self.checker.report(
                Diagnostic::new(Code::DuplicateName, start(contact.span), "the contact is declared twice")
                    .related(first, "it is declared here first")
                    .help("put all fields into one `contact { … }`"),
            );
        }
        self.checker.nodes.contacts.push(contact);
    }

    /// The payload's names; their ids come with their types.
    pub(super) fn payload(&mut self, event: &'a ast::Event, id: EventId) {
        let mut names: IndexMap<String, Option<ParameterId>> = IndexMap::new();
        let mut first: IndexMap<&str, usize> = IndexMap::new();
        for clause in &event.body.clauses {
            let EventRow::Field(field) = &clause.kind else { continue };
            let node = Node { ast: field, notes: &clause.notes, span: clause.place.0 };
            let at = self.checker.nodes.parameters.len();
            let mut unique = true;
            if let Some(&before) = first.get(field.name.text.as_str()) {
                unique = false;
                if let Some(other) = self.checker.nodes.parameters.get_mut(before) {
                    other.unique = false;
                    let before = other.node.ast.name.place.0;
                    self.checker.report(duplicate(&field.name, before));
                }
            } else {
                first.insert(&field.name.text, at);
            }
            names.insert(field.name.text.clone(), None);
            self.checker.nodes.parameters.push(FieldNode { node, owner: FieldOwner::Event(id), unique });
        }
        self.damaged(&event.body);
        for name in guesses(&event.body) {
            names.entry(name.text.clone()).or_insert(None);
        }
        self.checker.symbols.parameters.insert(id, names);
    }

    /// Members of a declared enum; E0206 for the name of a type that is there already.
    pub(super) fn enumeration(&mut self, ast: &'a ast::EnumDecl, id: EnumId) {
        if BUILTIN_TYPES.contains(&ast.name.text.as_str()) {
            let message = format!("an enum can't be called `{}`", ast.name.text);
            self.checker.report(
                Diagnostic::new(Code::ReservedName, ast.name.place.0, message).help("it is a type of the language"),
            );
        }
        self.damaged(&ast.body);
        let members = guesses(&ast.body).map(|name| (name.text.clone(), 0)).collect();
        self.checker.symbols.members.insert(id, members);
    }

    /// Stages and transitions, in order.
    pub(super) fn journey(&mut self, ast: &'a ast::Journey, journey: JourneyId) {
        let mut own: IndexMap<&'a str, Option<StageId>> = IndexMap::new();
        let mut places: IndexMap<&'a str, Span> = IndexMap::new();
        let extensions = self.extensions_of(&ast.name, journey);
        // Of equal priority their transitions go before the journey's own.
        for &(extension, ast) in &extensions {
            for clause in &ast.body.clauses {
                if let JourneyClause::Transition(transition) = &clause.kind {
                    let node = Node { ast: transition, notes: &clause.notes, span: clause.place.0 };
                    self.transition(node, journey, Some(extension));
                }
            }
        }
        for clause in &ast.body.clauses {
            match &clause.kind {
                JourneyClause::Stage(stage) => {
                    let node = Node { ast: stage, notes: &clause.notes, span: clause.place.0 };
                    self.outer_stage(node, journey, None, &mut own, &mut places);
                }
                JourneyClause::Transition(transition) => {
                    let node = Node { ast: transition, notes: &clause.notes, span: clause.place.0 };
                    self.transition(node, journey, None);
                }
                JourneyClause::For(_) | JourneyClause::Extends(_) | JourneyClause::Common(_) => {}
            }
        }
        for &(extension, ast) in &extensions {
            for clause in &ast.body.clauses {
                let JourneyClause::Stage(stage) = &clause.kind else { continue };
                // One of the core, of which it says more.
                let core = own.get(stage.name.text.as_str()).copied().flatten();
                if core.is_some_and(|id| {
                    self.checker.nodes.stages.get(id.index()).is_some_and(|core| core.extension.is_none())
                }) {
                    for name in stages_in(&stage.body) {
                        own.entry(&name.text).or_insert(None);
                        places.entry(&name.text).or_insert(name.place.0);
                    }
                    continue;
                }
                let node = Node { ast: stage, notes: &clause.notes, span: clause.place.0 };
                self.outer_stage(node, journey, Some(extension), &mut own, &mut places);
            }
        }
        for body in [&ast.body].into_iter().chain(extensions.iter().map(|(_, ast)| &ast.body)) {
            self.damaged(body);
            for name in invalids(body).filter_map(|invalid| invalid.name.as_ref()) {
                own.entry(&name.text).or_insert(None);
                places.entry(&name.text).or_insert(name.place.0);
            }
        }
        for (&name, &what) in &own {
            let span = places.get(name).copied().unwrap_or_default();
            self.known_stage(&ast.name.text, name, Declared { what, span });
        }
        for (_, extension) in &extensions {
            self.checker.symbols.extended.insert(extension.name.text.clone(), ast.name.text.clone());
        }
        self.checker.nodes.own_stages.push(own);
    }

    /// A stage of a journey, and those inside it.
    fn outer_stage(
        &mut self,
        node: Node<'a, ast::Stage>,
        journey: JourneyId,
        extension: Option<usize>,
        own: &mut IndexMap<&'a str, Option<StageId>>,
        places: &mut IndexMap<&'a str, Span>,
    ) {
        let stage = node.ast;
        let parent = self.stage(StageNode { node, journey, parent: None, extension });
        self.own_stage(own, places, &stage.name, Some(parent));
        for clause in &stage.body.clauses {
            let StageClause::Stage(inner) = &clause.kind else { continue };
            let node = Node { ast: inner, notes: &clause.notes, span: clause.place.0 };
            let id = self.stage(StageNode { node, journey, parent: Some(parent), extension });
            self.own_stage(own, places, &inner.name, Some(id));
            self.one_level(inner, &stage.name);
            for name in stages_in(&inner.body) {
                self.own_stage(own, places, name, None);
            }
        }
    }

    fn transition(&mut self, node: Node<'a, ast::Transition>, journey: JourneyId, extension: Option<usize>) {
        let order = self.next_order();
        self.checker.nodes.transitions.push(TransitionNode { node, journey, extension, order });
    }

    fn stage(&mut self, node: StageNode<'a>) -> StageId {
        let id = StageId::new(self.checker.nodes.stages.len());
        self.checker.nodes.stages.push(node);
        id
    }

    /// E0422: stages have stages inside, and these have none.
    fn one_level(&mut self, inner: &ast::Stage, outer: &ast::Name) {
        let deeper = inner.body.clauses.iter().find_map(|clause| match &clause.kind {
            StageClause::Stage(stage) => Some(&stage.name),
            _ => None,
        });
        if let Some(deeper) = deeper {
            let message = format!("`{}` is inside `{}`, which is inside a stage itself", deeper.text, inner.name.text);
            let help = format!("stages have one level inside; put it into `{}`", outer.text);
            self.checker.report(Diagnostic::new(Code::BadJourney, deeper.place.0, message).help(help));
        }
    }

    /// E0202: the stages of a journey differ in name.
    fn own_stage(
        &mut self,
        own: &mut IndexMap<&'a str, Option<StageId>>,
        places: &mut IndexMap<&'a str, Span>,
        name: &'a ast::Name,
        id: Option<StageId>,
    ) {
        if let Some(&first) = places.get(name.text.as_str()) {
            self.checker.report(duplicate(name, first));
            own.insert(&name.text, None);
        } else {
            places.insert(&name.text, name.place.0);
            own.insert(&name.text, id);
        }
    }

    fn known_stage(&mut self, journey: &str, name: &str, stage: Declared<Option<StageId>>) {
        let symbols = &mut self.checker.symbols;
        symbols.stages.entry(name.to_owned()).or_default().push(stage);
        match symbols.journey_stages.entry((journey.to_owned(), name.to_owned())) {
            Entry::Vacant(free) => drop(free.insert(stage)),
            // Two journeys of one name: that has been said.
            Entry::Occupied(mut taken) => taken.get_mut().what = None,
        }
    }

    /// The stages of a journey that has no id.
    pub(super) fn poisoned_stages(&mut self, ast: &'a ast::Journey) {
        let mut seen = HashSet::new();
        for name in stages_in(&ast.body) {
            if seen.insert(&name.text) {
                let stage = Declared { what: None, span: name.place.0 };
                self.known_stage(&ast.name.text, &name.text, stage);
            }
        }
        // What it extends, or what could not be read, may bring more.
        self.checker.complete = false;
    }
}

/// The names of all stages in `body`, however deep, in order.
fn stages_in<'a, K>(body: &'a ast::Body<K>) -> Vec<&'a ast::Name>
where
    AnyClause<'a>: From<&'a ast::Clause<K>>,
{
    struct Stages<'a>(Vec<&'a ast::Name>);

    impl<'a> Visitor<'a> for Stages<'a> {
        fn visit_stage(&mut self, stage: &'a ast::Stage) {
            self.0.push(&stage.name);
            walk_stage(self, stage);
        }

        fn visit_transition(&mut self, _: &'a ast::Transition) {}
    }

    let mut stages = Stages(Vec::new());
    walk_body(&mut stages, body);
    stages.0
}
