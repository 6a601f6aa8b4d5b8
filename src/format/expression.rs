//! Expressions, with parentheses only where the order of operators needs them.

use chrono::{NaiveDateTime, Timelike};
use rust_decimal::Decimal;

use super::small::{commas, duration, name, path};
use crate::ast::{ArithmeticOp, CompareOp, Expr, ExprKind, Quantified, Quantifier};

/// How tightly an expression holds together; looser ones need parentheses inside tighter ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    /// A filter that would take in what follows it.
    Filter,
    Or,
    And,
    Not,
    Comparison,
    Coalesce,
    Sum,
    Product,
    Minus,
    Operand,
}

/// An expression where any may stand.
pub(super) fn expr(expr: &Expr) -> String {
    print(expr)
}

/// An expression where a sum may stand: comparisons and logic need parentheses.
pub(super) fn sum(expr: &Expr) -> String {
    at(expr, Level::Coalesce)
}

/// An expression where `or` ends it.
pub(super) fn and(expr: &Expr) -> String {
    at(expr, Level::And)
}

/// An expression that holds together at least as tightly as `level`.
fn at(expr: &Expr, level: Level) -> String {
    if self::level(expr) < level { format!("({})", print(expr)) } else { print(expr) }
}

fn level(expr: &Expr) -> Level {
    match &*expr.kind {
        ExprKind::Quantified(Quantified { filter: Some(_), .. }) => Level::Filter,
        ExprKind::Or(_) => Level::Or,
        ExprKind::And(_) => Level::And,
        ExprKind::Not(_) | ExprKind::InStage { negated: true, .. } => Level::Not,
        ExprKind::Compare { .. }
        | ExprKind::Between { .. }
        | ExprKind::IsSet { .. }
        | ExprKind::IsState { .. }
        | ExprKind::Range { .. } => Level::Comparison,
        ExprKind::Arithmetic { op, .. } => arithmetic(*op).0,
        ExprKind::Negate(_) => Level::Minus,
        _ => Level::Operand,
    }
}

fn print(expr: &Expr) -> String {
    match &*expr.kind {
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Decimal(value) => decimal(*value),
        ExprKind::Percent(value) => percent(*value),
        ExprKind::Text(value) => quoted(value),
        ExprKind::Duration(value) => duration(value),
        ExprKind::Date(value) => value.format("%Y-%m-%d").to_string(),
        ExprKind::DateTime(value) => date_time(*value),
        ExprKind::List(elements) => format!("[{}]", commas(elements, self::expr)),
        ExprKind::Range { low, high } => format!("{}..{}", sum(low), sum(high)),
        ExprKind::Path(value) => path(value),
        ExprKind::Not(inner) => match &*inner.kind {
            // `not in stage` is one operator.
            ExprKind::InStage { .. } => format!("not ({})", print(inner)),
            _ => format!("not {}", at(inner, Level::Not)),
        },
        ExprKind::Negate(inner) => format!("-{}", at(inner, Level::Minus)),
        ExprKind::And(parts) => logic(parts, " and ", Level::Not),
        ExprKind::Or(parts) => logic(parts, " or ", Level::And),
        ExprKind::Arithmetic { op, left, right } => {
            let (level, right_level) = arithmetic(*op);
            let sign = op.symbol();
            format!("{} {sign} {}", at(left, level), at(right, right_level))
        }
        ExprKind::Compare { op, left, right, or_unset } => {
            let right = match (op, &*right.kind) {
                // A range may stand here alone without parentheses.
                (CompareOp::In | CompareOp::NotIn, ExprKind::Range { low, high }) => {
                    format!("{}..{}", behind(*op, low), sum(high))
                }
                _ => behind(*op, right),
            };
            format!("{} {} {right}{}", sum(left), op.symbol(), tolerance(*or_unset))
        }
        ExprKind::Between { value, low, high, or_unset } => {
            format!("{} between {} and {}{}", sum(value), sum(low), sum(high), tolerance(*or_unset))
        }
        ExprKind::IsSet { value, negated } => {
            format!("{} is {}", sum(value), if *negated { "unset" } else { "set" })
        }
        ExprKind::IsState { subject, state } => format!("{} is {}", path(subject), name(state)),
        ExprKind::IsNamed(named) => format!("is {}", path(named)),
        ExprKind::InStage { stage, negated } => {
            format!("{}in stage {}", if *negated { "not " } else { "" }, path(stage))
        }
        ExprKind::Was(of) => format!("was {}", path(of)),
        ExprKind::Changed(of) => format!("changed {}", path(of)),
        ExprKind::Call { function, arguments } => format!("{}({})", name(function), commas(arguments, self::expr)),
        ExprKind::Quantified(quantified) => self::quantified(quantified),
        ExprKind::Last(event) => format!("last {}", path(event)),
        ExprKind::TimeInStage(stage) => format!("time in stage {}", path(stage)),
    }
}

