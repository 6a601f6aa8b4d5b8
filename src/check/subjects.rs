//! Whose each declaration is: the contact's, or that of each instance of an object. Some say so,
//! `of ticket`; of rules, actions, bands and tables it follows from
//! what they name.

use std::collections::BTreeSet;

use super::bands;
use super::context::Checker;
use super::nodes::LetNode;
use super::symbols::{Subject, Subjects, Symbol, Symbols};
use crate::ast::visit::{Visitor, walk_clause, walk_expr};
use crate::ast::{self, ExprKind, Name, Path, RuleClause, SlaClause, SlaWhen, Trigger};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;

/// Runs the pass.
pub(super) fn resolve(checker: &mut Checker<'_>) {
    macro_rules! said {
        ($list:ident) => {
            let names: Vec<Option<&Name>> = checker.nodes.$list.iter().map(|node| node.ast.subject.as_ref()).collect();
            checker.symbols.subjects.$list = names.into_iter().map(|name| checker.subject(name)).collect();
        };
    }
    let events: Vec<Option<&Name>> =
        checker.nodes.events.iter().map(|node| node.ast.subject.as_ref().map(|subject| &subject.object)).collect();
    checker.symbols.subjects.events = events.into_iter().map(|name| checker.subject(name)).collect();
    let bands = checker.nodes.bands.iter().map(|node| over_object(&checker.symbols, bands::over(node.node.ast)));
    let bands: Vec<Subject> = bands.collect();
    let tables = checker.nodes.tables.iter().map(|node| over_object(&checker.symbols, node.shape.reads()));
    checker.symbols.subjects.tables = tables.collect();
    for node in checker.nodes.lets.clone() {
        let subject = match node {
            LetNode::Let(node) => checker.subject(node.ast.subject.as_ref()),
            LetNode::Over(index) | LetNode::Bands(index) => bands.get(index).copied().unwrap_or_default(),
            LetNode::Input(index, _) | LetNode::Output(index, _) => {
                Subjects::of(&checker.symbols.subjects.tables, TableId::new(index))
            }
        };
        checker.symbols.subjects.lets.push(subject);
    }
    said!(segments);
    said!(scores);
    said!(modes);
    said!(journeys);
    let journeys = &checker.symbols.subjects.journeys;
    let stages = checker.nodes.stages.iter().map(|stage| Subjects::of(journeys, stage.journey)).collect();
    checker.symbols.subjects.stages = stages;
    for node in checker.nodes.actions.clone() {
        let said = node.ast.subject.as_ref();
        let inferred = if said.is_none() { objects_of_action(&checker.symbols, node.ast) } else { None };
        let subject = inferred.map_or_else(|| checker.subject(said), Subject::Object);
        checker.symbols.subjects.actions.push(subject);
        checker.symbols.subjects.inferred_actions.push(inferred.is_some());
    }
    for node in checker.nodes.sequences.clone() {
        let subject = checker.subject(node.node.ast.subject.as_ref());
        checker.symbols.subjects.sequences.push(subject);
    }
    for node in checker.nodes.slas.clone() {
        let said = node.node.ast.subject.as_ref();
        let subject = match said {
            Some(_) => checker.subject(said),
            None => subject_of_sla(&checker.symbols, node.node.ast),
        };
        checker.symbols.subjects.slas.push(subject);
    }
    for node in checker.nodes.rules.clone() {
        let said = node.node.ast.subject.as_ref();
        let subject = match said {
            Some(_) => checker.subject(said),
            None => subject_of_rule(&checker.symbols, node.node.ast),
        };
        checker.symbols.subjects.rules.push(subject);
    }
    values_and_fields_differ(checker);
}

/// E0202: a value of an object is not called like one of its fields: both are read as `ticket.x`.
fn values_and_fields_differ(checker: &mut Checker<'_>) {
    let mut found = Vec::new();
    for (name, declared) in &checker.symbols.top {
        let Subject::Object(object) = checker.symbols.subjects.of_symbol(declared.what) else { continue };
        let kind = match declared.what {
            Symbol::Let(_) => "value",
            Symbol::Segment(_) => "segment",
            Symbol::Table(_) => "table",
            Symbol::Score(_) => "score",
            Symbol::Sla(_) => "service level",
            _ => continue,
        };
        let field = checker.symbols.object_fields.get(&object).and_then(|fields| fields.get(name));
        let of = checker.object_called(object);
        if name == "id" {
            let message = format!("`{of}.id` is the instance's id, and this {kind} has the same name");
            found.push(Diagnostic::new(Code::ReservedName, declared.span, message).help("choose another name"));
        } else if let Some(field) = field {
            let message = format!("`{name}` is both a {kind} and a field of `{of}`");
            let (later, first) = (declared.span.max(field.span), declared.span.min(field.span));
            found.push(
                Diagnostic::new(Code::DuplicateName, later, message)
                    .related(first, "the other is declared here")
                    .help(format!("both would be read as `{of}.{name}`; rename one")),
            );
        }
    }
    found.into_iter().for_each(|one| checker.report(one));
}

impl Checker<'_> {
    /// What stands behind `of`. E0201, E0203.
    fn subject(&mut self, name: Option<&Name>) -> Subject {
        match name {
            None => Subject::Contact,
            Some(name) => self.object(name).map_or(Subject::Unknown, Subject::Object),
        }
    }
}

/// Bands and tables are of the object that they name: the first, where there are several.
fn over_object<'a>(symbols: &Symbols, reads: impl IntoIterator<Item = &'a ast::Expr>) -> Subject {
    let mut named = Named::new(symbols);
    reads.into_iter().for_each(|expr| named.visit_expr(expr));
    named.found.first().copied().map_or(Subject::Contact, Subject::Object)
}

