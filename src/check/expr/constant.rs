//! Literals and constants.

use super::describe::quoted;
use super::infer::as_reference;
use super::names::{Found, habit};
use super::{Expected, Typer};
use crate::ast::{self, ExprKind as K, TimeUnit};
use crate::calendar::Duration;
use crate::check::symbols::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Scalar, Type, Value};
use crate::text::Span;

impl Typer<'_> {
    /// The value of a literal, perhaps with a minus before it. `None`: it is something
    /// else; `Some(None)`: it is wrong, and that has been reported.
    pub(super) fn literal(&mut self, expr: &ast::Expr) -> Option<Option<(Scalar, Value)>> {
        Some(Some(match &*expr.kind {
            K::Bool(value) => (Scalar::Bool, Value::Bool(*value)),
            K::Int(number) => (Scalar::Int, Value::Int(*number)),
            K::Decimal(number) | K::Percent(number) => (Scalar::Decimal, Value::decimal(*number)),
            K::Text(text) => (Scalar::Text, Value::text(text)),
            K::Duration(written) => (Scalar::Duration, Value::Duration(duration(written))),
            K::Date(date) => (Scalar::Date, Value::Date(*date)),
            K::DateTime(local) => match self.context.zone.instant(*local) {
                Some(instant) => (Scalar::Datetime, Value::Datetime(instant)),
                None => {
                    self.out_of_time(expr.place.0);
                    return Some(None);
                }
            },
            K::Negate(inner) => match &*inner.kind {
                // The parser gives no negative number, so its opposite always exists.
                K::Int(number) => (Scalar::Int, Value::Int(number.checked_neg()?)),
                K::Decimal(number) | K::Percent(number) => (Scalar::Decimal, Value::decimal(-*number)),
                K::Duration(written) => {
                    let Duration { months, days, milliseconds } = duration(written);
                    let opposite = Duration { months: -months, days: -days, milliseconds: -milliseconds };
                    (Scalar::Duration, Value::Duration(opposite))
                }
                _ => return None,
            },
            _ => return None,
        }))
    }

    fn out_of_time(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::BadLiteral, span, "this datetime lies outside the years 1970 to 2199")
                .help("choose one between 1970-01-01 and 2199-12-31"),
        );
    }

    /// A constant that fits `expected`, with its type.
    pub(super) fn constant_of(&mut self, expr: &ast::Expr, expected: Expected) -> Option<(Type, Value)> {
        let hint = match expected {
            Expected::Any => None,
            Expected::Type(ty) => Some(ty),
        };
        let (ty, value) = match &*expr.kind {
            K::List(items) => self.constant_list(items, expr.place.0, hint)?,
            _ => {
                let (scalar, value) = self.constant_scalar(expr, hint)?;
                (Type::required(scalar), value)
            }
        };
        let Some(wanted) = hint else { return Some((ty, value)) };
        if ty.set != wanted.set {
            self.mismatch(expr, wanted, ty);
            return None;
        }
        match fit(ty.scalar, value, wanted.scalar) {
            Some(value) => Some((Type { scalar: wanted.scalar, ..ty }, value)),
            None => {
                self.mismatch(expr, wanted, ty);
                None
            }
        }
    }

    fn constant_list(&mut self, items: &[ast::Expr], span: Span, hint: Option<Type>) -> Option<(Type, Value)> {
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            values.push(self.constant_scalar(item, hint));
        }
        let values: Vec<(Scalar, Value)> = values.into_iter().collect::<Option<_>>()?;
        let Some(scalar) = hint.map(|ty| ty.scalar).or_else(|| values.first().map(|(scalar, _)| *scalar)) else {
            self.empty_list(span);
            return None;
        };
        let decimal = values.iter().any(|(found, _)| *found == Scalar::Decimal);
        let scalar = if scalar == Scalar::Int && decimal && hint.is_none() { Scalar::Decimal } else { scalar };
        let mut set = Vec::with_capacity(values.len());
        for ((found, value), item) in values.into_iter().zip(items) {
            match fit(found, value, scalar) {
                Some(value) => set.push(value),
                None => {
                    self.mismatch(item, Type::required(scalar), Type::required(found));
                    return None;
                }
            }
        }
        Some((Type::set_of(scalar), Value::set(set)))
    }

    fn constant_scalar(&mut self, expr: &ast::Expr, hint: Option<Type>) -> Option<(Scalar, Value)> {
        if let Some(found) = self.literal(expr) {
            return found.map(|(scalar, value)| (as_reference(scalar, hint), value));
        }
        if let K::Path(path) = &*expr.kind
            && let [name] = path.parts.as_slice()
        {
            return self.constant_name(name, hint);
        }
        self.not_constant(expr.place.0, "this is not a constant", "");
        None
    }

    fn constant_name(&mut self, name: &ast::Name, hint: Option<Type>) -> Option<(Scalar, Value)> {
        if let Some((value, ty)) = self.member(&name.text, hint) {
            return Some((ty.scalar, value));
        }
        let wanted = hint.map(|ty| ty.scalar);
        match self.value_named(&name.text, &Scope::default()) {
            Found::Poisoned => {}
            Found::Nothing => match (hint, wanted) {
                (Some(ty), Some(Scalar::Enum(_) | Scalar::Team)) => self.no_member(name, &Scope::default(), ty),
                _ if matches!(name.text.as_str(), "null" | "nil" | "none" | "NULL" | "None") => {
                    let message = format!("{} is not a constant", quoted(&name.text));
                    let found = Diagnostic::new(Code::NotConstant, name.place.0, message);
                    self.report(found.help("leave it out: what is optional is unset without a default"));
                }
                (_, Some(Scalar::Text)) => {
                    let message = format!("{} is not a constant", quoted(&name.text));
                    self.not_constant(name.place.0, &message, "a text stands in quotes; ");
                }
                (_, Some(Scalar::Bool)) if habit(&name.text).is_some() => {
                    let message = format!("{} is not a constant", quoted(&name.text));
                    let found = Diagnostic::new(Code::NotConstant, name.place.0, message);
                    self.report_helped(found, habit(&name.text));
                }
                _ => {
                    let message = format!("{} is not a constant", quoted(&name.text));
                    self.not_constant(name.place.0, &message, "");
                }
            },
            Found::Value(..) | Found::OutOfScope(_) => {
                let message = format!("{} is read from the state, so it is not a constant", quoted(&name.text));
                self.not_constant(name.place.0, &message, "");
            }
        }
        None
    }

    fn not_constant(&mut self, span: Span, message: &str, help: &str) {
        self.report(Diagnostic::new(Code::NotConstant, span, message).help(format!(
            "{help}a constant is a literal such as `12` or `\"text\"`, a member of the enum that stands here, \
             or a list of these"
        )));
    }

    /// Reports a list of which nothing tells the type.
    pub(super) fn empty_list(&mut self, span: Span) {
        self.report(
            Diagnostic::new(Code::TypeMismatch, span, "nothing tells of what type this empty list is")
                .help("write at least one element"),
        );
    }
}