fn logic(parts: &[Expr], operator: &str, level: Level) -> String {
    let mut text = String::new();
    for part in parts {
        let shown = at(part, level);
        if text.is_empty() {
            text = shown;
        } else if begins_with(&shown, "unset") && !shown.starts_with("unset.") {
            // `a == b or unset` is one comparison.
            text.push_str(&format!("{operator}({shown})"));
        } else {
            text.push_str(operator);
            text.push_str(&shown);
        }
    }
    text
}

/// What stands behind an operator, kept apart where the two would make another one:
/// `in stage`, `contains any`.
fn behind(op: CompareOp, expr: &Expr) -> String {
    let words: &[&str] = match op {
        CompareOp::In | CompareOp::NotIn => &["stage", "last"],
        CompareOp::Contains => &["any", "word"],
        CompareOp::Has => &["any", "none"],
        _ => &[],
    };
    let shown = sum(expr);
    if words.iter().any(|word| begins_with(&shown, word)) { format!("({shown})") } else { shown }
}

/// Whether `word` is the first word of `text`.
fn begins_with(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| !rest.starts_with(|c: char| c == '_' || c.is_alphanumeric()))
}

const fn tolerance(or_unset: bool) -> &'static str {
    if or_unset { " or unset" } else { "" }
}

/// The level of the whole and its left side, and that of its right side.
const fn arithmetic(op: ArithmeticOp) -> (Level, Level) {
    match op {
        ArithmeticOp::Coalesce => (Level::Coalesce, Level::Sum),
        ArithmeticOp::Add => (Level::Sum, Level::Product),
        ArithmeticOp::Subtract => (Level::Sum, Level::Product),
        ArithmeticOp::Multiply => (Level::Product, Level::Minus),
        ArithmeticOp::Divide => (Level::Product, Level::Minus),
        ArithmeticOp::Remainder => (Level::Product, Level::Minus),
    }
}

fn quantified(quantified: &Quantified) -> String {
    let Quantified { quantifier, over, filter, window } = quantified;
    let over = path(over);
    let mut text = match quantifier {
        Quantifier::Count => format!("count of {over}"),
        Quantifier::Sum => format!("sum of {over}"),
        Quantifier::Average => format!("average of {over}"),
        Quantifier::Min => format!("min of {over}"),
        Quantifier::Max => format!("max of {over}"),
        Quantifier::Any => format!("any {over}"),
        Quantifier::No => format!("no {over}"),
        Quantifier::AtLeast(n) => format!("at least {n} {over}"),
        Quantifier::AtMost(n) => format!("at most {n} {over}"),
    };
    if let Some(filter) = filter {
        let printed = expr(filter);
        // A window behind the filter would be that of an aggregate inside it.
        if window.is_some() && has_quantified(filter) {
            text.push_str(&format!(" where ({printed})"));
        } else {
            text.push_str(&format!(" where {printed}"));
        }
    }
    if let Some(window) = window {
        let shown = expr(window);
        let bare = matches!(
            *window.kind,
            ExprKind::Duration(_) | ExprKind::Int(_) | ExprKind::Decimal(_) | ExprKind::Path(_) | ExprKind::Call { .. }
        );
        text.push_str(&if bare { format!(" in last {shown}") } else { format!(" in last ({shown})") });
    }
    text
}

fn has_quantified(expr: &Expr) -> bool {
    match &*expr.kind {
        ExprKind::Quantified(_) => true,
        ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().any(has_quantified),
        ExprKind::Call { arguments, .. } => arguments.iter().any(has_quantified),
        ExprKind::Not(inner) | ExprKind::Negate(inner) => has_quantified(inner),
        ExprKind::IsSet { value, .. } => has_quantified(value),
        ExprKind::Range { low, high } => has_quantified(low) || has_quantified(high),
        ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            has_quantified(left) || has_quantified(right)
        }
        ExprKind::Between { value, low, high, .. } => [value, low, high].into_iter().any(has_quantified),
        _ => false,
    }
}

/// A decimal, never written like an int.
fn decimal(value: Decimal) -> String {
    let text = value.to_string();
    if text.contains('.') { text } else { format!("{text}.0") }
}

fn percent(value: Decimal) -> String {
    match value.checked_mul(Decimal::ONE_HUNDRED) {
        Some(shown) => format!("{}%", shown.normalize()),
        None => value.to_string(),
    }
}

fn date_time(value: NaiveDateTime) -> String {
    let form = if value.second() == 0 { "%Y-%m-%d %H:%M" } else { "%Y-%m-%d %H:%M:%S" };
    value.format(form).to_string()
}

/// A text in quotes; control characters and those that turn the direction of text escaped.
pub(super) fn quoted(value: &str) -> String {
    let mut text = String::with_capacity(value.len().saturating_add(2));
    text.push('"');
    for c in value.chars() {
        match c {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' => text.push_str("\\n"),
            '\t' => text.push_str("\\t"),
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {
                text.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
            }
            _ if c.is_control() => text.push_str(&format!("\\u{{{:x}}}", u32::from(c))),
            _ => text.push(c),
        }
    }
    text.push('"');
    text
}