/// The object that an action names, `ticket.level`: the first, where there are several.
fn objects_of_action(symbols: &Symbols, action: &ast::Action) -> Option<ObjectId> {
    let mut named = Named::new(symbols);
    for clause in &action.body.clauses {
        walk_clause(&mut named, clause.into());
    }
    named.found.first().copied()
}

/// A rule is of an object where all that sets it off is.
fn subject_of_rule(symbols: &Symbols, rule: &ast::Rule) -> Subject {
    let mut triggers = rule.body.clauses.iter().filter_map(|clause| match &clause.kind {
        RuleClause::Trigger(trigger) => Some(trigger),
        _ => None,
    });
    let Some(trigger) = triggers.next() else { return Subject::Contact };
    match trigger {
        Trigger::Event(filter) => common(filter.events.iter().map(|name| of_event(symbols, name))),
        Trigger::Without { events, .. } => common(events.iter().map(|name| of_event(symbols, name))),
        Trigger::Enter(stages) | Trigger::Exit(stages) | Trigger::After { stages, .. } => {
            common(stages.iter().map(|path| of_stage(symbols, path)))
        }
        Trigger::Change { of, .. } => {
            let mut named = Named::new(symbols);
            common(of.iter().map(|path| named.head(path).map_or(Subject::Contact, Subject::Object)))
        }
        Trigger::Date { of: path, .. } | Trigger::Every { on: Some(ast::EveryOn::Field(path)), .. } => {
            Named::new(symbols).head(path).map_or(Subject::Contact, Subject::Object)
        }
        Trigger::Becoming { guard, .. } => {
            let mut named = Named::new(symbols);
            named.visit_expr(guard);
            match named.found.as_slice() {
                [only] => Subject::Object(*only),
                _ => Subject::Contact,
            }
        }
        Trigger::Every { .. } => Subject::Contact,
        Trigger::Breach(sla) => match symbols.top.get(&sla.text).map(|declared| declared.what) {
            Some(Symbol::Sla(id)) => Subjects::of(&symbols.subjects.slas, id),
            _ => Subject::Unknown,
        },
    }
}

/// A service level is of an object where all that starts it is.
fn subject_of_sla(symbols: &Symbols, sla: &ast::Sla) -> Subject {
    let starts = sla.body.clauses.iter().filter_map(|clause| match &clause.kind {
        SlaClause::Starts(when) => Some(match when {
            SlaWhen::On(filter) => common(filter.events.iter().map(|name| of_event(symbols, name))),
            SlaWhen::InStage(stages) => common(stages.iter().map(|path| of_stage(symbols, path))),
        }),
        _ => None,
    });
    common(starts)
}

/// That of all of them; a mixture is the contact's.
pub(super) fn common(subjects: impl IntoIterator<Item = Subject>) -> Subject {
    let mut subjects = subjects.into_iter();
    let Some(first) = subjects.next() else { return Subject::Contact };
    let (mut mixed, mut unknown) = (false, first == Subject::Unknown);
    for subject in subjects {
        mixed |= subject != first;
        unknown |= subject == Subject::Unknown;
    }
    match (unknown, mixed) {
        (true, _) => Subject::Unknown,
        (false, true) => Subject::Contact,
        (false, false) => first,
    }
}

fn of_event(symbols: &Symbols, name: &Name) -> Subject {
    match symbols.top.get(&name.text).map(|declared| declared.what) {
        Some(Symbol::Event(id)) => Subjects::of(&symbols.subjects.events, id),
        _ => Subject::Unknown,
    }
}

fn of_stage(symbols: &Symbols, path: &Path) -> Subject {
    let stage = match path.parts.as_slice() {
        [stage] => match symbols.stages.get(&stage.text).map(Vec::as_slice) {
            Some([only]) => only.what,
            _ => None,
        },
        [journey, stage] => symbols.stage_of(&journey.text, &stage.text).and_then(|declared| declared.what),
        _ => None,
    };
    stage.map_or(Subject::Unknown, |stage| Subjects::of(&symbols.subjects.stages, stage))
}

/// The objects that paths name outright, `ticket.level`, but not those of which a quantifier
/// around speaks.
struct Named<'s> {
    symbols: &'s Symbols,
    bound: Vec<ObjectId>,
    found: Vec<ObjectId>,
    seen: BTreeSet<ObjectId>,
}

impl<'s> Named<'s> {
    fn new(symbols: &'s Symbols) -> Self {
        Self { symbols, bound: Vec::new(), found: Vec::new(), seen: BTreeSet::new() }
    }

    /// The object that a path begins with. A field of the contact of that name comes first.
    fn head(&mut self, path: &Path) -> Option<ObjectId> {
        let [head, _, ..] = path.parts.as_slice() else { return None };
        if self.symbols.fields.contains_key(&head.text) {
            return None;
        }
        match self.symbols.top.get(&head.text)?.what {
            Symbol::Object(object) if !self.bound.contains(&object) => Some(object),
            _ => None,
        }
    }
}

impl<'a> Visitor<'a> for Named<'_> {
    fn visit_path(&mut self, path: &'a Path) {
        if let Some(object) = self.head(path)
            && self.seen.insert(object)
        {
            self.found.push(object);
        }
    }

    fn visit_expr(&mut self, expr: &'a ast::Expr) {
        let ExprKind::Quantified(quantified) = &*expr.kind else { return walk_expr(self, expr) };
        let over = quantified.over.parts.first().and_then(|name| self.symbols.top.get(&name.text));
        let object = match over.map(|declared| declared.what) {
            Some(Symbol::Object(object)) => Some(object),
            _ => None,
        };
        self.bound.extend(object);
        if let Some(filter) = &quantified.filter {
            self.visit_expr(filter);
        }
        if object.is_some() {
            self.bound.pop();
        }
    }
}
