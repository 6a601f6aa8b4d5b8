//! Second pass: enums, and the types of fields, payloads and settings.
//!
//! A type may be that of another field (`contact.plan`, `form_submitted.form`), so types are
//! found by following such references; no chain is too long, and a cycle is E0407.

mod chain;

use chain::Chain;

use super::context::Checker;
use super::lower::plain_info;
use super::names::BUILTIN_TYPES;
use super::nodes::{FieldNode, FieldOwner, Node};
use super::symbols::{Declared, Symbol};
use crate::ast::{self, Name, TypeExpr, TypeKind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Runs the pass.
pub(super) fn resolve(checker: &mut Checker<'_>) {
    declared_enums(checker);
    enums_of_bands(checker);
    for node in checker.nodes.objects.clone() {
        let object = object(node);
        checker.ir.objects.push(object);
    }
    let fields = checker.nodes.fields.clone();
    let parameters = checker.nodes.parameters.clone();
    let mut chain = Chain::new(checker, &fields, &parameters);
    let types: Vec<Option<Type>> = (0..fields.len() + parameters.len()).map(|index| chain.resolve(index)).collect();
    let (of_fields, of_parameters) = types.split_at(fields.len());
    checker.nodes.fields.clear();
    for (node, ty) in fields.iter().zip(of_fields) {
        give_field(checker, node, *ty);
    }
    checker.nodes.parameters.clear();
    for (node, ty) in parameters.iter().zip(of_parameters) {
        give_parameter(checker, node, *ty);
    }
    for node in checker.nodes.settings.clone() {
        let ty = setting_type(checker, node.ast);
        checker.types.settings.push(ty);
    }
    for node in checker.nodes.tables.clone() {
        let types = output_types(checker, &node);
        checker.types.tables.push(types);
    }
    for node in checker.nodes.sequences.clone() {
        let parameters = sequence_parameters(checker, node.node.ast);
        checker.types.sequences.push(parameters);
    }
}

/// E0202: the parameters of a sequence differ in name.
fn sequence_parameters(checker: &mut Checker<'_>, sequence: &ast::Sequence) -> Vec<(String, Option<Type>)> {
    let mut places: indexmap::IndexMap<&str, Span> = indexmap::IndexMap::new();
    let mut parameters = Vec::with_capacity(sequence.parameters.len());
    for ast::Column { name, ty } in &sequence.parameters {
        let of_its_own = format!("{}.{}", sequence.name.text, name.text);
        let ty = type_of(checker, ty, &of_its_own);
        match places.get(name.text.as_str()) {
            Some(&first) => {
                let message = format!("the parameter `{}` stands twice", name.text);
                let found = Diagnostic::new(Code::DuplicateName, name.place.0, message);
                checker.report(found.related(first, "it stands here first"));
            }
            None => drop(places.insert(&name.text, name.place.0)),
        }
        parameters.push((name.text.clone(), ty));
    }
    parameters
}

/// An object; its fields come with their types, and who answers for it once values have one.
fn object(node: Node<'_, ast::Object>) -> Object {
    let ast = node.ast;
    let info = plain_info(&ast.name, ast.label.as_ref(), node.notes);
    Object { info, fields: Vec::new(), responsibilities: Responsibilities::default() }
}

fn declared_enums(checker: &mut Checker<'_>) {
    for (index, node) in checker.nodes.enums.clone().into_iter().enumerate() {
        let id = EnumId::new(index);
        let ast = node.ast;
        let owner = super::clauses::Owner::new("enum", &ast.name, &ast.body);
        if ast.members.is_empty() {
            checker.missing(&owner, "no member", "name at least one, `enum plan { trial, pro }`");
        }
        let info = checker.info_alone("an enum", &ast.name, ast.label.as_ref(), node.notes, &ast.body);
        let members = members(checker, id, &ast.members);
        checker.ir.enums.push(Enum { info, members });
    }
}

/// The bands that can hold are the members of an enum. E0202: they differ in name.
fn enums_of_bands(checker: &mut Checker<'_>) {
    for node in checker.nodes.bands.clone() {
        let (ast, notes) = (node.node.ast, ast::Notes::default());
        let info = Info { name: format!("{}.band", ast.name.text), span: ast.name.place.0, ..Info::default() };
        let id = checker.ir.enums.push(Enum { info, members: Vec::new() });
        let bins = ast.body.clauses.iter().filter_map(|clause| match &clause.kind {
            ast::BandsClause::Band { name, label, .. } => {
                Some(ast::Member { name: name.clone(), label: label.clone(), renamed_from: None, notes: notes.clone() })
            }
            _ => None,
        });
        let lowered = members(checker, id, &bins.collect::<Vec<_>>());
        if let Some(made) = checker.ir.enums.get_mut(id) {
            made.members = lowered;
        }
        checker.types.bands.insert(node.value, id);
    }
}

/// E0310: what is collected is single values that are there.
fn output_types(checker: &mut Checker<'_>, node: &super::nodes::TableNode<'_>) -> Vec<Option<Type>> {
    let mut types = Vec::with_capacity(node.shape.outputs.len());
    for output in node.shape.outputs {
        let of_its_own = format!("{}.{}", node.node.ast.name.text, output.name.text);
        let mut ty = type_of(checker, &output.ty, &of_its_own);
        if node.shape.policy() == ast::TablePolicy::Collect
            && let Some(found) = ty.filter(|ty| ty.set || ty.optional)
        {
            let what = if found.set { "sets" } else { "values that may be unset" };
            let message = format!("a table that collects makes a set of single values, not of {what}");
            checker.report(
                Diagnostic::new(Code::BadType, output.ty.place.0, message)
                    .help("name the type of one value: `team`, `text`; the output is then a `set of` it"),
            );
            checker.poisoned();
            ty = None;
        }
        types.push(ty);
    }
    types
}

/// E0202: members differ in name.
fn members(checker: &mut Checker<'_>, id: EnumId, members: &[ast::Member]) -> Vec<Member> {
    let mut names = checker.symbols.members.swap_remove(&id).unwrap_or_default();
    let mut places: indexmap::IndexMap<&str, Span> = indexmap::IndexMap::new();
    let mut lowered = Vec::with_capacity(members.len());
    for (index, member) in (0..).zip(members) {
        let name = &member.name;
        match places.get(name.text.as_str()) {
            Some(&first) => {
                let message = format!("the member `{}` stands twice", name.text);
                let found =
                    Diagnostic::new(Code::DuplicateName, name.place.0, message).related(first, "it stands here first");
                checker.report(found);
            }
            None => {
                places.insert(&name.text, name.place.0);
                names.insert(name.text.clone(), index);
            }
        }
        let mut info = plain_info(name, member.label.as_ref(), &member.notes);
        info.renamed_from = member.renamed_from.as_ref().map(|old| old.text.clone());
        lowered.push(Member { info });
    }
    checker.symbols.members.insert(id, names);
    lowered
}

fn give_field<'a>(checker: &mut Checker<'a>, node: &FieldNode<'a>, ty: Option<Type>) {
    let Some(ty) = ty else { return checker.poisoned() };
    let id = FieldId::new(checker.types.fields.len());
    checker.types.fields.push(ty);
    checker.nodes.fields.push(*node);
    let name = &node.node.ast.name;
    let object = match node.owner {
        FieldOwner::Object(object) => Some(object),
        FieldOwner::Contact | FieldOwner::Event(_) => None,
    };
    if let Some(object) = object.and_then(|object| checker.ir.objects.get_mut(object)) {
        object.fields.push(id);
    }
    let names = match object {
        Some(object) => checker.symbols.object_fields.get_mut(&object),
        None => Some(&mut checker.symbols.fields),
    };
    if let (true, Some(names)) = (node.unique, names) {
        names.insert(name.text.clone(), Declared { what: Some(id), span: name.place.0 });
    }
    let info = plain_info(name, None, node.node.notes);
    checker.ir.fields.push(Field { info, object, ty, default: None, governance: Governance::default() });
}

