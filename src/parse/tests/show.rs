//! An expression with every bracket written, for tests of precedence.

use crate::ast::{DeclarationKind, Expr, ExprKind, Path};

pub(super) fn expression(text: &str) -> String {
    match super::one(&format!("let x = {text}")) {
        DeclarationKind::Let(found) => show(&found.value),
        other => panic!("{other:?}"),
    }
}

fn path(path: &Path) -> String {
    path.parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(".")
}

fn all(list: &[Expr], between: &str) -> String {
    list.iter().map(show).collect::<Vec<_>>().join(between)
}

pub(super) fn show(expr: &Expr) -> String {
    let unset = |or_unset: &bool| if *or_unset { " or unset" } else { "" };
    match expr.kind.as_ref() {
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Int(value) => value.to_string(),
        ExprKind::Decimal(value) => value.to_string(),
        ExprKind::Percent(value) => format!("<{value}>"),
        ExprKind::Text(value) => format!("{value:?}"),
        ExprKind::Duration(value) => format!("{} {:?}", value.amount, value.unit),
        ExprKind::Date(value) => value.to_string(),
        ExprKind::DateTime(value) => value.to_string(),
        ExprKind::List(list) => format!("[{}]", all(list, ", ")),
        ExprKind::Range { low, high } => format!("{}..{}", show(low), show(high)),
        ExprKind::Path(found) => path(found),
        ExprKind::Not(inner) => format!("(not {})", show(inner)),
        ExprKind::Negate(inner) => format!("(- {})", show(inner)),
        ExprKind::And(list) => format!("({})", all(list, " and ")),
        ExprKind::Or(list) => format!("({})", all(list, " or ")),
        ExprKind::Arithmetic { op, left, right } => format!("({} {op:?} {})", show(left), show(right)),
        ExprKind::Compare { op, left, right, or_unset } => {
            format!("({} {op:?} {}{})", show(left), show(right), unset(or_unset))
        }
        ExprKind::Between { value, low, high, or_unset } => {
            format!("({} between {} & {}{})", show(value), show(low), show(high), unset(or_unset))
        }
        ExprKind::IsSet { value, negated } => format!("({} is {}set)", show(value), if *negated { "un" } else { "" }),
        ExprKind::IsState { subject, state } => format!("({} is {})", path(subject), state.text),
        ExprKind::IsNamed(name) => format!("(is {})", path(name)),
        ExprKind::InStage { stage, negated } => {
            format!("({}in stage {})", if *negated { "not " } else { "" }, path(stage))
        }
        ExprKind::Was(found) => format!("(was {})", path(found)),
        ExprKind::Changed(found) => format!("(changed {})", path(found)),
        ExprKind::Call { function, arguments } => format!("{}({})", function.text, all(arguments, ", ")),
        ExprKind::Quantified(found) => {
            let filter = found.filter.as_ref().map(|filter| format!(" where {}", show(filter))).unwrap_or_default();
            let window = found.window.as_ref().map(|window| format!(" within {}", show(window))).unwrap_or_default();
            format!("({:?} {}{filter}{window})", found.quantifier, path(&found.over))
        }
        ExprKind::Last(found) => format!("(last {})", path(found)),
        ExprKind::TimeInStage(found) => format!("(time in stage {})", path(found)),
    }
}
