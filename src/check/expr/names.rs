//! What a name means where a value is read.

use super::describe::{kind, listed, one, quoted};
use super::{BOOL, Typer};
use crate::ast;
use crate::check::symbols::{Scope, Subject, Symbol, Symbols};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{EnumId, EventId, ExprId, ExprKind, Id, ObjectId, Scalar, TableId, Type, Value};
use crate::text::{Span, did_you_mean};

/// What a name was found to be.
pub(super) enum Found {
    /// A value.
    Value(ExprKind, Type),
    /// Declared, but wrong; that has been reported.
    Poisoned,
    /// A value of an instance of the object, of which none is in scope by this name.
    OutOfScope(ObjectId),
    /// No value of this name.
    Nothing,
}

impl Found {
    pub(super) fn new(kind: ExprKind, ty: Option<Type>) -> Self {
        ty.map_or(Self::Poisoned, |ty| Self::Value(kind, ty))
    }
}

/// Whether a contact is in a segment is unknown where the segment's condition is.
const SEGMENT: Type = BOOL.with_optional(true);
const INT: Type = Type::required(Scalar::Int);

impl<'c> Typer<'c> {
    /// A path where a value is read. A `hint` of an enum or of teams makes a bare name the
    /// member, or the team.
    pub(super) fn path(&mut self, path: &ast::Path, scope: &Scope<'_>, hint: Option<Type>) -> Option<ExprId> {
        let span = path.place.0;
        let found = match path.parts.as_slice() {
            [name] => self.bare(name, scope, hint),
            [_, _, ..] => self.long_path(path, scope),
            [] => Found::Poisoned,
        };
        match found {
            Found::Value(kind, ty) => {
                let id = self.push(kind, ty, span);
                self.note_depth(id, scope);
                Some(id)
            }
            Found::Poisoned | Found::Nothing | Found::OutOfScope(_) => None,
        }
    }

    /// The meaning of a bare name; one without is reported.
    fn bare(&mut self, name: &ast::Name, scope: &Scope<'_>, hint: Option<Type>) -> Found {
        if let Some((value, ty)) = self.member(&name.text, hint) {
            return Found::Value(ExprKind::Literal(value), ty);
        }
        let found = self.value_named(&name.text, scope);
        match found {
            Found::Nothing => self.no_value(name, scope, hint),
            Found::OutOfScope(_) if scope.unknown_instance => {}
            Found::OutOfScope(object) => self.out_of_scope(object, name, "a value", scope),
            Found::Poisoned if scope.payload_first && is_around(&name.text, scope) => self.not_then(name, scope),
            _ => {}
        }
        found
    }

    /// The member of the enum, or the team, that `hint` asks for.
    pub(super) fn member(&self, name: &str, hint: Option<Type>) -> Option<(Value, Type)> {
        let scalar = hint?.scalar;
        let value = match scalar {
            Scalar::Enum(id) => Value::Member(id, *self.context.symbols.members.get(&id)?.get(name)?),
            Scalar::Team => match self.context.symbols.top.get(name)?.what {
                Symbol::Team(id) => Value::Team(id),
                _ => return None,
            },
            _ => return None,
        };
        Some((value, Type::required(scalar)))
    }

