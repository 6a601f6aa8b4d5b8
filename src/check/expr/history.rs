//! What happened before: counts, sums, last events, stays in stages; questions about instances.

use super::describe::{kind, quoted};
use super::{BOOL, Expected, Typer};
use crate::ast::{self, ExprKind as K, Quantifier};
use crate::calendar::Duration;
use crate::check::symbols::{Scope, Subject, Subjects, Symbol};
use crate::check::wording;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Aggregate, Comparison, EventId, ExprId, ExprKind, Instances, ObjectId, ParameterId, Scalar, Series, SeriesId, Type,
    Value,
};
use crate::text::Span;

const INT: Type = Type::required(Scalar::Int);

/// What a quantifier looks at.
struct Looked {
    event: EventId,
    /// The object of the instance in scope whose history it is.
    object: Option<ObjectId>,
    /// The payload field behind the event's name.
    value: Option<(ParameterId, Type)>,
    key: String,
}

impl Typer<'_> {
    /// `count of e where … in last d`, `sum of e.x`, `any e`, `no e`, `at least n e`, …
    pub(super) fn quantified(&mut self, quantified: &ast::Quantified, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let takes_value =
            matches!(quantified.quantifier, Quantifier::Sum | Quantifier::Average | Quantifier::Min | Quantifier::Max);
        let head = quantified.over.parts.first();
        if let Some(object) = head.and_then(|head| self.object_named(&head.text)) {
            return self.instances(quantified, object, takes_value, span, scope);
        }
        let looked = self.looked(&quantified.over, quantified.quantifier, takes_value, scope);
        let filter = match (&quantified.filter, &looked) {
            (Some(filter), Some(looked)) => Some(self.filter(filter, looked, scope)),
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
            object: looked.object,
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
    fn filter(&mut self, filter: &ast::Expr, looked: &Looked, around: &Scope<'_>) -> Option<ExprId> {
        let subject = Subjects::of(&self.context.symbols.subjects.events, looked.event);
        let own = Scope {
            events: vec![looked.event],
            of_event: looked.object.is_none(),
            payload_first: true,
            aliases: around.aliases,
            columns: around.columns,
            parameters: around.parameters,
            ..Scope::of(subject)
        };
        let (in_not, in_then) = (std::mem::take(&mut self.in_not), std::mem::take(&mut self.in_then));
        let settled = std::mem::take(&mut self.settled);
        let id = self.guard(filter, &own);
        (self.in_not, self.in_then, self.settled) = (in_not, in_then, settled);
        id
    }

    /// What is asked about all instances of an object.
    fn instances(
        &mut self,
        quantified: &ast::Quantified,
        object: ObjectId,
        takes_value: bool,
        span: Span,
        scope: &Scope<'_>,
    ) -> Option<ExprId> {
        let within = scope.with_instance(object);
        // What stands around a `where` is no part of it.
        let (in_not, in_then) = (std::mem::take(&mut self.in_not), std::mem::take(&mut self.in_then));
        let settled = std::mem::take(&mut self.settled);
        let filter = quantified.filter.as_ref().map(|filter| self.guard(filter, &within));
        (self.in_not, self.in_then, self.settled) = (in_not, in_then, settled);
        let value = self.instance_value(quantified, takes_value, &within);
        let window = quantified.window.as_ref().map(|window| self.window(window));
        if scope.constant {
            return None;
        }
        let (value, filter, window) = (value?, transpose(filter)?, transpose(window)?);
        let optional = filter.is_some_and(|filter| self.ty(filter).optional);
        let instances = Instances { object, filter, window };
        let truth = BOOL.with_optional(optional);
        let at_least = |typer: &mut Self, number| typer.push(ExprKind::AtLeast { instances, number }, truth, span);
        let aggregate = |typer: &mut Self, function, optional| {
            let value = value?;
            let scalar = if function == Aggregate::Average { Scalar::Decimal } else { typer.ty(value).scalar };
            let kind = ExprKind::AggregateInstances { function, instances, value };
            Some(typer.push(kind, Type::required(scalar).with_optional(optional), span))
        };
        let whole = match quantified.quantifier {
            Quantifier::Any => Some(at_least(self, 1)),
            Quantifier::AtLeast(number) => Some(at_least(self, number)),
            Quantifier::No => {
                let some = at_least(self, 1);
                Some(self.push(ExprKind::Not(some), truth, span))
            }
            Quantifier::AtMost(number) => {
                let more = at_least(self, number.saturating_add(1));
                Some(self.push(ExprKind::Not(more), truth, span))
            }
            Quantifier::Count => Some(self.push(ExprKind::CountInstances(instances), INT, span)),
            Quantifier::Sum => aggregate(self, Aggregate::Sum, false),
            Quantifier::Average => aggregate(self, Aggregate::Average, true),
            Quantifier::Min => aggregate(self, Aggregate::Min, true),
            Quantifier::Max => aggregate(self, Aggregate::Max, true),
        };
        self.depths.extend(whole.map(|whole| (whole, scope.instances.len())));
        whole
    }

    /// The value of each instance that is summed up: `order.total`, or one that a reference leads
    /// to. `Some(None)`: none is asked for.
    #[expect(clippy::option_option, reason = "asked for or not, right or wrong")]
    fn instance_value(
        &mut self,
        quantified: &ast::Quantified,
        takes_value: bool,
        within: &Scope<'_>,
    ) -> Option<Option<ExprId>> {
        let path = &quantified.over;
        let named = path.parts.first().map_or("", |name| name.text.as_str());
        match (path.parts.as_slice(), takes_value) {
            ([_], false) => Some(None),
            ([_, field, ..], false) => {
                let message = format!("instances are counted, and {} is a field", quoted(&wording::path(path)));
                self.report(
                    Diagnostic::new(Code::BadArguments, field.place.0, message)
                        .help(format!("write {}, and what must be true of it behind `where`", quoted(named))),
                );
                None
            }
            ([_], true) => {
                let message = format!("say which field of {} is summed up", quoted(named));
                self.report(
                    Diagnostic::new(Code::BadArguments, path.place.0, message)
                        .help(format!("for example `sum of {named}.amount`; `count of` counts instances")),
                );
                None
            }
            _ => {
                let id = self.path(path, within, None)?;
                let ty = self.ty(id);
                self.can_be_summed(&wording::path(path), ty, quantified.quantifier, path.place.0).then_some(Some(id))
            }
        }
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
    pub(super) fn last(&mut self, path: &ast::Path, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let looked = self.looked(path, Quantifier::Any, false, scope)?;
        let Looked { event, object, key, .. } = looked;
        let series = Series { key, object, event, filter: None, value: None, last: true, total: false, window: None };
        let series = self.series.series(series);
        let ty = Type::required(Scalar::Datetime).with_optional(true);
        Some(self.push(ExprKind::Last(series), ty, span))
    }

    /// `time in stage lead`
    pub(super) fn time_in_stage(&mut self, path: &ast::Path, span: Span, scope: &Scope<'_>) -> Option<ExprId> {
        let stage = self.stage_in(path, scope)?;
        let ty = Type::required(Scalar::Duration).with_optional(true);
        Some(self.push(ExprKind::TimeInStage(vec![stage]), ty, span))
    }

    /// The event that is looked at, with a field of its payload where one is asked for.
    fn looked(
        &mut self,
        path: &ast::Path,
        quantifier: Quantifier,
        takes_value: bool,
        scope: &Scope<'_>,
    ) -> Option<Looked> {
        let (name, field) = match path.parts.as_slice() {
            [name] => (name, None),
            [name, field] => (name, Some(field)),
            _ => {
                let message = "this is not an event, nor a field of one's payload";
                self.report(Diagnostic::new(Code::WrongKind, path.place.0, message));
                return None;
            }
        };
        let event = self.event_looked_at(name)?;
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
        // Of an instance in scope, its own history; without one, that of all.
        let subject = Subjects::of(&self.context.symbols.subjects.events, event);
        let object = subject.object().filter(|object| scope.has_history(*object));
        let key = match object {
            Some(object) => format!("{} of {}", wording::path(path), self.object_name(object)),
            None => wording::path(path),
        };
        if subject == Subject::Unknown {
            return None;
        }
        Some(Looked { event, object, value, key })
    }

    fn event_looked_at(&mut self, name: &ast::Name) -> Option<EventId> {
        let symbols = self.context.symbols;
        let (text, span) = (name.text.as_str(), name.place.0);
        match symbols.top.get(text).map(|declared| (declared.what, declared.span)) {
            Some((Symbol::Event(id), _)) => Some(id),
            Some((Symbol::Poisoned, _)) => None,
            Some((other, declared)) => {
                let message = format!("{} is {}, not an event", quoted(text), kind(other));
                self.report(Diagnostic::new(Code::WrongKind, span, message).related(declared, "declared here"));
                None
            }
            None if symbols.may_be_declared(text) => None,
            None => {
                let events =
                    symbols.top.iter().filter(|(_, found)| matches!(found.what, Symbol::Event(_) | Symbol::Object(_)));
                let proposal = self.near(text, events.map(|(name, _)| name.as_str()));
                let has_objects = !symbols.object_fields.is_empty();
                let what = if has_objects { "no event and no object is" } else { "no event is" };
                let message = format!("{what} called {}", quoted(text));
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
        let span = name.place.0.to(field.place.0);
        self.can_be_summed(&wording_of(name, field), ty, quantifier, span).then_some((id, ty))
    }

    /// Whether values of the type have a sum, or an order for `min of` and `max of`.
    fn can_be_summed(&mut self, name: &str, ty: Type, quantifier: Quantifier, span: Span) -> bool {
        let number = matches!(ty.scalar, Scalar::Int | Scalar::Decimal);
        let ordered = number || matches!(ty.scalar, Scalar::Date | Scalar::Datetime | Scalar::Duration);
        let extreme = matches!(quantifier, Quantifier::Min | Quantifier::Max);
        if ty.set || !(number || extreme && ordered) {
            let message = format!("{} is {}", quoted(name), self.quoted_type(ty));
            let help = if extreme {
                "`min of` and `max of` take numbers, dates, datetimes and durations"
            } else {
                "`sum of` and `average of` take numbers"
            };
            self.report(Diagnostic::new(Code::BadArguments, span, message).help(help));
            return false;
        }
        true
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
