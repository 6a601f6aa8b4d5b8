//! The instances of a scenario: those that it gives, and those that its events open.

use std::collections::{HashMap, HashSet};

use super::super::clauses::is_damaged;
use super::super::context::Checker;
use super::super::expr::one;
use super::super::symbols::{Scope, Subject, Subjects, Symbol};
use crate::ast::{self, EventSubjectKind, Happening, Name, Occurrence, ScenarioLine as Line};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

/// The instances by name, in the order of their places.
#[derive(Default)]
pub(super) struct Cast {
    /// As expressions name them.
    pub(super) names: Vec<(String, Option<ObjectId>)>,
    index: HashMap<String, u32>,
    /// Where each comes to be: its name there, and the line.
    declared: Vec<(Span, usize)>,
    /// Of events that open one without saying its name, by their place: which.
    unnamed: HashMap<u32, u32>,
    /// Some line could not be read: it may bring more.
    damaged: bool,
}

/// What the lines of a scenario are read against.
#[derive(Clone, Copy)]
pub(super) struct Around<'s> {
    pub(super) scope: &'s Scope<'s>,
    pub(super) cast: &'s Cast,
    /// The number of the line.
    pub(super) line: usize,
}

impl Cast {
    /// The instances for the blueprint. One of which the object is not known leaves it incomplete.
    pub(super) fn lowered(&self) -> Vec<ScenarioInstance> {
        let known = self.names.iter();
        known
            .map(|(name, object)| ScenarioInstance { name: name.clone(), object: object.unwrap_or(ObjectId::new(0)) })
            .collect()
    }

    /// The object of one.
    pub(super) fn object(&self, instance: u32) -> Option<ObjectId> {
        self.names.get(usize::try_from(instance).ok()?)?.1
    }

    /// The one that an event opens, named or not.
    pub(super) fn opened(&self, occurrence: &Occurrence) -> Option<u32> {
        match &occurrence.subject {
            Some(name) => self.index.get(&name.text).copied(),
            None => self.unnamed.get(&occurrence.place.0.start).copied(),
        }
    }

    fn add(&mut self, name: String, object: Option<ObjectId>, span: Span, line: usize) -> u32 {
        let id = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.index.insert(name.clone(), id);
        self.names.push((name, object));
        self.declared.push((span, line));
        id
    }

    /// E0202: each has a name of its own, and none is a column's.
    pub(super) fn of(checker: &mut Checker<'_>, scenario: &ast::Scenario, columns: &[(String, Option<Type>)]) -> Self {
        let mut cast = Self { damaged: is_damaged(&scenario.body), ..Self::default() };
        for (line, clause) in scenario.body.clauses.iter().enumerate() {
            match &clause.kind {
                Line::Given(all) => {
                    for given in all {
                        if let ast::Given::Instance { object, id, .. } = given {
                            let object = checker.object(object);
                            cast.named(checker, id, object, line, columns);
                        }
                    }
                }
                Line::When(all) => {
                    for occurrence in events(all).filter(|one| one.opens) {
                        let object = subject(checker, occurrence).map(|(object, ..)| object);
                        if let Some(name) = &occurrence.subject {
                            cast.named(checker, name, object, line, columns);
                        }
                    }
                }
                _ => {}
            }
        }
        cast.unnamed(checker, scenario);
        cast
    }

    fn named(
        &mut self,
        checker: &mut Checker<'_>,
        name: &Name,
        object: Option<ObjectId>,
        line: usize,
        columns: &[(String, Option<Type>)],
    ) {
        let span = name.place.0;
        checker.complete &= object.is_some();
        if let Some(&(first, _)) =
            self.index.get(&name.text).and_then(|at| self.declared.get(usize::try_from(*at).ok()?))
        {
            let message = format!("there is an instance `{}` already", name.text);
            checker.report(
                Diagnostic::new(Code::DuplicateName, span, message)
                    .related(first, "it comes to be here")
                    .help(format!("choose another name, or say that the event is `of {}`", name.text)),
            );
            return;
        }
        if columns.iter().any(|(column, _)| *column == name.text) {
            let message = format!("`{}` is a column of `for each` already", name.text);
            checker.report(Diagnostic::new(Code::DuplicateName, span, message).help("choose another name"));
        }
        self.add(name.text.clone(), object, span, line);
    }