    /// The value of a bare name that is no member: a field of an instance behind a quantifier, a
    /// column, an instance of a scenario or a parameter, the clock, a field of the declaration's
    /// instance, then of the contact, a let, a score, a segment, a setting. Behind the `where` of
    /// a count, the event's payload comes before columns and parameters, which have no value.
    pub(super) fn value_named(&self, name: &str, scope: &Scope<'_>) -> Found {
        for object in scope.inner_instances() {
            match self.field_of(object, name) {
                Found::Nothing => {}
                found => return found,
            }
        }
        if scope.payload_first
            && let [event] = scope.events.as_slice()
            && let Some(parameter) = self.context.symbols.parameters.get(event).and_then(|own| own.get(name))
        {
            let Some(id) = *parameter else { return Found::Poisoned };
            return Found::new(ExprKind::Payload(vec![id]), self.context.types.parameters.get(id.index()).copied());
        }
        if scope.payload_first && is_around(name, scope) {
            return Found::Poisoned;
        }
        if let Some((at, (_, ty))) = scope.columns.iter().enumerate().find(|(_, (column, _))| column == name) {
            return Found::new(ExprKind::Column(u32::try_from(at).unwrap_or(u32::MAX)), *ty);
        }
        match self.alias(name, scope) {
            Found::Nothing => {}
            found => return found,
        }
        if let Some((at, (_, ty))) = scope.parameters.iter().enumerate().find(|(_, (parameter, _))| parameter == name) {
            let ty = ty.with_optional(true);
            return Found::Value(ExprKind::Argument(u32::try_from(at).unwrap_or(u32::MAX)), ty);
        }
        match name {
            "now" => return Found::Value(ExprKind::Now, Type::required(Scalar::Datetime)),
            "today" => return Found::Value(ExprKind::Today, Type::required(Scalar::Date)),
            _ => {}
        }
        if scope.unknown_instance && self.object_with(name).is_some() {
            return Found::Poisoned;
        }
        for object in scope.outer_instances() {
            match self.field_of(object, name) {
                Found::Nothing => {}
                found => return found,
            }
        }
        match self.field(name) {
            Found::Nothing => self.top_value(name, scope),
            found => found,
        }
    }

    fn field(&self, name: &str) -> Found {
        let types = self.context.types;
        match self.context.symbols.fields.get(name).map(|declared| declared.what) {
            Some(Some(id)) => Found::new(ExprKind::Field(id), types.fields.get(id.index()).copied()),
            Some(None) => Found::Poisoned,
            None => Found::Nothing,
        }
    }

    /// A derived value, of the contact or of an instance in scope, or a setting.
    fn top_value(&self, name: &str, scope: &Scope<'_>) -> Found {
        let symbols = self.context.symbols;
        let Some(declared) = symbols.top.get(name) else { return Found::Nothing };
        let found = self.derived(declared.what);
        match (symbols.subjects.of_symbol(declared.what), &found) {
            (Subject::Object(object), Found::Value(..) | Found::Poisoned) if !scope.is_bare(object) => {
                Found::OutOfScope(object)
            }
            (Subject::Unknown, Found::Value(..)) => Found::Poisoned,
            _ => found,
        }
    }

    /// What is read of a derived value or a setting, with its instance in scope.
    pub(super) fn derived(&self, symbol: Symbol) -> Found {
        let types = self.context.types;
        match Some(symbol) {
            Some(Symbol::Let(id)) => Found::new(ExprKind::Let(id), types.lets.get(id.index()).copied().flatten()),
            Some(Symbol::Setting(id)) => {
                Found::new(ExprKind::Setting(id), types.settings.get(id.index()).copied().flatten())
            }
            Some(Symbol::Score(id)) => Found::Value(ExprKind::Score(id), INT),
            Some(Symbol::Segment(id)) => Found::Value(ExprKind::Segment(id), SEGMENT),
            Some(Symbol::Poisoned) => Found::Poisoned,
            _ => Found::Nothing,
        }
    }

    /// `contact.x`: a field, or a derived value of the contact.
    pub(super) fn of_contact(&mut self, name: &ast::Name) -> Found {
        let found = match self.field(&name.text) {
            Found::Nothing => self.top_value(&name.text, &Scope::default()),
            found => found,
        };
        match found {
            Found::Nothing | Found::OutOfScope(_) | Found::Value(ExprKind::Setting(_), _) => {}
            found => return found,
        }
        if !self.context.symbols.may_be_declared(&name.text) {
            let names = self.context.symbols.fields.keys().map(String::as_str);
            let proposal = self.near(&name.text, names);
            let message = format!("the contact has no field {}", quoted(&name.text));
            let diagnostic = Diagnostic::new(Code::UnknownMember, name.place.0, message);
            self.report_with(diagnostic, proposal);
        }
        Found::Poisoned
    }