fn give_parameter<'a>(checker: &mut Checker<'a>, node: &FieldNode<'a>, ty: Option<Type>) {
    let (Some(ty), FieldOwner::Event(event)) = (ty, node.owner) else { return checker.poisoned() };
    let id = ParameterId::new(checker.types.parameters.len());
    checker.types.parameters.push(ty);
    checker.nodes.parameters.push(*node);
    let name = &node.node.ast.name;
    if node.unique
        && let Some(names) = checker.symbols.parameters.get_mut(&event)
    {
        names.insert(name.text.clone(), Some(id));
    }
    let info = plain_info(name, None, node.node.notes);
    checker.ir.parameters.push(Parameter { info, event, ty, default: None, governance: Governance::default() });
}

/// E0310: a setting always has a value.
fn setting_type(checker: &mut Checker<'_>, setting: &ast::Setting) -> Option<Type> {
    let ty = type_of(checker, &setting.ty, &setting.name.text)?;
    if setting.ty.optional && ty.optional {
        let message = format!("the setting `{}` always has a value", setting.name.text);
        let span = setting.ty.place.0;
        checker.report(Diagnostic::new(Code::BadType, span, message).help("leave out the `?`"));
    }
    if matches!(ty.scalar, Scalar::Object(_)) {
        let message =
            format!("the setting `{}` is the same for all contacts, and instances are of one", setting.name.text);
        let help = "let a field of the contact lead to the instance";
        checker.wrong_type(Code::BadType, setting.ty.place.0, message, help);
        return None;
    }
    Some(ty.with_optional(false))
}

