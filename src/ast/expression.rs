//! Expressions and types.

use chrono::{NaiveDate, NaiveDateTime};
use rust_decimal::Decimal;

use super::{Name, Path, Place, Text};

/// An expression with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Expr {
    /// What it says.
    pub kind: Box<ExprKind>,
    /// Where it stands.
    pub place: Place,
}

/// What an expression says. Parentheses are not kept: a printer puts them where the
/// order of operators needs them.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExprKind {
    /// `true`, `false`
    Bool(bool),
    /// `42`
    Int(i64),
    /// `4.20`, exact
    Decimal(Decimal),
    /// `25%`; the value is 0.25
    Percent(Decimal),
    /// `"text"`
    Text(String),
    /// `2 days`
    Duration(Duration),
    /// `2026-03-02`
    Date(NaiveDate),
    /// `2026-03-02 10:00`, in the blueprint's zone
    DateTime(NaiveDateTime),
    /// `["FR", "BE"]`
    List(Vec<Expr>),
    /// `20..50`, both ends in; only behind `in`
    Range {
        /// The lower end.
        low: Expr,
        /// The upper end.
        high: Expr,
    },
    /// `plan`, `event.rating`, `ticket.account.level`
    Path(Path),
    /// `not x`
    Not(Expr),
    /// `-x`
    Negate(Expr),
    /// `a and b and c`; at least two
    And(Vec<Expr>),
    /// `a or b or c`; at least two
    Or(Vec<Expr>),
    /// `a + b`, `a ?? b`
    Arithmetic {
        /// The operator.
        op: ArithmeticOp,
        /// Its left side.
        left: Expr,
        /// Its right side.
        right: Expr,
    },
    /// `a <= b`, `tags has "vip"`, `country not in ["FR"] or unset`
    Compare {
        /// The operator.
        op: CompareOp,
        /// Its left side.
        left: Expr,
        /// Its right side.
        right: Expr,
        /// Whether `or unset` follows: true too where the left side is unset.
        or_unset: bool,
    },
    /// `x between 1 and 5`, both ends in
    Between {
        /// The value.
        value: Expr,
        /// The lower end.
        low: Expr,
        /// The upper end.
        high: Expr,
        /// Whether `or unset` follows.
        or_unset: bool,
    },
    /// `x is set`, `x is unset`
    IsSet {
        /// The value.
        value: Expr,
        /// True for `is unset`.
        negated: bool,
    },
    /// `resolution is running`: the state of an SLA
    IsState {
        /// The SLA.
        subject: Path,
        /// `running`, `paused`, `met`, `breached`
        state: Name,
    },
    /// `is sme`: a segment or a mode
    IsNamed(Path),
    /// `in stage lead`, `not in stage closed`
    InStage {
        /// The stage, qualified where two journeys have it.
        stage: Path,
        /// True for `not in stage`.
        negated: bool,
    },
    /// `was plan`: the value before this moment
    Was(Path),
    /// `changed plan`
    Changed(Path),
    /// `round(x, 2)`
    Call {
        /// The function.
        function: Name,
        /// The arguments.
        arguments: Vec<Expr>,
    },
    /// `count of email_opened where … in last 30 days`, `any ticket where …`
    Quantified(Quantified),
    /// `last purchase`: the instant of the last such event
    Last(Path),
    /// `time in stage lead`
    TimeInStage(Path),
}

/// An aggregate or a quantifier over events of the history, or over instances.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Quantified {
    /// Which one.
    pub quantifier: Quantifier,
    /// The event or object, with the field where the quantifier takes one.
    pub over: Path,
    /// `where …`
    pub filter: Option<Expr>,
    /// `in last 30 days`
    pub window: Option<Expr>,
}

/// Which aggregate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Quantifier {
    /// `count of`
    Count,
    /// `sum of`
    Sum,
    /// `average of`
    Average,
    /// `min of`
    Min,
    /// `max of`
    Max,
    /// `any`
    Any,
    /// `no`
    No,
    /// `at least N`
    AtLeast(u32),
    /// `at most N`
    AtMost(u32),
}

/// An operator that makes a value of two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `??`: the left side, or the right one where it is unset
    Coalesce,
}

/// An operator that makes a truth of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `contains`
    Contains,
    /// `not contains`
    NotContains,
    /// `contains any`
    ContainsAny,
    /// `contains word`
    ContainsWord,
    /// `starts with`
    StartsWith,
    /// `ends with`
    EndsWith,
    /// `matches`
    Matches,
    /// `has`
    Has,
    /// `has any`
    HasAny,
    /// `has none`
    HasNone,
}

impl ArithmeticOp {
    /// The operator as written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Coalesce => "??",
        }
    }
}

impl CompareOp {
    /// The operator as written.
    #[must_use]
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
            Self::Contains => "contains",
            Self::NotContains => "not contains",
            Self::ContainsAny => "contains any",
            Self::ContainsWord => "contains word",
            Self::StartsWith => "starts with",
            Self::EndsWith => "ends with",
            Self::Matches => "matches",
            Self::Has => "has",
            Self::HasAny => "has any",
            Self::HasNone => "has none",
        }
    }
}

/// A length of time as written, `2 days`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Duration {
    /// How many.
    pub amount: u32,
    /// Of what.
    pub unit: TimeUnit,
    /// Where it stands.
    pub place: Place,
}

/// A unit of time; singular and plural are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum TimeUnit {
    /// `second`
    Second,
    /// `minute`
    Minute,
    /// `hour`
    Hour,
    /// `day`
    Day,
    /// `week`
    Week,
    /// `month`
    Month,
    /// `year`
    Year,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeExpr {
    /// What it says.
    pub kind: TypeKind,
    /// Whether `?` follows.
    pub optional: bool,
    /// Where it stands.
    pub place: Place,
}

/// What a type says.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TypeKind {
    /// `int`, `plan` (an enum), `account` (an object), `ticket.kind` (a field's type)
    Named(Path),
    /// `set of text`
    Set(Box<TypeExpr>),
    /// `enum { incident, question }`, in place
    Enum(Vec<Member>),
}

/// A member of an enum.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Member {
    /// The name.
    pub name: Name,
    /// The label.
    pub label: Option<Text>,
    /// `renamed from old`
    pub renamed_from: Option<Name>,
    /// Comments and documentation.
    pub notes: super::Notes,
}
