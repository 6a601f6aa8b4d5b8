//! What happened before: counts, sums, last events, stays in stages.

use super::describe::{kind, quoted};
use super::{BOOL, Expected, Typer, unsupported};
use crate::ast::{self, ExprKind as K, Quantifier};
use crate::calendar::Duration;
use crate::check::symbols::{Scope, Symbol};
use crate::check::wording;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Aggregate, Comparison, EventId, ExprId, ExprKind, ParameterId, Scalar, Series, SeriesId, Type, Value};
use crate::text::Span;

const INT: Type = Type::required(Scalar::Int);

/// What a quantifier looks at.
struct Looked {
    event: EventId,
    /// The payload field behind the event's name.
    value: Option<(ParameterId, Type)>,
    key: String,
}

impl Typer<'_> {
    /// `count of e where … in last d`, `sum of e.x`, `any e`, `no e`, `at least n e`, …
    pub(super) fn quantified(&mut self, quantified: &ast::Quantified, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let takes_value =
            matches!(quantified.quantifier, Quantifier::Sum | Quantifier::Average | Quantifier::Min | Quantifier::Max);
        let looked = self.looked(&quantified.over, quantified.quantifier, takes_value);
        let filter = match (&quantified.filter, &looked) {
            (Some(filter), Some(looked)) => Some(self.filter(filter, looked.event, scope)),
            _ => None,
        };
        let window = quantified.window.as_ref().map(|window| self.window(window));
        if scope.constant {
            return None;
        }
        let (looked, filter, window) = (looked?, transpose(filter)?, transpose(window)?);
        let mut key = looked.key;
        if let Some(filter) = &quantified.filter {
            key = format!("{key} where {}", wording::expr(filter));
        }
        let series = self.series.series(Series {
            key,
            object: None,
            event: looked.event,
            filter,
            value: looked.value.map(|(id, _)| id),
            last: false,
            total: window.is_none(),
            window,
        });
        Some(self.made_of(quantified.quantifier, series, window, looked.value.map(|(_, ty)| ty), span))
    }

    /// What must be true of an event when it happens: of what stands around, it sees the names of
    /// columns and parameters alone, to say that they have no value there.
    fn filter(&mut self, filter: &ast::Expr, event: EventId, around: &Scope<'_>) -> Option<ExprId> {
        let own = Scope {
            events: vec![event],
            payload_first: true,
            columns: around.columns,
            parameters: around.parameters,
            ..Scope::default()
        };
        let (in_not, in_then) = (std::mem::take(&mut self.in_not), std::mem::take(&mut self.in_then));
        let settled = std::mem::take(&mut self.settled);
        let id = self.guard(filter, &own);
        (self.in_not, self.in_then, self.settled) = (in_not, in_then, settled);
        id
    }

    fn made_of(
        &mut self,
        quantifier: Quantifier,
        series: SeriesId,
        window: Option<Duration>,
        value: Option<Type>,
        span: Span,
    ) -> ExprId {
        let aggregate = |function, scalar: Scalar, optional| {
            let kind = ExprKind::Aggregate { function, series, window };
            (kind, Type::required(scalar).with_optional(optional))
        };
        let scalar = value.map_or(Scalar::Int, |ty| ty.scalar);
        let (kind, ty) = match quantifier {
            Quantifier::Sum => aggregate(Aggregate::Sum, scalar, false),
            Quantifier::Average => aggregate(Aggregate::Average, Scalar::Decimal, true),
            Quantifier::Min => aggregate(Aggregate::Min, scalar, true),
            Quantifier::Max => aggregate(Aggregate::Max, scalar, true),
            _ => (ExprKind::Count { series, window }, INT),
        };
        let whole = self.push(kind, ty, span);
        let (op, number) = match quantifier {
            Quantifier::Any => (Comparison::Greater, 0),
            Quantifier::No => (Comparison::Equal, 0),
            Quantifier::AtLeast(number) => (Comparison::GreaterOrEqual, number),
            Quantifier::AtMost(number) => (Comparison::LessOrEqual, number),
            _ => return whole,
        };
        let right = self.push(ExprKind::Literal(Value::Int(number.into())), INT, span);
        self.push(ExprKind::Compare { op, left: whole, right }, BOOL, span)
    }

    /// `last e`
    pub(super) fn last(&mut self, path: &ast::Path, span: Span) -> Option<ExprId> {
        let looked = self.looked(path, Quantifier::Any, false)?;
        let Looked { event, key, .. } = looked;
        let series =
            Series { key, object: None, event, filter: None, value: None, last: true, total: false, window: None };
        let series = self.series.series(series);
        let ty = Type::required(Scalar::Datetime).with_optional(true);
        Some(self.push(ExprKind::Last(series), ty, span))
    }

    /// `time in stage lead`
    pub(super) fn time_in_stage(&mut self, path: &ast::Path, span: Span) -> Option<ExprId> {
        let stage = self.stage(path)?;
        let ty = Type::required(Scalar::Duration).with_optional(true);
        Some(self.push(ExprKind::TimeInStage(vec![stage]), ty, span))
    }

    /// The event that is looked at, with a field of its payload where one is asked for.
    fn looked(&mut self, path: &ast::Path, quantifier: Quantifier, takes_value: bool) -> Option<Looked> {
        let (name, field) = match path.parts.as_slice() {
            [name] => (name, None),
            [name, field] => (name, Some(field)),
            _ => {
                let message = "this is not an event, nor a field of one's payload";
                self.report(Diagnostic::new(Code::WrongKind, path.place.0, message));
                return None;
            }
        };
        let event = self.event_looked_at(name, quantifier)?;
        let value = match field {
            None if takes_value => {
                let message = format!("say which field of {} is summed up", quoted(&name.text));
                self.report(
                    Diagnostic::new(Code::BadArguments, path.place.0, message)
                        .help(format!("for example `sum of {}.amount`; `count of` counts events", name.text)),
                );
                return None;
            }
            None => None,
            Some(field) if !takes_value => {
                let message = format!("events are counted, and {} is a field", quoted(&wording::path(path)));
                self.report(
                    Diagnostic::new(Code::BadArguments, field.place.0, message)
                        .help(format!("write {}, and what must be true of it behind `where`", quoted(&name.text))),
                );
                return None;
            }
            Some(field) => Some(self.summed(name, event, field, quantifier)?),
        };
        let key = wording::path(path);
        Some(Looked { event, value, key })
    }

    fn event_looked_at(&mut self, name: &ast::Name, quantifier: Quantifier) -> Option<EventId> {
        let symbols = self.context.symbols;
        let (text, span) = (name.text.as_str(), name.place.0);
        match symbols.top.get(text).map(|declared| (declared.what, declared.span)) {
            Some((Symbol::Event(id), _)) => Some(id),
            Some((Symbol::Poisoned, _)) => {
                // An object, most likely: its instances are not supported yet.
                let word = match quantifier {
                    Quantifier::Count => "count of",
                    Quantifier::Sum => "sum of",
                    Quantifier::Average => "average of",
                    Quantifier::Min => "min of",
                    Quantifier::Max => "max of",
                    Quantifier::Any => "any",
                    Quantifier::No => "no",
                    Quantifier::AtLeast(_) => "at least",
                    Quantifier::AtMost(_) => "at most",
                };
                unsupported(self.diagnostics, span, &format!("`{word}` instances of an object"));
                None
            }
            Some((other, declared)) => {
                let message = format!("{} is {}, not an event", quoted(text), kind(other));
                self.report(Diagnostic::new(Code::WrongKind, span, message).related(declared, "declared here"));
                None
            }
            None if symbols.may_be_declared(text) => None,
            None => {
                let events = symbols.top.iter().filter(|(_, found)| matches!(found.what, Symbol::Event(_)));
                let proposal = self.near(text, events.map(|(name, _)| name.as_str()));
                let message = format!("no event is called {}", quoted(text));
                self.report_with(Diagnostic::new(Code::UnknownName, span, message), proposal);
                None
            }
        }
    }

    /// The payload field whose values are summed up.
    fn summed(
        &mut self,
        name: &ast::Name,
        event: EventId,
        field: &ast::Name,
        quantifier: Quantifier,
    ) -> Option<(ParameterId, Type)> {
        use crate::ir::Id;
        let declared = self.context.symbols.parameters.get(&event)?;
        let Some(parameter) = declared.get(&field.text) else {
            if !self.context.symbols.may_be_declared(&field.text) {
                let message = format!("the event {} has no field {}", quoted(&name.text), quoted(&field.text));
                let proposal = self.near(&field.text, declared.keys().map(String::as_str));
                self.report_with(Diagnostic::new(Code::UnknownMember, field.place.0, message), proposal);
            }
            return None;
        };
        let id = (*parameter)?;
        let ty = *self.context.types.parameters.get(id.index())?;
        let number = matches!(ty.scalar, Scalar::Int | Scalar::Decimal);
        let ordered = number || matches!(ty.scalar, Scalar::Date | Scalar::Datetime | Scalar::Duration);
        let extreme = matches!(quantifier, Quantifier::Min | Quantifier::Max);
        if ty.set || !(number || extreme && ordered) {
            let message = format!("{} is {}", quoted(&wording_of(name, field)), self.quoted_type(ty));
            let help = if extreme {
                "`min of` and `max of` take numbers, dates, datetimes and durations"
            } else {
                "`sum of` and `average of` take numbers"
            };
            let span = name.place.0.to(field.place.0);
            self.report(Diagnostic::new(Code::BadArguments, span, message).help(help));
            return None;
        }
        Some((id, ty))
    }

    /// `in last d`: a literal that is longer than nothing.
    fn window(&mut self, window: &ast::Expr) -> Option<Duration> {
        let span = window.place.0;
        let K::Duration(written) = &*window.kind else {
            // What else is wrong with it is said as well.
            let _: ExprId = self.expr(window, &Scope::default(), Expected::Type(Type::required(Scalar::Duration)))?;
            self.report(
                Diagnostic::new(Code::NotConstant, span, "how far back is remembered is read from the text")
                    .help("write the time itself, `in last 30 days`"),
            );
            return None;
        };
        let length = super::duration(written);
        if length.cmp_length(&Duration::ZERO).is_le() {
            self.report(
                Diagnostic::new(Code::BadBounds, span, "a window of nothing holds nothing")
                    .help("write how far back to look, `in last 30 days`"),
            );
            return None;
        }
        Some(length)
    }
}

fn wording_of(owner: &ast::Name, field: &ast::Name) -> String {
    format!("{}.{}", owner.text, field.text)
}

/// `None` where a part that is there is wrong.
#[expect(clippy::option_option, reason = "there or not, right or wrong")]
fn transpose<T>(part: Option<Option<T>>) -> Option<Option<T>> {
    match part {
        None => Some(None),
        Some(None) => None,
        Some(some) => Some(some),
    }
}