/// The type that `ty` says, once all fields have theirs. An enum in place is called `name`.
pub(super) fn type_of(checker: &mut Checker<'_>, ty: &TypeExpr, name: &str) -> Option<Type> {
    let found = match step(checker, ty, name) {
        Step::Known(found) => found,
        Step::Of(owner, name, wrap) => declared_type(checker, owner, &name.text).and_then(|ty| wrap.apply(checker, ty)),
    };
    if found.is_none() {
        checker.poisoned();
    }
    found
}

/// The type of a field that has its own.
fn declared_type(checker: &Checker<'_>, owner: FieldOwner, name: &str) -> Option<Type> {
    let (symbols, types) = (&checker.symbols, &checker.types);
    let field = match owner {
        FieldOwner::Event(event) => {
            let id = (*symbols.parameters.get(&event)?.get(name)?)?;
            return types.parameters.get(id.index()).copied();
        }
        FieldOwner::Contact => symbols.fields.get(name)?,
        FieldOwner::Object(object) => symbols.object_fields.get(&object)?.get(name)?,
    };
    types.fields.get(field.what?.index()).copied()
}

/// What one type says by itself.
enum Step<'t> {
    /// All, or nothing that can be read.
    Known(Option<Type>),
    /// That it is the type of a field of the contact, an object or a payload.
    Of(FieldOwner, &'t Name, Wrap),
}

/// What stands around a type.
#[derive(Debug, Clone, Copy)]
struct Wrap {
    /// `set of`
    set: bool,
    /// `?`
    optional: bool,
    /// Where the inner type stands.
    span: Span,
}

impl Wrap {
    /// `?` adds to an inherited type; the elements of a set are never unset. E0310 for a set
    /// of sets, and a set that may be unset.
    fn apply(self, checker: &mut Checker<'_>, inner: Type) -> Option<Type> {
        if self.set && matches!(inner.scalar, Scalar::Object(_)) {
            checker.report(Diagnostic::new(Code::BadType, self.span, OBJECT_SET.0).help(OBJECT_SET.1));
            return None;
        }
        if inner.set && (self.set || self.optional) {
            let (message, help) = if self.set { NESTED_SET } else { OPTIONAL_SET };
            checker.report(Diagnostic::new(Code::BadType, self.span, message).help(help));
            return None;
        }
        if self.set {
            return Some(Type::set_of(inner.scalar));
        }
        Some(inner.with_optional(inner.optional || self.optional))
    }
}

const NESTED_SET: (&str, &str) = ("a set can't hold sets", "write `set of` once");
const OBJECT_SET: (&str, &str) = (
    "a set can't hold instances of an object",
    "let each instance name its owner, and ask `any order where …` or `count of order where …`",
);
const OPTIONAL_SET: (&str, &str) =
    ("a set is never unset", "leave out the `?`: an empty set says that there is nothing");

