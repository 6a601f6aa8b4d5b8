//! Effects: what is set, added and removed; payloads of actions.

use indexmap::IndexMap;

use super::super::context::Checker;
use super::super::expr::one;
use super::super::symbols::{Scope, Subject, Symbol};
use crate::ast::{self, Do, NamedValue, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// What is changed.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// The changes of fields.
    pub(super) effects: Vec<Effect>,
    /// The sequences that are started.
    pub(super) starts: Vec<Start>,
}

impl Checker<'_> {
    /// `set`, `add`, `remove`, `start`.
    pub(super) fn effect(&mut self, effect: &ast::Effect, span: Span, scope: &Scope<'_>, consequences: &mut Changes) {
        let to = &mut consequences.effects;
        match effect {
            ast::Effect::Set(assignments) => {
                for (target, value) in assignments {
                    let span = target.place.0.to(value.place.0);
                    to.extend(self.set(target, value, span, scope));
                }
            }
            ast::Effect::Add { value, to: set } => to.extend(self.element(EffectKind::Add, value, set, span, scope)),
            ast::Effect::Remove { value, from } => {
                to.extend(self.element(EffectKind::Remove, value, from, span, scope));
            }
            ast::Effect::Start { sequence, arguments } => {
                consequences.starts.extend(self.start(sequence, arguments, span, scope));
            }
        }
    }

    /// E0304: an argument for each parameter, of its type.
    fn start(&mut self, name: &ast::Name, arguments: &[ast::Expr], span: Span, scope: &Scope<'_>) -> Option<Start> {
        let sequence = self.sequence(name);
        if let Some(sequence) = sequence {
            self.called_in_scope(name, Symbol::Sequence(sequence), scope);
        }
        let parameters = sequence.and_then(|id| self.types.sequences.get(id.index())).cloned();
        let Some(parameters) = parameters.filter(|known| known.len() == arguments.len()) else {
            if let (Some(sequence), Some(node)) = (sequence, sequence.and_then(|id| self.sequence_node(id))) {
                self.wrong_count(name, sequence, node, arguments.len(), span);
            }
            self.poisoned();
            for argument in arguments {
                self.any(argument, scope);
            }
            return None;
        };
        let arguments: Vec<ExprId> = arguments
            .iter()
            .zip(&parameters)
            .map(|(argument, (_, ty))| match ty {
                Some(ty) => self.value(argument, scope, *ty),
                None => self.any(argument, scope),
            })
            .collect();
        Some(Start { sequence: sequence?, arguments, span })
    }

    fn sequence_node(&self, id: SequenceId) -> Option<Span> {
        self.nodes.sequences.get(id.index()).map(|node| node.node.ast.name.place.0)
    }

    fn wrong_count(&mut self, name: &ast::Name, sequence: SequenceId, declared: Span, given: usize, span: Span) {
        let wanted = self.types.sequences.get(sequence.index()).map(Vec::as_slice).unwrap_or_default();
        let names: Vec<&str> = wanted.iter().map(|(name, _)| name.as_str()).collect();
        let help = match names.as_slice() {
            [] => format!("it takes none: `start {}`", name.text),
            names => format!("write one for each parameter, `start {}({})`", name.text, names.join(", ")),
        };
        let takes = match names.len() {
            0 => "no argument".to_owned(),
            1 => "1 argument".to_owned(),
            many => format!("{many} arguments"),
        };
        let given = if given == 0 { "none".to_owned() } else { given.to_string() };
        let message = format!("`{}` takes {takes}, and is started with {given}", name.text);
        let found = Diagnostic::new(Code::BadArguments, span, message);
        self.report(found.related(declared, "it is declared here").help(help));
    }

    /// A value that may be unset is taken by a required field too: unknown leaves it.
    fn set(&mut self, target: &Path, value: &ast::Expr, span: Span, scope: &Scope<'_>) -> Option<Effect> {
        let (field, ty) = self.field_target(target, "set", scope)?;
        let value = self.value(value, scope, ty.with_optional(!ty.set));
        Some(Effect { kind: EffectKind::Set, field, value, span })
    }

    /// E0301: elements are added to a set, and removed from one.
    fn element(
        &mut self,
        kind: EffectKind,
        value: &ast::Expr,
        set: &Path,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<Effect> {
        let word = if kind == EffectKind::Add { "add" } else { "remove" };
        let (field, ty) = self.field_target(set, "changed", scope)?;
        if !ty.set {
            let message = format!("`{word}` changes a set, and `{}` is none", written(set));
            self.wrong_type(Code::TypeMismatch, set.place.0, message, "use `set` to give it another value");
            return None;
        }
        let value = self.maybe(value, scope, ty.scalar);
        Some(Effect { kind, field, value, span })
    }

    /// E0208: what is of an object is done where an instance is in scope. E0417 where it is that
    /// of another.
    pub(super) fn called_in_scope(&mut self, name: &ast::Name, called: Symbol, scope: &Scope<'_>) {
        let object = match self.symbols.subjects.of_symbol(called) {
            Subject::Contact => return,
            Subject::Unknown => return self.poisoned(),
            Subject::Object(object) => object,
        };
        if scope.has_instance(object) {
            return;
        }
        self.poisoned();
        if scope.unknown_instance {
            return;
        }
        let of = self.object_called(object).to_owned();
        match scope.own_instance() {
            Some(own) => {
                let own = one(self.object_called(own));
                let message = format!("`{}` is of {}, and this is of {own}", name.text, one(&of));
                self.error(Code::OtherObject, name.place.0, message);
            }
            None => {
                let verb = if matches!(called, Symbol::Sequence(_)) { "started" } else { "done" };
                let message = format!("`{}` needs {}, and none is in scope here", name.text, one(&of));
                let help =
                    format!("it is {verb} where one is: on events of {}, or in a declaration `of {of}`", one(&of));
                self.report(Diagnostic::new(Code::NotInScope, name.place.0, message).help(help));
            }
        }
    }

    /// A field that is written to, of the contact or of the instance in scope; `done` says how
    /// ("set"). E0201, E0203, E0204, E0208.
    pub(in crate::check) fn field_target(
        &mut self,
        path: &Path,
        done: &str,
        scope: &Scope<'_>,
    ) -> Option<(FieldId, Type)> {
        let found = match path.parts.as_slice() {
            [name] => match self.field_of_instance(name, scope) {
                Some(found) => found,
                None if scope.unknown_instance && !self.symbols.fields.contains_key(&name.text) => None,
                None => self.own_field(&name.text, path.place.0, Code::UnknownName, done),
            },
            [owner, name] if owner.text == "contact" => {
                self.own_field(&name.text, name.place.0, Code::UnknownMember, done)
            }
            [owner, rest @ ..] => match self.symbols.top.get(&owner.text).map(|declared| declared.what) {
                Some(Symbol::Object(object)) => self.object_target(object, owner, rest, path, done, scope),
                _ => self.not_a_field(owner, path, done, scope),
            },
            [] => None,
        };
        self.complete &= found.is_some();
        let field = found?;
        self.types.fields.get(field.index()).map(|ty| (field, *ty))
    }

    /// Where fields of all objects can be named, each as `order.total`.
    pub(super) fn scope_of_path(&self, path: &Path) -> Scope<'static> {
        let head = path.parts.first().and_then(|head| self.symbols.top.get(&head.text));
        match head.map(|declared| declared.what) {
            Some(Symbol::Object(object)) if path.parts.len() > 1 => {
                Scope { qualified: true, ..Scope::of(Subject::Object(object)) }
            }
            _ => Scope::default(),
        }
    }

    /// A field of the instance in scope, by its bare name. `Some(None)`: it could not be read.
    #[expect(clippy::option_option, reason = "there or not, read or not")]
    fn field_of_instance(&self, name: &ast::Name, scope: &Scope<'_>) -> Option<Option<FieldId>> {
        let mut objects = scope.outer_instances();
        let fields = objects.find_map(|object| self.symbols.object_fields.get(&object)?.get(&name.text));
        fields.map(|declared| declared.what)
    }

    /// `ticket.level`: of the instance in scope.
    fn object_target(
        &mut self,
        object: ObjectId,
        owner: &ast::Name,
        rest: &[ast::Name],
        path: &Path,
        done: &str,
        scope: &Scope<'_>,
    ) -> Option<FieldId> {
        if scope.own_instance() != Some(object) {
            // The contact may have a reference of that name.
            let reference =
                self.symbols.fields.contains_key(&owner.text) || self.field_of_instance(owner, scope).is_some();
            if reference || scope.unknown_instance {
                return self.not_a_field(owner, path, done, scope);
            }
            let of = one(&owner.text);
            let message = format!("`{}` can't be {done}: no `{}` is in scope here", written(path), owner.text);
            let help = format!("a field of {of} is {done} on its events, or in a declaration `of {}`", owner.text);
            self.report(Diagnostic::new(Code::NotInScope, path.place.0, message).help(help));
            return None;
        }
        let [name] = rest else { return self.through_a_reference(path, done) };
        let fields = self.symbols.object_fields.get(&object);
        if let Some(declared) = fields.and_then(|fields| fields.get(&name.text)) {
            return declared.what;
        }
        if name.text == "id" {
            let message = format!("the id of {} can't be {done}", one(&owner.text));
            self.error(Code::WrongKind, path.place.0, message);
        } else if let Some(declared) = self.symbols.top.get(&name.text).filter(|one| readable_kind(one.what)).copied() {
            let message = format!("`{}` is {}, only fields can be {done}", name.text, declared.what.kind());
            let found = Diagnostic::new(Code::WrongKind, name.place.0, message);
            self.report(found.related(declared.span, "it is declared here"));
        } else if !self.symbols.may_be_declared(&name.text) {
            let near =
                fields.and_then(|fields| crate::text::did_you_mean(&name.text, fields.keys().map(String::as_str)));
            let near = near.map(str::to_owned);
            let message = format!("{} has no field `{}`", one(&owner.text), name.text);
            self.unknown(Code::UnknownMember, name.place.0, message, near);
        }
        None
    }

    /// E0203: what a reference leads to is read, never changed.
    fn through_a_reference(&mut self, path: &Path, done: &str) -> Option<FieldId> {
        let message = format!("`{}` leads to another instance, which can't be {done} from here", written(path));
        self.report(
            Diagnostic::new(Code::WrongKind, path.place.0, message)
                .help("only fields of the contact and of the instance in scope are changed"),
        );
        None
    }

    fn own_field(&mut self, name: &str, span: Span, code: Code, done: &str) -> Option<FieldId> {
        if let Some(declared) = self.symbols.fields.get(name) {
            return declared.what;
        }
        let declared = self.symbols.top.get(name).copied();
        if let Some(declared) = declared.filter(|one| code == Code::UnknownName || readable_kind(one.what)) {
            // A field that could not be read may have this name too.
            if declared.what != Symbol::Poisoned && !self.symbols.may_be_declared(name) {
                let message = format!("`{name}` is {}, only fields can be {done}", declared.what.kind());
                let found = Diagnostic::new(Code::WrongKind, span, message);
                self.report(found.related(declared.span, "it is declared here"));
            }
            return None;
        }
        if !self.symbols.may_be_declared(name) {
            let near = self.propose(name, |symbols| symbols.fields.keys().map(String::as_str));
            let message = format!("the contact has no field `{name}`");
            let with = self.symbols.object_fields.iter().find(|(_, fields)| fields.contains_key(name));
            if let Some((&object, _)) = with.filter(|_| near.is_none()) {
                let of = self.object_called(object).to_owned();
                let help = format!("{} has one: `{of}.{name}` is {done} where one is in scope", one(&of));
                self.report(Diagnostic::new(code, span, message).help(help));
                return None;
            }
            if near.is_none() && name == "stage" {
                let help = "a contact moves by the `transition`s of a journey; in a scenario, `given stage lead`";
                self.report(Diagnostic::new(code, span, message).help(help));
            } else {
                self.unknown(code, span, message, near);
            }
        }
        None
    }

    /// E0203: payloads and other owners are not written to.
    fn not_a_field(&mut self, owner: &ast::Name, path: &Path, done: &str, scope: &Scope<'_>) -> Option<FieldId> {
        let text = owner.text.as_str();
        let is_reference = |checker: &Self, field: Option<Option<FieldId>>| {
            let ty = field.flatten().and_then(|id| checker.types.fields.get(id.index()));
            ty.is_some_and(|ty| matches!(ty.scalar, Scalar::Object(_)))
        };
        let own = self.field_of_instance(owner, scope);
        let contacts = self.symbols.fields.get(text).map(|declared| declared.what);
        if is_reference(self, own) || own.is_none() && is_reference(self, contacts) {
            return self.through_a_reference(path, done);
        }
        let message = match self.symbols.top.get(text) {
            _ if text == "event" => format!("the payload of an event can't be {done}, only fields can"),
            Some(declared) if declared.what == Symbol::Poisoned => return None,
            Some(declared) => format!("`{text}` is {}, only fields can be {done}", declared.what.kind()),
            None if self.symbols.may_be_declared(text) => return None,
            None => {
                let near = self.propose(text, |_| ["contact"]);
                let message = format!("nothing is called `{text}`");
                self.unknown(Code::UnknownName, path.place.0, message, near);
                return None;
            }
        };
        self.error(Code::WrongKind, path.place.0, message);
        None
    }

    /// `with { … }`: E0202 for a name that stands twice.
    pub(super) fn payload(
        &mut self,
        entries: &[NamedValue],
        scope: &Scope<'_>,
        seen: &mut IndexMap<String, Span>,
        to: &mut Vec<PayloadEntry>,
    ) {
        for entry in entries {
            let span = entry.name.place.0;
            match seen.get(&entry.name.text) {
                Some(&first) => {
                    let message = format!("`{}` stands twice", entry.name.text);
                    let found = Diagnostic::new(Code::DuplicateName, span, message);
                    self.report(found.related(first, "it stands here first"));
                }
                None => drop(seen.insert(entry.name.text.clone(), span)),
            }
            let value = self.any(&entry.value, scope);
            to.push(PayloadEntry { name: entry.name.text.as_str().into(), value });
        }
    }

    /// `do a, b with { … } after 2 days`
    pub(super) fn calls(&mut self, does: &Do, scope: &Scope<'_>, to: &mut Vec<ActionCall>) {
        let after = does.after.as_ref().map(|delay| self.delay(delay, scope));
        for call in &does.calls {
            let action = self.action(&call.action);
            if let Some(action) = action {
                self.called_in_scope(&call.action, Symbol::Action(action), scope);
            }
            let mut with = Vec::new();
            self.payload(&call.with, scope, &mut IndexMap::new(), &mut with);
            if let Some(action) = action {
                to.push(ActionCall { action, with, after, span: call.action.place.0 });
            }
        }
    }
}

/// Whether the symbol is read like a field.
const fn readable_kind(symbol: Symbol) -> bool {
    matches!(symbol, Symbol::Let(_) | Symbol::Setting(_) | Symbol::Segment(_) | Symbol::Score(_))
}

/// A path as it was written.
pub(in crate::check) fn written(path: &Path) -> String {
    path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}