    /// The table of this name, where nothing nearer has it.
    pub(super) fn table(&self, name: &str, scope: &Scope<'_>) -> Option<TableId> {
        match self.context.symbols.top.get(name)?.what {
            Symbol::Table(id) if matches!(self.value_named(name, scope), Found::Nothing) => Some(id),
            _ => None,
        }
    }

    /// `routing.desk`: a table's output.
    pub(super) fn of_table(&mut self, table: TableId, owner: &ast::Name, name: &ast::Name) -> Found {
        let symbols = self.context.symbols;
        let Some(outputs) = symbols.outputs.get(&table) else { return Found::Poisoned };
        match outputs.get(&name.text) {
            Some(Some(id)) => {
                Found::new(ExprKind::Let(*id), self.context.types.lets.get(id.index()).copied().flatten())
            }
            Some(None) => Found::Poisoned,
            None => {
                if !symbols.may_be_declared(&name.text) {
                    let proposal = self.near(&name.text, outputs.keys().map(String::as_str));
                    let message = format!("the table {} has no output {}", quoted(&owner.text), quoted(&name.text));
                    self.report_with(Diagnostic::new(Code::UnknownMember, name.place.0, message), proposal);
                }
                Found::Poisoned
            }
        }
    }

    /// `event.x`: the field of this name that all events of the scope have.
    pub(super) fn of_event(&mut self, name: &ast::Name, path: &ast::Path, scope: &Scope<'_>) -> Found {
        if scope.events.is_empty() {
            if !scope.unknown_event {
                self.no_event(path.place.0);
            }
            return Found::Poisoned;
        }
        let symbols = self.context.symbols;
        let mut parameters = Vec::with_capacity(scope.events.len());
        let mut poisoned = false;
        let mut common: Option<Type> = None;
        for &event in &scope.events {
            let Some(declared) = symbols.parameters.get(&event) else {
                poisoned = true;
                continue;
            };
            let Some(parameter) = declared.get(&name.text) else {
                if !symbols.may_be_declared(&name.text) {
                    let message = format!("the event {} has no field {}", self.event_name(event), quoted(&name.text));
                    let proposal = self.near(&name.text, declared.keys().map(String::as_str));
                    self.report_with(Diagnostic::new(Code::UnknownMember, name.place.0, message), proposal);
                }
                return Found::Poisoned;
            };
            let ty = parameter.and_then(|id| self.context.types.parameters.get(id.index()).copied());
            let (Some(id), Some(ty)) = (*parameter, ty) else {
                poisoned = true;
                continue;
            };
            parameters.push(id);
            match common {
                None => common = Some(ty),
                Some(first) if first.scalar == ty.scalar && first.set == ty.set => {
                    common = Some(first.with_optional(first.optional || ty.optional));
                }
                Some(first) => {
                    self.types_of_events(name, scope, first, ty);
                    return Found::Poisoned;
                }
            }
        }
        if poisoned { Found::Poisoned } else { Found::new(ExprKind::Payload(parameters), common) }
    }

    fn types_of_events(&mut self, name: &ast::Name, scope: &Scope<'_>, first: Type, other: Type) {
        let message = format!(
            "{} has not one type: it is {} in one event and {} in another",
            quoted(&format!("event.{}", name.text)),
            self.quoted_type(first),
            self.quoted_type(other),
        );
        let events: Vec<String> = scope.events.iter().map(|&event| self.event_name(event)).collect();
        self.report(
            Diagnostic::new(Code::TypeMismatch, name.place.0, message)
                .help(format!("the event here can be {}; give each its own rule", events.join(" or "))),
        );
    }

    /// A column or a parameter, where an event is judged when it happens.
    fn not_then(&mut self, name: &ast::Name, scope: &Scope<'_>) {
        let (text, span) = (name.text.as_str(), name.place.0);
        let own =
            |event: &EventId| self.context.symbols.parameters.get(event).is_some_and(|own| own.contains_key(text));
        let unread = scope.columns.iter().any(|(column, ty)| ty.is_none() && column == text);
        if unread || scope.events.iter().any(own) {
            return;
        }
        self.report(
            Diagnostic::new(Code::NotInScope, span, format!("{} has no value when the event happens", quoted(text)))
                .help("`where` is judged as each event comes: name its payload, fields or settings of the contact"),
        );
    }