fn step<'t>(checker: &mut Checker<'_>, ty: &'t TypeExpr, name: &str) -> Step<'t> {
    match &ty.kind {
        TypeKind::Set(element) => set_step(checker, ty, element, name),
        TypeKind::Enum(list) => {
            let scalar = Scalar::Enum(enum_in_place(checker, ty, list, name));
            Step::Known(Some(Type::required(scalar).with_optional(ty.optional)))
        }
        TypeKind::Named(path) => {
            named_step(checker, path, Wrap { set: false, optional: ty.optional, span: path.place.0 })
        }
    }
}

/// E0310: a set is never unset, and holds single values that are not unset either.
fn set_step<'t>(checker: &mut Checker<'_>, ty: &'t TypeExpr, element: &'t TypeExpr, name: &str) -> Step<'t> {
    let wrong = |checker: &mut Checker<'_>, span: Span, (message, help): (&str, &str)| {
        checker.report(Diagnostic::new(Code::BadType, span, message).help(help));
        Step::Known(None)
    };
    if ty.optional {
        return wrong(checker, ty.place.0, OPTIONAL_SET);
    }
    if element.optional {
        return wrong(checker, element.place.0, ("an element of a set is never unset", "leave out the `?`"));
    }
    match &element.kind {
        TypeKind::Set(_) => wrong(checker, element.place.0, NESTED_SET),
        TypeKind::Named(path) => {
            match named_step(checker, path, Wrap { set: true, optional: false, span: path.place.0 }) {
                Step::Known(Some(ty)) if matches!(ty.scalar, Scalar::Object(_)) => {
                    wrong(checker, element.place.0, OBJECT_SET)
                }
                Step::Known(Some(ty)) => Step::Known(Some(Type::set_of(ty.scalar))),
                other => other,
            }
        }
        TypeKind::Enum(list) => {
            Step::Known(Some(Type::set_of(Scalar::Enum(enum_in_place(checker, element, list, name)))))
        }
    }
}

fn named_step<'t>(checker: &mut Checker<'_>, path: &'t ast::Path, wrap: Wrap) -> Step<'t> {
    match path.parts.as_slice() {
        [name] => {
            let scalar = builtin(&name.text).or_else(|| checker.named_type(name));
            Step::Known(scalar.map(|scalar| Type::required(scalar).with_optional(wrap.optional)))
        }
        [owner, member] if owner.text == "contact" => match checker.symbols.fields.get(&member.text) {
            Some(_) => Step::Of(FieldOwner::Contact, member, wrap),
            None => Step::Known(no_member(checker, member, "the contact", |checker| {
                checker.symbols.fields.keys().map(String::as_str).collect()
            })),
        },
        [owner, member] => {
            let found = checker.resolve(owner, "an event or an object", |symbol| match symbol {
                Symbol::Event(id) => Some(FieldOwner::Event(id)),
                Symbol::Object(id) => Some(FieldOwner::Object(id)),
                _ => None,
            });
            let Some(found) = found else { return Step::Known(None) };
            if fields_of(checker, found).contains(&member.text.as_str()) {
                return Step::Of(found, member, wrap);
            }
            let owner_name = match found {
                FieldOwner::Event(_) => format!("the event `{}`", owner.text),
                _ => format!("the object `{}`", owner.text),
            };
            Step::Known(no_member(checker, member, &owner_name, |checker| fields_of(checker, found)))
        }
        [head, ..] => {
            let _: Option<FieldOwner> = checker.resolve(head, "an event or an object", |symbol| match symbol {
                Symbol::Event(id) => Some(FieldOwner::Event(id)),
                Symbol::Object(id) => Some(FieldOwner::Object(id)),
                _ => None,
            });
            checker.poisoned();
            if checker
                .symbols
                .top
                .get(&head.text)
                .is_some_and(|head| matches!(head.what, Symbol::Object(_) | Symbol::Event(_)))
            {
                let message = "a type is that of a field, `ticket.kind`, and this path is longer";
                checker.report(
                    Diagnostic::new(Code::BadType, path.place.0, message)
                        .help("name the object to which the reference leads, and its field"),
                );
            }
            Step::Known(None)
        }
        [] => Step::Known(None),
    }
}