/// `value` as a `wanted`: an int widens to a decimal, in a set too; nothing else converts.
fn fit(found: Scalar, value: Value, wanted: Scalar) -> Option<Value> {
    match (found, value, wanted) {
        (found, value, wanted) if found == wanted => Some(value),
        (Scalar::Int, Value::Int(number), Scalar::Decimal) => Some(Value::decimal(number.into())),
        (Scalar::Int, Value::Set(items), Scalar::Decimal) => {
            let items = items.into_iter().map(|item| fit(found, item, wanted)).collect::<Option<_>>()?;
            Some(Value::set(items))
        }
        _ => None,
    }
}

/// A written length of time in calendar units.
pub(in crate::check) fn duration(written: &ast::Duration) -> Duration {
    let amount = i64::from(written.amount);
    let zero = Duration::default();
    match written.unit {
        TimeUnit::Second => Duration { milliseconds: amount * 1_000, ..zero },
        TimeUnit::Minute => Duration { milliseconds: amount * 60_000, ..zero },
        TimeUnit::Hour => Duration { milliseconds: amount * 3_600_000, ..zero },
        TimeUnit::Day => Duration { days: amount, ..zero },
        TimeUnit::Week => Duration { days: amount * 7, ..zero },
        TimeUnit::Month => Duration { months: amount, ..zero },
        TimeUnit::Year => Duration { months: amount * 12, ..zero },
    }
}
