//! How the text says it, made from the tree: equal trees have equal words, however the text is
//! laid out. Stored states name steps by them.

use crate::ast::{CompareOp, Duration, EventFilter, Expr, ExprKind as K, Name, Path, Quantified, Quantifier, TimeUnit};
use crate::calendar::TimeOfDay;

/// An expression. Whatever has parts stands in parentheses inside another one.
pub(super) fn expr(expr: &Expr) -> String {
    match &*expr.kind {
        K::Bool(value) => value.to_string(),
        K::Int(number) => number.to_string(),
        K::Decimal(number) | K::Percent(number) => number.normalize().to_string(),
        K::Text(text) => format!("{text:?}"),
        K::Duration(length) => duration(length),
        K::Date(date) => date.to_string(),
        K::DateTime(local) => local.format("%Y-%m-%d %H:%M:%S").to_string(),
        K::List(items) => format!("[{}]", joined(items, ", ")),
        K::Range { low, high } => format!("{}..{}", part(low), part(high)),
        K::Path(name) => path(name),
        K::Not(inner) => format!("not {}", part(inner)),
        K::Negate(inner) => format!("-{}", part(inner)),
        K::And(parts) => joined(parts, " and "),
        K::Or(parts) => joined(parts, " or "),
        K::Arithmetic { op, left, right } => format!("{} {} {}", part(left), op.symbol(), part(right)),
        K::Compare { op, left, right, or_unset } => tolerant(compared(*op, left, right), *or_unset),
        K::Between { value, low, high, or_unset } => {
            tolerant(format!("{} between {} and {}", part(value), part(low), part(high)), *or_unset)
        }
        K::IsSet { value, negated } => format!("{} is {}", part(value), if *negated { "unset" } else { "set" }),
        K::IsState { subject, state } => format!("{} is {}", path(subject), state.text),
        K::IsNamed(name) => format!("is {}", path(name)),
        K::InStage { stage, negated } => format!("{}in stage {}", if *negated { "not " } else { "" }, path(stage)),
        K::Was(name) => format!("was {}", path(name)),
        K::Changed(name) => format!("changed {}", path(name)),
        K::Call { function, arguments } => format!("{}({})", function.text, joined(arguments, ", ")),
        K::Quantified(quantified) => counted(quantified),
        K::Last(event) => format!("last {}", path(event)),
        K::TimeInStage(stage) => format!("time in stage {}", path(stage)),
    }
}

/// An expression inside another one.
fn part(inner: &Expr) -> String {
    let alone = matches!(
        &*inner.kind,
        K::Bool(_)
            | K::Int(_)
            | K::Decimal(_)
            | K::Percent(_)
            | K::Text(_)
            | K::Duration(_)
            | K::Date(_)
            | K::DateTime(_)
            | K::List(_)
            | K::Path(_)
            | K::Call { .. }
    );
    if alone { expr(inner) } else { format!("({})", expr(inner)) }
}

fn joined(parts: &[Expr], between: &str) -> String {
    parts.iter().map(part).collect::<Vec<_>>().join(between)
}

fn compared(op: CompareOp, left: &Expr, right: &Expr) -> String {
    format!("{} {} {}", part(left), op.symbol(), part(right))
}

fn tolerant(test: String, or_unset: bool) -> String {
    if or_unset { format!("{test} or unset") } else { test }
}

fn counted(quantified: &Quantified) -> String {
    let Quantified { quantifier, over, filter, window } = quantified;
    let word = match quantifier {
        Quantifier::Count => "count of".to_owned(),
        Quantifier::Sum => "sum of".to_owned(),
        Quantifier::Average => "average of".to_owned(),
        Quantifier::Min => "min of".to_owned(),
        Quantifier::Max => "max of".to_owned(),
        Quantifier::Any => "any".to_owned(),
        Quantifier::No => "no".to_owned(),
        Quantifier::AtLeast(number) => format!("at least {number}"),
        Quantifier::AtMost(number) => format!("at most {number}"),
    };
    let filter = filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", part(filter)));
    let window = window.as_ref().map_or_else(String::new, |window| format!(" in last {}", part(window)));
    format!("{word} {}{filter}{window}", path(over))
}

/// A dotted path.
pub(super) fn path(path: &Path) -> String {
    names(&path.parts, ".")
}

/// Names, one after the other.
pub(super) fn names(names: &[Name], between: &str) -> String {
    names.iter().map(|name| name.text.as_str()).collect::<Vec<_>>().join(between)
}

/// Some events, and what must be true of them.
pub(super) fn events(filter: &EventFilter) -> String {
    let test = filter.filter.as_ref().map_or_else(String::new, |filter| format!(" where {}", expr(filter)));
    format!("{}{test}", names(&filter.events, ", "))
}

/// A length of time as it is written.
pub(super) fn duration(length: &Duration) -> String {
    let unit = match length.unit {
        TimeUnit::Second => "second",
        TimeUnit::Minute => "minute",
        TimeUnit::Hour => "hour",
        TimeUnit::Day => "day",
        TimeUnit::Week => "week",
        TimeUnit::Month => "month",
        TimeUnit::Year => "year",
    };
    format!("{} {unit}{}", length.amount, if length.amount == 1 { "" } else { "s" })
}

/// A time of day.
pub(super) fn time(minutes: u16) -> String {
    TimeOfDay::new(minutes).unwrap_or(TimeOfDay::END).to_string()
}
