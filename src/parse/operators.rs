//! The operators of expressions.

use super::build::Rule;
use crate::ast::{ArithmeticOp, CompareOp};

/// Whether a token of a flat list is an operator, for the limit.
pub(super) fn is_operator(rule: Rule) -> bool {
    use Rule::{
        arithmetic, compare, is_state, op_and, op_between, op_minus, op_not, op_or, op_range, or_unset,
        quantified_where, window,
    };
    matches!(
        rule,
        arithmetic
            | compare
            | is_state
            | op_and
            | op_between
            | op_minus
            | op_not
            | op_or
            | op_range
            | or_unset
            | quantified_where
            | window
    )
}

/// An operator of comparison, its blanks as written.
pub(super) fn compare_op(text: &str) -> Option<CompareOp> {
    let mut words = text.split_ascii_whitespace();
    Some(match (words.next()?, words.next()) {
        ("==", None) => CompareOp::Equal,
        ("!=", None) => CompareOp::NotEqual,
        ("<", None) => CompareOp::Less,
        ("<=", None) => CompareOp::LessOrEqual,
        (">", None) => CompareOp::Greater,
        (">=", None) => CompareOp::GreaterOrEqual,
        ("in", None) => CompareOp::In,
        ("not", Some("in")) => CompareOp::NotIn,
        ("contains", None) => CompareOp::Contains,
        ("not", Some("contains")) => CompareOp::NotContains,
        ("contains", Some("any")) => CompareOp::ContainsAny,
        ("contains", Some("word")) => CompareOp::ContainsWord,
        ("starts", Some("with")) => CompareOp::StartsWith,
        ("ends", Some("with")) => CompareOp::EndsWith,
        ("matches", None) => CompareOp::Matches,
        ("has", None) => CompareOp::Has,
        ("has", Some("any")) => CompareOp::HasAny,
        ("has", Some("none")) => CompareOp::HasNone,
        _ => return None,
    })
}

/// An operator of sums, and its level, loosest first.
pub(super) fn arithmetic_op(text: &str) -> Option<(u8, ArithmeticOp)> {
    Some(match text {
        "??" => (0, ArithmeticOp::Coalesce),
        "+" => (1, ArithmeticOp::Add),
        "-" => (1, ArithmeticOp::Subtract),
        "*" => (2, ArithmeticOp::Multiply),
        "/" => (2, ArithmeticOp::Divide),
        "%" => (2, ArithmeticOp::Remainder),
        _ => return None,
    })
}
