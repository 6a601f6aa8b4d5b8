//! From a name in the text to what it means, by the kind that its place asks for.

use super::context::Checker;
use super::expr::one;
use super::symbols::{Scope, Subject, Symbol};
use crate::ast::{Name, Path};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::{Span, did_you_mean};

impl Symbol {
    /// What it is, in a sentence.
    pub(super) const fn kind(self) -> &'static str {
        match self {
            Self::Team(_) => "a team",
            Self::Opening(_) => "an opening",
            Self::Purpose(_) => "a purpose",
            Self::Channel(_) => "a channel",
            Self::Enum(_) => "an enum",
            Self::Object(_) => "an object",
            Self::Event(_) => "an event",
            Self::Let(_) => "a derived value",
            Self::Setting(_) => "a setting",
            Self::Segment(_) => "a segment",
            Self::Table(_) => "a table",
            Self::Score(_) => "a score",
            Self::Mode(_) => "a mode",
            Self::Journey(_) => "a journey",
            Self::Action(_) => "an action",
            Self::Sequence(_) => "a sequence",
            Self::Group(_) => "a group",
            Self::Rule(_) => "a rule",
            Self::Sla(_) => "a service level",
            Self::Kpi(_) => "a figure",
            Self::System(_) => "a system",
            Self::Poisoned => "something else",
        }
    }
}

macro_rules! resolvers {
    ($($method:ident -> $id:ident = $symbol:ident, $wanted:literal;)*) => {$(
        #[doc = concat!("The id of ", $wanted, "; `None` where it is none, which has been reported.")]
        pub(super) fn $method(&mut self, name: &Name) -> Option<$id> {
            self.resolve(name, $wanted, |symbol| match symbol {
                Symbol::$symbol(id) => Some(id),
                _ => None,
            })
        }
    )*};
}

