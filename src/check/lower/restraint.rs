//! What restraints share: handling, windows; the hours of channels, caps, limits.

use super::super::clauses::Slot;
use super::super::context::Checker;
use super::super::expr::duration;
use super::super::exprs::moment;
use super::super::symbols::Scope;
use super::opening::{time_of_day, weekdays};
use crate::ast::{self, ChannelClause, Expr, PurposeClause, TimeUnit};
use crate::calendar::{Period, Schedule, TimeOfDay, Window};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::*;
use crate::text::Span;

/// What becomes of what is held back; E0410 for a wait of no time.
pub(super) fn handling(checker: &mut Checker<'_>, written: Option<&ast::Handling>) -> Handling {
    match written {
        None | Some(ast::Handling::Drop) => Handling::Drop,
        Some(ast::Handling::Defer { at_most }) => {
            Handling::Defer { at_most: at_most.as_ref().map(|length| checker.length(length)) }
        }
    }
}

/// E0410: calendar windows are days and longer; `per 1 day` could be meant either way.
pub(super) fn window(checker: &mut Checker<'_>, written: &ast::Window, clause: Span) -> Window {
    match written {
        ast::Window::Calendar(unit) => match unit {
            TimeUnit::Day => Window::Calendar(Period::Day),
            TimeUnit::Week => Window::Calendar(Period::Week),
            TimeUnit::Month => Window::Calendar(Period::Month),
            TimeUnit::Year => Window::Calendar(Period::Year),
            TimeUnit::Hour | TimeUnit::Minute | TimeUnit::Second => {
                let word = match unit {
                    TimeUnit::Hour => "hour",
                    TimeUnit::Minute => "minute",
                    _ => "second",
                };
                let message = format!("nothing is counted by the {word} of the calendar");
                let help = format!("`per 60 {word}s` counts back from each instant; `per day` is the calendar's");
                checker.report(Diagnostic::new(Code::BadBounds, clause, message).help(help));
                Window::Calendar(Period::Day)
            }
        },
        ast::Window::Rolling(length) => {
            if length.amount == 1 && length.unit == TimeUnit::Day {
                let help = "write `per day` for each day of the calendar, `per 24 hours` to count back";
                let found = Diagnostic::new(Code::BadBounds, length.place.0, "`per 1 day` can mean two things");
                checker.report(found.help(help));
                return Window::Rolling(duration(length));
            }
            Window::Rolling(checker.length(length))
        }
    }
}

/// E0410: an amount that is written as a number is at least `least`.
fn amount(checker: &mut Checker<'_>, expr: &Expr, least: i64, scope: &Scope<'_>) -> ExprId {
    let id = checker.maybe(expr, scope, Scalar::Int);
    let kind = |id: ExprId| checker.ir.exprs.get(id).map(|expr| &expr.kind);
    let number = match kind(id) {
        Some(ExprKind::Literal(Value::Int(number))) => Some(*number),
        Some(ExprKind::Negate(part)) => match kind(*part) {
            Some(ExprKind::Literal(Value::Int(number))) => number.checked_neg(),
            _ => None,
        },
        _ => None,
    };
    if number.is_some_and(|number| number < least) {
        let help = format!("use a whole number from {least} on");
        checker.report(Diagnostic::new(Code::BadBounds, expr.place.0, "so few make no sense here").help(help));
    }
    id
}

/// `limit 1 per 30 days defer`
pub(super) fn limit(
    checker: &mut Checker<'_>,
    clause: Span,
    (often, per, held): (&Expr, Option<&ast::Window>, Option<&ast::Handling>),
    scope: &Scope<'_>,
) -> Limit {
    Limit {
        amount: amount(checker, often, 1, scope),
        window: per.map(|per| window(checker, per, clause)),
        handling: handling(checker, held),
    }
}

/// All caps: of channels in order of declaration, then of purposes.
pub(super) fn caps(checker: &mut Checker<'_>) {
    let mut all = Vec::new();
    for (index, node) in checker.nodes.channels.iter().enumerate() {
        for clause in &node.ast.body.clauses {
            if let ChannelClause::Cap(cap) = &clause.kind {
                all.push((CapOwner::Channel(ChannelId::new(index)), cap, clause.place.0));
            }
        }
    }
    for (index, node) in checker.nodes.purposes.iter().enumerate() {
        for clause in &node.ast.body.clauses {
            if let PurposeClause::Cap(cap) = &clause.kind {
                all.push((CapOwner::Purpose(PurposeId::new(index)), cap, clause.place.0));
            }
        }
    }
    for (of, written, span) in all {
        let cap = cap(checker, of, written, span);
        checker.ir.caps.push(cap);
    }
}

fn cap(checker: &mut Checker<'_>, of: CapOwner, written: &ast::Cap, span: Span) -> Cap {
    let amount = amount(checker, &written.amount, 0, &moment());
    let window = window(checker, &written.window, span);
    let when = checker.optional_guard(written.when.as_ref(), &moment());
    let own = match of {
        CapOwner::Channel(channel) => Some(channel),
        CapOwner::Purpose(_) => None,
    };
    let mut channels: Vec<ChannelId> = own.into_iter().collect();
    for channel in written.across.iter().filter_map(|name| checker.channel(name)) {
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    let mut exempt = Vec::new();
    for purpose in written.exempt.iter().filter_map(|name| checker.purpose(name)) {
        if !exempt.contains(&purpose) {
            exempt.push(purpose);
        }
    }
    let handling = handling(checker, written.handling.as_ref());
    Cap { of, amount, window, when, channels, exempt, handling, span }
}

/// The hours of a channel, in the order written; `days` and `open` stand once.
pub(super) fn hours(checker: &mut Checker<'_>, channel: &ast::Channel) -> Vec<ChannelHours> {
    let (mut once_days, mut once_open) = (Slot::new("days"), Slot::new("open"));
    let mut hours = Vec::new();
    for clause in &channel.body.clauses {
        let span = clause.place.0;
        let (kind, held) = match &clause.kind {
            ChannelClause::Quiet { hours, handling } => (quiet(checker, hours).map(HoursKind::Quiet), handling),
            ChannelClause::Days { days, handling } => {
                once_days.put(checker, span, ());
                (Some(HoursKind::Days(Schedule::of_days(&weekdays(days)))), handling)
            }
            ChannelClause::Open { opening, handling } => {
                once_open.put(checker, span, ());
                (checker.opening(opening).map(HoursKind::Open), handling)
            }
            _ => continue,
        };
        let handling = handling(checker, held.as_ref());
        hours.extend(kind.map(|kind| ChannelHours { kind, handling, span }));
    }
    hours
}

/// E0410: quiet hours are some, and not all. They may cross midnight.
fn quiet(checker: &mut Checker<'_>, hours: &ast::TimeRange) -> Option<Schedule> {
    let (from, to) = (time_of_day(&hours.from), time_of_day(&hours.to));
    let schedule = Schedule::outside(from, to);
    let empty = from == to || (from, to) == (TimeOfDay::END, TimeOfDay::START);
    if !empty && schedule.has_open_hour() {
        return Some(schedule);
    }
    let (message, help) = if empty {
        (format!("the quiet hours {from}..{to} are none"), "quiet hours may cross midnight, `quiet 20:00..08:00`")
    } else {
        (format!("the quiet hours {from}..{to} leave no hour of the day"), "leave some hours out, `20:00..08:00`")
    };
    let span = hours.from.place.0.to(hours.to.place.0);
    checker.report(Diagnostic::new(Code::BadBounds, span, message).help(help));
    None
}
