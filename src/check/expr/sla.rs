//! What the clocks of service levels show.

use super::describe::{one, quoted};
use super::names::Found;
use super::{BOOL, Typer};
use crate::ast::{self, Name, Path};
use crate::check::symbols::{Scope, Subject, Subjects, Symbol};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ExprId, ExprKind, Scalar, SlaId, SlaQuestion, Type};
use crate::text::Span;

/// What stands behind a service level's name.
const MEMBERS: [&str; 3] = ["due", "used", "remaining"];

impl SlaQuestion {
    const fn ty(self) -> Type {
        match self {
            Self::Due => Type::required(Scalar::Datetime).with_optional(true),
            Self::Used | Self::Remaining => Type::required(Scalar::Duration).with_optional(true),
            Self::Running | Self::Paused | Self::Met | Self::Breached => BOOL,
        }
    }
}

impl Typer<'_> {
    fn sla_named(&self, name: &Name) -> Option<SlaId> {
        match self.context.symbols.top.get(&name.text)?.what {
            Symbol::Sla(id) => Some(id),
            _ => None,
        }
    }

    /// `resolution.due`, `ticket.resolution.used`; `None` where the path is of no service level.
    pub(super) fn of_sla(&mut self, path: &Path, scope: &Scope<'_>) -> Option<Found> {
        let [owner @ .., name, member] = path.parts.as_slice() else { return None };
        let id = self.sla_named(name)?;
        // `account.resolution.tier`, where a field of the account has the name.
        if !owner.is_empty() && !MEMBERS.contains(&member.text.as_str()) {
            return None;
        }
        let question = match member.text.as_str() {
            "due" => SlaQuestion::Due,
            "used" => SlaQuestion::Used,
            "remaining" => SlaQuestion::Remaining,
            _ => {
                let message = format!("{} is nothing that {} shows", quoted(&member.text), quoted(&name.text));
                let found = Diagnostic::new(Code::UnknownMember, member.place.0, message);
                let proposal = self.near(&member.text, MEMBERS);
                let help = match proposal {
                    Some(near) => format!("did you mean {}?", quoted(near)),
                    None => format!(
                        "it shows {}; whether it is `running`, `paused`, `met` or `breached` is asked as {}",
                        "`due`, `used` and `remaining`",
                        quoted(&format!("{} is running", name.text)),
                    ),
                };
                self.report(found.help(help));
                return Some(Found::Poisoned);
            }
        };
        Some(self.shown(id, owner, name, question, scope))
    }

    /// `resolution is paused`
    pub(super) fn is_state(&mut self, subject: &Path, state: &Name, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let question = match state.text.as_str() {
            "running" => SlaQuestion::Running,
            "paused" => SlaQuestion::Paused,
            "met" => SlaQuestion::Met,
            _ => SlaQuestion::Breached,
        };
        let [owner @ .., name] = subject.parts.as_slice() else { return None };
        let Some(id) = self.sla_named(name) else {
            self.no_sla(name, state);
            return None;
        };
        match self.shown(id, owner, name, question, scope) {
            Found::Value(kind, ty) => Some(self.push(kind, ty, span)),
            _ => None,
        }
    }

    fn no_sla(&mut self, name: &Name, state: &Name) {
        let symbols = self.context.symbols;
        let (text, span) = (name.text.as_str(), name.place.0);
        let message = match symbols.top.get(text) {
            Some(declared) if declared.what == Symbol::Poisoned => return,
            None if symbols.may_be_declared(text) => return,
            _ => format!("no service level is called {}", quoted(text)),
        };
        let slas = symbols.top.iter().filter(|(_, declared)| matches!(declared.what, Symbol::Sla(_)));
        let proposal = self.near(text, slas.map(|(name, _)| name.as_str())).map(str::to_owned);
        let found = Diagnostic::new(Code::UnknownName, span, message);
        let help = match proposal {
            Some(near) => format!("did you mean {}?", quoted(&near)),
            None => format!("{} is asked of an `sla`", quoted(&format!("is {}", state.text))),
        };
        self.report(found.help(help));
    }

    /// What a clock shows: the contact's own, that of the instance in scope, or of one to which
    /// the parts before its name lead.
    fn shown(&mut self, id: SlaId, owner: &[Name], name: &Name, question: SlaQuestion, scope: &Scope<'_>) -> Found {
        let subject = Subjects::of(&self.context.symbols.subjects.slas, id);
        let value = ExprKind::Sla { sla: id, question };
        let object = match subject {
            Subject::Unknown => return Found::Poisoned,
            Subject::Contact => None,
            Subject::Object(object) => Some(object),
        };
        match (owner, object) {
            ([], None) => return Found::Value(value, question.ty()),
            ([], Some(object)) if scope.is_bare(object) => return Found::Value(value, question.ty()),
            ([], Some(_)) if scope.unknown_instance => return Found::Poisoned,
            ([], Some(object)) => {
                self.out_of_scope(object, name, "a service level", scope);
                return Found::Poisoned;
            }
            ([contact], None) if contact.text == "contact" => return Found::Value(value, question.ty()),
            ([head], Some(object)) if self.object_named(&head.text) == Some(object) && scope.has_instance(object) => {
                return Found::Value(value, question.ty());
            }
            ([first, ..], _) => {
                let last = owner.last().unwrap_or(first);
                let path = Path { parts: owner.to_vec(), place: ast::Place(first.place.0.to(last.place.0)) };
                let Some(reference) = self.path(&path, scope, None) else { return Found::Poisoned };
                let ty = self.ty(reference);
                if let (Some(object), Scalar::Object(of)) = (object, ty.scalar)
                    && of == object
                    && !ty.set
                {
                    let value = self.push(value, question.ty(), name.place.0);
                    let read = question.ty().with_optional(true);
                    return Found::Value(ExprKind::Through { reference, object, value }, read);
                }
                let whose = match object {
                    Some(object) => one(self.object_name(object)),
                    None => "the contact".to_owned(),
                };
                let message = format!("{} is of {whose}, and this is none", quoted(&name.text));
                self.report(
                    Diagnostic::new(Code::WrongKind, path.place.0, message)
                        .help(format!("name {whose} before it, or nothing")),
                );
            }
        }
        Found::Poisoned
    }
}
