//! Calls of functions.

use super::Typer;
use super::describe::quoted;
use crate::ast::{self, ExprKind as K};
use crate::check::symbols::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{ExprId, ExprKind, Function, Scalar, Type};
use crate::text::Span;

/// The functions, each with the way it is called.
const FUNCTIONS: [(&str, Function, &str); 7] = [
    ("round", Function::Round, "`round(number)`, or `round(number, places)`"),
    ("floor", Function::Floor, "`floor(number)`"),
    ("min", Function::Min, "`min(a, b)`, with two or more values"),
    ("max", Function::Max, "`max(a, b)`, with two or more values"),
    ("abs", Function::Abs, "`abs(number)`"),
    ("lower", Function::Lower, "`lower(text)`"),
    ("length", Function::Length, "`length(text)`, or `length(set)`"),
];

/// The most decimal places that `round` gives.
const PLACES: i64 = 28;

impl Typer<'_> {
    /// `name(arguments)`
    pub(super) fn call(
        &mut self,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let Some((_, function, usage)) = FUNCTIONS.iter().find(|(known, ..)| *known == name.text).copied() else {
            self.no_function(name);
            // Its arguments may be right whatever it was meant to be.
            for argument in arguments {
                if self.rank(argument, scope) < 2 {
                    self.infer(argument, scope, None);
                }
            }
            return None;
        };
        let wanted = match function {
            Function::Round => 1..=2,
            Function::Min | Function::Max => 2..=usize::MAX,
            _ => 1..=1,
        };
        if !wanted.contains(&arguments.len()) {
            let message = format!("{} is called with {} arguments", quoted(&name.text), arguments.len());
            self.report(Diagnostic::new(Code::BadArguments, span, message).help(format!("it is called as {usage}")));
            return None;
        }
        match function {
            Function::Min | Function::Max => self.extreme(function, name, arguments, span, scope),
            _ => self.of_one(function, name, arguments, span, scope),
        }
    }

    fn no_function(&mut self, name: &ast::Name) {
        let names = FUNCTIONS.iter().map(|(known, ..)| *known);
        let proposal = self.near(&name.text, names);
        let message = format!("there is no function {}", quoted(&name.text));
        let diagnostic = Diagnostic::new(Code::UnknownName, name.place.0, message);
        match proposal {
            Some(_) => self.report_with(diagnostic, proposal),
            None => self.report(
                diagnostic.help("the functions are `round`, `floor`, `min`, `max`, `abs`, `lower` and `length`"),
            ),
        }
    }

    /// `min` and `max`.
    fn extreme(
        &mut self,
        function: Function,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let ids: Vec<Option<ExprId>> = arguments.iter().map(|argument| self.infer(argument, scope, None)).collect();
        let mut ids: Vec<ExprId> = ids.into_iter().collect::<Option<_>>()?;
        if let Err(at) = self.level(&mut ids) {
            let (first, other) = (*ids.first()?, *ids.get(at)?);
            let (first_name, other_name) = (self.quoted_type(self.ty(first)), self.quoted_type(self.ty(other)));
            let message = format!("{} takes values of one type, not {first_name} and {other_name}", quoted(&name.text));
            self.report(
                Diagnostic::new(Code::BadArguments, self.span(other), message)
                    .label(other_name)
                    .related(self.span(first), first_name),
            );
            return None;
        }
        let first = *ids.first()?;
        if !self.is_ordered(first) {
            let message = format!("{} takes values that have an order", quoted(&name.text));
            self.wrong_argument(first, message, "numbers, dates, datetimes and durations have an order");
            return None;
        }
        let optional = ids.iter().any(|&id| self.ty(id).optional);
        let ty = self.ty(first).with_optional(optional);
        Some(self.push(ExprKind::Call { function, arguments: ids }, ty, span))
    }

    /// The functions of one value.
    fn of_one(
        &mut self,
        function: Function,
        name: &ast::Name,
        arguments: &[ast::Expr],
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let id = self.infer(arguments.first()?, scope, None);
        let places = match arguments.get(1) {
            Some(places) => Some(self.places(places)?),
            None => None,
        };
        let id = id?;
        let found = self.ty(id);
        let number = !found.set && matches!(found.scalar, Scalar::Int | Scalar::Decimal);
        let (fits, scalar, wanted) = match function {
            Function::Lower => (!found.set && found.scalar == Scalar::Text, Scalar::Text, "a text"),
            Function::Length => (found.set || found.scalar == Scalar::Text, Scalar::Int, "a text or a set"),
            Function::Abs => (number, found.scalar, "a number"),
            Function::Round if places.is_some() => (number, Scalar::Decimal, "a number"),
            _ => (number, Scalar::Int, "a number"),
        };
        if !fits {
            let message = format!("{} takes {wanted}, and this is {}", quoted(&name.text), self.quoted_type(found));
            self.wrong_argument(id, message, "");
            return None;
        }
        let id = if matches!(function, Function::Round | Function::Floor) { self.widened(id) } else { id };
        let mut ids = vec![id];
        ids.extend(places);
        let ty = Type::required(scalar).with_optional(found.optional);
        Some(self.push(ExprKind::Call { function, arguments: ids }, ty, span))
    }

    /// The second argument of `round`.
    fn places(&mut self, places: &ast::Expr) -> Option<ExprId> {
        match &*places.kind {
            K::Int(0..=PLACES) => {
                let (scalar, value) = self.literal(places)??;
                Some(self.push(ExprKind::Literal(value), Type::required(scalar), places.place.0))
            }
            _ => {
                let message = format!("the places of `round` are a whole number from 0 to {PLACES}, written out");
                self.report(Diagnostic::new(Code::BadArguments, places.place.0, message));
                None
            }
        }
    }

    fn wrong_argument(&mut self, id: ExprId, message: String, help: &str) {
        let diagnostic = Diagnostic::new(Code::BadArguments, self.span(id), message);
        let help = (!help.is_empty()).then(|| String::from(help));
        self.report_helped(diagnostic, help);
    }
}