impl Checker<'_> {
    resolvers! {
        team -> TeamId = Team, "a team";
        opening -> OpeningId = Opening, "an opening";
        purpose -> PurposeId = Purpose, "a purpose";
        channel -> ChannelId = Channel, "a channel";
        object -> ObjectId = Object, "an object";
        event -> EventId = Event, "an event";
        segment -> SegmentId = Segment, "a segment";
        journey -> JourneyId = Journey, "a journey";
        action -> ActionId = Action, "an action";
        sequence -> SequenceId = Sequence, "a sequence";
        group -> GroupId = Group, "a group";
        rule -> RuleId = Rule, "a rule";
        sla -> SlaId = Sla, "a service level";
        mode -> ModeId = Mode, "a mode";
        system -> SystemId = System, "a system";
    }

    /// What `name` means, if `pick` takes it. E0203 for a name of another kind, E0201 for one
    /// that nothing has; nothing is said of a poisoned one.
    pub(super) fn resolve<T>(&mut self, name: &Name, wanted: &str, pick: impl Fn(Symbol) -> Option<T>) -> Option<T> {
        match self.symbols.top.get(&name.text).copied() {
            Some(declared) => {
                let picked = pick(declared.what);
                if picked.is_none() {
                    self.complete = false;
                    if declared.what != Symbol::Poisoned {
                        let message = format!("`{}` is {}; {wanted} is expected here", name.text, declared.what.kind());
                        self.report(
                            Diagnostic::new(Code::WrongKind, name.place.0, message)
                                .related(declared.span, "it is declared here"),
                        );
                    }
                }
                picked
            }
            None => {
                self.complete = false;
                if !self.symbols.may_be_declared(&name.text) {
                    let kind = wanted.split_once(' ').map_or(wanted, |(_, kind)| kind);
                    let message = format!("no {kind} is called `{}`", name.text);
                    let near = self.propose(&name.text, |symbols| {
                        symbols.top.iter().filter(|(_, d)| pick(d.what).is_some()).map(|(name, _)| name.as_str())
                    });
                    self.unknown(Code::UnknownName, name.place.0, message, near);
                }
                None
            }
        }
    }

    /// A team, or a derived value that names one, or several where `several` may be named: a
    /// table's output. E0301 for one of another type, E0208 for that of an instance that is not in
    /// scope.
    pub(super) fn who(&mut self, path: &Path, several: bool, scope: &Scope<'_>) -> Option<AssignFrom> {
        let (owner, parts) = self.owner_of(path, scope)?;
        let derived = match parts {
            [name] => match (self.symbols.top.get(&name.text).map(|declared| declared.what), owner) {
                (Some(Symbol::Let(id)), _) => self.reads(Symbol::Let(id), path, owner, scope).then_some(id),
                (_, None) => return self.team(name).map(AssignFrom::Team),
                _ => self.resolve(name, "a derived value or a table", |_| None),
            },
            [table, output] => self.output_of(table, output).filter(|_| {
                let what = self.symbols.top.get(&table.text).map_or(Symbol::Poisoned, |declared| declared.what);
                self.reads(what, path, owner, scope)
            }),
            [head, ..] => self.resolve(head, "a team", |_| None),
            [] => None,
        };
        self.complete &= derived.is_some();
        let id = derived?;
        // What has no type has been reported.
        let ty = self.types.lets.get(id.index()).copied().flatten();
        self.complete &= ty.is_some();
        let ty = ty?;
        if ty.scalar == Scalar::Team && (several || !ty.set) {
            return Some(AssignFrom::Derived(id));
        }
        let message = if ty.scalar == Scalar::Team { "this names several teams" } else { "this names no team" };
        self.wrong_type(
            Code::TypeMismatch,
            path.place.0,
            message.to_owned(),
            "name a team, or an output of type `team`",
        );
        None
    }

    /// The instance in scope with which a path begins, and what is read of it. E0208.
    fn owner_of<'p>(&mut self, path: &'p Path, scope: &Scope<'_>) -> Option<(Option<ObjectId>, &'p [Name])> {
        let [head, rest @ ..] = path.parts.as_slice() else { return Some((None, &[])) };
        let Some(Symbol::Object(object)) = self.symbols.top.get(&head.text).map(|declared| declared.what) else {
            return Some((None, &path.parts));
        };
        if rest.is_empty() || scope.has_instance(object) {
            return Some(if rest.is_empty() { (None, &path.parts) } else { (Some(object), rest) });
        }
        self.not_in_scope(object, path, scope);
        None
    }

    /// Whether a value is the contact's, or of the instance that is meant. E0208, E0204.
    fn reads(&mut self, what: Symbol, path: &Path, owner: Option<ObjectId>, scope: &Scope<'_>) -> bool {
        match (self.symbols.subjects.of_symbol(what), owner) {
            (Subject::Contact, None) => true,
            (Subject::Object(of), Some(owner)) if of == owner => true,
            (Subject::Object(of), None) if scope.is_bare(of) => true,
            (Subject::Unknown, _) => false,
            (Subject::Object(of), None) => {
                self.not_in_scope(of, path, scope);
                false
            }
            (_, Some(owner)) => {
                let owner = one(self.object_called(owner));
                let message = format!("`{}` is no value of {owner}", super::wording::path(path));
                self.error(Code::UnknownMember, path.place.0, message);
                false
            }
        }
    }

    fn not_in_scope(&mut self, object: ObjectId, path: &Path, scope: &Scope<'_>) {
        self.complete = false;
        if scope.unknown_instance {
            return;
        }
        let (of, whole) = (self.object_called(object).to_owned(), super::wording::path(path));
        let found = if scope.has_instance(object) {
            let message = format!("`{whole}` is a value of {}", one(&of));
            Diagnostic::new(Code::NotInScope, path.place.0, message)
                .help(format!("nothing says `of {of}` here, so write `{of}.{whole}`"))
        } else {
            let message = format!("`{whole}` needs {}, and none is in scope here", one(&of));
            Diagnostic::new(Code::NotInScope, path.place.0, message)
                .help(format!("say that the declaration is `of {of}`"))
        };
        self.report(found);
    }

    /// The output of a table. E0203, E0204.
    fn output_of(&mut self, owner: &Name, name: &Name) -> Option<LetId> {
        let table = self.resolve(owner, "a table or a team", |symbol| match symbol {
            Symbol::Table(id) => Some(id),
            _ => None,
        })?;
        let outputs = self.symbols.outputs.get(&table)?;
        if let Some(found) = outputs.get(&name.text) {
            return *found;
        }
        if !self.symbols.may_be_declared(&name.text) {
            let near = did_you_mean(&name.text, outputs.keys().map(String::as_str)).map(str::to_owned);
            let message = format!("the table `{}` has no output `{}`", owner.text, name.text);
            self.unknown(Code::UnknownMember, name.place.0, message, near);
        }
        None
    }

    /// The likely name. Where much is wrong it is not looked up: the search reads all names.
    pub(super) fn propose<'s, I>(
        &'s self,
        name: &str,
        candidates: impl FnOnce(&'s super::symbols::Symbols) -> I,
    ) -> Option<String>
    where
        I: IntoIterator<Item = &'s str>,
    {
        if self.diagnostics.len() >= self.limits.proposals {
            return None;
        }
        did_you_mean(name, candidates(&self.symbols)).map(str::to_owned)
    }

    /// Reports a name that is not there, with the likely one.
    pub(super) fn unknown(&mut self, code: Code, span: Span, message: String, near: Option<String>) {
        let mut diagnostic = Diagnostic::new(code, span, message);
        if let Some(near) = near {
            diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
        }
        self.report(diagnostic);
    }
}
