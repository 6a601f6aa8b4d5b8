//! Instances of objects: what is read of the one in scope, and of one to which a reference leads.

use super::Typer;
use super::describe::{one, quoted};
use super::names::Found;
use crate::ast;
use crate::check::symbols::{Scope, Subject, Symbol};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ExprKind, Id, ObjectId, Scalar, TableId, Type, Value};
use crate::text::Span;

impl Typer<'_> {
    /// The object of this name.
    pub(super) fn object_named(&self, name: &str) -> Option<ObjectId> {
        match self.context.symbols.top.get(name)?.what {
            Symbol::Object(object) => Some(object),
            _ => None,
        }
    }

    /// A field of the object.
    pub(super) fn field_of(&self, object: ObjectId, name: &str) -> Found {
        let field = self.context.symbols.object_fields.get(&object).and_then(|fields| fields.get(name));
        match field.map(|declared| declared.what) {
            Some(Some(id)) => Found::new(ExprKind::Field(id), self.context.types.fields.get(id.index()).copied()),
            Some(None) => Found::Poisoned,
            None => Found::Nothing,
        }
    }

    /// The instance that a scenario names.
    pub(super) fn alias(&self, name: &str, scope: &Scope<'_>) -> Found {
        match scope.aliases.iter().find(|(alias, _)| alias == name) {
            Some((_, Some(object))) => {
                Found::Value(ExprKind::Literal(Value::text(name)), Type::required(Scalar::Object(*object)))
            }
            Some((_, None)) => Found::Poisoned,
            None => Found::Nothing,
        }
    }

    /// What an instance has by a name: its id, a field, a derived value.
    fn member_of(&mut self, object: ObjectId, name: &ast::Name) -> Found {
        if name.text == "id" {
            return Found::Value(ExprKind::InstanceId(object), Type::required(Scalar::Text));
        }
        match self.field_of(object, &name.text) {
            Found::Nothing => {}
            found => return found,
        }
        let symbols = self.context.symbols;
        if let Some(declared) = symbols.top.get(&name.text) {
            match symbols.subjects.of_symbol(declared.what) {
                Subject::Object(of) if of == object => match self.derived(declared.what) {
                    Found::Nothing => {
                        if let Symbol::Table(_) = declared.what {
                            self.no_value_of(object, name);
                            return Found::Poisoned;
                        }
                    }
                    found => return found,
                },
                Subject::Unknown => return Found::Poisoned,
                _ if declared.what == Symbol::Poisoned => return Found::Poisoned,
                _ => {}
            }
        }
        if !symbols.may_be_declared(&name.text) {
            let owner = self.object_name(object).to_owned();
            let proposal = self.near(&name.text, self.names_of(object)).map(str::to_owned);
            let message = format!("{} has no field {}", one(&owner), quoted(&name.text));
            let found = Diagnostic::new(Code::UnknownMember, name.place.0, message);
            let elsewhere = symbols.fields.contains_key(&name.text);
            self.report_helped(
                found,
                match proposal {
                    Some(near) => Some(format!("did you mean {}?", quoted(&near))),
                    None if elsewhere => {
                        Some(format!("the contact has one: {}", quoted(&format!("contact.{}", name.text))))
                    }
                    None => None,
                },
            );
        }
        Found::Poisoned
    }

    /// What an instance has by the next name, or, behind a table, by the next two; and which name
    /// is the last of them, and what is left.
    fn part_of<'n>(
        &mut self,
        object: ObjectId,
        name: &'n ast::Name,
        rest: &'n [ast::Name],
    ) -> (Found, &'n ast::Name, &'n [ast::Name]) {
        if let ([output, behind @ ..], Some(table)) = (rest, self.table_of(object, &name.text)) {
            return (self.of_table(table, name, output), output, behind);
        }
        (self.member_of(object, name), name, rest)
    }

    /// The table of this name whose outputs each instance has.
    fn table_of(&self, object: ObjectId, name: &str) -> Option<TableId> {
        let symbols = self.context.symbols;
        match symbols.top.get(name)?.what {
            Symbol::Table(table)
                if symbols.subjects.of_symbol(Symbol::Table(table)) == Subject::Object(object)
                    && matches!(self.field_of(object, name), Found::Nothing) =>
            {
                Some(table)
            }
            _ => None,
        }
    }

    /// The names that can stand behind `ticket.`
    fn names_of(&self, object: ObjectId) -> Vec<&str> {
        let symbols = self.context.symbols;
        let fields = symbols.object_fields.get(&object).into_iter().flat_map(|fields| fields.keys());
        let derived = symbols.top.iter().filter(|(_, declared)| {
            symbols.subjects.of_symbol(declared.what) == Subject::Object(object)
                && matches!(declared.what, Symbol::Let(_) | Symbol::Segment(_) | Symbol::Table(_) | Symbol::Score(_))
        });
        fields.map(String::as_str).chain(["id"]).chain(derived.map(|(name, _)| name.as_str())).collect()
    }

    /// `ticket.priority`, where `priority` is a table.
    fn no_value_of(&mut self, object: ObjectId, name: &ast::Name) {
        let symbols = self.context.symbols;
        let output = self.table_of(object, &name.text).and_then(|table| symbols.outputs.get(&table)?.keys().next());
        let message = format!("{} is a table, not a value", quoted(&name.text));
        let found = Diagnostic::new(Code::WrongKind, name.place.0, message);
        let help = output.map(|output| {
            let whole = format!("{}.{}.{output}", self.object_name(object), name.text);
            format!("name one of its outputs: {}", quoted(&whole))
        });
        self.report_helped(found, help);
    }

    /// `ticket.x`, `account.tier` where `account` is a reference, and longer paths.
    pub(super) fn long_path(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Found {
        if let Some(found) = self.of_sla(path, scope) {
            return found;
        }
        let [head, name, rest @ ..] = path.parts.as_slice() else { return Found::Poisoned };
        if head.text == "contact" {
            if let (Some(table), [output, rest @ ..]) = (self.table(&name.text, &Scope::default()), rest)
                && self.context.symbols.subjects.of_symbol(Symbol::Table(table)) == Subject::Contact
            {
                let found = self.of_table(table, name, output);
                return self.follow(found, output, rest);
            }
            let found = self.of_contact(name);
            return self.follow(found, name, rest);
        }
        if head.text == "event" {
            let found = self.of_event(name, path, scope);
            return self.follow(found, name, rest);
        }
        if let Some(table) = self.table(&head.text, scope) {
            let found = match self.context.symbols.subjects.of_symbol(Symbol::Table(table)) {
                Subject::Unknown => Found::Poisoned,
                Subject::Object(_) if scope.unknown_instance => Found::Poisoned,
                Subject::Object(object) if !scope.is_bare(object) => {
                    let whole = ast::Name { text: format!("{}.{}", head.text, name.text), place: path.place };
                    self.out_of_scope(object, &whole, "a value", scope);
                    Found::Poisoned
                }
                Subject::Object(_) | Subject::Contact => self.of_table(table, head, name),
            };
            return self.follow(found, name, rest);
        }
        let object = self.object_named(&head.text);
        if let Some(object) = object.filter(|object| scope.has_instance(*object)) {
            let (found, name, rest) = self.part_of(object, name, rest);
            return self.follow(found, name, rest);
        }
        let rest = path.parts.get(1..).unwrap_or_default();
        let base = match self.value_named(&head.text, scope) {
            found @ Found::Value(_, Type { scalar: Scalar::Object(_), .. }) => found,
            Found::Poisoned => return Found::Poisoned,
            _ => match object {
                Some(object) => {
                    if !scope.unknown_instance {
                        self.no_instance(object, path, scope);
                    }
                    return Found::Poisoned;
                }
                None => {
                    if !(scope.unknown_instance && self.context.symbols.top.get(&head.text).is_none()) {
                        self.wrong_owner(head, path);
                    }
                    return Found::Poisoned;
                }
            },
        };
        self.follow(base, head, rest)
    }

    /// What the rest of a path reads: each of its parts leads to another instance.
    fn follow(&mut self, base: Found, named: &ast::Name, rest: &[ast::Name]) -> Found {
        let (mut base, mut named, mut rest) = (base, named, rest);
        while let [part, behind @ ..] = rest {
            let Found::Value(kind, ty) = base else { return base };
            let Scalar::Object(object) = ty.scalar else {
                let message = format!("{} has no parts that could be read", quoted(&named.text));
                let ty = self.quoted_type(ty);
                self.report(
                    Diagnostic::new(Code::WrongKind, part.place.0, message)
                        .related(named.place.0, format!("it is {ty}, and leads to no instance")),
                );
                return Found::Poisoned;
            };
            let (found, last, behind) = self.part_of(object, part, behind);
            let Found::Value(value, of) = found else { return Found::Poisoned };
            let reference = self.push(kind, ty, named.place.0);
            let value = self.push(value, of, last.place.0);
            let read = if of.set { of } else { of.with_optional(true) };
            base = Found::Value(ExprKind::Through { reference, object, value }, read);
            (named, rest) = (last, behind);
        }
        base
    }

    /// `ticket.impact`, where no ticket is in scope.
    fn no_instance(&mut self, object: ObjectId, path: &ast::Path, _scope: &Scope<'_>) {
        let name = self.object_name(object).to_owned();
        let whole = path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let rest: Vec<&str> = path.parts.iter().skip(1).map(|part| part.text.as_str()).collect();
        let message = format!("{} needs {}, and none is in scope here", quoted(&whole), one(&name));
        self.report(
            Diagnostic::new(Code::NotInScope, path.place.0, message)
                .help(how_to_scope(&name, &format!("{} …", rest.join(".")))),
        );
    }

    /// A name that is of an object of which none is in scope, or whose name must be said.
    pub(super) fn out_of_scope(&mut self, object: ObjectId, name: &ast::Name, what: &str, scope: &Scope<'_>) {
        let owner = self.object_name(object).to_owned();
        let (text, span) = (name.text.as_str(), name.place.0);
        let (message, help) = if scope.has_instance(object) {
            let qualified = quoted(&format!("{owner}.{text}"));
            (
                format!("{} is {what} of {}", quoted(text), one(&owner)),
                format!("nothing says `of {owner}` here, so write {qualified}"),
            )
        } else {
            (
                format!("{} is {what} of {}, and none is in scope here", quoted(text), one(&owner)),
                how_to_scope(&owner, &format!("{text} …")),
            )
        };
        self.report(Diagnostic::new(Code::NotInScope, span, message).help(help));
    }

    /// A bare name that nothing has here, but an object: where none of it is in scope.
    pub(super) fn object_with(&self, name: &str) -> Option<ObjectId> {
        let fields = &self.context.symbols.object_fields;
        fields.iter().find(|(_, fields)| fields.contains_key(name)).map(|(&object, _)| object)
    }

    /// Whether the stage of a journey of an object is asked of an instance in scope. That of a
    /// contact's always is.
    pub(in crate::check) fn stage_has_instance(
        &mut self,
        subject: Subject,
        path: &ast::Path,
        scope: &Scope<'_>,
    ) -> bool {
        let span: Span = path.place.0;
        match subject {
            Subject::Contact => true,
            Subject::Object(object) if scope.has_instance(object) => true,
            Subject::Unknown => false,
            Subject::Object(_) if scope.unknown_instance => false,
            Subject::Object(object) => {
                let owner = self.object_name(object).to_owned();
                let stage = path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
                let message = format!("{} is a stage of {}, and none is in scope here", quoted(&stage), one(&owner));
                self.report(
                    Diagnostic::new(Code::NotInScope, span, message)
                        .help(how_to_scope(&owner, &format!("in stage {stage}"))),
                );
                false
            }
        }
    }
}

/// What brings an instance into scope.
fn how_to_scope(object: &str, question: &str) -> String {
    format!("ask about all of them, `any {object} where {question}`, or say that the declaration is `of {object}`")
}
