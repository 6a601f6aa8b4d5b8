//! What sets rules and transitions off.

use super::super::context::Checker;
use super::super::expr::Expected;
use super::super::symbols::Scope;
use super::effect::written;
use super::opening::{time_of_day, weekdays};
use crate::ast::{self, Direction, Expr, Path, TimeUnit};
use crate::calendar::{Recurrence, TimeOfDay, Weekday};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// Whose trigger it is.
pub(super) enum Of<'a> {
    /// A rule, and whether it says `each date`.
    Rule {
        /// `each date`
        each_date: bool,
    },
    /// A transition.
    Transition {
        /// Its sources; `None` where not all could be read.
        sources: Option<&'a [StageId]>,
    },
}

/// The trigger, and what may be read in what it sets off. `None`: it could not be read.
pub(super) fn lower(
    checker: &mut Checker<'_>,
    trigger: &ast::Trigger,
    span: Span,
    of: &Of<'_>,
    base: &Scope<'static>,
) -> (Option<Trigger>, Scope<'static>) {
    // What is asked outside of any moment.
    let still = &Scope { moment: false, ..base.clone() };
    let lowered = match trigger {
        ast::Trigger::Event(filter) => {
            let (filter, scope) = checker.event_filter_in(filter, base.clone());
            return (Some(Trigger::Event(filter)), scope.behind_event());
        }
        ast::Trigger::Enter(stages) => Trigger::Enter(checker.stages(stages, base)),
        ast::Trigger::Exit(stages) => Trigger::Exit(checker.stages(stages, base)),
        ast::Trigger::Change { of, from, to } => change(checker, of, from.as_ref(), to.as_ref(), base),
        ast::Trigger::Becoming { guard, including_existing } => {
            if *including_existing && matches!(of, Of::Transition { .. }) {
                let message = "a transition takes no `including existing`";
                let help = "without a trigger, `when …` moves contacts as soon as the guard is true";
                checker.report(Diagnostic::new(Code::BadTrigger, span, message).help(help));
            }
            // It is judged on two pictures, so it can't compare them itself.
            let guard = checker.guard(guard, still);
            Trigger::Becoming { guard, including_existing: *including_existing }
        }
        ast::Trigger::After { delay, stages } => after(checker, delay, stages, span, (of, still)),
        ast::Trigger::Without { delay, events } => {
            let delay = checker.delay(delay, still);
            checker.of_this_object(events, still);
            let (events, _) = checker.events(events);
            let series = events.into_iter().map(|event| checker.series_last(event, still)).collect();
            Trigger::Without { delay, series }
        }
        ast::Trigger::Date { offset, of: date, time, or_at_once } => {
            let delay = offset.as_ref().map(|(delay, _)| checker.delay(delay, still));
            Trigger::Date {
                of: date_of(checker, date, false, still),
                offset: delay,
                before: matches!(offset, Some((_, Direction::Before))),
                time: time.as_ref().map(time_of_day),
                or_at_once: *or_at_once,
                each_date: matches!(of, Of::Rule { each_date: true }),
            }
        }
        ast::Trigger::Every { unit, on, time } => Trigger::Every {
            on: every(checker, *unit, on.as_ref(), span, still),
            time: time.as_ref().map_or(TimeOfDay::START, time_of_day),
        },
        ast::Trigger::Breach(name) => {
            let Some(sla) = checker.sla(name) else {
                return (None, Scope { unknown_instance: true, ..base.clone() });
            };
            checker.of_this_object_too(name, sla, base);
            Trigger::Breach(sla)
        }
    };
    (Some(lowered), base.clone())
}

/// E0413: a rule says in which stage the time runs; of a transition it is its source.
fn after(
    checker: &mut Checker<'_>,
    delay: &Expr,
    stages: &[Path],
    span: Span,
    (of, scope): (&Of<'_>, &Scope<'_>),
) -> Trigger {
    let delay = checker.delay(delay, scope);
    let stages = match of {
        Of::Rule { .. } => {
            if stages.is_empty() {
                let message = "`after` alone does not say since when";
                let help = "say in which stage, `after 3 days in stage lead`, or without what, \
                    `after 30 days without purchase`; an action waits by `do … after 3 days`";
                checker.report(Diagnostic::new(Code::BadTrigger, span, message).help(help));
            }
            let found = checker.stages_at(stages, scope);
            let journey = |stage: &StageId| checker.nodes.stages.get(stage.index()).map(|stage| stage.journey);
            if found.iter().map(journey).any(|one| one != found.first().and_then(journey)) {
                let message = "these stages are of several journeys, in which a contact is at once";
                let help = "write a rule for each journey";
                checker.report(Diagnostic::new(Code::BadTrigger, span, message).help(help));
            }
            found
        }
        Of::Transition { sources } => {
            let named = checker.typer().stages(stages);
            checker.complete &= named.is_some();
            let (named, sources) = (named.unwrap_or_default(), sources.unwrap_or_default());
            let among = |some: &[StageId], all: &[StageId]| some.iter().all(|stage| all.contains(stage));
            let known = !named.is_empty() && !sources.is_empty();
            if known && !(among(&named, sources) && among(sources, &named)) {
                let message = "the time of a transition runs in the stages that it leaves";
                let help = "leave out `in stage`, or write a transition for each source";
                checker.report(Diagnostic::new(Code::BadTrigger, span, message).help(help));
            }
            sources.to_vec()
        }
    };
    Trigger::After { delay, stages }
}