    /// Instances that are opened without a name are called `ticket_1`, `ticket_2`, …
    fn unnamed(&mut self, checker: &Checker<'_>, scenario: &ast::Scenario) {
        let mut numbers: HashMap<ObjectId, u32> = HashMap::new();
        let taken: HashSet<String> = self.index.keys().cloned().collect();
        for (line, clause) in scenario.body.clauses.iter().enumerate() {
            let Line::When(all) = &clause.kind else { continue };
            for occurrence in events(all).filter(|one| one.subject.is_none()) {
                let Some((object, opens, key)) = subject(checker, occurrence) else { continue };
                if !opens || key {
                    continue;
                }
                let number = numbers.entry(object).or_insert(0);
                let name = loop {
                    *number = number.saturating_add(1);
                    let name = format!("{}_{number}", checker.object_called(object));
                    if !taken.contains(&name) || *number == u32::MAX {
                        break name;
                    }
                };
                let span = occurrence.event.place.0;
                let id = self.add(name, Some(object), span, line);
                self.unnamed.insert(occurrence.place.0.start, id);
            }
        }
    }
}

fn events(all: &[Happening]) -> impl Iterator<Item = &Occurrence> {
    all.iter().filter_map(|one| match one {
        Happening::Event(occurrence) => Some(occurrence),
        Happening::Change { .. } => None,
    })
}

/// The object of an event, whether it may open an instance, and whether a key finds it.
pub(super) fn subject(checker: &Checker<'_>, occurrence: &Occurrence) -> Option<(ObjectId, bool, bool)> {
    let event = match checker.symbols.top.get(&occurrence.event.text)?.what {
        Symbol::Event(event) => event,
        _ => return None,
    };
    let object = Subjects::of(&checker.symbols.subjects.events, event).object()?;
    let (opens, key) = match &checker.nodes.events.get(event.index())?.ast.subject.as_ref()?.kind {
        EventSubjectKind::Opens => (true, false),
        EventSubjectKind::Of { by, or_opens } => (*or_opens, by.as_ref().is_some_and(|by| by.text != "id")),
    };
    Some((object, opens, key))
}

impl Checker<'_> {
    /// The instance of a name. E0201; E0504 for one that comes to be later.
    pub(super) fn cast(&mut self, name: &Name, around: Around<'_>) -> Option<u32> {
        let found = around.cast.index.get(&name.text).copied();
        let Some(found) = found else {
            self.poisoned();
            if around.cast.damaged {
                return None;
            }
            let near = did_you_mean(&name.text, around.cast.names.iter().map(|(name, _)| name.as_str()));
            let message = format!("no instance is called `{}` in this scenario", name.text);
            let help = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is given, `given ticket {0} {{ … }}`, or opened, `when … as {0}`", name.text),
            };
            self.report(Diagnostic::new(Code::UnknownName, name.place.0, message).help(help));
            return None;
        };
        let declared = usize::try_from(found).ok().and_then(|at| around.cast.declared.get(at));
        if let Some(&(first, line)) = declared
            && line > around.line
        {
            let message = format!("`{}` is not there yet", name.text);
            let found = Diagnostic::new(Code::WhichInstance, name.place.0, message);
            self.report(found.related(first, "it comes to be here"));
        }
        Some(found)
    }

    /// E0417: what is of an object is said of an instance of it. E0504 where none is said.
    pub(super) fn fits_instance(
        &mut self,
        what: &str,
        subject: Subject,
        instance: Option<(u32, &Name)>,
        span: Span,
        around: Around<'_>,
    ) -> bool {
        let own = instance.map(|(id, _)| around.cast.object(id));
        let (message, code, help) = match (subject, own) {
            (Subject::Unknown, _) | (_, Some(None)) => {
                self.poisoned();
                return false;
            }
            (Subject::Contact, None) => return true,
            (Subject::Object(object), Some(Some(own))) if object == own => return true,
            (Subject::Object(object), None) => {
                let of = self.object_called(object);
                let message = format!("{what} is of {}, and the scenario does not say of which", one(of));
                (message, Code::WhichInstance, "name it, `for t1`")
            }
            (Subject::Object(object), Some(Some(own))) => {
                let (of, own) = (one(self.object_called(object)), one(self.object_called(own)));
                let name = instance.map_or("", |(_, name)| name.text.as_str());
                (
                    format!("{what} is of {of}, and `{name}` is {own}"),
                    Code::OtherObject,
                    "name an instance of its object",
                )
            }
            (Subject::Contact, Some(Some(own))) => {
                let own = one(self.object_called(own));
                let name = instance.map_or("", |(_, name)| name.text.as_str());
                (
                    format!("{what} is of the contact, and `{name}` is {own}"),
                    Code::OtherObject,
                    "leave out the instance",
                )
            }
        };
        self.poisoned();
        self.report(Diagnostic::new(code, span, message).help(help));
        false
    }
}
