//! The parts of an expression.

use super::{ExprId, ExprKind};

/// Calls `visit` with each part of an expression, from left to right.
pub(crate) fn for_each_part(kind: &ExprKind, mut visit: impl FnMut(ExprId)) {
    match kind {
        ExprKind::Literal(_)
        | ExprKind::Field(_)
        | ExprKind::InstanceId(_)
        | ExprKind::Payload(_)
        | ExprKind::Let(_)
        | ExprKind::Score(_)
        | ExprKind::Segment(_)
        | ExprKind::Setting(_)
        | ExprKind::Column(_)
        | ExprKind::Argument(_)
        | ExprKind::Count { .. }
        | ExprKind::Aggregate { .. }
        | ExprKind::Last(_)
        | ExprKind::TimeInStage(_)
        | ExprKind::Mode(_)
        | ExprKind::Sla { .. }
        | ExprKind::Now
        | ExprKind::Today
        | ExprKind::InStage(_) => {}
        ExprKind::Through { reference, value, .. } => {
            visit(*reference);
            visit(*value);
        }
        ExprKind::AtLeast { instances, .. } | ExprKind::CountInstances(instances) => {
            instances.filter.into_iter().for_each(visit);
        }
        ExprKind::AggregateInstances { instances, value, .. } => {
            instances.filter.into_iter().for_each(&mut visit);
            visit(*value);
        }
        ExprKind::List(parts) | ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().copied().for_each(visit),
        ExprKind::Call { arguments, .. } => arguments.iter().copied().for_each(visit),
        ExprKind::Not(part)
        | ExprKind::Negate(part)
        | ExprKind::Widen(part)
        | ExprKind::IsSet(part)
        | ExprKind::Was(part)
        | ExprKind::Changed(part)
        | ExprKind::Matches { text: part, .. } => visit(*part),
        ExprKind::Arithmetic { left, right, .. }
        | ExprKind::Coalesce { left, right }
        | ExprKind::Compare { left, right, .. } => {
            visit(*left);
            visit(*right);
        }
        ExprKind::Has { set, value: other } | ExprKind::HasAny { set, other } => {
            visit(*set);
            visit(*other);
        }
        ExprKind::TextTest { text, part, .. } => {
            visit(*text);
            visit(*part);
        }
        ExprKind::OrUnset { test, value } => {
            visit(*test);
            visit(*value);
        }
        ExprKind::Between { value, low, high } => {
            visit(*value);
            visit(*low);
            visit(*high);
        }
        ExprKind::Choose { given, cases, otherwise } => {
            given.iter().copied().for_each(&mut visit);
            cases.iter().for_each(|case| {
                visit(case.test);
                visit(case.value);
            });
            otherwise.iter().copied().for_each(visit);
        }
        ExprKind::Collect { cases, otherwise } => {
            cases.iter().for_each(|case| {
                visit(case.test);
                visit(case.value);
            });
            otherwise.iter().copied().for_each(visit);
        }
        ExprKind::OneOf { value, elements } | ExprKind::ContainsAny { text: value, elements } => {
            visit(*value);
            elements.iter().copied().for_each(visit);
        }
    }
}