/// The fields of an object or a payload.
fn fields_of<'c>(checker: &'c Checker<'_>, owner: FieldOwner) -> Vec<&'c str> {
    match owner {
        FieldOwner::Contact => checker.symbols.fields.keys().map(String::as_str).collect(),
        FieldOwner::Object(object) => {
            let names = checker.symbols.object_fields.get(&object);
            names.into_iter().flat_map(|names| names.keys().map(String::as_str)).collect()
        }
        FieldOwner::Event(event) => {
            let names = checker.symbols.parameters.get(&event);
            names.into_iter().flat_map(|names| names.keys().map(String::as_str)).collect()
        }
    }
}

/// E0204: an owner without such a field.
fn no_member(
    checker: &mut Checker<'_>,
    member: &Name,
    owner: &str,
    names: impl for<'c> FnOnce(&'c Checker<'_>) -> Vec<&'c str>,
) -> Option<Type> {
    checker.poisoned();
    if !checker.symbols.may_be_declared(&member.text) {
        let near = crate::text::did_you_mean(&member.text, names(checker)).map(str::to_owned);
        let message = format!("{owner} has no field `{}`", member.text);
        checker.unknown(Code::UnknownMember, member.place.0, message, near);
    }
    None
}

/// E0401: an enum in place has members too.
fn enum_in_place(checker: &mut Checker<'_>, ty: &TypeExpr, list: &[ast::Member], name: &str) -> EnumId {
    if list.is_empty() {
        let message = "an enum has no member";
        checker.report(Diagnostic::new(Code::MissingClause, ty.place.0, message).help("name at least one"));
    }
    let info = Info { name: name.to_owned(), span: ty.place.0, ..Info::default() };
    let id = checker.ir.enums.push(Enum { info, members: Vec::new() });
    let lowered = members(checker, id, list);
    if let Some(made) = checker.ir.enums.get_mut(id) {
        made.members = lowered;
    }
    id
}

fn builtin(name: &str) -> Option<Scalar> {
    Some(match name {
        "bool" => Scalar::Bool,
        "int" => Scalar::Int,
        "decimal" => Scalar::Decimal,
        "text" => Scalar::Text,
        "date" => Scalar::Date,
        "datetime" => Scalar::Datetime,
        "duration" => Scalar::Duration,
        "team" => Scalar::Team,
        _ => return None,
    })
}

impl Checker<'_> {
    /// An enum or an object by name; E0201, E0203.
    fn named_type(&mut self, name: &Name) -> Option<Scalar> {
        if self.symbols.top.contains_key(&name.text) {
            let of_bands = self.symbols.top.get(&name.text).and_then(|declared| match declared.what {
                Symbol::Let(id) => self.types.bands.get(&id).copied(),
                _ => None,
            });
            return self.resolve(name, "a type", |symbol| match symbol {
                Symbol::Enum(id) => Some(Scalar::Enum(id)),
                Symbol::Object(id) => Some(Scalar::Object(id)),
                Symbol::Let(_) => of_bands.map(Scalar::Enum),
                _ => None,
            });
        }
        self.poisoned();
        if !self.symbols.may_be_declared(&name.text) {
            let message = format!("no type is called `{}`", name.text);
            let near = self.propose(&name.text, |symbols| {
                let enums = symbols
                    .top
                    .iter()
                    .filter(|(_, declared)| matches!(declared.what, Symbol::Enum(_) | Symbol::Object(_)));
                BUILTIN_TYPES.iter().copied().chain(enums.map(|(name, _)| name.as_str()))
            });
            let near = habit(&name.text).map(str::to_owned).or(near);
            self.unknown(Code::UnknownName, name.place.0, message, near);
        }
        None
    }
}

/// The type for which other languages have another word.
fn habit(word: &str) -> Option<&'static str> {
    Some(match word.to_ascii_lowercase().as_str() {
        "string" | "str" | "varchar" | "char" | "email" | "phone" | "url" | "uuid" => "text",
        "integer" | "long" | "short" | "whole" => "int",
        "boolean" | "flag" | "yesno" => "bool",
        "number" | "float" | "double" | "money" | "currency" | "numeric" | "percent" => "decimal",
        "timestamp" | "time" => "datetime",
        "list" | "array" | "tags" => "set of text",
        "interval" | "period" => "duration",
        _ => return None,
    })
}