    fn no_event(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::NotInScope, span, "no event is under judgement here, so `event` has no value").help(
                "`event` has a value where an event sets off what is judged: in the points of a score, \
                 in `refuse when`, in a rule or transition `on` an event",
            ),
        );
    }

    /// A path whose first part owns nothing that can be read.
    pub(super) fn wrong_owner(&mut self, owner: &ast::Name, path: &ast::Path) {
        let symbols = self.context.symbols;
        let (name, span) = (owner.text.as_str(), owner.place.0);
        let field = symbols.fields.get(name);
        if field.is_some_and(|declared| declared.what.is_none()) {
            return;
        }
        let declared = symbols.top.get(name).copied();
        let last = path.parts.last().map_or("", |part| part.text.as_str());
        let whole = path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        match declared.map(|declared| declared.what) {
            Some(Symbol::Poisoned) => {}
            Some(Symbol::Enum(id)) if self.is_member(id, last) => self.report(
                Diagnostic::new(Code::WrongKind, path.place.0, format!("{} is not a value", quoted(&whole)))
                    .help(format!("a member of an enum is written by its name alone: {}", quoted(last))),
            ),
            Some(Symbol::Journey(_)) => self.report(
                Diagnostic::new(Code::WrongKind, path.place.0, format!("{} is not a value", quoted(&whole)))
                    .help(format!("whether the contact is in a stage is asked as `in stage {whole}`")),
            ),
            Some(Symbol::Event(_)) => self.report(
                Diagnostic::new(Code::WrongKind, span, format!("{} is an event, not a value", quoted(name)))
                    .help(format!("the payload of the event under judgement is read as {}", event_path(last))),
            ),
            None if field.is_none() && name != "contact" && name != "event" => {
                if !symbols.may_be_declared(name) {
                    let proposal = self.near(name, ["contact", "event"]);
                    let message = format!("nothing is called {}", quoted(name));
                    self.report_with(Diagnostic::new(Code::UnknownName, span, message), proposal);
                }
            }
            _ => {
                let diagnostic = Diagnostic::new(
                    Code::WrongKind,
                    path.place.0,
                    format!("{} has no parts that could be read", quoted(name)),
                );
                let place = declared.map(|declared| declared.span).or_else(|| field.map(|declared| declared.span));
                let diagnostic = match place {
                    Some(place) => diagnostic.related(place, "declared here"),
                    None => diagnostic,
                };
                self.report(diagnostic);
            }
        }
    }

    fn is_member(&self, id: EnumId, name: &str) -> bool {
        self.context.symbols.members.get(&id).is_some_and(|members| members.contains_key(name))
    }

    /// Reports a bare name that is no value here.
    fn no_value(&mut self, name: &ast::Name, scope: &Scope<'_>, hint: Option<Type>) {
        let (text, span) = (name.text.as_str(), name.place.0);
        let symbols = self.context.symbols;
        if text == "event" {
            if scope.events.is_empty() {
                if !scope.unknown_event {
                    self.no_event(span);
                }
            } else {
                let diagnostic = Diagnostic::new(Code::WrongKind, span, "`event` is the whole event, not a value");
                self.report(diagnostic.help("name a field of its payload: `event.amount`"));
            }
            return;
        }
        let wanted = hint.filter(|ty| matches!(ty.scalar, Scalar::Enum(_) | Scalar::Team));
        if let (Some(ty), false) = (wanted, symbols.top.contains_key(text)) {
            self.no_member(name, scope, ty);
            return;
        }
        // What could not be read may be a field of this name.
        if symbols.may_be_declared(text) || scope.unknown_instance && !symbols.top.contains_key(text) {
            return;
        }
        if let Some(declared) = symbols.top.get(text) {
            let message = format!("{} is {}, not a value", quoted(text), kind(declared.what));
            let diagnostic = Diagnostic::new(Code::WrongKind, span, message).related(declared.span, "declared here");
            self.report(match declared.what {
                Symbol::Team(_) => diagnostic.help("a team is a value only where a `team` is asked for"),
                Symbol::Event(_) => {
                    diagnostic.help("the payload of the event under judgement is read as `event.` and a field")
                }
                Symbol::Table(id) => {
                    let outputs = symbols.outputs.get(&id).into_iter().flatten();
                    match outputs.map(|(output, _)| output).next() {
                        Some(output) => {
                            diagnostic.help(format!("name one of its outputs: {}", quoted(&format!("{text}.{output}"))))
                        }
                        None => diagnostic,
                    }
                }
                _ => diagnostic,
            });
            return;
        }
        let diagnostic = Diagnostic::new(Code::UnknownName, span, format!("nothing is called {}", quoted(text)));
        if let Some(help) = self.payload_help(text, scope).or_else(|| habit(text)) {
            self.report(diagnostic.help(help));
            return;
        }
        if let Some(object) = self.object_with(text) {
            self.out_of_scope(object, name, "a field", scope);
            return;
        }
        let proposal = self.near(text, self.value_names(scope));
        if proposal.is_none() && symbols.stages.contains_key(text) {
            self.report(diagnostic.help(format!(
                "{} is a stage: whether the contact is in it is asked as `in stage {text}`",
                quoted(text)
            )));
        } else if let (None, Some(owner)) = (proposal, self.enum_with(text)) {
            self.report(diagnostic.help(format!(
                "{} is a member of {}, but nothing here asks for a value of that enum",
                quoted(text),
                quoted(&owner)
            )));
        } else {
            self.report_with(diagnostic, proposal);
        }
    }

    /// A value of the payload is read as `event.x`.
    fn payload_help(&self, name: &str, scope: &Scope<'_>) -> Option<String> {
        let parameters = &self.context.symbols.parameters;
        let carried = |event| parameters.get(event).is_some_and(|declared| declared.contains_key(name));
        let all = !scope.events.is_empty() && scope.events.iter().all(carried);
        all.then(|| format!("did you mean {}?", event_path(name)))
    }

    /// Reports a name that is neither a member of the enum (nor a team) nor another value.
    pub(super) fn no_member(&mut self, name: &ast::Name, scope: &Scope<'_>, wanted: Type) {
        let symbols = self.context.symbols;
        if symbols.may_be_declared(&name.text) {
            return;
        }
        let text = name.text.as_str();
        let (message, members): (String, Vec<&str>) = match wanted.scalar {
            Scalar::Enum(id) => {
                let Some(members) = symbols.members.get(&id) else { return };
                let message = format!("{} has no member {}", self.quoted_type(wanted), quoted(text));
                (message, members.keys().map(String::as_str).collect())
            }
            _ => {
                let teams = symbols.top.iter().filter(|(_, declared)| matches!(declared.what, Symbol::Team(_)));
                (format!("no team is called {}", quoted(text)), teams.map(|(name, _)| name.as_str()).collect())
            }
        };
        let proposal = self.near(text, members.iter().copied().chain(self.value_names(scope)));
        let diagnostic = Diagnostic::new(Code::UnknownMember, name.place.0, message);
        if proposal.is_none() && !members.is_empty() {
            let what = if wanted.scalar == Scalar::Team { "the teams are" } else { "its members are" };
            self.report(diagnostic.help(format!("{what} {}", listed(members))));
        } else {
            self.report_with(diagnostic, proposal);
        }
    }

    /// The likely name. Once much is wrong it is no longer looked up: the search reads all names.
    pub(super) fn near<'n>(&self, name: &str, candidates: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
        if self.much_is_wrong() { None } else { did_you_mean(name, candidates) }
    }

    /// More than anybody will read at once.
    fn much_is_wrong(&self) -> bool {
        self.diagnostics.len() >= self.context.proposals
    }

    /// The names of values that a bare name could mean, in order of lookup.
    fn value_names<'n>(&self, scope: &Scope<'n>) -> Vec<&'n str>
    where
        'c: 'n,
    {
        if self.much_is_wrong() {
            return Vec::new();
        }
        let symbols: &'n Symbols = self.context.symbols;
        let columns = scope.columns.iter().map(|(name, _)| name.as_str());
        let parameters = scope.parameters.iter().map(|(name, _)| name.as_str());
        let event = scope.events.first().filter(|_| scope.payload_first);
        let payload = event.and_then(|event| symbols.parameters.get(event)).into_iter().flatten();
        let payload = payload.map(|(name, _)| name.as_str());
        let top = symbols.top.iter().filter(|(_, declared)| {
            let subject = symbols.subjects.of_symbol(declared.what);
            matches!(declared.what, Symbol::Let(_) | Symbol::Score(_) | Symbol::Segment(_) | Symbol::Setting(_))
                && subject.object().is_none_or(|object| scope.is_bare(object))
        });
        let instances: Vec<ObjectId> = scope.inner_instances().chain(scope.outer_instances()).collect();
        let of_instances = instances.into_iter().filter_map(|object| symbols.object_fields.get(&object));
        let of_instances = of_instances.flat_map(|fields| fields.keys()).map(String::as_str);
        payload
            .chain(columns.chain(parameters).filter(|_| !scope.payload_first))
            .chain(of_instances)
            .chain(symbols.fields.keys().map(String::as_str))
            .chain(top.map(|(name, _)| name.as_str()))
            .chain(["now", "today"])
            .collect()
    }

    fn enum_with(&self, member: &str) -> Option<String> {
        if self.much_is_wrong() {
            return None;
        }
        let found = self.context.symbols.members.iter().find(|(_, members)| members.contains_key(member));
        found.map(|(&id, _)| self.type_name(Type::required(Scalar::Enum(id))))
    }

    /// Whether the name is a member of some enum, or a team.
    pub(super) fn is_any_member(&self, name: &str) -> bool {
        self.context.symbols.members.values().any(|members| members.contains_key(name))
            || self.context.symbols.top.get(name).is_some_and(|declared| matches!(declared.what, Symbol::Team(_)))
    }

    /// `is sme`: a segment.
    pub(super) fn is_named(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Option<ExprId> {
        let symbols = self.context.symbols;
        let span = path.place.0;
        let (owner, name) = match path.parts.as_slice() {
            [name] => (None, name),
            [owner, name] => match self.object_named(&owner.text).filter(|object| scope.has_instance(*object)) {
                Some(object) => (Some(object), name),
                None => return self.is_through(path, scope),
            },
            _ => return self.is_through(path, scope),
        };
        let text = name.text.as_str();
        match symbols.top.get(text).copied() {
            Some(declared) => match declared.what {
                Symbol::Segment(_) | Symbol::Mode(_) => {
                    let kind = match declared.what {
                        Symbol::Segment(id) => ExprKind::Segment(id),
                        Symbol::Mode(id) => ExprKind::Mode(id),
                        _ => return None,
                    };
                    return self.is_of(kind, declared.what, owner, name, scope, span);
                }
                Symbol::Poisoned => {}
                other => {
                    let message = format!("{} is {}, not a segment or a mode", quoted(text), kind(other));
                    let diagnostic = Diagnostic::new(Code::WrongKind, span, message);
                    self.report(diagnostic.related(declared.span, "declared here"));
                }
            },
            None if symbols.may_be_declared(text) => {}
            None => {
                let segments =
                    symbols.top.iter().filter(|(_, found)| matches!(found.what, Symbol::Segment(_) | Symbol::Mode(_)));
                let proposal = self.near(text, segments.map(|(name, _)| name.as_str()));
                let diagnostic = match symbols.fields.get(text) {
                    Some(field) => {
                        let message = format!("{} is a field, not a segment", quoted(text));
                        Diagnostic::new(Code::WrongKind, span, message).related(field.span, "declared here")
                    }
                    None => Diagnostic::new(
                        Code::UnknownName,
                        span,
                        format!("no segment and no mode is called {}", quoted(text)),
                    ),
                };
                self.report_with(diagnostic, proposal);
            }
        }
        None
    }

    /// Whether an instance in scope, or the contact, is in the segment or mode.
    fn is_of(
        &mut self,
        kind: ExprKind,
        symbol: Symbol,
        owner: Option<ObjectId>,
        name: &ast::Name,
        scope: &Scope<'_>,
        span: Span,
    ) -> Option<ExprId> {
        match (self.context.symbols.subjects.of_symbol(symbol), owner) {
            (Subject::Contact, None) => {}
            (Subject::Object(object), None) if scope.is_bare(object) => {}
            (Subject::Object(object), Some(owner)) if owner == object => {}
            (Subject::Unknown, _) => return None,
            (Subject::Object(_), None) if scope.unknown_instance => return None,
            (Subject::Object(object), None) => {
                let what = if matches!(symbol, Symbol::Mode(_)) { "a mode" } else { "a segment" };
                self.out_of_scope(object, name, what, scope);
                return None;
            }
            (subject, Some(owner)) => {
                let owner = one(self.object_name(owner));
                let whose = subject.object().map_or_else(|| "the contact".to_owned(), |of| one(self.object_name(of)));
                let message = format!("{} is of {whose}, not of {owner}", quoted(&name.text));
                self.report(Diagnostic::new(Code::UnknownMember, name.place.0, message));
                return None;
            }
        }
        let id = self.push(kind, SEGMENT, span);
        self.note_depth(id, scope);
        Some(id)
    }

    /// `is account.abroad`, where `account` is a reference: a segment of what it leads to.
    fn is_through(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Option<ExprId> {
        let id = self.path(path, scope, None)?;
        if let ExprKind::Through { value, .. } = self.exprs.get(id)?.kind
            && matches!(self.exprs.get(value)?.kind, ExprKind::Segment(_))
        {
            return Some(id);
        }
        self.report(Diagnostic::new(Code::WrongKind, path.place.0, "only a segment or a mode can stand behind `is`"));
        None
    }

    /// A value that can change, for `was`, `changed` and `on change`.
    pub(super) fn changeable(&mut self, path: &ast::Path, scope: &Scope<'_>) -> Option<ExprId> {
        let id = self.path(path, scope, None)?;
        let what = match &self.exprs.get(id)?.kind {
            ExprKind::Field(_) | ExprKind::Let(_) | ExprKind::Score(_) | ExprKind::Segment(_) => return Some(id),
            ExprKind::Setting(_) => "a setting",
            ExprKind::Column(_) => "a column of `for each`",
            ExprKind::Payload(_) => "a field of the event's payload",
            ExprKind::InstanceId(_) => "the id of an instance",
            ExprKind::Literal(_) => "an instance",
            ExprKind::Through { .. } => "read by a reference",
            _ => "the clock",
        };
        let whole = path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".");
        let message = format!("{} is {what}, which has no value before this moment", quoted(&whole));
        self.report(
            Diagnostic::new(Code::WrongKind, path.place.0, message)
                .help("a change is seen in the contact's fields, derived values, scores and segments"),
        );
        None
    }
}

/// Whether a name is that of a column, or of a parameter of the sequence.
fn is_around(name: &str, scope: &Scope<'_>) -> bool {
    scope.columns.iter().any(|(column, _)| column == name)
        || scope.aliases.iter().any(|(alias, _)| alias == name)
        || scope.parameters.iter().any(|(own, _)| own == name)
}

fn event_path(field: &str) -> String {
    quoted(&format!("event.{field}"))
}

/// Words of other languages for values that are written otherwise here.
pub(super) fn habit(word: &str) -> Option<String> {
    Some(match word.to_ascii_lowercase().as_str() {
        "true" | "yes" => "did you mean `true`?".to_owned(),
        "false" | "no" => "did you mean `false`?".to_owned(),
        "null" | "nil" | "none" | "nothing" | "undefined" | "unset" | "empty" => {
            "whether there is a value is asked as `x is set` or `x is unset`".to_owned()
        }
        _ => return None,
    })
}