/// E0301: a field or a derived value that is a date, or a datetime where `date_only` is not said.
fn date_of(checker: &mut Checker<'_>, path: &Path, date_only: bool, scope: &Scope<'_>) -> ExprId {
    let expr = Expr { kind: Box::new(ast::ExprKind::Path(path.clone())), place: path.place };
    let Some(id) = checker.typer().expr(&expr, scope, Expected::Any) else {
        return checker.hole(path.place.0);
    };
    let Some(found) = checker.ir.exprs.get(id) else { return id };
    let fits = !found.ty.set && (found.ty.scalar == Scalar::Date || !date_only && found.ty.scalar == Scalar::Datetime);
    let kept = matches!(found.kind, ExprKind::Field(_) | ExprKind::Let(_));
    let name = written(path);
    if !kept {
        let message = format!("`{name}` is no field and no derived value of the contact");
        let help = "a date that the contact has is waited for; for any other, `let` gives it a name";
        checker.wrong_type(Code::WrongKind, path.place.0, message, help);
    } else if !fits {
        let kind = if date_only { "date" } else { "date or datetime" };
        let message = format!("`{name}` is no {kind}");
        let help = if date_only { "name a field of type `date`" } else { "name a field of type `date` or `datetime`" };
        checker.wrong_type(Code::TypeMismatch, path.place.0, message, help);
    }
    id
}

/// E0413 for days that the unit does not have, E0410 for other units and days of no month.
fn every(
    checker: &mut Checker<'_>,
    unit: TimeUnit,
    on: Option<&ast::EveryOn>,
    span: Span,
    scope: &Scope<'_>,
) -> EveryOn {
    let days = match (unit, on) {
        (TimeUnit::Day, None) => Recurrence::Daily,
        (TimeUnit::Week, None) => Recurrence::Weekly(vec![Weekday::Monday]),
        (TimeUnit::Week, Some(ast::EveryOn::Weekdays(days))) => Recurrence::Weekly(weekdays(days)),
        (TimeUnit::Month, None) => Recurrence::Monthly { day: 1 },
        (TimeUnit::Month, Some(ast::EveryOn::Day(day))) => {
            let number = u8::try_from(day.value).ok().filter(|number| (1..=31).contains(number));
            if number.is_none() {
                let message = format!("no month has a day {}", day.value);
                let help = "days are 1 to 31; a shorter month has it on its last day";
                checker.report(Diagnostic::new(Code::BadBounds, day.place.0, message).help(help));
            }
            Recurrence::Monthly { day: number.unwrap_or(1) }
        }
        (TimeUnit::Year, None) => Recurrence::Yearly { month: 1, day: 1 },
        (TimeUnit::Year, Some(ast::EveryOn::MonthDay(day))) => Recurrence::Yearly { month: day.month, day: day.day },
        (TimeUnit::Year, Some(ast::EveryOn::Field(path))) => return EveryOn::Date(date_of(checker, path, true, scope)),
        (TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second, _) => {
            let help = "it may recur `every day`, `week`, `month` or `year`";
            let found = Diagnostic::new(Code::BadBounds, span, "nothing recurs more often than every day");
            checker.report(found.help(help));
            Recurrence::Daily
        }
        (_, Some(_)) => {
            let (what, help) = match unit {
                TimeUnit::Day => ("`every day` takes no `on`", "leave it out, or write `every week on mon..fri`"),
                TimeUnit::Week => ("a week has weekdays", "write `every week on mon, thu`"),
                TimeUnit::Month => ("a month has days 1 to 31", "write `every month on 15`"),
                _ => {
                    ("a year has a day of a month, or a date", "write `every year on 12-25`, `every year on birthday`")
                }
            };
            checker.report(Diagnostic::new(Code::BadTrigger, span, what).help(help));
            Recurrence::Daily
        }
    };
    EveryOn::Days(days)
}

/// E0301: `from` and `to` fit every value that is listed.
fn change(
    checker: &mut Checker<'_>,
    of: &[Path],
    from: Option<&ast::Expr>,
    to: Option<&ast::Expr>,
    scope: &Scope<'_>,
) -> Trigger {
    let mut places = Vec::with_capacity(of.len());
    let mut ty: Option<Type> = None;
    let mut all = true;
    for path in of {
        let place = checker.typer().place(path, scope);
        all &= place.is_some();
        let Some(place) = place else { continue };
        places.push(place);
        let found = checker.ir.exprs.get(place).map(|expr| expr.ty.with_optional(false));
        match (ty, found) {
            (Some(first), Some(found)) if first != found && (from.is_some() || to.is_some()) => {
                let message = format!("`{}` has another type than the value before it", written(path));
                let help = "`from` and `to` can't fit both; write a rule for each";
                checker.wrong_type(Code::TypeMismatch, path.place.0, message, help);
                all = false;
            }
            (None, found) => ty = found,
            _ => {}
        }
    }
    checker.complete &= all;
    let constant = Scope { constant: true, ..Scope::default() };
    let mut end = |expr: &ast::Expr| {
        let typed = match ty.filter(|_| all) {
            Some(ty) => checker.typer().expr(expr, &constant, Expected::Type(ty)),
            None => None,
        };
        typed.unwrap_or_else(|| checker.hole(expr.place.0))
    };
    let (from, to) = (from.map(&mut end), to.map(&mut end));
    Trigger::Change { of: places, from, to }
}
